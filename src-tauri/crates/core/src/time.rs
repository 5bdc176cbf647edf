//! Between instants, clocks and what the store keeps.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use leadsmart_contract::values::{Moment, Problem, ZoneName};

use crate::error::{Defect, Result};

/// The rules of a zone, from the bundled database, so that every desktop of a company computes the same.
///
/// # Errors
/// There is no such zone.
pub fn zone(name: &ZoneName) -> Result<TimeZone, Problem> {
    jiff::tz::db().get(name.as_str()).map_err(|_| Problem::Zone)
}

/// The zone of a stored name, which was checked before it was stored.
pub fn stored_zone(name: &str) -> Result<TimeZone> {
    jiff::tz::db().get(name).map_err(|_| Defect(format!("the stored zone {name} is unknown")).into())
}

/// An instant with its reading on a clock.
pub fn moment(at: Timestamp, zone: &TimeZone) -> Moment {
    Moment { at, local: zone.to_datetime(at) }
}

/// An instant from the store, in milliseconds.
pub fn from_millis(millis: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(millis)
        .map_err(|e| Defect(format!("the stored instant {millis} cannot be: {e}")).into())
}

/// The instant of a reading of a clock: the first one after a gap, the earlier one of a repeated hour.
///
/// # Errors
/// The date lies outside of what can be computed.
pub fn resolve(local: DateTime, zone: &TimeZone) -> Result<Timestamp, Problem> {
    zone.to_ambiguous_timestamp(local).compatible().map_err(|_| Problem::Moment)
}
