"""Gives data files to Timewarrior, and says what it found in them: its export, and the total of its summary."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime


def timew(home, *words):
    environment = {**os.environ, "TIMEWARRIORDB": home, "TZ": "UTC"}
    told = subprocess.run(["timew", *words], env=environment, capture_output=True)
    assert told.returncode == 0, f"timew {words}: {told.stdout[-500:]} {told.stderr[-500:]}"
    return told.stdout.decode()


def entry(it):
    start, end = (datetime.strptime(it[name], "%Y%m%dT%H%M%SZ") for name in ("start", "end"))
    minutes = int((end - start).total_seconds()) // 60
    tags = set(it.get("tags", []))
    assert "DEMO" in tags, it
    said = [tag for tag in tags if re.fullmatch(r"billed \d+ minutes", tag)]
    labels = tags - {"DEMO", *said}
    assert len(said) < 2 and len(labels) < 2, it
    return {
        "start": start.isoformat() + "Z",
        "minutes": minutes,
        "billed": int(said[0].split()[1]) if said else minutes,
        "memo": it.get("annotation", ""),
        "label": labels.pop() if labels else None,
    }


with tempfile.TemporaryDirectory() as home:
    shutil.copytree(sys.argv[1], os.path.join(home, "data"))
    open(os.path.join(home, "timewarrior.cfg"), "w").close()
    # The first command says that it makes the list of tags.
    total = timew(home, "summary", ":all").split()[-1]
    # It writes some control characters as they are.
    entries = [entry(it) for it in json.loads(timew(home, "export"), strict=False)]

hours, minutes, seconds = map(int, total.split(":"))
assert seconds == 0, total
json.dump({"entries": entries, "total": 60 * hours + minutes}, sys.stdout)
