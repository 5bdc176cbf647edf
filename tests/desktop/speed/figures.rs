//! The lines of the table.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use leadsmart_tests::speed::Times;

use crate::desk::variable;

/// A frame at 60 a second, in milliseconds.
pub(crate) const FRAME: f64 = 1000.0 / 60.0;

/// How much later a frame may come and still be one of 60 a second: the clock of the page counts whole milliseconds.
pub(crate) const TOLERANCE: f64 = 1.5;

/// The folder in which the tests of one run keep what they share.
pub(crate) fn folder() -> PathBuf {
    variable("LEADSMART_SPEED").into()
}

/// A line of the table.
pub(crate) struct Figure {
    /// What was measured.
    pub(crate) what: String,
    /// What it may be at most, in words.
    pub(crate) limit: String,
    /// The median, or the only figure.
    pub(crate) median: String,
    /// The 95th percentile.
    pub(crate) p95: String,
    /// Whether the limit was kept; none where there is no limit.
    pub(crate) kept: Option<bool>,
    /// What else is to be known.
    pub(crate) note: String,
}

impl Figure {
    /// Times of one kind, in milliseconds. `kept` judges median and 95th percentile.
    pub(crate) fn of_times(
        what: &str,
        limit: &str,
        times: &[f64],
        kept: impl Fn(f64, f64) -> Option<bool>,
    ) -> Self {
        let sorted = sorted(times);
        let (median, p95) = (sorted.at(50), sorted.at(95));
        Self {
            what: what.to_owned(),
            limit: limit.to_owned(),
            median: format!("{median:.0} ms"),
            p95: format!("{p95:.0} ms"),
            kept: kept(median, p95),
            note: String::new(),
        }
    }

    /// With a remark.
    pub(crate) fn noted(self, note: String) -> Self {
        Self { note, ..self }
    }

    /// Puts it into the table.
    pub(crate) fn record(self) {
        let Self { what, limit, median, p95, kept, note } = self;
        let verdict = kept.map_or("", |kept| if kept { "kept" } else { "MISSED" });
        let mut table = File::options()
            .create(true)
            .append(true)
            .open(folder().join("figures.tsv"))
            .expect("the folder of the figures can be written to");
        let line = format!("{what}\t{limit}\t{median}\t{p95}\t{verdict}\t{note}\n");
        table.write_all(line.as_bytes()).expect("there is room for figures");
    }
}

/// Milliseconds as the benchmarks sort them.
pub(crate) fn sorted(times: &[f64]) -> Times {
    Times::new(times.iter().map(|time| Duration::from_secs_f64(time.max(0.0) / 1000.0)).collect())
}
