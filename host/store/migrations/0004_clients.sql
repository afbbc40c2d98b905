-- Clients: who was invited, and the label schemes that are a contract's own.

-- An invitation is a link that works once, then the session that it began; NULL: not begun, or left. Both
-- secrets stand here as their SHA-256 alone. `time_zone`: where the client is; empty: not said.
CREATE TABLE invitation (
    number     INTEGER PRIMARY KEY,
    contract   INTEGER NOT NULL REFERENCES contract (id),
    link       BLOB NOT NULL UNIQUE CHECK (length(link) = 32),
    session    BLOB UNIQUE CHECK (length(session) = 32),
    made_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    entered_at INTEGER,
    seen_at    INTEGER,
    revoked_at INTEGER,
    time_zone  TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX invitation_contract ON invitation (contract, number);

-- The component that is the contract's scheme; empty: the newest plugin of that name.
ALTER TABLE contract ADD COLUMN labels_digest TEXT NOT NULL DEFAULT '';
