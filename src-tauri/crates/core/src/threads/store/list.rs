//! Conversations as lists show them.

use leadsmart_contract::ids::{ClientId, CompanyId, InstanceId, MemberId, MessageId, ThreadId};
use leadsmart_contract::threads::{ClientMention, MemberMention, ThreadStatus};
use leadsmart_contract::values::Name;
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::messages::cursor::Mark;
use crate::messages::model::{Detail, KeptContent};
use crate::stored::{from_wire_name, stored, wire_name};
use leadsmart_contract::messages::MessageState;

/// Which conversations.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) status: Option<ThreadStatus>,
    /// Some(None) for those that nobody answers.
    pub(crate) assignee: Option<Option<MemberId>>,
    pub(crate) unread: bool,
    pub(crate) instance: Option<InstanceId>,
    pub(crate) client: Option<ClientId>,
    /// Without accents and case.
    pub(crate) words: String,
    /// The digits of what was searched for, if it may be a number.
    pub(crate) digits: String,
}

/// The newest message of a conversation.
pub(crate) struct Last {
    pub(crate) id: MessageId,
    pub(crate) from_me: bool,
    pub(crate) content: KeptContent,
    pub(crate) state: MessageState,
}

/// A conversation as lists show it.
pub(crate) struct Listed {
    pub(crate) id: ThreadId,
    pub(crate) instance: InstanceId,
    pub(crate) instance_name: Name,
    pub(crate) client: Option<ClientMention>,
    pub(crate) number: Option<String>,
    pub(crate) profile_name: Option<String>,
    pub(crate) status: ThreadStatus,
    pub(crate) assignee: Option<MemberMention>,
    pub(crate) unread: i64,
    pub(crate) last_at: i64,
    pub(crate) last: Option<Last>,
    pub(crate) created_at: i64,
    pub(crate) revision: i64,
}

/// The conversations before a place, the one with the newest message first.
pub(crate) async fn page(
    connection: &mut SqliteConnection,
    company: CompanyId,
    filter: &Filter,
    mark: Mark,
    most: i64,
) -> Result<Vec<Mark>> {
    let company = company.uuid();
    let status = filter.status.as_ref().map(wire_name).transpose()?;
    let (any, assignee) = (filter.assignee.is_none(), filter.assignee.flatten().map(MemberId::uuid));
    let (instance, client) = (filter.instance.map(InstanceId::uuid), filter.client.map(ClientId::uuid));
    let (words, digits) = (&filter.words, &filter.digits);
    let rows = sqlx::query!(
        r#"SELECT i.last_at AS "at!", i.thread_id AS "id!: Uuid"
           FROM index_threads i CROSS JOIN threads t ON t.id = i.thread_id LEFT JOIN clients c ON c.id = t.client_id
           WHERE i.company_id = ?1 AND (i.last_at, i.thread_id) < (?2, ?3) AND t.deleted_at IS NULL
             AND (?4 IS NULL OR t.status = ?4)
             AND (?5 OR t.assignee_id IS ?6)
             AND (NOT ?7 OR i.unread > 0)
             AND (?8 IS NULL OR t.instance_id = ?8)
             AND (?9 IS NULL OR t.client_id = ?9
                  OR t.client_id IN (SELECT g.gone_id FROM client_merges g WHERE g.kept_id = ?9 AND g.undone_at IS NULL))
             AND (?10 = '' OR instr(t.search_name, ?10) > 0 OR instr(c.search_name, ?10) > 0
                  OR (?11 <> '' AND (instr(t.number, ?11) > 0 OR instr(t.number_key, ?11) > 0)))
           ORDER BY i.last_at DESC, i.thread_id DESC LIMIT ?12"#,
        company,
        mark.0,
        mark.1,
        status,
        any,
        assignee,
        filter.unread,
        instance,
        client,
        words,
        digits,
        most
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.at, row.id)).collect())
}

/// Conversations of a company in the order that is given.
pub(crate) async fn listed(
    connection: &mut SqliteConnection,
    company: CompanyId,
    threads: &[Uuid],
) -> Result<Vec<Listed>> {
    let ids: Vec<String> = threads.iter().map(|id| id.simple().to_string()).collect();
    let (ids, company) = (serde_json::to_string(&ids)?, company.uuid());
    let rows = sqlx::query!(
        r#"SELECT t.id AS "id!: Uuid", t.instance_id AS "instance!: Uuid", n.name AS "instance_name!", c.id AS "client?: Uuid",
             c.name AS "client_name?", t.number, t.profile_name, t.status AS "status!", a.id AS "assignee?: Uuid",
             a.name AS "assignee_name?", i.unread AS "unread!", i.last_at AS "last_at!", m.id AS "last?: Uuid",
             m.from_me AS "from_me?: bool", m.kind AS "kind?", m.body AS "body?", m.detail ->> '$.words' AS "words?: String",
             m.state AS "state?", t.created_at AS "created_at!", t.revision AS "revision!"
           FROM json_each(?) asked
           CROSS JOIN threads t ON t.id = unhex(asked.value)
           CROSS JOIN index_threads i ON i.thread_id = t.id
           CROSS JOIN instances n ON n.id = t.instance_id
           LEFT JOIN client_merges g ON g.gone_id = t.client_id AND g.undone_at IS NULL
           LEFT JOIN clients c ON c.id = coalesce(g.kept_id, t.client_id) AND c.deleted_at IS NULL
           LEFT JOIN members a ON a.id = t.assignee_id
           LEFT JOIN messages m ON m.id = i.last_id
           WHERE t.company_id = ? ORDER BY asked.key"#,
        ids,
        company
    )
    .fetch_all(connection)
    .await?;
    let name = |what: &'static str, name: &str| stored(what, Name::parse(name));
    rows.into_iter()
        .map(|row| {
            let client = match row.client.zip(row.client_name) {
                Some((id, called)) => {
                    Some(ClientMention { id: ClientId::new(id), name: name("client", &called)? })
                }
                None => None,
            };
            let assignee = match row.assignee.zip(row.assignee_name) {
                Some((id, called)) => {
                    Some(MemberMention { id: MemberId::new(id), name: name("member", &called)? })
                }
                None => None,
            };
            let last = match (row.last, row.kind, row.state) {
                (Some(id), Some(kind), Some(state)) => Some(Last {
                    id: MessageId::new(id),
                    from_me: row.from_me.unwrap_or(false),
                    content: KeptContent {
                        kind: from_wire_name(&kind)?,
                        body: row.body.unwrap_or_default(),
                        detail: Detail { words: row.words, ..Detail::default() }.kept(),
                    },
                    state: from_wire_name(&state)?,
                }),
                _ => None,
            };
            Ok(Listed {
                id: ThreadId::new(row.id),
                instance: InstanceId::new(row.instance),
                instance_name: name("number", &row.instance_name)?,
                client,
                number: row.number,
                profile_name: row.profile_name,
                status: from_wire_name(&row.status)?,
                assignee,
                unread: row.unread,
                last_at: row.last_at,
                last,
                created_at: row.created_at,
                revision: row.revision,
            })
        })
        .collect()
}

/// Counts of conversations: unread, the member's open ones, open ones of nobody, open ones, those with a failed message.
///
/// Which states `messages_waiting` holds is repeated as the index says it: the engine takes an index of some rows only where it
/// reads the same words (sqlite.org/partialindex.html), and goes through all messages otherwise.
pub(crate) async fn counts(
    connection: &mut SqliteConnection,
    company: CompanyId,
    member: MemberId,
) -> Result<[i64; 5]> {
    let (company, member) = (company.uuid(), member.uuid());
    let row = sqlx::query!(
        r#"SELECT ifnull(sum(i.unread > 0), 0) AS "unread!: i64",
             ifnull(sum(t.status = 'open' AND t.assignee_id = ?2), 0) AS "mine!: i64",
             ifnull(sum(t.status = 'open' AND t.assignee_id IS NULL), 0) AS "unassigned!: i64",
             ifnull(sum(t.status = 'open'), 0) AS "open!: i64",
             (SELECT count(DISTINCT m.thread_id) FROM messages m INDEXED BY messages_waiting WHERE m.company_id = ?1 AND m.state = 'failed'
                AND m.state IN ('scheduled', 'queued', 'sending', 'failed')) AS "failed!: i64"
           FROM index_threads i CROSS JOIN threads t ON t.id = i.thread_id
           WHERE i.company_id = ?1 AND t.deleted_at IS NULL"#,
        company,
        member
    )
    .fetch_one(connection)
    .await?;
    Ok([row.unread, row.mine, row.unassigned, row.open, row.failed])
}

/// How many remarks a conversation has, and how many messages of it wait for their time.
pub(crate) async fn beside(
    connection: &mut SqliteConnection,
    company: CompanyId,
    thread: ThreadId,
) -> Result<(i64, i64)> {
    let (company, thread) = (company.uuid(), thread.uuid());
    let row = sqlx::query!(
        r#"SELECT (SELECT count(*) FROM thread_notes n WHERE n.thread_id = ?1 AND n.deleted_at IS NULL) AS "notes!: i64",
             (SELECT count(*) FROM messages m INDEXED BY messages_waiting
              WHERE m.company_id = ?2 AND m.thread_id = ?1 AND m.state = 'scheduled'
                AND m.state IN ('scheduled', 'queued', 'sending', 'failed')) AS "scheduled!: i64""#,
        thread,
        company
    )
    .fetch_one(connection)
    .await?;
    Ok((row.notes, row.scheduled))
}
