//! The menu of the person who is logged in.

use leadsmart_contract::language::Language;
use leptos::prelude::*;

use super::texts;
use crate::auth::own_picture;
use crate::components::{Anchor, Avatar, Glyph, MenuItem, MenuList, use_toasts};
use crate::language::{language, t};
use crate::router::{Place, use_router};
use crate::session::use_session;
use crate::shortcuts::use_shortcuts;

/// The picture at the foot of the rail, with profile, language, companies and log-out behind it.
#[component]
pub(super) fn AccountMenu() -> impl IntoView {
    let session = use_session();
    let router = use_router();
    let shortcuts = use_shortcuts();
    let anchor = RwSignal::new(None);
    let name = Signal::derive(move || {
        session.user.with(|user| user.as_ref().map(|user| user.name.to_string()).unwrap_or_default())
    });
    let kept = own_picture(session);
    let picture = Signal::derive(move || kept.get().flatten());
    let label = move || format!("{}: {}", texts::account(language()), name.get());
    let open = move |event: leptos::ev::MouseEvent| anchor.set(Anchor::of_event(&event));
    view! {
        <button
            type="button"
            class="account"
            aria-haspopup="menu"
            aria-expanded=move || if anchor.get().is_some() { "true" } else { "false" }
            aria-label=label
            title=label
            on:click=open
        >
            <Avatar name picture />
        </button>
        <MenuList anchor label=t(texts::account)>
            <p class="menu-head strong" role="none">{name}</p>
            <MenuItem label=t(texts::profile) icon=Glyph::Person on_choose=move |()| router.go(Place::Profile) />
            <Languages />
            <MenuItem label=t(texts::keys) icon=Glyph::Keyboard shortcut="?" on_choose=move |()| shortcuts.help.set(true) />
            <MenuItem label=t(texts::switch_company) icon=Glyph::Building on_choose=move |()| session.open_companies() />
            <MenuItem label=t(texts::log_out) icon=Glyph::Leave on_choose=move |()| session.log_out() />
        </MenuList>
    }
}

/// The other languages; the person keeps the one she chooses.
#[component]
fn Languages() -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let choose = move |chosen: Language| session.choose_language(chosen, toasts);
    let others = move || {
        let entry = |other: Language| {
            view! { <MenuItem label=other.name() icon=Glyph::Globe on_choose=move |()| choose(other) /> }
        };
        Language::ALL.into_iter().filter(|other| *other != language()).map(entry).collect_view()
    };
    view! { {others} }
}
