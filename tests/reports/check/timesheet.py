"""Reads a table in the columns of a service with Python's `csv`, as its importer would, and says what is in it."""

import csv
import json
import sys
from datetime import datetime, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

FORMULA = tuple("=+-@\t\r")
service, path, zone = sys.argv[1:]


def plain(cell):
    """Without the one apostrophe that keeps it from being a formula."""
    return cell[1:] if cell.startswith(tuple("'" + it for it in (*FORMULA, "'"))) else cell


def clock(text):
    hours, minutes, seconds = map(int, text.split(":"))
    assert seconds == 0, text
    return 60 * hours + minutes


def toggl(row):
    start = datetime.fromisoformat(f"{row['Start date']}T{row['Start time']}")
    return start, clock(row["Duration"]), row["Description"], row["Tags"], row["Billable"] == "Yes"


def clockify(row):
    start, end = (
        datetime.strptime(f"{row[which + ' Date']} {row[which + ' Time']}", "%m/%d/%Y %I:%M:%S %p")
        for which in ("Start", "End")
    )
    minutes = clock(row["Duration (h)"])
    assert (end - start).total_seconds() == 60 * minutes, row
    return start, minutes, row["Description"], row["Tags"], row["Billable"] == "Yes"


def kimai(row):
    start = datetime.fromisoformat(f"{row['Date']}T{row['From']}")
    minutes = int(row["Duration"]) // 60
    hours, to = map(int, row["To"].split(":"))
    assert (60 * (start.hour - hours) + start.minute - to + minutes) % (24 * 60) == 0, row
    return start, minutes, row["Description"], row["Tags"], row["Billable"] == "1"


READERS = {"toggl": toggl, "clockify": clockify, "kimai": kimai}


def entry(row):
    start, minutes, memo, tags, billable = READERS[service](row)
    tags = tags.split(", ") if tags else []
    said = [tag for tag in tags if tag.startswith("billed ")]
    labels = [plain(tag) for tag in tags if tag not in said]
    return {
        "start": start.replace(tzinfo=ZoneInfo(zone)).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "minutes": minutes,
        "billed": (int(said[0].split()[1]) if said else minutes) if billable else 0,
        "memo": plain(memo),
        "label": labels[0] if labels else None,
    }


with open(path, newline="", encoding="utf-8") as file:
    header, *rows = csv.reader(file, strict=True)
for row in rows:
    assert len(row) == len(header), row
    assert not any(cell.startswith(FORMULA) for cell in row), f"a formula: {row}"
rows = [dict(zip(header, row)) for row in rows]


def texts(name):
    return [plain(row[name]) for row in rows]


said = {"projects": sorted({*texts("Project")}),
        "clients": sorted({*texts("Customer" if service == "kimai" else "Client")})}
if service == "harvest":
    said["people"] = sorted({" ".join(names) for names in zip(texts("First name"), texts("Last name"))})
    said["hours"] = str(sum(Decimal(row["Hours"]) for row in rows))
    said["days"] = texts("Date")
    said["memos"] = texts("Notes")
else:
    said["people"] = sorted({f"{name} <{address}>" for name, address in zip(texts("User"), texts("Email"))})
    said["entries"] = [entry(row) for row in rows]
if service == "kimai":
    assert {row["Exported"] for row in rows} == {"0"}
if service in ("harvest", "kimai"):
    said["tasks"] = texts("Task" if service == "harvest" else "Activity")
json.dump(said, sys.stdout)
