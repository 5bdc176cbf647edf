//! Mail through the company's own server.

use std::sync::{Mutex, PoisonError};

use leadsmart_contract::companies::MailSecurity;
use leadsmart_contract::values::{EmailAddress, Secret};

/// Where mail is handed in.
#[derive(Clone, Debug, PartialEq)]
pub struct MailServer {
    /// Host name.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the connection is protected.
    pub security: MailSecurity,
    /// User name and password, if the server asks for them.
    pub credentials: Option<(String, Secret)>,
    /// The address that messages come from.
    pub sender: EmailAddress,
    /// The name that messages come from.
    pub sender_name: String,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Becomes the Message-ID, so that a repeated try is the same message.
    pub key: String,
    /// Who gets it.
    pub to: EmailAddress,
    /// The subject.
    pub subject: String,
    /// The text, plain.
    pub text: String,
}

/// Why a message was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailFailure {
    /// The server cannot be reached, or not safely. Another try may succeed.
    #[error("the mail server cannot be reached: {0}")]
    Unreachable(String),
    /// User name or password are wrong.
    #[error("the mail server refused the log-in: {0}")]
    Credentials(String),
    /// The server refused this message for good.
    #[error("the mail server refused the message: {0}")]
    Refused(String),
}

impl MailFailure {
    /// Whether another try may succeed.
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::Unreachable(_))
    }
}

/// Hands in mail.
#[async_trait::async_trait]
pub trait Mailer: Send + Sync {
    /// Hands in one message and waits until the server has taken it.
    async fn send(&self, server: &MailServer, message: &Message) -> Result<(), MailFailure>;
}

/// Keeps what was sent; can be made to fail.
#[derive(Debug, Default)]
pub struct FakeMailer {
    sent: Mutex<Vec<Message>>,
    failure: Mutex<Option<MailFailure>>,
}

impl FakeMailer {
    /// What was sent, in order. A message with a known key counts once, as a server that knows the Message-ID would.
    pub fn sent(&self) -> Vec<Message> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Fails every call from now on, or serves again.
    pub fn fail_with(&self, failure: Option<MailFailure>) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
    }
}

#[async_trait::async_trait]
impl Mailer for FakeMailer {
    async fn send(&self, _: &MailServer, message: &Message) -> Result<(), MailFailure> {
        if let Some(failure) = &*self.failure.lock().unwrap_or_else(PoisonError::into_inner) {
            return Err(failure.clone());
        }
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        if sent.iter().all(|known| known.key != message.key) {
            sent.push(message.clone());
        }
        Ok(())
    }
}
