//! What changed, as server-sent events: the browser's counterpart of the window's events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use leadsmart_contract::command::Command;
use leadsmart_contract::companies::{CompanyView, ListCompanies};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::topic::{Changed, Topic};
use leadsmart_core::{Core, Request};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::{Server, rest};

/// A comment is sent this often, so that both sides notice a dead connection.
const HEARTBEAT: Duration = Duration::from_secs(20);

struct Listener {
    core: Core,
    token: Option<String>,
    changes: Receiver<Changed>,
    companies: Vec<CompanyId>,
}

/// The changes in the companies of the caller, for as long as the session lasts.
///
/// `event: changed` carries a `Changed`; `event: missed` says that some were lost and everything has to be loaded again.
pub(crate) async fn stream(State(server): State<Server>, headers: HeaderMap) -> Response {
    let token = rest::token(&headers);
    // Listen first, then look: nothing falls between.
    let changes = server.core.changes();
    match companies(&server.core, token.clone()).await {
        Ok(companies) => {
            let listener = Listener { core: server.core, token, changes, companies };
            Sse::new(stream::unfold(listener, next))
                .keep_alive(KeepAlive::new().interval(HEARTBEAT))
                .into_response()
        }
        Err(failure) => rest::refuse(&failure),
    }
}

async fn next(mut listener: Listener) -> Option<(Result<Event, Infallible>, Listener)> {
    loop {
        match listener.changes.recv().await {
            Ok(change) => {
                if matches!(change.topic, Topic::Companies | Topic::Members | Topic::Account) {
                    // Who belongs where may have changed, and the session may have ended.
                    listener.companies = companies(&listener.core, listener.token.clone()).await.ok()?;
                }
                if change.company_id.is_none_or(|company| listener.companies.contains(&company)) {
                    let data = serde_json::to_string(&change).ok()?;
                    return Some((Ok(Event::default().event("changed").data(data)), listener));
                }
            }
            Err(RecvError::Lagged(_)) => {
                return Some((Ok(Event::default().event("missed").data("")), listener));
            }
            Err(RecvError::Closed) => return None,
        }
    }
}

async fn companies(core: &Core, token: Option<String>) -> Result<Vec<CompanyId>, Failure> {
    let request = Request { name: ListCompanies::SPEC.name.to_owned(), token, ..Request::default() };
    let reply = core.call(request).await?;
    let views: Vec<CompanyView> = serde_json::from_str(&reply).unwrap_or_default();
    Ok(views.into_iter().map(|company| company.id).collect())
}
