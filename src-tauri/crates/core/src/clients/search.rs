//! Finding clients while somebody types: the likeliest first, and never more work than a page needs.
//!
//! What matches is told apart in tiers, and each tier is walked in the order of an index until the page is full. Whole words
//! come before beginnings; in both, who comes soon or was here lately comes first, then names that begin as typed, then the
//! others; parts of phones and documents follow. A client stands in the one tier that [`Query::tier`] says, so that pages neither
//! repeat nor skip anybody. Slips of the pen are forgiven only where all of that finds too little ([`slips`]).

mod cursor;
mod query;
mod slips;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::clients::ClientSummary;
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::page::{DEFAULT_LIMIT, MAX_LIMIT, Page};
use leadsmart_contract::values::{Name, Problem};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::store;
use super::store::index::{self, Hit};
use crate::error::{Invalid, Result};
use cursor::Cursor;
pub(crate) use cursor::Mark;
use query::{Lead, Query};
pub(crate) use query::{PARTICLES, plain, tag_key};

/// Who had an appointment this recently is likelier to be searched for.
const LATELY: SignedDuration = SignedDuration::from_hours(90 * 24);

/// With fewer than this found by one word, slips are considered. By several words, one who is found is enough.
const TOO_LITTLE: usize = 5;

/// What a caller asks for.
pub(crate) struct Question<'a> {
    /// Whose clients.
    pub(crate) company: CompanyId,
    /// The instant of the call.
    pub(crate) now: Timestamp,
    /// What was typed.
    pub(crate) text: &'a str,
    /// Only those with this tag.
    pub(crate) tag: Option<&'a Name>,
    /// Where the page before ended.
    pub(crate) cursor: Option<&'a str>,
    /// How many are wanted.
    pub(crate) limit: Option<u16>,
}

/// Where a client stands in what is found; the order of these is the order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tier {
    /// All words whole, and an appointment soon or lately.
    ExpectedWhole,
    /// The name begins with what was typed, as whole words.
    NameWhole,
    /// All words whole, wherever they stand.
    WordWhole,
    /// Words begin as typed, and an appointment soon or lately.
    ExpectedBegun,
    /// The name begins with what was typed.
    NameBegun,
    /// Words begin as typed, wherever they stand.
    WordBegun,
    /// A phone or document ends with these digits.
    NumberEnd,
    /// A phone or document has these digits somewhere.
    NumberPart,
}

impl Tier {
    const ALL: [Self; 8] = [
        Self::ExpectedWhole,
        Self::NameWhole,
        Self::WordWhole,
        Self::ExpectedBegun,
        Self::NameBegun,
        Self::WordBegun,
        Self::NumberEnd,
        Self::NumberPart,
    ];

    const fn by_number(self) -> bool {
        matches!(self, Self::NumberEnd | Self::NumberPart)
    }

    const fn expected(self) -> bool {
        matches!(self, Self::ExpectedWhole | Self::ExpectedBegun)
    }
}

/// A page of the clients whom a question finds; all by name if nothing is searched for.
///
/// # Errors
/// The limit or the cursor cannot be, or the store fails.
pub(crate) async fn find(
    connection: &mut SqliteConnection,
    question: Question<'_>,
) -> Result<Page<ClientSummary>> {
    let limit = question.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Invalid::new("limit", Problem::Range(1, i64::from(MAX_LIMIT))).into());
    }
    let query = Query::new(question.text, question.tag.map(Name::as_str));
    let print = query.print(question.company);
    let start = match question.cursor {
        Some(text) => Some(Cursor::decode(text, print).ok_or(Invalid::new("cursor", Problem::Code))?),
        None => None,
    };
    let mut search = Search::new(connection, question.company, &query, usize::from(limit));
    let (lead, at) = match &start {
        Some(cursor) => (Some(cursor.lead), cursor.at),
        None => (search.choose_lead().await?, question.now.as_millisecond()),
    };
    if let Some(lead) = lead {
        search.lead = lead;
        search.run(at, start.as_ref()).await?;
    }
    let more = search.hits.len() > search.limit;
    search.hits.truncate(search.limit);
    let next =
        search.hits.last().filter(|_| more).map(|(tier, hit)| {
            Cursor { at, lead: search.lead, tier: *tier, mark: Mark::of(hit) }.encode(print)
        });
    let enough = if query.words.len() == 1 { TOO_LITTLE } else { 1 };
    if start.is_none() && search.hits.len() < enough && !more {
        let room = search.limit - search.hits.len();
        let found = slips::find(search.connection, question.company, &query, room).await?;
        search.hits.extend(found.into_iter().map(|hit| (Tier::WordBegun, hit)));
    }
    let order = search.order();
    let items = store::summaries(connection, &order).await?;
    Ok(Page { items, next })
}

/// A search under way.
struct Search<'a> {
    connection: &'a mut SqliteConnection,
    company: CompanyId,
    query: &'a Query,
    lead: Lead,
    limit: usize,
    /// Those who match and come soon or were here lately.
    expected: Vec<Hit>,
    expected_ids: HashSet<Uuid>,
    hits: Vec<(Tier, Hit)>,
}

impl<'a> Search<'a> {
    fn new(connection: &'a mut SqliteConnection, company: CompanyId, query: &'a Query, limit: usize) -> Self {
        Self {
            connection,
            company,
            query,
            lead: Lead::Name,
            limit,
            expected: Vec::new(),
            expected_ids: HashSet::new(),
            hits: Vec::new(),
        }
    }

    /// Chooses the rarest word or tag to walk by; none if nobody can match.
    async fn choose_lead(&mut self) -> Result<Option<Lead>> {
        let leads = self.query.leads();
        if let ([lead], None) = (leads.as_slice(), &self.query.number) {
            return Ok(Some(*lead));
        }
        let bounds: Vec<(String, String)> =
            leads.iter().filter_map(|lead| self.query.bounds(*lead)).collect();
        let counts = if bounds.is_empty() {
            Vec::new()
        } else {
            index::counts(self.connection, self.company, &bounds).await?
        };
        let Some((count, lead)) =
            counts.into_iter().zip(leads).min_by_key(|(count, lead)| (*count, self.query.weight(*lead)))
        else {
            return Ok(Some(Lead::Name));
        };
        match (count, &self.query.number) {
            (0, None) => Ok(None),
            (0, Some(_)) => Ok(Some(Lead::Number)),
            _ => Ok(Some(lead)),
        }
    }

    /// Walks the tiers until there is one more than the page takes.
    async fn run(&mut self, at: i64, start: Option<&Cursor>) -> Result<()> {
        if matches!(self.lead, Lead::Word(_)) {
            let filter = self.query.filter(Lead::Name, false);
            let since = at - i64::try_from(LATELY.as_millis()).unwrap_or(i64::MAX);
            let found = index::expected(self.connection, self.company, at, since, &filter).await?;
            self.expected =
                found.into_iter().filter(|hit| self.query.tier(&hit.name, self.lead).is_some()).collect();
            self.expected_ids = self.expected.iter().map(|hit| hit.id).collect();
        }
        for tier in Tier::ALL.into_iter().filter(|tier| start.is_none_or(|start| start.tier <= *tier)) {
            let mark = start.filter(|start| start.tier == tier).map(|start| start.mark.clone());
            self.walk(tier, mark).await?;
            if self.hits.len() > self.limit {
                break;
            }
        }
        Ok(())
    }

    async fn walk(&mut self, tier: Tier, mut after: Option<Mark>) -> Result<()> {
        loop {
            // Some more than are missing: a few rows may belong to another tier.
            let take = self.limit + 1 - self.hits.len() + 16;
            let rows = self.fetch(tier, after.as_ref(), take).await?;
            let ended = rows.len() < take;
            after = rows.last().map(Mark::of);
            for hit in rows {
                if self.belongs(tier, &hit) {
                    self.hits.push((tier, hit));
                    if self.hits.len() > self.limit {
                        return Ok(());
                    }
                }
            }
            if ended || tier.expected() {
                return Ok(());
            }
        }
    }

    async fn fetch(&mut self, tier: Tier, after: Option<&Mark>, take: usize) -> Result<Vec<Hit>> {
        let take = i64::try_from(take).unwrap_or(i64::MAX);
        if tier.expected() {
            return Ok(self
                .expected
                .iter()
                .filter(|hit| after.is_none_or(|after| *after < Mark::of(hit)))
                .cloned()
                .collect());
        }
        if tier.by_number() {
            let Some(number) = &self.query.number else { return Ok(Vec::new()) };
            let filter = self.query.filter(Lead::Number, false);
            let after = after.map_or(0, |mark| mark.row);
            return index::numbers(
                self.connection,
                self.company,
                number,
                tier == Tier::NumberEnd,
                after,
                &filter,
                take,
            )
            .await;
        }
        let Some(range) = self.query.range(tier, self.lead) else { return Ok(Vec::new()) };
        let filter = self.query.filter(self.lead, tier == Tier::WordWhole);
        if matches!(tier, Tier::NameWhole | Tier::NameBegun) {
            index::names(self.connection, self.company, &range, after, &filter, take).await
        } else {
            index::words(self.connection, self.company, &range, after, &filter, take).await
        }
    }

    /// Whether this row is the one place of its client in the list.
    fn belongs(&self, tier: Tier, hit: &Hit) -> bool {
        if tier.by_number() {
            return self.query.has_names(&hit.name) && self.query.tier(&hit.name, self.lead).is_none();
        }
        let Some(natural) = self.query.tier(&hit.name, self.lead) else { return false };
        if tier.expected() {
            return (natural <= Tier::WordWhole) == (tier == Tier::ExpectedWhole);
        }
        natural == tier
            && !self.expected_ids.contains(&hit.id)
            && self.query.is_first_word(hit, tier, self.lead)
    }

    /// The clients as the page shows them. Numbers are walked as they were entered, and shown by name.
    fn order(&mut self) -> Vec<Uuid> {
        self.hits.sort_by(|(tier, hit), (other_tier, other)| {
            tier.cmp(other_tier).then_with(|| {
                if tier.by_number() { hit.name.cmp(&other.name) } else { std::cmp::Ordering::Equal }
            })
        });
        self.hits.iter().map(|(_, hit)| hit.id).collect()
    }
}
