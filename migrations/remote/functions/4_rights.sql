-- What the member of a device may do, as her role is at that moment. The desktop asks the same before; here it is asked of whoever speaks
-- the protocol without one.

DO $$
BEGIN
    IF to_regtype('app.rights') IS NULL THEN
        -- The permissions as a list of names; the agendas to which they are limited, each with its level, or null.
        CREATE TYPE app.rights AS (owner boolean, permissions jsonb, agendas jsonb);
    END IF;
END
$$;

-- A list of texts; an empty one where it is none.
CREATE OR REPLACE FUNCTION app.texts(list jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN CASE WHEN jsonb_typeof(list) = 'array' AND NOT list @? '$[*] ? (@.type() != "string")' THEN list ELSE '[]' END;

-- The agendas of a role by their keys, each with its level: 1 to see, 2 to book. Null for no limit.
CREATE OR REPLACE FUNCTION app.grants(list jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN CASE WHEN list IS NULL THEN NULL WHEN jsonb_typeof(list) <> 'array' THEN '{}' ELSE (
    -- Of several for one agenda the first counts, which comes last here.
    SELECT coalesce(jsonb_object_agg(replace(g.value ->> 'agenda_id', '-', ''), CASE g.value ->> 'right' WHEN 'manage' THEN 2 ELSE 1 END
        ORDER BY g.ordinality DESC), '{}')
    FROM jsonb_array_elements(list) WITH ORDINALITY AS g
    WHERE jsonb_typeof(g.value -> 'agenda_id') = 'string' AND jsonb_typeof(g.value -> 'right') = 'string'
) END;

-- The rights of the caller, or null. Who founded the company may do everything until her member is there.
CREATE OR REPLACE FUNCTION app.rights_of(c app.caller) RETURNS app.rights
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    r app.rights;
    role_id uuid;
BEGIN
    SELECT m.role_id INTO role_id FROM app.members m WHERE m.company_id = c.company_id AND m.id = c.member_id;
    IF NOT FOUND AND c.founder THEN
        RETURN (true, '[]'::jsonb, NULL::jsonb)::app.rights;
    END IF;
    SELECT o.owner, app.texts(o.permissions::jsonb), app.grants(o.agendas::jsonb) INTO r FROM app.roles o
    WHERE o.company_id = c.company_id AND o.id = role_id;
    RETURN r;
END
$$;

CREATE OR REPLACE FUNCTION app.deny(reason text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
RETURN app.lose('denied', reason);

-- Refuses where the right to manage an agenda is missing. No agenda is no matter.
CREATE OR REPLACE FUNCTION app.require_agenda(r app.rights, permission text, agenda text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF agenda IS NOT NULL AND r.agendas IS NOT NULL AND (r.agendas ->> agenda)::integer IS DISTINCT FROM 2 THEN
        PERFORM app.deny(permission);
    END IF;
END
$$;

-- Refuses to give or change a role that allows more than the caller may do: nobody gives more than she has.
CREATE OR REPLACE FUNCTION app.require_cover(r app.rights, role jsonb) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    agendas jsonb := app.grants((role ->> 'agendas')::jsonb);
    covered boolean := app.texts((role ->> 'permissions')::jsonb) <@ r.permissions;
BEGIN
    IF (role ->> 'owner')::integer = 1 THEN
        PERFORM app.deny('owner');
    END IF;
    IF r.agendas IS NOT NULL THEN
        covered := covered AND agendas IS NOT NULL AND NOT EXISTS (
            SELECT FROM jsonb_each(agendas) g WHERE ((r.agendas ->> g.key)::integer >= (g.value #>> '{}')::integer) IS NOT TRUE
        );
    END IF;
    IF NOT covered THEN
        PERFORM app.deny('members.manage');
    END IF;
END
$$;

-- What the agenda of an appointment allows: for the appointment itself and for what hangs on it.
CREATE OR REPLACE FUNCTION app.check_agendas(c app.caller, r app.rights, t app.tables, given jsonb, present jsonb) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF t.name = 'appointments' THEN
        PERFORM app.require_agenda(r, t.permission, present ->> 'agenda_id');
        PERFORM app.require_agenda(r, t.permission, given ->> 'agenda_id');
    ELSIF t.root = 'appointment_id' THEN
        PERFORM app.require_agenda(r, t.permission, app.hex(a.agenda_id)) FROM app.appointments a
        WHERE a.company_id = c.company_id AND a.id = (coalesce(present, given) ->> 'appointment_id')::uuid;
    END IF;
END
$$;

-- What roles may be given and changed.
CREATE OR REPLACE FUNCTION app.check_roles(
    c app.caller, r app.rights, t app.tables, action text, given jsonb, present jsonb
) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    role jsonb;
BEGIN
    IF t.name = 'roles' THEN
        IF present IS NOT NULL THEN
            PERFORM app.require_cover(r, present);
        END IF;
        IF action <> 'delete' THEN
            PERFORM app.require_cover(r, coalesce(present, '{}') || given);
        END IF;
    ELSIF t.name = 'members' THEN
        FOR role IN SELECT (app.find(c.company_id, 'roles', v.id)).columns FROM (VALUES (present ->> 'role_id'), (given ->> 'role_id')) AS v (id) WHERE v.id IS NOT NULL LOOP
            IF role IS NOT NULL THEN
                PERFORM app.require_cover(r, role);
            END IF;
        END LOOP;
    END IF;
END
$$;

-- Whether the caller may change a row. `present` is null where there is none; `given` holds the columns, none if it is removed.
CREATE OR REPLACE FUNCTION app.check_rights(c app.caller, t app.tables, action text, given jsonb, present jsonb) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    r app.rights := app.rights_of(c);
    permission text := t.permission;
BEGIN
    IF t.name = 'conflicts' THEN
        permission := coalesce((SELECT s.permission FROM app.tables s WHERE s.name = present ->> 'entity'), 'company.manage');
    END IF;
    IF r.owner IS NULL THEN
        PERFORM app.deny(permission);
    END IF;
    IF c.founder AND NOT app.is_live(c.company_id, 'members', app.hex(c.member_id)) THEN
        RETURN;
    END IF;
    IF t.name <> 'companies' AND EXISTS (SELECT FROM app.companies s WHERE s.company_id = c.company_id AND NOT s.active) THEN
        PERFORM app.deny('company_inactive');
    END IF;
    -- Merging clients hands their appointments over, on whatever agenda they are.
    IF r.owner OR (t.name = 'appointments' AND action = 'update' AND r.permissions ? 'clients.manage'
        AND given - '{client_id,revision}'::text[] = '{}')
    THEN
        RETURN;
    END IF;
    IF NOT r.permissions ? permission THEN
        PERFORM app.deny(permission);
    END IF;
    PERFORM app.check_agendas(c, r, t, given, present);
    PERFORM app.check_roles(c, r, t, action, given, present);
END
$$;
