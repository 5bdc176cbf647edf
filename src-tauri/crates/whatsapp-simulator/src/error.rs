//! What a client did that the service would not have taken, and what a caller of the simulator asked in vain.

use std::fmt;

use thiserror::Error;

/// What a client did against the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which rule, in one word that a test can ask for: `handshake`, `frame`, `stanza`, `iq`, `key`, `pairing`, `message`,
    /// `receipt`, `ack`.
    pub rule: &'static str,
    /// Whose connection it was: the address of the device, or the number of the connection before it has one.
    pub who: String,
    /// What was wrong.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} of {}: {}", self.rule, self.who, self.what)
    }
}

/// A violation before it is known whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Breach {
    pub(crate) rule: &'static str,
    pub(crate) what: String,
}

impl Breach {
    pub(crate) fn new(rule: &'static str, what: impl Into<String>) -> Self {
        Self { rule, what: what.into() }
    }

    pub(crate) fn handshake(what: impl Into<String>) -> Self {
        Self::new("handshake", what)
    }

    pub(crate) fn noise(error: impl fmt::Display) -> Self {
        Self::handshake(error.to_string())
    }
}

/// Why the simulator could not do what it was asked by its caller, not by a client.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Refused {
    /// A phone number is 8 to 15 digits.
    #[error("a phone number has 8 to 15 digits: {0}")]
    Number(String),
    /// There is a phone with this number already.
    #[error("there is a phone with the number {0} already")]
    NumberTaken(String),
    /// No phone has this number.
    #[error("no phone has the number {0}")]
    NoSuchPhone(String),
    /// The text of the code is not what a client shows.
    #[error("this is no code for linking: {0}")]
    NotACode(&'static str),
    /// The code was not handed out, has been used, or is older than the 160 seconds that six codes last.
    #[error("the code is not valid any more")]
    StaleCode,
    /// The account has as many devices as it may have.
    #[error("the account has four linked devices already")]
    TooManyDevices,
    /// No linked device of the account has this number.
    #[error("the account has no linked device {0}")]
    NoSuchDevice(u16),
    /// The device is not connected, so nothing can befall its connection.
    #[error("the device is not connected")]
    NotConnected,
    /// A phone could not encrypt or decrypt.
    #[error("cryptography: {0}")]
    Crypto(String),
    /// There is no such group, or the phone is not in it.
    #[error("the phone is in no group {0}")]
    NoSuchGroup(String),
    /// The message is not one that this phone has.
    #[error("the phone has no message {0}")]
    NoSuchMessage(String),
}
