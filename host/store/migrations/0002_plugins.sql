-- Plugins: the rule and the label scheme of a contract, what people have added, and who failed.

-- Billing rules as they were bound; `from_week` as for rates. `digest` names the component, which is
-- kept; empty: the built-in rule of the program that reads it.
CREATE TABLE rule (
    seq       INTEGER PRIMARY KEY,
    contract  INTEGER NOT NULL REFERENCES contract (id),
    from_week INTEGER,
    name      TEXT NOT NULL,
    version   TEXT NOT NULL,
    digest    TEXT NOT NULL,
    config    TEXT NOT NULL
) STRICT;
CREATE INDEX rule_contract ON rule (contract);
INSERT INTO rule (contract, from_week, name, version, digest, config)
    SELECT id, NULL, rule, '', '', rule_config FROM contract ORDER BY id;
ALTER TABLE contract DROP COLUMN rule;
ALTER TABLE contract DROP COLUMN rule_config;

-- NULL: labels are free.
ALTER TABLE contract ADD COLUMN labels TEXT;
ALTER TABLE contract ADD COLUMN labels_config TEXT NOT NULL DEFAULT '{}';

-- The component in use for each name that people have added.
CREATE TABLE plugin (
    name    TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    version TEXT NOT NULL,
    digest  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Files in the folder of plugins that were not taken, and why.
CREATE TABLE plugin_refused (
    file   TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    why    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Faults in a row of a component; one good answer ends the row.
CREATE TABLE plugin_fault (
    digest TEXT PRIMARY KEY,
    faults INTEGER NOT NULL,
    why    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
