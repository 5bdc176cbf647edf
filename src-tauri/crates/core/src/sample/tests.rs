//! The rules of the sample, through the command table.

use leadsmart_contract::auth::Me;
use leadsmart_contract::companies::{CreateCompany, ListCompanies};
use leadsmart_contract::failure::Code;
use leadsmart_contract::members::{CreateMember, ListMembers};
use leadsmart_contract::sample::{ExploreSample, RemoveSample};
use leadsmart_contract::system::GetStatus;
use leadsmart_contract::values::{EmailAddress, Name, ZoneName};

use crate::testing::{Bench, Person, stranger};

fn zone() -> ZoneName {
    ZoneName::parse("America/Sao_Paulo").expect("a zone")
}

async fn explored(bench: &Bench) -> Person {
    let session = bench.call(&stranger(), ExploreSample { zone: zone() }).await.expect("a sample");
    let marina = Person::from(session);
    let company = bench.call(&marina, ListCompanies {}).await.expect("companies").pop().expect("the sample");
    assert!(company.sample && company.membership.owner);
    let (member, role) = (company.membership.member_id, company.membership.role_id);
    Person { company: company.id, member, role, ..marina }
}

#[tokio::test]
async fn exploring_logs_in_to_a_clinic_with_people_marked_as_sample() {
    let bench = Bench::new().await;
    let marina = explored(&bench).await;
    let list = ListMembers { company_id: marina.company, active: Some(true), professional: Some(true) };
    assert!(bench.call(&marina, list).await.expect("members").len() >= 3, "there are professionals to book");
}

#[tokio::test]
async fn the_sample_is_made_only_where_there_is_no_company() {
    let bench = Bench::new().await;
    let refused =
        bench.call(&stranger(), ExploreSample { zone: ZoneName::parse("No/Where").expect("a form") }).await;
    let refused = refused.expect_err("refused");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInput, Some("zone")));
    explored(&bench).await;
    let again = bench.call(&stranger(), ExploreSample { zone: zone() }).await.expect_err("refused");
    assert_eq!(again.code, Code::WrongState);
}

#[tokio::test]
async fn removing_the_sample_leaves_nothing_but_the_first_start() {
    let bench = Bench::new().await;
    let marina = explored(&bench).await;
    let company_id = marina.company;
    bench.mail_server(&marina).await;
    let added = CreateMember {
        company_id,
        name: Name::parse("Added").expect("a name"),
        email: Some(EmailAddress::parse("added@example.com").expect("an address")),
        phone: None,
        role_id: marina.role,
        professional: false,
        color: None,
    };
    bench.call(&marina, added).await.expect("a member");
    bench.call(&marina, RemoveSample { company_id }).await.expect("removed");
    assert_eq!(bench.call(&marina, Me {}).await.expect_err("gone").code, Code::Unauthenticated);
    assert!(bench.call(&stranger(), GetStatus {}).await.expect("a status").first_start);
    let mut read = bench.core.db().read().await.expect("a snapshot");
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_%' ESCAPE '\\'
         AND name NOT IN ('intents', 'attempts')",
    )
    .fetch_all(&mut *read)
    .await
    .expect("tables");
    for table in tables {
        let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}")))
            .fetch_one(&mut *read)
            .await
            .expect("a number");
        assert_eq!(count, 0, "{table} is empty");
    }
    drop(read);
    explored(&bench).await;
}

#[tokio::test]
async fn a_real_company_is_not_removed_and_people_with_accounts_of_their_own_stay() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let refused = bench.call(&owner, RemoveSample { company_id: owner.company }).await.expect_err("refused");
    assert_eq!(refused.code, Code::WrongState);
    let bench = Bench::new().await;
    let (eva, _) = bench.registered("eva@example.com").await;
    let marina = explored(&bench).await;
    bench.call(&marina, RemoveSample { company_id: marina.company }).await.expect("removed");
    assert!(bench.call(&eva, Me {}).await.is_ok());
}

#[tokio::test]
async fn the_user_of_the_sample_founds_no_company() {
    let bench = Bench::new().await;
    let marina = explored(&bench).await;
    let real = CreateCompany {
        name: Name::parse("Real").expect("a name"),
        zone: zone(),
        language: None,
        country: None,
        state: None,
        week_start: None,
        first_agenda: None,
        hours: None,
    };
    assert_eq!(bench.call(&marina, real).await.expect_err("refused").code, Code::WrongState);
}
