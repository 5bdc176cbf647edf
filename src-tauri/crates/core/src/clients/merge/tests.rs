//! What two clients become when they are made one, and that it can be taken back.

use leadsmart_contract::clients::{
    ClientSummary, ClientView, ClientsMerged, ClientsUnmerged, CreateClient, KeepApart, ListClients,
    ListDuplicates, MergeClients, RestoreClient, UnmergeClients, UpdateClient,
};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{ClientId, MergeId};
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::{List, Name, Note, SearchText};
use uuid::Uuid;

use super::super::tests::{delete, everybody, get, name, new, phones, same};
use super::blend::blend;
use super::*;
use crate::error::Explain;
use crate::testing::{Bench, Person};

/// A clinic with a client who was entered twice.
struct Twice {
    bench: Bench,
    owner: Person,
    keep: ClientView,
    gone: ClientView,
}

impl Twice {
    async fn open() -> Self {
        let bench = Bench::new().await;
        let owner = bench.company("Clínica").await;
        let keep = CreateClient {
            phones: phones(&["11 98765-4321"]),
            email: Some("maria@example.com".parse().expect("an address")),
            notes: Some("Alérgica a dipirona".parse().expect("a note")),
            tags: List::parse(vec![name("VIP")]).expect("a list"),
            ..new(&owner, "Maria Duarte")
        };
        let keep = bench.call(&owner, keep).await.expect("entered");
        let gone = CreateClient {
            phones: phones(&["+55 11 8765-4321", "11 3456-7890"]),
            email: Some("mary@example.com".parse().expect("an address")),
            document: Some("529.982.247-25".parse().expect("a CPF")),
            birthday: Some("1980-01-02".parse().expect("a day")),
            notes: Some("Prefere manhãs".parse().expect("a note")),
            tags: List::parse(vec![name("vip"), name("Ballet")]).expect("a list"),
            marketing_consent: true,
            allow_duplicate: true,
            ..new(&owner, "Maria A. Duarte")
        };
        let gone = bench.call(&owner, gone).await.expect("entered");
        Self { bench, owner, keep, gone }
    }

    async fn merge(&self, keep: ClientId, gone: ClientId) -> Result<ClientsMerged, Failure> {
        let command = MergeClients { company_id: self.owner.company, client_id: keep, gone_id: gone };
        self.bench.call(&self.owner, command).await
    }

    async fn merged(&self) -> ClientsMerged {
        self.merge(self.keep.id, self.gone.id).await.expect("merged")
    }

    async fn unmerge(&self, merge: MergeId) -> Result<ClientsUnmerged, Failure> {
        let command = UnmergeClients { company_id: self.owner.company, merge_id: merge };
        self.bench.call(&self.owner, command).await
    }

    async fn change(&self, change: UpdateClient) {
        self.bench.call(&self.owner, change).await.expect("changed");
    }

    async fn find(&self, text: &str) -> Vec<String> {
        let search = Some(SearchText::parse(text).expect("a text"));
        let command =
            ListClients { company_id: self.owner.company, search, tag: None, cursor: None, limit: None };
        let page = self.bench.call(&self.owner, command).await.expect("a page");
        page.items.into_iter().map(|client: ClientSummary| client.name.to_string()).collect()
    }

    /// All that is stored of clients, but for what counts changes.
    async fn rows(&self) -> Vec<String> {
        let mut read = self.bench.core.db().read().await.expect("a snapshot");
        let mut rows = Vec::new();
        for query in [
            "SELECT json_array('client', hex(id), name, search_name, email, document, birthday, notes, tags, search_tags,
               marketing_consent_at, created_at, deleted_at) FROM clients ORDER BY id",
            "SELECT json_array('phone', hex(client_id), position, hex(company_id), typed, phone_key) FROM client_phones
             ORDER BY client_id, position",
            "SELECT json_array('apart', hex(client_id), hex(other_id)) FROM client_distinctions ORDER BY client_id, other_id",
            "SELECT json_array('word', word, name, hex(client_id)) FROM index_client_words ORDER BY word, name, client_id",
            "SELECT json_array('vocabulary', word, clients) FROM index_client_vocabulary ORDER BY word",
            "SELECT json_array('number', hex(client_id), position, digits) FROM index_client_numbers
             ORDER BY client_id, position",
        ] {
            let part: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut *read).await.expect("rows");
            rows.extend(part);
        }
        rows
    }
}

fn note(text: &str) -> Note {
    Note::parse(text).expect("a note")
}

fn entry(name_: &str) -> Entry {
    Entry {
        name: name(name_),
        phones: Vec::new(),
        email: None,
        document: None,
        birthday: None,
        notes: Note::default(),
        tags: Vec::new(),
        marketing_consent_at: None,
    }
}

#[tokio::test]
async fn empty_fields_are_filled_and_what_differs_goes_into_the_notes() {
    let twice = Twice::open().await;
    let merged = twice.merged().await;
    let client = merged.client;
    assert_eq!(client.id, twice.keep.id);
    assert_eq!(client.name, name("Maria Duarte"));
    let typed: Vec<&str> = client.phones.iter().map(|phone| phone.as_str()).collect();
    assert_eq!(typed, ["11 98765-4321", "11 3456-7890"], "each line once");
    assert_eq!(client.email, twice.keep.email);
    assert_eq!((&client.document, client.birthday), (&twice.gone.document, twice.gone.birthday));
    assert_eq!(client.tags, [name("Ballet"), name("VIP")]);
    assert_eq!(client.marketing_consent_at, None, "nobody agrees to messages by being merged");
    assert_eq!(
        client.notes.as_str(),
        "Alérgica a dipirona\n\nPrefere manhãs\n\nFrom the merged client: Maria A. Duarte · mary@example.com"
    );
    assert_eq!(client.revision, twice.keep.revision + 1);
    let mentions: Vec<_> = client.merges.iter().map(|merge| (merge.id, &merge.name)).collect();
    assert_eq!(mentions, [(merged.merge_id, &twice.gone.name)], "it can be taken back later too");
}

#[test]
fn a_value_that_has_no_room_is_noted_and_what_has_none_in_the_notes_stays_with_the_other() {
    let five = phones(&["11 91111-1111", "11 91111-2222", "11 91111-3333", "11 91111-4444", "11 91111-5555"]);
    let keep = Entry {
        phones: five.into_vec(),
        birthday: Some("1990-01-02".parse().expect("a day")),
        ..entry("Ana")
    };
    let gone = Entry {
        phones: phones(&["11 91111-6666"]).into_vec(),
        birthday: Some("1990-02-01".parse().expect("a day")),
        ..entry("ána")
    };
    let blended = blend(&keep, &gone, Language::Portuguese).expect("blended");
    assert_eq!(blended.phones, keep.phones);
    assert_eq!(blended.notes, note("Do cadastro mesclado: 11 91111-6666 · nascimento 01/02/1990"));
    let full = Entry { notes: note(&"x".repeat(Note::MAX)), ..keep };
    assert_eq!(blend(&full, &gone, Language::Spanish).expect("blended").notes, full.notes);
    let tags: Vec<Name> = (0..20).map(|number| name(&format!("tag {number:02}"))).collect();
    let full = Entry { tags: tags.clone(), ..entry("Ana") };
    let blended = blend(&full, &Entry { tags: vec![name("one more")], ..entry("Ana") }, Language::English);
    let blended = blended.expect("blended");
    assert_eq!((blended.tags, blended.notes), (tags, note("From the merged client: one more")));
}

#[tokio::test]
async fn who_went_is_found_no_more_and_her_id_leads_to_who_stayed() {
    let twice = Twice::open().await;
    let merged = twice.merged().await;
    assert_eq!(everybody(&twice.bench, &twice.owner).await, ["Maria Duarte"]);
    for text in ["maria", "3456-7890", "52998224725", "duarte"] {
        assert_eq!(twice.find(text).await, ["Maria Duarte"], "searched for {text}");
    }
    let found = get(&twice.bench, &twice.owner, twice.gone.id).await.expect("led on");
    assert_eq!(found, merged.client);
    let duplicates = ListDuplicates { company_id: twice.owner.company };
    assert_eq!(twice.bench.call(&twice.owner, duplicates).await.expect("an answer").pairs, []);
    for refused in [
        twice.bench.call(&twice.owner, same(&twice.owner, twice.gone.id)).await.map(drop),
        delete(&twice.bench, &twice.owner, twice.gone.id).await.map(drop),
        twice.merge(twice.gone.id, twice.keep.id).await.map(drop),
    ] {
        assert_eq!(refused.expect_err("she is gone").code, Code::NotFound);
    }
    let restore = RestoreClient { company_id: twice.owner.company, client_id: twice.gone.id };
    let refused = twice.bench.call(&twice.owner, restore).await.expect_err("merged");
    assert_eq!(refused.code, Code::WrongState);
    assert!(refused.hint.is_some(), "there is a way out");
    assert_eq!(twice.merged().await, merged, "a repeated call merges once");
}

#[tokio::test]
async fn taken_back_every_row_is_as_it_was() {
    let twice = Twice::open().await;
    let rui = twice.bench.call(&twice.owner, new(&twice.owner, "Rui")).await.expect("entered").id;
    let apart = KeepApart { company_id: twice.owner.company, client_id: twice.gone.id, other_id: rui };
    twice.bench.call(&twice.owner, apart).await.expect("noted");
    let before = twice.rows().await;
    let merged = twice.merged().await;
    let apart = |rows: &[String]| rows.iter().filter(|row| row.starts_with("[\"apart\"")).count();
    assert_eq!(apart(&twice.rows().await), 2, "who is no duplicate of one is none of the other");
    twice.bench.clock.advance(jiff::SignedDuration::from_hours(1));
    let parted = twice.unmerge(merged.merge_id).await.expect("parted");
    assert_eq!(twice.rows().await, before);
    let as_before = |now: ClientView, before: &ClientView| {
        assert_eq!(ClientView { revision: before.revision, ..now.clone() }, *before);
        assert!(now.revision > before.revision, "a revision that was read is not given again");
    };
    as_before(parted.kept, &twice.keep);
    as_before(parted.restored, &twice.gone);
    twice.unmerge(merged.merge_id).await.expect("a repeated call parts once");
    assert_eq!(twice.rows().await, before);
    let again = twice.merged().await;
    assert_ne!(again.merge_id, merged.merge_id, "they can be made one again");
}

#[tokio::test]
async fn what_was_changed_since_and_set_by_the_merge_refuses_to_take_it_back() {
    let twice = Twice::open().await;
    let merged = twice.merged().await;
    let rename = UpdateClient { name: Some(name("Maria Lima")), ..same(&twice.owner, twice.keep.id) };
    twice.change(rename).await;
    let notes = UpdateClient { notes: Some(note("Só de manhã")), ..same(&twice.owner, twice.keep.id) };
    twice.change(notes).await;
    let before = twice.rows().await;
    let refused = twice.unmerge(merged.merge_id).await.expect_err("the notes were changed");
    assert_eq!(refused.code, Code::WrongState);
    assert!(refused.message.contains("the notes") && !refused.message.contains("phones"), "{refused}");
    assert!(refused.hint.is_some(), "there is a way out");
    assert_eq!(twice.rows().await, before, "nothing is changed");
    let back = UpdateClient { notes: Some(merged.client.notes), ..same(&twice.owner, twice.keep.id) };
    twice.change(back).await;
    let parted = twice.unmerge(merged.merge_id).await.expect("as the merge had left it");
    assert_eq!(parted.kept.name, name("Maria Lima"), "what the merge had left alone stays");
    assert_eq!(parted.kept.notes, twice.keep.notes);
}

#[tokio::test]
async fn merges_into_merges_are_taken_back_the_last_first() {
    let twice = Twice::open().await;
    let first = twice.merged().await;
    let third = CreateClient {
        allow_duplicate: true,
        phones: phones(&["11 98765-4321"]),
        ..new(&twice.owner, "Maria D")
    };
    let third = twice.bench.call(&twice.owner, third).await.expect("entered").id;
    let second = twice.merge(third, twice.keep.id).await.expect("merged");
    let led = get(&twice.bench, &twice.owner, twice.gone.id).await.expect("led on");
    assert_eq!(led.id, third, "through both merges");
    let refused = twice.unmerge(first.merge_id).await.expect_err("who stayed is gone herself");
    assert_eq!(refused.code, Code::WrongState);
    twice.unmerge(second.merge_id).await.expect("the last");
    twice.unmerge(first.merge_id).await.expect("then the first");
    assert_eq!(everybody(&twice.bench, &twice.owner).await, ["Maria A. Duarte", "Maria D", "Maria Duarte"]);
}

#[tokio::test]
async fn clients_and_merges_of_others_are_not_found_and_nothing_is_changed() {
    let twice = Twice::open().await;
    let elsewhere = twice.bench.company("Studio").await;
    let foreign = twice.bench.call(&elsewhere, new(&elsewhere, "Maria Duarte")).await.expect("entered").id;
    let merged = twice.merged().await;
    let before = twice.rows().await;
    for (keep, gone) in [
        (twice.keep.id, foreign),
        (foreign, twice.keep.id),
        (twice.keep.id, ClientId::new(Uuid::from_u128(9))),
    ] {
        assert_eq!(twice.merge(keep, gone).await.expect_err("foreign").code, Code::NotFound);
    }
    let theirs = UnmergeClients { company_id: elsewhere.company, merge_id: merged.merge_id };
    assert_eq!(twice.bench.call(&elsewhere, theirs).await.expect_err("foreign").code, Code::NotFound);
    assert_eq!(get(&twice.bench, &elsewhere, twice.gone.id).await.expect_err("foreign").code, Code::NotFound);
    let itself = twice.merge(twice.keep.id, twice.keep.id).await.expect_err("one person");
    assert_eq!((itself.code, itself.field.as_deref()), (Code::InvalidInput, Some("gone_id")));
    let reader = twice.bench.member(twice.owner.company, "Rita", false, &[Permission::ClientsView]).await;
    let command =
        MergeClients { company_id: twice.owner.company, client_id: twice.keep.id, gone_id: twice.gone.id };
    assert_eq!(twice.bench.call(&reader, command).await.expect_err("a reader").code, Code::Forbidden);
    assert_eq!(twice.rows().await, before);
}

#[tokio::test]
async fn a_merge_travels_as_ordinary_changes_of_rows() {
    let twice = Twice::open().await;
    twice.merged().await;
    let mut read = twice.bench.core.db().read().await.expect("a snapshot");
    let recorded: Vec<(String, String)> = sqlx::query_as(
        "SELECT entity, action FROM intents WHERE operation = 'clients.merge' ORDER BY entity, action, seq",
    )
    .fetch_all(&mut *read)
    .await
    .expect("intents");
    let recorded: Vec<(&str, &str)> =
        recorded.iter().map(|(entity, action)| (entity.as_str(), action.as_str())).collect();
    assert_eq!(
        recorded,
        [
            ("client_merges", "insert"),
            ("client_phones", "insert"),
            ("clients", "update"),
            ("clients", "update"),
        ]
    );
}

#[test]
fn what_was_changed_since_is_named_in_each_language() {
    let error = ClientError::ChangedSince(vec![Since::Phones, Since::Appointments(2)]);
    for (language, text) in [
        (
            Language::Portuguese,
            "Isto mudou depois da mesclagem: os telefones; 2 agendamentos passaram a outro cliente. Nada foi desfeito.",
        ),
        (
            Language::English,
            "This changed after the merge: the phones; 2 appointments went to another client. Nothing was undone.",
        ),
        (
            Language::Spanish,
            "Esto cambió después de la fusión: los teléfonos; 2 citas pasaron a otro cliente. No se deshizo nada.",
        ),
    ] {
        assert_eq!(error.explain(language).message, text);
    }
}
