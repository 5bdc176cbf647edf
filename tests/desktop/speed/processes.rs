//! What the system tells of processes.

use std::fs;

use crate::desk::Desk;

/// The kernel counts the time at which a process began in hundredths of a second on every Linux.
const TICK: f64 = 10.0;

/// A process.
struct Process {
    number: u32,
    parent: u32,
    name: String,
    /// In hundredths of a second after the start of the system.
    began: f64,
}

/// The processes at a moment.
pub(crate) struct Processes {
    all: Vec<Process>,
    /// When the system started, in milliseconds since 1970.
    booted: f64,
}

impl Processes {
    /// Those that run now.
    #[allow(clippy::disallowed_methods, reason = "what is measured is compared with the system's clock")]
    fn now() -> Self {
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("it is later than 1970");
        let up = fs::read_to_string("/proc/uptime").expect("Linux tells how long it runs");
        let up: f64 = up.split(' ').next().and_then(|up| up.parse().ok()).expect("in seconds");
        let numbers = fs::read_dir("/proc").expect("Linux lists processes").flatten();
        let numbers = numbers.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        Self { all: numbers.filter_map(process).collect(), booted: now.as_secs_f64() * 1000.0 - up * 1000.0 }
    }

    /// Those that run now, and which of them is a program that the driver of a desk started.
    pub(crate) fn of(desk: &Desk, program: &str) -> (Self, u32) {
        let processes = Self::now();
        let name = program.rsplit('/').next().unwrap_or(program);
        let number = processes.below(desk.driver(), name).expect("the application runs");
        (processes, number)
    }

    /// The first process of a name that another one started, over however many steps.
    fn below(&self, root: u32, name: &str) -> Option<u32> {
        // The kernel keeps fifteen letters.
        let name: String = name.chars().take(15).collect();
        let family = self.family(root);
        self.all.iter().find(|p| p.name == name && family.contains(&p.number)).map(|p| p.number)
    }

    /// A process and all that it started.
    pub(crate) fn family(&self, root: u32) -> Vec<u32> {
        let mut family = vec![root];
        let mut next = 0;
        while let Some(parent) = family.get(next).copied() {
            family.extend(self.all.iter().filter(|p| p.parent == parent).map(|p| p.number));
            next += 1;
        }
        family
    }

    /// The name of a process.
    pub(crate) fn name(&self, number: u32) -> String {
        self.all.iter().find(|p| p.number == number).map(|p| p.name.clone()).unwrap_or_default()
    }

    /// When a process began, in milliseconds since 1970.
    pub(crate) fn started(&self, number: u32) -> f64 {
        let began = self.all.iter().find(|p| p.number == number).map_or(0.0, |p| p.began);
        self.booted + began * TICK
    }

    /// Whether it runs still.
    pub(crate) fn still(&self, number: u32) -> bool {
        let began = |p: &Process| self.all.iter().any(|old| old.number == number && old.began == p.began);
        process(number).is_some_and(|process| began(&process))
    }
}

fn process(number: u32) -> Option<Process> {
    let text = fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
    // The name stands in brackets and may hold anything.
    let (head, rest) = text.rsplit_once(')')?;
    let name = head.split_once('(')?.1.to_owned();
    let fields: Vec<&str> = rest.split_whitespace().collect();
    Some(Process { number, parent: fields.get(1)?.parse().ok()?, name, began: fields.get(19)?.parse().ok()? })
}
