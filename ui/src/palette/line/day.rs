//! Days, as people name them in three languages.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};

use super::Token;
use crate::language::format::minutes_of;

/// A day that was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// So many days from today.
    Ahead(i64),
    /// The next day of this name; `after` if today is not meant.
    Named {
        /// Which day of the week.
        weekday: Weekday,
        /// Whether the word says that it is the next one.
        after: bool,
    },
    /// A day of a month; what is left out is the next one that comes.
    Of {
        /// From 1 on.
        day: i8,
        /// From 1 on.
        month: Option<i8>,
        /// With its century.
        year: Option<i16>,
    },
}

impl Day {
    /// The date that is meant now for a start at this minute.
    pub(super) fn date(self, now: DateTime, minute: Option<u16>) -> Option<Date> {
        let today = now.date();
        match self {
            Self::Ahead(days) => today.checked_add(days.days()).ok(),
            Self::Named { weekday, after } => {
                let later = minute.is_some_and(|minute| minute > minutes_of(now.time()));
                let days = weekday.to_monday_zero_offset() - today.weekday().to_monday_zero_offset();
                let days = match i64::from(days.rem_euclid(7)) {
                    0 if later && !after => 0,
                    0 => 7,
                    days => days,
                };
                today.checked_add(days.days()).ok()
            }
            Self::Of { day, month: Some(month), year: Some(year) } => Date::new(year, month, day).ok(),
            // 29 February may be years away.
            Self::Of { day, month: Some(month), .. } => (0..=8)
                .filter_map(|years| Date::new(today.year() + years, month, day).ok())
                .find(|date| *date >= today),
            Self::Of { day, .. } => (0..=12)
                .filter_map(|months| {
                    let first = today.first_of_month().checked_add(months.months()).ok()?;
                    Date::new(first.year(), first.month(), day).ok()
                })
                .find(|date| *date >= today),
        }
    }
}

/// A day at the beginning of some words, how many of them it takes, and which of these may be a name as well.
pub(super) fn day(tokens: &[Token]) -> Option<(Day, usize, Option<usize>)> {
    let plain = |place: usize| tokens.get(place).map_or("", |token| token.plain.as_str());
    let certain = |day: Day, used: usize| Some((day, used, None));
    match (plain(0), plain(1), plain(2)) {
        ("depois", "de", "amanha") | ("day", "after", "tomorrow") => certain(Day::Ahead(2), 3),
        ("pasado", "manana", _) => certain(Day::Ahead(2), 2),
        ("hoje" | "today" | "hoy", ..) => certain(Day::Ahead(0), 1),
        ("amanha" | "tomorrow" | "manana", ..) => certain(Day::Ahead(1), 1),
        ("dia", ..) => {
            let (day, used) = of_month(&tokens[1..]).or_else(|| Some((numbered(plain(1))?, 1)))?;
            certain(day, used + 1)
        }
        (word, ..) if NEXT.contains(&word) => {
            let weekday = weekday(plain(1))?;
            certain(Day::Named { weekday, after: true }, 1 + after_weekday(&tokens[1..]).0)
        }
        (word, ..) => {
            // Whoever is called Julio may be meant by `julio 14`.
            let name = || month(word).map(|_| 0);
            named(tokens).or_else(|| of_month(tokens).map(|(day, used)| (day, used, name())))
        }
    }
}

/// `quinta`, `quinta-feira`, `quinta feira`, `quinta que vem`.
fn named(tokens: &[Token]) -> Option<(Day, usize, Option<usize>)> {
    let first = tokens.first()?.plain.as_str();
    let weekday = weekday(first)?;
    let (used, after) = after_weekday(tokens);
    let sure = used > 1 || first.ends_with("feira") || first.contains('ª');
    Some((Day::Named { weekday, after }, used, (!sure).then_some(0)))
}

/// How many words a day of the week takes with what follows it, and whether that says that it is the next one.
fn after_weekday(tokens: &[Token]) -> (usize, bool) {
    let plain = |place: usize| tokens.get(place).map_or("", |token| token.plain.as_str());
    let used = if plain(1) == "feira" { 2 } else { 1 };
    match (plain(used), plain(used + 1)) {
        ("que", "vem" | "viene") => (used + 2, true),
        (word, _) if NEXT.contains(&word) => (used + 1, true),
        _ => (used, false),
    }
}

const NEXT: [&str; 4] = ["proxima", "proximo", "next", "prox"];

fn weekday(word: &str) -> Option<Weekday> {
    let word = word.strip_suffix("-feira").unwrap_or(word);
    Some(match word {
        "segunda" | "seg" | "2ª" | "monday" | "mon" | "lunes" | "lun" => Weekday::Monday,
        "terca" | "ter" | "3ª" | "tuesday" | "tue" | "tues" | "martes" | "mar" => Weekday::Tuesday,
        "quarta" | "qua" | "4ª" | "wednesday" | "wed" | "miercoles" | "mie" => Weekday::Wednesday,
        "quinta" | "qui" | "5ª" | "thursday" | "thu" | "thur" | "thurs" | "jueves" | "jue" => {
            Weekday::Thursday
        }
        "sexta" | "sex" | "6ª" | "friday" | "fri" | "viernes" | "vie" => Weekday::Friday,
        "sabado" | "sab" | "saturday" | "sat" => Weekday::Saturday,
        "domingo" | "dom" | "sunday" | "sun" => Weekday::Sunday,
        _ => return None,
    })
}

/// `25/11`, `25/11/26`, `2026-11-25`, `25 de novembro`, `25 nov 2026`, `Nov 25th`.
fn of_month(tokens: &[Token]) -> Option<(Day, usize)> {
    let plain = |place: usize| tokens.get(place).map_or("", |token| token.plain.as_str());
    if let Some(day) = in_digits(plain(0)) {
        return Some((day, 1));
    }
    let (day, month, used) = if let Some(month) = month(plain(0)) {
        (ordinal(plain(1))?, month, 2)
    } else {
        let day = ordinal(plain(0))?;
        let used = usize::from(matches!(plain(1), "de" | "of"));
        (day, month(plain(1 + used))?, 2 + used)
    };
    let skip = usize::from(matches!(plain(used), "de" | "del"));
    let year = plain(used + skip).parse::<i16>().ok().filter(|year| (2000..2100).contains(year));
    let used = if year.is_some() { used + skip + 1 } else { used };
    Some((checked(day, Some(month), year)?, used))
}

/// `25/11`, `25/11/26`, `25-11-2026`, `2026-11-25`.
fn in_digits(word: &str) -> Option<Day> {
    let mark = if word.contains('/') { '/' } else { '-' };
    let parts = word.split(mark).map(|part| part.parse::<i16>().ok()).collect::<Option<Vec<_>>>()?;
    match (mark, parts.as_slice()) {
        ('/', [day, month]) => checked(small(*day)?, Some(small(*month)?), None),
        ('-', [year @ 2000..2100, month, day]) => checked(small(*day)?, Some(small(*month)?), Some(*year)),
        (_, [day, month, year]) => {
            let year = if *year < 100 { 2000 + year } else { *year };
            checked(small(*day)?, Some(small(*month)?), Some(year))
        }
        _ => None,
    }
}

fn numbered(word: &str) -> Option<Day> {
    checked(ordinal(word)?, None, None)
}

/// `25`, `25th`, `1º`.
fn ordinal(word: &str) -> Option<i8> {
    let number = word.trim_end_matches("th").trim_end_matches("st").trim_end_matches("nd");
    number.trim_end_matches("rd").trim_end_matches('º').parse().ok().filter(|day| (1..=31).contains(day))
}

fn small(number: i16) -> Option<i8> {
    i8::try_from(number).ok()
}

/// A day that some year has.
fn checked(day: i8, month: Option<i8>, year: Option<i16>) -> Option<Day> {
    Date::new(year.unwrap_or(2028), month.unwrap_or(1), day).ok()?;
    Some(Day::Of { day, month, year })
}

fn month(word: &str) -> Option<i8> {
    let all: [&[&str]; 12] = [
        &["janeiro", "january", "enero", "jan", "ene"],
        &["fevereiro", "february", "febrero", "fev", "feb"],
        &["marco", "march", "marzo", "mar"],
        &["abril", "april", "abr", "apr"],
        &["maio", "may", "mayo", "mai"],
        &["junho", "june", "junio", "jun"],
        &["julho", "july", "julio", "jul"],
        &["agosto", "august", "ago", "aug"],
        &["setembro", "september", "septiembre", "setiembre", "set", "sep", "sept"],
        &["outubro", "october", "octubre", "out", "oct"],
        &["novembro", "november", "noviembre", "nov"],
        &["dezembro", "december", "diciembre", "dez", "dec", "dic"],
    ];
    let place = all.iter().position(|names| names.contains(&word))?;
    i8::try_from(place + 1).ok()
}
