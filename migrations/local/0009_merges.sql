-- Clients who are entered twice: who were said to be two people, who were made one, and how they are found.

-- Two clients of whom somebody said that they are different people, so that they are not suggested again. The key is the pair
-- itself, in the order of the ids: two desktops that say the same say it once.
CREATE TABLE client_distinctions (
    client_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    other_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    company_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    member_id BLOB REFERENCES members (id),
    version INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (client_id, other_id),
    CHECK (client_id < other_id)
) STRICT;

CREATE INDEX client_distinctions_of_other ON client_distinctions (other_id);

-- A client who was made one with another. The row of the one who is gone stays as it was, but hidden; so nothing of it is lost,
-- and what is kept here is what changed for the one who stays: enough to part them again.
CREATE TABLE client_merges (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    kept_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    gone_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    member_id BLOB REFERENCES members (id),
    -- What the one who stays had, and has since.
    before TEXT NOT NULL CHECK (json_valid(before)),
    after TEXT NOT NULL CHECK (json_valid(after)),
    -- JSON lists of ids: the appointments that went over, and from whom the one who stays is distinguished since.
    appointments TEXT NOT NULL CHECK (json_valid(appointments)),
    distinctions TEXT NOT NULL CHECK (json_valid(distinctions)),
    undone_at INTEGER,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX client_merges_of_gone ON client_merges (gone_id, undone_at);
CREATE INDEX client_merges_of_kept ON client_merges (kept_id, undone_at);

-- What two entries of one person have in common. Each is walked in its order, and only what stands in it twice is looked at;
-- the last columns are there so that the walk needs no row of the table.
CREATE INDEX client_phones_by_ending ON client_phones (company_id, substr(phone_key, -8), client_id, phone_key);
CREATE INDEX clients_by_document ON clients (company_id, document, id, deleted_at)
    WHERE document IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX clients_by_email ON clients (company_id, email, id, deleted_at) WHERE email IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX clients_by_birthday ON clients (company_id, birthday, substr(search_name, 1, 3), id, search_name, deleted_at)
    WHERE birthday IS NOT NULL AND deleted_at IS NULL;
