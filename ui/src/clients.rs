//! Clients: the list, the form that enters and changes one, and the profile with its history.
//!
//! `import` and `export` take lists in and give them out as CSV. `paged` is a list that comes in pages and is read again as far as
//! it was open; `typed` finds clients for a field that chooses one. `duplicates` lists who may be entered twice, `merge` makes two
//! one, and `compare` says what differs between them.

mod compare;
mod duplicates;
mod export;
mod fields;
mod form;
mod history;
mod import;
mod list;
mod merge;
mod paged;
mod profile;
mod summary;
mod texts;
mod typed;

pub(crate) use duplicates::DuplicatesPage;
pub(crate) use list::ClientsPage;
pub(crate) use profile::ClientPage;
pub(crate) use typed::TypedClients;
