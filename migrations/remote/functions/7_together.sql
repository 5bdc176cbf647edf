-- Many intents at once. Most of what is handed in only adds rows: messages, and all of a company that comes to be shared. Decided one by
-- one they take a hundred times as long. What is added here is as if it had been: whatever has something to it that needs a decision of
-- its own is left to `app.apply_intent`.

-- A batch in the form that can be searched, read once, since it may be long; nothing where it cannot be read in that form, or might hold a
-- text that `app.fits` refuses.
CREATE OR REPLACE FUNCTION app.searchable(batch text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN CASE WHEN position('\uf' IN batch) + position('\uF' IN batch) + position(U&'\FFFF' IN batch) = 0 THEN batch::jsonb END;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RETURN NULL;
END
$$;

-- Which intents only add rows, to tables that allow it.
CREATE OR REPLACE FUNCTION app.are_plain(intents jsonb[]) RETURNS boolean[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
RETURN ARRAY(
    SELECT coalesce(bool_and(e.change ->> 'action' = 'insert' AND t.put_all IS NOT NULL), false)
    FROM unnest(intents) WITH ORDINALITY AS i (intent, place)
    LEFT JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(i.intent -> 'changes') WHEN 'array' THEN i.intent -> 'changes' END)
        AS e (change) ON true
    LEFT JOIN app.tables t ON t.name = e.change ->> 'entity'
    GROUP BY i.place ORDER BY i.place
);

-- Whether the caller may add any row to a table, whatever is in it.
CREATE OR REPLACE FUNCTION app.may_add(c app.caller, r app.rights, t app.tables) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF c.founder AND NOT app.is_live(c.company_id, 'members', app.hex(c.member_id)) THEN
        RETURN true;
    ELSIF EXISTS (SELECT FROM app.companies s WHERE s.company_id = c.company_id AND NOT s.active) THEN
        RETURN false;
    END IF;
    RETURN r.owner OR (r.permissions ? t.permission
        AND (r.agendas IS NULL OR (t.name <> 'appointments' AND t.root IS DISTINCT FROM 'appointment_id')));
END
$$;

-- Adds rows to one table. `places` says to which intent each belongs, and `made` has the keys that are added, with the place of each, by
-- table. Not where a row is not of the form of its table, was there and is deleted, or refers to one that comes later: what is
-- there already, or is missing altogether, the constraints refuse.
CREATE OR REPLACE FUNCTION app.add_rows(
    c app.caller, t app.tables, keys text[], given jsonb[], places bigint[], made jsonb
) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
AS $$
DECLARE
    column_versions jsonb := jsonb_build_object('', jsonb_build_array(c.version, app.hex(c.device_id)));
    added bigint;
BEGIN
    IF EXISTS (SELECT FROM unnest(keys) k WHERE cardinality(string_to_array(k, ':')) IS DISTINCT FROM cardinality(t.key))
        OR EXISTS (SELECT FROM app.tombstones b WHERE b.company_id = c.company_id AND b.entity = t.name AND b.row_key = ANY (keys))
        OR EXISTS (SELECT FROM app.refs f CROSS JOIN unnest(given, places) AS r (columns, place) WHERE f.entity = t.name
            AND made ? f.other AND ((made -> f.other) ->> (r.columns ->> f.col))::bigint > r.place)
    THEN
        RETURN false;
    END IF;
    EXECUTE t.put_all USING c.company_id, keys, given, c.version, CASE WHEN t.only_added THEN '{}' ELSE column_versions END;
    GET DIAGNOSTICS added = ROW_COUNT;
    RETURN added = cardinality(keys);
END
$$;

-- Gives appointments that were added their times, if there is room for all of them: then there was for each as it came.
--
-- Whatever the planner takes the tables for (they grow from nothing within one day of work, with no statistics yet), each step goes from
-- the appointments that were added: `OFFSET 0` keeps it from beginning elsewhere, which took seconds for five hundred.
CREATE OR REPLACE FUNCTION app.place_together(company uuid, placed uuid[]) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
    SET max_parallel_workers_per_gather = 0 SET jit = off
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM unnest(placed) AS p (id)
        CROSS JOIN LATERAL (SELECT a.starts_at FROM app.appointments a WHERE a.company_id = company AND a.id = p.id OFFSET 0) a
        JOIN app.appointment_members m ON m.company_id = company AND m.appointment_id = p.id AND m.starts_at <> a.starts_at)
    THEN
        RETURN false;
    END IF;
    UPDATE app.appointments a SET occupies = p.occupies, taken = p.taken
    FROM (
        SELECT u.id, b.occupies, CASE WHEN b.occupies AND g.capacity = 1 THEN int8range(s.starts_at, s.ends_at) END AS taken
        FROM unnest(placed) AS u (id)
        CROSS JOIN LATERAL (SELECT * FROM app.appointments a WHERE a.company_id = company AND a.id = u.id OFFSET 0) s
        JOIN app.agendas g ON g.company_id = company AND g.id = s.agenda_id
        CROSS JOIN LATERAL (SELECT app.blocks(s.status, g.pending_blocks)) AS b (occupies)
        OFFSET 0
    ) p
    WHERE a.company_id = company AND a.id = p.id AND (a.occupies, a.taken) IS DISTINCT FROM (p.occupies, p.taken);
    UPDATE app.appointment_members m SET taken = p.taken
    FROM (
        SELECT u.id, CASE WHEN a.occupies THEN int8range(a.starts_at, a.ends_at) END AS taken
        FROM unnest(placed) AS u (id)
        CROSS JOIN LATERAL (SELECT * FROM app.appointments a WHERE a.company_id = company AND a.id = u.id OFFSET 0) a
        OFFSET 0
    ) p
    WHERE m.company_id = company AND m.appointment_id = p.id;
    RETURN NOT EXISTS (
        SELECT FROM unnest(placed) AS p (id)
        CROSS JOIN LATERAL (SELECT * FROM app.appointments a WHERE a.company_id = company AND a.id = p.id OFFSET 0) a
        JOIN app.agendas g ON g.company_id = company AND g.id = a.agenda_id
        CROSS JOIN LATERAL (
            SELECT a.starts_at AS at UNION ALL
            SELECT o.starts_at FROM app.appointments o WHERE o.company_id = a.company_id AND o.agenda_id = a.agenda_id
                AND o.starts_at > a.starts_at AND o.starts_at < a.ends_at AND o.occupies
        ) m
        WHERE a.occupies AND g.capacity < (
            SELECT count(*) FROM app.appointments o WHERE o.company_id = a.company_id AND o.agenda_id = a.agenda_id
                AND o.starts_at > m.at - 86400000 AND o.starts_at <= m.at AND o.ends_at > m.at AND o.occupies)
    ) AND NOT EXISTS (
        SELECT FROM unnest(placed) AS p (id)
        CROSS JOIN LATERAL (SELECT * FROM app.appointments a WHERE a.company_id = company AND a.id = p.id OFFSET 0) a
        CROSS JOIN LATERAL (
            SELECT n.appointment_id FROM app.appointment_members m
            JOIN app.appointment_members n ON n.company_id = company AND n.member_id = m.member_id
                AND n.starts_at > a.starts_at - 86400000 AND n.starts_at < a.ends_at AND n.appointment_id <> p.id
            WHERE m.company_id = company AND m.appointment_id = p.id
            OFFSET 0
        ) n
        JOIN app.appointments o ON o.company_id = company AND o.id = n.appointment_id
        WHERE a.occupies AND o.occupies AND o.ends_at > a.starts_at
    );
END
$$;

-- Applies plain intents at once. Answers whether it could; if not, what it has written has to be taken back.
CREATE OR REPLACE FUNCTION app.add_together(c app.caller, intents jsonb[]) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    r app.rights := app.rights_of(c);
    t app.tables;
    part record;
    made jsonb := '{}';
    placed uuid[] := '{}';
BEGIN
    IF r.owner IS NULL OR NOT EXISTS (SELECT FROM app.companies s WHERE s.company_id = c.company_id) THEN
        RETURN false;
    END IF;
    FOR part IN
        SELECT e.change ->> 'entity' AS entity, array_agg(e.change ->> 'key') AS keys, array_agg(e.change -> 'columns') AS given,
            array_agg(i.place) AS places, jsonb_object_agg(e.change ->> 'key', i.place) AS made,
            bool_and((e.change ->> 'base_version')::bigint >= 0) AS fine
        FROM unnest(intents) WITH ORDINALITY AS i (intent, place) CROSS JOIN jsonb_array_elements(i.intent -> 'changes') AS e (change)
        JOIN app.tables s ON s.name = e.change ->> 'entity'
        GROUP BY 1, s.rank ORDER BY s.rank
    LOOP
        SELECT * INTO t FROM app.tables s WHERE s.name = part.entity;
        made := made || jsonb_build_object(t.name, part.made);
        IF (part.fine AND app.may_add(c, r, t) AND app.add_rows(c, t, part.keys, part.given, part.places, made)) IS NOT TRUE THEN
            RETURN false;
        END IF;
        placed := placed || CASE t.name
            WHEN 'appointments' THEN ARRAY(SELECT (g ->> 'id')::uuid FROM unnest(part.given) g)
            WHEN 'appointment_members' THEN ARRAY(SELECT (g ->> 'appointment_id')::uuid FROM unnest(part.given) g)
            ELSE '{}' END;
    END LOOP;
    IF placed <> '{}' AND NOT app.place_together(c.company_id, ARRAY(SELECT DISTINCT p FROM unnest(placed) p)) THEN
        RETURN false;
    END IF;
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    INSERT INTO app.intents (company_id, mutation, part, outcome, version)
    SELECT c.company_id, (i ->> 'mutation')::uuid, (i ->> 'part')::bigint, '{"outcome":"applied"}', c.version FROM unnest(intents) i;
    RETURN true;
END
$$;

-- Applies plain intents at once and answers whether it could; otherwise nothing has happened.
CREATE OR REPLACE FUNCTION app.try_together(c app.caller, intents jsonb[]) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    state text;
    constraint_name text;
BEGIN
    IF NOT app.add_together(c, intents) THEN
        PERFORM app.lose('not together');
    END IF;
    RETURN true;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, constraint_name = CONSTRAINT_NAME;
    IF state <> 'LSL00' AND app.kind_of(state, constraint_name) IS NULL THEN
        RAISE;
    END IF;
    RETURN false;
END
$$;

-- Applies plain intents, as many of them at once as can be: where not all can, the halves are tried; `tried` says that all were. Whether
-- any wrote is added to `wrote`.
CREATE OR REPLACE FUNCTION app.apply_plain(
    c app.caller, intents json[], forms jsonb[], tried boolean, INOUT wrote boolean, OUT outcomes json[]
)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    number integer := cardinality(intents);
    half integer := number / 2;
    one json;
    others json[];
BEGIN
    IF number = 1 THEN
        SELECT a.wrote, a.outcome INTO wrote, one FROM app.apply_intent(c, intents[1], wrote) a;
        outcomes := ARRAY[one];
    ELSIF NOT tried AND app.try_together(c, forms) THEN
        wrote := true;
        outcomes := array_fill('{"outcome":"applied"}'::json, ARRAY[number]);
    ELSE
        SELECT a.wrote, a.outcomes INTO wrote, outcomes FROM app.apply_plain(c, intents[:half], forms[:half], false, wrote) a;
        SELECT a.wrote, a.outcomes INTO wrote, others
        FROM app.apply_plain(c, intents[half + 1:], forms[half + 1:], false, wrote) a;
        outcomes := outcomes || others;
    END IF;
END
$$;

-- Applies intents in their order: those that stand together and are plain together, each other one alone. `form` is the same as `intents`,
-- or nothing if it cannot be.
CREATE OR REPLACE FUNCTION app.apply_intents(c app.caller, intents json, form jsonb, INOUT wrote boolean, OUT outcomes json[])
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    forms jsonb[] := ARRAY(SELECT jsonb_array_elements(form));
    plain boolean[] := app.are_plain(forms);
    tried boolean := cardinality(plain) > 1 AND true = ALL (plain);
    each json[];
    decided json[];
    outcome json;
    first integer := 1;
    last integer;
BEGIN
    IF tried AND app.try_together(c, forms) THEN
        wrote := true;
        outcomes := array_fill('{"outcome":"applied"}'::json, ARRAY[cardinality(plain)]);
        RETURN;
    END IF;
    each := CASE WHEN form IS NULL THEN ARRAY(SELECT json_array_elements(intents)) ELSE forms::json[] END;
    outcomes := '{}';
    WHILE first <= cardinality(each) LOOP
        last := first;
        IF plain[first] THEN
            WHILE plain[last + 1] LOOP
                last := last + 1;
            END LOOP;
            SELECT a.wrote, a.outcomes INTO wrote, decided FROM app.apply_plain(c, each[first:last], forms[first:last], tried, wrote) a;
            outcomes := outcomes || decided;
        ELSE
            SELECT a.wrote, a.outcome INTO wrote, outcome FROM app.apply_intent(c, each[first], wrote) a;
            outcomes := outcomes || outcome;
        END IF;
        first := last + 1;
    END LOOP;
END
$$;
