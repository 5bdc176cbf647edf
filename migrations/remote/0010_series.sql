CREATE TABLE app.appointment_series (
    company_id uuid NOT NULL REFERENCES app.counters,
    id uuid NOT NULL,
    every bigint NOT NULL,
    unit text NOT NULL,
    count bigint,
    until text,
    created_by uuid,
    created_at bigint NOT NULL,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, created_by) REFERENCES app.members DEFERRABLE INITIALLY DEFERRED,
    CHECK ((count IS NULL) <> (until IS NULL))
);
CREATE INDEX appointment_series_of_creator ON app.appointment_series (company_id, created_by);
CALL app.share('app.appointment_series', 17, 'appointments.manage',
    fixed => '{every,unit,count,until,created_by,created_at}');

ALTER TABLE app.appointments ADD COLUMN series_id uuid,
    ADD FOREIGN KEY (company_id, series_id) REFERENCES app.appointment_series DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX appointments_of_series ON app.appointments (company_id, series_id) WHERE series_id IS NOT NULL;
