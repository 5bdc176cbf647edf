//! Two clients become one, and two again.
//!
//! The one who goes keeps her row as it is, hidden: nothing of it can be lost. What the other becomes is decided here, and what
//! she was is kept in the record of the merge, which is enough to part them.

mod blend;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use leadsmart_contract::clients::{ClientsMerged, ClientsUnmerged};
use leadsmart_contract::ids::{AppointmentId, ClientId, CompanyId, MergeId};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::values::{Document, EmailAddress, Name, Note, PhoneNumber, Problem};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

use super::store::{duplicates, merges};
use super::{ClientError, Entry, Stored, any, present, store, view};
use crate::appointments;
use crate::context::Context;
use crate::error::{Invalid, NotFound, Result};

/// What a merge may change of the one who stays. The record keeps it before and after, so fields are only ever added, with a
/// default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fields {
    phones: Vec<PhoneNumber>,
    email: Option<EmailAddress>,
    document: Option<Document>,
    birthday: Option<Date>,
    notes: Note,
    tags: Vec<Name>,
}

impl Fields {
    fn of(entry: &Entry) -> Self {
        let Entry { phones, email, document, birthday, notes, tags, .. } = entry.clone();
        Self { phones, email, document, birthday, notes, tags }
    }
}

/// A merge as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Merge {
    pub(crate) id: MergeId,
    /// The one who stays.
    pub(crate) kept: ClientId,
    /// The one who went into her.
    pub(crate) gone: ClientId,
    pub(crate) before: Fields,
    pub(crate) after: Fields,
    /// The appointments that went over.
    pub(crate) appointments: Vec<AppointmentId>,
    /// From whom the one who stays is distinguished since, because the other was.
    pub(crate) distinctions: Vec<ClientId>,
    pub(crate) undone: bool,
}

/// What was changed since a merge, so that it cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Since {
    /// The one who stayed is gone: deleted, or merged in her turn.
    Gone,
    Phones,
    Email,
    Document,
    Birthday,
    Notes,
    Tags,
    /// So many of the appointments are another client's.
    Appointments(u32),
}

impl Since {
    pub(super) fn text(self, language: Language) -> String {
        match self {
            Self::Gone => gone(language).to_owned(),
            Self::Phones => phones(language).to_owned(),
            Self::Email => email(language).to_owned(),
            Self::Document => document(language).to_owned(),
            Self::Birthday => birthday(language).to_owned(),
            Self::Notes => notes(language).to_owned(),
            Self::Tags => tags(language).to_owned(),
            Self::Appointments(count) => given_away(language, u64::from(count)),
        }
    }
}

/// Makes two clients one.
///
/// # Errors
/// One of them is not there, or they are one and the same.
pub(super) async fn merge(
    connection: &mut SqliteConnection,
    context: &Context,
    keep: ClientId,
    gone: ClientId,
) -> Result<ClientsMerged> {
    let company = context.company()?;
    if keep == gone {
        return Err(Invalid::new("gone_id", Problem::Repeated).into());
    }
    let kept = present(connection, company, keep).await?;
    if let Some((id, into)) = merges::of_gone(connection, company, gone).await?
        && into == keep
    {
        // An identical call has done it.
        let merge = recorded(connection, company, id).await?;
        return told(connection, context, kept, &merge).await;
    }
    let other = present(connection, company, gone).await?;
    let after = blend::blend(&kept.entry, &other.entry, context.language)?;
    if after != kept.entry {
        store::update(connection, company, &kept, &after).await?;
    }
    let merge = Merge {
        id: context.new_id(),
        kept: keep,
        gone,
        before: Fields::of(&kept.entry),
        after: Fields::of(&after),
        appointments: appointments::give_to_client(connection, company, gone, keep).await?,
        distinctions: inherit_distinctions(connection, context, keep, gone).await?,
        undone: false,
    };
    store::set_deleted(connection, company, gone, Some(context.now)).await?;
    merges::insert(connection, company, &merge, context.member()?.id, context.now).await?;
    let kept = any(connection, company, keep).await?;
    told(connection, context, kept, &merge).await
}

async fn told(
    connection: &mut SqliteConnection,
    context: &Context,
    kept: Stored,
    merge: &Merge,
) -> Result<ClientsMerged> {
    Ok(ClientsMerged {
        merge_id: merge.id,
        client: view(connection, kept, context.now).await?,
        appointments: u32::try_from(merge.appointments.len()).unwrap_or(u32::MAX),
    })
}

/// Whoever is no duplicate of the one who goes is none of the one who stays.
async fn inherit_distinctions(
    connection: &mut SqliteConnection,
    context: &Context,
    keep: ClientId,
    gone: ClientId,
) -> Result<Vec<ClientId>> {
    let member = context.member()?;
    let mut inherited = Vec::new();
    for other in duplicates::apart_from(connection, member.company_id, gone).await? {
        let new = other != keep
            && duplicates::keep_apart(connection, member.company_id, (keep, other), member.id, context.now)
                .await?;
        if new {
            inherited.push(other);
        }
    }
    Ok(inherited)
}

/// Makes two clients of one again.
///
/// # Errors
/// There is no such merge, or what it had set was changed since; then nothing is changed.
pub(super) async fn unmerge(
    connection: &mut SqliteConnection,
    context: &Context,
    id: MergeId,
) -> Result<ClientsUnmerged> {
    let company = context.company()?;
    let merge = recorded(connection, company, id).await?;
    let kept = any(connection, company, merge.kept).await?;
    if !merge.undone {
        let since = changed_since(connection, company, &merge, &kept).await?;
        if !since.is_empty() {
            return Err(ClientError::ChangedSince(since).into());
        }
        part(connection, context, &merge, &kept).await?;
    }
    let kept = present(connection, company, merge.kept).await?;
    let restored = present(connection, company, merge.gone).await?;
    Ok(ClientsUnmerged {
        kept: view(connection, kept, context.now).await?,
        restored: view(connection, restored, context.now).await?,
    })
}

async fn part(
    connection: &mut SqliteConnection,
    context: &Context,
    merge: &Merge,
    kept: &Stored,
) -> Result<()> {
    let company = context.company()?;
    let before = put_back(&kept.entry, &merge.before, &merge.after);
    if before != kept.entry {
        store::update(connection, company, kept, &before).await?;
    }
    // First, so that the cards of her appointments are drawn with her name.
    store::set_deleted(connection, company, merge.gone, None).await?;
    appointments::give_these_to_client(connection, company, &merge.appointments, merge.gone).await?;
    for other in &merge.distinctions {
        duplicates::forget_apart(connection, company, (merge.kept, *other)).await?;
    }
    merges::set_undone(connection, company, merge.id, context.now).await
}

async fn recorded(connection: &mut SqliteConnection, company: CompanyId, id: MergeId) -> Result<Merge> {
    Ok(merges::get(connection, company, id).await?.ok_or(NotFound::Merge)?)
}

/// What stands in the way of taking a merge back.
async fn changed_since(
    connection: &mut SqliteConnection,
    company: CompanyId,
    merge: &Merge,
    kept: &Stored,
) -> Result<Vec<Since>> {
    if kept.deleted {
        return Ok(vec![Since::Gone]);
    }
    let mut since = contradictions(&Fields::of(&kept.entry), &merge.before, &merge.after);
    match appointments::of_others(connection, company, &merge.appointments, merge.kept).await? {
        0 => {}
        count => since.push(Since::Appointments(count)),
    }
    Ok(since)
}

/// The fields that a merge had set and that have other values by now. What it left alone may have changed.
fn contradictions(now: &Fields, before: &Fields, after: &Fields) -> Vec<Since> {
    fn differs<T: PartialEq>(now: &T, before: &T, after: &T) -> bool {
        before != after && now != after
    }
    let checks = [
        (Since::Phones, differs(&now.phones, &before.phones, &after.phones)),
        (Since::Email, differs(&now.email, &before.email, &after.email)),
        (Since::Document, differs(&now.document, &before.document, &after.document)),
        (Since::Birthday, differs(&now.birthday, &before.birthday, &after.birthday)),
        (Since::Notes, differs(&now.notes, &before.notes, &after.notes)),
        (Since::Tags, differs(&now.tags, &before.tags, &after.tags)),
    ];
    checks.into_iter().filter(|(_, changed)| *changed).map(|(field, _)| field).collect()
}

/// A client without what a merge had set.
fn put_back(now: &Entry, before: &Fields, after: &Fields) -> Entry {
    fn back<T: PartialEq + Clone>(now: &T, before: &T, after: &T) -> T {
        if before == after { now.clone() } else { before.clone() }
    }
    Entry {
        phones: back(&now.phones, &before.phones, &after.phones),
        email: back(&now.email, &before.email, &after.email),
        document: back(&now.document, &before.document, &after.document),
        birthday: back(&now.birthday, &before.birthday, &after.birthday),
        notes: back(&now.notes, &before.notes, &after.notes),
        tags: back(&now.tags, &before.tags, &after.tags),
        ..now.clone()
    }
}

texts! {
    gone: "o cadastro que ficou foi excluído ou mesclado", "the client who stayed was deleted or merged",
        "la ficha que quedó fue eliminada o fusionada";
    phones: "os telefones", "the phones", "los teléfonos";
    email: "o e-mail", "the e-mail", "el correo";
    document: "o documento", "the document", "el documento";
    birthday: "o nascimento", "the date of birth", "la fecha de nacimiento";
    notes: "as observações", "the notes", "las observaciones";
    tags: "as etiquetas", "the tags", "las etiquetas";
    given_away[count](): "{count} agendamento passou a outro cliente" | "{count} agendamentos passaram a outro cliente",
        "{count} appointment went to another client" | "{count} appointments went to another client",
        "{count} cita pasó a otro cliente" | "{count} citas pasaron a otro cliente";
}
