//! How long the work of a front desk takes on a file with 100,000 appointments, through the command table and with the reply as
//! the text that goes out. Run it in a release build.
//!
//! The figures to keep, at the 95th percentile: a week of 20 agendas in 10 ms, free times of one agenda for 30 days in 20 ms. A
//! local write with its intent takes at most twice as long as the plain one (medians).
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "appointments/reads.rs"]
mod reads;
#[path = "appointments/writes.rs"]
mod writes;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use leadsmart_core::Core;
use leadsmart_tests::diary::{self, AGENDA, AGENDAS, CLIENT, MEMBER, TOKEN, id};
use leadsmart_tests::speed::{self, Limit, Outcome, measure};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let core = speed::open(folder.path()).await?;
    let file = core.opened().file.clone();
    core.close().await;
    drop(core);
    diary::fill(&file).await?;
    let core = speed::open(folder.path()).await?;
    pages(&core).await?;
    times(&core).await?;
    core.close().await;
    reads::read_alone(&file).await?;
    writes::compare(&file).await
}

fn company() -> String {
    id(diary::COMPANY, 0).to_string()
}

fn agenda(number: u32) -> String {
    id(AGENDA, number % AGENDAS).to_string()
}

/// One of twenty weeks, all of them as full as the others.
fn week(number: u32) -> (Date, Date) {
    let from = date(2026, 9, 7) + (i64::from(number % 20) * 7).days();
    (from, from + 6.days())
}

/// What is drawn: the calendar and lists.
async fn pages(core: &Core) -> Outcome<()> {
    let what = ("calendar: a week of 20 agendas", Limit::P95(10.0));
    let reply = measure(core, TOKEN, what, "agendas.calendar", |n| {
        let (from, to) = week(n);
        json!({ "company_id": company(), "from": from, "to": to })
    })
    .await?;
    let page: Value = serde_json::from_str(&reply)?;
    let cards = page["appointments"].as_array().map_or(0, Vec::len);
    println!("    a reply has {cards} cards in {} bytes", reply.len());
    let what = ("calendar: a day of 20 agendas", Limit::None);
    measure(core, TOKEN, what, "agendas.calendar", |n| {
        let (from, _) = week(n);
        json!({ "company_id": company(), "from": from, "to": from })
    })
    .await?;
    let what = ("how full each day of a month of 20 agendas is", Limit::None);
    measure(core, TOKEN, what, "agendas.month", |n| {
        let (from, _) = week(n);
        json!({ "company_id": company(), "from": from, "to": from + 41.days() })
    })
    .await?;
    let what = ("a page of 50 appointments of an agenda, the newest first", Limit::None);
    measure(
        core,
        TOKEN,
        what,
        "appointments.list",
        |n| json!({ "company_id": company(), "agenda_id": agenda(n), "descending": true }),
    )
    .await?;
    let what = ("how many appointments each day of two months has", Limit::None);
    measure(
        core,
        TOKEN,
        what,
        "appointments.count_by_day",
        |_| json!({ "company_id": company(), "from": "2026-10-01", "to": "2026-12-01" }),
    )
    .await?;
    Ok(())
}

/// What is free, and booking it.
async fn times(core: &Core) -> Outcome<()> {
    let what = ("free times: one agenda, 30 days", Limit::P95(20.0));
    let reply = measure(core, TOKEN, what, "agendas.available_slots", |n| {
        let from = week(n).0.max(date(2026, 11, 25));
        json!({ "company_id": company(), "agenda_id": agenda(n), "from": from, "to": from + 29.days() })
    })
    .await?;
    println!("    a reply has {} times", serde_json::from_str::<Vec<Value>>(&reply)?.len());
    let what = ("next free times over all agendas", Limit::None);
    measure(core, TOKEN, what, "appointments.next_free", |_| json!({ "company_id": company() })).await?;
    let what = ("next 50 free times of one professional", Limit::None);
    measure(
        core,
        TOKEN,
        what,
        "appointments.next_free",
        |n| json!({ "company_id": company(), "member_ids": [id(MEMBER, n % AGENDAS)], "limit": 50 }),
    )
    .await?;
    let what = ("why a time is not free", Limit::None);
    measure(
        core,
        TOKEN,
        what,
        "appointments.explain",
        |n| json!({ "company_id": company(), "agenda_id": agenda(n), "start": "2026-12-01T10:00" }),
    )
    .await?;
    let what = ("booking, to the disk", Limit::None);
    measure(core, TOKEN, what, "appointments.create", |n| {
        let start = format!("2029-{:02}-{:02}T{:02}:00", n / 200 + 1, n / 10 % 28 + 1, 8 + n % 10);
        json!({ "company_id": company(), "agenda_id": agenda(n / 10), "client_id": id(CLIENT, n), "start": start, "override": true })
    })
    .await?;
    Ok(())
}
