//! Forgiving a slip of the pen: two letters swapped, one wrong, one missing, or one too many.
//!
//! The index is asked which of all spellings within one slip begin a word at all. That is some hundred look-ups, far less than
//! comparing the search with every word that is known.

use std::collections::HashSet;

use leadsmart_contract::ids::CompanyId;
use sqlx::SqliteConnection;

use super::query::{Lead, Query};
use crate::clients::store::index::{self, Filter, Hit};
use crate::error::Result;

/// Shorter words have too many neighbours; in longer ones there would be too many spellings to look up.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=20;

/// From here on a letter too many is considered: what is left is long enough to mean something.
const LONG: usize = 5;

/// How many words may be wrong when each of them is known to somebody.
const ROUNDS: usize = 3;

/// How many rows are ranked.
const RANKED: i64 = 100;

/// A spelling of a word with how many rows it has.
type Spelling = (String, i64);

/// Clients whom a search means if it has a slip, the likeliest first, without those whom it finds as it stands.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    company: CompanyId,
    query: &Query,
    room: usize,
) -> Result<Vec<Hit>> {
    if query.number.is_some() || query.words.is_empty() || room == 0 {
        return Ok(Vec::new());
    }
    let counts = index::counts(connection, company, &bounds(&query.words)).await?;
    let mut found: Vec<Hit> = Vec::new();
    let mut known = HashSet::new();
    for wrong in rounds(query, &counts) {
        let mut spellings: Vec<Vec<Spelling>> = Vec::new();
        for (place, (word, count)) in query.words.iter().zip(&counts).enumerate() {
            let ways = if wrong.contains(&place) {
                neighbours(connection, company, word).await?
            } else {
                vec![(word.clone(), *count)]
            };
            spellings.push(ways);
        }
        let hits = ask(connection, company, query, &spellings).await?;
        let mut ranked: Vec<(usize, Hit)> =
            hits.into_iter().map(|hit| (rank(&hit.name, &spellings), hit)).collect();
        ranked.sort_by(|(rank, hit), (other_rank, other)| {
            (rank, &hit.name, hit.id).cmp(&(other_rank, &other.name, other.id))
        });
        let new =
            ranked.into_iter().filter(|(_, hit)| !matches_as_typed(query, &hit.name) && known.insert(hit.id));
        found.extend(new.map(|(_, hit)| hit));
    }
    found.truncate(room);
    Ok(found)
}

/// Which words are taken for wrong: all that nobody has, else each long one in its turn.
fn rounds(query: &Query, counts: &[i64]) -> Vec<Vec<usize>> {
    let leads: Vec<usize> = query
        .leads()
        .into_iter()
        .filter_map(|lead| if let Lead::Word(place) = lead { Some(place.into()) } else { None })
        .collect();
    let may_slip = |place: &usize| {
        LENGTHS.contains(&query.words[*place].len())
            && query.words[*place].bytes().all(|c| c.is_ascii_lowercase())
    };
    let unknown: Vec<usize> = leads.iter().copied().filter(|place| counts[*place] == 0).collect();
    if !unknown.is_empty() {
        return if unknown.iter().all(may_slip) && unknown.len() <= ROUNDS {
            vec![unknown]
        } else {
            Vec::new()
        };
    }
    let mut places: Vec<usize> = leads.into_iter().filter(may_slip).collect();
    places.sort_by_key(|place| std::cmp::Reverse(query.words[*place].len()));
    places.into_iter().take(ROUNDS).map(|place| vec![place]).collect()
}

/// The spellings within one slip that begin a word of somebody: whole words first, then by kind of slip.
async fn neighbours(
    connection: &mut SqliteConnection,
    company: CompanyId,
    word: &str,
) -> Result<Vec<Spelling>> {
    let begun = index::spellings(connection, company, &within_one_slip(word)).await?;
    let (mut first, then): (Vec<_>, Vec<_>) = begun.into_iter().partition(|spelling| spelling.whole > 0);
    first.extend(then);
    Ok(first.into_iter().map(|spelling| (spelling.word, spelling.begun)).collect())
}

/// Asks by the rarest word.
async fn ask(
    connection: &mut SqliteConnection,
    company: CompanyId,
    query: &Query,
    spellings: &[Vec<Spelling>],
) -> Result<Vec<Hit>> {
    let rows = |lead: &Lead| match lead {
        Lead::Word(place) => {
            spellings.get(usize::from(*place)).map_or(0, |ways| ways.iter().map(|(_, count)| count).sum())
        }
        Lead::Name | Lead::Tag | Lead::Number => i64::MAX,
    };
    let Some(Lead::Word(lead)) = query.leads().into_iter().min_by_key(rows) else { return Ok(Vec::new()) };
    let mut ways: Vec<Vec<String>> =
        spellings.iter().map(|ways| ways.iter().map(|(spelling, _)| spelling.clone()).collect()).collect();
    let lead = ways.swap_remove(usize::from(lead));
    if lead.is_empty() || ways.iter().any(Vec::is_empty) {
        return Ok(Vec::new());
    }
    // Words with one spelling only are compared first, because that costs least.
    let mut single = ways.iter().filter(|ways| ways.len() == 1).map(|ways| format!(" {}", ways[0]));
    let parts = [single.next(), single.next(), single.next()];
    let several: Vec<Vec<String>> =
        if single.next().is_some() { ways } else { ways.into_iter().filter(|ways| ways.len() > 1).collect() };
    let filter = Filter { parts, tag: query.tag.as_ref().map(|tag| format!("#{tag}")) };
    index::alternatives(connection, company, &lead, &several, &filter, RANKED).await
}

/// How unlikely a name is: the place of its spellings among all, and whether it has them as beginnings only.
fn rank(name: &str, spellings: &[Vec<Spelling>]) -> usize {
    let of_word = |ways: &Vec<Spelling>| {
        let begun =
            ways.iter().position(|(way, _)| name.split(' ').any(|known| known.starts_with(way.as_str())));
        let whole = ways.iter().position(|(way, _)| name.split(' ').any(|known| known == way));
        whole.unwrap_or_else(|| begun.unwrap_or(ways.len()) + ways.len())
    };
    spellings.iter().map(of_word).sum()
}

fn matches_as_typed(query: &Query, name: &str) -> bool {
    query.words.iter().all(|word| name.split(' ').any(|known| known.starts_with(word.as_str())))
}

/// Every spelling that differs from a word by one slip, likelier kinds first.
fn within_one_slip(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let with = |change: &dyn Fn(&mut Vec<char>)| {
        let mut changed = letters.clone();
        change(&mut changed);
        changed.into_iter().collect::<String>()
    };
    let mut all = Vec::new();
    all.extend((1..letters.len()).map(|at| with(&|word| word.swap(at - 1, at))));
    for at in 0..letters.len() {
        all.extend(('a'..='z').map(|letter| with(&|word| word[at] = letter)));
    }
    // A letter that is missing at the very end makes a beginning, which needs no forgiveness.
    for at in 0..letters.len() {
        all.extend(('a'..='z').map(|letter| with(&|word| word.insert(at, letter))));
    }
    if letters.len() >= LONG {
        all.extend((0..letters.len()).map(|at| {
            with(&|word| {
                word.remove(at);
            })
        }));
    }
    let mut known = HashSet::from([word.to_owned()]);
    all.retain(|spelling| known.insert(spelling.clone()));
    all
}

fn bounds(words: &[String]) -> Vec<(String, String)> {
    words.iter().map(|word| (word.clone(), format!("{word}{{"))).collect()
}
