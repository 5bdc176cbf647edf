//! The tray of a desktop: whom icons register with, and who reads and uses their menus, as the specifications
//! StatusNotifierItem (freedesktop.org) and com.canonical.dbusmenu say.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use zbus::blocking::{Connection, Proxy, connection};
use zbus::message::Header;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use crate::desk::Desk;

/// How long an icon, or an entry of its menu, may take to appear.
const PATIENCE: Duration = Duration::from_secs(30);

/// What an icon says when it registers: on which connection it is, and at which path.
type Item = (String, String);

/// The menu as the protocol carries it: revision, and the root with its properties and children.
type Layout = (u32, (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>));

/// The tray. It is there as long as its owner.
pub(crate) struct Tray {
    bus: Connection,
    registered: Receiver<Item>,
}

impl Tray {
    /// Puts a tray into the session of a desk.
    pub(crate) fn start(desk: &Desk) -> Self {
        let (tell, registered) = channel();
        let watcher = Watcher { tell };
        let address = desk.session().bus();
        let bus = connection::Builder::address(address)
            .and_then(|bus| bus.name("org.kde.StatusNotifierWatcher"))
            .and_then(|bus| bus.serve_at("/StatusNotifierWatcher", watcher))
            .and_then(connection::Builder::build);
        Self { bus: bus.expect("the session has no other tray"), registered }
    }

    /// Waits for the icon of the application.
    pub(crate) fn icon(&self) -> Icon<'_> {
        let item = self.registered.recv_timeout(PATIENCE);
        let (name, path) = item.expect("the application puts an icon into the tray");
        let item = zbus::blocking::proxy::Builder::new(&self.bus)
            .destination(name.clone())
            .and_then(|item| item.path(path))
            .and_then(|item| item.interface("org.kde.StatusNotifierItem"))
            // What it says now, and not what it said when it was asked before.
            .map(|item| item.cache_properties(zbus::proxy::CacheProperties::No))
            .and_then(zbus::blocking::proxy::Builder::build);
        let item: Proxy<'_> = item.expect("the icon has a sound address");
        let menu: OwnedObjectPath = item.get_property("Menu").expect("the icon has a menu");
        let menu = Proxy::new(&self.bus, name, menu, "com.canonical.dbusmenu");
        Icon { item, menu: menu.expect("the menu has a sound address") }
    }
}

/// The icon of the application.
pub(crate) struct Icon<'a> {
    item: Proxy<'a>,
    menu: Proxy<'a>,
}

impl Icon<'_> {
    /// The picture that it shows now: the library that the toolkit uses names a file of it.
    pub(crate) fn picture(&self) -> Vec<u8> {
        // The file of a picture that changes is written anew, under another name.
        let until = Instant::now() + PATIENCE;
        loop {
            let file: String = self.item.get_property("IconName").expect("an icon names its picture");
            if let Ok(picture) = image::open(&file) {
                return picture.to_rgba8().into_raw();
            }
            assert!(Instant::now() < until, "no picture is at {file}");
        }
    }

    /// Waits until it shows another picture than this; gives it.
    pub(crate) fn other_picture(&self, before: &[u8]) -> Vec<u8> {
        let until = Instant::now() + PATIENCE;
        loop {
            let now = self.picture();
            if now != before {
                return now;
            }
            assert!(Instant::now() < until, "the icon keeps its picture");
        }
    }

    /// Clicks the entry of these words, once the menu has it; gives all that the menu said then.
    pub(crate) fn click(&self, words: &str) -> Vec<String> {
        let until = Instant::now() + PATIENCE;
        loop {
            let entries = self.entries();
            if let Some((id, _)) = entries.iter().find(|(_, label)| label == words) {
                let clicked = (*id, "clicked", Value::from(0_i32), 0_u32);
                self.menu.call_method("Event", &clicked).expect("the menu takes clicks");
                return entries.into_iter().map(|(_, label)| label).collect();
            }
            assert!(Instant::now() < until, "the menu has no {words:?}, but {entries:?}");
            // The menu tells that it changed; asking again when it has is asking with patience.
            let _ = self.menu.call_method("AboutToShow", &0_i32);
        }
    }

    fn entries(&self) -> Vec<(i32, String)> {
        let wanted: (i32, i32, Vec<&str>) = (0, -1, vec![]);
        let (_, (_, _, children)): Layout =
            self.menu.call("GetLayout", &wanted).expect("the menu tells itself");
        children.iter().filter_map(|child| entry(child)).collect()
    }
}

/// Number and words of an entry; a line between entries has no words.
fn entry(child: &Value<'_>) -> Option<(i32, String)> {
    let Value::Structure(parts) = child else { return None };
    let [Value::I32(id), Value::Dict(properties), _] = parts.fields() else { return None };
    let label: Option<String> = properties.get(&"label").ok()?;
    Some((*id, label?))
}

/// Whom icons register with.
struct Watcher {
    tell: Sender<Item>,
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    /// By the specification an icon gives its name on the bus; Ubuntu's library gives its path and means its own connection.
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        let item = if service.starts_with('/') {
            (sender, service.to_owned())
        } else {
            (service.to_owned(), "/StatusNotifierItem".to_owned())
        };
        // A test that looks for no icon has let go of the other end.
        let _ = self.tell.send(item);
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        Vec::new()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}
