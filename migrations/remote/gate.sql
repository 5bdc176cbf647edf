-- The only code that may touch roles, owned by `leadsmart_gate`, and run as it by the administrator. It takes logins of ours alone, by the
-- form of their names, and passwords only as verifiers (RFC 5803), so that no password is in a statement, a log or a backup.

-- Refuses what is no login of ours.
CREATE OR REPLACE FUNCTION app.check_login(login text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF login !~ '^ls[dg]_[0-9a-f]{32}$' THEN
        RAISE EXCEPTION USING ERRCODE = 'LS006', MESSAGE = 'this is no login of a device';
    END IF;
END
$$;

-- Makes a login: of a device, or of a guest, who may only join.
CREATE OR REPLACE FUNCTION app.open_login(login text, verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM app.check_login(login);
    IF verifier !~ '^SCRAM-SHA-256\$4096:[A-Za-z0-9+/]{20,}={0,2}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$' THEN
        RAISE EXCEPTION USING ERRCODE = 'LS006', MESSAGE = 'this is no verifier of a password';
    END IF;
    EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT CONNECTION LIMIT 8 '
        'PASSWORD %L IN ROLE %I', login, verifier, CASE substr(login, 3, 1) WHEN 'd' THEN 'leadsmart_device' ELSE 'leadsmart_guest' END);
    -- Whoever ends a session must be a member of whom it belongs to.
    EXECUTE format('GRANT %I TO leadsmart_gate', login);
END
$$;

-- Shuts a login out, or lets it in again. Open connections of it are ended, but for the one that asks.
CREATE OR REPLACE FUNCTION app.admit_login(login text, admitted boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM app.check_login(login);
    EXECUTE format('ALTER ROLE %I %s', login, CASE WHEN admitted THEN 'LOGIN' ELSE 'NOLOGIN' END);
    IF NOT admitted THEN
        PERFORM pg_terminate_backend(a.pid) FROM pg_stat_activity a WHERE a.usename = login AND a.pid <> pg_backend_pid();
    END IF;
END
$$;

REVOKE ALL ON FUNCTION app.check_login, app.open_login, app.admit_login FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.open_login, app.admit_login TO leadsmart_owner;
