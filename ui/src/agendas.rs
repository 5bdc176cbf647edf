//! Agendas in the settings: the list, and one with its hours and rules.

mod create;
mod draft;
mod editor;
mod exceptions;
mod list;
mod rules;
mod texts;

pub(crate) use editor::AgendaSettings;
pub(crate) use list::AgendasSettings;
