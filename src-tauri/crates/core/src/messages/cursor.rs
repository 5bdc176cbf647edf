//! Where a page ended, as a text that callers give back and need not understand.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use leadsmart_contract::values::Problem;
use uuid::Uuid;

use crate::error::{Invalid, Result};

/// Grows when cursors of older versions mean something else.
const VERSION: u8 = 1;

/// A place in a list that is ordered by time.
pub(crate) type Mark = (i64, Uuid);

/// After everything.
pub(crate) const END: Mark = (i64::MAX, Uuid::max());

/// A place as text.
pub(crate) fn encode(mark: Mark) -> String {
    let mut bytes = vec![VERSION];
    bytes.extend(mark.0.to_be_bytes());
    bytes.extend(mark.1.as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads a place.
///
/// # Errors
/// It is not one of ours.
pub(crate) fn decode(field: &'static str, text: &str) -> Result<Mark> {
    let read = || {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (version, rest) = bytes.split_first()?;
        let (at, rest) = rest.split_first_chunk::<8>()?;
        let id: [u8; 16] = rest.try_into().ok()?;
        (*version == VERSION).then(|| (i64::from_be_bytes(*at), Uuid::from_bytes(id)))
    };
    Ok(read().ok_or(Invalid::new(field, Problem::Code))?)
}

/// How many entries a page has.
///
/// # Errors
/// None, or more than there may be.
pub(crate) fn limit(asked: Option<u16>, most: u16) -> Result<usize> {
    let limit = asked.unwrap_or(leadsmart_contract::page::DEFAULT_LIMIT);
    if (1..=most).contains(&limit) {
        Ok(usize::from(limit))
    } else {
        Err(Invalid::new("limit", Problem::Range(1, i64::from(most))).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written_and_anything_else_is_refused() {
        let mark = (1_764_000_000_000, Uuid::from_u128(7));
        assert_eq!(decode("cursor", &encode(mark)).ok(), Some(mark));
        for wrong in ["", "x", "AAAA", &encode(mark)[1..], &format!("{}A", encode(mark))] {
            assert!(decode("cursor", wrong).is_err(), "{wrong} is no cursor");
        }
        assert!(limit(Some(0), 200).is_err() && limit(Some(201), 200).is_err());
        assert_eq!(limit(None, 200).ok(), Some(50));
    }
}
