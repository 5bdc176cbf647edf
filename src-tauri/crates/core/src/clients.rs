//! Clients: the people whom a company attends.
//!
//! A phone belongs to one client unless the front desk says otherwise, because a second entry for the same person splits the
//! history. Where that has happened, [`duplicates`] finds the two and [`merge`] makes them one. Who was deleted is hidden
//! everywhere and can be brought back.

pub(crate) mod commands;
mod duplicates;
mod export;
mod import;
mod merge;
mod search;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::{Offset, TimeZone};
use leadsmart_contract::clients::{ClientView, MatchedBy};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{ClientId, CompanyId};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::values::{Document, EmailAddress, Name, Note, PhoneNumber, Problem};
use sqlx::SqliteConnection;

use crate::appointments;
use crate::context::Context;
use crate::error::{Explain, Invalid, NotFound, Result};
use merge::Since;
pub(crate) use search::plain as name_key;

/// Makes what searches are answered from, if it is missing: in a file that was put together from saved rows.
///
/// # Errors
/// The store fails.
pub(crate) async fn ensure_index(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    if store::index::is_missing(connection).await? {
        tracing::warn!("the search index of clients is missing and is made again");
        store::index::rebuild(connection).await?;
    }
    Ok(())
}

/// What a client is known by, who it is, and what that one is called.
pub(crate) type Known = (MatchedBy, String, ClientId, Name);

/// The clients who have one of these keys of phones, addresses or compared names; of several the one who was entered first
/// comes first.
pub(crate) async fn known_by(
    connection: &mut SqliteConnection,
    company: CompanyId,
    phones: &[&str],
    emails: &[&str],
    names: &[&str],
) -> Result<Vec<Known>> {
    store::csv::holders(connection, company, phones, &[], emails, names).await
}

/// The name and the phones of a client who is there.
///
/// # Errors
/// There is none.
pub(crate) async fn card(
    connection: &mut SqliteConnection,
    company: CompanyId,
    client: ClientId,
) -> Result<(Name, Vec<PhoneNumber>)> {
    let entry = present(connection, company, client).await?.entry;
    Ok((entry.name, entry.phones))
}

/// Enters somebody of whom only a name and a phone are known, which nobody else has: who has written for the first time.
///
/// # Errors
/// The store fails.
pub(crate) async fn enter_by_phone(
    connection: &mut SqliteConnection,
    company: CompanyId,
    id: ClientId,
    name: Name,
    phone: PhoneNumber,
    now: Timestamp,
) -> Result<()> {
    let entry = Entry {
        name,
        phones: vec![phone],
        email: None,
        document: None,
        birthday: None,
        notes: Note::default(),
        tags: Vec::new(),
        marketing_consent_at: None,
    };
    store::insert(connection, company, id, &entry, now).await
}

/// How many merges, one into the next, are followed.
const CHAIN: usize = 64;

/// Why something cannot be done with a client.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ClientError {
    /// Somebody has this phone already.
    #[error("the phone belongs to another client")]
    PhoneTaken {
        /// Who has it.
        name: Name,
        /// Its place among the phones that were given.
        place: usize,
    },
    /// The identifier that the caller chose is in use. What for is not told: it may be another company's.
    #[error("the id is in use")]
    IdTaken,
    /// There are appointments to come.
    #[error("{0} appointments to come")]
    Expected(u32),
    /// Nobody who lives was or will be born then.
    #[error("an impossible birthday")]
    Birthday,
    /// The client was made one with another.
    #[error("merged into another client")]
    Merged,
    /// What a merge had set was changed since.
    #[error("changed since the merge: {0:?}")]
    ChangedSince(Vec<Since>),
}

impl Explain for ClientError {
    fn explain(&self, language: Language) -> Failure {
        match self {
            Self::PhoneTaken { name, place } => {
                Failure::new(Code::AlreadyExists, phone_taken(language, name))
                    .with_hint(phone_taken_hint(language))
                    .at(format!("phones.{place}"))
            }
            Self::IdTaken => Failure::new(Code::AlreadyExists, id_taken(language))
                .with_hint(id_taken_hint(language))
                .at("id"),
            Self::Expected(count) => Failure::new(Code::InUse, expected(language, u64::from(*count)))
                .with_hint(expected_hint(language)),
            Self::Birthday => Failure::new(Code::InvalidInput, birthday(language)).at("birthday"),
            Self::Merged => Failure::new(Code::WrongState, merged(language)).with_hint(merged_hint(language)),
            Self::ChangedSince(what) => {
                let what: Vec<String> = what.iter().map(|since| since.text(language)).collect();
                Failure::new(Code::WrongState, changed_since(language, &what.join("; ")))
                    .with_hint(changed_since_hint(language))
            }
        }
    }
}

/// What is entered of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) name: Name,
    pub(crate) phones: Vec<PhoneNumber>,
    pub(crate) email: Option<EmailAddress>,
    pub(crate) document: Option<Document>,
    pub(crate) birthday: Option<Date>,
    pub(crate) notes: Note,
    pub(crate) tags: Vec<Name>,
    pub(crate) marketing_consent_at: Option<Timestamp>,
}

/// A client in the store.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) id: ClientId,
    pub(crate) entry: Entry,
    pub(crate) created_at: Timestamp,
    pub(crate) revision: i64,
    pub(crate) deleted: bool,
}

/// The client, deleted ones too.
async fn any(connection: &mut SqliteConnection, company: CompanyId, client: ClientId) -> Result<Stored> {
    Ok(store::client(connection, company, client).await?.ok_or(NotFound::Client)?)
}

/// The client, unless deleted.
async fn present(connection: &mut SqliteConnection, company: CompanyId, client: ClientId) -> Result<Stored> {
    let stored = any(connection, company, client).await?;
    if stored.deleted { Err(NotFound::Client.into()) } else { Ok(stored) }
}

/// The client in whom this one lives on, if the two were made one; else the client itself.
///
/// # Errors
/// The store fails.
pub(crate) async fn survivor(
    connection: &mut SqliteConnection,
    company: CompanyId,
    client: ClientId,
) -> Result<ClientId> {
    let mut here = client;
    // Who went into another may have come with others, and the other may have gone as well. Bounded, because two desktops may
    // have merged the same two in opposite ways.
    for _ in 0..CHAIN {
        match store::merges::of_gone(connection, company, here).await? {
            Some((_, kept)) => here = kept,
            None => break,
        }
    }
    Ok(here)
}

/// All that is known of a client, as callers get it.
async fn view(connection: &mut SqliteConnection, stored: Stored, now: Timestamp) -> Result<ClientView> {
    let record = appointments::record_of_client(connection, stored.id, now).await?;
    let merges = store::merges::of_kept(connection, stored.id).await?;
    let entry = stored.entry;
    Ok(ClientView {
        id: stored.id,
        name: entry.name,
        phones: entry.phones,
        email: entry.email,
        document: entry.document,
        birthday: entry.birthday,
        notes: entry.notes,
        tags: entry.tags,
        marketing_consent_at: entry.marketing_consent_at,
        created_at: stored.created_at,
        revision: stored.revision,
        visits: record.visits,
        next_appointment: record.next,
        last_appointment: record.last,
        merges,
    })
}

/// Enters a client, or gives the one whom an earlier, identical call has entered.
pub(crate) async fn enter(
    connection: &mut SqliteConnection,
    context: &Context,
    id: Option<ClientId>,
    entry: &Entry,
    shared_phones: bool,
) -> Result<Stored> {
    let company = context.company()?;
    if let Some(id) = id
        && store::is_known(connection, id).await?
    {
        let earlier = store::client(connection, company, id).await?.filter(|earlier| !earlier.deleted);
        return Ok(earlier.ok_or(ClientError::IdTaken)?);
    }
    check_birthday(entry.birthday, context.now)?;
    check_phones(connection, company, &entry.phones, &[], shared_phones).await?;
    let id = id.unwrap_or_else(|| context.new_id());
    store::insert(connection, company, id, entry, context.now).await?;
    any(connection, company, id).await
}

/// Stores another state of a client.
async fn change(
    connection: &mut SqliteConnection,
    context: &Context,
    before: Stored,
    after: &Entry,
    shared_phones: bool,
) -> Result<Stored> {
    if before.entry == *after {
        return Ok(before);
    }
    let company = context.company()?;
    if before.entry.birthday != after.birthday {
        check_birthday(after.birthday, context.now)?;
    }
    if before.entry.phones != after.phones {
        check_phones(connection, company, &after.phones, &before.entry.phones, shared_phones).await?;
    }
    store::update(connection, company, &before, after).await?;
    any(connection, company, before.id).await
}

/// Hides a client who is not expected any more.
async fn delete(connection: &mut SqliteConnection, context: &Context, client: ClientId) -> Result<()> {
    let company = context.company()?;
    let stored = present(connection, company, client).await?;
    match appointments::upcoming_of_client(connection, client, context.now).await? {
        0 => store::set_deleted(connection, company, stored.id, Some(context.now)).await,
        count => Err(ClientError::Expected(count).into()),
    }
}

/// Brings a deleted client back. A phone that somebody else has got meanwhile is no hindrance: deleting must be reversible.
async fn restore(connection: &mut SqliteConnection, context: &Context, client: ClientId) -> Result<Stored> {
    let company = context.company()?;
    let stored = any(connection, company, client).await?;
    if store::merges::of_gone(connection, company, client).await?.is_some() {
        return Err(ClientError::Merged.into());
    }
    if stored.deleted {
        store::set_deleted(connection, company, client, None).await?;
    }
    any(connection, company, client).await
}

/// Refuses what cannot be a birthday.
fn check_birthday(birthday: Option<Date>, now: Timestamp) -> Result<()> {
    match birthday {
        Some(day) if !is_birthday(day, now) => Err(ClientError::Birthday.into()),
        _ => Ok(()),
    }
}

/// Whether somebody may be born then: not before 1900, and not on a day that has begun nowhere on Earth.
fn is_birthday(day: Date, now: Timestamp) -> bool {
    // The clocks of UTC+14 are the first to show a new day. A company's own zone would refuse a child who is born today to
    // parents who live further east.
    let latest = Offset::from_hours(14).map_or(TimeZone::UTC, TimeZone::fixed).to_datetime(now).date();
    (date(1900, 1, 1)..=latest).contains(&day)
}

/// Refuses the same line twice, and a line of somebody else unless that is meant. What the client had before stays allowed.
async fn check_phones(
    connection: &mut SqliteConnection,
    company: CompanyId,
    phones: &[PhoneNumber],
    before: &[PhoneNumber],
    shared_phones: bool,
) -> Result<()> {
    let keys: Vec<String> = phones.iter().map(PhoneNumber::key).collect();
    if (1..keys.len()).any(|place| keys[..place].contains(&keys[place])) {
        return Err(Invalid::new("phones", Problem::Repeated).into());
    }
    if shared_phones {
        return Ok(());
    }
    let kept: Vec<String> = before.iter().map(PhoneNumber::key).collect();
    for (place, key) in keys.iter().enumerate().filter(|(_, key)| !kept.contains(key)) {
        if let Some(name) = store::holder_of_phone(connection, company, key).await? {
            return Err(ClientError::PhoneTaken { name, place }.into());
        }
    }
    Ok(())
}

/// Tags in alphabetical order, each once however it is capitalized; the first spelling stays.
fn tidy_tags(tags: Vec<Name>) -> Vec<Name> {
    let mut keyed: Vec<(String, Name)> = Vec::new();
    for tag in tags {
        let lower = tag.as_str().to_lowercase();
        if !keyed.iter().any(|(known, _)| *known == lower) {
            keyed.push((lower, tag));
        }
    }
    keyed.sort_by_cached_key(|(lower, _)| (search::tag_key(lower), lower.clone()));
    keyed.into_iter().map(|(_, tag)| tag).collect()
}

texts! {
    phone_taken(name: &Name): "{name} já tem este telefone. Nada foi salvo.", "{name} already has this phone. Nothing was saved.",
        "{name} ya tiene este teléfono. No se guardó nada.";
    phone_taken_hint: "Abra o cadastro existente ou confirme que o telefone é dos dois.",
        "Open the existing client, or confirm that they share the phone.",
        "Abra la ficha existente o confirme que comparten el teléfono.";
    id_taken: "Este identificador já está em uso.", "This identifier is in use already.", "Este identificador ya está en uso.";
    id_taken_hint: "Tente de novo com outro identificador, ou sem nenhum.", "Try again with another identifier, or with none.",
        "Inténtelo de nuevo con otro identificador, o sin ninguno.";
    expected[count](): "Este cliente ainda tem {count} agendamento por vir. Nada foi excluído."
            | "Este cliente ainda tem {count} agendamentos por vir. Nada foi excluído.",
        "This client still has {count} appointment to come. Nothing was deleted."
            | "This client still has {count} appointments to come. Nothing was deleted.",
        "Este cliente todavía tiene {count} cita por venir. No se eliminó nada."
            | "Este cliente todavía tiene {count} citas por venir. No se eliminó nada.";
    expected_hint: "Primeiro cancele esses agendamentos ou passe-os a outro cliente.", "First cancel them or give them to another client.",
        "Primero cancélelas o asígnelas a otro cliente.";
    birthday: "A data de nascimento precisa ficar entre 1900 e hoje.", "The date of birth must lie between 1900 and today.",
        "La fecha de nacimiento debe estar entre 1900 y hoy.";
    merged: "Este cliente foi mesclado com outro. Nada foi alterado.", "This client was merged into another. Nothing was changed.",
        "Este cliente fue fusionado con otro. No se cambió nada.";
    merged_hint: "Desfaça a mesclagem para separá-los.", "Undo the merge to separate them.", "Deshaga la fusión para separarlos.";
    changed_since(what: &str): "Isto mudou depois da mesclagem: {what}. Nada foi desfeito.",
        "This changed after the merge: {what}. Nothing was undone.",
        "Esto cambió después de la fusión: {what}. No se deshizo nada.";
    changed_since_hint: "Desfaça essas mudanças primeiro, ou cadastre a outra pessoa de novo.",
        "Undo those changes first, or add the other person again.",
        "Primero deshaga esos cambios, o registre de nuevo a la otra persona.";
}
