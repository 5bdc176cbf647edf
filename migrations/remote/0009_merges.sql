CREATE TABLE app.client_distinctions (
    company_id uuid NOT NULL REFERENCES app.counters,
    client_id uuid NOT NULL,
    other_id uuid NOT NULL,
    at bigint NOT NULL,
    member_id uuid,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, client_id, other_id),
    FOREIGN KEY (company_id, client_id) REFERENCES app.clients ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (company_id, other_id) REFERENCES app.clients ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (company_id, member_id) REFERENCES app.members DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX client_distinctions_of_other ON app.client_distinctions (company_id, other_id);
CREATE INDEX client_distinctions_of_member ON app.client_distinctions (company_id, member_id);
CALL app.share('app.client_distinctions', 8, 'clients.manage', of_company => false, fixed => '{at,member_id}');

CREATE TABLE app.client_merges (
    company_id uuid NOT NULL REFERENCES app.counters,
    id uuid NOT NULL,
    kept_id uuid NOT NULL,
    gone_id uuid NOT NULL,
    at bigint NOT NULL,
    member_id uuid,
    before json NOT NULL,
    after json NOT NULL,
    appointments json NOT NULL,
    distinctions json NOT NULL,
    undone_at bigint,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, kept_id) REFERENCES app.clients ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (company_id, gone_id) REFERENCES app.clients ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (company_id, member_id) REFERENCES app.members DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX client_merges_of_gone ON app.client_merges (company_id, gone_id);
CREATE INDEX client_merges_of_kept ON app.client_merges (company_id, kept_id);
CREATE INDEX client_merges_of_member ON app.client_merges (company_id, member_id);
CALL app.share('app.client_merges', 9, 'clients.manage',
    fixed => '{kept_id,gone_id,at,member_id,before,after,appointments,distinctions}');
