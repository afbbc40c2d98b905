"""Holds Markdown reports against the diary and the bills that they are about.

Usage: gfm.py FOLDER: `NAME.md`, `NAME.json` (the `json` report of its week) and `NAME.bill.json` (`bill --json`) each.

markdown-it-py reads the tables, with HTML, links and everything else of GFM switched on; cmark-gfm, which is GitHub's own,
makes a page of it that must have the same texts and nothing that acts.
"""

import collections
import glob
import html.parser
import json
import os
import sys

import cmarkgfm
import markdown_it

SHOWN = {"heading", "paragraph", "bullet_list", "list_item", "table", "thead", "tbody", "tr", "th", "td", "strong", "em"}
TAGS = {"h1", "h2", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "strong", "em"}
GITHUB = ["table", "strikethrough", "autolink", "tasklist"]


def main(folder):
    files = sorted(glob.glob(os.path.join(folder, "*.md")))
    assert files
    for file in files:
        with open(file, encoding="utf-8", newline="") as text:
            text = text.read()
        report, bill = (json.load(open(file[:-3] + end, encoding="utf-8")) for end in [".json", ".bill.json"])
        tables = read(text)
        about_work(tables, [segment for week in report["weeks"] for segment in week["segments"]])
        about_money(tables, bill)
        as_github_shows(text, tables)


def read(text):
    """Tables by the heading above them, as rows of texts; `None` is a text of ours in italics."""
    tokens = markdown_it.MarkdownIt("gfm-like", {"html": True, "linkify": True, "typographer": True}).parse(text)
    tables, heading = collections.defaultdict(list), None
    for before, token in zip([None, *tokens], tokens):
        assert token.type.rsplit("_", 1)[0] in SHOWN or token.type == "inline", token.type
        if token.type == "tr_open":
            tables[heading].append([])
        if token.type == "inline":
            text = inline(token)
            if before.type == "heading_open":
                heading = text
            if before.type in ["td_open", "th_open"]:
                tables[heading][-1].append(text)
    return {heading: rows[1:] for heading, rows in tables.items()}


def inline(token):
    for child in token.children:
        assert child.type in ["text", "strong_open", "strong_close", "em_open", "em_close"], (child.type, child.content)
    if any(child.type == "em_open" for child in token.children):
        return None
    return "".join(child.content for child in token.children)


def visible(text):
    """As the report must show it: nothing changed but control characters, by their pictures."""
    def shown(char):
        code = ord(char)
        if char in "\n\t" or not (code < 32 or 127 <= code < 160):
            return char
        return chr(0x2400 + code) if code < 32 else "\u2421" if code == 127 else "\ufffd"
    return "".join(map(shown, text))


def minutes(text):
    hours, minutes = text.split(":")
    return 60 * int(hours) + int(minutes)


def about_work(tables, segments):
    for table, name in [("Days", None), ("Labels", "label"), ("Memos", "memo")]:
        *rows, total = tables[table]
        expected = collections.Counter(), collections.Counter()
        for segment in segments:
            key = segment["start"][:10] if name is None else visible(segment[name] or "")
            expected[0][key] += segment["billed_minutes"]
            expected[1][key] += 10 * (segment["status"] == "over-limit")
        for column, counts in enumerate(expected, 1):
            told = {(row[0] or "")[4 if name is None else 0:]: minutes(row[column]) for row in rows}
            assert len(told) == len(rows), rows
            differ = {key[:99] for key in told.keys() | counts.keys() if told.get(key, 0) != counts[key]}
            assert not differ, (table, column, differ)
            assert minutes(total[column]) == sum(told.values()), total


def about_money(tables, bill):
    digits = {"EUR": 2, "JPY": 0, "KWD": 3}[bill["total"]["currency"]]

    def money(minor):
        text = f"{minor['minor']:0{digits + 1}d}"
        return text[:-digits] + "." + text[-digits:] if digits else text
    *rows, total = tables["Bill"]
    assert [[row[1], minutes(row[2]), row[3], row[4]] for row in rows] == [
        [line["text"], line["minutes"], money(line["rate"]), money(line["amount"])] for line in bill["lines"]], rows
    assert minutes(total[2]) == bill["billable_minutes"] and total[4] == money(bill["total"]), total
    [[_, _, billed, over, amount]] = tables["Weeks"]
    assert (minutes(billed), minutes(over), amount) == (
        bill["billable_minutes"], bill["over_limit_minutes"], money(bill["total"])), tables["Weeks"]


class Page(html.parser.HTMLParser):
    """The cells of a page, where it has nothing but what a report is made of."""

    def __init__(self):
        super().__init__()
        self.cells, self.in_cell = [], False

    def handle_starttag(self, tag, attributes):
        # GitHub links an address of e-mail in whatever form it is written; that is all that it may do.
        is_address = tag == "a" and [name for name, _ in attributes] == ["href"] and attributes[0][1].startswith("mailto:")
        assert is_address or tag in TAGS and all(name == "align" for name, _ in attributes), (tag, attributes)
        if tag == "td":
            self.cells.append("")
            self.in_cell = True

    def handle_endtag(self, tag):
        self.in_cell &= tag != "td"

    def handle_data(self, data):
        if self.in_cell:
            self.cells[-1] += data

    def handle_comment(self, data):
        raise AssertionError(data)


def as_github_shows(text, tables):
    page = Page()
    options = cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE
    page.feed(cmarkgfm.markdown_to_html_with_extensions(text, options=options, extensions=GITHUB))
    cells = [cell for rows in tables.values() for row in rows for cell in row]
    for read, cell in zip(cells, page.cells, strict=True):
        assert read is None or read == cell, (read[:99], cell[:99])


if __name__ == "__main__":
    main(*sys.argv[1:])
