//! Mail through the company's SMTP server, over TLS only.

use std::time::Duration;

use async_trait::async_trait;
use leadsmart_contract::companies::MailSecurity;
use leadsmart_ports::{MailFailure, MailServer, Mailer, Message};
use lettre::message::{Mailbox, header};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::Error;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

/// A server that does not answer within this is given up; the outbox tries again.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Hands in mail over SMTP (RFC 5321), with TLS from the start or after STARTTLS (RFC 8314); never without.
#[derive(Clone, Copy, Debug, Default)]
pub struct SmtpMailer;

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, server: &MailServer, message: &Message) -> Result<(), MailFailure> {
        let letter = letter(server, message)?;
        transport(server)?.send(letter).await.map(drop).map_err(|error| failure(&error))
    }
}

fn transport(server: &MailServer) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailFailure> {
    let builder = match server.security {
        MailSecurity::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(&server.host),
        MailSecurity::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&server.host),
    };
    let mut builder = builder.map_err(|error| failure(&error))?.port(server.port).timeout(Some(TIMEOUT));
    if let Some((username, password)) = &server.credentials {
        builder = builder.credentials(Credentials::new(username.clone(), password.reveal().to_owned()));
    }
    // Without lettre's pool: letters are rare, and an idle connection would be cut by the server anyway.
    Ok(builder.build())
}

fn letter(server: &MailServer, message: &Message) -> Result<lettre::Message, MailFailure> {
    let refused = |error: &dyn std::fmt::Display| MailFailure::Refused(error.to_string());
    let address = |text: &str| text.parse::<Address>().map_err(|error| refused(&error));
    let sender = address(server.sender.as_str())?;
    let id = format!("<{}@{}>", message.key, sender.domain());
    lettre::Message::builder()
        .from(Mailbox::new(Some(server.sender_name.clone()), sender))
        .to(Mailbox::new(None, address(message.to.as_str())?))
        .message_id(Some(id))
        .subject(message.subject.clone())
        .header(header::ContentType::TEXT_PLAIN)
        .body(message.text.clone())
        .map_err(|error| refused(&error))
}

/// 5xx is for good, all else may pass (RFC 5321, 4.2.1); 530, 534 and 535 speak of the log-in (RFC 4954, 6).
fn failure(error: &Error) -> MailFailure {
    let code = error.status().map(u16::from);
    match code {
        Some(530 | 534 | 535) => MailFailure::Credentials(error.to_string()),
        Some(500..) => MailFailure::Refused(error.to_string()),
        _ => MailFailure::Unreachable(error.to_string()),
    }
}
