//! Commands over REST, for a browser. Method and path are those of the command.

use js_sys::{JsString, Reflect, Uint8Array, encode_uri_component};
use leadsmart_contract::command::{Method, Spec};
use leadsmart_contract::failure::{Code, Failure};
use serde_json::{Map, Value};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, ReadableStreamDefaultReader, RequestInit, Response};

use super::{Envelope, texts};
use crate::dom::window;
use crate::language::language_now;

/// Sends the command; the answer is JSON text.
pub(super) async fn call(
    spec: &Spec,
    mut arguments: Map<String, Value>,
    envelope: Envelope,
) -> Result<String, Failure> {
    let mut address = path(spec, &mut arguments);
    let has_body = matches!(spec.method, Method::Post | Method::Patch);
    if !has_body {
        address.push_str(&query(&arguments));
    }
    let init = RequestInit::new();
    init.set_method(spec.method.name());
    if has_body {
        init.set_body(&Value::Object(arguments).to_string().into());
    }
    let response = send(&address, &init, &envelope, has_body).await.map_err(|_| unreachable_server())?;
    let text = text(&response).await.map_err(|_| unreachable_server())?;
    if response.ok() {
        return Ok(if text.is_empty() { "null".into() } else { text });
    }
    Err(serde_json::from_str(&text).unwrap_or_else(|_| {
        Failure::new(Code::Internal, texts::defect(language_now(), &format!("HTTP {}", response.status())))
    }))
}

/// Reads server-sent events until the stream ends or is aborted, and hands over the data of each.
pub(super) async fn changes(
    token: &str,
    abort: &AbortSignal,
    opened: impl Fn(),
    told: impl Fn(&str),
) -> Result<(), JsValue> {
    let init = RequestInit::new();
    init.set_method("GET");
    init.set_signal(Some(abort));
    let envelope = Envelope { language: language_now(), token: Some(token.to_owned()) };
    let response = send("/v1/changes", &init, &envelope, false).await?;
    let Some(body) = response.body().filter(|_| response.ok()) else { return Ok(()) };
    opened();
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut pending: Vec<u8> = Vec::new();
    loop {
        let part = JsFuture::from(reader.read()).await?;
        if Reflect::get(&part, &"done".into())?.is_truthy() {
            return Ok(());
        }
        pending.extend(Uint8Array::from(Reflect::get(&part, &"value".into())?).to_vec());
        // A line is complete at its end; the rest waits for the next part.
        while let Some(end) = pending.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = pending.drain(..=end).collect();
            if let Some(data) = std::str::from_utf8(&line).ok().and_then(|line| line.strip_prefix("data:")) {
                told(data.trim());
            }
        }
    }
}

async fn send(
    address: &str,
    init: &RequestInit,
    envelope: &Envelope,
    has_body: bool,
) -> Result<Response, JsValue> {
    let headers = Headers::new()?;
    headers.set("Accept-Language", envelope.language.tag())?;
    if has_body {
        headers.set("Content-Type", "application/json")?;
    }
    if let Some(token) = &envelope.token {
        headers.set("Authorization", &format!("Bearer {token}"))?;
    }
    init.set_headers(headers.as_ref());
    JsFuture::from(window().fetch_with_str_and_init(address, init)).await?.dyn_into()
}

async fn text(response: &Response) -> Result<String, JsValue> {
    Ok(JsFuture::from(response.text()?).await?.dyn_into::<JsString>()?.into())
}

/// The path with its fields put in; they are taken out of the arguments.
fn path(spec: &Spec, arguments: &mut Map<String, Value>) -> String {
    let mut path = spec.path.to_owned();
    for field in spec.path_fields() {
        let value = arguments.remove(field).unwrap_or_default();
        path = path.replace(&format!("{{{field}}}"), &encoded(&plain(&value)));
    }
    path
}

/// The arguments as a query; a list repeats its key, and what is null is left out.
fn query(arguments: &Map<String, Value>) -> String {
    let mut query = String::new();
    let mut add = |key: &str, value: &Value| {
        query.push(if query.is_empty() { '?' } else { '&' });
        query.push_str(&format!("{}={}", encoded(key), encoded(&plain(value))));
    };
    for (key, value) in arguments {
        match value {
            Value::Null => {}
            Value::Array(entries) => entries.iter().for_each(|entry| add(key, entry)),
            single => add(key, single),
        }
    }
    query
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn encoded(text: &str) -> String {
    encode_uri_component(text).into()
}

fn unreachable_server() -> Failure {
    let language = language_now();
    Failure::new(Code::Busy, texts::unreachable(language)).with_hint(texts::unreachable_hint(language))
}
