-- Several desktops of one company: what this one knows of the company's database, and what nobody could decide but a person.

-- What lost against somebody else's change, kept by the company's database and seen on every desktop: a booking whose time was taken,
-- a change of what somebody else had changed first. `noted` needs nobody; `open` waits for a person.
CREATE TABLE conflicts (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'noted', 'settled')),
    -- The row that it is about: the root of what was changed.
    entity TEXT NOT NULL,
    row_key TEXT NOT NULL,
    operation TEXT NOT NULL,
    -- By the clock of the desktop that lost: told to people, decides nothing.
    at INTEGER NOT NULL,
    -- The desktop that lost, and whose it is.
    device_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    -- JSON list of the changes that do not stand, as they were handed in.
    changes TEXT NOT NULL CHECK (json_valid(changes)),
    -- JSON list of the keys of the rows that stand instead.
    winners TEXT NOT NULL CHECK (json_valid(winners)),
    reason TEXT,
    settled_at INTEGER,
    settled_by BLOB,
    settled_how TEXT,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX conflicts_of_company ON conflicts (company_id, state, at);

-- Tables whose names begin with `sync_` belong to this file: they say how far it is with the company's database.

-- A company that is shared with other desktops.
CREATE TABLE sync_links (
    company_id BLOB PRIMARY KEY CHECK (length(company_id) = 16),
    device_id BLOB NOT NULL CHECK (length(device_id) = 16),
    member_id BLOB NOT NULL CHECK (length(member_id) = 16),
    -- Whose account on this computer takes the member's place once the member has arrived.
    user_id BLOB,
    -- How far the company's history was read.
    incarnation BLOB NOT NULL CHECK (length(incarnation) = 16),
    version INTEGER NOT NULL DEFAULT 0,
    mark BLOB NOT NULL CHECK (length(mark) = 16),
    -- The form in which it was read; 0 if all has to be read anew.
    schema INTEGER NOT NULL DEFAULT 0,
    -- The last batch that was answered.
    number INTEGER NOT NULL DEFAULT 0,
    token BLOB NOT NULL CHECK (length(token) = 16),
    -- Since when the server is not heard.
    silent_since INTEGER,
    -- What a person has to do something about, and what was said of it.
    trouble TEXT,
    detail TEXT
) STRICT;

-- The batch that was handed in and not yet answered, exactly as it was handed in.
CREATE TABLE sync_batches (
    company_id BLOB PRIMARY KEY REFERENCES sync_links (company_id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    token BLOB NOT NULL CHECK (length(token) = 16),
    body TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

-- Which part of its operation a change belongs to, once it was planned; the batch with which it went out; the conflict it has become,
-- until the row was brought to what stands instead.
ALTER TABLE intents ADD COLUMN part INTEGER;
ALTER TABLE intents ADD COLUMN batch INTEGER;
ALTER TABLE intents ADD COLUMN conflict_id BLOB;

CREATE INDEX intents_of_company ON intents (company_id, seq);
