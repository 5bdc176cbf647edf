CREATE TABLE users (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    email_verified_at INTEGER,
    -- PHC string; none until the person has set a password with a code.
    password_hash TEXT,
    -- SHA-256 of the recovery code: it is random, so no slow hash is needed.
    recovery_hash BLOB CHECK (recovery_hash IS NULL OR length(recovery_hash) = 32),
    language TEXT NOT NULL,
    picture_id BLOB,
    remind_before INTEGER,
    sample INTEGER NOT NULL DEFAULT 0 CHECK (sample IN (0, 1)),
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE pictures (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    mime TEXT NOT NULL,
    bytes BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX pictures_of_user ON pictures (user_id);

-- Codes that open an account once: sent by mail or issued by an administrator. Only a digest is kept.
CREATE TABLE access_codes (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('reset_password', 'change_email', 'verify_email')),
    code_hash BLOB NOT NULL CHECK (length(code_hash) = 32),
    -- The address that `change_email` changes to, or that `verify_email` confirms.
    email TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX access_codes_of_user ON access_codes (user_id, purpose);

-- Sessions belong to this file: another desktop has its own.
CREATE TABLE sessions (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- SHA-256 of the token: it is random, so no slow hash is needed.
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    device TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_of_user ON sessions (user_id);

-- Failed attempts by what was attempted (a digest of address and kind of secret), so that guessing slows down also for
-- addresses that nobody has.
CREATE TABLE attempts (
    subject BLOB PRIMARY KEY CHECK (length(subject) = 32),
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Attempts are forgotten by age.
CREATE INDEX attempts_by_age ON attempts (last_at);
