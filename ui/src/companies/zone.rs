//! Choosing a time zone by its city.

use leadsmart_contract::system::ListZones;
use leadsmart_contract::values::{Problem, ZoneName};
use leptos::prelude::*;

use super::texts;
use crate::backend::call;
use crate::clock;
use crate::components::{ComboOption, Combobox, Field, Problems};
use crate::language::format::{folded, time};
use crate::language::{language, t};
use crate::load::load;

/// How many zones the list shows; typing narrows it.
const SHOWN: usize = 30;

/// A field to choose a time zone by its city, with what the clock shows there now.
#[component]
pub(crate) fn ZonePicker(
    /// The zone; none while what is typed names none.
    value: RwSignal<Option<ZoneName>>,
    /// What the form knows of its problems.
    problems: Problems,
) -> impl IntoView {
    let zones = load(&[], || call(ListZones {}));
    let text = RwSignal::new(String::new());
    // A zone given from outside, such as that of this computer, is shown by its city.
    Effect::new(move |_| {
        if let Some(zone) = value.get() {
            text.set(city(&zone));
        }
    });
    let options = Signal::derive(move || {
        let known = zones.get().unwrap_or_default();
        let wanted = folded(&text.get());
        let chosen = value.with(|zone| zone.as_ref().is_some_and(|zone| city(zone) == text.get()));
        let fits = |zone: &&ZoneName| {
            chosen || folded(&city(zone)).contains(&wanted) || folded(zone.as_str()).contains(&wanted)
        };
        let mut found: Vec<&ZoneName> = known.iter().filter(fits).collect();
        // What begins with the text stands before what only contains it.
        found.sort_by_key(|zone| !folded(&city(zone)).starts_with(&wanted));
        found.into_iter().take(SHOWN).map(option).collect()
    });
    Effect::new(move |_| {
        let typed = text.get();
        let stands = value.with_untracked(|zone| zone.as_ref().is_none_or(|zone| city(zone) == typed));
        if !stands {
            value.set(None);
        }
    });
    let choose = move |option: ComboOption| {
        value.set(ZoneName::parse(&option.id).ok());
        problems.note_text("zone", None);
    };
    let hint = move || match value.get() {
        Some(zone) => texts::zone_now(language(), &time(clock::now_in(&zone).time())),
        None => texts::zone_choose(language()).to_owned(),
    };
    view! {
        <Field label=t(texts::zone) name="zone" problems required=true hint=hint>
            <Combobox text options on_choose=choose loading=zones.loading />
        </Field>
    }
}

/// Checks that a zone was chosen.
pub(crate) fn parse_zone(value: Option<ZoneName>) -> Result<ZoneName, Problem> {
    value.ok_or(Problem::Zone)
}

fn option(zone: &ZoneName) -> ComboOption {
    ComboOption { id: zone.to_string(), label: city(zone), detail: Some(zone.to_string()) }
}

/// `America/Sao_Paulo` is `Sao Paulo`.
fn city(zone: &ZoneName) -> String {
    zone.as_str().rsplit('/').next().unwrap_or_default().replace('_', " ")
}
