CREATE TABLE app.agendas (
    company_id uuid NOT NULL REFERENCES app.counters,
    id uuid NOT NULL,
    name text NOT NULL,
    color text NOT NULL,
    zone text NOT NULL,
    position bigint NOT NULL,
    active boolean NOT NULL DEFAULT true,
    hours json NOT NULL,
    "interval" bigint,
    alignment text NOT NULL,
    fill_gaps boolean NOT NULL,
    buffer_policy text NOT NULL,
    minimum_notice bigint NOT NULL,
    horizon json NOT NULL,
    limits json NOT NULL,
    capacity bigint NOT NULL CHECK (capacity BETWEEN 1 AND 1000),
    pending_blocks boolean NOT NULL,
    observes_holidays boolean NOT NULL,
    default_duration bigint NOT NULL,
    created_at bigint NOT NULL,
    revision bigint NOT NULL DEFAULT 1,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, id)
);
CALL app.share('app.agendas', 10, 'agendas.manage', fixed => '{created_at}', counters => '{revision}');

CREATE TABLE app.agenda_members (
    company_id uuid NOT NULL REFERENCES app.counters,
    agenda_id uuid NOT NULL,
    member_id uuid NOT NULL,
    position bigint NOT NULL,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, agenda_id, member_id),
    FOREIGN KEY (company_id, agenda_id) REFERENCES app.agendas ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (company_id, member_id) REFERENCES app.members ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX agenda_members_of_member ON app.agenda_members (company_id, member_id);
CALL app.share('app.agenda_members', 11, 'agendas.manage', root => 'agenda_id');

CREATE TABLE app.agenda_exceptions (
    company_id uuid NOT NULL REFERENCES app.counters,
    agenda_id uuid NOT NULL,
    date text NOT NULL,
    hours json NOT NULL,
    reason text NOT NULL DEFAULT '',
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, agenda_id, date),
    FOREIGN KEY (company_id, agenda_id) REFERENCES app.agendas ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CALL app.share('app.agenda_exceptions', 12, 'agendas.manage', root => 'agenda_id');

CREATE TABLE app.services (
    company_id uuid NOT NULL REFERENCES app.counters,
    id uuid NOT NULL,
    name text NOT NULL,
    duration bigint NOT NULL CHECK (duration BETWEEN 1 AND 1440),
    buffer_before bigint NOT NULL,
    buffer_after bigint NOT NULL,
    color text NOT NULL,
    agenda_ids json NOT NULL DEFAULT '[]',
    active boolean NOT NULL DEFAULT true,
    created_at bigint NOT NULL,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, name)
);
CALL app.share('app.services', 13, 'agendas.manage', fixed => '{created_at}', only_one => 'name', clash => 'number');

CREATE TABLE app.absences (
    company_id uuid NOT NULL REFERENCES app.counters,
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    starts_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    reason text NOT NULL DEFAULT '',
    created_at bigint NOT NULL,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, member_id) REFERENCES app.members ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CHECK (ends_at > starts_at)
);
CREATE INDEX absences_of_member ON app.absences (company_id, member_id);
CALL app.share('app.absences', 14, 'agendas.manage', fixed => '{created_at}',
    as_one => '{"starts_at": "period", "ends_at": "period"}');

CREATE TABLE app.holidays (
    company_id uuid NOT NULL REFERENCES app.counters,
    id uuid NOT NULL,
    date text NOT NULL,
    name text NOT NULL,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, date)
);
CALL app.share('app.holidays', 15, 'agendas.manage', only_one => 'date', clash => 'lose');

CREATE TABLE app.holiday_openings (
    company_id uuid NOT NULL REFERENCES app.counters,
    agenda_id uuid NOT NULL,
    date text NOT NULL,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, agenda_id, date),
    FOREIGN KEY (company_id, agenda_id) REFERENCES app.agendas ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CALL app.share('app.holiday_openings', 16, 'agendas.manage', root => 'agenda_id');
