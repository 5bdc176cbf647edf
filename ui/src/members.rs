//! Members: the team, who may log in, and invitations.

mod form;
mod invite;
mod row;
mod texts;

use leadsmart_contract::auth::IssuedCode;
use leadsmart_contract::members::{ListMembers, MemberView};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::roles::{ListRoles, RoleView};
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;

use self::form::MemberDialog;
use self::invite::InviteDialog;
use crate::backend::call;
use crate::components::{Button, Choice, Dialog, Glyph, Kind};
use crate::language::{language, t};
use crate::load::{Loaded, Ready, load};
use crate::send::{Action, ActionFailure};
use crate::session::{Company, use_company};
use crate::settings::kit::{CodeSheet, Head};

/// What a code that was issued is for.
#[derive(Clone, Debug, PartialEq)]
struct Code {
    issued: IssuedCode,
    /// Whose.
    name: String,
    /// Whether it is for the first log-in.
    first: bool,
}

/// What the list and its dialogs share.
#[derive(Clone, Copy)]
struct Desk {
    company: Company,
    roles: Loaded<Vec<RoleView>>,
    /// Whether the form is open, and whom it changes; none for somebody new.
    open: RwSignal<bool>,
    subject: RwSignal<Option<MemberView>>,
    code: RwSignal<Option<Code>>,
    action: Action,
}

impl Desk {
    fn edit(self, member: Option<MemberView>) {
        self.subject.set(member);
        self.open.set(true);
    }

    fn may(self) -> bool {
        self.company.can(Permission::MembersManage)
    }

    /// The roles that the person may give. Only owners make owners.
    fn role_choices(self, owners_too: bool) -> Vec<Choice> {
        let owner = self.company.view.with(|view| view.membership.owner);
        let offered = |role: &&RoleView| !role.owner || (owner && owners_too);
        self.roles.value.with(|roles| {
            let roles = roles.iter().flatten().filter(offered);
            roles.map(|role| Choice::new(role.id.to_string(), role.name.to_string())).collect()
        })
    }
}

/// The team, in the settings.
#[component]
pub(crate) fn MembersSettings() -> impl IntoView {
    let company = use_company();
    let company_id = company.id;
    let loaded = load(&[Topic::Members, Topic::Roles], move || {
        call(ListMembers { company_id, active: None, professional: None })
    });
    let desk = Desk {
        company,
        roles: load(&[Topic::Roles], move || call(ListRoles { company_id })),
        open: RwSignal::new(false),
        subject: RwSignal::new(None),
        code: RwSignal::new(None),
        action: Action::new(),
    };
    let inviting = RwSignal::new(false);
    view! {
        <Head title=t(texts::team) text=t(texts::team_text)>
            <Show when=move || desk.may()>
                <Button label=t(texts::invite) icon=Glyph::Key on_press=move |_| inviting.set(true) />
                <Button label=t(texts::add) kind=Kind::Primary icon=Glyph::Plus on_press=move |_| desk.edit(None) />
            </Show>
        </Head>
        <ActionFailure action=desk.action />
        <Ready loaded let:members>
            <ul class="set-list">
                {move || members.get().into_iter().map(|member| view! { <row::Line member desk /> }).collect_view()}
            </ul>
        </Ready>
        <MemberDialog desk />
        <InviteDialog open=inviting desk />
        <CodeDialog desk />
    }
}

/// A code for a member, shown once.
#[component]
fn CodeDialog(desk: Desk) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if desk.code.with(Option::is_some) {
            open.set(true);
        }
    });
    let name = move || desk.code.with(|code| code.as_ref().map(|code| code.name.clone()).unwrap_or_default());
    let title = move || texts::code_for(language(), &name());
    let sheet = move || {
        let Code { issued, name, first } = desk.code.get_untracked()?;
        let text = move || {
            if first { texts::first_login(language(), &name) } else { texts::reset_with(language(), &name) }
        };
        let close = move |()| {
            open.set(false);
            desk.code.set(None);
        };
        Some(view! { <CodeSheet code=issued.code expires_at=issued.expires_at text on_close=close /> })
    };
    view! { <Dialog open title must_answer=true>{sheet()}</Dialog> }
}
