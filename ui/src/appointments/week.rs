//! The columns of a week: one for each day, of one agenda, one professional, or all.

use jiff::ToSpan;
use jiff::civil::Date;
use leadsmart_contract::values::Color;

use super::columns::{Column, Sketch, Source};
use super::state::Who;

/// The columns from a date to another.
pub(super) fn columns(source: Source<'_>, from: Date, to: Date, whose: Who) -> Vec<Column> {
    let dates = from.series(1.day()).take_while(|date| *date <= to);
    dates.map(|date| column(source, date, known(source, whose))).collect()
}

/// Everybody, where the agenda or professional of the choice is gone.
fn known(source: Source<'_>, whose: Who) -> Who {
    let there = match whose {
        Who::Everybody => true,
        Who::Agenda(id) => source.view.agendas.iter().any(|agenda| agenda.id == id),
        Who::Member(id) => source.members.iter().any(|member| member.id == id),
    };
    if there { whose } else { Who::Everybody }
}

fn column(source: Source<'_>, date: Date, who: Who) -> Column {
    let (agendas, members) = match who {
        Who::Everybody => (source.agendas().collect(), Vec::new()),
        Who::Agenda(id) => {
            let own: Vec<_> = source.view.agendas.iter().filter(|agenda| agenda.id == id).collect();
            let members = own.iter().flat_map(|agenda| agenda.member_ids.iter().copied()).collect();
            (own, members)
        }
        Who::Member(id) => (source.agendas_of(id), vec![id]),
    };
    let shown: Vec<_> = agendas.iter().map(|agenda| agenda.id).collect();
    // The weekday tells the columns apart, so that they stay when the week changes.
    let key = format!("day:{}", date.weekday().to_monday_one_offset());
    let sketch = Sketch { key, who, name: None, color: Color::Slate, agendas, members };
    source.column(sketch, date, |card| match who {
        Who::Everybody | Who::Agenda(_) => shown.contains(&card.agenda_id),
        Who::Member(id) => card.member_ids.contains(&id),
    })
}
