//! What the rules of an agenda may be.

use leadsmart_contract::agendas::{Alignment, BookingRules, BufferPolicy, Horizon};
use leadsmart_contract::values::{ClockRange, Minutes, Problem, WeeklyHours, ZoneName};

use crate::error::{Invalid, Result};

/// More limits than this cannot all mean something: there are three periods and two units.
const MAX_LIMITS: usize = 6;

/// The rules of a new agenda: Monday to Friday 8 to 12 and 13 to 18, half an hour, one client at a time.
pub(super) fn usual() -> BookingRules {
    let ranges: Vec<ClockRange> = [(8 * 60, 12 * 60), (13 * 60, 18 * 60)]
        .into_iter()
        .filter_map(|(start, end)| ClockRange::parse(start, end).ok())
        .collect();
    BookingRules {
        hours: WeeklyHours::weekdays(&ranges),
        interval: None,
        alignment: Alignment::Opening,
        fill_gaps: false,
        buffer_policy: BufferPolicy::Longest,
        minimum_notice: Minutes::default(),
        horizon: Horizon::Unlimited,
        limits: Vec::new(),
        capacity: 1,
        pending_blocks: true,
        observes_holidays: true,
        default_duration: Minutes::parse(30).unwrap_or_default(),
    }
}

/// Refuses rules that cannot be: what their types alone cannot say.
pub(super) fn check(rules: &BookingRules) -> Result<()> {
    let within = |field, value: i64, least, most| {
        if (least..=most).contains(&value) {
            Ok(())
        } else {
            Err(Invalid::new(field, Problem::Range(least, most)))
        }
    };
    if let Some(interval) = rules.interval {
        within("rules.interval", interval.into(), 1, 1440)?;
    }
    within("rules.default_duration", rules.default_duration.into(), 1, 1440)?;
    within("rules.capacity", rules.capacity.into(), 1, 1000)?;
    match rules.horizon {
        Horizon::Unlimited => {}
        Horizon::Days { days } => within("rules.horizon.days", days.into(), 0, 3650)?,
        Horizon::WorkingDays { days } => within("rules.horizon.days", days.into(), 0, 1000)?,
        Horizon::Dates { from, to } => {
            crate::holidays::check_year("rules.horizon.from", from.year())?;
            crate::holidays::check_year("rules.horizon.to", to.year())?;
            if to < from {
                return Err(Invalid::new("rules.horizon.to", Problem::Order).into());
            }
        }
    }
    if rules.limits.len() > MAX_LIMITS {
        return Err(Invalid::new("rules.limits", Problem::TooLong(MAX_LIMITS)).into());
    }
    for (place, limit) in rules.limits.iter().enumerate() {
        within("rules.limits", limit.most.into(), 1, 10_000)?;
        if rules.limits[..place].iter().any(|other| (other.period, other.unit) == (limit.period, limit.unit))
        {
            return Err(Invalid::new("rules.limits", Problem::Repeated).into());
        }
    }
    Ok(())
}

/// A zone as the database of zones spells it.
///
/// # Errors
/// There is no such zone.
pub(super) fn known_zone(name: &ZoneName) -> Result<ZoneName> {
    let zone = crate::time::zone(name).map_err(|problem| Invalid::new("zone", problem))?;
    let spelled = zone.iana_name().ok_or(Invalid::new("zone", Problem::Zone))?;
    Ok(ZoneName::parse(spelled).map_err(|problem| Invalid::new("zone", problem))?)
}
