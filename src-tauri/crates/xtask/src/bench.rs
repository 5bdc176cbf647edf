//! Runs the benchmarks: they live beside the tests, because they use the features as the tests do.

use std::fs;

use crate::process::{self, Outcome};

pub(crate) fn command(rest: &[String]) -> Outcome {
    println!("bench: on {}", machine());
    let mut cargo = process::cargo(&["bench", "--package", "leadsmart-tests"]);
    if !rest.is_empty() {
        cargo.arg("--").args(rest);
    }
    process::run(&mut cargo)
}

/// The machine by processor and number of cores, because a figure without its machine says nothing.
pub(crate) fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let processor = fs::read_to_string("/proc/cpuinfo")
        .ok()
        .and_then(|text| {
            let line = text.lines().find(|line| line.starts_with("model name"))?;
            Some(line.split_once(':')?.1.trim().to_owned())
        })
        .unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    format!("{processor}, {cores} cores, {}", std::env::consts::OS)
}
