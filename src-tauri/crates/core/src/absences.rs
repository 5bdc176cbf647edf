//! Absences: times in which a professional is away, on every agenda. Appointments that fall into one stay: whoever enters
//! the absence is told of them.

pub(crate) mod commands;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use leadsmart_contract::absences::AbsenceView;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{AbsenceId, CompanyId, MemberId};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::values::ShortText;
use sqlx::SqliteConnection;

use crate::error::{Explain, NotFound, Result};
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

/// What can go wrong with absences, beyond wrong values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AbsenceError {
    /// It lasts longer than two years: a slip in the date.
    #[error("longer than two years")]
    TooLong,
}

impl Explain for AbsenceError {
    fn explain(&self, language: Language) -> Failure {
        match self {
            Self::TooLong => Failure::new(Code::InvalidInput, too_long(language))
                .with_hint(too_long_hint(language))
                .at("end"),
        }
    }
}

/// Refuses members of other companies. Who is not in use may still be entered as away.
async fn check_member(connection: &mut SqliteConnection, company: CompanyId, member: MemberId) -> Result<()> {
    if crate::members::exists(connection, company, member).await? {
        Ok(())
    } else {
        Err(NotFound::Member.into())
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

texts! {
    too_long: "Uma ausência pode durar no máximo dois anos.", "An absence may last two years at most.",
        "Una ausencia puede durar como máximo dos años.";
    too_long_hint: "Confira o ano da data final.", "Check the year of the last date.", "Revise el año de la fecha final.";
}
