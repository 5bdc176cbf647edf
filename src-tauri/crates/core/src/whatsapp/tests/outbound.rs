//! Messages that go: what becomes of them, and that nothing goes twice or is lost silently.

use leadsmart_contract::failure::Code;
use leadsmart_contract::messages::{
    DeleteMessage, DiscardMessage, FailureReason, MessageContent, MessageState, OutgoingContent,
    ReactToMessage, RetryMessage, SendMessage, UpdateMessage,
};
use leadsmart_contract::threads::{OpenThread, ThreadStatus};
use leadsmart_contract::values::{Emoji, MessageText, Start};
use leadsmart_ports::whatsapp::fake::words;
use leadsmart_ports::whatsapp::{
    Chat, Contact, Ended, LineFailure, OutboundContent, ReceiptKind, SendFailure,
};
use serde_json::json;

use super::{Desk, MARIA, said};

async fn talking() -> (Desk, std::sync::Arc<leadsmart_ports::whatsapp::fake::FakeLine>) {
    let (desk, line) = Desk::linked().await;
    line.receive(words(MARIA, "A1", "Oi", desk.bench.now())).await.expect("kept");
    (desk, line)
}

async fn state(desk: &Desk, place: usize) -> MessageState {
    desk.messages().await[place].state
}

#[tokio::test]
async fn a_message_is_sent_delivered_and_read_only_when_that_is_told() {
    let (desk, line) = talking().await;
    let sent = desk.answer("Olá, Maria!").await;
    assert_eq!(sent.state, MessageState::Queued);
    assert_eq!(desk.thread().await.status, ThreadStatus::Waiting);
    assert_eq!(
        desk.thread().await.assignee.map(|who| who.id),
        Some(desk.owner.member),
        "who answers goes on"
    );
    desk.tend().await;
    assert_eq!(state(&desk, 1).await, MessageState::Sending, "that it was handed over says nothing");
    let taken = line.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].content, OutboundContent::Text("Olá, Maria!".to_owned()));
    let (id, now) = (taken[0].id.clone(), desk.bench.now());
    line.answer(&id, None, now).await.expect("kept");
    assert_eq!(state(&desk, 1).await, MessageState::Sent);
    line.receipt(&id, ReceiptKind::Read, now).await.expect("kept");
    line.receipt(&id, ReceiptKind::Delivered, now).await.expect("kept");
    assert_eq!(state(&desk, 1).await, MessageState::Read, "what is told late takes nothing back");
    desk.pass(3600).await;
    assert_eq!(line.handed(), 1, "and it does not go out again");
}

#[tokio::test]
async fn a_call_that_is_repeated_sends_one_message() {
    let (desk, line) = talking().await;
    let command = SendMessage {
        company_id: desk.owner.company,
        thread_id: desk.thread().await.id,
        id: Some(desk.bench.write().await.context.new_id()),
        content: OutgoingContent::Text { text: MessageText::parse("Sim").expect("words") },
        quote_id: None,
        send_at: None,
    };
    for _ in 0..3 {
        desk.bench.call(&desk.owner, command.clone()).await.expect("stored");
        desk.tend().await;
    }
    assert_eq!(line.taken().len(), 1);
    assert_eq!(desk.messages().await.len(), 2);
}

#[tokio::test]
async fn what_was_not_answered_goes_out_again_under_the_same_id() {
    let (desk, line) = talking().await;
    desk.answer("Olá").await;
    desk.tend().await;
    line.drop_connection().await.expect("kept");
    desk.pass(5).await;
    line.come_up().await.expect("kept");
    desk.tend().await;
    assert_eq!((line.handed(), line.taken().len()), (2, 1), "once more, and it is the same message");
    line.answer(&line.taken()[0].id, None, desk.bench.now()).await.expect("kept");
    assert_eq!(desk.messages().await.len(), 2);
}

#[tokio::test]
async fn the_echo_of_a_message_from_here_is_no_second_message() {
    let (desk, line) = talking().await;
    desk.answer("Olá").await;
    desk.tend().await;
    let mut echo = words(MARIA, &line.taken()[0].id, "Olá", desk.bench.now());
    echo.key.from_me = true;
    line.receive(echo).await.expect("kept");
    assert_eq!(desk.messages().await.len(), 2);
}

#[tokio::test]
async fn while_the_line_is_away_messages_wait_in_their_order() {
    let (desk, line) = talking().await;
    line.drop_connection().await.expect("kept");
    for text in ["um", "dois", "três"] {
        desk.answer(text).await;
        desk.pass(1).await;
    }
    assert_eq!(line.handed(), 0);
    assert_eq!(desk.instance().await.health.queued, 3, "what waits is seen");
    line.come_up().await.expect("kept");
    for _ in 0..4 {
        desk.tend().await;
    }
    let order: Vec<_> = line.taken().into_iter().map(|taken| taken.content).collect();
    let expected = ["um", "dois", "três"].map(|text| OutboundContent::Text(text.to_owned()));
    assert_eq!(order, expected);
}

#[tokio::test]
async fn a_refusal_is_told_with_a_way_out_and_a_retry_is_the_same_message() {
    let (desk, line) = talking().await;
    let sent = desk.answer("Olá").await;
    desk.tend().await;
    let id = line.taken()[0].id.clone();
    line.answer(&id, Some(463), desk.bench.now()).await.expect("kept");
    let failed = desk.messages().await.remove(1);
    let failure = failed.failure.expect("it says why");
    assert_eq!((failed.state, failure.reason), (MessageState::Failed, FailureReason::Refused));
    assert!(failure.hint.is_some() && failure.detail.is_some_and(|detail| detail.contains("463")));
    desk.pass(3600).await;
    assert_eq!(line.handed(), 1, "nothing is tried behind a person's back");
    let retry = RetryMessage { company_id: desk.owner.company, message_id: sent.id };
    desk.bench.call(&desk.owner, retry).await.expect("queued");
    desk.tend().await;
    assert_eq!((line.handed(), line.taken().len()), (2, 1), "under the same id");
    line.answer(&id, None, desk.bench.now()).await.expect("kept");
    assert_eq!(state(&desk, 1).await, MessageState::Sent);
}

#[tokio::test]
async fn each_way_of_not_being_sent_has_its_words() {
    for (failure, reason) in [
        (SendFailure::NotOnWhatsApp, FailureReason::NotOnWhatsApp),
        (SendFailure::TooLarge, FailureReason::TooLarge),
        (SendFailure::File("gone".to_owned()), FailureReason::File),
        (SendFailure::Line(LineFailure::Refused("no".to_owned())), FailureReason::Refused),
    ] {
        let (desk, line) = talking().await;
        line.refuse(Some(failure));
        desk.answer("Olá").await;
        desk.tend().await;
        let failed = desk.messages().await.remove(1);
        assert_eq!(failed.failure.map(|failure| failure.reason), Some(reason));
        assert!(failed.discardable, "it can be taken back");
    }
}

#[tokio::test]
async fn a_recipient_without_devices_is_tried_a_few_times() {
    let (desk, line) = talking().await;
    line.refuse(Some(SendFailure::NoDevice));
    desk.answer("Olá").await;
    for _ in 0..8 {
        desk.pass(1800).await;
    }
    assert_eq!(line.handed(), 4);
    assert_eq!(state(&desk, 1).await, MessageState::Failed);
}

#[tokio::test]
async fn a_service_that_asks_for_patience_gets_it() {
    let (desk, line) = talking().await;
    line.refuse(Some(SendFailure::Line(LineFailure::TooMany(Some(120)))));
    desk.answer("Olá").await;
    desk.tend().await;
    line.refuse(None);
    desk.pass(119).await;
    assert_eq!((line.handed(), state(&desk, 1).await), (1, MessageState::Queued));
    desk.pass(2).await;
    assert_eq!(line.taken().len(), 1);
}

#[tokio::test]
async fn a_message_that_does_not_get_out_for_a_day_is_not_sent_later_unseen() {
    let (desk, line) = talking().await;
    line.end(Ended::LoggedOut).await.expect("kept");
    desk.answer("Olá").await;
    desk.pass(86_400).await;
    desk.tend().await;
    let failed = desk.messages().await.remove(1);
    assert_eq!(failed.failure.map(|failure| failure.reason), Some(FailureReason::Disconnected));
    desk.link().await;
    desk.tend().await;
    assert_eq!(desk.line().handed(), 0);
}

#[tokio::test]
async fn a_phone_that_was_typed_is_looked_up_before_the_first_message() {
    let (desk, line) = Desk::linked().await;
    let entered = serde_json::from_value::<leadsmart_contract::clients::CreateClient>(json!({
        "company_id": desk.owner.company, "name": "Maria Souza", "phones": ["(11) 98765-4321"],
    }))
    .expect("a command");
    let client_id = desk.bench.call(&desk.owner, entered).await.expect("a client").id;
    let open = OpenThread { company_id: desk.owner.company, client_id, instance_id: None, phone: None };
    let thread = desk.bench.call(&desk.owner, open.clone()).await.expect("a conversation");
    assert_eq!(thread.summary.title, "Maria Souza");
    let again = desk.bench.call(&desk.owner, open).await.expect("the same one");
    assert_eq!(again.summary.id, thread.summary.id);
    desk.answer("Olá, Maria").await;
    desk.tend().await;
    let failed = desk.message().await;
    assert_eq!(failed.failure.map(|failure| failure.reason), Some(FailureReason::NotOnWhatsApp));
    assert_eq!(line.handed(), 0, "nobody who is not there was written to");
    // She is there, under the number without the ninth digit.
    let chat = Chat { number: Some("551187654321".to_owned()), hidden: Some("777".to_owned()), group: None };
    desk.bench.whatsapp.put_person(MARIA, Contact { chat, name: Some("Má".to_owned()) });
    let retry = RetryMessage { company_id: desk.owner.company, message_id: failed.id };
    desk.bench.call(&desk.owner, retry).await.expect("queued");
    desk.tend().await;
    assert_eq!(line.taken()[0].chat.number.as_deref(), Some("551187654321"), "the true number");
    line.receive(words("551187654321", "A1", "Oi!", desk.later(1))).await.expect("kept");
    assert_eq!(desk.messages().await.len(), 2, "her answer comes to the same conversation");
}

#[tokio::test]
async fn an_edit_a_deletion_and_a_reaction_go_out_and_a_refused_one_is_taken_back() {
    let (desk, line) = talking().await;
    let company_id = desk.owner.company;
    let sent = desk.answer("Te espero as 14h").await;
    desk.tend().await;
    let id = line.taken()[0].id.clone();
    line.answer(&id, None, desk.bench.now()).await.expect("kept");
    let message_id = sent.id;
    let edit = |text: &str| UpdateMessage {
        company_id,
        message_id,
        text: MessageText::parse(text).ok(),
        send_at: None,
    };
    let edited = desk.bench.call(&desk.owner, edit("Te espero às 14h")).await.expect("edited");
    assert_eq!(said(&edited), "Te espero às 14h");
    desk.tend().await;
    let change = line.taken()[1].clone();
    assert_eq!(change.content, OutboundContent::Edit { of: id.clone(), text: "Te espero às 14h".to_owned() });
    line.answer(&change.id, Some(400), desk.bench.now()).await.expect("kept");
    assert_eq!(said(&desk.messages().await[1]), "Te espero as 14h", "WhatsApp did not take it");
    let react = ReactToMessage {
        company_id,
        message_id: desk.messages().await[0].id,
        emoji: Emoji::parse("👍").expect("an emoji"),
    };
    let reacted = desk.bench.call(&desk.owner, react).await.expect("reacted");
    assert_eq!(reacted.reaction_mine.as_deref(), Some("👍"));
    desk.pass(11).await;
    let deleted =
        desk.bench.call(&desk.owner, DeleteMessage { company_id, message_id }).await.expect("deleted");
    assert_eq!(deleted.content, MessageContent::Deleted);
    desk.tend().await;
    let last = line.taken().pop().expect("a change");
    assert_eq!(last.content, OutboundContent::Delete { of: id });
    desk.pass(16 * 60).await;
    let late = desk.answer("x").await;
    desk.tend().await;
    let refused = desk.bench.call(&desk.owner, edit("tarde")).await.expect_err("it is deleted");
    assert_eq!(refused.code, Code::WrongState);
    let discard = DiscardMessage { company_id, message_id: late.id };
    let refused = desk.bench.call(&desk.owner, discard).await.expect_err("it is on its way");
    assert_eq!(refused.code, Code::WrongState);
}

#[tokio::test]
async fn a_message_for_later_goes_out_at_its_time_and_can_be_moved_or_taken_back() {
    let (desk, line) = talking().await;
    let company_id = desk.owner.company;
    let plan = SendMessage {
        company_id,
        thread_id: desk.thread().await.id,
        id: None,
        content: OutgoingContent::Text { text: MessageText::parse("Até amanhã!").expect("words") },
        quote_id: None,
        send_at: Some(Start::At(desk.later(600))),
    };
    let past = SendMessage { send_at: Some(Start::At(desk.later(-1))), ..plan.clone() };
    let refused = desk.bench.call(&desk.owner, past).await.expect_err("it is past");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInput, Some("send_at")));
    let planned = desk.bench.call(&desk.owner, plan.clone()).await.expect("planned");
    assert_eq!(planned.state, MessageState::Scheduled);
    assert_eq!(
        desk.thread().await.last.map(|last| last.text).as_deref(),
        Some("Oi"),
        "it is not the newest yet"
    );
    let other = desk.bench.call(&desk.owner, plan).await.expect("planned");
    desk.bench
        .call(&desk.owner, DiscardMessage { company_id, message_id: other.id })
        .await
        .expect("taken back");
    let later = Some(Start::At(desk.later(1200)));
    let moved = UpdateMessage { company_id, message_id: planned.id, text: None, send_at: later };
    desk.bench.call(&desk.owner, moved).await.expect("moved");
    desk.pass(601).await;
    assert_eq!(line.handed(), 0);
    desk.pass(600).await;
    desk.tend().await;
    assert_eq!(line.taken().len(), 1, "at its time, and the other one never");
}

#[tokio::test]
async fn a_number_does_not_write_faster_than_was_set() {
    let (desk, line) = talking().await;
    let slow = serde_json::from_value::<leadsmart_contract::instances::UpdateInstance>(json!({
        "company_id": desk.owner.company, "instance_id": desk.number, "per_minute": 4,
    }))
    .expect("a command");
    desk.bench.call(&desk.owner, slow).await.expect("set");
    for place in 0..10 {
        desk.answer(&format!("{place}")).await;
    }
    for _ in 0..20 {
        desk.tend().await;
    }
    assert_eq!(line.handed(), 4);
    for id in line.taken() {
        line.answer(&id.id, None, desk.bench.now()).await.expect("kept");
    }
    desk.pass(59).await;
    assert_eq!(line.handed(), 4);
    for _ in 0..10 {
        desk.pass(1).await;
    }
    assert_eq!(line.handed(), 8);
}
