-- What stands before the schema: roles, schema, extension. Run by the administrator at every set-up and renewal, before the numbered
-- files, which are run as `leadsmart_owner`. Roles belong to the whole server; several databases of one server share these four.
--
-- Nobody logs in as any of them. The owner has the tables and the functions. The gate alone may create roles, and its only code is
-- two functions that take nothing but logins of ours. Devices and guests are what the logins are members of.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'leadsmart_owner') THEN
        CREATE ROLE leadsmart_owner NOLOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'leadsmart_gate') THEN
        CREATE ROLE leadsmart_gate NOLOGIN NOSUPERUSER CREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'leadsmart_device') THEN
        CREATE ROLE leadsmart_device NOLOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'leadsmart_guest') THEN
        CREATE ROLE leadsmart_guest NOLOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS;
    END IF;
    -- Who sets up becomes a member of the two that own things, or she could not make anything in their name.
    IF NOT pg_has_role('leadsmart_owner', 'MEMBER') THEN
        EXECUTE format('GRANT leadsmart_owner TO %I', current_user);
    END IF;
    IF NOT pg_has_role('leadsmart_gate', 'MEMBER') THEN
        EXECUTE format('GRANT leadsmart_gate TO %I', current_user);
    END IF;
    GRANT leadsmart_device, leadsmart_guest TO leadsmart_gate WITH ADMIN OPTION;
    -- A function may be called by everybody unless one says otherwise.
    ALTER DEFAULT PRIVILEGES FOR ROLE leadsmart_owner, leadsmart_gate REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
    -- A database has these rights for everybody: to connect, and to make temporary tables, which a device has no use for.
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO leadsmart_device, leadsmart_guest', current_database());
    -- Large objects are of no use to a device, and a way to fill the disk. Only a superuser may take the right away.
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;
    END IF;
END
$$;

CREATE SCHEMA IF NOT EXISTS app AUTHORIZATION leadsmart_owner;
GRANT USAGE ON SCHEMA app TO leadsmart_gate, leadsmart_device, leadsmart_guest;
-- The gate owns its functions, and so must be able to make them where they are.
GRANT CREATE ON SCHEMA app TO leadsmart_gate;
-- Exclusion constraints over identifiers and periods.
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA app;
