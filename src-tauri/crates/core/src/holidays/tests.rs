//! The rules of holidays, through the command table.

use jiff::civil::date;
use leadsmart_contract::agendas::CreateAgenda;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::holidays::{
    CreateHoliday, DeleteHoliday, HolidayOrigin, HolidayView, ListHolidays, SetHolidayOpen,
};
use leadsmart_contract::ids::{AgendaId, HolidayId};
use leadsmart_contract::values::{List, Name};
use uuid::Uuid;

use crate::testing::{Bench, Person};

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

async fn agenda(bench: &Bench, person: &Person) -> AgendaId {
    let company_id = person.company;
    let command = CreateAgenda {
        company_id,
        name: name("Sala"),
        color: None,
        zone: None,
        rules: None,
        member_ids: List::default(),
    };
    bench.call(person, command).await.expect("an agenda").id
}

async fn list(bench: &Bench, person: &Person, year: i16) -> Vec<HolidayView> {
    bench.call(person, ListHolidays { company_id: person.company, year }).await.expect("holidays")
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> (Code, Option<String>) {
    let failure = outcome.expect_err("a refusal");
    (failure.code, failure.field)
}

#[tokio::test]
async fn a_year_lists_the_holidays_of_country_state_and_company_by_date() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let create = CreateHoliday {
        company_id: owner.company,
        date: date(2026, 1, 25),
        name: name("Aniversário da cidade"),
    };
    let own = bench.call(&owner, create).await.expect("a holiday");
    let holidays = list(&bench, &owner, 2026).await;
    assert!(holidays.is_sorted_by_key(|holiday| holiday.date), "by date");
    assert_eq!(holidays.len(), 10 + 1 + 1, "ten of the country, one of São Paulo, one of the company");
    assert_eq!(holidays[1], own);
    let state: Vec<_> =
        holidays.iter().filter(|h| h.origin == HolidayOrigin::State).map(|h| h.date).collect();
    assert_eq!(state, [date(2026, 7, 9)]);
    for year in [1989, 2201] {
        let refused = bench.call(&owner, ListHolidays { company_id: owner.company, year }).await;
        assert_eq!(code(refused), (Code::InvalidInput, Some("year".into())));
    }
}

#[tokio::test]
async fn other_countries_have_only_the_holidays_of_the_company() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let mut write = bench.write().await;
    sqlx::query("UPDATE companies SET country = 'PT', state = NULL")
        .execute(write.connection())
        .await
        .expect("moved");
    write.mutation.commit().await.expect("stored");
    assert!(list(&bench, &owner, 2026).await.is_empty());
}

#[tokio::test]
async fn a_date_is_a_holiday_once() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let create = |day| CreateHoliday { company_id: owner.company, date: day, name: name("Folga") };
    assert_eq!(
        code(bench.call(&owner, create(date(2026, 12, 25))).await),
        (Code::AlreadyExists, Some("date".into()))
    );
    bench.call(&owner, create(date(2026, 12, 24))).await.expect("a holiday");
    assert_eq!(
        code(bench.call(&owner, create(date(2026, 12, 24))).await),
        (Code::AlreadyExists, Some("date".into()))
    );
    assert_eq!(
        code(bench.call(&owner, create(date(1, 1, 1))).await),
        (Code::InvalidInput, Some("date".into()))
    );
}

#[tokio::test]
async fn an_agenda_is_opened_on_a_holiday_and_closed_again() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let (company_id, agenda_id, day) = (owner.company, agenda(&bench, &owner).await, date(2026, 12, 25));
    for open in [true, true, false, false] {
        bench
            .call(&owner, SetHolidayOpen { company_id, agenda_id, date: day, open })
            .await
            .expect("twice is once");
        let holidays = list(&bench, &owner, 2026).await;
        let christmas = holidays.iter().find(|holiday| holiday.date == day).expect("Christmas");
        assert_eq!(christmas.open_agenda_ids.contains(&agenda_id), open);
    }
    let workday = SetHolidayOpen { company_id, agenda_id, date: date(2026, 12, 23), open: true };
    assert_eq!(code(bench.call(&owner, workday).await).0, Code::NotFound, "only a holiday can be opened");
}

#[tokio::test]
async fn a_holiday_of_the_company_goes_with_its_openings() {
    let bench = Bench::new().await;
    let (owner, stranger) = (bench.company("Clínica").await, bench.company("Salão").await);
    let (company_id, agenda_id, day) = (owner.company, agenda(&bench, &owner).await, date(2026, 12, 24));
    let create = CreateHoliday { company_id, date: day, name: name("Véspera") };
    let holiday_id = bench.call(&owner, create.clone()).await.expect("a holiday").id.expect("an id");
    bench
        .call(&owner, SetHolidayOpen { company_id, agenda_id, date: day, open: true })
        .await
        .expect("opened");
    let foreign = DeleteHoliday { company_id: stranger.company, holiday_id };
    assert_eq!(code(bench.call(&stranger, foreign).await).0, Code::NotFound);
    bench.call(&owner, DeleteHoliday { company_id, holiday_id }).await.expect("deleted");
    let unknown = DeleteHoliday { company_id, holiday_id: HolidayId::new(Uuid::from_u128(4)) };
    assert_eq!(code(bench.call(&owner, unknown).await).0, Code::NotFound);
    bench.call(&owner, create).await.expect("again");
    let holidays = list(&bench, &owner, 2026).await;
    let again = holidays.iter().find(|holiday| holiday.date == day).expect("the holiday");
    assert!(again.open_agenda_ids.is_empty(), "a new holiday closes everything");
}
