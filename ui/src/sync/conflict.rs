//! One conflict: what was meant beside what stands, and the ways out.

use leadsmart_contract::ids::ConflictId;
use leadsmart_contract::sync::{ConflictState, ConflictView, ListConflicts};
use leptos::prelude::*;

use super::compare::Row;
use super::settle::Ways;
use super::{CONFLICT_TOPICS, Teller, texts};
use crate::backend::call;
use crate::components::{EmptyState, ErrorNote, Glyph, Icon, Skeleton};
use crate::frame::Page;
use crate::language::{language, t};
use crate::load::load;
use crate::router::{Link, Place};
use crate::session::use_company;

/// The page of a conflict.
#[component]
pub(crate) fn ConflictPage(
    /// Which one.
    id: ConflictId,
) -> impl IntoView {
    let company = use_company();
    let open = load(CONFLICT_TOPICS, move || {
        language();
        call(ListConflicts { company_id: company.id, state: Some(ConflictState::Open) })
    });
    let arrived = Memo::new(move |_| open.value.with(Option::is_some));
    let found = Memo::new(move |_| {
        open.value.with(|list| list.iter().flatten().find(|conflict| conflict.id == id).cloned())
    });
    let there = Memo::new(move |_| found.with(Option::is_some));
    let back = || {
        view! {
            <Link to=Place::Sync class="button ghost" current=Signal::stored(false)>
                <Icon glyph=Glyph::Left size=16 />
                {t(texts::back)}
            </Link>
        }
    };
    view! {
        <Page title=t(texts::conflict) lead=back class="padded sync">
            {move || open.failure.get().map(|failure| view! { <ErrorNote failure on_retry=move |()| open.reload() /> })}
            <Show when=move || !arrived.get() && open.failure.with(Option::is_none)><Skeleton lines=8 /></Show>
            {move || match (arrived.get(), there.get()) {
                (_, true) => found.get_untracked().map(|first| view! { <Detail first found /> }).into_any(),
                (true, false) => view! { <Gone /> }.into_any(),
                (false, false) => ().into_any(),
            }}
        </Page>
    }
}

#[component]
fn Gone() -> impl IntoView {
    view! {
        <EmptyState title=t(texts::gone) text=t(texts::gone_text) icon=Glyph::Check>
            <Link to=Place::Sync class="button">{t(texts::to_list)}</Link>
        </EmptyState>
    }
}

/// The conflict as it is known now; while it goes, as it was known last.
#[component]
fn Detail(first: ConflictView, found: Memo<Option<ConflictView>>) -> impl IntoView {
    let teller = Teller::new();
    let last = Memo::new(move |before: Option<&ConflictView>| {
        found.get().or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
    });
    let conflict: Signal<ConflictView> = last.into();
    let title = move || conflict.with(|one| teller.with(|reader| reader.title(one)));
    let origin = move || conflict.with(|one| teller.with(|reader| reader.origin(one)));
    view! {
        <section class="panel" aria-labelledby="conflict-title">
            <div>
                <h2 id="conflict-title">{title}</h2>
                <p>{move || conflict.with(|one| one.message.clone())}</p>
                <p class="muted small">{origin}</p>
            </div>
            <Sides conflict teller />
        </section>
        <Ways conflict teller />
    }
}

/// What was meant beside what stands. Where they differ, the row says so by a sign, by weight, and in words for screen readers.
#[component]
pub(super) fn Sides(
    /// The conflict.
    conflict: Signal<ConflictView>,
    /// Puts it into words.
    teller: Teller,
) -> impl IntoView {
    let rows = Memo::new(move |_| conflict.with(|one| teller.with(|reader| reader.rows(one))));
    let standing = Memo::new(move |_| rows.with(|rows| rows.first().map_or(0, |row| row.standing.len())));
    let heads = move || {
        (0..standing.get()).map(|_| view! { <th scope="col" class="stands"><Icon glyph=Glyph::Check size=14 />{t(texts::standing)}</th> }).collect_view()
    };
    let known = move || rows.with(|rows| !rows.is_empty());
    // Where it is wider than the page, the keys that scroll need something that has the focus.
    view! {
        <Show when=known fallback=|| view! { <p class="muted">{t(texts::no_fields)}</p> }>
            <div class="sides" tabindex="0" role="region" aria-label=t(texts::side_by_side)>
                <table>
                    <thead>
                        <tr>
                            <td></td>
                            <th scope="col" class="lost"><Icon glyph=Glyph::Cross size=14 />{t(texts::meant)}</th>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{move || rows.get().into_iter().map(|row| view! { <Compared row /> }).collect_view()}</tbody>
                </table>
            </div>
        </Show>
    }
}

#[component]
fn Compared(row: Row) -> impl IntoView {
    let differs = row.differs();
    let Row { label, meant, standing } = row;
    let shown = |text: String| if text.is_empty() { texts::nothing(language()).to_owned() } else { text };
    view! {
        <tr class:differs=differs>
            <th scope="row">
                {label}
                {differs.then(|| view! {
                    <span class="differ-sign" aria-hidden="true">"≠"</span>
                    <span class="unseen">" ("{t(texts::differs)}")"</span>
                })}
            </th>
            <td>{shown(meant.unwrap_or_default())}</td>
            {standing.into_iter().map(|text| view! { <td>{shown(text)}</td> }).collect_view()}
        </tr>
    }
}
