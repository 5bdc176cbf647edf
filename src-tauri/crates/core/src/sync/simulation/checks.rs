//! What must hold of desktops and server.

use std::collections::{BTreeMap, BTreeSet};

use leadsmart_ports::remote::shared::{self, TABLES};
use leadsmart_ports::remote::{Columns, Row};
use serde_json::Value;
use sqlx::AssertSqlSafe;

use super::super::{rows, store};
use super::World;
use super::desktop::Desktop;
use super::ground::Ground;

pub(super) type Table = BTreeMap<String, (u64, Columns)>;

/// The rows of a desktop, by table.
pub(super) async fn of_desktop(desktop: &Desktop) -> BTreeMap<&'static str, Table> {
    let mut read = desktop.read().await;
    let mut tables = BTreeMap::new();
    for table in TABLES {
        let rows = rows::all(&mut read, table, desktop.company().uuid()).await.expect("rows");
        tables.insert(table.name, rows);
    }
    tables
}

/// The rows of one table of a desktop.
pub(super) async fn table_of(desktop: &Desktop, name: &str) -> Table {
    let table = shared::table(name).expect("a shared table");
    rows::all(&mut *desktop.read().await, table, desktop.company().uuid()).await.expect("rows")
}

/// The rows of the server, by table.
pub(super) fn of_server(rows: Vec<Row>) -> BTreeMap<&'static str, Table> {
    let mut tables: BTreeMap<&'static str, Table> =
        TABLES.iter().map(|table| (table.name, Table::new())).collect();
    for row in rows {
        let table = tables.iter_mut().find(|(name, _)| **name == row.entity).expect("a shared table");
        table.1.insert(row.key, (row.version, row.columns.expect("a live row")));
    }
    tables
}

/// No reference leads nowhere, and what waits is what shows.
pub(super) async fn between_rounds(desktop: &Desktop) {
    let mut read = desktop.read().await;
    let broken: Vec<(String, Option<i64>, String, i64)> =
        sqlx::query_as("PRAGMA foreign_key_check").fetch_all(&mut *read).await.expect("a check");
    assert!(broken.is_empty(), "references lead nowhere: {broken:?}");
    let mut last: BTreeMap<(String, String), Columns> = BTreeMap::new();
    for change in store::waiting(&mut read, desktop.company()).await.expect("what waits") {
        last.entry((change.entity, change.key)).or_default().extend(change.columns);
    }
    let mut here: BTreeMap<String, Table> = BTreeMap::new();
    for ((entity, key), columns) in last {
        if !here.contains_key(&entity) {
            here.insert(entity.clone(), table_of(desktop, &entity).await);
        }
        let Some((_, row)) = here[&entity].get(&key) else { continue };
        let shown = columns.iter().filter(|(name, _)| row.contains_key(*name));
        for (name, value) in shown {
            assert_eq!(row.get(name), Some(value), "{entity} {key} shows what waits of {name}");
        }
    }
}

/// All is handed in, read, and the same everywhere.
pub(super) async fn at_rest<G: Ground>(world: &World<G>) {
    let server = of_server(world.ground.rows(world.company).await);
    for (number, desktop) in world.desktops.iter().enumerate() {
        assert_eq!(desktop.waiting().await, 0, "desktop {number} has handed all in");
        let mut read = desktop.read().await;
        let left: i64 = sqlx::query_scalar("SELECT count(*) FROM intents WHERE company_id = ?")
            .bind(world.company.uuid())
            .fetch_one(&mut *read)
            .await
            .expect("counted");
        assert_eq!(left, 0, "desktop {number} keeps no records of what was decided");
        for (table, rows) in of_desktop(desktop).await {
            let there = server.get(table).expect("a table");
            assert_eq!(&rows, there, "{table} of desktop {number} is as on the server");
        }
        derived(desktop).await;
    }
    capacity(&server, &world.ground.placed(world.company).await);
}

/// What follows from the rows was kept in step.
async fn derived(desktop: &Desktop) {
    let mut read = desktop.read().await;
    for (index, source) in [("index_cards", "index_cards_source")] {
        let text = format!(
            "SELECT count(*) FROM (SELECT * FROM {index} EXCEPT SELECT * FROM {source}
                                   UNION ALL SELECT * FROM {source} EXCEPT SELECT * FROM {index})"
        );
        let differing: i64 =
            sqlx::query_scalar(AssertSqlSafe(text)).fetch_one(&mut *read).await.expect("counted");
        assert_eq!(differing, 0, "{index} follows from its rows");
    }
}

fn at(row: &Columns, name: &str) -> i64 {
    row.get(name).and_then(Value::as_i64).expect("a number")
}

/// Never more at once than an agenda has places, and nobody in two places.
fn capacity(server: &BTreeMap<&'static str, Table>, placed: &[String]) {
    let (appointments, agendas) = (&server["appointments"], &server["agendas"]);
    let of = |member: &(String, (u64, Columns))| {
        (member.1.1["appointment_id"].clone(), member.1.1["member_id"].clone())
    };
    let members: BTreeSet<(String, String)> = server["appointment_members"]
        .iter()
        .map(|(key, row)| of(&(key.clone(), row.clone())))
        .map(|(appointment, member)| (appointment.as_str().expect("a key").to_owned(), member.to_string()))
        .collect();
    let team = |key: &String| -> BTreeSet<&String> {
        members.iter().filter(|(appointment, _)| appointment == key).map(|(_, member)| member).collect()
    };
    for key in placed {
        let row = &appointments[key].1;
        let start = at(row, "starts_at");
        let there = |other: &&String| {
            let other = &appointments[*other].1;
            at(other, "starts_at") <= start && start < at(other, "ends_at")
        };
        let together: Vec<&String> = placed.iter().filter(there).collect();
        let on_agenda =
            together.iter().filter(|other| appointments[**other].1["agenda_id"] == row["agenda_id"]);
        let agenda = row["agenda_id"].as_str().expect("a key");
        let most = usize::try_from(at(&agendas[agenda].1, "capacity")).expect("a capacity");
        assert!(on_agenda.count() <= most, "no more than {most} at once on an agenda");
        for other in together.iter().filter(|other| **other != key) {
            assert!(team(key).is_disjoint(&team(other)), "nobody attends two at once");
        }
    }
}
