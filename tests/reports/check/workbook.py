"""Holds the workbook of a period against its `report.json`, as openpyxl reads it and as LibreOffice computes it.

    workbook.py FOLDER

FOLDER has `report.xlsx` and `report.json`. LibreOffice gets it as it is; without what the formulas come to, so that it
has to compute that; and with another label and other minutes in one segment, which the sums have to follow.
"""

import csv
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from datetime import datetime, timedelta

import openpyxl

from rows import COUNTS, TEXTS, Rows, same

DETAIL = ["start", "local_start", "origin", "status", "reason", *COUNTS, "memo", "label", "label_title", "week", "day"]
BILL = ["week", "text", "minutes", "hours", "rate", "amount", "currency", "kind"]
FORMATS = {"start": 'yyyy-mm-dd hh:mm"Z"', "local_start": "yyyy-mm-dd hh:mm", "week": "yyyy-mm-dd", "day": "yyyy-mm-dd"}
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
XLSX = "xlsx:Calc MS Excel 2007 XML"


def unescaped(text):
    """`_xHHHH_` as ISO/IEC 29500 has it, which openpyxl leaves as it is."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), text or "")


def midnight(day):
    return datetime(day.year, day.month, day.day)


def hours(minutes):
    return timedelta(minutes=minutes)


def table(book, name, columns):
    """The rows of a sheet below the one that has these names. In sample data there is one column more."""
    rows = list(book[name].iter_rows())
    head = next(at for at, row in enumerate(rows) if row[0].value == columns[0])
    names = [cell.value for cell in rows[head]]
    assert names[: len(columns)] == columns, names
    return rows[head + 1:], names.index("DEMO") + 1 if "DEMO" in names else len(columns)


def detail(book, expected):
    rows, width = table(book, "Detail", DETAIL)
    same(len(rows), len(expected.segments), "rows of Detail")
    for row, segment in zip(rows, expected.segments):
        at = row[0].row
        cells = dict(zip(DETAIL, row))
        # What a cell does not hold goes on behind the table.
        rest = "".join(unescaped(cell.value) for cell in row[width:])
        for name in [*TEXTS, "label_title"]:
            text = unescaped(cells[name].value) + (rest if name == "memo" else "")
            same(text, segment[name] or "", f"{name} in row {at}")
            inert(cells[name])
        for name in COUNTS:
            same((cells[name].value, cells[name].data_type), (segment[name], "n"), f"{name} in row {at}")
        days = {"start": segment["start"].replace(tzinfo=None), "local_start": segment["local_start"],
                "week": midnight(segment["week"]), "day": midnight(segment["local_start"])}
        for name, day in days.items():
            cell = cells[name]
            same((cell.value, cell.data_type, cell.number_format), (day, "d", FORMATS[name]), f"{name} in row {at}")


def inert(cell):
    """A text is one, and stays one when it is edited: as if it was typed behind an apostrophe."""
    assert cell.value is None or cell.data_type == "s" and cell.quotePrefix, f"{cell.coordinate}: {cell.value}"


def sums(book, expected, read=unescaped):
    """The sums by label, by day and of the bills, where `book` has what the formulas come to."""
    for sheet, first, key in [
        ("Summary", ["label", "title", "parent"], lambda segment: segment["label"] or ""),
        ("By day", ["day"], lambda segment: midnight(segment["local_start"])),
    ]:
        rows, _ = table(book, sheet, [*first, "segments", "billed_minutes", "hours"])
        of = expected.sums(key)
        told = [[row[0].value or "", *(cell.value for cell in row[len(first):len(first) + 3])] for row in rows]
        total = [sum(column) for column in zip(*of.values())]
        wanted = [[key, *of[key], hours(of[key][1])] for key in sorted(of)] + [["Total", *total, hours(total[1])]]
        same([[read(row[0]) if isinstance(row[0], str) else row[0], *row[1:]] for row in told], wanted, sheet)
    bill(book, expected)


def bill(book, expected):
    rows, _ = table(book, "Bill", BILL)
    currency = expected.report["currency"]
    wanted = []
    for week in expected.weeks:
        day = midnight(week["week"])
        minutes = sum(line["minutes"] for line in week["lines"])
        for line in week["lines"]:
            of = line["minutes"]
            wanted.append([day, line["text"], of, hours(of), line["rate"], line["amount"], currency, "line"])
        wanted.append([day, "Total", minutes, hours(minutes), None, week["total"], currency, "total"])
    totals = [row for row in wanted if row[-1] == "total"]
    minutes, amount = (sum(row[column] for row in totals) for column in [2, 5])
    wanted.append([None, "All weeks", minutes, hours(minutes), None, amount, currency, "total"])
    # Numbers of a sheet are binary: the nearest to a sum of money, no other, and no hair beside it.
    number = lambda value: value if value is None or isinstance(value, int) else float(value)
    wanted = [row[:4] + [number(row[4]), number(row[5])] + row[6:] for row in wanted]
    same([[cell.value for cell in row[: len(BILL)]] for row in rows], wanted, "Bill")
    about = {row[0].value: row[1].value for row in book["Summary"].iter_rows(max_row=10)}
    same((about["minutes of whole weeks"], about["amount of whole weeks"]), (minutes, number(amount)), "Summary")


def formulas(book):
    """Where they are: in the sums alone, never where a text of the diary is."""
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    for cell in cells:
        if cell.data_type == "f":
            assert cell.parent.title != "Detail" and not cell.quotePrefix, cell.coordinate
        elif cell.data_type == "s":
            inert(cell)
    return sum(cell.data_type == "f" for cell in cells)


def without_values(file, out):
    """The same workbook, but no formula has what it comes to."""
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(out, "w") as less:
        for part in whole.namelist():
            less.writestr(part, re.sub(rb"</f><v>[^<]*</v>", b"</f>", whole.read(part)))


def changed(file, out, expected):
    """One segment has another label and other minutes."""
    book = openpyxl.load_workbook(file)
    segment = expected.segments[0]
    label = next(label for label in expected.sums(lambda segment: segment["label"] or "") if label not in ("", segment["label"]))
    row = book["Detail"][2]
    row[DETAIL.index("label")].value = label
    row[DETAIL.index("billed_minutes")].value = 7
    book.save(out)
    segment["label"], segment["billed_minutes"] = label, 7


def libreoffice(folder, target, files):
    """Has LibreOffice read files and write them as something else; says where."""
    out = os.path.join(folder, "written")
    home = f"-env:UserInstallation=file://{folder}/libreoffice"
    subprocess.run(["soffice", home, "--headless", "--convert-to", target, "--outdir", out, *files], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return out


def lines_of(text):
    """LibreOffice has one end of a line in its cells."""
    return re.split("\r\n|\r|\n", text)


def as_libreoffice_reads(folder, file, expected):
    """Texts and numbers of all segments, by CSV: that has control characters as well, which XML has not."""
    out = libreoffice(folder, CSV, [file])
    with open(os.path.join(out, "report-Detail.csv"), encoding="utf-8", newline="") as lines:
        head, *rows = csv.reader(lines)
    names, width = head[: len(DETAIL)], head.index("DEMO") + 1 if "DEMO" in head else len(DETAIL)
    same((names, len(rows)), (DETAIL, len(expected.segments)), "Detail in LibreOffice")
    for row, segment in zip(rows, expected.segments):
        told = dict(zip(DETAIL, row))
        told["memo"] += "".join(row[width:])
        for name in [*TEXTS, *COUNTS]:
            text = str(segment[name] if segment[name] is not None else "")
            same(lines_of(told[name]), lines_of(text), f"{name} in LibreOffice")
        same(told["local_start"], str(segment["local_start"]), "local_start in LibreOffice")


def main(folder):
    expected = Rows(folder)
    file = os.path.join(folder, "report.xlsx")
    book = openpyxl.load_workbook(file)
    same(book.sheetnames, ["Summary", "By day", "Bill", "Detail"], "sheets")
    detail(book, expected)
    count = formulas(book)
    assert count > 20, count
    sums(openpyxl.load_workbook(file, data_only=True), expected)
    with tempfile.TemporaryDirectory() as work:
        as_libreoffice_reads(work, file, expected)
        bare, other = os.path.join(work, "bare.xlsx"), os.path.join(work, "other.xlsx")
        without_values(file, bare)
        assert {cell.value for row in openpyxl.load_workbook(bare, data_only=True)["By day"].iter_rows(min_row=2, min_col=2, max_col=4) for cell in row} == {None}
        after = Rows(folder)
        changed(file, other, after)
        out = libreoffice(work, XLSX, [bare, other])
        for name, rows in [("bare.xlsx", expected), ("other.xlsx", after)]:
            # It writes what looks like `_xHHHH_` as it stands.
            sums(openpyxl.load_workbook(os.path.join(out, name), data_only=True), rows, read=str)
    print(f"{len(expected.segments)} segments, {count} formulas")


if __name__ == "__main__":
    main(*sys.argv[1:])
