//! Who may call what: the one place that checks it.

pub(crate) mod store;

pub(crate) use store::{language, member};

use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{CompanyId, SessionId, UserId};
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Access;
use leadsmart_contract::texts;
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

use crate::Ports;
use crate::context::{Context, Member};
use crate::error::{Explain, Forbidden, NotFound, Result};

/// How long a session lasts without being used.
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How long a session lasts however much it is used: then the person logs in again.
pub const SESSION_MAX: SignedDuration = SignedDuration::from_hours(180 * 24);

/// How often the use of a session is noted; more often would only wear the disk.
const NOTE_USE_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// Why a caller is turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// There is no session, or it has ended.
    #[error("no session")]
    Unauthenticated,
    /// The caller was deactivated in this company.
    #[error("deactivated member")]
    Deactivated,
    /// This computer was shut out of the company.
    #[error("shut out")]
    ShutOut,
    /// The company is deactivated and can only be read.
    #[error("inactive company")]
    CompanyInactive,
}

impl Explain for Denied {
    fn explain(&self, language: Language) -> Failure {
        match self {
            Self::Unauthenticated => Failure::new(Code::Unauthenticated, unauthenticated(language))
                .with_hint(unauthenticated_hint(language)),
            Self::Deactivated => {
                Failure::new(Code::Forbidden, deactivated(language)).with_hint(deactivated_hint(language))
            }
            Self::ShutOut => {
                Failure::new(Code::Forbidden, shut_out(language)).with_hint(shut_out_hint(language))
            }
            Self::CompanyInactive => Failure::new(Code::CompanyInactive, company_inactive(language))
                .with_hint(company_inactive_hint(language)),
        }
    }
}

/// A session that is valid now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Session {
    pub(crate) id: SessionId,
    pub(crate) user: UserId,
    pub(crate) language: Language,
    pub(crate) used_at: Timestamp,
}

impl Session {
    /// Whether its use should be noted, to keep it alive.
    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        now.duration_since(self.used_at) >= NOTE_USE_AFTER
    }
}

/// The digest under which a token is stored.
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Finds out who calls and whether she may. The context it gives is what handlers trust.
pub(crate) async fn admit(
    connection: &mut SqliteConnection,
    ports: &Ports,
    access: Access,
    token: Option<&str>,
    company: Option<CompanyId>,
    language: Option<Language>,
) -> Result<(Context, Option<Session>)> {
    let now = ports.clock.now();
    let session = match token {
        Some(token) => store::session(connection, &token_hash(token), now).await?,
        None => None,
    };
    let mut context = Context {
        now,
        language: language.or(session.map(|s| s.language)).unwrap_or_default(),
        user: session.map(|s| s.user),
        session: session.map(|s| s.id),
        member: None,
        ports: ports.clone(),
    };
    if access == Access::Public {
        return Ok((context, session));
    }
    let session = session.ok_or(Denied::Unauthenticated)?;
    match access {
        Access::Public | Access::Session => {}
        // Operators of the platform are no users of a company's file: nobody here is one.
        Access::Platform => return Err(Forbidden.into()),
        Access::Member | Access::MemberShutOut | Access::Permission(_) => {
            let member = membership(connection, session.user, company).await?;
            if member.shut_out && access != Access::MemberShutOut {
                return Err(Denied::ShutOut.into());
            }
            context.member = Some(member);
        }
    }
    if let Access::Permission(permission) = access {
        context.require(permission)?;
    }
    Ok((context, Some(session)))
}

async fn membership(
    connection: &mut SqliteConnection,
    user: UserId,
    company: Option<CompanyId>,
) -> Result<Member> {
    let company = company.ok_or(NotFound::Company)?;
    let (member, active) = store::member(connection, company, user).await?.ok_or(NotFound::Company)?;
    if active { Ok(member) } else { Err(Denied::Deactivated.into()) }
}

texts! {
    unauthenticated: "Seu acesso expirou.", "You have been logged out.", "Su sesión terminó.";
    unauthenticated_hint: "Entre de novo para continuar.", "Log in again to go on.", "Inicie sesión de nuevo para continuar.";
    deactivated: "Seu acesso a esta empresa foi desativado.", "Your access to this company was deactivated.",
        "Su acceso a esta empresa fue desactivado.";
    deactivated_hint: "Fale com quem administra a empresa.", "Talk to an administrator of the company.",
        "Hable con quien administra la empresa.";
    shut_out: "O acesso deste computador à empresa foi encerrado.", "This computer's access to the company was ended.",
        "Se terminó el acceso de este equipo a la empresa.";
    shut_out_hint: "O que ainda não foi enviado está guardado. Peça a quem administra a empresa que reative você, ou um código para entrar de novo.",
        "What was not sent yet is kept. Ask an administrator of the company to activate you again, or for a code to join again.",
        "Lo que aún no se envió está guardado. Pida a quien administra la empresa que lo reactive, o un código para unirse de nuevo.";
    company_inactive: "Esta empresa está desativada: dá para consultar, não para alterar.",
        "This company is deactivated: it can be read, not changed.",
        "Esta empresa está desactivada: se puede consultar, no modificar.";
    company_inactive_hint: "Reative a empresa em Ajustes › Empresa.", "Reactivate the company in Settings › Company.",
        "Reactive la empresa en Ajustes › Empresa.";
}
