//! Contract to rules and back: the commands of this feature.

use jiff::civil::{Date, date};
use leadsmart_contract::auth::Done;
use leadsmart_contract::holidays::{
    CreateHoliday, DeleteHoliday, HolidayOrigin, HolidayView, ListHolidays, SetHolidayOpen,
};
use leadsmart_contract::ids::HolidayId;
use leadsmart_contract::language::Language;
use leadsmart_contract::values::Name;
use sqlx::SqliteConnection;

use super::{Holiday, HolidayError, store};
use crate::companies::Place;
use crate::context::{Read, Write};
use crate::error::{Defect, NotFound, Result};
use crate::table::Builder;

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table
        .read::<ListHolidays>(list)
        .write::<CreateHoliday>(create)
        .write::<DeleteHoliday>(delete)
        .write::<SetHolidayOpen>(set_open)
}

async fn list(read: &mut Read, command: ListHolidays) -> Result<Vec<HolidayView>> {
    super::check_year("year", command.year)?;
    let (from, to) = (date(command.year, 1, 1), date(command.year, 12, 31));
    let member = read.context.member()?;
    let place = crate::companies::place(&mut read.transaction, member.company_id).await?;
    let holidays = super::in_period(&mut read.transaction, &place, from, to).await?;
    let mut openings = store::openings_of_company(&mut read.transaction, member.company_id, from, to).await?;
    openings.retain(|(agenda, _)| member.sees(*agenda));
    let view = |holiday: Holiday| {
        let open =
            openings.iter().filter(|(_, date)| *date == holiday.date).map(|(agenda, _)| *agenda).collect();
        Ok(HolidayView { open_agenda_ids: open, ..unopened(holiday, read.context.language)? })
    };
    holidays.into_iter().map(view).collect()
}

async fn create(write: &mut Write, command: CreateHoliday) -> Result<HolidayView> {
    super::check_year("date", command.date.year())?;
    let connection = write.mutation.connection();
    let company = write.context.company()?;
    let place = crate::companies::place(connection, company).await?;
    if let Some(holiday) = on(connection, &place, command.date).await? {
        return Err(HolidayError::Exists(holiday.title.text(write.context.language).to_owned()).into());
    }
    let id: HolidayId = write.context.new_id();
    store::insert(connection, company, id, command.date, &command.name).await?;
    Ok(HolidayView {
        date: command.date,
        name: command.name,
        origin: HolidayOrigin::Company,
        id: Some(id),
        open_agenda_ids: Vec::new(),
    })
}

async fn delete(write: &mut Write, command: DeleteHoliday) -> Result<Done> {
    let connection = write.mutation.connection();
    let company = write.context.company()?;
    let date = store::delete(connection, company, command.holiday_id).await?;
    let place = crate::companies::place(connection, company).await?;
    if on(connection, &place, date).await?.is_none() {
        store::forget_openings(connection, company, date).await?;
    }
    Ok(Done {})
}

async fn set_open(write: &mut Write, command: SetHolidayOpen) -> Result<Done> {
    super::check_year("date", command.date.year())?;
    let connection = write.mutation.connection();
    let member = write.context.member()?;
    let agenda = crate::agendas::managed(connection, member, command.agenda_id).await?;
    if !command.open {
        store::close(connection, agenda.id, command.date).await?;
        return Ok(Done {});
    }
    let place = crate::companies::place(connection, member.company_id).await?;
    on(connection, &place, command.date).await?.ok_or(NotFound::Holiday)?;
    store::open(connection, member.company_id, agenda.id, command.date).await?;
    Ok(Done {})
}

/// The holiday of a date.
async fn on(connection: &mut SqliteConnection, place: &Place, date: Date) -> Result<Option<Holiday>> {
    Ok(super::in_period(connection, place, date, date).await?.into_iter().next())
}

/// A holiday as its callers see it, without the agendas that are open on it.
fn unopened(holiday: Holiday, language: Language) -> Result<HolidayView> {
    let name = holiday.title.text(language);
    let name =
        Name::parse(name).map_err(|problem| Defect(format!("the name of the holiday {name}: {problem}")))?;
    Ok(HolidayView {
        date: holiday.date,
        name,
        origin: holiday.origin,
        id: holiday.id,
        open_agenda_ids: Vec::new(),
    })
}
