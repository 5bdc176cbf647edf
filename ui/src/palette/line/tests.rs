//! What lines mean on Monday, 23 November 2026, at 10:00.

use jiff::civil::{Date, DateTime};

use super::{Reading, read};

fn now() -> DateTime {
    Date::new(2026, 11, 23).expect("a date").at(10, 0, 0, 0)
}

fn at(text: &str, now: DateTime) -> Reading {
    read(text, now).into_iter().next().expect("there is always a reading")
}

/// Day, time, length and words of a reading: `26/11 14:00 30 maria corte`, with a dash for what is not said.
fn said(reading: &Reading) -> String {
    let date = reading.date.map_or("-".to_owned(), |date| {
        let year = if date.year() == 2026 { String::new() } else { format!("/{}", date.year()) };
        format!("{:02}/{:02}{year}", date.day(), date.month())
    });
    let minute = reading.minute.map_or("-".to_owned(), |m| format!("{:02}:{:02}", m / 60, m % 60));
    let length = reading.length.map_or("-".to_owned(), |length| length.to_string());
    let past = if reading.past { " past" } else { "" };
    format!("{date} {minute} {length}{past} | {}", reading.words.join(" "))
}

fn table(cases: &[(&str, &str)]) {
    for (line, meaning) in cases {
        assert_eq!(said(&at(line, now())), *meaning, "{line}");
    }
}

#[test]
fn lines_in_portuguese_say_who_what_and_when() {
    table(&[
        ("maria corte qui 14h", "26/11 14:00 - | maria corte"),
        ("joão amanhã 9:30", "24/11 09:30 - | joão"),
        ("maria quinta-feira às 14h30", "26/11 14:30 - | maria"),
        ("Maria Duarte, quinta feira, 14:30", "26/11 14:30 - | Maria Duarte"),
        ("agendar maria depois de amanhã às 9", "25/11 09:00 - | maria"),
        ("maria dia 12 às 15", "12/12 15:00 - | maria"),
        ("maria dia 25 9h", "25/11 09:00 - | maria"),
        ("maria 12/12 10h", "12/12 10:00 - | maria"),
        ("maria 05/01 10h", "05/01/2027 10:00 - | maria"),
        ("maria 5/1/27 10h", "05/01/2027 10:00 - | maria"),
        ("maria 12 de dezembro meio-dia", "12/12 12:00 - | maria"),
        ("maria 12 dez meio dia e meia", "12/12 12:30 - | maria"),
        ("maria hoje 16h corte 30min", "23/11 16:00 30 | maria corte"),
        ("maria hoje 16h 45 minutos", "23/11 16:00 45 | maria"),
        ("maria sex 10h por 1h", "27/11 10:00 60 | maria"),
        ("maria sex 10h 1h30", "27/11 10:00 90 | maria"),
        ("maria sex das 10h às 11h30", "27/11 10:00 90 | maria"),
        ("maria sex 10h-11h", "27/11 10:00 60 | maria"),
        ("maria sex 14h30min", "27/11 14:30 - | maria"),
        ("maria sexta 2 horas às 9", "27/11 09:00 120 | maria"),
        ("maria às 14 horas amanhã", "24/11 14:00 - | maria"),
        ("corte para maria na terça às 8", "24/11 08:00 - | corte para maria"),
        ("maria com ana sáb 9h", "28/11 09:00 - | maria com ana"),
        ("maria sáb 9h com ana", "28/11 09:00 - | maria com ana"),
        ("maria amanhã 9 da manhã", "24/11 09:00 - | maria"),
        ("maria amanhã às 3 da tarde", "24/11 15:00 - | maria"),
        ("maria amanhã 8 e meia", "24/11 08:30 - | maria"),
        ("maria da silva e souza qua 11h", "25/11 11:00 - | maria da silva e souza"),
        ("MARIA AMANHA 10H", "24/11 10:00 - | MARIA"),
        ("maria 2ª feira 10h", "30/11 10:00 - | maria"),
    ]);
}

#[test]
fn lines_in_english_and_spanish_are_understood_in_any_window() {
    table(&[
        ("maria tomorrow 2pm haircut", "24/11 14:00 - | maria haircut"),
        ("maria haircut thursday at 2:30 pm", "26/11 14:30 - | maria haircut"),
        ("book maria next friday noon", "27/11 12:00 - | maria"),
        ("maria Dec 12th 9am for 45 minutes", "12/12 09:00 45 | maria"),
        ("maria 12 December at 9", "12/12 09:00 - | maria"),
        ("maria day after tomorrow 9 a.m.", "25/11 09:00 - | maria"),
        ("maria today 12pm", "23/11 12:00 - | maria"),
        ("maria 2026-12-03 10:00", "03/12 10:00 - | maria"),
        ("maria corte jueves 14h", "26/11 14:00 - | maria corte"),
        ("maría corte el jueves a las 14", "26/11 14:00 - | maría corte"),
        ("maría mañana a las 9 y media", "24/11 09:30 - | maría"),
        ("maría mañana a las 2 de la tarde", "24/11 14:00 - | maría"),
        ("maría pasado mañana 9 de la mañana", "25/11 09:00 - | maría"),
        ("maría el 12 de diciembre a mediodía", "12/12 12:00 - | maría"),
        ("maría miércoles que viene 10h durante 1h", "25/11 10:00 60 | maría"),
    ]);
}

#[test]
fn a_time_alone_is_the_next_one_that_the_clock_shows() {
    table(&[
        ("maria 14h", "23/11 14:00 - | maria"),
        ("maria 9h", "24/11 09:00 - | maria"),
        ("maria 10:00", "24/11 10:00 - | maria"),
        ("14h maria", "23/11 14:00 - | maria"),
    ]);
}

#[test]
fn todays_weekday_is_next_weeks_unless_the_time_is_still_to_come() {
    let thursday = Date::new(2026, 11, 26).expect("a date").at(10, 0, 0, 0);
    for (line, meaning) in [
        ("maria qui 14h", "26/11 14:00 - | maria"),
        ("maria qui 9h", "03/12 09:00 - | maria"),
        ("maria qui", "03/12 - - | maria"),
        ("maria qui que vem 14h", "03/12 14:00 - | maria"),
        ("maria próxima quinta 14h", "03/12 14:00 - | maria"),
        ("maria qua 14h", "02/12 14:00 - | maria"),
        ("maria sex 9h", "27/11 09:00 - | maria"),
    ] {
        assert_eq!(said(&at(line, thursday)), meaning, "{line}");
    }
}

#[test]
fn what_is_over_is_said_to_be() {
    table(&[
        ("maria hoje 8h", "23/11 08:00 - past | maria"),
        ("maria 20/11/2026 8h", "20/11 08:00 - past | maria"),
        ("maria hoje 10:30", "23/11 10:30 - | maria"),
        ("maria 20/11", "20/11/2027 - - | maria"),
    ]);
}

#[test]
fn small_hours_are_those_of_the_afternoon_unless_written_with_a_zero() {
    table(&[
        ("maria amanhã às 2", "24/11 14:00 - | maria"),
        ("maria amanhã 2h", "24/11 14:00 - | maria"),
        ("maria amanhã 02:00", "24/11 02:00 - | maria"),
        ("maria amanhã 2am", "24/11 02:00 - | maria"),
        ("maria amanhã 7h", "24/11 07:00 - | maria"),
    ]);
}

#[test]
fn a_number_without_a_mark_is_a_time_only_beside_a_day() {
    table(&[
        ("maria qui 14", "26/11 14:00 - | maria"),
        ("maria qui 930", "26/11 09:30 - | maria"),
        ("maria 14", "- - - | maria 14"),
        ("maria 14 amanhã 10h", "24/11 10:00 - | maria 14"),
        ("11 98765-4321 amanhã 10h", "24/11 10:00 - | 11 98765-4321"),
        ("maria 14:75", "- - - | maria 14:75"),
        ("maria 31/11", "- - - | maria 31/11"),
        ("maria 25h", "- - - | maria 25h"),
    ]);
}

#[test]
fn a_word_that_may_be_a_name_gives_two_readings() {
    let said = |line| read(line, now()).iter().map(said).collect::<Vec<_>>();
    assert_eq!(said("Quinta 14h"), ["26/11 14:00 - | ", "23/11 14:00 - | Quinta"]);
    assert_eq!(said("maria quinta 14h"), ["26/11 14:00 - | maria", "23/11 14:00 - | maria quinta"]);
    assert_eq!(said("Mar 14h"), ["24/11 14:00 - | ", "23/11 14:00 - | Mar"]);
    assert_eq!(said("Maria 14 qui"), ["26/11 14:00 - | Maria", "26/11 - - | Maria 14"]);
    assert_eq!(said("julio 14 10h"), ["14/07/2027 10:00 - | ", "24/11 10:00 - | julio 14"]);
    assert_eq!(said("maria quinta-feira 14h").len(), 1, "nobody is called that");
    assert_eq!(said("maria hoje 14h").len(), 1);
}

#[test]
fn a_part_of_the_day_says_from_when_to_look() {
    for (line, date, minute) in [
        ("maria amanhã à tarde", 24, Some(720)),
        ("maria amanhã de manhã", 24, Some(0)),
        ("maria tomorrow evening", 24, Some(1080)),
        ("maría mañana por la mañana", 24, Some(0)),
        ("maria amanhã 15h", 24, None),
    ] {
        let reading = at(line, now());
        assert_eq!((reading.date.map(Date::day), reading.not_before), (Some(date), minute), "{line}");
        assert_eq!(reading.words.len(), 1, "{line}");
    }
}

#[test]
fn no_line_is_too_odd_to_be_read() {
    for line in [
        "",
        " ",
        "às",
        "dia",
        "14h 15h 16h",
        "h",
        "-",
        "12/",
        "/",
        "::",
        "de",
        "próxima",
        "1h-",
        "ª",
        "🙂 14h",
    ] {
        assert!(!read(line, now()).is_empty(), "{line}");
    }
    assert_eq!(said(&at("", now())), "- - - | ");
    assert_eq!(said(&at("de", now())), "- - - | ");
    assert_eq!(said(&at("pedro", now())), "- - - | pedro");
}
