//! What two clients have in common and what differs, line by line, before they are made one.

use std::collections::BTreeSet;

use leadsmart_contract::clients::{ClientView, Visits};
use leadsmart_contract::values::Document;

use crate::language::format;

/// A line of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    Phones,
    Email,
    Document,
    Birthday,
    Tags,
    Notes,
}

impl Field {
    const ALL: [Self; 7] =
        [Self::Name, Self::Phones, Self::Email, Self::Document, Self::Birthday, Self::Tags, Self::Notes];

    /// What a client has in this line.
    fn values(self, client: &ClientView) -> Vec<String> {
        match self {
            Self::Name => vec![client.name.to_string()],
            Self::Phones => client.phones.iter().map(format::phone).collect(),
            Self::Email => client.email.iter().map(ToString::to_string).collect(),
            Self::Document => client.document.iter().map(Document::formatted).collect(),
            Self::Birthday => client.birthday.into_iter().map(format::date).collect(),
            Self::Tags => client.tags.iter().map(ToString::to_string).collect(),
            Self::Notes => Some(client.notes.as_str())
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
                .into_iter()
                .collect(),
        }
    }

    /// The same without what does not tell two values apart.
    fn keys(self, client: &ClientView) -> BTreeSet<String> {
        match self {
            Self::Phones => client.phones.iter().map(|phone| phone.key()).collect(),
            _ => self.values(client).iter().map(|value| format::folded(value)).collect(),
        }
    }
}

/// How two clients stand to each other in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Both have the same.
    Same,
    /// They have different values.
    Differs,
    /// Only one of them has any.
    OnlyOne,
}

/// A line with what each of the two has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) field: Field,
    pub(super) mark: Mark,
    pub(super) values: [Vec<String>; 2],
}

/// The lines in which at least one of the two has something.
pub(super) fn lines(first: &ClientView, second: &ClientView) -> Vec<Line> {
    let line = |field: Field| {
        let keys = [field.keys(first), field.keys(second)];
        let mark = match keys.each_ref().map(BTreeSet::is_empty) {
            [true, true] => return None,
            [false, false] if keys[0] == keys[1] => Mark::Same,
            [false, false] => Mark::Differs,
            _ => Mark::OnlyOne,
        };
        Some(Line { field, mark, values: [field.values(first), field.values(second)] })
    };
    Field::ALL.into_iter().filter_map(line).collect()
}

/// How many appointments a client has, whatever became of them.
pub(super) fn appointments(visits: &Visits) -> u32 {
    visits.done + visits.no_show + visits.cancelled + visits.upcoming
}

/// Whether the second is the one to stay unless the person says otherwise: who has more appointments, else who was there first.
pub(super) fn second_stays(first: &ClientView, second: &ClientView) -> bool {
    let (one, other) = (appointments(&first.visits), appointments(&second.visits));
    other > one || (other == one && second.created_at < first.created_at)
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::ids::ClientId;
    use leadsmart_contract::values::{Name, Note, PhoneNumber};

    use super::*;

    fn client(name: &str, phones: &[&str], created_at: i64) -> ClientView {
        ClientView {
            id: ClientId::new(uuid::Uuid::from_u128(1)),
            name: Name::parse(name).expect("a name"),
            phones: phones.iter().map(|phone| PhoneNumber::parse(phone).expect("a phone")).collect(),
            email: None,
            document: None,
            birthday: None,
            notes: Note::default(),
            tags: Vec::new(),
            marketing_consent_at: None,
            created_at: jiff::Timestamp::from_second(created_at).expect("an instant"),
            revision: 1,
            visits: Visits { done: 0, no_show: 0, cancelled: 0, upcoming: 0 },
            next_appointment: None,
            last_appointment: None,
            merges: Vec::new(),
        }
    }

    #[test]
    fn a_line_says_whether_it_differs_and_what_nobody_has_is_no_line() {
        let first = client("Ana Prado", &["11 98765-4321"], 1);
        let second = ClientView {
            email: Some("ana@example.com".parse().expect("an address")),
            ..client("ána prado", &["+55 11 8765-4321"], 2)
        };
        let marks: Vec<(Field, Mark)> =
            lines(&first, &second).into_iter().map(|line| (line.field, line.mark)).collect();
        let expected =
            [(Field::Name, Mark::Same), (Field::Phones, Mark::Same), (Field::Email, Mark::OnlyOne)];
        assert_eq!(marks, expected);
        let other = client("Ana Lima", &["11 98765-4321", "11 3456-7890"], 3);
        let marks: Vec<Mark> = lines(&first, &other).into_iter().map(|line| line.mark).collect();
        assert_eq!(marks, [Mark::Differs, Mark::Differs]);
    }

    #[test]
    fn who_has_more_appointments_stays_else_who_was_there_first() {
        let (first, second) = (client("Ana", &[], 1), client("Ana", &[], 2));
        assert!(!second_stays(&first, &second) && second_stays(&second, &first));
        let busy = ClientView { visits: Visits { done: 0, no_show: 1, cancelled: 0, upcoming: 1 }, ..second };
        assert!(second_stays(&first, &busy) && !second_stays(&busy, &first));
    }
}
