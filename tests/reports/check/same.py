"""Reads the billed minutes and the total out of each report, in whatever format it is.

Usage: same.py FOLDER: a folder a case, in each a folder a report, named `FORMAT` or `FORMAT.VARIANT`, and `bill.json`. Prints
JSON: by case and report the minutes and the total in minor units, which is null where the format carries no money.
"""

import csv
import decimal
import glob
import html
import json
import os
import re
import subprocess
import sys

import gfm
import icalendar
import ledes
import lxml.etree
import openpyxl
import pyarrow.parquet

DIGITS = {"EUR": 2, "USD": 2, "JPY": 0}
UBL = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
CII = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"


def one(folder, pattern):
    [file] = glob.glob(os.path.join(folder, pattern))
    return file


def text(folder, pattern):
    return open(one(folder, pattern), encoding="utf-8", newline="").read()


def table(folder, pattern):
    return list(csv.DictReader(open(one(folder, pattern), encoding="utf-8", newline="")))


def clock(text):
    """`1:30` or `01:30:00` in minutes."""
    hours, minutes = text.split(":")[:2]
    return 60 * int(hours) + int(minutes)


def hours(number):
    """Decimal hours in minutes."""
    return int((decimal.Decimal(number) * 60).to_integral_value(decimal.ROUND_HALF_UP))


def number(text):
    return decimal.Decimal(text.replace(",", ""))


def total(sums):
    return sum(sums, decimal.Decimal(0))


def by_csv(folder):
    [amount] = [row["amount"] for row in table(folder, "*bill.csv") if row["text"] == "Total"]
    return sum(int(row["billed_minutes"]) for row in table(folder, "*segments.csv")), amount


def by_json(folder):
    [week] = json.loads(text(folder, "report.json"))["weeks"]
    total = week["total"]
    return sum(segment["billed_minutes"] for segment in week["segments"]), scaled(total["minor"], -DIGITS[total["currency"]])


def by_html(folder):
    page = html.unescape(text(folder, "*.html"))
    said = re.search(r"In all <strong>([0-9:]+) hours</strong> billed in 1 week, <strong>([0-9.]+) [A-Z]{3}</strong>", page)
    [(foot_hours, foot_amount)] = re.findall(r"<tfoot>.*?Total</th><td>([0-9:]+)</td><td></td><td>([0-9.]+)</td>", page)
    assert (foot_hours, foot_amount) == said.groups(), said
    return clock(said[1]), said[2]


def by_markdown(folder):
    tables = gfm.read(text(folder, "*.md"))
    week, bill = tables["Weeks"][0], tables["Bill"][-1]
    assert clock(week[2]) == clock(bill[2]) and week[4] == bill[4], (week, bill)
    return clock(bill[2]), bill[4]


def by_ledes(folder):
    rows = ledes.read(open(one(folder, "*.txt"), "rb").read())
    return sum(hours(row["LINE_ITEM_NUMBER_OF_UNITS"]) for row in rows), rows[0]["INVOICE_TOTAL"]


def by_xlsx(folder):
    book = openpyxl.load_workbook(one(folder, "*.xlsx"), data_only=True)

    def rows(sheet):
        head, *rows = book[sheet].iter_rows(values_only=True)
        return [dict(zip(head, row)) for row in rows]
    [amount] = [row["amount"] for row in rows("Bill") if row["text"] == "Total"]
    # Numbers of a sheet are binary; fifteen digits of them are exact.
    return sum(row["billed_minutes"] for row in rows("Detail")), f"{amount:.15g}"


def by_parquet(folder):
    segments, bill = (pyarrow.parquet.read_table(one(folder, f"*{name}.parquet")) for name in ["segments", "bill"])
    return sum(segments["billed_minutes"].to_pylist()), total(bill["amount"].to_pylist())


def by_icalendar(folder):
    calendar = icalendar.Calendar.from_ical(open(one(folder, "*.ics"), "rb").read())
    minutes = sum(int(event["X-WORKDIARY-BILLED-MINUTES"]) for event in calendar.walk("VEVENT"))
    for journal in calendar.walk("VJOURNAL"):
        assert int(journal["X-WORKDIARY-BILLED-MINUTES"]) == minutes, journal
    return minutes, journal["X-WORKDIARY-TOTAL"].split()[0]


def by_timewarrior(folder):
    quoted = r'"(?:[^"\\]|\\.)*"'
    form = re.compile(rf"inc ([0-9T]+)Z - ([0-9T]+)Z(?: #((?: {quoted})*))?(?: # {quoted})?")
    minutes = 0
    for file in glob.glob(os.path.join(folder, "*.data")):
        for line in open(file, encoding="utf-8", newline="").read().split("\n")[:-1]:
            start, end, tags = form.fullmatch(line).groups()
            minutes += billed(tags or "", moment(end) - moment(start))
    return minutes, None


def moment(text):
    """Minutes of a month: no interval leaves its local day."""
    return (int(text[6:8]) * 24 + int(text[9:11])) * 60 + int(text[11:13])


def billed(tags, otherwise):
    """What a tag says, where the interval is not what is billed."""
    said = re.search(r"billed[ =]([0-9]+)(?: minutes|m)", tags)
    return int(said[1]) if said else otherwise


def by_klog(folder):
    minutes = 0
    for line in text(folder, "*.klg").split("\n"):
        entry = re.match(r" {4}([0-9:]+) - ([0-9:]+)(>?)( |$)", line)
        if entry:
            minutes += billed(line, clock(entry[2]) + 1440 * bool(entry[3]) - clock(entry[1]))
    return minutes, None


def by_timesheet_csv(folder):
    [file] = os.listdir(folder)
    rows = table(folder, file)
    if "Hours" in rows[0]:
        return hours(total(decimal.Decimal(row["Hours"]) for row in rows)), None
    column = "Duration (h)" if "Duration (h)" in rows[0] else "Duration"
    length = (lambda text: int(text) // 60) if "Activity" in rows[0] else clock
    return sum(billed(row["Tags"], length(row[column])) for row in rows), None


def by_invoice(folder):
    pages = subprocess.run(["pdftotext", "-layout", one(folder, "*.pdf"), "-"], check=True, capture_output=True, text=True)
    page = pages.stdout
    lines = re.findall(r"([0-9]+:[0-9]{2}) +[0-9.,]+ +[0-9.,]+$", page, re.M)
    minutes, [net] = sum(map(clock, lines)), re.findall(r"Net total +([0-9.,]+)$", page, re.M)
    timesheet = re.findall(r"^ *Week .* ([0-9]+:[0-9]{2})$", page, re.M)
    assert sum(map(clock, timesheet)) == minutes, (timesheet, lines)
    return minutes, number(net)


def by_e_invoice(folder):
    root = lxml.etree.parse(one(folder, "*.xml")).getroot()
    quantities = [*root.iter(UBL + "InvoicedQuantity"), *root.iter(CII + "BilledQuantity")]
    # What is no time, such as a fixed amount, is counted in another unit.
    times = [quantity.text for quantity in quantities if quantity.get("unitCode") == "HUR"]
    sums = [*root.iterfind(f".//{{*}}LegalMonetaryTotal/{UBL}LineExtensionAmount"),
            *root.iterfind(f".//{CII}SpecifiedTradeSettlementHeaderMonetarySummation/{CII}LineTotalAmount")]
    assert len(sums) == 1, sums
    return sum(map(hours, times)), sums[0].text


READERS = {name[3:].replace("_", "-"): reader for name, reader in list(globals().items()) if name.startswith("by_")}


def scaled(amount, digits):
    return decimal.Decimal(amount).scaleb(digits)


def minor(amount, digits):
    if amount is None:
        return None
    units = scaled(amount, digits)
    assert units == units.to_integral_value(), amount
    return int(units)


def main(folder):
    told = {}
    for case in sorted(os.listdir(folder)):
        path = os.path.join(folder, case)
        digits = DIGITS[json.load(open(os.path.join(path, "bill.json")))["total"]["currency"]]
        reports = sorted(set(os.listdir(path)) - {"bill.json"})
        read = {report: READERS[report.split(".")[0]](os.path.join(path, report)) for report in reports}
        told[case] = {report: [minutes, minor(amount, digits)] for report, (minutes, amount) in read.items()}
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
