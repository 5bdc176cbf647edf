//! One member in the list, and the steps that can be taken.

use leadsmart_contract::members::{ActivateMember, DeactivateMember, IssueResetCode, MemberView};
use leptos::prelude::*;

use super::{Code, Desk, texts};
use crate::backend::call;
use crate::components::{Avatar, Badge, Button, Glyph, Kind, Menu, MenuItem, Tone, tint};
use crate::language::{format, language, language_now, t};
use crate::undo::use_undo;

/// Name, role, address, and what may be done.
#[component]
pub(super) fn Line(member: MemberView, desk: Desk) -> impl IntoView {
    let MemberView { active, professional, color, .. } = member;
    let name = member.name.to_string();
    let own = desk.company.view.with_untracked(|view| view.membership.member_id) == member.id;
    let summary = summary(&member);
    let color = tint(color);
    let member = StoredValue::new(member);
    let label = {
        let name = name.clone();
        move || texts::edit_named(language(), &name)
    };
    view! {
        <li class=color class:inactive=!active>
            <Avatar name=name.clone() />
            <span class="what"><span>{name}</span><small>{summary}</small></span>
            {own.then(|| view! { <Badge label=t(texts::you) tone=Tone::Accent /> })}
            {professional.then(|| view! { <Badge label=t(texts::professional) /> })}
            {(!active).then(|| view! { <Badge label=t(texts::inactive) /> })}
            <Show when=move || desk.may()>
                <span class="row-actions">
                    <Button
                        label=label.clone()
                        icon=Glyph::Pencil
                        icon_only=true
                        kind=Kind::Ghost
                        on_press=move |_| desk.edit(Some(member.get_value()))
                    />
                    <Others member desk />
                </span>
            </Show>
        </li>
    }
}

#[component]
fn Others(member: StoredValue<MemberView>, desk: Desk) -> impl IntoView {
    let undo = use_undo();
    let company_id = desk.company.id;
    let (id, active, logs_in) =
        member.with_value(|member| (member.id, member.active, member.user_id.is_some()));
    let issue = move |()| {
        // Taken now: the list may be drawn anew before the answer comes.
        let name = member.with_value(|member| member.name.to_string());
        desk.action.send(IssueResetCode { company_id, member_id: id }, move |issued| {
            desk.code.set(Some(Code { issued, name, first: false }));
        });
    };
    let activate = move |()| desk.action.send(ActivateMember { company_id, member_id: id }, |_| ());
    let deactivate = move |()| {
        desk.action.send(DeactivateMember { company_id, member_id: id }, move |gone| {
            let back =
                move || async move { call(ActivateMember { company_id, member_id: id }).await.map(|_| ()) };
            undo.offer(texts::deactivated(language_now(), gone.name.as_str()), back);
        });
    };
    view! {
        <Menu label=t(texts::other_actions)>
            <Show when=move || active && logs_in>
                <MenuItem label=t(texts::issue_code) icon=Glyph::Key on_choose=issue />
            </Show>
            <Show when=move || active>
                <MenuItem label=t(texts::deactivate) icon=Glyph::Leave danger=true on_choose=deactivate />
            </Show>
            <Show when=move || !active>
                <MenuItem label=t(texts::activate) icon=Glyph::Check on_choose=activate />
            </Show>
        </Menu>
    }
}

/// `Recepção · ana@exemplo.com · (11) 98765-4321`.
fn summary(member: &MemberView) -> impl Fn() -> String + Send + Sync + use<> {
    let role = member.role_name.to_string();
    let email = member.email.as_ref().map(ToString::to_string);
    let phone = member.phone.as_ref().map(format::phone);
    let (waits, logs_in) = (member.user_id.is_none() && member.email.is_some(), member.user_id.is_some());
    move || {
        let state = match (waits, logs_in) {
            (true, _) => Some(texts::not_joined(language()).to_owned()),
            (_, false) => Some(texts::no_login(language()).to_owned()),
            _ => None,
        };
        [Some(role.clone()), email.clone(), phone.clone(), state]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ")
    }
}
