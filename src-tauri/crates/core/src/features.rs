//! The list of features. Each registers its commands; the table refuses to start while one has no handler.

use crate::table::Table;
use crate::{
    absences, agendas, appointments, auth, backups, clients, companies, holidays, ics, instances, members,
    messages, quick_replies, roles, sample, services, sync, system, threads,
};

/// The command table with every feature in it.
pub(crate) fn table() -> Table {
    let registrations = [
        auth::commands::register,
        companies::commands::register,
        members::commands::register,
        roles::commands::register,
        clients::commands::register,
        services::commands::register,
        agendas::commands::register,
        absences::commands::register,
        holidays::commands::register,
        appointments::commands::register,
        instances::commands::register,
        threads::commands::register,
        messages::commands::register,
        quick_replies::commands::register,
        ics::commands::register,
        sample::commands::register,
        backups::commands::register,
        sync::commands::register,
        system::commands::register,
    ];
    registrations.into_iter().fold(Table::builder(), |table, register| register(table)).build()
}
