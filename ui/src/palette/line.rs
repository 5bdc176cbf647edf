//! One line of text that books: `maria corte qui 14h`, `maria tomorrow 2pm haircut`, `maria corte jueves a las 14`.
//!
//! Pure: a text and the present in, what it may mean out. All three languages are understood at any time, because a person
//! does not change the language of her window for one word. What says when and how long is taken out; the words that are
//! left name services, professionals and clients (see `guess`). Where a word may be a day as well as a name, there are two
//! readings, and the person chooses.

mod clock;
mod day;
#[cfg(test)]
mod tests;

use jiff::civil::{Date, DateTime};

use self::clock::Clock;
use self::day::Day;
use crate::language::format::{folded, minutes_of};

/// The longest length, in minutes, that a second time of day without an end can mean: `14h 1h30`.
const LONGEST: u16 = 8 * 60;

/// One way to read a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// The day.
    pub(super) date: Option<Date>,
    /// The start, in minutes since midnight.
    pub(super) minute: Option<u16>,
    /// The length in minutes.
    pub(super) length: Option<u16>,
    /// Where no time is named, the minute before which it is not meant: 720 for an afternoon.
    pub(super) not_before: Option<u16>,
    /// Whether that is over already.
    pub(super) past: bool,
    /// The words that say neither when nor how long, as typed.
    pub(super) words: Vec<String>,
}

impl Reading {
    /// Whether it says when.
    pub(super) const fn timed(&self) -> bool {
        self.date.is_some() || self.minute.is_some()
    }
}

/// A word of the line, as typed and for comparing.
#[derive(Clone, Debug)]
struct Token {
    typed: String,
    plain: String,
}

/// The ways to read a line, the likeliest first; there is always one.
pub(super) fn read(text: &str, now: DateTime) -> Vec<Reading> {
    let tokens = tokens(text);
    let first = Parsed::of(&tokens, &[]);
    let mut readings = vec![first.resolve(now)];
    for doubtful in &first.doubtful {
        let other = Parsed::of(&tokens, &[*doubtful]).resolve(now);
        if other.timed() && !readings.contains(&other) {
            readings.push(other);
        }
    }
    readings
}

fn tokens(text: &str) -> Vec<Token> {
    let separators = |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '·');
    let mut tokens = Vec::new();
    for word in text.split(separators) {
        let word = word.trim_matches(['.', '!', '?', '"', '“', '”', '(', ')']);
        let token = |typed: &str| Token { typed: typed.to_owned(), plain: folded(typed).replace('.', "") };
        match clock::range(word) {
            Some((from, to)) => tokens.extend([token(from), token(to)]),
            None if word.is_empty() => {}
            // A point may stand between hours and minutes, or day and month.
            None if word.starts_with(|letter: char| letter.is_ascii_digit()) => {
                tokens.push(Token { typed: word.to_owned(), plain: folded(word) });
            }
            None => tokens.push(token(word)),
        }
    }
    tokens
}

/// What was taken out of a line, and what was left.
#[derive(Debug, Default)]
struct Parsed {
    day: Option<Day>,
    start: Option<Clock>,
    end: Option<Clock>,
    length: Option<u16>,
    not_before: Option<u16>,
    /// The words that are left, in runs between what was taken out.
    runs: Vec<Vec<(usize, Token)>>,
    /// The places of words that may be names as well.
    doubtful: Vec<usize>,
}

impl Parsed {
    /// Reads the words; those at the places of `names` are names whatever they look like.
    fn of(tokens: &[Token], names: &[usize]) -> Self {
        let mut parsed = Self { runs: vec![Vec::new()], ..Self::default() };
        let mut place = 0;
        while let Some(token) = tokens.get(place) {
            let used = if names.contains(&place) { 0 } else { parsed.take(&tokens[place..], place, names) };
            if used == 0 {
                if let Some(run) = parsed.runs.last_mut() {
                    run.push((place, token.clone()));
                }
                place += 1;
            } else {
                parsed.runs.push(Vec::new());
                place += used;
            }
        }
        parsed.take_bare_number(names);
        parsed
    }

    /// Takes what the words begin with, if it says when or how long; gives how many words that were.
    fn take(&mut self, tokens: &[Token], place: usize, names: &[usize]) -> usize {
        let ahead = |used: usize| (place..place + used).any(|place| names.contains(&place));
        if let Some((minutes, used)) = clock::length(tokens)
            && self.length.is_none()
            && !ahead(used)
        {
            self.length = Some(minutes);
            return used;
        }
        if let Some((day, used, doubtful)) = day::day(tokens)
            && self.day.is_none()
            && !ahead(used)
        {
            self.day = Some(day);
            self.doubtful.extend(doubtful.map(|offset| place + offset));
            return used;
        }
        if let Some((minute, used)) = clock::part(tokens)
            && self.not_before.is_none()
        {
            self.not_before = Some(minute);
            return used;
        }
        match clock::clock(tokens) {
            Some((clock, used)) if self.start.is_none() && !ahead(used) => {
                self.start = Some(clock);
                used
            }
            Some((clock, used)) if self.end.is_none() && !ahead(used) => {
                self.end = Some(clock);
                used
            }
            _ => 0,
        }
    }

    /// `qui 14`: where a day is named, a number without a mark is the time, though it may belong to a name.
    fn take_bare_number(&mut self, names: &[usize]) {
        if self.day.is_none() || self.start.is_some() {
            return;
        }
        for run in &mut self.runs {
            let bare = |(place, token): &(usize, Token)| {
                let clock = clock::bare(&token.plain).filter(|_| !names.contains(place))?;
                Some((*place, clock))
            };
            if let Some((at, (place, clock))) =
                run.iter().enumerate().find_map(|(at, word)| Some((at, bare(word)?)))
            {
                run.remove(at);
                self.start = Some(clock);
                self.doubtful.push(place);
                return;
            }
        }
    }

    fn resolve(&self, now: DateTime) -> Reading {
        let (minute, length) = self.times();
        let clock_now = minutes_of(now.time());
        let date = match self.day {
            Some(day) => day.date(now, minute),
            // A time alone is the next time that the clock shows it.
            None => minute.and_then(|minute| {
                if minute > clock_now { Some(now.date()) } else { now.date().tomorrow().ok() }
            }),
        };
        let past = date.is_some_and(|date| {
            date < now.date() || date == now.date() && minute.is_some_and(|minute| minute < clock_now)
        });
        let not_before = self.not_before.filter(|_| minute.is_none() && date.is_some());
        Reading { date, minute, length, not_before, past, words: self.words() }
    }

    /// Start and length. A second time is the end; one that is not after the first, and to which no word leads, is a length.
    fn times(&self) -> (Option<u16>, Option<u16>) {
        let start = self.start.map(|clock| clock.minute);
        let spoken = match (self.start, self.end) {
            (Some(from), Some(to)) if to.minute > from.minute && (to.led || to.literal > from.literal) => {
                Some(to.minute - from.minute)
            }
            (Some(_), Some(to)) if (1..=LONGEST).contains(&to.literal) => Some(to.literal),
            _ => None,
        };
        (start, self.length.or(spoken))
    }

    /// The words that are left, without those that only led to what was taken out.
    fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        for run in &self.runs {
            let mut run = run.as_slice();
            if words.is_empty()
                && let [(_, first), rest @ ..] = run
                && VERBS.contains(&first.plain.as_str())
                && (!rest.is_empty() || self.runs.len() > 1)
            {
                run = rest;
            }
            while let [(_, first), rest @ ..] = run
                && LEADING.contains(&first.plain.as_str())
            {
                run = rest;
            }
            while let [rest @ .., (_, last)] = run
                && (LEADING.contains(&last.plain.as_str()) || WITH.contains(&last.plain.as_str()))
                && (self.runs.len() > 1 || rest.len() > 1)
            {
                run = rest;
            }
            words.extend(run.iter().map(|(_, token)| token.typed.clone()));
        }
        words
    }
}

/// What a person may say before what she books.
const VERBS: [&str; 9] =
    ["agendar", "agende", "marcar", "marque", "book", "schedule", "reservar", "reserve", "reserva"];

/// Words that lead from one part to the next and begin or end no name.
const LEADING: [&str; 23] = [
    "para", "pra", "for", "no", "na", "em", "en", "el", "on", "at", "as", "ao", "a", "de", "da", "do", "del",
    "e", "y", "and", "das", "from", "por",
];

/// Words before a professional.
pub(super) const WITH: [&str; 4] = ["com", "with", "con", "c/"];
