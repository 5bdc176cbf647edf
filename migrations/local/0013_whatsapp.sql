-- WhatsApp: numbers, conversations, messages. What a company shares comes first; what belongs to this computer alone follows.

-- A number of the company. What it is called here and how much it writes; and as whom it was linked last.
CREATE TABLE instances (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1,
    per_minute INTEGER NOT NULL DEFAULT 20,
    new_chats_per_day INTEGER NOT NULL DEFAULT 50,
    number TEXT,
    hidden TEXT,
    profile_name TEXT,
    linked_at INTEGER,
    created_at INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX instances_of_company ON instances (company_id, id);

-- Which desktop holds a number, and until when it holds it unless it goes on. No row where the company is on one computer alone.
CREATE TABLE instance_leases (
    instance_id BLOB PRIMARY KEY CHECK (length(instance_id) = 16) REFERENCES instances (id) ON DELETE CASCADE,
    company_id BLOB NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    device_id BLOB NOT NULL,
    member_id BLOB,
    until INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A conversation of a number with somebody, who is known by a telephone number, a hidden id, or both.
CREATE TABLE threads (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    client_id BLOB REFERENCES clients (id),
    -- Digits with country code, as WhatsApp has it; and the fullest variant, in which numbers are compared.
    number TEXT,
    number_key TEXT,
    -- Whether WhatsApp has told the number; otherwise a person has typed it, and it is looked up before the first message.
    verified INTEGER NOT NULL DEFAULT 0,
    hidden TEXT,
    profile_name TEXT,
    -- The name without accents and case, for searches.
    search_name TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'open',
    assignee_id BLOB REFERENCES members (id),
    created_at INTEGER NOT NULL,
    -- Hidden until the next message.
    deleted_at INTEGER,
    revision INTEGER NOT NULL DEFAULT 1,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX threads_by_number ON threads (instance_id, number_key) WHERE number_key IS NOT NULL;
CREATE INDEX threads_by_hidden ON threads (instance_id, hidden) WHERE hidden IS NOT NULL;
CREATE INDEX threads_of_client ON threads (client_id) WHERE client_id IS NOT NULL;
CREATE INDEX threads_of_assignee ON threads (assignee_id) WHERE assignee_id IS NOT NULL;

-- A message. It is never deleted but for one that was never sent and was taken back; what it held before is in `message_revisions`.
CREATE TABLE messages (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    thread_id BLOB NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    -- Under which WhatsApp knows it; of one from here it was chosen before the first try.
    wire_id TEXT NOT NULL,
    from_me INTEGER NOT NULL,
    -- Who wrote it here.
    member_id BLOB REFERENCES members (id),
    -- By WhatsApp's clock; by this one's until it was sent; the planned time while it waits for that.
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    -- The words, or the caption.
    body TEXT NOT NULL DEFAULT '',
    -- What else it holds. `words` in it is what a search finds beside the body.
    detail TEXT CHECK (detail IS NULL OR json_valid(detail)),
    quote TEXT CHECK (quote IS NULL OR json_valid(quote)),
    state TEXT NOT NULL,
    failure TEXT CHECK (failure IS NULL OR json_valid(failure)),
    unread INTEGER NOT NULL DEFAULT 0,
    waited INTEGER NOT NULL DEFAULT 0,
    send_at INTEGER,
    edited_at INTEGER,
    reaction_mine TEXT,
    reaction_theirs TEXT,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Under which a message that comes again is known. Others choose their ids, so each counts in its conversation only. Not unique: two
-- desktops, of which one took the number over, may both have received a message, and neither must stop reading what the other has.
CREATE INDEX messages_by_wire ON messages (thread_id, wire_id, from_me);
-- Ids of messages from here were chosen here, so they are known without their conversation.
CREATE INDEX messages_sent_by_wire ON messages (wire_id) WHERE from_me = 1;
CREATE INDEX messages_of_thread ON messages (thread_id, at, id);
CREATE INDEX messages_unread ON messages (thread_id, at) WHERE unread = 1;
CREATE INDEX messages_waiting ON messages (company_id, state, at) WHERE state IN ('scheduled', 'queued', 'sending', 'failed');

-- A file of a message: what the sender says of it, and, sealed, where it lies and how it is opened.
CREATE TABLE message_media (
    message_id BLOB PRIMARY KEY CHECK (length(message_id) = 16) REFERENCES messages (id) ON DELETE CASCADE,
    company_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    mime TEXT NOT NULL,
    file_name TEXT,
    size INTEGER NOT NULL,
    seconds INTEGER,
    width INTEGER,
    height INTEGER,
    thumbnail BLOB,
    -- SHA-256 of the file.
    digest BLOB NOT NULL,
    reference_sealed BLOB,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What a message held before it was changed or deleted.
CREATE TABLE message_revisions (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL,
    message_id BLOB NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    deleted INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX message_revisions_of_message ON message_revisions (message_id, at);

CREATE TABLE thread_notes (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    thread_id BLOB NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    member_id BLOB REFERENCES members (id),
    at INTEGER NOT NULL,
    text TEXT NOT NULL,
    deleted_at INTEGER,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX thread_notes_of_thread ON thread_notes (thread_id, at);

CREATE TABLE quick_replies (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    shortcut TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE UNIQUE INDEX quick_replies_by_shortcut ON quick_replies (company_id, shortcut);

-- Tables whose names begin with `whatsapp_` belong to this file: a link is that of one computer.

-- The keys of the session of a number, each sealed for its place with the company's key.
CREATE TABLE whatsapp_vault (
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    shelf TEXT NOT NULL,
    key TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (instance_id, shelf, key)
) STRICT, WITHOUT ROWID;

-- How the line of a number stands on this computer, as far as a restart has to know.
CREATE TABLE whatsapp_lines (
    instance_id BLOB PRIMARY KEY REFERENCES instances (id) ON DELETE CASCADE,
    -- Whether the phone keeps this computer as a device.
    linked INTEGER NOT NULL DEFAULT 0,
    -- Why it has ended and is not opened by itself, and until when.
    ended TEXT,
    ended_until INTEGER,
    detail TEXT,
    history_percent INTEGER,
    history_chats INTEGER NOT NULL DEFAULT 0,
    history_messages INTEGER NOT NULL DEFAULT 0,
    history_done INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Which hidden id is which number, and what they call themselves, also of people who have not written yet.
CREATE TABLE whatsapp_people (
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    hidden TEXT NOT NULL,
    number TEXT,
    PRIMARY KEY (instance_id, hidden)
) STRICT, WITHOUT ROWID;

-- What waits to go out over a line, in the order in which it was asked for. A message that was handed over stays until WhatsApp has
-- answered; it goes out again under the same id if that is not heard.
CREATE TABLE whatsapp_queue (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    thread_id BLOB NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    message_id BLOB NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    action TEXT NOT NULL CHECK (action IN ('send', 'edit', 'delete', 'react')),
    -- Of the message itself when it is sent; an id of its own when another one is changed.
    wire_id TEXT NOT NULL,
    text TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    handed_at INTEGER,
    -- What the message was before it was changed: put back if the change is refused.
    before TEXT CHECK (before IS NULL OR json_valid(before)),
    detail TEXT
) STRICT;

CREATE INDEX whatsapp_queue_due ON whatsapp_queue (instance_id, next_at);
CREATE INDEX whatsapp_queue_of_thread ON whatsapp_queue (thread_id, seq);
CREATE UNIQUE INDEX whatsapp_queue_by_wire ON whatsapp_queue (instance_id, wire_id);
CREATE INDEX whatsapp_queue_of_message ON whatsapp_queue (message_id);

-- Changes of messages that are not here yet: they wait for them.
CREATE TABLE whatsapp_early (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    thread_id BLOB NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    wire_id TEXT NOT NULL,
    target_mine INTEGER NOT NULL,
    by_me INTEGER NOT NULL,
    at INTEGER NOT NULL,
    content TEXT NOT NULL CHECK (json_valid(content))
) STRICT;

CREATE INDEX whatsapp_early_of_message ON whatsapp_early (thread_id, wire_id, target_mine);

-- The files of messages on this computer. `media/ab/cdef…` in the data folder holds them under their SHA-256.
CREATE TABLE whatsapp_media (
    message_id BLOB PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'here', 'asked', 'gone', 'too_large', 'damaged', 'disk_full')),
    digest BLOB,
    size INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL
) STRICT;

CREATE INDEX whatsapp_media_due ON whatsapp_media (instance_id, next_at) WHERE state IN ('waiting', 'asked', 'disk_full');

-- What lists of conversations are read from: the newest message and how many are unread. It follows from the others.
CREATE TABLE index_threads (
    thread_id BLOB PRIMARY KEY,
    company_id BLOB NOT NULL,
    last_at INTEGER NOT NULL,
    last_id BLOB,
    unread INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX index_threads_by_time ON index_threads (company_id, last_at, thread_id);

CREATE TRIGGER index_threads_insert AFTER INSERT ON threads BEGIN
    INSERT INTO index_threads (thread_id, company_id, last_at) VALUES (NEW.id, NEW.company_id, NEW.created_at)
        ON CONFLICT (thread_id) DO NOTHING;
END;

CREATE TRIGGER index_threads_delete AFTER DELETE ON threads BEGIN
    DELETE FROM index_threads WHERE thread_id = OLD.id;
END;

CREATE TRIGGER index_threads_message_insert AFTER INSERT ON messages BEGIN
    UPDATE index_threads SET unread = unread + NEW.unread WHERE thread_id = NEW.thread_id AND NEW.unread = 1;
    UPDATE index_threads SET last_at = NEW.at, last_id = NEW.id
    WHERE thread_id = NEW.thread_id AND NEW.state <> 'scheduled' AND (last_id IS NULL OR (NEW.at, NEW.id) > (last_at, last_id));
END;

CREATE TRIGGER index_threads_message_update AFTER UPDATE OF thread_id, at, unread, state ON messages
WHEN OLD.thread_id <> NEW.thread_id OR OLD.at <> NEW.at OR OLD.unread <> NEW.unread
    OR (OLD.state = 'scheduled') <> (NEW.state = 'scheduled') BEGIN
    UPDATE index_threads SET
        unread = (SELECT count(*) FROM messages m WHERE m.thread_id = index_threads.thread_id AND m.unread = 1),
        last_id = (SELECT m.id FROM messages m WHERE m.thread_id = index_threads.thread_id AND m.state <> 'scheduled'
            ORDER BY m.at DESC, m.id DESC LIMIT 1),
        last_at = ifnull((SELECT m.at FROM messages m WHERE m.thread_id = index_threads.thread_id AND m.state <> 'scheduled'
            ORDER BY m.at DESC, m.id DESC LIMIT 1), last_at)
    WHERE thread_id IN (OLD.thread_id, NEW.thread_id);
END;

CREATE TRIGGER index_threads_message_delete AFTER DELETE ON messages BEGIN
    UPDATE index_threads SET
        unread = (SELECT count(*) FROM messages m WHERE m.thread_id = index_threads.thread_id AND m.unread = 1),
        last_id = (SELECT m.id FROM messages m WHERE m.thread_id = index_threads.thread_id AND m.state <> 'scheduled'
            ORDER BY m.at DESC, m.id DESC LIMIT 1),
        last_at = ifnull((SELECT m.at FROM messages m WHERE m.thread_id = index_threads.thread_id AND m.state <> 'scheduled'
            ORDER BY m.at DESC, m.id DESC LIMIT 1), last_at)
    WHERE thread_id = OLD.thread_id;
END;

-- The words of messages. A row number of its own, because FTS5 refers to it and VACUUM renumbers tables without one.
CREATE TABLE index_message_words (
    doc INTEGER PRIMARY KEY,
    message_id BLOB NOT NULL UNIQUE,
    text TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE index_message_search USING fts5 (
    text, content = 'index_message_words', content_rowid = 'doc', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TRIGGER index_message_words_insert AFTER INSERT ON index_message_words BEGIN
    INSERT INTO index_message_search (rowid, text) VALUES (NEW.doc, NEW.text);
END;

CREATE TRIGGER index_message_words_delete AFTER DELETE ON index_message_words BEGIN
    INSERT INTO index_message_search (index_message_search, rowid, text) VALUES ('delete', OLD.doc, OLD.text);
END;

CREATE TRIGGER index_message_words_update AFTER UPDATE ON index_message_words BEGIN
    INSERT INTO index_message_search (index_message_search, rowid, text) VALUES ('delete', OLD.doc, OLD.text);
    INSERT INTO index_message_search (rowid, text) VALUES (NEW.doc, NEW.text);
END;

CREATE VIEW index_message_words_source AS
SELECT id AS message_id, trim(body || ifnull(' ' || (detail ->> '$.words'), '')) AS text FROM messages;

CREATE TRIGGER index_messages_insert AFTER INSERT ON messages BEGIN
    INSERT INTO index_message_words (message_id, text)
    SELECT message_id, text FROM index_message_words_source WHERE message_id = NEW.id AND text <> '';
END;

CREATE TRIGGER index_messages_update AFTER UPDATE OF body, detail ON messages
WHEN OLD.body <> NEW.body OR OLD.detail IS NOT NEW.detail BEGIN
    DELETE FROM index_message_words WHERE message_id = NEW.id;
    INSERT INTO index_message_words (message_id, text)
    SELECT message_id, text FROM index_message_words_source WHERE message_id = NEW.id AND text <> '';
END;

CREATE TRIGGER index_messages_delete AFTER DELETE ON messages BEGIN
    DELETE FROM index_message_words WHERE message_id = OLD.id;
END;
