//! A number is linked, comes again without a new scan, and is logged out.

use std::sync::Arc;

use leadsmart_ports::whatsapp::{Ended, LineEvent, LineFailure, Linked, MemoryVault};
use leadsmart_whatsapp_simulator::Pattern;

use crate::support::{CLINIC, Desk, Service, in_time};

/// What happens until the line is connected, by name.
async fn steps(desk: &Desk) -> (Vec<&'static str>, Option<Linked>) {
    let (mut steps, mut linked) = (Vec::new(), None);
    desk.event("the connection", |event| {
        match event {
            LineEvent::Code { .. } => steps.push("code"),
            LineEvent::TypedCode { .. } => steps.push("typed code"),
            LineEvent::Finishing => steps.push("finishing"),
            LineEvent::Linked(as_whom) => {
                linked = Some(as_whom.clone());
                steps.push("linked");
            }
            LineEvent::Connected => {
                steps.push("connected");
                return Some(());
            }
            LineEvent::Disconnected { .. } | LineEvent::NotLinked(_) | LineEvent::Ended(_) => {
                steps.push("failed")
            }
            _ => {}
        }
        None
    })
    .await;
    (steps, linked)
}

#[tokio::test]
async fn a_number_is_linked_by_the_code_that_is_shown_and_the_restart_is_no_failure() {
    let service = Service::start().await;
    let desk = Desk::new(&service).await;
    let (code, left) = desk
        .event("a code", |event| match event {
            LineEvent::Code { text, left, .. } => Some((text.clone(), *left)),
            _ => None,
        })
        .await;
    assert_eq!(left, 5, "six codes in all");
    assert!(!desk.line.health().await.connected);
    service.phone().scan(&code).unwrap();
    let (steps, linked) = steps(&desk).await;
    assert_eq!(steps, ["finishing", "linked", "connected"]);
    let linked = linked.unwrap();
    let hidden = service.phone().lid();
    assert_eq!(linked.number, CLINIC);
    assert_eq!(linked.hidden.as_deref(), hidden.split_once('@').map(|(user, _)| user));
    service.usable().await;
    let health = in_time("its health", desk.line.health()).await;
    assert!(health.connected && health.last_heard.is_some() && health.answer_ms.is_some(), "{health:?}");
    assert_eq!(health.backlog, 0);
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn a_number_is_linked_by_a_code_that_is_typed_on_the_phone() {
    let service = Service::start().await;
    let desk = Desk::new(&service).await;
    desk.code().await;
    let typed = desk.line.link_by_typing(CLINIC).await.unwrap();
    assert_eq!(typed.len(), 8, "{typed}");
    service.phone().type_code(&typed).unwrap();
    let (mut steps, linked) = steps(&desk).await;
    // On a slow machine the next one to be scanned comes meanwhile.
    steps.retain(|step| *step != "code");
    assert_eq!(steps, ["typed code", "finishing", "linked", "connected"]);
    assert_eq!(linked.unwrap().number, CLINIC);
    service.usable().await;
    let again = desk.line.link_by_typing(CLINIC).await;
    assert!(matches!(again, Err(LineFailure::Refused(_))), "{again:?}");
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn what_is_no_number_is_refused_before_the_service_is_asked() {
    let service = Service::start().await;
    let desk = Desk::new(&service).await;
    desk.code().await;
    for wrong in ["", "123", "011987650001"] {
        let refused = desk.line.link_by_typing(wrong).await;
        assert!(matches!(refused, Err(LineFailure::Refused(_))), "{wrong}: {refused:?}");
    }
    desk.close().await;
    service.settle().await;
}

#[tokio::test]
async fn a_linked_number_comes_again_without_a_code() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    let line = Arc::clone(&desk.line);
    in_time("the line to close", line.close()).await;
    assert_eq!(desk.end().await, Ended::Closed);
    service.away().await;
    let desk = Desk::open(&service, desk.close().await).await;
    let (steps, linked) = steps(&desk).await;
    assert_eq!((steps, linked), (vec!["connected"], None));
    let device = service.usable().await;
    assert_eq!(device.connected, Some(Pattern::Ik), "it knows the server's key from before");
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn a_number_that_is_logged_out_leaves_nothing_behind() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    service.settle().await;
    in_time("the logout", desk.line.log_out()).await.unwrap();
    assert_eq!(desk.end().await, Ended::LoggedOut);
    assert_eq!(service.phone().devices(), []);
    assert!(desk.vault.is_empty(), "{:?}", desk.vault);
    assert!(desk.line.log_out().await.is_err(), "it is over");
    service.settle().await;
}

#[tokio::test]
async fn a_device_that_the_phone_takes_out_is_logged_out() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    service.settle().await;
    service.phone().unlink(1).unwrap();
    assert_eq!(desk.end().await, Ended::LoggedOut);
    desk.close().await;
    service.settle().await;
}

#[tokio::test]
async fn two_numbers_are_linked_at_once() {
    let service = Service::start().await;
    let (clinic, patient) = (service.phone(), service.patient());
    let (one, other) = tokio::join!(Desk::linked_to(&service, &clinic), Desk::linked_to(&service, &patient));
    service.usable().await;
    service.write("Do telefone");
    assert_eq!(one.words_until("Do telefone").await, ["Do telefone"]);
    assert_eq!(other.words_until("Do telefone").await, ["Do telefone"], "the copy of the own phone");
    service.settle().await;
    one.close().await;
    other.close().await;
}

#[tokio::test]
async fn a_line_that_cannot_read_its_vault_does_not_open() {
    let vault = Arc::new(MemoryVault::default());
    let why = leadsmart_ports::whatsapp::NotKept("the store is closed".into());
    vault.fail_reads_with(Some(why));
    let whatsapp =
        leadsmart_whatsapp::MultiDevice::new(Arc::new(leadsmart_ports::SystemClock), None).unwrap();
    struct Nobody;
    #[async_trait::async_trait]
    impl leadsmart_ports::whatsapp::Listener for Nobody {
        async fn hear(&self, _: LineEvent) -> Result<(), leadsmart_ports::whatsapp::NotKept> {
            Ok(())
        }
    }
    let opened = leadsmart_ports::whatsapp::WhatsApp::open(&whatsapp, vault, Arc::new(Nobody)).await;
    assert!(matches!(opened.err(), Some(LineFailure::NotKept(_))));
}
