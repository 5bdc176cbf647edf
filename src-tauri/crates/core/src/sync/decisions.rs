//! Every table is either shared, as [`leadsmart_ports::remote::shared`] says, or belongs to one file. These tests walk the store and
//! fail where that was not decided, or was said otherwise than the store has it.

use std::collections::BTreeSet;

use leadsmart_ports::remote::shared::{self, Kind, Merge, OWN, OnDelete, TABLES};

use crate::db::capture;
use crate::testing::Bench;

#[derive(sqlx::FromRow)]
struct Column {
    name: String,
    r#type: String,
    notnull: bool,
    dflt_value: Option<String>,
    pk: i64,
}

#[tokio::test]
async fn for_every_guarded_table_it_is_decided_whether_it_is_shared() {
    let bench = Bench::new().await;
    let mut read = bench.core.db().read().await.expect("a snapshot");
    let guarded: BTreeSet<String> =
        capture::shared_tables(&mut read).await.expect("tables").into_iter().collect();
    let decided: BTreeSet<String> =
        TABLES.iter().map(|table| table.name).chain(OWN).map(str::to_owned).collect();
    assert_eq!(
        guarded, decided,
        "a table that is added needs its line in ports/src/remote/shared, or in OWN"
    );
    assert!(TABLES.iter().all(|table| !OWN.contains(&table.name)), "and not in both");
}

#[tokio::test]
async fn what_is_said_of_shared_columns_is_what_the_store_has() {
    let bench = Bench::new().await;
    let mut read = bench.core.db().read().await.expect("a snapshot");
    for table in TABLES {
        let columns: Vec<Column> =
            sqlx::query_as("SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info(?)")
                .bind(table.name)
                .fetch_all(&mut *read)
                .await
                .expect("columns");
        let here: BTreeSet<&str> =
            columns.iter().map(|column| column.name.as_str()).filter(|name| *name != "version").collect();
        let said: BTreeSet<&str> = table.columns.iter().map(|column| column.name).collect();
        assert_eq!(here, said, "the columns of {}", table.name);
        let mut key: Vec<&Column> = columns.iter().filter(|column| column.pk > 0).collect();
        key.sort_by_key(|column| column.pk);
        let key: Vec<&str> = key.into_iter().map(|column| column.name.as_str()).collect();
        assert_eq!(
            key,
            table.key().map(|column| column.name).collect::<Vec<_>>(),
            "the key of {}",
            table.name
        );
        for column in columns.iter().filter(|column| column.name != "version") {
            let said = table.column(&column.name).expect("it was compared");
            let name = format!("{}.{}", table.name, column.name);
            let kind = match said.kind {
                Kind::Id | Kind::Bytes => "BLOB",
                Kind::Integer | Kind::Flag => "INTEGER",
                Kind::Text | Kind::Json => "TEXT",
            };
            assert_eq!(column.r#type, kind, "the kind of {name}");
            let nullable = !column.notnull && column.pk == 0;
            assert_eq!(nullable, said.nullable, "whether {name} may be null");
            let default = column.dflt_value.as_deref().map(|text| text.replace('\'', "\""));
            if said.merge != Merge::Local {
                assert_eq!(default.as_deref(), said.default, "what an insert without {name} means");
            }
        }
    }
}

#[tokio::test]
async fn what_is_said_of_references_is_what_the_store_has() {
    let bench = Bench::new().await;
    let mut read = bench.core.db().read().await.expect("a snapshot");
    for (rank, table) in TABLES.iter().enumerate() {
        let keys: Vec<(String, String, String)> =
            sqlx::query_as("SELECT \"from\", \"table\", on_delete FROM pragma_foreign_key_list(?)")
                .bind(table.name)
                .fetch_all(&mut *read)
                .await
                .expect("references");
        let local = |name: &str| table.column(name).is_some_and(|column| column.merge == Merge::Local);
        let here: BTreeSet<(String, String, bool)> = keys
            .into_iter()
            .filter(|(column, ..)| !local(column))
            .map(|(column, other, on_delete)| (column, other, on_delete == "CASCADE"))
            .collect();
        let said: BTreeSet<(String, String, bool)> = table
            .references
            .iter()
            .map(|r| (r.column.to_owned(), r.table.to_owned(), r.on_delete == OnDelete::Cascade))
            .collect();
        assert_eq!(here, said, "the references of {}", table.name);
        for reference in table.references {
            let other = shared::rank(reference.table).expect("it refers to a shared table");
            assert!(other <= rank, "{} comes after {}", table.name, reference.table);
        }
    }
}
