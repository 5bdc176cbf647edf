//! Messages that come over WhatsApp: how many a second are received, decrypted, stored and there to be read; how long one takes
//! from the other phone's sending to that; how much memory a number takes; and whether that stays over time.
//!
//! The service is a simulator in a process of its own, so that its work and memory are in no figure but by the computer they share.
//! Beside the rate stands that of the Baileys library, which receives and keeps nothing, fed by the same simulator in the same run:
//! `npm install --prefix FOLDER baileys@7.0.0-rc14`, then `LEADSMART_BAILEYS=FOLDER`. Without it that line is left out.
//!
//! `minutes=60` watches the memory of 20 numbers under traffic for an hour.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

mod baileys;
mod desk;
mod service;

use std::time::{Duration, Instant};

use leadsmart_tests::speed::{Limit, Outcome, Times};

use self::baileys::Baileys;
use self::desk::Desk;
use self::service::Service;

/// How many people write.
const PEOPLE: usize = 20;
/// How many messages each of them sends when the rate is measured.
const EACH: usize = 250;
/// How many messages are timed one by one.
const SINGLE: usize = 300;
/// How many numbers there are in the end.
const NUMBERS: usize = 20;
/// What a further number may take, in MiB.
const MOST_MEMORY: f64 = 2.0;

fn main() -> Outcome<()> {
    if service::is_asked_for() {
        return service::serve();
    }
    let minutes = std::env::args().find_map(|word| word.strip_prefix("minutes=")?.parse().ok()).unwrap_or(0);
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(measure(minutes))
}

async fn measure(minutes: u64) -> Outcome<()> {
    let mut service = Service::start()?;
    let people: Vec<String> = (0..PEOPLE).map(|place| format!("55119876{:05}", 10_000 + place)).collect();
    let numbers: Vec<String> = (0..NUMBERS).map(|place| format!("55113333{:04}", 1_000 + place)).collect();
    for (place, number) in people.iter().chain(&numbers).enumerate() {
        service.add_phone(number, &format!("Pessoa {place}"))?;
    }
    let folder = tempfile::tempdir()?;
    let desk = Desk::open(folder.path(), &service).await?;
    desk.link(&mut service, "Recepção", &numbers[0]).await?;
    rate(&mut service, &desk, &people, &numbers[0]).await?;
    single(&mut service, &desk, &people[0], &numbers[0]).await?;
    let before = desk.settled_memory().await?;
    for (place, number) in numbers.iter().enumerate().skip(1) {
        desk.link(&mut service, &format!("Número {place}"), number).await?;
    }
    let after = desk.settled_memory().await?;
    let each = (after - before) / (NUMBERS - 1) as f64;
    let verdict = if each <= MOST_MEMORY { "ok" } else { "MISSED" };
    println!(
        "memory of a further number: {each:.2} MiB ({before:.0} MiB with one, {after:.0} MiB with {NUMBERS}); limit {MOST_MEMORY} \
         MiB: {verdict}"
    );
    if minutes > 0 {
        traffic(&mut service, &desk, &people, &numbers, minutes).await?;
    }
    desk.close().await;
    service.nothing_was_wrong()
}

/// Everybody writes at once, to us and to Baileys.
async fn rate(service: &mut Service, desk: &Desk, people: &[String], number: &str) -> Outcome<()> {
    let whole = PEOPLE * EACH;
    let began = Instant::now();
    service.flood(people, number, EACH)?;
    let sent = began.elapsed();
    desk.until_messages(whole).await?;
    let ours = whole as f64 / began.elapsed().as_secs_f64();
    println!(
        "received, decrypted, stored: {whole} messages of {PEOPLE} people, {ours:.0} a second (the simulator had sent them after \
         {:.1} s)",
        sent.as_secs_f64()
    );
    let Some(mut baileys) = Baileys::start(service)? else {
        println!("Baileys: not measured, LEADSMART_BAILEYS names no folder with it");
        return Ok(());
    };
    let other = "551144440001";
    service.add_phone(other, "Baileys")?;
    service.scan(other, &baileys.code()?)?;
    baileys.opened()?;
    service.until_usable(other)?;
    let began = Instant::now();
    service.flood(people, other, EACH)?;
    let sent = began.elapsed();
    baileys.until_received(whole)?;
    let theirs = whole as f64 / began.elapsed().as_secs_f64();
    let verdict = if ours >= theirs { "ok" } else { "MISSED" };
    println!(
        "Baileys, received and decrypted only: {theirs:.0} a second (sent after {:.1} s); ours ahead of it: {verdict}",
        sent.as_secs_f64()
    );
    Ok(())
}

/// One message at a time, from the sending on the phone to being read by a command here.
async fn single(service: &mut Service, desk: &Desk, person: &str, number: &str) -> Outcome<()> {
    let thread = desk.thread_with(person).await?;
    let mut times = Vec::new();
    for _ in 0..SINGLE {
        let mut changes = desk.changes();
        let words = service.write(person, number)?;
        while desk.newest(&thread).await? != words {
            // One that was missed is a change as well.
            let _ = changes.recv().await;
        }
        times.push(service::since(&words)?);
    }
    let times = Times::new(times);
    times.print("a message, from its sending on the other phone until it can be read here", Limit::None);
    let verdict = if times.at(99) <= 50.0 { "ok" } else { "MISSED" };
    println!("p99 {:.1} ms; limit 50 ms: {verdict}", times.at(99));
    Ok(())
}

/// Each number is written to, every two seconds.
async fn traffic(
    service: &mut Service,
    desk: &Desk,
    people: &[String],
    numbers: &[String],
    minutes: u64,
) -> Outcome<()> {
    let mut memory = vec![desk.settled_memory().await?];
    let mut beat = tokio::time::interval(Duration::from_secs(2));
    for minute in 1..=minutes {
        for turn in 0..30 {
            beat.tick().await;
            for (place, number) in numbers.iter().enumerate() {
                service.write(&people[(place + turn) % people.len()], number)?;
            }
        }
        memory.push(desk.memory()?);
        println!("after {minute} min: {:.1} MiB, {} messages", desk.memory()?, desk.messages().await?);
    }
    let (first, last) = (memory[memory.len() / 6], memory[memory.len() - 1]);
    println!(
        "{NUMBERS} numbers for {minutes} min, 10 messages a second: {:.0} MiB at first, {first:.0} MiB after a sixth of the time, \
         {last:.0} MiB at the end",
        memory[0]
    );
    Ok(())
}
