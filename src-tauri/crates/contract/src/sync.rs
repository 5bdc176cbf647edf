//! A company on several desktops: how this one stands with the others, what only a person can settle, and in `sharing` how a company
//! comes to be shared.

mod sharing;

pub use sharing::{
    CancelJoining, DeviceView, GetSyncInvite, InviteDevice, JoinSync, JoiningPhase, JoiningView, ListDevices,
    ListJoining, RenewSync, RevokeSyncInvite, SetUpSync, ShutOutDevice, SyncInvite, SyncInviteDetails,
};

use crate::auth::Done;
use crate::ids::{AgendaId, AppointmentId, ClientId, CompanyId, ConflictId, MemberId};
use crate::permission::{Access, Permission};
use crate::values::{Moment, Start};
use crate::{command, view};

const GROUP: &str = "Synchronization";

view! {
    /// How a desktop stands with the others.
    enum SyncState {
        /// The company is on this computer alone.
        Alone,
        /// All is handed in, and nothing else is known to have changed.
        Synchronized,
        /// Something waits to be handed in.
        Waiting,
        /// The company's database cannot be reached. Work goes on.
        Offline,
        /// Somebody has to do something before it can go on.
        NeedsYou,
    }
}

view! {
    /// What keeps a desktop from going on with the others.
    enum SyncTrouble {
        /// The server is not who it should be.
        Untrusted,
        /// This desktop, or its member, was shut out.
        Revoked,
        /// The company's database was set back to an earlier state.
        Restored,
        /// This desktop was set back, or is a copy of one that has gone on.
        Forked,
        /// This version of LeadSmart is too old.
        ClientTooOld,
        /// The company's database has to be brought to this version (`sync.renew`).
        ServerTooOld,
        /// The keychain is missing or locked, and with it the login of this desktop.
        NoKeychain,
        /// This computer has no login to the company's database: it has to join with a code.
        NoLogin,
        /// Something failed that should not.
        Failed,
    }
}

view! {
    /// How this desktop stands with the others of a company.
    struct SyncStatus {
        /// In a word.
        state: SyncState,
        /// The same as a sentence for the person.
        message: String,
        /// What she can do, if there is something.
        hint: Option<String>,
        /// How many operations wait to be handed in.
        waiting: u64,
        /// Since when the company's database is not reached.
        offline_since: Option<Moment>,
        /// What keeps it from going on.
        trouble: Option<SyncTrouble>,
        /// What was said of it, for support.
        detail: Option<String>,
        /// Whether [`RecoverSync`] is the way out.
        recoverable: bool,
        /// How many conflicts wait for somebody.
        conflicts: u32,
        /// From when on all messages are on this computer, while older ones are still on their way to it.
        messages_since: Option<Moment>,
    }
}

command! {
    /// How this desktop stands with the others.
    GetSyncStatus("sync.status", Get "/v1/companies/{company_id}/sync", Access::MemberShutOut, GROUP, "Get Synchronization Status") -> SyncStatus {
        /// The company.
        company_id: CompanyId,
    }
}

view! {
    /// Something that was done here and is not decided yet.
    struct WaitingView {
        /// What was done: the name of the command.
        operation: String,
        /// When.
        at: Moment,
        /// How many rows it has changed.
        changes: u32,
        /// Whether it was handed in and the answer is missing.
        handed_in: bool,
    }
}

command! {
    /// What waits to be handed in, the oldest first, at most 200.
    ListWaiting("sync.waiting", Get "/v1/companies/{company_id}/sync/waiting", Access::Member, GROUP, "Get What Waits") -> Vec<WaitingView> {
        /// The company.
        company_id: CompanyId,
    }
}

view! {
    /// Why a change does not stand.
    enum ConflictKind {
        /// Somebody else changed the same first.
        Stale,
        /// The agenda has no place left at that time.
        Full,
        /// A professional attends somebody else at that time.
        Busy,
        /// It was deleted before.
        Deleted,
        /// What it belongs to is not there.
        Missing,
        /// What was deleted is still used.
        InUse,
        /// The same exists already.
        Duplicate,
        /// The role of the desktop's member does not allow it.
        Denied,
        /// It cannot be.
        Invalid,
        /// Somebody else wrote over it without having seen it.
        Superseded,
    }
}

view! {
    /// Where a conflict stands.
    enum ConflictState {
        /// Somebody has to settle it.
        Open,
        /// Nobody has to do anything; it is kept so that nothing is lost.
        Noted,
        /// Somebody has settled it.
        Settled,
    }
}

view! {
    /// How a conflict can be settled.
    enum Settlement {
        /// The booking goes to another time or agenda.
        Move,
        /// It stands where it was meant, on top of the others; needs the right to book against a rule.
        Overbook,
        /// The change is made again on what stands now.
        Repeat,
        /// What lost is given up.
        Discard,
    }
}

view! {
    /// A booking in a conflict.
    struct BookingView {
        /// The appointment.
        appointment_id: AppointmentId,
        /// Its agenda.
        agenda_id: AgendaId,
        /// The name of its agenda.
        agenda_name: Option<String>,
        /// Its client.
        client_id: Option<ClientId>,
        /// The client's name, for those who may see clients.
        client_name: Option<String>,
        /// From when.
        start: Moment,
        /// Until when.
        end: Moment,
        /// Its status, by its name.
        status: String,
        /// The professionals.
        member_ids: Vec<MemberId>,
        /// Notes.
        notes: String,
    }
}

view! {
    /// A field of a row that is no booking, in a conflict.
    struct ConflictField {
        /// Its column, with its table before a dot if the row only hangs on the one that the conflict is about, as a phone on its client.
        name: String,
        /// As it was meant; none for nothing.
        meant: Option<String>,
        /// As it stands; none for nothing.
        standing: Option<String>,
    }
}

view! {
    /// A change that does not stand, with what stands instead.
    struct ConflictView {
        /// Its id.
        id: ConflictId,
        /// Why.
        kind: ConflictKind,
        /// Where it stands.
        state: ConflictState,
        /// In words.
        message: String,
        /// What was done: the name of the command.
        operation: String,
        /// When it was done, by the clock of that desktop.
        at: Moment,
        /// The name of the member whose desktop it was.
        member_name: Option<String>,
        /// Whether it was this desktop.
        here: bool,
        /// The table of what it is about.
        entity: String,
        /// The name of what it is about, if that has one and is no booking.
        subject: Option<String>,
        /// What lost of it, if it is no booking. A yes or no is `true` or `false`, an instant the company's clock, `25/11/2026 14:00`.
        fields: Vec<ConflictField>,
        /// The booking as it was meant, if it is about one.
        meant: Option<BookingView>,
        /// The bookings that stand instead.
        standing: Vec<BookingView>,
        /// How the caller can settle it; none if she may not, or nothing is to be done.
        settlements: Vec<Settlement>,
    }
}

command! {
    /// Conflicts, the newest first, at most 200.
    ListConflicts("sync.conflicts", Get "/v1/companies/{company_id}/conflicts", Access::Permission(Permission::AppointmentsView), GROUP, "Get All Conflicts") -> Vec<ConflictView> {
        /// The company.
        company_id: CompanyId,
        /// Only in this state; those that wait for somebody if left out.
        #[serde(default)]
        state: Option<ConflictState>,
    }
}

command! {
    /// Settles a conflict. What that changes is a change like any other, so the rules are asked.
    SettleConflict("sync.settle", Post "/v1/companies/{company_id}/conflicts/{conflict_id}/settle", Access::Member, GROUP, "Settle Conflict") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The conflict.
        conflict_id: ConflictId,
        /// How.
        settlement: Settlement,
        /// The new start of a booking that is moved.
        #[serde(default)]
        start: Option<Start>,
        /// The new agenda of a booking that is moved; the one that was meant if left out.
        #[serde(default)]
        agenda_id: Option<AgendaId>,
    }
}

command! {
    /// Tries now, without waiting for the next turn.
    SyncNow("sync.now", Post "/v1/companies/{company_id}/sync", Access::Member, GROUP, "Synchronize Now") -> Done {
        /// The company.
        company_id: CompanyId,
    }
}

command! {
    /// Goes on after this desktop, or the company's database, was set back. What is only here is handed in again; nothing else is
    /// overwritten.
    RecoverSync("sync.recover", Post "/v1/companies/{company_id}/sync/recovery", Access::Permission(Permission::CompanyManage), GROUP, "Recover Synchronization") -> Done {
        /// The company.
        company_id: CompanyId,
    }
}
