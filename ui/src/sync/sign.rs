//! How the company stands with its other computers, as the frame says it: an icon, a short mark, one sentence. Pure.

use jiff::civil::Date;
use leadsmart_contract::language::Language;
use leadsmart_contract::sync::{SyncState, SyncStatus};
use leadsmart_contract::values::Moment;

use super::texts;
use crate::components::{Glyph, Tone};
use crate::language::format;

/// What the frame shows. Each state has a shape of its own, so that its colour is not its only sign.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sign {
    /// The shape.
    pub(super) glyph: Glyph,
    /// What its colour means.
    pub(super) tone: Tone,
    /// A number or a time below it.
    pub(super) mark: Option<String>,
    /// All of it in words.
    pub(super) words: String,
}

/// The sign of a state; none while the company is on this computer alone.
pub(super) fn sign(language: Language, status: &SyncStatus, today: Date) -> Option<Sign> {
    let sign = match status.state {
        SyncState::Alone => return None,
        SyncState::Synchronized => Sign {
            glyph: Glyph::CloudCheck,
            tone: Tone::Neutral,
            mark: None,
            words: texts::synchronized(language).to_owned(),
        },
        SyncState::Waiting => Sign {
            glyph: Glyph::CloudUp,
            tone: Tone::Neutral,
            mark: Some(few(status.waiting)),
            words: texts::waiting(language, status.waiting),
        },
        SyncState::Offline => Sign {
            glyph: Glyph::CloudOff,
            tone: Tone::Warn,
            mark: status.offline_since.map(|since| short(since, today)),
            words: offline(language, status, today),
        },
        SyncState::NeedsYou => Sign {
            glyph: Glyph::Warning,
            tone: Tone::Bad,
            mark: (status.conflicts > 0).then(|| few(status.conflicts.into())),
            words: texts::needs_you(language, &status.message),
        },
    };
    Some(sign)
}

/// `Offline since 14:02. 3 changes wait to be sent.`
fn offline(language: Language, status: &SyncStatus, today: Date) -> String {
    let since = match status.offline_since {
        Some(since) => texts::offline_since(language, &when(language, since, today)),
        None => texts::offline(language).to_owned(),
    };
    match status.waiting {
        0 => since,
        waiting => format!("{since} {}", texts::waiting(language, waiting)),
    }
}

/// `14:02`, or the date if it is of another day.
fn short(moment: Moment, today: Date) -> String {
    let date = moment.local.date();
    if date == today {
        format::time(moment.local.time())
    } else {
        format!("{:02}/{:02}", date.day(), date.month())
    }
}

/// `14:02` of today, `ontem 14:02`, `seg, 16 nov 14:02`.
pub(super) fn when(language: Language, moment: Moment, today: Date) -> String {
    let time = format::time(moment.local.time());
    let date = moment.local.date();
    if date == today { time } else { format!("{} {time}", format::relative_date(language, date, today)) }
}

/// A number that fits below an icon.
fn few(count: u64) -> String {
    if count > 99 { "99+".to_owned() } else { count.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(state: SyncState) -> SyncStatus {
        SyncStatus {
            state,
            message: "2 conflitos esperam por você".into(),
            hint: None,
            waiting: 0,
            offline_since: None,
            trouble: None,
            detail: None,
            recoverable: false,
            conflicts: 0,
            messages_since: None,
        }
    }

    fn moment(local: &str) -> Moment {
        let at = "2026-11-25T12:00:00Z".parse().expect("an instant");
        Moment { at, local: local.parse().expect("a reading") }
    }

    fn today() -> Date {
        Date::constant(2026, 11, 25)
    }

    fn shown(status: &SyncStatus) -> Option<Sign> {
        sign(Language::Portuguese, status, today())
    }

    #[test]
    fn a_company_on_one_computer_shows_nothing() {
        assert_eq!(shown(&status(SyncState::Alone)), None);
    }

    #[test]
    fn every_state_has_a_shape_of_its_own() {
        let states = [SyncState::Synchronized, SyncState::Waiting, SyncState::Offline, SyncState::NeedsYou];
        let shapes = states.map(|state| shown(&status(state)).expect("a sign").glyph);
        for (place, shape) in shapes.iter().enumerate() {
            assert!(!shapes[..place].contains(shape), "{shape:?} is the shape of one state");
        }
    }

    #[test]
    fn what_waits_is_counted_as_far_as_there_is_room() {
        let waiting = |waiting| shown(&SyncStatus { waiting, ..status(SyncState::Waiting) }).expect("a sign");
        assert_eq!(waiting(1).mark.as_deref(), Some("1"));
        assert_eq!(waiting(1).words, "1 alteração espera envio.");
        assert_eq!(waiting(1234).mark.as_deref(), Some("99+"));
        assert_eq!(waiting(1234).words, "1234 alterações esperam envio.");
    }

    #[test]
    fn without_a_connection_it_is_said_since_when_and_what_waits() {
        let since = |local, waiting| SyncStatus {
            offline_since: Some(moment(local)),
            waiting,
            ..status(SyncState::Offline)
        };
        let now = shown(&since("2026-11-25T14:02:00", 3)).expect("a sign");
        assert_eq!(now.mark.as_deref(), Some("14:02"));
        assert_eq!(now.words, "Sem conexão desde 14:02. 3 alterações esperam envio.");
        let before = shown(&since("2026-11-24T09:30:00", 0)).expect("a sign");
        assert_eq!(before.mark.as_deref(), Some("24/11"));
        assert_eq!(before.words, "Sem conexão desde ontem 09:30.");
    }

    #[test]
    fn what_needs_somebody_is_counted_if_it_can_be() {
        let open = SyncStatus { conflicts: 2, ..status(SyncState::NeedsYou) };
        let sign = shown(&open).expect("a sign");
        assert_eq!((sign.mark.as_deref(), sign.tone), (Some("2"), Tone::Bad));
        assert_eq!(sign.words, "Precisa de você: 2 conflitos esperam por você");
        assert_eq!(shown(&status(SyncState::NeedsYou)).expect("a sign").mark, None);
    }
}
