//! The rules of absences, through the command table.

use jiff::civil::{DateTime, date};
use leadsmart_contract::absences::{AbsenceView, CreateAbsence, DeleteAbsence, ListAbsences};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::AbsenceId;
use uuid::Uuid;

use crate::testing::{Bench, Person};

fn at(month: i8, day: i8, hour: i8) -> DateTime {
    date(2026, month, day).at(hour, 0, 0, 0)
}

fn away(person: &Person, start: DateTime, end: DateTime) -> CreateAbsence {
    CreateAbsence { company_id: person.company, member_id: person.member, start, end, reason: None }
}

fn list(person: &Person) -> ListAbsences {
    ListAbsences { company_id: person.company, from: None, to: None, member_id: None }
}

async fn enter(bench: &Bench, person: &Person, start: DateTime, end: DateTime) -> AbsenceView {
    bench.call(person, away(person, start, end)).await.expect("an absence").absence
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> (Code, Option<String>) {
    let failure = outcome.expect_err("a refusal");
    (failure.code, failure.field)
}

#[tokio::test]
async fn an_absence_is_entered_on_the_clock_of_the_company() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let absence = enter(&bench, &owner, at(12, 1, 8), at(12, 1, 12)).await;
    assert_eq!(absence.start.at.to_string(), "2026-12-01T11:00:00Z", "São Paulo is three hours behind UTC");
    assert_eq!((absence.start.local, absence.end.local), (at(12, 1, 8), at(12, 1, 12)));
    assert_eq!(bench.call(&owner, list(&owner)).await.expect("absences"), [absence]);
}

#[tokio::test]
async fn an_absence_ends_after_its_start_and_within_two_years() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let start = at(12, 1, 8);
    let two_years = date(2028, 12, 1).at(8, 0, 0, 0);
    assert!(
        bench.call(&owner, away(&owner, start, two_years)).await.is_ok(),
        "two years are allowed, a leap day among them"
    );
    let end = Some("end".to_owned());
    assert_eq!(code(bench.call(&owner, away(&owner, start, start)).await), (Code::InvalidInput, end.clone()));
    assert_eq!(
        code(bench.call(&owner, away(&owner, start, at(12, 1, 7))).await),
        (Code::InvalidInput, end.clone())
    );
    assert_eq!(
        code(bench.call(&owner, away(&owner, start, date(2028, 12, 1).at(8, 1, 0, 0))).await),
        (Code::InvalidInput, end.clone())
    );
    assert_eq!(code(bench.call(&owner, away(&owner, start, DateTime::MAX)).await), (Code::InvalidInput, end));
    assert_eq!(
        code(bench.call(&owner, away(&owner, DateTime::MIN, start)).await),
        (Code::InvalidInput, Some("start".into()))
    );
}

#[tokio::test]
async fn absences_that_touch_the_period_are_listed_by_start() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let ana = bench.member(owner.company, "Ana", false, &[]).await;
    let later = enter(&bench, &owner, at(12, 3, 8), at(12, 3, 12)).await;
    let long = enter(&bench, &owner, at(11, 1, 8), at(12, 2, 12)).await;
    let hers = bench
        .call(&owner, CreateAbsence { member_id: ana.member, ..away(&owner, at(12, 4, 8), at(12, 4, 9)) })
        .await;
    let hers = hers.expect("an absence").absence;
    let listed = |from, to| ListAbsences { from: Some(from), to: Some(to), ..list(&owner) };
    let all = bench.call(&owner, list(&owner)).await.expect("absences");
    assert_eq!(
        all,
        [long.clone(), later.clone(), hers.clone()],
        "one that has begun is among those from now on"
    );
    let some = bench.call(&owner, listed(at(12, 2, 12), at(12, 4, 8))).await.expect("absences");
    assert_eq!(some, [later], "what only touches the period at its edge is not in it");
    let of_ana = ListAbsences { member_id: Some(ana.member), ..list(&owner) };
    assert_eq!(bench.call(&owner, of_ana).await.expect("absences"), [hers]);
    assert_eq!(
        code(bench.call(&owner, listed(at(12, 4, 8), at(12, 4, 8))).await),
        (Code::InvalidInput, Some("to".into()))
    );
}

#[tokio::test]
async fn what_belongs_to_another_company_is_not_found() {
    let bench = Bench::new().await;
    let (owner, stranger) = (bench.company("Clínica").await, bench.company("Salão").await);
    let theirs = enter(&bench, &stranger, at(12, 1, 8), at(12, 1, 9)).await.id;
    let foreign = CreateAbsence { member_id: stranger.member, ..away(&owner, at(12, 1, 8), at(12, 1, 9)) };
    assert_eq!(code(bench.call(&owner, foreign).await).0, Code::NotFound);
    let foreign = ListAbsences { member_id: Some(stranger.member), ..list(&owner) };
    assert_eq!(code(bench.call(&owner, foreign).await).0, Code::NotFound);
    for absence_id in [theirs, AbsenceId::new(Uuid::from_u128(5))] {
        let delete = DeleteAbsence { company_id: owner.company, absence_id };
        assert_eq!(code(bench.call(&owner, delete).await).0, Code::NotFound);
    }
    bench
        .call(&stranger, DeleteAbsence { company_id: stranger.company, absence_id: theirs })
        .await
        .expect("deleted");
    assert!(bench.call(&stranger, list(&stranger)).await.expect("absences").is_empty());
}
