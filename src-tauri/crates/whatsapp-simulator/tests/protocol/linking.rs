//! A client is linked by a code, logs in with what it was given, and is taken out again.

use leadsmart_whatsapp_simulator::{Pattern, Refused, Simulator};
use whatsapp_rust::pair_code::PairCodeOptions;
use whatsapp_rust::types::events::Event;

use crate::client::{CLINIC, Client, Service, usable};

#[tokio::test]
async fn a_client_is_linked_by_the_code_it_shows() {
    let service = Service::start().await;
    let client = Client::start(&service).await;
    let code = client.code().await;
    service.phone().scan(&code).unwrap();
    let id = client
        .event("the pairing", |event| match event {
            Event::PairSuccess(success) => Some(success.id.to_string()),
            _ => None,
        })
        .await;
    assert_eq!(id, format!("{CLINIC}:1@s.whatsapp.net"));
    let device = service.until("the login after the pairing", usable).await;
    assert_eq!(
        device.connected,
        Some(Pattern::Xx),
        "a client that was just linked does not know the server's key"
    );
    // Only after the phone has shared the key of the settings, and each of their collections was answered, empty or not.
    client.event("the client to be ready", |event| matches!(event, Event::Connected(_)).then_some(())).await;
    service.settle().await;
}

#[tokio::test]
async fn a_client_that_was_linked_logs_in_again_without_a_code() {
    let service = Service::start().await;
    let stored = Client::linked(&service).await.stop().await;
    service.until("the device to be gone", |simulator| usable(simulator).is_none().then_some(())).await;
    let _client = Client::resume(&service, stored).await;
    let device = service.until("the second login", usable).await;
    assert_eq!(device.connected, Some(Pattern::Ik), "the client knows the server's key from before");
    service.settle().await;
}

#[tokio::test]
async fn a_code_links_once_and_only_what_shows_it() {
    let service = Service::start().await;
    let client = Client::start(&service).await;
    let code = client.code().await;
    let phone = service.phone();
    assert_eq!(phone.scan("not a code"), Err(Refused::NotACode("it has not four or five fields")));
    let elsewhere = code.replacen("2@", "2@A", 1);
    assert_eq!(phone.scan(&elsewhere), Err(Refused::StaleCode), "a reference that the server never gave");
    phone.scan(&code).unwrap();
    assert_eq!(phone.scan(&code), Err(Refused::StaleCode), "a second time");
    service.until("the device to be usable", usable).await;
    service.settle().await;
}

#[tokio::test]
async fn a_client_is_linked_by_a_code_that_is_typed_on_the_phone() {
    let service = Service::start().await;
    let client = Client::start(&service).await;
    client.code().await;
    let options = PairCodeOptions { phone_number: CLINIC.into(), ..Default::default() };
    let code = client.client().pair_with_code(options).await.unwrap();
    assert_eq!(
        service.phone().type_code("0000"),
        Err(Refused::NotACode("it has not eight letters and digits"))
    );
    service.phone().type_code(&code).unwrap();
    service.until("the device to be usable", usable).await;
    service.settle().await;
}

#[tokio::test]
async fn another_code_than_the_shown_one_links_nothing() {
    let service = Service::start().await;
    let client = Client::start(&service).await;
    client.code().await;
    assert_eq!(service.phone().type_code("ABCD1234"), Err(Refused::StaleCode), "no client shows one");
    let custom_code = Some("ABCD1234".to_owned());
    let options = PairCodeOptions { phone_number: CLINIC.into(), custom_code, ..Default::default() };
    client.client().pair_with_code(options).await.unwrap();
    service.phone().type_code("ABCD-1235").unwrap();
    let any = |simulator: &Simulator| (!simulator.violations().is_empty()).then_some(());
    service.until("the end", any).await;
    let [violation] = &service.simulator.take_violations()[..] else { panic!("one violation") };
    assert!(violation.what.contains("another code was typed"), "{violation}");
    assert_eq!(service.phone().devices(), []);
}

#[tokio::test]
async fn a_device_that_the_phone_takes_out_is_logged_out() {
    let service = Service::start().await;
    let client = Client::linked(&service).await;
    service.settle().await;
    service.phone().unlink(1).unwrap();
    client.event("the logout", |event| matches!(event, Event::LoggedOut(_)).then_some(())).await;
    assert_eq!(service.phone().devices(), []);
    assert_eq!(service.phone().unlink(1), Err(Refused::NoSuchDevice(1)));
    service.settle().await;
}
