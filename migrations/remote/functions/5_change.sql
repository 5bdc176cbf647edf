-- What a change does to its row. `work` is what the intent has done so far: `wrote` (rows in the order of their first writing),
-- `placing` (appointments that may need a place), `notes` (what was overwritten), `start` (where its deletions begin).

-- Remembers that a row was written.
CREATE OR REPLACE FUNCTION app.note_written(work jsonb, entity text, row_key text) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN CASE WHEN work -> 'wrote' @> jsonb_build_array(jsonb_build_array(entity, row_key)) THEN work
    ELSE jsonb_set(work, '{wrote}', (work -> 'wrote') || jsonb_build_array(jsonb_build_array(entity, row_key))) END;

-- Remembers what was overwritten, and who had written it.
CREATE OR REPLACE FUNCTION app.note_lost(work jsonb, kind text, device text, change jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN jsonb_set(work, '{notes}', (work -> 'notes') || jsonb_build_array(jsonb_build_object('kind', kind, 'device', device, 'change', change)));

-- Remembers that an appointment may need a place, and whether it had a time before this intent.
CREATE OR REPLACE FUNCTION app.note_place(c app.caller, work jsonb, appointment text, before jsonb, must boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known jsonb := work -> 'placing' -> appointment;
    blocked boolean := false;
BEGIN
    IF known IS NULL AND before IS NOT NULL THEN
        SELECT app.blocks(before ->> 'status', a.pending_blocks) INTO blocked FROM app.agendas a
        WHERE a.company_id = c.company_id AND a.id = (before ->> 'agenda_id')::uuid;
    END IF;
    RETURN jsonb_set(work, ARRAY['placing', appointment], jsonb_build_object(
        'blocked', coalesce(known -> 'blocked', to_jsonb(blocked)), 'must', must OR coalesce((known ->> 'must')::boolean, false)));
END
$$;

-- Gives a value that only one row may have another form where another row has it. Where a value is emptied, it is noted.
CREATE OR REPLACE FUNCTION app.settle_clash(
    c app.caller, t app.tables, row_key text, version bigint, INOUT given jsonb, INOUT work jsonb
)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    wanted text := given ->> t.only_one;
    value text := wanted;
    other text;
    number integer := 1;
BEGIN
    WHILE value IS NOT NULL LOOP
        EXECUTE format('SELECT app.hex(o.id) FROM app.%I o WHERE o.company_id = $1 AND o.%I = $2 AND o.id <> $3', t.name, t.only_one)
        INTO other USING c.company_id, value, row_key::uuid;
        EXIT WHEN other IS NULL;
        CASE t.clash
            WHEN 'lose' THEN
                PERFORM app.lose('duplicate', NULL, jsonb_build_array(other));
            WHEN 'empty' THEN
                value := NULL;
                work := app.note_lost(work, 'duplicate', app.hex(c.device_id), jsonb_build_object('entity', t.name, 'key', row_key,
                    'action', 'update', 'base_version', version, 'columns', jsonb_build_object(t.only_one, wanted)));
            ELSE
                number := number + 1;
                value := format('%s (%s)', wanted, number);
        END CASE;
    END LOOP;
    IF wanted IS NOT NULL THEN
        given := jsonb_set(given, ARRAY[t.only_one], coalesce(to_jsonb(value), 'null'));
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION app.insert_row(c app.caller, t app.tables, row_key text, given jsonb, work jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    row jsonb;
    complete boolean;
BEGIN
    SELECT jsonb_object_agg(s.name, coalesce(given -> s.name, s.preset, 'null')),
        bool_and(given ? s.name OR s.preset IS NOT NULL OR s.nullable)
    INTO row, complete FROM app.columns s WHERE s.entity = t.name;
    IF NOT complete THEN
        PERFORM app.lose('invalid');
    END IF;
    SELECT s.given, s.work INTO row, work FROM app.settle_clash(c, t, row_key, 0, row, work) s;
    PERFORM app.put(c, t, row, jsonb_build_object('', jsonb_build_array(c.version, app.hex(c.device_id))));
    DELETE FROM app.tombstones b WHERE b.company_id = c.company_id AND b.entity = t.name AND b.row_key = insert_row.row_key;
    work := app.note_written(work, t.name, row_key);
    CASE t.name
        WHEN 'appointments' THEN
            work := app.note_place(c, work, row_key, NULL, true);
        WHEN 'appointment_members' THEN
            work := app.note_place(c, work, row ->> 'appointment_id',
                (app.find(c.company_id, 'appointments', row ->> 'appointment_id')).columns, true);
        ELSE
    END CASE;
    RETURN work;
END
$$;

-- The columns that an update writes, with their new values. Guarded ones that somebody else changed first lose the intent.
CREATE OR REPLACE FUNCTION app.differences(c app.caller, t app.tables, root_key text, base bigint, given jsonb, present app.found) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    written jsonb;
    lost boolean;
BEGIN
    WITH cols AS (
        SELECT s.name, s.merge, s.place, app.is_stale(c, present.column_versions, s.name, base) AS stale,
            bool_or(app.is_stale(c, present.column_versions, s.name, base)) OVER (PARTITION BY s.as_one) AS group_stale,
            present.columns -> s.name AS old, given -> s.name AS new
        FROM app.columns s WHERE s.entity = t.name
    ), merged AS (
        SELECT name, merge, group_stale, old,
            CASE WHEN merge = 'counter' AND stale THEN to_jsonb((old #>> '{}')::bigint + 1) ELSE new END AS new
        FROM cols WHERE new IS NOT NULL AND merge IN ('soft', 'guarded', 'counter')
    )
    SELECT coalesce(jsonb_object_agg(name, new) FILTER (WHERE new <> old), '{}'),
        coalesce(bool_or(merge = 'guarded' AND group_stale AND new <> old), false)
    INTO written, lost FROM merged;
    IF lost THEN
        PERFORM app.lose('stale', NULL, jsonb_build_array(root_key));
    END IF;
    RETURN written;
END
$$;

-- Notes what a change overwrites without having known it, one note for each who had written it.
CREATE OR REPLACE FUNCTION app.note_overwritten(
    c app.caller, t app.tables, row_key text, base bigint, written jsonb, present app.found, work jsonb
) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    lost record;
BEGIN
    FOR lost IN
        SELECT app.written(present.column_versions, s.name) ->> 1 AS device, jsonb_object_agg(s.name, present.columns -> s.name) AS columns
        FROM app.columns s
        WHERE s.entity = t.name AND s.merge = 'soft' AND written ? s.name AND app.is_stale(c, present.column_versions, s.name, base)
        GROUP BY 1 ORDER BY 1
    LOOP
        work := app.note_lost(work, 'superseded', lost.device, jsonb_build_object('entity', t.name, 'key', row_key, 'action', 'update',
            'base_version', present.version, 'columns', lost.columns));
    END LOOP;
    RETURN work;
END
$$;

CREATE OR REPLACE FUNCTION app.update_row(
    c app.caller, t app.tables, root_key text, row_key text, base bigint, given jsonb, present app.found, work jsonb
) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    written jsonb;
    versions jsonb;
BEGIN
    IF given ? t.only_one THEN
        SELECT s.given, s.work INTO given, work FROM app.settle_clash(c, t, row_key, present.version, given, work) s;
    END IF;
    written := app.differences(c, t, root_key, base, given, present);
    IF written = '{}' THEN
        RETURN work;
    END IF;
    work := app.note_overwritten(c, t, row_key, base, written, present, work);
    SELECT jsonb_object_agg(k, jsonb_build_array(c.version, app.hex(c.device_id))) INTO versions FROM jsonb_object_keys(written) k;
    PERFORM app.put(c, t, present.columns || written, present.column_versions || versions);
    work := app.note_written(work, t.name, row_key);
    IF t.name = 'appointments' AND written ?| '{agenda_id,starts_at,ends_at,status}' THEN
        work := app.note_place(c, work, row_key, present.columns, written ?| '{agenda_id,starts_at,ends_at}');
    END IF;
    RETURN work;
END
$$;

CREATE OR REPLACE FUNCTION app.delete_row(
    c app.caller, t app.tables, root_key text, row_key text, base bigint, present app.found, work jsonb
) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    stale record;
BEGIN
    IF EXISTS (SELECT FROM app.columns s WHERE s.entity = t.name AND s.merge = 'guarded' AND app.is_stale(c, present.column_versions, s.name, base)) THEN
        PERFORM app.lose('stale', NULL, jsonb_build_array(root_key));
    END IF;
    SELECT app.written(present.column_versions, s.name) ->> 1 AS device INTO stale FROM app.columns s
    WHERE s.entity = t.name AND s.merge = 'soft' AND app.is_stale(c, present.column_versions, s.name, base)
    ORDER BY (app.written(present.column_versions, s.name) ->> 0)::bigint DESC, s.place LIMIT 1;
    IF FOUND THEN
        work := app.note_lost(work, 'superseded', stale.device, jsonb_build_object('entity', t.name, 'key', row_key, 'action', 'insert',
            'base_version', present.version, 'columns', present.columns));
    END IF;
    EXECUTE t.remove USING c.company_id, app.parts(row_key, cardinality(t.key));
    RETURN jsonb_set(work, '{deleted}', 'true');
END
$$;

-- An insert of what is there already goes on as an update that has seen nothing; otherwise fixed columns may only say what is there.
CREATE OR REPLACE FUNCTION app.changeable(t app.tables, action text, given jsonb, present jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kept text[];
BEGIN
    IF action = 'update' AND EXISTS (SELECT FROM app.columns s
        WHERE s.entity = t.name AND s.merge = 'fixed' AND given ? s.name AND given -> s.name <> present -> s.name)
    THEN
        PERFORM app.lose('invalid');
    END IF;
    SELECT array_agg(s.name) INTO kept FROM app.columns s WHERE s.entity = t.name AND s.merge IN ('key', 'fixed', 'derived');
    RETURN given - kept;
END
$$;

CREATE OR REPLACE FUNCTION app.apply_change(c app.caller, root_key text, change jsonb, work jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    t app.tables := app.check_shape(c, change);
    action text := change ->> 'action';
    row_key text := change ->> 'key';
    base bigint := change ->> 'base_version';
    given jsonb := CASE action WHEN 'delete' THEN '{}' ELSE change -> 'columns' END;
    present app.found := app.find(c.company_id, t.name, row_key);
    live boolean := present.columns IS NOT NULL;
BEGIN
    PERFORM app.check_rights(c, t, action, given, present.columns);
    IF NOT live AND action <> 'delete' AND (action = 'update' OR t.key = '{id}') THEN
        IF app.is_buried(c.company_id, t.name, row_key) THEN
            PERFORM app.lose('deleted');
        ELSIF action = 'update' THEN
            PERFORM app.lose('missing');
        END IF;
    END IF;
    IF live AND action <> 'delete' AND NOT t.only_added THEN
        given := app.changeable(t, action, given, present.columns);
        RETURN app.update_row(c, t, root_key, row_key, CASE action WHEN 'insert' THEN 0 ELSE base END, given, present, work);
    ELSIF live AND action = 'delete' THEN
        RETURN app.delete_row(c, t, root_key, row_key, base, present, work);
    ELSIF action = 'insert' AND NOT live THEN
        RETURN app.insert_row(c, t, row_key, given, work);
    END IF;
    RETURN work;
END
$$;
