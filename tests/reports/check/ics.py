"""Reads a calendar with `icalendar`, after holding its lines against RFC 5545, 3.1, and says what is in it."""

import json
import sys
from datetime import timezone

from icalendar import Calendar
from icalendar.parser import unescape_char

raw = open(sys.argv[1], "rb").read()
assert raw.endswith(b"\r\n"), "the last line has no end"
for line in raw[:-2].split(b"\r\n"):
    assert len(line) <= 75, f"{len(line)} octets: {line}"
    assert not any(byte < 0x20 and byte != 0x09 or byte == 0x7F for byte in line), f"a control character: {line}"
    line.decode()  # no character is torn

calendar = Calendar.from_ical(raw)
parts = calendar.walk()
kinds = {part.name for part in parts}
assert kinds <= {"VCALENDAR", "VEVENT", "VJOURNAL"}, f"what is not ours: {kinds}"
faults = [(part.name, part.errors) for part in parts if part.errors]
assert not faults, faults
events, journals = calendar.walk("VEVENT"), calendar.walk("VJOURNAL")
uids = [str(part["UID"]) for part in events + journals]
assert len(set(uids)) == len(uids), f"the same name twice: {uids}"


def instant(property):
    return property.dt.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def event(it):
    labels = [str(label) for label in it["CATEGORIES"].cats] if "CATEGORIES" in it else []
    assert len(labels) < 2, labels
    assert instant(it["DTSTAMP"]) == instant(it["DTEND"])
    return {
        "start": instant(it["DTSTART"]),
        "minutes": int((it["DTEND"].dt - it["DTSTART"].dt).total_seconds()) // 60,
        "billed": int(it["X-WORKDIARY-BILLED-MINUTES"]),
        "memo": str(it["SUMMARY"]),
        "label": labels[0] if labels else None,
    }


def bill(it):
    return {"billed": int(it["X-WORKDIARY-BILLED-MINUTES"]), "total": str(it["X-WORKDIARY-TOTAL"])}


said = {
    # It knows no type for this name, so that it leaves the text as it stands.
    "name": unescape_char(str(calendar["NAME"])),
    "entries": [event(it) for it in events],
    "bills": [bill(it) for it in journals],
}
json.dump(said, sys.stdout)
