//! Commands over Tauri's IPC. The names are those of `window.__TAURI_INTERNALS__`, which Tauri 2 puts into every window.

use js_sys::{JSON, Reflect, Uint8Array};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::shell::{ComputerSettings, Wish};
use leptos::prelude::document;
use serde_json::{Map, Value, json};
use wasm_bindgen::prelude::*;

use super::{Envelope, texts};
use crate::language::language_now;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["window", "__TAURI_INTERNALS__"], js_name = invoke, catch)]
    async fn invoke(command: &str, arguments: JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["window", "__TAURI_INTERNALS__"], js_name = invoke, catch)]
    async fn invoke_raw(command: &str, bytes: &Uint8Array, options: JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["window", "__TAURI_INTERNALS__"], js_name = transformCallback)]
    fn transform_callback(callback: &JsValue) -> f64;
}

/// Whether this is the application's window.
pub(super) fn present() -> bool {
    document()
        .default_view()
        .is_some_and(|window| Reflect::has(&window, &"__TAURI_INTERNALS__".into()).unwrap_or(false))
}

/// Calls `call` of the shell; the answer is JSON text.
pub(super) async fn call(
    name: &str,
    arguments: Map<String, Value>,
    envelope: Envelope,
) -> Result<String, Failure> {
    let payload = json!({
        "name": name, "args": arguments, "language": envelope.language.tag(), "token": envelope.token,
    });
    match send("call", &payload).await {
        Ok(answer) => Ok(text_of(&answer)),
        Err(refusal) => Err(failure_of(&refusal)),
    }
}

/// Has the shell keep the token in the keychain, or forget it.
pub(super) async fn remember_session(token: Option<&str>) {
    // Without a keychain the session simply lasts as long as the window.
    let _ = send("remember_session", &json!({ "token": token })).await;
}

/// The token that the shell kept.
pub(super) async fn recall_session() -> Option<String> {
    send("recall_session", &json!({})).await.ok()?.as_string()
}

/// Has the shell put a file with the person's downloads; answers its path.
pub(super) async fn save_file(name: &str, text: &str) -> Result<String, Failure> {
    let payload = json!({ "name": name, "text": text, "language": language_now().tag() });
    match send("save_file", &payload).await {
        Ok(place) => Ok(place.as_string().unwrap_or_default()),
        Err(refusal) => Err(failure_of(&refusal)),
    }
}

/// Has the shell put bytes with the person's downloads; answers the path. The name goes in a header, where only ASCII may stand.
pub(super) async fn save_bytes(name: &str, blob: &web_sys::Blob) -> Result<String, Failure> {
    let defect = |_| Failure::new(Code::Internal, texts::not_saved(language_now()));
    let buffer = wasm_bindgen_futures::JsFuture::from(blob.array_buffer()).await.map_err(defect)?;
    let name: String = js_sys::encode_uri_component(name).into();
    let headers = json!({ "leadsmart-name": name, "leadsmart-language": language_now().tag() });
    let options = JSON::parse(&json!({ "headers": headers }).to_string()).unwrap_or_default();
    match invoke_raw("save_bytes", &Uint8Array::new(&buffer), options).await {
        Ok(place) => Ok(place.as_string().unwrap_or_default()),
        Err(refusal) => Err(failure_of(&refusal)),
    }
}

/// Has the system show a file that the shell put with the person's downloads.
pub(super) async fn open_saved(path: &str) -> Result<(), Failure> {
    let payload = json!({ "path": path, "language": language_now().tag() });
    send("open_saved", &payload).await.map(|_| ()).map_err(|refusal| failure_of(&refusal))
}

/// Has the system's browser open an address.
pub(super) async fn open_outside(address: &str) {
    // That nothing opens is seen.
    let _ = send("plugin:opener|open_url", &json!({ "url": address })).await;
}

/// Has the frame around the window, and so the bar of the system, say where the person is.
pub(super) async fn name_window(title: &str) {
    // A window of the old name is no loss.
    let _ = send("plugin:window|set_title", &json!({ "label": "main", "value": title })).await;
}

/// Has the webview draw everything at another size, in percent.
pub(super) async fn draw_at(size: u16) {
    // A size that is not taken is seen.
    let payload = json!({ "label": "main", "value": f64::from(size) / 100.0 });
    let _ = send("plugin:webview|set_webview_zoom", &payload).await;
}

/// What is chosen for this computer.
pub(super) async fn computer_settings() -> Result<ComputerSettings, Failure> {
    settings_of(send("computer_settings", &json!({})).await)
}

/// Has the shell take over what was chosen for this computer; answers what is so now.
pub(super) async fn choose_computer_settings(wanted: ComputerSettings) -> Result<ComputerSettings, Failure> {
    let payload = json!({ "settings": wanted, "language": language_now().tag() });
    settings_of(send("choose_computer_settings", &payload).await)
}

/// What the person asked for by starting the application.
pub(super) async fn first_wish() -> Option<Wish> {
    let answer = send("first_wish", &json!({})).await.ok()?;
    serde_json::from_str(&text_of(&answer)).ok().flatten()
}

/// Has the shell play the sound of notifications.
pub(super) async fn try_sound() {
    // Whether there is a device is heard.
    let _ = send("try_sound", &json!({})).await;
}

/// Sends a piece of a file that is to be restored, as bytes and not as text.
pub(super) async fn send_backup(upload: &str, offset: f64, bytes: &Uint8Array) -> Result<(), Failure> {
    let headers = json!({
        "leadsmart-upload": upload, "leadsmart-offset": offset.to_string(), "leadsmart-language": language_now().tag(),
    });
    let options = JSON::parse(&json!({ "headers": headers }).to_string()).unwrap_or_default();
    match invoke_raw("send_backup", bytes, options).await {
        Ok(_) => Ok(()),
        Err(refusal) => Err(failure_of(&refusal)),
    }
}

/// Ends the application and starts it again.
pub(super) async fn restart() {
    // There is no answer: the window goes.
    let _ = send("restart", &json!({})).await;
}

/// Calls `told` with the JSON of each of these events, as long as the window lives.
pub(super) async fn listen(event: &str, told: impl Fn(&str) + 'static) {
    let callback = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        if let Ok(payload) = Reflect::get(&event, &"payload".into()) {
            told(&text_of(&payload));
        }
    });
    let handler = transform_callback(callback.as_ref());
    callback.forget();
    let _ = send(
        "plugin:event|listen",
        &json!({ "event": event, "target": { "kind": "Any" }, "handler": handler }),
    )
    .await;
}

fn settings_of(answer: Result<JsValue, JsValue>) -> Result<ComputerSettings, Failure> {
    let defect = |error: serde_json::Error| Failure::new(Code::Internal, error.to_string());
    serde_json::from_str(&text_of(&answer.map_err(|refusal| failure_of(&refusal))?)).map_err(defect)
}

async fn send(command: &str, payload: &Value) -> Result<JsValue, JsValue> {
    invoke(command, JSON::parse(&payload.to_string())?).await
}

/// A value as JSON text; `undefined` is `null`.
fn text_of(value: &JsValue) -> String {
    JSON::stringify(value).ok().and_then(|text| text.as_string()).unwrap_or_else(|| "null".into())
}

fn failure_of(refusal: &JsValue) -> Failure {
    serde_json::from_str(&text_of(refusal)).unwrap_or_else(|_| {
        let detail = refusal.as_string().unwrap_or_else(|| text_of(refusal));
        Failure::new(Code::Internal, texts::defect(language_now(), &detail))
    })
}
