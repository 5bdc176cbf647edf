//! The mail server: without one, codes are handed over by people.

use leadsmart_contract::companies::{
    GetMailServer, MailSecurity, MailServerView, RemoveMailServer, SetMailServer,
};
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::topic::Topic;
use leadsmart_contract::values::{EmailAddress, Line, Secret};
use leptos::prelude::*;

use super::texts;
use crate::backend::call;
use crate::components::{
    Badge, Button, Choice, ConfirmDialog, Field, Form, FormFailure, Input, Kind, PasswordInput, PasswordText,
    Problems, Select, Submit, TextInput, Tone, use_toasts,
};
use crate::language::{language, language_now, t};
use crate::load::{Loaded, Ready, load};
use crate::send::{Action, submit};
use crate::session::use_company;
use crate::settings::kit::{NumberField, number_between};

/// The mail server, with the form that sets it after a test message went through.
#[component]
pub(super) fn MailPanel() -> impl IntoView {
    let company_id = use_company().id;
    let loaded = load(&[Topic::Companies], move || call(GetMailServer { company_id }));
    let editing = RwSignal::new(false);
    view! {
        <section class="panel">
            <div><h3>{t(texts::mail)}</h3><p class="muted">{t(texts::mail_text)}</p></div>
            <Ready loaded lines=2 let:server><Server server loaded editing /></Ready>
        </section>
    }
}

#[component]
fn Server(
    server: Signal<Option<MailServerView>>,
    loaded: Loaded<Option<MailServerView>>,
    editing: RwSignal<bool>,
) -> impl IntoView {
    move || {
        if editing.get() {
            return view! { <MailForm known=server.get_untracked() loaded editing /> }.into_any();
        }
        match server.get() {
            Some(known) => view! { <Known known loaded editing /> }.into_any(),
            None => view! {
                <p>{t(texts::mail_none)}</p>
                <div><Button label=t(texts::mail_set) on_press=move |_| editing.set(true) /></div>
            }
            .into_any(),
        }
    }
}

#[component]
fn Known(
    known: MailServerView,
    loaded: Loaded<Option<MailServerView>>,
    editing: RwSignal<bool>,
) -> impl IntoView {
    let company_id = use_company().id;
    let (asking, action) = (RwSignal::new(false), Action::new());
    let host = known.host.to_string();
    let title = {
        let host = host.clone();
        move || texts::mail_remove_question(language(), &host)
    };
    let remove = move |()| {
        action.send(RemoveMailServer { company_id }, move |_| {
            asking.set(false);
            loaded.value.set(Some(None));
        });
    };
    view! {
        <div class="row">
            <span><strong>{format!("{host}:{}", known.port)}</strong>" · "{known.sender.as_str().to_owned()}</span>
            <Badge label=t(texts::mail_works) tone=Tone::Ok />
            <span class="push"></span>
            <Button label=t(texts::change) on_press=move |_| editing.set(true) />
            <Button label=t(texts::remove) kind=Kind::Ghost on_press=move |_| asking.set(true) />
        </div>
        <ConfirmDialog
            open=asking
            title
            text=t(texts::mail_remove_text)
            confirm=t(texts::remove)
            on_confirm=remove
            busy=action.busy
            failure=action.failure
        />
    }
}

/// What is typed.
#[derive(Clone, Copy)]
struct Draft {
    problems: Problems,
    host: RwSignal<String>,
    port: RwSignal<String>,
    /// `tls` or `start_tls`.
    security: RwSignal<String>,
    username: RwSignal<String>,
    password: PasswordText,
    sender: RwSignal<String>,
}

impl Draft {
    fn new(known: Option<&MailServerView>) -> Self {
        let of = |read: fn(&MailServerView) -> String, usual: &str| {
            RwSignal::new(known.map_or_else(|| usual.to_owned(), read))
        };
        Self {
            problems: Problems::new(),
            host: of(|server| server.host.to_string(), ""),
            port: of(|server| server.port.to_string(), "465"),
            security: of(|server| security_name(server.security).to_owned(), "tls"),
            username: of(|server| server.username.as_ref().map(ToString::to_string).unwrap_or_default(), ""),
            password: PasswordText::new(),
            sender: of(|server| server.sender.as_str().to_owned(), ""),
        }
    }

    fn parse(self, company_id: CompanyId) -> Option<SetMailServer> {
        let problems = self.problems;
        let host = problems.parse("host", &self.host.get_untracked(), Line::parse);
        let port = problems.parse("port", &self.port.get_untracked(), |text| number_between(text, 1, 65_535));
        let username = problems.parse_optional("username", &self.username.get_untracked(), Line::parse);
        let password = problems.parse_optional("password", &self.password.get_untracked(), Secret::parse);
        let sender = problems.parse("sender", &self.sender.get_untracked(), EmailAddress::parse);
        let start_tls = self.security.with_untracked(|security| security == "start_tls");
        Some(SetMailServer {
            company_id,
            host: host?,
            port: u16::try_from(port?).ok()?,
            security: if start_tls { MailSecurity::StartTls } else { MailSecurity::Tls },
            username: username?,
            password: password?,
            sender: sender?,
        })
    }
}

const fn security_name(security: MailSecurity) -> &'static str {
    match security {
        MailSecurity::Tls => "tls",
        MailSecurity::StartTls => "start_tls",
    }
}

#[component]
fn MailForm(
    known: Option<MailServerView>,
    loaded: Loaded<Option<MailServerView>>,
    editing: RwSignal<bool>,
) -> impl IntoView {
    let company_id = use_company().id;
    let toasts = use_toasts();
    let draft = Draft::new(known.as_ref());
    let problems = draft.problems;
    let again = known.is_some_and(|server| server.has_password);
    let busy = RwSignal::new(false);
    let send = move |()| {
        problems.clear();
        let Some(command) = draft.parse(company_id) else { return problems.focus_first() };
        submit(command, problems, busy, move |server| {
            loaded.value.set(Some(Some(server)));
            editing.set(false);
            toasts.say(texts::mail_saved(language_now()));
        });
    };
    // The usual port follows the protection, unless another one was typed.
    let secured = move |chosen: String| {
        let usual = draft.port.with_untracked(|port| matches!(port.as_str(), "" | "465" | "587"));
        if usual {
            draft.port.set(if chosen == "tls" { "465" } else { "587" }.to_owned());
        }
    };
    let securities = vec![Choice::new("tls", "TLS"), Choice::new("start_tls", "STARTTLS")];
    let password_hint = move || if again { texts::password_again(language()) } else { "" };
    view! {
        <Form on_submit=send problems>
            <div class="form-row">
                <Field label=t(texts::host) name="host" problems required=true>
                    <TextInput value=draft.host placeholder=t(texts::host_example) autofocus=true />
                </Field>
                <Field label=t(texts::security) name="security" problems>
                    <Select value=draft.security options=Signal::stored(securities) on_change=secured />
                </Field>
                <NumberField label=t(texts::port) name="port" value=draft.port problems />
            </div>
            <div class="form-row">
                <Field label=t(texts::username) name="username" problems><TextInput value=draft.username /></Field>
                <Field label=t(texts::password) name="password" problems hint=password_hint>
                    <PasswordInput value=draft.password autocomplete="off" />
                </Field>
                <Field label=t(texts::sender) name="sender" problems required=true>
                    <TextInput value=draft.sender kind=Input::Email />
                </Field>
            </div>
            <FormFailure problems />
            <div class="actions">
                <Button label=t(texts::cancel) on_press=move |_| editing.set(false) />
                <Submit label=t(texts::mail_test) busy />
            </div>
        </Form>
    }
}
