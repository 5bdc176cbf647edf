//! Mail to a real SMTP server that others wrote (aiosmtpd), over TLS with certificates of an authority of our own.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;

use leadsmart_contract::companies::MailSecurity;
use leadsmart_contract::failure::Code;
use leadsmart_contract::values::{EmailAddress, Secret};
use leadsmart_core::{Core, Ports};
use leadsmart_mail::SmtpMailer;
use leadsmart_ports::{MailFailure, MailServer, Mailer, Message};
use leadsmart_tests::house::House;
use leadsmart_tests::{call, company, register};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::{Value, json};
use tempfile::TempDir;

const USER: &str = "clinica";
const PASSWORD: &str = "pão & açúcar";
const TEXT: &str = "Olá, Conceição!\n\nSua consulta é amanhã às 9h — não se esqueça. 🙂\n.\n.. duas vezes\nFrom a beginning that mail programs like to change\n\n    ABCDE-FGHJK\n\nAté lá.\n";
const SUBJECT: &str =
    "Código para uma nova senha: atenção, João & Conceição, é só hoje até às 18h (São Paulo)";

/// A server that runs until it is dropped.
struct Post {
    program: Child,
    said: BufReader<ChildStdout>,
    port: u16,
    authority: String,
    security: MailSecurity,
    _folder: TempDir,
}

impl Post {
    fn open(security: MailSecurity) -> Self {
        Self::without(security, "none")
    }

    /// A server that does not offer a way to log in.
    fn without(security: MailSecurity, mechanism: &str) -> Self {
        let aiosmtpd = std::env::var("LEADSMART_AIOSMTPD")
            .expect("`make test` sets up the mail server and says where it is");
        let folder = tempfile::tempdir().expect("a folder");
        let authority = certify(folder.path());
        let mut program = Command::new(Path::new(&aiosmtpd).with_file_name("python3"))
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("features/smtp_server.py"))
            .arg(if security == MailSecurity::Tls { "tls" } else { "start_tls" })
            .args([folder.path().join("certificate.pem"), folder.path().join("key.pem")])
            .arg(mechanism)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the mail server starts");
        let mut said = BufReader::new(program.stdout.take().expect("its output is piped"));
        let port = next(&mut said).as_u64().and_then(|port| port.try_into().ok()).expect("its port");
        Self { program, said, port, authority, security, _folder: folder }
    }

    /// A mailer that trusts the authority of this server.
    fn mailer(&self) -> SmtpMailer {
        SmtpMailer::new().trusting(self.authority.as_bytes()).expect("a certificate")
    }

    fn address(&self) -> MailServer {
        MailServer {
            host: "localhost".to_owned(),
            port: self.port,
            security: self.security,
            credentials: Some((USER.to_owned(), Secret::parse(PASSWORD).expect("a password"))),
            sender: email("clinica@example.com"),
            sender_name: "Clínica \"São João\", Odontologia".to_owned(),
        }
    }

    /// What was taken next.
    fn taken(&mut self) -> Value {
        next(&mut self.said)
    }

    /// Ends the server and gives what it took and nobody looked at yet.
    fn rest(mut self) -> Vec<Value> {
        drop(self.program.stdin.take());
        let lines = self.said.by_ref().lines().map(|line| line.expect("text"));
        lines.map(|line| serde_json::from_str(&line).expect("JSON")).collect()
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to stop.
        let _ended = self.program.kill().and_then(|()| self.program.wait());
    }
}

fn next(said: &mut BufReader<ChildStdout>) -> Value {
    let mut line = String::new();
    said.read_line(&mut line).expect("text");
    serde_json::from_str(&line).expect("the server says a line of JSON")
}

/// Writes a certificate for `localhost` with its key into a folder; gives the authority that signed it, in PEM form.
fn certify(folder: &Path) -> String {
    let mut of_authority = CertificateParams::default();
    of_authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(of_authority, KeyPair::generate().expect("a key"))
        .expect("an authority");
    let key = KeyPair::generate().expect("a key");
    let of_server = CertificateParams::new(["localhost".to_owned()]).expect("a name");
    let certificate = of_server.signed_by(&key, &authority).expect("a certificate");
    std::fs::write(folder.join("certificate.pem"), certificate.pem()).expect("a file");
    std::fs::write(folder.join("key.pem"), key.serialize_pem()).expect("a file");
    authority.pem()
}

fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

fn message(to: &str) -> Message {
    Message { key: "0192-1".to_owned(), to: email(to), subject: SUBJECT.to_owned(), text: TEXT.to_owned() }
}

#[tokio::test]
async fn a_message_in_portuguese_arrives_as_it_was_written() {
    for security in [MailSecurity::Tls, MailSecurity::StartTls] {
        let mut post = Post::open(security);
        post.mailer().send(&post.address(), &message("conceicao@example.com")).await.expect("taken");
        let taken = post.taken();
        let headers = &taken["headers"];
        assert_eq!(headers["subject"], SUBJECT, "{security:?}");
        assert_eq!(headers["from"], "\"Clínica \\\"São João\\\", Odontologia\" <clinica@example.com>");
        assert_eq!(headers["to"], "conceicao@example.com");
        assert_eq!(headers["message-id"], "<0192-1@example.com>");
        let text = taken["text"].as_str().expect("a text").replace("\r\n", "\n");
        // The line end before the dot that ends a transfer belongs to the message (RFC 5321, 4.1.1.4).
        assert_eq!(text, format!("{TEXT}\n"), "{security:?}");
        assert_eq!(taken["sender"], "clinica@example.com");
        assert_eq!(taken["recipients"], json!(["conceicao@example.com"]));
        assert_eq!(taken["ascii"], true, "servers that know only ASCII take it too");
    }
}

#[tokio::test]
async fn whichever_way_to_log_in_a_server_offers_is_used() {
    for (without, used) in [("PLAIN", "LOGIN"), ("LOGIN", "PLAIN")] {
        let mut post = Post::without(MailSecurity::StartTls, without);
        post.mailer().send(&post.address(), &message("ana@example.com")).await.expect("taken");
        assert_eq!(post.taken()["by"], used);
    }
}

#[tokio::test]
async fn a_wrong_password_is_told_and_hands_in_nothing() {
    for security in [MailSecurity::Tls, MailSecurity::StartTls] {
        for without in ["PLAIN", "LOGIN"] {
            let post = Post::without(security, without);
            let mut server = post.address();
            server.credentials = Some((USER.to_owned(), Secret::parse("pao & acucar").expect("a password")));
            let refused = post.mailer().send(&server, &message("ana@example.com")).await;
            assert!(matches!(refused, Err(MailFailure::Credentials(_))), "{security:?}: {refused:?}");
            let shown = format!("{refused:?}");
            assert!(!shown.contains("acucar"), "a password is not shown: {shown}");
            server.credentials = None;
            let refused = post.mailer().send(&server, &message("ana@example.com")).await;
            assert!(
                matches!(refused, Err(MailFailure::Credentials(_))),
                "a log-in that the server wants and did not get: {refused:?}"
            );
            assert!(post.rest().is_empty(), "nothing was taken");
        }
    }
}

#[tokio::test]
async fn a_recipient_who_is_refused_for_good_is_told_from_one_to_be_tried_again() {
    let post = Post::open(MailSecurity::StartTls);
    let refused = post.mailer().send(&post.address(), &message("nobody@example.com")).await;
    assert!(
        matches!(&refused, Err(MailFailure::Refused(why)) if why.contains("no such mailbox")),
        "{refused:?}"
    );
    let later = post.mailer().send(&post.address(), &message("later@example.com")).await;
    assert!(matches!(&later, Err(failure) if failure.is_temporary()), "{later:?}");
    assert!(post.rest().is_empty(), "nothing was taken");
}

#[tokio::test]
async fn a_server_that_cannot_show_who_it_is_gets_neither_password_nor_message() {
    for security in [MailSecurity::Tls, MailSecurity::StartTls] {
        let post = Post::open(security);
        let stranger = SmtpMailer::new().send(&post.address(), &message("ana@example.com")).await;
        let elsewhere = MailServer { host: "127.0.0.1".to_owned(), ..post.address() };
        let misnamed = post.mailer().send(&elsewhere, &message("ana@example.com")).await;
        for refused in [stranger, misnamed] {
            assert!(
                matches!(&refused, Err(MailFailure::Unreachable(why)) if why.contains("certificate")),
                "{security:?}: {refused:?}"
            );
        }
        assert!(post.rest().is_empty(), "nothing was taken");
    }
}

#[tokio::test]
async fn a_company_sets_its_server_and_a_forgotten_password_is_replaced_with_the_code_from_the_mail() {
    let mut post = Post::open(MailSecurity::StartTls);
    let house = House::new();
    let ports = Ports { mailer: Arc::new(post.mailer()), ..house.ports() };
    let core = Core::open(house.folder(), ports).await.expect("the data folder opens");
    let token = register(&core, "Conceição", "conceicao@example.com").await;
    let company = company(&core, &token, "Clínica São João").await;
    let server = |password: &str| {
        json!({
            "company_id": company, "host": "localhost", "port": post.port, "security": "start_tls",
            "username": USER, "password": password, "sender": "clinica@example.com",
        })
    };
    let refused = call(&core, Some(&token), "companies.set_mail_server", server("wrong")).await;
    assert_eq!(refused.expect_err("it is tried first").code, Code::MailFailed);
    let right = server(PASSWORD);
    call(&core, Some(&token), "companies.set_mail_server", right).await.expect("it is stored");
    let test = post.taken();
    assert!(test["text"].as_str().expect("a text").contains("Clínica São João"), "{test}");
    let email = json!({ "email": "conceicao@example.com" });
    let asked = call(&core, None, "auth.request_password_reset", email).await.expect("taken");
    assert_eq!(core.deliver_due().await.expect("the outbox is read"), 1, "{asked}");
    let mail = post.taken();
    let code = mail["text"].as_str().expect("a text").lines().find_map(|line| line.strip_prefix("    "));
    let reset = json!({
        "email": "conceicao@example.com", "code": code.expect("a code"), "new_password": "a chair by the door",
    });
    call(&core, None, "auth.reset_password", reset).await.expect("the code from the mail opens the account");
    core.close().await;
}
