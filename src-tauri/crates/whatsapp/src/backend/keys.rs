//! Keys of several parts. Parts come from the network, so nothing is assumed of what is in them: different parts give different
//! keys, whatever they hold.

const BETWEEN: char = '\n';
const ESCAPE: char = '\\';

/// One key for several parts.
pub(super) fn key(parts: &[&str]) -> String {
    let mut key = String::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            key.push(BETWEEN);
        }
        for letter in part.chars() {
            match letter {
                BETWEEN => key.extend([ESCAPE, 'n']),
                ESCAPE => key.extend([ESCAPE, ESCAPE]),
                other => key.push(other),
            }
        }
    }
    key
}

/// What all keys begin with whose first parts these are, and which have more.
pub(super) fn beginning(parts: &[&str]) -> String {
    let mut key = key(parts);
    key.push(BETWEEN);
    key
}

/// The parts of a key.
pub(super) fn parts(key: &str) -> Vec<String> {
    let part = |escaped: &str| {
        let mut part = String::with_capacity(escaped.len());
        let mut letters = escaped.chars();
        while let Some(letter) = letters.next() {
            part.push(match letter {
                ESCAPE => letters.next().map_or(ESCAPE, |next| if next == 'n' { BETWEEN } else { next }),
                other => other,
            });
        }
        part
    };
    key.split(BETWEEN).map(part).collect()
}

/// Bytes as a key.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_parts_give_different_keys_that_can_be_taken_apart() {
        let cases: [&[&str]; 6] =
            [&["a", "b"], &["a\nb"], &["a\\", "nb"], &["a\\nb"], &["", "a\\\nb"], &["a", "", "b"]];
        let keys: std::collections::BTreeSet<String> = cases.iter().map(|parts| key(parts)).collect();
        assert_eq!(keys.len(), cases.len());
        for case in cases {
            assert_eq!(parts(&key(case)), case);
        }
        assert!(key(&["a", "b"]).starts_with(&beginning(&["a"])));
        assert!(!key(&["ab", "b"]).starts_with(&beginning(&["a"])));
    }
}
