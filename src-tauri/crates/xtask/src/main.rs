//! Set-up, build of the interface, checks of the layout, benchmarks.
//!
//! `cargo xtask help` lists the subcommands; each is one module here. The README's two commands (`make run` and
//! `make test`) come here once `bootstrap.sh` has seen to what must exist before cargo can run.
#![expect(clippy::print_stdout, reason = "a command-line program answers on standard output")]

mod bench;
mod cuts;
mod deny;
mod desktop;
mod glue;
mod histories;
mod migrations;
mod paths;
mod process;
mod run;
mod serve;
mod setup;
mod speed;
mod sqlx;
mod test;
mod tidy;
mod ui;

use std::process::ExitCode;

use process::Outcome;

const HELP: &str = "\
cargo xtask <subcommand>

  setup [--tests]    install what is missing: system packages, the wasm target, tools of the window tests
  run [--release] [--simulator]
                     build and open the application, with a simulated WhatsApp beside it
  serve [--release]  build and start the server with the same interface, on loopback
  test [--fast]      every check and every test; --fast stops before anything is run
  desktop [args]     only the tests of the real window, under a virtual display
  ui [--dev]         build the interface into ui/dist
  sqlx [--check]     renew what is committed about queries and migrations, or fail when it is stale
  tidy               check the layout: dependency arrows, where SQL is, names, lengths
  deny               check licences and sources of the dependencies
  bench [args]       run the benchmarks
  histories [number=N]
                     more seeded histories of synchronization than the tests run: N of a kind, fewer of those on PostgreSQL
  speed [args]       measure the real window on a large file: start, drag, pages, memory; minutes=N for N minutes of memory
  cuts [args]        two real windows in an hour of bad weather between them and the database; minutes=N, seed=N
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let subcommand = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    match dispatch(&subcommand, &rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask {subcommand}: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(subcommand: &str, rest: &[String]) -> Outcome {
    match subcommand {
        "setup" => setup::command(rest),
        "run" => run::command(rest),
        "serve" => serve::command(rest),
        "test" => test::command(rest),
        "desktop" => desktop::command(rest),
        "ui" => ui::command(rest),
        "sqlx" => sqlx::command(rest),
        "tidy" => tidy::command(),
        "deny" => deny::command(),
        "bench" => bench::command(rest),
        "speed" => speed::command(rest),
        "cuts" => cuts::command(rest),
        "histories" => histories::command(rest),
        "" | "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(format!("no such subcommand: {other}\n\n{HELP}").into()),
    }
}
