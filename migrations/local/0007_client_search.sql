-- What a search of clients is answered from. All of it follows from `clients`, `client_phones` and `appointments`, and is
-- kept in step by triggers and not by code: rows also arrive by synchronization.

-- One row a different word of a name or a tag, in the order in which a list shows them: a search for a beginning walks this
-- order and stops when the page is full, instead of ranking the third of all clients whose name has a word with "ma".
-- An ordinary table and not FTS5, because FTS5 answers in the order of row numbers only.
CREATE TABLE index_client_words (
    company_id BLOB NOT NULL,
    -- A word of `clients.search_name`, or `#` and an entry of `clients.search_tags`.
    word TEXT NOT NULL,
    name TEXT NOT NULL,
    client_id BLOB NOT NULL,
    PRIMARY KEY (company_id, word, name, client_id)
) STRICT, WITHOUT ROWID;

-- How many clients have a word: a search for several words walks by the rarest, and a misspelt one is compared with these.
CREATE TABLE index_client_vocabulary (
    company_id BLOB NOT NULL,
    word TEXT NOT NULL,
    clients INTEGER NOT NULL,
    PRIMARY KEY (company_id, word)
) STRICT, WITHOUT ROWID;

-- The words that a client has. Particles begin the name of nobody: "de" is typed on the way to "Denise".
CREATE VIEW index_client_words_source AS
SELECT c.company_id, w.value AS word, c.search_name AS name, c.id AS client_id
FROM clients c CROSS JOIN json_each('[' || replace(json_quote(c.search_name), ' ', '","') || ']') w
WHERE c.deleted_at IS NULL AND w.value NOT IN ('', 'da', 'das', 'de', 'do', 'dos', 'e')
UNION ALL
SELECT c.company_id, '#' || t.value, c.search_name, c.id
FROM clients c CROSS JOIN json_each(c.search_tags) t
WHERE c.deleted_at IS NULL;

-- Phones and documents. A row number of its own, because FTS5 refers to it and VACUUM renumbers tables without one.
CREATE TABLE index_client_numbers (
    id INTEGER PRIMARY KEY,
    company_id BLOB NOT NULL,
    client_id BLOB NOT NULL,
    -- The position of the phone; -1 for the document.
    position INTEGER NOT NULL,
    -- `$` marks an end, so that last digits are told from digits in between.
    digits TEXT NOT NULL,
    UNIQUE (client_id, position)
) STRICT;

-- A mobile number of Brazil (55, area code, 9 and eight digits) is found without its 9 too.
CREATE VIEW index_client_numbers_source AS
SELECT p.company_id, p.client_id, p.position,
    p.phone_key || '$' || CASE
        WHEN length(p.phone_key) = 13 AND p.phone_key LIKE '55__9%' THEN substr(p.phone_key, 1, 4) || substr(p.phone_key, 6) || '$'
        ELSE ''
    END AS digits
FROM client_phones p JOIN clients c ON c.id = p.client_id
WHERE c.deleted_at IS NULL
UNION ALL
SELECT c.company_id, c.id, -1, c.document || '$'
FROM clients c
WHERE c.deleted_at IS NULL AND c.document IS NOT NULL;

-- Parts of numbers: trigrams find what stands anywhere in a text, at a tenth of the room that all endings would take.
CREATE VIRTUAL TABLE index_client_digits USING fts5 (
    digits, content = 'index_client_numbers', content_rowid = 'id', tokenize = 'trigram'
);

-- The last time for which a client was ever booked: who comes soon or was here lately is searched for most.
CREATE TABLE index_client_bookings (
    client_id BLOB PRIMARY KEY,
    company_id BLOB NOT NULL,
    booked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX index_client_bookings_by_time ON index_client_bookings (company_id, booked_at, client_id);

CREATE TRIGGER index_client_words_insert AFTER INSERT ON index_client_words BEGIN
    INSERT INTO index_client_vocabulary (company_id, word, clients) VALUES (NEW.company_id, NEW.word, 1)
        ON CONFLICT (company_id, word) DO UPDATE SET clients = clients + 1;
END;

CREATE TRIGGER index_client_words_delete AFTER DELETE ON index_client_words BEGIN
    UPDATE index_client_vocabulary SET clients = clients - 1 WHERE company_id = OLD.company_id AND word = OLD.word;
    DELETE FROM index_client_vocabulary WHERE company_id = OLD.company_id AND word = OLD.word AND clients < 1;
END;

CREATE TRIGGER index_client_numbers_insert AFTER INSERT ON index_client_numbers BEGIN
    INSERT INTO index_client_digits (rowid, digits) VALUES (NEW.id, NEW.digits);
END;

CREATE TRIGGER index_client_numbers_delete AFTER DELETE ON index_client_numbers BEGIN
    INSERT INTO index_client_digits (index_client_digits, rowid, digits) VALUES ('delete', OLD.id, OLD.digits);
END;

CREATE TRIGGER index_clients_insert AFTER INSERT ON clients BEGIN
    INSERT INTO index_client_words SELECT DISTINCT company_id, word, name, client_id
        FROM index_client_words_source WHERE client_id = NEW.id;
    INSERT INTO index_client_numbers (company_id, client_id, position, digits)
        SELECT company_id, client_id, position, digits FROM index_client_numbers_source WHERE client_id = NEW.id;
END;

CREATE TRIGGER index_clients_delete AFTER DELETE ON clients BEGIN
    DELETE FROM index_client_words WHERE company_id = OLD.company_id AND name = OLD.search_name AND client_id = OLD.id
        AND word IN (
            SELECT value FROM json_each('[' || replace(json_quote(OLD.search_name), ' ', '","') || ']')
            UNION ALL SELECT '#' || value FROM json_each(OLD.search_tags)
        );
    DELETE FROM index_client_numbers WHERE client_id = OLD.id;
    DELETE FROM index_client_bookings WHERE client_id = OLD.id;
END;

CREATE TRIGGER index_clients_update_words AFTER UPDATE OF company_id, search_name, search_tags, deleted_at ON clients
WHEN OLD.company_id IS NOT NEW.company_id OR OLD.search_name IS NOT NEW.search_name
    OR OLD.search_tags IS NOT NEW.search_tags OR OLD.deleted_at IS NOT NEW.deleted_at
BEGIN
    DELETE FROM index_client_words WHERE company_id = OLD.company_id AND name = OLD.search_name AND client_id = OLD.id
        AND word IN (
            SELECT value FROM json_each('[' || replace(json_quote(OLD.search_name), ' ', '","') || ']')
            UNION ALL SELECT '#' || value FROM json_each(OLD.search_tags)
        );
    INSERT INTO index_client_words SELECT DISTINCT company_id, word, name, client_id
        FROM index_client_words_source WHERE client_id = NEW.id;
END;

CREATE TRIGGER index_clients_update_numbers AFTER UPDATE OF company_id, document, deleted_at ON clients
WHEN OLD.company_id IS NOT NEW.company_id OR OLD.document IS NOT NEW.document OR OLD.deleted_at IS NOT NEW.deleted_at
BEGIN
    DELETE FROM index_client_numbers WHERE client_id = OLD.id;
    INSERT INTO index_client_numbers (company_id, client_id, position, digits)
        SELECT company_id, client_id, position, digits FROM index_client_numbers_source WHERE client_id = NEW.id;
END;

CREATE TRIGGER index_client_phones_insert AFTER INSERT ON client_phones BEGIN
    INSERT INTO index_client_numbers (company_id, client_id, position, digits)
        SELECT company_id, client_id, position, digits FROM index_client_numbers_source
        WHERE client_id = NEW.client_id AND position = NEW.position;
END;

CREATE TRIGGER index_client_phones_delete AFTER DELETE ON client_phones BEGIN
    DELETE FROM index_client_numbers WHERE client_id = OLD.client_id AND position = OLD.position;
END;

CREATE TRIGGER index_client_phones_update AFTER UPDATE ON client_phones
WHEN OLD.client_id IS NOT NEW.client_id OR OLD.position IS NOT NEW.position OR OLD.phone_key IS NOT NEW.phone_key
BEGIN
    DELETE FROM index_client_numbers WHERE client_id = OLD.client_id AND position = OLD.position;
    INSERT INTO index_client_numbers (company_id, client_id, position, digits)
        SELECT company_id, client_id, position, digits FROM index_client_numbers_source
        WHERE client_id = NEW.client_id AND position = NEW.position;
END;

CREATE TRIGGER index_appointments_insert AFTER INSERT ON appointments WHEN NEW.client_id IS NOT NULL BEGIN
    INSERT INTO index_client_bookings (client_id, company_id, booked_at) VALUES (NEW.client_id, NEW.company_id, NEW.starts_at)
        ON CONFLICT (client_id) DO UPDATE SET booked_at = max(booked_at, excluded.booked_at);
END;

CREATE TRIGGER index_appointments_update AFTER UPDATE OF client_id, starts_at ON appointments
WHEN OLD.client_id IS NOT NEW.client_id OR OLD.starts_at IS NOT NEW.starts_at
BEGIN
    DELETE FROM index_client_bookings WHERE client_id IN (OLD.client_id, NEW.client_id);
    INSERT INTO index_client_bookings (client_id, company_id, booked_at)
        SELECT client_id, company_id, max(starts_at) FROM appointments
        WHERE client_id IN (OLD.client_id, NEW.client_id) GROUP BY client_id;
END;

CREATE TRIGGER index_appointments_delete AFTER DELETE ON appointments WHEN OLD.client_id IS NOT NULL BEGIN
    DELETE FROM index_client_bookings WHERE client_id = OLD.client_id;
    INSERT INTO index_client_bookings (client_id, company_id, booked_at)
        SELECT client_id, company_id, max(starts_at) FROM appointments WHERE client_id = OLD.client_id GROUP BY client_id;
END;
