//! A process that is killed at each named point of a round, on a real PostgreSQL.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use leadsmart_ports::SecretBytes;
use leadsmart_postgres::{Device, PostgresRemote};

use super::super::engine::Engine;
use super::super::points::Point;
use super::postgres::Server;
use super::rules::{book, find};
use super::{Beginning, checks, older};
use crate::testing::Bench;

const POINT: &str = "LEADSMART_STOP_AT";
const FOLDER: &str = "LEADSMART_STOP_FOLDER";
const DEVICE: &str = "LEADSMART_STOP_DEVICE";

/// Runs a round of a desktop in a process of its own, which is killed when it says that it is at a point.
fn killed_at(point: Point, folder: &Path, device: &Device) {
    let secret = device.to_secret();
    let login = std::str::from_utf8(secret.reveal()).expect("JSON is text");
    let mut child = Command::new(std::env::current_exe().expect("this binary has a path"))
        .args(["sync::simulation::killed::child_that_stops", "--exact", "--nocapture", "--test-threads=1"])
        .env(POINT, format!("{point:?}"))
        .env(FOLDER, folder)
        .env(DEVICE, login)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a child starts");
    let output = BufReader::new(child.stdout.take().expect("its output is piped"));
    let said = format!("at {point:?}");
    let is_there = output.lines().map_while(Result::ok).any(|line| line == said);
    // It has ended by itself if it did not get there.
    let _ = child.kill();
    child.wait().expect("the child has ended");
    assert!(is_there, "a round gets to {point:?}");
}

#[tokio::test]
async fn child_that_stops() {
    let Ok(name) = std::env::var(POINT) else { return };
    let point = Point::ALL
        .into_iter()
        .chain(Point::OF_OLDER)
        .find(|point| format!("{point:?}") == name)
        .expect("a point");
    let login = std::env::var(DEVICE).expect("a login").into_bytes();
    let device = Device::of_secret(&SecretBytes::new(login)).expect("a login");
    let folder = std::env::var(FOLDER).expect("a folder");
    let bench = Bench::open(Path::new(&folder), 77).await;
    let line = Arc::new(PostgresRemote::new(&device));
    let engine = Engine { page: 3, ..Engine::new(bench.core.clone(), device.company_id, line) };
    Point::stop_at(point);
    panic!("the round ends without having been at {point:?}: {:?}", engine.round().await);
}

#[tokio::test]
async fn a_process_that_is_killed_at_any_point_of_a_round_goes_on_from_what_is_stored() {
    let beginning = Beginning::on(Server::start().await).await;
    for (number, point) in (0..).zip(Point::ALL) {
        let mut world = beginning.world(number).await;
        book(&world.desktops[0], "Client 0", "14:00").await;
        world.desktops[0].round().await.expect("a round");
        let desktop = world.desktops.remove(1);
        book(&desktop, "Client 1", "14:00").await;
        book(&desktop, "Client 2", "18:00").await;
        let device = world.ground.device(desktop.account.device);
        let desktop = desktop.given_away(|folder| killed_at(point, folder, &device)).await;
        checks::between_rounds(&desktop).await;
        world.desktops.insert(1, desktop);
        world.come_together().await;
        for desktop in &world.desktops {
            assert_eq!(
                find(desktop, "appointments", &[]).await.len(),
                2,
                "{point:?}: each that stands, once"
            );
            assert_eq!(find(desktop, "conflicts", &[]).await.len(), 1, "{point:?}: the one that does not");
        }
    }
}

#[tokio::test]
async fn a_process_that_is_killed_while_older_messages_come_in_goes_on_from_what_is_stored() {
    let beginning = Beginning::on(Server::start().await).await;
    for (number, point) in (0..).zip(Point::OF_OLDER) {
        let (mut world, _folder) = older::on_postgres(&beginning, number).await;
        let desktop = world.desktops.pop().expect("somebody has joined");
        let device = world.ground.device(desktop.account.device);
        let desktop = desktop.given_away(|folder| killed_at(point, folder, &device)).await;
        world.desktops.push(desktop);
        older::goes_on(&world).await;
    }
}
