//! Holidays: those of the country and state, by law, and those that the company adds. An agenda that observes holidays is
//! closed on them, unless it was opened for one.
//!
//! Only the laws of Brazil are known; elsewhere a company enters its own.

mod brazil;
pub(crate) mod commands;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use jiff::civil::Date;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::holidays::HolidayOrigin;
use leadsmart_contract::ids::{AgendaId, HolidayId};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::values::{Name, Problem};
use sqlx::SqliteConnection;

use crate::companies::Place;
use crate::error::{Explain, Invalid, Result};

/// The years that are computed.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2200;

/// The name of a holiday.
#[derive(Clone, Debug)]
pub(crate) enum Title {
    /// In every language, because the law made it.
    Law(fn(Language) -> &'static str),
    /// As the company wrote it.
    Company(Name),
}

impl Title {
    /// The name in a language.
    pub(crate) fn text(&self, language: Language) -> &str {
        match self {
            Self::Law(name) => name(language),
            Self::Company(name) => name.as_str(),
        }
    }
}

/// A holiday on a date.
#[derive(Clone, Debug)]
pub(crate) struct Holiday {
    /// The date.
    pub(crate) date: Date,
    /// Its name.
    pub(crate) title: Title,
    /// Where it comes from.
    pub(crate) origin: HolidayOrigin,
    /// Set for those of the company.
    pub(crate) id: Option<HolidayId>,
}

/// What can go wrong with holidays, beyond wrong values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HolidayError {
    /// The date is a holiday already, of this name.
    #[error("a holiday already")]
    Exists(String),
}

impl Explain for HolidayError {
    fn explain(&self, language: Language) -> Failure {
        let Self::Exists(name) = self;
        Failure::new(Code::AlreadyExists, exists(language, name)).with_hint(exists_hint(language)).at("date")
    }
}

/// The holidays at a place from `from` to `to`, both included, by date: of one date those by law come first.
pub(crate) async fn in_period(
    connection: &mut SqliteConnection,
    place: &Place,
    from: Date,
    to: Date,
) -> Result<Vec<Holiday>> {
    let mut holidays: Vec<Holiday> = Vec::new();
    for year in from.year()..=to.year() {
        holidays.extend(by_law(&place.country, place.state.as_deref(), year));
    }
    holidays.retain(|holiday| (from..=to).contains(&holiday.date));
    holidays.extend(store::of_company(connection, place.company_id, from, to).await?);
    holidays.sort_by_key(|holiday| (holiday.date, holiday.origin));
    Ok(holidays)
}

/// The dates from `from` to `to` on which agendas are open although they are holidays.
pub(crate) async fn openings(
    connection: &mut SqliteConnection,
    agendas: &[AgendaId],
    from: Date,
    to: Date,
) -> Result<HashSet<(AgendaId, Date)>> {
    store::openings(connection, agendas, from, to).await
}

/// The holidays that the law gives a country and state in a year.
fn by_law(country: &str, state: Option<&str>, year: i16) -> Vec<Holiday> {
    if country == "BR" && YEARS.contains(&year) { brazil::holidays(state, year) } else { Vec::new() }
}

/// Refuses dates too far away to be meant.
pub(crate) fn check_year(field: &'static str, year: i16) -> Result<()> {
    let (least, most) = (i64::from(*YEARS.start()), i64::from(*YEARS.end()));
    if YEARS.contains(&year) { Ok(()) } else { Err(Invalid::new(field, Problem::Range(least, most)).into()) }
}

texts! {
    exists(name: &str): "Esta data já é feriado: {name}.", "This date is already a holiday: {name}.", "Esta fecha ya es feriado: {name}.";
    exists_hint: "Não é preciso acrescentá-la. Para abrir nesse dia, abra a agenda no feriado.",
        "There is no need to add it. To work on that day, open the agenda on the holiday.",
        "No hace falta agregarla. Para atender ese día, abra la agenda en el feriado.";
}
