-- Whether a change can be at all: what is not of its form is lost as invalid, and nothing else of the batch with it.

-- A batch as JSON that can be read. PostgreSQL has no text with a zero byte and reads nothing of what holds one: it becomes a character
-- that is none (U+FFFF), and what it stands in is lost as invalid, without the rest.
CREATE OR REPLACE FUNCTION app.readable(batch text) RETURNS json
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN CASE WHEN position('\u0000' IN batch) = 0 THEN batch::json
    ELSE regexp_replace(batch, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\uffff', 'g')::json END;

-- Whether a value is of a kind. What cannot be read as its type fails, which is caught like any other failure of the intent.
CREATE OR REPLACE FUNCTION app.fits(value jsonb, kind text, nullable boolean) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    content text := value #>> '{}';
BEGIN
    CASE jsonb_typeof(value)
        WHEN 'null' THEN
            RETURN nullable;
        WHEN 'number' THEN
            IF kind = 'flag' THEN
                RETURN content IN ('0', '1');
            END IF;
            RETURN kind = 'integer' AND content ~ '^-?[0-9]{1,19}$' AND content::numeric BETWEEN -9223372036854775808 AND 9223372036854775807;
        WHEN 'string' THEN
            CASE kind
                WHEN 'id' THEN RETURN content ~ '^[0-9a-f]{32}$';
                WHEN 'bytes' THEN RETURN content ~ '^([0-9a-f]{2})*$';
                WHEN 'text' THEN RETURN position(U&'\FFFF' IN content) = 0;
                WHEN 'json' THEN RETURN position(U&'\FFFF' IN content) = 0 AND content::json IS NOT NULL;
                ELSE RETURN false;
            END CASE;
        ELSE
            RETURN false;
    END CASE;
END
$$;

-- Whether a text is a part of a key, of this kind.
CREATE OR REPLACE FUNCTION app.is_key_part(part text, kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN CASE kind
    WHEN 'id' THEN part ~ '^[0-9a-f]{32}$'
    WHEN 'integer' THEN part ~ '^(0|-?[1-9][0-9]{0,18})$' AND part::numeric BETWEEN -9223372036854775808 AND 9223372036854775807
    ELSE position(U&'\FFFF' IN part) = 0
END;

-- The columns of a change with the key columns among them, given or not.
CREATE OR REPLACE FUNCTION app.key_columns(t app.tables, row_key text) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT jsonb_object_agg(k.name, CASE c.kind WHEN 'integer' THEN to_jsonb(p.part::bigint) ELSE to_jsonb(p.part) END)
        FROM unnest(t.key) WITH ORDINALITY AS k (name, place)
        JOIN app.columns c ON c.entity = t.name AND c.name = k.name
        JOIN unnest(app.parts(row_key, cardinality(t.key))) WITH ORDINALITY AS p (part, place) ON p.place = k.place
    );
END
$$;

CREATE OR REPLACE FUNCTION app.check_shape(c app.caller, change jsonb) RETURNS app.tables
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    t app.tables;
    action text := change ->> 'action';
    parts text[];
    given jsonb := change -> 'columns';
    company text := app.hex(c.company_id);
    fine boolean;
BEGIN
    SELECT * INTO t FROM app.tables s WHERE s.name = change ->> 'entity';
    parts := app.parts(change ->> 'key', cardinality(t.key));
    fine := t.name IS NOT NULL AND action IN ('insert', 'update', 'delete')
        AND NOT (t.name = 'conflicts' AND action <> 'update')
        AND NOT (t.name = 'companies' AND action = 'delete')
        AND NOT (t.only_added AND action <> 'insert')
        AND (change ->> 'base_version')::bigint >= 0
        AND cardinality(parts) = cardinality(t.key);
    IF fine IS NOT TRUE THEN
        PERFORM app.lose('invalid');
    END IF;
    SELECT bool_and(app.is_key_part(parts[k.place], s.kind) AND (k.name <> 'company_id' AND t.name <> 'companies' OR parts[k.place] = company))
    INTO fine
    FROM unnest(t.key) WITH ORDINALITY AS k (name, place) JOIN app.columns s ON s.entity = t.name AND s.name = k.name;
    IF fine AND action <> 'delete' THEN
        SELECT coalesce(bool_and(col.name IS NOT NULL AND app.fits(g.value, col.kind, col.nullable)), true) INTO fine
        FROM jsonb_each(given) g LEFT JOIN app.columns col ON col.entity = t.name AND col.name = g.key;
        fine := fine AND (NOT given ? 'company_id' OR given ->> 'company_id' = company);
        fine := fine AND CASE action
            WHEN 'insert' THEN given @> app.key_columns(t, change ->> 'key')
            ELSE NOT given ?| t.key
        END;
    END IF;
    IF fine IS NOT TRUE THEN
        PERFORM app.lose('invalid');
    END IF;
    RETURN t;
END
$$;

-- Whether a text is a key of a table.
CREATE OR REPLACE FUNCTION app.is_key(entity text, row_key text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT cardinality(app.parts(row_key, cardinality(t.key))) = cardinality(t.key) AND (
        SELECT bool_and(app.is_key_part((app.parts(row_key, cardinality(t.key)))[k.place], c.kind))
        FROM unnest(t.key) WITH ORDINALITY AS k (name, place) JOIN app.columns c ON c.entity = t.name AND c.name = k.name
    ) FROM app.tables t WHERE t.name = is_key.entity
);
