//! Measures the real window in a release build: how it starts beside an empty one, how a drag and the pages are drawn, and how
//! much memory an hour of work takes. The measuring is `tests/desktop/speed`; here is what it needs, and the table.
//!
//! Beside the variables of [`crate::desktop`] those tests have:
//!
//! | Variable | Meaning |
//! |---|---|
//! | `LEADSMART_EMPTY` | path of the empty window, an example of the same package |
//! | `LEADSMART_SPEED` | a folder for the large file and for `figures.tsv`, empty at the start |
//! | `LEADSMART_MINUTES` | how long the memory is watched |

use std::fs;

use crate::process::{self, Outcome};
use crate::{bench, desktop, paths, run, setup, ui};

/// How long the memory is watched, in minutes, unless `minutes=` says otherwise.
const MINUTES: u32 = 60;

/// Words without `=` choose the measurements whose name contains one of them: `the_start`, `dragging`, `the_pages`, `the_memory`.
pub(crate) fn command(rest: &[String]) -> Outcome {
    let (settings, chosen): (Vec<&String>, Vec<&String>) = rest.iter().partition(|word| word.contains('='));
    let mut minutes = MINUTES;
    for word in settings {
        let number = word.strip_prefix("minutes=").and_then(|number| number.parse().ok());
        minutes = number.ok_or_else(|| format!("{word} is not understood: minutes=10 is"))?;
    }
    setup::prepare(true)?;
    ui::build(ui::Mode::Release)?;
    let window = run::build(true, false)?;
    process::run(&mut process::cargo(&[
        "build",
        "--package",
        "leadsmart",
        "--release",
        "--example",
        "empty_window",
    ]))?;
    let empty = paths::target().join("release/examples/empty_window");
    let folder = paths::target().join("speed");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    process::run(&mut desktop::cargo_test(&["--no-run"]))?;
    let mut tests = desktop::cargo_test(&["--", "--ignored", "--test-threads", "1"]);
    desktop::prepare(&mut tests, &window)?;
    tests
        // As the application draws where nobody chose otherwise, and the empty window beside it. The tests of the window draw
        // another way, for the sake of their pictures.
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("LEADSMART_EMPTY", empty)
        .env("LEADSMART_SPEED", &folder)
        .env("LEADSMART_MINUTES", minutes.to_string());
    // Without a choice all of them; a choice is made among them alone.
    match chosen.as_slice() {
        [] => tests.arg("speed::"),
        some => tests.args(some),
    };
    let outcome = process::run(&mut tests);
    // What was measured before one of them failed is told too.
    let table = fs::read_to_string(folder.join("figures.tsv")).unwrap_or_default();
    print(&table);
    fs::remove_dir_all(&folder)?;
    outcome
}

/// Prints the lines of the table, with what is to be known of each below it.
fn print(table: &str) {
    println!("\nspeed: on {}, drawn in software on a virtual display", bench::machine());
    let title = ["what", "limit", "median", "p95", "", ""];
    let lines = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    for line in std::iter::once(title.to_vec()).chain(lines) {
        let cell = |place: usize| line.get(place).copied().unwrap_or_default();
        println!("{:<58} {:>14} {:>9} {:>9}  {}", cell(0), cell(1), cell(2), cell(3), cell(4));
        if !cell(5).is_empty() {
            println!("    {}", cell(5));
        }
    }
}
