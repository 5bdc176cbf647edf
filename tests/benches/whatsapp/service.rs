//! The simulator in a process of its own: this program once more, told on its standard input what to do, a line of JSON each.

use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use leadsmart_tests::speed::Outcome;
use leadsmart_whatsapp_simulator::{Number, Settings, Simulator};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

const ROLE: &str = "LEADSMART_BENCH_SIMULATOR";

pub(crate) fn is_asked_for() -> bool {
    std::env::var_os(ROLE).is_some()
}

/// Is the simulator until its standard input ends.
pub(crate) fn serve() -> Outcome<()> {
    let runtime = Runtime::new()?;
    let simulator = runtime.block_on(Simulator::start(Settings::default()))?;
    let root = STANDARD.encode(simulator.root_key());
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{}",
        json!({ "url": simulator.url(), "certificate": simulator.media_certificate(), "root": root })
    )?;
    for line in std::io::stdin().lock().lines() {
        let asked: Value = serde_json::from_str(&line?)?;
        let answer = obey(&runtime, &simulator, &asked)?;
        writeln!(out, "{answer}")?;
    }
    Ok(())
}

fn obey(runtime: &Runtime, simulator: &Simulator, asked: &Value) -> Outcome<Value> {
    let text = |name: &str| asked[name].as_str().ok_or("a text");
    let to = |name: &str| Ok::<_, Box<dyn std::error::Error>>(Number::parse(text(name)?)?);
    match text("do")? {
        "add_phone" => drop(simulator.add_phone(text("number")?, text("name")?)?),
        "scan" => simulator.phone(text("number")?)?.scan(text("code")?)?,
        "until_usable" => {
            let number = text("number")?;
            runtime.block_on(simulator.until(|simulator| {
                let devices = simulator.phone(number).ok()?.devices();
                devices.iter().any(|device| device.usable).then_some(())
            }));
        }
        "flood" => {
            let (people, each) =
                (asked["from"].as_array().ok_or("people")?, asked["each"].as_u64().ok_or("a count")?);
            let number = to("to")?;
            for turn in 0..each {
                for person in people.iter().filter_map(Value::as_str) {
                    simulator.phone(person)?.send_text(&number, &format!("Mensagem {turn} de {person}"))?;
                }
            }
        }
        "write" => {
            let words = now().as_nanos().to_string();
            simulator.phone(text("from")?)?.send_text(&to("to")?, &words)?;
            return Ok(json!(words));
        }
        "violations" => {
            let violations: Vec<String> =
                simulator.violations().iter().map(|violation| format!("{violation:?}")).collect();
            return Ok(json!(violations));
        }
        other => return Err(format!("{other} is not known").into()),
    }
    Ok(Value::Null)
}

/// The clock of the computer: both processes have the same.
fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// How long ago a message was written whose words are when.
pub(crate) fn since(words: &str) -> Outcome<Duration> {
    let nanoseconds: u128 = words.parse()?;
    Ok(Duration::from_nanos(u64::try_from(now().as_nanos().saturating_sub(nanoseconds))?))
}

/// The other process. It ends with this.
pub(crate) struct Service {
    process: Child,
    asks: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    pub(crate) url: String,
    pub(crate) certificate: String,
    pub(crate) root: String,
}

impl Drop for Service {
    fn drop(&mut self) {
        // That it may have ended already is no matter.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Service {
    pub(crate) fn start() -> Outcome<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .env(ROLE, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let asks = process.stdin.take().ok_or("an input")?;
        let mut answers = BufReader::new(process.stdout.take().ok_or("an output")?).lines();
        let begins: Value = serde_json::from_str(&answers.next().ok_or("the simulator begins")??)?;
        let text = |name: &str| begins[name].as_str().unwrap_or_default().to_owned();
        Ok(Self {
            url: text("url"),
            certificate: text("certificate"),
            root: text("root"),
            process,
            asks,
            answers,
        })
    }

    fn ask(&mut self, asked: &Value) -> Outcome<Value> {
        writeln!(self.asks, "{asked}")?;
        let answer = self.answers.next().ok_or("the simulator has ended")??;
        Ok(serde_json::from_str(&answer)?)
    }

    pub(crate) fn add_phone(&mut self, number: &str, name: &str) -> Outcome<()> {
        self.ask(&json!({ "do": "add_phone", "number": number, "name": name })).map(drop)
    }

    pub(crate) fn scan(&mut self, number: &str, code: &str) -> Outcome<()> {
        self.ask(&json!({ "do": "scan", "number": number, "code": code })).map(drop)
    }

    /// Waits until the device of a number has logged in.
    pub(crate) fn until_usable(&mut self, number: &str) -> Outcome<()> {
        self.ask(&json!({ "do": "until_usable", "number": number })).map(drop)
    }

    /// Everybody writes so many messages, in turn; answers when all are on their way.
    pub(crate) fn flood(&mut self, from: &[String], to: &str, each: usize) -> Outcome<()> {
        self.ask(&json!({ "do": "flood", "from": from, "to": to, "each": each })).map(drop)
    }

    /// Somebody writes when it is, for [`since`]; gives the words.
    pub(crate) fn write(&mut self, from: &str, to: &str) -> Outcome<String> {
        let words = self.ask(&json!({ "do": "write", "from": from, "to": to }))?;
        Ok(words.as_str().ok_or("words")?.to_owned())
    }

    /// Fails if something was against the protocol.
    pub(crate) fn nothing_was_wrong(&mut self) -> Outcome<()> {
        let violations = self.ask(&json!({ "do": "violations" }))?;
        if violations == json!([]) {
            Ok(())
        } else {
            Err(format!("against the protocol: {violations}").into())
        }
    }
}
