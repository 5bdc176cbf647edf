-- Devices: how they come to a company, and how they are shut out. Failures: LS101 the code is not valid any more, LS102 the address belongs
-- to a member with another role.

-- Makes the login of a device.
CREATE OR REPLACE FUNCTION app.add_device(
    company uuid, device uuid, member uuid, founder boolean, name text, verifier text, token uuid
) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    login text := 'lsd_' || app.hex(gen_random_uuid());
BEGIN
    PERFORM app.open_login(login, verifier);
    INSERT INTO app.devices (login, company_id, device_id, member_id, founder, name, token)
    VALUES (login, company, device, member, founder, left(name, 100), token);
    RETURN login;
END
$$;

-- Makes a company without rows, and the device that founds it. For the administrator alone: nobody else may execute it. If it was cut off
-- before anything was handed in, the login is lost: it is closed, and another one made.
CREATE OR REPLACE FUNCTION app.found_v1(
    company uuid, device uuid, member uuid, name text, verifier text, token uuid, OUT login text, OUT incarnation uuid
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO app.counters (company_id, channel) VALUES (company, 'lsc_' || app.hex(gen_random_uuid())) ON CONFLICT (company_id) DO NOTHING;
    PERFORM FROM app.counters t WHERE t.company_id = company AND t.version = 0 FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = '23505', MESSAGE = 'the company is there already';
    END IF;
    UPDATE app.devices t SET revoked_at = now() WHERE t.company_id = company AND t.revoked_at IS NULL;
    PERFORM app.admit_login(t.login, false) FROM app.devices t WHERE t.company_id = company;
    login := app.add_device(company, device, member, true, name, verifier, token);
    incarnation := (SELECT t.incarnation FROM app.counters t WHERE t.company_id = company);
END
$$;

-- Shuts out the devices of who was deactivated, and lets those in again who came back.
CREATE OR REPLACE FUNCTION app.admit_devices(company uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    changed record;
BEGIN
    FOR changed IN
        SELECT array_agg(d.login) AS logins, m.active FROM app.devices d
        JOIN app.members m ON m.company_id = d.company_id AND m.id = d.member_id
        WHERE d.company_id = company AND d.revoked_at IS NULL AND d.shut = m.active GROUP BY m.active
    LOOP
        UPDATE app.devices d SET shut = NOT changed.active WHERE d.login = ANY (changed.logins);
        PERFORM app.admit_login(l, changed.active) FROM unnest(changed.logins) l;
    END LOOP;
END
$$;

-- The caller, if her role allows to manage members.
CREATE OR REPLACE FUNCTION app.manager() RETURNS app.caller
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d app.devices := app.this_device();
    c app.caller := (d.company_id, d.device_id, d.member_id, d.founder, 0);
    r app.rights := app.rights_of(c);
BEGIN
    IF (r.owner OR r.permissions ? 'members.manage') IS NOT TRUE THEN
        PERFORM app.deny('members.manage');
    END IF;
    RETURN c;
END
$$;

-- Invites with a role, or a member to another computer. Answers the login of the guest. What was handed out before is not valid any more.
CREATE OR REPLACE FUNCTION app.invite_v1(role uuid, member uuid, verifier text, sealed_key bytea, seconds integer) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    c app.caller := app.manager();
    r app.rights := app.rights_of(c);
    login text := 'lsg_' || app.hex(gen_random_uuid());
    given jsonb;
BEGIN
    IF member IS NOT NULL THEN
        SELECT m.role_id INTO role FROM app.members m WHERE m.company_id = c.company_id AND m.id = member AND m.active;
    END IF;
    given := (app.find(c.company_id, 'roles', app.hex(role))).columns;
    IF given IS NULL OR seconds NOT BETWEEN 1 AND 7776000 OR length(sealed_key) NOT BETWEEN 1 AND 1000 THEN
        PERFORM app.lose('invalid');
    END IF;
    IF NOT r.owner THEN
        PERFORM app.require_cover(r, given);
    END IF;
    PERFORM app.revoke_invite(c.company_id);
    PERFORM app.open_login(login, verifier);
    INSERT INTO app.guests (login, company_id, role_id, member_id, sealed_key, expires_at)
    VALUES (login, c.company_id, role, member, sealed_key, now() + make_interval(secs => seconds));
    RETURN login;
END
$$;

-- Makes what was handed out before worthless.
CREATE OR REPLACE FUNCTION app.revoke_invite(company uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM app.admit_login(g.login, false) FROM app.guests g WHERE g.company_id = company;
    DELETE FROM app.guests g WHERE g.company_id = company;
END
$$;

CREATE OR REPLACE FUNCTION app.revoke_invite_v1() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN app.revoke_invite((app.manager()).company_id);

-- Whom the code admits that was made last, as long as it does.
CREATE OR REPLACE FUNCTION app.invited_v1() RETURNS TABLE (role_id uuid, member_id uuid, expires_at bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT g.role_id, g.member_id, (extract(epoch FROM g.expires_at) * 1000)::bigint
    FROM app.guests g WHERE g.company_id = (app.manager()).company_id AND g.expires_at > now()
$$;

-- The colour that follows in the palette of the contract (`values::Color`), so that people who join one after another look different.
CREATE OR REPLACE FUNCTION app.next_color(company uuid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
RETURN ('{teal,blue,violet,pink,red,orange,amber,green,slate}'::text[])
    [1 + (SELECT count(*) % 9 FROM app.members m WHERE m.company_id = company)::integer];

-- The member that a guest becomes: the one whose address it is, if the role is that of the code, or a new one. Her row is written as a
-- batch of the device would be.
CREATE OR REPLACE FUNCTION app.welcome(g app.guests, device uuid, member uuid, person text, address text, token uuid) RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known record;
    n app.counters;
BEGIN
    IF g.member_id IS NOT NULL THEN
        RETURN g.member_id;
    END IF;
    SELECT * INTO n FROM app.counters t WHERE t.company_id = g.company_id FOR UPDATE;
    SELECT m.id, m.role_id, m.active INTO known FROM app.members m WHERE m.company_id = g.company_id AND m.email = address;
    IF FOUND THEN
        IF known.role_id <> g.role_id OR NOT known.active THEN
            RAISE EXCEPTION USING ERRCODE = 'LS102', MESSAGE = 'the address belongs to a member with another role';
        END IF;
        RETURN known.id;
    END IF;
    INSERT INTO app.members (company_id, id, name, email, role_id, color, created_at, version, column_versions)
    VALUES (g.company_id, member, left(person, 200), left(address, 320), g.role_id, app.next_color(g.company_id), (extract(epoch FROM now()) * 1000)::bigint,
        n.version + 1, jsonb_build_object('', jsonb_build_array(n.version + 1, app.hex(device))));
    UPDATE app.counters t SET version = n.version + 1 WHERE t.company_id = g.company_id;
    INSERT INTO app.versions (company_id, version, mark) VALUES (g.company_id, n.version + 1, token);
    PERFORM pg_notify(n.channel, '');
    RETURN member;
END
$$;

-- Joins with what a code holds: the login of the session is the guest's. Answers what the device needs to connect as itself. It works once.
CREATE OR REPLACE FUNCTION app.join_v1(device uuid, member uuid, person text, address text, name text, verifier text, token uuid) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    g app.guests;
    login text;
BEGIN
    SELECT * INTO g FROM app.guests t WHERE t.login = SESSION_USER FOR UPDATE;
    IF NOT FOUND OR g.expires_at < now() THEN
        RAISE EXCEPTION USING ERRCODE = 'LS101', MESSAGE = 'the code is not valid any more';
    END IF;
    member := app.welcome(g, device, member, person, address, token);
    login := app.add_device(g.company_id, device, member, false, name, verifier, token);
    DELETE FROM app.guests t WHERE t.login = g.login;
    PERFORM app.admit_login(g.login, false);
    RETURN json_build_object('login', login, 'company_id', g.company_id, 'member_id', member, 'sealed_key', encode(g.sealed_key, 'hex'),
        'incarnation', (SELECT n.incarnation FROM app.counters n WHERE n.company_id = g.company_id));
END
$$;

-- The devices of the company, for who manages its members.
CREATE OR REPLACE FUNCTION app.devices_v1() RETURNS TABLE (device_id uuid, member_id uuid, name text, joined_at bigint, seen_at bigint, revoked boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT d.device_id, d.member_id, d.name, (extract(epoch FROM d.joined_at) * 1000)::bigint, (extract(epoch FROM d.seen_at) * 1000)::bigint,
        d.revoked_at IS NOT NULL OR d.shut
    FROM app.devices d WHERE d.company_id = (app.manager()).company_id ORDER BY d.joined_at, d.device_id
$$;

-- Shuts a device out for good.
CREATE OR REPLACE FUNCTION app.revoke_v1(device uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    c app.caller := app.manager();
    revoked text;
BEGIN
    UPDATE app.devices d SET revoked_at = now() WHERE d.company_id = c.company_id AND d.device_id = device AND d.revoked_at IS NULL
    RETURNING d.login INTO revoked;
    PERFORM app.admit_login(revoked, false) WHERE revoked IS NOT NULL;
    RETURN revoked IS NOT NULL;
END
$$;

-- Ends the access of the device that asks, for good.
CREATE OR REPLACE FUNCTION app.leave_v1() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE app.devices d SET revoked_at = now() WHERE d.login = SESSION_USER AND d.revoked_at IS NULL;
    PERFORM app.admit_login(SESSION_USER, false);
END
$$;

GRANT EXECUTE ON FUNCTION app.invite_v1, app.invited_v1, app.revoke_invite_v1, app.devices_v1, app.revoke_v1, app.leave_v1 TO leadsmart_device;
GRANT EXECUTE ON FUNCTION app.join_v1 TO leadsmart_guest;
