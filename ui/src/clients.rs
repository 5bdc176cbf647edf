//! Clients: the list, the form that enters and changes one, and the profile with its history.
//!
//! `import` and `export` take lists in and give them out as CSV. `paged` is a list that comes in pages and is read again as far as it was open.

mod export;
mod fields;
mod form;
mod history;
mod import;
mod list;
mod paged;
mod profile;
mod summary;
mod texts;

pub(crate) use list::ClientsPage;
pub(crate) use profile::ClientPage;
