//! What searches ask of the index tables, which triggers keep in step with the clients (migration 0007).

use leadsmart_contract::ids::CompanyId;
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::clients::search::Mark;
use crate::error::Result;

/// How many of those who come next, and how many of those who came last, are looked through.
const EXPECTED: i64 = 100;

/// A row that a search has met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// The row of the number; 0 if it was met by name.
    pub(crate) row: i64,
    /// The word by which it was met; empty if by name.
    pub(crate) word: String,
    /// The name as it is compared.
    pub(crate) name: String,
    /// The client.
    pub(crate) id: Uuid,
}

/// A part of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    /// From this word or name on.
    pub(crate) from: String,
    /// Up to before this one.
    pub(crate) below: String,
    /// Without the names from the first up to before the second, which another tier has.
    pub(crate) names: Option<(String, String)>,
}

/// What rows must have besides. Further words are checked by the caller.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Parts of the name between blanks.
    pub(crate) parts: [Option<String>; 3],
    /// A tag as the index has it.
    pub(crate) tag: Option<String>,
}

/// A spelling with how many rows begin with it, and how many have it as a whole word.
pub(crate) struct Spelling {
    /// The spelling.
    pub(crate) word: String,
    /// Rows with a word that begins so.
    pub(crate) begun: i64,
    /// Rows with this very word.
    pub(crate) whole: i64,
}

/// How many rows have words between these bounds.
pub(crate) async fn counts(
    connection: &mut SqliteConnection,
    company: CompanyId,
    bounds: &[(String, String)],
) -> Result<Vec<i64>> {
    let (company_id, bounds) = (company.uuid(), serde_json::to_string(bounds)?);
    let counts = sqlx::query_scalar!(
        r#"SELECT COALESCE((SELECT SUM(v.clients) FROM index_client_vocabulary v
             WHERE v.company_id = ?1 AND v.word >= b.value ->> 0 AND v.word < b.value ->> 1), 0) AS "count!: i64"
           FROM json_each(?2) b ORDER BY b.key"#,
        company_id,
        bounds
    )
    .fetch_all(connection)
    .await?;
    Ok(counts)
}

/// Those of these spellings with which some word begins, in the order that is given.
pub(crate) async fn spellings(
    connection: &mut SqliteConnection,
    company: CompanyId,
    words: &[String],
) -> Result<Vec<Spelling>> {
    let (company_id, words) = (company.uuid(), serde_json::to_string(words)?);
    let rows = sqlx::query!(
        r#"SELECT word AS "word!: String", begun AS "begun!: i64", whole AS "whole!: i64" FROM (
             SELECT b.key AS place, CAST(b.value AS TEXT) AS word,
               (SELECT SUM(v.clients) FROM index_client_vocabulary v
                  WHERE v.company_id = ?1 AND v.word >= b.value AND v.word < b.value || '{') AS begun,
               COALESCE((SELECT v.clients FROM index_client_vocabulary v WHERE v.company_id = ?1 AND v.word = b.value), 0) AS whole
             FROM json_each(?2) b)
           WHERE begun IS NOT NULL ORDER BY place"#,
        company_id,
        words
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| Spelling { word: row.word, begun: row.begun, whole: row.whole }).collect())
}

/// Clients in the order of their names.
pub(crate) async fn names(
    connection: &mut SqliteConnection,
    company: CompanyId,
    range: &Range,
    after: Option<&Mark>,
    filter: &Filter,
    take: i64,
) -> Result<Vec<Hit>> {
    let company_id = company.uuid();
    let (name, id) =
        after.map_or((range.from.as_str(), &[][..]), |mark| (mark.name.as_str(), mark.id.as_bytes()));
    let rows = sqlx::query!(
        r#"SELECT search_name AS "name!", id AS "id!: Uuid" FROM clients c
           WHERE company_id = ?1 AND deleted_at IS NULL AND (search_name, id) > (?2, ?3) AND search_name < ?4
             AND (?5 IS NULL OR EXISTS (SELECT 1 FROM index_client_words t
               WHERE t.company_id = ?1 AND t.word = ?5 AND t.name = c.search_name AND t.client_id = c.id))
           ORDER BY search_name, id LIMIT ?6"#,
        company_id,
        name,
        id,
        range.below,
        filter.tag,
        take
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| Hit { row: 0, word: String::new(), name: row.name, id: row.id }).collect())
}

/// Clients in the order of a word, and of their names among the same word.
pub(crate) async fn words(
    connection: &mut SqliteConnection,
    company: CompanyId,
    range: &Range,
    after: Option<&Mark>,
    filter: &Filter,
    take: i64,
) -> Result<Vec<Hit>> {
    let company_id = company.uuid();
    let (word, name, id) = after.map_or((range.from.as_str(), "", &[][..]), |mark| {
        (mark.word.as_str(), mark.name.as_str(), mark.id.as_bytes())
    });
    let (without_from, without_below) = range.names.clone().unzip();
    let [first, second, third] = &filter.parts;
    let rows = sqlx::query!(
        r#"SELECT word AS "word!", name AS "name!", client_id AS "id!: Uuid" FROM index_client_words w
           WHERE company_id = ?1 AND (word, name, client_id) > (?2, ?3, ?4) AND word < ?5
             AND (?6 IS NULL OR name < ?6 OR name >= ?7)
             AND (?8 IS NULL OR instr(' ' || name || ' ', ?8) > 0)
             AND (?9 IS NULL OR instr(' ' || name || ' ', ?9) > 0)
             AND (?10 IS NULL OR instr(' ' || name || ' ', ?10) > 0)
             AND (?11 IS NULL OR EXISTS (SELECT 1 FROM index_client_words t
               WHERE t.company_id = ?1 AND t.word = ?11 AND t.name = w.name AND t.client_id = w.client_id))
           ORDER BY word, name, client_id LIMIT ?12"#,
        company_id,
        word,
        name,
        id,
        range.below,
        without_from,
        without_below,
        first,
        second,
        third,
        filter.tag,
        take
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| Hit { row: 0, word: row.word, name: row.name, id: row.id }).collect())
}

/// Those who come next and those who came last, by name.
pub(crate) async fn expected(
    connection: &mut SqliteConnection,
    company: CompanyId,
    at: i64,
    since: i64,
    filter: &Filter,
) -> Result<Vec<Hit>> {
    let company_id = company.uuid();
    let [first, second, third] = &filter.parts;
    let rows = sqlx::query!(
        r#"SELECT c.search_name AS "name!", c.id AS "id!: Uuid"
           FROM (SELECT client_id FROM (SELECT client_id FROM index_client_bookings
                   WHERE company_id = ?1 AND booked_at >= ?2 ORDER BY booked_at LIMIT ?3)
                 UNION ALL
                 SELECT client_id FROM (SELECT client_id FROM index_client_bookings
                   WHERE company_id = ?1 AND booked_at < ?2 AND booked_at >= ?4 ORDER BY booked_at DESC LIMIT ?3)) b
           CROSS JOIN clients c ON c.id = b.client_id
           WHERE c.company_id = ?1 AND c.deleted_at IS NULL
             AND (?5 IS NULL OR instr(' ' || c.search_name || ' ', ?5) > 0)
             AND (?6 IS NULL OR instr(' ' || c.search_name || ' ', ?6) > 0)
             AND (?7 IS NULL OR instr(' ' || c.search_name || ' ', ?7) > 0)
             AND (?8 IS NULL OR EXISTS (SELECT 1 FROM index_client_words t
               WHERE t.company_id = ?1 AND t.word = ?8 AND t.name = c.search_name AND t.client_id = c.id))
           ORDER BY c.search_name, c.id"#,
        company_id,
        at,
        EXPECTED,
        since,
        first,
        second,
        third,
        filter.tag
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| Hit { row: 0, word: String::new(), name: row.name, id: row.id }).collect())
}

/// Clients with a phone or document that ends with these digits, or that has them elsewhere; each by the first such number.
pub(crate) async fn numbers(
    connection: &mut SqliteConnection,
    company: CompanyId,
    number: &str,
    at_end: bool,
    after: i64,
    filter: &Filter,
    take: i64,
) -> Result<Vec<Hit>> {
    let company_id = company.uuid();
    let end = format!("{number}$");
    let (sought, without) = if at_end { (end, None) } else { (number.to_owned(), Some(end)) };
    let phrase = format!("\"{sought}\"");
    let [first, second, third] = &filter.parts;
    let rows = sqlx::query!(
        r#"SELECT n.id AS "row!: i64", c.search_name AS "name!", c.id AS "id!: Uuid"
           FROM index_client_digits d
           CROSS JOIN index_client_numbers n ON n.id = d.rowid
           CROSS JOIN clients c ON c.id = n.client_id
           WHERE d.digits MATCH ?2 AND d.rowid > ?3 AND n.company_id = ?1 AND c.company_id = ?1
             AND NOT EXISTS (SELECT 1 FROM index_client_numbers m
               WHERE m.client_id = n.client_id AND m.id < n.id AND instr(m.digits, ?4) > 0)
             AND (?5 IS NULL OR NOT EXISTS (SELECT 1 FROM index_client_numbers m
               WHERE m.client_id = n.client_id AND instr(m.digits, ?5) > 0))
             AND (?6 IS NULL OR instr(' ' || c.search_name || ' ', ?6) > 0)
             AND (?7 IS NULL OR instr(' ' || c.search_name || ' ', ?7) > 0)
             AND (?8 IS NULL OR instr(' ' || c.search_name || ' ', ?8) > 0)
             AND (?9 IS NULL OR EXISTS (SELECT 1 FROM index_client_words t
               WHERE t.company_id = ?1 AND t.word = ?9 AND t.name = c.search_name AND t.client_id = c.id))
           ORDER BY d.rowid LIMIT ?10"#,
        company_id,
        phrase,
        after,
        sought,
        without,
        first,
        second,
        third,
        filter.tag,
        take
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Hit { row: row.row, word: String::new(), name: row.name, id: row.id })
        .collect())
}

/// Clients with a word that begins like one of `lead`, and for each list of `others` a word that begins like one of it. In no
/// order that may be relied on: the caller ranks them.
pub(crate) async fn alternatives(
    connection: &mut SqliteConnection,
    company: CompanyId,
    lead: &[String],
    others: &[Vec<String>],
    filter: &Filter,
    take: i64,
) -> Result<Vec<Hit>> {
    let (company_id, lead, others) =
        (company.uuid(), serde_json::to_string(lead)?, serde_json::to_string(others)?);
    let [first, second, third] = &filter.parts;
    let rows = sqlx::query!(
        r#"SELECT w.word AS "word!", w.name AS "name!", w.client_id AS "id!: Uuid"
           FROM json_each(?2) v
           CROSS JOIN index_client_words w ON w.company_id = ?1 AND w.word >= v.value AND w.word < v.value || '{'
           WHERE (?5 IS NULL OR instr(' ' || w.name, ?5) > 0)
             AND (?6 IS NULL OR instr(' ' || w.name, ?6) > 0)
             AND (?7 IS NULL OR instr(' ' || w.name, ?7) > 0)
             AND NOT EXISTS (SELECT 1 FROM json_each(?3) o WHERE NOT EXISTS
                   (SELECT 1 FROM json_each(o.value) a WHERE instr(' ' || w.name, ' ' || a.value) > 0))
             AND (?4 IS NULL OR EXISTS (SELECT 1 FROM index_client_words t
               WHERE t.company_id = ?1 AND t.word = ?4 AND t.name = w.name AND t.client_id = w.client_id))
           LIMIT ?8"#,
        company_id,
        lead,
        others,
        filter.tag,
        first,
        second,
        third,
        take
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| Hit { row: 0, word: row.word, name: row.name, id: row.id }).collect())
}

/// Whether there are clients and nothing to find them by.
pub(crate) async fn is_missing(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT (EXISTS (SELECT 1 FROM clients WHERE deleted_at IS NULL) AND NOT EXISTS (SELECT 1 FROM index_client_words))
             OR (EXISTS (SELECT 1 FROM index_client_numbers_source) AND NOT EXISTS (SELECT 1 FROM index_client_numbers))
             AS "missing!: bool""#
    )
    .fetch_one(connection)
    .await
}

/// Makes everything again from what it follows from.
pub(crate) async fn rebuild(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM index_client_words").execute(&mut *connection).await?;
    sqlx::query!("DELETE FROM index_client_vocabulary").execute(&mut *connection).await?;
    sqlx::query!("INSERT INTO index_client_words SELECT DISTINCT company_id, word, name, client_id FROM index_client_words_source")
        .execute(&mut *connection)
        .await?;
    sqlx::query!("DELETE FROM index_client_numbers").execute(&mut *connection).await?;
    sqlx::query!(
        "INSERT INTO index_client_numbers (company_id, client_id, position, digits)
         SELECT company_id, client_id, position, digits FROM index_client_numbers_source"
    )
    .execute(&mut *connection)
    .await?;
    // The triggers of the rows before have done this already, unless the trigrams had lost what they were to delete.
    sqlx::query!("INSERT INTO index_client_digits (index_client_digits) VALUES ('rebuild')")
        .execute(&mut *connection)
        .await?;
    sqlx::query!("DELETE FROM index_client_bookings").execute(&mut *connection).await?;
    sqlx::query!(
        "INSERT INTO index_client_bookings (client_id, company_id, booked_at)
         SELECT client_id, company_id, MAX(starts_at) FROM appointments WHERE client_id IS NOT NULL GROUP BY client_id"
    )
    .execute(connection)
    .await?;
    Ok(())
}
