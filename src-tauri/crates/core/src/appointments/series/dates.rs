//! The dates of a repetition.

use jiff::ToSpan;
use jiff::civil::Date;
use leadsmart_contract::appointments::{Repeat, RepeatEnd, RepeatUnit};
use leadsmart_contract::values::Problem;

use super::super::AppointmentError;
use crate::error::{Invalid, Result};

/// How far after the first date the last may be, in months.
const REACH: i32 = 24;

/// The dates of a repetition that begins on one, in order. Each is counted from the first: so what repeats every month on the 31st is
/// on the last day of a shorter month, and on the 31st again in the next that has one.
///
/// # Errors
/// There would be fewer than two, or more than a series may have, or they reach too far.
pub(super) fn dates(first: Date, repeat: Repeat) -> Result<Vec<Date>> {
    if !(1..=Repeat::MOST_EVERY).contains(&repeat.every) {
        return Err(Invalid::new("repeat.every", Problem::Range(1, Repeat::MOST_EVERY.into())).into());
    }
    if let RepeatEnd::Count { count } = repeat.end
        && !(2..=Repeat::MOST).contains(&count)
    {
        return Err(Invalid::new("repeat.end.count", Problem::Range(2, Repeat::MOST.into())).into());
    }
    let farthest = first.saturating_add(REACH.months());
    let mut dates = Vec::new();
    for number in 0.. {
        let date = date(first, repeat, number)?;
        match repeat.end {
            RepeatEnd::Count { count } if dates.len() == usize::from(count) => break,
            RepeatEnd::Until { date: last } if date > last => break,
            _ if date > farthest || number >= i32::from(Repeat::MOST) => {
                return Err(AppointmentError::LongSeries.into());
            }
            _ => dates.push(date),
        }
    }
    if dates.len() < 2 { Err(AppointmentError::ShortSeries.into()) } else { Ok(dates) }
}

fn date(first: Date, repeat: Repeat, number: i32) -> Result<Date> {
    let far = i32::from(repeat.every) * number;
    let date = first.checked_add(match repeat.unit {
        RepeatUnit::Day => far.days(),
        RepeatUnit::Week => far.weeks(),
        RepeatUnit::Month => far.months(),
    });
    // Beyond the end of the calendar.
    Ok(date.map_err(|_| AppointmentError::LongSeries)?)
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::failure::Code;
    use leadsmart_contract::language::Language;

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    fn count(every: u16, unit: RepeatUnit, count: u16) -> Repeat {
        Repeat { every, unit, end: RepeatEnd::Count { count } }
    }

    fn until(every: u16, unit: RepeatUnit, date: &str) -> Repeat {
        Repeat { every, unit, end: RepeatEnd::Until { date: day(date) } }
    }

    fn texts(first: &str, repeat: Repeat) -> Vec<String> {
        dates(day(first), repeat).expect("a series").iter().map(ToString::to_string).collect()
    }

    fn field(first: &str, repeat: Repeat) -> Option<String> {
        let failure = dates(day(first), repeat).expect_err("refused").explain(Language::English);
        assert_eq!(failure.code, Code::InvalidInput);
        failure.field
    }

    #[test]
    fn days_weeks_and_months_are_counted_from_the_first_date() {
        assert_eq!(
            texts("2026-11-26", count(3, RepeatUnit::Day, 3)),
            ["2026-11-26", "2026-11-29", "2026-12-02"]
        );
        assert_eq!(texts("2026-11-26", count(2, RepeatUnit::Week, 2)), ["2026-11-26", "2026-12-10"]);
        assert_eq!(
            texts("2026-12-15", count(1, RepeatUnit::Month, 3)),
            ["2026-12-15", "2027-01-15", "2027-02-15"]
        );
    }

    #[test]
    fn monthly_on_the_31st_is_the_last_day_of_a_shorter_month() {
        assert_eq!(
            texts("2027-12-31", count(1, RepeatUnit::Month, 5)),
            ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]
        );
    }

    #[test]
    fn the_last_date_is_included() {
        assert_eq!(texts("2026-11-26", until(1, RepeatUnit::Week, "2026-12-10")).len(), 3);
        assert_eq!(texts("2026-11-26", until(1, RepeatUnit::Week, "2026-12-09")).len(), 2);
    }

    #[test]
    fn a_series_has_from_two_to_sixty_dates_within_two_years() {
        assert_eq!(texts("2026-11-26", count(1, RepeatUnit::Day, 60)).len(), 60);
        assert_eq!(texts("2026-11-26", count(1, RepeatUnit::Month, 25)).len(), 25);
        assert_eq!(texts("2026-11-26", until(1, RepeatUnit::Day, "2027-01-24")).len(), 60);
        for (repeat, expected) in [
            (count(0, RepeatUnit::Day, 3), "repeat.every"),
            (count(100, RepeatUnit::Day, 3), "repeat.every"),
            (count(1, RepeatUnit::Day, 1), "repeat.end.count"),
            (count(1, RepeatUnit::Day, 61), "repeat.end.count"),
            (count(1, RepeatUnit::Month, 26), "repeat.end"),
            (until(1, RepeatUnit::Day, "2027-01-25"), "repeat.end"),
            (until(1, RepeatUnit::Week, "2026-12-02"), "repeat.end"),
            (until(1, RepeatUnit::Week, "2026-11-01"), "repeat.end"),
            (until(99, RepeatUnit::Month, "9999-12-31"), "repeat.end"),
        ] {
            assert_eq!(field("2026-11-26", repeat).as_deref(), Some(expected), "{repeat:?}");
        }
    }

    #[test]
    fn the_end_of_the_calendar_is_no_endless_loop() {
        assert_eq!(
            field("9999-12-31", until(1, RepeatUnit::Day, "9999-12-31")).as_deref(),
            Some("repeat.end")
        );
        assert_eq!(field("9999-12-01", count(99, RepeatUnit::Month, 9)).as_deref(), Some("repeat.end"));
    }
}
