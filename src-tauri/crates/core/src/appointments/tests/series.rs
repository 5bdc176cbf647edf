//! What repeats: booked, moved and called off together.

mod changes;
mod rights;

use jiff::civil::Date;
use leadsmart_contract::appointments::{
    CancelSeries, CheckSeries, CreateSeries, GetAppointment, ListAppointments, Occurrence, Repeat, RepeatEnd,
    RepeatUnit, SeriesOutcome, SeriesScope, UndoMany, UpdateSeries,
};
use leadsmart_contract::ids::{ChangeId, SeriesId};

use super::*;

const WEEKLY: Repeat = Repeat { every: 1, unit: RepeatUnit::Week, end: RepeatEnd::Count { count: 4 } };

/// The four Thursdays of [`WEEKLY`].
const DATES: [&str; 4] = ["2026-11-26", "2026-12-03", "2026-12-10", "2026-12-17"];

impl Clinic {
    fn series(&self, start: Start, repeat: Repeat) -> CreateSeries {
        CreateSeries {
            company_id: self.owner.company,
            id: None,
            agenda_id: self.agenda,
            client_id: self.client,
            start,
            duration: None,
            service_ids: List::default(),
            member_ids: None,
            status: None,
            notes: None,
            repeat,
            leave_out: List::default(),
            override_on: List::default(),
        }
    }

    fn weekly(&self, time: &str) -> CreateSeries {
        self.series(on_thursday(time), WEEKLY)
    }

    async fn book_series(&self, command: CreateSeries) -> Result<SeriesOutcome, Failure> {
        self.bench.call(&self.owner, command).await
    }

    /// Books a series of which every date is free.
    async fn booked_series(&self, command: CreateSeries) -> SeriesOutcome {
        let outcome = self.book_series(command).await.expect("an outcome");
        assert_eq!(outcome.refused, [], "every date is free");
        outcome
    }

    async fn check_series(&self, of: &CreateSeries) -> Result<Vec<Occurrence>, Failure> {
        let check = CheckSeries {
            company_id: of.company_id,
            agenda_id: of.agenda_id,
            start: of.start,
            duration: of.duration,
            service_ids: of.service_ids.clone(),
            member_ids: of.member_ids.clone(),
            repeat: of.repeat,
        };
        self.bench.call(&self.owner, check).await
    }

    async fn view(&self, id: AppointmentId) -> AppointmentView {
        let command = GetAppointment { company_id: self.owner.company, appointment_id: id };
        self.bench.call(&self.owner, command).await.expect("it is there")
    }

    /// Moves those that are meant from one of them on.
    fn shift(&self, of: AppointmentId, scope: SeriesScope, start: Option<Start>) -> UpdateSeries {
        UpdateSeries {
            company_id: self.owner.company,
            appointment_id: of,
            revision: None,
            scope,
            start,
            duration: None,
            agenda_id: None,
            member_ids: None,
            service_ids: None,
            notes: None,
            leave_out: List::default(),
            r#override: false,
        }
    }

    async fn shifted(&self, command: UpdateSeries) -> SeriesOutcome {
        self.bench.call(&self.owner, command).await.expect("an outcome")
    }

    async fn cancel_series(&self, of: AppointmentId, scope: SeriesScope) -> Result<SeriesOutcome, Failure> {
        let command = CancelSeries {
            company_id: self.owner.company,
            appointment_id: of,
            revision: None,
            scope,
            reason: None,
        };
        self.bench.call(&self.owner, command).await
    }

    async fn undo_all(&self, outcome: &SeriesOutcome) -> leadsmart_contract::appointments::ManyChanged {
        let change_ids = List::parse(changes(outcome)).expect("different ones");
        let undo = UndoMany { company_id: self.owner.company, change_ids };
        self.bench.call(&self.owner, undo).await.expect("an outcome")
    }

    /// Where the appointments of a series are, as `2026-11-26T14:00`, those that are called off in brackets.
    async fn starts(&self, of: AppointmentId) -> Vec<String> {
        let series = self.view(of).await.series.expect("a series");
        let text = |entry: &leadsmart_contract::appointments::SeriesEntry| {
            let start = entry.start.local.strftime("%Y-%m-%dT%H:%M").to_string();
            if entry.status == Status::Cancelled { format!("({start})") } else { start }
        };
        series.entries.iter().map(text).collect()
    }

    /// How many appointments the company has.
    async fn count(&self) -> usize {
        let list: ListAppointments =
            serde_json::from_value(serde_json::json!({ "company_id": self.owner.company, "limit": 500 }))
                .expect("a command");
        self.bench.call(&self.owner, list).await.expect("a page").items.len()
    }
}

fn ids(outcome: &SeriesOutcome) -> Vec<AppointmentId> {
    outcome.changed.iter().map(|changed| changed.appointment_id).collect()
}

fn changes(outcome: &SeriesOutcome) -> Vec<ChangeId> {
    outcome.changed.iter().filter_map(|changed| changed.change_id).collect()
}

/// The dates that break rules, and which.
fn refused(occurrences: &[Occurrence]) -> Vec<(String, Vec<Rule>)> {
    let broken = |of: &Occurrence| of.broken_rules.iter().map(|broken| broken.rule).collect();
    let taken = occurrences.iter().filter(|one| !one.broken_rules.is_empty());
    taken.map(|one| (one.date.to_string(), broken(one))).collect()
}

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn at(time: &str) -> Vec<String> {
    DATES.iter().map(|date| format!("{date}T{time}")).collect()
}

#[tokio::test]
async fn a_series_is_appointments_that_know_of_each_other() {
    let clinic = Clinic::open().await;
    let outcome = clinic.booked_series(clinic.weekly("14:00")).await;
    assert_eq!((outcome.changed.len(), outcome.kept.len()), (4, 0));
    for id in ids(&outcome) {
        let view = clinic.view(id).await;
        assert_eq!(view.card.series_id, Some(outcome.series_id), "a card tells its series");
        let series = view.series.expect("a series");
        assert_eq!((series.id, series.repeat, series.entries.len()), (outcome.series_id, WEEKLY, 4));
        assert_eq!(clinic.starts(id).await, at("14:00"));
    }
    let alone = clinic.booked("10:00").await;
    assert_eq!((alone.card.series_id, alone.series), (None, None));
    assert_eq!(super::lists::stale_cards(&clinic).await, 0);
}

#[tokio::test]
async fn the_dates_that_are_not_free_are_told_with_their_rules() {
    let clinic = Clinic::open().await;
    let taken = CreateAppointment { start: on(DATES[2], "14:15"), ..clinic.at("14:00") };
    clinic.book(taken).await.expect("free");
    let weekly = clinic.weekly("14:00");
    let all = clinic.check_series(&weekly).await.expect("an answer");
    assert_eq!(all.iter().map(|one| one.date.to_string()).collect::<Vec<_>>(), DATES);
    assert_eq!(refused(&all), [(DATES[2].to_owned(), vec![Rule::Full])]);
    assert!(all[2].broken_rules[0].overridable && !all[2].broken_rules[0].message.is_empty());
    assert_eq!(clinic.count().await, 1, "asking books nothing");

    let outcome = clinic.book_series(weekly.clone()).await.expect("an outcome");
    assert_eq!(refused(&outcome.refused), [(DATES[2].to_owned(), vec![Rule::Full])]);
    assert_eq!((outcome.changed.len(), clinic.count().await), (0, 1), "all or none");

    let leave_out = only(date(DATES[2]));
    let outcome = clinic.booked_series(CreateSeries { leave_out, ..weekly.clone() }).await;
    assert_eq!(outcome.changed.len(), 3);
    let expected: Vec<String> = at("14:00").into_iter().filter(|start| !start.contains(DATES[2])).collect();
    assert_eq!(clinic.starts(ids(&outcome)[0]).await, expected);
}

#[tokio::test]
async fn a_date_is_booked_against_the_rules_where_that_is_said_and_remembers_it() {
    let clinic = Clinic::open().await;
    let taken = CreateAppointment { start: on(DATES[1], "14:00"), ..clinic.at("14:00") };
    clinic.book(taken).await.expect("free");
    let command = CreateSeries { override_on: only(date(DATES[1])), ..clinic.weekly("14:00") };
    let outcome = clinic.booked_series(command).await;
    let squeezed = clinic.view(ids(&outcome)[1]).await;
    assert!(squeezed.card.squeezed && squeezed.card.overridden, "the card is marked");
    assert_eq!(squeezed.broken_rules.iter().map(|broken| broken.rule).collect::<Vec<_>>(), [Rule::Full]);
    let free = clinic.view(ids(&outcome)[0]).await;
    assert!(!free.card.squeezed && !free.card.overridden);
    assert_eq!(super::lists::stale_cards(&clinic).await, 0);
}

#[tokio::test]
async fn a_booking_outside_of_the_hours_is_against_a_rule_but_not_squeezed_in() {
    let clinic = Clinic::open().await;
    let view =
        clinic.book(CreateAppointment { r#override: true, ..clinic.at("19:00") }).await.expect("booked");
    assert!(view.card.overridden && !view.card.squeezed);
}

#[tokio::test]
async fn the_dates_of_a_series_count_for_each_other() {
    let clinic = Clinic::open().await;
    let limit =
        serde_json::from_value(serde_json::json!([{ "period": "week", "unit": "appointments", "most": 2 }]));
    let limited = BookingRules { limits: limit.expect("a limit"), ..rules() };
    let room = clinic.agenda("Sala 2", limited, &[]).await;
    let daily = Repeat { every: 1, unit: RepeatUnit::Day, end: RepeatEnd::Count { count: 5 } };
    // From Monday to Friday.
    let command = CreateSeries { agenda_id: room, ..clinic.series(on("2026-11-30", "10:00"), daily) };
    let all = clinic.check_series(&command).await.expect("an answer");
    let limited: Vec<(String, Vec<Rule>)> =
        ["2026-12-02", "2026-12-03", "2026-12-04"].map(|date| (date.to_owned(), vec![Rule::Limit])).into();
    assert_eq!(refused(&all), limited, "two in a week are enough");
}

#[tokio::test]
async fn what_closes_a_date_is_found_over_the_whole_length() {
    let clinic = Clinic::open().await;
    let daily =
        Repeat { every: 1, unit: RepeatUnit::Day, end: RepeatEnd::Until { date: date("2026-12-28") } };
    let all = clinic.check_series(&clinic.series(on("2026-12-24", "10:00"), daily)).await.expect("an answer");
    assert_eq!(
        refused(&all),
        [
            ("2026-12-25".to_owned(), vec![Rule::Holiday]),
            ("2026-12-26".to_owned(), vec![Rule::Closed]),
            ("2026-12-27".to_owned(), vec![Rule::Closed])
        ]
    );
    let yearly = Repeat { every: 6, unit: RepeatUnit::Month, end: RepeatEnd::Count { count: 5 } };
    clinic
        .alter(
            "UPDATE agendas SET horizon = '{\"kind\":\"days\",\"days\":200}' WHERE id = ?",
            clinic.agenda.uuid(),
        )
        .await;
    let all =
        clinic.check_series(&clinic.series(on("2026-12-01", "10:00"), yearly)).await.expect("an answer");
    assert_eq!(refused(&all).iter().filter(|(_, rules)| rules.contains(&Rule::Horizon)).count(), 3);
}

#[tokio::test]
async fn two_o_clock_stays_two_o_clock_when_the_clocks_change() {
    let clinic = Clinic::open().await;
    clinic.alter("UPDATE agendas SET zone = 'Europe/Berlin' WHERE id = ?", clinic.agenda.uuid()).await;
    let repeat = Repeat { end: RepeatEnd::Count { count: 2 }, ..WEEKLY };
    let all =
        clinic.check_series(&clinic.series(on("2027-03-25", "14:00"), repeat)).await.expect("an answer");
    let instants: Vec<String> = all.iter().map(|one| one.start.at.to_string()).collect();
    assert_eq!(instants, ["2027-03-25T13:00:00Z", "2027-04-01T12:00:00Z"]);
    // The first may be given as an instant; the others follow the clock.
    let given = "2027-03-25T13:00:00Z".parse().expect("a start");
    let same = clinic.check_series(&clinic.series(given, repeat)).await.expect("an answer");
    assert_eq!(same, all);
    // Late in the evening it is another date by the universal clock.
    let end = RepeatEnd::Until { date: date("2026-12-03") };
    clinic.alter("UPDATE agendas SET zone = 'America/Sao_Paulo' WHERE id = ?", clinic.agenda.uuid()).await;
    let late = "2026-11-27T01:00:00Z".parse().expect("a start");
    let all = clinic.check_series(&clinic.series(late, Repeat { end, ..WEEKLY })).await.expect("an answer");
    assert_eq!(all.iter().map(|one| one.date).collect::<Vec<_>>(), [date("2026-11-26"), date("2026-12-03")]);
}

#[tokio::test]
async fn a_time_that_the_clock_skips_is_told_and_cannot_be_booked_by_anybody() {
    let clinic = Clinic::open().await;
    clinic.alter("UPDATE agendas SET zone = 'Europe/Berlin' WHERE id = ?", clinic.agenda.uuid()).await;
    let repeat = Repeat { end: RepeatEnd::Count { count: 2 }, ..WEEKLY };
    let night = clinic.series(on("2027-03-21", "02:30"), repeat);
    let all = clinic.check_series(&night).await.expect("an answer");
    assert_eq!(refused(&all)[1], ("2027-03-28".to_owned(), vec![Rule::Nonexistent]));
    assert_eq!(all[1].start.local.to_string(), "2027-03-28T03:00:00", "the next that exists");
    let both = List::parse(vec![date("2027-03-21"), date("2027-03-28")]).expect("two dates");
    let outcome = clinic.book_series(CreateSeries { override_on: both, ..night }).await.expect("an outcome");
    assert_eq!(refused(&outcome.refused), [("2027-03-28".to_owned(), vec![Rule::Nonexistent])]);
}

#[tokio::test]
async fn where_anybody_attends_it_is_the_same_professional_as_long_as_she_is_free() {
    let clinic = Clinic::open().await;
    let (ana, rui) = (clinic.professional("Ana Prado").await, clinic.professional("Rui Sá").await);
    let team = clinic.agenda("Equipe", BookingRules { capacity: 2, ..rules() }, &[ana, rui]).await;
    // Ana has something on the first date, so that Rui is chosen; and Rui on the third.
    for (member, day, time) in [(ana, DATES[0], "09:00"), (rui, DATES[2], "14:00")] {
        let command = CreateAppointment {
            agenda_id: team,
            start: on(day, time),
            member_ids: Some(only(member)),
            ..clinic.at(time)
        };
        clinic.book(command).await.expect("free");
    }
    let command = CreateSeries { agenda_id: team, ..clinic.weekly("14:00") };
    let all = clinic.check_series(&command).await.expect("an answer");
    let who: Vec<&[MemberId]> = all.iter().map(|one| one.member_ids.as_slice()).collect();
    assert_eq!(who, [[rui], [rui], [ana], [rui]]);
    let outcome = clinic.booked_series(command).await;
    assert_eq!(clinic.view(ids(&outcome)[2]).await.card.member_ids, [ana]);
}

#[tokio::test]
async fn several_professionals_have_to_be_free_on_every_date() {
    let clinic = Clinic::open().await;
    let (ana, rui) = (clinic.professional("Ana Prado").await, clinic.professional("Rui Sá").await);
    let team = clinic.agenda("Equipe", BookingRules { capacity: 2, ..rules() }, &[ana, rui]).await;
    let command = CreateAppointment {
        agenda_id: team,
        start: on(DATES[1], "14:00"),
        member_ids: Some(only(rui)),
        ..clinic.at("14:00")
    };
    clinic.book(command).await.expect("free");
    let both = Some(List::parse(vec![rui, ana]).expect("two"));
    let command = CreateSeries { agenda_id: team, member_ids: both, ..clinic.weekly("14:00") };
    let all = clinic.check_series(&command).await.expect("an answer");
    assert_eq!(refused(&all), [(DATES[1].to_owned(), vec![Rule::Busy])]);
    let leave_out = only(date(DATES[1]));
    let outcome = clinic.booked_series(CreateSeries { leave_out, ..command }).await;
    assert_eq!(clinic.view(ids(&outcome)[0]).await.card.member_ids.len(), 2);
}

#[tokio::test]
async fn a_repeated_call_books_once_and_answers_the_same() {
    let clinic = Clinic::open().await;
    let id: SeriesId = clinic.bench.write().await.context.new_id();
    let command = CreateSeries { id: Some(id), ..clinic.weekly("14:00") };
    let first = clinic.booked_series(command.clone()).await;
    let again = clinic.booked_series(command.clone()).await;
    assert_eq!((&again, clinic.count().await), (&first, 4));
    let other = clinic.bench.company("Outra").await;
    let room = agenda(&clinic.bench, other.company, "Sala", rules(), &[]).await;
    let somebody = client(&clinic.bench, other.company, "Caio").await;
    let theirs = CreateSeries { company_id: other.company, agenda_id: room, client_id: somebody, ..command };
    assert_eq!(code(clinic.bench.call(&other, theirs).await), Code::AlreadyExists);
}

#[tokio::test]
async fn a_whole_series_is_taken_back_and_that_is_taken_back_too() {
    let clinic = Clinic::open().await;
    let outcome = clinic.booked_series(clinic.weekly("14:00")).await;
    let undone = clinic.undo_all(&outcome).await;
    assert_eq!((undone.changed.len(), undone.kept.len()), (4, 0));
    let of = ids(&outcome)[0];
    let cancelled: Vec<String> = at("14:00").iter().map(|start| format!("({start})")).collect();
    assert_eq!(clinic.starts(of).await, cancelled);
    clinic.booked_series(clinic.weekly("14:00")).await;
}

#[tokio::test]
async fn each_date_counts_against_limits_of_a_day_and_of_a_month_that_the_series_fills_itself() {
    let clinic = Clinic::open().await;
    let limits = serde_json::from_value(serde_json::json!([
        { "period": "day", "unit": "appointments", "most": 2 },
        { "period": "month", "unit": "appointments", "most": 3 },
    ]));
    let limited = BookingRules { limits: limits.expect("limits"), ..rules() };
    let room = clinic.agenda("Sala 2", limited, &[]).await;
    let weekly = clinic
        .booked_series(CreateSeries {
            agenda_id: room,
            repeat: Repeat { end: RepeatEnd::Count { count: 3 }, ..WEEKLY },
            ..clinic.series(on("2026-12-01", "10:00"), WEEKLY)
        })
        .await;
    // Moving within the month counts each once, in its new place.
    let later = clinic.shift(ids(&weekly)[0], SeriesScope::All, Some(on("2026-12-02", "11:00")));
    let outcome = clinic.shifted(later).await;
    assert_eq!(refused(&outcome.refused), []);
    let command = CreateSeries { agenda_id: room, ..clinic.series(on("2026-12-23", "10:00"), WEEKLY) };
    let all = clinic.check_series(&command).await.expect("an answer");
    assert_eq!(
        refused(&all),
        [("2026-12-23".to_owned(), vec![Rule::Limit]), ("2026-12-30".to_owned(), vec![Rule::Limit])]
    );
}
