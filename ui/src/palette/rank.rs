//! How well a name answers what was typed, and which group of answers comes first. Pure.

use crate::language::format::folded;

/// How well a name answers; the smaller, the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// The name begins with the text.
    Beginning,
    /// A word of the name begins with the text.
    Word,
    /// Each word of the text begins a word of the name.
    Words,
    /// Found in some other way: a slip, a phone, another word for the same thing.
    Other,
}

/// How well a name answers a text by its beginnings, without regard to case and accents; none if it does not.
pub(super) fn fit(name: &str, text: &str) -> Option<Fit> {
    let (name, text) = (folded(name), folded(text));
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() || name.starts_with(&text) {
        return Some(Fit::Beginning);
    }
    if starts_of_words(&name).any(|rest| rest.starts_with(&text)) {
        return Some(Fit::Word);
    }
    let mut left: Vec<&str> = words(&name).collect();
    let mut answered = true;
    for word in text.split(' ') {
        let place = left.iter().position(|own| own.starts_with(word));
        match place {
            Some(place) => drop(left.remove(place)),
            None => answered = false,
        }
    }
    answered.then_some(Fit::Words)
}

/// How well something answers that has a name and other words by which it is looked for.
pub(super) fn fit_with(name: &str, others: &str, text: &str) -> Option<Fit> {
    fit(name, text).or_else(|| fit(&format!("{name} {others}"), text).map(|_| Fit::Other))
}

/// The words of a name.
pub(super) fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The name from each of its words on.
fn starts_of_words(name: &str) -> impl Iterator<Item = &str> {
    let begins = |(at, letter): (usize, char)| {
        let inside = name[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        (letter.is_alphanumeric() && !inside).then_some(at)
    };
    name.char_indices().filter_map(begins).map(|at| &name[at..])
}

/// Sorts what was found, the best first; what is equally good stays as it came.
pub(super) fn sort<T>(items: &mut [(Fit, T)]) {
    items.sort_by_key(|(fit, _)| *fit);
}

/// Puts groups in order: the one with the best answer first, else as they came.
pub(super) fn order<T>(groups: &mut [(Fit, T)]) {
    // Only a true beginning is worth moving a group for: what lies further down would jump about while one types.
    groups.sort_by_key(|(fit, _)| *fit != Fit::Beginning);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_answers_by_its_beginnings_without_accents() {
        for (name, text, expected) in [
            ("Maria Duarte", "mar", Some(Fit::Beginning)),
            ("Maria Duarte", "maria d", Some(Fit::Beginning)),
            ("Maria Duarte", "  MARIA   d ", Some(Fit::Beginning)),
            ("Maria Duarte", "dua", Some(Fit::Word)),
            ("Maria Duarte", "dua mar", Some(Fit::Words)),
            ("Maria Duarte", "arte", None),
            ("Maria Duarte", "maria x", None),
            ("Lúcia Araújo", "lucia arau", Some(Fit::Beginning)),
            ("Ajustes › Serviços", "servicos", Some(Fit::Word)),
            ("Ana Ana", "ana ana ana", None),
            ("Anything", "", Some(Fit::Beginning)),
        ] {
            assert_eq!(fit(name, text), expected, "{name} for {text:?}");
        }
    }

    #[test]
    fn another_word_for_the_same_thing_finds_it_last() {
        assert_eq!(fit_with("Equipe", "funcionários", "equ"), Some(Fit::Beginning));
        assert_eq!(fit_with("Equipe", "funcionários", "func"), Some(Fit::Other));
        assert_eq!(fit_with("Equipe", "funcionários", "x"), None);
    }

    #[test]
    fn the_exact_beginning_comes_first_and_equals_keep_their_order() {
        let mut items =
            vec![(Fit::Word, 'a'), (Fit::Beginning, 'b'), (Fit::Word, 'c'), (Fit::Beginning, 'd')];
        sort(&mut items);
        assert_eq!(items.into_iter().map(|(_, item)| item).collect::<String>(), "bdac");
    }

    #[test]
    fn a_group_moves_up_only_for_an_exact_beginning() {
        let mut groups = vec![(Fit::Other, "clients"), (Fit::Word, "pages"), (Fit::Beginning, "actions")];
        order(&mut groups);
        assert_eq!(groups.iter().map(|(_, name)| *name).collect::<Vec<_>>(), ["actions", "clients", "pages"]);
        let mut groups = vec![(Fit::Beginning, "clients"), (Fit::Beginning, "pages")];
        order(&mut groups);
        assert_eq!(groups[0].1, "clients");
    }
}
