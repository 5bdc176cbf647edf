//! Identifiers: UUID version 7, one type a thing, so that a client is never taken for an appointment.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};
use uuid::Uuid;

use crate::values::Problem;

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident;)*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(try_from = "String")]
        #[cfg_attr(feature = "schema", schemars(with = "Uuid"))]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID that is known to name one of these.
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID, for storage.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                // Without a text of its own: a page of the calendar has ten thousand of them.
                serializer.serialize_str(self.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = Problem;
            fn try_from(text: String) -> Result<Self, Problem> {
                text.parse()
            }
        }

        impl FromStr for $name {
            type Err = Problem;
            fn from_str(text: &str) -> Result<Self, Problem> {
                // Only the hyphenated form: one spelling an identifier, so that texts can be compared.
                if text.len() != 36 {
                    return Err(Problem::Identifier);
                }
                Uuid::try_parse(text).map(Self).map_err(|_| Problem::Identifier)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

id! {
    /// A person who can log in.
    UserId;
    /// One log-in of a user on one device.
    SessionId;
    /// A company.
    CompanyId;
    /// A person's place in a company; professionals are members too.
    MemberId;
    /// A set of permissions in a company.
    RoleId;
    /// A client of a company.
    ClientId;
    /// One time that two clients were made one.
    MergeId;
    /// An agenda: a calendar that can be booked.
    AgendaId;
    /// A service that a company offers.
    ServiceId;
    /// A time in which a professional is away.
    AbsenceId;
    /// A holiday that a company added.
    HolidayId;
    /// An appointment.
    AppointmentId;
    /// Appointments that were booked as one repetition.
    SeriesId;
    /// One entry in the history of an appointment.
    ChangeId;
    /// A link of an agenda with an outside calendar.
    IntegrationId;
    /// A stored picture.
    PictureId;
    /// A change that does not stand beside another desktop's.
    ConflictId;
    /// A WhatsApp number of a company.
    InstanceId;
    /// A conversation of a number with somebody.
    ThreadId;
    /// A message of a conversation.
    MessageId;
    /// A remark on a conversation that only the team sees.
    NoteId;
    /// A text that is kept to be sent often.
    QuickReplyId;
}
