//! What the import says of what the backend has found.

use jiff::civil::Date;
use leadsmart_contract::clients::MatchedBy;
use leadsmart_contract::ics::{IcsCheck, IcsEvent, IcsOutcome, IcsVerdict};
use leadsmart_contract::language::Language;

use super::texts;
use crate::language::format;

/// In this order the kinds are shown: first what needs a look.
pub(super) const ORDER: [IcsVerdict; 5] =
    [IcsVerdict::Ready, IcsVerdict::Conflict, IcsVerdict::Wrong, IcsVerdict::Duplicate, IcsVerdict::Known];

/// How many events of a kind there are.
pub(super) fn count(check: &IcsCheck, verdict: IcsVerdict) -> u64 {
    u64::from(match verdict {
        IcsVerdict::Ready => check.ready,
        IcsVerdict::Conflict => check.conflicts,
        IcsVerdict::Known => check.known,
        IcsVerdict::Duplicate => check.duplicates,
        IcsVerdict::Wrong => check.wrong,
    })
}

/// A kind with how many there are.
pub(super) fn counted(language: Language, verdict: IcsVerdict, count: u64) -> String {
    match verdict {
        IcsVerdict::Ready => texts::ready(language, count),
        IcsVerdict::Conflict => texts::conflicts(language, count),
        IcsVerdict::Known => texts::known(language, count),
        IcsVerdict::Duplicate => texts::duplicates(language, count),
        IcsVerdict::Wrong => texts::wrong(language, count),
    }
}

/// How many would be booked.
pub(super) fn would_book(check: &IcsCheck, allow_conflicts: bool) -> u64 {
    u64::from(check.ready) + if allow_conflicts { u64::from(check.conflicts) } else { 0 }
}

/// An event with what it would become: `qui, 26 nov 09:00–09:30 Bia Rocha · Corte (pelo e-mail)`.
pub(super) fn line(language: Language, event: &IcsEvent, today: Date) -> String {
    let when = match (event.start, event.end) {
        (Some(start), Some(end)) => {
            let (from, until) = (format::time(start.local.time()), format::time(end.local.time()));
            format!("{} {from}–{until}", format::short_date(language, start.local.date(), today))
        }
        (Some(start), None) => {
            let time = format::time(start.local.time());
            format!("{} {time}", format::short_date(language, start.local.date(), today))
        }
        _ => texts::at_line(language, event.line),
    };
    let what = match &event.client {
        Some(name) if event.services.is_empty() => name.to_string(),
        Some(name) => format!("{name} · {}", event.services),
        None if event.summary.is_empty() => texts::untitled(language).to_owned(),
        None => event.summary.clone(),
    };
    let by = event.client.as_ref().map(|_| known_by(language, event.client_by));
    let by = by.map(|by| format!(" ({by})")).unwrap_or_default();
    match event.messages.is_empty() {
        true => format!("{when} {what}{by}"),
        false => format!("{when} {what}{by}: {}", event.messages.join(" ")),
    }
}

fn known_by(language: Language, by: Option<MatchedBy>) -> &'static str {
    match by {
        Some(MatchedBy::Email) => texts::by_email(language),
        Some(MatchedBy::Phone) => texts::by_phone(language),
        Some(MatchedBy::Document | MatchedBy::Name) => texts::by_name(language),
        None => texts::new_client(language),
    }
}

/// What the import came to.
pub(super) fn outcome(language: Language, outcome: &IcsOutcome) -> String {
    let booked = match outcome.change_ids.len() as u64 {
        0 => texts::none_imported(language).to_owned(),
        count => texts::were_imported(language, count),
    };
    let entered = u64::from(outcome.new_clients);
    let left = u64::from(outcome.left_out);
    let mut parts = vec![booked];
    parts.extend((entered > 0).then(|| texts::new_clients(language, entered)));
    parts.extend((left > 0).then(|| texts::left_out(language, left)));
    format!("{}.", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::values::{Moment, Name};

    use super::*;

    fn moment(local: &str) -> Moment {
        Moment {
            at: "2026-11-26T12:00:00Z".parse().expect("an instant"),
            local: local.parse().expect("a reading"),
        }
    }

    fn event() -> IcsEvent {
        IcsEvent {
            line: 7,
            summary: "Bia - Corte".into(),
            start: Some(moment("2026-11-26T09:00:00")),
            end: Some(moment("2026-11-26T09:30:00")),
            repeats: false,
            verdict: IcsVerdict::Ready,
            client: Some(Name::parse("Bia Rocha").expect("a name")),
            client_by: Some(MatchedBy::Email),
            services: "Corte".into(),
            messages: Vec::new(),
        }
    }

    #[test]
    fn an_event_is_told_by_its_time_and_whose_it_would_be() {
        let today = Date::new(2026, 11, 25).expect("a date");
        assert_eq!(
            line(Language::Portuguese, &event(), today),
            "qui, 26 nov 09:00–09:30 Bia Rocha · Corte (pelo e-mail)"
        );
        let unknown = IcsEvent {
            client: None,
            start: None,
            end: None,
            messages: vec!["É um evento de dia inteiro.".into()],
            ..event()
        };
        assert_eq!(
            line(Language::Portuguese, &unknown, today),
            "Linha 7 Bia - Corte: É um evento de dia inteiro."
        );
        let new = IcsEvent { client_by: None, services: String::new(), ..event() };
        assert!(line(Language::English, &new, today).ends_with("Bia Rocha (new client)"));
    }

    #[test]
    fn the_outcome_is_told_with_its_plurals() {
        let told = |language, booked: usize, new_clients, left_out| {
            let change_ids = vec!["018f0000-0000-7000-8000-000000000000".parse().expect("an id"); booked];
            outcome(language, &IcsOutcome { change_ids, new_clients, left_out })
        };
        assert_eq!(
            told(Language::Portuguese, 2, 1, 1),
            "2 agendamentos importados, 1 cliente novo, 1 evento deixado de fora."
        );
        assert_eq!(told(Language::English, 0, 0, 2), "No appointments imported, 2 events left out.");
        assert_eq!(told(Language::Spanish, 1, 0, 0), "1 cita importada.");
    }
}
