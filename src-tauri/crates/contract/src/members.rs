//! Members: people of a company, with or without a log-in. Professionals are members who attend clients.

use crate::auth::IssuedCode;
use crate::ids::{CompanyId, MemberId, PictureId, RoleId, UserId};
use crate::permission::{Access, Permission};
use crate::values::{Color, EmailAddress, Name, PhoneNumber, nullable};
use crate::{command, view};

const GROUP: &str = "Members";

view! {
    /// A member.
    struct MemberView {
        /// Her id.
        id: MemberId,
        /// Her account; none if she does not log in, or has not yet.
        user_id: Option<UserId>,
        /// Her name in this company.
        name: Name,
        /// The address under which her place is prepared or her account runs.
        email: Option<EmailAddress>,
        /// Her phone.
        phone: Option<PhoneNumber>,
        /// Her role.
        role_id: RoleId,
        /// The name of her role.
        role_name: Name,
        /// Whether she attends clients.
        professional: bool,
        /// Her colour on agendas.
        color: Color,
        /// Whether she may log in to this company and be booked.
        active: bool,
        /// Her picture.
        picture_id: Option<PictureId>,
    }
}

view! {
    /// A new member.
    struct MemberCreated {
        /// The member.
        member: MemberView,
        /// Set if an account was made for her: she logs in for the first time with her address and this code
        /// (`auth.reset_password`).
        first_login: Option<IssuedCode>,
    }
}

command! {
    /// Adds a member. With the address of nobody known an account is made and a code for the first log-in given; the owner
    /// of a known address finds the place prepared when she joins with the invite code.
    CreateMember("members.create", Post "/v1/companies/{company_id}/members", Access::Permission(Permission::MembersManage), GROUP, "Create a Member") -> MemberCreated {
        /// The company.
        company_id: CompanyId,
        /// Her name.
        name: Name,
        /// Her address; without one she does not log in.
        #[serde(default)]
        email: Option<EmailAddress>,
        /// Her phone.
        #[serde(default)]
        phone: Option<PhoneNumber>,
        /// Her role.
        role_id: RoleId,
        /// Whether she attends clients.
        #[serde(default)]
        professional: bool,
        /// Her colour on agendas.
        #[serde(default)]
        color: Option<Color>,
    }
}

command! {
    /// The members, by name.
    ListMembers("members.list", Get "/v1/companies/{company_id}/members", Access::Member, GROUP, "Get All Member") -> Vec<MemberView> {
        /// The company.
        company_id: CompanyId,
        /// Only those who are, or are not, in use.
        #[serde(default)]
        active: Option<bool>,
        /// Only those who attend clients, or only those who do not.
        #[serde(default)]
        professional: Option<bool>,
    }
}

command! {
    /// One member.
    GetMember("members.get", Get "/v1/companies/{company_id}/members/{member_id}", Access::Member, GROUP, "Get Single Member") -> MemberView {
        /// The company.
        company_id: CompanyId,
        /// The member.
        member_id: MemberId,
    }
}

command! {
    /// Changes the fields that are given.
    UpdateMember("members.update", Patch "/v1/companies/{company_id}/members/{member_id}", Access::Permission(Permission::MembersManage), GROUP, "Update Member") -> MemberView {
        /// The company.
        company_id: CompanyId,
        /// The member.
        member_id: MemberId,
        /// Her new name.
        #[serde(default)]
        name: Option<Name>,
        /// Her new phone; null for none.
        #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<PhoneNumber>"))]
        phone: Option<Option<PhoneNumber>>,
        /// Her new role.
        #[serde(default)]
        role_id: Option<RoleId>,
        /// Whether she attends clients.
        #[serde(default)]
        professional: Option<bool>,
        /// Her new colour.
        #[serde(default)]
        color: Option<Color>,
    }
}

command! {
    /// Shuts a member out at once and ends her sessions in this company. The last owner cannot be deactivated.
    DeactivateMember("members.deactivate", Patch "/v1/companies/{company_id}/members/{member_id}/deactivate", Access::Permission(Permission::MembersManage), GROUP, "Deactivate Member") -> MemberView {
        /// The company.
        company_id: CompanyId,
        /// The member.
        member_id: MemberId,
    }
}

command! {
    /// Lets a member in again.
    ActivateMember("members.activate", Patch "/v1/companies/{company_id}/members/{member_id}/activate", Access::Permission(Permission::MembersManage), GROUP, "Activate Member") -> MemberView {
        /// The company.
        company_id: CompanyId,
        /// The member.
        member_id: MemberId,
    }
}

command! {
    /// Issues a code with which a member sets a new password. Refused for people who also belong to a company that the
    /// caller does not manage.
    IssueResetCode("members.issue_reset_code", Post "/v1/companies/{company_id}/members/{member_id}/reset-code", Access::Permission(Permission::MembersManage), GROUP, "Issue Reset Code") -> IssuedCode {
        /// The company.
        company_id: CompanyId,
        /// The member.
        member_id: MemberId,
    }
}
