-- What has to hold once all changes of an intent are made: that what is referred to is there, and that there is room.

CREATE OR REPLACE FUNCTION app.check_references(c app.caller, work jsonb) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    named record;
    ref record;
    row jsonb;
    used boolean;
BEGIN
    FOR named IN SELECT w.value ->> 0 AS entity, w.value ->> 1 AS row_key FROM jsonb_array_elements(work -> 'wrote') WITH ORDINALITY AS w ORDER BY ordinality LOOP
        row := (app.find(c.company_id, named.entity, named.row_key)).columns;
        FOR ref IN SELECT * FROM app.refs r WHERE r.entity = named.entity AND row ->> r.col IS NOT NULL ORDER BY r.place LOOP
            IF NOT app.is_live(c.company_id, ref.other, row ->> ref.col) THEN
                PERFORM app.lose('missing', ref.other);
            END IF;
        END LOOP;
    END LOOP;
    IF work ? 'deleted' THEN
        FOR ref IN
            SELECT r.entity, r.col, b.row_key FROM app.tombstones b
            JOIN app.refs r ON r.other = b.entity AND NOT r.cascades JOIN app.tables t ON t.name = r.entity
            WHERE b.company_id = c.company_id AND b.version = c.version AND b.seq > (work ->> 'start')::bigint
            ORDER BY b.seq, t.rank, r.place
        LOOP
            EXECUTE format('SELECT EXISTS (SELECT FROM app.%I t WHERE t.company_id = $1 AND t.%I = $2)', ref.entity, ref.col)
            INTO used USING c.company_id, ref.row_key::uuid;
            IF used THEN
                PERFORM app.lose('in_use', ref.entity);
            END IF;
        END LOOP;
    END IF;
END
$$;

-- Whether an appointment in this status takes its time. What is over or called off takes none; what is not confirmed does where the
-- agenda says so.
CREATE OR REPLACE FUNCTION app.blocks(status text, pending_blocks boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN status IN ('confirmed', 'arrived', 'in_service') OR (status = 'pending' AND pending_blocks);

-- The appointments of its agenda that have their time where this one would have its own. An appointment lasts at most a day, so what
-- touches it begins at most a day before it.
CREATE OR REPLACE FUNCTION app.neighbours(a app.appointments) RETURNS SETOF app.appointments
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT o.* FROM app.appointments o
    WHERE o.company_id = a.company_id AND o.agenda_id = a.agenda_id AND o.starts_at > a.starts_at - 86400000 AND o.starts_at < a.ends_at
        AND o.ends_at > a.starts_at AND o.id <> a.id AND o.occupies
$$;

-- Whether the agenda has room: the most of the others at any moment of it, and itself.
CREATE OR REPLACE FUNCTION app.has_room(a app.appointments, capacity bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    WITH others AS (SELECT o.starts_at, o.ends_at FROM app.neighbours(a) o),
    moments AS (SELECT a.starts_at AS at UNION SELECT o.starts_at FROM others o WHERE o.starts_at > a.starts_at)
    SELECT coalesce(max((SELECT count(*) FROM others o WHERE o.starts_at <= m.at AND o.ends_at > m.at)), 0) + 1 <= capacity FROM moments m
$$;

-- The others that attend to one of its professionals at that time.
CREATE OR REPLACE FUNCTION app.rivals(a app.appointments) RETURNS SETOF uuid
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT DISTINCT o.id FROM app.appointment_members m
    JOIN app.appointment_members n ON n.company_id = m.company_id AND n.member_id = m.member_id
        AND n.starts_at > a.starts_at - 86400000 AND n.starts_at < a.ends_at
    JOIN app.appointments o ON o.company_id = n.company_id AND o.id = n.appointment_id
    WHERE m.company_id = a.company_id AND m.appointment_id = a.id AND o.id <> a.id AND o.occupies AND o.ends_at > a.starts_at
$$;

-- Writes down whether an appointment has its time. The ranges are for the constraints behind this.
CREATE OR REPLACE FUNCTION app.occupy(a app.appointments, occupies boolean, capacity bigint) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE app.appointments t SET occupies = occupy.occupies,
        taken = CASE WHEN occupy.occupies AND capacity = 1 THEN int8range(a.starts_at, a.ends_at) END
    WHERE t.company_id = a.company_id AND t.id = a.id;
    UPDATE app.appointment_members m SET taken = CASE WHEN occupy.occupies THEN int8range(a.starts_at, a.ends_at) END
    WHERE m.company_id = a.company_id AND m.appointment_id = a.id;
$$;

-- Gives an appointment its time, lets it be squeezed in by who may, or loses the intent.
CREATE OR REPLACE FUNCTION app.give_place(c app.caller, a app.appointments, capacity bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    room boolean := app.has_room(a, capacity);
    rivals uuid[] := ARRAY(SELECT app.rivals(a));
    r app.rights;
    winners jsonb;
BEGIN
    IF room AND rivals = '{}' THEN
        PERFORM app.occupy(a, true, capacity);
        RETURN;
    END IF;
    r := app.rights_of(c);
    IF (r.owner OR r.permissions ? 'appointments.override')
        AND EXISTS (SELECT FROM json_array_elements(a.broken_rules) b WHERE b ->> 'rule' IN ('taken', 'full', 'busy'))
    THEN
        PERFORM app.occupy(a, false, capacity);
        RETURN;
    END IF;
    IF NOT room THEN
        rivals := ARRAY(SELECT o.id FROM app.neighbours(a) o);
    END IF;
    SELECT jsonb_agg(app.hex(w.id) ORDER BY w.id) INTO winners FROM (SELECT u.id FROM unnest(rivals) AS u (id) ORDER BY u.id LIMIT 20) w;
    PERFORM app.lose(CASE WHEN room THEN 'busy' ELSE 'full' END, NULL, winners);
END
$$;

CREATE OR REPLACE FUNCTION app.place_appointments(c app.caller, work jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    a app.appointments;
    agenda record;
    place jsonb;
BEGIN
    FOR a IN SELECT s.* FROM jsonb_object_keys(work -> 'placing') k JOIN app.appointments s ON s.company_id = c.company_id AND s.id = k::uuid ORDER BY s.id LOOP
        place := work -> 'placing' -> app.hex(a.id);
        UPDATE app.appointment_members m SET starts_at = a.starts_at, version = c.version,
            column_versions = m.column_versions || jsonb_build_object('starts_at', jsonb_build_array(c.version, app.hex(c.device_id)))
        WHERE m.company_id = a.company_id AND m.appointment_id = a.id AND m.starts_at <> a.starts_at;
        SELECT g.capacity, g.pending_blocks INTO agenda FROM app.agendas g WHERE g.company_id = a.company_id AND g.id = a.agenda_id;
        IF NOT app.blocks(a.status, agenda.pending_blocks) THEN
            PERFORM app.occupy(a, false, agenda.capacity);
        ELSIF (place ->> 'must')::boolean OR NOT (place ->> 'blocked')::boolean THEN
            PERFORM app.give_place(c, a, agenda.capacity);
        END IF;
    END LOOP;
END
$$;
