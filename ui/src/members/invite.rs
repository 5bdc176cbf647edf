//! The invite code: whoever has it joins the company by herself.

use leadsmart_contract::companies::{InviteCode, ResetInviteCode, RevokeInviteCode};
use leptos::prelude::*;

use super::{Desk, texts};
use crate::components::{
    Button, Choice, Dialog, Field, Form, FormFailure, Kind, Problems, Select, Submit, use_toasts,
};
use crate::language::{language, language_now, t};
use crate::send::{Action, ActionFailure, submit};
use crate::settings::kit::CodeSheet;

/// For how many days a code can admit.
const DAYS: [u64; 4] = [1, 7, 30, 90];

/// The dialog that makes an invite code, or makes the one before useless.
#[component]
pub(super) fn InviteDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The page around it.
    desk: Desk,
) -> impl IntoView {
    view! { <Dialog open title=t(texts::invite_title)><Invite open desk /></Dialog> }
}

#[component]
fn Invite(open: RwSignal<bool>, desk: Desk) -> impl IntoView {
    let made = RwSignal::new(None::<InviteCode>);
    move || match made.get() {
        Some(InviteCode { code, expires_at }) => view! {
            <CodeSheet code expires_at text=t(texts::invite_pass_on) on_close=move |()| open.set(false) />
        }
        .into_any(),
        None => view! { <Make open desk made /> }.into_any(),
    }
}

#[component]
fn Make(open: RwSignal<bool>, desk: Desk, made: RwSignal<Option<InviteCode>>) -> impl IntoView {
    let company_id = desk.company.id;
    let toasts = use_toasts();
    let problems = Problems::new();
    let (role, days) = (RwSignal::new(String::new()), RwSignal::new("7".to_owned()));
    let busy = RwSignal::new(false);
    let revoking = Action::new();
    let send = move |()| {
        problems.clear();
        let command = ResetInviteCode {
            company_id,
            role_id: role.with_untracked(|role| role.parse().ok()),
            days: days.with_untracked(|days| days.parse().ok()),
        };
        submit(command, problems, busy, move |code| made.set(Some(code)));
    };
    let revoke = move |_| {
        revoking.send(RevokeInviteCode { company_id }, move |_| {
            open.set(false);
            toasts.say(texts::revoked(language_now()));
        });
    };
    let roles = Signal::derive(move || {
        let usual = Choice::new("", t(texts::usual_role));
        std::iter::once(usual).chain(desk.role_choices(false)).collect::<Vec<_>>()
    });
    let validity =
        DAYS.map(|days| Choice::new(days.to_string(), move || texts::days(language(), days))).to_vec();
    view! {
        <Form on_submit=send problems>
            <p>{t(texts::invite_text)}</p>
            <div class="form-row">
                <Field label=t(texts::role) name="role_id" problems><Select value=role options=roles /></Field>
                <Field label=t(texts::validity) name="days" problems>
                    <Select value=days options=Signal::stored(validity) />
                </Field>
            </div>
            <FormFailure problems />
            <ActionFailure action=revoking />
            <div class="actions">
                <Button label=t(texts::revoke) kind=Kind::Ghost busy=revoking.busy on_press=revoke />
                <span class="push-start"></span>
                <Submit label=t(texts::make_code) busy />
            </div>
        </Form>
    }
}
