//! Points between the steps of a round, at which tests end the process. Outside of tests there are none.

/// Where the process is in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Point {
    /// A batch is noted and not handed in yet.
    BatchNoted,
    /// The server has decided a batch, and nothing of that is noted here.
    BatchAnswered,
    /// What became of a batch is written and not committed.
    BatchSettling,
    /// What became of a batch is noted.
    BatchSettled,
    /// A reading is here, in memory.
    Read,
    /// What is gone is removed, and the rows of the first table are in: the middle of a reading.
    Applying,
    /// All rows are in, and not how far that is.
    Applied,
    /// How far that is is written, and not committed.
    Placed,
    /// A reading is stored.
    Stored,
    /// Older messages are in, and not how far they go.
    OlderIn,
    /// Older messages are stored.
    OlderStored,
}

impl Point {
    /// Goes past it.
    #[cfg(not(test))]
    pub(super) const fn pass(self) {}
}

#[cfg(test)]
static STOP: std::sync::OnceLock<Point> = std::sync::OnceLock::new();

#[cfg(test)]
impl Point {
    /// Those that every round passes that hands in and reads.
    pub(super) const ALL: [Self; 9] = [
        Self::BatchNoted,
        Self::BatchAnswered,
        Self::BatchSettling,
        Self::BatchSettled,
        Self::Read,
        Self::Applying,
        Self::Applied,
        Self::Placed,
        Self::Stored,
    ];

    /// Those that a round passes only while older messages come in.
    pub(super) const OF_OLDER: [Self; 2] = [Self::OlderIn, Self::OlderStored];

    /// Goes past it, unless the process is to stop here: then it says so on its output, and waits to be killed.
    pub(super) fn pass(self) {
        use std::io::Write;
        if STOP.get() != Some(&self) {
            return;
        }
        let mut output = std::io::stdout();
        // Who does not hear it kills this process as well.
        let _ = writeln!(output, "\nat {self:?}");
        let _ = output.flush();
        loop {
            std::thread::park();
        }
    }

    /// Has this process stop at a point.
    pub(super) fn stop_at(point: Self) {
        STOP.set(point).expect("a process stops once");
    }
}
