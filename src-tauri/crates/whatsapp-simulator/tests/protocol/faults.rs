//! Faults on demand: each befalls the real client as it is named, and what was sent is not lost by it.

use std::collections::BTreeSet;

use leadsmart_whatsapp_simulator::{Fault, Pattern, Refused, Simulator};
use wacore::proto_helpers::{MessageBuilderExt, MessageExt};
use whatsapp_rust::Jid;
use whatsapp_rust::types::events::Event;

use crate::client::{CLINIC, Client, PATIENT, Service, number, usable, wa};

/// Texts until one of them has come, in their order.
async fn texts_until(client: &Client, last: &str) -> Vec<String> {
    let mut texts = Vec::new();
    while texts.last().is_none_or(|text| text != last) {
        let more = client
            .event("a text", |event| match event {
                Event::Messages(batch) => Some(
                    batch
                        .iter()
                        .filter_map(|inbound| inbound.message.text_content().map(str::to_owned))
                        .collect(),
                ),
                _ => None,
            })
            .await;
        let more: Vec<String> = more;
        texts.extend(more);
    }
    texts
}

/// Whether an event is the one that a fault is told by.
type Seen = fn(&Event) -> bool;

fn write(service: &Service, text: &str) {
    service.simulator.phone(PATIENT).unwrap().send_text(&number(CLINIC), text).unwrap();
}

#[tokio::test]
async fn a_login_is_refused_with_its_reason() {
    let service = Service::start().await;
    let stored = Client::linked(&service).await.stop().await;
    service.until("the device to be gone", |simulator| usable(simulator).is_none().then_some(())).await;
    let cases: [(u16, Option<u32>, Seen); 4] = [
        (
            402,
            Some(3600),
            |event| matches!(event, Event::TemporaryBan(ban) if ban.expire.num_seconds() == 3600),
        ),
        (403, None, |event| matches!(event, Event::LoggedOut(_))),
        (405, None, |event| matches!(event, Event::ClientOutdated(_))),
        (401, None, |event| matches!(event, Event::LoggedOut(_))),
    ];
    for (reason, expires_in, seen) in cases {
        service.phone().inject(1, Fault::RefuseLogin { reason, expires_in }).unwrap();
        let client = Client::resume(&service, stored.clone()).await;
        client.event("the refusal", |event| seen(event).then_some(())).await;
    }
    service.settle().await;
}

#[tokio::test]
async fn a_stream_ends_with_its_reason() {
    let service = Service::start().await;
    let cases: [(Fault, Seen); 4] = [
        (Fault::EndStream { code: 401 }, |event| matches!(event, Event::LoggedOut(_))),
        (Fault::EndStream { code: 516 }, |event| matches!(event, Event::LoggedOut(_))),
        (Fault::EndStream { code: 409 }, |event| matches!(event, Event::StreamReplaced(_))),
        (Fault::Replaced, |event| matches!(event, Event::StreamReplaced(_))),
    ];
    let mut stored = Client::linked(&service).await.stop().await;
    for (fault, seen) in cases {
        service.until("the device to be gone", |simulator| usable(simulator).is_none().then_some(())).await;
        let client = Client::resume(&service, stored).await;
        service.until("the login", usable).await;
        service.settle().await;
        service.phone().inject(1, fault).unwrap();
        client.event("the end", |event| seen(event).then_some(())).await;
        stored = client.stop().await;
    }
    assert_eq!(service.phone().inject(1, Fault::Silence), Err(Refused::NotConnected));
    assert_eq!(service.phone().inject(9, Fault::Duplicate), Err(Refused::NoSuchDevice(9)));
    service.settle().await;
}

#[tokio::test]
async fn a_client_comes_back_by_itself_when_the_service_asks_it_to() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    service.settle().await;
    let later = Fault::RefuseLogin { reason: 503, expires_in: None };
    for (code, refusal) in [(515, None), (503, None), (515, Some(later))] {
        if let Some(refusal) = refusal {
            service.phone().inject(1, refusal).unwrap();
        }
        service.phone().inject(1, Fault::EndStream { code }).unwrap();
        let text = format!("Enquanto isso, depois de {code}");
        write(&service, &text);
        service.until("the client to come back", usable).await;
        assert_eq!(texts_until(&client, &text).await, [text]);
    }
    service.settle().await;
}

#[tokio::test]
async fn a_message_that_is_cut_off_comes_again() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    service.settle().await;
    service.phone().inject(1, Fault::CutFrame).unwrap();
    write(&service, "Cortada");
    assert_eq!(texts_until(&client, "Cortada").await, ["Cortada"]);
    service.settle().await;
}

#[tokio::test]
async fn a_message_that_comes_twice_is_seen_once() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    service.phone().inject(1, Fault::Duplicate).unwrap();
    write(&service, "Uma vez");
    write(&service, "Depois");
    assert_eq!(texts_until(&client, "Depois").await, ["Uma vez", "Depois"]);
    service.settle().await;
}

#[tokio::test]
async fn messages_in_the_wrong_order_all_arrive() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    write(&service, "Primeira");
    texts_until(&client, "Primeira").await;
    service.phone().inject(1, Fault::Reorder).unwrap();
    write(&service, "Segunda");
    write(&service, "Terceira");
    let texts: BTreeSet<String> = texts_until(&client, "Segunda").await.into_iter().collect();
    assert_eq!(texts, ["Segunda".to_owned(), "Terceira".to_owned()].into());
    service.settle().await;
}

#[tokio::test]
async fn a_message_for_a_key_that_is_gone_is_asked_for_again() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    service.phone().inject(1, Fault::StalePrekey).unwrap();
    write(&service, "Com chave velha");
    assert_eq!(texts_until(&client, "Com chave velha").await, ["Com chave velha"]);
    service.settle().await;
}

#[tokio::test]
async fn a_client_that_runs_out_of_prekeys_publishes_new_ones() {
    let service = Service::start().await;
    let _client = Client::linked(&service).await;
    service.phone().inject(1, Fault::LowPrekeys { left: 3 }).unwrap();
    let refilled = |simulator: &Simulator| usable(simulator).filter(|device| device.prekeys > 3);
    service.until("new prekeys", refilled).await;
    service.settle().await;
}

#[tokio::test]
async fn a_message_that_is_not_taken_says_why() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    service.phone().inject(1, Fault::RefuseMessage { error: 463 }).unwrap();
    let sent = client.client().send_message(Jid::pn(PATIENT), wa::Message::text("Oi")).await.unwrap();
    let error = client
        .event("the refusal", |event| match event {
            Event::ServerAck(ack) if ack.id == sent.message_id => Some(ack.error.clone()),
            _ => None,
        })
        .await;
    assert_eq!(error.as_deref(), Some("463"));
    assert!(service.simulator.phone(PATIENT).unwrap().message(&sent.message_id).is_none());
    service.settle().await;
}

#[tokio::test]
async fn a_client_with_an_old_key_of_the_server_falls_back() {
    let service = Service::start().await;
    let stored = Client::linked(&service).await.stop().await;
    service.until("the device to be gone", |simulator| usable(simulator).is_none().then_some(())).await;
    let stored = Client::resume(&service, stored).await;
    assert_eq!(service.until("the second login", usable).await.connected, Some(Pattern::Ik));
    let stored = stored.stop().await;
    service.until("the device to be gone", |simulator| usable(simulator).is_none().then_some(())).await;
    service.simulator.renew_certificate();
    let _client = Client::resume(&service, stored).await;
    let device = service.until("the third login", usable).await;
    assert_eq!(device.connected, Some(Pattern::XxFallback));
    service.settle().await;
}

#[tokio::test]
async fn a_client_lives_with_a_clock_that_is_off() {
    let service = Service::with_patient().await;
    service.simulator.skew(-3 * 24 * 60 * 60);
    let client = Client::linked(&service).await;
    write(&service, "De anteontem");
    assert_eq!(texts_until(&client, "De anteontem").await, ["De anteontem"]);
    service.settle().await;
}

#[tokio::test]
async fn a_silent_connection_is_left_behind_when_the_client_comes_anew() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    service.settle().await;
    service.phone().inject(1, Fault::Silence).unwrap();
    write(&service, "No silêncio");
    let stored = client.stored();
    drop(client);
    let client = Client::resume(&service, stored).await;
    assert_eq!(texts_until(&client, "No silêncio").await, ["No silêncio"]);
    service.settle().await;
}
