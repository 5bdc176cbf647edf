-- One intent: it happens once, as a whole or not at all, and what does not stand is kept where everybody sees it.

-- The identifier of the conflict that comes of an intent, by its place in it: the same again if the history is written again.
CREATE OR REPLACE FUNCTION app.conflict_id(mutation uuid, part bigint, place integer) RETURNS uuid
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN encode(substr(sha256(convert_to(app.hex(mutation) || ':' || part || ':' || place, 'UTF8')), 1, 16), 'hex')::uuid;

CREATE OR REPLACE FUNCTION app.keep_conflict(c app.caller, conflict app.conflicts) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    conflict.company_id := c.company_id;
    conflict.version := c.version;
    conflict.column_versions := jsonb_build_object('', jsonb_build_array(c.version, app.hex(c.device_id)));
    conflict.entity := left(conflict.entity, 200);
    conflict.row_key := left(conflict.row_key, 200);
    conflict.operation := left(conflict.operation, 100);
    IF length(conflict.changes::text) > 1000000 THEN
        conflict.changes := '[]';
    END IF;
    INSERT INTO app.conflicts SELECT conflict.*;
END
$$;

-- Keeps what an intent overwrote without having known it.
CREATE OR REPLACE FUNCTION app.keep_notes(c app.caller, intent json, work jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    note record;
    conflict app.conflicts;
BEGIN
    FOR note IN SELECT n.value, n.ordinality FROM jsonb_array_elements(work -> 'notes') WITH ORDINALITY AS n LOOP
        conflict := NULL;
        conflict.id := app.conflict_id((intent ->> 'mutation')::uuid, (intent ->> 'part')::bigint, note.ordinality::integer);
        conflict.kind := note.value ->> 'kind';
        conflict.state := 'noted';
        conflict.entity := note.value -> 'change' ->> 'entity';
        conflict.row_key := note.value -> 'change' ->> 'key';
        conflict.operation := intent ->> 'operation';
        conflict.at := intent ->> 'at';
        conflict.device_id := note.value ->> 'device';
        conflict.member_id := (SELECT d.member_id FROM app.devices d WHERE d.company_id = c.company_id AND d.device_id = conflict.device_id);
        conflict.changes := jsonb_build_array(note.value -> 'change');
        conflict.winners := '[]';
        PERFORM app.keep_conflict(c, conflict);
    END LOOP;
END
$$;

-- Adds what was tried to the open conflict that this device has about the row already.
CREATE OR REPLACE FUNCTION app.extend_conflict(c app.caller, conflict uuid, changes json) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE app.conflicts t SET
        changes = (SELECT json_agg(e.value ORDER BY e.list, e.place) FROM (
            SELECT 1 AS list, a.value, a.ordinality AS place FROM json_array_elements(t.changes) WITH ORDINALITY AS a
            UNION ALL SELECT 2, b.value, b.ordinality FROM json_array_elements(extend_conflict.changes) WITH ORDINALITY AS b
        ) e),
        version = c.version,
        -- All of it is new: who settles it without having seen what was added is stale.
        column_versions = jsonb_build_object('', jsonb_build_array(c.version, app.hex(c.device_id)))
    WHERE t.company_id = c.company_id AND t.id = conflict
$$;

-- Whether there is something to decide about an intent that was lost. What was refused, or only removed something, leaves nothing.
CREATE OR REPLACE FUNCTION app.needs_somebody(kind text, changes json) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN kind NOT IN ('duplicate', 'denied', 'invalid')
    AND EXISTS (SELECT FROM json_array_elements(changes) e WHERE e ->> 'entity' <> 'conflicts')
    AND EXISTS (SELECT FROM json_array_elements(changes) e WHERE e ->> 'action' <> 'delete');

-- Keeps an intent that does not stand. Answers its outcome.
CREATE OR REPLACE FUNCTION app.keep_lost(c app.caller, intent json, kind text, reason text, winners json) RETURNS json
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    conflict app.conflicts;
BEGIN
    SELECT t.id INTO conflict.id FROM app.conflicts t
    WHERE t.company_id = c.company_id AND t.device_id = c.device_id AND t.state = 'open'
        AND t.entity = left(intent ->> 'entity', 200) AND t.row_key = left(intent ->> 'key', 200);
    IF FOUND THEN
        PERFORM app.extend_conflict(c, conflict.id, intent -> 'changes');
    ELSE
        conflict.id := app.conflict_id((intent ->> 'mutation')::uuid, (intent ->> 'part')::bigint, 0);
        conflict.kind := kind;
        conflict.state := CASE WHEN app.needs_somebody(kind, intent -> 'changes') THEN 'open' ELSE 'noted' END;
        conflict.entity := intent ->> 'entity';
        conflict.row_key := intent ->> 'key';
        conflict.operation := intent ->> 'operation';
        conflict.at := intent ->> 'at';
        conflict.device_id := c.device_id;
        conflict.member_id := c.member_id;
        conflict.changes := intent -> 'changes';
        conflict.winners := winners;
        conflict.reason := reason;
        PERFORM app.keep_conflict(c, conflict);
    END IF;
    RETURN json_build_object('outcome', 'lost', 'conflict_id', conflict.id, 'kind', kind);
END
$$;

-- What a failure of the engine means for an intent; null if the failure is not the intent's but of the moment, or a defect of these
-- functions: then nothing is decided. It is behind the checks above.
CREATE OR REPLACE FUNCTION app.kind_of(state text, constraint_name text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN CASE
    WHEN left(state, 2) IN ('40', '42', '53', '55', '57', '58') THEN NULL
    WHEN state = '23503' THEN 'missing'
    WHEN state = '23505' THEN 'duplicate'
    WHEN state = '23P01' THEN CASE constraint_name WHEN 'appointments_overlap' THEN 'full' ELSE 'busy' END
    ELSE 'invalid'
END;

CREATE OR REPLACE FUNCTION app.apply_changes(c app.caller, intent json) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    change json;
    work jsonb := jsonb_build_object('wrote', '[]'::jsonb, 'placing', '{}'::jsonb, 'notes', '[]'::jsonb,
        'start', (SELECT coalesce(max(b.seq), 0) FROM app.tombstones b WHERE b.company_id = c.company_id AND b.version = c.version));
BEGIN
    FOR change IN SELECT json_array_elements(intent -> 'changes') LOOP
        work := app.apply_change(c, intent ->> 'key', change::jsonb, work);
    END LOOP;
    PERFORM app.check_references(c, work);
    PERFORM app.place_appointments(c, work);
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    PERFORM app.keep_notes(c, intent, work);
    RETURN work ? 'deleted' OR work -> 'wrote' <> '[]' OR work -> 'notes' <> '[]';
END
$$;

-- Applies an intent behind a savepoint. Whether it wrote anything is added to `wrote`.
CREATE OR REPLACE FUNCTION app.apply_intent(c app.caller, intent json, INOUT wrote boolean, OUT outcome json)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- Its name, under which it happens only once.
    its_mutation uuid := intent ->> 'mutation';
    its_part bigint := intent ->> 'part';
    its_wrote boolean;
    state text;
    detail text;
    constraint_name text;
BEGIN
    SELECT i.outcome INTO outcome FROM app.intents i WHERE i.company_id = c.company_id AND i.mutation = its_mutation AND i.part = its_part;
    IF FOUND THEN
        RETURN;
    END IF;
    BEGIN
        -- In a statement of its own: what is true already would not be evaluated further.
        its_wrote := app.apply_changes(c, intent);
        wrote := wrote OR its_wrote;
        outcome := '{"outcome":"applied"}';
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, detail = PG_EXCEPTION_DETAIL, constraint_name = CONSTRAINT_NAME;
        IF state <> 'LSL00' THEN
            IF app.kind_of(state, constraint_name) IS NULL THEN
                RAISE;
            END IF;
            detail := json_build_object('kind', app.kind_of(state, constraint_name), 'winners', '[]'::json);
        END IF;
        outcome := app.keep_lost(c, intent, detail::json ->> 'kind', detail::json ->> 'reason', detail::json -> 'winners');
        wrote := true;
    END;
    INSERT INTO app.intents (company_id, mutation, part, outcome, version)
    VALUES (c.company_id, its_mutation, its_part, outcome, c.version);
END
$$;
