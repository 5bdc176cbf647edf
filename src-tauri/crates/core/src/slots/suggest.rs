//! Which free times to propose: the next ones, and those that leave the fewest gaps.

use std::iter::Peekable;

use super::clock::Day;
use super::plan::Plan;
use super::ranges::{Range, Second, second_before};
use super::{Query, Slot, SlotsError, today};

/// A free time and the gaps it would leave beside it, in minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The free time.
    pub slot: Slot,
    /// Free minutes between what comes before and the slot.
    pub gap_before: u32,
    /// Free minutes between the slot and what comes after.
    pub gap_after: u32,
}

/// The first `count` slots over several queries, each with the position of its query, in order of time. From each query's today
/// on, `days` days are looked at; a day is worked out when the search reaches it.
pub fn next_free(queries: &[Query<'_>], days: u16, count: usize) -> Result<Vec<(usize, Slot)>, SlotsError> {
    let plans = queries.iter().map(|query| {
        let first = today(query);
        let last = first + Day::from(days.max(1)) - 1;
        Plan::new(query, query.duration(), first, last).map(|plan| (plan, first, last))
    });
    let plans = plans.collect::<Result<Vec<_>, _>>()?;
    let mut searches: Vec<_> = plans
        .iter()
        .map(|(plan, first, last)| (*first..=*last).flat_map(|day| plan.slots(day, day)).peekable())
        .collect();
    Ok(std::iter::from_fn(|| earliest(&mut searches)).take(count).collect())
}

fn earliest<S: Iterator<Item = Slot>>(searches: &mut [Peekable<S>]) -> Option<(usize, Slot)> {
    let heads = searches.iter_mut().enumerate();
    let starts = heads.filter_map(|(position, search)| Some((search.peek()?.range.start(), position)));
    let (_, position) = starts.min()?;
    searches[position].next().map(|slot| (position, slot))
}

/// Orders slots of one query by the gaps they leave. Worst are gaps too short for the same service again, which nobody will fill;
/// then the number of gaps; then how far the slot is from its nearer neighbour; then the time.
///
/// Slots that are no longer free are left out.
pub fn by_fewest_gaps(query: &Query<'_>, slots: &[Slot]) -> Result<Vec<Suggestion>, SlotsError> {
    let starts = || slots.iter().map(|slot| second_before(slot.range.start()));
    let (Some(first), Some(last)) = (starts().min(), starts().max()) else {
        return Ok(Vec::new());
    };
    let day = |at: Second| super::day_in(query, at);
    let plan = Plan::new(query, query.duration(), day(first), day(last))?;
    let free = plan.free((first, last + 1));
    let best = |slot: &Slot| {
        let range = slot.range.seconds();
        let gaps = free.around(range).map(|around| (range.0 - around.0, around.1 - range.1));
        let gaps = gaps.min_by_key(|gaps| waste(*gaps, plan.duration))?;
        Some((waste(gaps, plan.duration), gaps))
    };
    let mut ranked: Vec<_> =
        slots.iter().filter_map(|slot| best(slot).map(|(waste, gaps)| (waste, gaps, slot))).collect();
    ranked.sort_by_key(|(waste, _, slot)| (*waste, slot.range.start()));
    let minutes = |seconds: Second| u32::try_from(seconds / 60).unwrap_or(u32::MAX);
    let suggestion = |(_, gaps, slot): (_, Range, &Slot)| Suggestion {
        slot: slot.clone(),
        gap_before: minutes(gaps.0),
        gap_after: minutes(gaps.1),
    };
    Ok(ranked.into_iter().map(suggestion).collect())
}

/// Seconds lost for good, gaps left, seconds to the nearer neighbour.
fn waste(gaps: Range, duration: Second) -> (Second, usize, Second) {
    let gaps = [gaps.0, gaps.1];
    let lost = gaps.iter().filter(|gap| **gap < duration).sum();
    let left = gaps.iter().filter(|gap| **gap > 0).count();
    (lost, left, gaps[0].min(gaps[1]))
}
