//! The second step: where to, which days, and what would be booked.

use leadsmart_contract::ics::{IcsCheck, IcsVerdict};
use leadsmart_contract::permission::Permission;
use leptos::prelude::*;

use super::rules::{self, ORDER};
use super::{Import, texts};
use crate::components::{
    Badge, Button, Checkbox, Choice, DatePicker, ErrorNote, Field, Kind, Select, StepHeading, Tone,
};
use crate::language::{language, t};

#[component]
pub(super) fn Check(import: Import) -> impl IntoView {
    let name = Signal::derive(move || {
        import.file.with(|file| file.as_ref().map(|file| file.name.clone()).unwrap_or_default())
    });
    // Whatever the person changes is asked about again; the answer itself fills in days, which is no change of hers.
    let wanted = Memo::new(move |_| {
        let days = (import.from.get(), import.to.get());
        (import.agenda.get(), days, import.create_clients.get(), import.with_free.get())
    });
    let taken =
        move || import.found.with(|found| found.as_ref().map(|found| (Some(found.from), Some(found.to))));
    Effect::watch(
        move || wanted.get(),
        move |new, old, _| {
            let same_but_days = old.is_some_and(|old| (&old.0, old.2, old.3) == (&new.0, new.2, new.3));
            if !(same_but_days && untrack(taken) == Some(new.1)) {
                import.ask();
            }
        },
        false,
    );
    let failure = move || {
        let again = Callback::new(move |()| import.ask());
        import.failure.get().map(|failure| view! { <ErrorNote failure on_retry=again /> })
    };
    view! {
        <StepHeading text=name />
        <Where import />
        <Choices import />
        <Counts import />
        {ORDER.map(|verdict| view! { <Events import verdict /> }).collect_view()}
        {failure}
        <Buttons import />
    }
}

/// The agenda and the days.
#[component]
fn Where(import: Import) -> impl IntoView {
    let company = import.company;
    let agendas = Signal::derive(move || {
        let choice = |agenda: &leadsmart_contract::agendas::AgendaView| {
            Choice::new(agenda.id.to_string(), agenda.name.to_string())
        };
        import.agendas.with(|agendas| agendas.iter().map(choice).collect::<Vec<_>>())
    });
    let today = Signal::derive(move || company.today());
    let week_start = Signal::derive(move || company.week_start());
    let problems = import.problems;
    view! {
        <div class="form-row">
            <Field label=t(texts::agenda) name="agenda_id" problems>
                <Select value=import.agenda options=agendas disabled=import.running />
            </Field>
            <Field label=t(texts::from) name="from" problems>
                <DatePicker value=import.from today week_start />
            </Field>
            <Field label=t(texts::to) name="to" problems>
                <DatePicker value=import.to today week_start />
            </Field>
        </div>
    }
}

#[component]
fn Choices(import: Import) -> impl IntoView {
    let company = import.company;
    let conflicts = Memo::new(move |_| {
        import.found.with(|found| found.as_ref().is_some_and(|found| found.conflicts > 0))
    });
    view! {
        <Show when=move || company.can(Permission::ClientsManage)>
            <Checkbox
                checked=import.create_clients
                on_change=move |on| import.create_clients.set(on)
                label=t(texts::create_clients)
                hint=t(texts::create_clients_hint)
                disabled=import.running
            />
        </Show>
        <Checkbox
            checked=import.with_free
            on_change=move |on| import.with_free.set(on)
            label=t(texts::with_free)
            disabled=import.running
        />
        <Show when=move || conflicts.get() && company.can(Permission::AppointmentsOverride)>
            <Checkbox
                checked=import.allow_conflicts
                on_change=move |on| import.allow_conflicts.set(on)
                label=t(texts::allow_conflicts)
                hint=t(texts::allow_conflicts_hint)
                disabled=import.running
            />
        </Show>
    }
}

/// How many would be booked, and how many would not.
#[component]
fn Counts(import: Import) -> impl IntoView {
    let badges = move || {
        import.found.with(|found| {
            let found = found.as_ref()?;
            let badge = |verdict: IcsVerdict| {
                let count = rules::count(found, verdict);
                let tone = match verdict {
                    IcsVerdict::Ready => Tone::Ok,
                    IcsVerdict::Conflict => Tone::Warn,
                    IcsVerdict::Wrong => Tone::Bad,
                    IcsVerdict::Known | IcsVerdict::Duplicate => Tone::Neutral,
                };
                (count > 0 || verdict == IcsVerdict::Ready)
                    .then(|| view! { <Badge tone label=rules::counted(language(), verdict, count) /> })
            };
            let entered = u64::from(found.new_clients);
            let outside = u64::from(found.outside);
            Some(view! {
                {ORDER.map(badge).collect_view()}
                {(entered > 0).then(|| view! { <Badge label=texts::new_clients(language(), entered) /> })}
                {(outside > 0).then(|| view! { <Badge label=texts::outside(language(), outside) /> })}
            })
        })
    };
    view! { <div class="import-counts" role="status">{badges}</div> }
}

/// The events of one kind, each with what it would become.
#[component]
fn Events(import: Import, verdict: IcsVerdict) -> impl IntoView {
    let today = Signal::derive(move || import.company.today());
    move || {
        let (lines, all) = import.found.with(|found| {
            let found: &IcsCheck = found.as_ref()?;
            let own = found.events.iter().filter(|event| event.verdict == verdict);
            let lines: Vec<String> = own.map(|event| rules::line(language(), event, today.get())).collect();
            Some((lines, rules::count(found, verdict)))
        })?;
        (all > 0).then(|| {
            let rest = all.saturating_sub(lines.len() as u64);
            let name = rules::counted(language(), verdict, all);
            let title = name.clone();
            view! {
                <details class="import-lines" open=matches!(verdict, IcsVerdict::Ready | IcsVerdict::Conflict | IcsVerdict::Wrong)>
                    <summary>{title}</summary>
                    // It scrolls, so the keyboard has to reach it.
                    <ul tabindex="0" aria-label=name>
                        {lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
                        {(rest > 0).then(|| view! { <li class="muted">{texts::more(language(), rest)}</li> })}
                    </ul>
                </details>
            }
        })
    }
}

#[component]
fn Buttons(import: Import) -> impl IntoView {
    let booked = Memo::new(move |_| {
        let all = import.allow_conflicts.get();
        import.found.with(|found| found.as_ref().map_or(0, |found| rules::would_book(found, all)))
    });
    let label = move || match (import.checking.get(), booked.get()) {
        (true, _) => texts::checking(language()).to_owned(),
        (false, 0) => texts::nothing(language()).to_owned(),
        (false, count) => texts::import_some(language(), count),
    };
    let idle = Signal::derive(move || booked.get() == 0 || import.checking.get());
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
            <Button label=t(texts::cancel) disabled=import.running on_press=move |_| import.close() />
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
