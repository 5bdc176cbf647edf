-- Its `id` is the company; `company_id` follows from it, so that the rules for all tables hold for this one.
CREATE TABLE app.companies (
    company_id uuid NOT NULL GENERATED ALWAYS AS (id) STORED REFERENCES app.counters,
    id uuid NOT NULL,
    name text NOT NULL,
    zone text NOT NULL,
    language text NOT NULL,
    country text NOT NULL,
    state text,
    document text,
    phone text,
    address text,
    week_start text NOT NULL,
    active boolean NOT NULL DEFAULT true,
    sample boolean NOT NULL DEFAULT false,
    created_at bigint NOT NULL,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, id)
);
CALL app.share('app.companies', 1, 'company.manage', of_company => false, fixed => '{sample,created_at}');

CREATE TABLE app.roles (
    company_id uuid NOT NULL REFERENCES app.counters,
    id uuid NOT NULL,
    name text NOT NULL,
    owner boolean NOT NULL DEFAULT false,
    preset text,
    permissions json NOT NULL,
    agendas json,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, name)
);
CREATE UNIQUE INDEX roles_owner ON app.roles (company_id) WHERE owner;
CALL app.share('app.roles', 2, 'members.manage', fixed => '{owner,preset}', only_one => 'name', clash => 'number');

-- The accounts of people are a matter of each computer, so members come without them.
CREATE TABLE app.members (
    company_id uuid NOT NULL REFERENCES app.counters,
    id uuid NOT NULL,
    name text NOT NULL,
    email text,
    phone text,
    role_id uuid NOT NULL,
    professional boolean NOT NULL DEFAULT false,
    color text NOT NULL,
    active boolean NOT NULL DEFAULT true,
    created_at bigint NOT NULL,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, role_id) REFERENCES app.roles DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX members_email ON app.members (company_id, email) WHERE email IS NOT NULL;
CREATE INDEX members_of_role ON app.members (company_id, role_id);
CALL app.share('app.members', 3, 'members.manage', fixed => '{created_at}', only_one => 'email', clash => 'empty');

CREATE TABLE app.invite_codes (
    company_id uuid PRIMARY KEY REFERENCES app.counters,
    code_hash bytea NOT NULL,
    role_id uuid NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    FOREIGN KEY (company_id, role_id) REFERENCES app.roles ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CALL app.share('app.invite_codes', 4, 'members.manage',
    as_one => '{"code_hash": "code", "role_id": "code", "created_at": "code", "expires_at": "code"}');

CREATE TABLE app.mail_servers (
    company_id uuid PRIMARY KEY REFERENCES app.counters,
    host text NOT NULL,
    port bigint NOT NULL CHECK (port BETWEEN 1 AND 65535),
    security text NOT NULL,
    username text,
    password_sealed bytea,
    sender text NOT NULL,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}'
);
CALL app.share('app.mail_servers', 5, 'company.manage',
    as_one => '{"host": "server", "port": "server", "security": "server", "username": "server", "password_sealed": "server", "sender": "server"}');
