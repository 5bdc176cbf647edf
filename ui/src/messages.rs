//! A conversation: what was said, and where one writes.
//!
//! `talk` is what was read of it and how what comes joins it; `group` finds days and what belongs together; `face` says what a
//! row shows and `draw` makes elements of that, of which only those in sight exist (`components::roll`). `flow` holds it all and
//! reads on; `conversation` hears what is done on it. What people wrote goes into the document as text alone, and an address
//! in it is asked about before it is opened.

mod composer;
mod conversation;
mod draw;
mod face;
mod flow;
mod group;
mod links;
mod menu;
mod pictures;
mod quick;
mod quick_manage;
mod sound;
mod talk;
mod texts;
mod viewer;

pub(crate) use composer::Composer;
pub(crate) use conversation::{Conversation, focus_field};
pub(crate) use flow::Flow;
pub(crate) use texts::kind;
