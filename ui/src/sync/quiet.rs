//! The sign in the rail. It says how things stand and waits to be asked: nothing moves, sounds or takes the focus.

use leadsmart_contract::sync::GetSyncStatus;
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;

use super::sign::{Sign, sign};
use crate::backend::call;
use crate::components::{Icon, Tone};
use crate::language::language;
use crate::load::load;
use crate::router::{Link, Place, use_router};
use crate::session::use_company;

/// How the company stands with its other computers, as a link to the page about it. Nothing while it is on this one alone.
#[component]
pub(crate) fn QuietState() -> impl IntoView {
    let company = use_company();
    let router = use_router();
    let status = load(&[Topic::Sync], move || {
        language();
        call(GetSyncStatus { company_id: company.id })
    });
    let shown = Memo::new(move |_| {
        let today = company.today();
        status.value.with(|status| status.as_ref().and_then(|status| sign(language(), status, today)))
    });
    let current = Signal::derive(move || matches!(router.place(), Place::Sync | Place::Conflict(_)));
    move || {
        let Sign { glyph, tone, mark, words } = shown.get()?;
        let class = match tone {
            Tone::Bad => "sync-sign bad",
            Tone::Warn => "sync-sign warn",
            Tone::Neutral | Tone::Accent | Tone::Ok => "sync-sign",
        };
        Some(view! {
            <Link to=Place::Sync class label=words current=current>
                <Icon glyph size=20 />
                {mark.map(|mark| view! { <small aria-hidden="true">{mark}</small> })}
            </Link>
        })
    }
}
