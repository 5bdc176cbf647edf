//! Members: the people of a company, with or without a log-in.
//!
//! The last owner who can log in stays. Owners alone make, change and shut out owners; nobody gives a role that allows more
//! than her own. A place may be prepared for an address: whoever has it takes the place when she joins.

pub(crate) mod commands;
mod places;
mod store;
#[cfg(test)]
mod tests;

use leadsmart_contract::auth::UserView;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{CompanyId, MemberId, RoleId};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::values::Color;
use sqlx::SqliteConnection;

use crate::access::Denied;
use crate::context::Write;
use crate::error::{Explain, Result};
pub(crate) use places::{create, find};
use store::NewMember;

/// Why a place cannot be made, taken or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum MemberError {
    /// The caller is a member already.
    #[error("already a member")]
    AlreadyMember,
    /// Somebody in the company has this address already.
    #[error("the address is taken")]
    AddressTaken,
    /// No owner who can log in would be left.
    #[error("the last owner")]
    LastOwner,
    /// She has no account to open.
    #[error("no account")]
    NoAccount,
    /// She also belongs to a company whose members the caller does not manage.
    #[error("belongs to another company too")]
    ElsewhereToo,
}

impl Explain for MemberError {
    fn explain(&self, language: Language) -> Failure {
        match self {
            Self::AlreadyMember => Failure::new(Code::AlreadyExists, already_member(language))
                .with_hint(already_member_hint(language)),
            Self::AddressTaken => Failure::new(Code::AlreadyExists, address_taken(language)).at("email"),
            Self::LastOwner => {
                Failure::new(Code::LastOwner, last_owner(language)).with_hint(last_owner_hint(language))
            }
            Self::NoAccount => {
                Failure::new(Code::WrongState, no_account(language)).with_hint(no_account_hint(language))
            }
            Self::ElsewhereToo => {
                Failure::new(Code::Forbidden, elsewhere(language)).with_hint(elsewhere_hint(language))
            }
        }
    }
}

/// Makes the founder of a company its owner.
pub(crate) async fn create_owner(
    write: &mut Write,
    company: CompanyId,
    user: &UserView,
    role: RoleId,
) -> Result<MemberId> {
    take_new_place(write, company, user, role).await
}

/// Lets a user in with an invite code: she takes the place that was prepared for her address, or a new one in this role.
pub(crate) async fn admit(
    write: &mut Write,
    company: CompanyId,
    user: &UserView,
    role: RoleId,
) -> Result<()> {
    if let Some(active) = store::place_of(write.connection(), company, user.id).await? {
        return Err(if active { MemberError::AlreadyMember.into() } else { Denied::Deactivated.into() });
    }
    match store::prepared(write.connection(), company, &user.email).await? {
        Some((_, false)) => Err(Denied::Deactivated.into()),
        Some((place, true)) => store::link(write.connection(), company, place, user.id).await,
        None => take_new_place(write, company, user, role).await.map(|_| ()),
    }
}

/// Whether all of these are members of the company who attend clients and are in use. Nobody at all counts as yes.
pub(crate) async fn professionals(
    connection: &mut SqliteConnection,
    company: CompanyId,
    members: &[MemberId],
) -> Result<bool> {
    Ok(members.is_empty() || store::count_professionals(connection, company, members).await? == members.len())
}

/// Whether this is a member of the company, in use or not.
pub(crate) async fn exists(
    connection: &mut SqliteConnection,
    company: CompanyId,
    member: MemberId,
) -> Result<bool> {
    store::exists(connection, company, member).await
}

/// Whether this is a member of the company who was not deactivated.
pub(crate) async fn in_office(
    connection: &mut SqliteConnection,
    company: CompanyId,
    member: MemberId,
) -> Result<bool> {
    store::in_office(connection, company, member).await
}

async fn take_new_place(
    write: &mut Write,
    company: CompanyId,
    user: &UserView,
    role: RoleId,
) -> Result<MemberId> {
    let (id, now) = (write.context.new_id(), write.context.now);
    let color = next_color(write.connection(), company).await?;
    let member = NewMember {
        id,
        user: Some(user.id),
        name: &user.name,
        email: None,
        phone: None,
        role,
        professional: false,
        color,
    };
    store::insert(write.connection(), company, member, now).await?;
    Ok(id)
}

/// The colour that follows in the palette, so that people who join one after another look different.
async fn next_color(connection: &mut SqliteConnection, company: CompanyId) -> Result<Color> {
    let members = store::count(connection, company).await?;
    Ok(Color::ALL.into_iter().cycle().nth(members % Color::ALL.len()).unwrap_or_default())
}

texts! {
    already_member: "Você já faz parte desta empresa.", "You are already a member of this company.",
        "Usted ya forma parte de esta empresa.";
    already_member_hint: "Abra a empresa na lista.", "Open the company from the list.", "Abra la empresa desde la lista.";
    address_taken: "Alguém da equipe já tem este e-mail.", "Somebody on the team already has this e-mail.",
        "Alguien del equipo ya tiene este correo.";
    last_owner: "A empresa ficaria sem um proprietário que possa entrar. Nada foi alterado.",
        "The company would be left without an owner who can log in. Nothing was changed.",
        "La empresa quedaría sin un propietario que pueda entrar. No se cambió nada.";
    last_owner_hint: "Faça de outra pessoa proprietária primeiro.", "Make somebody else an owner first.",
        "Primero haga propietaria a otra persona.";
    no_account: "Esta pessoa não tem uma conta para entrar.", "This person has no account to log in with.",
        "Esta persona no tiene una cuenta para entrar.";
    no_account_hint: "Ela pode entrar com um convite e a própria conta.", "They can join with an invite code and their own account.",
        "Puede entrar con una invitación y su propia cuenta.";
    elsewhere: "Esta pessoa também faz parte de uma empresa que você não administra.",
        "This person also belongs to a company that you do not manage.",
        "Esta persona también forma parte de una empresa que usted no administra.";
    elsewhere_hint: "Ela pode usar o código de recuperação dela.", "They can use their own recovery code.",
        "Puede usar su propio código de recuperación.";
}
