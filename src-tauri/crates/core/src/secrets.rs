//! Secrets in the store: sealed with the company's key, which the operating system's keychain keeps.
//!
//! A sealed value is bound to its table, row and column, so that it cannot be moved to another place and opened there.
//! The keychain may wait for a person who unlocks it: fetch the key before a transaction, never inside of one. Where it does not serve, a
//! file takes its place that is sealed with a passphrase ([`sealed`]).

mod sealed;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::language::Language;
use leadsmart_contract::system::{SecretsPlace, SecretsStatus};
use leadsmart_contract::texts;
use leadsmart_ports::{Random, SecretBytes, SecretsFailure};
pub(crate) use sealed::Sealed;
use uuid::Uuid;

use crate::Core;
use crate::context::Context;
use crate::error::{Explain, Result};

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// A name under which nothing is kept.
const PROBE: &str = "probe";

/// How long the status may wait for the keychain; a person may be looking at the question for her password.
const PROBE_PATIENCE: Duration = Duration::from_secs(2);

/// For how long an unavailable keychain is not asked again.
const PROBE_AGAIN: SignedDuration = SignedDuration::from_secs(60);

/// Why a secret cannot be kept or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unavailable {
    /// The keychain is missing, locked or does not answer.
    #[error("the keychain does not serve: {0}")]
    Keychain(#[from] SecretsFailure),
    /// The key is not the one with which the value was sealed, or the value was moved or damaged.
    #[error("a sealed value cannot be opened")]
    Unreadable,
    /// They are in the sealed file, and nobody has entered the passphrase.
    #[error("the secrets are sealed")]
    Sealed,
    /// It is another passphrase.
    #[error("not this passphrase")]
    Passphrase,
    /// The keychain serves, so that there is no need of a file.
    #[error("the keychain serves")]
    Needless,
    /// The sealed file cannot be read or written.
    #[error("the sealed file: {0}")]
    File(String),
}

impl From<std::io::Error> for Unavailable {
    fn from(error: std::io::Error) -> Self {
        Self::File(error.to_string())
    }
}

impl Explain for Unavailable {
    fn explain(&self, language: Language) -> Failure {
        let unavailable = Code::KeychainUnavailable;
        let (code, message, hint) = match self {
            Self::Keychain(SecretsFailure::Missing(_)) => {
                (unavailable, no_keychain(language), no_keychain_hint(language))
            }
            Self::Keychain(SecretsFailure::Locked(_)) => {
                (unavailable, locked(language), locked_hint(language))
            }
            Self::Unreadable => (unavailable, unreadable(language), unreadable_hint(language)),
            Self::Sealed => (unavailable, is_sealed(language), is_sealed_hint(language)),
            Self::Passphrase => (Code::WrongCredentials, passphrase(language), passphrase_hint(language)),
            Self::Needless => (Code::WrongState, needless(language), needless_hint(language)),
            Self::File(_) => (unavailable, no_file(language), no_file_hint(language)),
        };
        tracing::warn!(error = %self, "a secret is unavailable");
        Failure::new(code, message).with_hint(hint)
    }
}

/// Where a sealed value stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Its table.
    pub(crate) table: &'static str,
    /// The key of its row.
    pub(crate) row: Uuid,
    /// Its column.
    pub(crate) column: &'static str,
}

impl Place {
    fn associated(&self) -> String {
        format!("{},{},{}", self.table, self.row, self.column)
    }
}

/// The key of a company, with which its secrets are sealed.
#[derive(Clone)]
pub(crate) struct CompanyKey {
    /// Whose it is.
    pub(crate) company: CompanyId,
    cipher: XChaCha20Poly1305,
}

impl CompanyKey {
    fn new(company: CompanyId, bytes: &[u8]) -> Result<Self, Unavailable> {
        let bytes: [u8; KEY_BYTES] = bytes.try_into().map_err(|_| Unavailable::Unreadable)?;
        Ok(Self { company, cipher: XChaCha20Poly1305::new(&Key::from(bytes)) })
    }

    /// Seals a value for its place.
    pub(crate) fn seal(&self, context: &Context, place: Place, plain: &[u8]) -> Result<Vec<u8>, Unavailable> {
        self.seal_as(&*context.ports.random, &place.associated(), plain)
    }

    /// Seals a value for a place whose row has another key than an id.
    pub(crate) fn seal_as(
        &self,
        random: &dyn Random,
        associated: &str,
        plain: &[u8],
    ) -> Result<Vec<u8>, Unavailable> {
        let mut nonce = [0; NONCE_BYTES];
        random.fill(&mut nonce);
        let payload = Payload { msg: plain, aad: associated.as_bytes() };
        let sealed =
            self.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| Unavailable::Unreadable)?;
        Ok([nonce.as_slice(), sealed.as_slice()].concat())
    }

    /// Opens what was sealed for this place.
    pub(crate) fn open(&self, place: Place, sealed: &[u8]) -> Result<SecretBytes, Unavailable> {
        self.open_as(&place.associated(), sealed)
    }

    /// Opens what was sealed for such a place.
    pub(crate) fn open_as(&self, associated: &str, sealed: &[u8]) -> Result<SecretBytes, Unavailable> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES).ok_or(Unavailable::Unreadable)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| Unavailable::Unreadable)?;
        let payload = Payload { msg: sealed, aad: associated.as_bytes() };
        let plain =
            self.cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| Unavailable::Unreadable)?;
        Ok(SecretBytes::new(plain))
    }
}

/// The keys that were fetched since the start, so that the keychain is asked once.
#[derive(Default)]
pub(crate) struct Keys {
    /// Held while a key is fetched or made: two at once would make two keys, and one of them would be lost.
    fetched: tokio::sync::Mutex<HashMap<CompanyId, CompanyKey>>,
    probed: Mutex<Option<(Timestamp, bool)>>,
}

/// The key of a company; made when it is first needed.
pub(crate) async fn company_key(core: &Core, company: CompanyId) -> Result<CompanyKey, Unavailable> {
    let mut fetched = core.keys().fetched.lock().await;
    if let Some(key) = fetched.get(&company) {
        return Ok(key.clone());
    }
    let name = key_name(company);
    let key = match get(core, &name).await? {
        Some(kept) => CompanyKey::new(company, kept.reveal())?,
        None => {
            let mut bytes = vec![0; KEY_BYTES];
            core.ports().random.fill(&mut bytes);
            let bytes = SecretBytes::new(bytes);
            set(core, &name, bytes.clone()).await?;
            CompanyKey::new(company, bytes.reveal())?
        }
    };
    fetched.insert(company, key.clone());
    Ok(key)
}

/// The key of a company itself, to be sealed for another desktop; made when it is first needed.
pub(crate) async fn shared_key(core: &Core, company: CompanyId) -> Result<SecretBytes, Unavailable> {
    company_key(core, company).await?;
    get(core, &key_name(company)).await?.ok_or(Unavailable::Unreadable)
}

/// Takes over the key of a company that was joined.
pub(crate) async fn adopt_key(
    core: &Core,
    company: CompanyId,
    bytes: SecretBytes,
) -> Result<(), Unavailable> {
    let key = CompanyKey::new(company, bytes.reveal())?;
    let mut fetched = core.keys().fetched.lock().await;
    set(core, &key_name(company), bytes).await?;
    fetched.insert(company, key);
    Ok(())
}

/// The login of this device to a company's database, if there is one.
pub(crate) async fn device_login(
    core: &Core,
    company: CompanyId,
) -> Result<Option<SecretBytes>, Unavailable> {
    get(core, &login_name(company)).await
}

/// Keeps the login of this device to a company's database, in place of the one before.
pub(crate) async fn keep_device_login(
    core: &Core,
    company: CompanyId,
    login: SecretBytes,
) -> Result<(), Unavailable> {
    set(core, &login_name(company), login).await
}

/// Forgets the login of this device to a company's database.
pub(crate) async fn forget_device_login(core: &Core, company: CompanyId) -> Result<(), Unavailable> {
    delete(core, &login_name(company)).await
}

/// Tries whether secrets can be kept, before something is begun that makes one.
pub(crate) async fn probe(core: &Core) -> Result<(), Unavailable> {
    set(core, PROBE, SecretBytes::new(vec![1])).await?;
    delete(core, PROBE).await
}

/// Forgets the key of a company that was removed. What was sealed with it can never be opened again.
pub(crate) async fn forget_key(core: &Core, company: CompanyId) -> Result<(), Unavailable> {
    core.keys().fetched.lock().await.remove(&company);
    delete(core, &key_name(company)).await
}

/// Whether secrets can be kept on this computer. A keychain that serves is not asked again.
pub(crate) async fn available(core: &Core, now: Timestamp) -> bool {
    if core.sealed().exists() {
        return core.sealed().is_open().await;
    }
    let probed = *core.keys().probed.lock().unwrap_or_else(PoisonError::into_inner);
    match probed {
        Some((_, true)) => return true,
        Some((at, false)) if now.duration_since(at).abs() < PROBE_AGAIN => return false,
        _ => {}
    }
    let answer = tokio::time::timeout(PROBE_PATIENCE, core.ports().secrets.get(PROBE)).await;
    let serves = matches!(answer, Ok(Ok(_)));
    *core.keys().probed.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, serves));
    serves
}

/// Where secrets are kept, and whether they can be reached.
pub(crate) async fn status(core: &Core, now: Timestamp) -> SecretsStatus {
    let open = available(core, now).await;
    let place = match (core.sealed().exists(), open) {
        (true, _) => SecretsPlace::SealedFile,
        (false, true) => SecretsPlace::Keychain,
        (false, false) => SecretsPlace::Nowhere,
    };
    SecretsStatus { place, open }
}

/// Makes a file for secrets where the keychain does not serve.
pub(crate) async fn seal(core: &Core, passphrase: &str) -> Result<()> {
    if !core.sealed().exists() && probe(core).await.is_ok() {
        return Err(Unavailable::Needless.into());
    }
    core.sealed().make(passphrase, &*core.ports().random).await
}

/// Opens the file with its passphrase.
pub(crate) async fn open(core: &Core, passphrase: &str) -> Result<()> {
    if !core.sealed().exists() {
        return Err(Unavailable::Needless.into());
    }
    core.sealed().open(passphrase).await
}

/// The secret of a name, from wherever they are kept.
async fn get(core: &Core, name: &str) -> Result<Option<SecretBytes>, Unavailable> {
    if core.sealed().exists() {
        return core.sealed().get(name).await;
    }
    Ok(core.ports().secrets.get(name).await?)
}

async fn set(core: &Core, name: &str, secret: SecretBytes) -> Result<(), Unavailable> {
    if core.sealed().exists() {
        return core.sealed().put(name, Some(secret), &*core.ports().random).await;
    }
    Ok(core.ports().secrets.set(name, secret).await?)
}

async fn delete(core: &Core, name: &str) -> Result<(), Unavailable> {
    if core.sealed().exists() {
        return core.sealed().put(name, None, &*core.ports().random).await;
    }
    Ok(core.ports().secrets.delete(name).await?)
}

/// What a restart does to the keys that were fetched.
#[cfg(test)]
pub(crate) async fn forget_key_in_memory(core: &Core) {
    core.keys().fetched.lock().await.clear();
}

fn key_name(company: CompanyId) -> String {
    format!("company-key:{company}")
}

fn login_name(company: CompanyId) -> String {
    format!("device-login:{company}")
}

texts! {
    no_keychain: "Não há um chaveiro de senhas neste computador. Nada foi salvo.",
        "There is no keychain on this computer to keep passwords in. Nothing was saved.",
        "No hay un llavero de contraseñas en esta computadora. No se guardó nada.";
    no_keychain_hint: "Ative o chaveiro do sistema (no Linux, o GNOME Keyring ou o KWallet) e abra o LeadSmart de novo, ou escolha uma frase secreta para um arquivo lacrado.",
        "Turn on the keychain of the system (on Linux, GNOME Keyring or KWallet) and open LeadSmart again, or choose a passphrase for a sealed file.",
        "Active el llavero del sistema (en Linux, GNOME Keyring o KWallet) y abra LeadSmart de nuevo, o elija una frase secreta para un archivo sellado.";
    is_sealed: "O arquivo lacrado com as senhas deste computador está fechado.", "The sealed file with the passwords of this computer is closed.",
        "El archivo sellado con las contraseñas de este equipo está cerrado.";
    is_sealed_hint: "Digite a frase secreta. Até lá, continue trabalhando: tudo fica guardado aqui.",
        "Enter the passphrase. Until then go on working: everything is kept here.",
        "Escriba la frase secreta. Hasta entonces siga trabajando: todo queda guardado aquí.";
    passphrase: "Esta não é a frase secreta do arquivo lacrado.", "This is not the passphrase of the sealed file.",
        "Esta no es la frase secreta del archivo sellado.";
    passphrase_hint: "Tente de novo. Quem a perdeu apaga secrets.sealed da pasta de dados e entra nas empresas com códigos novos.",
        "Try again. Who has lost it deletes secrets.sealed in the data folder and joins the companies with new codes.",
        "Inténtelo de nuevo. Quien la perdió borra secrets.sealed de la carpeta de datos y se une a las empresas con códigos nuevos.";
    needless: "O chaveiro deste computador funciona; não é preciso um arquivo lacrado.", "The keychain of this computer works; there is no need of a sealed file.",
        "El llavero de este equipo funciona; no hace falta un archivo sellado.";
    needless_hint: "Não há nada a fazer.", "There is nothing to do.", "No hay nada que hacer.";
    no_file: "O arquivo lacrado não pôde ser lido ou gravado.", "The sealed file could not be read or written.",
        "No se pudo leer o escribir el archivo sellado.";
    no_file_hint: "Verifique o disco e a pasta de dados; depois tente de novo.", "Check the disk and the data folder; then try again.",
        "Revise el disco y la carpeta de datos; luego inténtelo de nuevo.";
    locked: "O chaveiro deste computador está bloqueado. Nada foi salvo.",
        "The keychain of this computer is locked. Nothing was saved.",
        "El llavero de esta computadora está bloqueado. No se guardó nada.";
    locked_hint: "Desbloqueie o chaveiro e tente de novo.", "Unlock the keychain and try again.",
        "Desbloquee el llavero e inténtelo de nuevo.";
    unreadable: "Uma senha guardada não pode mais ser lida: o chaveiro deste computador mudou.",
        "A saved password can no longer be read: the keychain of this computer has changed.",
        "Una contraseña guardada ya no se puede leer: el llavero de esta computadora cambió.";
    unreadable_hint: "Digite a senha de novo nos ajustes.", "Enter the password again in the settings.",
        "Escriba la contraseña de nuevo en los ajustes.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Bench;

    const PASSWORD: &str = "password_sealed";

    fn place(row: Uuid, column: &'static str) -> Place {
        Place { table: "mail_servers", row, column }
    }

    #[tokio::test]
    async fn what_is_sealed_opens_only_in_its_place() {
        let bench = Bench::new().await;
        let (company, row) = (CompanyId::new(Uuid::from_u128(1)), Uuid::from_u128(2));
        let key = company_key(&bench.core, company).await.expect("a key");
        let context = bench.write().await.context;
        let sealed = key.seal(&context, place(row, PASSWORD), b"segredo").expect("sealed");
        assert!(
            !sealed.windows(7).any(|bytes| bytes == b"segredo"),
            "a sealed value does not show what it holds"
        );
        let opened = key.open(place(row, PASSWORD), &sealed).expect("opened");
        assert_eq!(opened.reveal(), b"segredo");
        for elsewhere in [place(row, "host"), place(Uuid::from_u128(3), PASSWORD)] {
            assert_eq!(
                key.open(elsewhere, &sealed).err(),
                Some(Unavailable::Unreadable),
                "{elsewhere:?} opens nothing"
            );
        }
        let mut damaged = sealed.clone();
        damaged[NONCE_BYTES] ^= 1;
        for bad in [damaged.as_slice(), &sealed[..NONCE_BYTES - 1], &[]] {
            assert_eq!(
                key.open(place(row, PASSWORD), bad).err(),
                Some(Unavailable::Unreadable),
                "damage is noticed"
            );
        }
    }

    #[tokio::test]
    async fn a_company_key_is_made_once_and_kept_in_the_keychain() {
        let bench = Bench::new().await;
        let company = CompanyId::new(Uuid::from_u128(1));
        let first = company_key(&bench.core, company).await.expect("a key");
        let context = bench.write().await.context;
        let sealed = first.seal(&context, place(company.uuid(), PASSWORD), b"segredo").expect("sealed");
        forget_key_in_memory(&bench.core).await;
        let again = company_key(&bench.core, company).await.expect("the same key");
        assert!(
            again.open(place(company.uuid(), PASSWORD), &sealed).is_ok(),
            "the key of the keychain is used again"
        );
        forget_key(&bench.core, company).await.expect("forgotten");
        let other = company_key(&bench.core, company).await.expect("a new key");
        assert!(
            other.open(place(company.uuid(), PASSWORD), &sealed).is_err(),
            "a forgotten key opens nothing any more"
        );
    }

    #[tokio::test]
    async fn without_a_keychain_there_is_no_key_and_the_way_out_is_told() {
        let bench = Bench::new().await;
        for (failure, word) in [
            (SecretsFailure::Missing("none".into()), "Turn on"),
            (SecretsFailure::Locked("closed".into()), "Unlock"),
        ] {
            bench.secrets.fail_with(Some(failure));
            let company = CompanyId::new(Uuid::from_u128(1));
            let refused =
                company_key(&bench.core, company).await.err().expect("no key").explain(Language::English);
            assert_eq!(refused.code, Code::KeychainUnavailable);
            assert!(refused.hint.is_some_and(|hint| hint.contains(word)), "the hint says what to do");
        }
    }
}
