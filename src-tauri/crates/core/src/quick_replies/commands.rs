//! Contract to rules and back: the commands of quick replies.

use leadsmart_contract::auth::Done;
use leadsmart_contract::ids::{CompanyId, QuickReplyId};
use leadsmart_contract::quick_replies::{
    CreateQuickReply, DeleteQuickReply, FillQuickReply, FilledReply, ListQuickReplies, QuickReplyView,
    UpdateQuickReply,
};
use sqlx::SqliteConnection;

use super::{MOST, QuickReplyError, fill, known, store};
use crate::context::{Read, Write};
use crate::error::{NotFound, Result};
use crate::table::Builder;

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table
        .read::<ListQuickReplies>(list)
        .write::<CreateQuickReply>(create)
        .write::<UpdateQuickReply>(update)
        .write::<DeleteQuickReply>(delete)
        .read::<FillQuickReply>(filled)
}

async fn list(read: &mut Read, command: ListQuickReplies) -> Result<Vec<QuickReplyView>> {
    store::find(read.connection(), command.company_id, None).await
}

async fn present(
    connection: &mut SqliteConnection,
    company: CompanyId,
    reply: QuickReplyId,
) -> Result<QuickReplyView> {
    let found = store::find(connection, company, Some(reply)).await?;
    Ok(found.into_iter().next().ok_or(NotFound::QuickReply)?)
}

pub(crate) async fn create(write: &mut Write, command: CreateQuickReply) -> Result<QuickReplyView> {
    let (context, connection) = (write.context.clone(), write.mutation.connection());
    let company = context.company()?;
    if store::count(connection, company).await? >= MOST {
        return Err(QuickReplyError::TooMany.into());
    }
    let reply =
        QuickReplyView { id: context.new_id(), shortcut: command.shortcut, text: command.text, revision: 1 };
    store::insert(connection, company, &reply, context.now).await?;
    Ok(reply)
}

async fn update(write: &mut Write, command: UpdateQuickReply) -> Result<QuickReplyView> {
    let company = write.context.company()?;
    let before = present(write.connection(), company, command.quick_reply_id).await?;
    let after = QuickReplyView {
        shortcut: command.shortcut.unwrap_or(before.shortcut),
        text: command.text.unwrap_or(before.text),
        ..before
    };
    store::update(write.connection(), &after).await?;
    present(write.connection(), company, command.quick_reply_id).await
}

async fn delete(write: &mut Write, command: DeleteQuickReply) -> Result<Done> {
    let company = write.context.company()?;
    if store::delete(write.connection(), company, command.quick_reply_id).await? {
        Ok(Done {})
    } else {
        Err(NotFound::QuickReply.into())
    }
}

async fn filled(read: &mut Read, command: FillQuickReply) -> Result<FilledReply> {
    let context = read.context.clone();
    let reply = present(read.connection(), context.company()?, command.quick_reply_id).await?;
    let known = known(read.connection(), &context, command.thread_id).await?;
    Ok(fill(reply.text.as_str(), &known))
}
