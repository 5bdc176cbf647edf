//! Joining a company that other desktops share: with a code, as the person who is logged in here.

use leadsmart_contract::auth::Done;
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::language::Language;
use leadsmart_contract::sync::{JoinSync, JoiningPhase, JoiningView};
use leadsmart_contract::texts;
use leadsmart_contract::topic::{Changed, Topic};
use leadsmart_ports::remote::Applicant;
use sqlx::SqliteConnection;

use super::hub::{self, Progress};
use super::link::{self, Beginning};
use super::sharing::{LINK, device_name};
use super::store::{self, Here, Link};
use super::{SyncError, status};
use crate::auth;
use crate::companies::CompanyError;
use crate::error::{NotFound, Result};
use crate::secrets;
use crate::table::Call;

/// Joins; the rows begin to come in.
pub(super) async fn join(call: &Call, command: JoinSync) -> Result<JoiningView> {
    let core = call.core();
    let text = command.code.reveal().trim();
    let code = text.strip_prefix(LINK).unwrap_or(text);
    let company = core.ports().servers.company_of(code)?;
    let door = core.hub().door.lock().await;
    let mut read = call.read().await?;
    let (user, sample) = auth::user(read.connection(), call.context.user()?).await?;
    if sample {
        return Err(CompanyError::SampleUser.into());
    }
    let again = may_join(read.connection(), company).await?;
    drop(read);
    // A code works once: what could stand in the way afterwards is tried before.
    secrets::probe(core).await?;
    let applicant = Applicant {
        member_id: call.context.new_id(),
        device_name: device_name(command.device, &user.name, call.context.language),
        name: user.name,
        email: user.email,
    };
    let joined = core.ports().servers.join(code, &applicant).await?;
    secrets::adopt_key(core, company, joined.key).await?;
    secrets::keep_device_login(core, company, joined.login).await?;
    if again {
        link::begin_again(core, &joined.admission, user.id).await?;
        core.db().announce([Changed { company_id: Some(company), topic: Topic::Companies }]);
        if let Some(line) = core.lines().get(company) {
            line.stop.notify_one();
        }
    } else {
        link::begin(core, &joined.admission, Beginning::Joined(user.id)).await?;
    }
    drop(door);
    core.hub().look_again();
    let mut read = call.read().await?;
    view(call, read.connection(), company).await
}

/// Whether a company that is here goes on as another device. One that is neither shut out nor without a login has no need to.
async fn may_join(connection: &mut SqliteConnection, company: CompanyId) -> Result<bool> {
    let link = store::link(connection, company).await?;
    let lost = |link: &Link| {
        matches!(
            link.trouble.as_deref(),
            Some(store::SHUT_OUT | "revoked" | "forked" | "no_login" | "no_keychain" | "sealed")
        )
    };
    match (store::here(connection, company).await?, link) {
        (Here { rows: false, linked: false }, _) => Ok(false),
        (Here { linked: true, .. }, Some(link)) if lost(&link) => Ok(true),
        _ => Err(SyncError::AlreadyHere.into()),
    }
}

/// The companies that the caller has joined and whose rows are not all here.
pub(super) async fn list(call: &Call) -> Result<Vec<JoiningView>> {
    let user = call.context.user()?;
    let mut read = call.read().await?;
    let mut views = Vec::new();
    for company in store::joining(read.connection(), user).await? {
        views.push(view(call, read.connection(), company).await?);
    }
    Ok(views)
}

/// Gives joining up.
pub(super) async fn cancel(call: &Call, company: CompanyId) -> Result<Done> {
    let (core, user) = (call.core(), call.context.user()?);
    let line = core.lines().get(company);
    if let Some(line) = &line {
        let mut read = call.read().await?;
        if !store::joining(read.connection(), user).await?.contains(&company) {
            return Err(NotFound::Company.into());
        }
        line.stop.notify_one();
    }
    let _turn = match &line {
        Some(line) => Some(line.turn.lock().await),
        None => None,
    };
    let mut write = core.db().write_local().await?;
    if !store::joining(&mut write, user).await?.contains(&company) {
        return Err(NotFound::Company.into());
    }
    store::remove_link(&mut write, company).await?;
    write.commit().await?;
    core.hub().note(company, None);
    // The other desktops are told if they can be; who manages them can shut this one out as well.
    match hub::server(core, company).await {
        Ok(server) => {
            if let Err(failure) = server.leave().await {
                tracing::info!(%company, %failure, "the company was not told that this desktop left");
            }
        }
        Err(missing) => tracing::info!(%company, ?missing, "the company was not told that this desktop left"),
    }
    secrets::forget_device_login(core, company).await?;
    secrets::forget_key(core, company).await?;
    core.hub().look_again();
    core.db().announce([Changed { company_id: None, topic: Topic::Sync }]);
    Ok(Done {})
}

async fn view(call: &Call, connection: &mut SqliteConnection, company: CompanyId) -> Result<JoiningView> {
    let language = call.context.language;
    let status = status::status(connection, company, language).await?;
    let progress = call.core().hub().progress(company);
    let phase = phase(status.trouble.is_some(), progress);
    let (rows, percent) = progress.map_or((0, None), |progress| (progress.rows, Some(progress.percent)));
    let stuck = phase == JoiningPhase::Stopped || status.detail.is_some();
    let message = if stuck { status.message } else { words(phase, language).to_owned() };
    Ok(JoiningView {
        company_id: company,
        phase,
        rows,
        percent,
        message,
        hint: status.hint.filter(|_| stuck),
    })
}

const fn phase(trouble: bool, progress: Option<Progress>) -> JoiningPhase {
    match progress {
        _ if trouble => JoiningPhase::Stopped,
        Some(Progress { storing: true, .. }) => JoiningPhase::Storing,
        Some(_) => JoiningPhase::Loading,
        None => JoiningPhase::Connecting,
    }
}

const fn words(phase: JoiningPhase, language: Language) -> &'static str {
    match phase {
        JoiningPhase::Connecting => connecting(language),
        JoiningPhase::Loading => loading(language),
        JoiningPhase::Storing | JoiningPhase::Stopped => storing(language),
    }
}

texts! {
    connecting: "Conectando ao banco de dados da empresa…", "Connecting to the company's database…", "Conectando con la base de datos de la empresa…";
    loading: "Os dados da empresa estão chegando…", "The company's data is coming in…", "Están llegando los datos de la empresa…";
    storing: "Guardando os dados neste computador…", "Storing the data on this computer…", "Guardando los datos en este equipo…";
}
