//! Contract to rules and back: the commands of conversations.

use leadsmart_contract::auth::Done;
use leadsmart_contract::page::Page;
use leadsmart_contract::threads::{
    Assigned, CountThreads, CreateNote, DeleteNote, DeleteThread, GetThread, ListNotes, ListThreads,
    ListThreadsByClient, ListThreadsByInstance, MarkThreadRead, OpenThread, ShowTyping, ThreadCounts,
    ThreadSummary, ThreadView, UpdateThread,
};
use leadsmart_contract::values::SearchText;

use super::store::list::{self as store, Filter};
use super::{Thread, ThreadError, notes, number_of, people, present, view};
use crate::context::{Context, Read, Write};
use crate::error::{NotFound, Result, Stale};
use crate::table::{self, Builder, Call};
use crate::{clients, instances, members, messages, whatsapp};

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table
        .on::<ListThreads>(list)
        .read::<CountThreads>(count)
        .on::<GetThread>(get)
        .on::<ListThreadsByClient>(list_by_client)
        .on::<ListThreadsByInstance>(list_by_instance)
        .on::<OpenThread>(open)
        .on::<UpdateThread>(update)
        .write::<DeleteThread>(delete)
        .on::<MarkThreadRead>(mark_read)
        .on::<ShowTyping>(typing)
        .read::<ListNotes>(list_notes)
        .write::<CreateNote>(create_note)
        .write::<DeleteNote>(delete_note)
}

async fn list(call: &mut Call, command: ListThreads) -> Result<Page<ThreadSummary>> {
    let company = call.context.company()?;
    let mut read = call.read().await?;
    if let Some(instance) = command.instance_id {
        instances::present(read.connection(), company, instance).await?;
    }
    if let Some(member) = command.assignee_id
        && !members::exists(read.connection(), company, member).await?
    {
        return Err(NotFound::Member.into());
    }
    let text = command.search.as_ref().map_or("", SearchText::as_str);
    let assignee = match command.assigned {
        Some(Assigned::Me) => Some(Some(call.context.member()?.id)),
        Some(Assigned::Nobody) => Some(None),
        None => command.assignee_id.map(Some),
    };
    let filter = Filter {
        status: command.status,
        assignee,
        unread: command.unread,
        instance: command.instance_id,
        client: None,
        words: clients::name_key(text),
        digits: digits_of(text),
    };
    page(call, &mut read, &filter, command.cursor.as_deref(), command.limit).await
}

/// The digits of what may be a part of a telephone number: fewer than four are in too many of them.
fn digits_of(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() >= 4 { digits } else { String::new() }
}

async fn page(
    call: &Call,
    read: &mut Read,
    filter: &Filter,
    cursor: Option<&str>,
    limit: Option<u16>,
) -> Result<Page<ThreadSummary>> {
    view::page(read.connection(), &call.context, call.core().whatsapp(), filter, cursor, limit).await
}

async fn count(read: &mut Read, _: CountThreads) -> Result<ThreadCounts> {
    let (company, member) = (read.context.company()?, read.context.member()?.id);
    let counts = store::counts(read.connection(), company, member).await?;
    let [unread, mine, unassigned, open, failed] =
        counts.map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    Ok(ThreadCounts { unread, mine, unassigned, open, failed })
}

async fn get(call: &mut Call, command: GetThread) -> Result<ThreadView> {
    shown(call, command.thread_id).await
}

async fn shown(call: &Call, thread: leadsmart_contract::ids::ThreadId) -> Result<ThreadView> {
    let mut read = call.read().await?;
    view::one(read.connection(), &call.context, call.core(), thread).await
}

async fn list_by_client(call: &mut Call, command: ListThreadsByClient) -> Result<Page<ThreadSummary>> {
    let company = call.context.company()?;
    let mut read = call.read().await?;
    let client = clients::survivor(read.connection(), company, command.client_id).await?;
    clients::card(read.connection(), company, client).await?;
    let filter = Filter { client: Some(client), ..Filter::default() };
    page(call, &mut read, &filter, command.cursor.as_deref(), command.limit).await
}

async fn list_by_instance(call: &mut Call, command: ListThreadsByInstance) -> Result<Page<ThreadSummary>> {
    let mut read = call.read().await?;
    instances::present(read.connection(), call.context.company()?, command.instance_id).await?;
    let filter = Filter { instance: Some(command.instance_id), ..Filter::default() };
    page(call, &mut read, &filter, command.cursor.as_deref(), command.limit).await
}

async fn open(call: &mut Call, command: OpenThread) -> Result<ThreadView> {
    table::writable(&call.context)?;
    let mut write = call.write().await?;
    let (context, connection) = (write.context.clone(), write.mutation.connection());
    let company = context.company()?;
    let client = clients::survivor(connection, company, command.client_id).await?;
    let (_, phones) = clients::card(connection, company, client).await?;
    let chosen = match &command.phone {
        Some(phone) => phones.iter().find(|known| known.key() == phone.key()),
        None => phones.iter().find(|phone| number_of(phone).is_some()),
    };
    let number = chosen.and_then(number_of).ok_or(ThreadError::NoPhone)?;
    let instance = match command.instance_id {
        Some(instance) => instances::present(connection, company, instance).await?.id,
        None => {
            // Over the number that the client wrote to last, else over the only one.
            let filter = Filter { client: Some(client), ..Filter::default() };
            let newest = store::page(connection, company, &filter, messages::cursor::END, 1).await?;
            match newest.first() {
                Some((_, thread)) => {
                    let thread = leadsmart_contract::ids::ThreadId::new(*thread);
                    present(connection, company, thread).await?.instance
                }
                None => instances::only(connection, company).await?.ok_or(ThreadError::NoInstance)?,
            }
        }
    };
    let thread = people::open(connection, &context, (company, instance), client, &number).await?;
    call.commit(write).await?;
    shown(call, thread).await
}

async fn update(call: &mut Call, command: UpdateThread) -> Result<ThreadView> {
    table::writable(&call.context)?;
    let mut write = call.write().await?;
    let (context, connection) = (write.context.clone(), write.mutation.connection());
    let thread = command.thread_id;
    change(connection, &context, command).await?;
    call.commit(write).await?;
    shown(call, thread).await
}

async fn change(
    connection: &mut sqlx::SqliteConnection,
    context: &Context,
    command: UpdateThread,
) -> Result<()> {
    let company = context.company()?;
    let before = present(connection, company, command.thread_id).await?;
    if command.revision.is_some_and(|revision| revision != before.revision) {
        return Err(Stale.into());
    }
    let mut after = Thread { status: command.status.unwrap_or(before.status), ..before.clone() };
    if let Some(assignee) = command.assignee_id {
        if let Some(member) = assignee
            && !members::in_office(connection, company, member).await?
        {
            return Err(ThreadError::NotAMember.into());
        }
        after.assignee = assignee;
    }
    if let Some(client) = command.client_id {
        after.client = match client {
            Some(client) => {
                let client = clients::survivor(connection, company, client).await?;
                clients::card(connection, company, client).await?;
                Some(client)
            }
            None => None,
        };
    }
    super::change(connection, &before, &after).await
}

async fn delete(write: &mut Write, command: DeleteThread) -> Result<Done> {
    let (context, connection) = (write.context.clone(), write.mutation.connection());
    let before = present(connection, context.company()?, command.thread_id).await?;
    if before.deleted {
        return Err(NotFound::Thread.into());
    }
    super::change(connection, &before, &Thread { deleted: true, ..before.clone() }).await?;
    Ok(Done {})
}

async fn mark_read(call: &mut Call, command: MarkThreadRead) -> Result<Done> {
    table::writable(&call.context)?;
    let company = call.context.company()?;
    let mut read = call.read().await?;
    let thread = present(read.connection(), company, command.thread_id).await?;
    let up_to = match command.up_to {
        Some(message) => {
            let message = messages::get(read.connection(), company, message).await?;
            if message.thread != thread.id {
                return Err(NotFound::Message.into());
            }
            Some(message.at)
        }
        None => None,
    };
    let unread = messages::unread(read.connection(), thread.id, up_to).await?;
    drop(read);
    if unread.is_empty() {
        return Ok(Done {});
    }
    let mut write = call.write().await?;
    for (message, _) in &unread {
        messages::set_read(write.connection(), *message).await?;
    }
    call.commit(write).await?;
    whatsapp::tell_read(call.core(), &thread, unread.into_iter().map(|(_, wire_id)| wire_id).collect());
    Ok(Done {})
}

async fn typing(call: &mut Call, command: ShowTyping) -> Result<Done> {
    let mut read = call.read().await?;
    let thread = present(read.connection(), call.context.company()?, command.thread_id).await?;
    drop(read);
    whatsapp::tell_typing(call.core(), &thread, command.typing);
    Ok(Done {})
}

async fn list_notes(
    read: &mut Read,
    command: ListNotes,
) -> Result<Vec<leadsmart_contract::threads::NoteView>> {
    notes::list(read, command).await
}

async fn create_note(
    write: &mut Write,
    command: CreateNote,
) -> Result<leadsmart_contract::threads::NoteView> {
    notes::create(write, command).await
}

async fn delete_note(write: &mut Write, command: DeleteNote) -> Result<Done> {
    notes::delete(write, command).await
}
