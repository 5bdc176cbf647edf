//! The backend with its lines, and what it has received.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use leadsmart_contract::topic::Changed;
use leadsmart_core::{Core, Ports};
use leadsmart_ports::remote::ModelServers;
use leadsmart_ports::{FakeMailer, MemorySecrets, SystemClock, SystemRandom};
use leadsmart_tests::speed::Outcome;
use leadsmart_tests::{call, company, diary, register};
use leadsmart_whatsapp::{Instead, MultiDevice};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use tokio::sync::broadcast::Receiver;
use tokio::task::JoinHandle;

use crate::service::Service;

/// How often the memory is read until it no longer falls.
const LOOKS: u32 = 40;

pub(crate) struct Desk {
    core: Core,
    token: String,
    company: String,
    running: JoinHandle<()>,
    file: tokio::sync::Mutex<SqliteConnection>,
}

impl Desk {
    pub(crate) async fn open(folder: &Path, service: &Service) -> Outcome<Self> {
        let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
        let instead = Instead { url: service.url.clone(), certificate: service.certificate.clone() };
        let ports = Ports {
            whatsapp: Arc::new(MultiDevice::new(clock.clone(), Some(instead))?),
            clock: clock.clone(),
            random: random.clone(),
            secrets: Arc::new(MemorySecrets::default()),
            mailer: Arc::new(FakeMailer::default()),
            servers: Arc::new(ModelServers::new(clock, random)),
        };
        let core = Core::open(folder, ports).await?;
        let token = register(&core, "Ana", "ana@example.com").await;
        let company = company(&core, &token, "Clínica").await;
        let file = diary::connect(&core.opened().file).await?;
        let running = tokio::spawn({
            let core = core.clone();
            async move { core.run_whatsapp().await }
        });
        Ok(Self { core, token, company, running, file: tokio::sync::Mutex::new(file) })
    }

    async fn ask(&self, name: &str, mut args: Value) -> Outcome<Value> {
        args["company_id"] = json!(self.company);
        Ok(call(&self.core, Some(&self.token), name, args).await?)
    }

    pub(crate) fn changes(&self) -> Receiver<Changed> {
        self.core.changes()
    }

    /// Enters a number and links it by scanning; returns when it is connected.
    pub(crate) async fn link(&self, service: &mut Service, name: &str, digits: &str) -> Outcome<()> {
        let number = self.ask("instances.create", json!({ "name": name })).await?["id"].clone();
        self.ask("instances.connect", json!({ "instance_id": number })).await?;
        let code = self.until(&number, |view| view["qr"]["text"].as_str().map(str::to_owned)).await?;
        service.scan(digits, &code)?;
        let stands =
            |view: &Value| matches!(view["state"].as_str(), Some("connected" | "catching_up")).then_some(());
        self.until(&number, stands).await?;
        service.until_usable(digits)
    }

    async fn until<T>(&self, number: &Value, seen: impl Fn(&Value) -> Option<T>) -> Outcome<T> {
        let mut changes = self.changes();
        loop {
            let view = self.ask("instances.get", json!({ "instance_id": number })).await?;
            if let Some(seen) = seen(&view) {
                return Ok(seen);
            }
            // One that was missed is a change as well.
            let _ = changes.recv().await;
        }
    }

    /// How many messages are stored.
    pub(crate) async fn messages(&self) -> Outcome<usize> {
        let mut file = self.file.lock().await;
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM messages").fetch_one(&mut *file).await?;
        Ok(usize::try_from(count)?)
    }

    /// Waits until so many messages are stored.
    pub(crate) async fn until_messages(&self, count: usize) -> Outcome<()> {
        let mut beat = tokio::time::interval(Duration::from_millis(5));
        while self.messages().await? < count {
            beat.tick().await;
        }
        Ok(())
    }

    /// The conversation with a person.
    pub(crate) async fn thread_with(&self, number: &str) -> Outcome<String> {
        let found = self.ask("threads.list", json!({ "limit": 100 })).await?;
        let threads = found["items"].as_array().ok_or("conversations")?;
        let digits = |phone: &str| phone.chars().filter(char::is_ascii_digit).collect::<String>();
        let of = |thread: &&Value| thread["phone"].as_str().is_some_and(|phone| digits(phone) == number);
        let thread = threads.iter().find(of).ok_or_else(|| format!("no conversation with {number}"))?;
        Ok(thread["id"].as_str().ok_or("an id")?.to_owned())
    }

    /// The words of the newest message, as the window asks for them.
    pub(crate) async fn newest(&self, thread: &str) -> Outcome<String> {
        let page = self.ask("messages.list", json!({ "thread_id": thread, "limit": 1 })).await?;
        Ok(page["items"][0]["content"]["text"].as_str().unwrap_or_default().to_owned())
    }

    /// The share of this process in the computer's memory, in MiB.
    pub(crate) fn memory(&self) -> Outcome<f64> {
        let text = std::fs::read_to_string("/proc/self/smaps_rollup")?;
        let line = text.lines().find_map(|line| line.strip_prefix("Pss:")).ok_or("a line")?;
        let kilobytes: f64 = line.split_whitespace().next().ok_or("a number")?.parse()?;
        Ok(kilobytes / 1024.0)
    }

    /// The same, once what was under way has come to rest: the least of several looks.
    pub(crate) async fn settled_memory(&self) -> Outcome<f64> {
        let mut beat = tokio::time::interval(Duration::from_millis(250));
        let mut least = f64::MAX;
        for _ in 0..LOOKS {
            beat.tick().await;
            least = least.min(self.memory()?);
        }
        Ok(least)
    }

    pub(crate) async fn close(self) {
        self.running.abort();
        self.core.close().await;
        // Its work is done; a file that does not close is closed by the system.
        let _ = self.file.into_inner().close().await;
    }
}
