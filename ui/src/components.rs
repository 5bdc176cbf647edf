//! What pages are made of. Components take signals and give callbacks; none of them calls the backend.

mod avatar;
mod badge;
mod button;
mod choice;
mod color;
mod combobox;
mod date;
mod dialog;
mod empty;
mod error;
mod field;
mod focus;
mod form;
mod hours;
mod icon;
mod input;
mod menu;
mod month;
mod popover;
mod skeleton;
mod texts;
mod time;
mod toast;

pub(crate) use avatar::Avatar;
pub(crate) use badge::{Badge, Tone};
pub(crate) use button::{Button, Kind, Submit};
pub(crate) use choice::{Checkbox, Choice, Segmented, Select};
pub(crate) use color::{ColorPicker, tint};
pub(crate) use combobox::{ComboOption, Combobox};
pub(crate) use date::DatePicker;
pub(crate) use dialog::{ConfirmDialog, Dialog};
pub(crate) use empty::EmptyState;
pub(crate) use error::ErrorNote;
pub(crate) use field::Field;
pub(crate) use form::{Form, FormFailure, Problems};
pub(crate) use hours::{HoursDraft, HoursPainter, WeeklyHoursEditor};
pub(crate) use icon::{Glyph, Icon};
pub(crate) use input::{Input, PasswordInput, PasswordText, TextArea, TextInput};
pub(crate) use menu::{Menu, MenuItem, MenuList};
pub(crate) use month::{MiniMonth, week_begin};
pub(crate) use popover::Anchor;
pub(crate) use skeleton::Skeleton;
pub(crate) use time::TimeInput;
pub(crate) use toast::{ToastList, Toasts, use_toasts};

pub(crate) use button::Kbd;
