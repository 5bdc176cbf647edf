//! Copies of the data of this computer, and putting one of them in its place.
//!
//! - A copy is the whole file, so all companies that are on this computer. Who manages a company may take one away; to put one in
//!   the place of the data takes somebody who manages every company that is there now.
//! - Once a day on which something has changed one is made by itself; the newest seven stay.
//! - A copy is read to its end before anything is replaced. What is there then stays as a copy of its own, so a restore can be
//!   taken back by another one. Who restores stays logged in, everybody else logs in again: sessions that ended since must not
//!   come back. A computer on which nobody has registered takes any sound copy: so a new one gets the data of the old one.

pub(crate) mod commands;
mod store;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use leadsmart_contract::backups::{
    BACKUP_ENDING, BackupCheck, BackupContents, BackupKind, BackupMade, BackupView, Backups, MOST_PIECE_BYTES,
};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{CompanyId, UserId};
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::texts;
use sqlx::SqliteConnection;

use crate::access::Denied;
use crate::db::copies::{self, Contents, Copy, Kind};
use crate::db::restore::{self, KeptSession, Unfit};
use crate::error::{Defect, Explain, NotFound, Result};
use crate::table::Call;
use crate::time::{from_millis, moment, zone};
use crate::{Core, OpenFailure, access, auth, system};

/// The largest file that is taken: ten times what the busiest desk fills in years.
const MOST_BYTES: u64 = 8 * 1024 * 1024 * 1024;

/// How many copies of one minute may lie among the downloads.
const MOST_OF_A_MINUTE: u32 = 100;

/// Why a copy cannot be made or restored.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BackupError {
    /// There is no folder to put it into.
    #[error("no folder for downloads")]
    NoFolder,
    /// It is no copy of this application.
    #[error("not a copy")]
    NotOurs,
    /// It comes from a newer version.
    #[error("a copy of a newer version")]
    Newer,
    /// It is damaged.
    #[error("a damaged copy: {0}")]
    Damaged(String),
    /// The caller's company is not in it; these are.
    #[error("a copy of other companies")]
    OtherCompany(String),
    /// There is a company here that the caller does not manage.
    #[error("somebody else's company is here too")]
    Shared,
    /// Somebody has registered here already.
    #[error("not the first start")]
    NotFirst,
    /// The file is too large.
    #[error("too large")]
    TooLarge,
    /// The file did not come as it was announced.
    #[error("an upload that was interrupted")]
    Interrupted,
    /// The disk.
    #[error(transparent)]
    Store(#[from] OpenFailure),
}

impl From<std::io::Error> for BackupError {
    fn from(error: std::io::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<Unfit> for BackupError {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::NotOurs => Self::NotOurs,
            Unfit::Newer => Self::Newer,
            Unfit::Damaged(reason) => Self::Damaged(reason),
            Unfit::Failed(failure) => Self::Store(failure),
        }
    }
}

impl Explain for BackupError {
    fn explain(&self, language: Language) -> Failure {
        let told = |code, message: &str, hint: &str| Failure::new(code, message).with_hint(hint);
        match self {
            Self::NoFolder => told(Code::WrongState, no_folder(language), no_folder_hint(language)),
            Self::NotOurs => told(Code::InvalidInput, not_ours(language), not_ours_hint(language)),
            Self::Newer => told(Code::WrongState, newer(language), newer_hint(language)),
            Self::Damaged(reason) => {
                tracing::warn!(reason, "a copy is damaged");
                told(Code::InvalidInput, damaged(language), damaged_hint(language))
            }
            Self::OtherCompany(names) => {
                told(Code::WrongState, &other_company(language, names), other_company_hint(language))
            }
            // It is no right that her role lacks: it is whose data lies on this computer.
            Self::Shared => told(Code::WrongState, shared(language), shared_hint(language)),
            Self::NotFirst => told(Code::WrongState, not_first(language), not_first_hint(language)),
            Self::TooLarge => told(Code::TooLarge, too_large(language), not_ours_hint(language)),
            Self::Interrupted => told(Code::WrongState, interrupted(language), interrupted_hint(language)),
            Self::Store(failure) => match failure.explain(language) {
                Failure { code: Code::StorageFull, .. } => {
                    told(Code::StorageFull, full(language), full_hint(language))
                }
                Failure { code: Code::Forbidden, .. } => {
                    told(Code::Forbidden, refused(language), refused_hint(language))
                }
                _ => Defect(format!("a copy failed: {failure}")).explain(language),
            },
        }
    }
}

/// A file that is being sent.
pub(crate) struct Upload {
    id: String,
    size: u64,
    received: u64,
    path: PathBuf,
    file: std::fs::File,
}

/// Makes the copy of this day, unless it is there, nobody has registered, or nothing has changed since the newest one.
pub(crate) async fn keep_daily(core: &Core) -> Result<(), OpenFailure> {
    let now = core.ports().clock.now();
    let mut read = core.db().read().await?;
    let empty = auth::nobody(&mut read).await.unwrap_or(true);
    let changed = copies::contents_of(&mut read).await?.changed;
    drop(read);
    let newest =
        core.db().copies()?.into_iter().filter(|copy| copy.kind == Kind::Daily).max_by_key(|copy| copy.made);
    if let Some(newest) = newest {
        let zone = system::own_zone().ok().and_then(|name| zone(&name).ok()).unwrap_or(TimeZone::UTC);
        let day = |at: Timestamp| zone.to_datetime(at).date();
        let of_today = newest.made.is_some_and(|made| day(made) >= day(now));
        let same = copies::contents(&newest.path).await.is_ok_and(|contents| contents.changed == changed);
        if of_today || same {
            return Ok(());
        }
    }
    if empty { Ok(()) } else { core.db().keep_daily(now).await }
}

/// Makes a copy among the person's downloads.
async fn create(core: &Core) -> Result<BackupMade> {
    let folder = core.inner.downloads.get().ok_or(BackupError::NoFolder)?;
    let now = core.ports().clock.now();
    let here = zone(&system::own_zone()?).unwrap_or(TimeZone::UTC).to_datetime(now);
    let stem = format!("leadsmart-{}", here.strftime("%Y-%m-%d-%H%M"));
    let path = vacant(folder, &stem).map_err(BackupError::from)?;
    let making = folder.join(format!(".{stem}.making"));
    if let Err(failure) = core.db().copy_to(&making, &path).await {
        let _ = std::fs::remove_file(&path);
        return Err(BackupError::from(failure).into());
    }
    let size = path.metadata().map_err(BackupError::from)?.len();
    Ok(BackupMade { place: path.display().to_string(), size })
}

/// Takes a name that nothing has: an empty file stands there until the copy is whole.
fn vacant(folder: &Path, stem: &str) -> std::io::Result<PathBuf> {
    for number in 1..=MOST_OF_A_MINUTE {
        let name = if number == 1 { stem.to_owned() } else { format!("{stem} ({number})") };
        let path = folder.join(format!("{name}.{BACKUP_ENDING}"));
        match std::fs::File::create_new(&path) {
            Ok(_) => return Ok(path),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(std::io::ErrorKind::AlreadyExists.into())
}

/// Begins to take a file. What was sent before is forgotten.
async fn begin_upload(call: &Call, size: u64) -> Result<String> {
    if size > MOST_BYTES {
        return Err(BackupError::TooLarge.into());
    }
    let id: String = call.context.random::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut upload = call.core().inner.upload.lock().await;
    *upload = None;
    let path = call.core().db().receive().map_err(BackupError::from)?;
    let file = std::fs::File::options().append(true).open(&path).map_err(BackupError::from)?;
    *upload = Some(Upload { id: id.clone(), size, received: 0, path, file });
    Ok(id)
}

/// Takes the next piece of a file; answers how many bytes are there now.
pub(crate) async fn receive(core: &Core, id: &str, offset: u64, piece: Vec<u8>) -> Result<u64> {
    let mut slot = core.inner.upload.lock().await;
    let upload = slot.as_mut().filter(|upload| upload.id == id).ok_or(NotFound::Backup)?;
    let end = upload.received.saturating_add(piece.len() as u64);
    if offset != upload.received || end > upload.size || piece.len() > MOST_PIECE_BYTES {
        return Err(BackupError::Interrupted.into());
    }
    if let Err(error) = upload.file.write_all(&piece) {
        forget(core, &mut slot);
        return Err(BackupError::from(error).into());
    }
    upload.received = end;
    Ok(end)
}

/// Forgets a file that was sent.
async fn cancel_upload(core: &Core, id: &str) {
    let mut slot = core.inner.upload.lock().await;
    if slot.as_ref().is_some_and(|upload| upload.id == id) {
        forget(core, &mut slot);
    }
}

fn forget(core: &Core, slot: &mut Option<Upload>) {
    *slot = None;
    core.db().discard_received();
}

/// The copies that are kept here, the newest first.
async fn list(call: &Call) -> Result<Backups> {
    let mut read = call.read().await?;
    let user = call.context.user()?;
    let (mine, shared) = companies(read.connection(), user).await?;
    let zone = store::zone(read.connection(), call.context.company()?).await?;
    drop(read);
    let mut copies = Vec::new();
    for copy in call.core().db().copies().map_err(BackupError::from)? {
        let contents = copies::contents(&copy.path).await.ok();
        let seen = contents.map(|contents| contents_view(contents, Some(&mine), &zone)).transpose()?;
        copies.push(view(&copy, seen, &zone));
    }
    copies.sort_by(|a, b| (b.made, &b.id).cmp(&(a.made, &a.id)));
    Ok(Backups { copies, shared })
}

/// From where a restore is asked for.
struct Place {
    /// The company; none on a computer on which nobody has registered yet.
    company: Option<CompanyId>,
    zone: TimeZone,
    /// The session that stays.
    session: Option<KeptSession>,
}

impl Place {
    /// The company of a caller. Refuses who does not manage all companies of this computer.
    async fn of_caller(call: &Call) -> Result<Self> {
        let (company, user) = (call.context.company()?, call.context.user()?);
        let session = call.context.session.ok_or(Denied::Unauthenticated)?;
        let mut read = call.read().await?;
        if companies(read.connection(), user).await?.1 {
            return Err(BackupError::Shared.into());
        }
        let zone = store::zone(read.connection(), company).await?;
        let session = Some(store::session(read.connection(), session).await?);
        Ok(Self { company: Some(company), zone, session })
    }

    /// A new computer. Refuses where somebody has registered: then it takes her rights.
    async fn first(call: &Call) -> Result<Self> {
        let mut read = call.read().await?;
        if !auth::nobody(read.connection()).await? {
            return Err(BackupError::NotFirst.into());
        }
        let zone = zone(&system::own_zone()?).unwrap_or(TimeZone::UTC);
        Ok(Self { company: None, zone, session: None })
    }
}

/// What a restore would do. The copy is read to its end.
async fn check(call: &Call, place: &Place, id: &str) -> Result<BackupCheck> {
    let source = source(call.core(), id).await?;
    let contents = sound(&source.path, place.company).await?;
    let mut read = call.read().await?;
    let now = copies::contents_of(read.connection()).await?;
    drop(read);
    let copy = contents_view(contents, None, &place.zone)?;
    Ok(BackupCheck { copy: source.view(copy, &place.zone), now: contents_view(now, None, &place.zone)? })
}

/// Has a copy take the place of the data at the next start.
async fn restore(call: &Call, place: &Place, id: &str) -> Result<()> {
    let source = source(call.core(), id).await?;
    sound(&source.path, place.company).await?;
    let (now, kept) = (call.context.now, place.session.clone());
    let prepared = call.core().db().prepare_restore(&source.path, now, kept).await;
    prepared.map_err(BackupError::from)?;
    Ok(())
}

/// What a copy holds that is sound and has the company.
async fn sound(path: &Path, company: Option<CompanyId>) -> Result<Contents> {
    let contents = restore::check(path).await.map_err(BackupError::from)?;
    let has = |company: CompanyId| contents.companies.iter().any(|(id, _)| *id == company.uuid());
    if company.is_none_or(has) {
        return Ok(contents);
    }
    let names: Vec<String> = contents.companies.into_iter().map(|(_, name)| name).collect();
    Err(BackupError::OtherCompany(names.join(", ")).into())
}

/// The companies of this computer to which a person belongs, and whether there is one that she does not manage.
async fn companies(connection: &mut SqliteConnection, user: UserId) -> Result<(Vec<CompanyId>, bool)> {
    let (mut mine, mut shared) = (Vec::new(), false);
    for company in store::companies(connection).await? {
        let member = access::member(connection, company, user).await?.filter(|(_, active)| *active);
        shared |= !member.as_ref().is_some_and(|(member, _)| member.can(Permission::CompanyManage));
        mine.extend(member.map(|_| company));
    }
    Ok((mine, shared))
}

/// Where a copy comes from that was chosen.
struct Source {
    id: String,
    path: PathBuf,
    size: u64,
    kept: Option<Copy>,
}

impl Source {
    fn view(&self, contents: BackupContents, zone: &TimeZone) -> BackupView {
        match &self.kept {
            Some(copy) => view(copy, Some(contents), zone),
            None => BackupView {
                id: self.id.clone(),
                kind: BackupKind::Sent,
                made: None,
                size: self.size,
                contents: Some(contents),
            },
        }
    }
}

/// The copy of an id: one that is kept here, or the file that was sent. An id is compared and never taken for a path.
async fn source(core: &Core, id: &str) -> Result<Source> {
    let kept = core.db().copies().map_err(BackupError::from)?.into_iter().find(|copy| copy.name == id);
    if let Some(copy) = kept {
        return Ok(Source { id: id.to_owned(), path: copy.path.clone(), size: copy.size, kept: Some(copy) });
    }
    let slot = core.inner.upload.lock().await;
    let upload = slot.as_ref().filter(|upload| upload.id == id).ok_or(NotFound::Backup)?;
    if upload.received != upload.size {
        return Err(BackupError::Interrupted.into());
    }
    Ok(Source { id: id.to_owned(), path: upload.path.clone(), size: upload.size, kept: None })
}

fn view(copy: &Copy, contents: Option<BackupContents>, zone: &TimeZone) -> BackupView {
    let kind = match copy.kind {
        Kind::Daily => BackupKind::Daily,
        Kind::BeforeRestore => BackupKind::BeforeRestore,
        Kind::BeforeUpdate => BackupKind::BeforeUpdate,
    };
    let made = copy.made.map(|made| moment(made, zone));
    BackupView { id: copy.name.clone(), kind, made, size: copy.size, contents }
}

/// What a file holds, as it is told to somebody of these companies, or to somebody who may see all.
fn contents_view(contents: Contents, mine: Option<&[CompanyId]>, zone: &TimeZone) -> Result<BackupContents> {
    let sees = |id: &uuid::Uuid| mine.is_none_or(|mine| mine.iter().any(|company| company.uuid() == *id));
    let all = contents.companies.len();
    let companies: Vec<String> =
        contents.companies.into_iter().filter(|(id, _)| sees(id)).map(|(_, name)| name).collect();
    let changed = contents.changed.map(from_millis).transpose()?.map(|at| moment(at, zone));
    let others = u32::try_from(all - companies.len()).unwrap_or(u32::MAX);
    Ok(BackupContents { companies, others, appointments: contents.appointments, changed })
}

texts! {
    no_folder: "Aqui não há uma pasta de downloads para a cópia.", "There is no downloads folder for the copy here.",
        "Aquí no hay una carpeta de descargas para la copia.";
    no_folder_hint: "Faça a cópia na janela do LeadSmart, no computador que guarda os dados.",
        "Make the copy in the window of LeadSmart, on the computer that keeps the data.",
        "Haga la copia en la ventana de LeadSmart, en la computadora que guarda los datos.";
    not_ours: "Este arquivo não é uma cópia do LeadSmart. Nada foi alterado.", "This file is no copy of LeadSmart. Nothing was changed.",
        "Este archivo no es una copia de LeadSmart. Nada fue modificado.";
    not_ours_hint: "Escolha um arquivo que termina em .leadsmart-backup.", "Choose a file that ends in .leadsmart-backup.",
        "Elija un archivo que termine en .leadsmart-backup.";
    newer: "Esta cópia foi feita por uma versão mais nova do LeadSmart. Nada foi alterado.",
        "This copy was made by a newer version of LeadSmart. Nothing was changed.",
        "Esta copia fue hecha por una versión más nueva de LeadSmart. Nada fue modificado.";
    newer_hint: "Atualize o LeadSmart neste computador e restaure a cópia depois.",
        "Update LeadSmart on this computer, then restore the copy.", "Actualice LeadSmart en esta computadora y restaure la copia después.";
    damaged: "Esta cópia está danificada. Nada foi alterado.", "This copy is damaged. Nothing was changed.",
        "Esta copia está dañada. Nada fue modificado.";
    damaged_hint: "Escolha outra cópia, ou copie o arquivo de novo de onde ele estava guardado.",
        "Choose another copy, or copy the file again from where it was kept.",
        "Elija otra copia, o vuelva a copiar el archivo desde donde estaba guardado.";
    other_company(names: &str): "Esta cópia é de outra empresa: {names}. Nada foi alterado.",
        "This copy is of another company: {names}. Nothing was changed.", "Esta copia es de otra empresa: {names}. Nada fue modificado.";
    other_company_hint: "Escolha outra cópia. Para começar com esta em um computador novo, restaure-a na primeira tela, antes de criar uma conta.",
        "Choose another copy. To begin with this one on a new computer, restore it on the first screen, before an account is made.",
        "Elija otra copia. Para empezar con esta en una computadora nueva, restáurela en la primera pantalla, antes de crear una cuenta.";
    shared: "Este computador também guarda os dados de uma empresa que você não administra. Restaurar trocaria os dados dela.",
        "This computer also keeps the data of a company that you do not manage. A restore would replace its data too.",
        "Esta computadora también guarda los datos de una empresa que usted no administra. Restaurar reemplazaría también sus datos.";
    shared_hint: "Peça a quem administra todas as empresas deste computador.", "Ask somebody who manages all companies of this computer.",
        "Pídalo a quien administra todas las empresas de esta computadora.";
    not_first: "Já existe uma conta neste computador. Nada foi alterado.", "There is an account on this computer already. Nothing was changed.",
        "Ya existe una cuenta en esta computadora. Nada fue modificado.";
    not_first_hint: "Entre na sua conta e restaure a cópia nos ajustes da empresa.",
        "Log in and restore the copy in the settings of the company.", "Inicie sesión y restaure la copia en los ajustes de la empresa.";
    too_large: "Este arquivo é grande demais para ser uma cópia.", "This file is too large to be a copy.",
        "Este archivo es demasiado grande para ser una copia.";
    interrupted: "O arquivo não chegou inteiro. Nada foi alterado.", "The file did not arrive whole. Nothing was changed.",
        "El archivo no llegó completo. Nada fue modificado.";
    interrupted_hint: "Escolha-o de novo.", "Choose it again.", "Elíjalo de nuevo.";
    full: "O disco está cheio: não há lugar para a cópia. Nada foi alterado.", "The disk is full: there is no room for the copy. Nothing was changed.",
        "El disco está lleno: no hay lugar para la copia. Nada fue modificado.";
    full_hint: "Libere espaço no disco e tente de novo.", "Free some disk space and try again.", "Libere espacio en el disco e inténtelo de nuevo.";
    refused: "A pasta não aceita a cópia. Nada foi alterado.", "The folder does not take the copy. Nothing was changed.",
        "La carpeta no acepta la copia. Nada fue modificado.";
    refused_hint: "Confira se a pasta existe e se ela pertence a você.", "Check that the folder exists and that it belongs to you.",
        "Compruebe que la carpeta existe y que le pertenece a usted.";
}
