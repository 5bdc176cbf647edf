//! The one write path: a change and the intents that record it, in one transaction.

use jiff::Timestamp;
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::topic::{Changed, Topic};
use sqlx::{Sqlite, SqliteConnection, Transaction};
use uuid::Uuid;

use super::Db;
use crate::context::Context;
use crate::error::{Defect, Result};

/// A change in progress. Dropped without its commit, it never happened.
pub struct Mutation {
    db: Db,
    transaction: Transaction<'static, Sqlite>,
    /// The number of the last intent before this change.
    before: i64,
    /// What else changed: rows that came from elsewhere leave no intents.
    announces: Vec<Changed>,
}

impl Mutation {
    /// Waits for its turn to write and opens the guard.
    pub(crate) async fn begin(db: &Db, context: &Context, operation: &str) -> Result<Self> {
        Self::open(db, context.new_id(), context.now, operation, true).await
    }

    /// Waits for its turn and opens the guard for rows that come from elsewhere: they are no intents to go up again.
    pub(crate) async fn receive(db: &Db, id: Uuid, now: Timestamp) -> Result<Self> {
        Self::open(db, id, now, "sync", false).await
    }

    async fn open(db: &Db, id: Uuid, now: Timestamp, operation: &str, captures: bool) -> Result<Self> {
        let mut transaction = db.write_local().await?;
        let at = now.as_millisecond();
        let before = sqlx::query_scalar!(
            r#"INSERT INTO write_context (id, mutation, operation, at, captures) VALUES (1, ?, ?, ?, ?)
               RETURNING (SELECT COALESCE(MAX(seq), 0) FROM intents) AS "before!: i64""#,
            id,
            operation,
            at,
            captures
        )
        .fetch_one(&mut *transaction)
        .await?;
        Ok(Self { db: db.clone(), transaction, before, announces: Vec::new() })
    }

    /// Has something announced that leaves no intents.
    pub(crate) fn announce(&mut self, change: Changed) {
        if !self.announces.contains(&change) {
            self.announces.push(change);
        }
    }

    /// The connection, inside the transaction.
    pub fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }

    /// Closes the guard, stores everything, and announces what changed.
    pub(crate) async fn commit(mut self) -> Result<()> {
        let touched = sqlx::query!(
            r#"SELECT DISTINCT entity, company_id AS "company_id: Uuid" FROM intents WHERE seq > ?"#,
            self.before
        )
        .fetch_all(&mut *self.transaction)
        .await?;
        let mut changes = std::mem::take(&mut self.announces);
        for row in touched {
            let change =
                Changed { company_id: row.company_id.map(CompanyId::new), topic: topic(&row.entity)? };
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
        sqlx::query!("DELETE FROM write_context").execute(&mut *self.transaction).await?;
        self.transaction.commit().await?;
        self.db.announce(changes);
        Ok(())
    }
}

/// The topic under which a change of a table is announced.
pub(crate) fn topic(entity: &str) -> Result<Topic> {
    Ok(match entity {
        "users" | "pictures" | "access_codes" => Topic::Account,
        "companies" | "invite_codes" | "mail_servers" => Topic::Companies,
        "roles" => Topic::Roles,
        "members" => Topic::Members,
        "clients" | "client_phones" | "client_distinctions" | "client_merges" => Topic::Clients,
        "agendas" | "agenda_members" | "agenda_exceptions" => Topic::Agendas,
        "services" => Topic::Services,
        "absences" => Topic::Absences,
        "holidays" | "holiday_openings" => Topic::Holidays,
        "appointments"
        | "appointment_members"
        | "appointment_services"
        | "appointment_changes"
        | "appointment_series" => Topic::Appointments,
        "conflicts" => Topic::Sync,
        "instances" | "instance_leases" => Topic::Instances,
        "threads" | "thread_notes" | "quick_replies" => Topic::Threads,
        "messages" | "message_media" | "message_revisions" => Topic::Messages,
        other => return Err(Defect(format!("the table {other} has no topic")).into()),
    })
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::clients::CreateClient;
    use leadsmart_contract::failure::Code;
    use leadsmart_contract::ids::ClientId;
    use serde_json::json;

    use super::*;
    use crate::testing::{Bench, Person};

    fn client(owner: &Person, number: usize) -> CreateClient {
        serde_json::from_value(json!({
            "company_id": owner.company, "name": format!("Client {number}"), "allow_duplicate": true,
            "notes": "a long note ".repeat(100),
        }))
        .expect("a command")
    }

    /// Bounds the size of the file, as a disk does: the engine then fails as it does on a full one (sqlite.org/pragma.html,
    /// `max_page_count`).
    async fn bound(bench: &Bench, pages: i64) {
        let mut writer = bench.core.db().write_local().await.expect("the writer");
        let pragma = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
        sqlx::raw_sql(pragma).execute(&mut *writer).await.expect("a bound");
        writer.rollback().await.expect("given back");
    }

    #[tokio::test]
    async fn a_full_disk_is_told_and_costs_nothing_that_was_acknowledged_and_work_goes_on_with_room() {
        let bench = Bench::new().await;
        let owner = bench.company("Clínica").await;
        let mut stored: Vec<ClientId> = Vec::new();
        for number in 0..3 {
            stored.push(bench.call(&owner, client(&owner, number)).await.expect("there is room").id);
        }
        // Less than it has now counts as what it has now.
        bound(&bench, 1).await;
        let refused = loop {
            match bench.call(&owner, client(&owner, stored.len())).await {
                Ok(client) => stored.push(client.id),
                Err(refused) => break refused,
            }
        };
        assert_eq!(refused.code, Code::StorageFull, "{refused}");
        assert!(refused.hint.is_some_and(|hint| hint.contains("Free some disk space")), "it says what to do");
        let mut changes = bench.core.changes();
        for _ in 0..3 {
            let again = bench.call(&owner, client(&owner, 0)).await.expect_err("still full");
            assert_eq!(again.code, Code::StorageFull, "{again}");
        }
        assert!(changes.try_recv().is_err(), "what was not stored is not announced");
        bound(&bench, i64::from(u32::MAX - 1)).await;
        stored.push(bench.call(&owner, client(&owner, stored.len())).await.expect("there is room again").id);
        let mut read = bench.core.db().read().await.expect("a snapshot");
        let there: Vec<Uuid> =
            sqlx::query_scalar("SELECT id FROM clients").fetch_all(&mut *read).await.expect("clients");
        assert_eq!(there.len(), stored.len(), "all that was acknowledged is there, and nothing else");
        assert!(stored.iter().all(|id| there.contains(&id.uuid())));
        let intents: i64 =
            sqlx::query_scalar("SELECT count(DISTINCT row_key) FROM intents WHERE entity = 'clients'")
                .fetch_one(&mut *read)
                .await
                .expect("intents");
        assert_eq!(usize::try_from(intents), Ok(stored.len()), "and is recorded");
    }

    #[tokio::test]
    async fn a_transaction_that_the_engine_rolled_back_by_itself_does_not_stop_the_next() {
        let bench = Bench::new().await;
        let owner = bench.company("Clínica").await;
        for committed in [true, false] {
            let mut write = bench.write().await;
            sqlx::raw_sql("ROLLBACK").execute(write.connection()).await.expect("rolled back past sqlx");
            if committed {
                write.mutation.commit().await.expect_err("there is nothing to commit");
            } else {
                drop(write);
            }
            bench.call(&owner, client(&owner, 0)).await.expect("the writer serves again");
        }
    }
}
