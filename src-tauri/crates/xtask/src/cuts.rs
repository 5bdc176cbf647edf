//! Lets two real windows work through an hour of bad weather between them and the company's database. What has to hold is in
//! `tests/desktop/cuts.rs`, which fails where it does not.

use crate::process::{self, Outcome};
use crate::{desktop, run, setup, ui};

/// `minutes=` and `seed=` say for how long, and which weather.
pub(crate) fn command(rest: &[String]) -> Outcome {
    let (mut minutes, mut seed) = (60, 1);
    for word in rest {
        let (name, number) = word.split_once('=').unwrap_or((word, ""));
        let number: u64 = number.parse().map_err(|_| format!("{word} is not understood: minutes=10 is"))?;
        match name {
            "minutes" => minutes = number,
            "seed" => seed = number,
            _ => return Err(format!("{word} is not understood: minutes=10 and seed=2 are").into()),
        }
    }
    setup::prepare(true)?;
    ui::build(ui::Mode::Release)?;
    let window = run::build(false, true)?;
    let mut test = desktop::cargo_test(&["--", "--ignored", "--nocapture", "cuts::"]);
    desktop::prepare(&mut test, &window)?;
    test.env("LEADSMART_MINUTES", minutes.to_string()).env("LEADSMART_SEED", seed.to_string());
    process::run(&mut test)
}
