//! The columns of a day: one for each agenda, or one for each professional.

use jiff::civil::Date;
use leadsmart_contract::agendas::CalendarAgenda;
use leadsmart_contract::appointments::AppointmentCard;
use leadsmart_contract::ids::MemberId;

use super::columns::{Column, Sketch, Source};
use super::state::{Grouping, Who};

/// The columns of a date.
pub(super) fn columns(source: Source<'_>, date: Date, grouping: Grouping) -> Vec<Column> {
    match grouping {
        Grouping::Agendas => {
            source.agendas().map(|agenda| of_agenda(source, agenda, date, |_| true)).collect()
        }
        Grouping::Professionals => of_professionals(source, date),
    }
}

/// A column for each professional who attends on an agenda; then the agendas on which nobody in particular does, such as a
/// room, so that no appointment is out of sight.
fn of_professionals(source: Source<'_>, date: Date) -> Vec<Column> {
    let attends = |id: MemberId| source.view.agendas.iter().any(|agenda| agenda.member_ids.contains(&id));
    let shown = |id: MemberId| source.members.iter().any(|member| member.id == id) && attends(id);
    let people = source.members.iter().filter(|member| attends(member.id) && !source.hides(member.id.uuid()));
    let people = people.map(|member| {
        let sketch = Sketch {
            key: Who::Member(member.id).key(),
            who: Who::Member(member.id),
            name: Some(member.name.to_string()),
            color: member.color,
            agendas: source.agendas_of(member.id),
            members: vec![member.id],
        };
        source.column(sketch, date, |card| card.member_ids.contains(&member.id))
    });
    let without = |card: &AppointmentCard| !card.member_ids.iter().any(|id| shown(*id));
    let left = source.agendas().filter(|agenda| {
        !agenda.member_ids.iter().any(|id| shown(*id))
            || source.view.appointments.iter().any(|card| card.agenda_id == agenda.id && without(card))
    });
    people.chain(left.map(|agenda| of_agenda(source, agenda, date, without))).collect()
}

fn of_agenda(
    source: Source<'_>,
    agenda: &CalendarAgenda,
    date: Date,
    wanted: impl Fn(&AppointmentCard) -> bool,
) -> Column {
    let sketch = Sketch {
        key: Who::Agenda(agenda.id).key(),
        who: Who::Agenda(agenda.id),
        name: Some(agenda.name.to_string()),
        color: agenda.color,
        agendas: source.view.agendas.iter().filter(|other| other.id == agenda.id).collect(),
        members: agenda.member_ids.clone(),
    };
    source.column(sketch, date, |card| card.agenda_id == agenda.id && wanted(card))
}
