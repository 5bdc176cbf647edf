//! The page of a month: how full each day of each agenda is.

use std::collections::HashMap;

use jiff::civil::Date;
use leadsmart_contract::agendas::{
    CalendarDay, ClosedBy, DayLoad, GetMonth, MonthAgenda, MonthDay, MonthView,
};
use leadsmart_contract::ids::AgendaId;
use leadsmart_contract::permission::Permission;

use super::calendar::{MOST_DAYS, columns, day, instants};
use super::{Booking, check_period};
use crate::appointments::{Load, loads};
use crate::context::Read;
use crate::error::Result;

/// What appointments take, by agenda and place of the date in the month.
type Loads = HashMap<(AgendaId, usize), Load>;

/// A month.
///
/// # Errors
/// A period that cannot be, or an agenda that the caller may not see.
pub(super) async fn page(read: &mut Read, command: GetMonth) -> Result<MonthView> {
    let GetMonth { from, to, agenda_ids, .. } = command;
    check_period(from, to, MOST_DAYS)?;
    let columns = columns(read, &agenda_ids, from, to).await?;
    let dates: Vec<Date> = from.series(jiff::Span::new().days(1)).take_while(|date| *date <= to).collect();
    let loads = taken(read, &columns, &dates).await?;
    let language = read.context.language;
    let drawn = dates.iter().enumerate().map(|(place, date)| {
        let days: Vec<CalendarDay> = columns.iter().map(|column| day(column, *date, language)).collect();
        let closing = days.iter().find(|day| day.closed_by == Some(ClosedBy::Holiday));
        let holiday = closing.and_then(|day| day.remark.clone());
        let load = |(column, day): (&Booking, &CalendarDay)| {
            let taken = loads.get(&(column.id, place)).copied().unwrap_or_default();
            load(column, day, taken)
        };
        let loads = columns.iter().zip(&days).map(load);
        MonthDay {
            date: *date,
            holiday,
            loads: loads.filter(|load| load.open > 0 || load.appointments > 0).collect(),
        }
    });
    let days = drawn.collect();
    let agenda = |column: Booking| MonthAgenda { id: column.id, name: column.name, color: column.color };
    Ok(MonthView { days, agendas: columns.into_iter().map(agenda).collect() })
}

fn load(column: &Booking, day: &CalendarDay, taken: Load) -> DayLoad {
    let minutes = |range: &leadsmart_contract::values::ClockRange| u32::from(range.end() - range.start());
    let open: u32 = day.open.iter().map(minutes).sum();
    DayLoad {
        agenda_id: column.id,
        open: open.saturating_mul(u32::from(column.rules.capacity)),
        booked: taken.minutes,
        appointments: taken.appointments,
        unconfirmed: taken.unconfirmed,
    }
}

/// What appointments take. A day begins and ends by the clock of its agenda: one question for each zone, so mostly one.
async fn taken(read: &mut Read, columns: &[Booking], dates: &[Date]) -> Result<Loads> {
    let member = read.context.member()?;
    let (company, mut all) = (member.company_id, Loads::new());
    if !member.can(Permission::AppointmentsView) {
        return Ok(all);
    }
    let mut left: Vec<&Booking> = columns.iter().collect();
    while let Some(zone) = left.first().map(|column| column.zone.clone()) {
        let (here, others): (Vec<_>, Vec<_>) = left.into_iter().partition(|column| column.zone == zone);
        let ids: Vec<AgendaId> = here.iter().map(|column| column.id).collect();
        let days = dates.iter().map(|date| instants(*date, *date, &zone)).collect::<Result<Vec<_>>>()?;
        all.extend(loads(&mut read.transaction, company, &ids, &days).await?);
        left = others;
    }
    Ok(all)
}
