//! Who is there and who is typing, both ways.

use whatsapp_rust::Jid;
use whatsapp_rust::types::events::Event;
use whatsapp_rust::types::presence::ChatPresence;

use crate::client::{CLINIC, Client, PATIENT, Service, number};

#[tokio::test]
async fn typing_is_seen_on_the_other_side() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    let patient = service.simulator.phone(PATIENT).unwrap();
    for (typing, expected) in [(true, ChatPresence::Composing), (false, ChatPresence::Paused)] {
        patient.type_to(&number(CLINIC), typing).unwrap();
        let (chat, state) = client
            .event("the typing", |event| match event {
                Event::ChatPresence(update) => Some((update.source.chat.to_string(), update.state)),
                _ => None,
            })
            .await;
        assert_eq!((chat, state), (format!("{PATIENT}@s.whatsapp.net"), expected));
    }
    client.client().chatstate().send_composing(&Jid::pn(PATIENT)).await.unwrap();
    service
        .until("the client's typing", |simulator| {
            simulator.phone(CLINIC).unwrap().typing().filter(|to| *to == number(PATIENT))
        })
        .await;
    service.settle().await;
}

#[tokio::test]
async fn who_asked_for_it_learns_who_is_there() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    let patient = service.simulator.phone(PATIENT).unwrap();
    client.client().presence().subscribe(Jid::pn(PATIENT)).await.unwrap();
    service.until("the subscription", |_| patient.watched().then_some(())).await;
    for online in [true, false] {
        patient.go_online(online).unwrap();
        let unavailable = client
            .event("the presence", |event| match event {
                Event::Presence(update) => Some(update.unavailable),
                _ => None,
            })
            .await;
        assert_eq!(unavailable, !online);
    }
    service.settle().await;
}
