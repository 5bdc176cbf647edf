//! Times of day and lengths, as people write them.

use super::Token;
use crate::language::format::parse_clock;

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    /// In minutes since midnight, as it is meant: 2 is 14:00.
    pub(super) minute: u16,
    /// As it was written: 2 is two hours.
    pub(super) literal: u16,
    /// Whether a word such as `às` leads to it.
    pub(super) led: bool,
}

/// Up to this hour the afternoon is meant, unless the night is named or a zero stands before: nobody books at 2:00.
const AFTERNOON: u16 = 6;

impl Clock {
    /// A time written as `text`, which tells `02` from `2`.
    fn written(literal: u16, text: &str) -> Self {
        let hour = literal / 60;
        let later = (1..=AFTERNOON).contains(&hour) && !text.starts_with('0');
        Self { minute: if later { literal + 12 * 60 } else { literal }, literal, led: false }
    }

    /// The same time before or after noon.
    const fn half(self, after_noon: bool) -> Self {
        let hour = self.literal / 60 % 12;
        let minute = hour * 60 + self.literal % 60;
        Self { minute: if after_noon { minute + 12 * 60 } else { minute }, ..self }
    }

    const fn and_a_half(self) -> Self {
        Self { minute: self.minute + 30, literal: self.literal + 30, ..self }
    }
}

/// `14h-15h`, `9:00–9:30`: two times in one word, of which the second is marked as a time.
pub(super) fn range(word: &str) -> Option<(&str, &str)> {
    let (from, to) = word.split_once(['-', '–'])?;
    let marked = |part: &str| marked(&part.to_lowercase()).is_some();
    let bare = |part: &str| bare(part).is_some();
    (marked(to) && (marked(from) || bare(from))).then_some((from, to))
}

/// A time at the beginning of some words, and how many of them it takes.
pub(super) fn clock(tokens: &[Token]) -> Option<(Clock, usize)> {
    let led = lead(tokens);
    let next = |used: usize, words: &[&str]| stands(&tokens[used..], words);
    let marked_by_next = |used: usize| {
        HALF.iter().any(|half| next(used, half)) || PARTS.iter().any(|(words, _)| next(used, words))
    };
    let sure = led > 0 || tokens.len() > 1 && marked_by_next(1);
    let (mut clock, used) = time(&tokens[led..], sure)?;
    clock.led = led > 0;
    let mut used = led + used;
    if clock.minute % 60 == 0 && HALF.iter().any(|half| next(used, half)) {
        clock = clock.and_a_half();
        used += 2;
    }
    for (words, after_noon) in PARTS {
        if next(used, words) {
            return Some((clock.half(*after_noon), used + words.len()));
        }
    }
    Some((clock, used))
}

/// A part of the day at the beginning of some words: the minute at which it begins, and how many words it takes.
pub(super) fn part(tokens: &[Token]) -> Option<(u16, usize)> {
    let begin = |(words, minute): &(&[&str], u16)| stands(tokens, words).then_some((*minute, words.len()));
    BEGINNINGS.iter().find_map(begin)
}

/// Whether these words stand at the beginning.
fn stands(tokens: &[Token], words: &[&str]) -> bool {
    let found = tokens.get(..words.len());
    found.is_some_and(|found| found.iter().zip(words).all(|(token, word)| token.plain == *word))
}

const NOON: u16 = 12 * 60;
const EVENING: u16 = 18 * 60;

/// Parts of the day where no time is named.
const BEGINNINGS: &[(&[&str], u16)] = &[
    (&["de", "manha"], 0),
    (&["pela", "manha"], 0),
    (&["a", "tarde"], NOON),
    (&["de", "tarde"], NOON),
    (&["a", "noite"], EVENING),
    (&["de", "noite"], EVENING),
    (&["por", "la", "manana"], 0),
    (&["por", "la", "tarde"], NOON),
    (&["por", "la", "noche"], EVENING),
    (&["in", "the", "morning"], 0),
    (&["in", "the", "afternoon"], NOON),
    (&["in", "the", "evening"], EVENING),
    (&["morning"], 0),
    (&["afternoon"], NOON),
    (&["evening"], EVENING),
];

const HALF: [[&str; 2]; 2] = [["e", "meia"], ["y", "media"]];

/// Parts of the day after a time, and whether they are after noon.
const PARTS: &[(&[&str], bool)] = &[
    (&["da", "manha"], false),
    (&["da", "tarde"], true),
    (&["da", "noite"], true),
    (&["de", "la", "manana"], false),
    (&["de", "la", "tarde"], true),
    (&["de", "la", "noche"], true),
    (&["in", "the", "morning"], false),
    (&["in", "the", "afternoon"], true),
    (&["in", "the", "evening"], true),
];

/// How many words lead to a time: `às`, `at`, `a las`, `das`, `até as`.
fn lead(tokens: &[Token]) -> usize {
    let plain = |place: usize| tokens.get(place).map(|token| token.plain.as_str());
    match (plain(0), plain(1)) {
        (Some("a" | "de" | "hasta" | "para"), Some("las" | "la"))
        | (Some("ate" | "para"), Some("as" | "ao")) => 2,
        (Some("as" | "at" | "das" | "from" | "to" | "until" | "ao" | "al" | "@"), _) => 1,
        _ => 0,
    }
}

/// A time; `led` if a word before says that a number is one.
fn time(tokens: &[Token], led: bool) -> Option<(Clock, usize)> {
    let first = tokens.first()?.plain.as_str();
    let second = tokens.get(1).map(|token| token.plain.replace('.', ""));
    let second = second.as_deref();
    let noon = Clock { minute: NOON, literal: NOON, led };
    match (first, second) {
        ("meio-dia" | "meiodia" | "mediodia" | "noon" | "midday", _) => return Some((noon, 1)),
        ("meio" | "medio", Some("dia")) => return Some((noon, 2)),
        _ => {}
    }
    if let Some(clock) = marked(first) {
        // `9:30 pm`, `14h`.
        return Some(match second {
            Some("am") => (clock.half(false), 2),
            Some("pm") => (clock.half(true), 2),
            Some("h" | "hs" | "hrs") => (clock, 2),
            _ => (clock, 1),
        });
    }
    let clock = bare(first)?;
    match second {
        Some("am") => Some((clock.half(false), 2)),
        Some("pm") => Some((clock.half(true), 2)),
        Some("h" | "hs" | "hrs" | "hora" | "horas" | "o'clock") => Some((clock, 2)),
        _ if led => Some((clock, 1)),
        _ => None,
    }
}

/// A number that says by itself that it is a time: `14h`, `14h30`, `9:30`, `2pm`, `2:30pm`.
fn marked(word: &str) -> Option<Clock> {
    let word = word.replace("a.m", "am").replace("p.m", "pm");
    for (ending, after_noon) in [("am", false), ("pm", true)] {
        if let Some(number) = word.strip_suffix(ending) {
            let clock = bare(number)?;
            return ((60..780).contains(&clock.literal)).then(|| clock.half(after_noon));
        }
    }
    let word = if word.contains('h') { word.trim_end_matches("min").to_owned() } else { word };
    let short = ["hrs", "hs", "h"].iter().find_map(|ending| word.strip_suffix(ending));
    let is_marked = short.is_some() || word.contains(':') || word.contains('h');
    if !is_marked || !word.starts_with(|letter: char| letter.is_ascii_digit()) {
        return None;
    }
    let short = short.unwrap_or(&word);
    parse_clock(short).filter(|minutes| *minutes < 1440).map(|minutes| Clock::written(minutes, short))
}

/// A number that is a time where something else says so: `14`, `930`, `1430`, `9.30`, `9:30`.
pub(super) fn bare(word: &str) -> Option<Clock> {
    let numeric = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ':');
    let ends = word.starts_with(|letter: char| letter.is_ascii_digit())
        && word.ends_with(|letter: char| letter.is_ascii_digit());
    if !ends || !word.chars().all(numeric) {
        return None;
    }
    parse_clock(word).filter(|minutes| *minutes < 1440).map(|minutes| Clock::written(minutes, word))
}

/// A length at the beginning of some words, in minutes, and how many of them it takes: `30min`, `1h30min`, `45 minutos`,
/// `2 horas`, `por 1h`.
pub(super) fn length(tokens: &[Token]) -> Option<(u16, usize)> {
    let first = tokens.first()?.plain.as_str();
    if ["por", "for", "durante"].contains(&first) {
        let rest = &tokens[1..];
        let spoken = || marked(rest.first()?.plain.as_str()).map(|clock| (clock.literal, 1));
        let (minutes, used) = length(rest).or_else(spoken)?;
        return Some((minutes, used + 1));
    }
    if let Some(minutes) = minutes_word(first) {
        return Some((minutes, 1));
    }
    let number = first.parse::<u16>().ok().filter(|number| *number > 0)?;
    match tokens.get(1)?.plain.as_str() {
        "min" | "mins" | "minuto" | "minutos" | "minute" | "minutes" => {
            valid(number).map(|length| (length, 2))
        }
        // `14 horas` is a time, `2 horas` how long.
        "hora" | "horas" | "hour" | "hours" if number <= 4 => Some((number * 60, 2)),
        _ => None,
    }
}

/// `30min`, `1h30min`.
fn minutes_word(word: &str) -> Option<u16> {
    let number = ["minutos", "minutes", "mins", "min"].iter().find_map(|ending| word.strip_suffix(ending))?;
    match number.split_once('h') {
        Some((hours, minutes)) => {
            // `14h30min` is a time.
            let hours = hours.parse::<u16>().ok().filter(|hours| *hours <= 4)?;
            valid(hours * 60 + minutes.parse::<u16>().ok().filter(|minutes| *minutes < 60)?)
        }
        None => valid(number.parse().ok()?),
    }
}

fn valid(minutes: u16) -> Option<u16> {
    (1..=1440).contains(&minutes).then_some(minutes)
}
