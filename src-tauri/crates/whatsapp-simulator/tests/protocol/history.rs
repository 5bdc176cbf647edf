//! What a client learns of the past when it is linked.

use std::collections::BTreeMap;

use whatsapp_rust::types::events::Event;

use crate::client::{CLINIC, Client, PATIENT, Service, number};

#[tokio::test]
async fn a_client_learns_what_was_said_before_it_was_linked() {
    let service = Service::with_patient().await;
    let patient = service.simulator.phone(PATIENT).unwrap();
    patient.send_text(&number(CLINIC), "Vocês abrem sábado?").unwrap();
    service.phone().send_text(&number(PATIENT), "Sim, até o meio-dia.").unwrap();
    let client = Client::linked(&service).await;
    let mut texts = BTreeMap::new();
    while texts.len() < 2 {
        let history = client
            .event("history", |event| match event {
                Event::HistorySync(history) => Some(history.get().cloned().unwrap()),
                _ => None,
            })
            .await;
        for conversation in &history.conversations {
            assert_eq!(conversation.id, format!("{PATIENT}@s.whatsapp.net"));
            for message in &conversation.messages {
                let info = &message.message;
                let text = info.message.conversation.clone().unwrap();
                texts.insert(text, info.key.from_me == Some(true));
            }
        }
    }
    let expected = [("Sim, até o meio-dia.".to_owned(), true), ("Vocês abrem sábado?".to_owned(), false)];
    assert_eq!(texts, BTreeMap::from(expected));
    service.settle().await;
}
