//! The second step: what the columns hold, and what would come in.

use leadsmart_contract::clients::{ImportCheck, ImportField, LeftOut};
use leptos::prelude::*;

use super::rules;
use super::{Import, texts};
use crate::clients::texts as clients;
use crate::components::{Badge, Button, Checkbox, Choice, ErrorNote, Kind, Select, StepHeading, Tone};
use crate::language::{language, t};

#[component]
pub(super) fn Check(import: Import) -> impl IntoView {
    let found = import.found;
    let about = Signal::derive(move || {
        let name = import.file.with(|file| file.as_ref().map(|file| file.name.clone()).unwrap_or_default());
        found.with(|found| match found {
            Some(found) => {
                let delimiter = texts::delimiter(language(), found.delimiter);
                texts::file(language(), &name, delimiter, texts::encoding(found.encoding))
            }
            None => name,
        })
    });
    let header =
        Signal::derive(move || found.with(|found| found.as_ref().is_some_and(|found| found.has_header)));
    let failure = move || {
        let again = Callback::new(move |()| import.ask_again());
        import.failure.get().map(|failure| view! { <ErrorNote failure on_retry=again /> })
    };
    view! {
        <StepHeading text=about />
        <Columns import />
        <Checkbox
            checked=header
            on_change=move |on| import.set_header(on)
            label=t(texts::header)
            disabled=import.running
        />
        <Counts import />
        <Problems import />
        <Lookalikes import />
        {failure}
        <Buttons import />
    }
}

/// Names and first cells of the columns. It is drawn anew only if these change, so that a choice keeps the focus.
#[derive(Clone, PartialEq)]
struct Table {
    names: Vec<String>,
    samples: Vec<Vec<String>>,
}

#[component]
fn Columns(import: Import) -> impl IntoView {
    let table = Memo::new(move |_| {
        import.found.with(|found| {
            let found = found.as_ref()?;
            let names = found.columns.iter().map(|column| column.name.clone()).collect();
            Some(Table { names, samples: found.samples.clone() })
        })
    });
    move || {
        let Table { names, samples } = table.get()?;
        let heads = names.into_iter().enumerate();
        let heads = heads.map(|(place, name)| view! { <Column import place name /> }).collect_view();
        let cells = |row: Vec<String>| row.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
        let rows = samples.into_iter().map(|row| view! { <tr>{cells(row)}</tr> }).collect_view();
        Some(view! {
            <div class="import-table">
                <table aria-label=t(texts::columns)>
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        })
    }
}

/// The head of a column: its name, and what it holds.
#[component]
fn Column(import: Import, place: usize, name: String) -> impl IntoView {
    let name =
        Signal::derive(
            move || {
                if name.is_empty() { texts::column(language(), place + 1) } else { name.clone() }
            },
        );
    let kept =
        move || import.fields.with(|fields| fields.get(place).copied().unwrap_or(ImportField::Ignored));
    let value = RwSignal::new(rules::key(untrack(kept)));
    // Another column may have taken over what this one had.
    Effect::new(move |_| {
        let key = rules::key(kept());
        if value.with_untracked(|value| *value != key) {
            value.set(key);
        }
    });
    let options = Signal::derive(move || {
        let choice = |field: ImportField| Choice::new(rules::key(field), texts::field(language(), field));
        ImportField::ALL.into_iter().map(choice).collect::<Vec<_>>()
    });
    let label = move || texts::column_holds(language(), &name.get());
    let ignored = move || kept() == ImportField::Ignored;
    view! {
        <th scope="col" class:ignored=ignored>
            <span class="ellipsis">{move || name.get()}</span>
            <Select
                value
                options
                label
                disabled=import.running
                on_change=move |key: String| import.set_field(place, rules::field_of(&key))
            />
        </th>
    }
}

/// How many would come in, and how many would not.
#[component]
fn Counts(import: Import) -> impl IntoView {
    let named = Memo::new(move |_| import.fields.with(|fields| fields.iter().any(|field| field.names())));
    let count = move |of: fn(&ImportCheck) -> u32| {
        import.found.with(|found| found.as_ref().map_or(0, |found| u64::from(of(found))))
    };
    let badges = move || {
        if !named.get() {
            return None;
        }
        let (new, duplicates, wrong) =
            (count(|found| found.new), count(|found| found.duplicates), count(|found| found.wrong));
        Some(view! {
            <Badge tone=Tone::Ok label=texts::new(language(), new) />
            {(duplicates > 0).then(|| view! { <Badge tone=Tone::Warn label=texts::duplicates(language(), duplicates) /> })}
            {(wrong > 0).then(|| view! { <Badge tone=Tone::Bad label=texts::wrong(language(), wrong) /> })}
        })
    };
    view! {
        <div class="import-counts" role="status">
            {badges}
            {move || (!named.get()).then(|| view! { <p class="note warn">{t(texts::no_name)}</p> })}
        </div>
    }
}

/// The lines that stay out, each with its problem.
#[component]
fn Problems(import: Import) -> impl IntoView {
    move || {
        let (lines, all) = import.found.with(|found| {
            let found = found.as_ref()?;
            let line = |left: &LeftOut| (left.line, rules::problem(language(), left));
            Some((found.left_out.iter().map(line).collect::<Vec<_>>(), u64::from(found.wrong)))
        })?;
        (all > 0).then(|| view! { <Lines title=texts::wrong(language(), all) lines all /> })
    }
}

/// The lines that look like somebody, and whether they come in all the same.
#[component]
fn Lookalikes(import: Import) -> impl IntoView {
    let all = Memo::new(move |_| {
        import.found.with(|found| found.as_ref().map_or(0, |found| u64::from(found.duplicates)))
    });
    let lines = move || {
        let lines = import.found.with(|found| {
            let found = found.as_ref()?;
            let lines = found.lookalikes.iter().map(|like| (like.line, rules::likeness(language(), like)));
            Some(lines.collect::<Vec<_>>())
        })?;
        let all = all.get();
        Some(view! { <Lines title=texts::duplicates(language(), all) lines all /> })
    };
    view! {
        <Show when=move || { all.get() > 0 }>
            {lines}
            <Checkbox
                checked=import.allow_duplicates
                on_change=move |on| import.allow_duplicates.set(on)
                label=t(texts::allow)
                hint=t(texts::allow_hint)
                disabled=import.running
            />
        </Show>
    }
}

/// Lines with what is to be said of them; of very many only the first.
#[component]
fn Lines(title: String, lines: Vec<(u32, String)>, all: u64) -> impl IntoView {
    let rest = all.saturating_sub(lines.len() as u64);
    let line = |(number, text): (u32, String)| {
        view! { <li><strong>{texts::line(language(), number)}</strong>" "{text}</li> }
    };
    let lines = lines.into_iter().map(line).collect_view();
    let name = title.clone();
    view! {
        <details class="import-lines" open>
            <summary>{title}</summary>
            // It scrolls, so the keyboard has to reach it.
            <ul tabindex="0" aria-label=name>
                {lines}
                {(rest > 0).then(|| view! { <li class="muted">{texts::more(language(), rest)}</li> })}
            </ul>
        </details>
    }
}

#[component]
fn Buttons(import: Import) -> impl IntoView {
    let entering = Memo::new(move |_| {
        let allow = import.allow_duplicates.get();
        import.found.with(|found| found.as_ref().map_or(0, |found| rules::would_enter(found, allow)))
    });
    let label = move || match (import.checking.get(), entering.get()) {
        (true, _) => texts::checking(language()).to_owned(),
        (false, 0) => texts::nothing(language()).to_owned(),
        (false, count) => texts::import_some(language(), count),
    };
    let idle = Signal::derive(move || entering.get() == 0 || import.checking.get());
    view! {
        <div class="actions">
            <span class="push-start">
                <Button
                    label=t(texts::other_file)
                    kind=Kind::Ghost
                    disabled=import.running
                    on_press=move |_| import.start_over()
                />
            </span>
            <Button label=t(clients::cancel) disabled=import.running on_press=move |_| import.close() />
            <Button
                label
                kind=Kind::Primary
                busy=import.running
                disabled=idle
                on_press=move |_| import.run()
            />
        </div>
    }
}
