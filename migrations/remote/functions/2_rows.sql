-- Rows as they travel: JSON objects with the columns as SQLite holds them.

DO $$
BEGIN
    IF to_regtype('app.caller') IS NULL THEN
        -- Whose batch it is, and the version that its rows get.
        CREATE TYPE app.caller AS (company_id uuid, device_id uuid, member_id uuid, founder boolean, version bigint);
        -- A row with its version, and the version and device of each column: those under an empty name hold for what is not named.
        CREATE TYPE app.found AS (columns jsonb, version bigint, column_versions jsonb);
    END IF;
END
$$;

-- An identifier as it travels.
CREATE OR REPLACE FUNCTION app.hex(id uuid) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN replace(id::text, '-', '');

-- Ends an intent: none of it stands. `app.apply_intent` catches this and keeps what was tried.
CREATE OR REPLACE FUNCTION app.lose(kind text, reason text DEFAULT NULL, winners jsonb DEFAULT '[]') RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'LSL00', MESSAGE = kind,
        DETAIL = json_build_object('kind', kind, 'reason', reason, 'winners', winners);
END
$$;

-- The parts of a key: so many, the last of which may have colons itself.
CREATE OR REPLACE FUNCTION app.parts(row_key text, number integer) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN CASE WHEN cardinality(string_to_array(row_key, ':')) <= number THEN string_to_array(row_key, ':')
    ELSE (string_to_array(row_key, ':'))[:number - 1] || array_to_string((string_to_array(row_key, ':'))[number:], ':') END;

-- The row of a key, or null.
CREATE OR REPLACE FUNCTION app.find(company uuid, entity text, row_key text) RETURNS app.found
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    t app.tables;
    row app.found;
BEGIN
    SELECT * INTO t FROM app.tables s WHERE s.name = entity;
    EXECUTE t.find INTO row USING company, app.parts(row_key, cardinality(t.key));
    RETURN row;
END
$$;

-- Whether there is a row with this identifier.
CREATE OR REPLACE FUNCTION app.is_live(company uuid, entity text, id text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    live boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM app.%I t WHERE t.company_id = $1 AND t.id = $2)', entity) INTO live USING company, id::uuid;
    RETURN live;
END
$$;

CREATE OR REPLACE FUNCTION app.is_buried(company uuid, entity text, row_key text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
RETURN EXISTS (SELECT FROM app.tombstones b WHERE b.company_id = company AND b.entity = is_buried.entity AND b.row_key = is_buried.row_key);

-- Writes a whole row, with the version of this batch. Rows that are only added never merge, so they keep no versions of columns.
CREATE OR REPLACE FUNCTION app.put(c app.caller, t app.tables, columns jsonb, column_versions jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE t.put USING c.company_id, columns, c.version, CASE WHEN t.only_added THEN '{}' ELSE column_versions END;
END
$$;

-- The version and device that a column was written with.
CREATE OR REPLACE FUNCTION app.written(column_versions jsonb, col text) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN coalesce(column_versions -> col, column_versions -> '');

-- Whether another device wrote a column after this version.
CREATE OR REPLACE FUNCTION app.is_stale(c app.caller, column_versions jsonb, col text, base bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN coalesce((app.written(column_versions, col) ->> 0)::bigint > base AND app.written(column_versions, col) ->> 1 <> app.hex(c.device_id), false);
