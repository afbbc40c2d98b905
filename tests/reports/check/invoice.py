"""Looks at the PDF files of a folder: JSON with what keeps each from being PDF/A-3b, and the e-invoice inside."""

import json
import pathlib
import sys

import facturx
import page
from lxml import etree


def look(path):
    report = page.validate_pdf(str(path), profile=page.ValidationProfile.PDF_A_3B)
    name, xml = facturx.get_xml_from_pdf(path.read_bytes(), check_xsd=True)
    return {
        "rules": report.rules.total,
        "failed": [[failure.rule_id, failure.message] for failure in report.failures],
        "name": name or None,
        "xml": xml.decode() if xml else None,
        "level": facturx.get_level(etree.fromstring(xml)) if xml else None,
    }


json.dump({path.name: look(path) for path in sorted(pathlib.Path(sys.argv[1]).glob("*.pdf"))}, sys.stdout)
