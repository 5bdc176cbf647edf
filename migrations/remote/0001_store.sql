-- The company's database, which all its desktops share; several companies may share one. What is here stands for `../local`, with
-- one more rule: the company is in every primary and foreign key, because the engine checks constraints past row-level security.
--
-- Identifiers are `uuid`, flags `boolean`, instants milliseconds in UTC as `bigint`, dates ISO text. JSON is `json` and not `jsonb`:
-- it keeps the text as it came, so that a row that went up and down is the same row.

CREATE TABLE app.meta (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    -- The forms of what travels that are served, from and to: numbers of local migrations.
    min_schema integer NOT NULL,
    max_schema integer NOT NULL
);
INSERT INTO app.meta (min_schema, max_schema) VALUES (11, 11);

-- The counter of a company: how many batches have changed something, which is the version of its newest row. Who writes holds the lock
-- of this row until the commit, so versions have no gaps and are in the order of the commits. The channel is a random name, which tells
-- who listens elsewhere nothing.
CREATE TABLE app.counters (
    company_id uuid PRIMARY KEY,
    -- Another one for a company that was set up anew: a desktop that finds another one than it knows asks a person before it goes on.
    incarnation uuid NOT NULL DEFAULT gen_random_uuid(),
    version bigint NOT NULL DEFAULT 0,
    -- Tombstones up to this version are purged.
    forgotten bigint NOT NULL DEFAULT 0,
    channel text NOT NULL UNIQUE
);

-- The batch that made a version: a desktop that read another history than this one is told so.
CREATE TABLE app.versions (
    company_id uuid NOT NULL REFERENCES app.counters,
    version bigint NOT NULL,
    mark uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (company_id, version)
);

-- The devices, whose login each is, and for which company and member. Everything else is decided by this: it is asked by the name of the
-- login alone, and no device can read it. It has no row-level security, because the policies are made from it.
CREATE TABLE app.devices (
    login name PRIMARY KEY,
    company_id uuid NOT NULL REFERENCES app.counters,
    device_id uuid NOT NULL,
    member_id uuid NOT NULL,
    -- Whether it set the company up: it may do everything as long as its member is not there.
    founder boolean NOT NULL,
    name text NOT NULL,
    joined_at timestamptz NOT NULL DEFAULT now(),
    -- Shut out for good, or for as long as its member is deactivated.
    revoked_at timestamptz,
    shut boolean NOT NULL DEFAULT false,
    -- The chain of its batches: number, token and answer of the last one.
    number bigint NOT NULL DEFAULT 0,
    token uuid NOT NULL,
    receipt json,
    -- How far it has read, and when it was heard of last.
    seen bigint NOT NULL DEFAULT 0,
    seen_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (company_id, device_id)
);

-- What was handed out to join with: at most one a company. The key is sealed with a secret that only the code holds.
CREATE TABLE app.guests (
    login name PRIMARY KEY,
    company_id uuid NOT NULL UNIQUE REFERENCES app.counters,
    role_id uuid NOT NULL,
    -- The member who gets another computer, if it is not for somebody new.
    member_id uuid,
    sealed_key bytea NOT NULL,
    expires_at timestamptz NOT NULL
);

-- What became of every intent, so that each happens once.
CREATE TABLE app.intents (
    company_id uuid NOT NULL REFERENCES app.counters,
    mutation uuid NOT NULL,
    part bigint NOT NULL,
    outcome json NOT NULL,
    PRIMARY KEY (company_id, mutation, part)
);

-- The company of who is connected, also of a guest, who has no rights to any table. The name of the session cannot be changed by SET
-- ROLE, a parameter or a setting.
CREATE FUNCTION app.company() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN coalesce(
    (SELECT d.company_id FROM app.devices d WHERE d.login = SESSION_USER AND d.revoked_at IS NULL AND NOT d.shut),
    (SELECT g.company_id FROM app.guests g WHERE g.login = SESSION_USER AND g.expires_at > now())
);

REVOKE ALL ON FUNCTION app.company() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.company() TO leadsmart_device;

-- What was deleted: it stays deleted, whoever still changes it. The trigger writes here what goes with its parent, too.
CREATE TABLE app.tombstones (
    company_id uuid NOT NULL REFERENCES app.counters,
    entity text NOT NULL,
    row_key text NOT NULL,
    version bigint NOT NULL,
    -- The order of deletions, also within one version.
    seq bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (company_id, entity, row_key)
);
CREATE INDEX tombstones_by_version ON app.tombstones (company_id, version);
ALTER TABLE app.tombstones ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY company ON app.tombstones USING (company_id = (SELECT app.company()));
GRANT SELECT (company_id, entity, row_key, version) ON app.tombstones TO leadsmart_device;

-- Writes down that a row is gone, with the version that the writer is about to give; also of what goes with its parent.
CREATE FUNCTION app.bury() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    gone json := row_to_json(OLD);
BEGIN
    INSERT INTO app.tombstones (company_id, entity, row_key, version)
    SELECT OLD.company_id, t.name,
        (SELECT string_agg(replace(gone ->> k.name, CASE WHEN c.kind = 'id' THEN '-' ELSE '' END, ''), ':' ORDER BY k.place)
         FROM unnest(t.key) WITH ORDINALITY AS k (name, place) JOIN app.columns c ON c.entity = t.name AND c.name = k.name),
        n.version + 1
    FROM app.tables t, app.counters n
    WHERE t.name = TG_TABLE_NAME AND n.company_id = OLD.company_id;
    RETURN OLD;
END
$$;

-- The shared tables, as far as the schema does not say it itself: what the functions of a push go by. The same stands in the port
-- `remote::shared`, which desktops go by; a test compares the two.
CREATE TABLE app.tables (
    name text PRIMARY KEY,
    -- The order in which rows of one version are read: each table after those that it refers to.
    rank integer NOT NULL UNIQUE,
    -- Who may change it.
    permission text NOT NULL,
    -- The column with the key of the row on which rows hang, if they do.
    root text,
    -- Whether a row refers to its company itself, and not by way of others.
    of_company boolean NOT NULL,
    only_added boolean NOT NULL,
    -- The column that only one row of a company may have, and what happens to the later row: its value gets a number, is emptied, or the
    -- intent is lost.
    only_one text,
    clash text CHECK (clash IN ('number', 'empty', 'lose')),
    -- How columns merge; those that are not named are soft, but for the key.
    guarded text[] NOT NULL,
    fixed text[] NOT NULL,
    counters text[] NOT NULL,
    derived text[] NOT NULL,
    -- Columns of the server, which do not travel.
    own text[] NOT NULL,
    -- The groups of columns that merge as one.
    as_one jsonb NOT NULL,
    -- Made from the schema by `app.renew`: the columns of the key, and the statements that find, write and remove a row.
    key text[],
    find text,
    put text,
    remove text
);

-- Their columns, made from the schema by `app.renew`.
CREATE TABLE app.columns (
    entity text NOT NULL REFERENCES app.tables ON DELETE CASCADE,
    name text NOT NULL,
    place integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('id', 'bytes', 'integer', 'flag', 'text', 'json')),
    merge text NOT NULL CHECK (merge IN ('key', 'fixed', 'soft', 'guarded', 'counter', 'derived')),
    nullable boolean NOT NULL,
    -- What an insert without it means; null for nothing.
    preset jsonb,
    as_one text NOT NULL,
    PRIMARY KEY (entity, name)
);

-- What they refer to, made from the schema by `app.renew`.
CREATE TABLE app.refs (
    entity text NOT NULL REFERENCES app.tables ON DELETE CASCADE,
    place integer NOT NULL,
    col text NOT NULL,
    other text NOT NULL,
    cascades boolean NOT NULL,
    PRIMARY KEY (entity, place)
);

-- Makes a table one that a company shares: nobody sees or writes a row of another company, not even the owner in a function; devices
-- read it; what is deleted leaves a tombstone; and it is read by version.
--
-- The planner keeps no statistics of what rows say. They are gathered over all companies, and its estimates would tell one company
-- which values are common in another.
CREATE PROCEDURE app.share(
    entity regclass, rank integer, permission text, root text DEFAULT NULL, of_company boolean DEFAULT NULL,
    only_added boolean DEFAULT false, only_one text DEFAULT NULL, clash text DEFAULT NULL, guarded text[] DEFAULT '{}',
    fixed text[] DEFAULT '{}', counters text[] DEFAULT '{}', derived text[] DEFAULT '{}', own text[] DEFAULT '{}',
    as_one jsonb DEFAULT '{}'
)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    col name;
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', entity);
    EXECUTE format('CREATE POLICY company ON %s USING (company_id = (SELECT app.company()))', entity);
    EXECUTE format('CREATE INDEX ON %s (company_id, version)', entity);
    EXECUTE format('GRANT SELECT ON %s TO leadsmart_device', entity);
    EXECUTE format('CREATE TRIGGER bury AFTER DELETE ON %s FOR EACH ROW EXECUTE FUNCTION app.bury()', entity);
    FOR col IN SELECT attname FROM pg_attribute WHERE attrelid = entity AND attnum > 0 AND NOT attisdropped AND attname <> 'company_id' LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS 0', entity, col);
    END LOOP;
    INSERT INTO app.tables (name, rank, permission, root, of_company, only_added, only_one, clash, guarded, fixed, counters, derived, own, as_one)
    SELECT relname, rank, permission, root, coalesce(of_company, root IS NULL), only_added, only_one, clash,
        guarded, fixed, counters, derived, own, as_one
    FROM pg_class WHERE oid = entity;
END
$$;
