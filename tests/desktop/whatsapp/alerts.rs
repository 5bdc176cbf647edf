//! What a client writes while nobody looks: a notification that leads to the conversation, a sound, and a mark in the tray.

use super::service::{Service, answer, linked, shows};
use crate::alerts::NotificationDaemon;
use crate::tray::Tray;

#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_writes_is_notified_heard_and_marked_and_a_click_opens_the_conversation() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-arrival");
    let daemon = NotificationDaemon::start(&desk);
    let tray = Tray::start(&desk);
    let window = linked(&service, &desk).await;
    let icon = tray.icon();
    let plain = icon.picture();
    // She does something else meanwhile.
    desk.wait_until_in_sight(true);
    desk.minimize();
    service.write("Consigo remarcar?");
    daemon.expect("Maria Souza");
    desk.wait_until_heard();
    let marked = icon.other_picture(&plain);
    daemon.click(&desk);
    shows(&window, "Consigo remarcar?").await;
    window.find("//h2[contains(normalize-space(), \"Maria Souza\")]").await;
    answer(&window, "Claro!").await;
    // It was read, so nothing is marked any more.
    assert_eq!(icon.other_picture(&marked), plain);
    service.settle().await;
    window.close().await;
}
