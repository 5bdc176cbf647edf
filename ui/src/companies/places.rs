//! Country and state, which decide on the holidays.

use js_sys::{Array, Function, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use super::texts;
use crate::components::{Choice, Field, Problems, Select};
use crate::language::{language, t};

/// Countries that are offered: the first markets, and where their languages are spoken (ISO 3166-1 alpha-2).
const COUNTRIES: [&str; 28] = [
    "BR", "AR", "AO", "BO", "CA", "CL", "CO", "CR", "CU", "CV", "DO", "EC", "ES", "GB", "GT", "HN", "MX",
    "MZ", "NI", "PA", "PE", "PR", "PT", "PY", "SV", "US", "UY", "VE",
];

/// The states of Brazil (ISO 3166-2:BR).
const STATES: [(&str, &str); 27] = [
    ("AC", "Acre"),
    ("AL", "Alagoas"),
    ("AP", "Amapá"),
    ("AM", "Amazonas"),
    ("BA", "Bahia"),
    ("CE", "Ceará"),
    ("DF", "Distrito Federal"),
    ("ES", "Espírito Santo"),
    ("GO", "Goiás"),
    ("MA", "Maranhão"),
    ("MT", "Mato Grosso"),
    ("MS", "Mato Grosso do Sul"),
    ("MG", "Minas Gerais"),
    ("PA", "Pará"),
    ("PB", "Paraíba"),
    ("PR", "Paraná"),
    ("PE", "Pernambuco"),
    ("PI", "Piauí"),
    ("RJ", "Rio de Janeiro"),
    ("RN", "Rio Grande do Norte"),
    ("RS", "Rio Grande do Sul"),
    ("RO", "Rondônia"),
    ("RR", "Roraima"),
    ("SC", "Santa Catarina"),
    ("SP", "São Paulo"),
    ("SE", "Sergipe"),
    ("TO", "Tocantins"),
];

/// The country of a company.
#[component]
pub(crate) fn CountryField(
    /// ISO 3166-1 alpha-2.
    value: RwSignal<String>,
    /// What the form knows of its problems.
    problems: Problems,
) -> impl IntoView {
    let options = Signal::derive(move || {
        let names = region_names(language().tag());
        let mut choices: Vec<(String, &str)> = COUNTRIES.iter().map(|code| (names(code), *code)).collect();
        // Brazil stays first; the others follow by their names.
        choices[1..].sort();
        let known = value.with_untracked(|value| COUNTRIES.contains(&value.as_str()));
        let own = (!known).then(|| value.get_untracked()).into_iter().map(|code| (names(&code), code));
        let listed = choices.into_iter().map(|(name, code)| (name, code.to_owned()));
        listed.chain(own).map(|(name, code)| Choice::new(code, name)).collect()
    });
    view! {
        <Field label=t(texts::country) name="country" problems hint=t(texts::country_hint)>
            <Select value options />
        </Field>
    }
}

/// The state of a company in Brazil; nothing for other countries, whose states have no holidays here.
#[component]
pub(crate) fn StateField(
    /// The country; the field stands there only for Brazil.
    country: RwSignal<String>,
    /// ISO 3166-2 without the country; empty for none.
    value: RwSignal<String>,
    /// What the form knows of its problems.
    problems: Problems,
) -> impl IntoView {
    let in_brazil = Memo::new(move |_| country.with(|country| country == "BR"));
    let options = || {
        let none = Choice::new("", t(texts::no_state));
        std::iter::once(none).chain(STATES.map(|(code, name)| Choice::new(code, name))).collect::<Vec<_>>()
    };
    view! {
        <Show when=move || in_brazil.get()>
            <Field label=t(texts::state) name="state" problems>
                <Select value options=Signal::stored(options()) />
            </Field>
        </Show>
    }
}

/// What the webview calls a country, in a language; the code itself if it does not know.
fn region_names(language: &str) -> impl Fn(&str) -> String {
    let names = || {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into())?;
        let class: Function = Reflect::get(&intl, &"DisplayNames".into())?.dyn_into()?;
        let options = Object::new();
        Reflect::set(&options, &"type".into(), &"region".into())?;
        let names = Reflect::construct(&class, &Array::of2(&language.into(), &options))?;
        let of: Function = Reflect::get(&names, &"of".into())?.dyn_into()?;
        Ok::<_, JsValue>((names, of))
    };
    let names = names().ok();
    move |code: &str| {
        let name = names.as_ref().and_then(|(names, of)| of.call1(names, &code.into()).ok()?.as_string());
        name.unwrap_or_else(|| code.to_owned())
    }
}
