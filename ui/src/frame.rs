//! The window around every page: rail, top bar, main region, help with the keys.

mod account;
mod help;
mod texts;

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use wasm_bindgen::JsCast;

use crate::components::{Glyph, Icon};
use crate::language::{language, t};
use crate::palette::Palette;
use crate::router::{Link, Place, Section, use_router};
use crate::sample::SampleNote;
use crate::session::use_company;
use crate::shortcuts::use_shortcuts;
use crate::sync::QuietState;
use crate::threads::RailLink;
use crate::{backend, dom};

/// The rail beside the page, and the page.
#[component]
pub(crate) fn Frame(
    /// The page.
    children: Children,
) -> impl IntoView {
    let to_main = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        if let Some(main) = dom::document().get_element_by_id("main").and_then(|main| main.dyn_into().ok()) {
            dom::focus(&main);
        }
    };
    view! {
        <a class="skip-link" href="#main" on:click=to_main>{t(texts::skip)}</a>
        <div class="frame">
            <Rail />
            <div class="work">
                <SampleNote />
                <InactiveNote />
                <div class="page">{children()}</div>
            </div>
        </div>
        <help::Help />
        <Palette />
    }
}

/// Says above the page that the company is out of use. Nothing in one that is in use.
#[component]
fn InactiveNote() -> impl IntoView {
    let company = use_company();
    view! {
        <Show when=move || company.view.with(|view| !view.active)>
            <aside class="sample-note"><Icon glyph=Glyph::Warning size=16 /><p>{t(texts::inactive)}</p></aside>
        </Show>
    }
}

#[component]
fn Rail() -> impl IntoView {
    let router = use_router();
    let in_clients = Signal::derive(move || {
        matches!(router.place(), Place::Clients | Place::Duplicates | Place::Client(_))
    });
    let in_settings = Signal::derive(move || matches!(router.place(), Place::Settings(_)));
    view! {
        <nav class="rail" aria-label=t(texts::main)>
            <span class="logo" aria-hidden="true">"L"</span>
            <SearchButton />
            <Link to=Place::Today label=t(texts::today)><Icon glyph=Glyph::Sun size=20 /></Link>
            <Link to=Place::Agenda label=t(texts::agenda)><Icon glyph=Glyph::Calendar size=20 /></Link>
            <RailLink />
            <Link to=Place::Clients label=t(texts::clients) current=in_clients><Icon glyph=Glyph::People size=20 /></Link>
            <span class="spacer"></span>
            <QuietState />
            <Link to=Place::Settings(Section::Company) label=t(texts::settings) current=in_settings>
                <Icon glyph=Glyph::Gear size=20 />
            </Link>
            <account::AccountMenu />
        </nav>
    }
}

/// Opens the palette with the mouse.
#[component]
fn SearchButton() -> impl IntoView {
    let shortcuts = use_shortcuts();
    view! {
        <button
            type="button"
            class="rail-button"
            aria-haspopup="dialog"
            aria-keyshortcuts="Control+K"
            aria-label=t(texts::search)
            title=move || format!("{} (Ctrl K)", texts::search(language()))
            on:click=move |_| shortcuts.search.set(true)
        >
            <Icon glyph=Glyph::Search size=20 />
        </button>
    }
}

/// A page: the top bar with its title and whatever stands beside it, and the main region.
#[component]
pub(crate) fn Page(
    /// The title, also that of the window.
    #[prop(into)]
    title: TextProp,
    /// What stands in the top bar, after the title.
    #[prop(optional, into)]
    bar: ViewFn,
    /// What stands in the top bar before the title, such as the steps of a calendar.
    #[prop(optional, into)]
    lead: ViewFn,
    /// Classes of the main region; `padded` gives it room on all sides.
    #[prop(default = "padded")]
    class: &'static str,
    /// The content.
    children: Children,
) -> impl IntoView {
    let spoken = title.clone();
    Effect::new(move |_| {
        language();
        backend::name_page(format!("{} · LeadSmart", spoken.get()));
    });
    view! {
        <header class="bar">{lead.run()}<h1>{move || title.get()}</h1>{bar.run()}</header>
        <main id="main" class=class tabindex="-1">{children()}</main>
    }
}
