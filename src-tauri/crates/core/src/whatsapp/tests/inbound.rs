//! Messages that come, in every way in which they may.

use leadsmart_contract::clients::{ClientView, CreateClient, GetClient};
use leadsmart_contract::messages::{
    ContentKind, Direction, GetRevisions, MessageContent, MessageState, SearchMessages,
};
use leadsmart_contract::threads::{MarkThreadRead, ThreadStatus, UpdateThread};
use leadsmart_contract::values::SearchText;
use leadsmart_ports::whatsapp::fake::words;
use leadsmart_ports::whatsapp::{
    Chat, ChatUpdate, Content, HistoryChat, HistoryPart, Inbound, LineEvent, MessageKey, Place, ReceiptKind,
    Undecryptable,
};
use serde_json::json;

use super::{Desk, MARIA, said};

/// Something else than words from Maria.
fn other(desk: &Desk, id: &str, content: Content) -> Inbound {
    Inbound { content, ..words(MARIA, id, "", desk.bench.now()) }
}

async fn client_of(desk: &Desk) -> Option<ClientView> {
    let client_id = desk.thread().await.client?.id;
    let command = GetClient { company_id: desk.owner.company, client_id };
    Some(desk.bench.call(&desk.owner, command).await.expect("a client"))
}

async fn clients(desk: &Desk) -> i64 {
    let mut read = desk.bench.core.db().read().await.expect("a snapshot");
    sqlx::query_scalar("SELECT count(*) FROM clients").fetch_one(&mut *read).await.expect("a count")
}

#[tokio::test]
async fn who_writes_first_becomes_a_client_with_a_conversation() {
    let (desk, line) = Desk::linked().await;
    line.receive(words(MARIA, "A1", "Oi, tem horário amanhã?", desk.bench.now())).await.expect("kept");
    let thread = desk.thread().await;
    assert_eq!((thread.title.as_str(), thread.unread, thread.status), ("Maria", 1, ThreadStatus::Open));
    assert_eq!(thread.last.map(|last| last.text).as_deref(), Some("Oi, tem horário amanhã?"));
    let client = client_of(&desk).await.expect("she is a client");
    assert_eq!(client.phones.first().map(|phone| phone.as_str()), Some("+55 11 98765-4321"));
    let message = desk.message().await;
    assert_eq!(
        (message.direction, message.state, message.unread),
        (Direction::In, MessageState::Received, true)
    );
}

#[tokio::test]
async fn a_message_that_comes_twice_is_one_message() {
    let (desk, line) = Desk::linked().await;
    let message = words(MARIA, "A1", "Oi", desk.bench.now());
    let twice = vec![message.clone(), message.clone()];
    line.tell(LineEvent::Messages(twice)).await.expect("kept");
    line.receive(message).await.expect("kept");
    assert_eq!(desk.messages().await.len(), 1);
    assert_eq!(desk.thread().await.unread, 1);
}

#[tokio::test]
async fn an_id_that_somebody_else_has_used_hides_no_message() {
    let (desk, line) = Desk::linked().await;
    line.receive(words(MARIA, "A1", "Oi", desk.bench.now())).await.expect("kept");
    line.receive(words("5511955554444", "A1", "Olá", desk.bench.now())).await.expect("kept");
    assert_eq!(desk.threads().await.len(), 2, "ids are chosen by those who write");
}

#[tokio::test]
async fn the_ninth_digit_makes_no_second_client_and_no_second_conversation() {
    let (desk, line) = Desk::linked().await;
    let entered: CreateClient = serde_json::from_value(json!({
        "company_id": desk.owner.company, "name": "Maria Souza", "phones": ["(11) 98765-4321"],
    }))
    .expect("a command");
    desk.bench.call(&desk.owner, entered).await.expect("a client");
    line.receive(words("551187654321", "A1", "Oi", desk.bench.now())).await.expect("kept");
    line.receive(words(MARIA, "A2", "Sou eu", desk.bench.now())).await.expect("kept");
    assert_eq!(
        desk.thread().await.title,
        "Maria Souza",
        "the name in the file, not the one she gave herself"
    );
    assert_eq!((desk.messages().await.len(), clients(&desk).await), (2, 1));
}

#[tokio::test]
async fn a_hidden_id_is_never_shown_as_a_phone_and_becomes_one_with_its_number() {
    let (desk, line) = Desk::linked().await;
    let hidden = Chat { hidden: Some("98765432101234".to_owned()), ..Chat::default() };
    let mut first = words(MARIA, "A1", "Oi", desk.bench.now());
    (first.key.chat, first.sender, first.sender_name) = (hidden.clone(), hidden.clone(), None);
    line.receive(first).await.expect("kept");
    let unknown = desk.thread().await;
    assert_eq!((unknown.phone, unknown.client), (None, None));
    assert!(!unknown.title.contains("9876"), "{}", unknown.title);
    line.receive(words(MARIA, "A2", "Sou a Maria", desk.bench.now())).await.expect("kept");
    assert_eq!(desk.threads().await.len(), 2, "nobody has told yet that they are one");
    let chat = Chat { number: Some(MARIA.to_owned()), ..hidden.clone() };
    line.tell(LineEvent::Chat(ChatUpdate { chat, name: None })).await.expect("kept");
    assert_eq!(desk.messages().await.len(), 2, "both are in one conversation");
    let mut third = words(MARIA, "A3", "Ainda eu", desk.bench.now());
    (third.key.chat, third.sender) = (hidden.clone(), hidden);
    line.receive(third).await.expect("kept");
    assert_eq!((desk.messages().await.len(), clients(&desk).await), (3, 1));
}

#[tokio::test]
async fn reactions_edits_and_deletions_are_applied_and_what_was_there_is_kept() {
    let (desk, line) = Desk::linked().await;
    line.receive(words(MARIA, "A1", "Oi, queria marcar pra terca", desk.bench.now())).await.expect("kept");
    let heart = Content::Reaction { to: "A1".to_owned(), to_mine: false, emoji: "❤️".to_owned() };
    line.receive(other(&desk, "A2", heart)).await.expect("kept");
    let edit = Content::Edit { of: "A1".to_owned(), text: "Oi, queria marcar pra terça".to_owned() };
    line.receive(other(&desk, "A3", edit.clone())).await.expect("kept");
    line.receive(other(&desk, "A3", edit)).await.expect("kept");
    let message = desk.message().await;
    assert_eq!(said(&message), "Oi, queria marcar pra terça");
    assert!(message.edited_at.is_some());
    assert_eq!(message.reaction_theirs.as_deref(), Some("❤️"));
    line.receive(other(&desk, "A4", Content::Delete { of: "A1".to_owned() })).await.expect("kept");
    let deleted = desk.message().await;
    assert_eq!(deleted.content, MessageContent::Deleted);
    let command = GetRevisions { company_id: desk.owner.company, message_id: deleted.id };
    let history = desk.bench.call(&desk.owner, command).await.expect("a history");
    let texts: Vec<(&str, bool)> = history.iter().map(|r| (r.text.as_str(), r.deleted)).collect();
    assert_eq!(texts, [("Oi, queria marcar pra terca", false), ("Oi, queria marcar pra terça", true)]);
}

#[tokio::test]
async fn a_change_that_comes_before_its_message_waits_for_it() {
    let (desk, line) = Desk::linked().await;
    line.receive(words(MARIA, "A0", "Oi", desk.bench.now())).await.expect("kept");
    let edit = Content::Edit { of: "A1".to_owned(), text: "às 15h".to_owned() };
    line.receive(other(&desk, "A2", edit)).await.expect("kept");
    line.receive(words(MARIA, "A1", "às 14h", desk.bench.now())).await.expect("kept");
    let all = desk.messages().await;
    assert!(all.iter().any(|message| said(message) == "às 15h"), "{all:?}");
}

#[tokio::test]
async fn nobody_changes_the_message_of_somebody_else() {
    let (desk, line) = Desk::linked().await;
    let mut ours = words(MARIA, "B1", "Sim, às 14h", desk.bench.now());
    ours.key.from_me = true;
    line.receive(ours).await.expect("kept");
    line.receive(other(&desk, "A2", Content::Edit { of: "B1".to_owned(), text: "de graça".to_owned() }))
        .await
        .expect("kept");
    line.receive(other(&desk, "A3", Content::Delete { of: "B1".to_owned() })).await.expect("kept");
    assert_eq!(said(&desk.message().await), "Sim, às 14h");
}

#[tokio::test]
async fn what_was_written_on_the_phone_appears_and_is_not_unread() {
    let (desk, line) = Desk::linked().await;
    let mut ours = words(MARIA, "B1", "Bom dia, Maria", desk.bench.now());
    ours.key.from_me = true;
    line.receive(ours).await.expect("kept");
    let message = desk.message().await;
    assert_eq!((message.direction, message.state, message.by), (Direction::Out, MessageState::Sent, None));
    assert_eq!(
        (desk.thread().await.unread, clients(&desk).await),
        (0, 0),
        "writing to a stranger makes no client"
    );
}

#[tokio::test]
async fn groups_and_statuses_are_set_aside_and_counted() {
    let (desk, line) = Desk::linked().await;
    let mut group = words(MARIA, "G1", "Bom dia, grupo", desk.bench.now());
    group.key.chat = Chat { group: Some("1203630@g.us".to_owned()), ..Chat::default() };
    let mine = words(MARIA, "A1", "Oi", desk.bench.now());
    line.tell(LineEvent::Messages(vec![group, mine])).await.expect("kept");
    assert_eq!(desk.messages().await.len(), 1);
    assert_eq!(desk.instance().await.health.set_aside, 1);
}

#[tokio::test]
async fn a_message_that_cannot_be_read_is_waited_for_and_replaced() {
    let (desk, line) = Desk::linked().await;
    let message = words(MARIA, "A1", "Era isto", desk.bench.now());
    let unread = Undecryptable { key: message.key.clone(), sender: message.sender.clone(), at: message.at };
    line.tell(LineEvent::Undecryptable(unread)).await.expect("kept");
    assert_eq!(desk.message().await.content, MessageContent::Undecryptable);
    line.receive(message).await.expect("kept");
    assert_eq!(said(&desk.message().await), "Era isto");
}

#[tokio::test]
async fn what_is_not_known_is_kept_and_said_so_and_markup_stays_text() {
    let (desk, line) = Desk::linked().await;
    let poll = Content::Unknown { name: "pollCreationMessage".to_owned(), raw: vec![1; 40] };
    line.receive(other(&desk, "A1", poll)).await.expect("kept");
    assert_eq!(
        desk.message().await.content,
        MessageContent::Unknown { name: "pollCreationMessage".to_owned() }
    );
    let markup = "<img src=x onerror=alert(1)>\u{0}";
    line.receive(words(MARIA, "A2", markup, desk.later(1))).await.expect("kept");
    assert_eq!(said(&desk.messages().await[1]), "<img src=x onerror=alert(1)>");
    let place =
        Place { latitude: -23.5, longitude: -46.6, name: Some("Praça da Sé".to_owned()), address: None };
    line.receive(Inbound { at: desk.later(2), ..other(&desk, "A3", Content::Location { place }) })
        .await
        .expect("kept");
    let last = desk.thread().await.last.expect("a last message");
    assert_eq!((last.kind, last.text.as_str()), (ContentKind::Location, "Praça da Sé"));
}

#[tokio::test]
async fn a_client_who_writes_again_opens_the_conversation_anew() {
    let (desk, line) = Desk::linked().await;
    line.receive(words(MARIA, "A1", "Obrigada!", desk.bench.now())).await.expect("kept");
    let resolve: UpdateThread = serde_json::from_value(json!({
        "company_id": desk.owner.company, "thread_id": desk.thread().await.id, "status": "resolved",
    }))
    .expect("a command");
    desk.bench.call(&desk.owner, resolve).await.expect("resolved");
    line.receive(words(MARIA, "A2", "Mais uma coisa", desk.later(5))).await.expect("kept");
    assert_eq!(desk.thread().await.status, ThreadStatus::Open);
}

#[tokio::test]
async fn what_was_read_here_is_told_and_what_was_read_on_the_phone_is_read_here() {
    let (desk, line) = Desk::linked().await;
    line.receive(words(MARIA, "A1", "Oi", desk.bench.now())).await.expect("kept");
    line.receive(words(MARIA, "A2", "Tudo bem?", desk.later(1))).await.expect("kept");
    let key = MessageKey {
        chat: Chat { number: Some(MARIA.to_owned()), ..Chat::default() },
        id: "A1".to_owned(),
        from_me: false,
    };
    let at = desk.bench.now();
    line.tell(LineEvent::Receipt { messages: vec![key], kind: ReceiptKind::ReadHere, at })
        .await
        .expect("kept");
    assert_eq!(desk.thread().await.unread, 1);
    let read =
        MarkThreadRead { company_id: desk.owner.company, thread_id: desk.thread().await.id, up_to: None };
    desk.bench.call(&desk.owner, read).await.expect("read");
    assert_eq!(desk.thread().await.unread, 0);
    while line.read().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(line.read()[0].id, "A2");
}

#[tokio::test]
async fn the_history_of_a_phone_is_kept_without_making_clients() {
    let (desk, line) = Desk::linked().await;
    let chat = |place: usize| {
        let number = format!("55119{:08}", 70_000_000 + place);
        let ours = Inbound {
            key: MessageKey { from_me: true, ..words(&number, "H0", "", desk.bench.now()).key },
            ..words(&number, "H0", "Bom dia", desk.later(-7200))
        };
        let messages = vec![words(&number, "H2", "Até amanhã", desk.later(-3600)), ours];
        let unread = u32::from(place == 0);
        HistoryChat {
            chat: messages[0].key.chat.clone(),
            name: Some(format!("Pessoa {place}")),
            unread,
            messages,
        }
    };
    let part = HistoryPart { chats: (0..1000).map(chat).collect(), progress: Some(100), last: true };
    line.tell(LineEvent::History(part.clone())).await.expect("kept");
    line.tell(LineEvent::History(part)).await.expect("kept again");
    let view = desk.instance().await;
    let history = view.history.expect("it has come");
    assert_eq!((history.messages, history.done, view.unread), (2000, true, 1));
    assert_eq!(clients(&desk).await, 0, "a phone is full of people who are no clients");
    assert_eq!(desk.threads().await.len(), 50, "a page of a thousand");
}

#[tokio::test]
async fn a_message_that_cannot_be_stored_is_not_acknowledged_and_comes_again() {
    let (desk, line) = Desk::linked().await;
    line.receive(words(MARIA, "A0", "Oi", desk.bench.now())).await.expect("kept");
    let bound = async |pages: i64| {
        let mut writer = desk.bench.core.db().write_local().await.expect("the writer");
        let pragma = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
        sqlx::raw_sql(pragma).execute(&mut *writer).await.expect("a bound");
        writer.rollback().await.expect("given back");
    };
    bound(1).await;
    let long = "x".repeat(90_000);
    let message = words(MARIA, "A1", &long, desk.later(1));
    let refused = line.receive(message.clone()).await;
    assert!(refused.is_err(), "the disk is full: the service keeps it");
    assert_eq!(desk.messages().await.len(), 1, "nothing of it is there");
    bound(i64::from(u32::MAX - 1)).await;
    line.receive(message).await.expect("kept");
    assert_eq!(desk.messages().await.len(), 2);
}

#[tokio::test]
async fn words_are_found_without_accents_and_by_their_beginnings() {
    let (desk, line) = Desk::linked().await;
    line.receive(words(MARIA, "A1", "A avaliação ficou ótima", desk.bench.now())).await.expect("kept");
    line.receive(words("5511955554444", "A2", "Quanto custa a limpeza?", desk.later(1))).await.expect("kept");
    let search = async |text: &str| {
        let command = SearchMessages {
            company_id: desk.owner.company,
            search: SearchText::parse(text).expect("a text"),
            thread_id: None,
            cursor: None,
            limit: None,
        };
        desk.bench.call(&desk.owner, command).await.expect("hits").items
    };
    let hits = search("avaliacao oti").await;
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].title, "Maria");
    let found: Vec<&str> = hits[0].excerpt.iter().filter(|p| p.found).map(|p| p.text.as_str()).collect();
    assert_eq!(found, ["avaliação", "ótima"]);
    assert!(search("\" OR *").await.is_empty(), "what is typed is words");
    line.receive(other(&desk, "A3", Content::Delete { of: "A1".to_owned() })).await.expect("kept");
    assert!(search("avaliacao").await.is_empty(), "what was deleted is not found");
}
