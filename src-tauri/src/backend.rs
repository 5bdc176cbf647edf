//! The backend as the window holds it: opened in the background, so that the window appears at once.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use leadsmart_contract::failure::Failure;
use leadsmart_contract::language::Language;
use leadsmart_core::error::Explain;
use leadsmart_core::{Core, OpenFailure, Ports};
use leadsmart_ports::{Clock, SecretBytes, Secrets, SystemClock, SystemRandom};
use leadsmart_postgres::PostgresServers;
use tokio::sync::{Mutex, Notify, SetOnce};

use crate::whatsapp;

/// Under this name the keychain keeps the session of this desktop.
const SESSION: &str = "session";

/// How often waiting messages are looked for.
const DELIVERY: Duration = Duration::from_secs(15);

/// When the copy of the day is looked after first, so that the start itself is not slowed down, and how often then: a desk
/// may stay open for days.
const COPY_AFTER: Duration = Duration::from_secs(20);
const COPY_BEAT: Duration = Duration::from_secs(15 * 60);

/// Cheap to clone; all clones are the same backend.
#[derive(Clone)]
pub(crate) struct Backend {
    opened: Arc<SetOnce<Result<Core, OpenFailure>>>,
    secrets: Arc<dyn Secrets>,
    /// The session of the window, so that the keychain is asked once and a computer without one still gets reminders.
    session: Arc<Mutex<Option<String>>>,
    /// Somebody has logged in or out.
    changed: Arc<Notify>,
}

/// What the backend reaches the outside by.
fn ports(secrets: Arc<dyn Secrets>) -> Ports {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    Ports {
        whatsapp: whatsapp::service(clock.clone()),
        clock,
        random: Arc::new(SystemRandom),
        secrets,
        mailer: Arc::new(leadsmart_mail::SmtpMailer::new()),
        servers: Arc::new(PostgresServers::new(Arc::new(SystemRandom))),
    }
}

impl Backend {
    /// Begins to open the data folder. Copies that the person asks for go to her downloads.
    pub(crate) fn start(folder: PathBuf, downloads: Option<PathBuf>) -> Self {
        let secrets: Arc<dyn Secrets> = Arc::new(leadsmart_keychain::SystemKeychain::new("LeadSmart"));
        let backend = Self {
            opened: Arc::new(SetOnce::new()),
            secrets,
            session: Arc::default(),
            changed: Arc::default(),
        };
        let opening = backend.opened.clone();
        // On a thread of its own: opening may migrate and read the whole file, and other work must not wait behind it.
        let keychain = backend.secrets.clone();
        tauri::async_runtime::spawn_blocking(move || {
            let begun = Instant::now();
            let ports = ports(keychain);
            let outcome = tauri::async_runtime::block_on(Core::open(&folder, ports));
            tracing::info!(took = ?begun.elapsed(), "the store was opened");
            match (&outcome, downloads) {
                (Ok(core), Some(downloads)) => core.put_downloads_into(downloads),
                (Ok(_), None) => {}
                (Err(failure), _) => tracing::error!(%failure, "the store could not be opened"),
            }
            // It is set here and nowhere else.
            let _ = opening.set(outcome);
        });
        backend
    }

    /// The backend, once it is open.
    ///
    /// # Errors
    /// The store could not be opened; every call answers with the reason, so that the window can show it.
    pub(crate) async fn core(&self, language: Language) -> Result<Core, Failure> {
        match self.opened.wait().await {
            Ok(core) => Ok(core.clone()),
            Err(failure) => Err(failure.explain(language)),
        }
    }

    /// Keeps the session of this desktop in the keychain, or forgets it.
    pub(crate) async fn remember_session(&self, token: Option<String>) {
        self.session.lock().await.clone_from(&token);
        self.changed.notify_one();
        let outcome = match token {
            Some(token) => self.secrets.set(SESSION, SecretBytes::new(token.into_bytes())).await,
            None => self.secrets.delete(SESSION).await,
        };
        if let Err(failure) = outcome {
            tracing::warn!(%failure, "the session could not be kept; the next start asks for the password");
        }
    }

    /// The session of the window.
    pub(crate) async fn session(&self) -> Option<String> {
        self.session.lock().await.clone()
    }

    /// Waits until somebody has logged in or out. One task waits for it.
    pub(crate) async fn session_changed(&self) {
        self.changed.notified().await;
    }

    /// The session of a page that is loaded again, else the one that the keychain keeps from the last time.
    pub(crate) async fn recall_session(&self) -> Option<String> {
        // Who asks meanwhile waits here for the one answer.
        let mut session = self.session.lock().await;
        if session.is_none() {
            *session = self.kept_session().await;
            self.changed.notify_one();
        }
        session.clone()
    }

    async fn kept_session(&self) -> Option<String> {
        let begun = Instant::now();
        let kept = self.secrets.get(SESSION).await.ok()??;
        tracing::debug!(took = ?begun.elapsed(), "the keychain was asked for the session");
        String::from_utf8(kept.reveal().to_vec()).ok()
    }

    /// Hands in waiting messages for as long as the application runs.
    pub(crate) async fn deliver_mail(&self) {
        let Ok(core) = self.core(Language::default()).await else { return };
        let mut beat = tokio::time::interval(DELIVERY);
        loop {
            beat.tick().await;
            if let Err(error) = core.deliver_due().await {
                tracing::warn!(%error, "waiting mail was not looked at");
            }
        }
    }

    /// Keeps the lines of WhatsApp numbers for as long as the application runs.
    pub(crate) async fn keep_lines(&self) {
        let Ok(core) = self.core(Language::default()).await else { return };
        core.run_whatsapp().await;
    }

    /// Keeps companies together with those of other desktops for as long as the application runs.
    pub(crate) async fn keep_together(&self) {
        let Ok(core) = self.core(Language::default()).await else { return };
        core.keep_together().await;
    }

    /// Keeps a copy of each day for as long as the application runs.
    pub(crate) async fn keep_copies(&self) {
        let Ok(core) = self.core(Language::default()).await else { return };
        let mut beat = tokio::time::interval_at(tokio::time::Instant::now() + COPY_AFTER, COPY_BEAT);
        loop {
            beat.tick().await;
            if let Err(error) = core.keep_daily_copy().await {
                tracing::warn!(%error, "the copy of the day was not made");
            }
        }
    }

    /// Closes the store, if it was opened.
    pub(crate) async fn close(&self) {
        if let Some(Ok(core)) = self.opened.get() {
            core.close().await;
        }
    }
}
