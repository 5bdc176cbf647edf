//! Days as lists write them: 28/02/1990, 2/28/90, 1990-02-28, 19900228.

use jiff::civil::Date;

/// A year that was written in full, or its last two digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Year {
    Full(i16),
    Short(i16),
}

/// A day as written, before it is known whether day or month comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    year: Year,
    /// Of day and month the one that is written first; the month, if the year comes before.
    first: i8,
    second: i8,
    year_first: bool,
}

/// What a cell says, if it looks like a day. A time of day after it does not count.
pub(super) fn parts(text: &str) -> Option<Parts> {
    let day = text.trim().split([' ', 'T']).next()?;
    let pieces: Vec<&str> = day.split(['/', '-', '.']).collect();
    let number =
        |text: &str| text.parse::<i16>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let small = |text: &str| i8::try_from(number(text)?).ok().filter(|_| text.len() <= 2);
    match pieces[..] {
        [year, first, second] if year.len() == 4 => {
            let year = Year::Full(number(year)?);
            Some(Parts { year, first: small(first)?, second: small(second)?, year_first: true })
        }
        [first, second, year] => {
            let year = match year.len() {
                4 => Year::Full(number(year)?),
                2 => Year::Short(number(year)?),
                _ => return None,
            };
            Some(Parts { year, first: small(first)?, second: small(second)?, year_first: false })
        }
        [digits] if digits.len() == 8 && digits.is_ascii() && matches!(&digits[..2], "19" | "20") => {
            let year = Year::Full(number(&digits[..4])?);
            Some(Parts { year, first: small(&digits[4..6])?, second: small(&digits[6..])?, year_first: true })
        }
        _ => None,
    }
}

/// Whether the month comes first, as in the United States: some day cannot be read otherwise, and none only otherwise.
pub(super) fn month_first(days: impl Iterator<Item = Parts>) -> bool {
    let mut found = false;
    for day in days.filter(|day| !day.year_first) {
        if day.first > 12 {
            return false;
        }
        found |= day.second > 12;
    }
    found
}

impl Parts {
    /// The day, if there is one. A short year lies in the hundred years up to today.
    pub(super) fn date(self, month_first: bool, today: Date) -> Option<Date> {
        let (day, month) = if self.year_first || month_first {
            (self.second, self.first)
        } else {
            (self.first, self.second)
        };
        match self.year {
            Year::Full(year) => Date::new(year, month, day).ok(),
            Year::Short(year) => {
                let century = today.year() / 100 * 100;
                let near = Date::new(century + year, month, day).ok().filter(|date| *date <= today);
                near.or_else(|| Date::new(century - 100 + year, month, day).ok())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn read(text: &str, month_first: bool) -> Option<Date> {
        parts(text)?.date(month_first, date(2026, 11, 25))
    }

    #[test]
    fn days_are_read_as_lists_write_them() {
        for text in [
            "28/02/1990",
            "28-2-1990",
            "28.02.90",
            "1990-02-28",
            "1990/02/28 00:00:00",
            "1990-02-28T03:00:00Z",
            "19900228",
        ] {
            assert_eq!(read(text, false), Some(date(1990, 2, 28)), "{text}");
        }
        assert_eq!(read("2/28/1990", true), Some(date(1990, 2, 28)));
        assert_eq!(
            read("1990-02-28", true),
            Some(date(1990, 2, 28)),
            "after the year the month comes first anyway"
        );
        for text in [
            "",
            "fevereiro",
            "28/02",
            "31/02/1990",
            "28/02/199",
            "11 98765-4321",
            "98765432",
            "+1/2/1990",
            "ç1234567",
        ] {
            assert_eq!(read(text, false), None, "{text}");
        }
    }

    #[test]
    fn a_short_year_lies_in_the_past() {
        assert_eq!(read("12/03/85", false), Some(date(1985, 3, 12)));
        assert_eq!(read("12/03/12", false), Some(date(2012, 3, 12)));
        assert_eq!(read("26/11/26", false), Some(date(1926, 11, 26)));
    }

    #[test]
    fn the_whole_column_says_whether_the_month_comes_first() {
        let order = |texts: &[&str]| month_first(texts.iter().filter_map(|text| parts(text)));
        assert!(order(&["03/04/1990", "2/28/1990"]));
        assert!(!order(&["03/04/1990"]), "as in Brazil, if it can be either");
        assert!(!order(&["2/28/1990", "28/02/1990"]), "one of them is a slip");
        assert!(!order(&["1990-02-28"]));
    }
}
