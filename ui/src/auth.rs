//! Accounts: the first start, logging in, the forgotten password, the profile.

mod card;
mod first_start;
mod forgotten;
mod log_in;
mod profile;
mod recovery_code;
mod register;
mod texts;

use leadsmart_contract::values::Name;

use crate::language::language_now;
use crate::{backend, dom};

pub(crate) use card::AuthCard;
pub(crate) use first_start::FirstStart;
pub(crate) use log_in::{LogInAgain, LogInPage};
pub(crate) use profile::{ProfilePage, own_picture};

/// What this device calls itself in the list of sessions, such as "LeadSmart, Linux".
pub(crate) fn device() -> Option<Name> {
    let program = if backend::in_window() { "LeadSmart" } else { texts::browser(language_now()) };
    let name = match dom::system_name() {
        "" => program.to_owned(),
        system => format!("{program}, {system}"),
    };
    Name::parse(&name).ok()
}
