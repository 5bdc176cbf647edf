//! WhatsApp numbers of a company: linked by a code, held by one desktop at a time, watched over.
//!
//! A number is *linked* as long as the phone keeps this device, and *active* as long as it is wanted here. Neither ever deletes a
//! message. To disconnect ends the link; to deactivate only closes the line, and it opens again without a new code.

use jiff::Timestamp;

use crate::ids::{CompanyId, InstanceId};
use crate::permission::{Access, Permission};
use crate::values::{Moment, Name, PhoneNumber};
use crate::{command, view};

const GROUP: &str = "Messaging / Instances";

view! {
    /// How a number stands, in a word.
    enum InstanceState {
        /// It is turned off; the link stays.
        Inactive,
        /// It is not linked: `instances.connect` shows a code.
        NotLinked,
        /// Codes are shown and wait to be scanned or typed.
        Linking,
        /// The phone has answered; the link is being finished.
        Finishing,
        /// All codes went by unused: `instances.connect` shows new ones.
        CodesSpent,
        /// The line is being opened.
        Connecting,
        /// What came while it was away is being brought.
        CatchingUp,
        /// It works.
        Connected,
        /// The connection is gone for now and is tried again by itself.
        Reconnecting,
        /// Another desktop of the company holds it: `instances.use_here` takes it over.
        HeldElsewhere,
        /// The same session was opened elsewhere: `instances.use_here` takes it back.
        UsedElsewhere,
        /// The phone removed this device. Messages stay; `instances.connect` links it anew.
        LoggedOut,
        /// WhatsApp has locked the number for a while.
        Banned,
        /// WhatsApp has locked the number for good.
        Blocked,
        /// This version of LeadSmart is too old for WhatsApp.
        Outdated,
        /// It was given up after failures that do not pass by themselves: `instances.connect` tries again.
        Failed,
    }
}

view! {
    /// The light of a number.
    enum HealthLight {
        /// It is not in use.
        Off,
        /// All is well.
        Good,
        /// It works, or will by itself, but something is slow or away.
        Fair,
        /// Somebody has to do something.
        Bad,
    }
}

view! {
    /// How a number fares, from facts.
    struct InstanceHealth {
        /// In a colour.
        light: HealthLight,
        /// The facts as sentences for the person, the most important first.
        words: Vec<String>,
        /// When WhatsApp last sent anything.
        last_heard: Option<Moment>,
        /// How long the last question took to be answered, in milliseconds.
        answer_ms: Option<u32>,
        /// How many messages of WhatsApp wait to be taken in.
        backlog: u32,
        /// How many messages from here wait to be sent.
        queued: u32,
        /// How many messages from here have failed and wait for somebody.
        failed: u32,
        /// What was last said of a failure, for support.
        detail: Option<String>,
        /// How many messages of groups, channels and statuses came and were set aside, since the program began.
        set_aside: u32,
    }
}

view! {
    /// A code to be scanned with the phone.
    struct QrCode {
        /// The text of the QR code.
        text: String,
        /// Until when it holds; the next one takes its place by itself.
        until: Timestamp,
        /// How many more will come.
        left: u32,
    }
}

view! {
    /// A code to be typed on the phone.
    struct TypedCode {
        /// Eight characters, shown in two groups of four.
        code: String,
        /// Until when it holds.
        until: Timestamp,
    }
}

view! {
    /// What came of the history of a number after linking.
    struct HistoryProgress {
        /// In hundredths, if the phone said.
        percent: Option<u8>,
        /// How many chats came so far.
        chats: u32,
        /// How many messages came so far.
        messages: u32,
        /// Whether all of it is here.
        done: bool,
    }
}

view! {
    /// Which desktop holds a number.
    struct InstanceHolder {
        /// Whether it is this one.
        here: bool,
        /// Whose desktop it is.
        name: Option<Name>,
        /// Until when it holds the number unless it goes on.
        until: Moment,
    }
}

view! {
    /// How much a number writes at most, so that it is not taken for a machine.
    struct Pace {
        /// Messages in a minute, from 1 to 60.
        per_minute: u16,
        /// People written to for the first time in a day, from 0 to 500.
        new_chats_per_day: u16,
    }
}

view! {
    /// A WhatsApp number.
    struct InstanceView {
        /// Its id.
        id: InstanceId,
        /// What the company calls it, such as "Recepção".
        name: Name,
        /// The number, once it was linked.
        number: Option<PhoneNumber>,
        /// The name that it has on WhatsApp.
        profile_name: Option<String>,
        /// Whether it is wanted here.
        active: bool,
        /// How it stands.
        state: InstanceState,
        /// The same as a sentence for the person.
        message: String,
        /// What she can do, if there is something.
        hint: Option<String>,
        /// Until when it is locked, if WhatsApp said.
        banned_until: Option<Moment>,
        /// The code to scan now.
        qr: Option<QrCode>,
        /// The code to type now.
        typed: Option<TypedCode>,
        /// How it fares.
        health: InstanceHealth,
        /// Which desktop holds it; none if the company is on this computer alone.
        holder: Option<InstanceHolder>,
        /// How much of its history came, while it comes and once it has come.
        history: Option<HistoryProgress>,
        /// How much it writes.
        pace: Pace,
        /// How many chats have unread messages.
        unread: u32,
        /// When it was last linked.
        linked_at: Option<Moment>,
        /// Grows with each change.
        revision: i64,
    }
}

command! {
    /// Enters a number. It is linked afterwards: `instances.connect`.
    CreateInstance("instances.create", Post "/v1/companies/{company_id}/instances", Access::Permission(Permission::InstancesManage), GROUP, "Create Instance") -> InstanceView {
        /// The company.
        company_id: CompanyId,
        /// An id chosen by the caller, so that a repeated call enters the number once.
        #[serde(default)]
        id: Option<InstanceId>,
        /// What the company calls it.
        name: Name,
    }
}

command! {
    /// The numbers of a company, by name.
    ListInstances("instances.list", Get "/v1/companies/{company_id}/instances", Access::Permission(Permission::InstancesView), GROUP, "Get All Instance") -> Vec<InstanceView> {
        /// The company.
        company_id: CompanyId,
    }
}

command! {
    /// One number. The codes and the state change while it is linked: the topic `instances` tells.
    GetInstance("instances.get", Get "/v1/companies/{company_id}/instances/{instance_id}", Access::Permission(Permission::InstancesView), GROUP, "Get Instance") -> InstanceView {
        /// The company.
        company_id: CompanyId,
        /// The number.
        instance_id: InstanceId,
    }
}

command! {
    /// Changes the fields that are given.
    UpdateInstance("instances.update", Patch "/v1/companies/{company_id}/instances/{instance_id}", Access::Permission(Permission::InstancesManage), GROUP, "Update Instance") -> InstanceView {
        /// The company.
        company_id: CompanyId,
        /// The number.
        instance_id: InstanceId,
        /// The revision that was read; a different one in the store is answered with `stale`.
        #[serde(default)]
        revision: Option<i64>,
        /// What the company calls it.
        #[serde(default)]
        name: Option<Name>,
        /// Messages in a minute.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 60)))]
        per_minute: Option<u16>,
        /// People written to for the first time in a day.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 500)))]
        new_chats_per_day: Option<u16>,
    }
}

command! {
    /// Opens the line now. A number that is not linked shows codes to be scanned; one that is being linked begins anew.
    ConnectInstance("instances.connect", Post "/v1/companies/{company_id}/instances/{instance_id}/connect", Access::Permission(Permission::InstancesManage), GROUP, "Connect Instance") -> InstanceView {
        /// The company.
        company_id: CompanyId,
        /// The number.
        instance_id: InstanceId,
    }
}

command! {
    /// Asks for a code that is typed on the phone in place of scanning, while the number shows codes.
    LinkByCode("instances.link_by_code", Post "/v1/companies/{company_id}/instances/{instance_id}/code", Access::Permission(Permission::InstancesManage), GROUP, "Link Instance By Code") -> TypedCode {
        /// The company.
        company_id: CompanyId,
        /// The number.
        instance_id: InstanceId,
        /// The telephone number that the phone has on WhatsApp.
        number: PhoneNumber,
    }
}

command! {
    /// Takes the number to this desktop, from another one or from wherever else it was opened.
    UseInstanceHere("instances.use_here", Post "/v1/companies/{company_id}/instances/{instance_id}/use-here", Access::Permission(Permission::ThreadsManage), GROUP, "Use Instance Here") -> InstanceView {
        /// The company.
        company_id: CompanyId,
        /// The number.
        instance_id: InstanceId,
    }
}

command! {
    /// Ends the link: the phone forgets this device. Conversations stay. While codes are shown, it only stops showing them.
    DisconnectInstance("instances.disconnect", Post "/v1/companies/{company_id}/instances/{instance_id}/disconnect", Access::Permission(Permission::InstancesManage), GROUP, "Disconnect Instance") -> InstanceView {
        /// The company.
        company_id: CompanyId,
        /// The number.
        instance_id: InstanceId,
    }
}

command! {
    /// Turns a number on again.
    ActivateInstance("instances.activate", Patch "/v1/companies/{company_id}/instances/{instance_id}/activate", Access::Permission(Permission::InstancesManage), GROUP, "Activate Instance") -> InstanceView {
        /// The company.
        company_id: CompanyId,
        /// The number.
        instance_id: InstanceId,
    }
}

command! {
    /// Turns a number off: its line is closed, nothing comes and goes, the link stays.
    DeactivateInstance("instances.deactivate", Patch "/v1/companies/{company_id}/instances/{instance_id}/deactivate", Access::Permission(Permission::InstancesManage), GROUP, "Deactivate Instance") -> InstanceView {
        /// The company.
        company_id: CompanyId,
        /// The number.
        instance_id: InstanceId,
    }
}
