//! The interface over HTTP does what the library does, and refuses in the same cases.

use std::sync::Arc;

use leadsmart_whatsapp_simulator::{Admin, Settings, Simulator};
use serde_json::{Value, json};

use crate::client::{CLINIC, PATIENT};

struct Api {
    _admin: Admin,
    url: String,
    http: reqwest::Client,
}

impl Api {
    async fn start() -> Self {
        let simulator = Arc::new(Simulator::start(Settings::default()).await.unwrap());
        let admin = Admin::start(simulator, 0).await.unwrap();
        Self { url: admin.url(), _admin: admin, http: reqwest::Client::new() }
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        let answer = self.http.get(format!("{}{path}", self.url)).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let answer = self.http.post(format!("{}{path}", self.url)).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }
}

#[tokio::test]
async fn phones_are_made_and_write_to_each_other() {
    let api = Api::start().await;
    for (number, name) in [(CLINIC, "Clínica"), (PATIENT, "Maria")] {
        assert_eq!(api.post("/phones", json!({ "number": number, "name": name })).await.0, 200);
    }
    let (status, sent) =
        api.post(&format!("/phones/{PATIENT}/messages"), json!({ "to": CLINIC, "text": "Olá" })).await;
    assert_eq!(status, 200);
    let picture =
        json!({ "to": CLINIC, "file": { "kind": "image", "mime": "image/png", "base64": "aW1hZ2U=" } });
    let (_, file) = api.post(&format!("/phones/{PATIENT}/messages"), picture).await;
    api.post(&format!("/phones/{CLINIC}/read"), json!({ "chat": PATIENT })).await;
    let (_, messages) = api.get(&format!("/phones/{PATIENT}/messages")).await;
    assert_eq!(messages[0]["id"], sent["id"]);
    assert_eq!((&messages[0]["text"], &messages[0]["read"]), (&json!("Olá"), &json!([CLINIC])));
    assert_eq!(messages[1]["kind"], "media");
    let id = file["id"].as_str().unwrap();
    let opened =
        api.http.get(format!("{}/phones/{CLINIC}/messages/{id}/file", api.url)).send().await.unwrap();
    assert_eq!(opened.bytes().await.unwrap(), "image".as_bytes());
    let (_, state) = api.get("/").await;
    assert_eq!((&state["violations"], &state["unacknowledged"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn what_cannot_be_done_is_answered_with_the_reason() {
    let api = Api::start().await;
    api.post("/phones", json!({ "number": CLINIC, "name": "Clínica" })).await;
    let clinic = format!("/phones/{CLINIC}");
    let cases = [
        ("/phones".to_owned(), json!({ "number": CLINIC, "name": "Outra" }), 409),
        ("/phones".to_owned(), json!({ "number": "1", "name": "Curta" }), 400),
        (format!("{clinic}/scan"), json!({ "code": "x" }), 400),
        (
            format!("{clinic}/scan"),
            json!({ "code": format!("2@x,{0},{0},{0},1", "A".repeat(43) + "=") }),
            409,
        ),
        (format!("{clinic}/messages"), json!({ "to": "5511900000000", "text": "a" }), 404),
        (format!("{clinic}/messages"), json!({ "to": CLINIC }), 400),
        (format!("{clinic}/messages"), json!({ "text": "a" }), 422),
        (format!("{clinic}/devices/1/faults"), json!({ "fault": "cut_frame" }), 404),
        (format!("{clinic}/devices/1/faults"), json!({ "fault": "novelty" }), 422),
        ("/phones/5511900000000/read".to_owned(), json!({ "chat": CLINIC }), 404),
    ];
    for (path, body, expected) in cases {
        let (status, answer) = api.post(&path, body.clone()).await;
        assert_eq!(status, expected, "{path} {body}: {answer}");
    }
    assert_eq!(api.get("/phones/5511900000000").await.0, 404);
}
