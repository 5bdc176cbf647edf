//! When something was last said, in as few letters as tell it. Pure.

use jiff::civil::DateTime;
use leadsmart_contract::language::Language;

use crate::language::format;

/// `10:41` today, `ontem`, `qui` within six days, `12 nov` within the year, else `12/11/2025`.
pub(crate) fn brief(language: Language, at: DateTime, now: DateTime) -> String {
    let (date, today) = (at.date(), now.date());
    if date == today {
        return format::time(at.time());
    }
    if today.yesterday().is_ok_and(|yesterday| date == yesterday) {
        return format::relative_date(language, date, today);
    }
    let days = (today - date).get_days();
    if (2..=6).contains(&days) {
        return format::weekday_short(language, date.weekday()).to_owned();
    }
    if date.year() == today.year() {
        return format!("{} {}", date.day(), format::month_short(language, date.month()));
    }
    format::date(date)
}

/// A length of sound: `0:08`, `12:30`, `1:02:03`.
pub(crate) fn length(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;

    #[test]
    fn the_nearer_it_is_the_finer_it_is_told() {
        let now = Date::new(2026, 11, 23).expect("a date").at(9, 0, 0, 0);
        let told = |year, month, day| {
            brief(Language::Portuguese, Date::new(year, month, day).expect("a date").at(10, 41, 0, 0), now)
        };
        assert_eq!(told(2026, 11, 23), "10:41");
        assert_eq!(told(2026, 11, 22), "ontem");
        assert_eq!(told(2026, 11, 19), "qui");
        assert_eq!(told(2026, 11, 16), "16 nov", "a week ago has the same name as today");
        assert_eq!(told(2025, 11, 22), "22/11/2025");
        assert_eq!(told(2026, 11, 24), "24 nov", "a phone whose clock is fast");
    }

    #[test]
    fn sound_is_as_long_as_clocks_say() {
        assert_eq!([8, 750, 3_723].map(length), ["0:08", "12:30", "1:02:03"]);
    }
}
