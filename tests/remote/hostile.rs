//! Hostile SQL: what somebody may try who has the login of a device and writes her own statements. Nothing shows or changes a row of
//! another company, and in her own company nobody gets beyond her rights.

use leadsmart_ports::remote::{Action, Outcome, Remote};
use leadsmart_postgres::{Device, PostgresRemote};
use leadsmart_tests::remote::{Database, rows};
use serde_json::json;
use sqlx::postgres::{PgListener, PgRow};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, ValueRef};
use uuid::Uuid;

use crate::town::{Town, hex, intent};

/// What stands in the rows of the company that is attacked, and nowhere else.
const SECRET: &str = "Conceição do Segredo";

/// Two companies in one database: one attacks, one is attacked.
struct Siege {
    attacker: Town,
    victim: Town,
    connection: PgConnection,
}

async fn connect(device: &Device, database: &Database) -> PgConnection {
    let options = database.cluster.login(&device.login.name, device.login.password.reveal(), &database.name);
    database.cluster.connect(&options).await
}

impl Siege {
    async fn new() -> Self {
        // As an administrator sets it up: rights to a database are not copied with it.
        let database = Database::installed().await;
        let (cluster, name) = (database.cluster, database.name.clone());
        let mut victim = Town::on(database).await;
        let attacker = Town::on(Database { cluster, name }).await;
        let client = json!({ "id": hex(Uuid::nil()), "company_id": hex(victim.company.uuid()), "name": SECRET,
            "search_name": "segredo", "created_at": 1 });
        victim
            .push(vec![intent("clients", Action::Insert, Uuid::nil(), 0, client)])
            .await
            .expect("the owner may");
        let connection = connect(&attacker.device, &attacker.database).await;
        Self { attacker, victim, connection }
    }

    /// Fills places in a statement: the ids of both companies, the login and channel of the victim.
    async fn filled(&self, statement: &str) -> String {
        let mut superuser = self.victim.database.superuser().await;
        let find = "SELECT channel FROM app.counters WHERE company_id = $1";
        let channel: String = sqlx::query_scalar(find)
            .bind(self.victim.company.uuid())
            .fetch_one(&mut superuser)
            .await
            .expect("a channel");
        statement
            .replace("VICTIM", &self.victim.company.uuid().to_string())
            .replace("OWN", &self.attacker.company.uuid().to_string())
            .replace("LOGIN", &self.victim.device.login.name)
            .replace("CHANNEL", &channel)
    }

    /// Runs a statement; gives all that was said, and whether it was refused.
    async fn attempt(&mut self, statement: &str) -> (String, bool) {
        let answer = sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).fetch_all(&mut self.connection).await;
        let (said, refused) = match answer {
            Ok(rows) => (rows.iter().map(text).collect::<Vec<_>>().join("\n"), false),
            Err(error) => (format!("{error:?}"), true),
        };
        if self.connection.ping().await.is_err() {
            self.connection = connect(&self.attacker.device, &self.attacker.database).await;
        }
        // Whatever was begun or set is over: each statement stands for itself.
        for tidy in ["ROLLBACK", "DISCARD ALL"] {
            let _ = self.connection.execute(tidy).await;
        }
        (said, refused)
    }

    /// Nothing of the victim was told.
    fn assert_silent(&self, statement: &str, said: &str) {
        let company = self.victim.company.uuid();
        for secret in [SECRET.to_owned(), "Segredo".to_owned(), hex(company), company.to_string()] {
            let asked = statement.contains(&secret);
            assert!(asked || !said.contains(&secret), "{statement} tells: {said}");
        }
    }
}

/// All columns of a row as text.
fn text(row: &PgRow) -> String {
    let column = |at: usize| {
        let value = row.try_get_raw(at).expect("a column");
        if value.is_null() {
            "NULL".to_owned()
        } else {
            String::from_utf8_lossy(value.as_bytes().expect("bytes")).into_owned()
        }
    };
    (0..row.len()).map(column).collect::<Vec<_>>().join("|")
}

/// These may be answered, with what is the attacker's own or with nothing.
const PEEKING: &[&str] = &[
    "SELECT * FROM app.rows_v1",
    "SELECT * FROM app.clients WHERE company_id = 'VICTIM'",
    "SELECT * FROM app.clients c, app.members m WHERE c.company_id <> m.company_id",
    "SELECT * FROM app.clients TABLESAMPLE SYSTEM (100)",
    "SELECT name::integer FROM app.clients",
    "SELECT * FROM app.clients WHERE name::integer = 1",
    "SELECT * FROM app.clients WHERE 1 / (CASE WHEN name LIKE 'Conc%' THEN 0 ELSE 1 END) = 1",
    "SELECT string_agg(c::text, ',') FROM app.clients c",
    "COPY app.clients TO STDOUT",
    "COPY (SELECT * FROM app.clients) TO STDOUT",
    "COPY (TABLE app.rows_v1) TO STDOUT (FORMAT binary)",
    "SET row_security = off; SELECT * FROM app.clients",
    "SET app.company = 'VICTIM'; SELECT * FROM app.clients",
    "SELECT set_config('app.company', 'VICTIM', false); SELECT * FROM app.clients",
    "SELECT set_config('session_authorization', 'LOGIN', false); SELECT * FROM app.clients",
    "SELECT set_config('role', 'leadsmart_owner', false); SELECT * FROM app.clients",
    "SET search_path = pg_temp, app, public; SELECT * FROM clients",
    "SET plan_cache_mode = force_generic_plan; PREPARE p AS SELECT * FROM app.clients; EXECUTE p",
    "SET enable_indexscan = off; SET enable_bitmapscan = off; SELECT * FROM app.clients WHERE name = 'Conceição do Segredo'",
    "BEGIN; DECLARE c CURSOR FOR SELECT * FROM app.clients; FETCH ALL FROM c",
    "SELECT query_to_xml('SELECT * FROM app.clients', true, true, '')",
    "SELECT table_to_xml('app.clients', true, true, '')",
    "SELECT schema_to_xml('app', true, true, '')",
    "SELECT database_to_xml(true, true, '')",
    "SELECT ts_stat('SELECT to_tsvector(name) FROM app.clients')",
    "DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM app.clients LOOP RAISE EXCEPTION '%', r; END LOOP; END $$",
    "SELECT * FROM pg_stats",
    "SELECT * FROM pg_stats_ext",
    "SELECT * FROM pg_stat_activity",
    "SELECT * FROM pg_prepared_xacts",
    "SELECT * FROM pg_prepared_statements",
    "SELECT * FROM pg_cursors",
    "SELECT * FROM pg_locks",
    "SELECT * FROM pg_roles",
    "SELECT * FROM pg_auth_members",
    "SELECT * FROM pg_shdescription",
    "SELECT * FROM pg_largeobject_metadata",
    "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'app'::regnamespace AND prokind = 'f'",
    "SELECT * FROM app.named_v1('[[\"clients\", \"00000000000000000000000000000000\"]]')",
    "SELECT * FROM app.devices_v1()",
    "SELECT app.greet_v1()",
    "SELECT app.pull_v1(NULL)",
    "SELECT app.company()",
    "SELECT app.seen_v1(9223372036854775807)",
    "SELECT pg_notify('CHANNEL', 'forged')",
    "LISTEN \"CHANNEL\"",
    "SELECT pg_advisory_lock(n) FROM generate_series(1, 100) n",
    "SELECT currtid2('app.clients', '(0,1)'::tid)",
];

/// These are refused.
const FORBIDDEN: &[&str] = &[
    "SELECT * FROM app.devices",
    "SELECT * FROM app.guests",
    "SELECT * FROM app.counters",
    "SELECT * FROM app.counters FOR UPDATE",
    "SELECT * FROM app.versions",
    "SELECT * FROM app.intents",
    "SELECT * FROM app.meta",
    "SELECT * FROM app.tables",
    "SELECT * FROM app.migrations",
    "SELECT * FROM app.tombstones",
    "SELECT * FROM app.clients FOR UPDATE",
    "INSERT INTO app.clients (company_id, id, name, search_name, created_at, version) VALUES ('VICTIM', gen_random_uuid(), 'x', 'x', 1, 1)",
    "INSERT INTO app.clients (company_id, id, name, search_name, created_at, version) VALUES ('OWN', gen_random_uuid(), 'x', 'x', 1, 1)",
    "UPDATE app.clients SET name = 'x'",
    "UPDATE app.counters SET version = 0",
    "DELETE FROM app.clients",
    "TRUNCATE app.clients",
    "MERGE INTO app.clients c USING (VALUES (1)) v ON true WHEN MATCHED THEN DELETE",
    "LOCK TABLE app.clients IN ACCESS EXCLUSIVE MODE",
    "LOCK TABLE app.counters IN ROW EXCLUSIVE MODE",
    "COPY app.clients FROM STDIN",
    "COPY app.clients TO '/tmp/stolen'",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY app.clients FROM PROGRAM 'true'",
    "SET ROLE leadsmart_owner",
    "SET ROLE leadsmart_gate",
    "SET ROLE \"LOGIN\"",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION \"LOGIN\"",
    "SET SESSION AUTHORIZATION postgres",
    "SET session_replication_role = replica",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "ALTER ROLE CURRENT_USER BYPASSRLS",
    "ALTER ROLE CURRENT_USER CREATEROLE",
    "ALTER ROLE \"LOGIN\" PASSWORD 'x'",
    "ALTER ROLE \"LOGIN\" RENAME TO mine",
    "ALTER ROLE leadsmart_owner LOGIN",
    "CREATE ROLE mine",
    "DROP ROLE \"LOGIN\"",
    "GRANT leadsmart_owner TO CURRENT_USER",
    "GRANT \"LOGIN\" TO CURRENT_USER",
    "GRANT pg_read_all_data TO CURRENT_USER",
    "GRANT SELECT ON app.devices TO CURRENT_USER",
    "REASSIGN OWNED BY \"LOGIN\" TO CURRENT_USER",
    "CREATE TEMP TABLE clients (id integer)",
    "CREATE TEMP VIEW mine AS SELECT * FROM app.clients",
    "CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$",
    "CREATE FUNCTION app.company() RETURNS uuid LANGUAGE sql RETURN 'VICTIM'::uuid",
    "CREATE OR REPLACE FUNCTION app.company() RETURNS uuid LANGUAGE sql RETURN 'VICTIM'::uuid",
    "CREATE FUNCTION public.company() RETURNS uuid LANGUAGE sql RETURN 'VICTIM'::uuid",
    "CREATE OPERATOR public.= (FUNCTION = texteq, LEFTARG = text, RIGHTARG = text)",
    "CREATE SCHEMA mine",
    "CREATE TABLE public.mine (id integer)",
    "CREATE TABLE app.mine (id integer)",
    "CREATE EXTENSION dblink",
    "CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION app.bury()",
    "CREATE PUBLICATION mine FOR TABLE app.clients",
    "CREATE SUBSCRIPTION mine CONNECTION '' PUBLICATION mine",
    "CREATE DATABASE mine",
    "CREATE STATISTICS app.mine ON name, email FROM app.clients",
    "CREATE INDEX ON app.clients (name)",
    "CREATE RULE mine AS ON SELECT TO app.clients DO INSTEAD SELECT 1",
    "CREATE TRIGGER mine AFTER INSERT ON app.clients EXECUTE FUNCTION app.bury()",
    "CREATE POLICY mine ON app.clients USING (true)",
    "DROP POLICY company ON app.clients",
    "ALTER TABLE app.clients DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE app.clients OWNER TO CURRENT_USER",
    "ALTER FUNCTION app.push_v1 SECURITY INVOKER",
    "ALTER FUNCTION app.greet_v1 SET search_path = public",
    "ALTER VIEW app.rows_v1 SET (security_invoker = false)",
    "ALTER DATABASE postgres SET row_security = off",
    "ALTER SYSTEM SET log_statement = 'all'",
    "ALTER DEFAULT PRIVILEGES FOR ROLE leadsmart_owner GRANT ALL ON TABLES TO PUBLIC",
    "COMMENT ON TABLE app.clients IS 'x'",
    "SECURITY LABEL ON TABLE app.clients IS 'x'",
    "IMPORT FOREIGN SCHEMA x FROM SERVER y INTO app",
    "SELECT * FROM pg_authid",
    "SELECT * FROM pg_statistic",
    "SELECT * FROM pg_statistic_ext_data",
    "SELECT * FROM pg_largeobject",
    "SELECT * FROM pg_user_mapping",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT pg_read_binary_file('PG_VERSION')",
    "SELECT pg_ls_dir('.')",
    "SELECT pg_stat_file('PG_VERSION')",
    "SELECT pg_current_logfile()",
    "SELECT pg_logical_slot_get_changes('x', NULL, NULL)",
    "SELECT pg_create_logical_replication_slot('x', 'pgoutput')",
    "SELECT pg_switch_wal()",
    "SELECT pg_reload_conf()",
    "SELECT pg_stat_reset()",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'LOGIN'",
    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = 'LOGIN'",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT lo_create(0)",
    "SELECT app.find('VICTIM', 'clients', '00000000000000000000000000000000')",
    "SELECT app.is_live('VICTIM', 'clients', '00000000000000000000000000000000')",
    "SELECT app.mark_of('VICTIM', 1)",
    "SELECT app.position_of('VICTIM', 1)",
    "SELECT app.this_device()",
    "SELECT app.found_v1(gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'x', 'x', gen_random_uuid())",
    "SELECT app.add_device('VICTIM', gen_random_uuid(), gen_random_uuid(), true, 'x', 'x', gen_random_uuid())",
    "SELECT app.open_login('lsd_00000000000000000000000000000000', 'x')",
    "SELECT app.admit_login('LOGIN', false)",
    "SELECT app.admit_devices('VICTIM')",
    "SELECT app.revoke_invite('VICTIM')",
    "SELECT app.join_v1(gen_random_uuid(), gen_random_uuid(), 'x', 'x', 'x', 'x', gen_random_uuid())",
    "SELECT app.put(NULL, NULL, '{}', '{}')",
    "SELECT app.apply_intent(NULL, '{}', false)",
    "CALL app.renew()",
    "CALL app.share('app.clients', 99, 'clients.manage')",
    "VACUUM FULL app.devices; SELECT 1 / 0",
    "CLUSTER app.clients USING clients_pkey",
    "REINDEX TABLE app.clients",
    "DROP SCHEMA app CASCADE",
    "DROP OWNED BY leadsmart_owner",
];

#[tokio::test]
async fn no_statement_of_a_device_shows_or_changes_a_row_of_another_company() {
    let mut siege = Siege::new().await;
    let before = (rows(&siege.victim.remote).await, rows(&siege.attacker.remote).await);
    // What is gathered of rows is there to be looked for.
    siege.victim.database.cluster.run(&siege.victim.database.name, "ANALYZE").await;
    for (statements, must_fail) in [(PEEKING, false), (FORBIDDEN, true)] {
        for statement in statements {
            let statement = siege.filled(statement).await;
            let (said, refused) = siege.attempt(&statement).await;
            siege.assert_silent(&statement, &said);
            assert!(refused || !must_fail, "{statement} was answered: {said}");
            assert!(
                !said.contains("division by zero") || statement.contains("1 / 0"),
                "{statement}: an oracle"
            );
        }
    }
    assert_eq!(rows(&siege.victim.remote).await, before.0, "the rows of the victim are as they were");
    assert_eq!(rows(&siege.attacker.remote).await, before.1, "no row was changed past the rules");
}

#[tokio::test]
async fn a_guest_can_do_nothing_but_join() {
    let siege = Siege::new().await;
    let role = leadsmart_postgres::Whom::Role(leadsmart_contract::ids::RoleId::new(siege.victim.desk_role));
    siege.victim.invite(role).await;
    let mut superuser = siege.victim.database.superuser().await;
    let guest: String = sqlx::query_scalar("SELECT login::text FROM app.guests")
        .fetch_one(&mut superuser)
        .await
        .expect("a guest");
    let database = &siege.victim.database;
    database.cluster.run(&database.name, &format!("ALTER ROLE {guest} PASSWORD 'x'")).await;
    let mut connection = database.cluster.connect(&database.cluster.login(&guest, "x", &database.name)).await;
    let reading = [
        "app.rows_v1",
        "app.clients",
        "app.company()",
        "app.greet_v1()",
        "app.pull_v1(NULL)",
        "app.guests",
        "app.devices_v1()",
    ];
    let others =
        ["SELECT app.push_v1('{}')", "CREATE TEMP TABLE x (y integer)", "SELECT app.revoke_invite_v1()"];
    let statements =
        reading.iter().map(|what| format!("SELECT * FROM {what}")).chain(others.map(str::to_owned));
    for statement in
        statements.chain(FORBIDDEN.iter().map(|s| (*s).to_owned()).filter(|s| !s.contains("join_v1")))
    {
        let statement = siege.filled(&statement).await;
        let answer = sqlx::raw_sql(AssertSqlSafe(statement.clone())).fetch_all(&mut connection).await;
        assert!(answer.is_err(), "{statement} was answered");
        let _ = connection.execute("ROLLBACK").await;
    }
}

#[tokio::test]
async fn what_is_handed_in_reaches_no_other_company() {
    let mut siege = Siege::new().await;
    let before = rows(&siege.victim.remote).await;
    let (own, other) = (hex(siege.attacker.company.uuid()), hex(siege.victim.company.uuid()));
    let client = |company: &str, name: &str| json!({ "id": hex(Uuid::nil()), "company_id": company, "name": name, "search_name": "x", "created_at": 1 });
    let member = json!({ "id": hex(Uuid::max()), "company_id": own, "name": "X", "email": "ana@example.com", "role_id": hex(siege.victim.owner_role), "color": "gray", "created_at": 1 });
    let receipt = siege
        .attacker
        .push(vec![
            intent("clients", Action::Insert, Uuid::nil(), 0, client(&other, "x")),
            intent("clients", Action::Update, Uuid::nil(), 0, json!({ "name": "x" })),
            intent("clients", Action::Delete, Uuid::nil(), 0, json!({})),
            intent("companies", Action::Update, siege.victim.company.uuid(), 0, json!({ "name": "x" })),
            intent("members", Action::Insert, Uuid::max(), 0, member),
            // The same key as in the other company is a key of one's own: that it is taken there is not told.
            intent("clients", Action::Insert, Uuid::nil(), 0, client(&own, "mine")),
        ])
        .await
        .expect("a batch is answered");
    let kinds: Vec<&str> = receipt
        .outcomes
        .iter()
        .map(|outcome| match outcome {
            Outcome::Applied => "applied",
            Outcome::Lost { kind, .. } => kind.name(),
        })
        .collect();
    assert_eq!(kinds, ["invalid", "missing", "applied", "invalid", "missing", "applied"]);
    assert_eq!(rows(&siege.victim.remote).await, before);
}

#[tokio::test]
async fn what_one_company_does_with_another_s_ids_does_nothing() {
    let siege = Siege::new().await;
    let victim = siege.victim.remote.greet().await.expect("it stands").device_id;
    assert!(!siege.attacker.remote.revoke(victim).await.expect("she is the owner of her own company"));
    siege.victim.remote.greet().await.expect("it still stands");
    let whom = [
        leadsmart_postgres::Whom::Role(leadsmart_contract::ids::RoleId::new(siege.victim.desk_role)),
        leadsmart_postgres::Whom::Member(siege.victim.remote.greet().await.expect("it stands").member_id),
    ];
    for whom in whom {
        let key = leadsmart_ports::SecretBytes::new(vec![7; 32]);
        let remote = &siege.attacker.remote;
        let refused = remote
            .invite(&siege.attacker.device, whom, crate::town::DAY, &key, &leadsmart_ports::SystemRandom)
            .await;
        assert!(refused.is_err(), "{whom:?}");
    }
}

#[tokio::test]
async fn who_listens_elsewhere_hears_nothing_of_what_happened() {
    let mut siege = Siege::new().await;
    let channel = siege.filled("CHANNEL").await;
    let database = &siege.attacker.database;
    let login = &siege.attacker.device.login;
    let options = database.cluster.login(&login.name, login.password.reveal(), &database.name);
    let pool = sqlx::postgres::PgPoolOptions::new().connect_with(options).await.expect("she is let in");
    let mut ear = PgListener::connect_with(&pool).await.expect("a listener");
    ear.listen(&channel).await.expect("anybody may listen to a name that she knows");
    let change = intent("clients", Action::Update, Uuid::nil(), 9, json!({ "notes": SECRET }));
    siege.victim.push(vec![change]).await.expect("the owner may");
    assert_eq!(ear.recv().await.expect("a ring").payload(), "", "a ring says nothing");
}

#[tokio::test]
async fn no_lock_of_one_company_holds_up_another() {
    let mut siege = Siege::new().await;
    for lock in [
        "SELECT pg_advisory_lock(n) FROM generate_series(-200, 200) n",
        "SELECT pg_advisory_lock(n, m) FROM generate_series(-10, 10) n, generate_series(-10, 10) m",
        "BEGIN",
        "SELECT count(*) FROM app.rows_v1",
        "SELECT app.restart_v1(gen_random_uuid())",
        // It holds the lock of her own company, even when she is gone.
        "PREPARE TRANSACTION 'held'",
    ] {
        siege.connection.execute(lock).await.expect("it is her own");
    }
    let change = intent("clients", Action::Update, Uuid::nil(), 9, json!({ "notes": "x" }));
    siege.victim.push(vec![change]).await.expect("nothing holds it up");
}

#[tokio::test]
async fn estimates_and_plans_do_not_tell_what_others_have() {
    let mut siege = Siege::new().await;
    siege.victim.database.cluster.run(&siege.victim.database.name, "ANALYZE").await;
    let questions = [
        "EXPLAIN (ANALYZE, COSTS, TIMING OFF, SUMMARY OFF) SELECT * FROM app.members WHERE company_id = 'VICTIM' AND email = 'WHO'",
        "EXPLAIN (ANALYZE, COSTS, TIMING OFF, SUMMARY OFF) SELECT * FROM app.members WHERE email = 'WHO'",
        "EXPLAIN (ANALYZE, COSTS, TIMING OFF, SUMMARY OFF) SELECT * FROM app.members WHERE company_id IN ('VICTIM', 'OWN') AND email = 'WHO'",
        "EXPLAIN (ANALYZE, COSTS, TIMING OFF, SUMMARY OFF) SELECT * FROM app.members WHERE (company_id = 'VICTIM' AND email = 'WHO') OR email = 'x'",
        "EXPLAIN (ANALYZE, COSTS, TIMING OFF, SUMMARY OFF) SELECT * FROM app.members WHERE company_id BETWEEN 'VICTIM' AND 'VICTIM' AND email = 'WHO'",
        "EXPLAIN (ANALYZE, COSTS, TIMING OFF, SUMMARY OFF) SELECT * FROM (VALUES ('WHO')) v (e) JOIN app.members m ON m.email = v.e",
    ];
    // Only the victim has it; the attacker's own goes first.
    let plans = [
        "",
        "SET enable_seqscan = off;",
        "SET enable_seqscan = off; SET enable_indexscan = off;",
        "SET enable_bitmapscan = off; SET enable_indexscan = off;",
    ];
    siege
        .victim
        .push(vec![intent(
            "clients",
            Action::Update,
            Uuid::nil(),
            9,
            json!({ "email": "so@victim.example" }),
        )])
        .await
        .expect("the owner may");
    for question in questions {
        let question = question.replace("app.members", "app.clients");
        for plan in plans {
            let mut told = Vec::new();
            for who in ["so@victim.example", "no@victim.example"] {
                let statement = siege.filled(&format!("{plan} {}", question.replace("WHO", who))).await;
                let (said, _) = siege.attempt(&statement).await;
                told.push(said.replace(who, "WHO"));
            }
            assert_eq!(told[0], told[1], "{plan} {question}");
        }
    }
}

#[tokio::test]
async fn in_her_own_company_nobody_gets_beyond_her_rights() {
    let town = Town::on(Database::installed().await).await;
    let joined = town.join("rui@example.com").await.expect("the code is good");
    let desk = PostgresRemote::new(&joined.device);
    let before = rows(&desk).await;
    let mut connection = connect(&joined.device, &town.database).await;
    let member = joined.member_id.uuid();
    let attempts = [
        intent("members", Action::Update, member, 0, json!({ "role_id": hex(town.owner_role) })),
        intent("roles", Action::Update, town.desk_role, 0, json!({ "permissions": "[\"company.manage\"]" })),
        intent("companies", Action::Update, town.company.uuid(), 0, json!({ "name": "x" })),
        intent("conflicts", Action::Insert, Uuid::nil(), 0, json!({})),
        intent("no_such_table", Action::Update, Uuid::nil(), 0, json!({})),
        intent("devices", Action::Update, Uuid::nil(), 0, json!({ "founder": 1 })),
        intent("members", Action::Update, member, 0, json!({ "version": 0, "column_versions": "{}" })),
    ];
    let greeting = desk.greet().await.expect("it stands");
    let count = attempts.len();
    let batch = leadsmart_ports::remote::Batch {
        schema: leadsmart_ports::remote::SCHEMA,
        seen: greeting.position,
        number: 1,
        previous: joined.token,
        token: Uuid::new_v4(),
        intents: attempts.into(),
    };
    let receipt = desk.push(&batch).await.expect("a batch is answered");
    let lost = receipt.outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Lost { .. })).count();
    assert_eq!(lost, count, "{receipt:?}");
    for statement in FORBIDDEN {
        let statement = statement
            .replace("OWN", &town.company.uuid().to_string())
            .replace("LOGIN", &town.device.login.name);
        let statement = statement.replace("VICTIM", &Uuid::nil().to_string());
        let answer = sqlx::raw_sql(AssertSqlSafe(statement.clone())).fetch_all(&mut connection).await;
        assert!(answer.is_err(), "{statement} was answered");
        let _ = connection.execute("ROLLBACK").await;
    }
    let after = rows(&desk).await.into_iter().filter(|row| row.entity != "conflicts").collect::<Vec<_>>();
    assert_eq!(after, before);
}
