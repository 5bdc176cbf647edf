//! Files that the interface makes, or that somebody sent, put with the person's downloads: the webview gives none by itself on
//! every system. What was sent is opened only where the system's program for it shows and does not run it.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;

/// The kinds of files that the interface makes.
const KINDS: [&str; 2] = ["csv", "ics"];

/// The kinds of files that programs show and do not run: pictures, films, sound, documents without macros.
const SHOWN: [&str; 22] = [
    "jpg", "jpeg", "png", "webp", "gif", "mp4", "3gp", "mp3", "m4a", "aac", "ogg", "opus", "amr", "pdf",
    "txt", "csv", "docx", "xlsx", "pptx", "odt", "ods", "odp",
];

/// How long a name may be, in characters.
const LONGEST: usize = 100;

/// How many files of one name may lie there.
const MOST: u32 = 1000;

/// Writes a new file; answers its path. One that is there already is left alone: the new one gets a number.
///
/// # Errors
/// The name is none of a file that the interface makes, or the folder cannot be written to.
pub(crate) fn save(folder: &Path, name: &str, text: &str, language: Language) -> Result<PathBuf, Failure> {
    let (stem, kind) =
        parts(name).ok_or_else(|| Failure::new(Code::InvalidInput, bad_name(language)).at("name"))?;
    put(folder, stem, kind, text.as_bytes(), language)
}

/// Writes a file that somebody sent; answers its path. Its name is theirs: what a folder or the system could take for something
/// else is left out of it.
///
/// # Errors
/// The folder cannot be written to.
pub(crate) fn keep(folder: &Path, name: &str, bytes: &[u8], language: Language) -> Result<PathBuf, Failure> {
    let (stem, kind) = harmless(name);
    put(folder, &stem, &kind, bytes, language)
}

/// Whether a file that was kept in this folder may be opened: it lies there itself, and is of a kind that is shown.
pub(crate) fn may_open(folder: &Path, path: &Path) -> bool {
    let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default().to_ascii_lowercase();
    let lies_there = match (path.canonicalize(), folder.canonicalize()) {
        (Ok(path), Ok(folder)) => path.is_file() && path.parent() == Some(folder.as_path()),
        _ => false,
    };
    lies_there && SHOWN.contains(&kind.as_str())
}

fn put(folder: &Path, stem: &str, kind: &str, bytes: &[u8], language: Language) -> Result<PathBuf, Failure> {
    let failed = |error: std::io::Error| {
        tracing::warn!(%error, "a file could not be written");
        let code = if error.kind() == ErrorKind::StorageFull { Code::StorageFull } else { Code::Internal };
        let place = folder.display().to_string();
        Failure::new(code, not_written(language, &place)).with_hint(not_written_hint(language))
    };
    for number in 1..=MOST {
        let name = if number == 1 { format!("{stem}.{kind}") } else { format!("{stem} ({number}).{kind}") };
        let path = folder.join(name);
        match File::create_new(&path) {
            Ok(file) => return write(file, &path, bytes).map(|()| path).map_err(failed),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(error)),
        }
    }
    Err(failed(ErrorKind::AlreadyExists.into()))
}

/// Half a list would look like a whole one: what cannot be written to its end is taken away.
fn write(mut file: File, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        let _ = std::fs::remove_file(path);
    }
    written
}

/// Name and kind of a plain file name: the page may not choose a folder, or what the system would run.
fn parts(name: &str) -> Option<(&str, &str)> {
    let (stem, kind) = name.rsplit_once('.')?;
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
    let sound = (1..=100).contains(&stem.chars().count()) && stem.chars().all(plain) && KINDS.contains(&kind);
    sound.then_some((stem, kind))
}

/// Name and kind of a file that somebody sent, without what a folder or a system could take for something else.
fn harmless(name: &str) -> (String, String) {
    let plain = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '(' | ')' | ',' | '+');
    let (stem, kind) = name.rsplit_once('.').unwrap_or((name, ""));
    let stem: String = stem.chars().filter(plain).take(LONGEST).collect();
    let kind: String = kind.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
    let stem = stem.trim();
    // Windows takes these names for devices, whatever follows the dot.
    let lower = stem.to_ascii_lowercase();
    let port = lower.strip_prefix("com").or_else(|| lower.strip_prefix("lpt"));
    let device = ["con", "prn", "aux", "nul"].contains(&lower.as_str())
        || port.is_some_and(|number| number.chars().count() == 1);
    let stem = if stem.is_empty() || device {
        format!("WhatsApp {stem}").trim().to_owned()
    } else {
        stem.to_owned()
    };
    (stem, if kind.is_empty() { "bin".to_owned() } else { kind })
}

texts! {
    bad_name: "Este nome de arquivo não é aceito.", "This file name is not accepted.", "Este nombre de archivo no se acepta.";
    not_written(place: &str): "O arquivo não pôde ser salvo em {place}.", "The file could not be saved to {place}.",
        "No se pudo guardar el archivo en {place}.";
    not_written_hint: "Confira se há espaço e se esta pasta aceita arquivos, e tente de novo.",
        "Check that there is space and that this folder accepts files, and try again.",
        "Revise que haya espacio y que esta carpeta acepte archivos, e inténtelo de nuevo.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_of_lists_are_taken() {
        assert_eq!(parts("clientes-2026-11-25.csv"), Some(("clientes-2026-11-25", "csv")));
        assert_eq!(parts("agenda-2026-11-25.ics"), Some(("agenda-2026-11-25", "ics")));
        for name in [
            "../clientes.csv",
            "/etc/clientes.csv",
            "a\\b.csv",
            ".csv",
            "clientes.sh",
            "clientes",
            "a.b.csv",
            "c:a.csv",
        ] {
            assert_eq!(parts(name), None, "{name}");
        }
    }

    #[test]
    fn the_name_of_what_somebody_sent_stays_in_its_folder_and_names_no_device() {
        for (name, kept) in [
            ("Exame de sangue (1).pdf", ("Exame de sangue (1)", "pdf")),
            ("../../.bashrc", ("WhatsApp", "bashrc")),
            ("/etc/passwd", ("etcpasswd", "bin")),
            ("CON.txt", ("WhatsApp CON", "txt")),
            ("lpt1.pdf", ("WhatsApp lpt1", "pdf")),
            ("foto\u{202e}gpj.exe", ("fotogpj", "exe")),
            ("", ("WhatsApp", "bin")),
            ("éé.p?d/f", ("éé", "pdf")),
        ] {
            let (stem, kind) = harmless(name);
            assert_eq!((stem.as_str(), kind.as_str()), kept, "{name}");
        }
        assert_eq!(harmless(&"é".repeat(500)).0.chars().count(), LONGEST);
    }

    #[test]
    fn only_what_was_kept_here_and_is_shown_may_be_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        let keep = |name: &str| keep(folder.path(), name, b"x", Language::English).expect("a file");
        assert!(may_open(folder.path(), &keep("a.PDF")));
        assert!(!may_open(folder.path(), &keep("a.exe")) && !may_open(folder.path(), &keep("a.html")));
        assert!(!may_open(folder.path(), &folder.path().join("b.pdf")), "it is not there");
        assert!(!may_open(&folder.path().join("sub"), &keep("c.pdf")), "it lies elsewhere");
    }

    #[test]
    fn a_file_that_is_there_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let save = |text: &str| save(folder.path(), "clientes.csv", text, Language::English).expect("a file");
        let (first, second) = (save("Ana"), save("Bia"));
        assert_eq!(second.file_name().and_then(|name| name.to_str()), Some("clientes (2).csv"));
        assert_eq!(std::fs::read_to_string(first).expect("a text"), "Ana");
        assert_eq!(std::fs::read_to_string(second).expect("a text"), "Bia");
    }

    #[test]
    fn a_folder_that_is_gone_is_told_by_its_name() {
        let folder = tempfile::tempdir().expect("a folder").path().join("gone");
        let failure = save(&folder, "clientes.csv", "Ana", Language::English).expect_err("no folder");
        assert!(failure.message.contains("gone") && failure.hint.is_some(), "{failure}");
    }
}
