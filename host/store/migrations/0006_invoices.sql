-- Invoices: what they say of a contract beside its bill, and those that were issued.

CREATE TABLE invoice_settings (
    contract INTEGER PRIMARY KEY REFERENCES contract (id),
    body     TEXT NOT NULL,
    logo     TEXT NOT NULL DEFAULT ''
) STRICT;

-- Pictures for their heads, by digest: an invoice keeps the one that it was issued with.
CREATE TABLE logo (
    digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
    bytes  BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- In a series each number follows the one before; so none is ever changed or taken out. `takes_back`: the
-- invoice that a credit note is for; each is taken back once.
CREATE TABLE invoice (
    id         INTEGER PRIMARY KEY,
    number     TEXT NOT NULL UNIQUE,
    series     TEXT NOT NULL,
    n          INTEGER NOT NULL CHECK (n > 0),
    contract   INTEGER NOT NULL REFERENCES contract (id),
    first_week INTEGER NOT NULL,
    last_week  INTEGER NOT NULL,
    takes_back TEXT UNIQUE REFERENCES invoice (number),
    issued_at  INTEGER NOT NULL,
    body       TEXT NOT NULL,
    UNIQUE (series, n)
) STRICT;
CREATE INDEX invoice_contract ON invoice (contract, id);
CREATE TRIGGER invoice_no_update BEFORE UPDATE ON invoice BEGIN SELECT RAISE(ABORT, 'an invoice is frozen'); END;
CREATE TRIGGER invoice_no_delete BEFORE DELETE ON invoice BEGIN SELECT RAISE(ABORT, 'an invoice is frozen'); END;
