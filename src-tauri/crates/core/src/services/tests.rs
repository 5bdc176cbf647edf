//! The rules of services, through the command table.

use leadsmart_contract::agendas::CreateAgenda;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{AgendaId, ServiceId};
use leadsmart_contract::services::{CreateService, DeleteService, ListServices, ServiceView, UpdateService};
use leadsmart_contract::values::{List, Minutes, Name};
use uuid::Uuid;

use super::get_many;
use crate::testing::{Bench, Person};

fn minutes(count: i64) -> Minutes {
    Minutes::parse(count).expect("minutes")
}

fn new_service(person: &Person, name: &str) -> CreateService {
    CreateService {
        company_id: person.company,
        name: Name::parse(name).expect("a name"),
        duration: minutes(30),
        buffer_before: minutes(0),
        buffer_after: minutes(10),
        color: None,
        agenda_ids: List::default(),
    }
}

fn no_change(person: &Person, service: ServiceId) -> UpdateService {
    UpdateService {
        company_id: person.company,
        service_id: service,
        name: None,
        duration: None,
        buffer_before: None,
        buffer_after: None,
        color: None,
        agenda_ids: None,
        active: None,
    }
}

async fn service(bench: &Bench, person: &Person, name: &str) -> ServiceView {
    bench.call(person, new_service(person, name)).await.expect("a service")
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> (Code, Option<String>) {
    let failure = outcome.expect_err("a refusal");
    (failure.code, failure.field)
}

#[tokio::test]
async fn services_are_listed_by_name_and_by_use() {
    let bench = Bench::new().await;
    let owner = bench.company("Salão").await;
    let (corte, barba) = (service(&bench, &owner, "Corte").await, service(&bench, &owner, "barba").await);
    assert_ne!(corte.color, barba.color, "colours differ until the palette is used up");
    let list = |active| ListServices { company_id: owner.company, active };
    assert_eq!(bench.call(&owner, list(None)).await.expect("services"), [barba.clone(), corte.clone()]);
    let off = UpdateService { active: Some(false), ..no_change(&owner, corte.id) };
    let off = bench.call(&owner, off).await.expect("a service");
    assert_eq!(off, ServiceView { active: false, ..corte }, "what is not given stays");
    assert_eq!(bench.call(&owner, list(Some(true))).await.expect("services"), [barba]);
    assert_eq!(bench.call(&owner, list(Some(false))).await.expect("services"), [off]);
}

#[tokio::test]
async fn two_services_have_different_names() {
    let bench = Bench::new().await;
    let owner = bench.company("Salão").await;
    let (_, barba) = (service(&bench, &owner, "Corte").await, service(&bench, &owner, "Barba").await);
    assert_eq!(
        code(bench.call(&owner, new_service(&owner, "Corte")).await),
        (Code::AlreadyExists, Some("name".into()))
    );
    let rename = UpdateService { name: Name::parse("Corte").ok(), ..no_change(&owner, barba.id) };
    assert_eq!(code(bench.call(&owner, rename).await).0, Code::AlreadyExists);
    let other = bench.company("Clínica").await;
    service(&bench, &other, "Corte").await;
}

#[tokio::test]
async fn times_of_a_service_are_at_most_a_day() {
    let bench = Bench::new().await;
    let owner = bench.company("Salão").await;
    let new = || new_service(&owner, "Corte");
    for (command, field) in [
        (CreateService { duration: minutes(0), ..new() }, "duration"),
        (CreateService { duration: minutes(1441), ..new() }, "duration"),
        (CreateService { buffer_before: minutes(1441), ..new() }, "buffer_before"),
        (CreateService { buffer_after: minutes(1441), ..new() }, "buffer_after"),
    ] {
        assert_eq!(code(bench.call(&owner, command).await), (Code::InvalidInput, Some(field.into())));
    }
}

#[tokio::test]
async fn what_belongs_to_another_company_is_not_found() {
    let bench = Bench::new().await;
    let (owner, stranger) = (bench.company("Salão").await, bench.company("Clínica").await);
    let theirs = service(&bench, &stranger, "Consulta").await.id;
    assert_eq!(code(bench.call(&owner, no_change(&owner, theirs)).await).0, Code::NotFound);
    let delete = DeleteService { company_id: owner.company, service_id: theirs };
    assert_eq!(code(bench.call(&owner, delete).await).0, Code::NotFound);
    let agenda = CreateAgenda {
        company_id: stranger.company,
        name: Name::parse("Sala").expect("a name"),
        color: None,
        zone: None,
        rules: None,
        member_ids: List::default(),
    };
    let theirs = bench.call(&stranger, agenda).await.expect("an agenda").id;
    let agenda_ids: List<AgendaId, 200> = List::parse(vec![theirs]).expect("a list");
    let foreign = CreateService { agenda_ids, ..new_service(&owner, "Corte") };
    assert_eq!(code(bench.call(&owner, foreign).await).0, Code::NotFound);
}

#[tokio::test]
async fn a_service_that_was_booked_stays() {
    let bench = Bench::new().await;
    let owner = bench.company("Salão").await;
    let (booked, unused) =
        (service(&bench, &owner, "Corte").await.id, service(&bench, &owner, "Barba").await.id);
    let mut write = bench.write().await;
    let (agenda, appointment) = (Uuid::from_u128(1), Uuid::from_u128(2));
    sqlx::query(
        "INSERT INTO agendas (id, company_id, name, color, zone, position, hours, alignment, fill_gaps, buffer_policy,
                              minimum_notice, horizon, limits, capacity, pending_blocks, observes_holidays, default_duration, created_at)
         VALUES (?, ?, 'Sala', 'teal', 'UTC', 0, '[]', 'opening', 0, 'longest', 0, '{}', '[]', 1, 1, 1, 30, 0)",
    )
    .bind(agenda).bind(owner.company.uuid()).execute(write.connection()).await.expect("an agenda");
    sqlx::query(
        "INSERT INTO appointments (id, company_id, agenda_id, starts_at, ends_at, status, buffer_before, buffer_after, created_at)
         VALUES (?, ?, ?, 0, 1, 'done', 0, 0, 0)",
    )
    .bind(appointment).bind(owner.company.uuid()).bind(agenda).execute(write.connection()).await.expect("an appointment");
    sqlx::query("INSERT INTO appointment_services (appointment_id, position, company_id, service_id, duration) VALUES (?, 0, ?, ?, 30)")
        .bind(appointment).bind(owner.company.uuid()).bind(booked.uuid()).execute(write.connection()).await.expect("booked");
    write.mutation.commit().await.expect("stored");
    let delete = |service_id| DeleteService { company_id: owner.company, service_id };
    assert_eq!(code(bench.call(&owner, delete(booked)).await).0, Code::InUse);
    assert!(bench.call(&owner, delete(unused)).await.is_ok());
    let left =
        bench.call(&owner, ListServices { company_id: owner.company, active: None }).await.expect("services");
    assert_eq!(left.iter().map(|service| service.id).collect::<Vec<_>>(), [booked]);
}

#[tokio::test]
async fn many_services_come_in_the_order_asked_for() {
    let bench = Bench::new().await;
    let owner = bench.company("Salão").await;
    let (a, b) = (service(&bench, &owner, "A").await.id, service(&bench, &owner, "B").await.id);
    let mut read = bench.core.db().read().await.expect("a snapshot");
    let found = get_many(&mut read, owner.company, &[b, a]).await.expect("services");
    assert_eq!(found.iter().map(|service| service.id).collect::<Vec<_>>(), [b, a]);
    assert!(
        found[0].is_offered_on(AgendaId::new(Uuid::from_u128(9))),
        "without a list every agenda offers it"
    );
    let missing = get_many(&mut read, owner.company, &[a, ServiceId::new(Uuid::from_u128(3))]).await;
    assert_eq!(missing.expect_err("one is missing").explain(Default::default()).code, Code::NotFound);
}
