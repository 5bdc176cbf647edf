//! What follows on what, and where things may go.

use leadsmart_contract::agendas::CalendarView;
use leadsmart_contract::appointments::{AppointmentCard, Status};

use super::super::columns::Column;
use super::super::geometry::Span;
use super::super::state::Grouping;
use super::super::tests::{agenda_id, card, date, day_columns, day_of, member_id, view, week_columns};
use super::Happening::{Confirmed, Dragged, Nudged, Over, Released};
use super::place::{Stand, assumed, destination, gaps, movable, over_until, stand};
use super::{Aim, At, Nudge, Phase, Pull};

/// Two agendas that are open 8–12 and 13–18, of Ana 1 and Ana 2; Maria is with the first from 9:00 to 10:00.
fn two() -> CalendarView {
    let mut view = view();
    view.agendas[1].days = vec![day_of(25, &[(480, 720), (780, 1080)], None, None)];
    view.agendas[1].member_ids = vec![member_id(2)];
    view.appointments = vec![card(1, 1, &[1], 540, 600), card(2, 2, &[2], 660, 700)];
    view
}

fn columns() -> Vec<Column> {
    day_columns(&two(), Grouping::Agendas)
}

fn pull(columns: &[Column], aim: Aim, minute: u16) -> Pull {
    Pull::card(aim, 0, &columns[0].cards[0], minute)
}

fn at(phase: Phase) -> (usize, u16, u16) {
    let pull = match phase {
        Phase::Press(pull) | Phase::Dragging(pull) | Phase::Asking(pull) | Phase::Sent(pull) => pull,
        Phase::Rest => panic!("something is held"),
    };
    (pull.at.column, pull.at.span.start, pull.at.span.end)
}

#[test]
fn a_press_that_does_not_move_stays_a_click() {
    let columns = columns();
    let phase = Phase::Press(pull(&columns, Aim::Move, 550));
    assert_eq!(phase.next(Released, &columns), Phase::Rest);
    assert_eq!(phase.ghost(), None, "and nothing is drawn for it");
}

#[test]
fn a_card_follows_the_pointer_and_is_asked_about_before_it_is_sent() {
    let columns = columns();
    let phase = Phase::Press(pull(&columns, Aim::Move, 550));
    let phase = phase.next(Dragged(0, 642), &columns);
    assert_eq!(at(phase), (0, 630, 690), "held ten minutes after its start, on the nearest line");
    let phase = phase.next(Dragged(1, 795), &columns);
    assert_eq!(at(phase), (1, 780, 840), "over another column");
    let asking = phase.next(Released, &columns);
    assert!(asking.asking().is_some() && asking.ghost().is_some());
    assert_eq!(asking.next(Dragged(0, 0), &columns), asking, "the pointer is gone");
    let sent = asking.next(Confirmed, &columns);
    assert!(matches!(sent, Phase::Sent(_)) && sent.ghost().is_none());
    assert_eq!(sent.next(Over, &columns), Phase::Rest);
    assert_eq!(asking.next(Over, &columns), Phase::Rest, "Escape");
    assert_eq!(phase.next(Over, &columns), Phase::Rest, "Escape while it is dragged");
}

#[test]
fn what_comes_back_to_its_place_is_not_asked_about() {
    let columns = columns();
    let phase = Phase::Press(pull(&columns, Aim::Move, 550)).next(Dragged(0, 642), &columns);
    let phase = phase.next(Dragged(0, 552), &columns);
    assert_eq!(phase.next(Released, &columns), Phase::Rest);
}

#[test]
fn a_card_keeps_its_time_in_another_column_though_it_is_off_the_grid() {
    let mut view = two();
    view.appointments[0] = card(1, 1, &[1], 545, 585);
    let columns = day_columns(&view, Grouping::Agendas);
    let phase = Phase::Press(pull(&columns, Aim::Move, 560)).next(Dragged(1, 562), &columns);
    assert_eq!(at(phase), (1, 545, 585));
}

#[test]
fn nothing_is_dragged_past_midnight() {
    let columns = columns();
    let phase = Phase::Press(pull(&columns, Aim::Move, 540));
    assert_eq!(at(phase.next(Dragged(0, 1440), &columns)), (0, 1380, 1440));
    assert_eq!(at(phase.next(Dragged(0, 0), &columns)), (0, 0, 60));
    let edge = Phase::Press(pull(&columns, Aim::Resize, 600));
    assert_eq!(at(edge.next(Dragged(0, 1440), &columns)), (0, 540, 1440));
    let ground = Phase::Press(Pull::ground(0, 1410, 30));
    assert_eq!(at(ground.next(Dragged(0, 1440), &columns)), (0, 1410, 1440));
}

#[test]
fn an_edge_is_not_dragged_above_the_start() {
    let columns = columns();
    let phase = Phase::Press(pull(&columns, Aim::Resize, 600));
    assert_eq!(at(phase.next(Dragged(0, 640), &columns)), (0, 540, 630));
    assert_eq!(at(phase.next(Dragged(1, 100), &columns)), (0, 540, 570), "a unit is left, in its own column");
    let mut view = two();
    view.appointments[0] = card(1, 1, &[1], 540, 560);
    let columns = day_columns(&view, Grouping::Agendas);
    let short = Phase::Press(pull(&columns, Aim::Resize, 560)).next(Dragged(0, 0), &columns);
    assert_eq!(at(short), (0, 540, 560), "what was shorter stays so");
}

#[test]
fn free_ground_grows_with_the_pointer_in_units_and_goes_to_the_form() {
    let columns = columns();
    let phase = Phase::Press(Pull::ground(0, 780, 30));
    assert_eq!(at(phase.next(Dragged(0, 815), &columns)), (0, 780, 810), "not half a unit further");
    assert_eq!(at(phase.next(Dragged(0, 826), &columns)), (0, 780, 840));
    assert_eq!(at(phase.next(Dragged(1, 740), &columns)), (0, 720, 810), "upwards, in its own column");
    assert_eq!(at(Phase::Press(Pull::ground(0, 20, 30)).next(Dragged(0, 0), &columns)), (0, 20, 50));
    let dropped = phase.next(Dragged(0, 840), &columns).next(Released, &columns);
    assert!(matches!(dropped, Phase::Sent(_)), "the form asks by itself");
}

#[test]
fn keys_take_the_same_ways() {
    let columns = columns();
    let phase = Phase::Asking(pull(&columns, Aim::Move, 540));
    let go = |keys: &[Nudge]| keys.iter().fold(phase, |phase, key| phase.next(Nudged(*key), &columns));
    use Nudge::{Down, Left, Longer, Right, Shorter, Up};
    assert_eq!(at(go(&[Down])), (0, 570, 630));
    assert_eq!(at(go(&[Up, Up])), (0, 480, 540));
    assert_eq!(at(go(&[Right, Right, Down])), (1, 570, 630), "past the last column there is none");
    assert_eq!(at(go(&[Right, Left])), (0, 540, 600));
    assert_eq!(at(go(&[Longer])), (0, 540, 630));
    assert_eq!(at(go(&[Shorter, Shorter, Shorter])), (0, 540, 570));
    assert_eq!(at(go(&[Down, Longer])), (0, 570, 660), "both at once");
    assert_eq!(go(&[Down, Up]).next(Confirmed, &columns), Phase::Rest, "nothing would change");
    assert!(matches!(go(&[Down]).next(Confirmed, &columns), Phase::Sent(_)));
}

#[test]
fn keys_grow_free_ground() {
    let columns = columns();
    let phase = Phase::Asking(Pull::ground(0, 780, 30));
    let longer = phase.next(Nudged(Nudge::Down), &columns);
    assert_eq!(at(longer), (0, 780, 840));
    assert_eq!(at(longer.next(Nudged(Nudge::Up), &columns).next(Nudged(Nudge::Up), &columns)), (0, 780, 810));
    assert_eq!(at(longer.next(Nudged(Nudge::Right), &columns)), (0, 780, 840));
    assert!(matches!(longer.next(Confirmed, &columns), Phase::Sent(_)));
}

#[test]
fn what_is_over_called_off_or_not_the_persons_stays_where_it_is() {
    let mut view = two();
    let columns = day_columns(&view, Grouping::Agendas);
    assert!(movable(&columns[0], &columns[0].cards[0]));
    for status in [Status::Done, Status::NoShow, Status::Cancelled] {
        view.appointments[0] = AppointmentCard { status, ..card(1, 1, &[1], 540, 600) };
        let columns = day_columns(&view, Grouping::Agendas);
        assert!(!movable(&columns[0], &columns[0].cards[0]), "{status:?}");
    }
    view.appointments[0] = card(1, 1, &[1], 540, 600);
    view.agendas[0].manageable = false;
    let columns = day_columns(&view, Grouping::Agendas);
    assert!(!movable(&columns[0], &columns[0].cards[0]));
}

#[test]
fn a_column_that_the_person_may_not_book_takes_nothing() {
    let mut view = two();
    view.agendas[1].manageable = false;
    let columns = day_columns(&view, Grouping::Agendas);
    let phase = Phase::Press(pull(&columns, Aim::Move, 540)).next(Dragged(1, 780), &columns);
    assert_eq!(at(phase), (0, 780, 840), "it stays in its column, at the new time");
}

#[test]
fn another_agenda_or_professional_is_what_the_column_says() {
    let view = two();
    let columns = day_columns(&view, Grouping::Agendas);
    let to = |columns: &[Column], place| destination(&pull(columns, Aim::Move, 540), place, 780, columns);
    assert_eq!(to(&columns, 0).map(|to| (to.agenda, to.members)), Some((agenda_id(1), None)));
    assert_eq!(
        to(&columns, 1).map(|to| (to.agenda, to.members)),
        Some((agenda_id(2), None)),
        "chosen by the backend"
    );
    let columns = day_columns(&view, Grouping::Professionals);
    let other = Some((agenda_id(2), Some(vec![member_id(2)])));
    assert_eq!(to(&columns, 1).map(|to| (to.agenda, to.members)), other, "in place of the first");
    assert_eq!(to(&columns, 0).map(|to| to.members), Some(None));

    let mut shared = view.clone();
    shared.agendas[0].member_ids = vec![member_id(1), member_id(2)];
    let columns = day_columns(&shared, Grouping::Professionals);
    let same = Some((agenda_id(1), Some(vec![member_id(2)])));
    assert_eq!(
        to(&columns, 1).map(|to| (to.agenda, to.members)),
        same,
        "on the same agenda if she attends there"
    );
}

#[test]
fn in_a_week_a_card_goes_to_another_day() {
    let mut view = two();
    let days = |open: &[(i64, i64)]| vec![day_of(25, open, None, None), day_of(26, open, None, None)];
    view.agendas[0].days = days(&[(480, 720)]);
    let columns = week_columns(&view, 25, 26);
    let pull = Pull::card(Aim::Move, 0, &columns[0].cards[0], 540);
    let Phase::Dragging(pull) = Phase::Press(pull).next(Dragged(1, 600), &columns) else {
        panic!("it is dragged");
    };
    assert_eq!((pull.at.column, pull.at.span), (1, Span::new(600, 660)));
    let to = destination(&pull, 1, 600, &columns).expect("the day takes it");
    let card = &columns[0].cards[0].card;
    let assumed = assumed(card, pull.at, &columns[1], &to).expect("a time");
    assert_eq!(assumed.start.local, date(26).at(10, 0, 0, 0));
    assert_eq!(assumed.end.local, date(26).at(11, 0, 0, 0));
    assert_eq!(assumed.end.at.duration_since(assumed.start.at), jiff::SignedDuration::from_mins(60));
}

#[test]
fn a_place_says_what_speaks_against_it() {
    let columns = columns();
    let own = Some(columns[0].cards[0].card.id);
    let at = |start, end| stand(&columns[0], Span::new(start, end), None, 0);
    assert_eq!(at(600, 660), Stand::Free);
    assert_eq!(at(570, 630), Stand::Taken);
    assert!(matches!(at(690, 750), Stand::Off(_)), "over lunch");
    assert_eq!(stand(&columns[0], Span::new(570, 630), own, 0), Stand::Free, "it is not in its own way");
    assert_eq!(stand(&columns[0], Span::new(600, 660), None, 601), Stand::Past);
}

#[test]
fn free_times_leave_out_what_is_taken_over_or_too_short() {
    let columns = columns();
    assert_eq!(
        gaps(&columns[0], 60, None, 0),
        [Span::new(480, 540), Span::new(600, 720), Span::new(780, 1080)]
    );
    assert_eq!(gaps(&columns[0], 90, None, 0), [Span::new(600, 720), Span::new(780, 1080)]);
    let own = Some(columns[0].cards[0].card.id);
    assert_eq!(gaps(&columns[0], 60, own, 630), [Span::new(630, 720), Span::new(780, 1080)]);
    let mut view = two();
    view.agendas[0].capacity = 2;
    let columns = day_columns(&view, Grouping::Agendas);
    assert_eq!(gaps(&columns[0], 60, None, 0)[0], Span::new(480, 720), "a second place is left");
    assert_eq!(over_until(&columns[0], None, date(26)), 1440, "yesterday is over");
    assert_eq!(over_until(&columns[0], None, date(24)), 0);
}

#[test]
fn what_crosses_midnight_keeps_its_length() {
    let mut view = two();
    let night = card(1, 1, &[1], 1380, 1439);
    let end = date(26).at(0, 30, 0, 0);
    let length = jiff::SignedDuration::from_mins(90);
    let end = leadsmart_contract::values::Moment { at: night.start.at + length, local: end };
    view.appointments[0] = AppointmentCard { end, ..night };
    let columns = day_columns(&view, Grouping::Agendas);
    let held = pull(&columns, Aim::Move, 1380);
    assert_eq!(held.at, At { column: 0, span: Span::new(1380, 1470) });
    let moved = Phase::Press(held).next(Dragged(0, 600), &columns);
    assert_eq!(at(moved), (0, 600, 690));
}
