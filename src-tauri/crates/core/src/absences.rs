//! Absences: times in which a professional is away, on every agenda. Appointments that fall into one stay: whoever enters
//! the absence is told of them.

pub(crate) mod commands;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use leadsmart_contract::absences::AbsenceView;
use leadsmart_contract::ids::{AbsenceId, MemberId};
use leadsmart_contract::values::ShortText;
use sqlx::SqliteConnection;

use crate::error::Result;
use crate::time::moment;

/// An absence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Absence {
    /// Its id.
    pub(crate) id: AbsenceId,
    /// Who is away.
    pub(crate) member_id: MemberId,
    /// From when.
    pub(crate) start: Timestamp,
    /// Until when, exclusive.
    pub(crate) end: Timestamp,
    /// Why.
    pub(crate) reason: ShortText,
}

impl Absence {
    fn view(self, zone: &TimeZone) -> AbsenceView {
        AbsenceView {
            id: self.id,
            member_id: self.member_id,
            start: moment(self.start, zone),
            end: moment(self.end, zone),
            reason: self.reason,
        }
    }
}

/// The absences of members that touch a period, by start.
pub(crate) async fn of_members(
    connection: &mut SqliteConnection,
    members: &[MemberId],
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Absence>> {
    if members.is_empty() { Ok(Vec::new()) } else { store::of_members(connection, members, from, to).await }
}
