//! The simulator over HTTP, for programs that are not written in Rust and for a person with a terminal. It listens on this
//! computer only, and takes JSON only, so that no page in a browser can reach it.
//!
//! ```text
//! GET    /                                            where it listens, what was against the protocol, what is unacknowledged
//! DELETE /violations                                  forget them
//! PUT    /clock                {"skew": seconds}      the service's clock before or behind
//! POST   /certificate                                 another key for the server
//! POST   /groups               {"subject", "members"}
//! POST   /phones/N/groups/ID   {"text"}               write in a group
//! GET    /phones               POST {"number", "name"}
//! GET    /phones/N
//! POST   /phones/N/scan        {"code"}               link the client that shows it
//! POST   /phones/N/code        {"code"}               type the code that a client shows
//! GET    /phones/N/messages    POST {"to", "text"} or {"to", "file": {"kind", "mime", "base64", "caption"}}
//! GET    /phones/N/messages/ID/file
//! POST   /phones/N/messages/ID/lose   {"status"}      the hosts answer with it instead of the file
//! POST   /phones/N/messages/ID/clear  {"cleared"}     the phones have not got the file any more, or have again
//! POST   /phones/N/read        {"chat"}
//! POST   /phones/N/typing      {"to", "typing"}
//! POST   /phones/N/online      {"online"}
//! DELETE /phones/N/devices/D                          unlink
//! POST   /phones/N/devices/D/faults   {"fault": "cut_frame"}, {"fault": "refuse_login", "reason": 402, "expires_in": 60}, …
//! ```

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::account::Number;
use crate::error::Refused;
use crate::faults::Fault;
use crate::media::{File, FileKind};
use crate::phone::Message;
use crate::simulator::{Phone, Simulator};

/// A running interface. It stops when it is dropped.
pub struct Admin {
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Drop for Admin {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Admin {
    /// Starts listening on this computer; port 0 takes a free one.
    ///
    /// # Errors
    /// The system's, when the port cannot be listened on.
    pub async fn start(simulator: Arc<Simulator>, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let router = router(simulator);
        let serving = tokio::spawn(async move {
            // It ends with the listener, which lives as long as this task.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, serving })
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

fn router(simulator: Arc<Simulator>) -> Router {
    Router::new()
        .route("/", get(status))
        .route("/violations", delete(forget))
        .route("/clock", put(skew))
        .route("/certificate", post(renew))
        .route("/groups", post(add_group))
        .route("/phones/{number}/groups/{group}", post(send_to_group))
        .route("/phones", get(phones).post(add_phone))
        .route("/phones/{number}", get(phone))
        .route("/phones/{number}/scan", post(scan))
        .route("/phones/{number}/code", post(type_code))
        .route("/phones/{number}/messages", get(messages).post(send))
        .route("/phones/{number}/messages/{id}/file", get(file))
        .route("/phones/{number}/messages/{id}/lose", post(lose))
        .route("/phones/{number}/messages/{id}/clear", post(clear))
        .route("/phones/{number}/read", post(read))
        .route("/phones/{number}/typing", post(typing))
        .route("/phones/{number}/online", post(online))
        .route("/phones/{number}/devices/{device}", delete(unlink))
        .route("/phones/{number}/devices/{device}/faults", post(inject))
        .with_state(simulator)
}

type Server = State<Arc<Simulator>>;
type Answer = Result<Json<Value>, Refused>;

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::NoSuchPhone(_) | Self::NoSuchDevice(_) | Self::NoSuchMessage(_) | Self::NoSuchGroup(_) => {
                StatusCode::NOT_FOUND
            }
            Self::Number(_) | Self::NotACode(_) => StatusCode::BAD_REQUEST,
            Self::Crypto(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NumberTaken(_) | Self::StaleCode | Self::TooManyDevices | Self::NotConnected => {
                StatusCode::CONFLICT
            }
        };
        (status, Json(json!({ "error": self.to_string() }))).into_response()
    }
}

fn done() -> Answer {
    Ok(Json(json!({})))
}

async fn status(State(simulator): Server) -> Json<Value> {
    let violation = |violation: &crate::Violation| json!({ "rule": violation.rule, "who": violation.who, "what": violation.what });
    Json(json!({
        "url": simulator.url(),
        "root_key": STANDARD.encode(simulator.root_key()),
        "media_certificate": simulator.media_certificate(),
        "violations": simulator.violations().iter().map(violation).collect::<Vec<_>>(),
        "unacknowledged": simulator.unacknowledged(),
    }))
}

async fn forget(State(simulator): Server) -> Answer {
    simulator.take_violations();
    done()
}

#[derive(Deserialize)]
struct Skew {
    skew: i64,
}

async fn skew(State(simulator): Server, Json(Skew { skew }): Json<Skew>) -> Answer {
    simulator.skew(skew);
    done()
}

async fn renew(State(simulator): Server) -> Answer {
    simulator.renew_certificate();
    done()
}

#[derive(Deserialize)]
struct NewGroup {
    subject: String,
    members: Vec<String>,
}

async fn add_group(State(simulator): Server, Json(new): Json<NewGroup>) -> Answer {
    let members: Result<Vec<Number>, Refused> =
        new.members.iter().map(|member| Number::parse(member)).collect();
    simulator.add_group(&new.subject, &members?).map(|id| Json(json!({ "id": id })))
}

#[derive(Deserialize)]
struct GroupText {
    text: String,
}

async fn send_to_group(
    State(simulator): Server,
    Path((number, group)): Path<(String, String)>,
    Json(GroupText { text }): Json<GroupText>,
) -> Answer {
    simulator.phone(&number)?.send_to_group(&group, &text).map(|id| Json(json!({ "id": id })))
}

fn shown(phone: &Phone<'_>) -> Value {
    let device = |device: &crate::Device| {
        json!({
            "number": device.number,
            "connected": device.connected.is_some(),
            "usable": device.usable,
            "prekeys": device.prekeys,
        })
    };
    json!({
        "number": phone.number().as_str(),
        "lid": phone.lid(),
        "devices": phone.devices().iter().map(device).collect::<Vec<_>>(),
        "available": phone.available(),
        "typing": phone.typing().map(|number| number.to_string()),
    })
}

async fn phones(State(simulator): Server) -> Json<Value> {
    Json(simulator.phones().iter().map(shown).collect())
}

#[derive(Deserialize)]
struct NewPhone {
    number: String,
    name: String,
}

async fn add_phone(State(simulator): Server, Json(new): Json<NewPhone>) -> Answer {
    simulator.add_phone(&new.number, &new.name).map(|phone| Json(shown(&phone)))
}

async fn phone(State(simulator): Server, Path(number): Path<String>) -> Answer {
    simulator.phone(&number).map(|phone| Json(shown(&phone)))
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

async fn scan(
    State(simulator): Server,
    Path(number): Path<String>,
    Json(Code { code }): Json<Code>,
) -> Answer {
    simulator.phone(&number)?.scan(&code)?;
    done()
}

async fn type_code(
    State(simulator): Server,
    Path(number): Path<String>,
    Json(Code { code }): Json<Code>,
) -> Answer {
    simulator.phone(&number)?.type_code(&code)?;
    done()
}

async fn messages(State(simulator): Server, Path(number): Path<String>) -> Answer {
    let numbers = |numbers: &std::collections::BTreeSet<Number>| -> Vec<String> {
        numbers.iter().map(Number::to_string).collect()
    };
    let message = |message: &Message| {
        json!({
            "id": message.id,
            "chat": message.chat.as_str(),
            "sender": message.sender.as_str(),
            "device": message.device,
            "at": message.at,
            "kind": message.kind(),
            "text": message.text(),
            "delivered": numbers(&message.delivered),
            "read": numbers(&message.read),
        })
    };
    Ok(Json(simulator.phone(&number)?.messages().iter().map(message).collect()))
}

#[derive(Deserialize)]
struct Outgoing {
    to: String,
    text: Option<String>,
    file: Option<OutgoingFile>,
}

#[derive(Deserialize)]
struct OutgoingFile {
    kind: FileKind,
    mime: String,
    base64: String,
    caption: Option<String>,
}

async fn send(
    State(simulator): Server,
    Path(number): Path<String>,
    Json(Outgoing { to, text, file }): Json<Outgoing>,
) -> Response {
    let wrong = |what: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": what }))).into_response();
    let sent = match (text, file) {
        (Some(text), None) => {
            simulator.phone(&number).and_then(|phone| phone.send_text(&Number::parse(&to)?, &text))
        }
        (None, Some(file)) => {
            let Ok(bytes) = STANDARD.decode(&file.base64) else { return wrong("the file is not base64") };
            let file = File { kind: file.kind, bytes, mime: file.mime, caption: file.caption };
            simulator.phone(&number).and_then(|phone| phone.send_file(&Number::parse(&to)?, &file))
        }
        _ => return wrong("either a text or a file"),
    };
    match sent {
        Ok(id) => Json(json!({ "id": id })).into_response(),
        Err(refused) => refused.into_response(),
    }
}

async fn file(
    State(simulator): Server,
    Path((number, id)): Path<(String, String)>,
) -> Result<Vec<u8>, Refused> {
    simulator.phone(&number)?.open_file(&id)
}

#[derive(Deserialize)]
struct Lost {
    status: u16,
}

async fn lose(
    State(simulator): Server,
    Path((number, id)): Path<(String, String)>,
    Json(Lost { status }): Json<Lost>,
) -> Answer {
    simulator.phone(&number)?.lose_file(&id, status)?;
    done()
}

#[derive(Deserialize)]
struct Cleared {
    cleared: bool,
}

async fn clear(
    State(simulator): Server,
    Path((number, id)): Path<(String, String)>,
    Json(Cleared { cleared }): Json<Cleared>,
) -> Answer {
    simulator.phone(&number)?.clear_file(&id, cleared)?;
    done()
}

#[derive(Deserialize)]
struct Chat {
    chat: String,
}

async fn read(
    State(simulator): Server,
    Path(number): Path<String>,
    Json(Chat { chat }): Json<Chat>,
) -> Answer {
    simulator.phone(&number)?.read(&Number::parse(&chat)?)?;
    done()
}

#[derive(Deserialize)]
struct Typing {
    to: String,
    typing: bool,
}

async fn typing(State(simulator): Server, Path(number): Path<String>, Json(state): Json<Typing>) -> Answer {
    simulator.phone(&number)?.type_to(&Number::parse(&state.to)?, state.typing)?;
    done()
}

#[derive(Deserialize)]
struct Online {
    online: bool,
}

async fn online(State(simulator): Server, Path(number): Path<String>, Json(state): Json<Online>) -> Answer {
    simulator.phone(&number)?.go_online(state.online)?;
    done()
}

async fn unlink(State(simulator): Server, Path((number, device)): Path<(String, u16)>) -> Answer {
    simulator.phone(&number)?.unlink(device)?;
    done()
}

async fn inject(
    State(simulator): Server,
    Path((number, device)): Path<(String, u16)>,
    Json(fault): Json<Fault>,
) -> Answer {
    simulator.phone(&number)?.inject(device, fault)?;
    done()
}
