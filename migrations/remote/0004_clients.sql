CREATE TABLE app.clients (
    company_id uuid NOT NULL REFERENCES app.counters,
    id uuid NOT NULL,
    name text NOT NULL,
    search_name text NOT NULL,
    email text,
    document text,
    birthday text,
    notes text NOT NULL DEFAULT '',
    tags json NOT NULL DEFAULT '[]',
    search_tags json NOT NULL DEFAULT '[]',
    marketing_consent_at bigint,
    created_at bigint NOT NULL,
    deleted_at bigint,
    revision bigint NOT NULL DEFAULT 1,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, id)
);
CALL app.share('app.clients', 6, 'clients.manage', fixed => '{created_at}', counters => '{revision}',
    as_one => '{"name": "name", "search_name": "name", "tags": "tags", "search_tags": "tags"}');

CREATE TABLE app.client_phones (
    company_id uuid NOT NULL REFERENCES app.counters,
    client_id uuid NOT NULL,
    position bigint NOT NULL,
    typed text NOT NULL,
    phone_key text NOT NULL,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, client_id, position),
    FOREIGN KEY (company_id, client_id) REFERENCES app.clients ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CALL app.share('app.client_phones', 7, 'clients.manage', root => 'client_id', guarded => '{typed,phone_key}',
    as_one => '{"typed": "phone", "phone_key": "phone"}');
