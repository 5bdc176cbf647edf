use jiff::SignedDuration;
use jiff::civil::date;
use leadsmart_contract::absences::CreateAbsence;
use leadsmart_contract::agendas::SetException;
use leadsmart_contract::appointments::{AppointmentLine, GetDaySheet, GetToday, TodayView};
use leadsmart_contract::holidays::CreateHoliday;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::roles::{AgendaGrant, AgendaRight};
use leadsmart_contract::values::{DayHours, PhoneNumber};

use super::*;

/// The day of the bench.
const WEDNESDAY: &str = "2026-11-25";

impl Clinic {
    async fn today(&self) -> TodayView {
        let command = GetToday { company_id: self.owner.company };
        self.bench.call(&self.owner, command).await.expect("a day")
    }

    /// Booked for today, whatever the rules say.
    async fn booked_today(&self, time: &str, status: Status) -> AppointmentView {
        let initial = if status == Status::Pending { Status::Pending } else { Status::Confirmed };
        let command = CreateAppointment {
            start: on(WEDNESDAY, time),
            status: Some(initial),
            r#override: true,
            ..self.at(time)
        };
        let booked = self.book(command).await.expect("overridden");
        if status == initial { booked } else { self.set(booked.card.id, status).await.expect("a step") }
    }

    /// The agenda is closed on a date, or has other hours.
    async fn except(&self, date: jiff::civil::Date, hours: &[ClockRange]) {
        let command = SetException {
            company_id: self.owner.company,
            agenda_id: self.agenda,
            date,
            hours: DayHours::parse(hours.to_vec()).expect("hours"),
            reason: None,
        };
        self.bench.call(&self.owner, command).await.expect("an exception");
    }
}

fn ids(lines: &[AppointmentLine]) -> Vec<AppointmentId> {
    lines.iter().map(|line| line.card.id).collect()
}

/// Those that need a decision, with the first rule in their way.
fn decisions(today: &TodayView) -> Vec<(AppointmentId, Rule)> {
    today.decisions.iter().map(|decision| (decision.line.card.id, decision.broken_rules[0].rule)).collect()
}

#[tokio::test]
async fn the_day_is_told_by_what_there_is_to_do() {
    let clinic = Clinic::open().await;
    let late = clinic.booked_today("08:30", Status::Confirmed).await;
    let soon = clinic.booked_today("09:30", Status::Pending).await;
    let second = clinic.booked_today("10:00", Status::Arrived).await;
    clinic.bench.clock.advance(SignedDuration::from_mins(1));
    let longest = clinic.booked_today("11:00", Status::Arrived).await;
    let served = clinic.booked_today("08:00", Status::InService).await;
    let done = clinic.booked_today("07:30", Status::Confirmed).await;
    clinic.set(done.card.id, Status::Done).await.expect("a step");
    clinic.booked_today("15:00", Status::NoShow).await;
    let tomorrow = clinic.booked("10:00").await;
    let sure = clinic.booked("11:00").await;
    clinic.set(sure.card.id, Status::Confirmed).await.expect("a step");
    clinic
        .book(CreateAppointment { start: on("2026-11-27", "10:00"), ..clinic.at("10:00") })
        .await
        .expect("free");
    let today = clinic.today().await;
    assert_eq!(today.date, date(2026, 11, 25));
    assert_eq!(ids(&today.waiting), [second.card.id, longest.card.id], "who waits longest comes first");
    assert_eq!(ids(&today.in_service), [served.card.id]);
    assert_eq!(ids(&today.expected), [late.card.id, soon.card.id], "who is late comes first");
    assert_eq!((today.done, today.next_date), (1, Some(date(2026, 11, 26))));
    assert_eq!(ids(&today.unconfirmed_next), [tomorrow.card.id]);
    assert_eq!(today.confirmed_next, 1);
    assert_eq!(decisions(&today), []);
}

#[tokio::test]
async fn after_a_closed_day_comes_the_next_open_one_with_all_between() {
    let clinic = Clinic::open().await;
    clinic.except(date(2026, 11, 26), &[]).await;
    clinic.except(date(2026, 11, 27), &[]).await;
    let saturday =
        CreateAppointment { start: on("2026-11-28", "10:00"), r#override: true, ..clinic.at("10:00") };
    let saturday = clinic.book(saturday).await.expect("overridden");
    let monday = CreateAppointment { start: on("2026-11-30", "10:00"), ..clinic.at("10:00") };
    let monday = clinic.book(monday).await.expect("free");
    let today = clinic.today().await;
    assert_eq!(today.next_date, Some(date(2026, 11, 30)));
    assert_eq!(ids(&today.unconfirmed_next), [saturday.card.id, monday.card.id]);
}

#[tokio::test]
async fn a_line_has_names_and_phone_and_says_whether_it_can_be_changed() {
    let clinic = Clinic::open().await;
    let ana = clinic.professional("Ana Prado").await;
    let mut write = clinic.bench.write().await;
    sqlx::query("INSERT INTO client_phones (client_id, position, company_id, typed, phone_key) VALUES (?, 0, ?, '(11) 98765-4321', '5511987654321')")
        .bind(clinic.client.uuid()).bind(clinic.owner.company.uuid())
        .execute(write.connection()).await.expect("a phone");
    write.mutation.commit().await.expect("stored");
    clinic.book(CreateAppointment { member_ids: Some(only(ana)), ..clinic.at("10:00") }).await.expect("free");
    let line = clinic.today().await.unconfirmed_next.remove(0);
    let names: Vec<&str> = line.professionals.iter().map(Name::as_str).collect();
    assert_eq!((line.agenda.as_ref().map(Name::as_str), names), (Some("Sala 1"), vec!["Ana Prado"]));
    assert_eq!(line.phone, PhoneNumber::parse("(11) 98765-4321").ok());
    assert!(line.manageable);
}

#[tokio::test]
async fn absences_holidays_and_exceptions_ask_for_a_decision() {
    let clinic = Clinic::open().await;
    let (company_id, ana) = (clinic.owner.company, clinic.professional("Ana Prado").await);
    let room = clinic.agenda("Sala 2", rules(), &[ana]).await;
    let on_day = |day: &str, time: &str| CreateAppointment { start: on(day, time), ..clinic.at(time) };
    let with_ana = CreateAppointment { agenda_id: room, member_ids: Some(only(ana)), ..clinic.at("10:00") };
    let with_ana = clinic.book(with_ana).await.expect("free");
    let early = clinic.book(on_day("2026-12-01", "08:00")).await.expect("free");
    clinic.book(on_day("2026-12-01", "14:00")).await.expect("free");
    let on_holiday = clinic.book(on_day("2026-12-02", "10:00")).await.expect("free");
    let called_off = clinic.book(on_day("2026-12-02", "11:00")).await.expect("free");
    clinic.set(called_off.card.id, Status::Cancelled).await.expect("a step");
    assert_eq!(decisions(&clinic.today().await), []);

    let tomorrow = date(2026, 11, 26);
    let away = CreateAbsence {
        company_id,
        member_id: ana,
        start: tomorrow.at(9, 0, 0, 0),
        end: tomorrow.at(12, 0, 0, 0),
        reason: None,
    };
    clinic.bench.call(&clinic.owner, away).await.expect("an absence");
    clinic.except(date(2026, 12, 1), &[ClockRange::parse(13 * 60, 18 * 60).expect("a range")]).await;
    let holiday = CreateHoliday {
        company_id,
        date: date(2026, 12, 2),
        name: Name::parse("Aniversário da clínica").expect("a name"),
    };
    clinic.bench.call(&clinic.owner, holiday).await.expect("a holiday");
    let today = clinic.today().await;
    let expected = [
        (with_ana.card.id, Rule::Absence),
        (early.card.id, Rule::Exception),
        (on_holiday.card.id, Rule::Holiday),
    ];
    assert_eq!(decisions(&today), expected, "by start, and only what is in the way");
    assert!(today.decisions[0].broken_rules[0].message.contains("Ana Prado"), "{:?}", today.decisions[0]);
    clinic.set(with_ana.card.id, Status::Arrived).await.expect("she came, and somebody attends her");
    assert_eq!(decisions(&clinic.today().await), expected[1..]);
}

#[tokio::test]
async fn what_was_booked_against_the_rule_was_decided_already() {
    let clinic = Clinic::open().await;
    let closed = date(2026, 11, 26);
    clinic.except(closed, &[]).await;
    let holiday = CreateHoliday {
        company_id: clinic.owner.company,
        date: date(2026, 11, 27),
        name: Name::parse("Ponte").expect("a name"),
    };
    clinic.bench.call(&clinic.owner, holiday).await.expect("a holiday");
    for day in [THURSDAY, "2026-11-27"] {
        let command = CreateAppointment { start: on(day, "10:00"), r#override: true, ..clinic.at("10:00") };
        clinic.book(command).await.expect("overridden");
    }
    assert_eq!(decisions(&clinic.today().await), []);
}

#[tokio::test]
async fn a_role_limited_to_agendas_has_the_day_of_those() {
    let clinic = Clinic::open().await;
    let hidden = clinic.agenda("Sala 2", rules(), &[]).await;
    let seen = clinic.booked("10:00").await;
    clinic.book(CreateAppointment { agenda_id: hidden, ..clinic.at("10:00") }).await.expect("free");
    let rights = [Permission::AppointmentsView, Permission::AppointmentsManage];
    let clerk = clinic.bench.member(clinic.owner.company, "clerk", false, &rights).await;
    let grants = [AgendaGrant { agenda_id: clinic.agenda, right: AgendaRight::View }];
    let mut write = clinic.bench.write().await;
    sqlx::query("UPDATE roles SET agendas = ? WHERE id = ?")
        .bind(serde_json::to_string(&grants).expect("JSON"))
        .bind(clerk.role.uuid())
        .execute(write.connection())
        .await
        .expect("a limit");
    write.mutation.commit().await.expect("stored");
    let company_id = clinic.owner.company;
    let today = clinic.bench.call(&clerk, GetToday { company_id }).await.expect("a day");
    assert_eq!(ids(&today.unconfirmed_next), [seen.card.id]);
    assert!(!today.unconfirmed_next[0].manageable, "she sees and does not book");
    let sheet = GetDaySheet { company_id, date: date(2026, 11, 26), agenda_ids: List::default() };
    let printed = clinic.bench.call(&clerk, sheet.clone()).await.expect("a sheet");
    assert_eq!(printed.agendas.iter().map(|agenda| agenda.id).collect::<Vec<_>>(), [clinic.agenda]);
    let sheet = GetDaySheet { agenda_ids: only(hidden), ..sheet };
    assert_eq!(code(clinic.bench.call(&clerk, sheet).await), Code::NotFound);
}

#[tokio::test]
async fn a_sheet_has_the_day_of_each_agenda_without_what_is_called_off() {
    let clinic = Clinic::open().await;
    let other = clinic.agenda("Sala 2", rules(), &[]).await;
    let (first, gone) = (clinic.booked("10:00").await, clinic.booked("11:00").await);
    clinic.set(gone.card.id, Status::Cancelled).await.expect("a step");
    let next_day = CreateAppointment { start: on("2026-11-27", "08:00"), ..clinic.at("08:00") };
    clinic.book(next_day).await.expect("free");
    let company_id = clinic.owner.company;
    let sheet = GetDaySheet { company_id, date: date(2026, 11, 26), agenda_ids: List::default() };
    let printed = clinic.bench.call(&clinic.owner, sheet.clone()).await.expect("a sheet");
    let agendas: Vec<_> = printed.agendas.iter().map(|agenda| (agenda.id, ids(&agenda.lines))).collect();
    assert_eq!(agendas, [(clinic.agenda, vec![first.card.id]), (other, vec![])]);
    assert_eq!(printed.agendas[0].open.len(), 2, "its hours stand on top");
    let one = GetDaySheet { agenda_ids: only(other), ..sheet.clone() };
    let printed = clinic.bench.call(&clinic.owner, one).await.expect("a sheet");
    assert_eq!(printed.agendas.len(), 1);
    let far = GetDaySheet { date: jiff::civil::Date::MAX, ..sheet };
    assert_eq!(code(clinic.bench.call(&clinic.owner, far).await), Code::InvalidInput);
}
