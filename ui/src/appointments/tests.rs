//! Rules of the columns and of the keyboard in them.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};
use leadsmart_contract::agendas::{CalendarAbsence, CalendarAgenda, CalendarDay, CalendarView, ClosedBy};
use leadsmart_contract::appointments::{AppointmentCard, Status};
use leadsmart_contract::ids::{AbsenceId, AgendaId, AppointmentId, MemberId, RoleId};
use leadsmart_contract::members::MemberView;
use leadsmart_contract::values::{ClockRange, Color, Minutes, Moment, Name, ShortText, ZoneName};
use uuid::Uuid;

use super::columns::{Column, Source, Why};
use super::cursor::{Step, landing, moved, start};
use super::geometry::Span;
use super::state::{Cursor, Grouping, Who};
use super::{day, week};

pub(super) fn date(day: i8) -> Date {
    Date::new(2026, 11, day).expect("a date")
}

fn moment(day: i8, minute: i16) -> Moment {
    let local = date(day).at((minute / 60) as i8, (minute % 60) as i8, 0, 0);
    let at = local.to_zoned(jiff::tz::TimeZone::UTC).expect("a time").timestamp();
    Moment { at, local }
}

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

pub(super) fn agenda_id(number: u128) -> AgendaId {
    AgendaId::new(Uuid::from_u128(100 + number))
}

pub(super) fn member_id(number: u128) -> MemberId {
    MemberId::new(Uuid::from_u128(200 + number))
}

pub(super) fn day_of(
    day: i8,
    open: &[(i64, i64)],
    closed_by: Option<ClosedBy>,
    remark: Option<&str>,
) -> CalendarDay {
    let open = open.iter().map(|(start, end)| ClockRange::parse(*start, *end).expect("a range")).collect();
    CalendarDay { date: date(day), open, closed_by, remark: remark.map(str::to_owned) }
}

fn agenda(number: u128, members: &[u128], days: Vec<CalendarDay>) -> CalendarAgenda {
    CalendarAgenda {
        id: agenda_id(number),
        name: name(&format!("Agenda {number}")),
        color: Color::Teal,
        zone: ZoneName::parse("UTC").expect("a zone"),
        now: moment(25, 600),
        capacity: 1,
        step: Minutes::parse(30).expect("minutes"),
        member_ids: members.iter().map(|number| member_id(*number)).collect(),
        manageable: true,
        days,
    }
}

pub(super) fn card(number: u128, agenda: u128, members: &[u128], start: i16, end: i16) -> AppointmentCard {
    AppointmentCard {
        id: AppointmentId::new(Uuid::from_u128(number)),
        agenda_id: agenda_id(agenda),
        client_id: None,
        client_name: Some(name("Maria Duarte")),
        start: moment(25, start),
        end: moment(25, end),
        status: Status::Confirmed,
        services: "Consulta".into(),
        color: None,
        member_ids: members.iter().map(|number| member_id(*number)).collect(),
        has_notes: false,
        overridden: false,
        squeezed: false,
        series_id: None,
        arrived_at: None,
        revision: 1,
    }
}

fn member(number: u128) -> MemberView {
    MemberView {
        id: member_id(number),
        user_id: None,
        name: name(&format!("Ana {number}")),
        email: None,
        phone: None,
        role_id: RoleId::new(Uuid::from_u128(300)),
        role_name: name("Profissional"),
        professional: true,
        color: Color::Blue,
        active: true,
        picture_id: None,
    }
}

/// Two agendas: one of the first professional, open 8–12 and 13–18; a room that is closed.
pub(super) fn view() -> CalendarView {
    let own = agenda(1, &[1], vec![day_of(25, &[(480, 720), (780, 1080)], None, None)]);
    let room = agenda(2, &[], vec![day_of(25, &[], Some(ClosedBy::Holiday), Some("Consciência Negra"))]);
    CalendarView {
        read_at: moment(25, 600).at,
        agendas: vec![own, room],
        appointments: vec![card(1, 1, &[1], 540, 600), card(2, 1, &[1], 570, 630), card(3, 2, &[], 540, 555)],
        absences: Vec::new(),
    }
}

fn with<T>(view: &CalendarView, hidden: &[Uuid], read: impl FnOnce(Source<'_>) -> T) -> T {
    let members = [member(1), member(2)];
    let hidden: BTreeSet<Uuid> = hidden.iter().copied().collect();
    let reading: fn(&Moment, &ZoneName) -> DateTime = |moment, _| moment.local;
    read(Source { view, members: &members, hidden: &hidden, reading })
}

pub(super) fn day_columns(view: &CalendarView, grouping: Grouping) -> Vec<Column> {
    with(view, &[], |source| day::columns(source, date(25), grouping))
}

pub(super) fn week_columns(view: &CalendarView, from: i8, to: i8) -> Vec<Column> {
    with(view, &[], |source| week::columns(source, date(from), date(to), Who::Everybody))
}

#[test]
fn a_day_has_a_column_for_each_agenda_that_is_not_filtered_out() {
    let view = view();
    let keys = |columns: Vec<Column>| columns.into_iter().map(|column| column.who).collect::<Vec<_>>();
    let all = [Who::Agenda(agenda_id(1)), Who::Agenda(agenda_id(2))];
    assert_eq!(keys(day_columns(&view, Grouping::Agendas)), all);
    let hidden = [agenda_id(1).uuid()];
    let rest = with(&view, &hidden, |source| day::columns(source, date(25), Grouping::Agendas));
    assert_eq!(keys(rest), all[1..]);
}

#[test]
fn by_professional_no_appointment_is_out_of_sight() {
    let columns = day_columns(&view(), Grouping::Professionals);
    let who: Vec<Who> = columns.iter().map(|column| column.who).collect();
    assert_eq!(who, [Who::Member(member_id(1)), Who::Agenda(agenda_id(2))], "a room keeps its column");
    assert_eq!(columns.iter().map(|column| column.cards.len()).sum::<usize>(), 3);
}

#[test]
fn what_is_closed_says_why() {
    let columns = day_columns(&view(), Grouping::Agendas);
    let whys: Vec<&Why> = columns[0].off.iter().map(|off| &off.why).collect();
    assert_eq!(whys, [&Why::Outside, &Why::Lunch, &Why::Outside]);
    assert_eq!(columns[1].off[0].why, Why::Holiday(Some("Consciência Negra".into())));
    assert_eq!(columns[1].off[0].span, Span::new(0, 1440));
    assert_eq!(columns[0].why_at(730), Some(&Why::Lunch));
    assert_eq!(columns[0].why_at(540), None);
}

#[test]
fn an_absence_closes_the_column_of_who_is_alone_in_it() {
    let absence = CalendarAbsence {
        id: AbsenceId::new(Uuid::from_u128(1)),
        member_id: member_id(1),
        start: moment(24, 600),
        end: moment(25, 540),
        reason: ShortText::parse("Congresso").expect("a reason"),
    };
    let mut view = CalendarView { absences: vec![absence], ..view() };
    let alone = Why::Away { name: "Ana 1".into(), reason: "Congresso".into(), alone: true };
    assert_eq!(day_columns(&view, Grouping::Agendas)[0].why_at(500), Some(&alone));
    view.agendas[0].member_ids.push(member_id(2));
    let column = &day_columns(&view, Grouping::Agendas)[0];
    assert_eq!(column.why_at(500), None, "somebody else attends");
    assert!(
        column.off.iter().any(|off| matches!(off.why, Why::Away { alone: false, .. })),
        "but it is noted"
    );
}

#[test]
fn while_another_date_is_on_its_way_nothing_of_the_old_one_stands_under_it() {
    let columns = with(&view(), &[], |source| day::columns(source, date(26), Grouping::Agendas));
    assert!(columns.iter().all(|column| !column.known && column.cards.is_empty() && column.off.is_empty()));
    assert!(columns.iter().all(|column| column.bookable.is_empty()), "what is not known is not booked");
}

#[test]
fn a_week_has_a_column_a_day_with_the_hours_of_whoever_is_chosen() {
    let view = view();
    let of = |who| with(&view, &[], |source| week::columns(source, date(23), date(29), who));
    let all = of(Who::Everybody);
    assert_eq!(all.iter().map(|column| column.date.day()).collect::<Vec<_>>(), [23, 24, 25, 26, 27, 28, 29]);
    assert_eq!((all[2].cards.len(), all[2].open.len()), (3, 2));
    assert_eq!(of(Who::Agenda(agenda_id(2)))[2].cards.len(), 1);
    assert_eq!(of(Who::Member(member_id(1)))[2].cards.len(), 2);
    assert_eq!(of(Who::Agenda(agenda_id(9)))[2].cards.len(), 3, "an agenda that is gone leaves all in sight");
}

#[test]
fn a_time_is_booked_on_the_agenda_that_is_open_then() {
    let mut view = view();
    view.agendas[1].days = vec![day_of(25, &[(1080, 1200)], None, None)];
    let week = with(&view, &[], |source| week::columns(source, date(25), date(25), Who::Everybody));
    assert_eq!(week[0].agenda_at(1100), Some(agenda_id(2)));
    assert_eq!(week[0].agenda_at(500), Some(agenda_id(1)));
    assert_eq!(week[0].agenda_at(1300), Some(agenda_id(1)), "outside of all hours, the first");
    view.agendas[0].manageable = false;
    let week = with(&view, &[], |source| week::columns(source, date(25), date(25), Who::Everybody));
    assert_eq!(week[0].agenda_at(500), Some(agenda_id(2)), "only where the person may book");
}

fn walk(columns: &[Column], from: Cursor, steps: &[Step]) -> Vec<(usize, u16, Option<u128>)> {
    let mut cursor = from;
    let mut seen = Vec::new();
    for step in steps {
        cursor = moved(columns, &cursor, *step);
        let (place, card) = landing(columns, &cursor).expect("there are columns");
        seen.push((place, cursor.minute, card.map(|placed| placed.card.id.uuid().as_u128())));
    }
    seen
}

#[test]
fn the_keyboard_passes_over_no_card() {
    let columns = day_columns(&view(), Grouping::Agendas);
    let from = start(&columns, None).expect("a place to start");
    assert_eq!((from.column.clone(), from.minute), (columns[0].key.clone(), 480));
    use Step::{Down, First, Last, Left, Right, Up};
    let down = walk(&columns, from.clone(), &[Down, Down, Right, Down, Up]);
    assert_eq!(
        down,
        [(0, 510, None), (0, 540, Some(1)), (0, 570, Some(2)), (0, 630, None), (0, 570, Some(2))]
    );
    let across = walk(&columns, from.clone(), &[Down, Down, Right, Right, Left]);
    assert_eq!(across[3..], [(1, 570, None), (0, 540, Some(1))], "past the last lane, the next column");
    assert_eq!(walk(&columns, from, &[Last, First, Up]), [(0, 1050, None), (0, 480, None), (0, 450, None)]);
}

#[test]
fn the_keyboard_starts_now_where_that_is_open() {
    let columns = day_columns(&view(), Grouping::Agendas);
    assert_eq!(start(&columns, Some(661)).map(|cursor| cursor.minute), Some(660));
    assert_eq!(start(&columns, Some(730)).map(|cursor| cursor.minute), Some(480));
    assert_eq!(start(&[], None), None);
}

#[test]
fn the_last_minute_of_the_day_is_the_end_of_the_way() {
    let columns = day_columns(&view(), Grouping::Agendas);
    let late = Cursor { column: columns[0].key.clone(), minute: 1410, card: None };
    let down = moved(&columns, &late, Step::Down);
    assert!(down.minute < 1440);
    let early = Cursor { minute: 0, ..late };
    assert_eq!(moved(&columns, &early, Step::Up).minute, 0);
}

#[test]
fn who_is_attended_by_two_stands_in_the_column_of_each() {
    let mut view = view();
    view.agendas[1].member_ids = vec![member_id(2)];
    view.appointments = vec![card(1, 1, &[1, 2], 540, 600)];
    let columns = day_columns(&view, Grouping::Professionals);
    let of =
        |id| columns.iter().find(|column| column.who == Who::Member(id)).map(|column| column.cards.len());
    assert_eq!((of(member_id(1)), of(member_id(2))), (Some(1), Some(1)));
    let columns = day_columns(&view, Grouping::Agendas);
    let all: Vec<usize> = columns.iter().map(|column| column.cards.len()).collect();
    assert_eq!(all, [1, 0], "an agenda shows its own");
}

#[test]
fn what_was_squeezed_in_stands_to_the_right_of_what_had_the_time() {
    let mut view = view();
    let squeezed = AppointmentCard { squeezed: true, ..card(1, 1, &[1], 540, 600) };
    view.appointments = vec![squeezed, card(2, 1, &[1], 540, 600)];
    let columns = day_columns(&view, Grouping::Agendas);
    let lane = |number: u128| {
        let id = AppointmentId::new(Uuid::from_u128(number));
        let placed = columns[0].cards.iter().find(|placed| placed.card.id == id).expect("it is there");
        (placed.lane.first, placed.lane.of)
    };
    assert_eq!((lane(2), lane(1)), ((0, 2), (1, 2)));
}
