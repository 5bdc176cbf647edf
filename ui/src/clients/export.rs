//! Clients into a CSV file.

use leadsmart_contract::clients::ExportClients;
use leadsmart_contract::failure::Failure;
use leadsmart_contract::values::{Name, SearchText};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::texts;
use crate::backend::{call, save_file};
use crate::components::Toasts;
use crate::language::language_now;
use crate::session::Company;

/// Gives the person a file with the clients whom the list shows, and says where it is.
pub(super) fn export(company: Company, search: Option<SearchText>, tag: Option<Name>, toasts: Toasts) {
    let name = format!("{}-{}.csv", texts::file_name(language_now()), untrack(|| company.today()));
    let command = ExportClients { company_id: company.id, search, tag };
    spawn_local(async move {
        match write(command, &name).await {
            Ok(said) => toasts.say(said),
            Err(failure) => toasts.fail(&failure),
        }
    });
}

async fn write(command: ExportClients, name: &str) -> Result<String, Failure> {
    let file = call(command).await?;
    let count = u64::from(file.clients);
    Ok(match save_file(name, &file.csv).await? {
        Some(place) => texts::exported_to(language_now(), count, &place),
        None => texts::exported(language_now(), count),
    })
}
