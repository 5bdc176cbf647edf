//! What is shown of a number, and what can be done with it. Pure.

use jiff::Timestamp;
use leadsmart_contract::instances::{HealthLight, InstanceState, InstanceView};

use super::texts;
use crate::components::Glyph;
use crate::language::Text;

/// The light of a number: a sign and a word, and the class of its colour.
#[derive(Clone, Copy)]
pub(super) struct Light {
    pub(super) glyph: Glyph,
    pub(super) word: Text,
    pub(super) class: &'static str,
}

/// How a number fares, at a glance.
pub(super) fn light(view: &InstanceView) -> Light {
    use InstanceState::{CatchingUp, Connecting, Finishing, Linking};
    let of = |glyph, word: Text, class| Light { glyph, word, class };
    match (view.state, view.health.light) {
        (Linking | Finishing | Connecting | CatchingUp, _) => of(Glyph::Clock, texts::linking, "health busy"),
        (_, HealthLight::Off) => of(Glyph::Circle, texts::off, "health"),
        (_, HealthLight::Good) => of(Glyph::Check, texts::good, "health ok"),
        (_, HealthLight::Fair) => of(Glyph::Clock, texts::fair, "health warn"),
        (_, HealthLight::Bad) => of(Glyph::Warning, texts::bad, "health bad"),
    }
}

/// The step that a number waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// To be turned on.
    Activate,
    /// To be linked, for the first time or again.
    Link,
    /// To be opened again; the link is there.
    Reopen,
    /// To be taken over from where it is.
    UseHere,
}

impl Step {
    /// What its button says.
    pub(super) const fn label(self, view: &InstanceView) -> Text {
        match self {
            Self::Activate => texts::activate,
            Self::Link if view.linked_at.is_some() => texts::connect_again,
            Self::Link => texts::connect,
            Self::Reopen => texts::try_again,
            Self::UseHere => texts::use_here,
        }
    }
}

/// The step that a number waits for, if it waits for a person.
pub(super) const fn step(view: &InstanceView) -> Option<Step> {
    match view.state {
        InstanceState::Inactive => Some(Step::Activate),
        InstanceState::NotLinked
        | InstanceState::Linking
        | InstanceState::Finishing
        | InstanceState::CodesSpent
        | InstanceState::LoggedOut => Some(Step::Link),
        InstanceState::HeldElsewhere | InstanceState::UsedElsewhere => Some(Step::UseHere),
        InstanceState::Failed
        | InstanceState::Reconnecting
        | InstanceState::Blocked
        | InstanceState::Outdated => Some(Step::Reopen),
        // Where WhatsApp says until when, nothing but time helps.
        InstanceState::Banned if view.banned_until.is_none() => Some(Step::Reopen),
        InstanceState::Connecting
        | InstanceState::CatchingUp
        | InstanceState::Connected
        | InstanceState::Banned => None,
    }
}

/// Whether there is a link that could be ended.
pub(super) const fn is_linked(view: &InstanceView) -> bool {
    !matches!(
        view.state,
        InstanceState::NotLinked
            | InstanceState::Linking
            | InstanceState::Finishing
            | InstanceState::CodesSpent
            | InstanceState::LoggedOut
    ) && view.linked_at.is_some()
}

/// How many whole seconds a code still holds.
pub(super) fn seconds_left(until: Timestamp, now: Timestamp) -> u64 {
    u64::try_from((until.as_millisecond() - now.as_millisecond() + 999) / 1000).unwrap_or_default()
}

/// A code as it is typed: two groups of four.
pub(super) fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().filter(|c| c.is_alphanumeric()).collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::ids::InstanceId;
    use leadsmart_contract::instances::{InstanceHealth, Pace};
    use leadsmart_contract::language::Language;
    use leadsmart_contract::values::{Moment, Name};
    use uuid::Uuid;

    use super::*;

    fn instance(state: InstanceState, light: HealthLight) -> InstanceView {
        InstanceView {
            id: InstanceId::new(Uuid::from_u128(1)),
            name: Name::parse("Recepção").expect("a name"),
            number: None,
            profile_name: None,
            active: true,
            state,
            message: String::new(),
            hint: None,
            banned_until: None,
            qr: None,
            typed: None,
            health: InstanceHealth {
                light,
                words: Vec::new(),
                last_heard: None,
                answer_ms: None,
                backlog: 0,
                queued: 0,
                failed: 0,
                detail: None,
                set_aside: 0,
            },
            holder: None,
            history: None,
            pace: Pace { per_minute: 20, new_chats_per_day: 50 },
            unread: 0,
            linked_at: None,
            revision: 1,
        }
    }

    #[test]
    fn each_light_has_a_sign_and_a_word_of_its_own() {
        let lights = [HealthLight::Off, HealthLight::Good, HealthLight::Fair, HealthLight::Bad];
        let faces = lights.map(|of| light(&instance(InstanceState::Connected, of)));
        for (place, face) in faces.iter().enumerate() {
            for other in &faces[place + 1..] {
                assert!(face.glyph != other.glyph && face.class != other.class, "told apart without colour");
                assert_ne!((face.word)(Language::Portuguese), (other.word)(Language::Portuguese));
            }
        }
    }

    #[test]
    fn while_it_is_linked_nobody_is_alarmed() {
        let face = light(&instance(InstanceState::Finishing, HealthLight::Bad));
        assert_eq!(face.class, "health busy");
    }

    #[test]
    fn a_number_that_waits_for_somebody_says_for_what() {
        let of = |state| step(&instance(state, HealthLight::Bad));
        assert_eq!(of(InstanceState::CodesSpent), Some(Step::Link));
        assert_eq!(of(InstanceState::UsedElsewhere), Some(Step::UseHere));
        assert_eq!(of(InstanceState::Inactive), Some(Step::Activate));
        assert_eq!(of(InstanceState::Blocked), Some(Step::Reopen), "a review may have ended well");
        assert_eq!(of(InstanceState::Banned), Some(Step::Reopen));
        let now = Timestamp::from_millisecond(1_000_000).expect("a time");
        let until = Moment { at: now, local: jiff::tz::TimeZone::UTC.to_datetime(now) };
        let banned =
            InstanceView { banned_until: Some(until), ..instance(InstanceState::Banned, HealthLight::Bad) };
        assert_eq!(step(&banned), None, "nothing but time helps");
        assert_eq!(of(InstanceState::Connected), None);
    }

    #[test]
    fn a_code_holds_until_its_last_second_is_over() {
        let now = Timestamp::from_millisecond(1_000_000).expect("a time");
        let at = |millis| Timestamp::from_millisecond(millis).expect("a time");
        assert_eq!(seconds_left(at(1_020_000), now), 20);
        assert_eq!(seconds_left(at(1_000_001), now), 1);
        assert_eq!(seconds_left(at(1_000_000), now), 0);
        assert_eq!(seconds_left(at(900_000), now), 0);
    }

    #[test]
    fn a_code_is_read_in_groups() {
        assert_eq!(grouped("ABCD2345"), "ABCD 2345");
        assert_eq!(grouped("abcd-2345"), "abcd 2345");
    }
}
