//! How much of each day appointments take.

use std::collections::HashMap;

use jiff::Timestamp;
use leadsmart_contract::ids::{AgendaId, CompanyId};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{id_list, sound};
use crate::appointments::Load;
use crate::error::Result;

/// What appointments that are not called off take of each period, by the start, on each of these agendas. The number is the place
/// of the period. Where there are none, nothing is said.
pub(in crate::appointments) async fn loads(
    connection: &mut SqliteConnection,
    company: CompanyId,
    agendas: &[AgendaId],
    periods: &[(Timestamp, Timestamp)],
) -> Result<HashMap<(AgendaId, usize), Load>> {
    let (company, agendas) = (company.uuid(), id_list(agendas.iter().map(|agenda| agenda.uuid())));
    let periods: Vec<(i64, i64)> =
        periods.iter().map(|(from, to)| (from.as_millisecond(), to.as_millisecond())).collect();
    let periods = serde_json::to_string(&periods)?;
    let rows = sqlx::query!(
        r#"SELECT a.agenda_id AS "agenda_id!: Uuid", period.key + 0 AS "period!: i64", COUNT(*) AS "appointments!: i64",
                  SUM((a.ends_at - a.starts_at) / 60000) AS "minutes!: i64",
                  COUNT(*) FILTER (WHERE a.status = 'pending') AS "unconfirmed!: i64"
           FROM json_each(?) AS agenda CROSS JOIN json_each(?) AS period
                CROSS JOIN appointments a
                  ON a.agenda_id = unhex(agenda.value)
                 AND a.starts_at >= period.value ->> 0 AND a.starts_at < period.value ->> 1
           WHERE +a.company_id = ? AND a.status NOT IN ('cancelled', 'no_show')
           GROUP BY agenda.key, period.key"#,
        agendas,
        periods,
        company
    )
    .fetch_all(connection)
    .await?;
    let loads = rows.into_iter().map(|row| {
        let load = Load {
            appointments: sound(u32::try_from(row.appointments))?,
            minutes: sound(u32::try_from(row.minutes))?,
            unconfirmed: sound(u32::try_from(row.unconfirmed))?,
        };
        Ok(((AgendaId::new(row.agenda_id), sound(usize::try_from(row.period))?), load))
    });
    loads.collect()
}
