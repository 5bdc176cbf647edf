//! Inviting another computer: for whom, for how long, and the code.

use leadsmart_contract::members::{ListMembers, MemberView};
use leadsmart_contract::roles::{ListRoles, RoleView};
use leadsmart_contract::sync::{
    GetSyncInvite, InviteDevice, RevokeSyncInvite, SyncInvite, SyncInviteDetails,
};
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;

use super::sheet::{InviteSheet, until};
use super::texts;
use crate::backend::call;
use crate::components::{
    Button, Choice, Dialog, Field, Form, FormFailure, Kind, Problems, Select, use_toasts,
};
use crate::language::{language, language_now, t};
use crate::load::{Loaded, load};
use crate::send::{Action, ActionFailure, submit};
use crate::session::{Company, use_company};
use crate::settings::kit::DialogEnd;

/// For how many days a code can admit.
const DAYS: [u16; 4] = [1, 7, 30, 90];

/// The code that is out, and the way to another one.
#[component]
pub(in super::super) fn Invitation() -> impl IntoView {
    let company = use_company();
    let company_id = company.id;
    let toasts = use_toasts();
    let open = RwSignal::new(false);
    let out = load(&[Topic::Sync], move || call(GetSyncInvite { company_id }));
    let members = load(&[Topic::Members], move || {
        call(ListMembers { company_id, active: Some(true), professional: None })
    });
    let revoking = Action::new();
    let revoke = move |_| {
        revoking.send(RevokeSyncInvite { company_id }, move |_| {
            out.reload();
            toasts.say(texts::revoked(language_now()));
        });
    };
    let waiting = Memo::new(move |_| out.get().flatten());
    let told = move || waiting.get().map(|details| told(&details, members));
    // A code that was made is out, whether or not a topic says so.
    Effect::new(move |was: Option<bool>| {
        if was == Some(true) && !open.get() {
            out.reload();
        }
        open.get()
    });
    view! {
        <section class="panel" aria-labelledby="invite-title">
            <div>
                <h2 id="invite-title">{t(texts::invite)}</h2>
                <p class="muted">{t(texts::invite_text)}</p>
            </div>
            <Show when=move || waiting.with(Option::is_some)>
                <div class="sync-way">
                    <p>{told}</p>
                    <Button label=t(texts::revoke) busy=revoking.busy on_press=revoke />
                </div>
            </Show>
            <ActionFailure action=revoking />
            <div><Button label=t(texts::invite_begin) kind=Kind::Primary on_press=move |_| open.set(true) /></div>
            <Dialog open title=t(texts::invite_title) wide=true><Invite open company members /></Dialog>
        </section>
    }
}

/// Whom the code admits, and until when. Tracked.
fn told(details: &SyncInviteDetails, members: Loaded<Vec<MemberView>>) -> String {
    let name = members.value.with(|members| {
        let found = members.iter().flatten().find(|member| Some(member.id) == details.member_id);
        found.map(|member| member.name.to_string())
    });
    let whom = name.unwrap_or_else(|| texts::somebody(language()).to_owned());
    texts::out(language(), &whom, &until(details.expires_at))
}

#[component]
fn Invite(open: RwSignal<bool>, company: Company, members: Loaded<Vec<MemberView>>) -> impl IntoView {
    let made = RwSignal::new(None::<SyncInvite>);
    move || match made.get() {
        Some(invite) => view! { <InviteSheet invite on_close=move |()| open.set(false) /> }.into_any(),
        None => view! { <Make open company members made /> }.into_any(),
    }
}

#[component]
fn Make(
    open: RwSignal<bool>,
    company: Company,
    members: Loaded<Vec<MemberView>>,
    made: RwSignal<Option<SyncInvite>>,
) -> impl IntoView {
    let company_id = company.id;
    let problems = Problems::new();
    let busy = RwSignal::new(false);
    let (member, role, days) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new("7".to_owned()));
    let roles = load(&[Topic::Roles], move || call(ListRoles { company_id }));
    let send = move |()| {
        problems.clear();
        let member_id = member.with_untracked(|member| member.parse().ok());
        let command = InviteDevice {
            company_id,
            // The role of who is in the team already counts.
            role_id: role.with_untracked(|role| role.parse().ok()).filter(|_| member_id.is_none()),
            member_id,
            days: days.with_untracked(|days| days.parse().ok()),
        };
        submit(command, problems, busy, move |invite| made.set(Some(invite)));
    };
    let people = Signal::derive(move || people(members));
    let kinds = Signal::derive(move || kinds(roles));
    let validity =
        DAYS.map(|days| Choice::new(days.to_string(), move || texts::days(language(), days.into()))).to_vec();
    let new = Memo::new(move |_| member.with(String::is_empty));
    view! {
        <Form on_submit=send problems>
            <div class="form-row">
                <Field label=t(texts::whose) name="member_id" problems><Select value=member options=people /></Field>
                <Show when=move || new.get()>
                    <Field label=t(texts::role) name="role_id" problems><Select value=role options=kinds /></Field>
                </Show>
                <Field label=t(texts::validity) name="days" problems>
                    <Select value=days options=Signal::stored(validity.clone()) />
                </Field>
            </div>
            <FormFailure problems />
            <DialogEnd open busy label=t(texts::make_code) />
        </Form>
    }
}

/// Somebody new, and everybody in the team. Tracked.
fn people(members: Loaded<Vec<MemberView>>) -> Vec<Choice> {
    let entry = |member: &MemberView| Choice::new(member.id.to_string(), member.name.to_string());
    let new = Choice::new("", t(texts::somebody_new));
    members.value.with(|members| std::iter::once(new).chain(members.iter().flatten().map(entry)).collect())
}

/// The usual role, and all others but that of owners, whom no code makes. Tracked.
fn kinds(roles: Loaded<Vec<RoleView>>) -> Vec<Choice> {
    let entry = |role: &RoleView| Choice::new(role.id.to_string(), role.name.to_string());
    let usual = Choice::new("", t(texts::usual_role));
    roles.value.with(|roles| {
        let given = roles.iter().flatten().filter(|role| !role.owner);
        std::iter::once(usual).chain(given.map(entry)).collect()
    })
}
