//! The mail server of a company. It is stored once a test message went through, its password sealed.

use leadsmart_contract::companies::{MailServerView, SetMailServer};
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::texts;
use leadsmart_contract::values::{Problem, Secret};
use leadsmart_ports::{MailServer, Message};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::store::{self, StoredServer};
use super::{CompanyError, view};
use crate::auth;
use crate::error::{Defect, Invalid, Result};
use crate::secrets::{self, CompanyKey, Place};
use crate::table::{self, Call};

/// Sends a test message to the caller and stores the server if it was taken.
pub(super) async fn set(call: &Call, command: SetMailServer) -> Result<MailServerView> {
    table::writable(&call.context)?;
    check(&command)?;
    let company = command.company_id;
    let key = secrets::company_key(call.core(), company).await?;
    let mut read = call.read().await?;
    let caller = call.context.user()?;
    let (user, _) = auth::user(read.connection(), caller).await?;
    let name = view(read.connection(), company, caller).await?.name;
    let before = store::mail_server(read.connection(), company).await?;
    drop(read);
    let password = password(&key, &command, before)?;
    let server = MailServer {
        host: command.host.as_str().to_owned(),
        port: command.port,
        security: command.security,
        credentials: command.username.as_ref().map(|u| u.as_str().to_owned()).zip(password.clone()),
        sender: command.sender.clone(),
        sender_name: name.as_str().to_owned(),
    };
    let message = Message {
        key: call.context.new_id::<Uuid>().to_string(),
        to: user.email,
        subject: test_subject(user.language).to_owned(),
        text: test_text(user.language, name.as_str()),
    };
    call.core().ports().mailer.send(&server, &message).await.map_err(CompanyError::from)?;
    let sealed = match &password {
        Some(password) => Some(key.seal(&call.context, place(company), password.reveal().as_bytes())?),
        None => None,
    };
    let stored = StoredServer {
        host: command.host,
        port: command.port,
        security: command.security,
        username: command.username,
        password_sealed: sealed,
        sender: command.sender,
    };
    let mut write = call.write().await?;
    store::set_mail_server(write.connection(), company, &stored).await?;
    call.commit(write).await?;
    Ok(stored.view())
}

/// The server with its password opened, to hand in mail.
pub(super) async fn opened(
    connection: &mut SqliteConnection,
    key: &CompanyKey,
) -> Result<Option<MailServer>> {
    let Some(server) = store::mail_server(connection, key.company).await? else { return Ok(None) };
    let settings = store::settings(connection, key.company).await?;
    let name = settings.map(|settings| settings.name.as_str().to_owned()).unwrap_or_default();
    let password = server.password_sealed.as_deref().map(|sealed| open(key, sealed)).transpose()?;
    Ok(Some(MailServer {
        host: server.host.as_str().to_owned(),
        port: server.port,
        security: server.security,
        credentials: server.username.map(|username| username.as_str().to_owned()).zip(password),
        sender: server.sender,
        sender_name: name,
    }))
}

/// What spans more than one value. A host name has no blanks; user name and password come together.
fn check(command: &SetMailServer) -> Result<()> {
    let host = command.host.as_str();
    let sound = host.len() <= 253
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':'));
    if !sound {
        return Err(Invalid::new("host", Problem::Code).into());
    }
    if command.port == 0 {
        return Err(Invalid::new("port", Problem::Range(1, 65535)).into());
    }
    if command.password.is_some() && command.username.is_none() {
        return Err(Invalid::new("username", Problem::Empty).into());
    }
    Ok(())
}

/// The password to use: the one that is given, or the one that is stored for the same user at the same host.
fn password(
    key: &CompanyKey,
    command: &SetMailServer,
    before: Option<StoredServer>,
) -> Result<Option<Secret>> {
    if command.username.is_none() || command.password.is_some() {
        return Ok(command.password.clone());
    }
    let same =
        before.filter(|b| b.host == command.host && b.port == command.port && b.username == command.username);
    let sealed =
        same.and_then(|before| before.password_sealed).ok_or(Invalid::new("password", Problem::Empty))?;
    open(key, &sealed).map(Some)
}

fn open(key: &CompanyKey, sealed: &[u8]) -> Result<Secret> {
    let plain = key.open(place(key.company), sealed)?;
    let text =
        std::str::from_utf8(plain.reveal()).map_err(|_| Defect("a sealed password is no text".to_owned()))?;
    Secret::parse(text).map_err(|problem| Defect(format!("a sealed password: {problem}")).into())
}

fn place(company: CompanyId) -> Place {
    Place { table: "mail_servers", row: company.uuid(), column: "password_sealed" }
}

texts! {
    test_subject: "Mensagem de teste do LeadSmart", "Test message from LeadSmart", "Mensaje de prueba de LeadSmart";
    test_text(company: &str):
        "O servidor de e-mail de {company} está funcionando. Não é preciso fazer mais nada.\n",
        "The mail server of {company} works. There is nothing else to do.\n",
        "El servidor de correo de {company} funciona. No hay nada más que hacer.\n";
}
