//! The schema of the server is that which desktops go by.

use std::collections::BTreeSet;

use leadsmart_ports::remote::shared::{self, Clash, Kind, Merge, OnDelete, TABLES, Table};
use leadsmart_tests::house::House;
use leadsmart_tests::remote::Database;
use serde_json::{Value, json};
use sqlx::PgConnection;

async fn texts(connection: &mut PgConnection, query: &'static str) -> Vec<String> {
    sqlx::query_scalar(query).fetch_all(connection).await.unwrap_or_else(|error| panic!("{query}: {error}"))
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Id => "id",
        Kind::Bytes => "bytes",
        Kind::Integer => "integer",
        Kind::Flag => "flag",
        Kind::Text => "text",
        Kind::Json => "json",
    }
}

fn merge(merge: Merge) -> &'static str {
    match merge {
        Merge::Key => "key",
        Merge::Fixed => "fixed",
        Merge::Soft => "soft",
        Merge::Guarded => "guarded",
        Merge::Counter => "counter",
        Merge::Derived => "derived",
        Merge::Local => "local",
    }
}

/// A table as the port says it, in the words of the server's catalogue.
fn described(table: &Table) -> Value {
    let columns = table.travelling().map(|column| {
        let preset: Value =
            column.default.map_or(Value::Null, |text| serde_json::from_str(text).expect("a default is JSON"));
        (
            column.name.to_owned(),
            json!([
                kind(column.kind),
                merge(column.merge),
                column.nullable,
                preset,
                column.group.unwrap_or(column.name)
            ]),
        )
    });
    let refs = table.references.iter().map(|reference| {
        json!([reference.column, reference.table, reference.on_delete == OnDelete::Cascade])
    });
    let clash = table.unique.map(|unique| match unique.clash {
        Clash::Number => "number",
        Clash::Empty => "empty",
        Clash::Lose => "lose",
    });
    json!({
        "rank": shared::rank(table.name),
        "permission": table.permission.name(),
        "root": table.root.map(|(_, column)| column),
        "only_added": table.append_only,
        "only_one": table.unique.map(|unique| unique.column),
        "clash": clash,
        "key": table.key().map(|column| column.name).collect::<Vec<_>>(),
        "columns": columns.collect::<serde_json::Map<_, _>>(),
        "refs": refs.collect::<Vec<_>>(),
    })
}

const CATALOGUE: &str = "
    SELECT t.name, json_build_object('rank', t.rank - 1, 'permission', t.permission, 'root', t.root, 'only_added', t.only_added,
        'only_one', t.only_one, 'clash', t.clash, 'key', t.key,
        'columns', (SELECT json_object_agg(c.name, json_build_array(c.kind, c.merge, c.nullable, c.preset, c.as_one))
                    FROM app.columns c WHERE c.entity = t.name),
        'refs', (SELECT coalesce(json_agg(json_build_array(r.col, r.other, r.cascades) ORDER BY r.place), '[]')
                 FROM app.refs r WHERE r.entity = t.name))::text
    FROM app.tables t ORDER BY t.rank";

#[tokio::test]
async fn the_server_knows_of_the_shared_tables_what_desktops_know() {
    let database = Database::new().await;
    let known: Vec<(String, String)> =
        sqlx::query_as(CATALOGUE).fetch_all(&mut database.superuser().await).await.expect("a catalogue");
    let names: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, TABLES.iter().map(|table| table.name).collect::<Vec<_>>());
    for (table, (name, told)) in TABLES.iter().zip(&known) {
        let told: Value = serde_json::from_str(told).expect("JSON");
        assert_eq!(told, described(table), "{name}");
    }
}

#[tokio::test]
async fn no_shared_column_of_the_local_store_is_missing_on_the_server() {
    let house = House::new();
    house.make().await;
    let mut raw = house.raw().await;
    let mut superuser = Database::new().await.superuser().await;
    let query =
        "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'app'";
    let there: BTreeSet<String> = texts(&mut superuser, query).await.into_iter().collect();
    let mut checked = 0;
    for table in TABLES.iter().filter(|table| table.name != "conflicts") {
        let local = raw.texts(&format!("SELECT name FROM pragma_table_info('{}')", table.name)).await;
        let is_own = |name: &str| table.column(name).is_some_and(|column| column.merge == Merge::Local);
        for column in local.iter().filter(|name| !is_own(name)) {
            assert!(there.contains(&format!("{}.{column}", table.name)), "{}.{column}", table.name);
            checked += 1;
        }
    }
    assert!(checked > 150, "the local store has been read: {checked}");
}

#[tokio::test]
async fn every_table_with_rows_of_companies_is_closed_to_devices_or_guarded_by_row() {
    let mut superuser = Database::installed().await.superuser().await;
    let unguarded = "
        SELECT c.relname::text FROM pg_class c
        WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p')
            AND (has_table_privilege('leadsmart_device', c.oid, 'SELECT') OR has_any_column_privilege('leadsmart_device', c.oid, 'SELECT'))
            AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
                SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*'
                    AND pg_get_expr(p.polqual, p.polrelid) = '(company_id = ( SELECT app.company() AS company))'))";
    assert_eq!(texts(&mut superuser, unguarded).await, Vec::<String>::new());
    let writable = "
        SELECT c.relname::text FROM pg_class c, unnest(ARRAY['leadsmart_device', 'leadsmart_guest']) AS role
        WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S')
            AND (has_table_privilege(role, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
                OR has_any_column_privilege(role, c.oid, 'INSERT, UPDATE, REFERENCES'))";
    assert_eq!(texts(&mut superuser, writable).await, Vec::<String>::new());
    let without_company = "
        SELECT conname::text FROM pg_constraint k
        WHERE k.connamespace = 'app'::regnamespace AND k.contype IN ('p', 'f', 'u', 'x')
            AND has_table_privilege('leadsmart_device', k.conrelid, 'SELECT')
            AND (SELECT attnum FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attname = 'company_id') <> ALL (k.conkey)";
    assert_eq!(
        texts(&mut superuser, without_company).await,
        Vec::<String>::new(),
        "the company is in every key"
    );
}

#[tokio::test]
async fn devices_and_guests_may_call_only_what_is_meant_for_them() {
    let mut superuser = Database::installed().await.superuser().await;
    let callable = "
        SELECT p.proname::text FROM pg_proc p
        WHERE p.pronamespace = 'app'::regnamespace AND has_function_privilege('leadsmart_device', p.oid, 'EXECUTE')
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') ORDER BY 1";
    let expected = [
        "company",
        "devices_v1",
        "greet_v1",
        "invite_v1",
        "invited_v1",
        "leave_v1",
        "named_v1",
        "pull_v1",
        "push_v1",
        "restart_v1",
        "revoke_invite_v1",
        "revoke_v1",
        "seen_v1",
    ];
    assert_eq!(texts(&mut superuser, callable).await, expected);
    let for_guests = "
        SELECT p.proname::text FROM pg_proc p
        WHERE p.pronamespace = 'app'::regnamespace AND has_function_privilege('leadsmart_guest', p.oid, 'EXECUTE')
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') ORDER BY 1";
    assert_eq!(texts(&mut superuser, for_guests).await, ["join_v1"]);
    let loose = "
        SELECT p.proname::text FROM pg_proc p
        WHERE p.pronamespace = 'app'::regnamespace AND NOT coalesce(array_to_string(p.proconfig, ',') LIKE '%search_path=pg_catalog, pg_temp%', false)
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')";
    assert_eq!(
        texts(&mut superuser, loose).await,
        Vec::<String>::new(),
        "every function has its search path fixed"
    );
}
