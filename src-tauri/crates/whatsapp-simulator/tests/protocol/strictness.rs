//! The simulator notices what the service would not take. The client is the real one, linked as it should be; then it is made
//! to send what it never would.

use leadsmart_whatsapp_simulator::{Simulator, Violation};
use whatsapp_rust::types::events::Event;
use whatsapp_rust::{Jid, NodeBuilder};

use crate::client::{CLINIC, Client, PATIENT, Service, number};

/// Waits for a violation, and takes it.
async fn violation(service: &Service) -> (&'static str, String) {
    let any = |simulator: &Simulator| (!simulator.violations().is_empty()).then_some(());
    service.until("a violation", any).await;
    let Violation { rule, who, what } = service.simulator.take_violations().remove(0);
    assert_eq!(who, format!("{CLINIC}:1"), "it is known whose it was");
    (rule, what)
}

#[tokio::test]
async fn a_stanza_that_breaks_a_rule_is_noticed() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    let patient = Jid::pn(PATIENT);
    let enc = || NodeBuilder::new("enc").attr("v", "2").attr("type", "msg").bytes(vec![1, 2, 3]).build();
    let to = |jid: Jid| NodeBuilder::new("to").attr("jid", jid).children([enc()]).build();
    let message = |children: Vec<_>| {
        NodeBuilder::new("message")
            .attr("id", "3EB0")
            .attr("type", "text")
            .attr("to", patient.clone())
            .children(children)
    };
    let participants =
        |jids: Vec<Jid>| NodeBuilder::new("participants").children(jids.into_iter().map(to)).build();
    let iq = |id: &'static str, xmlns: &'static str| {
        NodeBuilder::new("iq")
            .attr("id", id)
            .attr("type", "get")
            .attr("xmlns", xmlns)
            .attr("to", "s.whatsapp.net")
    };
    let ack = NodeBuilder::new("ack").attr("class", "message").attr("id", "3A00").attr("to", patient.clone());
    let read =
        NodeBuilder::new("receipt").attr("type", "read").attr("id", "3A00").attr("to", patient.clone());
    let cases = [
        (NodeBuilder::new("novelty").build(), "stanza", "nobody knows <novelty>"),
        (iq("x-1", "novelty").build(), "iq", "nobody knows get novelty"),
        (iq("x-1", "w:p").build(), "iq", "was used for another question"),
        (ack.build(), "ack", "message 3A00 was never sent"),
        (read.build(), "receipt", "was never written by"),
        (message(vec![enc()]).build(), "message", "to 5511987650002:0"),
        (message(vec![participants(vec![patient.clone()])]).build(), "message", "the sender's own phone"),
        (
            message(vec![participants(vec![patient.with_device(9), Jid::pn(CLINIC)])]).build(),
            "message",
            "no device",
        ),
        (
            message(vec![participants(vec![Jid::pn(CLINIC).with_device(1)])]).build(),
            "message",
            "the sender itself",
        ),
    ];
    for (stanza, rule, what) in cases {
        client.client().send_node(stanza).await.unwrap();
        let found = violation(&service).await;
        assert!(found.0 == rule && found.1.contains(what), "{found:?} is not {rule}: {what}");
    }
    service.settle().await;
}

#[tokio::test]
async fn a_second_login_of_a_device_ends_the_first() {
    let service = Service::start().await;
    let first = Client::linked(&service).await;
    let stored = first.stored();
    let _second = Client::resume(&service, stored).await;
    first.event("the end", |event| matches!(event, Event::StreamReplaced(_)).then_some(())).await;
    service.settle().await;
}

#[tokio::test]
async fn what_a_client_does_not_acknowledge_is_told() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    service.settle().await;
    let patient = service.simulator.phone(PATIENT).unwrap();
    let id = patient.send_text(&number(CLINIC), "Olá").unwrap();
    let unacknowledged = service.simulator.unacknowledged();
    assert_eq!(
        unacknowledged,
        [format!("message {id} from {PATIENT}@s.whatsapp.net")],
        "until the client has taken it"
    );
    client.event("the message", |event| matches!(event, Event::Messages(_)).then_some(())).await;
    service.settle().await;
}
