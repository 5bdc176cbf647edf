//! The faulty way to the server does what it is told, at the place that it is told.

use leadsmart_ports::remote::{Action, Remote};
use leadsmart_postgres::{Address, Device, PostgresRemote, Protection};
use leadsmart_tests::cluster::Cluster;
use leadsmart_tests::proxy::{Odds, Proxy, Weather};
use leadsmart_tests::remote::rows;
use serde_json::json;
use sqlx::{ConnectOptions, Connection, PgConnection};

use crate::town::{Town, intent};

/// The same device, by way of the proxy.
fn by_way_of(proxy: &Proxy, town: &Town) -> Device {
    let address = Address::new("127.0.0.1", proxy.port(), &town.database.name, Protection::Plain);
    Device { address: address.expect("an address"), ..town.device.clone() }
}

/// A company whose first desktop is behind a proxy.
async fn town(seed: u64) -> (Town, Proxy) {
    let mut town = Town::new().await;
    let proxy = Proxy::before(town.database.cluster.port(), seed);
    town.remote = PostgresRemote::new(&by_way_of(&proxy, &town));
    (town, proxy)
}

async fn ask(connection: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar("SELECT 1").fetch_one(connection).await
}

#[tokio::test]
async fn an_answer_that_is_lost_was_committed_and_is_given_again_when_it_is_asked_for_again() {
    let (mut town, proxy) = town(1).await;
    let seen = town.remote.greet().await.expect("it stands").position;
    let change = intent("companies", Action::Update, town.company.uuid(), 9, json!({ "name": "Nova" }));
    proxy.set(Weather::Losing("push_v1"));
    let lost = town.push(vec![change.clone()]).await.expect_err("the answer is lost");
    assert!(lost.is_temporary(), "{lost:?}");
    assert!(proxy.told().lost > 0);
    let there = town.remote.greet().await.expect("what else is asked passes").position;
    assert_eq!(there.version, seen.version + 1, "it was committed, and once");
    proxy.set(Weather::Clear);
    town.push(vec![change]).await.expect_err("the number was used by the batch that was lost");
    assert_eq!(town.remote.greet().await.expect("it stands").position.version, there.version);
}

#[tokio::test]
async fn an_answer_is_cut_in_its_middle_and_a_connection_whenever_it_is_wanted() {
    let (town, proxy) = town(2).await;
    let all = rows(&town.remote).await;
    proxy.set(Weather::Cutting(40));
    let cut = town.remote.greet().await.expect_err("it is longer");
    assert!(cut.is_temporary(), "{cut:?}");
    let before = proxy.told();
    assert!(before.cut > 0, "{before:?}");
    proxy.set(Weather::Clear);
    assert_eq!(rows(&town.remote).await, all);
    let options = town.database.cluster.superuser(&town.database.name).port(proxy.port());
    let mut connection = options.connect().await.expect("it is let in");
    ask(&mut connection).await.expect("it answers");
    proxy.cut_all();
    ask(&mut connection).await.expect_err("it was cut");
    assert!(proxy.told().cut > before.cut);
}

#[tokio::test]
async fn whoever_calls_is_refused_or_held_without_a_word() {
    let cluster = Cluster::shared();
    let proxy = Proxy::before(cluster.port(), 3);
    let options = cluster.superuser("postgres").port(proxy.port());
    proxy.set(Weather::Refusing);
    options.connect().await.expect_err("it is hung up on");
    assert_eq!(proxy.told().refused, 1);
    proxy.set(Weather::Silent);
    let held = proxy.told().connections + 1;
    let let_in = async {
        while proxy.told().connections < held {
            tokio::task::yield_now().await;
        }
        proxy.cut_all();
        std::future::pending::<()>().await;
    };
    tokio::select! {
        connected = options.connect() => { connected.expect_err("nothing came before it was cut"); }
        () = let_in => {}
    }
    proxy.set(Weather::Clear);
    let string = proxy.connection_string(cluster, "postgres");
    let mut connection = PgConnection::connect(&string).await.expect("the way is free");
    assert_eq!(ask(&mut connection).await.expect("it answers"), 1);
}

/// How each of some calls ends, one after another.
async fn fates(seed: u64) -> Vec<bool> {
    let cluster = Cluster::shared();
    let proxy = Proxy::before(cluster.port(), seed);
    proxy.set(Weather::Random(Odds::ROUGH));
    let options = cluster.superuser("postgres").port(proxy.port());
    let mut fates = Vec::new();
    for _ in 0..40 {
        let asked = async { ask(&mut options.connect().await?).await };
        fates.push(asked.await.is_ok());
    }
    let told = proxy.told();
    assert!(told.refused > 0 && told.cut > 0 && told.lost > 0, "all of it is met: {told:?}");
    fates
}

#[tokio::test]
async fn what_happens_by_chance_follows_from_the_seed() {
    let first = fates(7).await;
    assert!(first.contains(&true) && first.contains(&false));
    assert_eq!(fates(7).await, first);
    assert_ne!(fates(8).await, first);
}
