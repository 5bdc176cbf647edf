//! What is said of a copy.

use leadsmart_contract::backups::{BackupContents, BackupKind, BackupView};
use leadsmart_contract::language::Language;
use leadsmart_contract::values::Moment;

use super::texts;
use crate::language::format;

/// What a copy is called: when it was made, and what for.
pub(super) fn title(language: Language, copy: &BackupView) -> String {
    let kind = kind(language, copy.kind);
    match copy.made {
        Some(made) => format!("{} · {kind}", instant(made)),
        None => kind.to_owned(),
    }
}

/// What is in a copy and how large it is.
pub(super) fn line(language: Language, copy: &BackupView) -> String {
    let size = size(language, copy.size);
    match &copy.contents {
        Some(found) => format!("{} · {size}", contents(language, found)),
        None => format!("{} · {size}", texts::not_readable(language)),
    }
}

/// The copy that would take the place of the data, in one sentence.
pub(super) fn described(language: Language, copy: &BackupView) -> String {
    let what = copy.contents.as_ref().map(|found| contents(language, found)).unwrap_or_default();
    match copy.made {
        Some(made) => format!("{}: {what}", texts::copy_of(language, &instant(made))),
        None => format!("{}: {what}", texts::copy_from_file(language)),
    }
}

/// What a file holds: its companies, how many appointments, and when something was changed in it last.
pub(super) fn contents(language: Language, found: &BackupContents) -> String {
    let mut parts = vec![companies(language, found)];
    parts.push(texts::appointments(language, found.appointments));
    parts.extend(found.changed.map(|changed| texts::changed(language, &instant(changed))));
    parts.join(", ")
}

/// The companies by name; of very many the first.
fn companies(language: Language, found: &BackupContents) -> String {
    const NAMED: usize = 3;
    let named: Vec<&str> = found.companies.iter().take(NAMED).map(String::as_str).collect();
    let rest = (found.companies.len() - named.len()) as u64 + u64::from(found.others);
    match (named.is_empty(), rest) {
        (true, 0) => texts::no_company(language).to_owned(),
        (true, rest) => texts::companies(language, rest),
        (false, 0) => named.join(", "),
        (false, rest) => format!("{} {}", named.join(", "), texts::and_more(language, rest)),
    }
}

const fn kind(language: Language, kind: BackupKind) -> &'static str {
    match kind {
        BackupKind::Daily => texts::daily(language),
        BackupKind::BeforeRestore => texts::before_restore(language),
        BackupKind::BeforeUpdate => texts::before_update(language),
        BackupKind::Sent => texts::sent(language),
    }
}

fn instant(moment: Moment) -> String {
    format!("{} {}", format::date(moment.local.date()), format::time(moment.local.time()))
}

/// A size as people read it, with one digit behind the comma from a megabyte on.
pub(super) fn size(language: Language, bytes: u64) -> String {
    const KILO: u64 = 1000;
    let (unit, name) = match bytes {
        0..1_000_000 => return format!("{} kB", bytes.div_ceil(KILO)),
        1_000_000..1_000_000_000 => (KILO * KILO, "MB"),
        _ => (KILO * KILO * KILO, "GB"),
    };
    let tenths = bytes / (unit / 10);
    let sign = if language == Language::English { '.' } else { ',' };
    format!("{}{sign}{} {name}", tenths / 10, tenths % 10)
}

/// How much of a file is there, in whole per cent.
pub(super) fn percent(sent: f64, size: f64) -> u32 {
    if size > 0.0 { (sent / size * 100.0) as u32 } else { 100 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(local: &str) -> Moment {
        Moment {
            at: "2026-11-25T12:00:00Z".parse().expect("an instant"),
            local: local.parse().expect("a reading"),
        }
    }

    fn copy(companies: &[&str], others: u32) -> BackupView {
        BackupView {
            id: "daily.db".into(),
            kind: BackupKind::Daily,
            made: Some(moment("2026-11-12T14:03:00")),
            size: 4_321_000,
            contents: Some(BackupContents {
                companies: companies.iter().map(|name| (*name).to_owned()).collect(),
                others,
                appointments: 1,
                changed: Some(moment("2026-11-12T13:59:00")),
            }),
        }
    }

    #[test]
    fn a_copy_says_when_it_was_made_and_what_is_in_it() {
        let copy = copy(&["Clínica"], 0);
        assert_eq!(title(Language::Portuguese, &copy), "12/11/2026 14:03 · cópia do dia");
        assert_eq!(
            line(Language::Portuguese, &copy),
            "Clínica, 1 agendamento, última alteração em 12/11/2026 13:59 · 4,3 MB"
        );
    }

    #[test]
    fn companies_that_are_not_named_are_counted() {
        let found = |companies, others| {
            contents(Language::English, &copy(companies, others).contents.expect("contents"))
        };
        assert!(found(&[], 0).starts_with("no company, "));
        assert!(found(&[], 1).starts_with("1 company, "));
        assert!(found(&["A"], 2).starts_with("A and 2 more, "));
        assert!(found(&["A", "B", "C", "D"], 0).starts_with("A, B, C and 1 more, "));
    }

    #[test]
    fn sizes_are_read_in_the_language() {
        for (bytes, text) in
            [(1, "1 kB"), (999_999, "1000 kB"), (1_000_000, "1,0 MB"), (2_560_000_000, "2,5 GB")]
        {
            assert_eq!(size(Language::Portuguese, bytes), text);
        }
        assert_eq!(size(Language::English, 4_321_000), "4.3 MB");
    }

    #[test]
    fn an_empty_file_is_sent_at_once() {
        assert_eq!((percent(0.0, 0.0), percent(1.0, 3.0), percent(3.0, 3.0)), (100, 33, 100));
    }
}
