//! Several desktops on real files and the company's database in memory, through seeded histories of work, cuts, crashes and clocks.
//!
//! A history that fails tells its seed; `LEADSMART_SYNC_SEED=<seed>` runs that one alone, `LEADSMART_SYNC_HISTORIES=<number>` runs
//! more of them, and `LEADSMART_POSTGRES_HISTORIES=<number>` more of those on PostgreSQL (`cargo xtask histories` does both).

mod checks;
mod desktop;
mod faults;
mod ground;
mod history;
#[cfg(unix)]
mod killed;
#[cfg(unix)]
mod older;
#[cfg(unix)]
mod postgres;
mod recovery;
mod room;
mod rules;

use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::permission::Permission;
use leadsmart_ports::SeededRandom;
use leadsmart_ports::remote::Model;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use tempfile::TempDir;

use crate::testing::{Bench, Person};
use desktop::{Account, Desktop};
use ground::Ground;
use history::{History, Weather};

/// Which histories of a kind a run has.
#[derive(Clone, Copy)]
struct Usual {
    /// The first seed.
    first: u64,
    /// How many there are.
    count: u64,
    /// The variable that asks for another number of them.
    asked: &'static str,
}

/// Those on the model.
const ON_MODEL: Usual = Usual { first: 0, count: 500, asked: "LEADSMART_SYNC_HISTORIES" };

/// A company on three desktops that are together, to begin histories from: the owner's, who founded it, a manager's and a
/// receptionist's.
struct Beginning<G = Model> {
    company: CompanyId,
    accounts: Vec<Account>,
    folders: Vec<TempDir>,
    ground: G,
}

/// What histories are about.
struct World<G = Model> {
    company: CompanyId,
    ground: G,
    desktops: Vec<Desktop>,
    dice: StdRng,
    _folders: Vec<TempDir>,
}

/// A folder in memory where the system has one: thousands of stores are opened.
fn folder() -> TempDir {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.expect("a folder")
}

impl Beginning {
    /// On the model.
    async fn make() -> Self {
        Self::on(Model::default()).await
    }
}

impl<G: Ground> Beginning<G> {
    async fn on(ground: G) -> Self {
        let random = SeededRandom::new(1);
        let folders = vec![folder(), folder(), folder()];
        let first = Bench::open(folders[0].path(), 1).await;
        let owner = first.company("Clínica").await;
        let manages: Vec<Permission> =
            Permission::ALL.iter().copied().filter(|p| *p != Permission::CompanyManage).collect();
        let receives = [
            Permission::AgendasView,
            Permission::AppointmentsView,
            Permission::AppointmentsManage,
            Permission::ClientsView,
            Permission::ClientsManage,
        ];
        let manager = first.member(owner.company, "Bia", false, &manages).await;
        let receptionist = first.member(owner.company, "Caio", false, &receives).await;
        furnish(&first, &owner, &[&manager, &receptionist]).await;
        let admission = ground.admit(owner.company, owner.member, true, &random).await;
        let mut accounts = vec![Account::new(&owner, &admission)];
        let line = ground.line(owner.company, admission.device_id);
        let founder = Desktop::around(first, folders[0].path(), line, accounts[0].clone());
        founder.begin(&admission, super::link::Beginning::Founded).await;
        founder.round().await.expect("the company goes up");
        founder.close().await;
        for (person, folder) in [manager, receptionist].into_iter().zip(&folders[1..]) {
            let bench = Bench::open(folder.path(), 2).await;
            let own = bench.account().await;
            let admission = ground.admit(owner.company, person.member, false, &random).await;
            let account = Account::new(&Person { user: own.user, token: own.token, ..person }, &admission);
            let line = ground.line(owner.company, admission.device_id);
            let desktop = Desktop::around(bench, folder.path(), line, account.clone());
            desktop.begin(&admission, super::link::Beginning::Joined(own.user)).await;
            desktop.round().await.expect("the company comes down");
            desktop.close().await;
            accounts.push(account);
        }
        Self { company: owner.company, accounts, folders, ground }
    }

    /// A history's own copy of all this.
    async fn world(&self, seed: u64) -> World<G> {
        let ground = self.ground.branch(seed).await;
        let (mut desktops, mut folders) = (Vec::new(), Vec::new());
        for (number, (account, source)) in (0..).zip(self.accounts.iter().zip(&self.folders)) {
            let own = folder();
            std::fs::copy(source.path().join("leadsmart.db"), own.path().join("leadsmart.db"))
                .expect("a copy");
            let bench = Bench::open(own.path(), seed.wrapping_mul(31).wrapping_add(number)).await;
            let line = ground.line(self.company, account.device);
            let mut desktop = Desktop::around(bench, own.path(), line, account.clone());
            desktop.seed(seed.wrapping_mul(37).wrapping_add(number));
            desktops.push(desktop);
            folders.push(own);
        }
        World {
            company: self.company,
            ground,
            desktops,
            dice: StdRng::seed_from_u64(seed),
            _folders: folders,
        }
    }
}

/// Two agendas, with one place and with two, a professional on the first, clients and a service.
async fn furnish(bench: &Bench, owner: &Person, professionals: &[&Person]) {
    let company = owner.company;
    let args = json!({ "company_id": company, "name": "Sala 1" });
    let room = desktop::ask(bench, owner, "agendas.create", args).await.expect("an agenda");
    let mut rules = room["rules"].clone();
    rules["capacity"] = json!(2);
    let members: Vec<_> = professionals.iter().map(|person| person.member).collect();
    let args = json!({ "company_id": company, "name": "Sala 2", "rules": rules, "member_ids": members });
    desktop::ask(bench, owner, "agendas.create", args).await.expect("an agenda");
    for number in 0..3 {
        let args = json!({ "company_id": company, "name": format!("Client {number}"), "phones": [format!("+551199999000{number}")] });
        desktop::ask(bench, owner, "clients.create", args).await.expect("a client");
    }
    let args = json!({ "company_id": company, "name": "Corte", "duration": 30 });
    desktop::ask(bench, owner, "services.create", args).await.expect("a service");
}

impl<G: Ground> World<G> {
    /// Rounds of everybody, until all is the same.
    async fn come_together(&self) {
        for _ in 0..2 {
            for desktop in &self.desktops {
                desktop.round().await.expect("a round");
            }
        }
        checks::at_rest(self).await;
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Tells the seed of a history that fails.
struct Teller(u64);

impl Drop for Teller {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the history of LEADSMART_SYNC_SEED={} fails", self.0);
        }
    }
}

/// Runs the histories that are asked for, and tells what they have met.
async fn histories<G: Ground>(ground: G, weather: Weather, usual: Usual) -> (history::Told, bool) {
    let beginning = Beginning::on(ground).await;
    let count = number(usual.asked).unwrap_or(usual.count);
    let seeds = match number("LEADSMART_SYNC_SEED") {
        Some(seed) => seed..seed + 1,
        None => usual.first..usual.first + count,
    };
    let many = seeds.end - seeds.start >= usual.count;
    let mut told = history::Told::default();
    for seed in seeds {
        let teller = Teller(seed);
        told.add(&History::new(beginning.world(seed).await, weather).run().await);
        drop(teller);
    }
    (told, many)
}

#[tokio::test]
async fn histories_of_cuts_and_crashes_keep_what_must_hold() {
    let (told, many) = histories(Model::default(), Weather::Rough, ON_MODEL).await;
    assert!(!many || told.faults() > 100, "the histories meet what they are for: {told:?}");
}

#[tokio::test]
async fn histories_of_long_absences_keep_what_must_hold() {
    let (told, many) = histories(Model::default(), Weather::Lonely, ON_MODEL).await;
    let met =
        ["full", "busy", "stale", "deleted", "superseded", "duplicate"].map(|kind| told.conflicts(kind) > 0);
    assert!(!many || met == [true; 6], "the histories meet what they are for: {told:?}");
}

/// One of several, by chance.
fn one<'a, T>(dice: &mut StdRng, of: &'a [T]) -> Option<&'a T> {
    if of.is_empty() { None } else { of.get(dice.random_range(0..of.len())) }
}
