-- The first schema. Never edited once released: a change is a new file.

-- What this home is: `demo` (present in demo homes), `demo-now` (their time, seconds of Unix time).
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Memos and labels, each text once. Text 0 is the empty one.
CREATE TABLE text (
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO text VALUES (0, '');

CREATE TABLE contract (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    title       TEXT NOT NULL,
    client      TEXT NOT NULL,             -- JSON of a party
    freelancer  TEXT NOT NULL,
    currency    TEXT NOT NULL,
    manual      TEXT NOT NULL CHECK (manual IN ('allowed', 'denied', 'on-request')),
    time_zone   TEXT NOT NULL,
    rule        TEXT NOT NULL,
    rule_config TEXT NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('active', 'closed'))
) STRICT;

-- Rates and limits as they were said; `from_week` is the first second of a week, NULL: since ever.
CREATE TABLE rate (
    seq       INTEGER PRIMARY KEY,
    contract  INTEGER NOT NULL REFERENCES contract (id),
    from_week INTEGER,
    minor     INTEGER NOT NULL CHECK (minor >= 0)
) STRICT;
CREATE TABLE weekly_limit (
    seq       INTEGER PRIMARY KEY,
    contract  INTEGER NOT NULL REFERENCES contract (id),
    from_week INTEGER,
    minutes   INTEGER                       -- NULL: no limit
) STRICT;
CREATE INDEX rate_contract ON rate (contract);
CREATE INDEX weekly_limit_contract ON weekly_limit (contract);

-- `reason` is NULL while the session runs; `until` is then its last recorded second.
CREATE TABLE session (
    id       INTEGER PRIMARY KEY,
    contract INTEGER NOT NULL REFERENCES contract (id),
    start    INTEGER NOT NULL,
    until    INTEGER NOT NULL CHECK (until >= start),
    reason   TEXT,
    seconds  INTEGER,                       -- how long the gap, jump or idleness was
    memo     INTEGER NOT NULL REFERENCES text (id),
    label    INTEGER NOT NULL REFERENCES text (id)
) STRICT;
CREATE INDEX session_contract ON session (contract, start);
CREATE UNIQUE INDEX session_running ON session (reason IS NULL) WHERE reason IS NULL;

-- A ten-minute slot of a contract. `minutes` is ten records of seven bytes: tracked seconds (one
-- byte), keystrokes, clicks, scrolls (two each, little-endian). Packed, since a year of them has to
-- be read in milliseconds.
CREATE TABLE segment (
    contract     INTEGER NOT NULL REFERENCES contract (id),
    slot         INTEGER NOT NULL,
    manual       INTEGER NOT NULL CHECK (manual IN (0, 1)),
    first_second INTEGER NOT NULL CHECK (first_second BETWEEN 0 AND 599),
    minutes      BLOB NOT NULL CHECK (length(minutes) = 70),
    memo         INTEGER NOT NULL REFERENCES text (id),
    label        INTEGER NOT NULL REFERENCES text (id),
    session      INTEGER REFERENCES session (id),
    PRIMARY KEY (contract, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot (
    id       INTEGER PRIMARY KEY,
    contract INTEGER NOT NULL REFERENCES contract (id),
    slot     INTEGER NOT NULL,
    taken_at INTEGER NOT NULL,
    monitor  TEXT NOT NULL,
    digest   TEXT NOT NULL CHECK (length(digest) = 64),
    width    INTEGER NOT NULL,
    height   INTEGER NOT NULL,
    state    TEXT NOT NULL
) STRICT;
CREATE INDEX snapshot_slot ON snapshot (contract, slot);
CREATE INDEX snapshot_digest ON snapshot (digest);

-- Append-only. `hash` covers all other columns and the hash before it.
CREATE TABLE journal (
    seq      INTEGER PRIMARY KEY,
    time     INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    kind     TEXT NOT NULL,
    payload  TEXT NOT NULL,
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    hash     BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
