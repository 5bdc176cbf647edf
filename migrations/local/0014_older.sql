-- Older messages of a company that was joined come in while one works. What is still on its way is told here; a company without a row is
-- here as a whole.

-- All messages of a company from this place on are here, in the order of their times and ids. Some older ones may be, too.
CREATE TABLE sync_older (
    company_id BLOB PRIMARY KEY REFERENCES sync_links (company_id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16)
) STRICT;

-- Conversations of which more was asked for, and came before the rest: from which place on they are here.
CREATE TABLE sync_older_threads (
    company_id BLOB NOT NULL REFERENCES sync_older (company_id) ON DELETE CASCADE,
    thread_id BLOB NOT NULL CHECK (length(thread_id) = 16),
    at INTEGER NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    PRIMARY KEY (company_id, thread_id)
) STRICT, WITHOUT ROWID;
