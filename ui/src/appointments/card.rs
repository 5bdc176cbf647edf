//! An appointment in the calendar: what its card shows. Pure; [`super::cards`] draws it.

use leadsmart_contract::appointments::{AppointmentCard, Status};
use leadsmart_contract::ids::AppointmentId;
use leadsmart_contract::language::Language;
use leadsmart_contract::values::Color;

use super::columns::Placed;
use super::geometry::Span;
use super::texts;
use crate::components::Glyph;
use crate::language::format;

/// From this length on a card has two lines.
const TWO_LINES: u16 = 30;

/// Where more lanes share a column, a card has as little room as with so many.
const MOST_LANES: u16 = 6;

/// What a card shows: a button named "13:00 Maria Duarte, Consulta, confirmado". Two that are equal are drawn alike.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Face {
    /// Which appointment.
    pub(super) id: AppointmentId,
    /// The status, for the style sheet.
    pub(super) status: Status,
    /// What else the style sheet tells cards apart by.
    pub(super) class: String,
    /// Where it stands, for the style sheet.
    pub(super) style: String,
    /// What it is called, and says where there is no room.
    pub(super) label: String,
    /// Who.
    pub(super) name: String,
    /// In small: when, what and how it stands.
    pub(super) line: String,
    /// The colour of the service.
    pub(super) color: Option<Color>,
    /// What is told by signs.
    pub(super) signs: Vec<Glyph>,
}

/// What a face depends on beside its appointment.
pub(super) struct Look {
    /// The language.
    pub(super) language: Language,
    /// The name of the agenda, where a column is that of everybody.
    pub(super) agenda: Option<String>,
    /// Whether it can be moved.
    pub(super) movable: bool,
    /// Whether it fits what is looked for.
    pub(super) fits: bool,
}

impl Face {
    /// The face of a card in its place.
    pub(super) fn of(placed: &Placed, look: Look) -> Self {
        let Look { language, agenda, movable, fits } = look;
        let card = &placed.card;
        let mut label = spoken(language, card);
        if !fits {
            label.push_str(", ");
            label.push_str(texts::left_out(language));
        }
        let signs = signs(card);
        Self {
            id: card.id,
            status: card.status,
            class: class(placed, movable, fits, signs.len()),
            style: style(placed),
            label,
            name: name(language, card),
            line: line(language, placed, agenda),
            color: card.color,
            signs,
        }
    }
}

/// `card short movable lanes-2 signs-1`: how many lanes share the column, and how much room the signs take.
fn class(placed: &Placed, movable: bool, fits: bool, signs: usize) -> String {
    let lanes = placed.lane.of.div_ceil(placed.lane.width.max(1)).clamp(1, MOST_LANES);
    let words = [
        (is_short(placed.span), "short"),
        (movable, "movable"),
        (!fits, "dimmed"),
        (placed.card.squeezed, "squeezed"),
    ];
    let mut class = format!("card lanes-{lanes} signs-{signs}");
    for (_, word) in words.into_iter().filter(|(holds, _)| *holds) {
        class.push(' ');
        class.push_str(word);
    }
    class
}

/// The sign of what was booked against the rules.
pub(super) fn against(card: &AppointmentCard) -> Option<Glyph> {
    match (card.squeezed, card.overridden) {
        (true, _) => Some(Glyph::Squeeze),
        (false, true) => Some(Glyph::Warning),
        (false, false) => None,
    }
}

/// What is told by a sign: a booking against the rules, a series, notes, the status. The name of the button says it in words.
fn signs(card: &AppointmentCard) -> Vec<Glyph> {
    let status = match card.status {
        // The frame of dashes says that it is not confirmed.
        Status::Pending | Status::Confirmed => None,
        Status::Arrived => Some(Glyph::Person),
        Status::InService => Some(Glyph::Clock),
        Status::Done => Some(Glyph::Check),
        Status::NoShow | Status::Cancelled => Some(Glyph::Cross),
    };
    let repeats = card.series_id.is_some().then_some(Glyph::Repeat);
    let notes = card.has_notes.then_some(Glyph::Note);
    [against(card), repeats, notes, status].into_iter().flatten().collect()
}

/// `13:00 Maria Duarte, Consulta, confirmado`.
pub(super) fn spoken(language: Language, card: &AppointmentCard) -> String {
    let start = format::time(card.start.local.time());
    let mut words = vec![format!("{start} {}", name(language, card))];
    if !card.services.is_empty() {
        words.push(card.services.clone());
    }
    words.push(texts::status(language, card.status).to_owned());
    if card.squeezed {
        words.push(texts::squeezed(language).to_owned());
    } else if card.overridden {
        words.push(texts::overridden(language).to_owned());
    }
    if card.series_id.is_some() {
        words.push(texts::repeats(language).to_owned());
    }
    if card.has_notes {
        words.push(texts::with_notes(language).to_owned());
    }
    words.join(", ")
}

/// The client's name, or that the client was deleted.
pub(super) fn name(language: Language, card: &AppointmentCard) -> String {
    card.client_name.as_ref().map_or_else(|| texts::nobody(language).to_owned(), ToString::to_string)
}

/// `13:00 · Consulta · confirmado`.
fn line(language: Language, placed: &Placed, agenda: Option<String>) -> String {
    let card = &placed.card;
    let status = match (card.status, card.arrived_at) {
        (Status::Arrived, Some(at)) => texts::arrived_at(language, &format::time(at.local.time())),
        (status, _) => texts::status(language, status).to_owned(),
    };
    let start = format::time(card.start.local.time());
    let parts = [Some(start), agenda, Some(card.services.clone()), Some(status)];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn is_short(span: Span) -> bool {
    span.minutes() < TWO_LINES
}

fn style(placed: &Placed) -> String {
    let span = placed.span.drawn();
    let lane = placed.lane;
    format!(
        "--from:{};--for:{};--lane:{};--width:{};--of:{}",
        span.start,
        span.minutes(),
        lane.first,
        lane.width,
        lane.of
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shorter_than_half_an_hour_stands_in_one_line() {
        assert!(is_short(Span::new(480, 495)) && !is_short(Span::new(480, 510)));
    }
}
