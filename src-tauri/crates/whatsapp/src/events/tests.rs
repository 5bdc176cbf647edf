use std::sync::Arc;
use std::time::Duration;

use buffa::MessageField;
use leadsmart_ports::whatsapp::{Chat, Ended, LinkFailure, Linked};
use wacore::net::DisconnectReason;
use wacore::types::events as lib;
use wacore::types::events::{BatchOrigin, ConnectFailureReason, MessageBatch, TempBanReason};
use wacore::types::presence::ChatPresenceMedia;
use waproto::whatsapp as wa;
use whatsapp_rust::wacore::chrono;

use super::*;

const NOW: &str = "2026-03-02T10:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn own() -> Own {
    Own { number: Some("5511987650001".into()), hidden: Some("700".into()) }
}

fn jid(address: &str) -> Jid {
    address.parse().unwrap()
}

fn number(digits: &str) -> Chat {
    Chat { number: Some(digits.into()), ..Chat::default() }
}

fn both(digits: &str, hidden: &str) -> Chat {
    Chat { hidden: Some(hidden.into()), ..number(digits) }
}

/// Where a message of the patient's came from.
fn source() -> MessageSource {
    MessageSource {
        chat: jid("5511987650002@s.whatsapp.net"),
        sender: jid("5511987650002:3@s.whatsapp.net"),
        ..MessageSource::default()
    }
}

fn message(source: MessageSource, text: &str) -> InboundMessage {
    let info = MessageInfo { source, id: "A1".into(), push_name: " Maria ".into(), ..MessageInfo::default() };
    let content = wa::Message { conversation: Some(text.into()), ..Default::default() };
    InboundMessage::builder().message(Arc::new(content)).info(Arc::new(info)).build()
}

#[test]
fn a_message_names_its_chat_and_who_wrote_it_wherever_it_came_from() {
    let cases = [
        (source(), number("5511987650002"), number("5511987650002"), false),
        (
            MessageSource { sender_alt: Some(jid("800@lid")), ..source() },
            both("5511987650002", "800"),
            both("5511987650002", "800"),
            false,
        ),
        (
            MessageSource {
                chat: jid("800@lid"),
                sender: jid("5511987650001:2@s.whatsapp.net"),
                is_from_me: true,
                recipient_alt: Some(jid("5511987650002@s.whatsapp.net")),
                ..MessageSource::default()
            },
            both("5511987650002", "800"),
            number("5511987650001"),
            true,
        ),
        (
            MessageSource {
                chat: jid("12036@g.us"),
                sender_alt: Some(jid("800@lid")),
                is_group: true,
                ..source()
            },
            Chat { group: Some("12036".into()), ..Chat::default() },
            both("5511987650002", "800"),
            false,
        ),
        (
            MessageSource {
                chat: jid("99@broadcast"),
                broadcast_list_owner: Some(jid("5511987650002@s.whatsapp.net")),
                ..source()
            },
            number("5511987650002"),
            number("5511987650002"),
            false,
        ),
    ];
    for (source, chat, sender, from_me) in cases {
        let told = inbound(&message(source, "Oi"), &own()).unwrap();
        assert_eq!((told.key.chat, told.sender, told.key.from_me), (chat, sender, from_me));
        assert_eq!((told.key.id.as_str(), told.sender_name.as_deref()), ("A1", Some("Maria")));
    }
}

#[test]
fn whose_a_message_is_that_gets_an_emoji_is_told_as_it_is_seen_from_here() {
    let reacting = |from_me: bool, theirs: bool| {
        let place = match from_me {
            false => source(),
            true => {
                MessageSource { sender: jid("5511987650001:2@s.whatsapp.net"), is_from_me: true, ..source() }
            }
        };
        let on = wa::MessageKey { from_me: Some(theirs), id: Some("B7".into()), ..Default::default() };
        let reaction = wa::message::ReactionMessage {
            key: MessageField::some(on),
            text: Some("👍".into()),
            ..Default::default()
        };
        let content = wa::Message { reaction_message: MessageField::some(reaction), ..Default::default() };
        let info = MessageInfo { source: place, id: "A1".into(), ..MessageInfo::default() };
        let message = InboundMessage::builder().message(Arc::new(content)).info(Arc::new(info)).build();
        match inbound(&message, &own()).unwrap().content {
            Content::Reaction { to_mine, .. } => to_mine,
            other => panic!("{other:?}"),
        }
    };
    for (from_me, own_of_who_reacts, ours) in
        [(true, true, true), (true, false, false), (false, true, false), (false, false, true)]
    {
        assert_eq!(reacting(from_me, own_of_who_reacts), ours, "{from_me} {own_of_who_reacts}");
    }
}

#[test]
fn what_is_in_no_chat_or_says_nothing_is_not_told() {
    let status = MessageSource { chat: jid("status@broadcast"), ..source() };
    assert_eq!(inbound(&message(status, "Oi"), &own()), None);
    let nothing = InboundMessage::builder()
        .message(Arc::new(wa::Message {
            message_context_info: MessageField::some(wa::MessageContextInfo::default()),
            ..Default::default()
        }))
        .info(Arc::new(MessageInfo { source: source(), ..MessageInfo::default() }))
        .build();
    assert_eq!(inbound(&nothing, &own()), None);
}

#[test]
fn messages_that_were_kept_before_they_were_acknowledged_are_not_told_again() {
    for (hook_committed, told) in [(true, false), (false, true)] {
        let batch = MessageBatch::builder()
            .messages(Arc::from([message(source(), "Oi")]))
            .origin(BatchOrigin::Live)
            .hook_committed(hook_committed)
            .build();
        let said = said(&Event::Messages(batch), &own(), now());
        assert_eq!(matches!(said, Some(LineEvent::Messages(_))), told);
    }
}

fn receipt(kind: ReceiptType, source: MessageSource) -> Option<LineEvent> {
    let receipt = Receipt::builder()
        .source(source)
        .message_ids(vec!["A".into(), "B".into()])
        .timestamp(chrono::DateTime::from_timestamp(7, 0).unwrap())
        .r#type(kind)
        .offline(false)
        .build();
    said(&Event::Receipt(receipt), &own(), now())
}

#[test]
fn a_receipt_says_what_became_of_which_messages() {
    let cases = [
        (ReceiptType::Delivered, Some((ReceiptKind::Delivered, true))),
        (ReceiptType::Read, Some((ReceiptKind::Read, true))),
        (ReceiptType::Played, Some((ReceiptKind::Played, true))),
        (ReceiptType::ReadSelf, Some((ReceiptKind::ReadHere, false))),
        (ReceiptType::Sender, None),
        (ReceiptType::Retry, None),
        (ReceiptType::PeerMsg, None),
    ];
    for (kind, expected) in cases {
        let told = receipt(kind.clone(), source()).map(|event| match event {
            LineEvent::Receipt { messages, kind, at } => {
                assert_eq!((messages.len(), at), (2, Timestamp::from_second(7).unwrap()));
                assert!(messages.iter().all(|key| key.chat == number("5511987650002")));
                (kind, messages[0].from_me)
            }
            other => panic!("{other:?}"),
        });
        assert_eq!(told, expected, "{kind:?}");
    }
    let own_phone = MessageSource { is_from_me: true, ..source() };
    assert_eq!(receipt(ReceiptType::Delivered, own_phone), None, "that the own phone has it says nothing");
}

#[test]
fn the_services_answer_to_a_message_has_its_number_if_it_refused() {
    let ack = |class: &str, error: Option<&str>| {
        let ack = ServerAck::builder()
            .id("A".into())
            .class(class.to_owned())
            .from(jid("5511987650002@s.whatsapp.net"))
            .maybe_error(error.map(str::to_owned))
            .build();
        said(&Event::ServerAck(ack), &own(), now()).map(|event| match event {
            LineEvent::Acknowledged(ack) => {
                assert_eq!((ack.message.chat, ack.at), (number("5511987650002"), now()));
                ack.error
            }
            other => panic!("{other:?}"),
        })
    };
    assert_eq!(ack("message", None), Some(None));
    assert_eq!(ack("message", Some("463")), Some(Some(463)));
    assert_eq!(ack("message", Some("?")), Some(Some(u16::MAX)), "a refusal nevertheless");
    assert_eq!(ack("receipt", None), None);
}

#[test]
fn what_cannot_be_read_is_told_unless_it_shows_nothing() {
    let unread = |kind: UnavailableType, hidden: bool| {
        let mode = if hidden { DecryptFailMode::Hide } else { DecryptFailMode::Show };
        let info = MessageInfo { source: source(), id: "A1".into(), ..MessageInfo::default() };
        let message = UndecryptableMessage::builder()
            .info(Arc::new(info))
            .is_unavailable(kind != UnavailableType::Unknown)
            .unavailable_type(kind)
            .decrypt_fail_mode(mode)
            .build();
        said(&Event::UndecryptableMessage(message), &own(), now())
    };
    assert!(matches!(unread(UnavailableType::Unknown, false), Some(LineEvent::Undecryptable(_))));
    assert_eq!(unread(UnavailableType::Unknown, true), None);
    let Some(LineEvent::Messages(once)) = unread(UnavailableType::ViewOnce, false) else {
        panic!("what may be seen once only is shown as such")
    };
    assert!(once[0].view_once);
}

#[test]
fn somebody_types_or_stops_and_somebody_has_a_name() {
    let typing = |state, source| {
        let update =
            ChatPresenceUpdate::builder().source(source).state(state).media(ChatPresenceMedia::Text).build();
        said(&Event::ChatPresence(update), &own(), now())
    };
    let told = |typing| Some(LineEvent::Typing { chat: number("5511987650002"), typing });
    assert_eq!(typing(ChatPresence::Composing, source()), told(true));
    assert_eq!(typing(ChatPresence::Paused, source()), told(false));
    assert_eq!(typing(ChatPresence::Composing, MessageSource { is_from_me: true, ..source() }), None);
    let named = PushNameUpdate::builder()
        .jid(jid("5511987650002@s.whatsapp.net"))
        .message(Box::default())
        .old_push_name(String::new())
        .new_push_name("Maria".into())
        .build();
    let update = ChatUpdate { chat: number("5511987650002"), name: Some("Maria".into()) };
    assert_eq!(said(&Event::PushNameUpdate(named), &own(), now()), Some(LineEvent::Chat(update)));
}

fn lived(life: &mut Life, event: Event) -> Vec<LineEvent> {
    life.lived(&event, now(), || Identity { own: own(), name: "Clínica".into() })
}

fn code() -> Event {
    Event::PairingQrCode(
        lib::PairingQrCode::builder().code("2@x".into()).timeout(Duration::from_secs(20)).build(),
    )
}

fn paired() -> Event {
    Event::PairSuccess(
        lib::PairSuccess::builder()
            .id(jid("5511987650001:1@s.whatsapp.net"))
            .lid(jid("700:1@lid"))
            .business_name(String::new())
            .platform(String::new())
            .build(),
    )
}

fn connected() -> Event {
    Event::Connected(lib::Connected::builder().build())
}

#[test]
fn linking_goes_from_codes_to_who_it_is() {
    let mut life = Life::default();
    let until = now().checked_add(jiff::SignedDuration::from_secs(20)).unwrap();
    for left in [5, 4, 3, 2, 1, 0] {
        assert_eq!(lived(&mut life, code()), [LineEvent::Code { text: "2@x".into(), until, left }]);
    }
    assert_eq!(lived(&mut life, paired()), [LineEvent::Finishing]);
    let linked =
        Linked { number: "5511987650001".into(), hidden: Some("700".into()), name: Some("Clínica".into()) };
    assert_eq!(lived(&mut life, connected()), [LineEvent::Linked(linked), LineEvent::Connected]);
    assert_eq!(lived(&mut life, connected()), [LineEvent::Connected], "linked once");
}

#[test]
fn that_all_that_waited_has_come_is_told_after_the_connection_whichever_is_first() {
    let complete = || Event::OfflineSyncCompleted(lib::OfflineSyncCompleted::builder().count(3).build());
    let both = [LineEvent::Connected, LineEvent::CaughtUp];
    let mut life = Life::default();
    assert_eq!(lived(&mut life, complete()), []);
    assert_eq!(lived(&mut life, connected()), both);
    // The service ordered a restart, of which nothing is told.
    assert_eq!(lived(&mut life, complete()), [LineEvent::CaughtUp]);
    assert_eq!(lived(&mut life, connected()), both);
    let away = lib::Disconnected::builder().reason(DisconnectReason::StreamEnded).build();
    assert_eq!(lived(&mut life, Event::Disconnected(away)).len(), 1);
    assert_eq!(
        lived(&mut life, connected()),
        [LineEvent::Connected],
        "of this connection nothing is known yet"
    );
    assert_eq!(lived(&mut life, complete()), [LineEvent::CaughtUp]);
}

fn refused_code() -> Event {
    Event::PairingCodeError(lib::PairingCodeError::builder().error("no".into()).build())
}

#[test]
fn a_typed_code_holds_until_it_is_over_or_wrong() {
    let mut life = Life::default();
    assert_eq!(lived(&mut life, refused_code()), [], "who asked for it has the answer");
    let typed = lib::PairingCode::builder().code("ABCD1234".into()).timeout(Duration::from_secs(20)).build();
    let typed = Event::PairingCode(typed);
    let until = now().checked_add(jiff::SignedDuration::from_secs(20)).unwrap();
    let shown = LineEvent::TypedCode { text: "ABCD1234".into(), until };
    assert_eq!(lived(&mut life, typed.clone()), [shown]);
    assert_eq!(life.typed_until(), Some(until));
    let spent = |disconnected| {
        Event::PairingQrCodesExhausted(
            lib::PairingQrCodesExhausted::builder().disconnected(disconnected).build(),
        )
    };
    assert_eq!(lived(&mut life, spent(false)), [], "the typed one holds yet");
    assert_eq!(lived(&mut life, refused_code()), [LineEvent::NotLinked(LinkFailure::WrongCode)]);
    assert_eq!(life.typed_until(), None);
    assert_eq!(lived(&mut life, spent(true)), [LineEvent::CodesSpent]);
    lived(&mut life, typed);
    lived(&mut life, paired());
    assert_eq!(life.typed_until(), None, "it was used");
}

fn out(reason: ConnectFailureReason) -> Event {
    Event::LoggedOut(lib::LoggedOut::builder().on_connect(true).reason(reason).build())
}

fn failed(reason: ConnectFailureReason) -> Event {
    Event::ConnectFailure(lib::ConnectFailure::builder().reason(reason).message("why".into()).build())
}

#[test]
fn every_end_has_its_reason() {
    let ban = lib::TemporaryBan::builder()
        .code(TempBanReason::SentToTooManyPeople)
        .expire(chrono::Duration::seconds(3600))
        .message("too many".into())
        .build();
    let later = now().checked_add(jiff::SignedDuration::from_hours(1)).unwrap();
    let cases = [
        (out(ConnectFailureReason::LoggedOut), Ended::LoggedOut),
        (out(ConnectFailureReason::UnknownLogout), Ended::LoggedOut),
        (out(ConnectFailureReason::AccountLocked), Ended::Blocked),
        (Event::StreamReplaced(lib::StreamReplaced::builder().build()), Ended::UsedElsewhere),
        (Event::TemporaryBan(ban), Ended::Banned { until: Some(later), detail: "too many".into() }),
        (failed(ConnectFailureReason::TempBanned), Ended::Banned { until: None, detail: "402 why".into() }),
        (Event::ClientOutdated(lib::ClientOutdated::builder().build()), Ended::Outdated),
        (failed(ConnectFailureReason::CatExpired), Ended::Failed { detail: "413 why".into() }),
    ];
    for (event, expected) in cases {
        assert_eq!(lived(&mut Life::default(), event), [LineEvent::Ended(expected)]);
    }
}

#[test]
fn what_passes_by_itself_is_no_end() {
    let away = lib::Disconnected::builder().reason(DisconnectReason::StreamEnded).build();
    let cases = [
        (failed(ConnectFailureReason::ServiceUnavailable), "503 why"),
        (failed(ConnectFailureReason::InternalServerError), "500 why"),
        (Event::Disconnected(away), "stream ended (EOF)"),
    ];
    for (event, detail) in cases {
        let expected = LineEvent::Disconnected { detail: detail.into() };
        assert_eq!(lived(&mut Life::default(), event), [expected]);
    }
}

#[test]
fn history_is_names_then_chats_then_what_became_of_them() {
    use wa::history_sync::HistorySyncType as Kind;
    use wa::web_message_info::Status;
    let said = |id: &str, from_me: bool, at: u64| wa::HistorySyncMsg {
        message: MessageField::some(wa::WebMessageInfo {
            key: MessageField::some(wa::MessageKey {
                id: Some(id.into()),
                from_me: Some(from_me),
                ..Default::default()
            }),
            message: MessageField::some(wa::Message { conversation: Some(id.into()), ..Default::default() }),
            message_timestamp: Some(at),
            status: from_me.then_some(Status::READ),
            ..Default::default()
        }),
        ..Default::default()
    };
    let packed = |sync_type, progress| wa::HistorySync {
        sync_type,
        progress: Some(progress),
        pushnames: vec![wa::Pushname {
            id: Some("5511987650002@s.whatsapp.net".into()),
            pushname: Some("Maria".into()),
        }],
        conversations: vec![
            wa::Conversation {
                id: "800@lid".into(),
                pn_jid: Some("5511987650002@s.whatsapp.net".into()),
                name: Some("Maria Silva".into()),
                unread_count: Some(2),
                messages: vec![said("old", true, 5), said("new", false, 9)],
                ..Default::default()
            },
            wa::Conversation { id: "status@broadcast".into(), ..Default::default() },
        ],
        ..Default::default()
    };
    let [LineEvent::Chat(name), LineEvent::History(part), LineEvent::Receipt { messages, kind, .. }] =
        &history(&packed(Kind::RECENT, 40), &own())[..]
    else {
        panic!("a name, a part and a receipt")
    };
    assert_eq!(name.name.as_deref(), Some("Maria"));
    assert_eq!((part.progress, part.last, part.chats.len()), (Some(40), false, 1));
    let chat = &part.chats[0];
    assert_eq!((&chat.chat, chat.unread), (&both("5511987650002", "800"), 2));
    let ids: Vec<&str> = chat.messages.iter().map(|message| message.key.id.as_str()).collect();
    assert_eq!(ids, ["new", "old"], "the newest first");
    assert_eq!(chat.messages[1].sender, both("5511987650001", "700"));
    assert_eq!((messages[0].id.as_str(), *kind), ("old", ReceiptKind::Read));
    let all = history(&packed(Kind::FULL, 100), &own());
    assert!(all.iter().any(|event| matches!(event, LineEvent::History(part) if part.last)));
    let names = history(&packed(Kind::PUSH_NAME, 100), &own());
    assert!(matches!(&names[..], [LineEvent::Chat(_)]), "only names, and not the end");
}
