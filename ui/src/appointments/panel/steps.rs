//! Which steps make sense for an appointment, the likeliest first. Pure.

use jiff::civil::DateTime;
use leadsmart_contract::appointments::Status;
use leadsmart_contract::language::Language;

use super::super::texts;

/// When the appointment is, seen from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Day {
    /// On a day before.
    Past,
    /// Today, and its time has begun.
    Begun,
    /// Later today.
    Today,
    /// On a day to come.
    Ahead,
}

impl Day {
    /// The day of an appointment that starts then.
    pub(in super::super) fn of(start: DateTime, now: DateTime) -> Self {
        match start.date().cmp(&now.date()) {
            std::cmp::Ordering::Less => Self::Past,
            std::cmp::Ordering::Equal if start <= now => Self::Begun,
            std::cmp::Ordering::Equal => Self::Today,
            std::cmp::Ordering::Greater => Self::Ahead,
        }
    }
}

/// Something that can be done with an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Step {
    /// Another status.
    Set(Status, Words),
    /// Another time.
    Move,
    /// Call it off, with a reason.
    Cancel,
    /// Call it off at once, and see who could come then.
    Offer,
}

/// What a step to a status is called, which depends on where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Words {
    /// The client is here.
    Arrived,
    /// The client confirms.
    Confirm,
    /// The client is attended.
    Start,
    /// The client was attended.
    Finish,
    /// The client did not come.
    NoShow,
    /// Not confirmed after all.
    Unconfirm,
    /// Not over after all.
    Reopen,
}

impl Step {
    /// What the button says.
    pub(in super::super) const fn label(self) -> fn(Language) -> &'static str {
        match self {
            Self::Set(_, Words::Arrived) => texts::step_arrived,
            Self::Set(_, Words::Confirm) => texts::step_confirm,
            Self::Set(_, Words::Start) => texts::step_start,
            Self::Set(_, Words::Finish) => texts::step_done,
            Self::Set(_, Words::NoShow) => texts::step_no_show,
            Self::Set(_, Words::Unconfirm) => texts::step_unconfirm,
            Self::Set(_, Words::Reopen) => texts::step_reopen,
            Self::Move => texts::step_move,
            Self::Cancel => texts::step_cancel,
            Self::Offer => texts::step_offer,
        }
    }

    /// The key that does it, as it stands on the keyboard.
    pub(in super::super) const fn key(self) -> &'static str {
        match self {
            Self::Set(_, Words::Arrived) => "C",
            Self::Set(_, Words::Confirm) => "O",
            Self::Set(_, Words::Start) => "I",
            Self::Set(_, Words::Finish) => "F",
            Self::Set(_, Words::NoShow) => "X",
            Self::Set(_, Words::Unconfirm) => "V",
            Self::Set(_, Words::Reopen) => "A",
            Self::Move => "R",
            Self::Cancel => "Del",
            Self::Offer => "L",
        }
    }
}

/// The step among these that a key of the keyboard takes.
pub(in super::super) fn step_of_key(steps: &[Step], key: &str) -> Option<Step> {
    let key = if key == "Delete" { "Del".to_owned() } else { key.to_uppercase() };
    steps.iter().copied().find(|step| step.key() == key)
}

/// The steps from a status, the likeliest first.
pub(in super::super) fn steps(status: Status, day: Day) -> Vec<Step> {
    use Step::{Cancel, Move, Offer, Set};
    let arrived = Set(Status::Arrived, Words::Arrived);
    let confirm = Set(Status::Confirmed, Words::Confirm);
    let unconfirm = Set(Status::Pending, Words::Unconfirm);
    let no_show = Set(Status::NoShow, Words::NoShow);
    let finish = Set(Status::Done, Words::Finish);
    match (status, day) {
        (Status::Pending, Day::Ahead) => vec![confirm, Move, Cancel, Offer],
        (Status::Pending, Day::Today) => vec![arrived, confirm, Move, Cancel, Offer, no_show],
        (Status::Pending, Day::Begun) => vec![arrived, confirm, Move, Cancel, no_show],
        (Status::Pending, Day::Past) => vec![arrived, no_show, Move, Cancel],
        (Status::Confirmed, Day::Ahead) => vec![Move, Cancel, Offer, unconfirm],
        (Status::Confirmed, Day::Today) => vec![arrived, Move, no_show, Cancel, Offer, unconfirm],
        (Status::Confirmed, Day::Begun) => vec![arrived, Move, no_show, Cancel, unconfirm],
        (Status::Confirmed, Day::Past) => vec![finish, no_show, Move, Cancel],
        (Status::Arrived, _) => {
            vec![
                Set(Status::InService, Words::Start),
                finish,
                Move,
                Cancel,
                Set(Status::Confirmed, Words::Reopen),
            ]
        }
        (Status::InService, _) => vec![finish, Set(Status::Arrived, Words::Reopen)],
        (Status::Done, _) => vec![Set(Status::Arrived, Words::Reopen)],
        (Status::NoShow, Day::Today | Day::Begun) => vec![arrived, Set(Status::Confirmed, Words::Reopen)],
        (Status::NoShow, _) => vec![Set(Status::Confirmed, Words::Reopen)],
        (Status::Cancelled, _) => vec![Set(Status::Pending, Words::Reopen)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAYS: [Day; 4] = [Day::Past, Day::Begun, Day::Today, Day::Ahead];

    #[test]
    fn only_steps_that_make_sense_are_offered() {
        for (status, day) in Status::ALL.into_iter().flat_map(|status| DAYS.map(|day| (status, day))) {
            for step in steps(status, day) {
                let next = match step {
                    Step::Set(next, _) => next,
                    Step::Cancel | Step::Offer => Status::Cancelled,
                    Step::Move => continue,
                };
                assert!(status.may_become(next), "{status:?} becomes {next:?}");
            }
        }
    }

    #[test]
    fn every_step_of_a_status_has_its_own_key() {
        for (status, day) in Status::ALL.into_iter().flat_map(|status| DAYS.map(|day| (status, day))) {
            let keys: Vec<&str> = steps(status, day).into_iter().map(Step::key).collect();
            let repeated = keys.iter().enumerate().any(|(place, key)| keys[..place].contains(key));
            assert!(!repeated && !keys.is_empty(), "{status:?}: {keys:?}");
        }
    }

    #[test]
    fn a_time_is_offered_until_it_begins() {
        let at = |hour| jiff::civil::date(2026, 11, 25).at(hour, 0, 0, 0);
        assert_eq!((Day::of(at(9), at(10)), Day::of(at(10), at(10))), (Day::Begun, Day::Begun));
        assert_eq!(Day::of(at(11), at(10)), Day::Today);
        for status in [Status::Pending, Status::Confirmed] {
            let offers = |day| steps(status, day).contains(&Step::Offer);
            assert!(offers(Day::Today) && offers(Day::Ahead) && !offers(Day::Begun) && !offers(Day::Past));
        }
    }

    #[test]
    fn a_key_takes_the_step_that_shows_it() {
        let offered = steps(Status::Pending, Day::Today);
        assert_eq!(step_of_key(&offered, "c"), Some(Step::Set(Status::Arrived, Words::Arrived)));
        assert_eq!(step_of_key(&offered, "Delete"), Some(Step::Cancel));
        assert_eq!(step_of_key(&offered, "F"), None, "what is not offered has no key");
    }

    #[test]
    fn nobody_arrives_on_a_day_to_come_and_what_is_void_is_not_moved() {
        for status in [Status::Pending, Status::Confirmed] {
            let ahead = steps(status, Day::Ahead);
            assert!(!ahead.iter().any(|step| matches!(step, Step::Set(Status::Arrived | Status::NoShow, _))));
        }
        for status in Status::ALL.into_iter().filter(|status| status.is_void()) {
            assert!(!steps(status, Day::Today).contains(&Step::Move));
        }
    }
}
