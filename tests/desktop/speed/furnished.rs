//! A desk on which a company has worked for months: 100,000 appointments and 100,000 clients, a thousand conversations of which one
//! has 10,000 messages, and the session of its receptionist in the keychain.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use leadsmart_ports::{Clock, SystemClock};
use leadsmart_tests::chats::Chats;
use leadsmart_tests::diary::{self, Diary};
use leadsmart_tests::people;
use leadsmart_tests::speed::{Outcome, call, open_at};
use serde_json::{Value, json};
use sqlx::Connection;
use thirtyfour::prelude::*;
use uuid::Uuid;

use super::figures::folder;
use crate::desk::{Desk, wait_until_closed};
use crate::window::Window;

/// How many clients there are.
const CLIENTS: u32 = 100_000;

/// So many days before today lies the first appointment; the last one is as far ahead.
const DAYS: i64 = 150;

const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;

const EMAIL: &str = "ana@clinica.example";
const PASSWORD: &str = "uma frase bem curta";

/// The desk, its application closed, logged in once.
pub(crate) async fn desk() -> Desk {
    let desk = Desk::fresh();
    let seed = seed().await.expect("the file can be filled");
    copy(&seed, &desk.data());
    let window = Window::open(&desk).await;
    for (place, text) in [(1, EMAIL), (2, PASSWORD)] {
        let field = window.find(&format!("(//form//input)[{place}]")).await;
        field.send_keys(text).await.expect("the field takes text");
    }
    window.keys(Key::Enter.into()).await;
    window.drawn().await;
    desk.close_by_frame();
    wait_until_closed(&desk.data());
    window.forget().await;
    desk
}

/// The folder with the file, made once in a run.
async fn seed() -> Outcome<PathBuf> {
    let seed = folder().join("seed");
    if !seed.is_dir() {
        let unfinished = folder().join("unfinished");
        fs::create_dir_all(&unfinished)?;
        fill(&unfinished).await?;
        fs::rename(&unfinished, &seed)?;
    }
    Ok(seed)
}

async fn fill(folder: &Path) -> Outcome<()> {
    let now = SystemClock.now();
    let core = open_at(folder, now).await?;
    let account = json!({ "name": "Ana Prado", "email": EMAIL, "password": PASSWORD });
    let account: Value = serde_json::from_str(&call(&core, None, "auth.register", account).await?)?;
    let token = account["session"]["token"].as_str().ok_or("a session has a token")?;
    let company = json!({ "name": "Clínica Bem-Estar", "zone": "America/Sao_Paulo" });
    let company: Value = serde_json::from_str(&call(&core, Some(token), "companies.create", company).await?)?;
    let company: Uuid = company["id"].as_str().ok_or("a company has an id")?.parse()?;
    let file = core.opened().file.clone();
    core.close().await;
    drop(core);
    let diary = Diary {
        company,
        user: None,
        first: first(now)?,
        now,
        clients: CLIENTS,
        full_day: Some(u32::try_from(DAYS + 1)?),
    };
    let mut connection = diary::connect(&file).await?;
    let mut transaction = connection.begin().await?;
    diary::begin_change(&mut transaction, false).await?;
    people::write(&mut transaction, company, &people::crowd(CLIENTS as usize)).await?;
    diary.write(&mut transaction).await?;
    Chats { company, now, clients: CLIENTS }.write(&mut transaction, folder).await?;
    diary::end_change(&mut transaction).await?;
    transaction.commit().await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// Eight in the morning in São Paulo, three hours behind, so many days ago.
fn first(now: Timestamp) -> Outcome<Timestamp> {
    let midnight = (now.as_millisecond() - 3 * HOUR).div_euclid(DAY) * DAY + 3 * HOUR;
    Ok(Timestamp::from_millisecond(midnight + 8 * HOUR - DAYS * DAY)?)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("there is room for the data");
    for entry in fs::read_dir(from).expect("the folder is there").flatten() {
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).expect("there is room for the data");
        }
    }
}
