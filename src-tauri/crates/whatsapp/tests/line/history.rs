//! What was said before the number was linked.

use leadsmart_ports::whatsapp::{HistoryPart, LineEvent, ReceiptKind};

use crate::support::{CLINIC, Desk, PATIENT, Service, number, text};

#[tokio::test]
async fn history_comes_on_linking_with_its_end_and_its_states() {
    let service = Service::start().await;
    for count in 0..5 {
        service.write(&format!("Pergunta {count}"));
    }
    let mine = service.phone().send_text(&number(PATIENT), "Resposta").unwrap();
    service.patient().read(&number(CLINIC)).unwrap();
    let desk = Desk::new(&service).await;
    let code = desk.code().await;
    service.phone().scan(&code).unwrap();
    // Names and chats come in files of their own, in no order.
    let (mut named, mut read, mut part) = (false, false, None);
    let part: HistoryPart = desk
        .event("names and chats", |event| {
            match event {
                LineEvent::History(history) => part = Some(history.clone()),
                LineEvent::Chat(update) => named |= update.name.as_deref() == Some("Maria"),
                LineEvent::Receipt { messages, kind, .. } => {
                    read |= *kind == ReceiptKind::Read && messages.iter().any(|key| key.id == mine);
                }
                _ => {}
            }
            part.clone().filter(|_| named && read)
        })
        .await;
    assert!(part.last && part.progress == Some(100), "{part:?}");
    let [chat] = &part.chats[..] else { panic!("{part:?}") };
    assert_eq!((chat.chat.number.as_deref(), chat.unread), (Some(PATIENT), 5));
    assert!(chat.chat.hidden.is_some(), "the hidden id comes beside it");
    let mut words: Vec<String> = chat.messages.iter().filter_map(text).collect();
    words.sort();
    assert_eq!(words.len(), 6);
    assert!(chat.messages.iter().any(|message| message.key.from_me && message.key.id == mine));
    service.usable().await;
    service.settle().await;
    desk.close().await;
}
