//! Quick replies: what `/` and some letters find. Pure.

use crate::language::format::folded;

/// How many are shown.
const MOST: usize = 8;

/// What is looked for, if the text asks for a quick reply: it begins with `/` and nothing but a word follows.
pub(super) fn sought(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('/')?;
    (!rest.contains(char::is_whitespace)).then_some(rest)
}

/// The places of those that are found, the likeliest first. Each is a shortcut and its text.
///
/// The beginning of the shortcut comes before the beginning of a word in it, and that before a word in the text; among equals the
/// shorter shortcut is the likelier. Accents and case do not matter.
pub(super) fn found<'a>(sought: &str, all: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<usize> {
    let sought = folded(sought);
    let mut ranked: Vec<(u8, usize, usize)> = all
        .enumerate()
        .filter_map(|(place, (shortcut, text))| {
            let rank = rank(&sought, &folded(shortcut), text)?;
            Some((rank, shortcut.chars().count(), place))
        })
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().take(MOST).map(|(_, _, place)| place).collect()
}

fn rank(sought: &str, shortcut: &str, text: &str) -> Option<u8> {
    let word_begins =
        |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(sought));
    match () {
        () if shortcut.starts_with(sought) => Some(0),
        () if word_begins(shortcut) => Some(1),
        () if sought.chars().count() >= 2 && word_begins(&folded(text)) => Some(2),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [(&str, &str); 5] = [
        ("endereço", "Rua das Flores, 10"),
        ("preparo-exame", "Venha em jejum."),
        ("preço", "A consulta custa R$ 200."),
        ("convênios", "Atendemos os convênios…"),
        ("en", "Entendi!"),
    ];

    fn shortcuts(typed: &str) -> Vec<&'static str> {
        found(typed, ALL.into_iter()).into_iter().map(|place| ALL[place].0).collect()
    }

    #[test]
    fn a_slash_and_a_word_ask_for_a_quick_reply() {
        assert_eq!(sought("/"), Some(""));
        assert_eq!(sought("/pre"), Some("pre"));
        for text in ["", "a /b", "/a b", "http://x", "\n/a"] {
            assert_eq!(sought(text), None, "{text}");
        }
    }

    #[test]
    fn two_letters_are_enough_and_accents_do_not_matter() {
        assert_eq!(shortcuts("en"), ["en", "endereço"]);
        assert_eq!(shortcuts("PRECO"), ["preço"]);
        assert_eq!(shortcuts("pre"), ["preço", "preparo-exame"]);
    }

    #[test]
    fn words_within_come_after_beginnings() {
        assert_eq!(shortcuts("exame"), ["preparo-exame"]);
        assert_eq!(shortcuts("ru"), ["endereço"]);
        assert_eq!(shortcuts("r"), Vec::<&str>::new(), "one letter is no word of a text");
    }

    #[test]
    fn nothing_typed_offers_all() {
        assert_eq!(shortcuts("").len(), ALL.len());
    }
}
