//! Lengths of files, and words that may not be committed.

use super::{Finding, Source};

/// A longer file misses a concept.
const LONGEST: usize = 600;
/// From here on a warning tells that the next addition needs a thought.
const LONG: usize = 500;

/// What Rust files may not hold, with the reason. Written in pieces, so that this file is not its own first finding.
const BANNED: [(&str, &str); 4] = [
    (concat!("to", "do!("), "finish it, or leave it out"),
    (concat!("unimple", "mented!("), "finish it, or leave it out"),
    (concat!("db", "g!("), "a trace for one person's debugging"),
    (concat!("allow(dead", "_code)"), "remove what nothing uses"),
];

/// Beginnings of paths that exist on one machine only.
const MACHINE: [&str; 5] = [
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/tm", "p/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
];

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        if source.is_rust() && source.text.lines().count() > LONGEST {
            findings.push(
                source.finding(LONGEST, format!("more than {LONGEST} lines: split it by what it is about")),
            );
        }
        for (index, line) in source.text.lines().enumerate() {
            findings.extend(words(source, index + 1, line));
        }
    }
    findings
}

/// Files that come near the longest length.
pub(super) fn nearly_too_long(sources: &[Source]) -> Vec<Finding> {
    let length = |source: &Source| source.text.lines().count();
    let long = sources.iter().filter(|source| source.is_rust() && (LONG..=LONGEST).contains(&length(source)));
    long.map(|source| source.finding(length(source), "a long file; what could be a file of its own?"))
        .collect()
}

fn words(source: &Source, number: usize, line: &str) -> Option<Finding> {
    if source.is_rust() {
        let code = line.split("//").next().unwrap_or_default();
        if let Some((word, why)) = BANNED.iter().find(|(word, _)| code.contains(word)) {
            return Some(source.finding(number, format!("`{word}`: {why}")));
        }
    }
    let path = MACHINE.iter().find(|path| starts_a_path(line, path))?;
    Some(source.finding(number, format!("`{path}` is a path of one machine")))
}

/// Whether the text holds `path` as the beginning of a path, not inside a longer one such as an address.
fn starts_a_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || "._-~}/$)".contains(letter))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> usize {
        check(&[Source { path: path.to_owned(), text: text.to_owned() }]).len()
    }

    #[test]
    fn unfinished_code_and_paths_of_one_machine_are_found() {
        let cases = [
            (format!("    {}\"later\")", BANNED[0].0), 1),
            (format!("// {} in words", BANNED[0].0), 0),
            (format!("let file = \"{}me/x\";", MACHINE[0]), 1),
            (format!("https://example.org{}", MACHINE[1]), 0),
            ("let ok = 1;".to_owned(), 0),
        ];
        for (text, expected) in cases {
            assert_eq!(findings("a.rs", &text), expected, "{text}");
        }
    }

    #[test]
    fn a_file_has_at_most_600_lines() {
        assert_eq!(findings("a.rs", &"x\n".repeat(600)), 0);
        assert_eq!(findings("a.rs", &"x\n".repeat(601)), 1);
        assert_eq!(findings("a.css", &"x\n".repeat(601)), 0, "only code is measured");
    }
}
