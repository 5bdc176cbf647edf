CREATE TABLE agendas (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    color TEXT NOT NULL,
    zone TEXT NOT NULL,
    position INTEGER NOT NULL,
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    -- The rules as the contract writes them, one column a rule: columns merge on their own when two desktops change them.
    hours TEXT NOT NULL CHECK (json_valid(hours)),
    interval INTEGER,
    alignment TEXT NOT NULL,
    fill_gaps INTEGER NOT NULL CHECK (fill_gaps IN (0, 1)),
    buffer_policy TEXT NOT NULL,
    minimum_notice INTEGER NOT NULL,
    horizon TEXT NOT NULL CHECK (json_valid(horizon)),
    limits TEXT NOT NULL CHECK (json_valid(limits)),
    capacity INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 1000),
    pending_blocks INTEGER NOT NULL CHECK (pending_blocks IN (0, 1)),
    observes_holidays INTEGER NOT NULL CHECK (observes_holidays IN (0, 1)),
    default_duration INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX agendas_of_company ON agendas (company_id, position);

CREATE TABLE agenda_members (
    agenda_id BLOB NOT NULL REFERENCES agendas (id) ON DELETE CASCADE,
    member_id BLOB NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    company_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (agenda_id, member_id)
) STRICT;

CREATE TABLE agenda_exceptions (
    agenda_id BLOB NOT NULL REFERENCES agendas (id) ON DELETE CASCADE,
    date TEXT NOT NULL,
    company_id BLOB NOT NULL,
    hours TEXT NOT NULL CHECK (json_valid(hours)),
    reason TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (agenda_id, date)
) STRICT;

CREATE TABLE services (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    duration INTEGER NOT NULL CHECK (duration BETWEEN 1 AND 1440),
    buffer_before INTEGER NOT NULL,
    buffer_after INTEGER NOT NULL,
    color TEXT NOT NULL,
    -- JSON list of agenda ids; empty for all.
    agenda_ids TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(agenda_ids)),
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    UNIQUE (company_id, name)
) STRICT;

CREATE TABLE absences (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    member_id BLOB NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    CHECK (ends_at > starts_at)
) STRICT;

-- Absences may be long, so a search by start alone would read them all: the end is what bounds it.
CREATE INDEX absences_of_member ON absences (member_id, ends_at);
CREATE INDEX absences_of_company ON absences (company_id, ends_at);

CREATE TABLE holidays (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    date TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    UNIQUE (company_id, date)
) STRICT;

CREATE TABLE holiday_openings (
    agenda_id BLOB NOT NULL REFERENCES agendas (id) ON DELETE CASCADE,
    date TEXT NOT NULL,
    company_id BLOB NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (agenda_id, date)
) STRICT;
