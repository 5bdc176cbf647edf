//! REST under a fuzzer that others wrote (schemathesis), fed with our own OpenAPI document.

use std::path::Path;
use std::process::{Command, Stdio};

use reqwest::Method;
use serde_json::{Value, json};

use crate::rest::Service;

/// What the fuzzer must not find: an error of the server, or an answer that the document does not describe.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,negative_data_rejection,ignored_auth,unsupported_method";

/// Calls that would end the session or close the company, after which nothing deep is reached any more.
const LEFT_OUT: [&str; 4] =
    ["auth.logout", "auth.revoke_session", "auth.reset_password", "companies.deactivate"];

#[tokio::test]
async fn a_fuzzer_finds_no_server_error_and_no_answer_outside_of_the_document() {
    let program =
        std::env::var("LEADSMART_SCHEMATHESIS").expect("`make test` sets up the fuzzer and says where it is");
    let service = Service::start().await;
    let (token, company) = service.company("fuzzed").await;
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("schemathesis.toml");
    std::fs::write(&config, known_ids(&service, &token, &company).await).expect("a file");
    let address = service.address.clone();
    // The service answers on this thread while the fuzzer runs on another.
    let running = tokio::task::spawn_blocking(move || fuzz(&program, &config, &address, &token));
    if let Err(found) = running.await.expect("the fuzzer ends") {
        panic!("the fuzzer found:\n{found}");
    }
}

/// Real ids for the fields of paths, so that the fuzzer gets beyond "there is no such thing".
async fn known_ids(service: &Service, token: &str, company: &str) -> String {
    let base = format!("/v1/companies/{company}");
    let post = async |path: &str, body: Value| -> Value {
        let response = service.send(Method::POST, &format!("{base}{path}"), Some(token), Some(body)).await;
        response.json().await.expect("JSON")
    };
    let agendas: Value = service
        .send(Method::GET, &format!("{base}/agendas"), Some(token), None)
        .await
        .json()
        .await
        .expect("JSON");
    let agenda = agendas[0]["id"].clone();
    let client =
        post("/clients", json!({ "name": "Maria Duarte", "phones": ["(11) 98765-4321"] })).await["id"]
            .clone();
    let service_id = post("/services", json!({ "name": "Consulta", "duration": 30 })).await["id"].clone();
    let booking =
        json!({ "agenda_id": agenda, "client_id": client, "start": "2026-12-02T09:00", "duration": 30 });
    let appointment = post("/appointments", booking).await["card"]["id"].clone();
    format!(
        "[parameters]\n\"path.company_id\" = \"{company}\"\n\"path.agenda_id\" = {agenda}\n\"path.client_id\" = {client}\n\
         \"path.service_id\" = {service_id}\n\"path.appointment_id\" = {appointment}\n"
    )
}

/// Runs the fuzzer, bounded and with a fixed seed; gives what it printed, as an error if it found something.
fn fuzz(program: &str, config: &Path, address: &str, token: &str) -> Result<(), String> {
    let mut command = Command::new(program);
    command.arg("--config-file").arg(config).args(["run", &format!("{address}/openapi.json")]);
    command.args([
        "--header",
        &format!("Authorization: Bearer {token}"),
        "--checks",
        CHECKS,
        "--phases",
        "examples,coverage,fuzzing",
    ]);
    command.args([
        "--max-examples",
        "15",
        "--seed",
        "2026",
        "--workers",
        "2",
        "--request-timeout",
        "20",
        "--continue-on-failure",
    ]);
    command.args(["--suppress-health-check", "all", "--no-color", "--warnings", "off"]);
    for operation in LEFT_OUT {
        command.args(["--exclude-operation-id", operation]);
    }
    let output = command.stdin(Stdio::null()).output().expect("the fuzzer starts");
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() { Ok(()) } else { Err(text) }
}
