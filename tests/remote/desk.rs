//! A desktop with everything that the application has but its window: a data folder, a keychain, and the work that goes on by itself.

use std::sync::Arc;
use std::time::Duration;

use leadsmart_contract::failure::Failure;
use leadsmart_core::{Core, Ports};
use leadsmart_ports::SystemRandom;
use leadsmart_postgres::PostgresServers;
use leadsmart_tests::house::House;
use leadsmart_tests::{call, company, register};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

/// When something that has to happen by itself has not happened for so long, it never will.
const PATIENCE: Duration = Duration::from_secs(120);

/// A Thursday at 11:00 in São Paulo, when everybody works.
pub(crate) const ELEVEN: &str = "2026-11-26T14:00:00Z";

/// A desktop at which somebody is logged in.
pub(crate) struct Desk {
    pub(crate) house: House,
    pub(crate) core: Core,
    pub(crate) token: String,
    /// The company that is open.
    pub(crate) company: String,
    work: Option<JoinHandle<()>>,
}

async fn open(house: &House) -> Core {
    let servers = Arc::new(PostgresServers::new(Arc::new(SystemRandom)));
    Core::open(house.folder(), Ports { servers, ..house.ports() }).await.expect("the data folder opens")
}

impl Desk {
    /// A new computer, on which somebody has made her account.
    pub(crate) async fn new(name: &str, email: &str) -> Self {
        let house = House::new();
        let core = open(&house).await;
        let token = register(&core, name, email).await;
        let mut desk = Self { house, core, token, company: String::new(), work: None };
        desk.begin_work();
        desk
    }

    /// A computer with a company: an agenda, a client.
    pub(crate) async fn with_company() -> Self {
        let mut desk = Self::new("Ana", "ana@example.com").await;
        desk.company = company(&desk.core, &desk.token, "Clínica").await;
        desk.done("agendas.create", json!({ "name": "Sala 1" })).await;
        desk.done("clients.create", json!({ "name": "Bia" })).await;
        desk
    }

    /// The work that the application does by itself.
    pub(crate) fn begin_work(&mut self) {
        let core = self.core.clone();
        self.work = Some(tokio::spawn(async move { core.keep_together().await }));
    }

    /// Stops that work, wherever it is.
    pub(crate) async fn stop_work(&mut self) {
        if let Some(work) = self.work.take() {
            work.abort();
            // It was ended, or it broke before: both end here.
            let _ = work.await;
        }
    }

    /// Ends the process and starts it again.
    pub(crate) async fn restart(&mut self) {
        self.stop_work().await;
        self.core.close().await;
        self.core = open(&self.house).await;
        self.begin_work();
    }

    /// Calls a command as who is logged in.
    pub(crate) async fn ask(&self, name: &str, args: Value) -> Result<Value, Failure> {
        call(&self.core, Some(&self.token), name, args).await
    }

    /// Calls a command of the company, which has to succeed.
    pub(crate) async fn done(&self, name: &str, mut args: Value) -> Value {
        args["company_id"] = json!(self.company);
        self.ask(name, args).await.unwrap_or_else(|failure| panic!("{name}: {failure:?}"))
    }

    /// Why a command of the company is refused.
    pub(crate) async fn refused(&self, name: &str, mut args: Value) -> Failure {
        args["company_id"] = json!(self.company);
        match self.ask(name, args).await {
            Ok(reply) => panic!("{name} is answered: {reply}"),
            Err(failure) => failure,
        }
    }

    pub(crate) async fn status(&self) -> Value {
        self.done("sync.status", json!({})).await
    }

    /// Waits until something that happens by itself has happened. Whatever changes is announced.
    pub(crate) async fn until(
        &self,
        what: &str,
        name: &str,
        args: Value,
        is_so: impl Fn(&Value) -> bool,
    ) -> Value {
        let mut last = Value::Null;
        let waiting = async {
            let mut changes = self.core.changes();
            loop {
                if let Ok(reply) = self.ask(name, args.clone()).await {
                    last = reply;
                    if is_so(&last) {
                        return;
                    }
                }
                // One that was missed is a change as well.
                let _ = changes.recv().await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, waiting).await;
        assert!(waited.is_ok(), "{what} does not happen; last: {last}");
        last
    }

    /// Waits until the desktop stands with the others in a way.
    pub(crate) async fn until_it_is(&self, state: &str) -> Value {
        let args = json!({ "company_id": self.company });
        self.until(state, "sync.status", args, |status| status["state"] == state).await
    }

    /// Waits until all that is here is there, too.
    pub(crate) async fn until_synchronized(&self) {
        self.until_it_is("synchronized").await;
    }

    /// Waits until there are so many appointments on the day of [`ELEVEN`].
    pub(crate) async fn until_appointments(&self, count: usize) -> Value {
        let args = self.day();
        let has = |reply: &Value| reply["items"].as_array().is_some_and(|list| list.len() == count);
        self.until(&format!("{count} appointments"), "appointments.list", args, has).await
    }

    fn day(&self) -> Value {
        json!({ "company_id": self.company, "from": "2026-11-26T03:00:00Z", "to": "2026-11-27T03:00:00Z" })
    }

    /// The only one of its kind, by a listing command.
    async fn only(&self, name: &str) -> Value {
        let list = self.done(name, json!({})).await;
        let entries = list.as_array().cloned().or_else(|| list["items"].as_array().cloned());
        entries.and_then(|entries| entries.into_iter().next()).unwrap_or_else(|| panic!("{name}: {list}"))
    }

    /// Books the client.
    pub(crate) async fn book(&self, start: &str) -> Value {
        let (agenda, client) = (self.only("agendas.list").await, self.only("clients.list").await);
        let args = json!({ "agenda_id": agenda["id"], "client_id": client["id"], "start": start, "status": "confirmed" });
        self.done("appointments.create", args).await
    }

    /// Sets the company's database up, and waits until it has all.
    pub(crate) async fn set_up(&self, connection_string: &str) {
        self.done("sync.set_up", json!({ "connection_string": connection_string })).await;
        self.until_synchronized().await;
    }

    /// Makes a code for somebody new.
    pub(crate) async fn invite(&self) -> Value {
        self.done("sync.invite", json!({})).await
    }

    /// Joins with a code, and waits until the company is here.
    pub(crate) async fn join(&mut self, code: &Value) {
        let joined = self.ask("sync.join", json!({ "code": code })).await;
        let joined = joined.unwrap_or_else(|failure| panic!("joining: {failure:?}"));
        self.company = joined["company_id"].as_str().expect("an id").to_owned();
        let here = |list: &Value| list.as_array().is_some_and(|list| !list.is_empty());
        self.until("the company comes in", "companies.list", json!({}), here).await;
        self.until_synchronized().await;
    }
}

/// A new computer that has joined the company of another.
pub(crate) async fn joined(other: &Desk, name: &str, email: &str) -> Desk {
    let mut desk = Desk::new(name, email).await;
    desk.join(&other.invite().await["code"]).await;
    desk
}
