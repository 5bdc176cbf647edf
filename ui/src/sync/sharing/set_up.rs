//! The company's database, set up or brought to this version by who administers it. The connection string is typed into a field for
//! passwords: nothing keeps it, here or in the backend.

use leadsmart_contract::sync::{RenewSync, SetUpSync};
use leadsmart_contract::values::{Name, Problem, Secret};
use leptos::prelude::*;

use super::texts;
use crate::auth::device;
use crate::components::{
    Button, Checkbox, Dialog, Field, Form, FormFailure, Kind, PasswordInput, PasswordText, Problems,
    TextArea, TextInput, use_toasts,
};
use crate::language::{language, language_now, t};
use crate::send::submit;
use crate::session::use_company;
use crate::settings::kit::DialogEnd;

/// What is typed about the server.
#[derive(Clone, Copy)]
struct Server {
    problems: Problems,
    address: PasswordText,
    authority: RwSignal<String>,
    busy: RwSignal<bool>,
}

impl Server {
    fn new() -> Self {
        Self {
            problems: Problems::new(),
            address: PasswordText::new(),
            authority: RwSignal::new(String::new()),
            busy: RwSignal::new(false),
        }
    }

    /// The connection string and the certificate, or the problems noted.
    fn parse(self) -> Option<(Secret, Option<String>)> {
        self.problems.clear();
        let typed = self.address.get_untracked();
        let typed = typed.trim();
        if !typed.is_empty() && !is_address(typed) {
            self.problems.note("connection_string", texts::address_wrong);
            return None;
        }
        let address: Option<Secret> =
            self.problems.parse("connection_string", typed, |text: &str| -> Result<Secret, Problem> {
                Secret::parse(text)
            });
        let authority = self.authority.with_untracked(|text| text.trim().to_owned());
        Some((address?, Some(authority).filter(|text| !text.is_empty())))
    }
}

/// Whether a text can be the address of a database; what is wrong in detail, the backend says.
fn is_address(text: &str) -> bool {
    ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme))
}

/// Where no other computer is yet: what sharing is, and the way to it.
#[component]
pub(in super::super) fn SetUp() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <section class="panel" aria-labelledby="set-up-title">
            <div>
                <h2 id="set-up-title">{t(texts::set_up)}</h2>
                <p class="muted">{t(texts::set_up_text)}</p>
            </div>
            <div><Button label=t(texts::set_up_begin) kind=Kind::Primary on_press=move |_| open.set(true) /></div>
            <p class="muted small">{t(texts::join_instead)}</p>
            <Dialog open title=t(texts::set_up_title)><SetUpForm open /></Dialog>
        </section>
    }
}

#[component]
fn SetUpForm(open: RwSignal<bool>) -> impl IntoView {
    let company_id = use_company().id;
    let toasts = use_toasts();
    let server = Server::new();
    let problems = server.problems;
    let name = RwSignal::new(device().map(|name| name.to_string()).unwrap_or_default());
    let beside = RwSignal::new(false);
    let (besides, authority) = (problems.of("beside_others"), problems.of("authority"));
    // What is wrong in the part that is closed opens it.
    let within = Memo::new(move |_| besides.with(Option::is_some) || authority.with(Option::is_some));
    let send = move |()| {
        let parsed = server.parse();
        let named = problems.parse_optional("device", &name.get_untracked(), Name::parse);
        let (Some((connection_string, authority)), Some(device)) = (parsed, named) else {
            return problems.focus_first();
        };
        let beside_others = beside.get_untracked().then_some(true);
        let command = SetUpSync { company_id, connection_string, authority, beside_others, device };
        submit(command, problems, server.busy, move |_| {
            open.set(false);
            toasts.say(texts::was_set_up(language_now()));
        });
    };
    view! {
        <Form on_submit=send problems>
            <Address server />
            <Field label=t(texts::device) name="device" problems hint=t(texts::device_hint)>
                <TextInput value=name />
            </Field>
            <details class="advanced" open=move || within.get()>
                <summary>{t(texts::more)}</summary>
                <div class="stack">
                    <Authority server />
                    <div class="field" data-field="beside_others">
                        <Checkbox
                            checked=beside
                            on_change=move |on| beside.set(on)
                            label=t(texts::beside)
                            hint=t(texts::beside_hint)
                        />
                        <p class="problem" role="alert">{move || besides.get()}</p>
                    </div>
                </div>
            </details>
            <FormFailure problems />
            <p class="muted" role="status">{move || server.busy.get().then(|| texts::setting_up(language()))}</p>
            <DialogEnd open busy=server.busy label=t(texts::set_up_now) />
        </Form>
    }
}

#[component]
fn Address(server: Server) -> impl IntoView {
    let problems = server.problems;
    view! {
        <Field label=t(texts::address) name="connection_string" problems required=true hint=t(texts::address_hint)>
            <PasswordInput value=server.address autocomplete="off" />
        </Field>
    }
}

#[component]
fn Authority(server: Server) -> impl IntoView {
    let problems = server.problems;
    view! {
        <Field label=t(texts::authority) name="authority" problems hint=t(texts::authority_hint)>
            <TextArea value=server.authority rows=3 />
        </Field>
    }
}

/// The way out where the company's database is of an earlier version.
#[component]
pub(in super::super) fn Renew() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <Button label=t(texts::renew) kind=Kind::Primary on_press=move |_| open.set(true) />
        <Dialog open title=t(texts::renew_title)><RenewForm open /></Dialog>
    }
}

#[component]
fn RenewForm(open: RwSignal<bool>) -> impl IntoView {
    let company_id = use_company().id;
    let toasts = use_toasts();
    let server = Server::new();
    let problems = server.problems;
    let wrong = problems.of("authority");
    let send = move |()| {
        let Some((connection_string, authority)) = server.parse() else { return problems.focus_first() };
        let command = RenewSync { company_id, connection_string, authority };
        submit(command, problems, server.busy, move |_| {
            open.set(false);
            toasts.say(texts::was_renewed(language_now()));
        });
    };
    view! {
        <Form on_submit=send problems>
            <p>{t(texts::renew_text)}</p>
            <Address server />
            <details class="advanced" open=move || wrong.with(Option::is_some)>
                <summary>{t(texts::more)}</summary>
                <Authority server />
            </details>
            <FormFailure problems />
            <p class="muted" role="status">{move || server.busy.get().then(|| texts::setting_up(language()))}</p>
            <DialogEnd open busy=server.busy label=t(texts::renew_now) />
        </Form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_right_kind_of_database_are_sent() {
        for text in ["postgres://ana:x@db.example:5432/clinica", "postgresql://db.example/clinica"] {
            assert!(is_address(text), "{text} can be one");
        }
        for text in ["mysql://db.example/clinica", "db.example", "host=db.example", "https://db.example"] {
            assert!(!is_address(text), "{text} is none");
        }
    }
}
