//! Appointments that repeat: which of them a change means, and changes of many at once.

use jiff::civil::Date;
use leadsmart_contract::appointments::{
    AppointmentCard, AppointmentView, CancelSeries, CreateSeries, Occurrence, Repeat, RepeatUnit,
    SeriesOutcome, SeriesPlace, SeriesScope, UndoMany, UpdateDate, UpdateSeries,
};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::{AppointmentId, ChangeId};
use leadsmart_contract::language::Language;
use leadsmart_contract::values::{List, Note, ShortText};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::changes::name_of;
use super::desk::{Desk, focus_calendar, use_desk};
use super::texts;
use super::verdict::is_squeeze;
use crate::backend::call;
use crate::components::{Button, Choice, Kind, Segmented};
use crate::language::{format, language, language_now, t};

/// Which appointments of a series a change means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Scope {
    /// The one that is changed.
    #[default]
    This,
    /// That one and those that start after it.
    Following,
    /// All.
    All,
}

impl Scope {
    const EVERY: [Self; 3] = [Self::This, Self::Following, Self::All];

    /// As the backend has it; none for one alone.
    pub(super) const fn of_series(self) -> Option<SeriesScope> {
        match self {
            Self::This => None,
            Self::Following => Some(SeriesScope::Following),
            Self::All => Some(SeriesScope::All),
        }
    }

    /// What it is called.
    pub(super) const fn label(self) -> fn(Language) -> &'static str {
        match self {
            Self::This => texts::only_this,
            Self::Following => texts::following,
            Self::All => texts::all_of_series,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::This => "this",
            Self::Following => "following",
            Self::All => "all",
        }
    }

    fn from_key(key: &str) -> Self {
        Self::EVERY.into_iter().find(|scope| scope.key() == key).unwrap_or_default()
    }
}

/// Those of a series that would break rules, and what can be done about that.
#[component]
pub(super) fn InTheWay(
    /// Those that would; none if nothing is in the way.
    #[prop(into)]
    refused: Signal<Vec<Occurrence>>,
    /// Whether something is being done.
    #[prop(into)]
    busy: Signal<bool>,
    /// Goes on without them.
    #[prop(into)]
    on_leave: Callback<()>,
    /// Goes on against the rules.
    #[prop(into)]
    on_override: Callback<()>,
) -> impl IntoView {
    let desk = use_desk();
    let count = move || refused.with(Vec::len) as u64;
    let line = |one: Occurrence| {
        let start = one.start.local;
        let when = move || {
            let weekday = format::weekday_short(language(), start.weekday());
            texts::at_time(
                language(),
                &format!("{weekday} {}", format::date(start.date())),
                &format::time(start.time()),
            )
        };
        let why: Vec<String> = one.broken_rules.into_iter().map(|rule| rule.message).collect();
        view! { <li><strong>{when}</strong>" "{why.join(" ")}</li> }
    };
    let rules = move || refused.get().into_iter().flat_map(|one| one.broken_rules).collect::<Vec<_>>();
    let may = move || desk.can_override() && rules().iter().all(|rule| rule.overridable);
    let anyway = move || {
        if is_squeeze(&rules()) { texts::squeeze(language()) } else { texts::move_anyway(language()) }
    };
    view! {
        <Show when=move || { count() > 0 }>
            <div class="note warn verdict">
                <div role="alert">
                    <p class="strong">{move || texts::in_the_way(language(), count())}</p>
                    <ul>{move || refused.get().into_iter().map(line).collect_view()}</ul>
                </div>
                <Button label=move || texts::leave_these(language(), count()) busy on_press=move |_| on_leave.run(()) />
                <Show when=may>
                    <Button label=anyway kind=Kind::Danger busy on_press=move |_| on_override.run(()) />
                </Show>
            </div>
        </Show>
    }
}

/// The move of one as that of several of its series.
pub(super) fn of_series(command: UpdateDate, scope: SeriesScope) -> UpdateSeries {
    UpdateSeries {
        company_id: command.company_id,
        appointment_id: command.appointment_id,
        revision: command.revision,
        scope,
        start: Some(command.start),
        duration: command.duration,
        agenda_id: command.agenda_id,
        member_ids: command.member_ids,
        service_ids: None,
        notes: None,
        leave_out: List::default(),
        r#override: command.r#override,
    }
}

/// Whether an appointment has others with which it could be changed.
pub(super) fn is_one_of_many(view: &AppointmentView) -> bool {
    view.series.as_ref().is_some_and(|series| series.entries.len() > 1)
}

/// Which one of the series it is, counted from one, and how many there are.
pub(super) fn place_of(series: &SeriesPlace, id: AppointmentId) -> Option<(usize, usize)> {
    let place = series.entries.iter().position(|entry| entry.id == id)?;
    Some((place + 1, series.entries.len()))
}

/// `a cada 2 semanas`.
pub(super) fn repeat_words(language: Language, repeat: Repeat) -> String {
    let every = u64::from(repeat.every);
    match repeat.unit {
        RepeatUnit::Day => texts::every_days(language, every),
        RepeatUnit::Week => texts::every_weeks(language, every),
        RepeatUnit::Month => texts::every_months(language, every),
    }
}

/// Asks which are meant. The arrows choose, and Enter goes on as it does in a field.
#[component]
pub(super) fn ScopeChoice(
    /// What is meant.
    scope: RwSignal<Scope>,
    /// Goes on.
    #[prop(into)]
    on_enter: Callback<()>,
) -> impl IntoView {
    let value = Signal::derive(move || scope.get().key().to_owned());
    let options = Signal::derive(|| {
        Scope::EVERY.map(|scope| Choice::new(scope.key(), t(scope.label()))).into_iter().collect::<Vec<_>>()
    });
    let enter = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            on_enter.run(());
        }
    };
    view! {
        <div class="series-scope" on:keydown=enter>
            <Segmented label=t(texts::which) value options on_change=move |key: String| scope.set(Scope::from_key(&key)) />
        </div>
    }
}

impl Desk {
    /// Books a series, and shows the first of it.
    pub(super) async fn book_series(
        self,
        command: CreateSeries,
        name: String,
        first: Option<Date>,
    ) -> Result<SeriesOutcome, Failure> {
        let outcome = call(command).await?;
        let text = texts::were_booked(language_now(), outcome.changed.len() as u64, &name);
        self.series_changed(&outcome, text);
        // The page may be gone.
        if self.state.panel.try_get_untracked().is_some()
            && let (Some(changed), Some(date)) = (outcome.changed.first(), first)
        {
            self.state.go_to(date);
            self.select(changed.appointment_id);
            focus_calendar();
        }
        Ok(outcome)
    }

    /// Moves or changes several of a series.
    pub(super) async fn update_series(
        self,
        command: UpdateSeries,
        name: &str,
    ) -> Result<SeriesOutcome, Failure> {
        let words = if command.notes.is_some() { texts::were_noted } else { texts::were_moved };
        let outcome = came_of(call(command).await?)?;
        let text = words(language_now(), outcome.changed.len() as u64, name);
        self.series_changed(&outcome, text);
        Ok(outcome)
    }

    /// Changes the notes of several of a series.
    pub(super) async fn set_notes_of_many(
        self,
        card: &AppointmentCard,
        notes: Note,
        scope: SeriesScope,
    ) -> Result<SeriesOutcome, Failure> {
        let command = UpdateSeries {
            company_id: self.company.id,
            appointment_id: card.id,
            revision: Some(card.revision),
            scope,
            start: None,
            duration: None,
            agenda_id: None,
            member_ids: None,
            service_ids: None,
            notes: Some(notes),
            leave_out: List::default(),
            r#override: false,
        };
        self.update_series(command, &name_of(card)).await
    }

    /// Moves several of a series, one of which was dragged. Its card is in its new place before the backend has answered, and back
    /// if any of them is refused.
    pub(super) async fn move_many_at_once(
        self,
        card: AppointmentCard,
        assumed: &AppointmentCard,
        command: UpdateSeries,
    ) -> Result<SeriesOutcome, Failure> {
        self.put_card(assumed);
        let answer = self.update_series(command, &name_of(&card)).await;
        let moved = answer.as_ref().is_ok_and(|outcome| outcome.refused.is_empty());
        if !moved && self.calendar.value.try_with_untracked(|_| ()).is_some() {
            self.put_card(&card);
            self.calendar.reload();
        }
        answer
    }

    /// Calls several of a series off.
    pub(super) async fn cancel_series(
        self,
        card: &AppointmentCard,
        scope: SeriesScope,
        reason: Option<ShortText>,
    ) -> Result<SeriesOutcome, Failure> {
        let command = CancelSeries {
            company_id: self.company.id,
            appointment_id: card.id,
            revision: Some(card.revision),
            scope,
            reason,
        };
        let outcome = came_of(call(command).await?)?;
        let text = texts::were_cancelled(language_now(), outcome.changed.len() as u64, &name_of(card));
        self.series_changed(&outcome, text);
        Ok(outcome)
    }

    /// Tells what became of a series, and offers to take it back as a whole.
    fn series_changed(self, outcome: &SeriesOutcome, text: String) {
        let changes: Vec<ChangeId> = outcome.changed.iter().filter_map(|changed| changed.change_id).collect();
        if changes.is_empty() {
            return;
        }
        let kept = outcome.kept.len() as u64;
        let stayed = (kept > 0).then(|| texts::stayed(language_now(), kept));
        let text = [Some(text), stayed].into_iter().flatten().collect::<Vec<_>>().join("; ");
        let company_id = self.company.id;
        self.undo.offer(text, move || async move {
            let Ok(change_ids) = List::parse(changes) else { return Ok(()) };
            let outcome = call(UndoMany { company_id, change_ids }).await?;
            let count = outcome.kept.len() as u64;
            match outcome.kept.into_iter().next() {
                Some(kept) => Err(Failure::new(kept.failure.code, texts::not_undone(language_now(), count))),
                None => Ok(()),
            }
        });
    }
}

/// What came of a change. Where all that are meant are over nothing did, and why is told as that of the first.
fn came_of(outcome: SeriesOutcome) -> Result<SeriesOutcome, Failure> {
    let nothing = outcome.changed.is_empty() && outcome.refused.is_empty();
    match outcome.kept.first() {
        Some(kept) if nothing => Err(kept.failure.clone()),
        _ => Ok(outcome),
    }
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::appointments::{ChangedOfMany, KeptOfMany, RepeatEnd, SeriesEntry, Status};
    use leadsmart_contract::failure::Code;
    use leadsmart_contract::ids::SeriesId;
    use leadsmart_contract::values::Moment;
    use uuid::Uuid;

    use super::*;

    fn id(number: u128) -> AppointmentId {
        AppointmentId::new(Uuid::from_u128(number))
    }

    fn repeat(every: u16, unit: RepeatUnit) -> Repeat {
        Repeat { every, unit, end: RepeatEnd::Count { count: 3 } }
    }

    #[test]
    fn what_a_change_means_survives_as_the_value_of_a_choice() {
        for scope in Scope::EVERY {
            assert_eq!(Scope::from_key(scope.key()), scope);
        }
        assert_eq!(Scope::from_key("none"), Scope::This);
        assert_eq!(Scope::This.of_series(), None);
    }

    #[test]
    fn an_appointment_knows_its_place_among_all_of_its_series() {
        let start = Moment {
            at: "2026-11-26T17:00:00Z".parse().expect("an instant"),
            local: "2026-11-26T14:00:00".parse().expect("a reading"),
        };
        let entry = |number| SeriesEntry { id: id(number), start, status: Status::Cancelled };
        let series = SeriesPlace {
            id: SeriesId::new(Uuid::from_u128(9)),
            repeat: repeat(1, RepeatUnit::Week),
            entries: vec![entry(1), entry(2), entry(3)],
        };
        assert_eq!(place_of(&series, id(2)), Some((2, 3)));
        assert_eq!(place_of(&series, id(7)), None);
    }

    #[test]
    fn how_it_repeats_is_said_in_words() {
        let words = |every, unit| repeat_words(Language::Portuguese, repeat(every, unit));
        assert_eq!(words(1, RepeatUnit::Week), "toda semana");
        assert_eq!(words(2, RepeatUnit::Week), "a cada 2 semanas");
        assert_eq!(words(1, RepeatUnit::Month), "todo mês");
        assert_eq!(words(3, RepeatUnit::Day), "a cada 3 dias");
    }

    #[test]
    fn a_change_of_which_nothing_came_is_told_and_not_passed_over() {
        let failure = Failure::new(Code::WrongState, "Este horário já começou.");
        let card = super::super::tests::card(1, 1, &[], 540, 600);
        let over = SeriesOutcome {
            series_id: SeriesId::new(Uuid::from_u128(9)),
            changed: Vec::new(),
            kept: vec![KeptOfMany { card, failure: failure.clone() }],
            refused: Vec::new(),
        };
        assert_eq!(came_of(over.clone()), Err(failure));
        let changed = ChangedOfMany { appointment_id: id(2), change_id: None };
        let some = SeriesOutcome { changed: vec![changed], ..over };
        assert_eq!(came_of(some.clone()), Ok(some), "some were changed, and those that stay are named");
    }
}
