//! Who is suggested as a duplicate of whom, and who is not.

use leadsmart_contract::clients::{
    ClientSummary, CreateClient, Duplicates, ForgetApart, KeepApart, Likeness, ListDuplicates,
};
use leadsmart_contract::failure::Code;
use leadsmart_contract::ids::ClientId;
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;

use super::super::tests::{delete, new, phones};
use super::{ENOUGH, Person as Known, are_similar, compare};
use crate::testing::{Bench, Person};

/// A company at whose desk clients are entered.
struct Desk {
    bench: Bench,
    owner: Person,
}

impl Desk {
    async fn new() -> Self {
        let bench = Bench::new().await;
        let owner = bench.company("Clínica").await;
        Self { bench, owner }
    }

    /// Enters a client with a phone and a birthday, if they are given.
    async fn enter(&self, name: &str, phone: &str, birthday: &str) -> ClientId {
        let typed: Vec<&str> = Some(phone).filter(|phone| !phone.is_empty()).into_iter().collect();
        let command = CreateClient {
            phones: phones(&typed),
            birthday: (!birthday.is_empty()).then(|| birthday.parse().expect("a day")),
            ..new(&self.owner, name)
        };
        self.enter_as(command).await
    }

    async fn enter_as(&self, command: CreateClient) -> ClientId {
        // So that ids follow the order of entering.
        self.bench.clock.advance(jiff::SignedDuration::from_secs(1));
        let command = CreateClient { allow_duplicate: true, ..command };
        self.bench.call(&self.owner, command).await.expect("entered").id
    }

    async fn duplicates(&self) -> Duplicates {
        self.bench
            .call(&self.owner, ListDuplicates { company_id: self.owner.company })
            .await
            .expect("an answer")
    }

    /// The suggested pairs by name.
    async fn pairs(&self) -> Vec<(String, String)> {
        let name = |client: &ClientSummary| client.name.to_string();
        let found = self.duplicates().await;
        found.pairs.iter().map(|pair| (name(&pair.first), name(&pair.second))).collect()
    }

    fn apart(&self, client: ClientId, other: ClientId) -> KeepApart {
        KeepApart { company_id: self.owner.company, client_id: client, other_id: other }
    }
}

fn pair(first: &str, second: &str) -> (String, String) {
    (first.to_owned(), second.to_owned())
}

#[test]
fn names_are_similar_with_a_slip_a_middle_name_or_an_initial() {
    for (one, other) in [
        ("maria duarte", "maria duarte"),
        ("maria duarte", "maria aparecida duarte"),
        ("maria a duarte", "maria aparecida duarte"),
        ("luisa prado", "luiza prado"),
        ("jose da silva", "jose silva"),
        ("jose silva", "jsoe silva"),
        ("ana", "ana prado"),
        ("helena costa", "helena cotsa"),
    ] {
        assert!(are_similar(one, other) && are_similar(other, one), "{one} may be {other}");
    }
    for (one, other) in [
        ("maria duarte", "mario prado"),
        ("ana prado", "eva prado"),
        ("maria duarte", "rosa duarte"),
        ("maria duarte lima", "maria lima duarte"),
        ("", "ana"),
        ("rui", "rua"),
    ] {
        assert!(!are_similar(one, other) && !are_similar(other, one), "{one} is not {other}");
    }
}

#[test]
fn what_differs_speaks_against_what_is_the_same() {
    let known = |name: &str, phone: &str, document: &str, birthday: &str| Known {
        id: uuid::Uuid::nil(),
        name: name.to_owned(),
        phones: Some(phone.to_owned()).filter(|phone| !phone.is_empty()).into_iter().collect(),
        email: None,
        document: document.parse().ok(),
        birthday: birthday.parse().ok(),
    };
    let weigh = |one: &Known, other: &Known| compare(one, other).0;
    let mother = known("maria duarte", "5511987654321", "", "1980-01-02");
    let child = known("leo duarte", "5511987654321", "", "2015-03-04");
    assert!(weigh(&mother, &child) < ENOUGH, "mother and child have one phone");
    let unknown = known("leo duarte", "5511987654321", "", "");
    assert!(weigh(&mother, &unknown) >= ENOUGH, "a phone alone is worth a look");
    let namesake = known("maria duarte", "", "529.982.247-25", "1980-01-02");
    let other = known("maria duarte", "", "111.444.777-35", "1980-01-02");
    assert!(weigh(&namesake, &other) < ENOUGH, "two CPF are two people");
    let again = known("maria duarte", "", "", "1980-01-02");
    assert!(
        weigh(&namesake, &again) > weigh(&mother, &unknown),
        "a name and a birthday say more than a phone"
    );
    assert_eq!(
        compare(&mother, &known("maria duarte", "987654321", "", "")).1,
        [Likeness::SimilarName, Likeness::SamePhoneEnding],
        "without its area code a phone is a hint only"
    );
}

#[tokio::test]
async fn the_same_phone_document_or_address_is_found_and_the_likeliest_stand_first() {
    let desk = Desk::new().await;
    desk.enter("Ana Prado", "11 98765-4321", "").await;
    desk.enter("Rui Prado", "+55 (11) 8765-4321", "").await;
    desk.enter("Bia Rocha", "21 3456-7890", "").await;
    desk.enter("Bia R.", "(21) 3456-7890", "").await;
    for name in ["Caio Reis", "Caio Mendes Reis"] {
        let email = Some("caio@example.com".parse().expect("an address"));
        let document = Some("529.982.247-25".parse().expect("a CPF"));
        desk.enter_as(CreateClient { email, document, ..new(&desk.owner, name) }).await;
    }
    desk.enter("Somebody Else", "11 91111-2222", "").await;
    let found = desk.pairs().await;
    assert_eq!(
        found,
        [pair("Caio Reis", "Caio Mendes Reis"), pair("Bia Rocha", "Bia R."), pair("Ana Prado", "Rui Prado"),]
    );
    let found = desk.duplicates().await;
    assert_eq!(
        found.pairs[0].likenesses,
        [Likeness::SameDocument, Likeness::SameEmail, Likeness::SimilarName]
    );
    assert!(!found.more);
    for (language, text) in [
        (Language::Portuguese, "mesmo CPF ou CNPJ"),
        (Language::English, "same CPF or CNPJ"),
        (Language::Spanish, "mismo CPF o CNPJ"),
    ] {
        assert_eq!(Likeness::SameDocument.text(language), text);
    }
}

#[tokio::test]
async fn a_similar_name_needs_a_birthday_or_the_end_of_a_phone_besides() {
    let desk = Desk::new().await;
    desk.enter("Luísa Prado", "", "1990-02-28").await;
    desk.enter("Luiza Prado", "", "1990-02-28").await;
    desk.enter("Lucas Prado", "", "1990-02-28").await;
    desk.enter("Marta Lima", "98765-4321", "").await;
    desk.enter("Marta Lima", "11 98765-4321", "").await;
    desk.enter("Nora Dias", "", "").await;
    desk.enter("Nora Dias", "", "1970-01-01").await;
    assert_eq!(desk.pairs().await, [pair("Luísa Prado", "Luiza Prado"), pair("Marta Lima", "Marta Lima")]);
}

#[tokio::test]
async fn what_many_share_says_nothing() {
    let desk = Desk::new().await;
    for number in 0..9 {
        desk.enter(&format!("Client {number}"), "11 3333-4444", "2000-01-01").await;
    }
    assert_eq!(desk.pairs().await, [], "the phone of the company is nobody's");
}

#[tokio::test]
async fn who_was_said_to_be_two_people_is_not_suggested_again_until_that_is_taken_back() {
    let desk = Desk::new().await;
    let ana = desk.enter("Ana Prado", "11 98765-4321", "").await;
    let rui = desk.enter("Rui Prado", "11 98765-4321", "").await;
    for command in [desk.apart(rui, ana), desk.apart(ana, rui)] {
        desk.bench.call(&desk.owner, command).await.expect("noted, and noted already");
    }
    assert_eq!(desk.pairs().await, []);
    let forget = ForgetApart { company_id: desk.owner.company, client_id: ana, other_id: rui };
    desk.bench.call(&desk.owner, forget).await.expect("forgotten");
    assert_eq!(desk.pairs().await, [pair("Ana Prado", "Rui Prado")]);
    let same = desk.bench.call(&desk.owner, desk.apart(ana, ana)).await.expect_err("one person");
    assert_eq!((same.code, same.field.as_deref()), (Code::InvalidInput, Some("other_id")));
    delete(&desk.bench, &desk.owner, rui).await.expect("deleted");
    assert_eq!(desk.pairs().await, [], "who is deleted is nobody's duplicate");
    let gone = desk.bench.call(&desk.owner, desk.apart(ana, rui)).await.expect_err("deleted");
    assert_eq!(gone.code, Code::NotFound);
}

#[tokio::test]
async fn duplicates_are_of_one_company_and_for_who_manages_clients() {
    let desk = Desk::new().await;
    let ana = desk.enter("Ana Prado", "11 98765-4321", "").await;
    let elsewhere = desk.bench.company("Studio").await;
    let command = CreateClient { phones: phones(&["11 98765-4321"]), ..new(&elsewhere, "Ana Prado") };
    let foreign = desk.bench.call(&elsewhere, command).await.expect("entered").id;
    assert_eq!(desk.pairs().await, [], "another company's clients are no duplicates");
    for command in [desk.apart(ana, foreign), desk.apart(foreign, ana)] {
        assert_eq!(desk.bench.call(&desk.owner, command).await.expect_err("foreign").code, Code::NotFound);
    }
    let reader = desk.bench.member(desk.owner.company, "Rita", false, &[Permission::ClientsView]).await;
    let list = ListDuplicates { company_id: desk.owner.company };
    assert_eq!(desk.bench.call(&reader, list).await.expect_err("a reader").code, Code::Forbidden);
}

#[tokio::test]
async fn duplicates_are_found_by_walking_indices() {
    let bench = Bench::new().await;
    let plans = bench.plans(include_str!("../store/duplicates.rs")).await;
    for search in [
        "SEARCH client_phones USING COVERING INDEX client_phones_by_ending (company_id=?)",
        "SEARCH clients USING COVERING INDEX clients_by_document (company_id=?",
        "SEARCH clients USING COVERING INDEX clients_by_email (company_id=?",
        "SEARCH clients USING COVERING INDEX clients_by_birthday (company_id=?",
        "SEARCH b USING COVERING INDEX clients_by_birthday (company_id=? AND birthday=? AND <expr>=? AND id>?)",
    ] {
        assert!(plans.iter().any(|plan| plan.contains(search)), "no query does: {search}\n{plans:#?}");
    }
    let walks = |plan: &String| {
        ["SCAN clients", "SCAN client_phones", "SCAN a;", "SCAN b", "SCAN x", "SCAN y"]
            .iter()
            .any(|scan| plan.contains(scan))
    };
    assert!(!plans.iter().any(walks), "{plans:#?}");
}
