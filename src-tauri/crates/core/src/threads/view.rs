//! Conversations as callers get them.

use jiff::tz::TimeZone;
use leadsmart_contract::ids::{ClientId, ThreadId};
use leadsmart_contract::page::Page;
use leadsmart_contract::threads::{LastMessage, ThreadSummary, ThreadView};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::store::list::{self, Filter, Listed};
use super::{phone_of, present};
use crate::context::Context;
use crate::error::{NotFound, Result};
use crate::messages::cursor::{self, END};
use crate::messages::view as messages;
use crate::time::{from_millis, moment};
use crate::whatsapp::Lines;
use crate::{Core, clients, instances};

/// How many conversations a page has at most.
const MOST: u16 = 500;

/// A page of conversations.
pub(super) async fn page(
    connection: &mut SqliteConnection,
    context: &Context,
    lines: &Lines,
    filter: &Filter,
    cursor: Option<&str>,
    limit: Option<u16>,
) -> Result<Page<ThreadSummary>> {
    let company = context.company()?;
    let limit = cursor::limit(limit, MOST)?;
    let mark = cursor.map_or(Ok(END), |text| cursor::decode("cursor", text))?;
    let most = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let mut marks = list::page(connection, company, filter, mark, most).await?;
    let more = marks.len() > limit;
    marks.truncate(limit);
    let next = marks.last().filter(|_| more).map(|mark| cursor::encode(*mark));
    let ids: Vec<Uuid> = marks.into_iter().map(|(_, id)| id).collect();
    let zone = messages::zone(connection, company).await?;
    let listed = list::listed(connection, company, &ids).await?;
    let items = listed.into_iter().map(|listed| summary(context, lines, &zone, listed));
    Ok(Page { items: items.collect::<Result<_>>()?, next })
}

fn summary(context: &Context, lines: &Lines, zone: &TimeZone, listed: Listed) -> Result<ThreadSummary> {
    let at = moment(from_millis(listed.last_at)?, zone);
    let phone = listed.number.as_deref().and_then(phone_of);
    let title = match (&listed.client, &listed.profile_name, &phone) {
        (Some(client), ..) => client.name.as_str().to_owned(),
        (None, Some(name), _) => name.clone(),
        (None, None, Some(phone)) => phone.as_str().to_owned(),
        (None, None, None) => nameless(context.language).to_owned(),
    };
    Ok(ThreadSummary {
        id: listed.id,
        instance_id: listed.instance,
        instance_name: listed.instance_name,
        client: listed.client,
        title,
        phone,
        status: listed.status,
        assignee: listed.assignee,
        unread: u32::try_from(listed.unread).unwrap_or(u32::MAX),
        last: listed.last.map(|last| LastMessage {
            id: last.id,
            at,
            direction: messages::direction(last.from_me),
            kind: last.content.kind,
            text: messages::glance(context.language, &last.content),
            state: last.state,
        }),
        typing: lines.is_typing(listed.id, context.now),
    })
}

/// A conversation of the caller's company.
///
/// # Errors
/// There is none.
pub(crate) async fn one(
    connection: &mut SqliteConnection,
    context: &Context,
    core: &Core,
    thread: ThreadId,
) -> Result<ThreadView> {
    let company = context.company()?;
    let zone = messages::zone(connection, company).await?;
    let listed = list::listed(connection, company, &[thread.uuid()]).await?.pop().ok_or(NotFound::Thread)?;
    let (notes, scheduled) = list::beside(connection, company, thread).await?;
    let (profile_name, revision, instance) = (listed.profile_name.clone(), listed.revision, listed.instance);
    let created_at = moment(from_millis(listed.created_at)?, &zone);
    Ok(ThreadView {
        summary: summary(context, core.whatsapp(), &zone, listed)?,
        profile_name,
        obstacle: instances::obstacle(connection, context, core, instance).await?,
        notes: u32::try_from(notes).unwrap_or(u32::MAX),
        scheduled: u32::try_from(scheduled).unwrap_or(u32::MAX),
        created_at,
        revision,
    })
}

/// The client of a conversation, if it is known who it is.
pub(crate) async fn client_of(
    connection: &mut SqliteConnection,
    context: &Context,
    thread: ThreadId,
) -> Result<Option<ClientId>> {
    let company = context.company()?;
    match present(connection, company, thread).await?.client {
        Some(client) => Ok(Some(clients::survivor(connection, company, client).await?)),
        None => Ok(None),
    }
}

leadsmart_contract::texts! {
    nameless: "Contato sem nome", "Contact without a name", "Contacto sin nombre";
}
