//! Words and what goes with them, both ways.

use leadsmart_ports::whatsapp::{
    ContactCard, Content, LineEvent, Outbound, OutboundContent, Place, Quote, ReceiptKind, SendFailure,
};
use leadsmart_whatsapp_simulator::{Message, Simulator};
use wacore::proto_helpers::MessageExt;

use crate::support::{CLINIC, Desk, PATIENT, Service, chat, in_time, number, text};

fn said(simulator: &Simulator, phone: &str, id: &str) -> Option<Message> {
    simulator.phone(phone).unwrap().message(id)
}

#[tokio::test]
async fn a_message_comes_with_who_wrote_it_under_both_addresses() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    let id = service.write("Bom dia, há horário hoje?");
    let message = desk.message().await;
    assert_eq!(text(&message).as_deref(), Some("Bom dia, há horário hoje?"));
    let hidden = service.patient().lid();
    assert_eq!(message.key.chat.number.as_deref(), Some(PATIENT));
    assert_eq!(message.key.chat.hidden.as_deref(), hidden.split_once('@').map(|(user, _)| user));
    assert_eq!((message.key.id.as_str(), message.key.from_me, message.waited), (id.as_str(), false, false));
    assert_eq!((&message.sender, message.sender_name.as_deref()), (&message.key.chat, Some("Maria")));
    service.settle().await;
    assert!(service.patient().message(&id).unwrap().delivered.contains(&number(CLINIC)));
    desk.close().await;
}

#[tokio::test]
async fn a_sent_message_is_acknowledged_delivered_and_read() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    let id = desk.send(1, OutboundContent::Text("Sim, às 15h.".into())).await;
    let mut states = Vec::new();
    let mut note = |event: &LineEvent| {
        match event {
            LineEvent::Acknowledged(ack) if ack.message.id == id => {
                assert_eq!((ack.error, ack.message.from_me), (None, true));
                assert_eq!(ack.message.chat.number.as_deref(), Some(PATIENT));
                states.push(None);
            }
            LineEvent::Receipt { messages, kind, .. } if messages.iter().any(|key| key.id == id) => {
                assert!(messages.iter().all(|key| key.from_me));
                states.push(Some(*kind));
            }
            _ => return None,
        }
        (states.len() == 2).then(|| states.clone())
    };
    let mut first = desk.event("acknowledgement and delivery", &mut note).await;
    first.sort();
    assert_eq!(first, [None, Some(ReceiptKind::Delivered)]);
    let arrived = service.until("the message", |simulator| said(simulator, PATIENT, &id)).await;
    assert_eq!((arrived.text(), arrived.device), (Some("Sim, às 15h."), 1));
    assert_eq!(arrived.sender, number(CLINIC));
    assert!(said(&service.simulator, CLINIC, &id).is_some(), "the own phone shows it too");
    service.patient().read(&number(CLINIC)).unwrap();
    desk.event("the reading", |event| match event {
        LineEvent::Receipt { messages, kind: ReceiptKind::Read, .. } => {
            messages.iter().any(|key| key.id == id).then_some(())
        }
        _ => None,
    })
    .await;
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn every_kind_that_is_no_file_arrives_as_what_it_is() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    let theirs = service.write("Onde fica?");
    desk.message().await;
    let place = Place { latitude: -23.5, longitude: -46.6, name: Some("Clínica".into()), address: None };
    let card = ContactCard { name: "Dra. Ana".into(), vcard: "BEGIN:VCARD\nEND:VCARD".into() };
    let first = desk.send(1, OutboundContent::Text("Aqui".into())).await;
    let reaction =
        |emoji: &str| OutboundContent::Reaction { to: theirs.clone(), to_mine: false, emoji: emoji.into() };
    let contents = [
        OutboundContent::Location(place),
        OutboundContent::Contacts(vec![card.clone()]),
        OutboundContent::Contacts(vec![card.clone(), card]),
        reaction("👍"),
        reaction(""),
        OutboundContent::Edit { of: first.clone(), text: "Aqui mesmo".into() },
        OutboundContent::Delete { of: first },
    ];
    for (count, content) in (2..).zip(contents) {
        let id = desk.send(count, content.clone()).await;
        let arrived = service.until("the message", |simulator| said(simulator, PATIENT, &id)).await;
        let message = arrived.content.get_base_message();
        let right = match content {
            OutboundContent::Location(_) => message.location_message.is_set(),
            OutboundContent::Contacts(cards) if cards.len() == 1 => message.contact_message.is_set(),
            OutboundContent::Contacts(_) => message.contacts_array_message.is_set(),
            OutboundContent::Reaction { emoji, .. } => {
                let reaction = message.reaction_message.as_option();
                reaction.is_some_and(|reaction| reaction.text.as_deref() == Some(&emoji))
            }
            _ => message.protocol_message.is_set(),
        };
        assert!(right, "{id}");
    }
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn an_answer_shows_what_it_answers() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    let theirs = service.write("Às 15h?");
    desk.message().await;
    let outbound = Outbound {
        id: Outbound::id_from([7; 9]),
        chat: chat(PATIENT),
        content: OutboundContent::Text("Sim".into()),
        quote: Some(Quote { id: theirs.clone(), from_me: false, text: "Às 15h?".into() }),
    };
    desk.line.send(&outbound).await.unwrap();
    let arrived = service.until("the answer", |simulator| said(simulator, PATIENT, &outbound.id)).await;
    let answer = arrived.content.get_base_message().extended_text_message.as_option().unwrap().clone();
    let context = answer.context_info.as_option().unwrap();
    assert_eq!((answer.text.as_deref(), context.stanza_id.as_deref()), (Some("Sim"), Some(&*theirs)));
    assert_eq!(context.participant.as_deref(), Some(&*format!("{PATIENT}@s.whatsapp.net")));
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn what_the_own_phone_writes_is_told_as_ones_own() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    service.phone().send_text(&number(PATIENT), "Do telefone").unwrap();
    let message = desk.message().await;
    assert!(message.key.from_me);
    assert_eq!(message.key.chat.number.as_deref(), Some(PATIENT));
    assert_eq!(message.sender.number.as_deref(), Some(CLINIC));
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn a_line_for_which_nothing_waits_has_caught_up_once_it_is_connected() {
    let service = Service::start().await;
    let caught_up = |event: &LineEvent| matches!(event, LineEvent::CaughtUp).then_some(());
    let desk = Desk::linked_to(&service, &service.phone()).await;
    desk.event("the end of what waited", caught_up).await;
    let vault = desk.close().await;
    let desk = Desk::open(&service, vault).await;
    desk.event("the connection", |event| matches!(event, LineEvent::Connected).then_some(())).await;
    desk.event("the end of what waited", caught_up).await;
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn what_came_while_the_line_was_closed_waits_for_it() {
    let service = Service::start().await;
    let vault = Desk::linked(&service).await.close().await;
    service.away().await;
    let expected: Vec<String> = (0..7).map(|count| format!("Mensagem {count}")).collect();
    for words in &expected {
        service.write(words);
    }
    let desk = Desk::open(&service, vault).await;
    let mut heard = Vec::new();
    while heard.len() < expected.len() {
        let messages = desk.messages().await;
        assert!(messages.iter().all(|message| message.waited));
        heard.extend(messages.iter().filter_map(text));
    }
    assert_eq!(heard, expected, "each once, in the order in which they were written");
    desk.event("the end of what waited", |event| matches!(event, LineEvent::CaughtUp).then_some(())).await;
    assert_eq!(desk.line.health().await.backlog, 0);
    service.usable().await;
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn who_wrote_sees_it_read_and_somebody_typing() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    let id = service.write("Olá");
    let message = desk.message().await;
    desk.line.mark_read(&message.key.chat, std::slice::from_ref(&message.key)).await.unwrap();
    service
        .until("the reading", |simulator| {
            said(simulator, PATIENT, &id).filter(|message| message.read.contains(&number(CLINIC)))
        })
        .await;
    desk.line.typing(&message.key.chat, true).await.unwrap();
    service.until("typing", |simulator| simulator.phone(CLINIC).unwrap().typing()).await;
    desk.line.typing(&message.key.chat, false).await.unwrap();
    service
        .until("no typing", |simulator| simulator.phone(CLINIC).unwrap().typing().is_none().then_some(()))
        .await;
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn a_number_is_found_under_the_one_that_is_its_own_in_truth() {
    let service = Service::start().await;
    service.simulator.add_phone("551187650003", "João").unwrap();
    let desk = Desk::linked(&service).await;
    let asked = ["5511987650003", "5511999990000", PATIENT].map(str::to_owned);
    let found = in_time("the answers", desk.line.look_up(&asked)).await.unwrap();
    let numbers: Vec<Option<String>> =
        found.iter().map(|contact| contact.as_ref().and_then(|it| it.chat.number.clone())).collect();
    assert_eq!(numbers, [Some("551187650003".to_owned()), None, Some(PATIENT.to_owned())]);
    assert!(found[2].as_ref().unwrap().chat.hidden.is_some());
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn nothing_is_sent_to_a_number_that_is_not_on_whatsapp() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    let outbound = Outbound {
        id: Outbound::id_from([1; 9]),
        chat: chat("5511999990000"),
        content: OutboundContent::Text("Oi".into()),
        quote: None,
    };
    let refused = in_time("the refusal", desk.line.send(&outbound)).await;
    assert_eq!(refused, Err(SendFailure::NotOnWhatsApp));
    desk.close().await;
}

#[tokio::test]
async fn a_kind_that_is_not_known_is_kept_as_it_came() {
    use waproto::whatsapp as wa;
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    let poll = wa::message::PollCreationMessage { name: Some("Qual?".into()), ..Default::default() };
    let poll =
        wa::Message { poll_creation_message_v3: buffa::MessageField::some(poll), ..Default::default() };
    service.patient().send(&number(CLINIC), poll).unwrap();
    let message = desk.message().await;
    let Content::Unknown { name, raw } = message.content else { panic!("{message:?}") };
    assert_eq!(name, "pollCreationMessageV3");
    let raw = waproto::codec::message_decode(&raw).unwrap();
    assert_eq!(raw.poll_creation_message_v3.as_option().unwrap().name.as_deref(), Some("Qual?"));
    service.settle().await;
    desk.close().await;
}
