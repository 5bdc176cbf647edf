//! An agenda's rules in the words of the slot engine.

use std::num::NonZeroU32;

use jiff::civil::Weekday;
use leadsmart_contract::agendas::{Alignment, BufferPolicy, Horizon, LimitPeriod, LimitUnit};
use leadsmart_contract::companies::WeekStart;
use leadsmart_contract::language::Language;
use leadsmart_contract::values::ClockRange;

use crate::agendas::Booking as Agenda;
use crate::slots;

/// The rules of an agenda; holidays are named in a language.
pub(super) fn rules(agenda: &Agenda, language: Language) -> slots::Rules {
    let rules = &agenda.rules;
    let mut hours = slots::Hours::closed(agenda.zone.clone());
    for (day, ranges) in hours.weekly.iter_mut().zip(rules.hours.days()) {
        *day = openings(ranges);
    }
    hours.exceptions =
        agenda.exceptions.iter().map(|(date, day)| (*date, openings(day.hours.ranges()))).collect();
    hours.holidays =
        agenda.holidays.iter().map(|(date, title)| (*date, title.text(language).to_owned())).collect();
    slots::Rules {
        interval: rules.interval.and_then(|minutes| NonZeroU32::new(minutes.get().into())),
        alignment: match rules.alignment {
            Alignment::Opening => slots::Alignment::Opening,
            Alignment::Clock => slots::Alignment::Clock,
        },
        fill_gaps: rules.fill_gaps,
        buffers: match rules.buffer_policy {
            BufferPolicy::Longest => slots::BufferPolicy::Max,
            BufferPolicy::Additive => slots::BufferPolicy::Additive,
        },
        notice_seconds: u32::from(rules.minimum_notice.get()) * 60,
        horizon: match rules.horizon {
            Horizon::Unlimited => None,
            Horizon::Days { days } => Some(slots::Horizon::Days(days)),
            Horizon::WorkingDays { days } => Some(slots::Horizon::WorkingDays(days)),
            Horizon::Dates { from, to } => Some(slots::Horizon::Between(from, to)),
        },
        limits: rules.limits.iter().map(limit).collect(),
        week_starts: match agenda.week_start {
            WeekStart::Monday => Weekday::Monday,
            WeekStart::Sunday => Weekday::Sunday,
            WeekStart::Saturday => Weekday::Saturday,
        },
        capacity: NonZeroU32::new(rules.capacity.into()).unwrap_or(NonZeroU32::MIN),
        pending_blocks: rules.pending_blocks,
        hours,
    }
}

fn openings(ranges: &[ClockRange]) -> Vec<slots::Opening> {
    ranges.iter().filter_map(|range| slots::Opening::new(range.start(), range.end())).collect()
}

fn limit(limit: &leadsmart_contract::agendas::BookingLimit) -> slots::Limit {
    slots::Limit {
        per: match limit.period {
            LimitPeriod::Day => slots::Period::Day,
            LimitPeriod::Week => slots::Period::Week,
            LimitPeriod::Month => slots::Period::Month,
        },
        most: match limit.unit {
            LimitUnit::Appointments => slots::Quantity::Bookings(limit.most.into()),
            LimitUnit::Minutes => slots::Quantity::Minutes(limit.most.into()),
        },
    }
}
