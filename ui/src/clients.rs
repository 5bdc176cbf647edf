//! Clients: the list, the form that enters and changes one, and the profile with its history.
//!
//! `paged` is a list that comes in pages and is read again as far as it was open.

mod fields;
mod form;
mod history;
mod list;
mod paged;
mod profile;
mod summary;
mod texts;

pub(crate) use list::ClientsPage;
pub(crate) use profile::ClientPage;
