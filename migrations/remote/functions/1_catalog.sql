-- What the functions know of the shared tables, made from the schema.

-- The company of who is connected, as the first migration made it, in the language whose plans are kept from call to call: each row that a
-- function reads or writes asks for it.
CREATE OR REPLACE FUNCTION app.company() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    its uuid;
BEGIN
    SELECT d.company_id INTO its FROM app.devices d WHERE d.login = SESSION_USER AND d.revoked_at IS NULL AND NOT d.shut;
    IF its IS NULL THEN
        SELECT g.company_id INTO its FROM app.guests g WHERE g.login = SESSION_USER AND g.expires_at > now();
    END IF;
    RETURN its;
END
$$;

-- How a column is written in JSON: as SQLite holds it.
CREATE OR REPLACE FUNCTION app.wire(kind text, expression text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN CASE kind
    WHEN 'id' THEN format('replace((%s)::text, ''-'', '''')', expression)
    WHEN 'bytes' THEN format('encode(%s, ''hex'')', expression)
    WHEN 'flag' THEN format('(%s)::integer', expression)
    WHEN 'json' THEN format('(%s)::text', expression)
    ELSE expression
END;

-- The other way round: the expression of a JSON column as its type. The value was checked to be of the kind.
CREATE OR REPLACE FUNCTION app.unwire(kind text, expression text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN CASE kind
    WHEN 'id' THEN format('(%s)::uuid', expression)
    WHEN 'bytes' THEN format('decode(%s, ''hex'')', expression)
    WHEN 'flag' THEN format('(%s)::boolean', expression)
    WHEN 'integer' THEN format('(%s)::bigint', expression)
    WHEN 'json' THEN format('(%s)::json', expression)
    ELSE expression
END;

CREATE OR REPLACE PROCEDURE app.renew_columns()
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    col record;
    preset jsonb;
BEGIN
    DELETE FROM app.columns;
    FOR col IN
        SELECT t.name AS entity, a.attname::text AS name, a.attnum, k.kind, NOT a.attnotnull AS nullable, t.key,
            CASE
                WHEN a.attname = ANY (t.key) THEN 'key'
                WHEN a.attname = ANY (t.fixed) OR a.attname = 'company_id' THEN 'fixed'
                WHEN a.attname = ANY (t.guarded) THEN 'guarded'
                WHEN a.attname = ANY (t.counters) THEN 'counter'
                WHEN a.attname = ANY (t.derived) THEN 'derived'
                ELSE 'soft'
            END AS merge,
            coalesce(t.as_one ->> a.attname, a.attname) AS as_one, pg_get_expr(d.adbin, d.adrelid) AS expression
        FROM app.tables t
        JOIN pg_attribute a ON a.attrelid = format('app.%I', t.name)::regclass AND a.attnum > 0 AND NOT a.attisdropped
        JOIN (VALUES ('uuid'::regtype, 'id'), ('bytea', 'bytes'), ('bigint', 'integer'), ('boolean', 'flag'), ('text', 'text'), ('json', 'json'))
            AS k (type, kind) ON k.type = a.atttypid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.attgenerated = ''
        WHERE a.attname <> 'version' AND a.attname <> ALL (t.own) AND a.attgenerated = ''
    LOOP
        preset := NULL;
        IF col.expression IS NOT NULL THEN
            EXECUTE format('SELECT to_jsonb(%s)', app.wire(col.kind, col.expression)) INTO preset;
        END IF;
        INSERT INTO app.columns (entity, name, place, kind, merge, nullable, preset, as_one)
        VALUES (col.entity, col.name, coalesce(array_position(col.key, col.name), 100 + col.attnum), col.kind, col.merge, col.nullable,
            preset, col.as_one);
    END LOOP;
END
$$;

-- References in the order of their columns, that to the company first.
CREATE OR REPLACE PROCEDURE app.renew_refs()
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    DELETE FROM app.refs;
    INSERT INTO app.refs (entity, place, col, other, cascades)
    SELECT t.name, 0, 'company_id', 'companies', true FROM app.tables t WHERE t.of_company;
    INSERT INTO app.refs (entity, place, col, other, cascades)
    SELECT t.name, a.attnum, a.attname, o.relname, f.confdeltype = 'c'
    FROM app.tables t
    JOIN pg_constraint f ON f.conrelid = format('app.%I', t.name)::regclass AND f.contype = 'f'
    JOIN pg_class o ON o.oid = f.confrelid AND o.relname <> 'counters'
    JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[2];
$$;

-- The statements by which a row is found, written and removed: $1 is the company, $2 the key in its parts, or the row as JSON. That by
-- which many are added takes their keys and the rows.
CREATE OR REPLACE PROCEDURE app.renew_statements()
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    t app.tables;
    filter text;
    names text[];
    wired text;
    unwired text;
    typed text;
    wired_key text;
    unquoted text[];
    right_kinds text;
    hexadecimal text;
    set_to text;
BEGIN
    FOR t IN SELECT * FROM app.tables LOOP
        SELECT string_agg(format('t.%I = %s', k.name, app.unwire(c.kind, format('$2[%s]', k.place))), ' AND ')
        INTO filter FROM unnest(t.key) WITH ORDINALITY AS k (name, place) JOIN app.columns c ON c.entity = t.name AND c.name = k.name;
        filter := ' WHERE t.company_id = $1 AND ' || filter;
        SELECT array_agg(quote_ident(c.name) ORDER BY c.place),
            string_agg(format('%L, %s', c.name, app.wire(c.kind, format('t.%I', c.name))), ', ' ORDER BY c.place),
            string_agg(app.unwire(c.kind, CASE c.name WHEN 'company_id' THEN '$1::text' ELSE format('($2 ->> %L)', c.name) END), ', ' ORDER BY c.place),
            string_agg(format(', %1$I = excluded.%1$I', c.name), '' ORDER BY c.place) FILTER (WHERE c.merge <> 'key' AND c.name <> 'company_id')
        INTO names, wired, unwired, set_to FROM app.columns c WHERE c.entity = t.name;
        SELECT string_agg(format('%s AS %I', CASE c.name WHEN 'company_id' THEN '$1' ELSE app.unwire(c.kind, format('(r.its_given ->> %L)', c.name)) END,
                c.name), ', ' ORDER BY c.place),
            string_agg(format('(%s)::text', app.wire(c.kind, format('t.%I', c.name))), ' || '':'' || ' ORDER BY c.place) FILTER (WHERE c.merge = 'key')
        INTO typed, wired_key FROM app.columns c WHERE c.entity = t.name;
        SELECT string_agg(format('jsonb_typeof(t.its_given -> %L) IN (%L, ''null'')', c.name,
                CASE WHEN c.kind IN ('integer', 'flag') THEN 'number' ELSE 'string' END), ' AND ' ORDER BY c.place),
            string_agg(format('coalesce(t.its_given ->> %L, '''')', c.name), ' || ' ORDER BY c.place) FILTER (WHERE c.kind IN ('id', 'bytes')), array_agg(c.name)
        INTO right_kinds, hexadecimal, unquoted FROM app.columns c WHERE c.entity = t.name;
        UPDATE app.tables s SET
            find = format('SELECT jsonb_build_object(%s), t.version, t.column_versions FROM app.%I t', wired, t.name) || filter,
            remove = format('DELETE FROM app.%I t', t.name) || filter,
            put = format('INSERT INTO app.%I (%s, version, column_versions) VALUES (%s, $3, $4) ON CONFLICT ON CONSTRAINT %I '
                'DO UPDATE SET version = excluded.version, column_versions = excluded.column_versions%s',
                t.name, array_to_string(names, ', '), unwired, t.name || '_pkey', set_to),
            -- Only rows with exactly these columns, of which the types take nothing but what `app.fits` lets through: numbers that are
            -- whole, digits in the one way in which they are written.
            put_all = CASE WHEN t.name NOT IN ('companies', 'roles', 'members', 'conflicts') AND t.only_one IS NULL THEN
                format('INSERT INTO app.%1$I (%2$s, version, column_versions) SELECT %2$s, $4, $5 FROM (SELECT r.*, %3$s '
                    'FROM unnest($2, $3) AS r (its_key, its_given) OFFSET 0) t '
                    'WHERE t.its_key = %4$s AND t.its_given ?& %5$L AND t.its_given - %5$L::text[] = ''{}'' AND %6$s AND %7$s !~ ''[^0-9a-f]'' '
                    'AND coalesce(t.its_given ->> ''company_id'' = replace($1::text, ''-'', ''''), true)',
                    t.name, array_to_string(names, ', '), typed, wired_key, unquoted, right_kinds, hexadecimal) END
        WHERE s.name = t.name;
    END LOOP;
END
$$;

-- What devices read, row by row as it travels. It is read with the rights of who asks, so row-level security holds in it.
CREATE OR REPLACE PROCEDURE app.renew_rows()
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    arms text;
    ranks text;
BEGIN
    SELECT string_agg(format(
        'SELECT t.version, %s AS rank, %L::text AS entity, (%s) COLLATE "C" AS key, false AS gone, json_build_object(%s) AS columns FROM app.%I t',
        s.rank, s.name, c.key, c.wired, s.name), ' UNION ALL ' ORDER BY s.rank), string_agg(format('WHEN %L THEN %s', s.name, s.rank), ' ')
    INTO arms, ranks
    FROM app.tables s CROSS JOIN LATERAL (
        SELECT string_agg(format('%L, %s', c.name, app.wire(c.kind, format('t.%I', c.name))), ', ' ORDER BY c.place) AS wired,
            string_agg(format('(%s)::text', app.wire(c.kind, format('t.%I', c.name))), ' || '':'' || ' ORDER BY c.place)
                FILTER (WHERE c.merge = 'key') AS key
        FROM app.columns c WHERE c.entity = s.name
    ) c;
    DROP VIEW IF EXISTS app.rows_v1;
    EXECUTE 'CREATE VIEW app.rows_v1 WITH (security_invoker = true) AS ' || arms || format(
        ' UNION ALL SELECT t.version, CASE t.entity %s END, t.entity, t.row_key COLLATE "C", true, NULL::json FROM app.tombstones t', ranks);
    GRANT SELECT ON app.rows_v1 TO leadsmart_device;
END
$$;

CREATE OR REPLACE PROCEDURE app.renew()
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE app.tables t SET key = (
        SELECT CASE WHEN count(*) = 1 THEN array_agg(a.attname::text)
            ELSE array_agg(a.attname::text ORDER BY k.place) FILTER (WHERE a.attname <> 'company_id') END
        FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (number, place)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
        WHERE i.indrelid = format('app.%I', t.name)::regclass AND i.indisprimary
    );
    CALL app.renew_columns();
    CALL app.renew_refs();
    CALL app.renew_statements();
    CALL app.renew_rows();
END
$$;
