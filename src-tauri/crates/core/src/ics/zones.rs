//! The names that calendars give to time zones.

use std::collections::HashMap;

use icalendar::parser::Component;
use jiff::tz::{Offset, TimeZone};

use super::file::{is, property};

/// The zones of a calendar.
pub(super) struct Zones {
    /// Those that it describes, as far as they are recognized.
    described: HashMap<String, TimeZone>,
    default: Option<TimeZone>,
}

impl Zones {
    /// What a calendar says of its zones.
    pub(super) fn of(calendar: &Component<'_>) -> Self {
        let parts = calendar.components.iter().filter(|part| is(part.name.as_str(), "VTIMEZONE"));
        let described = parts.filter_map(|part| {
            let name = property(part, "TZID")?.val.as_str().trim().to_owned();
            let zone = known(&name).or_else(|| located(part)).or_else(|| fixed(part))?;
            Some((name, zone))
        });
        let default = property(calendar, "X-WR-TIMEZONE").and_then(|name| known(name.val.as_str().trim()));
        Self { described: described.collect(), default }
    }

    /// The zone of a name.
    pub(super) fn find(&self, name: &str) -> Option<TimeZone> {
        self.described.get(name).cloned().or_else(|| known(name))
    }

    /// The zone of times for which none is named.
    pub(super) fn default_zone(&self) -> Option<TimeZone> {
        self.default.clone()
    }
}

/// The zone of a name, as IANA or Windows has it, or with something before it, such as
/// `/freeassociation.sourceforge.net/America/Sao_Paulo`.
fn known(name: &str) -> Option<TimeZone> {
    let name = name.trim();
    let windows =
        || WINDOWS.iter().find(|(windows, _)| windows.eq_ignore_ascii_case(name)).map(|(_, iana)| *iana);
    let direct = jiff::tz::db().get(name).ok();
    let direct = direct.or_else(|| jiff::tz::db().get(windows()?).ok());
    direct.or_else(|| {
        let pieces: Vec<&str> = name.split('/').filter(|piece| !piece.is_empty()).collect();
        let tails = [3, 2].into_iter().filter(|length| pieces.len() > *length);
        tails
            .map(|length| pieces[pieces.len() - length..].join("/"))
            .find_map(|tail| jiff::tz::db().get(&tail).ok())
    })
}

/// Where a described zone says it is, as calendars of Mozilla and Apple do.
fn located(zone: &Component<'_>) -> Option<TimeZone> {
    ["X-LIC-LOCATION", "TZNAME"].into_iter().find_map(|name| known(property(zone, name)?.val.as_str()))
}

/// A described zone whose clocks are never changed.
fn fixed(zone: &Component<'_>) -> Option<TimeZone> {
    let mut offsets =
        zone.components.iter().map(|part| property(part, "TZOFFSETTO").map(|to| to.val.as_str().trim()));
    let first = offsets.next()??;
    offsets.all(|offset| offset == Some(first)).then(|| offset(first).map(TimeZone::fixed)).flatten()
}

/// An offset such as `-0300`.
fn offset(text: &str) -> Option<Offset> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("-", digits) => (-1, digits),
        ("+", digits) => (1, digits),
        _ => (1, text),
    };
    let number = |at: usize| digits.get(at..at + 2)?.parse::<i32>().ok();
    Offset::from_seconds(sign * (number(0)? * 3600 + number(2)? * 60)).ok()
}

/// Zones of Windows, as Outlook writes them, with the place of each that stands for it (unicode.org, CLDR, windowsZones).
const WINDOWS: [(&str, &str); 62] = [
    ("E. South America Standard Time", "America/Sao_Paulo"),
    ("Bahia Standard Time", "America/Bahia"),
    ("Central Brazilian Standard Time", "America/Cuiaba"),
    ("SA Eastern Standard Time", "America/Cayenne"),
    ("SA Western Standard Time", "America/La_Paz"),
    ("SA Pacific Standard Time", "America/Bogota"),
    ("Tocantins Standard Time", "America/Araguaina"),
    ("UTC-02", "Etc/GMT+2"),
    ("Argentina Standard Time", "America/Buenos_Aires"),
    ("Montevideo Standard Time", "America/Montevideo"),
    ("Pacific SA Standard Time", "America/Santiago"),
    ("Magallanes Standard Time", "America/Punta_Arenas"),
    ("Paraguay Standard Time", "America/Asuncion"),
    ("Venezuela Standard Time", "America/Caracas"),
    ("Central America Standard Time", "America/Guatemala"),
    ("Central Standard Time (Mexico)", "America/Mexico_City"),
    ("Mountain Standard Time (Mexico)", "America/Mazatlan"),
    ("Pacific Standard Time (Mexico)", "America/Tijuana"),
    ("Eastern Standard Time (Mexico)", "America/Cancun"),
    ("Cuba Standard Time", "America/Havana"),
    ("Haiti Standard Time", "America/Port-au-Prince"),
    ("Eastern Standard Time", "America/New_York"),
    ("US Eastern Standard Time", "America/Indianapolis"),
    ("Central Standard Time", "America/Chicago"),
    ("Canada Central Standard Time", "America/Regina"),
    ("Mountain Standard Time", "America/Denver"),
    ("US Mountain Standard Time", "America/Phoenix"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("Alaskan Standard Time", "America/Anchorage"),
    ("Hawaiian Standard Time", "Pacific/Honolulu"),
    ("Atlantic Standard Time", "America/Halifax"),
    ("Newfoundland Standard Time", "America/St_Johns"),
    ("Greenland Standard Time", "America/Godthab"),
    ("Azores Standard Time", "Atlantic/Azores"),
    ("Cape Verde Standard Time", "Atlantic/Cape_Verde"),
    ("UTC", "Etc/UTC"),
    ("Coordinated Universal Time", "Etc/UTC"),
    ("GMT Standard Time", "Europe/London"),
    ("Greenwich Standard Time", "Atlantic/Reykjavik"),
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("Romance Standard Time", "Europe/Paris"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("W. Central Africa Standard Time", "Africa/Lagos"),
    ("GTB Standard Time", "Europe/Bucharest"),
    ("E. Europe Standard Time", "Europe/Chisinau"),
    ("FLE Standard Time", "Europe/Kiev"),
    ("South Africa Standard Time", "Africa/Johannesburg"),
    ("Egypt Standard Time", "Africa/Cairo"),
    ("Israel Standard Time", "Asia/Jerusalem"),
    ("Turkey Standard Time", "Europe/Istanbul"),
    ("Russian Standard Time", "Europe/Moscow"),
    ("Arab Standard Time", "Asia/Riyadh"),
    ("Arabian Standard Time", "Asia/Dubai"),
    ("India Standard Time", "Asia/Calcutta"),
    ("SE Asia Standard Time", "Asia/Bangkok"),
    ("China Standard Time", "Asia/Shanghai"),
    ("Singapore Standard Time", "Asia/Singapore"),
    ("Tokyo Standard Time", "Asia/Tokyo"),
    ("Korea Standard Time", "Asia/Seoul"),
    ("AUS Eastern Standard Time", "Australia/Sydney"),
    ("New Zealand Standard Time", "Pacific/Auckland"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn name(zone: Option<TimeZone>) -> Option<String> {
        zone.and_then(|zone| zone.iana_name().map(str::to_owned))
    }

    #[test]
    fn every_name_of_windows_leads_to_a_zone_that_is_known() {
        for (windows, iana) in WINDOWS {
            assert!(known(windows).is_some(), "{windows}: {iana}");
        }
    }

    #[test]
    fn zones_are_recognized_under_the_names_that_calendars_give_them() {
        for text in [
            "America/Sao_Paulo",
            "E. South America Standard Time",
            "/freeassociation.sourceforge.net/America/Sao_Paulo",
            "/citadel.org/20261101_1/America/Sao_Paulo",
        ] {
            assert_eq!(name(known(text)).as_deref(), Some("America/Sao_Paulo"), "{text}");
        }
        let indiana = known("/softwarestudio.org/Olson/America/Indiana/Knox");
        assert_eq!(name(indiana).as_deref(), Some("America/Indiana/Knox"));
        assert!(known("Customized Time Zone").is_none());
    }

    #[test]
    fn a_name_of_their_own_is_understood_by_what_is_said_of_it() {
        let calendar = |inner: &str| {
            format!(
                "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:Mine\r\n{inner}END:VTIMEZONE\r\nEND:VCALENDAR\r\n"
            )
        };
        let part = |kind: &str, to: &str| {
            format!(
                "BEGIN:{kind}\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:{to}\r\nTZOFFSETTO:{to}\r\nEND:{kind}\r\n"
            )
        };
        let find = |inner: String| {
            let text = calendar(&inner);
            let roots = icalendar::parser::read_components(&text).expect("a calendar");
            Zones::of(&roots[0]).find("Mine")
        };
        assert_eq!(name(find("X-LIC-LOCATION:America/Bahia\r\n".into())).as_deref(), Some("America/Bahia"));
        let fixed = find(part("STANDARD", "-0330")).expect("a zone");
        assert_eq!(fixed.to_fixed_offset().map(Offset::seconds).ok(), Some(-12_600));
        assert!(find(part("STANDARD", "-0500") + &part("DAYLIGHT", "-0400")).is_none(), "it is not guessed");
    }
}
