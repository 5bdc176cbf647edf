//! Every command at its path.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, on};
use axum::{body::Bytes, routing::MethodFilter};
use leadsmart_contract::command::{Method, Spec};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_core::Request;
use serde_json::{Map, Value};

use crate::Server;
use crate::parameters::{self, Kind};
use crate::schema::{Schemas, schemas};

/// A command with what is needed to read its request.
struct Route {
    spec: Spec,
    kinds: HashMap<String, Kind>,
}

/// The routes of all commands; commands of one path share a method router.
pub(crate) fn routes() -> Router<Server> {
    let Schemas { commands, definitions } = schemas();
    let mut paths: Vec<(&'static str, MethodRouter<Server>)> = Vec::new();
    for command in commands {
        let kinds = command
            .fields
            .iter()
            .map(|(name, schema)| (name.clone(), parameters::kind(schema, &definitions)))
            .collect();
        let route = Arc::new(Route { spec: command.spec, kinds });
        let handler = on(filter(route.spec.method), move |state, path, query, headers, body| {
            answer(route.clone(), state, path, query, headers, body)
        });
        match paths.iter_mut().find(|(path, _)| *path == command.spec.path) {
            Some((_, router)) => *router = std::mem::take(router).merge(handler),
            None => paths.push((command.spec.path, handler)),
        }
    }
    paths.into_iter().fold(Router::new(), |router, (path, methods)| router.route(path, methods))
}

const fn filter(method: Method) -> MethodFilter {
    match method {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
        Method::Patch => MethodFilter::PATCH,
        Method::Delete => MethodFilter::DELETE,
    }
}

async fn answer(
    route: Arc<Route>,
    State(server): State<Server>,
    path: Result<Path<HashMap<String, String>>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let language = language(&headers);
    let spoken = language.unwrap_or_default();
    // Bytes that are no text name nothing.
    let Ok(Path(path)) = path else { return refuse(&no_address(spoken)) };
    let args = match fields(&route, &path, query.as_deref(), &headers, body, spoken) {
        Ok(args) => args,
        Err(failure) => return refuse(&failure),
    };
    let request = Request {
        name: route.spec.name.to_owned(),
        args: Value::Object(args),
        token: token(&headers),
        language,
    };
    match server.core.call(request).await {
        Ok(reply) => json(StatusCode::OK, reply),
        Err(failure) => refuse(&failure),
    }
}

/// The fields of a command from path, query and body.
fn fields(
    route: &Route,
    path: &HashMap<String, String>,
    query: Option<&str>,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
    language: Language,
) -> Result<Map<String, Value>, Failure> {
    let mut fields = match route.spec.method {
        Method::Get | Method::Delete => from_query(route, query.unwrap_or_default()),
        Method::Post | Method::Patch => from_body(headers, body, language)?,
    };
    for (name, text) in path {
        // A field of the path may not be given twice: which of the two would count?
        if fields.contains_key(name) {
            return Err(Failure::new(Code::InvalidInput, twice(language)).at(name.as_str()));
        }
        parameters::add(&mut fields, name, route.kinds.get(name), text);
    }
    Ok(fields)
}

fn from_query(route: &Route, query: &str) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, text) in form_urlencoded::parse(query.as_bytes()) {
        parameters::add(&mut fields, &name, route.kinds.get(name.as_ref()), &text);
    }
    fields
}

fn from_body(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
    language: Language,
) -> Result<Map<String, Value>, Failure> {
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failure::new(Code::TooLarge, too_large(language)),
        _ => Failure::new(Code::InvalidInput, not_json(language)),
    })?;
    if body.is_empty() {
        return Ok(Map::new());
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // Only JSON: a form of another origin could send the other kinds without asking the browser.
    if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        return Err(
            Failure::new(Code::InvalidInput, not_json(language)).with_hint("Content-Type: application/json")
        );
    }
    match serde_json::from_slice(&body) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(Failure::new(Code::InvalidInput, not_json(language))),
    }
}

/// The token of `Authorization: Bearer …`.
pub(crate) fn token(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && token.len() <= 500).then(|| token.trim().to_owned())
}

/// The language that the caller prefers.
pub(crate) fn language(headers: &HeaderMap) -> Option<Language> {
    Language::best(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?)
}

/// A failure as a response.
pub(crate) fn refuse(failure: &Failure) -> Response {
    let status = StatusCode::from_u16(failure.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = json(status, serde_json::to_string(failure).unwrap_or_default());
    if failure.code == Code::Unauthenticated {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

fn json(status: StatusCode, body: String) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, body).into_response()
}

/// What a caller gets at an address that no command has.
pub(crate) fn no_address(language: Language) -> Failure {
    Failure::new(Code::UnknownCommand, unknown_address(language))
}

/// What a caller gets at an address that other methods have. The layer above adds `Allow`.
pub(crate) async fn other_method(headers: HeaderMap) -> Response {
    let failure = Failure::new(Code::UnknownCommand, unknown_method(language(&headers).unwrap_or_default()));
    let mut response = refuse(&failure);
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response
}

/// What a caller gets when the server itself, not a handler, panicked.
pub(crate) fn panicked(_: Box<dyn Any + Send>) -> axum::http::Response<Body> {
    tracing::error!("the server panicked while answering");
    refuse(&Failure::new(Code::Internal, failed(Language::default())))
}

texts! {
    unknown_address: "Este endereço não existe.", "There is no such address.", "Esta dirección no existe.";
    unknown_method: "Este endereço não aceita este método.", "This address does not take this method.",
        "Esta dirección no acepta este método.";
    twice: "Este campo já está no endereço.", "This field is in the path already.", "Este campo ya está en la dirección.";
    too_large: "O pedido é grande demais.", "The request is too large.", "La solicitud es demasiado grande.";
    not_json: "O corpo do pedido precisa ser um objeto JSON.", "The body of the request has to be a JSON object.",
        "El cuerpo de la solicitud debe ser un objeto JSON.";
    failed: "Algo falhou do nosso lado.", "Something failed on our side.", "Algo falló de nuestro lado.";
}
