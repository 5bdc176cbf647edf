CREATE TABLE companies (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    language TEXT NOT NULL,
    country TEXT NOT NULL,
    state TEXT,
    document TEXT,
    phone TEXT,
    address TEXT,
    week_start TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    sample INTEGER NOT NULL DEFAULT 0 CHECK (sample IN (0, 1)),
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE roles (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    owner INTEGER NOT NULL DEFAULT 0 CHECK (owner IN (0, 1)),
    -- Which of the roles it is that come with a company, whatever its name has become; null for one that was added.
    preset TEXT CHECK (preset IN ('manager', 'receptionist', 'professional')),
    -- JSON list of permission names. A list and not a table: it is read and replaced as one.
    permissions TEXT NOT NULL CHECK (json_valid(permissions)),
    -- JSON list of {agenda_id, right}; null for no limit.
    agendas TEXT CHECK (agendas IS NULL OR json_valid(agendas)),
    version INTEGER NOT NULL DEFAULT 0,
    UNIQUE (company_id, name)
) STRICT;

-- A company has one role of owners.
CREATE UNIQUE INDEX roles_owner ON roles (company_id) WHERE owner = 1;

CREATE TABLE members (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    user_id BLOB REFERENCES users (id),
    name TEXT NOT NULL,
    email TEXT,
    phone TEXT,
    role_id BLOB NOT NULL REFERENCES roles (id),
    professional INTEGER NOT NULL DEFAULT 0 CHECK (professional IN (0, 1)),
    color TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A person has one place in a company, and an address prepares one.
CREATE UNIQUE INDEX members_user ON members (company_id, user_id) WHERE user_id IS NOT NULL;
CREATE UNIQUE INDEX members_email ON members (company_id, email) WHERE email IS NOT NULL;
CREATE INDEX members_of_user ON members (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX members_of_role ON members (role_id);

CREATE TABLE invite_codes (
    company_id BLOB PRIMARY KEY REFERENCES companies (id) ON DELETE CASCADE,
    code_hash BLOB NOT NULL UNIQUE CHECK (length(code_hash) = 32),
    role_id BLOB NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE mail_servers (
    company_id BLOB PRIMARY KEY REFERENCES companies (id) ON DELETE CASCADE,
    host TEXT NOT NULL,
    port INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
    security TEXT NOT NULL,
    username TEXT,
    -- Sealed with the company key; bound to this table, row and column.
    password_sealed BLOB,
    sender TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;
