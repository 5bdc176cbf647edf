//! REST, OpenAPI and the interface for a browser. Nothing here knows a feature: paths, parameters and schemas are derived
//! from the command table.

mod changes;
mod docs;
mod openapi;
mod parameters;
mod rest;
mod schema;
mod site;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::get;
use leadsmart_core::Core;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

pub use openapi::document;

/// The largest request body: a profile picture or a list of clients as base64 with its envelope.
pub const MAX_BODY: usize = 8 * 1024 * 1024;

/// After this a request is given up; nothing that a caller waits for takes as long.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How the server presents itself.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The folder with the built interface; without one only REST is served.
    pub site: Option<PathBuf>,
    /// Whether only requests addressed to this computer by name are answered. It keeps pages of other origins, which a
    /// browser here may have open, from reaching the server under a name of their own (DNS rebinding).
    pub loopback_only: bool,
}

#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) core: Core,
    pub(crate) document: Arc<String>,
}

/// The whole service.
pub fn app(core: Core, options: &Options) -> Router {
    let server = Server { core, document: Arc::new(document().to_string()) };
    let api = rest::routes()
        .route("/v1/changes", get(changes::stream))
        .route("/openapi.json", get(docs::openapi))
        .route("/docs", get(docs::page))
        .route("/health", get(|| async { "ok" }))
        .route("/ready", get(site::ready))
        .method_not_allowed_fallback(rest::other_method)
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .layer(DefaultBodyLimit::max(MAX_BODY));
    let app = site::with_site(api, options.site.as_deref());
    let app =
        if options.loopback_only { app.layer(axum::middleware::from_fn(site::loopback_only)) } else { app };
    app.layer(axum::middleware::from_fn(site::security_headers))
        .layer(CatchPanicLayer::custom(rest::panicked))
        .with_state(server)
}

/// Serves until the listener fails.
///
/// # Errors
/// The listener failed.
pub async fn serve(listener: tokio::net::TcpListener, service: Router) -> std::io::Result<()> {
    axum::serve(listener, service).await
}
