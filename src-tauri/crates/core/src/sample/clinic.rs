//! What the sample clinic holds, in the order in which a person would enter it.

use leadsmart_contract::companies::CreateCompany;
use leadsmart_contract::ids::{CompanyId, RoleId, UserId};
use leadsmart_contract::members::CreateMember;
use leadsmart_contract::texts;
use leadsmart_contract::values::{Color, EmailAddress, Name, ZoneName};

use crate::auth::SampleAccount;
use crate::context::Write;
use crate::error::{Defect, Result};
use crate::roles::{self, Preset};
use crate::stored::stored;
use crate::{companies, members};

/// An address that can never receive mail (RFC 2606 reserves `.invalid`).
const EMAIL: &str = "marina.duarte@leadsmart.invalid";
/// The owner, whom the person who explores plays.
const OWNER: &str = "Marina Duarte";
/// Those who attend clients.
const PROFESSIONALS: [(&str, Color); 3] = [
    ("Dra. Beatriz Nogueira", Color::Violet),
    ("Dr. Rafael Antunes", Color::Blue),
    ("Camila Teles", Color::Orange),
];
/// Who sits at the front desk.
const RECEPTIONIST: (&str, Color) = ("Joana Freire", Color::Green);

/// Fills the clinic, as its owner. Answers her user.
///
/// What follows the people (agendas with their hours, services, clients, a fortnight of appointments) is added here, one
/// step a kind, through the features themselves: from [`companies::found`] on, `write.context.member` is the owner.
pub(super) async fn furnish(write: &mut Write, account: &SampleAccount, zone: ZoneName) -> Result<UserId> {
    let user =
        account.create(write, &name(OWNER)?, &stored("sample address", EmailAddress::parse(EMAIL))?).await?;
    write.context.user = Some(user);
    let company = found(write, user, zone).await?;
    staff(write, company).await?;
    Ok(user)
}

async fn found(write: &mut Write, owner: UserId, zone: ZoneName) -> Result<CompanyId> {
    let command = CreateCompany {
        name: name(clinic_name(write.context.language))?,
        zone,
        language: None,
        country: None,
        state: Some("SP".to_owned()),
        week_start: None,
        first_agenda: None,
        hours: None,
    };
    companies::found(write, owner, command, true).await
}

async fn staff(write: &mut Write, company: CompanyId) -> Result<()> {
    let professional = role(write, company, Preset::Professional).await?;
    for (name, color) in PROFESSIONALS {
        hire(write, company, name, color, professional, true).await?;
    }
    let receptionist = role(write, company, Preset::Receptionist).await?;
    hire(write, company, RECEPTIONIST.0, RECEPTIONIST.1, receptionist, false).await
}

async fn hire(
    write: &mut Write,
    company: CompanyId,
    called: &str,
    color: Color,
    role: RoleId,
    professional: bool,
) -> Result<()> {
    let command = CreateMember {
        company_id: company,
        name: name(called)?,
        email: None,
        phone: None,
        role_id: role,
        professional,
        color: Some(color),
    };
    members::create(write, command).await?;
    Ok(())
}

async fn role(write: &mut Write, company: CompanyId, preset: Preset) -> Result<RoleId> {
    let role = roles::preset(write.connection(), company, preset).await?;
    role.ok_or_else(|| Defect(format!("a new company lacks the role {preset:?}")).into())
}

fn name(text: &str) -> Result<Name> {
    stored("sample name", Name::parse(text))
}

texts! {
    clinic_name: "Clínica Exemplo", "Sample Clinic", "Clínica de Ejemplo";
}
