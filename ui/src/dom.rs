//! Small helpers around the browser's interfaces, so that no other file repeats their casts.

use std::time::Duration;

use leptos::ev::DragEvent;
use leptos::prelude::{request_animation_frame, set_timeout, window_event_listener};
use leptos::wasm_bindgen::prelude::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{Document, Element, File, FileReader, HtmlElement, Storage, Window};
use uuid::Uuid;

/// The window.
pub(crate) fn window() -> Window {
    leptos::prelude::window()
}

/// The document.
pub(crate) fn document() -> Document {
    leptos::prelude::document()
}

/// Loads the whole interface anew, where it is.
pub(crate) fn reload() {
    // Nowhere to go is no failure here.
    let _ = window().location().reload();
}

/// Tells who measures the start that a person can begin to work: once what was just drawn is painted, `performance` has the
/// mark `usable`, once for each load of the interface. `cargo xtask speed` reads it.
pub(crate) fn mark_usable() {
    const USABLE: &str = "usable";
    let mark = || {
        let performance = window().performance();
        if let Some(performance) = performance.filter(|p| p.get_entries_by_name(USABLE).length() == 0) {
            // Nobody misses it who does not measure.
            let _ = performance.mark(USABLE);
        }
    };
    // The next frame paints it; the one after comes when that is done.
    request_animation_frame(move || request_animation_frame(mark));
}

/// Does something once what was just drawn is painted: the next frame paints it, and this comes after it. While the window is out
/// of sight nothing is painted, and it waits.
pub(crate) fn after_paint(work: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(work, Duration::ZERO));
}

/// Waits until what was just drawn is painted, as [`after_paint`] does.
pub(crate) async fn painted() {
    let painted = js_sys::Promise::new(&mut |done, _| {
        after_paint(move || {
            // It is a promise's own function, which takes any call.
            let _ = done.call0(&JsValue::NULL);
        });
    });
    // It is kept and never broken.
    let _ = wasm_bindgen_futures::JsFuture::from(painted).await;
}

/// The element that has the focus.
pub(crate) fn focused() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

/// Moves the focus, without an error if the element cannot take it.
pub(crate) fn focus(element: &HtmlElement) {
    let _ = element.focus();
}

/// The first element below `root` that a selector finds.
pub(crate) fn find(root: &Element, selector: &str) -> Option<HtmlElement> {
    root.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// All elements below `root` that a selector finds, in the order of the document.
pub(crate) fn find_all(root: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = root.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|place| list.get(place)?.dyn_into().ok()).collect()
}

/// Moves the focus among `items` by `step`, around both ends. With none of them focused it goes to the first or last.
pub(crate) fn move_focus(items: &[HtmlElement], step: isize) {
    if items.is_empty() {
        return;
    }
    let now = focused().and_then(|element| items.iter().position(|item| item.is_same_node(Some(&element))));
    let next = match now {
        Some(place) => (place as isize + step).rem_euclid(items.len() as isize) as usize,
        None if step < 0 => items.len() - 1,
        None => 0,
    };
    focus(&items[next]);
}

/// Whether keys that are typed there write text.
pub(crate) fn takes_text(element: &Element) -> bool {
    let name = element.tag_name().to_ascii_lowercase();
    matches!(name.as_str(), "textarea" | "select")
        || element.get_attribute("contenteditable").is_some()
        || (name == "input"
            && !matches!(
                element.get_attribute("type").as_deref(),
                Some("checkbox" | "radio" | "button" | "file")
            ))
}

/// Reads a file as a data URL; none if it cannot be read.
pub(crate) fn read_as_data_url(file: &File, done: impl FnOnce(Option<String>) + 'static) {
    let Ok(reader) = FileReader::new() else { return done(None) };
    let source = reader.clone();
    let ended =
        Closure::once_into_js(move || done(source.result().ok().and_then(|result| result.as_string())));
    reader.set_onloadend(Some(ended.unchecked_ref()));
    // It cannot be at work already, which is the one thing that this refuses.
    let _ = reader.read_as_data_url(file);
}

/// Reads a part of a file as bytes; none if it cannot be read.
pub(crate) async fn read_part(file: &File, from: f64, to: f64) -> Option<js_sys::Uint8Array> {
    let part = file.slice_with_f64_and_f64(from, to).ok()?;
    let buffer = wasm_bindgen_futures::JsFuture::from(part.array_buffer()).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer))
}

/// Reads a part of a file as base64; none if it cannot be read.
pub(crate) async fn read_base64(file: &File, from: f64, to: f64) -> Option<String> {
    let part = file.slice_with_f64_and_f64(from, to).ok()?;
    let reader = FileReader::new().ok()?;
    let read = js_sys::Promise::new(&mut |done, failed| {
        reader.set_onload(Some(&done));
        reader.set_onerror(Some(&failed));
        // It cannot be at work already, which is the one thing that this refuses.
        let _ = reader.read_as_data_url(&part);
    });
    wasm_bindgen_futures::JsFuture::from(read).await.ok()?;
    let url = reader.result().ok()?.as_string()?;
    // What follows the comma of a data URL is base64.
    url.split_once(',').map(|(_, data)| data.to_owned())
}

/// Refuses files that are dropped beside the places for them: the webview would open them in place of the application.
pub(crate) fn refuse_stray_files() {
    let refuse = |event: DragEvent| {
        let Some(data) = event.data_transfer() else { return };
        if data.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files")) {
            event.prevent_default();
            data.set_drop_effect("none");
        }
    };
    // Both last as long as the window.
    window_event_listener(leptos::ev::dragover, refuse);
    window_event_listener(leptos::ev::drop, refuse);
}

/// Puts a text where the next paste takes it from; answers whether the webview allowed it.
pub(crate) async fn copy_text(text: &str) -> bool {
    wasm_bindgen_futures::JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok()
}

/// What this device keeps between starts; none where the browser forbids it.
pub(crate) fn local_storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What this tab keeps; none where the browser forbids it.
pub(crate) fn session_storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// A new identifier, UUID version 7, for what is created here and sent to the backend.
pub(crate) fn new_uuid() -> Uuid {
    let mut random = [0; 10];
    // Without a source of randomness the instant alone stands; the backend refuses a repeated identifier.
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut random);
    }
    uuid::Builder::from_unix_timestamp_millis(js_sys::Date::now() as u64, &random).into_uuid()
}

/// An `id` for an element that nothing else in the document has.
pub(crate) fn unique_id(stem: &str) -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{stem}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// What the system of this device calls itself, such as `Linux`.
pub(crate) fn system_name() -> &'static str {
    let agent = window().navigator().user_agent().unwrap_or_default();
    // Android says Linux too, and iPhones say Mac.
    let known = ["Android", "iPhone", "iPad", "Windows", "Mac", "Linux"];
    known.into_iter().find(|name| agent.contains(name)).unwrap_or("")
}
