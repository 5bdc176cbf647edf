//! Numbers, conversations and messages.
//!
//! Messages are facts: mostly they are only added, and what changes of them (a state, an emoji) is told by one desktop, the one that holds
//! the number. So nothing here is guarded; where two desktops did write the same, the later one stands.

use leadsmart_contract::permission::Permission;

use super::{
    ACTIVE, COMPANY, CREATED, Clash, Column, Kind, Merge, OF_COMPANY, Table, cascade, counter, fixed, key,
    only, restrict, root, soft,
};

const fn count(name: &'static str, default: &'static str) -> Column {
    Column::new(name, Kind::Integer, Merge::Soft).or(default)
}

pub(super) const INSTANCES: Table = root(
    "instances",
    Permission::InstancesManage,
    &[
        key("id", Kind::Id),
        COMPANY,
        soft("name", Kind::Text),
        ACTIVE,
        count("per_minute", "20"),
        count("new_chats_per_day", "50"),
        soft("number", Kind::Text).or_null().of("link"),
        soft("hidden", Kind::Text).or_null().of("link"),
        soft("profile_name", Kind::Text).or_null().of("link"),
        soft("linked_at", Kind::Integer).or_null().of("link"),
        CREATED,
        counter("revision"),
    ],
    &[OF_COMPANY],
);

pub(super) const INSTANCE_LEASES: Table = root(
    "instance_leases",
    Permission::ThreadsManage,
    &[
        key("instance_id", Kind::Id),
        COMPANY,
        soft("device_id", Kind::Id).of("lease"),
        soft("member_id", Kind::Id).or_null().of("lease"),
        soft("until", Kind::Integer).of("lease"),
    ],
    &[OF_COMPANY, cascade("instance_id", "instances")],
);

pub(super) const THREADS: Table = root(
    "threads",
    Permission::ThreadsManage,
    &[
        key("id", Kind::Id),
        COMPANY,
        fixed("instance_id", Kind::Id),
        soft("client_id", Kind::Id).or_null(),
        soft("number", Kind::Text).or_null().of("number"),
        soft("number_key", Kind::Text).or_null().of("number"),
        soft("verified", Kind::Flag).or("0").of("number"),
        soft("hidden", Kind::Text).or_null(),
        soft("profile_name", Kind::Text).or_null().of("name"),
        soft("search_name", Kind::Text).or("\"\"").of("name"),
        soft("status", Kind::Text).or("\"open\""),
        soft("assignee_id", Kind::Id).or_null(),
        CREATED,
        soft("deleted_at", Kind::Integer).or_null(),
        counter("revision"),
    ],
    &[
        OF_COMPANY,
        cascade("instance_id", "instances"),
        restrict("client_id", "clients"),
        restrict("assignee_id", "members"),
    ],
);

pub(super) const MESSAGES: Table = root(
    "messages",
    Permission::ThreadsManage,
    &[
        key("id", Kind::Id),
        COMPANY,
        // It changes when two conversations turn out to be with the same person.
        soft("thread_id", Kind::Id),
        fixed("wire_id", Kind::Text),
        fixed("from_me", Kind::Flag),
        fixed("member_id", Kind::Id).or_null(),
        soft("at", Kind::Integer),
        soft("kind", Kind::Text).of("content"),
        soft("body", Kind::Text).or("\"\"").of("content"),
        soft("detail", Kind::Json).or_null().of("content"),
        fixed("quote", Kind::Json).or_null(),
        soft("state", Kind::Text).of("state"),
        soft("failure", Kind::Json).or_null().of("state"),
        soft("unread", Kind::Flag).or("0"),
        fixed("waited", Kind::Flag).or("0"),
        soft("send_at", Kind::Integer).or_null(),
        soft("edited_at", Kind::Integer).or_null(),
        soft("reaction_mine", Kind::Text).or_null(),
        soft("reaction_theirs", Kind::Text).or_null(),
    ],
    &[OF_COMPANY, cascade("thread_id", "threads"), restrict("member_id", "members")],
);

pub(super) const MESSAGE_MEDIA: Table = Table {
    root: Some(("messages", "message_id")),
    ..root(
        "message_media",
        Permission::ThreadsManage,
        &[
            key("message_id", Kind::Id),
            COMPANY,
            fixed("kind", Kind::Text),
            fixed("mime", Kind::Text),
            fixed("file_name", Kind::Text).or_null(),
            soft("size", Kind::Integer),
            fixed("seconds", Kind::Integer).or_null(),
            fixed("width", Kind::Integer).or_null(),
            fixed("height", Kind::Integer).or_null(),
            fixed("thumbnail", Kind::Bytes).or_null(),
            soft("digest", Kind::Bytes),
            soft("reference_sealed", Kind::Bytes).or_null(),
        ],
        &[cascade("message_id", "messages")],
    )
};

pub(super) const MESSAGE_REVISIONS: Table = Table {
    root: Some(("messages", "message_id")),
    append_only: true,
    ..root(
        "message_revisions",
        Permission::ThreadsManage,
        &[
            key("id", Kind::Id),
            COMPANY,
            fixed("message_id", Kind::Id),
            fixed("at", Kind::Integer),
            fixed("body", Kind::Text),
            fixed("deleted", Kind::Flag),
        ],
        &[cascade("message_id", "messages")],
    )
};

pub(super) const THREAD_NOTES: Table = root(
    "thread_notes",
    Permission::ThreadsManage,
    &[
        key("id", Kind::Id),
        COMPANY,
        soft("thread_id", Kind::Id),
        fixed("member_id", Kind::Id).or_null(),
        fixed("at", Kind::Integer),
        fixed("text", Kind::Text),
        soft("deleted_at", Kind::Integer).or_null(),
    ],
    &[OF_COMPANY, cascade("thread_id", "threads"), restrict("member_id", "members")],
);

pub(super) const QUICK_REPLIES: Table = Table {
    unique: only("shortcut", Clash::Number),
    ..root(
        "quick_replies",
        Permission::ThreadsManage,
        &[
            key("id", Kind::Id),
            COMPANY,
            soft("shortcut", Kind::Text),
            soft("text", Kind::Text),
            CREATED,
            counter("revision"),
        ],
        &[OF_COMPANY],
    )
};
