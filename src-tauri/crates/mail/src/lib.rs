//! Mail through the company's SMTP server.
//!
//! Nothing leaves unprotected: TLS from the first byte, or STARTTLS, which is refused where the server does not offer it. A
//! server that does not answer costs a bounded time.

use std::time::Duration;

use leadsmart_contract::companies::MailSecurity;
use leadsmart_ports::{MailFailure, MailServer, Mailer, Message};
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::response::{Category, Severity};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

/// How long one step of the conversation may take.
const STEP: Duration = Duration::from_secs(20);

/// How long the whole of it may take.
const WHOLE: Duration = Duration::from_secs(60);

/// Hands in mail by SMTP (RFC 5321), one connection a message.
#[derive(Clone, Debug, Default)]
pub struct SmtpMailer {
    authorities: Vec<Certificate>,
}

impl SmtpMailer {
    /// Trusts the certificate authorities that browsers trust.
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts a certificate authority besides: that of a company which runs its own.
    ///
    /// # Errors
    /// The text is no certificate in PEM form.
    pub fn trusting(mut self, pem: &[u8]) -> Result<Self, MailFailure> {
        let certificate =
            Certificate::from_pem(pem).map_err(|error| MailFailure::Refused(error.to_string()))?;
        self.authorities.push(certificate);
        Ok(self)
    }

    fn transport(&self, server: &MailServer) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailFailure> {
        let builder = TlsParameters::builder(server.host.clone());
        let builder =
            self.authorities.iter().cloned().fold(builder, |tls, own| tls.add_root_certificate(own));
        let tls = builder.build().map_err(|error| unreachable(&error))?;
        let tls = match server.security {
            MailSecurity::Tls => Tls::Wrapper(tls),
            MailSecurity::StartTls => Tls::Required(tls),
        };
        // Called dangerous because it begins without TLS; the line after sets it.
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.host.clone())
            .tls(tls)
            .port(server.port)
            .timeout(Some(STEP));
        if let Some((user, password)) = &server.credentials {
            transport = transport.credentials(Credentials::new(user.clone(), password.reveal().to_owned()));
        }
        Ok(transport.build())
    }
}

#[async_trait::async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, server: &MailServer, message: &Message) -> Result<(), MailFailure> {
        let mail = compose(server, message)?;
        let transport = self.transport(server)?;
        match tokio::time::timeout(WHOLE, transport.send(mail)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(failure(&error)),
            Err(_) => Err(MailFailure::Unreachable("it took too long".to_owned())),
        }
    }
}

fn compose(server: &MailServer, message: &Message) -> Result<lettre::Message, MailFailure> {
    let sender = address(server.sender.as_str())?;
    // The same message keeps its identity when it is tried again (RFC 5322, 3.6.4).
    let identity = format!("<{}@{}>", message.key, sender.domain());
    lettre::Message::builder()
        .from(Mailbox::new(Some(one_line(&server.sender_name)), sender))
        .to(Mailbox::new(None, address(message.to.as_str())?))
        .subject(one_line(&message.subject))
        .message_id(Some(identity))
        // Keeps out-of-office replies away (RFC 3834, 5).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .header(ContentType::TEXT_PLAIN)
        .body(message.text.clone())
        .map_err(|error| MailFailure::Refused(error.to_string()))
}

/// A text fit for a header: lettre panics on a name with line breaks, and a header of ours ends where we end it.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn address(text: &str) -> Result<Address, MailFailure> {
    text.parse().map_err(|error| MailFailure::Refused(format!("an address cannot be used: {error}")))
}

/// What an answer of the server means for another try (RFC 5321, 4.2.1; RFC 4954, 6).
fn failure(error: &SmtpError) -> MailFailure {
    match error.status() {
        Some(code) if code.severity == Severity::PermanentNegativeCompletion => match code.category {
            // The x3x codes of a permanent kind are about authentication: 530, 534, 535, 538.
            Category::Unspecified3 => MailFailure::Credentials(error.to_string()),
            _ => MailFailure::Refused(error.to_string()),
        },
        _ => unreachable(error),
    }
}

fn unreachable(error: &SmtpError) -> MailFailure {
    MailFailure::Unreachable(error.to_string())
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::values::EmailAddress;

    use super::*;

    fn server(port: u16, security: MailSecurity) -> MailServer {
        MailServer {
            host: "127.0.0.1".to_owned(),
            port,
            security,
            credentials: None,
            sender: EmailAddress::parse("clinica@example.com").expect("an address"),
            sender_name: "Clínica \"São João\"".to_owned(),
        }
    }

    fn message(subject: &str) -> Message {
        Message {
            key: "0192".to_owned(),
            to: EmailAddress::parse("ana@example.com").expect("an address"),
            subject: subject.to_owned(),
            text: "Olá, Ana!\n.\nTchau.\n".to_owned(),
        }
    }

    /// A server that says this to everybody, line after line, and does not speak TLS.
    async fn plain_server(lines: &'static [&'static str]) -> u16 {
        use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mut stream = BufReader::new(stream);
                for line in lines {
                    let _ = stream.write_all(line.as_bytes()).await;
                    let _ = stream.read_line(&mut String::new()).await;
                }
            }
        });
        port
    }

    #[test]
    fn a_message_keeps_its_identity_when_it_is_tried_again() {
        let server = server(465, MailSecurity::Tls);
        for _ in 0..2 {
            let mail = compose(&server, &message("Código")).expect("a mail").formatted();
            let text = String::from_utf8(mail).expect("ASCII");
            assert!(text.contains("Message-ID: <0192@example.com>"), "{text}");
            assert!(text.contains("Auto-Submitted: auto-generated"), "{text}");
        }
    }

    #[test]
    fn a_subject_or_name_adds_no_header() {
        let server = MailServer {
            sender_name: "A\r\nBcc: x@example.com".to_owned(),
            ..server(465, MailSecurity::Tls)
        };
        let mail = compose(&server, &message("Hi\r\nBcc: y@example.com")).expect("a mail").formatted();
        let text = String::from_utf8(mail).expect("ASCII");
        let head = text.split("\r\n\r\n").next().expect("headers");
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
    }

    #[tokio::test]
    async fn a_server_without_starttls_gets_no_message() {
        let port = plain_server(&["220 hello\r\n", "250 hello\r\n", "221 bye\r\n"]).await;
        let refused = SmtpMailer::new().send(&server(port, MailSecurity::StartTls), &message("Hi")).await;
        assert!(
            matches!(&refused, Err(MailFailure::Unreachable(why)) if why.contains("STARTTLS")),
            "{refused:?}"
        );
    }

    #[tokio::test]
    async fn a_server_that_refuses_the_conversation_for_good_is_told_from_one_that_is_busy() {
        let busy = plain_server(&["421 later\r\n"]).await;
        let outcome = SmtpMailer::new().send(&server(busy, MailSecurity::StartTls), &message("Hi")).await;
        assert!(matches!(outcome, Err(MailFailure::Unreachable(_))), "{outcome:?}");
        let closed = plain_server(&["554 no\r\n"]).await;
        let outcome = SmtpMailer::new().send(&server(closed, MailSecurity::StartTls), &message("Hi")).await;
        assert!(matches!(outcome, Err(MailFailure::Refused(_))), "{outcome:?}");
    }

    #[tokio::test]
    async fn where_nobody_listens_another_try_may_succeed() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let outcome = SmtpMailer::new().send(&server(port, MailSecurity::Tls), &message("Hi")).await;
        assert!(matches!(outcome, Err(failure) if failure.is_temporary()));
    }
}
