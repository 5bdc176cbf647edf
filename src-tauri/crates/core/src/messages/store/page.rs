//! Pages of a conversation, and messages as views show them.

use leadsmart_contract::ids::{CompanyId, MemberId, MessageId, ThreadId};
use leadsmart_contract::messages::{MediaKind, MediaState, MessageState};
use leadsmart_contract::threads::MemberMention;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::super::model::{KeptContent, KeptFailure, KeptQuote};
use crate::error::Result;
use crate::stored::{from_wire_name, stored};

/// A place in a conversation: when, and which message.
pub(crate) type Mark = (i64, Uuid);

/// A file as views show it.
pub(crate) struct ShownMedia {
    pub(crate) kind: MediaKind,
    pub(crate) mime: String,
    pub(crate) file_name: Option<String>,
    pub(crate) size: i64,
    pub(crate) seconds: Option<i64>,
    pub(crate) width: Option<i64>,
    pub(crate) height: Option<i64>,
    pub(crate) thumbnail: Option<Vec<u8>>,
    /// Where it stands on this computer; none if it was never wanted here.
    pub(crate) state: Option<MediaState>,
}

/// A message as views show it.
pub(crate) struct Shown {
    pub(crate) id: MessageId,
    pub(crate) thread: ThreadId,
    pub(crate) from_me: bool,
    pub(crate) by: Option<MemberMention>,
    pub(crate) at: i64,
    pub(crate) content: KeptContent,
    pub(crate) quote: Option<KeptQuote>,
    pub(crate) quoted: Option<MessageId>,
    pub(crate) state: MessageState,
    pub(crate) failure: Option<KeptFailure>,
    pub(crate) unread: bool,
    pub(crate) waited: bool,
    pub(crate) send_at: Option<i64>,
    pub(crate) edited_at: Option<i64>,
    pub(crate) reaction_mine: Option<String>,
    pub(crate) reaction_theirs: Option<String>,
    pub(crate) media: Option<ShownMedia>,
}

/// The messages before a place, the newest first; the newest of all for [`i64::MAX`].
pub(crate) async fn before(
    connection: &mut SqliteConnection,
    thread: ThreadId,
    mark: Mark,
    most: i64,
) -> Result<Vec<Mark>> {
    let thread = thread.uuid();
    let rows = sqlx::query!(
        r#"SELECT at, id AS "id!: Uuid" FROM messages WHERE thread_id = ? AND (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?"#,
        thread,
        mark.0,
        mark.1,
        most
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.at, row.id)).collect())
}

/// The messages after a place, the oldest first.
pub(crate) async fn after(
    connection: &mut SqliteConnection,
    thread: ThreadId,
    mark: Mark,
    most: i64,
) -> Result<Vec<Mark>> {
    let thread = thread.uuid();
    let rows = sqlx::query!(
        r#"SELECT at, id AS "id!: Uuid" FROM messages WHERE thread_id = ? AND (at, id) > (?, ?) ORDER BY at, id LIMIT ?"#,
        thread,
        mark.0,
        mark.1,
        most
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.at, row.id)).collect())
}

/// Messages of a company in the order that is given.
pub(crate) async fn shown(
    connection: &mut SqliteConnection,
    company: CompanyId,
    messages: &[Uuid],
) -> Result<Vec<Shown>> {
    let ids: Vec<String> = messages.iter().map(|id| id.simple().to_string()).collect();
    let (ids, company) = (serde_json::to_string(&ids)?, company.uuid());
    let rows = sqlx::query!(
        r#"SELECT m.id AS "id!: Uuid", m.thread_id AS "thread!: Uuid", m.from_me AS "from_me!: bool",
             b.id AS "member?: Uuid", b.name AS "member_name?", m.at AS "at!", m.kind AS "kind!", m.body AS "body!", m.detail, m.quote,
             (SELECT q.id FROM messages q WHERE q.thread_id = m.thread_id AND q.wire_id = m.quote ->> '$.wire_id'
                AND q.from_me = m.quote ->> '$.from_me' LIMIT 1) AS "quoted?: Uuid",
             m.state AS "state!", m.failure, m.unread AS "unread!: bool", m.waited AS "waited!: bool", m.send_at, m.edited_at,
             m.reaction_mine, m.reaction_theirs,
             f.kind AS "media_kind?", f.mime AS "mime?", f.file_name, coalesce(l.size, f.size) AS "size?: i64", f.seconds, f.width,
             f.height, f.thumbnail, l.state AS "media_state?"
           FROM json_each(?) asked CROSS JOIN messages m ON m.id = unhex(asked.value)
           LEFT JOIN members b ON b.id = m.member_id
           LEFT JOIN message_media f ON f.message_id = m.id
           LEFT JOIN whatsapp_media l ON l.message_id = m.id
           WHERE m.company_id = ? ORDER BY asked.key"#,
        ids,
        company
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let by = row.member.zip(row.member_name).map(|(id, name)| {
                let name = stored("member", leadsmart_contract::values::Name::parse(&name))?;
                Ok::<_, crate::error::Error>(MemberMention { id: MemberId::new(id), name })
            });
            let media = row.media_kind.map(|kind| {
                Ok::<_, crate::error::Error>(ShownMedia {
                    kind: from_wire_name(&kind)?,
                    mime: row.mime.unwrap_or_default(),
                    file_name: row.file_name,
                    size: row.size.unwrap_or_default(),
                    seconds: row.seconds,
                    width: row.width,
                    height: row.height,
                    thumbnail: row.thumbnail,
                    state: row.media_state.as_deref().map(from_wire_name).transpose()?,
                })
            });
            Ok(Shown {
                id: MessageId::new(row.id),
                thread: ThreadId::new(row.thread),
                from_me: row.from_me,
                by: by.transpose()?,
                at: row.at,
                content: KeptContent {
                    kind: from_wire_name(&row.kind)?,
                    body: row.body,
                    detail: row.detail.as_deref().map(serde_json::from_str).transpose()?,
                },
                quote: row.quote.as_deref().map(serde_json::from_str).transpose()?,
                quoted: row.quoted.map(MessageId::new),
                state: from_wire_name(&row.state)?,
                failure: row.failure.as_deref().map(serde_json::from_str).transpose()?,
                unread: row.unread,
                waited: row.waited,
                send_at: row.send_at,
                edited_at: row.edited_at,
                reaction_mine: row.reaction_mine,
                reaction_theirs: row.reaction_theirs,
                media: media.transpose()?,
            })
        })
        .collect()
}
