"""A strict reader of klog text, by version 1.4 of its specification (github.com/jotaen/klog, Specification.md), which
is quoted by section. Debian's `klog` is another program, and the one of the specification is in no registry here."""

import datetime
import json
import re
import sys
import unicodedata
from zoneinfo import ZoneInfo

DURATION = r"[+-]?(?:\d+h[0-5]?\dm|\d+h|\d+m)"
TIME = r"<?\d{1,2}:\d\d(?:am|pm)?>?"
HEAD = re.compile(rf"(\d{{4}})([-/])(\d\d)\2(\d\d)(?: +\({DURATION}!\))? *")
ENTRY = re.compile(rf"(?:({DURATION})|({TIME}) *- *({TIME}|\?+))(?: (.*))?")
TAG = re.compile(r"""#([^\W]|[_-])+(?:=(?:"[^"\n]*"|'[^'\n]*'|(?:[^\W]|[_-])*))?""")


class Refused(Exception):
    pass


def is_blank(text):
    """IV, "blank line": only tabs and characters of the category Zs, or nothing."""
    return all(it == "\t" or unicodedata.category(it) == "Zs" for it in text)


def minutes_of(time):
    """I, Time: minutes from the record's midnight."""
    if time.startswith("<") and time.endswith(">"):
        raise Refused(f"shifted twice: {time}")
    day = -1 if time.startswith("<") else 1 if time.endswith(">") else 0
    hour, minute, half = re.fullmatch(r"(\d{1,2}):(\d\d)(am|pm)?", time.strip("<>")).groups()
    hour, minute = int(hour), int(minute)
    if minute > 59 or (half and not 1 <= hour <= 12) or hour > 24 or (hour == 24 and (minute or day == 1)):
        raise Refused(f"no time: {time}")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return 1440 * day + 60 * hour + minute


def duration(text):
    hours, minutes = (int((re.search(rf"(\d+){unit}", text) or [0, 0])[1]) for unit in "hm")
    return (-1 if text.startswith("-") else 1) * (60 * hours + minutes)


def entry(text):
    """I, Entry: a duration, a range or an open range, and after one space its summary."""
    found = ENTRY.fullmatch(text)
    if not found:
        raise Refused(f"no entry: {text[:80]}")
    length, start, end, summary = found.groups()
    if length:
        return {"start": None, "minutes": duration(length), "lines": [summary or ""]}
    if end.startswith("?"):
        raise Refused(f"an open range counts nothing: {text[:80]}")
    start, end = minutes_of(start), minutes_of(end)
    if end < start:
        raise Refused(f"not in order of time: {text[:80]}")
    return {"start": start, "minutes": end - start, "lines": [summary or ""]}


def record(lines):
    """I, Record: a date, a summary that is not indented, and entries, indented once, alike in the whole record."""
    head = HEAD.fullmatch(lines[0])
    if not head:
        raise Refused(f"no date: {lines[0][:80]}")
    date = datetime.date(int(head[1]), int(head[3]), int(head[4]))
    summary, entries, indent = [], [], None
    for line in lines[1:]:
        if indent is None:
            indent = next((it for it in ("    ", "   ", "  ", "\t") if line.startswith(it)), None)
        if indent is None:
            if is_blank(line[0]):
                raise Refused(f"a summary begins with a blank: {line[:80]}")
            summary.append(line)
        elif line.startswith(2 * indent) and entries:
            entries[-1]["lines"].append(line[2 * len(indent):])
            if is_blank(entries[-1]["lines"][-1]):
                raise Refused("a line of a summary is blank")
        elif line.startswith(indent) and not is_blank(line[len(indent)]):
            entries.append(entry(line[len(indent):]))
        else:
            raise Refused(f"indented otherwise: {line[:80]}")
    return date, summary, entries


def records(raw):
    """II: records with blank lines between them, in UTF-8, and nothing else."""
    text = raw.decode("utf-8")
    if not text.endswith("\n"):
        raise Refused("no newline at the end")
    block = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if not is_blank(line):
            block.append(line)
        elif block:
            yield record(block)
            block = []


def tag(line, name):
    """I, Tag: the value of the only tag of this name; `None` without one."""
    pairs = [found[0][1:].partition("=") for found in TAG.finditer(line)]
    values = [value.strip("\"'") for its, _, value in pairs if its == name]
    if len(values) > 1:
        raise Refused(f"`{name}` twice: {line}")
    return values[0] if values else None


def read(path, zone):
    said = {"summaries": set(), "entries": [], "total": 0}
    for date, summary, entries in records(open(path, "rb").read()):
        said["summaries"].add("\n".join(summary))
        midnight = datetime.datetime.combine(date, datetime.time())
        for it in entries:
            said["total"] += it["minutes"]
            first, *memo = it["lines"]
            if it["start"] is None:
                raise Refused("a duration is none of ours")
            start = (midnight + datetime.timedelta(minutes=it["start"])).replace(tzinfo=ZoneInfo(zone))
            said["entries"].append({
                "start": start.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "minutes": it["minutes"],
                "billed": int((tag(first, "billed") or f"{it['minutes']}m")[:-1]),
                "memo": "\n".join(memo),
                "label": tag(first, "label"),
            })
    return {**said, "summaries": sorted(said["summaries"])}


def answer(path, zone):
    try:
        return read(path, zone)
    except (Refused, ValueError) as why:
        return {"refused": str(why)}


zone, *paths = sys.argv[1:]
json.dump([answer(path, zone) for path in paths], sys.stdout)
