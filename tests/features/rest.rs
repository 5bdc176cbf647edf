//! REST as its users know it: paths, tokens, refusals, events.

use jiff::SignedDuration;
use leadsmart_contract::commands;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_server::{MAX_BODY, Options, app};
use leadsmart_tests::house::House;
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};

/// The service on a free port of this computer.
pub(crate) struct Service {
    house: House,
    pub(crate) address: String,
    client: Client,
}

impl Service {
    pub(crate) async fn start() -> Self {
        let house = House::new();
        let core = house.open().await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let service = app(core, &Options { site: None, loopback_only: true });
        tokio::spawn(async move { leadsmart_server::serve(listener, service).await });
        Self { house, address, client: Client::new() }
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> Response {
        let mut request =
            self.client.request(method, format!("{}{path}", self.address)).header("Accept-Language", "en");
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        request.send().await.expect("an answer")
    }

    async fn done(&self, method: Method, path: &str, token: Option<&str>, body: Option<Value>) -> Value {
        let response = self.send(method, path, token, body).await;
        let status = response.status();
        let answer: Value = response.json().await.expect("JSON");
        assert_eq!(status, StatusCode::OK, "{path} is done: {answer}");
        answer
    }

    /// Registers an owner with a company, and gives her token and the company's id.
    pub(crate) async fn company(&self, name: &str) -> (String, String) {
        let register =
            json!({ "name": name, "email": format!("{name}@example.com"), "password": "a long sentence" });
        let registered = self.done(Method::POST, "/v1/auth/register", None, Some(register)).await;
        let token = registered["session"]["token"].as_str().expect("a token").to_owned();
        let create = json!({ "name": name, "zone": "America/Sao_Paulo", "first_agenda": "Sala 1" });
        let company = self.done(Method::POST, "/v1/companies", Some(&token), Some(create)).await;
        (token, company["id"].as_str().expect("an id").to_owned())
    }
}

async fn failure(response: Response) -> (StatusCode, Failure) {
    let status = response.status();
    (status, response.json().await.expect("every refusal is a failure with a code"))
}

#[test]
fn every_operation_that_users_know_has_its_name_method_path_and_access() {
    for line in include_str!("operations.tsv").lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [group, title, command, method, path, access] = columns[..] else {
            panic!("six columns: {line}")
        };
        let spec = commands::ALL.iter().find(|spec| spec.name == command);
        let spec = spec.unwrap_or_else(|| panic!("the table has {command}"));
        let found = (spec.group, spec.title, spec.method.name(), spec.path, spec.access.name());
        assert_eq!(found, (group, title, method, path, access), "{command} stands where users know it");
    }
}

#[tokio::test]
async fn an_appointment_is_booked_and_read_over_rest() {
    let service = Service::start().await;
    let (token, company) = service.company("clinica").await;
    let token = Some(token.as_str());
    let base = format!("/v1/companies/{company}");
    let agendas = service.done(Method::GET, &format!("{base}/agendas?active=true"), token, None).await;
    let agenda = agendas[0]["id"].as_str().expect("the first agenda");
    let slots =
        service.done(Method::GET, &format!("{base}/agendas/{agenda}/slots?duration=30"), token, None).await;
    let start = slots.as_array().and_then(|slots| slots.last()).expect("a free time")["start"]["at"].clone();
    let client = json!({ "name": "Maria Duarte", "phones": ["(11) 98765-4321"] });
    let client = service.done(Method::POST, &format!("{base}/clients"), token, Some(client)).await;
    let booking = json!({ "agenda_id": agenda, "client_id": client["id"], "start": start, "duration": 30 });
    let booked =
        service.done(Method::POST, &format!("{base}/appointments"), token, Some(booking.clone())).await;
    let listed = service
        .done(Method::GET, &format!("{base}/appointments?statuses=pending&limit=5"), token, None)
        .await;
    assert_eq!(listed["items"][0]["id"], booked["card"]["id"], "what was booked is listed");
    let second = service.send(Method::POST, &format!("{base}/appointments"), token, Some(booking)).await;
    let (status, refused) = failure(second).await;
    assert_eq!((status, refused.code), (StatusCode::CONFLICT, Code::RulesBroken), "one place is booked once");
    assert!(!refused.broken_rules.is_empty(), "the refusal names the rule");
}

#[tokio::test]
async fn without_a_session_a_call_is_refused_with_a_challenge() {
    let service = Service::start().await;
    for token in [None, Some("nobody's")] {
        let response = service.send(Method::GET, "/v1/companies", token, None).await;
        assert_eq!(
            response.headers().get("www-authenticate").map(|value| value.as_bytes()),
            Some(&b"Bearer"[..])
        );
        let (status, refused) = failure(response).await;
        assert_eq!((status, refused.code), (StatusCode::UNAUTHORIZED, Code::Unauthenticated));
    }
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used() {
    let service = Service::start().await;
    let (token, _) = service.company("clinica").await;
    service.house.clock.advance(SignedDuration::from_hours(31 * 24));
    let (_, refused) = failure(service.send(Method::GET, "/v1/companies", Some(&token), None).await).await;
    assert_eq!(refused.code, Code::Unauthenticated);
}

#[tokio::test]
async fn what_is_no_request_is_refused_with_a_code() {
    let service = Service::start().await;
    let post = |body: &'static str, kind: &'static str| {
        let request =
            service.client.post(format!("{}/v1/auth/login", service.address)).header("Content-Type", kind);
        async move { failure(request.body(body).send().await.expect("an answer")).await }
    };
    for (body, kind) in [
        ("{", "application/json"),
        ("[]", "application/json"),
        ("{}", "text/plain"),
        ("a=b", "application/x-www-form-urlencoded"),
    ] {
        let (status, refused) = post(body, kind).await;
        assert_eq!((status.as_u16(), refused.code), (422, Code::InvalidInput), "{kind} {body} is no request");
    }
    let large = service
        .client
        .post(format!("{}/v1/auth/login", service.address))
        .header("Content-Type", "application/json");
    let (status, refused) =
        failure(large.body(vec![b' '; MAX_BODY + 1]).send().await.expect("an answer")).await;
    assert_eq!((status.as_u16(), refused.code), (413, Code::TooLarge));
    let (status, refused) = failure(service.send(Method::GET, "/v1/nothing", None, None).await).await;
    assert_eq!((status.as_u16(), refused.code), (404, Code::UnknownCommand));
    let (status, _) = failure(service.send(Method::PUT, "/v1/auth/login", None, None).await).await;
    assert_eq!(status.as_u16(), 405, "a path answers only its methods");
    let (status, _) = failure(service.send(Method::GET, "/v1/companies/%FF", None, None).await).await;
    assert_eq!(status.as_u16(), 404, "bytes that are no text name nothing");
}

#[tokio::test]
async fn a_request_for_another_host_is_refused_on_loopback() {
    let service = Service::start().await;
    let request = service.client.get(format!("{}/v1/status", service.address)).header("Host", "evil.example");
    let (status, _) = failure(request.send().await.expect("an answer")).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "a page under a name of its own does not reach this server");
}

#[tokio::test]
async fn changes_are_told_to_those_whom_they_concern() {
    let service = Service::start().await;
    let (mine, company) = service.company("mine").await;
    let (others, other_company) = service.company("others").await;
    let request = service.client.get(format!("{}/v1/changes", service.address)).bearer_auth(&mine);
    let mut events = request.send().await.expect("a stream");
    assert_eq!(events.status(), StatusCode::OK);
    let client = |name: &str| Some(json!({ "name": name }));
    service
        .done(
            Method::POST,
            &format!("/v1/companies/{other_company}/clients"),
            Some(&others),
            client("Not mine"),
        )
        .await;
    service
        .done(Method::POST, &format!("/v1/companies/{company}/clients"), Some(&mine), client("Mine"))
        .await;
    let mut heard = String::new();
    while !heard.contains("\n\n") {
        let part = events.chunk().await.expect("the stream goes on").expect("an event");
        heard.push_str(&String::from_utf8_lossy(&part));
    }
    assert!(
        heard.contains(&company) && heard.contains("clients"),
        "the change of one's own company is told: {heard}"
    );
    assert!(!heard.contains(&other_company), "the change of another company is not: {heard}");
}

#[tokio::test]
async fn health_documentation_and_readiness_are_served() {
    let service = Service::start().await;
    for path in ["/health", "/ready", "/docs", "/openapi.json"] {
        assert_eq!(
            service.send(Method::GET, path, None, None).await.status(),
            StatusCode::OK,
            "{path} is served"
        );
    }
    let document = service.done(Method::GET, "/openapi.json", None, None).await;
    let operations = document["paths"].as_object().expect("paths").values();
    let count: usize = operations.map(|path| path.as_object().map_or(0, serde_json::Map::len)).sum();
    assert_eq!(count, commands::ALL.len(), "the document has every command");
}
