//! Companies: what a membership, an agenda and a client belong to.

use jiff::Timestamp;

use crate::auth::Done;
use crate::ids::{CompanyId, MemberId, RoleId};
use crate::language::Language;
use crate::permission::{Access, Permission};
use crate::values::{
    AccessCode, Document, EmailAddress, Line, Name, PhoneNumber, Secret, WeeklyHours, ZoneName, nullable,
};
use crate::{command, view};

const GROUP: &str = "Companies";

view! {
    /// A day on which a week begins.
    enum WeekStart {
        /// ISO 8601.
        Monday,
        /// As printed calendars in Brazil have it.
        Sunday,
        /// As in many Arab countries.
        Saturday,
    }
}

view! {
    /// A company, as a member sees it.
    struct CompanyView {
        /// Its id.
        id: CompanyId,
        /// Its name.
        name: Name,
        /// The zone of its clock; agendas may differ.
        zone: ZoneName,
        /// The language of its messages to clients.
        language: Language,
        /// ISO 3166-1 alpha-2 code of the country whose holidays apply.
        country: String,
        /// ISO 3166-2 code of the state whose holidays apply, such as `SP`.
        state: Option<String>,
        /// CPF or CNPJ.
        document: Option<Document>,
        /// Its phone.
        phone: Option<PhoneNumber>,
        /// Its address.
        address: Option<Line>,
        /// On which day its weeks begin.
        week_start: WeekStart,
        /// Whether it is in use.
        active: bool,
        /// Whether this computer was shut out of it: then nothing of it is answered until it is let in again.
        locked: bool,
        /// Whether it is the sample company, which can be removed in one step.
        sample: bool,
        /// When it was created.
        created_at: Timestamp,
        /// Who the caller is in it.
        membership: Membership,
    }
}

view! {
    /// What the caller is and may do in a company.
    struct Membership {
        /// Her place.
        member_id: MemberId,
        /// Her role.
        role_id: RoleId,
        /// The name of her role.
        role_name: Name,
        /// Whether she is an owner, who may do everything.
        owner: bool,
        /// What she may do.
        permissions: Vec<Permission>,
    }
}

view! {
    /// An invite code, shown when it is made.
    struct InviteCode {
        /// For another person to join with.
        code: AccessCode,
        /// Until when.
        expires_at: Timestamp,
    }
}

command! {
    /// Creates a company with the roles owner, manager, receptionist and professional; the caller becomes its owner.
    CreateCompany("companies.create", Post "/v1/companies", Access::Session, GROUP, "Create Company") -> CompanyView {
        /// Its name.
        name: Name,
        /// The zone of its clock.
        zone: ZoneName,
        /// The language of its messages; the caller's if left out.
        #[serde(default)]
        language: Option<Language>,
        /// ISO 3166-1 alpha-2; `BR` if left out.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[A-Z]{2}$")))]
        country: Option<String>,
        /// ISO 3166-2 without the country, such as `SP`.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[A-Z0-9]{1,3}$")))]
        state: Option<String>,
        /// On which day its weeks begin; Sunday if left out.
        #[serde(default)]
        week_start: Option<WeekStart>,
        /// Name of a first agenda to create with it.
        #[serde(default)]
        first_agenda: Option<Name>,
        /// The hours of the first agenda; Monday to Friday 8 to 12 and 13 to 18 if left out.
        #[serde(default)]
        hours: Option<WeeklyHours>,
    }
}

command! {
    /// Becomes a member of the company that issued the code, in the role that the code or a prepared place gives.
    JoinCompany("companies.join", Post "/v1/companies/join", Access::Session, GROUP, "Join Company") -> CompanyView {
        /// The invite code.
        invite_code: AccessCode,
    }
}

command! {
    /// The companies of the caller.
    ListCompanies("companies.list", Get "/v1/companies", Access::Session, GROUP, "Get All User Company") -> Vec<CompanyView> {}
}

command! {
    /// One company of the caller.
    GetCompany("companies.get", Get "/v1/companies/{company_id}", Access::Member, GROUP, "Get user Company") -> CompanyView {
        /// The company.
        company_id: CompanyId,
    }
}

command! {
    /// Changes the fields that are given.
    UpdateCompany("companies.update", Patch "/v1/companies/{company_id}", Access::Permission(Permission::CompanyManage), GROUP, "Update Company") -> CompanyView {
        /// The company.
        company_id: CompanyId,
        /// Its new name.
        #[serde(default)]
        name: Option<Name>,
        /// The new zone of its clock. Appointments keep their instants.
        #[serde(default)]
        zone: Option<ZoneName>,
        /// The new language of its messages.
        #[serde(default)]
        language: Option<Language>,
        /// ISO 3166-1 alpha-2.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[A-Z]{2}$")))]
        country: Option<String>,
        /// ISO 3166-2 without the country; null for none.
        #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
        state: Option<Option<String>>,
        /// CPF or CNPJ; null for none.
        #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<Document>"))]
        document: Option<Option<Document>>,
        /// Its phone; null for none.
        #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<PhoneNumber>"))]
        phone: Option<Option<PhoneNumber>>,
        /// Its address; null for none.
        #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<Line>"))]
        address: Option<Option<Line>>,
        /// On which day its weeks begin.
        #[serde(default)]
        week_start: Option<WeekStart>,
    }
}

command! {
    /// Puts the company out of use: it can be read, not changed, until it is activated again.
    DeactivateCompany("companies.deactivate", Patch "/v1/companies/{company_id}/deactivate", Access::Permission(Permission::CompanyManage), GROUP, "Deactivate Company") -> CompanyView {
        /// The company.
        company_id: CompanyId,
    }
}

command! {
    /// Puts the company in use again.
    ActivateCompany("companies.activate", Patch "/v1/companies/{company_id}/activate", Access::Permission(Permission::CompanyManage), GROUP, "Activate Company") -> CompanyView {
        /// The company.
        company_id: CompanyId,
    }
}

command! {
    /// Makes a new invite code; the one before no longer admits anybody.
    ResetInviteCode("companies.reset_invite_code", Patch "/v1/companies/{company_id}/invite-code", Access::Permission(Permission::MembersManage), GROUP, "Reset Invite Code") -> InviteCode {
        /// The company.
        company_id: CompanyId,
        /// The role of those who join with it; receptionist if left out. Never an owner.
        #[serde(default)]
        role_id: Option<RoleId>,
        /// For how many days it admits; 7 if left out.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 90)))]
        days: Option<u16>,
    }
}

command! {
    /// Makes the invite code useless without making a new one.
    RevokeInviteCode("companies.revoke_invite_code", Delete "/v1/companies/{company_id}/invite-code", Access::Permission(Permission::MembersManage), GROUP, "Revoke Invite Code") -> Done {
        /// The company.
        company_id: CompanyId,
    }
}

view! {
    /// How the connection to a mail server is protected.
    enum MailSecurity {
        /// TLS from the first byte, usually port 465.
        Tls,
        /// TLS after STARTTLS, usually port 587; refused if the server does not offer it.
        StartTls,
    }
}

view! {
    /// The mail server of a company, without its password.
    struct MailServerView {
        /// Host name.
        host: Line,
        /// Port.
        port: u16,
        /// How the connection is protected.
        security: MailSecurity,
        /// User name at the server; none if it asks for none.
        username: Option<Line>,
        /// Whether a password is stored, encrypted with the company's key.
        has_password: bool,
        /// The address that messages come from.
        sender: EmailAddress,
    }
}

command! {
    /// The mail server of the company; null if none is set.
    GetMailServer("companies.get_mail_server", Get "/v1/companies/{company_id}/mail-server", Access::Permission(Permission::CompanyManage), GROUP, "Get Mail Server") -> Option<MailServerView> {
        /// The company.
        company_id: CompanyId,
    }
}

command! {
    /// Sets the mail server after a test message to the caller went through.
    SetMailServer("companies.set_mail_server", Post "/v1/companies/{company_id}/mail-server", Access::Permission(Permission::CompanyManage), GROUP, "Set Mail Server") -> MailServerView {
        /// The company.
        company_id: CompanyId,
        /// Host name.
        host: Line,
        /// Port.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 65535)))]
        port: u16,
        /// How the connection is protected.
        security: MailSecurity,
        /// User name at the server.
        #[serde(default)]
        username: Option<Line>,
        /// Password at the server.
        #[serde(default)]
        password: Option<Secret>,
        /// The address that messages come from.
        sender: EmailAddress,
    }
}

command! {
    /// Forgets the mail server.
    RemoveMailServer("companies.remove_mail_server", Delete "/v1/companies/{company_id}/mail-server", Access::Permission(Permission::CompanyManage), GROUP, "Remove Mail Server") -> Done {
        /// The company.
        company_id: CompanyId,
    }
}
