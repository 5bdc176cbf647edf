//! Messages in groups reach a client that is in them.

use leadsmart_whatsapp_simulator::Refused;
use wacore::proto_helpers::MessageExt;
use whatsapp_rust::Jid;
use whatsapp_rust::types::events::Event;

use crate::client::{CLINIC, Client, PATIENT, Service, number};

#[tokio::test]
async fn what_is_written_in_a_group_is_known_to_be_of_it() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    let group = service.simulator.add_group("Vizinhos", &[number(PATIENT), number(CLINIC)]).unwrap();
    let patient = service.simulator.phone(PATIENT).unwrap();
    for text in ["Alguém viu meu gato?", "Achei."] {
        patient.send_to_group(&group, text).unwrap();
        let source = client
            .event("the message", |event| match event {
                Event::Messages(batch) => batch
                    .iter()
                    .find(|inbound| inbound.message.text_content() == Some(text))
                    .map(|inbound| inbound.info.source.clone()),
                _ => None,
            })
            .await;
        assert!(source.is_group);
        assert_eq!(source.chat.to_string(), format!("{group}@g.us"));
        assert_eq!(source.sender.to_non_ad(), Jid::pn(PATIENT));
    }
    let alone = service.simulator.add_group("Só a Maria", &[number(PATIENT)]).unwrap();
    assert_eq!(service.phone().send_to_group(&alone, "Oi"), Err(Refused::NoSuchGroup(alone.clone())));
    service.settle().await;
}
