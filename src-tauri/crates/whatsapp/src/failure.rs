//! What the library says went wrong, as a line says it.

use std::error::Error;

use leadsmart_ports::whatsapp::{LineFailure, NotKept};
use whatsapp_rust::ErrorChainExt;

/// The number of a refusal that asks for patience.
const TOO_MANY: u16 = 429;

/// Of any error of the library's.
pub(crate) fn line_failure(error: &(dyn Error + 'static)) -> LineFailure {
    if let Some(refusal) = error.server_rejection() {
        return match refusal.code {
            TOO_MANY => LineFailure::TooMany(refusal.backoff.map(u64::from)),
            code => LineFailure::Refused(format!("{code} {}", refusal.text).trim_end().to_owned()),
        };
    }
    if let Some(store) = error.store_failure() {
        return LineFailure::NotKept(NotKept(whole(store)));
    }
    LineFailure::Unreachable(whole(error))
}

/// What it says, with what is behind it.
fn whole(error: &(dyn Error + 'static)) -> String {
    let mut said: Vec<String> = Vec::new();
    for cause in ErrorChainExt::sources(error) {
        let this = cause.to_string();
        // Some say again what is behind them.
        if said.last().is_none_or(|last| !last.contains(&this)) {
            said.push(this);
        }
    }
    said.join(": ")
}
