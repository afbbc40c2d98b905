"""Reads LEDES 1998B as strictly as its published specification (ledes.org, revision of July 2014) is written.

Usage: ledes.py FOLDER: prints JSON, for each `.txt` in it what is wrong, or the invoice that it holds.
"""

import datetime
import decimal
import glob
import json
import os
import re
import sys

#: Name, form, and whether it must be there.
FIELDS = [
    ("INVOICE_DATE", "date", True), ("INVOICE_NUMBER", 20, True), ("CLIENT_ID", 20, True), ("LAW_FIRM_MATTER_ID", 20, True),
    ("INVOICE_TOTAL", "12.4", True), ("BILLING_START_DATE", "date", True), ("BILLING_END_DATE", "date", True),
    ("INVOICE_DESCRIPTION", 15 * 1024, False), ("LINE_ITEM_NUMBER", 20, True), ("EXP/FEE/INV_ADJ_TYPE", "kind", True),
    ("LINE_ITEM_NUMBER_OF_UNITS", "10.4", False), ("LINE_ITEM_ADJUSTMENT_AMOUNT", "10.4", False),
    ("LINE_ITEM_TOTAL", "10.4", True), ("LINE_ITEM_DATE", "date", True), ("LINE_ITEM_TASK_CODE", 20, False),
    ("LINE_ITEM_EXPENSE_CODE", 20, False), ("LINE_ITEM_ACTIVITY_CODE", 20, False), ("TIMEKEEPER_ID", 20, False),
    ("LINE_ITEM_DESCRIPTION", 15 * 1024, False), ("LAW_FIRM_ID", 20, True), ("LINE_ITEM_UNIT_COST", "10.4", False),
    ("TIMEKEEPER_NAME", 30, False), ("TIMEKEEPER_CLASSIFICATION", "class", False), ("CLIENT_MATTER_ID", 20, False),
]
#: What is the same on all lines of an invoice.
OF_INVOICE = [name for name, _, _ in FIELDS[:8]] + ["LAW_FIRM_ID", "CLIENT_MATTER_ID"]
CLASSES = """ADJSTR ADJSMT ANALST ARBITR ASSOC TRANEE AUDITR CLKSEC CONSLT TEMPAT TEMPOS CSTCNS CTRPTR DSCATT DSCPMG DSCANJ DSCANS
DOCCDR DOCRAT DOCRNA EVDEVL EXPERT FLTFEE FORANL HLNLPF INVSTG IPSVPV IPAGNT LGLAST LGLINT LGPRMG LIBRRN MEDITR MDRCRV OFCOUN
NBOTHR PARALG PARTNR RSRCHR RSPROF SECNDE SPAGNT SOLDSG STFATT STFCNS TPADMN TRAINR TRNDEV TRNFAG TRANSL VIDOGR""".split()


class Wrong(Exception):
    """Not as the specification says."""


def must(holds, *why):
    if not holds:
        raise Wrong(" ".join(map(str, why)))


def read(data, encoding="ascii"):
    """The lines of the one invoice, as fields by name with dates and numbers."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as why:
        raise Wrong(f"characters: {why.reason}") from why
    must(text.endswith("[]\n"), "the last line has no end")
    first, header, *lines = text[:-1].split("\n")
    must(first == "LEDES1998B[]", "first line", first)
    must(header == "|".join(name for name, _, _ in FIELDS) + "[]", "header", header)
    must(lines, "no line item")
    rows = [row(line) for line in lines]
    for name in OF_INVOICE:
        must(len({row[name] for row in rows}) == 1, name, "differs")
    must(len({row["LINE_ITEM_NUMBER"] for row in rows}) == len(rows), "LINE_ITEM_NUMBER twice")
    must(sum(row["LINE_ITEM_TOTAL"] for row in rows) == rows[0]["INVOICE_TOTAL"], "INVOICE_TOTAL is not the sum")
    return rows


def row(line):
    must(line.endswith("[]") and line.count("[]") == 1, "end of a line", line)
    must(not re.search(r"[\x00-\x1f\x7f-\x9f]", line), "control character", line)
    fields = line[:-2].split("|")
    must(len(fields) == len(FIELDS), len(fields), "fields")
    row = {name: value(name, form, needed, text) for (name, form, needed), text in zip(FIELDS, fields)}
    must(row["BILLING_START_DATE"] <= row["LINE_ITEM_DATE"] <= row["BILLING_END_DATE"], "LINE_ITEM_DATE outside the period")
    units, cost = row["LINE_ITEM_NUMBER_OF_UNITS"], row["LINE_ITEM_UNIT_COST"]
    adjustment, total = row["LINE_ITEM_ADJUSTMENT_AMOUNT"] or 0, row["LINE_ITEM_TOTAL"]
    if row["EXP/FEE/INV_ADJ_TYPE"] in ["IF", "IE"]:
        must(adjustment == total, "LINE_ITEM_TOTAL of an adjustment")
        return row
    must(units is not None and cost is not None, "units and cost are missing")
    must(units > 0, "no units")
    product = (units * cost).quantize(total, decimal.ROUND_HALF_UP)
    must(product + adjustment == total, "LINE_ITEM_TOTAL is not", product, "+", adjustment)
    must(row["TIMEKEEPER_ID"] and re.fullmatch(".+, .+|[^ ]+", row["TIMEKEEPER_NAME"]), "timekeeper of a fee")
    must(not row["LINE_ITEM_EXPENSE_CODE"], "expense code of a fee")
    return row


def value(name, form, needed, text):
    must(text or not needed, name, "is missing")
    if form == "date":
        must(re.fullmatch("[0-9]{8}", text), name, text)
        try:
            return datetime.datetime.strptime(text, "%Y%m%d").date()
        except ValueError as why:
            raise Wrong(f"{name} {text}") from why
    if form == "kind":
        must(text in ["E", "F", "IF", "IE"], name, text)
    elif form == "class":
        must(text in CLASSES, name, text)
    elif isinstance(form, int):
        must(len(text.encode()) <= form, name, "is too long")
    elif not text:
        return None
    else:
        before, after = form.split(".")
        must(re.fullmatch(rf"-?[0-9]{{1,{before}}}(\.[0-9]{{1,{after}}})?", text), name, text)
        return decimal.Decimal(text)
    return text


def whole(text):
    """A description as it was, by the report's own way to write what the format cannot have."""
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), text)


def told(data):
    """The invoice for a test, or what is wrong."""
    try:
        rows = read(data)
    except Wrong as wrong:
        return {"wrong": str(wrong)}
    return {
        "number": rows[0]["INVOICE_NUMBER"], "total": str(rows[0]["INVOICE_TOTAL"]), "about": rows[0]["INVOICE_DESCRIPTION"],
        "items": [[row["LINE_ITEM_DATE"].isoformat(), str(row["LINE_ITEM_NUMBER_OF_UNITS"]), str(row["LINE_ITEM_TOTAL"]),
                   whole(row["LINE_ITEM_DESCRIPTION"])] for row in rows],
    }


if __name__ == "__main__":
    files = sorted(glob.glob(os.path.join(sys.argv[1], "*.txt")))
    print(json.dumps({os.path.basename(file): told(open(file, "rb").read()) for file in files}))
