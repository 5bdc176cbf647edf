//! What a person chose for this computer. Whether the application starts with it is the system's to know; the rest lies in
//! a small file beside the data.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::language::Language;
use leadsmart_contract::shell::ComputerSettings;
use leadsmart_contract::texts;
use serde::{Deserialize, Serialize};
use tauri::AppHandle;
use tauri_plugin_autostart::ManagerExt;

/// With this argument the system starts the application: it begins in the tray, if it may stay there.
pub(crate) const STARTED_BY_SYSTEM: &str = "--started-by-system";

/// What the file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    stay: bool,
    sound: bool,
}

impl Default for Kept {
    fn default() -> Self {
        let ComputerSettings { stay, sound, .. } = ComputerSettings::default();
        Self { stay, sound }
    }
}

/// The choices of this computer.
pub(crate) struct Computer {
    file: PathBuf,
    kept: Mutex<Kept>,
}

impl Computer {
    /// Reads the file in the data folder; what is missing or cannot be read is as at the beginning.
    pub(crate) fn of(folder: &Path) -> Self {
        let file = folder.join("computer.json");
        let kept = match fs::read(&file) {
            Ok(text) => serde_json::from_slice(&text).unwrap_or_else(|error| {
                tracing::warn!(%error, "the choices of this computer could not be read");
                Kept::default()
            }),
            Err(_) => Kept::default(),
        };
        Self { file, kept: Mutex::new(kept) }
    }

    /// Whether closing the window leaves the application running.
    pub(crate) fn stays(&self) -> bool {
        self.kept().stay
    }

    /// Whether notifications are heard.
    pub(crate) fn sounds(&self) -> bool {
        self.kept().sound
    }

    /// What is chosen.
    pub(crate) fn settings(&self, app: &AppHandle) -> ComputerSettings {
        let Kept { stay, sound } = self.kept();
        ComputerSettings { autostart: app.autolaunch().is_enabled().unwrap_or_default(), stay, sound }
    }

    /// Takes over what was chosen.
    ///
    /// # Errors
    /// The system or the data folder does not take it; what could be done is done.
    pub(crate) fn choose(
        &self,
        app: &AppHandle,
        wanted: ComputerSettings,
        language: Language,
    ) -> Result<ComputerSettings, Failure> {
        self.keep(Kept { stay: wanted.stay, sound: wanted.sound }, language)?;
        let starter = app.autolaunch();
        if starter.is_enabled().unwrap_or_default() != wanted.autostart {
            let done = if wanted.autostart { starter.enable() } else { starter.disable() };
            done.map_err(|error| {
                tracing::warn!(%error, "the start with the computer could not be changed");
                Failure::new(Code::Internal, no_autostart(language)).with_hint(no_autostart_hint(language))
            })?;
        }
        Ok(self.settings(app))
    }

    fn keep(&self, kept: Kept, language: Language) -> Result<(), Failure> {
        let written = serde_json::to_vec(&kept).map_err(std::io::Error::from).and_then(|text| {
            // Beside the file first, so that it is never found half written.
            let beside = self.file.with_extension("json.new");
            fs::write(&beside, text)?;
            fs::rename(&beside, &self.file)
        });
        written.map_err(|error| {
            tracing::warn!(%error, "the choices of this computer could not be written");
            Failure::new(Code::Internal, not_kept(language)).with_hint(not_kept_hint(language))
        })?;
        *self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = kept;
        Ok(())
    }

    fn kept(&self) -> Kept {
        *self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

texts! {
    no_autostart: "O sistema não aceitou a mudança do início automático.", "The system did not accept the change to the automatic start.",
        "El sistema no aceptó el cambio del inicio automático.";
    no_autostart_hint: "Você pode mudar isso nos ajustes do próprio sistema.", "You can change it in the system’s own settings.",
        "Puede cambiarlo en los ajustes del propio sistema.";
    not_kept: "A escolha não pôde ser salva neste computador.", "The choice could not be saved on this computer.",
        "No se pudo guardar la elección en esta computadora.";
    not_kept_hint: "Confira se há espaço em disco e tente de novo.", "Check that there is space on the disk and try again.",
        "Revise que haya espacio en el disco e inténtelo de nuevo.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_there_at_the_next_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let chosen = Kept { stay: true, sound: false };
        Computer::of(folder.path()).keep(chosen, Language::English).expect("it is written");
        assert_eq!(Computer::of(folder.path()).kept(), chosen);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_no_reason_not_to_start() {
        let folder = tempfile::tempdir().expect("a folder");
        for text in ["", "{", "[1]", r#"{"stay":"yes"}"#] {
            fs::write(folder.path().join("computer.json"), text).expect("it is written");
            assert_eq!(Computer::of(folder.path()).kept(), Kept::default(), "{text}");
        }
        fs::write(folder.path().join("computer.json"), r#"{"sound":false,"later":1}"#)
            .expect("it is written");
        assert_eq!(Computer::of(folder.path()).kept(), Kept { stay: false, sound: false });
    }

    #[test]
    fn a_choice_that_cannot_be_kept_is_told_and_not_taken() {
        let folder = tempfile::tempdir().expect("a folder").path().join("gone");
        let computer = Computer::of(&folder);
        let failure =
            computer.keep(Kept { stay: true, sound: true }, Language::English).expect_err("no folder");
        assert!(failure.hint.is_some() && !computer.stays(), "{failure}");
    }
}
