//! What the tests share: a backend on a real file with everything outside of it faked, and people who use it.

pub mod chats;
pub mod diary;
pub mod house;
pub mod people;
pub mod schema;
pub mod speed;

#[cfg(unix)]
pub use leadsmart_cluster::{cluster, proxy, remote};

use std::process::{Command, Stdio};

use leadsmart_contract::failure::Failure;
use leadsmart_contract::language::Language;
use leadsmart_core::{Core, Request};
use serde_json::{Value, json};

/// Calls a command by name, in English.
///
/// # Errors
/// The failure that any caller would get.
///
/// # Panics
/// The reply is no JSON.
pub async fn call(core: &Core, token: Option<&str>, name: &str, args: Value) -> Result<Value, Failure> {
    let request = Request {
        name: name.to_owned(),
        args,
        token: token.map(str::to_owned),
        language: Some(Language::English),
    };
    core.call(request).await.map(|reply| serde_json::from_str(&reply).expect("a reply is JSON"))
}

/// Registers a person; gives the token of her session.
///
/// # Panics
/// Registering fails.
pub async fn register(core: &Core, name: &str, email: &str) -> String {
    let args = json!({ "name": name, "email": email, "password": "a desk by the window" });
    let reply = call(core, None, "auth.register", args).await.expect("a person can register");
    reply["session"]["token"].as_str().expect("a token").to_owned()
}

/// Creates a company in São Paulo; gives its id.
///
/// # Panics
/// Creating fails.
pub async fn company(core: &Core, token: &str, name: &str) -> String {
    let args = json!({ "name": name, "zone": "America/Sao_Paulo" });
    let reply =
        call(core, Some(token), "companies.create", args).await.expect("a person can create a company");
    reply["id"].as_str().expect("an id").to_owned()
}

/// This test binary again, to run only the test of this name: a part that needs a process of its own, to be killed or with
/// another environment. That test returns at once when it was not started for it.
///
/// # Panics
/// The binary is gone.
pub fn child(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this binary has a path"));
    command.args([test, "--exact", "--nocapture", "--test-threads=1"]).stdin(Stdio::null());
    command
}
