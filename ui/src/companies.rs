//! Companies: choosing, creating and joining one, and its settings.

mod choose;
mod create;
mod join;
mod locked;
mod places;
mod settings;
pub(crate) mod texts;
mod zone;

pub(crate) use choose::ChooseCompany;
pub(crate) use create::NewCompanyForm;
pub(crate) use join::JoinForm;
pub(crate) use locked::LockedCompany;
pub(crate) use places::{CountryField, StateField};
pub(crate) use settings::CompanySettings;
pub(crate) use zone::ZonePicker;
