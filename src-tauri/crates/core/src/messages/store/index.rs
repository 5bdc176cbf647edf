//! What lists and searches read is made again where it is missing: in a file that was put together from saved rows.

use sqlx::SqliteConnection;

/// Whether there is something to list or to find of which the indexes know nothing.
pub(crate) async fn is_missing(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT (EXISTS (SELECT 1 FROM threads) AND NOT EXISTS (SELECT 1 FROM index_threads))
            OR (EXISTS (SELECT 1 FROM index_message_words_source WHERE text <> '') AND NOT EXISTS (SELECT 1 FROM index_message_words))
            AS "missing!: bool""#
    )
    .fetch_one(connection)
    .await
}

/// Makes both anew.
pub(crate) async fn rebuild(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM index_threads").execute(&mut *connection).await?;
    sqlx::query!(
        "INSERT INTO index_threads (thread_id, company_id, last_at, last_id, unread)
         SELECT t.id, t.company_id,
             ifnull((SELECT m.at FROM messages m WHERE m.thread_id = t.id AND m.state <> 'scheduled' ORDER BY m.at DESC, m.id DESC LIMIT 1),
                    t.created_at),
             (SELECT m.id FROM messages m WHERE m.thread_id = t.id AND m.state <> 'scheduled' ORDER BY m.at DESC, m.id DESC LIMIT 1),
             (SELECT count(*) FROM messages m WHERE m.thread_id = t.id AND m.unread = 1)
         FROM threads t"
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("DELETE FROM index_message_words").execute(&mut *connection).await?;
    sqlx::query!(
        "INSERT INTO index_message_words (message_id, text) SELECT message_id, text FROM index_message_words_source WHERE text <> ''"
    )
    .execute(connection)
    .await?;
    Ok(())
}
