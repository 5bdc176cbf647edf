//! Messages both ways, their receipts, and what waits while a client is away.

use leadsmart_whatsapp_simulator::{Message, Number, Simulator};
use wacore::proto_helpers::{MessageBuilderExt, MessageExt};
use whatsapp_rust::Jid;
use whatsapp_rust::types::events::Event;

use crate::client::{CLINIC, Client, PATIENT, Service, number, usable, wa};

/// The texts of an event, with who sent them.
fn texts(event: &Event) -> Option<Vec<(String, String)>> {
    let Event::Messages(batch) = event else { return None };
    let text = |inbound: &whatsapp_rust::types::events::InboundMessage| {
        let sender = inbound.info.source.sender.to_non_ad().to_string();
        inbound.message.text_content().map(|text| (sender, text.to_owned()))
    };
    let texts: Vec<_> = batch.iter().filter_map(text).collect();
    (!texts.is_empty()).then_some(texts)
}

async fn text(client: &Client) -> (String, String) {
    client.event("a text", |event| texts(event).and_then(|texts| texts.into_iter().next())).await
}

fn said(simulator: &Simulator, phone: &str, id: &str) -> Option<Message> {
    simulator.phone(phone).unwrap().message(id)
}

#[tokio::test]
async fn a_phone_writes_to_a_client_that_it_never_met_and_then_again() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    let patient = service.simulator.phone(PATIENT).unwrap();
    let first = patient.send_text(&number(CLINIC), "Bom dia, há horário hoje?").unwrap();
    assert_eq!(
        text(&client).await,
        (format!("{PATIENT}@s.whatsapp.net"), "Bom dia, há horário hoje?".into())
    );
    patient.send_text(&number(CLINIC), "De tarde?").unwrap();
    assert_eq!(text(&client).await.1, "De tarde?");
    service.settle().await;
    let message = patient.message(&first).unwrap();
    assert!(message.delivered.contains(&number(CLINIC)), "the sender learns that it arrived");
    assert!(message.read.is_empty(), "and that nobody has read it");
}

#[tokio::test]
async fn a_client_writes_and_learns_that_it_was_delivered_and_read() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    let sent =
        client.client().send_message(Jid::pn(PATIENT), wa::Message::text("Sim, às 15h.")).await.unwrap();
    let id = sent.message_id;
    let receipt = |kind: &'static str| {
        let id = id.clone();
        move |event: &Event| match event {
            Event::Receipt(receipt) if receipt.message_ids.contains(&id) => {
                (format!("{:?}", receipt.r#type) == kind).then_some(())
            }
            _ => None,
        }
    };
    client.event("the delivery", receipt("Delivered")).await;
    let arrived = service.until("the message", |simulator| said(simulator, PATIENT, &id)).await;
    assert_eq!(arrived.text(), Some("Sim, às 15h."));
    assert_eq!((arrived.sender, arrived.device), (number(CLINIC), 1));
    let own = said(&service.simulator, CLINIC, &id).expect("the clinic's own phone shows it too");
    assert_eq!((own.chat, own.device), (number(PATIENT), 1));
    service.simulator.phone(PATIENT).unwrap().read(&number(CLINIC)).unwrap();
    client.event("the reading", receipt("Read")).await;
    service.settle().await;
}

#[tokio::test]
async fn what_the_own_phone_writes_is_seen_by_the_client() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    service.phone().send_text(&number(PATIENT), "Do telefone").unwrap();
    let (from_me, chat, text) = client
        .event("the copy", |event| match event {
            Event::Messages(batch) => batch.iter().find_map(|inbound| {
                let text = inbound.message.text_content()?.to_owned();
                let source = &inbound.info.source;
                Some((source.is_from_me, source.chat.to_string(), text))
            }),
            _ => None,
        })
        .await;
    assert!(from_me);
    assert_eq!((chat.as_str(), text.as_str()), (&*format!("{PATIENT}@s.whatsapp.net"), "Do telefone"));
    service.settle().await;
}

#[tokio::test]
async fn what_came_while_a_client_was_away_waits_for_it() {
    let service = Service::with_patient().await;
    let stored = Client::linked(&service).await.stop().await;
    service.until("the device to be gone", |simulator| usable(simulator).is_none().then_some(())).await;
    let patient = service.simulator.phone(PATIENT).unwrap();
    for count in 0..7 {
        patient.send_text(&number(CLINIC), &format!("Mensagem {count}")).unwrap();
    }
    let client = Client::resume(&service, stored).await;
    let mut seen = Vec::new();
    while seen.len() < 7 {
        let more = client.event("what waited", texts).await;
        seen.extend(more.into_iter().map(|(_, text)| text));
    }
    let expected: Vec<String> = (0..7).map(|count| format!("Mensagem {count}")).collect();
    assert_eq!(seen, expected, "each once, in the order in which they were written");
    service.until("the device to be usable", usable).await;
    service.settle().await;
}

#[tokio::test]
async fn a_client_that_reads_tells_who_wrote() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    let patient = service.simulator.phone(PATIENT).unwrap();
    let id = patient.send_text(&number(CLINIC), "Olá").unwrap();
    text(&client).await;
    client.client().mark_as_read(&Jid::pn(PATIENT), None, &[id.as_str()]).await.unwrap();
    service
        .until("the reading", |simulator| {
            said(simulator, PATIENT, &id).filter(|message| message.read.contains(&number(CLINIC)))
        })
        .await;
    service.settle().await;
}

#[tokio::test]
async fn a_message_to_a_number_that_is_not_on_the_service_is_refused() {
    let service = Service::start().await;
    let client = Client::linked(&service).await;
    let nobody = Number::parse("5511999990000").unwrap();
    assert!(service.simulator.phone(nobody.as_str()).is_err());
    let found = client.client().contacts().is_on_whatsapp(&[Jid::pn(nobody.as_str())]).await.unwrap();
    assert!(!found[0].is_registered);
    service.settle().await;
}
