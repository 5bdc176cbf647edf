//! Whether the chosen time is free; if not, which rules it breaks, the nearest free times, and booking against the rules.

use leadsmart_contract::agendas::SlotView;
use leadsmart_contract::appointments::{BrokenRule, Explanation, Rule};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::AppointmentId;
use leadsmart_contract::language::Language;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::desk::{Desk, RULES, focus_on, use_desk};
use super::texts;
use crate::backend::call;
use crate::components::{Button, ErrorNote, Glyph, Icon, Kind};
use crate::language::{format, language, t};
use crate::load::{Loaded, load};

/// Whether the time is only taken: what is booked nevertheless is squeezed in between others.
pub(super) fn is_squeeze(rules: &[BrokenRule]) -> bool {
    rules.iter().any(|broken| broken.rule.is_taken())
        && rules.iter().all(|broken| broken.rule.is_taken() || broken.rule == Rule::Buffer)
}

/// What something is that goes against these rules, in a word or two.
pub(super) fn against(language: Language, rules: &[BrokenRule]) -> &'static str {
    if is_squeeze(rules) { texts::squeezed(language) } else { texts::overridden(language) }
}

/// What the backend says of the chosen time.
#[derive(Clone, Copy)]
pub(super) struct Verdict {
    answer: Loaded<Option<Explanation>>,
    /// The rules of a call that was refused; they stand until another time is chosen.
    refused: RwSignal<Vec<BrokenRule>>,
}

impl Verdict {
    /// Asks again whenever the chosen time or the rules change.
    pub(super) fn follow(desk: Desk, except: Option<AppointmentId>) -> Self {
        let refused = RwSignal::new(Vec::new());
        let question = Memo::new(move |_| desk.spot.question(desk.company.id, except));
        let answer = load(RULES, move || {
            let question = question.get();
            async move {
                match question {
                    Some(question) => call(question).await.map(Some),
                    None => Ok::<Option<Explanation>, Failure>(None),
                }
            }
        });
        Effect::new(move |_| {
            question.track();
            refused.set(Vec::new());
        });
        Self { answer, refused }
    }

    /// Takes the rules of a call that was refused.
    pub(super) fn refuse(self, rules: Vec<BrokenRule>) {
        self.refused.set(rules);
        self.answer.reload();
    }

    /// The rules that the time breaks. Tracked.
    fn broken(self) -> Vec<BrokenRule> {
        let refused = self.refused.get();
        if !refused.is_empty() {
            return refused;
        }
        self.answer.value.with(|answer| {
            answer
                .as_ref()
                .and_then(Option::as_ref)
                .map(|answer| answer.broken_rules.clone())
                .unwrap_or_default()
        })
    }

    fn is_free(self) -> bool {
        self.refused.with(Vec::is_empty)
            && self
                .answer
                .value
                .with(|answer| answer.as_ref().and_then(Option::as_ref).is_some_and(|answer| answer.free))
    }
}

/// What is said of the chosen time, where the person is.
#[component]
pub(super) fn VerdictNote(
    /// What the backend says.
    verdict: Verdict,
    /// The words of the button that goes against the rules.
    #[prop(into)]
    anyway: TextProp,
    /// Goes against the rules.
    #[prop(into)]
    on_override: Callback<()>,
    /// Whether that is being done.
    #[prop(into)]
    busy: Signal<bool>,
) -> impl IntoView {
    let desk = use_desk();
    let broken = Memo::new(move |_| verdict.broken());
    let any = move || broken.with(|broken| !broken.is_empty());
    let rules = move || broken.get().into_iter().map(|rule| view! { <li>{rule.message}</li> }).collect_view();
    let may = move || desk.can_override() && broken.with(|broken| broken.iter().all(|rule| rule.overridable));
    let squeeze = Memo::new(move |_| broken.with(|broken| is_squeeze(broken)));
    let said =
        move || if squeeze.get() { texts::only_taken(language()) } else { texts::not_free(language()) };
    let anyway = StoredValue::new(anyway);
    let go_on = move || {
        if squeeze.get() { texts::squeeze(language()).into() } else { anyway.with_value(TextProp::get) }
    };
    let free = move || {
        let ghost = desk.ghost.get().filter(|_| verdict.is_free())?;
        let words = texts::is_free(language(), &format::clock_range(ghost.span.start, ghost.span.end));
        Some(view! { <p class="verdict free"><Icon glyph=Glyph::Check size=16 /> {words}</p> })
    };
    view! {
        {move || verdict.answer.failure.get().map(|failure| view! { <ErrorNote failure /> })}
        <div role="status">{free}</div>
        <Show when=any>
            <div class="note warn verdict">
                <div role="alert">
                    <p class="strong"><Icon glyph=Glyph::Warning size=16 /> {said}</p>
                    <ul>{rules}</ul>
                </div>
                <Alternatives verdict />
                <Show when=may>
                    <Button
                        label=go_on
                        kind=Kind::Danger
                        busy
                        on_press=move |_| on_override.run(())
                    />
                </Show>
            </div>
        </Show>
    }
}

/// The nearest free times.
#[component]
fn Alternatives(verdict: Verdict) -> impl IntoView {
    let slots = Signal::derive(move || {
        verdict.answer.value.with(|answer| {
            let answer = answer.as_ref().and_then(Option::as_ref);
            answer.map(|answer| answer.alternatives.clone()).unwrap_or_default()
        })
    });
    view! {
        <Show when=move || slots.with(|slots| !slots.is_empty())>
            <p class="small muted">{t(texts::alternatives)}</p>
            <SlotChips slots />
        </Show>
    }
}

/// Free times to choose from; pressing one takes it.
#[component]
pub(super) fn SlotChips(
    /// The times.
    #[prop(into)]
    slots: Signal<Vec<SlotView>>,
) -> impl IntoView {
    // Where several attend, the time alone does not say which is meant.
    let several = Memo::new(move |_| {
        slots.with(|slots| slots.windows(2).any(|pair| pair[0].agenda_id != pair[1].agenda_id))
    });
    let chip = move |time: SlotView| view! { <Chip time several /> };
    view! { <div class="chips">{move || slots.get().into_iter().map(chip).collect_view()}</div> }
}

#[component]
fn Chip(time: SlotView, several: Memo<bool>) -> impl IntoView {
    let desk = use_desk();
    let spot = desk.spot;
    let start = time.start.local;
    let agenda = time.agenda_id.to_string();
    let chosen = move || {
        spot.date.get() == Some(start.date())
            && spot.minute.get() == Some(format::minutes_of(start.time()))
            && spot.agenda.with(|own| *own == agenda)
    };
    let of = StoredValue::new(time);
    let date = move || format::relative_date(language(), start.date(), desk.company.today());
    let day = move || (spot.date.get() != Some(start.date())).then(date);
    let who = move || of.with_value(|slot| desk.who_of(slot));
    let spoken = move || {
        let when = texts::at_time(language(), &date(), &format::time(start.time()));
        texts::slot_with(language(), &when, &who())
    };
    let take = move |_| {
        spot.automatic.set(false);
        of.with_value(|slot| spot.take(slot));
        desk.state.go_to(start.date());
        focus_on(".agenda-panel [type=submit]");
    };
    view! {
        <button
            type="button"
            class="chip"
            aria-pressed=move || if chosen() { "true" } else { "false" }
            aria-label=spoken
            title=spoken
            on:click=take
        >
            <small>{day}</small>
            {format::time(start.time())}
            <small>{move || several.get().then(who)}</small>
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_only_against_others_is_squeezed_in() {
        let broken = |rule| BrokenRule { rule, message: String::new(), overridable: true };
        let squeeze =
            |rules: &[Rule]| is_squeeze(&rules.iter().map(|rule| broken(*rule)).collect::<Vec<_>>());
        assert!(
            squeeze(&[Rule::Full])
                && squeeze(&[Rule::Busy, Rule::Full])
                && squeeze(&[Rule::Buffer, Rule::Busy])
        );
        assert!(!squeeze(&[]) && !squeeze(&[Rule::Buffer]));
        assert!(!squeeze(&[Rule::Full, Rule::Closed]) && !squeeze(&[Rule::Holiday]));
    }
}
