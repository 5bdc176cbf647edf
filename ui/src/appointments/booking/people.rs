//! Who attends: whoever is free, one professional, or several who all have to be free.

use leadsmart_contract::ids::MemberId;
use leadsmart_contract::members::MemberView;
use leptos::prelude::*;

use super::super::desk::{Desk, focus_on, use_desk};
use super::super::spot::Spot;
use super::super::texts;
use crate::components::{Button, Checkbox, Choice, Field, Glyph, Kind, Problems, Select};
use crate::language::{language, t};

/// The professionals of a spot. With one on the agenda and nobody else there is nothing to choose.
#[component]
pub(super) fn PeopleField(spot: Spot, problems: Problems) -> impl IntoView {
    let desk = use_desk();
    let several = RwSignal::new(false);
    // Whoever chose two elsewhere sees both.
    Effect::new(move |_| {
        if spot.members.with(|members| members.len() > 1) {
            several.set(true);
        }
    });
    let choice = move || {
        let own = of_agenda(desk, spot);
        own.len() > 1 || spot.members.with(|members| members.iter().any(|id| !own.contains(id)))
    };
    let more = move || everybody(desk, spot).len() > 1;
    view! {
        <Show when=move || several.get() fallback=move || view! {
            <Show when=choice><OneOf spot problems /></Show>
            <Show when=more><More spot several /></Show>
        }>
            <AllOf spot />
        </Show>
    }
}

/// One, or whoever is free.
#[component]
fn OneOf(spot: Spot, problems: Problems) -> impl IntoView {
    let desk = use_desk();
    let one = RwSignal::new(String::new());
    Effect::new(move |_| {
        one.set(spot.members.with(|members| members.first().map(ToString::to_string).unwrap_or_default()));
    });
    let options = Signal::derive(move || {
        let mut people = of_agenda(desk, spot);
        people.extend(spot.members.get().into_iter().filter(|id| !of_agenda(desk, spot).contains(id)));
        let named =
            people.into_iter().filter_map(|id| Some(Choice::new(id.to_string(), desk.member_name(id)?)));
        std::iter::once(Choice::new("", move || texts::any(language()))).chain(named).collect::<Vec<_>>()
    });
    let choose = move |id: String| {
        spot.automatic.set(false);
        spot.members.set(id.parse().ok().into_iter().collect());
    };
    view! {
        <Field label=t(texts::professional) name="member_ids" problems>
            <Select value=one options on_change=choose />
        </Field>
    }
}

/// Leads to several.
#[component]
fn More(spot: Spot, several: RwSignal<bool>) -> impl IntoView {
    let desk = use_desk();
    let open = move |_| {
        spot.automatic.set(false);
        let begin = untrack(|| begin(desk, spot));
        spot.members.update(|members| {
            if members.is_empty() {
                *members = begin;
            }
        });
        several.set(true);
        focus_on(".people input");
    };
    view! {
        <div class="more-people">
            <Button label=t(texts::several_people) icon=Glyph::People kind=Kind::Ghost on_press=open />
        </div>
    }
}

/// Several, all of whom have to be free.
#[component]
fn AllOf(spot: Spot) -> impl IntoView {
    let desk = use_desk();
    let entry = move |id: MemberId| {
        let turn = move |on: bool| {
            spot.automatic.set(false);
            spot.members.update(|members| {
                members.retain(|other| *other != id);
                if on {
                    members.push(id);
                }
            });
        };
        let on = Signal::derive(move || spot.members.with(|members| members.contains(&id)));
        let name = move || desk.member_name(id).unwrap_or_default();
        let full = Signal::derive(move || !on.get() && spot.members.with(Vec::len) >= MOST);
        view! { <Checkbox checked=on on_change=turn label=name disabled=full /> }
    };
    let entries = move || everybody(desk, spot).into_iter().map(entry).collect_view();
    view! {
        <fieldset class="people" data-field="member_ids">
            <legend>{t(texts::professionals)}</legend>
            <p class="hint">{t(texts::all_free)}</p>
            <div class="people-list">{entries}</div>
        </fieldset>
    }
}

/// An appointment has no more professionals than that.
const MOST: usize = 10;

/// Those who attend on the agenda. Tracked.
fn of_agenda(desk: Desk, spot: Spot) -> Vec<MemberId> {
    let own = spot.agenda_id();
    desk.agendas.value.with(|agendas| {
        let agenda = agendas.iter().flatten().find(|agenda| Some(agenda.id) == own);
        agenda.map(|agenda| agenda.member_ids.clone()).unwrap_or_default()
    })
}

/// All professionals of the company, those of the agenda first. Tracked.
fn everybody(desk: Desk, spot: Spot) -> Vec<MemberId> {
    let all = desk.members.value.with(|members| members.iter().flatten().map(id).collect::<Vec<_>>());
    own_first(&of_agenda(desk, spot), all)
}

fn id(member: &MemberView) -> MemberId {
    member.id
}

/// With whom several begin: those who are there already, else the only one of the agenda. Tracked.
fn begin(desk: Desk, spot: Spot) -> Vec<MemberId> {
    let present = spot.present.get();
    let own = of_agenda(desk, spot);
    if present.is_empty() && own.len() == 1 { own } else { present }
}

fn own_first(own: &[MemberId], all: Vec<MemberId>) -> Vec<MemberId> {
    let (first, then): (Vec<_>, Vec<_>) = all.into_iter().partition(|id| own.contains(id));
    first.into_iter().chain(then).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn those_of_the_agenda_come_first_in_their_order() {
        let id = |number: u128| MemberId::new(Uuid::from_u128(number));
        assert_eq!(own_first(&[id(3), id(2)], vec![id(1), id(2), id(3)]), [id(2), id(3), id(1)]);
        assert_eq!(own_first(&[], vec![id(1)]), [id(1)]);
    }
}
