//! The one place that knows how commands travel: Tauri's IPC in the window, HTTP in a browser.

mod download;
mod http;
mod shell;
mod texts;
mod topics;
mod wishes;

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::sync::LazyLock;

use leadsmart_contract::command::{Command, Spec};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::language::Language;
use leadsmart_contract::shell::ComputerSettings;
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;
use serde_json::{Map, Value};

pub(crate) use self::wishes::{follow_wishes, invitation, take_wish, wish};
use crate::dom;
use crate::language::language_now;
use crate::load::forget_kept;

/// The token of the session, if there is one.
static TOKEN: LazyLock<ArcRwSignal<Option<String>>> = LazyLock::new(|| ArcRwSignal::new(None));

/// Counts the sessions that the backend ended by itself.
static ENDED: LazyLock<ArcRwSignal<u32>> = LazyLock::new(|| ArcRwSignal::new(0));

thread_local! {
    /// What the page is called. To name a window takes the desktop longer than to compare.
    static NAMED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Under which key a browser's tab keeps the token.
const TOKEN_KEY: &str = "leadsmart.session";

/// What travels with each call.
struct Envelope {
    language: Language,
    token: Option<String>,
}

/// Calls a command and waits for its answer.
///
/// A failure carries a message in the person's language. `unauthenticated` ends the session here too: see
/// [`session_ended`].
pub(crate) async fn call<C: Command>(command: C) -> Result<C::Reply, Failure> {
    let arguments = serde_json::to_value(&command);
    drop(command);
    let text = deliver(&C::SPEC, arguments).await?;
    serde_json::from_str(&text).map_err(|error| unreadable(&error))
}

/// What every call does alike. It is boxed, and apart from what depends on the command, so that it is compiled once.
fn deliver(
    spec: &'static Spec,
    arguments: serde_json::Result<Value>,
) -> Pin<Box<dyn Future<Output = Result<String, Failure>>>> {
    Box::pin(async move {
        let arguments = match arguments {
            Ok(Value::Object(arguments)) => arguments,
            Ok(_) => Map::new(),
            Err(error) => return Err(Failure::new(Code::Internal, error.to_string())),
        };
        let envelope = Envelope { language: language_now(), token: TOKEN.get_untracked() };
        let token = envelope.token.clone();
        let answer = if shell::present() {
            shell::call(spec.name, arguments, envelope).await
        } else {
            http::call(spec, arguments, envelope).await
        };
        if answer.as_ref().is_err_and(|failure| failure.code == Code::Unauthenticated) && token.is_some() {
            end_session(token);
        }
        answer
    })
}

/// Whether the interface runs in the application's own window and not in a browser.
pub(crate) fn in_window() -> bool {
    shell::present()
}

/// Gives the person a file. The application's window puts it with her downloads and answers where that is; a browser asks or
/// tells her by itself.
pub(crate) async fn save_file(name: &str, text: &str) -> Result<Option<String>, Failure> {
    if shell::present() {
        shell::save_file(name, text).await.map(Some)
    } else {
        download::offer(name, text).map(|()| None).map_err(|_| {
            let language = language_now();
            Failure::new(Code::Internal, texts::not_saved(language))
                .with_hint(texts::not_saved_hint(language))
        })
    }
}

/// Gives the person a file that somebody sent her, under the name that it has. The application's window puts it with her
/// downloads and answers where that is; a browser asks or tells her by itself.
pub(crate) async fn save_blob(name: &str, blob: &web_sys::Blob) -> Result<Option<String>, Failure> {
    if shell::present() {
        return shell::save_bytes(name, blob).await.map(Some);
    }
    download::offer_blob(name, blob).map(|()| None).map_err(|_| {
        let language = language_now();
        Failure::new(Code::Internal, texts::not_saved(language)).with_hint(texts::not_saved_hint(language))
    })
}

/// Shows a file that was put with the person's downloads, in the program that the system has for it. Only in the application's
/// window.
pub(crate) async fn open_saved(path: &str) -> Result<(), Failure> {
    shell::open_saved(path).await
}

/// Opens an address of the web outside of the application. Only `http` and `https` go out.
pub(crate) fn open_outside(address: String) {
    if !(address.starts_with("https://") || address.starts_with("http://")) {
        return;
    }
    if shell::present() {
        leptos::task::spawn_local(async move { shell::open_outside(&address).await });
    } else {
        // A browser that refuses a new window says so itself.
        let _ =
            dom::window().open_with_url_and_target_and_features(&address, "_blank", "noopener,noreferrer");
    }
}

/// Names the page, in a browser's tab and in the frame of the application's window.
pub(crate) fn name_page(title: String) {
    let before = NAMED.replace(title.clone());
    if before == title {
        return;
    }
    dom::document().set_title(&title);
    if shell::present() {
        leptos::task::spawn_local(async move { shell::name_window(&title).await });
    }
}

/// Draws everything at another size, in percent; only in the application's window.
pub(crate) fn draw_at(size: u16) {
    leptos::task::spawn_local(async move { shell::draw_at(size).await });
}

/// What is chosen for this computer; only in the application's window.
pub(crate) async fn computer_settings() -> Result<ComputerSettings, Failure> {
    shell::computer_settings().await
}

/// Takes over what was chosen for this computer; answers what is so now. Only in the application's window.
pub(crate) async fn choose_computer_settings(wanted: ComputerSettings) -> Result<ComputerSettings, Failure> {
    shell::choose_computer_settings(wanted).await
}

/// Plays the sound of notifications; only in the application's window.
pub(crate) async fn try_sound() {
    shell::try_sound().await;
}

/// Sends a piece of a file to be restored, which only the application's window can.
pub(crate) async fn send_backup(
    upload: &str,
    offset: f64,
    piece: &js_sys::Uint8Array,
) -> Result<(), Failure> {
    shell::send_backup(upload, offset, piece).await
}

/// Ends the application and starts it again, which only its window can.
pub(crate) async fn restart() {
    shell::restart().await;
}

/// Keeps the token of a session that began, or forgets it.
pub(crate) async fn remember(token: Option<String>) {
    forget_kept();
    TOKEN.set(token.clone());
    if shell::present() {
        shell::remember_session(token.as_deref()).await;
    } else if let Some(storage) = dom::session_storage() {
        let _ = match &token {
            Some(token) => storage.set_item(TOKEN_KEY, token),
            None => storage.remove_item(TOKEN_KEY),
        };
    }
    topics::follow(token);
}

/// Takes up the session that was kept; answers whether there is one.
pub(crate) async fn recall() -> bool {
    let token = if shell::present() {
        shell::recall_session().await
    } else {
        dom::session_storage().and_then(|storage| storage.get_item(TOKEN_KEY).ok().flatten())
    };
    TOKEN.set(token.clone());
    topics::follow(token.clone());
    token.is_some()
}

/// Grows when the backend says that the session is over. Read it in an effect.
pub(crate) fn session_ended() -> u32 {
    ENDED.get()
}

/// Makes the caller's effect run again when the topic changes.
pub(crate) fn track(topic: Topic) {
    topics::version(topic).track();
}

/// How often a topic has changed. Not tracked.
pub(crate) fn changes(topic: Topic) -> u32 {
    topics::version(topic).get_untracked()
}

/// Has everything read again, for a session that began.
pub(crate) fn everything_changed() {
    topics::bump_all();
}

fn end_session(token: Option<String>) {
    // A late answer to an older token must not end a session that began since.
    if TOKEN.get_untracked() == token {
        leptos::task::spawn_local(async {
            remember(None).await;
            ENDED.update(|count| *count += 1);
        });
    }
}

fn unreadable(error: &serde_json::Error) -> Failure {
    let language = language_now();
    Failure::new(Code::Internal, texts::unreadable(language, &error.to_string()))
        .with_hint(texts::unreadable_hint(language))
}
