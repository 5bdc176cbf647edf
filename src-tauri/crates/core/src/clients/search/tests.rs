//! What a search finds and in which order, through the command table.

use std::collections::BTreeSet;

use leadsmart_contract::clients::{
    ClientSummary, CreateClient, DeleteClient, ListClients, RestoreClient, UpdateClient,
};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::ClientId;
use leadsmart_contract::page::Page;
use leadsmart_contract::values::{List, Name, PhoneNumber, SearchText};
use uuid::Uuid;

use super::plain;
use crate::clients::tests::new;
use crate::testing::{Bench, Person};

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

    async fn with(names: &[&str]) -> Self {
        let desk = Self::new().await;
        for name in names {
            desk.enter(new(&desk.owner, name)).await;
        }
        desk
    }

    async fn enter(&self, command: CreateClient) -> ClientId {
        self.bench
            .call(&self.owner, CreateClient { allow_duplicate: true, ..command })
            .await
            .expect("entered")
            .id
    }

    async fn phone(&self, name: &str, phone: &str) -> ClientId {
        let phones = List::parse(vec![PhoneNumber::parse(phone).expect("a phone")]).expect("a list");
        self.enter(CreateClient { phones, ..new(&self.owner, name) }).await
    }

    async fn tagged(&self, name: &str, tags: &[&str]) -> ClientId {
        let tags =
            List::parse(tags.iter().map(|tag| Name::parse(tag).expect("a tag")).collect()).expect("a list");
        self.enter(CreateClient { tags, ..new(&self.owner, name) }).await
    }

    fn command(&self, search: &str) -> ListClients {
        let search = Some(SearchText::parse(search).expect("a search"));
        ListClients { company_id: self.owner.company, search, tag: None, cursor: None, limit: None }
    }

    async fn page(&self, command: ListClients) -> Result<Page<ClientSummary>, Failure> {
        self.bench.call(&self.owner, command).await
    }

    async fn find(&self, search: &str) -> Vec<String> {
        names(self.page(self.command(search)).await.expect("a page"))
    }

    async fn find_tagged(&self, search: &str, tag: &str) -> Vec<String> {
        let command = ListClients { tag: Some(Name::parse(tag).expect("a tag")), ..self.command(search) };
        names(self.page(command).await.expect("a page"))
    }

    /// Everything a search finds, page by page.
    async fn all(&self, command: ListClients) -> Vec<ClientSummary> {
        let (mut all, mut cursor) = (Vec::new(), None);
        loop {
            let page = self.page(ListClients { cursor, ..command.clone() }).await.expect("a page");
            all.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                return all;
            }
        }
    }

    /// Books a client, as far as the search notices it.
    async fn book(&self, client: ClientId, at: &str) {
        let at: jiff::Timestamp = at.parse().expect("an instant");
        let mut write = self.bench.write().await;
        sqlx::query("INSERT INTO index_client_bookings (client_id, company_id, booked_at) VALUES (?, ?, ?)")
            .bind(client.uuid())
            .bind(self.owner.company.uuid())
            .bind(at.as_millisecond())
            .execute(write.connection())
            .await
            .expect("a booking");
        write.mutation.commit().await.expect("stored");
    }
}

fn names(page: Page<ClientSummary>) -> Vec<String> {
    page.items.into_iter().map(|client| client.name.to_string()).collect()
}

#[test]
fn names_are_compared_without_accents_case_and_signs() {
    for (typed, compared) in [
        ("  João  D'Ávila-Conceição ", "joao davila conceicao"),
        ("Duarte, Marina", "duarte marina"),
        ("ÇÃO Müller", "cao muller"),
        ("!!!", ""),
    ] {
        assert_eq!(plain(typed), compared);
    }
    assert!(plain(&"北".repeat(120)).len() <= 160, "what is compared stays short");
}

#[tokio::test]
async fn beginnings_of_words_are_found_without_accents_and_in_any_order() {
    let desk =
        Desk::with(&["Maria Duarte", "Duarte, Marina", "José Conceição", "Dulce Marques", "Marta Lima"])
            .await;
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    assert_eq!(sorted(desk.find("mar du").await), ["Duarte, Marina", "Dulce Marques", "Maria Duarte"]);
    assert_eq!(sorted(desk.find("DU MAR").await), ["Duarte, Marina", "Dulce Marques", "Maria Duarte"]);
    assert_eq!(desk.find("maria d").await, ["Maria Duarte"]);
    assert_eq!(desk.find("jose con").await, ["José Conceição"]);
    assert_eq!(
        desk.find("ção").await,
        Vec::<String>::new(),
        "a part in the middle of a word is no beginning"
    );
}

#[tokio::test]
async fn whole_words_come_before_beginnings_and_names_that_begin_so_before_others() {
    let desk = Desk::with(&[
        "Mariana Costa",
        "Ana Lima",
        "Anabela Reis",
        "Bruna Ana",
        "Carla Anabel",
        "Luana Prado",
    ])
    .await;
    assert_eq!(desk.find("ana").await, ["Ana Lima", "Bruna Ana", "Anabela Reis", "Carla Anabel"]);
}

#[tokio::test]
async fn who_comes_soon_or_was_here_lately_comes_first() {
    let desk = Desk::with(&["Ana Abreu", "Ana Brito"]).await;
    let soon = desk.enter(new(&desk.owner, "Ana Zago")).await;
    let lately = desk.enter(new(&desk.owner, "Ana Xavier")).await;
    let long_ago = desk.enter(new(&desk.owner, "Ana Costa")).await;
    desk.book(soon, "2026-11-26T12:00:00Z").await;
    desk.book(lately, "2026-11-20T12:00:00Z").await;
    desk.book(long_ago, "2025-01-20T12:00:00Z").await;
    assert_eq!(desk.find("an").await, ["Ana Xavier", "Ana Zago", "Ana Abreu", "Ana Brito", "Ana Costa"]);
    assert_eq!(
        desk.all(ListClients { limit: Some(1), ..desk.command("an") }).await.len(),
        5,
        "pages repeat and skip nobody"
    );
}

#[tokio::test]
async fn particles_are_no_beginnings_of_names() {
    let desk = Desk::with(&["Ana de Souza", "Denise Prado", "Ana Denise Lima"]).await;
    assert_eq!(desk.find("de").await, ["Denise Prado", "Ana Denise Lima"]);
    assert_eq!(desk.find("ana de").await, ["Ana de Souza", "Ana Denise Lima"]);
    assert_eq!(desk.find("souza de ana").await, ["Ana de Souza"]);
}

#[tokio::test]
async fn a_slip_is_forgiven_when_little_is_found_otherwise() {
    let desk = Desk::with(&["Maria Duarte", "Mário Reis", "Guilherme Prado", "Ana Lima"]).await;
    for (slip, meant) in [
        ("mraia", "Maria Duarte"),
        ("duerte", "Maria Duarte"),
        ("durte", "Maria Duarte"),
        ("duartte", "Maria Duarte"),
        ("mraia duerte", "Maria Duarte"),
        ("guilerme", "Guilherme Prado"),
        ("guilehrme pr", "Guilherme Prado"),
    ] {
        assert_eq!(desk.find(slip).await.first().map(String::as_str), Some(meant), "{slip} means {meant}");
    }
    assert!(desk.find("amn").await.is_empty(), "short words have too many neighbours");
    assert!(desk.find("maxria duxarxte").await.is_empty(), "two slips in a word are too many");
    assert_eq!(
        desk.find("mario").await,
        ["Mário Reis", "Maria Duarte"],
        "what was typed comes before what may be meant"
    );
    let many = Desk::with(&["Maria A", "Maria B", "Maria C", "Maria D", "Maria E", "Marta F"]).await;
    assert!(!many.find("maria").await.contains(&"Marta F".to_owned()), "no guesses where enough is found");
}

#[tokio::test]
async fn parts_of_phones_are_found_however_they_are_written() {
    let desk = Desk::new().await;
    desk.phone("Ana", "(11) 98765-4321").await;
    desk.phone("Bia", "21 3456-7890").await;
    desk.phone("Caio", "+55 11 8888-4321").await;
    desk.phone("Davi", "11 94321-0000").await;
    for (typed, found) in [
        ("4321", vec!["Ana", "Caio", "Davi"]),
        ("98765 4321", vec!["Ana"]),
        ("8765-4321", vec!["Ana"]),
        ("11987654321", vec!["Ana"]),
        ("11 8765 4321", vec!["Ana"]),
        ("+55 (11) 8765-4321", vec!["Ana"]),
        ("011 98765-4321", vec!["Ana"]),
        ("98888", vec!["Caio"]),
        ("(21) 3456", vec!["Bia"]),
        ("7890", vec!["Bia"]),
        ("caio 4321", vec!["Caio"]),
        ("99999", vec![]),
    ] {
        assert_eq!(desk.find(typed).await, found, "{typed}");
    }
}

#[tokio::test]
async fn documents_are_found_with_and_without_punctuation() {
    let desk = Desk::new().await;
    for (name, document) in [("Ana", "529.982.247-25"), ("Loja 12", "12.ABC.345/01DE-35")] {
        desk.enter(CreateClient {
            document: Some(document.parse().expect("a document")),
            ..new(&desk.owner, name)
        })
        .await;
    }
    for (typed, found) in [
        ("52998224725", "Ana"),
        ("529.982", "Ana"),
        ("247-25", "Ana"),
        ("12.abc.345/01de-35", "Loja 12"),
        ("12abc345", "Loja 12"),
        ("loja 12", "Loja 12"),
    ] {
        assert_eq!(desk.find(typed).await, [found], "{typed}");
    }
}

#[tokio::test]
async fn a_tag_narrows_lists_and_searches() {
    let desk = Desk::new().await;
    desk.tagged("Bia Prado", &["VIP", "Alérgica"]).await;
    desk.tagged("Ana Prado", &["vip gold"]).await;
    desk.tagged("Ana Reis", &["Vip"]).await;
    desk.tagged("Caio Prado", &[]).await;
    assert_eq!(
        desk.find_tagged("", "vip").await,
        ["Ana Reis", "Bia Prado"],
        "another tag that begins alike is another tag"
    );
    assert_eq!(desk.find_tagged("", "ALERGICA").await, ["Bia Prado"]);
    assert_eq!(desk.find_tagged("pra", "VIP").await, ["Bia Prado"]);
    assert_eq!(
        desk.find_tagged("praod", "VIP").await,
        ["Bia Prado"],
        "slips are forgiven inside of a tag too"
    );
    assert_eq!(desk.find_tagged("", "novo").await, Vec::<String>::new());
}

#[tokio::test]
async fn pages_repeat_and_skip_nobody() {
    let desk = Desk::new().await;
    for number in 0..30 {
        let name =
            ["Ana Paula Anjos", "Paula Ana", "Anabela Ana Reis", "José Anacleto Anabel", "Ana"][number % 5];
        let id = desk.phone(name, &format!("11 9{:04}-{:04}", number, 4321)).await;
        if number % 7 == 0 {
            desk.book(id, "2026-11-26T12:00:00Z").await;
        }
    }
    for (search, expected) in
        [("an", 30), ("ana", 30), ("ana an", 30), ("4321", 30), ("", 30), ("paula an", 12)]
    {
        for limit in [1, 4, 7, 29] {
            let all = desk.all(ListClients { limit: Some(limit), ..desk.command(search) }).await;
            let ids: BTreeSet<ClientId> = all.iter().map(|client| client.id).collect();
            assert_eq!((all.len(), ids.len()), (expected, expected), "'{search}' in pages of {limit}");
        }
        let whole = desk.all(ListClients { limit: Some(500), ..desk.command(search) }).await;
        let parts = desk.all(ListClients { limit: Some(30), ..desk.command(search) }).await;
        assert_eq!(whole, parts, "'{search}' has one order");
    }
}

#[tokio::test]
async fn a_cursor_that_is_not_ours_is_refused() {
    let desk = Desk::with(&["Ana", "Bia", "Caio"]).await;
    let first = desk.page(ListClients { limit: Some(1), ..desk.command("") }).await.expect("a page");
    let cursor = first.next.expect("more");
    let second =
        desk.page(ListClients { cursor: Some(cursor.clone()), ..desk.command("") }).await.expect("a page");
    assert_eq!(names(second), ["Bia", "Caio"]);
    let longer = format!("{cursor}AAAA");
    desk.page(ListClients { cursor: Some(longer), ..desk.command("") })
        .await
        .expect("any place in the list is one");
    for (bad, search) in
        [("", ""), ("x", ""), ("%%%", ""), ("AQAAAAA", ""), (cursor.as_str(), "an"), (&cursor[..20], "")]
    {
        let failure = desk
            .page(ListClients { cursor: Some(bad.to_owned()), ..desk.command(search) })
            .await
            .expect_err("refused");
        assert_eq!((failure.code, failure.field.as_deref()), (Code::InvalidInput, Some("cursor")), "'{bad}'");
    }
    for limit in [0, 501, u16::MAX] {
        let failure =
            desk.page(ListClients { limit: Some(limit), ..desk.command("") }).await.expect_err("refused");
        assert_eq!((failure.code, failure.field.as_deref()), (Code::InvalidInput, Some("limit")), "{limit}");
    }
}

#[tokio::test]
async fn nothing_that_can_be_typed_breaks_a_search() {
    let desk = Desk::with(&["Ana \"A\" Prado", "O'Neil", "100% Pet (loja)"]).await;
    desk.phone("Bia", "11 98765-4321").await;
    for typed in [
        "\"",
        "'",
        "%",
        "*",
        "a*",
        "ana OR bia",
        "NEAR(",
        "-",
        "4321\"",
        "\\",
        "#vip",
        "{",
        "😀",
        "ß",
        "é",
        "12 34",
        "a b c d e f g h i j k l m n o p",
    ] {
        desk.page(desk.command(typed)).await.expect("an answer");
    }
    assert_eq!(desk.find("100").await, ["100% Pet (loja)"]);
    assert_eq!(desk.find("oneil").await, ["O'Neil"]);
    assert_eq!(desk.find("ana \"a\"").await, ["Ana \"A\" Prado"]);
}

#[tokio::test]
async fn another_companys_clients_are_not_found() {
    let desk = Desk::with(&["Ana"]).await;
    let elsewhere = desk.bench.company("Studio").await;
    let phones = List::parse(vec![PhoneNumber::parse("11 98765-4321").expect("a phone")]).expect("a list");
    desk.bench
        .call(&elsewhere, CreateClient { phones, ..new(&elsewhere, "Ana Secreta") })
        .await
        .expect("entered");
    assert_eq!(desk.find("ana").await, ["Ana"]);
    assert_eq!(desk.find("secreat").await, Vec::<String>::new());
    assert_eq!(desk.find("4321").await, Vec::<String>::new());
}

#[tokio::test]
async fn the_index_follows_every_change() {
    let desk = Desk::new().await;
    let ana = desk.phone("Ana Prado", "11 98765-4321").await;
    let company_id = desk.owner.company;
    let phones: List<_, 5> =
        List::parse(vec![PhoneNumber::parse("21 2222-3333").expect("a phone")]).expect("a list");
    let change = serde_json::json!({ "company_id": company_id, "client_id": ana, "name": "Bia Reis", "phones": phones });
    let change: UpdateClient = serde_json::from_value(change).expect("a change");
    desk.bench.call(&desk.owner, change).await.expect("changed");
    assert!(desk.find("ana").await.is_empty() && desk.find("4321").await.is_empty(), "what was is gone");
    assert_eq!(
        (desk.find("bia").await, desk.find("3333").await),
        (vec!["Bia Reis".to_owned()], vec!["Bia Reis".to_owned()])
    );
    desk.bench.call(&desk.owner, DeleteClient { company_id, client_id: ana }).await.expect("deleted");
    assert!(
        desk.find("bia").await.is_empty() && desk.find("3333").await.is_empty(),
        "who is deleted is not found"
    );
    desk.bench.call(&desk.owner, RestoreClient { company_id, client_id: ana }).await.expect("restored");
    assert_eq!(
        (desk.find("bia").await, desk.find("3333").await),
        (vec!["Bia Reis".to_owned()], vec!["Bia Reis".to_owned()])
    );
}

#[tokio::test]
async fn a_missing_index_is_made_again() {
    let desk = Desk::new().await;
    desk.phone("Ana Prado", "11 98765-4321").await;
    let mut local = desk.bench.core.db().write_local().await.expect("a transaction");
    for table in ["index_client_words", "index_client_vocabulary", "index_client_numbers"] {
        sqlx::query(sqlx::AssertSqlSafe(format!("DELETE FROM {table}")))
            .execute(&mut *local)
            .await
            .expect("emptied");
    }
    crate::clients::ensure_index(&mut local).await.expect("made");
    local.commit().await.expect("stored");
    assert_eq!((desk.find("ana").await.len(), desk.find("4321").await.len()), (1, 1));
}

#[tokio::test]
async fn a_booking_is_noticed() {
    let desk = Desk::with(&["Ana Abreu"]).await;
    let ana = desk.enter(new(&desk.owner, "Ana Zago")).await;
    let mut write = desk.bench.write().await;
    let (agenda, company, at) =
        (Uuid::from_u128(5), desk.owner.company.uuid(), write.context.now.as_millisecond());
    sqlx::query(
        "INSERT INTO agendas (id, company_id, name, color, zone, position, hours, alignment, fill_gaps, buffer_policy, minimum_notice,
           horizon, limits, capacity, pending_blocks, observes_holidays, default_duration, created_at)
         VALUES (?, ?, 'A', 'teal', 'America/Sao_Paulo', 0, '{}', 'clock', 0, 'own', 0, '{}', '[]', 1, 1, 1, 30, 0)",
    )
    .bind(agenda)
    .bind(company)
    .execute(write.connection())
    .await
    .expect("an agenda");
    sqlx::query(
        "INSERT INTO appointments (id, company_id, agenda_id, client_id, starts_at, ends_at, status, buffer_before, buffer_after, created_at)
         VALUES (?, ?, ?, ?, ?, ?, 'scheduled', 0, 0, 0)",
    )
    .bind(Uuid::from_u128(6))
    .bind(company)
    .bind(agenda)
    .bind(ana.uuid())
    .bind(at)
    .bind(at + 60_000)
    .execute(write.connection())
    .await
    .expect("an appointment");
    write.mutation.commit().await.expect("stored");
    assert_eq!(desk.find("ana").await, ["Ana Zago", "Ana Abreu"]);
}

#[tokio::test]
async fn a_search_walks_its_indexes_and_never_all_clients() {
    let bench = Bench::new().await;
    let source = include_str!("../store/index.rs");
    let plans = bench.plans(source.split("Whether there are clients").next().expect("the searches")).await;
    for search in [
        "SEARCH v USING PRIMARY KEY (company_id=? AND word>? AND word<?)",
        "SEARCH c USING INDEX clients_by_name (company_id=? AND (search_name,id)>(?,?) AND search_name<?)",
        "SEARCH w USING PRIMARY KEY (company_id=? AND (word,name,client_id)>(?,?,?) AND word<?)",
        "SEARCH index_client_bookings USING COVERING INDEX index_client_bookings_by_time (company_id=? AND booked_at>?",
    ] {
        assert!(plans.iter().any(|plan| plan.contains(search)), "no query does: {search}\n{plans:#?}");
    }
    let walks = |plan: &String| plan.contains("SCAN c ") || plan.contains("SCAN clients");
    assert!(!plans.iter().any(walks), "{plans:#?}");
}
