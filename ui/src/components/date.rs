//! A date: typed, or chosen from a month.

use jiff::civil::Date;
use leadsmart_contract::companies::WeekStart;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::field::field_context;
use super::popover::{Anchor, Popover};
use super::{Button, Glyph, Kind, MiniMonth, texts};
use crate::language::{format, language_now, t};

/// A date, typed as `25/11/2026`, `25/11` or `25`, or chosen from a month.
#[component]
pub(crate) fn DatePicker(
    /// The date; typing or choosing changes it.
    value: RwSignal<Option<Date>>,
    /// Today, from which a short date is completed.
    #[prop(into)]
    today: Signal<Date>,
    /// On which day weeks begin.
    #[prop(into)]
    week_start: Signal<WeekStart>,
    /// Its name for screen readers, where it stands in no field.
    #[prop(optional, into)]
    label: Option<TextProp>,
) -> impl IntoView {
    let field = field_context();
    let (invalid, note) = (field.invalid, field.note);
    let anchor = RwSignal::new(None::<Anchor>);
    // What was typed stays in sight while it is wrong.
    let text = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Some(date) = value.get() {
            text.set(format::date(date));
        } else if !invalid.get_untracked() {
            text.set(String::new());
        }
    });
    let typed = move |typed: String| {
        let date = format::parse_date(&typed, today.get_untracked());
        let wrong = date.is_none() && !typed.trim().is_empty();
        note.run(wrong.then(|| texts::not_a_date(language_now()).to_owned()));
        text.set(date.map_or(typed, format::date));
        value.set(date);
    };
    let pick = move |date: Date| {
        value.set(Some(date));
        note.run(None);
        anchor.set(None);
    };
    let selected = Signal::derive(move || value.get().unwrap_or_else(|| today.get()));
    view! {
        <div class="input-group">
            <input
                class="input"
                id=field.id
                type="text"
                inputmode="numeric"
                autocomplete="off"
                placeholder=t(texts::date_form)
                aria-label=move || label.as_ref().map(|text| text.get())
                aria-describedby=field.described_by
                aria-invalid=move || invalid.get().then_some("true")
                aria-required=field.required.then_some("true")
                prop:value=move || text.get()
                on:change:target=move |event| typed(event.target().value())
            />
            <Button
                label=t(texts::choose_date)
                icon=Glyph::Calendar
                icon_only=true
                kind=Kind::Ghost
                on_press=move |event: leptos::ev::MouseEvent| anchor.set(Anchor::of_event(&event))
            />
        </div>
        <Popover anchor label=t(texts::choose_date)>
            <MiniMonth selected today week_start on_pick=pick />
        </Popover>
    }
}
