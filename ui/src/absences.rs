//! Absences of professionals: who is away when, and whom that concerns.

mod entered;
mod form;
mod texts;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use leadsmart_contract::absences::{AbsenceEntered, AbsenceView, CreateAbsence, DeleteAbsence, ListAbsences};
use leadsmart_contract::ids::MemberId;
use leadsmart_contract::language::Language;
use leadsmart_contract::members::{ListMembers, MemberView};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;

use self::entered::EnteredDialog;
use self::form::AbsenceDialog;
use crate::backend::call;
use crate::components::{Avatar, Button, Choice, EmptyState, Glyph, Kind, Select, tint};
use crate::language::{format, language, language_now, t};
use crate::load::{Loaded, Ready, load};
use crate::send::{Action, ActionFailure};
use crate::session::{Company, use_company};
use crate::settings::kit::Head;
use crate::undo::use_undo;

/// What the list and its dialogs share.
#[derive(Clone, Copy)]
struct Desk {
    company: Company,
    members: Loaded<Vec<MemberView>>,
    open: RwSignal<bool>,
    /// What was entered last, while it touches appointments.
    entered: RwSignal<Option<AbsenceEntered>>,
    action: Action,
}

impl Desk {
    fn may(self) -> bool {
        self.company.can(Permission::AgendasManage)
    }

    fn name(self, id: MemberId) -> String {
        self.members.value.with(|members| {
            let member = members.iter().flatten().find(|member| member.id == id);
            member.map(|member| member.name.to_string()).unwrap_or_default()
        })
    }

    /// Those who attend and are in use.
    fn choices(self) -> Vec<Choice> {
        self.members.value.with(|members| {
            let usable = members.iter().flatten().filter(|member| member.active && member.professional);
            usable.map(|member| Choice::new(member.id.to_string(), member.name.to_string())).collect()
        })
    }
}

/// The absences, in the settings.
#[component]
pub(crate) fn AbsencesSettings() -> impl IntoView {
    let company = use_company();
    let company_id = company.id;
    let who = RwSignal::new(String::new());
    let loaded = load(&[Topic::Absences], move || {
        let member_id = who.with(|who| who.parse().ok());
        call(ListAbsences { company_id, from: None, to: None, member_id })
    });
    let desk = Desk {
        company,
        members: load(&[Topic::Members], move || {
            call(ListMembers { company_id, active: None, professional: None })
        }),
        open: RwSignal::new(false),
        entered: RwSignal::new(None),
        action: Action::new(),
    };
    let options = Signal::derive(move || {
        let all = Choice::new("", t(texts::everybody));
        std::iter::once(all).chain(desk.choices()).collect::<Vec<_>>()
    });
    view! {
        <Head title=t(texts::absences) text=t(texts::absences_text)>
            <Show when=move || desk.may()>
                <Button label=t(texts::new) kind=Kind::Primary icon=Glyph::Plus on_press=move |_| desk.open.set(true) />
            </Show>
        </Head>
        <div class="filter-select"><Select value=who options label=t(texts::whose) /></div>
        <ActionFailure action=desk.action />
        <Ready loaded let:absences><List absences desk /></Ready>
        <AbsenceDialog desk />
        <EnteredDialog desk />
    }
}

#[component]
fn List(absences: Signal<Vec<AbsenceView>>, desk: Desk) -> impl IntoView {
    let undo = use_undo();
    let empty = Memo::new(move |_| absences.with(Vec::is_empty));
    let delete = Callback::new(move |absence: AbsenceView| {
        let company_id = desk.company.id;
        desk.action.send(DeleteAbsence { company_id, absence_id: absence.id }, move |_| {
            let AbsenceView { member_id, start, end, reason, .. } = absence;
            let again = CreateAbsence {
                company_id,
                member_id,
                start: start.local,
                end: end.local,
                reason: Some(reason),
            };
            undo.offer(texts::deleted(language_now()), move || async move { call(again).await.map(|_| ()) });
        });
    });
    view! {
        <Show when=move || empty.get()>
            <EmptyState title=t(texts::none) text=t(texts::none_text) icon=Glyph::Suitcase />
        </Show>
        <ul class="set-list" hidden=move || empty.get()>
            {move || absences.get().into_iter().map(|absence| view! { <Line absence desk delete /> }).collect_view()}
        </ul>
    }
}

#[component]
fn Line(absence: AbsenceView, desk: Desk, delete: Callback<AbsenceView>) -> impl IntoView {
    let AbsenceView { member_id, start, end, ref reason, .. } = absence;
    let reason = reason.to_string();
    let name = Signal::derive(move || desk.name(member_id));
    let color = move || {
        let color = desk.members.value.with(|members| {
            members.iter().flatten().find(|member| member.id == member_id).map(|member| member.color)
        });
        color.map(tint).unwrap_or_default()
    };
    let when = move || period(language(), start.local, end.local, desk.company.today());
    let absence = StoredValue::new(absence);
    let label = move || texts::delete_of(language(), &name.get());
    view! {
        <li class=color>
            <Avatar name />
            <span class="what"><span>{name}</span><small>{reason}</small></span>
            <span>{when}</span>
            <Show when=move || desk.may()>
                <Button
                    label=label
                    icon=Glyph::Trash
                    icon_only=true
                    kind=Kind::Ghost
                    on_press=move |_| delete.run(absence.get_value())
                />
            </Show>
        </li>
    }
}

/// `seg, 3 nov – qua, 5 nov` for whole days, with hours for parts of them. The end is exclusive.
fn period(language: Language, start: DateTime, end: DateTime, today: Date) -> String {
    let date = |date: Date| format::short_date(language, date, today);
    if start.time() == Time::midnight() && end.time() == Time::midnight() {
        let last = end.date().checked_sub(1.day()).unwrap_or(end.date());
        return if last <= start.date() {
            date(start.date())
        } else {
            format!("{} – {}", date(start.date()), date(last))
        };
    }
    let (from, to) = (format::time(start.time()), format::time(end.time()));
    if start.date() == end.date() {
        format!("{}, {from}–{to}", date(start.date()))
    } else {
        format!("{} {from} – {} {to}", date(start.date()), date(end.date()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_days_are_told_without_hours() {
        let day = |day: i8, hour: i8| Date::new(2026, 11, day).expect("a date").at(hour, 0, 0, 0);
        let told = |start, end| period(Language::Portuguese, start, end, day(1, 0).date());
        assert_eq!(told(day(3, 0), day(4, 0)), "ter, 3 nov");
        assert_eq!(told(day(3, 0), day(6, 0)), "ter, 3 nov – qui, 5 nov");
        assert_eq!(told(day(3, 14), day(3, 16)), "ter, 3 nov, 14:00–16:00");
    }
}
