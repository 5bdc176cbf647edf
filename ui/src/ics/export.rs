//! What the agenda shows into a calendar file.

use jiff::civil::Date;
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ics::ExportIcs;
use leadsmart_contract::ids::AgendaId;
use leadsmart_contract::values::List;
use leptos::task::spawn_local;

use super::texts;
use crate::backend::{call, save_file};
use crate::components::Toasts;
use crate::language::language_now;
use crate::session::Company;

/// What goes into a file.
pub(crate) struct Wanted {
    /// The first and the last day.
    pub(crate) period: (Date, Date),
    /// The agendas; none for all.
    pub(crate) agenda_ids: List<AgendaId, 200>,
    /// Whether phones of clients go along.
    pub(crate) with_phones: bool,
}

/// Gives the person a file with the appointments of some days, and says where it is.
pub(crate) fn export(company: Company, wanted: Wanted, toasts: Toasts) {
    let Wanted { period: (from, to), agenda_ids, with_phones } = wanted;
    let name = match from == to {
        true => format!("{}-{from}.ics", texts::file_name(language_now())),
        false => format!("{}-{from}-{to}.ics", texts::file_name(language_now())),
    };
    let command = ExportIcs { company_id: company.id, from, to, agenda_ids, with_phones };
    spawn_local(async move {
        match write(command, &name).await {
            Ok(said) => toasts.say(said),
            Err(failure) => toasts.fail(&failure),
        }
    });
}

async fn write(command: ExportIcs, name: &str) -> Result<String, Failure> {
    let file = call(command).await?;
    let count = u64::from(file.appointments);
    Ok(match save_file(name, &file.ics).await? {
        Some(place) => texts::exported_to(language_now(), count, &place),
        None => texts::exported(language_now(), count),
    })
}
