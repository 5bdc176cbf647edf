//! The tables, each after those that it refers to.

mod messaging;

use leadsmart_contract::permission::Permission;

use messaging::{
    INSTANCE_LEASES, INSTANCES, MESSAGE_MEDIA, MESSAGE_REVISIONS, MESSAGES, QUICK_REPLIES, THREAD_NOTES,
    THREADS,
};

use super::{Check, Clash, Column, Kind, Merge, OnDelete, Reference, Table, Unique};

const fn key(name: &'static str, kind: Kind) -> Column {
    Column::new(name, kind, Merge::Key)
}

const fn fixed(name: &'static str, kind: Kind) -> Column {
    Column::new(name, kind, Merge::Fixed)
}

const fn soft(name: &'static str, kind: Kind) -> Column {
    Column::new(name, kind, Merge::Soft)
}

const fn guarded(name: &'static str, kind: Kind) -> Column {
    Column::new(name, kind, Merge::Guarded)
}

const fn counter(name: &'static str) -> Column {
    Column::new(name, Kind::Integer, Merge::Counter).or("1")
}

const fn local(name: &'static str, kind: Kind) -> Column {
    Column::new(name, kind, Merge::Local).or_null()
}

const fn cascade(column: &'static str, table: &'static str) -> Reference {
    Reference { column, table, on_delete: OnDelete::Cascade }
}

const fn restrict(column: &'static str, table: &'static str) -> Reference {
    Reference { column, table, on_delete: OnDelete::Restrict }
}

const fn only(column: &'static str, clash: Clash) -> Option<Unique> {
    Some(Unique { column, clash })
}

/// Rows that are roots of their own.
const fn root(
    name: &'static str,
    permission: Permission,
    columns: &'static [Column],
    references: &'static [Reference],
) -> Table {
    Table { name, root: None, columns, references, checks: &[], unique: None, append_only: false, permission }
}

const COMPANY: Column = fixed("company_id", Kind::Id);
const CREATED: Column = fixed("created_at", Kind::Integer);
const ACTIVE: Column = soft("active", Kind::Flag).or("1");
const OF_COMPANY: Reference = cascade("company_id", "companies");
const DAY: i64 = 86_400_000;

/// What the desktops of a company share, each table after those that it refers to.
pub const TABLES: &[Table] = &[
    COMPANIES,
    ROLES,
    MEMBERS,
    INVITE_CODES,
    MAIL_SERVERS,
    CLIENTS,
    CLIENT_PHONES,
    CLIENT_DISTINCTIONS,
    CLIENT_MERGES,
    AGENDAS,
    AGENDA_MEMBERS,
    AGENDA_EXCEPTIONS,
    SERVICES,
    ABSENCES,
    HOLIDAYS,
    HOLIDAY_OPENINGS,
    APPOINTMENT_SERIES,
    APPOINTMENTS,
    APPOINTMENT_MEMBERS,
    APPOINTMENT_SERVICES,
    APPOINTMENT_CHANGES,
    CONFLICTS,
    INSTANCES,
    INSTANCE_LEASES,
    THREADS,
    MESSAGES,
    MESSAGE_MEDIA,
    MESSAGE_REVISIONS,
    THREAD_NOTES,
    QUICK_REPLIES,
];

const COMPANIES: Table = root(
    "companies",
    Permission::CompanyManage,
    &[
        key("id", Kind::Id),
        soft("name", Kind::Text),
        soft("zone", Kind::Text),
        soft("language", Kind::Text),
        soft("country", Kind::Text),
        soft("state", Kind::Text).or_null(),
        soft("document", Kind::Text).or_null(),
        soft("phone", Kind::Text).or_null(),
        soft("address", Kind::Text).or_null(),
        soft("week_start", Kind::Text),
        ACTIVE,
        fixed("sample", Kind::Flag).or("0"),
        CREATED,
    ],
    &[],
);

const ROLES: Table = Table {
    unique: only("name", Clash::Number),
    ..root(
        "roles",
        Permission::MembersManage,
        &[
            key("id", Kind::Id),
            COMPANY,
            soft("name", Kind::Text),
            fixed("owner", Kind::Flag).or("0"),
            fixed("preset", Kind::Text).or_null(),
            soft("permissions", Kind::Json),
            soft("agendas", Kind::Json).or_null(),
        ],
        &[OF_COMPANY],
    )
};

const MEMBERS: Table = Table {
    unique: only("email", Clash::Empty),
    ..root(
        "members",
        Permission::MembersManage,
        &[
            key("id", Kind::Id),
            COMPANY,
            // Who is logged in where is a matter of each computer: it has accounts of its own.
            local("user_id", Kind::Id),
            soft("name", Kind::Text),
            soft("email", Kind::Text).or_null(),
            soft("phone", Kind::Text).or_null(),
            soft("role_id", Kind::Id),
            soft("professional", Kind::Flag).or("0"),
            soft("color", Kind::Text),
            ACTIVE,
            CREATED,
        ],
        &[OF_COMPANY, restrict("role_id", "roles")],
    )
};

const INVITE_CODES: Table = root(
    "invite_codes",
    Permission::MembersManage,
    &[
        key("company_id", Kind::Id),
        soft("code_hash", Kind::Bytes).of("code"),
        soft("role_id", Kind::Id).of("code"),
        soft("created_at", Kind::Integer).of("code"),
        soft("expires_at", Kind::Integer).of("code"),
    ],
    &[OF_COMPANY, cascade("role_id", "roles")],
);

const MAIL_SERVERS: Table = Table {
    checks: &[Check::Between("port", 1, 65_535)],
    ..root(
        "mail_servers",
        Permission::CompanyManage,
        &[
            key("company_id", Kind::Id),
            soft("host", Kind::Text).of("server"),
            soft("port", Kind::Integer).of("server"),
            soft("security", Kind::Text).of("server"),
            soft("username", Kind::Text).or_null().of("server"),
            soft("password_sealed", Kind::Bytes).or_null().of("server"),
            soft("sender", Kind::Text).of("server"),
        ],
        &[OF_COMPANY],
    )
};

const CLIENTS: Table = root(
    "clients",
    Permission::ClientsManage,
    &[
        key("id", Kind::Id),
        COMPANY,
        soft("name", Kind::Text).of("name"),
        soft("search_name", Kind::Text).of("name"),
        soft("email", Kind::Text).or_null(),
        soft("document", Kind::Text).or_null(),
        soft("birthday", Kind::Text).or_null(),
        soft("notes", Kind::Text).or("\"\""),
        soft("tags", Kind::Json).or("\"[]\"").of("tags"),
        soft("search_tags", Kind::Json).or("\"[]\"").of("tags"),
        soft("marketing_consent_at", Kind::Integer).or_null(),
        CREATED,
        soft("deleted_at", Kind::Integer).or_null(),
        counter("revision"),
    ],
    &[OF_COMPANY],
);

const CLIENT_PHONES: Table = Table {
    root: Some(("clients", "client_id")),
    ..root(
        "client_phones",
        Permission::ClientsManage,
        &[
            key("client_id", Kind::Id),
            key("position", Kind::Integer),
            COMPANY,
            guarded("typed", Kind::Text).of("phone"),
            guarded("phone_key", Kind::Text).of("phone"),
        ],
        &[cascade("client_id", "clients")],
    )
};

const CLIENT_DISTINCTIONS: Table = root(
    "client_distinctions",
    Permission::ClientsManage,
    &[
        key("client_id", Kind::Id),
        key("other_id", Kind::Id),
        COMPANY,
        fixed("at", Kind::Integer),
        fixed("member_id", Kind::Id).or_null(),
    ],
    &[cascade("client_id", "clients"), cascade("other_id", "clients"), restrict("member_id", "members")],
);

const CLIENT_MERGES: Table = root(
    "client_merges",
    Permission::ClientsManage,
    &[
        key("id", Kind::Id),
        COMPANY,
        fixed("kept_id", Kind::Id),
        fixed("gone_id", Kind::Id),
        fixed("at", Kind::Integer),
        fixed("member_id", Kind::Id).or_null(),
        fixed("before", Kind::Json),
        fixed("after", Kind::Json),
        fixed("appointments", Kind::Json),
        fixed("distinctions", Kind::Json),
        soft("undone_at", Kind::Integer).or_null(),
    ],
    &[
        OF_COMPANY,
        cascade("kept_id", "clients"),
        cascade("gone_id", "clients"),
        restrict("member_id", "members"),
    ],
);

const AGENDAS: Table = Table {
    checks: &[Check::Between("capacity", 1, 1000)],
    ..root(
        "agendas",
        Permission::AgendasManage,
        &[
            key("id", Kind::Id),
            COMPANY,
            soft("name", Kind::Text),
            soft("color", Kind::Text),
            soft("zone", Kind::Text),
            soft("position", Kind::Integer),
            ACTIVE,
            soft("hours", Kind::Json),
            soft("interval", Kind::Integer).or_null(),
            soft("alignment", Kind::Text),
            soft("fill_gaps", Kind::Flag),
            soft("buffer_policy", Kind::Text),
            soft("minimum_notice", Kind::Integer),
            soft("horizon", Kind::Json),
            soft("limits", Kind::Json),
            soft("capacity", Kind::Integer),
            soft("pending_blocks", Kind::Flag),
            soft("observes_holidays", Kind::Flag),
            soft("default_duration", Kind::Integer),
            CREATED,
            counter("revision"),
        ],
        &[OF_COMPANY],
    )
};

const AGENDA_MEMBERS: Table = Table {
    root: Some(("agendas", "agenda_id")),
    ..root(
        "agenda_members",
        Permission::AgendasManage,
        &[key("agenda_id", Kind::Id), key("member_id", Kind::Id), COMPANY, soft("position", Kind::Integer)],
        &[cascade("agenda_id", "agendas"), cascade("member_id", "members")],
    )
};

const AGENDA_EXCEPTIONS: Table = Table {
    root: Some(("agendas", "agenda_id")),
    ..root(
        "agenda_exceptions",
        Permission::AgendasManage,
        &[
            key("agenda_id", Kind::Id),
            key("date", Kind::Text),
            COMPANY,
            soft("hours", Kind::Json),
            soft("reason", Kind::Text).or("\"\""),
        ],
        &[cascade("agenda_id", "agendas")],
    )
};

const SERVICES: Table = Table {
    checks: &[Check::Between("duration", 1, 1440)],
    unique: only("name", Clash::Number),
    ..root(
        "services",
        Permission::AgendasManage,
        &[
            key("id", Kind::Id),
            COMPANY,
            soft("name", Kind::Text),
            soft("duration", Kind::Integer),
            soft("buffer_before", Kind::Integer),
            soft("buffer_after", Kind::Integer),
            soft("color", Kind::Text),
            soft("agenda_ids", Kind::Json).or("\"[]\""),
            ACTIVE,
            CREATED,
        ],
        &[OF_COMPANY],
    )
};

const ABSENCES: Table = Table {
    checks: &[Check::Ascending("starts_at", "ends_at")],
    ..root(
        "absences",
        Permission::AgendasManage,
        &[
            key("id", Kind::Id),
            COMPANY,
            soft("member_id", Kind::Id),
            soft("starts_at", Kind::Integer).of("period"),
            soft("ends_at", Kind::Integer).of("period"),
            soft("reason", Kind::Text).or("\"\""),
            CREATED,
        ],
        &[OF_COMPANY, cascade("member_id", "members")],
    )
};

const HOLIDAYS: Table = Table {
    unique: only("date", Clash::Lose),
    ..root(
        "holidays",
        Permission::AgendasManage,
        &[key("id", Kind::Id), COMPANY, soft("date", Kind::Text), soft("name", Kind::Text)],
        &[OF_COMPANY],
    )
};

const HOLIDAY_OPENINGS: Table = Table {
    root: Some(("agendas", "agenda_id")),
    ..root(
        "holiday_openings",
        Permission::AgendasManage,
        &[key("agenda_id", Kind::Id), key("date", Kind::Text), COMPANY],
        &[cascade("agenda_id", "agendas")],
    )
};

const APPOINTMENT_SERIES: Table = Table {
    checks: &[Check::OneOf("count", "until")],
    ..root(
        "appointment_series",
        Permission::AppointmentsManage,
        &[
            key("id", Kind::Id),
            COMPANY,
            fixed("every", Kind::Integer),
            fixed("unit", Kind::Text),
            fixed("count", Kind::Integer).or_null(),
            fixed("until", Kind::Text).or_null(),
            fixed("created_by", Kind::Id).or_null(),
            CREATED,
        ],
        &[OF_COMPANY, restrict("created_by", "members")],
    )
};

const APPOINTMENTS: Table = Table {
    checks: &[
        Check::Within("starts_at", "ends_at", DAY),
        Check::Among(
            "status",
            &["pending", "confirmed", "arrived", "in_service", "done", "cancelled", "no_show"],
        ),
    ],
    ..root(
        "appointments",
        Permission::AppointmentsManage,
        &[
            key("id", Kind::Id),
            COMPANY,
            guarded("agenda_id", Kind::Id).of("place"),
            soft("client_id", Kind::Id).or_null(),
            guarded("starts_at", Kind::Integer).of("place"),
            guarded("ends_at", Kind::Integer).of("place"),
            guarded("status", Kind::Text),
            soft("buffer_before", Kind::Integer),
            soft("buffer_after", Kind::Integer),
            soft("notes", Kind::Text).or("\"\""),
            soft("cancel_reason", Kind::Text).or_null(),
            soft("arrived_at", Kind::Integer).or_null(),
            soft("broken_rules", Kind::Json).or("\"[]\""),
            fixed("created_by", Kind::Id).or_null(),
            CREATED,
            counter("revision"),
            soft("series_id", Kind::Id).or_null(),
        ],
        &[
            OF_COMPANY,
            restrict("agenda_id", "agendas"),
            restrict("client_id", "clients"),
            restrict("created_by", "members"),
            restrict("series_id", "appointment_series"),
        ],
    )
};

const APPOINTMENT_MEMBERS: Table = Table {
    root: Some(("appointments", "appointment_id")),
    ..root(
        "appointment_members",
        Permission::AppointmentsManage,
        &[
            key("appointment_id", Kind::Id),
            key("member_id", Kind::Id),
            COMPANY,
            Column::new("starts_at", Kind::Integer, Merge::Derived),
        ],
        &[cascade("appointment_id", "appointments"), restrict("member_id", "members")],
    )
};

const APPOINTMENT_SERVICES: Table = Table {
    root: Some(("appointments", "appointment_id")),
    ..root(
        "appointment_services",
        Permission::AppointmentsManage,
        &[
            key("appointment_id", Kind::Id),
            key("position", Kind::Integer),
            COMPANY,
            soft("service_id", Kind::Id).of("service"),
            soft("duration", Kind::Integer).of("service"),
        ],
        &[cascade("appointment_id", "appointments"), restrict("service_id", "services")],
    )
};

const APPOINTMENT_CHANGES: Table = Table {
    root: Some(("appointments", "appointment_id")),
    append_only: true,
    ..root(
        "appointment_changes",
        Permission::AppointmentsManage,
        &[
            key("id", Kind::Id),
            COMPANY,
            fixed("appointment_id", Kind::Id),
            fixed("revision", Kind::Integer),
            fixed("kind", Kind::Text),
            fixed("at", Kind::Integer),
            fixed("member_id", Kind::Id).or_null(),
            fixed("before", Kind::Json).or_null(),
            fixed("after", Kind::Json),
            fixed("undoes", Kind::Id).or_null(),
        ],
        &[
            OF_COMPANY,
            cascade("appointment_id", "appointments"),
            restrict("member_id", "members"),
            cascade("undoes", "appointment_changes"),
        ],
    )
};

/// Made by the server alone; desktops settle them. The permission is that of the table that a conflict is about.
const CONFLICTS: Table = Table {
    checks: &[Check::Among("state", &["open", "noted", "settled"])],
    ..root(
        "conflicts",
        Permission::AppointmentsManage,
        &[
            key("id", Kind::Id),
            COMPANY,
            fixed("kind", Kind::Text),
            guarded("state", Kind::Text).of("settlement"),
            fixed("entity", Kind::Text),
            fixed("row_key", Kind::Text),
            fixed("operation", Kind::Text),
            fixed("at", Kind::Integer),
            fixed("device_id", Kind::Id),
            fixed("member_id", Kind::Id),
            fixed("changes", Kind::Json),
            fixed("winners", Kind::Json),
            fixed("reason", Kind::Text).or_null(),
            guarded("settled_at", Kind::Integer).or_null().of("settlement"),
            guarded("settled_by", Kind::Id).or_null().of("settlement"),
            guarded("settled_how", Kind::Text).or_null().of("settlement"),
        ],
        &[OF_COMPANY],
    )
};
