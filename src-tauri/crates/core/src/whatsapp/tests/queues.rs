//! What a process that ends at any point leaves behind.

use leadsmart_contract::messages::{MessageState, OutgoingContent, SendMessage};
use leadsmart_contract::values::{MessageText, Start};
use leadsmart_ports::whatsapp::fake::words;

use super::{Desk, MARIA};
use crate::Core;
use crate::testing::Bench;

/// A desk whose folder outlives its process.
async fn lasting(folder: &std::path::Path) -> Desk {
    let bench = Bench::open(folder, 7).await;
    let owner = bench.company("Clínica").await;
    let name = leadsmart_contract::values::Name::parse("Recepção").expect("a name");
    let command = leadsmart_contract::instances::CreateInstance { company_id: owner.company, id: None, name };
    let number = bench.call(&owner, command).await.expect("a number").id;
    Desk { bench, owner, number }
}

#[tokio::test]
async fn what_waited_when_the_process_ended_goes_out_once_after_the_next_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = lasting(folder.path()).await;
    let line = desk.link().await;
    line.receive(words(MARIA, "A1", "Oi", desk.bench.now())).await.expect("kept");
    desk.answer("handed over, not answered").await;
    desk.tend().await;
    let id = line.taken()[0].id.clone();
    line.drop_connection().await.expect("kept");
    desk.answer("never handed over").await;
    let thread_id = desk.thread().await.id;
    let plan = SendMessage {
        company_id: desk.owner.company,
        thread_id,
        id: None,
        content: OutgoingContent::Text { text: MessageText::parse("for later").expect("words") },
        quote_id: None,
        send_at: Some(Start::At(desk.later(60))),
    };
    desk.bench.call(&desk.owner, plan).await.expect("planned");
    let ports = desk.bench.core.ports().clone();
    desk.bench.core.close().await;
    desk.bench.core = Core::open(folder.path(), ports).await.expect("opened again");
    desk.bench.clock.advance(jiff::SignedDuration::from_mins(5));
    desk.tend().await;
    let line = desk.line();
    line.come_up().await.expect("kept");
    for _ in 0..4 {
        desk.tend().await;
    }
    let taken = line.taken();
    assert_eq!(taken.len(), 3);
    assert_eq!(taken[0].id, id, "what was handed over goes out under its id");
    for message in &taken {
        line.answer(&message.id, None, desk.bench.now()).await.expect("kept");
    }
    desk.pass(3600).await;
    assert_eq!(line.handed(), 3, "each once");
    let states: Vec<MessageState> = desk.messages().await.iter().map(|message| message.state).collect();
    assert_eq!(states.iter().filter(|state| **state == MessageState::Sent).count(), 3);
}

#[tokio::test]
async fn a_message_that_stands_in_no_queue_is_put_there() {
    let (desk, line) = Desk::linked().await;
    line.receive(words(MARIA, "A1", "Oi", desk.bench.now())).await.expect("kept");
    desk.answer("written on another desktop").await;
    let mut writer = desk.bench.core.db().write_local().await.expect("the writer");
    sqlx::query("DELETE FROM whatsapp_queue").execute(&mut *writer).await.expect("emptied");
    writer.commit().await.expect("stored");
    desk.tend().await;
    desk.tend().await;
    assert_eq!(line.taken().len(), 1, "the desktop that holds the number sends it");
}
