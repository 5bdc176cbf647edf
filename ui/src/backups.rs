//! Copies of the data of this computer: one by a click, those that are kept by themselves, and the way back to one of them.
//! Only the application's window has this: a browser is not where the data is.

mod restore;
mod rules;
mod texts;

use leadsmart_contract::backups::{BackupMade, BackupView, CreateBackup, ListBackups};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::topic::Topic;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::text_prop::TextProp;
use web_sys::File;

use crate::backend::call;
use crate::components::{Button, ErrorNote, Kind};
use crate::language::{language, t};
use crate::load::{Ready, load};
use crate::session::use_company;
use restore::{Restore, RestoreDialog};

/// Copies and the way back.
#[component]
pub(crate) fn BackupPanel() -> impl IntoView {
    let company = use_company();
    let kept = load(&[Topic::Companies], move || call(ListBackups { company_id: company.id }));
    let restore = Restore::new(Some(company.id));
    let shared = move || kept.value.with(|kept| kept.as_ref().is_some_and(|kept| kept.shared));
    view! {
        <section class="panel" aria-labelledby="backup-title">
            <div>
                <h3 id="backup-title">{t(texts::title)}</h3>
                <p class="muted">{t(texts::text)}</p>
            </div>
            <MakeCopy />
            <Show when=shared><p class="note warn">{t(texts::shared)}</p></Show>
            <Ready loaded=kept lines=2 let:list>
                <h4>{t(texts::kept)}</h4>
                <Show
                    when=move || list.with(|list| !list.copies.is_empty())
                    fallback=|| view! { <p class="muted">{t(texts::none_kept)}</p> }
                >
                    <ul class="backups">
                        <For each=move || list.get().copies key=|copy| copy.id.clone() let:copy>
                            <Copy copy restore locked=Signal::derive(move || list.with(|list| list.shared)) />
                        </For>
                    </ul>
                </Show>
            </Ready>
            <Show when=move || !shared()><FromFile restore label=t(texts::from_file) /></Show>
            <RestoreDialog restore />
        </section>
    }
}

/// The button that makes a copy, and where the copy is then.
#[component]
fn MakeCopy() -> impl IntoView {
    let company = use_company();
    let (busy, made) = (RwSignal::new(false), RwSignal::new(None::<Result<BackupMade, Failure>>));
    let make = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        made.set(None);
        spawn_local(async move {
            let answer = call(CreateBackup { company_id: company.id }).await;
            if busy.try_set(false).is_none() {
                made.set(Some(answer));
            }
        });
    };
    let said = move || {
        made.with(|made| match made {
            Some(Ok(made)) => Some(texts::made(language(), &made.place, &rules::size(language(), made.size))),
            _ => None,
        })
    };
    let failure = move || made.with(|made| made.as_ref().and_then(|made| made.as_ref().err().cloned()));
    view! {
        <div><Button label=t(texts::make) kind=Kind::Primary busy on_press=make /></div>
        <p class="backup-made" role="status">{said}</p>
        {move || failure().map(|failure| view! { <ErrorNote failure /> })}
    }
}

/// A copy that is kept here.
#[component]
fn Copy(copy: BackupView, restore: Restore, locked: Signal<bool>) -> impl IntoView {
    let (title, line, chosen) = (copy.clone(), copy.clone(), copy.id.clone());
    let title = move || rules::title(language(), &title);
    let line = move || rules::line(language(), &line);
    let readable = copy.contents.is_some();
    let usable = move || readable && !locked.get();
    view! {
        <li>
            <span><strong class="strong">{title}</strong><small>{line}</small></span>
            <Show when=usable>
                {
                    let chosen = chosen.clone();
                    view! { <Button label=t(texts::restore) on_press=move |_| restore.begin(chosen.clone()) /> }
                }
            </Show>
        </li>
    }
}

/// The way back on a computer that has no data yet.
#[component]
pub(crate) fn FirstRestore() -> impl IntoView {
    let restore = Restore::new(None);
    view! {
        <FromFile restore label=t(texts::first) />
        <RestoreDialog restore />
    }
}

/// The way to a copy that is kept elsewhere.
#[component]
fn FromFile(restore: Restore, #[prop(into)] label: TextProp) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let choose = move |_| input.get_untracked().into_iter().for_each(|input| input.click());
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        let file: Option<File> = input.files().and_then(|files| files.get(0));
        if let Some(file) = file {
            restore.send(file);
        }
        // So that the same file can be chosen again.
        input.set_value("");
    };
    view! {
        <div class="row from-file">
            <input type="file" hidden node_ref=input accept=".leadsmart-backup,.db" on:change=chosen />
            <Button label on_press=choose />
            <span class="hint">{t(texts::from_file_hint)}</span>
        </div>
    }
}
