//! What is typed into a form and not sent yet outlives a crash of the page: it lies in the storage of the webview until it is
//! sent, given up, too old, or the person logs out.
//!
//! A form opts in, field by field: `keep(FormName::Client, id).with("name", name).begin()`. A password cannot be kept, because
//! [`crate::components::PasswordText`] is no [`Keep`]. `with` is for what is worth keeping, `along` for what only belongs to it.
//! [`UnsentNote`] says in the form that it was filled in from there. A form is over when it is sent or given up:
//! [`Unsent::forget`], or what [`Keeping::until`] says; leaving the page is neither.

mod store;

use std::collections::BTreeMap;

use jiff::Timestamp;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use wasm_bindgen::JsCast;
use web_sys::Element;

use self::store::{Kept, key, read, remove, write};
pub(crate) use self::store::{forget_all, only_of};
use crate::clock;
use crate::components::{Button, Kind};
use crate::dom;
use crate::language::{format, language, t};
use crate::session::{Company, Session, use_session};

/// The forms that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FormName {
    /// A booking.
    Booking,
    /// A client.
    Client,
    /// An absence.
    Absence,
    /// An agenda.
    Agenda,
    /// A service.
    Service,
    /// The notes of an appointment.
    Notes,
    /// What is written in a conversation.
    Message,
    /// The person's own data; of no company.
    Person,
}

impl FormName {
    const fn name(self) -> &'static str {
        match self {
            Self::Booking => "booking",
            Self::Client => "client",
            Self::Absence => "absence",
            Self::Agenda => "agenda",
            Self::Service => "service",
            Self::Notes => "notes",
            Self::Message => "message",
            Self::Person => "person",
        }
    }
}

/// The record of a form that enters something new.
pub(crate) const NEW: &str = "new";

/// What holds what is typed into a field.
pub(crate) trait Keep: 'static {
    /// What is typed. Tracked.
    fn typed(&self) -> Value;

    /// Puts back what was typed; what cannot have been is left out.
    fn put_back(&self, value: &Value);
}

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Keep for RwSignal<T> {
    fn typed(&self) -> Value {
        self.with(|value| serde_json::to_value(value).unwrap_or_default())
    }

    fn put_back(&self, value: &Value) {
        if let Ok(value) = T::deserialize(value) {
            self.set(value);
        }
    }
}

struct Field {
    name: &'static str,
    /// Whether typing here alone is worth keeping.
    counts: bool,
    holds: Box<dyn Keep>,
}

/// A form whose fields are being named.
pub(crate) struct Keeping {
    key: Option<String>,
    session: Session,
    fields: Vec<Field>,
    over: Option<Box<dyn Fn() -> bool>>,
}

/// Begins to keep a form of the person in the company around the caller.
pub(crate) fn keep(form: FormName, record: impl ToString) -> Keeping {
    let key = place_of(form, &record.to_string());
    Keeping { key, session: use_session(), fields: Vec::new(), over: None }
}

/// Whether there is something that was typed into a form and not sent.
pub(crate) fn waits(form: FormName, record: impl ToString) -> bool {
    place_of(form, &record.to_string()).and_then(|key| read(&key, now())).is_some()
}

fn place_of(form: FormName, record: &str) -> Option<String> {
    let user = use_session().user.with_untracked(|user| user.as_ref().map(|user| user.id))?;
    let company = use_context::<Company>().filter(|_| form != FormName::Person);
    Some(key(user, company.map(|company| company.id), form.name(), record))
}

fn now() -> i64 {
    clock::now().as_millisecond()
}

impl Keeping {
    /// With a field that is worth keeping.
    pub(crate) fn with(mut self, name: &'static str, holds: impl Keep) -> Self {
        self.fields.push(Field { name, counts: true, holds: Box::new(holds) });
        self
    }

    /// With a field that is kept once another one is worth it, because the application fills it in too.
    pub(crate) fn along(mut self, name: &'static str, holds: impl Keep) -> Self {
        self.fields.push(Field { name, counts: false, holds: Box::new(holds) });
        self
    }

    /// When the form goes, this tells whether it was sent or given up.
    pub(crate) fn until(mut self, over: impl Fn() -> bool + 'static) -> Self {
        self.over = Some(Box::new(over));
        self
    }

    /// The same for the form of a dialog, which is sent or given up when that closes.
    pub(crate) fn until_closed(self, open: RwSignal<bool>) -> Self {
        self.until(move || open.try_get_untracked() == Some(false))
    }

    /// Puts back what was typed, and keeps what is typed from now on, as long as the caller lives.
    pub(crate) fn begin(self) -> Unsent {
        let Self { key, session, fields, over } = self;
        let kept = key.as_ref().and_then(|key| read(key, now()));
        let unsent = Unsent {
            key: StoredValue::new(key),
            session,
            fields: StoredValue::new_local(fields),
            over: StoredValue::new_local(over),
            begun: StoredValue::new(Vec::new()),
            kept: StoredValue::new(kept.as_ref().map(|kept| kept.fields.clone())),
            pending: StoredValue::new(None),
            recovered: RwSignal::new(None),
        };
        unsent.begun.set_value(untrack(|| unsent.values()));
        if let Some(kept) = kept {
            unsent.recover(&kept);
        }
        Effect::new(move |_| unsent.changed());
        // What the last frame did not write is written before the page goes.
        let leaving = window_event_listener_untyped("pagehide", move |_| unsent.write());
        on_cleanup(move || {
            leaving.remove();
            unsent.ended();
        });
        unsent
    }
}

/// What was typed, by the names of fields; none if it is not worth keeping.
type Typed = Option<BTreeMap<String, Value>>;

/// A form that is kept. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
pub(crate) struct Unsent {
    key: StoredValue<Option<String>>,
    session: Session,
    fields: StoredValue<Vec<Field>, LocalStorage>,
    over: StoredValue<Option<Box<dyn Fn() -> bool>>, LocalStorage>,
    /// How the fields began.
    begun: StoredValue<Vec<Value>>,
    /// What lies in the storage.
    kept: StoredValue<Typed>,
    /// What is to lie there with the next frame, if that is something else.
    pending: StoredValue<Option<Typed>>,
    recovered: RwSignal<Option<Timestamp>>,
}

impl Unsent {
    /// Whether the form was filled in with what was typed before.
    pub(crate) fn is_recovered(self) -> bool {
        self.recovered.with_untracked(Option::is_some)
    }

    /// It was sent, or is about something else now: from here on it is kept anew.
    pub(crate) fn forget(self) {
        self.recovered.set(None);
        self.begun.set_value(untrack(|| self.values()));
        self.pending.set_value(Some(None));
        self.write();
    }

    /// Back to how the form began.
    pub(crate) fn discard(self) {
        let begun = self.begun.get_value();
        self.fields.with_value(|fields| {
            for (field, value) in fields.iter().zip(&begun) {
                field.holds.put_back(value);
            }
        });
        self.forget();
    }

    fn recover(self, kept: &Kept) {
        self.fields.with_value(|fields| {
            for field in fields {
                if let Some(value) = kept.fields.get(field.name) {
                    field.holds.put_back(value);
                }
            }
        });
        self.recovered.set(Timestamp::from_millisecond(kept.at).ok());
    }

    /// What is typed. Tracked.
    fn values(self) -> Vec<Value> {
        self.fields.with_value(|fields| fields.iter().map(|field| field.holds.typed()).collect())
    }

    fn changed(self) {
        let values = self.values();
        let typed = self.fields.with_value(|fields| {
            let named: Vec<_> = fields.iter().map(|field| (field.name, field.counts)).collect();
            self.begun.with_value(|begun| worth_keeping(&named, begun, &values))
        });
        let waiting = self.pending.with_value(Option::is_some);
        let same = self.kept.with_value(|kept| *kept == typed);
        self.pending.set_value((!same).then_some(typed));
        if !waiting && !same {
            request_animation_frame(move || self.write());
        }
    }

    fn write(self) {
        let pending = self.pending.try_update_value(Option::take).flatten();
        // Whoever logged out leaves nothing behind.
        let here = self.session.user.try_with_untracked(Option::is_some) == Some(true);
        let (Some(pending), Some(Some(key)), true) = (pending, self.key.try_get_value(), here) else {
            return;
        };
        self.kept.set_value(pending.clone());
        match pending {
            Some(fields) => write(&key, &Kept { at: now(), fields }),
            None => remove(&key),
        }
    }

    fn ended(self) {
        if self.over.with_value(|over| over.as_ref().is_some_and(|over| over())) {
            self.pending.set_value(Some(None));
        }
        self.write();
    }
}

/// What differs from how a form began, if some of that counts.
fn worth_keeping(
    fields: &[(&str, bool)],
    begun: &[Value],
    typed: &[Value],
) -> Option<BTreeMap<String, Value>> {
    let differs = |place: &usize| begun.get(*place) != typed.get(*place);
    let changed: Vec<usize> = (0..fields.len().min(typed.len())).filter(differs).collect();
    let worth = changed.iter().any(|place| fields[*place].1);
    worth.then(|| {
        changed.into_iter().map(|place| (fields[place].0.to_owned(), typed[place].clone())).collect()
    })
}

/// Says that the form was filled in with what was typed before, and offers to discard that.
#[component]
pub(crate) fn UnsentNote(
    /// The form.
    unsent: Unsent,
    /// Whether it offers that; a form that is left by such a button needs no second one.
    #[prop(default = true)]
    offers: bool,
) -> impl IntoView {
    let words = move |at: Timestamp| {
        let (then, today) = (clock::here(at), clock::here(clock::now()).date());
        let time = format::time(then.time());
        if then.date() == today {
            texts::recovered(language(), &time)
        } else {
            texts::recovered_on(language(), &format::date(then.date()), &time)
        }
    };
    let discard = move |event: MouseEvent| {
        let button = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
        let form = button.and_then(|button| button.closest("form").ok().flatten());
        unsent.discard();
        // The button is gone: the form begins anew.
        request_animation_frame(move || {
            let first =
                form.and_then(|form| dom::find(&form, "input:enabled, textarea:enabled, select:enabled"));
            first.iter().for_each(dom::focus);
        });
    };
    move || {
        let at = unsent.recovered.get()?;
        Some(view! {
            <div class="note unsent row" role="status">
                <p>{move || words(at)}</p>
                {offers.then(|| view! { <Button label=t(texts::discard) kind=Kind::Ghost on_press=discard /> })}
            </div>
        })
    }
}

mod texts {
    leadsmart_contract::texts! {
        recovered(time: &str): "Recuperado do que você digitava às {time}.",
            "Recovered from what you were typing at {time}.", "Recuperado de lo que escribía a las {time}.";
        recovered_on(date: &str, time: &str): "Recuperado do que você digitava em {date}, às {time}.",
            "Recovered from what you were typing on {date} at {time}.",
            "Recuperado de lo que escribía el {date} a las {time}.";
        discard: "Descartar", "Discard", "Descartar";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [(&str, bool); 3] = [("name", true), ("phone", true), ("agenda", false)];

    fn values(texts: [&str; 3]) -> Vec<Value> {
        texts.map(Value::from).to_vec()
    }

    #[test]
    fn only_what_differs_is_kept() {
        let kept = worth_keeping(&FIELDS, &values(["", "", "1"]), &values(["Ana", "", "2"]));
        let kept = kept.expect("a name was typed");
        assert_eq!(kept.keys().collect::<Vec<_>>(), ["agenda", "name"]);
    }

    #[test]
    fn what_the_application_filled_in_by_itself_is_not_worth_keeping() {
        assert_eq!(worth_keeping(&FIELDS, &values(["", "", "1"]), &values(["", "", "2"])), None);
        assert_eq!(worth_keeping(&FIELDS, &values(["Ana", "", ""]), &values(["Ana", "", ""])), None);
    }

    #[test]
    fn a_field_gets_back_what_was_typed_and_never_what_it_cannot_hold() {
        Owner::new().with(|| {
            let minutes = RwSignal::new(None::<u16>);
            minutes.put_back(&Value::from(540));
            assert_eq!(untrack(|| minutes.typed()), Value::from(540));
            minutes.put_back(&Value::from("nine"));
            assert_eq!(minutes.get_untracked(), Some(540));
        });
    }
}
