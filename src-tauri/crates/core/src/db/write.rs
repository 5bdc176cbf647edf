//! The one write path: a change and the intents that record it, in one transaction.

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
}

impl Mutation {
    /// Waits for its turn to write and opens the guard.
    pub(crate) async fn begin(db: &Db, context: &Context, operation: &str) -> Result<Self> {
        let mut transaction = db.write_local().await?;
        let id: Uuid = context.new_id();
        let at = context.now.as_millisecond();
        let before = sqlx::query_scalar!(
            r#"INSERT INTO write_context (id, mutation, operation, at, captures) VALUES (1, ?, ?, ?, 1)
               RETURNING (SELECT COALESCE(MAX(seq), 0) FROM intents) AS "before!: i64""#,
            id,
            operation,
            at
        )
        .fetch_one(&mut *transaction)
        .await?;
        Ok(Self { db: db.clone(), transaction, before })
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
        let mut changes: Vec<Changed> = Vec::new();
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
fn topic(entity: &str) -> Result<Topic> {
    Ok(match entity {
        "users" | "pictures" | "access_codes" => Topic::Account,
        "companies" | "invite_codes" | "mail_servers" => Topic::Companies,
        "roles" => Topic::Roles,
        "members" => Topic::Members,
        "clients" | "client_phones" => Topic::Clients,
        "agendas" | "agenda_members" | "agenda_exceptions" => Topic::Agendas,
        "services" => Topic::Services,
        "absences" => Topic::Absences,
        "holidays" | "holiday_openings" => Topic::Holidays,
        "appointments" | "appointment_members" | "appointment_services" | "appointment_changes" => {
            Topic::Appointments
        }
        other => return Err(Defect(format!("the table {other} has no topic")).into()),
    })
}
