//! Baileys in Node: it links as the desk does, and counts what it has decrypted.

use std::io::{BufRead, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use leadsmart_tests::speed::Outcome;
use serde_json::Value;

use crate::service::Service;

pub(crate) struct Baileys {
    process: Child,
    told: Lines<BufReader<ChildStdout>>,
}

impl Drop for Baileys {
    fn drop(&mut self) {
        // That it may have ended already is no matter.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Baileys {
    /// Starts it; none where it is not installed.
    pub(crate) fn start(service: &Service) -> Outcome<Option<Self>> {
        let Ok(folder) = std::env::var("LEADSMART_BAILEYS") else { return Ok(None) };
        let script = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../src-tauri/crates/whatsapp-simulator/tests/baileys/link.mjs");
        let mut process = Command::new("node")
            .arg(script)
            .args([&folder, &service.url, &service.root, "count"])
            .stdout(Stdio::piped())
            .spawn()?;
        let told = BufReader::new(process.stdout.take().ok_or("an output")?).lines();
        Ok(Some(Self { process, told }))
    }

    fn until<T>(&mut self, seen: impl Fn(&Value) -> Option<T>) -> Outcome<T> {
        loop {
            let told: Value = serde_json::from_str(&self.told.next().ok_or("Baileys has ended")??)?;
            if told.get("closed").is_some() {
                return Err(format!("Baileys: {told}").into());
            }
            if let Some(seen) = seen(&told) {
                return Ok(seen);
            }
        }
    }

    /// The code to scan.
    pub(crate) fn code(&mut self) -> Outcome<String> {
        self.until(|told| told["code"].as_str().map(str::to_owned))
    }

    /// Waits until it is linked and has opened its connection.
    pub(crate) fn opened(&mut self) -> Outcome<()> {
        self.until(|told| told.get("open").map(drop))
    }

    /// Waits until it has received so many messages.
    pub(crate) fn until_received(&mut self, count: usize) -> Outcome<()> {
        let count = u64::try_from(count)?;
        self.until(|told| (told["received"].as_u64()? >= count).then_some(()))
    }
}
