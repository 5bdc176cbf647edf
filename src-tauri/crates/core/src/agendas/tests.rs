//! The rules of agendas, through the command table.

mod with_appointments;

use jiff::civil::{Date, date};
use leadsmart_contract::agendas::{
    ActivateAgenda, AgendaView, BookingLimit, ClearException, ClosedBy, CreateAgenda,
    CreateAgendaIntegration, DeleteAgenda, DeleteAgendaIntegration, GetAgenda, GetAgendaWithAppointments,
    GetCalendar, Horizon, IntegrationKind, LimitPeriod, LimitUnit, ListAgendas, SetException, UpdateAgenda,
};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::holidays::SetHolidayOpen;
use leadsmart_contract::ids::{AgendaId, IntegrationId, MemberId};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::{ClockRange, DayHours, List, Minutes, Name, ShortText, ZoneName};
use uuid::Uuid;

use super::{booking, bookings};
use crate::testing::{Bench, Person};

const TODAY: Date = date(2026, 11, 25);

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

fn hours(ranges: &[(i64, i64)]) -> DayHours {
    let ranges = ranges.iter().map(|(start, end)| ClockRange::parse(*start, *end).expect("a range"));
    DayHours::parse(ranges.collect()).expect("hours")
}

fn new_agenda(person: &Person, title: &str) -> CreateAgenda {
    CreateAgenda {
        company_id: person.company,
        name: name(title),
        color: None,
        zone: None,
        rules: None,
        member_ids: List::default(),
    }
}

fn no_change(person: &Person, agenda: AgendaId) -> UpdateAgenda {
    UpdateAgenda {
        company_id: person.company,
        agenda_id: agenda,
        revision: None,
        name: None,
        color: None,
        zone: None,
        position: None,
        rules: None,
        member_ids: None,
    }
}

fn calendar(person: &Person, from: Date, to: Date) -> GetCalendar {
    GetCalendar { company_id: person.company, from, to, agenda_ids: List::default(), with_cancelled: false }
}

fn exception(
    person: &Person,
    agenda: AgendaId,
    date: Date,
    ranges: &[(i64, i64)],
    reason: &str,
) -> SetException {
    let reason = Some(ShortText::parse(reason).expect("a reason"));
    SetException { company_id: person.company, agenda_id: agenda, date, hours: hours(ranges), reason }
}

fn list<const N: usize>(members: &[MemberId]) -> List<MemberId, N> {
    List::parse(members.to_vec()).expect("a list")
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> (Code, Option<String>) {
    let failure = outcome.expect_err("a refusal");
    (failure.code, failure.field)
}

/// Limits the role of a person to some agendas.
async fn limit(bench: &Bench, person: &Person, agendas: &[(AgendaId, &str)]) {
    let grants: Vec<_> =
        agendas.iter().map(|(id, right)| serde_json::json!({ "agenda_id": id, "right": right })).collect();
    let mut write = bench.write().await;
    sqlx::query("UPDATE roles SET agendas = ? WHERE id = ?")
        .bind(serde_json::to_string(&grants).expect("JSON"))
        .bind(person.role.uuid())
        .execute(write.connection())
        .await
        .expect("a role");
    write.mutation.commit().await.expect("stored");
}

async fn agenda(bench: &Bench, person: &Person, title: &str) -> AgendaView {
    bench.call(person, new_agenda(person, title)).await.expect("an agenda")
}

#[tokio::test]
async fn a_new_agenda_takes_the_usual_hours_the_zone_of_the_company_and_the_next_place() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let (first, second) = (agenda(&bench, &owner, "Sala 1").await, agenda(&bench, &owner, "Sala 2").await);
    assert_eq!(first.zone.as_str(), "America/Sao_Paulo");
    assert_eq!((first.position, second.position), (0, 1), "columns follow one another");
    assert_ne!(first.color, second.color, "neighbours differ in colour");
    let monday: Vec<_> =
        first.rules.hours.days()[0].iter().map(|range| (range.start(), range.end())).collect();
    assert_eq!(monday, [(480, 720), (780, 1080)]);
    assert!(first.rules.hours.days()[5].is_empty() && first.active && first.manageable);
    let all =
        bench.call(&owner, ListAgendas { company_id: owner.company, active: None }).await.expect("agendas");
    assert_eq!(all, [first, second], "the list shows what creating answered, in the order of the columns");
}

#[tokio::test]
async fn rules_that_cannot_be_are_refused_with_their_field() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let rules = agenda(&bench, &owner, "Sala").await.rules;
    let limit = |most| BookingLimit { period: LimitPeriod::Day, unit: LimitUnit::Appointments, most };
    let mut cases = Vec::new();
    let mut case = |field: &str, change: &dyn Fn(&mut leadsmart_contract::agendas::BookingRules)| {
        let mut rules = rules.clone();
        change(&mut rules);
        cases.push((field.to_owned(), rules));
    };
    let minutes = |count| Minutes::parse(count).expect("minutes");
    case("rules.interval", &|rules| rules.interval = Some(minutes(0)));
    case("rules.interval", &|rules| rules.interval = Some(minutes(1441)));
    case("rules.default_duration", &|rules| rules.default_duration = minutes(0));
    case("rules.default_duration", &|rules| rules.default_duration = minutes(1441));
    case("rules.capacity", &|rules| rules.capacity = 0);
    case("rules.capacity", &|rules| rules.capacity = 1001);
    case("rules.horizon.days", &|rules| rules.horizon = Horizon::Days { days: 3651 });
    case("rules.horizon.days", &|rules| rules.horizon = Horizon::WorkingDays { days: 1001 });
    case("rules.horizon.to", &|rules| rules.horizon = Horizon::Dates { from: TODAY, to: date(2026, 11, 24) });
    case("rules.horizon.from", &|rules| rules.horizon = Horizon::Dates { from: date(-5, 1, 1), to: TODAY });
    case("rules.limits", &|rules| rules.limits = vec![limit(1), limit(2)]);
    case("rules.limits", &|rules| rules.limits = vec![limit(0)]);
    case("rules.limits", &|rules| rules.limits = vec![limit(10_001)]);
    case("rules.limits", &|rules| rules.limits = vec![limit(1); 7]);
    for (field, rules) in cases {
        let refused = bench
            .call(&owner, CreateAgenda { rules: Some(rules.clone()), ..new_agenda(&owner, "Sala") })
            .await;
        assert_eq!(code(refused), (Code::InvalidInput, Some(field)), "{rules:?}");
    }
    let zone = Some(ZoneName::parse("America/Atlantis").expect("a form"));
    let refused = bench.call(&owner, CreateAgenda { zone, ..new_agenda(&owner, "Sala") }).await;
    assert_eq!(code(refused), (Code::InvalidInput, Some("zone".into())));
}

#[tokio::test]
async fn a_change_of_what_somebody_else_changed_is_stale() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let read = agenda(&bench, &owner, "Sala").await;
    let renamed = UpdateAgenda {
        revision: Some(read.revision),
        name: Some(name("Sala A")),
        ..no_change(&owner, read.id)
    };
    let changed = bench.call(&owner, renamed.clone()).await.expect("the first change");
    assert_eq!((changed.name.as_str(), changed.revision), ("Sala A", read.revision + 1));
    assert_eq!(code(bench.call(&owner, renamed).await).0, Code::Stale);
}

#[tokio::test]
async fn columns_close_up_when_one_is_moved() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let mut ids = Vec::new();
    for title in ["A", "B", "C"] {
        ids.push(agenda(&bench, &owner, title).await.id);
    }
    for (moved, position, expected) in [(0, 2, "BCA"), (0, 0, "ABC"), (1, 99, "ACB")] {
        let command = UpdateAgenda { position: Some(position), ..no_change(&owner, ids[moved]) };
        bench.call(&owner, command).await.expect("moved");
        let columns = bench
            .call(&owner, ListAgendas { company_id: owner.company, active: None })
            .await
            .expect("agendas");
        let order: String = columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(order, expected, "after moving {moved} to {position}");
        assert!(
            columns.iter().zip(0..).all(|(column, place)| column.position == place),
            "places have no gaps"
        );
    }
}

#[tokio::test]
async fn only_professionals_of_the_company_attend_on_an_agenda() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let ana = bench.member(owner.company, "Ana", false, &[]).await;
    let stranger = bench.company("Salão").await;
    let foreign = CreateAgenda { member_ids: list(&[stranger.member]), ..new_agenda(&owner, "Sala") };
    assert_eq!(code(bench.call(&owner, foreign).await).0, Code::NotFound, "a member of another company");
    let both = [ana.member, owner.member];
    let created =
        bench.call(&owner, CreateAgenda { member_ids: list(&both), ..new_agenda(&owner, "Sala") }).await;
    let created = created.expect("an agenda");
    assert_eq!(created.member_ids, both, "in the order given");
    let swapped =
        UpdateAgenda { member_ids: Some(list(&[owner.member, ana.member])), ..no_change(&owner, created.id) };
    assert_eq!(bench.call(&owner, swapped).await.expect("changed").member_ids, [owner.member, ana.member]);
    let mut write = bench.write().await;
    sqlx::query("UPDATE members SET active = 0 WHERE id = ?")
        .bind(ana.member.uuid())
        .execute(write.connection())
        .await
        .expect("a member");
    write.mutation.commit().await.expect("stored");
    let command = GetAgenda { company_id: owner.company, agenda_id: created.id };
    assert_eq!(
        bench.call(&owner, command).await.expect("an agenda").member_ids,
        [owner.member],
        "who is out of use does not attend"
    );
    let alone = UpdateAgenda { member_ids: Some(list(&[ana.member])), ..no_change(&owner, created.id) };
    assert_eq!(code(bench.call(&owner, alone).await).0, Code::NotFound, "who is out of use cannot be chosen");
}

#[tokio::test]
async fn another_companys_agenda_is_told_like_one_that_does_not_exist() {
    let bench = Bench::new().await;
    let (owner, stranger) = (bench.company("Clínica").await, bench.company("Salão").await);
    let theirs = agenda(&bench, &stranger, "Sala").await.id;
    let company_id = owner.company;
    let unknown = AgendaId::new(Uuid::from_u128(7));
    for agenda_id in [theirs, unknown] {
        assert_eq!(code(bench.call(&owner, GetAgenda { company_id, agenda_id }).await).0, Code::NotFound);
        let period = GetAgendaWithAppointments { company_id, agenda_id, from: None, to: None };
        assert_eq!(code(bench.call(&owner, period).await).0, Code::NotFound);
        assert_eq!(code(bench.call(&owner, no_change(&owner, agenda_id)).await).0, Code::NotFound);
        assert_eq!(code(bench.call(&owner, DeleteAgenda { company_id, agenda_id }).await).0, Code::NotFound);
        assert_eq!(
            code(bench.call(&owner, ActivateAgenda { company_id, agenda_id }).await).0,
            Code::NotFound
        );
        assert_eq!(
            code(bench.call(&owner, exception(&owner, agenda_id, TODAY, &[], "")).await).0,
            Code::NotFound
        );
        assert_eq!(
            code(bench.call(&owner, ClearException { company_id, agenda_id, date: TODAY }).await).0,
            Code::NotFound
        );
        let open = SetHolidayOpen { company_id, agenda_id, date: date(2026, 12, 25), open: true };
        assert_eq!(code(bench.call(&owner, open).await).0, Code::NotFound);
        let page = GetCalendar {
            agenda_ids: List::parse(vec![agenda_id]).expect("a list"),
            ..calendar(&owner, TODAY, TODAY)
        };
        assert_eq!(code(bench.call(&owner, page).await).0, Code::NotFound);
    }
}

#[tokio::test]
async fn a_role_limited_to_agendas_sees_those_and_changes_only_what_it_manages() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let (hidden, seen, managed) = (
        agenda(&bench, &owner, "A").await.id,
        agenda(&bench, &owner, "B").await.id,
        agenda(&bench, &owner, "C").await.id,
    );
    let rights = [Permission::AgendasView, Permission::AgendasManage, Permission::AppointmentsManage];
    let bia = bench.member(owner.company, "Bia", false, &rights).await;
    limit(&bench, &bia, &[(seen, "view"), (managed, "manage")]).await;
    let company_id = bia.company;
    let columns = bench.call(&bia, ListAgendas { company_id, active: None }).await.expect("agendas");
    let shown: Vec<_> = columns.iter().map(|column| (column.id, column.manageable)).collect();
    assert_eq!(shown, [(seen, false), (managed, true)]);
    let page = bench.call(&bia, calendar(&bia, TODAY, TODAY)).await.expect("a page");
    let shown: Vec<_> = page.agendas.iter().map(|column| (column.id, column.manageable)).collect();
    assert_eq!(shown, [(seen, false), (managed, true)]);
    for (agenda_id, expected) in
        [(hidden, Some(Code::NotFound)), (seen, Some(Code::Forbidden)), (managed, None)]
    {
        let outcomes = [
            bench.call(&bia, no_change(&bia, agenda_id)).await.err(),
            bench.call(&bia, exception(&bia, agenda_id, TODAY, &[], "")).await.err(),
            bench.call(&bia, ClearException { company_id, agenda_id, date: TODAY }).await.err(),
            bench
                .call(&bia, SetHolidayOpen { company_id, agenda_id, date: date(2026, 12, 25), open: true })
                .await
                .err(),
            bench.call(&bia, DeleteAgenda { company_id, agenda_id }).await.err(),
            bench.call(&bia, ActivateAgenda { company_id, agenda_id }).await.err(),
        ];
        for outcome in outcomes {
            assert_eq!(outcome.map(|failure| failure.code), expected);
        }
    }
    assert_eq!(
        code(bench.call(&bia, new_agenda(&bia, "D")).await).0,
        Code::Forbidden,
        "she would not see the new one"
    );
}

#[tokio::test]
async fn an_agenda_taken_out_of_use_can_be_read_and_put_in_use_again() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let (company_id, agenda_id) = (owner.company, agenda(&bench, &owner, "Sala").await.id);
    for _ in 0..2 {
        bench.call(&owner, DeleteAgenda { company_id, agenda_id }).await.expect("deleting twice is deleting");
    }
    let columns = bench.call(&owner, ListAgendas { company_id, active: Some(true) }).await.expect("agendas");
    assert!(columns.is_empty(), "what is out of use is not among those in use");
    assert!(!bench.call(&owner, GetAgenda { company_id, agenda_id }).await.expect("an agenda").active);
    assert!(bench.call(&owner, calendar(&owner, TODAY, TODAY)).await.expect("a page").agendas.is_empty());
    assert!(bench.call(&owner, ActivateAgenda { company_id, agenda_id }).await.expect("an agenda").active);
}

#[tokio::test]
async fn integrations_answer_that_nothing_is_connected() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let (company_id, agenda_id) = (owner.company, agenda(&bench, &owner, "Sala").await.id);
    let create = CreateAgendaIntegration { company_id, agenda_id, kind: IntegrationKind::GoogleCalendar };
    assert_eq!(code(bench.call(&owner, create).await).0, Code::NotConnected);
    let integration_id = IntegrationId::new(Uuid::from_u128(1));
    let delete = DeleteAgendaIntegration { company_id, agenda_id, integration_id };
    assert_eq!(code(bench.call(&owner, delete).await).0, Code::NotConnected);
}

#[tokio::test]
async fn an_exception_replaces_the_day_until_it_is_cleared() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let read = agenda(&bench, &owner, "Sala").await;
    bench.call(&owner, exception(&owner, read.id, date(2026, 11, 24), &[], "")).await.expect("yesterday");
    bench.call(&owner, exception(&owner, read.id, TODAY, &[(600, 720)], "Manutenção")).await.expect("today");
    let changed =
        bench.call(&owner, exception(&owner, read.id, TODAY, &[], "Reforma")).await.expect("today again");
    let dates: Vec<_> = changed.exceptions.iter().map(|e| (e.date, e.reason.as_str())).collect();
    assert_eq!(dates, [(TODAY, "Reforma")], "one a date, and only from today on");
    assert!(changed.revision > read.revision, "an exception changes the agenda");
    let page = bench.call(&owner, calendar(&owner, TODAY, TODAY)).await.expect("a page");
    let day = &page.agendas[0].days[0];
    assert_eq!(
        (day.open.len(), day.closed_by, day.remark.as_deref()),
        (0, Some(ClosedBy::Exception), Some("Reforma"))
    );
    let clear = ClearException { company_id: owner.company, agenda_id: read.id, date: TODAY };
    for _ in 0..2 {
        let cleared = bench.call(&owner, clear.clone()).await.expect("clearing twice is clearing");
        assert!(cleared.exceptions.is_empty());
    }
    let far = bench.call(&owner, exception(&owner, read.id, date(9999, 1, 1), &[], "")).await;
    assert_eq!(code(far), (Code::InvalidInput, Some("date".into())));
}

#[tokio::test]
async fn a_page_shows_why_a_day_is_closed() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let id = agenda(&bench, &owner, "Sala").await.id;
    let (christmas, saturday) = (date(2026, 12, 25), date(2026, 12, 26));
    let page = bench.call(&owner, calendar(&owner, date(2026, 12, 24), saturday)).await.expect("a page");
    let days = &page.agendas[0].days;
    assert_eq!(
        days.iter().map(|day| day.date).collect::<Vec<_>>(),
        [date(2026, 12, 24), christmas, saturday]
    );
    assert_eq!((days[0].open.len(), days[0].closed_by), (2, None));
    assert_eq!(
        (days[1].closed_by, days[1].remark.as_deref()),
        (Some(ClosedBy::Holiday), Some("Christmas Day"))
    );
    assert_eq!((days[2].closed_by, days[2].remark.as_deref()), (Some(ClosedBy::Hours), None));
    bench
        .call(&owner, exception(&owner, id, christmas, &[(480, 600), (600, 720)], "Plantão"))
        .await
        .expect("an exception");
    let page = bench.call(&owner, calendar(&owner, christmas, christmas)).await.expect("a page");
    let day = &page.agendas[0].days[0];
    assert_eq!(
        day.open,
        hours(&[(480, 720)]).ranges(),
        "an exception wins over a holiday, and ranges that touch are one"
    );
    assert_eq!((day.closed_by, day.remark.as_deref()), (None, Some("Plantão")));
}

#[tokio::test]
async fn a_holiday_closes_neither_an_agenda_opened_for_it_nor_one_that_observes_none() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let (closed, opened, careless) = (
        agenda(&bench, &owner, "A").await,
        agenda(&bench, &owner, "B").await,
        agenda(&bench, &owner, "C").await,
    );
    let day = date(2026, 12, 25);
    let open = SetHolidayOpen { company_id: owner.company, agenda_id: opened.id, date: day, open: true };
    bench.call(&owner, open).await.expect("opened");
    let mut rules = careless.rules.clone();
    rules.observes_holidays = false;
    bench
        .call(&owner, UpdateAgenda { rules: Some(rules), ..no_change(&owner, careless.id) })
        .await
        .expect("changed");
    let page = bench.call(&owner, calendar(&owner, day, day)).await.expect("a page");
    let shown: Vec<_> = page.agendas.iter().map(|column| (column.id, column.days[0].closed_by)).collect();
    assert_eq!(shown, [(closed.id, Some(ClosedBy::Holiday)), (opened.id, None), (careless.id, None)]);
}

#[tokio::test]
async fn a_period_that_is_too_long_or_reversed_is_refused() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let (company_id, agenda_id) = (owner.company, agenda(&bench, &owner, "Sala").await.id);
    let (from, to) = (TODAY, date(2027, 1, 6));
    assert!(
        bench.call(&owner, calendar(&owner, from, date(2027, 1, 5))).await.is_ok(),
        "six weeks are a page"
    );
    assert_eq!(
        code(bench.call(&owner, calendar(&owner, from, to)).await),
        (Code::InvalidInput, Some("to".into()))
    );
    assert_eq!(
        code(bench.call(&owner, calendar(&owner, to, from)).await),
        (Code::InvalidInput, Some("to".into()))
    );
    assert_eq!(
        code(bench.call(&owner, calendar(&owner, date(-9999, 1, 1), to)).await).1,
        Some("from".into())
    );
    assert_eq!(code(bench.call(&owner, calendar(&owner, from, Date::MAX)).await).1, Some("to".into()));
    let period = |to| GetAgendaWithAppointments { company_id, agenda_id, from: Some(TODAY), to: Some(to) };
    assert!(bench.call(&owner, period(date(2027, 2, 25))).await.is_ok(), "92 days later");
    assert_eq!(
        code(bench.call(&owner, period(date(2027, 2, 26))).await),
        (Code::InvalidInput, Some("to".into()))
    );
}

#[tokio::test]
async fn bookings_carry_what_decides_about_a_time() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let command = CreateAgenda { member_ids: list(&[owner.member]), ..new_agenda(&owner, "Sala") };
    let id = bench.call(&owner, command).await.expect("an agenda").id;
    agenda(&bench, &owner, "Outra").await;
    bench
        .call(&owner, exception(&owner, id, date(2026, 12, 24), &[], "Véspera"))
        .await
        .expect("an exception");
    let mut read = bench.core.db().read().await.expect("a snapshot");
    let (from, to) = (date(2026, 12, 24), date(2026, 12, 26));
    let found =
        booking(&mut read, owner.company, id, from, to).await.expect("a booking").expect("the agenda");
    assert_eq!((found.member_ids.as_slice(), found.staffed), ([owner.member].as_slice(), true));
    assert_eq!(found.exceptions.keys().copied().collect::<Vec<_>>(), [from]);
    assert_eq!(found.holidays.keys().copied().collect::<Vec<_>>(), [date(2026, 12, 25)]);
    let all = bookings(&mut read, owner.company, None, from, to).await.expect("bookings");
    assert_eq!(all.iter().map(|booking| booking.name.as_str()).collect::<Vec<_>>(), ["Sala", "Outra"]);
    assert!(!all[1].staffed, "an agenda without professionals decides alone");
    let stranger = bench.company("Salão").await;
    let mut read = bench.core.db().read().await.expect("a snapshot");
    assert!(
        booking(&mut read, stranger.company, id, from, to).await.expect("no failure").is_none(),
        "another company's agenda"
    );
}
