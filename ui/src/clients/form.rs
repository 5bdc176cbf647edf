//! The form that enters a client or changes one.

use jiff::ToSpan;
use jiff::civil::Date;
use leadsmart_contract::clients::{ClientView, CreateClient, UpdateClient};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::ClientId;
use leadsmart_contract::values::{Document, EmailAddress, List, Name, Note, PhoneNumber};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::fields::{PhonesDraft, PhonesField, TagsDraft, TagsField};
use super::texts;
use crate::backend::call;
use crate::components::{
    Button, Checkbox, DatePicker, Dialog, Field, Form, FormFailure, Input, Problems, Submit, TextArea,
    TextInput,
};
use crate::dom;
use crate::language::t;
use crate::session::{Company, use_company};
use crate::unsent::{FormName, NEW, Unsent, UnsentNote, keep};

/// The form for somebody new, in a dialog.
#[component]
pub(super) fn ClientDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The name to begin with.
    name: RwSignal<String>,
    /// Called with the client that was entered.
    #[prop(into)]
    on_done: Callback<ClientView>,
) -> impl IntoView {
    view! {
        <Dialog open title=t(texts::new_client) wide=true>
            <ClientForm open known=None name=name.get_untracked() on_done />
        </Dialog>
    }
}

/// The form that changes a client, in a dialog.
#[component]
pub(super) fn EditDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Whom it changes.
    client: Signal<ClientView>,
    /// Called with the client as it is now.
    #[prop(into)]
    on_done: Callback<ClientView>,
) -> impl IntoView {
    view! {
        <Dialog open title=t(texts::edit) wide=true>
            <ClientForm open known=Some(client.get_untracked()) name=String::new() on_done />
        </Dialog>
    }
}

/// What is typed.
#[derive(Clone, Copy)]
struct Draft {
    company: Company,
    problems: Problems,
    open: RwSignal<bool>,
    /// Whom it changes, with the revision that was read; none for somebody new.
    known: StoredValue<Option<(ClientId, i64)>>,
    /// The id of somebody new: a repeated call enters her once.
    id: StoredValue<ClientId>,
    name: RwSignal<String>,
    phones: PhonesDraft,
    email: RwSignal<String>,
    document: RwSignal<String>,
    birthday: RwSignal<Option<Date>>,
    notes: RwSignal<String>,
    tags: TagsDraft,
    consent: RwSignal<bool>,
    /// That somebody else has the phone already.
    duplicate: RwSignal<Option<Failure>>,
    busy: RwSignal<bool>,
}

/// What was typed, once it is right.
struct Parsed {
    name: Name,
    phones: List<PhoneNumber, 5>,
    email: Option<EmailAddress>,
    document: Option<Document>,
    birthday: Option<Date>,
    notes: Note,
    tags: List<Name, 20>,
    consent: bool,
}

impl Draft {
    fn new(company: Company, open: RwSignal<bool>, known: Option<ClientView>, name: String) -> Self {
        let of =
            |read: fn(&ClientView) -> String| RwSignal::new(known.as_ref().map(read).unwrap_or_default());
        let typed = name;
        // What was looked for may be a phone.
        let is_phone = PhoneNumber::parse(&typed).is_ok();
        let searched: Vec<PhoneNumber> = PhoneNumber::parse(&typed).into_iter().collect();
        let name = known.as_ref().map_or_else(
            || if is_phone { String::new() } else { typed.clone() },
            |client| client.name.to_string(),
        );
        Self {
            company,
            problems: Problems::new(),
            open,
            known: StoredValue::new(known.as_ref().map(|client| (client.id, client.revision))),
            id: StoredValue::new(ClientId::new(dom::new_uuid())),
            name: RwSignal::new(name),
            phones: PhonesDraft::new(known.as_ref().map_or(&searched, |client| &client.phones)),
            email: of(|client| client.email.as_ref().map(ToString::to_string).unwrap_or_default()),
            document: of(|client| client.document.as_ref().map(Document::formatted).unwrap_or_default()),
            birthday: RwSignal::new(known.as_ref().and_then(|client| client.birthday)),
            notes: of(|client| client.notes.as_str().to_owned()),
            tags: TagsDraft::new(known.as_ref().map_or(&[], |client| &client.tags)),
            consent: RwSignal::new(
                known.as_ref().is_some_and(|client| client.marketing_consent_at.is_some()),
            ),
            duplicate: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// Keeps what is typed.
    fn keep(self) -> Unsent {
        let record =
            self.known.with_value(|known| known.map_or_else(|| NEW.to_owned(), |(id, _)| id.to_string()));
        keep(FormName::Client, record)
            .with("name", self.name)
            .with("phones", self.phones)
            .with("email", self.email)
            .with("document", self.document)
            .with("birthday", self.birthday)
            .with("notes", self.notes)
            .with("tags", self.tags)
            .with("consent", self.consent)
            .until_closed(self.open)
            .begin()
    }

    fn parse(self) -> Option<Parsed> {
        let problems = self.problems;
        let name = problems.parse("name", &self.name.get_untracked(), Name::parse);
        let phones = self.phones.parse(problems);
        let email = problems.parse_optional("email", &self.email.get_untracked(), EmailAddress::parse);
        let document = problems.parse_optional("document", &self.document.get_untracked(), Document::parse);
        let notes = problems.parse("notes", &self.notes.get_untracked(), Note::parse);
        let tags = self.tags.parse(problems);
        Some(Parsed {
            name: name?,
            phones: phones?,
            email: email?,
            document: document?,
            birthday: self.birthday.get_untracked(),
            notes: notes?,
            tags: tags?,
            consent: self.consent.get_untracked(),
        })
    }

    fn send(self, allow_duplicate: bool, done: Callback<ClientView>) {
        if self.busy.get_untracked() {
            return;
        }
        self.problems.clear();
        self.duplicate.set(None);
        let Some(parsed) = self.parse() else { return self.problems.focus_first() };
        let known = self.known.get_value();
        let (company_id, new_id) = (self.company.id, self.id.get_value());
        self.busy.set(true);
        spawn_local(async move {
            let answer = match known {
                Some((id, revision)) => call(change(parsed, company_id, id, revision, allow_duplicate)).await,
                None => call(enter(parsed, company_id, new_id, allow_duplicate)).await,
            };
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(client) => {
                    self.open.set(false);
                    done.run(client);
                }
                Err(failure) if is_duplicate(&failure) => self.duplicate.set(Some(failure)),
                Err(failure) => self.problems.refuse(failure),
            }
        });
    }
}

fn is_duplicate(failure: &Failure) -> bool {
    failure.code == Code::AlreadyExists
        && failure.field.as_ref().is_some_and(|field| field.starts_with("phones"))
}

fn enter(
    parsed: Parsed,
    company_id: leadsmart_contract::ids::CompanyId,
    id: ClientId,
    allow_duplicate: bool,
) -> CreateClient {
    let Parsed { name, phones, email, document, birthday, notes, tags, consent } = parsed;
    CreateClient {
        company_id,
        id: Some(id),
        name,
        phones,
        email,
        document,
        birthday,
        notes: Some(notes),
        tags,
        marketing_consent: consent,
        allow_duplicate,
    }
}

fn change(
    parsed: Parsed,
    company_id: leadsmart_contract::ids::CompanyId,
    client_id: ClientId,
    revision: i64,
    allow_duplicate: bool,
) -> UpdateClient {
    let Parsed { name, phones, email, document, birthday, notes, tags, consent } = parsed;
    UpdateClient {
        company_id,
        client_id,
        revision: Some(revision),
        name: Some(name),
        phones: Some(phones),
        email: Some(email),
        document: Some(document),
        birthday: Some(birthday),
        notes: Some(notes),
        tags: Some(tags),
        marketing_consent: Some(consent),
        allow_duplicate,
    }
}

/// A birthday typed with two digits of its year lies in the past: 12/03/85 was in 1985.
fn not_ahead(birthday: Date, today: Date) -> Date {
    if birthday > today { birthday.checked_sub(100.years()).unwrap_or(birthday) } else { birthday }
}

/// Whether whoever was looked for, by name or phone, may be the one whose name was typed before; else the data of two would be mixed.
fn is_about(asked: &str, typed: &str) -> bool {
    typed.to_lowercase().starts_with(&asked.trim().to_lowercase())
}

#[component]
fn ClientForm(
    open: RwSignal<bool>,
    known: Option<ClientView>,
    name: String,
    on_done: Callback<ClientView>,
) -> impl IntoView {
    let company = use_company();
    let new = known.is_none();
    let draft = Draft::new(company, open, known, name.clone());
    let unsent = draft.keep();
    if new && unsent.is_recovered() && !draft.name.with_untracked(|typed| is_about(&name, typed)) {
        unsent.discard();
    }
    let problems = draft.problems;
    let today = Signal::derive(move || company.today());
    Effect::new(move |_| {
        if let Some(birthday) = draft.birthday.get() {
            let likely = not_ahead(birthday, today.get_untracked());
            if likely != birthday {
                draft.birthday.set(Some(likely));
            }
        }
    });
    let send = if new { t(texts::enter) } else { t(texts::save) };
    view! {
        <Form on_submit=move |()| draft.send(false, on_done) problems>
            <UnsentNote unsent />
            <Field label=t(texts::name) name="name" problems required=true>
                <TextInput value=draft.name autofocus=true />
            </Field>
            <PhonesField draft=draft.phones problems />
            <Duplicate draft on_done />
            <div class="form-row">
                <Field label=t(texts::email) name="email" problems>
                    <TextInput value=draft.email kind=Input::Email />
                </Field>
                <Field label=t(texts::document) name="document" problems>
                    <TextInput value=draft.document kind=Input::Number />
                </Field>
                <Field label=t(texts::birthday) name="birthday" problems>
                    <DatePicker value=draft.birthday today week_start=Signal::derive(move || company.week_start()) />
                </Field>
            </div>
            <Field label=t(texts::notes) name="notes" problems hint=t(texts::notes_hint)>
                <TextArea value=draft.notes rows=2 />
            </Field>
            <TagsField draft=draft.tags problems />
            <Checkbox
                checked=draft.consent
                on_change=move |on| draft.consent.set(on)
                label=t(texts::consent)
                hint=t(texts::consent_hint)
            />
            <FormFailure problems />
            <div class="actions">
                <Button label=t(texts::cancel) on_press=move |_| open.set(false) />
                <Submit label=send busy=draft.busy />
            </div>
        </Form>
    }
}

/// Somebody has the phone already: that may be meant, since families share phones.
#[component]
fn Duplicate(draft: Draft, on_done: Callback<ClientView>) -> impl IntoView {
    move || {
        let failure = draft.duplicate.get()?;
        Some(view! {
            <div class="note warn duplicate" role="alert">
                <p class="strong">{failure.message}</p>
                <p>{failure.hint}</p>
                <Button label=t(texts::enter_anyway) busy=draft.busy on_press=move |_| draft.send(true, on_done) />
            </div>
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_with_a_short_year_lies_in_the_past() {
        let day = |year, month, day| Date::new(year, month, day).expect("a date");
        let today = day(2026, 11, 25);
        assert_eq!(not_ahead(day(2085, 3, 12), today), day(1985, 3, 12));
        assert_eq!(not_ahead(day(2012, 3, 12), today), day(2012, 3, 12));
    }

    #[test]
    fn what_was_typed_before_is_for_whoever_is_looked_for_or_for_nobody() {
        assert!(is_about("", "Ana Prado") && is_about(" ana p", "Ana Prado"));
        assert!(!is_about("Bia", "Ana Prado") && !is_about("11 98765-4321", "Ana Prado"));
    }
}
