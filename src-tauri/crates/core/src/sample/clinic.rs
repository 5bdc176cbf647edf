//! What the sample clinic holds, in the order in which a person would enter it.

use leadsmart_contract::companies::CreateCompany;
use leadsmart_contract::ids::{CompanyId, MemberId, RoleId, UserId};
use leadsmart_contract::members::CreateMember;
use leadsmart_contract::texts;
use leadsmart_contract::values::{Color, EmailAddress, Name, ZoneName};

use super::{chats, diary};
use crate::auth::SampleAccount;
use crate::context::Write;
use crate::error::{Defect, Invalid, Result};
use crate::roles::{self, Preset};
use crate::stored::stored;
use crate::{companies, members, time};

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
/// From [`companies::found`] on, `write.context.member` is the owner.
pub(super) async fn furnish(write: &mut Write, account: &SampleAccount, zone: ZoneName) -> Result<UserId> {
    let user =
        account.create(write, &name(OWNER)?, &stored("sample address", EmailAddress::parse(EMAIL))?).await?;
    write.context.user = Some(user);
    let rules = time::zone(&zone).map_err(|problem| Invalid::new("zone", problem))?;
    let company = found(write, user, zone).await?;
    let professionals = staff(write, company).await?;
    diary::fill(write, company, &rules, &professionals).await?;
    chats::fill(write, company).await?;
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

/// Hires everybody; answers those who attend clients.
async fn staff(write: &mut Write, company: CompanyId) -> Result<Vec<(MemberId, &'static str, Color)>> {
    let professional = role(write, company, Preset::Professional).await?;
    let mut professionals = Vec::new();
    for (name, color) in PROFESSIONALS {
        professionals.push((hire(write, company, name, color, professional, true).await?, name, color));
    }
    let receptionist = role(write, company, Preset::Receptionist).await?;
    hire(write, company, RECEPTIONIST.0, RECEPTIONIST.1, receptionist, false).await?;
    Ok(professionals)
}

async fn hire(
    write: &mut Write,
    company: CompanyId,
    called: &str,
    color: Color,
    role: RoleId,
    professional: bool,
) -> Result<MemberId> {
    let command = CreateMember {
        company_id: company,
        name: name(called)?,
        email: None,
        phone: None,
        role_id: role,
        professional,
        color: Some(color),
    };
    Ok(members::create(write, command).await?.member.id)
}

async fn role(write: &mut Write, company: CompanyId, preset: Preset) -> Result<RoleId> {
    let role = roles::preset(write.connection(), company, preset).await?;
    role.ok_or_else(|| Defect(format!("a new company lacks the role {preset:?}")).into())
}

pub(super) fn name(text: &str) -> Result<Name> {
    stored("sample name", Name::parse(text))
}

texts! {
    clinic_name: "Clínica Exemplo", "Sample Clinic", "Clínica de Ejemplo";
}
