//! Lines, driven step by step on a real store, through the commands that a person calls.

mod inbound;
mod linking;
mod media;
mod outbound;
mod pages;
mod queues;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::ids::InstanceId;
use leadsmart_contract::instances::{ConnectInstance, CreateInstance, GetInstance, InstanceView};
use leadsmart_contract::messages::{ListMessages, MessageContent, MessageView, OutgoingContent, SendMessage};
use leadsmart_contract::threads::{ListThreads, ThreadSummary};
use leadsmart_contract::values::{MessageText, Name};
use leadsmart_ports::whatsapp::fake::FakeLine;
use leadsmart_ports::whatsapp::{LineEvent, LineHealth};

use crate::testing::{Bench, Person};

/// The number of the company.
const OURS: &str = "5511987650001";
/// The number of a client.
const MARIA: &str = "5511987654321";

/// A company with a number.
struct Desk {
    bench: Bench,
    owner: Person,
    number: InstanceId,
}

impl Desk {
    /// A company with a number that is not linked.
    async fn new() -> Self {
        let bench = Bench::new().await;
        let owner = bench.company("Clínica").await;
        let name = Name::parse("Recepção").expect("a name");
        let command = CreateInstance { company_id: owner.company, id: None, name };
        let number = bench.call(&owner, command).await.expect("a number").id;
        Self { bench, owner, number }
    }

    /// The same with the number linked and connected.
    async fn linked() -> (Self, Arc<FakeLine>) {
        let desk = Self::new().await;
        let line = desk.link().await;
        (desk, line)
    }

    /// Links the number.
    async fn link(&self) -> Arc<FakeLine> {
        let line = self.codes().await;
        line.scan(OURS).await.expect("kept");
        self.tend().await;
        line
    }

    /// Has a code shown.
    async fn codes(&self) -> Arc<FakeLine> {
        let command = ConnectInstance { company_id: self.owner.company, instance_id: self.number };
        self.bench.call(&self.owner, command).await.expect("it is being connected");
        self.tend().await;
        let line = self.line();
        let until = self.later(20);
        line.tell(LineEvent::Code { text: "2@abc".to_owned(), until, left: 5 }).await.expect("kept");
        line
    }

    fn line(&self) -> Arc<FakeLine> {
        self.bench.whatsapp.newest().expect("a line was opened")
    }

    async fn tend(&self) {
        self.bench.core.tend_whatsapp().await.expect("the store serves");
    }

    fn later(&self, seconds: i64) -> Timestamp {
        self.bench.now().saturating_add(SignedDuration::from_secs(seconds)).expect("an instant")
    }

    /// Lets time pass in which the line hears the service, and does what is due then.
    async fn pass(&self, seconds: i64) {
        self.bench.clock.advance(SignedDuration::from_secs(seconds));
        if let Some(line) = self.bench.whatsapp.newest() {
            line.set_health(LineHealth { last_heard: Some(self.bench.now()), ..LineHealth::default() });
        }
        self.tend().await;
    }

    /// Lets time pass in which the line hears nothing, and does what is due then.
    async fn pass_in_silence(&self, seconds: i64) {
        self.bench.clock.advance(SignedDuration::from_secs(seconds));
        self.tend().await;
    }

    async fn instance(&self) -> InstanceView {
        let command = GetInstance { company_id: self.owner.company, instance_id: self.number };
        self.bench.call(&self.owner, command).await.expect("the number")
    }

    async fn threads(&self) -> Vec<ThreadSummary> {
        let command: ListThreads =
            serde_json::from_value(serde_json::json!({ "company_id": self.owner.company }))
                .expect("a command");
        self.bench.call(&self.owner, command).await.expect("conversations").items
    }

    /// The only conversation.
    async fn thread(&self) -> ThreadSummary {
        let mut all = self.threads().await;
        assert_eq!(all.len(), 1, "there is one conversation: {all:?}");
        all.remove(0)
    }

    /// The messages of the only conversation, the oldest first.
    async fn messages(&self) -> Vec<MessageView> {
        let thread_id = self.thread().await.id;
        let command = ListMessages {
            company_id: self.owner.company,
            thread_id,
            before: None,
            after: None,
            around: None,
            limit: None,
        };
        self.bench.call(&self.owner, command).await.expect("messages").items
    }

    /// The only message of the only conversation.
    async fn message(&self) -> MessageView {
        let mut all = self.messages().await;
        assert_eq!(all.len(), 1, "there is one message: {all:?}");
        all.remove(0)
    }

    /// Maria writes, and is answered by words.
    async fn answer(&self, text: &str) -> MessageView {
        let thread_id = self.thread().await.id;
        let text = MessageText::parse(text).expect("words");
        let command = SendMessage {
            company_id: self.owner.company,
            thread_id,
            id: None,
            content: OutgoingContent::Text { text },
            quote_id: None,
            send_at: None,
        };
        self.bench.call(&self.owner, command).await.expect("it is stored")
    }
}

/// The words of a message.
fn said(message: &MessageView) -> &str {
    match &message.content {
        MessageContent::Text { text } => text,
        MessageContent::Media { caption, .. } => caption.as_deref().unwrap_or_default(),
        other => panic!("no words: {other:?}"),
    }
}
