-- Instants are milliseconds since 1970 in UTC. An appointment lasts at most 24 hours, so what touches a period starts at
-- most 24 hours (and its buffers) before it: an index by start is enough to find it.
CREATE TABLE appointments (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    agenda_id BLOB NOT NULL REFERENCES agendas (id),
    client_id BLOB REFERENCES clients (id),
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    buffer_before INTEGER NOT NULL,
    buffer_after INTEGER NOT NULL,
    notes TEXT NOT NULL DEFAULT '',
    cancel_reason TEXT,
    arrived_at INTEGER,
    -- JSON list of the rules against which it was booked.
    broken_rules TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(broken_rules)),
    created_by BLOB REFERENCES members (id),
    created_at INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,
    version INTEGER NOT NULL DEFAULT 0,
    CHECK (ends_at > starts_at AND ends_at - starts_at <= 86400000)
) STRICT;

CREATE INDEX appointments_of_agenda ON appointments (agenda_id, starts_at);
CREATE INDEX appointments_of_client ON appointments (client_id, starts_at);
CREATE INDEX appointments_of_company ON appointments (company_id, starts_at);

-- The start is repeated here so that what occupies a professional is found by index, on whatever agenda it is.
CREATE TABLE appointment_members (
    appointment_id BLOB NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
    member_id BLOB NOT NULL REFERENCES members (id),
    company_id BLOB NOT NULL,
    starts_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (appointment_id, member_id)
) STRICT;

CREATE INDEX appointment_members_by_start ON appointment_members (member_id, starts_at);

CREATE TABLE appointment_services (
    appointment_id BLOB NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    company_id BLOB NOT NULL,
    service_id BLOB NOT NULL REFERENCES services (id),
    duration INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (appointment_id, position)
) STRICT;

CREATE INDEX appointment_services_of_service ON appointment_services (service_id);

-- The history: what was and what became, enough to take a change back.
CREATE TABLE appointment_changes (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    appointment_id BLOB NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
    -- The revision to which the change led: the order of the history, also for changes within one millisecond.
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    member_id BLOB REFERENCES members (id),
    before TEXT CHECK (before IS NULL OR json_valid(before)),
    after TEXT NOT NULL CHECK (json_valid(after)),
    undoes BLOB REFERENCES appointment_changes (id) ON DELETE CASCADE,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX appointment_changes_of ON appointment_changes (appointment_id, revision, id);
