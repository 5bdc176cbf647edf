CREATE TABLE app.appointments (
    company_id uuid NOT NULL REFERENCES app.counters,
    id uuid NOT NULL,
    agenda_id uuid NOT NULL,
    client_id uuid,
    starts_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    status text NOT NULL,
    buffer_before bigint NOT NULL,
    buffer_after bigint NOT NULL,
    notes text NOT NULL DEFAULT '',
    cancel_reason text,
    arrived_at bigint,
    broken_rules json NOT NULL DEFAULT '[]',
    created_by uuid,
    created_at bigint NOT NULL,
    revision bigint NOT NULL DEFAULT 1,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    -- The server's own: whether it was given its time, and so stands in the way of others. Called off or squeezed in, it does not.
    occupies boolean NOT NULL DEFAULT false,
    -- The server's own: its time, where the agenda had one place when it was given.
    taken int8range,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, agenda_id) REFERENCES app.agendas DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (company_id, client_id) REFERENCES app.clients DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (company_id, created_by) REFERENCES app.members DEFERRABLE INITIALLY DEFERRED,
    CHECK (ends_at > starts_at AND ends_at - starts_at <= 86400000),
    CHECK (status IN ('pending', 'confirmed', 'arrived', 'in_service', 'done', 'cancelled', 'no_show')),
    -- Behind the sweep of a push, should it ever fail: the only place of an agenda is given once.
    CONSTRAINT appointments_overlap EXCLUDE USING gist (company_id WITH =, agenda_id WITH =, taken WITH &&)
        DEFERRABLE INITIALLY IMMEDIATE
);
CREATE INDEX appointments_of_agenda ON app.appointments (company_id, agenda_id, starts_at);
CREATE INDEX appointments_of_client ON app.appointments (company_id, client_id);
CREATE INDEX appointments_of_creator ON app.appointments (company_id, created_by);
CALL app.share('app.appointments', 18, 'appointments.manage', fixed => '{created_by,created_at}', counters => '{revision}',
    guarded => '{agenda_id,starts_at,ends_at,status}', own => '{occupies,taken}',
    as_one => '{"agenda_id": "place", "starts_at": "place", "ends_at": "place"}');

CREATE TABLE app.appointment_members (
    company_id uuid NOT NULL REFERENCES app.counters,
    appointment_id uuid NOT NULL,
    member_id uuid NOT NULL,
    starts_at bigint NOT NULL,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    -- The server's own: the time that the appointment takes from this professional, who attends one at a time, on whatever agenda.
    taken int8range,
    PRIMARY KEY (company_id, appointment_id, member_id),
    FOREIGN KEY (company_id, appointment_id) REFERENCES app.appointments ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (company_id, member_id) REFERENCES app.members DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT appointment_members_overlap EXCLUDE USING gist (company_id WITH =, member_id WITH =, taken WITH &&)
        DEFERRABLE INITIALLY IMMEDIATE
);
CREATE INDEX appointment_members_by_start ON app.appointment_members (company_id, member_id, starts_at);
CALL app.share('app.appointment_members', 19, 'appointments.manage', root => 'appointment_id', derived => '{starts_at}', own => '{taken}');

CREATE TABLE app.appointment_services (
    company_id uuid NOT NULL REFERENCES app.counters,
    appointment_id uuid NOT NULL,
    position bigint NOT NULL,
    service_id uuid NOT NULL,
    duration bigint NOT NULL,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, appointment_id, position),
    FOREIGN KEY (company_id, appointment_id) REFERENCES app.appointments ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (company_id, service_id) REFERENCES app.services DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX appointment_services_of_service ON app.appointment_services (company_id, service_id);
CALL app.share('app.appointment_services', 20, 'appointments.manage', root => 'appointment_id',
    as_one => '{"service_id": "service", "duration": "service"}');

CREATE TABLE app.appointment_changes (
    company_id uuid NOT NULL REFERENCES app.counters,
    id uuid NOT NULL,
    appointment_id uuid NOT NULL,
    revision bigint NOT NULL,
    kind text NOT NULL,
    at bigint NOT NULL,
    member_id uuid,
    before json,
    after json NOT NULL,
    undoes uuid,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, appointment_id) REFERENCES app.appointments ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (company_id, member_id) REFERENCES app.members DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (company_id, undoes) REFERENCES app.appointment_changes ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX appointment_changes_of ON app.appointment_changes (company_id, appointment_id);
CREATE INDEX appointment_changes_of_member ON app.appointment_changes (company_id, member_id);
CREATE INDEX appointment_changes_undone ON app.appointment_changes (company_id, undoes);
CALL app.share('app.appointment_changes', 21, 'appointments.manage', root => 'appointment_id', of_company => true, only_added => true,
    fixed => '{appointment_id,revision,kind,at,member_id,before,after,undoes}');
