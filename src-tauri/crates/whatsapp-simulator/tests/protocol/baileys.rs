//! A client that nobody here wrote: Baileys, which has nothing in common with the library that the simulator is made from.
//!
//! It needs Node and the library: `npm install --prefix FOLDER baileys@7.0.0-rc14`, then
//! `LEADSMART_BAILEYS=FOLDER cargo test -p leadsmart-whatsapp-simulator -- --ignored baileys`.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::client::{CLINIC, PATIENT, Service, in_time, number, usable};

struct Baileys {
    process: Child,
    told: UnboundedReceiver<Value>,
}

impl Drop for Baileys {
    fn drop(&mut self) {
        // It has told what it had to; that it may have ended already is no matter.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Baileys {
    fn start(service: &Service) -> Self {
        let folder =
            std::env::var("LEADSMART_BAILEYS").expect("LEADSMART_BAILEYS names the folder of the library");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/baileys/link.mjs");
        let mut process = Command::new("node")
            .arg(script)
            .args([folder, service.simulator.url(), STANDARD.encode(service.simulator.root_key())])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, told) = unbounded_channel();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Ok(value) = serde_json::from_str(&line) {
                    let _ = sender.send(value);
                }
            }
        });
        Self { process, told }
    }

    /// Waits until it tells something of this name.
    async fn tells(&mut self, name: &str) -> Value {
        in_time(name, async {
            loop {
                let told = self.told.recv().await.expect("Baileys runs");
                assert!(told.get("closed").is_none(), "{told}");
                if let Some(value) = told.get(name) {
                    return value.clone();
                }
            }
        })
        .await
    }
}

#[tokio::test]
#[ignore = "needs Node and Baileys"]
async fn baileys_links_and_exchanges_messages_unchanged() {
    let service = Service::with_patient().await;
    let mut baileys = Baileys::start(&service);
    let code = baileys.tells("code").await;
    service.phone().scan(code.as_str().unwrap()).unwrap();
    assert_eq!(baileys.tells("linked").await, format!("{CLINIC}:1@s.whatsapp.net"));
    baileys.tells("open").await;
    service.until("the device to be usable", usable).await;
    let patient = service.simulator.phone(PATIENT).unwrap();
    for text in ["bom dia", "e amanhã?"] {
        patient.send_text(&number(CLINIC), text).unwrap();
        assert_eq!(baileys.tells("text").await, text);
        let answer = text.to_uppercase();
        service
            .until("the answer", |_| {
                patient.messages().into_iter().find(|said| said.text() == Some(&*answer))
            })
            .await;
        baileys.tells("delivered").await;
    }
    service.settle().await;
}
