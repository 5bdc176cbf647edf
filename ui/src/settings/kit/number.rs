//! Numbers and minutes.

use leadsmart_contract::values::{Minutes, Problem};
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::texts;
use crate::components::{Choice, Field, Input, Problems, TextInput};
use crate::language::{format, t};

/// A whole number within bounds.
pub(crate) fn number_between(text: &str, least: i64, most: i64) -> Result<i64, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::Empty);
    }
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or(Problem::Range(least, most))
}

/// Minutes within bounds.
pub(crate) fn minutes_between(text: &str, least: i64, most: i64) -> Result<Minutes, Problem> {
    number_between(text, least, most).and_then(Minutes::parse)
}

/// A field for a number.
#[component]
pub(crate) fn NumberField(
    /// What is asked for.
    #[prop(into)]
    label: TextProp,
    /// The field of the command, as failures name it.
    name: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// What the form knows of its problems.
    problems: Problems,
    /// What helps to answer.
    #[prop(optional, into)]
    hint: Option<TextProp>,
    /// What it is counted in.
    #[prop(optional, into)]
    unit: Option<TextProp>,
) -> impl IntoView {
    let hint = hint.unwrap_or_else(|| TextProp::from(""));
    view! {
        <Field label name problems hint>
            <div class="with-unit">
                <TextInput value kind=Input::Number />
                {unit.map(|unit| view! { <span aria-hidden="true">{move || unit.get()}</span> })}
            </div>
        </Field>
    }
}

/// A field for minutes.
#[component]
pub(crate) fn MinutesField(
    /// What is asked for.
    #[prop(into)]
    label: TextProp,
    /// The field of the command, as failures name it.
    name: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// What the form knows of its problems.
    problems: Problems,
    /// What helps to answer.
    #[prop(optional, into)]
    hint: Option<TextProp>,
) -> impl IntoView {
    let hint = hint.unwrap_or_else(|| TextProp::from(""));
    view! { <NumberField label name value problems hint unit=t(texts::minutes) /> }
}

/// Choices of minutes, with the one that is set now among them.
pub(crate) fn minute_choices(offered: &[u16], set: &str, none: Option<TextProp>) -> Vec<Choice> {
    let mut all: Vec<u16> = offered.iter().copied().chain(set.parse()).collect();
    all.sort_unstable();
    all.dedup();
    let named = |minutes: u16| {
        let words = Minutes::parse(minutes.into()).map(long).unwrap_or_default();
        match (&none, minutes) {
            (Some(none), 0) => Choice::new("0", none.clone()),
            _ => Choice::new(minutes.to_string(), words),
        }
    };
    all.into_iter().map(named).collect()
}

/// Whole days are counted in hours up to two of them, then in days.
fn long(minutes: Minutes) -> String {
    match minutes.get() {
        days if days > 2880 && days % 1440 == 0 => format!("{} d", days / 1440),
        _ => format::duration(minutes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_out_of_bounds_says_the_bounds() {
        assert_eq!(number_between(" 12 ", 1, 100), Ok(12));
        assert_eq!(number_between("0", 1, 100), Err(Problem::Range(1, 100)));
        assert_eq!(number_between("doze", 1, 100), Err(Problem::Range(1, 100)));
        assert_eq!(number_between(" ", 1, 100), Err(Problem::Empty));
    }

    #[test]
    fn what_is_set_stands_among_the_choices() {
        let values = |set| {
            minute_choices(&[0, 60], set, None).into_iter().map(|choice| choice.value).collect::<Vec<_>>()
        };
        assert_eq!(values("45"), ["0", "45", "60"]);
        assert_eq!(values("60"), ["0", "60"]);
    }
}
