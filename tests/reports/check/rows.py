"""What `report.json` says of segments and bills, as the rows that tables of them have."""

import decimal
import json
import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

COUNTS = ["billed_minutes", "tracked_seconds", "active_minutes", "keystrokes", "clicks", "scrolls"]
TEXTS = ["origin", "status", "reason", "memo", "label"]


class Rows:
    """Segments, lines of bills, and the sums of both."""

    def __init__(self, folder):
        with open(os.path.join(folder, "report.json"), encoding="utf-8") as file:
            self.report = json.load(file)
        titles = {label["id"]: label["title"] for label in self.report["labels"]}
        zone = ZoneInfo(self.report["time_zone"])
        self.segments = [
            segment | {
                "start": datetime.fromisoformat(segment["start"]),
                "local_start": datetime.fromisoformat(segment["start"]).astimezone(zone).replace(tzinfo=None),
                "label_title": titles.get(segment["label"], segment["label"]),
                "week": date.fromisoformat(week["week"]),
            }
            for week in self.report["weeks"]
            for segment in week["segments"]
        ]
        self.weeks = [
            {
                "week": date.fromisoformat(week["week"]),
                "lines": [self.line(line) for line in week["lines"]],
                "total": self.money(week["total"]),
            }
            for week in self.report["weeks"]
        ]

    def money(self, amount):
        digits = {"EUR": 2, "JPY": 0}[self.report["currency"]]
        return None if amount is None else decimal.Decimal(amount["minor"]).scaleb(-digits)

    def line(self, line):
        return line | {"rate": self.money(line["rate"]), "amount": self.money(line["amount"])}

    def sums(self, key):
        """How many segments have the same, and their minutes: of each, and of all."""
        sums = {}
        for segment in self.segments:
            of = sums.setdefault(key(segment), [0, 0])
            of[0] += 1
            of[1] += segment["billed_minutes"]
        return sums


def same(told, expected, what):
    """Ends the check where they differ."""
    assert told == expected, f"{what}: {shown(told)}, not {shown(expected)}"


def shown(value):
    return repr(value)[:2000]
