//! The backend without a window.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use leadsmart_core::{Core, Ports};
use leadsmart_ports::{Clock, SystemClock, SystemRandom};
use leadsmart_postgres::PostgresServers;
use leadsmart_server::{Options, app};
use leadsmart_whatsapp::MultiDevice;
use lexopt::{Arg, ValueExt};

const HELP: &str = "\
leadsmart-server: the backend of LeadSmart without a window

  --data FOLDER      where the data lies (or LEADSMART_DATA)
  --listen ADDRESS   where to listen; 127.0.0.1:7423 unless told otherwise (or LEADSMART_LISTEN).
                     Beyond this computer put a proxy with TLS in front.
  --site FOLDER      the built interface, for a browser (or LEADSMART_SITE)
  --openapi          print the OpenAPI document and end
  --help             print this and end
";

/// How often waiting messages are looked for.
const DELIVERY: Duration = Duration::from_secs(15);

/// How often the copy of the day is looked after.
const COPY_BEAT: Duration = Duration::from_secs(15 * 60);

struct Settings {
    data: PathBuf,
    listen: SocketAddr,
    site: Option<PathBuf>,
}

enum Task {
    Serve(Settings),
    Print(String),
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    match parse() {
        Ok(Task::Print(text)) => {
            print(&text);
            std::process::ExitCode::SUCCESS
        }
        Ok(Task::Serve(settings)) => match serve(settings).await {
            Ok(()) => std::process::ExitCode::SUCCESS,
            Err(error) => fail(&error.to_string()),
        },
        Err(error) => fail(&format!("{error}\n\n{HELP}")),
    }
}

#[allow(clippy::print_stdout, reason = "the answer to --help and --openapi goes to standard output")]
fn print(text: &str) {
    println!("{text}");
}

#[allow(clippy::print_stderr, reason = "a person who starts the server reads this")]
fn fail(text: &str) -> std::process::ExitCode {
    eprintln!("leadsmart-server: {text}");
    std::process::ExitCode::FAILURE
}

fn parse() -> Result<Task, lexopt::Error> {
    let env = |name: &str| std::env::var(name).ok();
    let mut data = env("LEADSMART_DATA").map(PathBuf::from);
    let mut listen = env("LEADSMART_LISTEN");
    let mut site = env("LEADSMART_SITE").map(PathBuf::from);
    let mut parser = lexopt::Parser::from_env();
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("data") => data = Some(parser.value()?.into()),
            Arg::Long("listen") => listen = Some(parser.value()?.string()?),
            Arg::Long("site") => site = Some(parser.value()?.into()),
            Arg::Long("openapi") => return Ok(Task::Print(leadsmart_server::document().to_string())),
            Arg::Short('h') | Arg::Long("help") => return Ok(Task::Print(HELP.to_owned())),
            other => return Err(other.unexpected()),
        }
    }
    let data = data.ok_or("--data FOLDER is needed")?;
    let listen =
        listen.as_deref().unwrap_or("127.0.0.1:7423").parse().map_err(|_| "--listen needs ADDRESS:PORT")?;
    Ok(Task::Serve(Settings { data, listen, site }))
}

async fn serve(settings: Settings) -> Result<(), Box<dyn std::error::Error>> {
    let filter = tracing_subscriber::EnvFilter::try_from_env("LEADSMART_LOG")
        .unwrap_or_else(|_| leadsmart_core::LOGGED.into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let ports = Ports {
        whatsapp: Arc::new(MultiDevice::new(clock.clone(), None)?),
        clock,
        random: Arc::new(SystemRandom),
        secrets: Arc::new(leadsmart_keychain::SystemKeychain::new("LeadSmart")),
        mailer: Arc::new(leadsmart_mail::SmtpMailer::new()),
        servers: Arc::new(PostgresServers::new(Arc::new(SystemRandom))),
    };
    let core = Core::open(&settings.data, ports).await?;
    tokio::spawn(deliver_mail(core.clone()));
    tokio::spawn(keep_copies(core.clone()));
    tokio::spawn({
        let core = core.clone();
        async move { core.run_whatsapp().await }
    });
    let together = core.clone();
    tokio::spawn(async move { together.keep_together().await });
    let options = Options { site: settings.site, loopback_only: settings.listen.ip().is_loopback() };
    let listener = tokio::net::TcpListener::bind(settings.listen).await?;
    tracing::info!(address = %listener.local_addr()?, "serving");
    axum::serve(listener, app(core.clone(), &options)).with_graceful_shutdown(stop_asked()).await?;
    core.close().await;
    Ok(())
}

/// Hands in waiting messages for as long as the server runs.
async fn deliver_mail(core: Core) {
    let mut beat = tokio::time::interval(DELIVERY);
    loop {
        beat.tick().await;
        if let Err(error) = core.deliver_due().await {
            tracing::warn!(%error, "waiting mail was not looked at");
        }
    }
}

/// Keeps a copy of each day for as long as the server runs.
async fn keep_copies(core: Core) {
    let mut beat = tokio::time::interval(COPY_BEAT);
    loop {
        beat.tick().await;
        if let Err(error) = core.keep_daily_copy().await {
            tracing::warn!(%error, "the copy of the day was not made");
        }
    }
}

/// Ends when the person or the system asks to stop.
async fn stop_asked() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            return;
        }
    }
    let _ = interrupt.await;
}

#[cfg(test)]
mod tests {
    use tracing::Level;
    use tracing_subscriber::EnvFilter;
    use tracing_subscriber::layer::SubscriberExt;

    #[test]
    fn the_log_has_our_own_words_and_none_of_a_library_that_names_clients() {
        let subscriber = tracing_subscriber::registry().with(EnvFilter::new(leadsmart_core::LOGGED));
        tracing::subscriber::with_default(subscriber, || {
            assert!(tracing::enabled!(target: "leadsmart::backend", Level::INFO));
            assert!(tracing::enabled!(target: "leadsmart_core::whatsapp::supervisor", Level::INFO));
            assert!(tracing::enabled!(target: "sqlx::query", Level::WARN));
            assert!(!tracing::enabled!(target: "sqlx::pool", Level::WARN));
            // As its parts call themselves.
            assert!(!tracing::enabled!(target: "whatsapp_rust::pair", Level::ERROR));
            assert!(!tracing::enabled!(target: "wacore::store", Level::ERROR));
            assert!(!tracing::enabled!(target: "Client/AppState", Level::ERROR));
        });
    }
}
