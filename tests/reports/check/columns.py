"""Holds the Parquet files of a period against its `report.json`, as pyarrow reads them and as DuckDB asks them.

    columns.py FOLDER

FOLDER has `segments.parquet`, `bill.parquet`, `report.json`, and `query.sql`, which gives hours by the titles of labels.
"""

import os
import sys

import duckdb
import pyarrow
import pyarrow.parquet

from rows import COUNTS, Rows, same


def field(name, type, optional=False):
    return pyarrow.field(name, type, nullable=optional)


def schemas(digits):
    text, day, count = pyarrow.string(), pyarrow.date32(), pyarrow.int32()
    money = pyarrow.decimal128(19, digits)
    instant = pyarrow.timestamp("us", "UTC")
    segments = [
        field("start", instant), field("local_start", pyarrow.timestamp("us")), field("origin", text), field("status", text),
        field("reason", text, optional=True), *(field(name, count) for name in COUNTS), field("memo", text),
        field("label", text, optional=True), field("label_title", text, optional=True), field("week", day),
        field("demo", pyarrow.bool_()),
    ]
    bill = [
        field("week", day), field("text", text), field("minutes", pyarrow.int64()), field("rate", money, optional=True),
        field("amount", money), field("currency", text), field("demo", pyarrow.bool_()),
    ]
    return {"segments": pyarrow.schema(segments), "bill": pyarrow.schema(bill)}


def expected_rows(rows):
    demo, currency = rows.report["demo"], rows.report["currency"]
    names = [name for name in schemas(2)["segments"].names if name != "demo"]
    segments = [{name: segment[name] for name in names} | {"demo": demo} for segment in rows.segments]
    bill = [{"week": week["week"], **line, "currency": currency, "demo": demo} for week in rows.weeks for line in week["lines"]]
    return {"segments": segments, "bill": bill}


def about(file, report):
    """What stands in the metadata."""
    told = {key.decode(): value.decode() for key, value in file.metadata.metadata.items() if key != b"ARROW:schema"}
    for name in ["contract", "title", "currency", "time_zone"]:
        [value] = [value for key, value in told.items() if key.split(".")[-1] == name]
        same(value, report[name], name)


def main(folder):
    rows = Rows(folder)
    digits = {"EUR": 2, "JPY": 0}[rows.report["currency"]]
    expected = expected_rows(rows)
    for name, schema in schemas(digits).items():
        path = os.path.join(folder, f"{name}.parquet")
        file = pyarrow.parquet.ParquetFile(path)
        same(file.schema_arrow.remove_metadata(), schema, f"schema of {name}")
        same(file.read().to_pylist(), expected[name], name)
        about(file, rows.report)
    os.chdir(folder)
    with open("query.sql", encoding="utf-8") as query:
        told = {title: hours for title, hours in duckdb.sql(query.read()).fetchall()}
    sums = rows.sums(lambda segment: segment["label_title"])
    same(told, {title: minutes / 60 for title, (_, minutes) in sums.items()}, "hours that DuckDB gives")
    total = duckdb.sql("SELECT sum(amount) FROM 'bill.parquet'").fetchall()[0][0]
    same(total, sum(week["total"] for week in rows.weeks), "total that DuckDB gives")
    memos = duckdb.sql("SELECT memo FROM 'segments.parquet' ORDER BY start").fetchall()
    same([memo for memo, in memos], [segment["memo"] for segment in rows.segments], "memos that DuckDB gives")
    print(f"{len(rows.segments)} segments")


if __name__ == "__main__":
    main(*sys.argv[1:])
