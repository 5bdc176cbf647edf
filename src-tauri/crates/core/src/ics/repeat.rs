//! Which events of a file take place in some days, with those that repeat taken apart.
//!
//! Rules are followed on the clock of the event, as if it knew no change, and each reading is resolved afterwards: a weekly
//! nine o'clock stays nine o'clock through the year (RFC 5545, 3.8.5.3).

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::ics::MOST_ICS_EVENTS;
use rrule::{RRule, Tz, Unvalidated};

use super::IcsError;
use super::event::{Event, Stamp, Standing, Why};

/// The longest appointment.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// One time at which an event takes place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Occurrence {
    /// The place of the event in the file.
    pub(super) event: usize,
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    /// Which of an event that repeats it is: when it was first to take place.
    pub(super) recurrence: Option<Timestamp>,
}

/// The events of some days.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    /// What can be booked, by start.
    pub(super) occurrences: Vec<Occurrence>,
    /// What cannot, with its start if it has one.
    pub(super) wrong: Vec<(usize, Option<Timestamp>, Why)>,
    /// How many events lie outside of the days.
    pub(super) outside: u32,
}

/// What is looked at.
pub(super) struct Window<'a> {
    /// The clock of times for which none is named.
    pub(super) zone: &'a TimeZone,
    pub(super) from: Timestamp,
    /// Exclusive.
    pub(super) to: Timestamp,
    /// Whether what takes no time counts.
    pub(super) with_free: bool,
}

/// Finds what takes place in some days.
///
/// # Errors
/// It is too much.
pub(super) fn expand(events: &[Event], window: &Window<'_>) -> Result<Expanded, IcsError> {
    if events.iter().filter(|event| event.rule.is_some()).count() > MOST_ICS_EVENTS {
        return Err(IcsError::TooMany);
    }
    let replaced = replaced(events, window.zone);
    let mut expanded = Expanded::default();
    for (place, event) in events.iter().enumerate() {
        let times = times(event, window);
        let known_start = event.start.clone().ok().and_then(|start| start.on(window.zone).instant());
        match times {
            Err(why) => {
                let repeats = event.rule.is_some() && event.recurrence.is_none();
                if known_start.is_some_and(|start| !repeats && !window.has(start))
                    || is_day_outside(event, window)
                {
                    expanded.outside += 1;
                } else {
                    expanded.wrong.push((place, known_start, why));
                }
            }
            Ok((start, length)) => match starts(event, &start, window, &replaced) {
                Err(why) => expanded.wrong.push((place, known_start, why)),
                Ok(found) if found.is_empty() => expanded.outside += 1,
                Ok(found) => {
                    let occurrence = |(start, recurrence): (Timestamp, _)| {
                        let end = start.checked_add(length).ok()?;
                        Some(Occurrence { event: place, start, end, recurrence })
                    };
                    expanded.occurrences.extend(found.into_iter().filter_map(occurrence));
                }
            },
        }
        if expanded.occurrences.len() > MOST_ICS_EVENTS || expanded.wrong.len() > MOST_ICS_EVENTS {
            return Err(IcsError::TooMany);
        }
    }
    expanded.occurrences.sort_by_key(|occurrence| (occurrence.start, occurrence.event));
    expanded.wrong.sort_by_key(|(place, start, _)| (*start, *place));
    Ok(expanded)
}

impl Window<'_> {
    fn has(&self, start: Timestamp) -> bool {
        self.from <= start && start < self.to
    }
}

/// Whether it is an event of whole days before or after those that are looked at.
fn is_day_outside(event: &Event, window: &Window<'_>) -> bool {
    match &event.start {
        Ok(Stamp::Day(day)) if event.rule.is_none() => {
            crate::time::resolve(day.at(0, 0, 0, 0), window.zone).is_ok_and(|start| !window.has(start))
        }
        _ => false,
    }
}

/// The occurrences that another event of the file takes the place of: the id, and when they were to take place.
fn replaced(events: &[Event], zone: &TimeZone) -> HashSet<(String, Timestamp)> {
    let one = |event: &Event| {
        let stamp = event.recurrence.clone()?.ok()?.on(zone);
        Some((event.uid.clone(), stamp.instant()?))
    };
    events.iter().filter_map(one).collect()
}

/// The start of an event on its clock, and how long it lasts.
fn times(event: &Event, window: &Window<'_>) -> Result<(Stamp, SignedDuration), Why> {
    if event.standing == Standing::Cancelled {
        return Err(Why::Cancelled);
    }
    let start = event.start.clone()?.on(window.zone);
    let begins = match start {
        Stamp::Day(_) => return Err(Why::AllDay),
        _ => start.instant().ok_or(Why::BadTime)?,
    };
    if event.free && !window.with_free {
        return Err(Why::Free);
    }
    let end = event.end.clone()?.ok_or(Why::NoEnd)?.on(window.zone).instant().ok_or(Why::BadTime)?;
    let length = end.duration_since(begins);
    if length <= SignedDuration::ZERO {
        return Err(if length.is_zero() { Why::NoEnd } else { Why::Order });
    }
    if length > LONGEST { Err(Why::TooLong) } else { Ok((start, length)) }
}

type Start = (Timestamp, Option<Timestamp>);

/// When an event takes place in the days that are looked at.
fn starts(
    event: &Event,
    start: &Stamp,
    window: &Window<'_>,
    replaced: &HashSet<(String, Timestamp)>,
) -> Result<Vec<Start>, Why> {
    let begins = start.instant().ok_or(Why::BadTime)?;
    if let Some(recurrence) = &event.recurrence {
        let of = recurrence.clone()?.on(window.zone).instant();
        return Ok(Vec::from_iter(window.has(begins).then_some((begins, of.or(Some(begins))))));
    }
    if event.rule.is_none() && event.also.is_empty() {
        return Ok(Vec::from_iter(window.has(begins).then_some((begins, None))));
    }
    let Stamp::At(local, zone) = start else { return Err(Why::BadTime) };
    let mut found = match &event.rule {
        Some(rule) => by_rule(rule, *local, zone, window)?,
        None => vec![begins],
    };
    found.extend(event.also.iter().filter_map(|stamp| stamp.clone().on(zone).instant()));
    found.sort_unstable();
    found.dedup();
    let excepted = |at: &Timestamp| {
        event.except.iter().any(|except| match except.clone().on(zone) {
            Stamp::Day(day) => zone.to_datetime(*at).date() == day,
            other => other.instant() == Some(*at),
        })
    };
    found.retain(|at| {
        window.has(*at)
            && !excepted(at)
            && (event.uid.is_empty() || !replaced.contains(&(event.uid.clone(), *at)))
    });
    Ok(found.into_iter().map(|at| (at, Some(at))).collect())
}

/// When a rule has an event take place, with some time around the days that are looked at.
fn by_rule(rule: &str, local: DateTime, zone: &TimeZone, window: &Window<'_>) -> Result<Vec<Timestamp>, Why> {
    let rule: RRule<Unvalidated> = on_one_clock(rule, zone)?.parse().map_err(|_| Why::BadRule)?;
    let first = naive(local).ok_or(Why::BadTime)?.and_utc().with_timezone(&Tz::UTC);
    let set = rule.build(first).map_err(|_| Why::BadRule)?;
    let day = chrono::TimeDelta::days(1);
    let edge = |at: Timestamp| naive(zone.to_datetime(at)).map(|edge| edge.and_utc().with_timezone(&Tz::UTC));
    let (from, to) = edge(window.from).zip(edge(window.to)).ok_or(Why::BadTime)?;
    let most = u16::try_from(MOST_ICS_EVENTS + 10).unwrap_or(u16::MAX);
    let found = set.after(from - day).before(to + day).all(most);
    Ok(found.dates.iter().filter_map(|date| resolved(date.naive_utc(), zone)).collect())
}

/// A rule whose end is said on the same clock as its start, and which repeats by days at most.
fn on_one_clock(rule: &str, zone: &TimeZone) -> Result<String, Why> {
    let mut frequent = false;
    let part = |part: &str| {
        let (name, value) = part.split_once('=').ok_or(Why::BadRule)?;
        let (name, value) = (name.trim().to_ascii_uppercase(), value.trim().to_ascii_uppercase());
        frequent |= name == "FREQ" && !matches!(value.as_str(), "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY");
        let value = if name == "UNTIL" { until(&value, zone)? } else { value };
        Ok(format!("{name}={value}"))
    };
    let parts: Result<Vec<String>, Why> =
        rule.split(';').filter(|part| !part.trim().is_empty()).map(part).collect();
    let parts = parts?;
    if frequent { Err(Why::BadRule) } else { Ok(parts.join(";")) }
}

/// The end of a rule on the clock of the event. One that is a day alone ends with that day.
fn until(value: &str, zone: &TimeZone) -> Result<String, Why> {
    if value.len() == 8 {
        return Ok(format!("{value}T235959Z"));
    }
    let local = DateTime::strptime("%Y%m%dT%H%M%S", value.trim_end_matches('Z')).map_err(|_| Why::BadRule)?;
    let local = if value.ends_with('Z') {
        let at = crate::time::resolve(local, &TimeZone::UTC).map_err(|_| Why::BadRule)?;
        zone.to_datetime(at)
    } else {
        local
    };
    Ok(format!("{}Z", local.strftime("%Y%m%dT%H%M%S")))
}

fn naive(local: DateTime) -> Option<NaiveDateTime> {
    let part = |number: i8| u32::try_from(number).ok();
    let date = NaiveDate::from_ymd_opt(local.year().into(), part(local.month())?, part(local.day())?)?;
    date.and_hms_opt(part(local.hour())?, part(local.minute())?, part(local.second())?)
}

fn resolved(naive: NaiveDateTime, zone: &TimeZone) -> Option<Timestamp> {
    let part = |number: u32| i8::try_from(number).ok();
    let year = i16::try_from(naive.year()).ok()?;
    let (month, day) = (part(naive.month())?, part(naive.day())?);
    let (hour, minute, second) = (part(naive.hour())?, part(naive.minute())?, part(naive.second())?);
    let local = DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    crate::time::resolve(local, zone).ok()
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn zone() -> TimeZone {
        TimeZone::get("America/Sao_Paulo").expect("a zone")
    }

    fn expanded_in(events: &str, from: &str, to: &str, with_free: bool) -> Expanded {
        let body: String = events
            .split("--")
            .map(|event| format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n", event.trim().replace('\n', "\r\n")))
            .collect();
        let text = format!("BEGIN:VCALENDAR\r\n{body}END:VCALENDAR\r\n");
        let events = file::read(text.as_bytes()).expect("a calendar").events;
        let (from, to) = (from.parse().expect("an instant"), to.parse().expect("an instant"));
        expand(&events, &Window { zone: &zone(), from, to, with_free }).expect("not too many")
    }

    fn expanded(events: &str) -> Expanded {
        expanded_in(events, "2026-11-25T03:00:00Z", "2027-11-25T03:00:00Z", false)
    }

    fn starts(expanded: &Expanded) -> Vec<String> {
        expanded.occurrences.iter().map(|one| one.start.to_string()).collect()
    }

    fn why(event: &str) -> Option<Why> {
        let mut found = expanded(event).wrong;
        found.pop().map(|(_, _, why)| why)
    }

    const NINE: &str =
        "UID:a\nDTSTART;TZID=America/Sao_Paulo:20261125T090000\nDTEND;TZID=America/Sao_Paulo:20261125T100000";

    #[test]
    fn a_weekly_event_keeps_its_reading_and_ends_when_it_says() {
        let found = expanded(&format!("{NINE}\nRRULE:FREQ=WEEKLY;BYDAY=WE;UNTIL=20261216T120000Z"));
        assert_eq!(
            starts(&found),
            ["2026-11-25T12:00:00Z", "2026-12-02T12:00:00Z", "2026-12-09T12:00:00Z", "2026-12-16T12:00:00Z"]
        );
        for until in ["20261209", "20261209T235959", "20261210T025959Z"] {
            let found = expanded(&format!("{NINE}\nRRULE:FREQ=WEEKLY;BYDAY=WE;UNTIL={until}"));
            assert_eq!(starts(&found).len(), 3, "{until}");
        }
        // The clocks of New York change on 14 March 2027.
        let spring = "UID:b\nDTSTART;TZID=Eastern Standard Time:20270307T090000\nDTEND;TZID=Eastern Standard Time:20270307T093000\n\
                      RRULE:FREQ=WEEKLY;COUNT=2";
        assert_eq!(starts(&expanded(spring)), ["2027-03-07T14:00:00Z", "2027-03-14T13:00:00Z"]);
    }

    #[test]
    fn only_the_days_that_are_looked_at_count_also_of_what_began_long_ago() {
        let daily = "UID:c\nDTSTART:20200101T120000Z\nDTEND:20200101T130000Z\nRRULE:FREQ=DAILY";
        let found = expanded_in(daily, "2026-11-25T03:00:00Z", "2026-11-28T03:00:00Z", false);
        assert_eq!(starts(&found), ["2026-11-25T12:00:00Z", "2026-11-26T12:00:00Z", "2026-11-27T12:00:00Z"]);
        let past = "UID:d\nDTSTART:20200101T120000Z\nDTEND:20200101T130000Z\nRRULE:FREQ=DAILY;COUNT=3";
        let found = expanded(past);
        assert_eq!((found.occurrences.len(), found.outside), (0, 1));
    }

    #[test]
    fn exceptions_and_moved_occurrences_are_respected_and_keep_their_place() {
        let found = expanded(&format!(
            "{NINE}\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=America/Sao_Paulo:20261202T090000\n\
             RDATE;TZID=America/Sao_Paulo:20261203T090000\n--\nUID:a\nRECURRENCE-ID;TZID=America/Sao_Paulo:20261209T090000\n\
             DTSTART;TZID=America/Sao_Paulo:20261210T150000\nDTEND;TZID=America/Sao_Paulo:20261210T160000\n--\n\
             UID:a\nRECURRENCE-ID:20261216T120000Z\nSTATUS:CANCELLED\nDTSTART:20261216T120000Z\nDTEND:20261216T130000Z"
        ));
        assert_eq!(starts(&found), ["2026-11-25T12:00:00Z", "2026-12-03T12:00:00Z", "2026-12-10T18:00:00Z"]);
        let moved = found.occurrences.last().and_then(|one| one.recurrence);
        assert_eq!(moved.map(|of| of.to_string()).as_deref(), Some("2026-12-09T12:00:00Z"));
        assert_eq!(found.wrong.len(), 1, "the cancelled one is told");
    }

    #[test]
    fn what_cannot_be_booked_says_why() {
        assert_eq!(why("DTSTART;VALUE=DATE:20261126\nDTEND;VALUE=DATE:20261127"), Some(Why::AllDay));
        assert_eq!(why("DTSTART:20261126T120000Z"), Some(Why::NoEnd));
        assert_eq!(why("DTSTART:20261126T120000Z\nDTEND:20261126T120000Z"), Some(Why::NoEnd));
        assert_eq!(why("DTSTART:20261126T120000Z\nDTEND:20261126T110000Z"), Some(Why::Order));
        assert_eq!(why("DTSTART:20261126T120000Z\nDTEND:20261127T120001Z"), Some(Why::TooLong));
        assert_eq!(why("DTSTART:20261126T120000Z\nDURATION:P1D"), None);
        assert_eq!(
            why("STATUS:CANCELLED\nDTSTART:20261126T120000Z\nDTEND:20261126T130000Z"),
            Some(Why::Cancelled)
        );
        assert_eq!(
            why("TRANSP:TRANSPARENT\nDTSTART:20261126T120000Z\nDTEND:20261126T130000Z"),
            Some(Why::Free)
        );
        assert_eq!(why("SUMMARY:x"), Some(Why::NoStart));
        for rule in ["FREQ=HOURLY", "FREQ=SECONDLY;COUNT=9", "nonsense", "FREQ=WEEKLY;UNTIL=never", "COUNT=3"]
        {
            assert_eq!(why(&format!("{NINE}\nRRULE:{rule}")), Some(Why::BadRule), "{rule}");
        }
        let free = "TRANSP:TRANSPARENT\nDTSTART:20261126T120000Z\nDTEND:20261126T130000Z";
        let found = expanded_in(free, "2026-11-25T03:00:00Z", "2026-11-28T03:00:00Z", true);
        assert_eq!(found.occurrences.len(), 1, "unless it is wanted");
    }

    #[test]
    fn what_lies_outside_is_only_counted() {
        let found = expanded(
            "DTSTART:20260101T120000Z\nDTEND:20260101T130000Z\n--\nDTSTART;VALUE=DATE:20260101\n--\n\
             STATUS:CANCELLED\nDTSTART:20260101T120000Z\nDTEND:20260101T130000Z",
        );
        assert_eq!((found.outside, found.wrong.len()), (3, 0));
    }

    #[test]
    fn a_time_without_a_zone_is_one_of_the_agenda() {
        let found = expanded("DTSTART:20261126T090000\nDTEND:20261126T100000");
        assert_eq!(starts(&found), ["2026-11-26T12:00:00Z"]);
    }

    #[test]
    fn too_much_is_refused_and_a_rule_that_never_comes_true_ends() {
        let daily = "UID:e\nDTSTART:20261125T120000Z\nDTEND:20261125T130000Z\nRRULE:FREQ=DAILY";
        let many: Vec<&str> = std::iter::repeat_n(daily, 7).collect();
        let text: String = many
            .iter()
            .map(|event| format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n", event.replace('\n', "\r\n")))
            .collect();
        let text = format!("BEGIN:VCALENDAR\r\n{text}END:VCALENDAR\r\n");
        let events = file::read(text.as_bytes()).expect("a calendar").events;
        let (from, to) = (
            "2026-11-25T03:00:00Z".parse().expect("an instant"),
            "2027-11-25T03:00:00Z".parse().expect("an instant"),
        );
        let refused = expand(&events, &Window { zone: &zone(), from, to, with_free: false });
        assert_eq!(refused.err(), Some(IcsError::TooMany));
        let never = format!("{NINE}\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30");
        assert!(expanded(&never).occurrences.is_empty());
    }
}
