//! Nothing is lost: not when the listener cannot store, not when the vault fails at any moment, not when the process ends there.

use std::collections::BTreeSet;
use std::sync::Arc;

use leadsmart_ports::whatsapp::{Ended, NotKept, Outbound, OutboundContent};
use leadsmart_whatsapp_simulator::Simulator;

use crate::support::{Desk, PATIENT, Service, chat, in_time};

fn full() -> NotKept {
    NotKept("the disk is full".into())
}

#[tokio::test]
async fn a_message_that_was_not_kept_is_not_acknowledged_and_comes_again() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    service.settle().await;
    desk.ear.keep_nothing(Some(full()));
    let id = service.write("Não coube");
    let of_it = |line: &String| line.contains(&id);
    service
        .until("the message to be on its way", |simulator| {
            simulator.unacknowledged().iter().any(of_it).then_some(())
        })
        .await;
    let vault = desk.close().await;
    let desk = Desk::open(&service, vault).await;
    assert_eq!(desk.words_until("Não coube").await, ["Não coube"]);
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn another_event_that_was_not_kept_is_told_before_the_next_one() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    service.settle().await;
    desk.ear.keep_nothing(Some(full()));
    let id = desk.send(1, OutboundContent::Text("Oi".into())).await;
    service
        .until("the delivery", |simulator| {
            let message = simulator.phone(PATIENT).unwrap().message(&id);
            message.filter(|_| simulator.unacknowledged().is_empty())
        })
        .await;
    desk.ear.keep_nothing(None);
    service.write("Depois");
    let mut told = Vec::new();
    desk.event("the message", |event| {
        use leadsmart_ports::whatsapp::LineEvent::{Acknowledged, Messages, Receipt};
        match event {
            Acknowledged(_) => told.push("acknowledged"),
            Receipt { .. } => told.push("receipt"),
            Messages(_) => return Some(()),
            _ => {}
        }
        None
    })
    .await;
    assert!(told.contains(&"acknowledged"), "{told:?}");
    service.settle().await;
    desk.close().await;
}

/// The process ends at each of the first writes after the line was opened, in turn. Whatever came is there afterwards, once acknowledged or
/// brought again; what was handed over and cut off with the connection arrives when it is sent again under its id; and nothing that the
/// keys say is against the protocol.
#[tokio::test]
async fn a_crash_between_any_two_writes_loses_nothing() {
    let service = Service::start().await;
    let mut vault = Desk::linked(&service).await.close().await;
    let (mut written, mut heard, mut answers) = (Vec::new(), BTreeSet::new(), Vec::new());
    for moment in 0..14_u8 {
        service.away().await;
        let waiting = format!("Esperava, {moment}");
        service.write(&waiting);
        let desk = Desk::open(&service, Arc::clone(&vault)).await;
        service.usable().await;
        vault.fail_writes_after(u64::from(moment % 7), full());
        let live = format!("Ao vivo, {moment}");
        service.write(&live);
        written.extend([waiting, live]);
        let outbound = Outbound {
            id: Outbound::id_from([moment; 9]),
            chat: chat(PATIENT),
            content: OutboundContent::Text(format!("Resposta, {moment}")),
            quote: None,
        };
        // It may be refused, since the step of its keys cannot be stored, or cut off with the connection after it was taken.
        let _ = in_time("the sending", desk.line.send(&outbound)).await;
        answers.push(outbound);
        let ended = async {
            let (mut words, mut ended) = (Vec::new(), None);
            desk.event("the end", |event| {
                use leadsmart_ports::whatsapp::LineEvent::{Ended as Over, Messages};
                match event {
                    Messages(messages) => words.extend(messages.iter().filter_map(crate::support::text)),
                    Over(why) => ended = Some(why.clone()),
                    _ => {}
                }
                ended.clone().map(|_| ())
            })
            .await;
            (words, ended)
        };
        // Enough is written afterwards for every moment to come.
        for count in 0..4 {
            written.push(format!("Mais, {moment}.{count}"));
            service.write(written.last().unwrap());
        }
        let (words, ended) = in_time("the line to end", ended).await;
        assert!(matches!(ended, Some(Ended::Failed { .. })), "{ended:?}");
        heard.extend(words);
        vault = Arc::new(desk.close().await.as_after_a_crash());
    }
    let desk = Desk::open(&service, vault).await;
    let missing = |heard: &BTreeSet<String>| written.iter().any(|words| !heard.contains(words));
    while missing(&heard) {
        heard.extend(desk.messages().await.iter().filter_map(crate::support::text));
    }
    service.usable().await;
    for answer in answers {
        let arrived = |simulator: &Simulator| simulator.phone(PATIENT).unwrap().message(&answer.id);
        if arrived(&service.simulator).is_none() {
            in_time("the sending", desk.line.send(&answer)).await.unwrap();
        }
        service.until("an answer", arrived).await;
    }
    service.settle().await;
    desk.close().await;
}
