CREATE TABLE clients (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- The name without accents and case: the order of lists, and what a search compares.
    search_name TEXT NOT NULL,
    email TEXT,
    document TEXT,
    birthday TEXT,
    notes TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
    -- The tags without accents and case, as JSON: what a filter compares.
    search_tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(search_tags)),
    marketing_consent_at INTEGER,
    created_at INTEGER NOT NULL,
    -- A deleted client is hidden and can be restored; erasing for good is a step of its own.
    deleted_at INTEGER,
    revision INTEGER NOT NULL DEFAULT 1,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX clients_by_name ON clients (company_id, search_name, id) WHERE deleted_at IS NULL;

CREATE TABLE client_phones (
    client_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    company_id BLOB NOT NULL,
    typed TEXT NOT NULL,
    -- The fullest variant, digits only: equal for every way of writing the same line.
    phone_key TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (client_id, position)
) STRICT;

CREATE INDEX client_phones_by_key ON client_phones (company_id, phone_key);
