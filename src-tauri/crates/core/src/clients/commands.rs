//! Contract to rules and back: the commands of clients.

use leadsmart_contract::auth::Done;
use leadsmart_contract::clients::{
    CheckImport, ClientSummary, ClientView, ClientsFile, ClientsMerged, ClientsUnmerged, CreateClient,
    DeleteClient, Duplicates, ExportClients, ForgetApart, GetClient, ImportCheck, ImportClients,
    ImportOutcome, KeepApart, ListClients, ListDuplicates, MergeClients, RestoreClient, UnmergeClients,
    UpdateClient,
};
use leadsmart_contract::page::Page;

use super::import::Sent;
use super::{Entry, duplicates, export, import, merge, search};
use crate::context::{Read, Write};
use crate::error::{Result, Stale};
use crate::table::{self, Builder, Call};

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table
        .read::<ListClients>(list)
        .write::<CreateClient>(create)
        .read::<GetClient>(get)
        .write::<UpdateClient>(update)
        .write::<DeleteClient>(delete)
        .write::<RestoreClient>(restore)
        .on::<CheckImport>(check_import)
        .on::<ImportClients>(import_file)
        .read::<ExportClients>(export_file)
        .read::<ListDuplicates>(list_duplicates)
        .write::<KeepApart>(keep_apart)
        .write::<ForgetApart>(forget_apart)
        .write::<MergeClients>(merge_two)
        .write::<UnmergeClients>(unmerge)
}

async fn list(read: &mut Read, command: ListClients) -> Result<Page<ClientSummary>> {
    let (company, now) = (read.context.company()?, read.context.now);
    let question = search::Question {
        company,
        now,
        text: command.search.as_ref().map_or("", |text| text.as_str()),
        tag: command.tag.as_ref(),
        cursor: command.cursor.as_deref(),
        limit: command.limit,
    };
    search::find(read.connection(), question).await
}

pub(crate) async fn create(write: &mut Write, command: CreateClient) -> Result<ClientView> {
    let context = write.context.clone();
    let entry = Entry {
        name: command.name,
        phones: command.phones.into_vec(),
        email: command.email,
        document: command.document,
        birthday: command.birthday,
        notes: command.notes.unwrap_or_default(),
        tags: super::tidy_tags(command.tags.into_vec()),
        marketing_consent_at: command.marketing_consent.then_some(context.now),
    };
    let stored =
        super::enter(write.connection(), &context, command.id, &entry, command.allow_duplicate).await?;
    super::view(write.connection(), stored, context.now).await
}

async fn get(read: &mut Read, command: GetClient) -> Result<ClientView> {
    let (company, now) = (read.context.company()?, read.context.now);
    let id = super::survivor(read.connection(), company, command.client_id).await?;
    let stored = super::present(read.connection(), company, id).await?;
    super::view(read.connection(), stored, now).await
}

async fn update(write: &mut Write, command: UpdateClient) -> Result<ClientView> {
    let context = write.context.clone();
    let before = super::present(write.connection(), context.company()?, command.client_id).await?;
    if command.revision.is_some_and(|revision| revision != before.revision) {
        return Err(Stale.into());
    }
    let known = before.entry.clone();
    let after = Entry {
        name: command.name.unwrap_or(known.name),
        phones: command.phones.map_or(known.phones, |phones| phones.into_vec()),
        email: command.email.unwrap_or(known.email),
        document: command.document.unwrap_or(known.document),
        birthday: command.birthday.unwrap_or(known.birthday),
        notes: command.notes.unwrap_or(known.notes),
        tags: command.tags.map_or(known.tags, |tags| super::tidy_tags(tags.into_vec())),
        marketing_consent_at: match command.marketing_consent {
            // The instant of the first consent is the one to prove.
            Some(true) => known.marketing_consent_at.or(Some(context.now)),
            Some(false) => None,
            None => known.marketing_consent_at,
        },
    };
    let stored = super::change(write.connection(), &context, before, &after, command.allow_duplicate).await?;
    super::view(write.connection(), stored, context.now).await
}

async fn delete(write: &mut Write, command: DeleteClient) -> Result<Done> {
    let context = write.context.clone();
    super::delete(write.connection(), &context, command.client_id).await?;
    Ok(Done {})
}

async fn restore(write: &mut Write, command: RestoreClient) -> Result<ClientView> {
    let context = write.context.clone();
    let stored = super::restore(write.connection(), &context, command.client_id).await?;
    super::view(write.connection(), stored, context.now).await
}

async fn check_import(call: &mut Call, command: CheckImport) -> Result<ImportCheck> {
    let (company, now, language) = (call.context.company()?, call.context.now, call.context.language);
    let sent = Sent { file: command.file, has_header: command.has_header, columns: command.columns };
    let draft = import::read(sent, now).await?;
    let mut read = call.read().await?;
    import::check(read.connection(), company, language, draft).await
}

async fn import_file(call: &mut Call, command: ImportClients) -> Result<ImportOutcome> {
    table::writable(&call.context)?;
    let sent = Sent { file: command.file, has_header: command.has_header, columns: command.columns };
    // The file is read before its turn to write comes.
    let draft = import::read(sent, call.context.now).await?;
    let mut write = call.write().await?;
    let context = write.context.clone();
    let outcome = import::carry_out(write.connection(), &context, draft, command.allow_duplicates).await?;
    call.commit(write).await?;
    Ok(outcome)
}

async fn export_file(read: &mut Read, command: ExportClients) -> Result<ClientsFile> {
    let company = read.context.company()?;
    let text = command.search.as_ref().map_or("", |text| text.as_str());
    export::export(read, company, text, command.tag.as_ref()).await
}

async fn list_duplicates(read: &mut Read, _: ListDuplicates) -> Result<Duplicates> {
    let company = read.context.company()?;
    duplicates::find(read.connection(), company).await
}

async fn keep_apart(write: &mut Write, command: KeepApart) -> Result<Done> {
    let context = write.context.clone();
    duplicates::keep_apart(write.connection(), &context, (command.client_id, command.other_id)).await?;
    Ok(Done {})
}

async fn forget_apart(write: &mut Write, command: ForgetApart) -> Result<Done> {
    let context = write.context.clone();
    duplicates::forget_apart(write.connection(), &context, (command.client_id, command.other_id)).await?;
    Ok(Done {})
}

async fn merge_two(write: &mut Write, command: MergeClients) -> Result<ClientsMerged> {
    let context = write.context.clone();
    merge::merge(write.connection(), &context, command.client_id, command.gone_id).await
}

async fn unmerge(write: &mut Write, command: UnmergeClients) -> Result<ClientsUnmerged> {
    let context = write.context.clone();
    merge::unmerge(write.connection(), &context, command.merge_id).await
}
