use std::sync::Mutex;

use leadsmart_ports::SystemClock;
use leadsmart_ports::whatsapp::Content;
use wacore::types::message::{MessageInfo, MessageSource};
use waproto::whatsapp as wa;

use super::*;

/// Keeps what it is told, all or none of it, and nothing of these words.
struct Particular {
    refused: &'static str,
    kept: Mutex<Vec<Vec<String>>>,
}

#[async_trait]
impl Listener for Particular {
    async fn hear(&self, event: LineEvent) -> Result<(), NotKept> {
        let LineEvent::Messages(messages) = event else { return Ok(()) };
        let words = |content: Content| match content {
            Content::Text { text } => text,
            other => panic!("only words are told: {other:?}"),
        };
        let told: Vec<String> = messages.into_iter().map(|message| words(message.content)).collect();
        if told.iter().any(|words| words == self.refused) {
            return Err(NotKept("not this".to_owned()));
        }
        self.kept.lock().expect("nobody panics").push(told);
        Ok(())
    }
}

fn message(words: &str) -> InboundMessage {
    let person = "5511987650002@s.whatsapp.net".parse().expect("an address");
    let source = MessageSource {
        chat: person,
        sender: "5511987650002:3@s.whatsapp.net".parse().expect("one"),
        ..MessageSource::default()
    };
    let info = MessageInfo { source, id: words.into(), ..MessageInfo::default() };
    let content = wa::Message { conversation: Some(words.into()), ..Default::default() };
    InboundMessage::builder().message(Arc::new(content)).info(Arc::new(info)).build()
}

/// Has three bundles wait at once and told; gives what was kept, and what each was answered.
async fn tell(refused: &'static str) -> (Vec<Vec<String>>, Vec<bool>) {
    let listener = Arc::new(Particular { refused, kept: Mutex::default() });
    let (teller, jobs) = teller(listener.clone(), Arc::new(SystemClock), Arc::default(), Arc::default());
    let mut answers = Vec::new();
    for words in ["one", "two", "three"] {
        let (answer, kept) = oneshot::channel();
        jobs.queue.send(Job::Batch((vec![message(words)], answer))).expect("it listens");
        answers.push(kept);
    }
    jobs.over(Ended::Closed);
    teller.run().await;
    let mut kept = Vec::new();
    for answer in answers {
        kept.push(answer.await.expect("an answer").is_ok());
    }
    let told = listener.kept.lock().expect("nobody panics").clone();
    (told, kept)
}

#[tokio::test]
async fn what_waits_is_told_together_and_in_its_order() {
    assert_eq!(tell("").await, (vec![vec!["one".into(), "two".into(), "three".into()]], vec![true; 3]));
}

#[tokio::test]
async fn a_message_that_is_not_kept_stands_in_nobodys_way() {
    assert_eq!(tell("two").await, (vec![vec!["one".into()], vec!["three".into()]], vec![true, false, true]));
}
