//! Finding messages by their words.

use leadsmart_contract::messages::{ExcerptPart, MessageHit, SearchMessages};
use leadsmart_contract::page::Page;

use super::cursor::{self, END};
use super::store::search as store;
use super::view;
use crate::context::Read;
use crate::error::Result;
use crate::threads;
use crate::time::{from_millis, moment};
use leadsmart_contract::ids::{MessageId, ThreadId};

/// How many hits a page has at most.
const MOST: u16 = 200;

/// The messages with all words that were asked for.
pub(super) async fn find(read: &mut Read, command: SearchMessages) -> Result<Page<MessageHit>> {
    let company = read.context.company()?;
    let limit = cursor::limit(command.limit, MOST)?;
    let mark = command.cursor.as_deref().map_or(Ok(END), |text| cursor::decode("cursor", text))?;
    if let Some(thread) = command.thread_id {
        threads::present(read.connection(), company, thread).await?;
    }
    let Some(question) = question(command.search.as_str()) else {
        return Ok(Page { items: Vec::new(), next: None });
    };
    let most = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let mut found = store::find(read.connection(), company, &question, command.thread_id, mark, most).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| cursor::encode((last.at, last.id)));
    let zone = view::zone(read.connection(), company).await?;
    let items = found.into_iter().map(|hit| {
        Ok(MessageHit {
            message_id: MessageId::new(hit.id),
            thread_id: ThreadId::new(hit.thread),
            title: hit.title.unwrap_or_default(),
            at: moment(from_millis(hit.at)?, &zone),
            direction: view::direction(hit.from_me),
            excerpt: parts(&hit.excerpt),
        })
    });
    Ok(Page { items: items.collect::<Result<_>>()?, next })
}

/// What was typed in the language of FTS5: every word, or a word that begins so. None if there is no word in it.
fn question(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| format!("\"{word}\"*"))
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The words of an excerpt, with what was found apart.
fn parts(excerpt: &str) -> Vec<ExcerptPart> {
    let mut parts = Vec::new();
    let mut push = |text: &str, found: bool| {
        if !text.is_empty() {
            parts.push(ExcerptPart { text: text.to_owned(), found });
        }
    };
    for piece in excerpt.split('\u{2}') {
        match piece.split_once('\u{3}') {
            Some((found, after)) => {
                push(found, true);
                push(after, false);
            }
            None => push(piece, false),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_words_and_never_the_language_of_the_engine() {
        assert_eq!(question("olá  \"AND\" -x:y*").as_deref(), Some("\"olá\"* \"AND\"* \"x\"* \"y\"*"));
        assert_eq!(question(" - * \" "), None);
    }

    #[test]
    fn an_excerpt_tells_what_was_found() {
        let part = |text: &str, found| ExcerptPart { text: text.to_owned(), found };
        assert_eq!(parts("a \u{2}b\u{3} c"), [part("a ", false), part("b", true), part(" c", false)]);
        assert_eq!(parts("plain"), [part("plain", false)]);
    }
}
