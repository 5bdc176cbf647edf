//! What waits to be sent, as a person reads it: the same done over and over is one line. Pure.

use leadsmart_contract::sync::WaitingView;
use leadsmart_contract::values::Moment;

/// Operations of one kind that follow each other.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// What was done: the name of the command.
    pub(super) operation: String,
    /// When the first of them was done.
    pub(super) at: Moment,
    /// How many they are.
    pub(super) count: u64,
    /// Whether they were sent and the answer is missing.
    pub(super) handed_in: bool,
}

/// The lines of what waits, in its order.
pub(super) fn lines(waiting: &[WaitingView]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for one in waiting {
        match lines.last_mut() {
            Some(line) if line.operation == one.operation && line.handed_in == one.handed_in => {
                line.count += 1;
            }
            _ => lines.push(Line {
                operation: one.operation.clone(),
                at: one.at,
                count: 1,
                handed_in: one.handed_in,
            }),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(operation: &str, minute: i8, handed_in: bool) -> WaitingView {
        let at = "2026-11-25T12:00:00Z".parse().expect("an instant");
        let at = Moment { at, local: jiff::civil::date(2026, 11, 25).at(9, minute, 0, 0) };
        WaitingView { operation: operation.into(), at, changes: 1, handed_in }
    }

    #[test]
    fn the_same_over_and_over_is_one_line_from_its_first() {
        let found = lines(&[
            waiting("clients.update", 1, true),
            waiting("clients.update", 2, true),
            waiting("clients.update", 3, false),
            waiting("appointments.create", 4, false),
            waiting("clients.update", 5, false),
        ]);
        let told: Vec<_> =
            found.iter().map(|line| (line.operation.as_str(), line.count, line.at.local.minute())).collect();
        assert_eq!(
            told,
            [
                ("clients.update", 2, 1),
                ("clients.update", 1, 3),
                ("appointments.create", 1, 4),
                ("clients.update", 1, 5)
            ]
        );
    }

    #[test]
    fn nothing_that_waits_is_no_line() {
        assert_eq!(lines(&[]), []);
    }
}
