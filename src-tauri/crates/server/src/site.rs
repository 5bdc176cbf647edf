//! The built interface for a browser, and what protects it there.

use std::path::Path;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use leadsmart_contract::command::Command;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::language::Language;
use leadsmart_contract::system::GetStatus;
use leadsmart_contract::texts;
use tower_http::compression::CompressionLayer;
use tower_http::services::{ServeDir, ServeFile};

use crate::{Server, rest};

/// Only our own scripts and styles; the interface needs `wasm-unsafe-eval` to start its WebAssembly.
const CONTENT_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// Adds the interface to the service. Addresses under `/v1` that no command has are answered as REST, all others with the
/// page, which finds its way by itself.
pub(crate) fn with_site(api: Router<Server>, site: Option<&Path>) -> Router<Server> {
    let api = api.route("/v1/{*rest}", axum::routing::any(unknown));
    match site {
        Some(folder) => {
            let files = ServeDir::new(folder).fallback(ServeFile::new(folder.join("index.html")));
            api.fallback_service(tower::ServiceBuilder::new().layer(CompressionLayer::new()).service(files))
        }
        None => api.fallback(unknown),
    }
}

/// Whether calls can be served: the store answers.
pub(crate) async fn ready(State(server): State<Server>) -> Response {
    let request = leadsmart_core::Request {
        name: GetStatus::SPEC.name.to_owned(),
        ..leadsmart_core::Request::default()
    };
    match server.core.call(request).await {
        Ok(_) => "ready".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "not ready").into_response(),
    }
}

async fn unknown(request: Request) -> Response {
    rest::refuse(&rest::no_address(rest::language(request.headers()).unwrap_or_default()))
}

/// Headers that keep a browser from doing more with the pages than they need.
pub(crate) async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    response
}

/// Refuses requests that are addressed to another name than this computer's own.
pub(crate) async fn loopback_only(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let name = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
        .map_or(host, |(name, _)| name);
    if matches!(name, "localhost" | "127.0.0.1" | "[::1]") {
        next.run(request).await
    } else {
        rest::refuse(&Failure::new(Code::Forbidden, other_host(Language::default())))
    }
}

texts! {
    other_host: "Este servidor só atende este computador.", "This server only serves this computer.",
        "Este servidor solo atiende a esta computadora.";
}
