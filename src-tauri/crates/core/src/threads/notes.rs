//! Remarks on a conversation that only the team sees.

use leadsmart_contract::auth::Done;
use leadsmart_contract::threads::{CreateNote, DeleteNote, ListNotes, NoteView};

use super::present;
use super::store::notes as store;
use crate::context::{Read, Write};
use crate::error::{NotFound, Result};
use crate::messages::view::zone;
use crate::time::moment;

pub(super) async fn list(read: &mut Read, command: ListNotes) -> Result<Vec<NoteView>> {
    let company = read.context.company()?;
    let thread = present(read.connection(), company, command.thread_id).await?;
    let zone = zone(read.connection(), company).await?;
    let notes = store::all(read.connection(), thread.id).await?;
    let view = |note: store::Note| NoteView {
        id: note.id,
        at: moment(note.at, &zone),
        by: note.by,
        text: note.text,
    };
    Ok(notes.into_iter().map(view).collect())
}

pub(crate) async fn create(write: &mut Write, command: CreateNote) -> Result<NoteView> {
    let (context, connection) = (write.context.clone(), write.mutation.connection());
    let (company, member) = (context.company()?, context.member()?.id);
    let thread = present(connection, company, command.thread_id).await?;
    let id = context.new_id();
    store::insert(connection, company, thread.id, id, member, &command.text, context.now).await?;
    let zone = zone(connection, company).await?;
    let all = store::all(connection, thread.id).await?;
    let note = all.into_iter().find(|note| note.id == id).ok_or(NotFound::Note)?;
    Ok(NoteView { id, at: moment(note.at, &zone), by: note.by, text: note.text })
}

pub(super) async fn delete(write: &mut Write, command: DeleteNote) -> Result<Done> {
    let (context, connection) = (write.context.clone(), write.mutation.connection());
    let thread = present(connection, context.company()?, command.thread_id).await?;
    if store::hide(connection, thread.id, command.note_id, context.now).await? {
        Ok(Done {})
    } else {
        Err(NotFound::Note.into())
    }
}
