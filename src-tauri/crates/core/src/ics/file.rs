//! A calendar file into its events. The lines are looked at first, so that what is wrong is told with its line.

use icalendar::parser::{Component, Property};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, SpanRelativeTo};

use super::IcsError;
use super::event::{Event, Stamp, Standing, Why};
use super::zones::Zones;

/// What is taken of a text, in letters: no title or note is longer, and a file may hold anything.
const LONGEST_TEXT: usize = 20_000;

/// A file that was read.
pub(super) struct Calendar {
    pub(super) events: Vec<Event>,
}

/// A line as it was meant, without its folds, and where it begins.
struct Line {
    number: u32,
    text: String,
}

/// Reads a file.
///
/// # Errors
/// It is no calendar file, or one of its lines is none of one.
pub(super) fn read(bytes: &[u8]) -> Result<Calendar, IcsError> {
    let lines = unfolded(&decoded(bytes));
    let starts = check(&lines)?;
    let text: String = lines.iter().flat_map(|line| [line.text.as_str(), "\r\n"]).collect();
    let calendars = icalendar::parser::read_components(&text).map_err(|_| IcsError::Unreadable)?;
    // A file may have several calendars one after the other.
    let mut starts = starts.into_iter();
    let mut events = Vec::new();
    for calendar in calendars.iter().filter(|root| is(root.name.as_str(), "VCALENDAR")) {
        let zones = Zones::of(calendar);
        for event in calendar.components.iter().filter(|part| is(part.name.as_str(), "VEVENT")) {
            events.push(read_event(event, &zones, starts.next().unwrap_or(0)));
        }
    }
    Ok(Calendar { events })
}

/// The text of a file. The format is UTF-8; some old programs write Windows-1252.
fn decoded(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

/// The lines without their folds (RFC 5545, 3.1). Empty ones, which some programs leave between, are dropped.
fn unfolded(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (number, raw) in (1..).zip(text.split('\n')) {
        let raw = raw.strip_suffix('\r').unwrap_or(raw);
        match (raw.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(line)) => line.text.push_str(rest),
            _ if raw.trim().is_empty() => {}
            _ => lines.push(Line { number, text: raw.to_owned() }),
        }
    }
    lines
}

/// Looks whether these are the lines of calendars; tells where their events begin.
fn check(lines: &[Line]) -> Result<Vec<u32>, IcsError> {
    let first = lines.first().ok_or(IcsError::Empty)?;
    if !is(&first.text, "BEGIN:VCALENDAR") {
        return Err(IcsError::NotCalendar);
    }
    let mut open: Vec<(u32, String)> = Vec::new();
    let mut starts = Vec::new();
    for line in lines {
        let (name, value) = parts(&line.text).ok_or(IcsError::Line(line.number))?;
        let value = value.trim().to_ascii_uppercase();
        if is(name, "BEGIN") {
            let in_calendar = matches!(&open[..], [(_, root)] if root == "VCALENDAR");
            if value == "VEVENT" && in_calendar {
                starts.push(line.number);
            }
            open.push((line.number, value));
        } else if is(name, "END") {
            match open.pop() {
                Some((_, begun)) if begun == value => {}
                _ => return Err(IcsError::Line(line.number)),
            }
        } else if open.is_empty() {
            return Err(IcsError::Line(line.number));
        }
    }
    match open.first() {
        Some((number, _)) => Err(IcsError::Unfinished(*number)),
        None => Ok(starts),
    }
}

/// Name and value of a line; none if it has no such form. A colon between quotes belongs to a parameter.
fn parts(line: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let colon = line.char_indices().find_map(|(at, sign)| {
        quoted ^= sign == '"';
        (sign == ':' && !quoted).then_some(at)
    })?;
    let (head, value) = (&line[..colon], &line[colon + 1..]);
    let name = head.split(';').next().unwrap_or_default();
    let plain =
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'));
    plain.then_some((name, value))
}

pub(super) fn is(name: &str, known: &str) -> bool {
    name.eq_ignore_ascii_case(known)
}

/// A property of a component.
pub(super) fn property<'a, 'b>(part: &'a Component<'b>, name: &str) -> Option<&'a Property<'b>> {
    part.properties.iter().find(|property| is(property.name.as_str(), name))
}

/// A parameter of a property, without quotes.
pub(super) fn parameter<'a>(property: &'a Property<'_>, name: &str) -> Option<&'a str> {
    let found = property.params.iter().find(|parameter| is(parameter.key.as_str(), name))?;
    found.val.as_ref().map(|value| value.as_str().trim_matches('"'))
}

fn text(part: &Component<'_>, name: &str) -> String {
    let value = property(part, name).map(|property| property.val.as_str()).unwrap_or_default();
    value.chars().take(LONGEST_TEXT).collect::<String>().trim().to_owned()
}

fn read_event(part: &Component<'_>, zones: &Zones, line: u32) -> Event {
    let start = property(part, "DTSTART").ok_or(Why::NoStart).and_then(|start| stamp(start, zones));
    let end = match (property(part, "DTEND"), property(part, "DURATION")) {
        (Some(end), _) => stamp(end, zones).map(Some),
        (None, Some(duration)) => start.clone().and_then(|start| {
            let span: Span = duration.val.as_str().trim().parse().map_err(|_| Why::BadTime)?;
            let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| Why::BadTime)?;
            start.later(length).map(Some).ok_or(Why::BadTime)
        }),
        (None, None) => Ok(None),
    };
    let many = |name: &'static str| {
        let all = part.properties.iter().filter(move |property| is(property.name.as_str(), name));
        all.flat_map(|property| stamps(property, zones)).collect::<Vec<_>>()
    };
    let organizer = property(part, "ORGANIZER").and_then(address);
    let attendees = part.properties.iter().filter(|property| is(property.name.as_str(), "ATTENDEE"));
    let attendees = attendees.filter_map(address).filter(|one| Some(one) != organizer.as_ref()).collect();
    let status = text(part, "STATUS");
    Event {
        line,
        uid: text(part, "UID"),
        summary: text(part, "SUMMARY"),
        description: text(part, "DESCRIPTION"),
        attendees,
        standing: if is(&status, "CANCELLED") {
            Standing::Cancelled
        } else if is(&status, "CONFIRMED") {
            Standing::Confirmed
        } else {
            Standing::Open
        },
        free: is(&text(part, "TRANSP"), "TRANSPARENT"),
        start,
        end,
        rule: property(part, "RRULE").map(|rule| rule.val.as_str().trim().to_owned()),
        also: many("RDATE"),
        except: many("EXDATE"),
        recurrence: property(part, "RECURRENCE-ID").map(|recurrence| stamp(recurrence, zones)),
    }
}

/// The mail address of somebody who takes part.
fn address(property: &Property<'_>) -> Option<String> {
    let value = property.val.as_str().trim();
    let found = if value.len() > 7 && value.is_char_boundary(7) && is(&value[..7], "mailto:") {
        &value[7..]
    } else {
        parameter(property, "EMAIL")?
    };
    Some(found.trim().to_ascii_lowercase())
}

/// The time that a property says.
fn stamp(property: &Property<'_>, zones: &Zones) -> Result<Stamp, Why> {
    one_stamp(property.val.as_str().trim(), parameter(property, "TZID"), zones)
}

/// The times that a property says, as far as they are times.
fn stamps(property: &Property<'_>, zones: &Zones) -> Vec<Stamp> {
    let zone = parameter(property, "TZID");
    // Of a period the start counts.
    let values =
        property.val.as_str().split(',').map(|value| value.split('/').next().unwrap_or_default().trim());
    values.filter_map(|value| one_stamp(value, zone, zones).ok()).collect()
}

fn one_stamp(value: &str, zone: Option<&str>, zones: &Zones) -> Result<Stamp, Why> {
    if value.len() == 8 {
        return Date::strptime("%Y%m%d", value).map(Stamp::Day).map_err(|_| Why::BadTime);
    }
    let (local, in_utc) = match value.strip_suffix(['Z', 'z']) {
        Some(local) => (local, true),
        None => (value, false),
    };
    let local = DateTime::strptime("%Y%m%dT%H%M%S", local).map_err(|_| Why::BadTime)?;
    let zone = match zone {
        _ if in_utc => TimeZone::UTC,
        Some(name) => zones.find(name).ok_or_else(|| Why::Zone(name.chars().take(80).collect()))?,
        None => return Ok(Stamp::Floating(local, zones.default_zone())),
    };
    Ok(Stamp::At(local, zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(lines: &str) -> Event {
        let text = format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        read(text.as_bytes()).expect("a calendar").events.remove(0)
    }

    #[test]
    fn folds_line_ends_marks_and_old_letters_are_taken_as_they_are_meant() {
        let folded = "\u{feff}BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Maria d\n a Silva\\, Jo\n\t\u{e3}o\\nCorte\nEND:VEVENT\n\nEND:VCALENDAR";
        let calendar = read(folded.as_bytes()).expect("a calendar");
        assert_eq!(calendar.events[0].summary, "Maria da Silva, João\nCorte");
        assert_eq!(calendar.events[0].line, 2);
        let old = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Jo\xe3o\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert_eq!(read(old).expect("a calendar").events[0].summary, "João");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let wrong = |text: &str| read(text.as_bytes()).map(|calendar| calendar.events.len());
        assert_eq!(wrong(""), Err(IcsError::Empty));
        assert_eq!(wrong("Nome;Telefone\r\n"), Err(IcsError::NotCalendar));
        assert_eq!(wrong("BEGIN:VCALENDAR\r\nnonsense\r\nEND:VCALENDAR"), Err(IcsError::Line(2)));
        assert_eq!(wrong("BEGIN:VCALENDAR\r\n\r\nA B:c\r\nEND:VCALENDAR"), Err(IcsError::Line(3)));
        assert_eq!(
            wrong("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VTODO\r\nEND:VCALENDAR"),
            Err(IcsError::Line(3))
        );
        assert_eq!(wrong("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n"), Err(IcsError::Unfinished(1)));
        assert_eq!(wrong("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nUID:1"), Err(IcsError::Line(3)));
        assert_eq!(wrong("BEGIN:VCALENDAR\r\nEND:VCALENDAR"), Ok(0));
    }

    #[test]
    fn quoted_parameters_may_hold_any_sign() {
        let event = event(
            "ATTENDEE;CN=\"Silva; Maria: a primeira\";ROLE=REQ-PARTICIPANT:MAILTO:Maria@Example.com\r\n\
             ORGANIZER;CN=Clinica:mailto:clinica@example.com\r\nATTENDEE:mailto:clinica@example.com\r\n\
             DTSTART;TZID=\"America/Sao_Paulo\":20261125T090000",
        );
        assert_eq!(event.attendees, ["maria@example.com"], "who invites is no client");
        let start = event.start.expect("a start").instant().expect("an instant");
        assert_eq!(start.to_string(), "2026-11-25T12:00:00Z");
    }

    #[test]
    fn an_end_may_be_given_as_a_length() {
        let long = event("DTSTART:20261125T120000Z\r\nDURATION:PT1H30M");
        let end = long.end.expect("an end").expect("an end").instant().expect("an instant");
        assert_eq!(end.to_string(), "2026-11-25T13:30:00Z");
        assert_eq!(event("DTSTART:20261125T120000Z").end, Ok(None));
        assert_eq!(
            event("DTSTART;VALUE=DATE:20261125").start,
            Ok(Stamp::Day("2026-11-25".parse().expect("a day")))
        );
        assert_eq!(event("DTSTART:yesterday").start, Err(Why::BadTime));
        assert_eq!(event("DTSTART;TZID=Mars/Base:20261125T120000").start, Err(Why::Zone("Mars/Base".into())));
    }

    #[test]
    fn alarms_and_tasks_are_no_events() {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nSUMMARY:x\r\nEND:VTODO\r\nBEGIN:VEVENT\r\nSUMMARY:Ana\r\nBEGIN:VALARM\r\n\
                    SUMMARY:y\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let events = read(text.as_bytes()).expect("a calendar").events;
        assert_eq!(
            events.iter().map(|event| (event.line, event.summary.as_str())).collect::<Vec<_>>(),
            [(5, "Ana")]
        );
    }
}
