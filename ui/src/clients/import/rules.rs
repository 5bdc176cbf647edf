//! What the import says and does with what the backend has found.

use leadsmart_contract::clients::{ImportCheck, ImportField, ImportOutcome, LeftOut, Lookalike};
use leadsmart_contract::language::Language;

use super::texts;

/// What the columns hold after one was chosen anew. What a client has once stands in one column, and a name is either whole or
/// in parts.
pub(super) fn chosen(mut fields: Vec<ImportField>, place: usize, field: ImportField) -> Vec<ImportField> {
    let excludes = |other: ImportField| match field {
        ImportField::Name => other.names(),
        ImportField::FirstName | ImportField::LastName => other == ImportField::Name,
        ImportField::Email | ImportField::Birthday | ImportField::MarketingConsent => other == field,
        _ => false,
    };
    for (at, other) in fields.iter_mut().enumerate() {
        if at == place {
            *other = field;
        } else if excludes(*other) {
            *other = ImportField::Ignored;
        }
    }
    fields
}

/// How a field is told from others in a list of choices.
pub(super) fn key(field: ImportField) -> String {
    ImportField::ALL.iter().position(|known| *known == field).unwrap_or_default().to_string()
}

/// The field of a key.
pub(super) fn field_of(key: &str) -> ImportField {
    let place = key.parse::<usize>().ok();
    place.and_then(|place| ImportField::ALL.get(place).copied()).unwrap_or(ImportField::Ignored)
}

/// How many clients the import would enter.
pub(super) fn would_enter(check: &ImportCheck, allow_duplicates: bool) -> u64 {
    u64::from(check.new) + if allow_duplicates { u64::from(check.duplicates) } else { 0 }
}

/// What the import came to, such as "312 clients imported, 4 lines left out".
pub(super) fn outcome(language: Language, outcome: &ImportOutcome) -> String {
    let entered = match outcome.created {
        0 => texts::none_imported(language).to_owned(),
        count => texts::imported(language, u64::from(count)),
    };
    match left_out(outcome) {
        0 => format!("{entered}."),
        count => format!("{entered}, {}.", texts::left_out(language, count)),
    }
}

/// How many lines were left out.
pub(super) fn left_out(outcome: &ImportOutcome) -> u64 {
    u64::from(outcome.duplicates) + u64::from(outcome.wrong)
}

/// What is wrong with a line, without its number.
pub(super) fn problem(language: Language, left: &LeftOut) -> String {
    let place = left.field.map(|field| texts::field(language, field));
    let parts = [(!left.name.is_empty()).then_some(left.name.as_str()), place, Some(left.message.as_str())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(": ")
}

/// Whom a line looks like, without its number.
pub(super) fn likeness(language: Language, like: &Lookalike) -> String {
    let twin = like.twin.as_str();
    let why = match like.earlier_line {
        Some(line) => texts::like_line(language, like.by, twin, line),
        None => texts::like_client(language, like.by, twin),
    };
    format!("{}: {why}", like.name)
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::clients::MatchedBy;
    use leadsmart_contract::values::Name;

    use super::*;
    use ImportField::{Email, FirstName, Ignored, LastName, Phone};

    #[test]
    fn what_a_client_has_once_stands_in_one_column() {
        let name = ImportField::Name;
        for (before, place, field, after) in [
            (vec![name, Phone], 1, name, vec![Ignored, name]),
            (vec![FirstName, LastName, Ignored], 2, name, vec![Ignored, Ignored, name]),
            (vec![name, Ignored], 1, LastName, vec![Ignored, LastName]),
            (vec![Email, Ignored], 1, Email, vec![Ignored, Email]),
            (vec![Phone, Ignored], 1, Phone, vec![Phone, Phone]),
        ] {
            assert_eq!(chosen(before.clone(), place, field), after, "{before:?}");
        }
    }

    #[test]
    fn every_field_is_found_again_by_its_key() {
        for field in ImportField::ALL {
            assert_eq!(field_of(&key(field)), field);
        }
    }

    #[test]
    fn the_outcome_is_told_with_its_plurals() {
        let told = |language, created, duplicates, wrong| {
            outcome(language, &ImportOutcome { created, duplicates, wrong })
        };
        assert_eq!(
            told(Language::Portuguese, 312, 3, 1),
            "312 clientes importados, 4 linhas deixadas de fora."
        );
        assert_eq!(told(Language::Portuguese, 1, 1, 0), "1 cliente importado, 1 linha deixada de fora.");
        assert_eq!(told(Language::English, 0, 0, 2), "No clients imported, 2 lines left out.");
        assert_eq!(told(Language::Spanish, 2, 0, 0), "2 clientes importados.");
    }

    #[test]
    fn a_line_says_what_is_wrong_with_it_or_whom_it_looks_like() {
        let left = |name: &str, field| LeftOut {
            line: 3,
            name: name.into(),
            field,
            message: "Falta o nome.".into(),
        };
        assert_eq!(problem(Language::Portuguese, &left("", Some(ImportField::Name))), "Nome: Falta o nome.");
        assert_eq!(problem(Language::Portuguese, &left("Ana", None)), "Ana: Falta o nome.");
        let name = |text: &str| Name::parse(text).expect("a name");
        let like = |earlier_line| Lookalike {
            line: 6,
            name: name("Ana P."),
            by: MatchedBy::Phone,
            client_id: None,
            earlier_line,
            twin: name("Ana Prado"),
        };
        assert_eq!(likeness(Language::English, &like(Some(2))), "Ana P.: same phone as Ana Prado on line 2");
        assert_eq!(
            likeness(Language::Portuguese, &like(None)),
            "Ana P.: mesmo telefone de Ana Prado, já entre seus clientes"
        );
    }
}
