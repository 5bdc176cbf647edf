//! Sharing a company with other desktops: set-up by an administrator, invite codes, joining, and the devices of the company.
//!
//! Accounts belong to a computer: who joins has registered or logged in here before, and the member that the code gives becomes hers.

use jiff::Timestamp;

use super::{GROUP, SyncStatus};
use crate::auth::Done;
use crate::ids::{CompanyId, DeviceId, MemberId, RoleId};
use crate::permission::{Access, Permission};
use crate::values::{JoinCode, Moment, Name, Secret};
use crate::{command, view};

command! {
    /// Sets the company's database up and begins to hand in what is on this computer. The connection string is used for this call
    /// and kept nowhere. Failures tell what an administrator can do: `invalid_input` (it is no address, or would leave this computer
    /// without protection), `not_connected` (the name is not known, the connection is refused, no answer, the certificate is not trusted,
    /// PostgreSQL or LeadSmart is too old), `wrong_credentials`, `not_found` (no such database), `forbidden` (not enough rights),
    /// `already_exists` (this company is there), `in_use` (the database holds another company, or something else), `storage_full`,
    /// `keychain_unavailable`.
    SetUpSync("sync.set_up", Post "/v1/companies/{company_id}/sync/server", Access::Permission(Permission::CompanyManage), GROUP, "Set Up Company Database") -> SyncStatus {
        /// The company.
        company_id: CompanyId,
        /// Where the database is and who sets it up: `postgres://user:password@host:5432/database`. She needs to own the database
        /// and to be allowed to create roles.
        connection_string: Secret,
        /// The certificate of the authority that the server's certificate comes from, as PEM text, if it is one of the company's own.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(length(max = 20000)))]
        authority: Option<String>,
        /// Whether the database may be shared with other companies that are in it. None of them sees another.
        #[serde(default)]
        beside_others: Option<bool>,
        /// What this computer is called in the list of devices.
        #[serde(default)]
        device: Option<Name>,
    }
}

command! {
    /// Brings the company's database to this version of LeadSmart. The connection string is used for this call and kept nowhere;
    /// failures are those of `sync.set_up`.
    RenewSync("sync.renew", Patch "/v1/companies/{company_id}/sync/server", Access::Permission(Permission::CompanyManage), GROUP, "Update Company Database") -> Done {
        /// The company.
        company_id: CompanyId,
        /// As with `sync.set_up`.
        connection_string: Secret,
        /// As with `sync.set_up`.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(length(max = 20000)))]
        authority: Option<String>,
    }
}

view! {
    /// A code with which another desktop joins, shown when it is made and never again.
    struct SyncInvite {
        /// The code, to be sent or typed.
        code: JoinCode,
        /// The same as a link, which `sync.join` takes as well.
        link: JoinCode,
        /// Whom it admits.
        details: SyncInviteDetails,
    }
}

view! {
    /// Whom a code admits, and until when. It admits once.
    struct SyncInviteDetails {
        /// The role of who joins.
        role_id: RoleId,
        /// The member who gets another computer; none if it is for somebody new, or prepared by her address.
        member_id: Option<MemberId>,
        /// Until when.
        expires_at: Timestamp,
    }
}

command! {
    /// Makes a code with which another desktop joins, in place of the one before. Nobody gives more than her own role allows.
    InviteDevice("sync.invite", Post "/v1/companies/{company_id}/sync/invite", Access::Permission(Permission::MembersManage), GROUP, "Reset Desktop Invite Code") -> SyncInvite {
        /// The company.
        company_id: CompanyId,
        /// The role of who joins; receptionist if left out.
        #[serde(default)]
        role_id: Option<RoleId>,
        /// The member who gets another computer: it is for nobody else, and her role counts.
        #[serde(default)]
        member_id: Option<MemberId>,
        /// For how many days it admits, 1 to 90; 7 if left out.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 90)))]
        days: Option<u16>,
    }
}

command! {
    /// Whom the code admits that was made last; none if it was used, revoked, or has expired.
    GetSyncInvite("sync.get_invite", Get "/v1/companies/{company_id}/sync/invite", Access::Permission(Permission::MembersManage), GROUP, "Get Desktop Invite Code") -> Option<SyncInviteDetails> {
        /// The company.
        company_id: CompanyId,
    }
}

command! {
    /// Makes the code that was handed out worthless.
    RevokeSyncInvite("sync.revoke_invite", Delete "/v1/companies/{company_id}/sync/invite", Access::Permission(Permission::MembersManage), GROUP, "Revoke Desktop Invite Code") -> Done {
        /// The company.
        company_id: CompanyId,
    }
}

view! {
    /// How far joining is.
    enum JoiningPhase {
        /// The company's database is being reached.
        Connecting,
        /// The rows of the company come in.
        Loading,
        /// They are being stored; the company can be opened in a moment.
        Storing,
        /// It does not go on by itself: `message` says why.
        Stopped,
    }
}

view! {
    /// A company that this desktop has joined and whose rows are not all here yet. Once they are, it is among the caller's companies
    /// (`companies.list`) and no longer here.
    struct JoiningView {
        /// The company.
        company_id: CompanyId,
        /// How far it is.
        phase: JoiningPhase,
        /// How many rows have come in.
        rows: u64,
        /// Which part of all, from 0 to 100; none if it is not known yet.
        percent: Option<u8>,
        /// What is happening or what keeps it, as a sentence.
        message: String,
        /// What the person can do, if there is something.
        hint: Option<String>,
    }
}

command! {
    /// Joins a company with a code from another desktop: the caller becomes the member that the code gives, and the rows begin to
    /// come in. Failures: `code_rejected` (used, replaced, expired or none), `already_exists` (the company is on this computer, or the
    /// address belongs to a member with another role), `not_connected`, `keychain_unavailable`.
    JoinSync("sync.join", Post "/v1/sync/joining", Access::Session, GROUP, "Join Company From Another Desktop") -> JoiningView {
        /// The code or the link.
        code: JoinCode,
        /// What this computer is called in the list of devices.
        #[serde(default)]
        device: Option<Name>,
    }
}

command! {
    /// The companies that the caller has joined and whose rows are not all here yet.
    ListJoining("sync.joining", Get "/v1/sync/joining", Access::Session, GROUP, "Get All Companies Being Joined") -> Vec<JoiningView> {}
}

command! {
    /// Gives joining up: what has come in is removed, and this desktop's access is ended. The code is used up.
    CancelJoining("sync.cancel_joining", Delete "/v1/sync/joining/{joining_id}", Access::Session, GROUP, "Cancel Joining") -> Done {
        /// The company, as `sync.joining` names it.
        joining_id: CompanyId,
    }
}

view! {
    /// A device of the company.
    struct DeviceView {
        /// Its id.
        id: DeviceId,
        /// What it calls itself.
        name: String,
        /// Whose rights it has.
        member_id: MemberId,
        /// Her name, if her row has come in.
        member_name: Option<String>,
        /// When it joined.
        joined_at: Moment,
        /// When the company's database heard of it last.
        seen_at: Moment,
        /// Whether it is shut out: it was, or its member is deactivated.
        shut_out: bool,
        /// Whether it is this one.
        here: bool,
    }
}

command! {
    /// The devices of the company, the oldest first.
    ListDevices("sync.devices", Get "/v1/companies/{company_id}/sync/devices", Access::Permission(Permission::MembersManage), GROUP, "Get All Devices") -> Vec<DeviceView> {
        /// The company.
        company_id: CompanyId,
    }
}

command! {
    /// Shuts a device out for good and ends its connections at once. What is on its disk stays there.
    ShutOutDevice("sync.shut_out", Delete "/v1/companies/{company_id}/sync/devices/{device_id}", Access::Permission(Permission::MembersManage), GROUP, "Shut Out Device") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The device; not this one.
        device_id: DeviceId,
    }
}
