//! Each fault of the service, with what is told of it and what is kept.

use std::collections::BTreeSet;

use leadsmart_ports::whatsapp::{Acknowledgement, Ended, LineEvent, OutboundContent};
use leadsmart_whatsapp_simulator::{Fault, Pattern, Simulator};

use crate::support::{Desk, PATIENT, Service};

#[tokio::test]
async fn a_login_that_is_refused_ends_the_line_with_its_reason() {
    let service = Service::start().await;
    let mut vault = Desk::linked(&service).await.close().await;
    service.away().await;
    for (reason, expires_in) in [(402, Some(3600)), (402, None), (403, None), (405, None), (401, None)] {
        service.phone().inject(1, Fault::RefuseLogin { reason, expires_in }).unwrap();
        let desk = Desk::open(&service, vault).await;
        let ended = desk.end().await;
        let right = match (reason, &ended) {
            (402, Ended::Banned { until, .. }) => until.is_some() == expires_in.is_some(),
            (403, Ended::Blocked) | (405, Ended::Outdated) | (401, Ended::LoggedOut) => true,
            _ => false,
        };
        assert!(right, "{reason}: {ended:?}");
        vault = desk.close().await;
    }
    service.settle().await;
}

#[tokio::test]
async fn a_stream_that_ends_for_good_says_why_and_can_be_opened_again() {
    let service = Service::start().await;
    let mut vault = Desk::linked(&service).await.close().await;
    let cases = [
        (Fault::EndStream { code: 401 }, Ended::LoggedOut),
        (Fault::EndStream { code: 516 }, Ended::LoggedOut),
        (Fault::EndStream { code: 409 }, Ended::UsedElsewhere),
        (Fault::Replaced, Ended::UsedElsewhere),
    ];
    for (fault, expected) in cases {
        service.away().await;
        let desk = Desk::open(&service, vault).await;
        service.usable().await;
        service.settle().await;
        service.phone().inject(1, fault).unwrap();
        assert_eq!(desk.end().await, expected);
        vault = desk.close().await;
    }
    service.settle().await;
}

#[tokio::test]
async fn a_line_comes_back_by_itself_when_the_service_asks_it_to() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    service.settle().await;
    for code in [515, 503, 429] {
        service.phone().inject(1, Fault::EndStream { code }).unwrap();
        if code != 515 {
            // The restart is one that the service orders; it is no failure, and nothing is told of it.
            let away = |event: &LineEvent| matches!(event, LineEvent::Disconnected { .. }).then_some(());
            desk.event("the word of it", away).await;
        }
        if code == 429 {
            // The library waits long then. Whoever cannot wait closes the line and opens it anew.
            break;
        }
        let words = format!("Enquanto isso, depois de {code}");
        service.write(&words);
        assert_eq!(desk.words_until(&words).await, [words]);
        service.usable().await;
    }
    let vault = desk.close().await;
    service.write("Depois do 429");
    let desk = Desk::open(&service, vault).await;
    assert_eq!(desk.words_until("Depois do 429").await, ["Depois do 429"]);
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn a_login_that_is_put_off_is_tried_again() {
    let service = Service::start().await;
    let vault = Desk::linked(&service).await.close().await;
    service.away().await;
    service.phone().inject(1, Fault::RefuseLogin { reason: 503, expires_in: None }).unwrap();
    let desk = Desk::open(&service, vault).await;
    let away = |event: &LineEvent| match event {
        LineEvent::Disconnected { detail } => Some(detail.clone()),
        _ => None,
    };
    assert_eq!(desk.event("the word of it", away).await, "503");
    desk.event("the connection", |event| matches!(event, LineEvent::Connected).then_some(())).await;
    service.usable().await;
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn a_message_that_is_cut_off_comes_again_once() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    service.settle().await;
    service.phone().inject(1, Fault::CutFrame).unwrap();
    service.write("Cortada");
    assert_eq!(desk.words_until("Cortada").await, ["Cortada"]);
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn messages_that_come_twice_or_in_the_wrong_order_are_told_once() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    service.phone().inject(1, Fault::Duplicate).unwrap();
    service.write("Uma vez");
    service.write("Depois");
    assert_eq!(desk.words_until("Depois").await, ["Uma vez", "Depois"]);
    service.phone().inject(1, Fault::Reorder).unwrap();
    service.write("Segunda");
    service.write("Terceira");
    let words: BTreeSet<String> = desk.words_until("Segunda").await.into_iter().collect();
    assert_eq!(words, ["Segunda".to_owned(), "Terceira".to_owned()].into());
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn a_message_that_cannot_be_read_is_asked_for_again() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    service.phone().inject(1, Fault::StalePrekey).unwrap();
    let id = service.write("Com chave velha");
    let mut before = Vec::new();
    let words = desk
        .event("the message", |event| match event {
            LineEvent::Messages(messages) => Some(messages.clone()),
            LineEvent::Undecryptable(message) => {
                before.push(message.key.id.clone());
                None
            }
            _ => None,
        })
        .await;
    assert_eq!(words[0].key.id, id, "under the same id");
    assert!(before.iter().all(|before| *before == id), "{before:?}");
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn a_line_that_runs_out_of_prekeys_publishes_new_ones() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    service.phone().inject(1, Fault::LowPrekeys { left: 3 }).unwrap();
    let refilled = |simulator: &Simulator| {
        let devices = simulator.phone(crate::support::CLINIC).unwrap().devices();
        devices.into_iter().find(|device| device.prekeys > 3)
    };
    service.until("new prekeys", refilled).await;
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn a_message_that_the_service_does_not_take_says_its_number() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    service.phone().inject(1, Fault::RefuseMessage { error: 463 }).unwrap();
    let id = desk.send(1, OutboundContent::Text("Oi".into())).await;
    let refused: Acknowledgement = desk
        .event("the refusal", |event| match event {
            LineEvent::Acknowledged(ack) if ack.message.id == id => Some(ack.clone()),
            _ => None,
        })
        .await;
    assert_eq!(refused.error, Some(463));
    assert!(service.simulator.phone(PATIENT).unwrap().message(&id).is_none());
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn an_old_key_of_the_server_is_replaced() {
    let service = Service::start().await;
    let vault = Desk::linked(&service).await.close().await;
    service.away().await;
    let desk = Desk::open(&service, vault).await;
    assert_eq!(service.usable().await.connected, Some(Pattern::Ik));
    let vault = desk.close().await;
    service.away().await;
    service.simulator.renew_certificate();
    let desk = Desk::open(&service, vault).await;
    assert_eq!(service.usable().await.connected, Some(Pattern::XxFallback));
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn a_clock_that_is_off_does_not_matter() {
    let service = Service::start().await;
    service.simulator.skew(-3 * 24 * 60 * 60);
    let desk = Desk::linked(&service).await;
    service.write("De anteontem");
    assert_eq!(desk.words_until("De anteontem").await, ["De anteontem"]);
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn a_silent_connection_shows_in_its_health_and_is_left_behind_by_opening_anew() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    service.settle().await;
    service.phone().inject(1, Fault::Silence).unwrap();
    service.write("No silêncio");
    let health = desk.line.health().await;
    assert_eq!((health.connected, health.answer_ms), (true, None), "connected but deaf");
    let vault = desk.close().await;
    let desk = Desk::open(&service, vault).await;
    assert_eq!(desk.words_until("No silêncio").await, ["No silêncio"]);
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn a_service_that_is_not_there_is_told_and_waited_for() {
    let service = Service::start().await;
    let vault = Desk::linked(&service).await.close().await;
    drop(service);
    let elsewhere = Service::start().await;
    let url = elsewhere.simulator.url();
    drop(elsewhere);
    let desk = Desk::open_at(url, vault).await;
    desk.event("the word of it", |event| matches!(event, LineEvent::Disconnected { .. }).then_some(())).await;
    assert!(!desk.line.health().await.connected);
    desk.close().await;
}
