//! What a key means in the field. Pure.

/// What stands around the field when a key is pressed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Situation {
    /// Whether quick replies are offered.
    pub(super) quick: bool,
    /// Whether nothing stands in it.
    pub(super) empty: bool,
    /// Whether a message is being changed.
    pub(super) editing: bool,
    /// Whether a message is being answered.
    pub(super) busy: bool,
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    /// Sends what is written.
    Send,
    /// Goes to another quick reply.
    Step(isize),
    /// Takes the quick reply: sends it, or only puts it into the field.
    Choose {
        /// Whether it is sent at once.
        send: bool,
    },
    /// Closes the list of quick replies.
    CloseQuick,
    /// Gives up changing or answering.
    GiveUp,
    /// Changes the newest own message.
    EditLast,
    /// Goes to the messages.
    ToMessages,
}

/// What a key does; none if it writes, or is for somebody else.
pub(super) fn does(key: &str, shift: bool, chord: bool, at: Situation) -> Option<Does> {
    match key {
        // Ctrl+Enter sends too, as elsewhere.
        "Enter" if at.quick && !shift => Some(Does::Choose { send: true }),
        "Enter" if !shift => Some(Does::Send),
        _ if chord => None,
        "Tab" if at.quick && !shift => Some(Does::Choose { send: false }),
        "ArrowDown" if at.quick => Some(Does::Step(1)),
        "ArrowUp" if at.quick => Some(Does::Step(-1)),
        "Escape" if at.quick => Some(Does::CloseQuick),
        "Escape" if at.editing || at.busy => Some(Does::GiveUp),
        "ArrowUp" if at.empty && shift => Some(Does::EditLast),
        "ArrowUp" if at.empty => Some(Does::ToMessages),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Situation = Situation { quick: false, empty: false, editing: false, busy: false };

    #[test]
    fn enter_sends_and_shift_breaks_the_line() {
        assert_eq!(does("Enter", false, false, PLAIN), Some(Does::Send));
        assert_eq!(does("Enter", true, false, PLAIN), None);
        assert_eq!(does("Enter", false, true, PLAIN), Some(Does::Send));
    }

    #[test]
    fn while_quick_replies_are_offered_keys_are_for_them() {
        let at = Situation { quick: true, ..PLAIN };
        assert_eq!(does("Enter", false, false, at), Some(Does::Choose { send: true }));
        assert_eq!(does("Tab", false, false, at), Some(Does::Choose { send: false }));
        assert_eq!(does("ArrowDown", false, false, at), Some(Does::Step(1)));
        assert_eq!(does("Escape", false, false, at), Some(Does::CloseQuick));
        assert_eq!(does("Enter", true, false, at), None, "a line can still be broken");
    }

    #[test]
    fn an_empty_field_leads_to_the_messages() {
        let at = Situation { empty: true, ..PLAIN };
        assert_eq!(does("ArrowUp", false, false, at), Some(Does::ToMessages));
        assert_eq!(does("ArrowUp", true, false, at), Some(Does::EditLast));
        assert_eq!(does("ArrowUp", false, false, PLAIN), None, "within words it moves the caret");
    }

    #[test]
    fn escape_gives_up_only_what_was_begun() {
        assert_eq!(does("Escape", false, false, PLAIN), None, "the page may have a use for it");
        assert_eq!(does("Escape", false, false, Situation { editing: true, ..PLAIN }), Some(Does::GiveUp));
    }

    #[test]
    fn chords_are_for_the_window() {
        assert_eq!(does("ArrowUp", false, true, Situation { empty: true, ..PLAIN }), None);
    }
}
