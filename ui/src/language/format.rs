//! Dates, times, durations and phones as people write them. Hours are those of a 24-hour clock in every language.

use jiff::civil::{Date, Time, Weekday};
use leadsmart_contract::language::Language;
use leadsmart_contract::values::{Minutes, PhoneNumber};

/// `13:05`.
pub(crate) fn time(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Minutes since midnight as `13:05`; 1440 is `24:00`.
pub(crate) fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `08:00–12:00`.
pub(crate) fn clock_range(start: u16, end: u16) -> String {
    format!("{}–{}", clock(start), clock(end))
}

/// Minutes since midnight of a time.
pub(crate) fn minutes_of(time: Time) -> u16 {
    time.hour() as u16 * 60 + time.minute() as u16
}

/// Minutes since midnight from what a person types: `9`, `930`, `9:30`, `09h30`, `9.30`. 24:00 is the end of the day.
pub(crate) fn parse_clock(text: &str) -> Option<u16> {
    let text = text.trim().trim_end_matches(['h', 'H']);
    let (hours, minutes) = match text.split_once([':', 'h', 'H', '.', ',']) {
        Some((hours, minutes)) => (hours.trim(), minutes.trim()),
        None if text.len() > 2 => text.split_at_checked(text.len() - 2)?,
        None => (text, ""),
    };
    let number = |part: &str| {
        if part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit()) {
            part.parse::<u16>().ok()
        } else {
            None
        }
    };
    let hours = number(hours)?;
    let minutes = if minutes.is_empty() { 0 } else { number(minutes)? };
    (hours < 24 && minutes < 60 || hours == 24 && minutes == 0).then_some(hours * 60 + minutes)
}

/// `40 min`, `1 h`, `1 h 30 min`.
pub(crate) fn duration(minutes: Minutes) -> String {
    match (minutes.get() / 60, minutes.get() % 60) {
        (0, rest) => format!("{rest} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, rest) => format!("{hours} h {rest} min"),
    }
}

/// `25/11/2026`, in every language: the first market writes the day first.
pub(crate) fn date(date: Date) -> String {
    format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
}

/// A date from what a person types: `25/11/2026`, `25/11/26`, `25-11`, `25`. What is left out is taken from `near`.
pub(crate) fn parse_date(text: &str, near: Date) -> Option<Date> {
    let mut parts = text.trim().split(['/', '-', '.', ' ']);
    let day = parts.next()?.parse().ok()?;
    let month = parts.next().map_or(Some(near.month()), |part| part.parse().ok())?;
    let year = match parts.next().map(str::parse::<i16>) {
        None => near.year(),
        Some(Ok(year)) if year < 100 => 2000 + year,
        Some(year) => year.ok()?,
    };
    if parts.next().is_some() { None } else { Date::new(year, month, day).ok() }
}

/// `quarta, 25 de novembro`; the year is added if it is not that of `today`.
pub(crate) fn long_date(language: Language, date: Date, today: Date) -> String {
    let weekday = weekday(language, date.weekday());
    let month = month(language, date.month());
    let (day, year) = (date.day(), date.year());
    let same = year == today.year();
    match (language, same) {
        (Language::English, true) => format!("{weekday}, {day} {month}"),
        (Language::English, false) => format!("{weekday}, {day} {month} {year}"),
        (_, true) => format!("{weekday}, {day} de {month}"),
        (_, false) => format!("{weekday}, {day} de {month} de {year}"),
    }
}

/// `quarta, 25 de novembro de 2026`, for paper, which outlives the year.
pub(crate) fn full_date(language: Language, date: Date) -> String {
    long_date(language, date, Date::ZERO)
}

/// `qua, 25 nov`; the year is added if it is not that of `today`.
pub(crate) fn short_date(language: Language, date: Date, today: Date) -> String {
    let weekday = weekday_short(language, date.weekday());
    let month = month_short(language, date.month());
    let year = if date.year() == today.year() { String::new() } else { format!(" {}", date.year()) };
    format!("{weekday}, {} {month}{year}", date.day())
}

/// `hoje`, `amanhã`, `ontem`, or the short date.
pub(crate) fn relative_date(language: Language, date: Date, today: Date) -> String {
    if date == today {
        return words::today(language).into();
    }
    if today.tomorrow().is_ok_and(|tomorrow| date == tomorrow) {
        return words::tomorrow(language).into();
    }
    if today.yesterday().is_ok_and(|yesterday| date == yesterday) {
        return words::yesterday(language).into();
    }
    short_date(language, date, today)
}

/// `novembro de 2026`.
pub(crate) fn month_of_year(language: Language, date: Date) -> String {
    let month = month(language, date.month());
    match language {
        Language::English => format!("{month} {}", date.year()),
        Language::Portuguese | Language::Spanish => format!("{month} de {}", date.year()),
    }
}

/// `quarta`, `Wednesday`, `miércoles`.
pub(crate) fn weekday(language: Language, weekday: Weekday) -> &'static str {
    let names = match language {
        Language::Portuguese => ["segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo"],
        Language::English => ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        Language::Spanish => ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    };
    names[weekday.to_monday_zero_offset() as usize]
}

/// `qua`, `Wed`, `mié`.
pub(crate) fn weekday_short(language: Language, weekday: Weekday) -> &'static str {
    let names = match language {
        Language::Portuguese => ["seg", "ter", "qua", "qui", "sex", "sáb", "dom"],
        Language::English => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        Language::Spanish => ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"],
    };
    names[weekday.to_monday_zero_offset() as usize]
}

/// The one letter at the head of a small calendar.
pub(crate) fn weekday_letter(language: Language, weekday: Weekday) -> &'static str {
    let names = match language {
        Language::Portuguese => ["S", "T", "Q", "Q", "S", "S", "D"],
        Language::English => ["M", "T", "W", "T", "F", "S", "S"],
        Language::Spanish => ["L", "M", "M", "J", "V", "S", "D"],
    };
    names[weekday.to_monday_zero_offset() as usize]
}

/// The name of a month from 1 to 12.
pub(crate) const fn month(language: Language, month: i8) -> &'static str {
    let names = match language {
        Language::Portuguese => [
            "janeiro",
            "fevereiro",
            "março",
            "abril",
            "maio",
            "junho",
            "julho",
            "agosto",
            "setembro",
            "outubro",
            "novembro",
            "dezembro",
        ],
        Language::English => [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        Language::Spanish => [
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
    };
    names[(month - 1).rem_euclid(12) as usize]
}

/// `nov`, `Nov`.
pub(crate) const fn month_short(language: Language, month: i8) -> &'static str {
    let names = match language {
        Language::Portuguese => {
            ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"]
        }
        Language::English => {
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        }
        Language::Spanish => {
            ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]
        }
    };
    names[(month - 1).rem_euclid(12) as usize]
}

/// A Brazilian number in its usual groups, `(11) 98765-4321`; any other as it was typed.
pub(crate) fn phone(phone: &PhoneNumber) -> String {
    let digits = phone.digits();
    let foreign = phone.as_str().starts_with('+') && !digits.starts_with("55");
    let national = match digits.len() {
        12 | 13 if digits.starts_with("55") => &digits[2..],
        10 | 11 => &digits[..],
        _ => return phone.as_str().to_owned(),
    };
    if foreign {
        return phone.as_str().to_owned();
    }
    let middle = national.len() - 4;
    format!("({}) {}-{}", &national[..2], &national[2..middle], &national[middle..])
}

/// Up to two letters that stand for a name: `Dra. Ana Maria Prado` is `AP`.
pub(crate) fn initials(name: &str) -> String {
    let titled = |word: &&str| TITLES.contains(&word.trim_end_matches('.').to_lowercase().as_str());
    let mut words = name
        .split_whitespace()
        .skip_while(titled)
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    first.into_iter().chain(words.last()).flat_map(char::to_uppercase).collect()
}

/// What may stand before a name in the three languages.
const TITLES: [&str; 12] =
    ["dr", "dra", "prof", "profa", "sr", "sra", "srta", "d", "mr", "mrs", "ms", "miss"];

/// A text without accents and in lower case, for finding what is typed carelessly among a few entries.
pub(crate) fn folded(text: &str) -> String {
    let plain = |c: char| match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    };
    text.chars().flat_map(char::to_lowercase).map(plain).collect()
}

mod words {
    leadsmart_contract::texts! {
        today: "hoje", "today", "hoy";
        tomorrow: "amanhã", "tomorrow", "mañana";
        yesterday: "ontem", "yesterday", "ayer";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i16, month: i8, day: i8) -> Date {
        Date::new(year, month, day).expect("a date")
    }

    #[test]
    fn a_time_is_understood_however_it_is_typed() {
        for (typed, minutes) in [
            ("9", 540),
            ("09", 540),
            ("930", 570),
            ("0930", 570),
            ("9:30", 570),
            ("09h30", 570),
            ("9h", 540),
            ("24:00", 1440),
            ("0", 0),
        ] {
            assert_eq!(parse_clock(typed), Some(minutes), "{typed} is a time");
        }
        for typed in ["", "25", "9:60", "24:01", "ab", "9:5:1", "12345", "-1"] {
            assert_eq!(parse_clock(typed), None, "{typed} is no time");
        }
    }

    #[test]
    fn a_date_may_leave_out_month_and_year() {
        let near = day(2026, 11, 3);
        assert_eq!(parse_date("25", near), Some(day(2026, 11, 25)));
        assert_eq!(parse_date("5/12", near), Some(day(2026, 12, 5)));
        assert_eq!(parse_date("05/12/27", near), Some(day(2027, 12, 5)));
        assert_eq!(parse_date("31/11", near), None);
        assert_eq!(parse_date("1/2/2026/3", near), None);
    }

    #[test]
    fn dates_are_written_as_each_language_does() {
        let (date, today) = (day(2026, 11, 25), day(2026, 11, 24));
        assert_eq!(long_date(Language::Portuguese, date, today), "quarta, 25 de novembro");
        assert_eq!(long_date(Language::English, date, day(2025, 1, 1)), "Wednesday, 25 November 2026");
        assert_eq!(relative_date(Language::Spanish, date, today), "mañana");
        assert_eq!(short_date(Language::Portuguese, date, today), "qua, 25 nov");
    }

    #[test]
    fn phones_are_grouped_and_foreign_ones_left_alone() {
        let shown = |text: &str| phone(&PhoneNumber::parse(text).expect("a phone"));
        assert_eq!(shown("11987654321"), "(11) 98765-4321");
        assert_eq!(shown("+55 11 3456-7890"), "(11) 3456-7890");
        assert_eq!(shown("+1 212 555 0100"), "+1 212 555 0100");
    }

    #[test]
    fn accents_do_not_matter_when_searching() {
        assert_eq!(folded("São João, Açaí Ñ"), "sao joao, acai n");
    }

    #[test]
    fn initials_are_those_of_the_first_and_last_name() {
        assert_eq!(initials("Ana Maria prado"), "AP");
        assert_eq!(initials("Dra. Beatriz Nogueira"), "BN");
        assert_eq!(initials("Élio"), "É");
        assert_eq!(initials(""), "");
    }
}
