//! How a call fails: a code that a program acts on, a message for the person, and a way out.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::appointments::BrokenRule;

crate::view! {
    /// What went wrong, for programs. A code exists only because some caller acts on it.
    enum Code {
        /// A field is missing or wrong: `field` names it.
        InvalidInput,
        /// There is no session, or it has ended: log in.
        Unauthenticated,
        /// E-mail or password do not match.
        WrongCredentials,
        /// The role does not allow this.
        Forbidden,
        /// There is no such thing in this company.
        NotFound,
        /// There is no such command or address.
        UnknownCommand,
        /// It exists already: use the one that is there.
        AlreadyExists,
        /// It was changed since it was read: read it again.
        Stale,
        /// Something else still needs it: `message` says what.
        InUse,
        /// The time breaks rules; `broken_rules` lists them. Who holds the right may send the call again with `override`.
        RulesBroken,
        /// The state does not allow this step, such as finishing a cancelled appointment.
        WrongState,
        /// The company would be left without an owner.
        LastOwner,
        /// The company is deactivated: activate it first.
        CompanyInactive,
        /// A code or link has expired, was used, or was never given.
        CodeRejected,
        /// Too many attempts: wait until `retry_at`.
        TooManyAttempts,
        /// No mail server is set up for this.
        MailNotConfigured,
        /// The mail server did not take the message.
        MailFailed,
        /// The keychain of the operating system is locked or missing.
        KeychainUnavailable,
        /// The outside service is not connected yet.
        NotConnected,
        /// The request is larger than allowed.
        TooLarge,
        /// The disk is full: free some room and try again.
        StorageFull,
        /// The store did not answer in time: try again.
        Busy,
        /// A defect of ours. It is logged; nothing was changed.
        Internal,
    }
}

impl Code {
    /// The HTTP status with which REST answers.
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidInput => 422,
            Self::Unauthenticated | Self::WrongCredentials => 401,
            Self::Forbidden => 403,
            Self::NotFound | Self::UnknownCommand => 404,
            Self::AlreadyExists
            | Self::Stale
            | Self::InUse
            | Self::RulesBroken
            | Self::WrongState
            | Self::LastOwner
            | Self::CompanyInactive
            | Self::MailNotConfigured
            | Self::NotConnected => 409,
            Self::CodeRejected => 410,
            Self::TooLarge => 413,
            Self::TooManyAttempts => 429,
            Self::MailFailed => 502,
            Self::KeychainUnavailable | Self::Busy => 503,
            Self::StorageFull => 507,
            Self::Internal => 500,
        }
    }
}

/// A failed call, as every caller gets it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[error("{code:?}: {message}")]
pub struct Failure {
    /// For programs.
    pub code: Code,
    /// What happened and what was kept, in the caller's language.
    pub message: String,
    /// What to do next, in the caller's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The field that is wrong, as a path such as `phones.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The rules that a booking would break.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub broken_rules: Vec<BrokenRule>,
    /// When another attempt is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<Timestamp>,
}

impl Failure {
    /// A failure with a message and nothing more.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: None,
            field: None,
            broken_rules: Vec::new(),
            retry_at: None,
        }
    }

    /// The same with a way out.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same with the field that is wrong.
    #[must_use]
    pub fn at(self, field: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..self }
    }
}
