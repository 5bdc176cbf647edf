-- What did not stand, and what was overwritten: kept where every desktop of the company sees it.
CREATE TABLE app.conflicts (
    company_id uuid NOT NULL REFERENCES app.counters,
    id uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'noted', 'settled')),
    entity text NOT NULL,
    row_key text NOT NULL,
    operation text NOT NULL,
    at bigint NOT NULL,
    device_id uuid NOT NULL,
    member_id uuid NOT NULL,
    changes json NOT NULL,
    winners json NOT NULL,
    reason text,
    settled_at bigint,
    settled_by uuid,
    settled_how text,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, id)
);
CREATE INDEX conflicts_open ON app.conflicts (company_id, device_id, entity, row_key) WHERE state = 'open';
CALL app.share('app.conflicts', 22, 'appointments.manage',
    guarded => '{state,settled_at,settled_by,settled_how}',
    fixed => '{kind,entity,row_key,operation,at,device_id,member_id,changes,winners,reason}',
    as_one => '{"state": "settlement", "settled_at": "settlement", "settled_by": "settlement", "settled_how": "settlement"}');
