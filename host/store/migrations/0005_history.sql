-- History: time that was recorded elsewhere, before. It is read and never changed, never billed, and no part of
-- the diary, of reports or of what is handed over. Its texts stand here alone, so that removing it destroys them.

-- A file that was brought in. `salt` goes into the digest under which the journal knows it.
CREATE TABLE history_import (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    contract INTEGER NOT NULL REFERENCES contract (id),
    time     INTEGER NOT NULL,
    format   TEXT NOT NULL,
    file     TEXT NOT NULL,
    sha256   TEXT NOT NULL CHECK (length(sha256) = 64),
    salt     BLOB NOT NULL CHECK (length(salt) = 16)
) STRICT;
CREATE INDEX history_import_contract ON history_import (contract, number);

-- A stretch by the line of the file that told it; `seconds` of it were worked.
CREATE TABLE history (
    import  INTEGER NOT NULL REFERENCES history_import (number),
    line    INTEGER NOT NULL,
    start   INTEGER NOT NULL,
    until   INTEGER NOT NULL CHECK (until >= start),
    seconds INTEGER NOT NULL CHECK (seconds BETWEEN 0 AND until - start),
    memo    TEXT NOT NULL,
    label   TEXT NOT NULL,
    PRIMARY KEY (import, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX history_start ON history (start);
