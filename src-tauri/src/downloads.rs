//! Files that the interface makes, put with the person's downloads: the webview gives none by itself on every system.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;

/// The kinds of files that the interface makes.
const KINDS: [&str; 2] = ["csv", "ics"];

/// How many files of one name may lie there.
const MOST: u32 = 1000;

/// Writes a new file; answers its path. One that is there already is left alone: the new one gets a number.
///
/// # Errors
/// The name is none of a file that the interface makes, or the folder cannot be written to.
pub(crate) fn save(folder: &Path, name: &str, text: &str, language: Language) -> Result<PathBuf, Failure> {
    let (stem, kind) =
        parts(name).ok_or_else(|| Failure::new(Code::InvalidInput, bad_name(language)).at("name"))?;
    keep(folder, (stem, kind), text.as_bytes(), language)
}

/// Writes a new file of this name and kind, whatever the name: the caller has seen to it that it is a plain one.
///
/// # Errors
/// The folder cannot be written to.
pub(crate) fn keep(
    folder: &Path,
    (stem, kind): (&str, &str),
    bytes: &[u8],
    language: Language,
) -> Result<PathBuf, Failure> {
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
