//! What the window and the shell around it say to each other, besides commands of the table. Only the application has a
//! shell; a browser does not.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{AppointmentId, CompanyId, ThreadId};
use crate::values::JoinCode;

/// What a person chose for this computer, whoever is logged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComputerSettings {
    /// The application starts with the computer, for whoever logs in to it now.
    pub autostart: bool,
    /// Closing the window leaves the application running, so that reminders come.
    pub stay: bool,
    /// Notifications are heard.
    pub sound: bool,
}

impl Default for ComputerSettings {
    fn default() -> Self {
        Self { autostart: false, stay: false, sound: true }
    }
}

/// What the person asks of the window from outside of it: by a click on a notification or a link, or in the menu of the tray.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Wish {
    /// To see an appointment.
    Appointment {
        /// Of which company.
        company_id: CompanyId,
        /// Which one.
        appointment_id: AppointmentId,
        /// On which day it is.
        date: Date,
    },
    /// To see a conversation, and answer.
    Thread {
        /// Of which company.
        company_id: CompanyId,
        /// Which one.
        thread_id: ThreadId,
    },
    /// To see all conversations.
    Threads {
        /// Of which company.
        company_id: CompanyId,
    },
    /// To see the day that runs.
    Today,
    /// To book.
    Book,
    /// To join a company with an invitation that came as a link.
    Join {
        /// The link.
        code: JoinCode,
    },
}

/// The event by which the window is told of a [`Wish`].
pub const WISH: &str = "wish";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wished_for_is_read_as_it_was_written() {
        let appointment = Wish::Appointment {
            company_id: "0190b6a8-7c3e-7b1a-8f00-000000000001".parse().expect("an id"),
            appointment_id: "0190b6a8-7c3e-7b1a-8f00-000000000002".parse().expect("an id"),
            date: Date::constant(2026, 11, 25),
        };
        let company_id = "0190b6a8-7c3e-7b1a-8f00-000000000001".parse().expect("an id");
        let thread = Wish::Thread {
            company_id,
            thread_id: "0190b6a8-7c3e-7b1a-8f00-000000000003".parse().expect("an id"),
        };
        let join = Wish::Join { code: JoinCode::parse("leadsmart://join/abc").expect("a code") };
        for wish in [appointment, thread, Wish::Threads { company_id }, Wish::Today, Wish::Book, join] {
            let text = serde_json::to_string(&wish).expect("it is plain");
            assert_eq!(serde_json::from_str::<Wish>(&text).ok(), Some(wish), "{text}");
        }
    }
}
