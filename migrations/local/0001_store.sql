-- The write path. A write to a shared table is possible only while this table has its row, and the row lives inside one
-- transaction of the single writer: triggers made by the store read it. It is empty whenever nobody writes.
CREATE TABLE write_context (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    mutation BLOB NOT NULL CHECK (length(mutation) = 16),
    operation TEXT NOT NULL,
    at INTEGER NOT NULL,
    -- 0 while rows arrive from elsewhere: what was synchronized down is no intent to go up.
    captures INTEGER NOT NULL CHECK (captures IN (0, 1))
) STRICT;

-- What changed here and has to travel, in the order in which it happened. One row a changed row; `columns` holds only what
-- changed, so that an older application never blanks a column that it does not know.
CREATE TABLE intents (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    mutation BLOB NOT NULL CHECK (length(mutation) = 16),
    operation TEXT NOT NULL,
    at INTEGER NOT NULL,
    company_id BLOB,
    entity TEXT NOT NULL,
    row_key TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('insert', 'update', 'delete')),
    -- The version of the row on the server when it was changed; 0 if the server has not seen it.
    base_version INTEGER NOT NULL,
    columns TEXT NOT NULL CHECK (json_valid(columns))
) STRICT;

-- Messages to the outside world, written with what caused them and sent afterwards. The payload is sealed, because it may
-- hold a code.
CREATE TABLE outbox (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('mail')),
    payload BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER NOT NULL,
    last_error TEXT,
    sent_at INTEGER,
    -- Set when it is not tried any more: refused for good, or too late to be of use. The payload is emptied then.
    given_up_at INTEGER
) STRICT;

-- The worker asks only for what waits.
CREATE INDEX outbox_waiting ON outbox (next_attempt_at) WHERE sent_at IS NULL AND given_up_at IS NULL;
