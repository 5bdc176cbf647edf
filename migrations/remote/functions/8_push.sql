-- What devices may call to hand in and to read. Failures have states of their own, which the adapter knows: LS001 shut out, LS002 and LS003
-- the form is too old or too new, LS004 set back, LS005 forked, LS006 not understood, LS007 deletions are forgotten.

-- The device that is connected.
CREATE OR REPLACE FUNCTION app.this_device() RETURNS app.devices
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d app.devices;
BEGIN
    SELECT * INTO d FROM app.devices t WHERE t.login = SESSION_USER AND t.revoked_at IS NULL AND NOT t.shut;
    IF NOT FOUND OR EXISTS (SELECT FROM app.members m WHERE m.company_id = d.company_id AND m.id = d.member_id AND NOT m.active) THEN
        RAISE EXCEPTION USING ERRCODE = 'LS001', MESSAGE = 'this device was shut out';
    END IF;
    RETURN d;
END
$$;

-- The batch that made a version.
CREATE OR REPLACE FUNCTION app.mark_of(company uuid, version bigint) RETURNS uuid
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
RETURN CASE version WHEN 0 THEN '00000000-0000-0000-0000-000000000000'::uuid
    ELSE (SELECT v.mark FROM app.versions v WHERE v.company_id = company AND v.version = mark_of.version) END;

CREATE OR REPLACE FUNCTION app.position_of(company uuid, version bigint) RETURNS json
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
RETURN json_build_object('incarnation', (SELECT n.incarnation FROM app.counters n WHERE n.company_id = company), 'version', version, 'mark', app.mark_of(company, version));

-- Refuses a device that has read another history than this one. What is forgotten cannot be compared: it has to be read anew anyway.
CREATE OR REPLACE FUNCTION app.check_position(company uuid, seen json) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM app.counters n WHERE n.company_id = company AND n.incarnation = (seen ->> 'incarnation')::uuid AND (
            (seen ->> 'version')::bigint BETWEEN 1 AND n.forgotten - 1
            OR app.mark_of(company, (seen ->> 'version')::bigint) IS NOT DISTINCT FROM (seen ->> 'mark')::uuid)
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'LS004', MESSAGE = 'the server was set back';
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION app.check_schema(form bigint) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    m app.meta;
BEGIN
    SELECT * INTO m FROM app.meta;
    IF form < m.min_schema THEN
        RAISE EXCEPTION USING ERRCODE = 'LS002', MESSAGE = 'the server understands only newer forms';
    ELSIF form > m.max_schema THEN
        RAISE EXCEPTION USING ERRCODE = 'LS003', MESSAGE = 'the server understands only older forms';
    END IF;
END
$$;

-- Whether a batch is the last one again. Refuses one that is neither that nor the next.
CREATE OR REPLACE FUNCTION app.is_repeated(d app.devices, number bigint, token uuid, previous uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF number = d.number AND token = d.token AND d.receipt IS NOT NULL THEN
        RETURN true;
    ELSIF number > d.number + 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'LS004', MESSAGE = 'the server was set back';
    ELSIF number <= d.number OR previous <> d.token THEN
        RAISE EXCEPTION USING ERRCODE = 'LS005', MESSAGE = 'another copy of this device has gone on';
    END IF;
    RETURN false;
END
$$;

CREATE OR REPLACE FUNCTION app.apply_batch(
    d app.devices, intents json, form jsonb, at_version bigint, OUT receipt json, OUT wrote boolean
)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    c app.caller := (d.company_id, d.device_id, d.member_id, d.founder, at_version + 1);
    outcomes json[];
BEGIN
    SET CONSTRAINTS ALL DEFERRED;
    SELECT a.wrote, a.outcomes INTO wrote, outcomes FROM app.apply_intents(c, intents, form, false) a;
    receipt := json_build_object('version', at_version + wrote::integer, 'outcomes', array_to_json(outcomes));
END
$$;

-- Forgets what nobody can ask for any more: of versions that are older than 90 days and known to every device that is not shut out for
-- good, the deletions, the marks, and what became of intents. All of a version or none, or a device would miss the rest of it.
CREATE OR REPLACE FUNCTION app.forget(company uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known bigint;
    past bigint;
BEGIN
    SELECT min(d.seen) INTO known FROM app.devices d WHERE d.company_id = company AND d.revoked_at IS NULL;
    SELECT v.version INTO past FROM app.versions v
    WHERE v.company_id = company AND v.version <= known AND v.at < now() - interval '90 days' ORDER BY v.version DESC LIMIT 1;
    UPDATE app.counters n SET forgotten = past WHERE n.company_id = company AND n.forgotten < past;
    IF FOUND THEN
        DELETE FROM app.tombstones b WHERE b.company_id = company AND b.version <= past;
        DELETE FROM app.intents i WHERE i.company_id = company AND i.version <= past;
        -- Who has read up to the last of them goes on from there.
        DELETE FROM app.versions v WHERE v.company_id = company AND v.version < past;
    END IF;
END
$$;

-- Hands in a batch, as the text of a JSON object.
CREATE OR REPLACE FUNCTION app.push_v1(handed_in text) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d app.devices := app.this_device();
    n app.counters;
    form jsonb := app.searchable(handed_in);
    batch record;
    done record;
BEGIN
    IF form IS NULL THEN
        SELECT * INTO batch FROM json_to_record(app.readable(handed_in))
        AS b (schema bigint, seen json, number bigint, previous uuid, token uuid, intents json);
    ELSE
        SELECT * INTO batch FROM jsonb_to_record(form - 'intents')
        AS b (schema bigint, seen json, number bigint, previous uuid, token uuid, intents json);
        form := form -> 'intents';
    END IF;
    SELECT * INTO n FROM app.counters t WHERE t.company_id = d.company_id FOR UPDATE;
    -- What was read before the lock may have changed while waiting for it.
    d := app.this_device();
    PERFORM app.check_schema(batch.schema);
    PERFORM app.check_position(d.company_id, batch.seen);
    IF app.is_repeated(d, batch.number, batch.token, batch.previous) THEN
        RETURN d.receipt;
    END IF;
    IF coalesce(jsonb_array_length(form), json_array_length(batch.intents), 0) NOT BETWEEN 1 AND 500 THEN
        RAISE EXCEPTION USING ERRCODE = 'LS006', MESSAGE = 'a batch has from 1 to 500 intents';
    END IF;
    SELECT * INTO done FROM app.apply_batch(d, batch.intents, form, n.version);
    IF done.wrote THEN
        UPDATE app.counters t SET version = n.version + 1 WHERE t.company_id = d.company_id;
        INSERT INTO app.versions (company_id, version, mark) VALUES (d.company_id, n.version + 1, batch.token);
        PERFORM pg_notify(n.channel, '');
    END IF;
    UPDATE app.devices t SET number = batch.number, token = batch.token, receipt = done.receipt,
        seen = greatest(t.seen, (batch.seen ->> 'version')::bigint), seen_at = now()
    WHERE t.login = SESSION_USER;
    -- Now and then: it is little work, but not none.
    IF (n.version + 1) % 256 = 0 THEN
        PERFORM app.forget(d.company_id);
    END IF;
    PERFORM app.admit_devices(d.company_id);
    RETURN done.receipt;
END
$$;

-- Begins the batches of a device anew, once a person has said so.
CREATE OR REPLACE FUNCTION app.restart_v1(token uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d app.devices := app.this_device();
BEGIN
    PERFORM FROM app.counters t WHERE t.company_id = d.company_id FOR UPDATE;
    UPDATE app.devices t SET number = 0, token = restart_v1.token, receipt = NULL WHERE t.login = d.login;
END
$$;

-- Who this is, and where the company's history stands. The channel is that on which news are announced.
CREATE OR REPLACE FUNCTION app.greet_v1() RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d app.devices := app.this_device();
    n app.counters;
    m app.meta;
BEGIN
    SELECT * INTO n FROM app.counters t WHERE t.company_id = d.company_id;
    SELECT * INTO m FROM app.meta;
    RETURN json_build_object('company_id', d.company_id, 'device_id', d.device_id, 'member_id', d.member_id,
        'position', app.position_of(n.company_id, n.version), 'min_schema', m.min_schema, 'max_schema', m.max_schema, 'channel', n.channel);
END
$$;

-- The horizon of a reading that begins here, in the snapshot of who asks. `start` is the position that was read before; who reads the whole
-- misses no deletion.
CREATE OR REPLACE FUNCTION app.pull_v1(start json, whole boolean) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d app.devices := app.this_device();
    n app.counters;
BEGIN
    SELECT * INTO n FROM app.counters t WHERE t.company_id = d.company_id;
    PERFORM app.check_position(d.company_id, start);
    IF NOT whole AND (start ->> 'version')::bigint < n.forgotten THEN
        RAISE EXCEPTION USING ERRCODE = 'LS007', MESSAGE = 'deletions since the last reading are forgotten';
    END IF;
    RETURN app.position_of(n.company_id, n.version);
END
$$;

-- Rows by their names, whether they changed or not: `[["clients", "<key>"], …]`.
CREATE OR REPLACE FUNCTION app.named_v1(names json) RETURNS TABLE (version bigint, rank integer, entity text, key text, columns json)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d app.devices := app.this_device();
    named record;
    row app.found;
BEGIN
    FOR named IN SELECT t.rank, t.name, t.key AS parts, n.value ->> 1 AS key FROM json_array_elements(names) n JOIN app.tables t ON t.name = n.value ->> 0 LOOP
        row := NULL;
        IF app.is_key(named.name, named.key) THEN
            row := app.find(d.company_id, named.name, named.key);
        END IF;
        version := coalesce(row.version, (SELECT b.version FROM app.tombstones b
            WHERE b.company_id = d.company_id AND b.entity = named.name AND b.row_key = named.key), 0);
        rank := named.rank;
        entity := named.name;
        key := named.key;
        columns := row.columns;
        RETURN NEXT;
    END LOOP;
END
$$;

-- Notes how far a device has read, so that deletions are kept until everybody knows of them.
CREATE OR REPLACE FUNCTION app.seen_v1(version bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d app.devices := app.this_device();
BEGIN
    UPDATE app.devices t SET seen = least(greatest(t.seen, seen_v1.version), (SELECT n.version FROM app.counters n WHERE n.company_id = d.company_id)),
        seen_at = now()
    WHERE t.login = d.login;
END
$$;

GRANT EXECUTE ON FUNCTION app.push_v1, app.restart_v1, app.greet_v1, app.pull_v1, app.named_v1, app.seen_v1 TO leadsmart_device;
