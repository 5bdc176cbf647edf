//! What goes wrong with a server or on the way to it, and that nothing is done twice or lost by it.

use leadsmart_ports::remote::{Action, Remote, RemoteFailure, SetupFailure};
use leadsmart_postgres::{Address, PostgresRemote, Protection};
use leadsmart_tests::cluster::{Cluster, Settings};
use leadsmart_tests::remote::rows;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::json;
use uuid::Uuid;

use crate::door::connect;
use crate::town::{Town, hex, intent};

/// A server for `localhost`, with the certificate of its authority.
fn protected() -> (Cluster, String) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority =
        CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority");
    let key = KeyPair::generate().expect("a key");
    let named = CertificateParams::new(["localhost".to_owned()]).expect("a name");
    let certificate = named.signed_by(&key, &authority).expect("a certificate");
    let tls = Some((certificate.pem(), key.serialize_pem()));
    (Cluster::start(Settings { tls, ..Settings::default() }), authority.pem())
}

#[tokio::test]
async fn a_server_is_trusted_only_with_a_certificate_for_its_name_from_a_known_authority() {
    let (cluster, authority) = protected();
    let database = cluster.empty().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("authority.pem");
    std::fs::write(&file, &authority).expect("a file");
    let string = cluster.connection_string(&database);
    let by_name = string.replace("127.0.0.1", "localhost");
    let trusted = format!("{by_name}?sslrootcert={}", file.display());
    let mut administrator = connect(&trusted).await.expect("the certificate is good");
    administrator.install().await.expect("set-up over TLS");
    for untrusted in [
        format!("{by_name}?sslmode=verify-full"),
        format!("{string}?sslrootcert={}", file.display()),
        format!("{by_name}?sslmode=require"),
    ] {
        let refused = connect(&untrusted).await;
        assert!(matches!(refused, Err(SetupFailure::Untrusted(_))), "{untrusted}: {refused:?}");
    }
    let plain = Address::new("db.example.com", 5432, "x", Protection::Plain);
    assert_eq!(plain.err(), Some(SetupFailure::Unprotected));
}

#[tokio::test]
async fn a_device_does_not_speak_to_a_server_that_it_cannot_trust() {
    let town = Town::new().await;
    let cluster = town.database.cluster;
    let address = Address::new("localhost", cluster.port(), &town.database.name, Protection::Verified);
    let mut device = town.device.clone();
    device.address = address.expect("an address");
    let told = PostgresRemote::new(&device).greet().await;
    assert!(matches!(told, Err(RemoteFailure::Untrusted(_))), "it speaks no TLS: {told:?}");
}

#[tokio::test]
async fn a_connection_that_was_cut_is_made_again() {
    let mut town = Town::new().await;
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'lsd%' AND datname = current_database()";
    let before = rows(&town.remote).await;
    town.database.cluster.run(&town.database.name, cut).await;
    assert_eq!(rows(&town.remote).await, before);
    town.database.cluster.run(&town.database.name, cut).await;
    let change = intent("companies", Action::Update, town.company.uuid(), 9, json!({ "name": "Nova" }));
    town.push(vec![change]).await.expect("over a new connection");
}

#[tokio::test]
async fn what_a_server_answers_has_its_own_meaning_each() {
    let town = Town::new().await;
    type Expectation = fn(&RemoteFailure) -> bool;
    let cases: [(&str, Expectation); 11] = [
        ("28000", |told| matches!(told, RemoteFailure::Refused(_))),
        ("28P01", |told| matches!(told, RemoteFailure::Refused(_))),
        ("53100", |told| *told == RemoteFailure::Full),
        ("53300", RemoteFailure::is_temporary),
        ("57P03", RemoteFailure::is_temporary),
        ("40P01", RemoteFailure::is_temporary),
        ("LS001", |told| *told == RemoteFailure::Revoked),
        ("LS004", |told| *told == RemoteFailure::Restored),
        ("LS007", |told| *told == RemoteFailure::Forgotten),
        ("42501", |told| matches!(told, RemoteFailure::Protocol(_))),
        ("XX000", |told| matches!(told, RemoteFailure::Protocol(_))),
    ];
    for (state, is_expected) in cases {
        let broken = format!(
            "CREATE OR REPLACE FUNCTION app.greet_v1() RETURNS json LANGUAGE plpgsql STABLE SECURITY DEFINER \
             SET search_path = pg_catalog, pg_temp AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$"
        );
        town.database.cluster.run(&town.database.name, &broken).await;
        let told = town.remote.greet().await.expect_err("it was made to fail");
        assert!(is_expected(&told), "{state}: {told:?}");
    }
    town.database.cluster.run(&town.database.name, "DROP FUNCTION app.greet_v1()").await;
    assert_eq!(town.remote.greet().await.err(), Some(RemoteFailure::ServerTooOld), "it has no such function");
}

#[tokio::test]
async fn who_waits_is_told_of_what_another_desktop_did() {
    let mut town = Town::new().await;
    let joined = town.join("rui@example.com").await.expect("the code is good");
    let desk = PostgresRemote::new(&joined.device);
    let version = desk.greet().await.expect("it stands").position.version;
    let change = intent("companies", Action::Update, town.company.uuid(), 9, json!({ "name": "Nova" }));
    let (woken, pushed) = tokio::join!(desk.beyond(version), town.push(vec![change]));
    pushed.expect("the owner may");
    woken.expect("a ring, or a look");
    desk.beyond(version).await.expect("it is beyond already, so nobody waits");
    assert_eq!(desk.greet().await.expect("it stands").position.version, version + 1);
}

#[tokio::test]
async fn deletions_are_forgotten_when_they_are_old_and_known_to_everybody() {
    let mut town = Town::new().await;
    let company = hex(town.company.uuid());
    let client = json!({ "id": hex(Uuid::nil()), "company_id": company, "name": "Bia", "search_name": "bia", "created_at": 1 });
    town.push(vec![intent("clients", Action::Insert, Uuid::nil(), 0, client)]).await.expect("the owner may");
    let before = town.remote.greet().await.expect("it stands").position;
    town.push(vec![intent("clients", Action::Delete, Uuid::nil(), 9, json!({}))])
        .await
        .expect("the owner may");
    let after = town.remote.greet().await.expect("it stands").position;
    let (cluster, name) = (town.database.cluster, town.database.name.clone());
    let forget = format!("SELECT app.forget('{}')", town.company.uuid());
    cluster.run(&name, &forget).await;
    town.remote.pull(before, false, &[]).await.expect("it is young");
    cluster.run(&name, &format!("UPDATE app.versions SET at = now() - interval '91 days'; UPDATE app.devices SET seen = {}; {forget}", before.version)).await;
    town.remote.pull(before, false, &[]).await.expect("this device does not know of it");
    cluster.run(&name, &format!("UPDATE app.devices SET seen = {}; {forget}", after.version)).await;
    assert_eq!(town.remote.pull(before, false, &[]).await.err(), Some(RemoteFailure::Forgotten));
    town.remote.pull(after, false, &[]).await.expect("it knows");
    let left = "SELECT (SELECT count(*) FROM app.versions) + (SELECT count(*) FROM app.intents)";
    let left: i64 =
        sqlx::query_scalar(left).fetch_one(&mut town.database.superuser().await).await.expect("counts");
    assert_eq!(left, 1, "of what nobody can ask for only the mark is left from which devices go on");
    town.remote.pull(before, true, &[]).await.expect("who is behind reads all anew");
    let change = intent("companies", Action::Update, town.company.uuid(), 9, json!({ "name": "Nova" }));
    town.push(vec![change]).await.expect("and hands in what waited");
}
