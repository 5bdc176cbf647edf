//! Hostile SQL: what somebody may try who has the login of a device and writes her own statements. Nothing shows or changes a row of
//! another company, and in her own company nobody gets beyond her rights.

use leadsmart_contract::ids::RoleId;
use leadsmart_ports::remote::{Action, Batch, Outcome, Remote, SCHEMA, Whom};
use leadsmart_ports::{SecretBytes, SystemRandom};
use leadsmart_postgres::{Device, PostgresRemote};
use leadsmart_tests::remote::{Database, rows};
use serde_json::json;
use sqlx::postgres::{PgListener, PgRow};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, ValueRef};
use uuid::Uuid;

use crate::statements::{FORBIDDEN, PEEKING};
use crate::town::{DAY, Town, hex, intent};

/// What stands in the rows of the company that is attacked, and nowhere else.
const SECRET: &str = "Conceição do Segredo";

/// Two companies in one database: one attacks, one is attacked.
struct Siege {
    attacker: Town,
    victim: Town,
    connection: PgConnection,
    /// That on which the victim's news are rung.
    channel: String,
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
        let find = "SELECT channel FROM app.counters WHERE company_id = $1";
        let mut superuser = victim.database.superuser().await;
        let company = victim.company.uuid();
        let channel = sqlx::query_scalar(find).bind(company).fetch_one(&mut superuser).await;
        Self { attacker, victim, connection, channel: channel.expect("a channel") }
    }

    /// Fills places in a statement: the ids of both companies, the login and channel of the victim.
    fn filled(&self, statement: &str) -> String {
        statement
            .replace("VICTIM", &self.victim.company.uuid().to_string())
            .replace("OWN", &self.attacker.company.uuid().to_string())
            .replace("LOGIN", &self.victim.device.login.name)
            .replace("CHANNEL", &self.channel)
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

#[tokio::test]
async fn no_statement_of_a_device_shows_or_changes_a_row_of_another_company() {
    let mut siege = Siege::new().await;
    let before = (rows(&siege.victim.remote).await, rows(&siege.attacker.remote).await);
    // What is gathered of rows is there to be looked for.
    siege.victim.database.cluster.run(&siege.victim.database.name, "ANALYZE").await;
    for (statements, must_fail) in [(PEEKING, false), (FORBIDDEN, true)] {
        for statement in statements {
            let statement = siege.filled(statement);
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
    let role = Whom::Role(RoleId::new(siege.victim.desk_role));
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
        "app.pull_v1(NULL, true)",
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
        let statement = siege.filled(&statement);
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
        Whom::Role(RoleId::new(siege.victim.desk_role)),
        Whom::Member(siege.victim.remote.greet().await.expect("it stands").member_id),
    ];
    for whom in whom {
        let key = SecretBytes::new(vec![7; 32]);
        let remote = &siege.attacker.remote;
        let refused = remote.invite(&siege.attacker.device, whom, DAY, &key, &SystemRandom).await;
        assert!(refused.is_err(), "{whom:?}");
    }
}

#[tokio::test]
async fn who_listens_elsewhere_hears_nothing_of_what_happened() {
    let mut siege = Siege::new().await;
    let channel = siege.filled("CHANNEL");
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
                let statement = siege.filled(&format!("{plan} {}", question.replace("WHO", who)));
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
    let member = joined.admission.member_id.uuid();
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
    let batch = Batch {
        schema: SCHEMA,
        seen: greeting.position,
        number: 1,
        previous: joined.admission.token,
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
