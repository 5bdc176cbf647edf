//! A history: people work, the network and the processes fail, and in the end all is handed in.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use leadsmart_contract::failure::Code;
use leadsmart_ports::remote::Outcome;
use rand::RngExt;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::engine::Halt;
use super::ground::Ground;
use super::{World, checks, one};

/// How long a history is, in steps.
const STEPS: usize = 45;

/// One crash of so many opens the file again. Opening is what histories spend most of their time with, and is the same each time.
const OPENED_AGAIN: u32 = 4;

/// The dates on which everything happens.
const DATES: [&str; 2] = ["2026-11-26", "2026-11-27"];

/// What histories have met.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    operations: usize,
    crashes: usize,
    cuts: usize,
    conflicts: BTreeMap<String, usize>,
}

impl Told {
    pub(super) fn add(&mut self, other: &Self) {
        self.operations += other.operations;
        self.crashes += other.crashes;
        self.cuts += other.cuts;
        for (kind, count) in &other.conflicts {
            *self.conflicts.entry(kind.clone()).or_default() += count;
        }
    }

    pub(super) fn faults(&self) -> usize {
        self.crashes + self.cuts
    }

    /// How many conflicts there were of a kind.
    pub(super) fn conflicts(&self, kind: &str) -> usize {
        self.conflicts.get(kind).copied().unwrap_or(0)
    }
}

/// What a history is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weather {
    /// The network cuts and processes end, while desktops synchronize often.
    Rough,
    /// Desktops seldom hear of each other.
    Lonely,
}

pub(super) struct History<G> {
    world: World<G>,
    weather: Weather,
    told: Told,
    /// The operations that were acknowledged to somebody.
    acknowledged: BTreeSet<Uuid>,
    /// Notes that somebody read and replaced.
    replaced: BTreeSet<String>,
    /// Notes that somebody wrote.
    written: Vec<String>,
    /// What somebody deleted: the operation, the table, the key.
    deleted: Vec<(Uuid, &'static str, String)>,
}

/// What the commands that delete are about: its table, and the field that names it.
const DELETIONS: [(&str, &str, &str); 2] =
    [("services.delete", "services", "service_id"), ("holidays.delete", "holidays", "holiday_id")];

impl<G: Ground> History<G> {
    pub(super) fn new(world: World<G>, weather: Weather) -> Self {
        Self {
            world,
            weather,
            told: Told::default(),
            acknowledged: BTreeSet::new(),
            replaced: BTreeSet::new(),
            written: Vec::new(),
            deleted: Vec::new(),
        }
    }

    pub(super) async fn run(mut self) -> Told {
        self.set_out();
        for _ in 0..STEPS {
            if self.weather == Weather::Rough {
                self.told.cuts += usize::from(self.world.ground.trouble(&mut self.world.dice).await);
            }
            let desktop = self.world.dice.random_range(0..self.world.desktops.len());
            let rounds = if self.weather == Weather::Rough { 60..88 } else { 84..88 };
            match self.world.dice.random_range(0..100) {
                step if rounds.contains(&step) => self.synchronize(desktop).await,
                0..88 => self.work(desktop).await,
                88..93 => {
                    let down = self.world.dice.random_bool(0.5);
                    self.world.desktops[desktop].set_down(down);
                }
                93..97 => self.jump(desktop),
                _ => self.crash(desktop).await,
            }
        }
        self.come_to_rest().await;
        self.settle_accounts().await;
        self.told
    }

    /// Each history has its own faults, clocks and pages.
    fn set_out(&mut self) {
        let rough = self.weather == Weather::Rough;
        let mut up_to = |most: u64| if rough { self.world.dice.random_range(0..most) } else { 0 };
        let (cuts, crashes) = (up_to(150), up_to(80));
        for number in 0..self.world.desktops.len() {
            let page = self.world.dice.random_range(1..9);
            let desktop = &mut self.world.desktops[number];
            desktop.page = page;
            desktop.set_faults(cuts, crashes);
            self.jump(number);
        }
    }

    fn jump(&mut self, desktop: usize) {
        let hours = *one(&mut self.world.dice, &[0, 0, 9, -9, -72, -24 * 365]).expect("an hour");
        self.world.desktops[desktop].skew(SignedDuration::from_hours(hours));
    }

    async fn crash(&mut self, desktop: usize) {
        let ended = self.world.desktops.remove(desktop);
        let crashed =
            if self.world.dice.random_ratio(1, OPENED_AGAIN) { ended.crash().await } else { ended.forget() };
        self.world.desktops.insert(desktop, crashed);
        self.told.crashes += 1;
        checks::between_rounds(&self.world.desktops[desktop]).await;
    }

    async fn synchronize(&mut self, desktop: usize) {
        let before = self.newest_record(desktop).await;
        match self.world.desktops[desktop].round().await {
            Ok(()) => {
                assert_eq!(self.world.desktops[desktop].waiting().await, 0, "a whole round leaves nothing")
            }
            Err(None) => return self.crash(desktop).await,
            Err(Some(Halt::Remote(failure))) if failure.is_temporary() => self.told.cuts += 1,
            Err(Some(other)) => panic!("desktop {desktop}: {other:?}"),
        }
        assert_eq!(before, self.newest_record(desktop).await, "what arrives is no intent");
        checks::between_rounds(&self.world.desktops[desktop]).await;
    }

    /// The number of the newest record that there ever was.
    async fn newest_record(&self, desktop: usize) -> i64 {
        let mut read = self.world.desktops[desktop].read().await;
        let newest =
            sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'intents'");
        newest.fetch_one(&mut *read).await.expect("a number")
    }

    /// The keys of a table as commands have them.
    async fn ids(&mut self, desktop: usize, table: &str) -> Vec<String> {
        let here = checks::table_of(&self.world.desktops[desktop], table).await;
        let hyphened = |key: &String| Uuid::try_parse(key).expect("an id").to_string();
        here.keys().map(hyphened).collect()
    }

    async fn any(&mut self, desktop: usize, table: &str) -> Option<String> {
        let ids = self.ids(desktop, table).await;
        one(&mut self.world.dice, &ids).cloned()
    }

    fn start(&mut self) -> String {
        let date = *one(&mut self.world.dice, &DATES).expect("a date");
        let half_hours = self.world.dice.random_range(0..4);
        format!("{date}T{:02}:{:02}:00Z", 12 + half_hours / 2, half_hours % 2 * 30)
    }

    async fn work(&mut self, desktop: usize) {
        let before = self.newest_record(desktop).await;
        let Some((name, args)) = self.choose(desktop).await else { return };
        let notes = self.notes_of(desktop, &args).await;
        let mut args = args;
        args["company_id"] = json!(self.world.company);
        let done = self.world.desktops[desktop].ask(name, args.clone()).await;
        if let Err(failure) = done {
            assert_ne!(failure.code, Code::Internal, "{name}: {failure:?}");
            assert_eq!(before, self.newest_record(desktop).await, "what is refused leaves nothing");
            return;
        }
        self.told.operations += 1;
        let operations = self.acknowledge(desktop, before).await;
        for (_, table, field) in DELETIONS.iter().filter(|(command, ..)| *command == name) {
            let key = args[*field].as_str().expect("a key").replace('-', "");
            self.deleted.extend(operations.iter().map(|operation| (*operation, *table, key.clone())));
        }
        if let Some(text) = args.get("notes").and_then(Value::as_str) {
            self.written.push(text.to_owned());
            self.replaced.extend(notes);
        }
    }

    /// The notes that an operation is about to replace.
    async fn notes_of(&mut self, desktop: usize, args: &Value) -> Option<String> {
        let id = args.get("appointment_id")?.as_str()?.replace('-', "");
        let here = checks::table_of(&self.world.desktops[desktop], "appointments").await;
        let row = here.get(&id)?;
        Some(row.1.get("notes")?.as_str()?.to_owned())
    }

    async fn acknowledge(&mut self, desktop: usize, before: i64) -> Vec<Uuid> {
        let mut read = self.world.desktops[desktop].read().await;
        let new: Vec<Uuid> =
            sqlx::query_scalar("SELECT DISTINCT mutation FROM intents WHERE seq > ? AND company_id = ?")
                .bind(before)
                .bind(self.world.company.uuid())
                .fetch_all(&mut *read)
                .await
                .expect("what was recorded");
        self.acknowledged.extend(&new);
        new
    }

    /// What somebody does next.
    async fn choose(&mut self, desktop: usize) -> Option<(&'static str, Value)> {
        let label = format!("n{}", self.world.dice.random_range(0..u32::MAX));
        Some(match self.world.dice.random_range(0..100) {
            0..30 => {
                let (agenda, client) =
                    (self.any(desktop, "agendas").await?, self.any(desktop, "clients").await?);
                let minutes = *one(&mut self.world.dice, &[30, 60])?;
                let over = self.world.dice.random_bool(0.1);
                let start = self.start();
                let args = json!({ "agenda_id": agenda, "client_id": client, "start": start, "duration": minutes,
                                   "status": "confirmed", "notes": label, "override": over });
                ("appointments.create", args)
            }
            30..45 => {
                let (appointment, start) = (self.any(desktop, "appointments").await?, self.start());
                let mut args = json!({ "appointment_id": appointment, "start": start });
                if self.world.dice.random_bool(0.3) {
                    args["agenda_id"] = json!(self.any(desktop, "agendas").await?);
                }
                ("appointments.update_date", args)
            }
            45..55 => {
                let appointment = self.any(desktop, "appointments").await?;
                let status =
                    *one(&mut self.world.dice, &["confirmed", "arrived", "done", "cancelled", "no_show"])?;
                ("appointments.set_status", json!({ "appointment_id": appointment, "status": status }))
            }
            55..67 => {
                let appointment = self.any(desktop, "appointments").await?;
                ("appointments.update", json!({ "appointment_id": appointment, "notes": label }))
            }
            67..72 => {
                let client = self.any(desktop, "clients").await?;
                let digits = self.world.dice.random_range(0..4);
                let phones = json!([format!("+551198888000{digits}")]);
                ("clients.update", json!({ "client_id": client, "phones": phones, "allow_duplicate": true }))
            }
            72..76 => {
                let client = self.any(desktop, "clients").await?;
                ("clients.update", json!({ "client_id": client, "name": format!("Client {label}") }))
            }
            _ => return self.choose_setting(desktop, label).await,
        })
    }

    /// What somebody changes who manages the place.
    async fn choose_setting(&mut self, desktop: usize, label: String) -> Option<(&'static str, Value)> {
        let name = *one(&mut self.world.dice, &["Corte", "Barba", "Tintura"])?;
        let date = *one(&mut self.world.dice, &["2026-12-24", "2026-12-25"])?;
        Some(match self.world.dice.random_range(0..16) {
            0 | 9 => ("services.create", json!({ "name": name, "duration": 30 })),
            1 => (
                "services.update",
                json!({ "service_id": self.any(desktop, "services").await?, "name": name }),
            ),
            2 | 12 => ("services.delete", json!({ "service_id": self.any(desktop, "services").await? })),
            3 | 13..16 => ("holidays.create", json!({ "date": date, "name": label })),
            4 => ("holidays.delete", json!({ "holiday_id": self.any(desktop, "holidays").await? })),
            5 => {
                let agenda = self.any(desktop, "agendas").await?;
                (
                    "agendas.set_exception",
                    json!({ "agenda_id": agenda, "date": date, "hours": [], "reason": label }),
                )
            }
            6 => {
                let agenda = self.any(desktop, "agendas").await?;
                ("agendas.clear_exception", json!({ "agenda_id": agenda, "date": date }))
            }
            7 => ("clients.create", json!({ "name": label })),
            _ => ("companies.update", json!({ "address": label })),
        })
    }

    /// The faults end, and everybody synchronizes until all is the same.
    async fn come_to_rest(&mut self) {
        self.world.ground.calm().await;
        for desktop in &self.world.desktops {
            desktop.set_faults(0, 0);
            desktop.set_down(false);
        }
        for _ in 0..2 {
            for desktop in 0..self.world.desktops.len() {
                self.synchronize(desktop).await;
            }
        }
        checks::at_rest(&self.world).await;
    }

    /// What was acknowledged is there, was knowingly replaced, or lies in a conflict that everybody sees.
    async fn settle_accounts(&mut self) {
        let server = checks::of_server(self.world.ground.rows(self.world.company).await);
        let decided = self.world.ground.outcomes(self.world.company, &self.acknowledged).await;
        for (mutation, outcomes) in &decided {
            assert!(!outcomes.is_empty(), "{mutation} was decided");
            for outcome in outcomes {
                let Outcome::Lost { conflict_id, kind } = outcome else { continue };
                let conflict = server["conflicts"].get(&conflict_id.simple().to_string());
                assert!(conflict.is_some(), "{mutation} is kept, lost as {kind:?}");
            }
        }
        for (operation, table, key) in &self.deleted {
            let stands = decided[operation].iter().all(|outcome| *outcome == Outcome::Applied);
            assert!(
                !stands || !server[table].contains_key(key),
                "{key} of {table} was deleted and has returned"
            );
        }
        for (_, conflict) in server["conflicts"].values() {
            let kind = conflict["kind"].as_str().expect("a kind").to_owned();
            *self.told.conflicts.entry(kind).or_default() += 1;
        }
        let notes =
            |row: &serde_json::Map<String, Value>| row["notes"].as_str().unwrap_or_default().to_owned();
        let present: BTreeSet<String> = server["appointments"].values().map(|(_, row)| notes(row)).collect();
        let kept: String = server["conflicts"].values().map(|(_, row)| row["changes"].to_string()).collect();
        for text in &self.written {
            assert!(
                present.contains(text) || self.replaced.contains(text) || kept.contains(text.as_str()),
                "the note {text} is nowhere"
            );
        }
    }
}
