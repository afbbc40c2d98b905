-- The law of the diary: edits, requests, statements, and proof that survives what is destroyed.

-- `salt` goes into the digest under which the journal knows a segment, and is destroyed with it; NULL
-- while its slot is being tracked. `title` is what the label was called when it was given; NULL: its id.
ALTER TABLE segment ADD COLUMN salt BLOB;
ALTER TABLE segment ADD COLUMN title INTEGER REFERENCES text (id);
CREATE INDEX segment_unsealed ON segment (slot) WHERE salt IS NULL;
ALTER TABLE session ADD COLUMN title INTEGER REFERENCES text (id);

-- A withheld snapshot has neither digest nor salt.
CREATE TABLE snapshot_then (
    id       INTEGER PRIMARY KEY,
    contract INTEGER NOT NULL REFERENCES contract (id),
    slot     INTEGER NOT NULL,
    taken_at INTEGER NOT NULL,
    monitor  TEXT NOT NULL,
    digest   TEXT CHECK (length(digest) = 64),
    width    INTEGER NOT NULL,
    height   INTEGER NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('kept', 'withheld', 'blurred')),
    salt     BLOB CHECK (length(salt) = 16)
) STRICT;
INSERT INTO snapshot_then SELECT id, contract, slot, taken_at, monitor, digest, width, height, state, NULL FROM snapshot;
DROP TABLE snapshot;
ALTER TABLE snapshot_then RENAME TO snapshot;
CREATE INDEX snapshot_slot ON snapshot (contract, slot);
CREATE INDEX snapshot_digest ON snapshot (digest);

-- Pictures that are out of the diary and whose files are still to be destroyed.
CREATE TABLE doomed (
    digest TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- What people changed, by number. `undone`: when it was undone, as a number that rises; NULL: in effect.
CREATE TABLE edit (
    number   INTEGER PRIMARY KEY,
    contract INTEGER NOT NULL REFERENCES contract (id),
    time     INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('changed', 'added', 'removed', 'hidden')),
    undone   INTEGER
) STRICT;
CREATE INDEX edit_contract ON edit (contract, number);

-- What an edit did to a segment; before is NULL where there was none. Destroyed with the segment.
CREATE TABLE edit_segment (
    edit         INTEGER NOT NULL REFERENCES edit (number),
    slot         INTEGER NOT NULL,
    memo_before  INTEGER REFERENCES text (id),
    memo_after   INTEGER NOT NULL REFERENCES text (id),
    label_before INTEGER REFERENCES text (id),
    label_after  INTEGER NOT NULL REFERENCES text (id),
    title_before INTEGER REFERENCES text (id),
    title_after  INTEGER REFERENCES text (id),
    PRIMARY KEY (edit, slot)
) STRICT, WITHOUT ROWID;

-- Requests for manual time in `first_slot..end_slot`; `granted` is NULL until the client answers.
CREATE TABLE request (
    number      INTEGER PRIMARY KEY,
    contract    INTEGER NOT NULL REFERENCES contract (id),
    first_slot  INTEGER NOT NULL,
    end_slot    INTEGER NOT NULL CHECK (end_slot > first_slot),
    reason      TEXT NOT NULL,
    asked_at    INTEGER NOT NULL,
    granted     INTEGER CHECK (granted IN (0, 1)),
    answered_at INTEGER,
    words       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX request_contract ON request (contract, number);

-- Frozen bills of weeks, by the first second of the week.
CREATE TABLE statement (
    contract INTEGER NOT NULL REFERENCES contract (id),
    week     INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    body     TEXT NOT NULL,
    PRIMARY KEY (contract, week),
    UNIQUE (contract, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER statement_no_update BEFORE UPDATE ON statement BEGIN SELECT RAISE(ABORT, 'a statement is frozen'); END;
CREATE TRIGGER statement_no_delete BEFORE DELETE ON statement BEGIN SELECT RAISE(ABORT, 'a statement is frozen'); END;

-- What clients said to statements; the last word counts.
CREATE TABLE statement_answer (
    id       INTEGER PRIMARY KEY,
    contract INTEGER NOT NULL,
    week     INTEGER NOT NULL,
    time     INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    verdict  TEXT NOT NULL CHECK (verdict IN ('countersigned', 'disputed')),
    words    TEXT NOT NULL,
    FOREIGN KEY (contract, week) REFERENCES statement (contract, week)
) STRICT;

-- Signatures of the host's key over the hash of a journal entry, and so over all before it. The
-- newest one replaces the one before, unless that signed the closing of a week.
CREATE TABLE checkpoint (
    seq       INTEGER PRIMARY KEY REFERENCES journal (seq),
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    kept      INTEGER NOT NULL CHECK (kept IN (0, 1))
) STRICT;

-- The newest time ever recorded is the floor under the clock.
CREATE INDEX journal_time ON journal (time);
