//! The simulator as a program: a server to point a client at, and its interface for whoever drives it.

use std::net::Ipv4Addr;
use std::process::ExitCode;
use std::sync::Arc;

use leadsmart_whatsapp_simulator::{Admin, Settings, Simulator};
use lexopt::{Arg, ValueExt};

const HELP: &str = "\
whatsapp-simulator: a WhatsApp server with phones, on this computer only

  --port PORT          where clients connect; a free one unless told otherwise
  --admin-port PORT    where it is driven over HTTP; a free one unless told otherwise
  --seed NUMBER        where its keys and ids come from; 1 unless told otherwise
  --phone NUMBER=NAME  a phone to begin with; may be given several times
  --help               print this and end

It prints one line of JSON with the addresses and the certificate of its hosts of files, and runs until Ctrl+C. What the interface can do stands in src/admin.rs.
";

struct Wanted {
    port: u16,
    admin_port: u16,
    seed: u64,
    phones: Vec<(String, String)>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match wanted() {
        Ok(Some(wanted)) => serve(wanted).await,
        Ok(None) => {
            print(HELP);
            Ok(())
        }
        Err(error) => Err(format!("{error}\n\n{HELP}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

#[allow(clippy::print_stdout, reason = "whoever starts the program reads the addresses there")]
fn print(text: &str) {
    println!("{text}");
}

#[allow(clippy::print_stderr, reason = "a person who starts the program reads this")]
fn complain(text: &str) {
    eprintln!("whatsapp-simulator: {text}");
}

/// What the arguments say; none where only help is wanted.
fn wanted() -> Result<Option<Wanted>, lexopt::Error> {
    let mut wanted = Wanted { port: 0, admin_port: 0, seed: 1, phones: Vec::new() };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("port") => wanted.port = arguments.value()?.parse()?,
            Arg::Long("admin-port") => wanted.admin_port = arguments.value()?.parse()?,
            Arg::Long("seed") => wanted.seed = arguments.value()?.parse()?,
            Arg::Long("phone") => {
                let phone = arguments.value()?.string()?;
                let (number, name) = phone.split_once('=').ok_or("a phone is NUMBER=NAME")?;
                wanted.phones.push((number.to_owned(), name.to_owned()));
            }
            Arg::Long("help") => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(wanted))
}

async fn serve(wanted: Wanted) -> Result<(), String> {
    let address = (Ipv4Addr::LOCALHOST, wanted.port).into();
    let settings = Settings { seed: wanted.seed, address, ..Settings::default() };
    let simulator = Simulator::start(settings).await.map_err(|error| error.to_string())?;
    for (number, name) in &wanted.phones {
        simulator.add_phone(number, name).map_err(|error| error.to_string())?;
    }
    let simulator = Arc::new(simulator);
    let admin =
        Admin::start(Arc::clone(&simulator), wanted.admin_port).await.map_err(|error| error.to_string())?;
    let addresses = serde_json::json!({
        "url": simulator.url(), "admin": admin.url(), "certificate": simulator.media_certificate(),
    });
    print(&addresses.to_string());
    tokio::signal::ctrl_c().await.map_err(|error| error.to_string())
}
