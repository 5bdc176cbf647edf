//! Companies: what memberships, agendas and clients belong to; invite codes; the mail server.
//!
//! A company always has an owner who can log in. Put out of use it can be read, not changed, until it is put in use again.
//! An invite code admits whoever has it for some days, never as an owner.

pub(crate) mod commands;
mod invites;
mod mail;
mod store;
#[cfg(test)]
mod tests;

use jiff::tz::TimeZone;
use leadsmart_contract::companies::{CompanyView, CreateCompany, UpdateCompany, WeekStart};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{CompanyId, UserId};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::values::{Problem, ZoneName};
use leadsmart_ports::{MailFailure, MailServer};
use sqlx::SqliteConnection;

use crate::context::Write;
use crate::error::{Defect, Explain, Invalid, NotFound, Result};
use crate::secrets::CompanyKey;
use crate::{access, agendas, auth, members, roles, time};
use store::Settings;

/// The country whose holidays apply if none is named.
const DEFAULT_COUNTRY: &str = "BR";

/// Why a company cannot be joined or set up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CompanyError {
    /// The invite code has expired, was replaced, or was never given.
    #[error("the invite code is rejected")]
    InviteRejected,
    /// An invite code was asked for that would make owners.
    #[error("an invite code for owners")]
    InviteForOwner,
    /// The user of the sample asked for a company of her own.
    #[error("the user of the sample")]
    SampleUser,
    /// The mail server did not take the test message.
    #[error("the test message failed: {0}")]
    MailFailed(#[from] MailFailure),
}

impl Explain for CompanyError {
    fn explain(&self, language: Language) -> Failure {
        match self {
            Self::InviteRejected => Failure::new(Code::CodeRejected, invite_rejected(language))
                .with_hint(invite_rejected_hint(language)),
            Self::InviteForOwner => Failure::new(Code::InvalidInput, invite_owner(language))
                .with_hint(invite_owner_hint(language))
                .at("role_id"),
            Self::SampleUser => {
                Failure::new(Code::WrongState, sample_user(language)).with_hint(sample_user_hint(language))
            }
            Self::MailFailed(failure) => {
                let (message, hint) = match failure {
                    MailFailure::Unreachable(_) => (unreachable(language), unreachable_hint(language)),
                    MailFailure::Credentials(_) => (credentials(language), credentials_hint(language)),
                    MailFailure::Refused(_) => (refused(language), refused_hint(language)),
                };
                Failure::new(Code::MailFailed, message).with_hint(hint)
            }
        }
    }
}

/// Where a company is: what its clock, its holidays and its weeks follow from.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The company.
    pub(crate) company_id: CompanyId,
    /// The zone of its clock.
    pub(crate) zone: TimeZone,
    /// The name of that zone.
    pub(crate) zone_name: String,
    /// ISO 3166-1 code of its country.
    pub(crate) country: String,
    /// ISO 3166-2 code of its state, without the country.
    pub(crate) state: Option<String>,
    /// The day on which its weeks begin.
    pub(crate) week_start: WeekStart,
}

/// Where a company is.
///
/// # Errors
/// There is no such company.
pub(crate) async fn place(connection: &mut SqliteConnection, company: CompanyId) -> Result<Place> {
    store::place(connection, company).await
}

/// Whether there is no company yet.
pub(crate) async fn none(connection: &mut SqliteConnection) -> Result<bool> {
    store::none(connection).await
}

/// Founds a company: its roles, the caller as its owner, and a first agenda where one is named. From here on the caller
/// acts as its owner.
pub(crate) async fn found(
    write: &mut Write,
    owner: UserId,
    command: CreateCompany,
    sample: bool,
) -> Result<CompanyId> {
    if command.first_agenda.is_none() && command.hours.is_some() {
        return Err(Invalid::new("first_agenda", Problem::Empty).into());
    }
    let language = command.language.unwrap_or(write.context.language);
    let settings = Settings {
        id: write.context.new_id(),
        name: command.name,
        zone: known_zone(&command.zone)?,
        language,
        country: checked_country(command.country.unwrap_or_else(|| DEFAULT_COUNTRY.to_owned()))?,
        state: command.state.map(checked_state).transpose()?,
        document: None,
        phone: None,
        address: None,
        week_start: command.week_start.unwrap_or(WeekStart::Sunday),
    };
    let (company, now) = (settings.id, write.context.now);
    let (user, _) = auth::user(write.connection(), owner).await?;
    store::insert(write.connection(), &settings, sample, now).await?;
    let role = roles::create_presets(write, company, language).await?;
    members::create_owner(write, company, &user, role).await?;
    let place = access::member(write.connection(), company, owner).await?;
    let (member, _) = place.ok_or_else(|| Defect("the owner of a new company is no member".to_owned()))?;
    write.context.member = Some(member);
    if let Some(name) = command.first_agenda {
        agendas::create_first(write, company, &settings.zone, name, command.hours).await?;
    }
    Ok(company)
}

/// A company as one of its active members sees it.
pub(crate) async fn view(
    connection: &mut SqliteConnection,
    company: CompanyId,
    user: UserId,
) -> Result<CompanyView> {
    let found = store::of_user(connection, user, Some(company)).await?;
    found.into_iter().next().ok_or_else(|| NotFound::Company.into())
}

/// The language of a company's messages.
pub(crate) async fn language(connection: &mut SqliteConnection, company: CompanyId) -> Result<Language> {
    Ok(store::settings(connection, company).await?.ok_or(NotFound::Company)?.language)
}

/// The company through whose mail server messages reach a user: the first active one of hers that has one.
pub(crate) async fn with_mail_of(
    connection: &mut SqliteConnection,
    user: UserId,
) -> Result<Option<CompanyId>> {
    store::with_mail(connection, Some(user)).await
}

/// Any active company that has a mail server.
pub(crate) async fn any_with_mail(connection: &mut SqliteConnection) -> Result<Option<CompanyId>> {
    store::with_mail(connection, None).await
}

/// The mail server of a company, ready to hand in mail.
pub(crate) async fn mail_server(
    connection: &mut SqliteConnection,
    key: &CompanyKey,
) -> Result<Option<MailServer>> {
    mail::opened(connection, key).await
}

/// Deletes a company with all that belongs to it.
pub(crate) async fn delete(connection: &mut SqliteConnection, company: CompanyId) -> Result<()> {
    store::delete(connection, company).await
}

/// Changes the settings that are given.
async fn change(write: &mut Write, command: UpdateCompany) -> Result<()> {
    let before = store::settings(write.connection(), command.company_id).await?.ok_or(NotFound::Company)?;
    let zone = command.zone.as_ref().map(known_zone).transpose()?;
    let settings = Settings {
        id: before.id,
        name: command.name.unwrap_or(before.name),
        zone: zone.unwrap_or(before.zone),
        language: command.language.unwrap_or(before.language),
        country: command.country.map(checked_country).transpose()?.unwrap_or(before.country),
        state: match command.state {
            Some(state) => state.map(checked_state).transpose()?,
            None => before.state,
        },
        document: command.document.unwrap_or(before.document),
        phone: command.phone.unwrap_or(before.phone),
        address: command.address.unwrap_or(before.address),
        week_start: command.week_start.unwrap_or(before.week_start),
    };
    store::update(write.connection(), &settings).await
}

/// The zone under the spelling of the database.
fn known_zone(name: &ZoneName) -> Result<ZoneName> {
    let refused = |problem| Invalid::new("zone", problem);
    let zone = time::zone(name).map_err(refused)?;
    Ok(ZoneName::parse(zone.iana_name().unwrap_or(name.as_str())).map_err(refused)?)
}

/// ISO 3166-1 alpha-2: two capital letters.
fn checked_country(code: String) -> Result<String> {
    let sound = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if sound { Ok(code) } else { Err(Invalid::new("country", Problem::Code).into()) }
}

/// ISO 3166-2 without the country: one to three capital letters or digits.
fn checked_state(code: String) -> Result<String> {
    let letters = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let sound = (1..=3).contains(&code.len()) && code.bytes().all(letters);
    if sound { Ok(code) } else { Err(Invalid::new("state", Problem::Code).into()) }
}

texts! {
    invite_rejected: "Este convite não é válido ou já expirou.", "This invite code is not valid or has expired.",
        "Esta invitación no es válida o ya venció.";
    invite_rejected_hint: "Confira o código ou peça um novo a quem administra a empresa.",
        "Check the code or ask an administrator of the company for a new one.",
        "Revise el código o pida uno nuevo a quien administra la empresa.";
    invite_owner: "Um convite não pode dar a função de proprietário.", "An invite code cannot give the role of owner.",
        "Una invitación no puede dar el rol de propietario.";
    invite_owner_hint: "Convide com outra função e mude-a depois.", "Invite with another role and change it afterwards.",
        "Invite con otro rol y cámbielo después.";
    sample_user: "Esta conta só serve para a clínica de exemplo.", "This account only works for the sample clinic.",
        "Esta cuenta solo sirve para la clínica de ejemplo.";
    sample_user_hint: "Remova a clínica de exemplo e crie a sua conta.", "Remove the sample clinic and create your own account.",
        "Quite la clínica de ejemplo y cree su propia cuenta.";
    unreachable: "O servidor de e-mail não respondeu com segurança. Nada foi salvo.",
        "The mail server could not be reached safely. Nothing was saved.",
        "El servidor de correo no respondió de forma segura. No se guardó nada.";
    unreachable_hint: "Confira o servidor, a porta, o tipo de proteção e a conexão com a internet.",
        "Check the server, the port and the kind of protection, and the internet connection.",
        "Revise el servidor, el puerto, el tipo de protección y la conexión a internet.";
    credentials: "O servidor de e-mail recusou o usuário ou a senha. Nada foi salvo.",
        "The mail server refused the user name or the password. Nothing was saved.",
        "El servidor de correo rechazó el usuario o la contraseña. No se guardó nada.";
    credentials_hint: "Alguns provedores pedem uma senha de aplicativo.", "Some providers ask for an app password.",
        "Algunos proveedores piden una contraseña de aplicación.";
    refused: "O servidor de e-mail não aceitou a mensagem de teste. Nada foi salvo.",
        "The mail server did not accept the test message. Nothing was saved.",
        "El servidor de correo no aceptó el mensaje de prueba. No se guardó nada.";
    refused_hint: "Confira o endereço do remetente.", "Check the sender’s address.", "Revise la dirección del remitente.";
}
