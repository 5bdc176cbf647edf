//! Calendar files: their events into appointments, and appointments into such a file.
//!
//! - A file is read into events, each with its line (`file`, `zones`); those that repeat are taken apart in the days that are looked
//!   at (`repeat`); their words say who comes and for what (`title`). Then each is booked like a person's own booking (`book`).
//! - A check does all of that and takes it back, so what it says is what an import does, also where events of one file are in each
//!   other's way.
//! - The id of an appointment follows from the id of its event: a second import of the same events changes nothing. What was taken
//!   back is not in the way of another import.

mod book;
pub(crate) mod commands;
mod event;
mod export;
mod file;
mod repeat;
mod store;
#[cfg(test)]
mod tests;
mod title;
mod zones;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ics::{MOST_ICS_BYTES, MOST_ICS_DAYS, MOST_ICS_EVENTS};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::values::Problem;

use crate::error::{Defect, Explain, Invalid, Result};
use event::Event;
use repeat::{Expanded, Window};

/// Why a file cannot be taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum IcsError {
    /// It is empty.
    #[error("the file is empty")]
    Empty,
    /// It does not begin as a calendar does.
    #[error("the file is no calendar")]
    NotCalendar,
    /// A line is none of a calendar.
    #[error("line {0} cannot be read")]
    Line(u32),
    /// What begins at a line does not end.
    #[error("what begins in line {0} does not end")]
    Unfinished(u32),
    /// Its lines are sound, but not together.
    #[error("the calendar cannot be read")]
    Unreadable,
    /// It has too many bytes.
    #[error("the file is too large")]
    TooLarge,
    /// It has too many events in these days.
    #[error("too many events")]
    TooMany,
}

impl Explain for IcsError {
    fn explain(&self, language: Language) -> Failure {
        let invalid =
            |message: &str, hint: &str| Failure::new(Code::InvalidInput, message).with_hint(hint).at("file");
        let large = |message: &str, hint: &str| Failure::new(Code::TooLarge, message).with_hint(hint);
        match self {
            Self::Empty => invalid(empty(language), export_again(language)),
            Self::NotCalendar => invalid(not_calendar(language), not_calendar_hint(language)),
            Self::Line(number) => invalid(&bad_line(language, *number), export_again(language)),
            Self::Unfinished(number) => invalid(&unfinished(language, *number), export_again(language)),
            Self::Unreadable => invalid(unreadable(language), export_again(language)),
            Self::TooLarge => {
                large(&too_large(language, MOST_ICS_BYTES / 1024 / 1024), shorter_export(language)).at("file")
            }
            Self::TooMany => large(&too_many(language, MOST_ICS_EVENTS), shorter_period(language)).at("to"),
        }
    }
}

/// Some days on the clock of an agenda.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Days {
    from: Date,
    to: Date,
}

impl Days {
    /// The days that a caller asks for; a year from today if she does not say.
    fn new(from: Option<Date>, to: Option<Date>, now: Timestamp, zone: &TimeZone) -> Result<Self> {
        let from = from.unwrap_or_else(|| zone.to_datetime(now).date());
        crate::holidays::check_year("from", from.year())?;
        let to = match to {
            Some(to) => to,
            None => from.checked_add(1.year()).map_err(|_| Invalid::new("to", Problem::Moment))?,
        };
        crate::holidays::check_year("to", to.year())?;
        if to < from {
            return Err(Invalid::new("to", Problem::Order).into());
        }
        let days = from.until(to).map_err(|_| Invalid::new("to", Problem::Moment))?.get_days();
        if days >= MOST_ICS_DAYS {
            return Err(Invalid::new("to", Problem::Range(1, i64::from(MOST_ICS_DAYS))).into());
        }
        Ok(Self { from, to })
    }

    /// The first instant, and the one after the last.
    fn period(self, zone: &TimeZone) -> Result<(Timestamp, Timestamp)> {
        let begin = |date: Date| crate::time::resolve(date.at(0, 0, 0, 0), zone);
        let after = self.to.tomorrow().map_err(|_| Invalid::new("to", Problem::Moment))?;
        let bound = |field, instant: std::result::Result<_, Problem>| {
            instant.map_err(|problem| Invalid::new(field, problem))
        };
        Ok((bound("from", begin(self.from))?, bound("to", begin(after))?))
    }
}

/// A file that was read, before anybody is looked up.
struct Draft {
    events: Vec<Event>,
    expanded: Expanded,
}

/// Reads a file, away from what answers other calls.
async fn read(file: String, days: Days, zone: TimeZone, with_free: bool) -> Result<Draft> {
    if file.len() > MOST_ICS_BYTES.div_ceil(3) * 4 {
        return Err(IcsError::TooLarge.into());
    }
    let (from, to) = days.period(&zone)?;
    let work = tokio::task::spawn_blocking(move || {
        let bytes = STANDARD.decode(file.as_bytes()).map_err(|_| IcsError::NotCalendar)?;
        if bytes.len() > MOST_ICS_BYTES {
            return Err(IcsError::TooLarge);
        }
        let events = file::read(&bytes)?.events;
        let window = Window { zone: &zone, from, to, with_free };
        let expanded = repeat::expand(&events, &window)?;
        Ok(Draft { events, expanded })
    });
    Ok(work.await.map_err(|e| Defect(format!("a calendar file stopped its reader: {e}")))??)
}

texts! {
    empty: "O arquivo está vazio.", "The file is empty.", "El archivo está vacío.";
    not_calendar: "Este arquivo não é um calendário (.ics).", "This file is no calendar (.ics).", "Este archivo no es un calendario (.ics).";
    not_calendar_hint: "No Google Agenda, no Outlook ou no Calendário da Apple, exporte o calendário e escolha o arquivo .ics.",
        "In Google Calendar, Outlook or Apple Calendar, export the calendar and choose the .ics file.",
        "En Google Calendar, Outlook o el Calendario de Apple, exporte el calendario y elija el archivo .ics.";
    bad_line(number: u32): "A linha {number} do arquivo não pôde ser lida. Nada foi importado.",
        "Line {number} of the file cannot be read. Nothing was imported.", "No se pudo leer la línea {number} del archivo. No se importó nada.";
    unfinished(number: u32): "O arquivo está incompleto: o que começa na linha {number} não termina. Nada foi importado.",
        "The file is incomplete: what begins in line {number} does not end. Nothing was imported.",
        "El archivo está incompleto: lo que empieza en la línea {number} no termina. No se importó nada.";
    unreadable: "O calendário não pôde ser lido. Nada foi importado.", "The calendar cannot be read. Nothing was imported.",
        "No se pudo leer el calendario. No se importó nada.";
    export_again: "Exporte o calendário de novo e escolha o novo arquivo.", "Export the calendar again and choose the new file.",
        "Exporte el calendario de nuevo y elija el nuevo archivo.";
    too_large(most: usize): "O arquivo tem mais de {most} MB. Nada foi importado.", "The file has more than {most} MB. Nothing was imported.",
        "El archivo tiene más de {most} MB. No se importó nada.";
    shorter_export: "Exporte um calendário por vez, ou um período menor.", "Export one calendar at a time, or a shorter period.",
        "Exporte un calendario por vez, o un período más corto.";
    too_many(most: usize): "Há mais de {most} eventos nestes dias. Nada foi importado.",
        "There are more than {most} events in these days. Nothing was imported.", "Hay más de {most} eventos en estos días. No se importó nada.";
    shorter_period: "Escolha um período menor e importe em partes.", "Choose a shorter period and import in parts.",
        "Elija un período más corto e importe por partes.";
}
