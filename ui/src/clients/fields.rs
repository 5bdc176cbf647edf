//! The fields of a client whose number is not fixed: phones and tags.

use leadsmart_contract::values::{List, Name, PhoneNumber, Problem};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use serde_json::Value;

use super::texts;
use crate::components::{Button, Field, Glyph, Icon, Input, Kind, Problems, TextInput};
use crate::language::{language, t};
use crate::unsent::Keep;

/// How failures name each of the phones.
const PHONES: [&str; 5] = ["phones.0", "phones.1", "phones.2", "phones.3", "phones.4"];

/// Phones while they are typed, the main one first.
#[derive(Clone, Copy)]
pub(super) struct PhonesDraft(RwSignal<Vec<RwSignal<String>>>);

impl PhonesDraft {
    /// Begins with these, and at least one empty line.
    pub(super) fn new(phones: &[PhoneNumber]) -> Self {
        let mut lines: Vec<_> = phones.iter().map(|phone| RwSignal::new(phone.as_str().to_owned())).collect();
        if lines.is_empty() {
            lines.push(RwSignal::new(String::new()));
        }
        Self(RwSignal::new(lines))
    }

    /// The phones, or the problems noted. Empty lines go, so that failures point at the right one.
    pub(super) fn parse(self, problems: Problems) -> Option<List<PhoneNumber, 5>> {
        let blank = |line: &RwSignal<String>| line.with_untracked(|text| text.trim().is_empty());
        if self.0.with_untracked(|lines| lines.len() > 1 && lines.iter().any(blank)) {
            self.0.update(|lines| {
                let keep = lines[0];
                lines.retain(|line| !blank(line));
                if lines.is_empty() {
                    lines.push(keep);
                }
            });
        }
        let lines = self.0.get_untracked();
        let parsed: Vec<_> = lines
            .iter()
            .zip(PHONES)
            .map(|(line, name)| problems.parse_optional(name, &line.get_untracked(), PhoneNumber::parse))
            .collect();
        let phones: Vec<_> = parsed.into_iter().collect::<Option<Vec<_>>>()?.into_iter().flatten().collect();
        problems.parse(PHONES[0], "", |_| List::parse(phones.clone()))
    }
}

impl Keep for PhonesDraft {
    fn typed(&self) -> Value {
        self.0.with(|lines| lines.iter().map(|line| Value::from(line.get())).collect())
    }

    fn put_back(&self, value: &Value) {
        let typed = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        let lines: Vec<_> = typed.take(PHONES.len()).map(|text| RwSignal::new(text.to_owned())).collect();
        if !lines.is_empty() {
            self.0.set(lines);
        }
    }
}

/// Up to five phones, each on its own line.
#[component]
pub(super) fn PhonesField(draft: PhonesDraft, problems: Problems) -> impl IntoView {
    let PhonesDraft(phones) = draft;
    let line = move |(place, (value, name)): (usize, (RwSignal<String>, &'static str))| {
        let label = move || match place {
            0 => texts::phone(language()).to_owned(),
            _ => texts::phone_number(language(), place + 1),
        };
        let remove = move |_| {
            phones.update(|phones| {
                phones.remove(place);
            });
        };
        view! {
            <Field label name problems>
                <div class="phone-line">
                    <TextInput value kind=Input::Phone placeholder=t(texts::phone_example) />
                    {(place > 0).then(|| view! {
                        <Button label=t(texts::remove_phone) icon=Glyph::Cross icon_only=true kind=Kind::Ghost on_press=remove />
                    })}
                </div>
            </Field>
        }
    };
    let lines = move || phones.get().into_iter().zip(PHONES).enumerate().map(line).collect_view();
    let full = move || phones.with(Vec::len) >= PHONES.len();
    let add = move |_| phones.update(|phones| phones.push(RwSignal::new(String::new())));
    view! {
        <div class="phones">
            {lines}
            <div hidden=full>
                <Button label=t(texts::add_phone) icon=Glyph::Plus kind=Kind::Ghost on_press=add />
            </div>
        </div>
    }
}

/// Tags while they are typed.
#[derive(Clone, Copy)]
pub(super) struct TagsDraft {
    tags: RwSignal<Vec<String>>,
    text: RwSignal<String>,
}

impl TagsDraft {
    /// Begins with these.
    pub(super) fn new(tags: &[Name]) -> Self {
        Self {
            tags: RwSignal::new(tags.iter().map(ToString::to_string).collect()),
            text: RwSignal::new(String::new()),
        }
    }

    /// Takes what stands in the field.
    fn take(self) {
        let typed = self.text.get_untracked();
        self.tags.update(|tags| add(tags, &typed));
        self.text.set(String::new());
    }

    /// The tags, with the one that is still in the field, or the problem noted.
    pub(super) fn parse(self, problems: Problems) -> Option<List<Name, 20>> {
        self.take();
        let names = || {
            self.tags.get_untracked().iter().map(|tag| Name::parse(tag)).collect::<Result<Vec<_>, Problem>>()
        };
        problems.parse("tags", "", |_| names().and_then(List::parse))
    }
}

impl Keep for TagsDraft {
    fn typed(&self) -> Value {
        Value::from(vec![self.tags.typed(), self.text.typed()])
    }

    fn put_back(&self, value: &Value) {
        if let Some([tags, text]) = value.as_array().map(Vec::as_slice) {
            self.tags.put_back(tags);
            self.text.put_back(text);
        }
    }
}

/// Adds what is typed, one or several between commas; what is there already stays once.
fn add(tags: &mut Vec<String>, typed: &str) {
    for tag in typed.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
        if !tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase()) {
            tags.push(tag.to_owned());
        }
    }
}

/// Words to group clients by; Enter or a comma takes one.
#[component]
pub(super) fn TagsField(draft: TagsDraft, problems: Problems) -> impl IntoView {
    let TagsDraft { tags, text } = draft;
    let pressed = move |event: KeyboardEvent| {
        let empty = text.with_untracked(|text| text.trim().is_empty());
        match event.key().as_str() {
            "Enter" | "," if !empty && !event.is_composing() => draft.take(),
            "Backspace" if text.with_untracked(String::is_empty) => {
                tags.update(|tags| {
                    tags.pop();
                });
            }
            _ => return,
        }
        event.prevent_default();
    };
    let chip = move |tag: String| {
        let spoken = tag.clone();
        let own = tag.clone();
        view! {
            <li class="service-chip">
                <span>{tag}</span>
                <button
                    type="button"
                    aria-label=move || texts::remove_tag(language(), &spoken)
                    on:click=move |_| tags.update(|tags| tags.retain(|other| *other != own))
                >
                    <Icon glyph=Glyph::Cross size=12 />
                </button>
            </li>
        }
    };
    view! {
        <div on:keydown=pressed>
            <Field label=t(texts::tags) name="tags" problems hint=t(texts::tags_hint)>
                <ul class="tag-chips" hidden=move || tags.with(Vec::is_empty)>
                    {move || tags.get().into_iter().map(chip).collect_view()}
                </ul>
                <TextInput value=text />
            </Field>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_and_tags_get_back_what_was_typed() {
        Owner::new().with(|| {
            let (phones, again) = (PhonesDraft::new(&[]), PhonesDraft::new(&[]));
            phones.0.with_untracked(|lines| lines[0].set("11 9".to_owned()));
            phones.0.update(|lines| lines.push(RwSignal::new("12".to_owned())));
            again.put_back(&untrack(|| phones.typed()));
            assert_eq!(untrack(|| again.typed()), serde_json::json!(["11 9", "12"]));
            let (tags, again) = (TagsDraft::new(&[]), TagsDraft::new(&[]));
            tags.tags.set(vec!["VIP".to_owned()]);
            tags.text.set("conv".to_owned());
            again.put_back(&untrack(|| tags.typed()));
            assert_eq!(
                (again.tags.get_untracked().len(), again.text.get_untracked()),
                (1, "conv".to_owned())
            );
        });
    }

    #[test]
    fn tags_are_taken_between_commas_and_once() {
        let mut tags = vec!["VIP".to_owned()];
        add(&mut tags, " vip, Convênio ,, convênio");
        assert_eq!(tags, ["VIP", "Convênio"]);
    }
}
