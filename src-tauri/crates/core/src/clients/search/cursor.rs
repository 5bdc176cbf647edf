//! Where a page ended, as a text that callers give back and need not understand.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::Tier;
use super::query::Lead;
use crate::clients::store::index::Hit;

/// Grows when cursors of older versions mean something else.
const VERSION: u8 = 1;

/// A row of an index, in the order of that index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark {
    /// The row of a number; 0 elsewhere.
    pub(crate) row: i64,
    /// The word of the index; empty where it is walked by name.
    pub(crate) word: String,
    /// The name as it is compared.
    pub(crate) name: String,
    /// The client.
    pub(crate) id: Uuid,
}

impl Mark {
    pub(super) fn of(hit: &Hit) -> Self {
        Self { row: hit.row, word: hit.word.clone(), name: hit.name.clone(), id: hit.id }
    }
}

/// Where a page ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    /// The instant of the first page, in milliseconds: who counts as expected stays the same for all pages.
    pub(super) at: i64,
    /// By what the search walks.
    pub(super) lead: Lead,
    /// The tier of the last entry.
    pub(super) tier: Tier,
    /// The last entry.
    pub(super) mark: Mark,
}

impl Cursor {
    /// The cursor as text, bound to the search with this print.
    pub(super) fn encode(&self, print: [u8; 4]) -> String {
        let mut bytes = vec![VERSION];
        bytes.extend(print);
        bytes.extend(self.at.to_be_bytes());
        bytes.extend(match self.lead {
            Lead::Name => [0, 0],
            Lead::Word(place) => [1, place],
            Lead::Tag => [2, 0],
            Lead::Number => [3, 0],
        });
        bytes.push(self.tier as u8);
        bytes.extend(self.mark.row.to_be_bytes());
        bytes.extend(self.mark.id.as_bytes());
        // Words and names are bounded far below 256 bytes.
        bytes.push(u8::try_from(self.mark.word.len()).unwrap_or(u8::MAX));
        bytes.extend(self.mark.word.bytes());
        bytes.extend(self.mark.name.bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor; none if it is not one of ours, or of another search.
    pub(super) fn decode(text: &str, print: [u8; 4]) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (head, rest) = bytes.split_first_chunk::<5>()?;
        if head[0] != VERSION || head[1..] != print {
            return None;
        }
        let (at, rest) = rest.split_first_chunk::<8>()?;
        let (lead, rest) = rest.split_first_chunk::<2>()?;
        let (tier, rest) = rest.split_first()?;
        let (row, rest) = rest.split_first_chunk::<8>()?;
        let (id, rest) = rest.split_first_chunk::<16>()?;
        let (length, rest) = rest.split_first()?;
        let (word, name) = rest.split_at_checked(usize::from(*length))?;
        let lead = match lead {
            [0, 0] => Lead::Name,
            [1, place] => Lead::Word(*place),
            [2, 0] => Lead::Tag,
            [3, 0] => Lead::Number,
            _ => return None,
        };
        Some(Self {
            // A forged instant must not overflow where time is subtracted from it.
            at: i64::from_be_bytes(*at).clamp(0, i64::from(u32::MAX) * 1000),
            lead,
            tier: *Tier::ALL.get(usize::from(*tier))?,
            mark: Mark {
                row: i64::from_be_bytes(*row),
                word: String::from_utf8(word.to_vec()).ok()?,
                name: String::from_utf8(name.to_vec()).ok()?,
                id: Uuid::from_bytes(*id),
            },
        })
    }
}
