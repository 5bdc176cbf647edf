//! What is closed, in words.

use leadsmart_contract::language::Language;

use super::columns::Why;
use super::texts;

/// Why a part of a day is not open, in a few words.
pub(super) fn words(language: Language, why: &Why) -> String {
    match why {
        Why::Lunch => texts::lunch(language).into(),
        Why::Pause => texts::pause(language).into(),
        Why::Outside => texts::outside(language).into(),
        Why::Closed => texts::closed(language).into(),
        Why::Holiday(None) => texts::holiday(language).into(),
        Why::Holiday(Some(name)) => texts::holiday_named(language, name),
        Why::Exception(None) => texts::exception(language).into(),
        Why::Exception(Some(reason)) => reason.clone(),
        Why::Away { name, reason, .. } if reason.is_empty() => texts::away(language, name),
        Why::Away { name, reason, .. } => texts::away_because(language, name, reason),
    }
}
