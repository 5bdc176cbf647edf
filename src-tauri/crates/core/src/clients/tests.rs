//! The rules of entering, changing and deleting clients, through the command table.

use leadsmart_contract::auth::Done;
use leadsmart_contract::clients::{
    ClientView, CreateClient, DeleteClient, GetClient, ListClients, RestoreClient, UpdateClient,
};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::ClientId;
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::{List, Name, PhoneNumber};
use uuid::Uuid;

use super::{ClientError, tidy_tags};
use crate::error::Explain;
use crate::testing::{Bench, Person};

pub(super) fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

pub(super) fn phones(typed: &[&str]) -> List<PhoneNumber, 5> {
    List::parse(typed.iter().map(|typed| PhoneNumber::parse(typed).expect("a phone")).collect())
        .expect("a list")
}

pub(super) fn new(person: &Person, text: &str) -> CreateClient {
    CreateClient {
        company_id: person.company,
        id: None,
        name: name(text),
        phones: List::default(),
        email: None,
        document: None,
        birthday: None,
        notes: None,
        tags: List::default(),
        marketing_consent: false,
        allow_duplicate: false,
    }
}

pub(super) fn same(person: &Person, client: ClientId) -> UpdateClient {
    UpdateClient {
        company_id: person.company,
        client_id: client,
        revision: None,
        name: None,
        phones: None,
        email: None,
        document: None,
        birthday: None,
        notes: None,
        tags: None,
        marketing_consent: None,
        allow_duplicate: false,
    }
}

pub(super) async fn get(bench: &Bench, person: &Person, client: ClientId) -> Result<ClientView, Failure> {
    bench.call(person, GetClient { company_id: person.company, client_id: client }).await
}

pub(super) async fn delete(bench: &Bench, person: &Person, client: ClientId) -> Result<Done, Failure> {
    bench.call(person, DeleteClient { company_id: person.company, client_id: client }).await
}

pub(super) async fn everybody(bench: &Bench, person: &Person) -> Vec<String> {
    let command =
        ListClients { company_id: person.company, search: None, tag: None, cursor: None, limit: None };
    let page = bench.call(person, command).await.expect("a page");
    page.items.into_iter().map(|client| client.name.to_string()).collect()
}

#[tokio::test]
async fn a_client_is_given_back_as_entered() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let command = CreateClient {
        phones: phones(&["(11) 98765-4321", "11 3456-7890"]),
        email: Some("ana@example.com".parse().expect("an address")),
        document: Some("529.982.247-25".parse().expect("a CPF")),
        birthday: Some("1990-02-28".parse().expect("a day")),
        notes: Some("Alérgica a dipirona".parse().expect("a note")),
        tags: List::parse(vec![name("VIP"), name("Ágata"), name("vip")]).expect("a list"),
        marketing_consent: true,
        ..new(&owner, "Ana Prado")
    };
    let view = bench.call(&owner, command).await.expect("entered");
    assert_eq!(view.phones[0].as_str(), "(11) 98765-4321", "phones stay as typed");
    assert_eq!(view.tags, [name("Ágata"), name("VIP")], "tags are sorted and stand once");
    assert_eq!(view.marketing_consent_at, Some(bench.core.ports().clock.now()));
    assert_eq!(view.revision, 1);
    assert_eq!(get(&bench, &owner, view.id).await.expect("there"), view);
}

#[tokio::test]
async fn a_repeated_call_enters_a_client_once() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let command = CreateClient {
        id: Some(ClientId::new(Uuid::from_u128(1))),
        phones: phones(&["11 98765-4321"]),
        ..new(&owner, "Ana")
    };
    let first = bench.call(&owner, command.clone()).await.expect("entered");
    let second = bench.call(&owner, command).await.expect("the one who is there");
    assert_eq!(first, second);
    assert_eq!(everybody(&bench, &owner).await, ["Ana"]);
}

#[tokio::test]
async fn an_id_of_another_company_is_taken_and_not_shown() {
    let bench = Bench::new().await;
    let (here, there) = (bench.company("Clínica").await, bench.company("Studio").await);
    let id = bench.call(&there, new(&there, "Bia Secreta")).await.expect("entered").id;
    let failure =
        bench.call(&here, CreateClient { id: Some(id), ..new(&here, "Ana") }).await.expect_err("taken");
    assert_eq!(failure.code, Code::AlreadyExists);
    assert!(!failure.message.contains("Bia"), "another company's data is not told: {}", failure.message);
    for failure in [
        get(&bench, &here, id).await.map(drop).expect_err("foreign"),
        delete(&bench, &here, id).await.map(drop).expect_err("foreign"),
        bench.call(&here, same(&here, id)).await.map(drop).expect_err("foreign"),
        bench
            .call(&here, RestoreClient { company_id: here.company, client_id: id })
            .await
            .map(drop)
            .expect_err("foreign"),
    ] {
        assert_eq!(failure.code, Code::NotFound, "a foreign client is not found");
    }
}

#[tokio::test]
async fn a_phone_that_somebody_has_is_refused_unless_shared_on_purpose() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let elsewhere = bench.company("Studio").await;
    bench
        .call(&elsewhere, CreateClient { phones: phones(&["11 98765-4321"]), ..new(&elsewhere, "Caio") })
        .await
        .expect("entered");
    let command =
        CreateClient { phones: phones(&["11 3456-7890", "+55 (11) 8765-4321"]), ..new(&owner, "Bia") };
    bench.call(&owner, command).await.expect("another company's phones are no hindrance");
    let ana = CreateClient { phones: phones(&["(11) 98765-4321"]), ..new(&owner, "Ana") };
    let failure = bench.call(&owner, ana.clone()).await.expect_err("taken");
    assert_eq!((failure.code, failure.field.as_deref()), (Code::AlreadyExists, Some("phones.0")));
    assert!(failure.message.contains("Bia"), "who has it is named: {}", failure.message);
    let ana = bench.call(&owner, CreateClient { allow_duplicate: true, ..ana }).await.expect("shared");
    let renamed = UpdateClient {
        name: Some(name("Ana Prado")),
        phones: Some(phones(&["11987654321"])),
        ..same(&owner, ana.id)
    };
    bench.call(&owner, renamed).await.expect("a phone that is shared already stays allowed");
}

#[tokio::test]
async fn the_same_line_twice_is_refused() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let command =
        CreateClient { phones: phones(&["11 98765-4321", "+55 11 8765 4321"]), ..new(&owner, "Ana") };
    let failure = bench.call(&owner, command).await.expect_err("repeated");
    assert_eq!((failure.code, failure.field.as_deref()), (Code::InvalidInput, Some("phones")));
}

#[tokio::test]
async fn only_the_given_fields_change() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let command = CreateClient {
        phones: phones(&["11 98765-4321", "11 3456-7890"]),
        email: Some("ana@example.com".parse().expect("an address")),
        marketing_consent: true,
        ..new(&owner, "Ana")
    };
    let before = bench.call(&owner, command).await.expect("entered");
    bench.clock.advance(jiff::SignedDuration::from_hours(1));
    let command = UpdateClient {
        email: Some(None),
        phones: Some(phones(&["11 3456-7890"])),
        marketing_consent: Some(true),
        ..same(&owner, before.id)
    };
    let after = bench.call(&owner, command).await.expect("changed");
    let expected =
        ClientView { email: None, phones: phones(&["11 3456-7890"]).into_vec(), revision: 2, ..before };
    assert_eq!(after, expected, "the consent keeps its first instant, the rest stays");
    let withdrawn = UpdateClient { marketing_consent: Some(false), ..same(&owner, after.id) };
    assert_eq!(bench.call(&owner, withdrawn).await.expect("changed").marketing_consent_at, None);
}

#[tokio::test]
async fn a_change_of_what_was_not_read_is_refused() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let id = bench.call(&owner, new(&owner, "Ana")).await.expect("entered").id;
    let rename = |to: &str| UpdateClient { revision: Some(1), name: Some(name(to)), ..same(&owner, id) };
    bench.call(&owner, rename("Ana Prado")).await.expect("changed");
    let failure = bench.call(&owner, rename("Ana Lima")).await.expect_err("stale");
    assert_eq!(failure.code, Code::Stale);
    assert_eq!(get(&bench, &owner, id).await.expect("there").name, name("Ana Prado"), "nothing is lost");
    let unchanged = bench.call(&owner, same(&owner, id)).await.expect("nothing to do");
    assert_eq!(unchanged.revision, 2, "what changes nothing is no change");
}

#[tokio::test]
async fn a_birthday_lies_between_1900_and_today() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    for (day, fits) in
        [("1899-12-31", false), ("1900-01-01", true), ("2026-11-25", true), ("2026-11-27", false)]
    {
        let command = CreateClient { birthday: Some(day.parse().expect("a day")), ..new(&owner, "Ana") };
        match bench.call(&owner, command).await {
            Ok(_) => assert!(fits, "{day} is no birthday"),
            Err(failure) => {
                assert!(!fits, "{day} is a birthday");
                assert_eq!((failure.code, failure.field.as_deref()), (Code::InvalidInput, Some("birthday")));
            }
        }
    }
}

#[tokio::test]
async fn a_deleted_client_is_hidden_everywhere_and_can_come_back() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let command = CreateClient {
        id: Some(ClientId::new(Uuid::from_u128(1))),
        phones: phones(&["11 98765-4321"]),
        ..new(&owner, "Ana")
    };
    let ana = bench.call(&owner, command.clone()).await.expect("entered");
    delete(&bench, &owner, ana.id).await.expect("deleted");
    assert!(everybody(&bench, &owner).await.is_empty());
    assert_eq!(get(&bench, &owner, ana.id).await.expect_err("hidden").code, Code::NotFound);
    assert_eq!(bench.call(&owner, same(&owner, ana.id)).await.expect_err("hidden").code, Code::NotFound);
    assert_eq!(delete(&bench, &owner, ana.id).await.expect_err("hidden").code, Code::NotFound);
    assert_eq!(bench.call(&owner, command).await.expect_err("the id is in use").code, Code::AlreadyExists);
    bench
        .call(&owner, CreateClient { phones: phones(&["11 98765-4321"]), ..new(&owner, "Bia") })
        .await
        .expect("her phone is free");
    let restore = RestoreClient { company_id: owner.company, client_id: ana.id };
    let back = bench.call(&owner, restore.clone()).await.expect("restored");
    assert_eq!(back.phones, ana.phones);
    assert_eq!(bench.call(&owner, restore).await.expect("nothing to do"), back);
    assert_eq!(everybody(&bench, &owner).await, ["Ana", "Bia"]);
}

#[tokio::test]
async fn clients_are_seen_and_managed_by_who_may() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let reader = bench.member(owner.company, "Rita", false, &[Permission::ClientsView]).await;
    let nobody = bench.member(owner.company, "Nara", false, &[]).await;
    let id = bench.call(&owner, new(&owner, "Ana")).await.expect("entered").id;
    get(&bench, &reader, id).await.expect("seen");
    assert_eq!(bench.call(&reader, new(&reader, "Bia")).await.expect_err("a reader").code, Code::Forbidden);
    assert_eq!(get(&bench, &nobody, id).await.expect_err("nobody").code, Code::Forbidden);
}

#[test]
fn tags_stand_once_and_sorted_without_regard_to_case() {
    let tags = ["vip", "Zumba", "VIP", "ágil", "Beta", "ÁGIL"].map(name).to_vec();
    assert_eq!(tidy_tags(tags), ["ágil", "Beta", "vip", "Zumba"].map(name));
}

#[test]
fn who_is_expected_cannot_be_deleted_and_it_is_said_how_often() {
    let failure = ClientError::Expected(2).explain(Language::Portuguese);
    assert_eq!(failure.code, Code::InUse);
    assert_eq!(failure.message, "Este cliente ainda tem 2 agendamentos por vir. Nada foi excluído.");
    assert!(failure.hint.is_some(), "there is a way out");
}
