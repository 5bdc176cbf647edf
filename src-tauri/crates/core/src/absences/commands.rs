//! Contract to rules and back: the commands of this feature.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::absences::{AbsenceEntered, AbsenceView, CreateAbsence, DeleteAbsence, ListAbsences};
use leadsmart_contract::auth::Done;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::{Problem, ShortText};

use super::{Absence, AbsenceError, store};
use crate::context::{Read, Write};
use crate::error::{Defect, Invalid, Result};
use crate::table::Builder;
use crate::time::resolve;

/// The longest absence: two years, one of them a leap year.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * (365 + 366));

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table.read::<ListAbsences>(list).write::<CreateAbsence>(create).write::<DeleteAbsence>(delete)
}

async fn list(read: &mut Read, command: ListAbsences) -> Result<Vec<AbsenceView>> {
    let company = read.context.company()?;
    let connection = &mut read.transaction;
    let zone = crate::companies::place(connection, company).await?.zone;
    let from = match command.from {
        Some(from) => instant("from", from, &zone)?,
        None => read.context.now,
    };
    let to = match command.to {
        Some(to) => instant("to", to, &zone)?,
        None => from.saturating_add(SignedDuration::from_hours(24 * 365)).unwrap_or(Timestamp::MAX),
    };
    if to <= from {
        return Err(Invalid::new("to", Problem::Order).into());
    }
    let found = match command.member_id {
        Some(member) => {
            super::check_member(connection, company, member).await?;
            super::of_members(connection, &[member], from, to).await?
        }
        None => store::of_company(connection, company, from, to).await?,
    };
    Ok(found.into_iter().map(|absence| absence.view(&zone)).collect())
}

async fn create(write: &mut Write, command: CreateAbsence) -> Result<AbsenceEntered> {
    let connection = write.mutation.connection();
    let member = write.context.member()?;
    let company = member.company_id;
    super::check_member(connection, company, command.member_id).await?;
    let zone = crate::companies::place(connection, company).await?.zone;
    let (start, end) = (instant("start", command.start, &zone)?, instant("end", command.end, &zone)?);
    if end <= start {
        return Err(Invalid::new("end", Problem::Order).into());
    }
    if end.duration_since(start) > LONGEST {
        return Err(AbsenceError::TooLong.into());
    }
    let reason = command.reason.map_or_else(|| ShortText::parse(""), Ok);
    let reason = reason.map_err(|problem| Defect(format!("an empty reason: {problem}")))?;
    let absence = Absence { id: write.context.new_id(), member_id: command.member_id, start, end, reason };
    store::insert(connection, company, &absence, write.context.now).await?;
    let mut affected = Vec::new();
    if member.can(Permission::AppointmentsView) {
        affected =
            crate::appointments::cards_of_member(connection, company, absence.member_id, start, end).await?;
        affected.retain(|card| member.sees(card.agenda_id));
    }
    Ok(AbsenceEntered { absence: absence.view(&zone), affected })
}

async fn delete(write: &mut Write, command: DeleteAbsence) -> Result<Done> {
    let company = write.context.company()?;
    store::delete(write.connection(), company, command.absence_id).await?;
    Ok(Done {})
}

/// The instant of a reading of the company's clock, to the millisecond as it is stored.
fn instant(field: &'static str, local: DateTime, zone: &TimeZone) -> Result<Timestamp> {
    crate::holidays::check_year(field, local.year())?;
    let at = resolve(local, zone).map_err(|problem| Invalid::new(field, problem))?;
    crate::time::from_millis(at.as_millisecond())
}
