//! Set-up, joining, and being shut out.

use leadsmart_contract::ids::{CompanyId, MemberId, RoleId};
use leadsmart_contract::language::Language;
use leadsmart_ports::remote::{Action, Founder, Remote, RemoteFailure, ServerAccess, SetupFailure, Whom};
use leadsmart_ports::{SecretBytes, SystemRandom};
use leadsmart_postgres::{Administrator, Joined, PostgresRemote};
use leadsmart_tests::cluster::Cluster;
use leadsmart_tests::remote::{Database, rows};
use serde_json::json;
use uuid::Uuid;

use crate::town::{DAY, Town, applicant, hex, intent};

pub(crate) async fn connect(string: &str) -> Result<Administrator, SetupFailure> {
    Administrator::connect(ServerAccess { connection_string: string, authority: None }).await
}

#[tokio::test]
async fn who_joins_becomes_a_member_and_gets_the_key_and_the_rows() {
    let town = Town::new().await;
    let joined = town.join("rui@example.com").await.expect("the code is good");
    assert_eq!((joined.admission.company_id, joined.key.reveal()), (town.company, &[7; 32][..]));
    let remote = PostgresRemote::new(&joined.device);
    let greeting = remote.greet().await.expect("the device is let in");
    assert_eq!(
        (greeting.device_id, greeting.member_id),
        (joined.admission.device_id, joined.admission.member_id)
    );
    let members: Vec<_> = rows(&remote).await.into_iter().filter(|row| row.entity == "members").collect();
    assert_eq!(members.len(), 2);
    let rui =
        members.iter().find(|row| row.key == hex(joined.admission.member_id.uuid())).expect("she is there");
    let columns = rui.columns.as_ref().expect("a live row");
    assert_eq!(
        (&columns["email"], &columns["role_id"]),
        (&json!("rui@example.com"), &json!(hex(town.desk_role)))
    );
    let devices = town.remote.devices().await.expect("the owner sees devices");
    assert_eq!(devices.iter().map(|device| device.name.as_str()).collect::<Vec<_>>(), ["Balcão", "Sala 2"]);
}

#[tokio::test]
async fn a_code_works_once_and_not_after_it_was_replaced() {
    let town = Town::new().await;
    let role = Whom::Role(RoleId::new(town.desk_role));
    let first = town.invite(role).await;
    let second = town.invite(role).await;
    let late = first.join(&applicant("rui@example.com"), &SystemRandom).await;
    assert_eq!(late.err(), Some(SetupFailure::Code), "it was replaced");
    second.join(&applicant("rui@example.com"), &SystemRandom).await.expect("the new one is good");
    let again = second.join(&applicant("bia@example.com"), &SystemRandom).await;
    assert_eq!(again.err(), Some(SetupFailure::Code), "it was used");
    let third = town.invite(role).await;
    town.remote.revoke_invite().await.expect("the owner may");
    let late = third.join(&applicant("bia@example.com"), &SystemRandom).await;
    assert_eq!(late.err(), Some(SetupFailure::Code), "it was taken back");
}

#[tokio::test]
async fn a_code_that_is_too_old_admits_nobody() {
    let town = Town::new().await;
    let code = town.invite(Whom::Role(RoleId::new(town.desk_role))).await;
    town.database
        .cluster
        .run(&town.database.name, "UPDATE app.guests SET expires_at = now() - interval '1 second'")
        .await;
    assert_eq!(code.join(&applicant("rui@example.com"), &SystemRandom).await.err(), Some(SetupFailure::Code));
}

#[tokio::test]
async fn an_address_gives_nobody_the_rights_of_somebody_else() {
    let town = Town::new().await;
    let stolen = town.join("ana@example.com").await;
    assert_eq!(
        stolen.err(),
        Some(SetupFailure::AddressTaken),
        "she is the owner, and the code is for the desk"
    );
    let rui = town.join("rui@example.com").await.expect("the code is good");
    let second = town.join("rui@example.com").await.expect("a second computer with the same role");
    assert_eq!(second.admission.member_id, rui.admission.member_id);
}

#[tokio::test]
async fn a_member_gets_another_computer_with_a_code_of_her_own() {
    let town = Town::new().await;
    let member = town.remote.greet().await.expect("it stands").member_id;
    let code = town.invite(Whom::Member(member)).await;
    let joined = code.join(&applicant("whoever@example.com"), &SystemRandom).await.expect("the code is good");
    assert_eq!(joined.admission.member_id, member);
    PostgresRemote::new(&joined.device).devices().await.expect("with the rights of the owner");
}

#[tokio::test]
async fn nobody_invites_who_may_not_or_with_more_than_she_has() {
    let mut town = Town::new().await;
    let joined = town.join("rui@example.com").await.expect("the code is good");
    let (desk, key) = (PostgresRemote::new(&joined.device), SecretBytes::new(vec![7; 32]));
    let owner = Whom::Role(RoleId::new(town.owner_role));
    let mine = Whom::Role(RoleId::new(town.desk_role));
    for whom in [owner, mine] {
        let refused = desk.invite(&joined.device, whom, DAY, &key, &SystemRandom).await;
        assert_eq!(refused.err(), Some(SetupFailure::Denied));
    }
    assert_eq!(desk.devices().await.err(), Some(SetupFailure::Denied));
    assert_eq!(desk.revoke(joined.admission.device_id).await.err(), Some(SetupFailure::Denied));
    let permissions = json!({ "permissions": "[\"appointments.manage\",\"members.manage\"]" });
    let grown = intent("roles", Action::Update, town.desk_role, 9, permissions);
    town.push(vec![grown]).await.expect("the owner may");
    desk.invite(&joined.device, mine, DAY, &key, &SystemRandom).await.expect("now she may");
    let refused = desk.invite(&joined.device, owner, DAY, &key, &SystemRandom).await;
    assert_eq!(refused.err(), Some(SetupFailure::Denied), "nobody gives more than she has");
}

#[tokio::test]
async fn a_device_that_is_shut_out_is_told_so_at_once() {
    let town = Town::new().await;
    let joined = town.join("rui@example.com").await.expect("the code is good");
    let desk = PostgresRemote::new(&joined.device);
    desk.greet().await.expect("it stands");
    assert!(town.remote.revoke(joined.admission.device_id).await.expect("the owner may"));
    assert!(
        !town.remote.revoke(joined.admission.device_id).await.expect("the owner may"),
        "it was shut out before"
    );
    assert_shut_out(&desk, &joined).await;
    let views = town.remote.devices().await.expect("the owner sees devices");
    assert_eq!(views.iter().map(|view| view.shut_out).collect::<Vec<_>>(), [false, true]);
}

/// Open connections were ended, and no new one is let in.
async fn assert_shut_out(desk: &PostgresRemote, joined: &Joined) {
    assert_eq!(desk.greet().await.err(), Some(RemoteFailure::Revoked));
    let fresh = PostgresRemote::new(&joined.device).greet().await;
    assert_eq!(fresh.err(), Some(RemoteFailure::Revoked));
}

#[tokio::test]
async fn a_member_who_is_deactivated_is_out_and_back_when_she_is_active_again() {
    let mut town = Town::new().await;
    let joined = town.join("rui@example.com").await.expect("the code is good");
    let desk = PostgresRemote::new(&joined.device);
    desk.greet().await.expect("it stands");
    let member = joined.admission.member_id.uuid();
    town.push(vec![intent("members", Action::Update, member, 9, json!({ "active": 0 }))])
        .await
        .expect("the owner may");
    assert_shut_out(&desk, &joined).await;
    town.push(vec![intent("members", Action::Update, member, 9, json!({ "active": 1 }))])
        .await
        .expect("the owner may");
    PostgresRemote::new(&joined.device).greet().await.expect("she is back");
}

#[tokio::test]
async fn setting_up_again_changes_nothing_and_a_company_is_set_up_once() {
    let town = Town::on(Database::installed().await).await;
    let before = rows(&town.remote).await;
    let mut administrator = town.database.administrator().await;
    administrator.install().await.expect("it may be done again");
    let founder = Founder {
        company_id: town.company,
        member_id: MemberId::new(Uuid::new_v4()),
        device_name: String::new(),
        beside_others: false,
    };
    let again = administrator.found(&founder, &SystemRandom).await;
    assert_eq!(again.err(), Some(SetupFailure::AlreadyThere));
    administrator.close().await.expect("a connection closes");
    assert_eq!(rows(&town.remote).await, before);
}

#[tokio::test]
async fn a_set_up_that_was_cut_off_is_begun_anew_and_the_login_that_was_lost_is_closed() {
    let database = Database::installed().await;
    let mut administrator = database.administrator().await;
    let founder = Founder {
        company_id: CompanyId::new(Uuid::new_v4()),
        member_id: MemberId::new(Uuid::new_v4()),
        device_name: String::new(),
        beside_others: false,
    };
    let lost = administrator.found(&founder, &SystemRandom).await.expect("a company");
    let founded = administrator.found(&founder, &SystemRandom).await.expect("nothing was handed in");
    assert_eq!(PostgresRemote::new(&lost.device).greet().await.err(), Some(RemoteFailure::Revoked));
    let greeting = PostgresRemote::new(&founded.device).greet().await.expect("the new login is good");
    assert_eq!(greeting.position.incarnation, founded.admission.incarnation);
    let other = Founder { company_id: CompanyId::new(Uuid::new_v4()), ..founder };
    let beside = administrator.found(&other, &SystemRandom).await;
    assert_eq!(beside.err(), Some(SetupFailure::OtherCompany), "nobody said that it may be shared");
}

#[tokio::test]
async fn an_administrator_who_is_no_superuser_suffices() {
    let cluster = Cluster::shared();
    let database = cluster.empty().await;
    let (name, password) = (format!("boss_{database}"), "s3cret/word");
    cluster.run("postgres", &format!(
        "CREATE ROLE {name} LOGIN CREATEROLE PASSWORD '{password}'; ALTER DATABASE {database} OWNER TO {name}")).await;
    let string = format!("postgres://{name}:s3cret%2Fword@127.0.0.1:{}/{database}", cluster.port());
    let mut administrator = connect(&string).await.expect("she is let in");
    administrator.install().await.unwrap_or_else(|failure| panic!("set-up: {failure}"));
    administrator.close().await.expect("a connection closes");
    let database = Database { cluster, name: database };
    let town = Town::on(database).await;
    let joined = town.join("rui@example.com").await.expect("the code is good");
    assert!(town.remote.revoke(joined.admission.device_id).await.expect("the owner may"));
    assert_shut_out(&PostgresRemote::new(&joined.device), &joined).await;
}

#[tokio::test]
async fn every_way_in_that_fails_says_why() {
    let cluster = Cluster::shared();
    let (database, port) = (cluster.empty().await, cluster.port());
    cluster.run("postgres", &format!("CREATE ROLE poor_{database} LOGIN PASSWORD 'x'")).await;
    let closed =
        std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let good = cluster.connection_string(&database);
    let cases = [
        ("postgres://postgres:wrong@127.0.0.1:PORT/DB".to_owned(), "password"),
        (good.replace(&database, "nowhere"), "no such database"),
        (good.replace(&format!(":{port}/"), &format!(":{closed}/")), "is refused"),
        (format!("{good}?sslmode=verify-full"), "cannot be trusted"),
        ("postgres://ana:x@nowhere.invalid/x".to_owned(), "name of the server is not known"),
        ("nonsense".to_owned(), "no address"),
    ];
    for (string, expected) in cases {
        let string = string.replace("PORT", &port.to_string()).replace("DB", &database);
        let told = connect(&string).await.err().unwrap_or_else(|| panic!("{string} is let in"));
        assert!(told.to_string().contains(expected), "{string}: {told}");
        let texts = Language::ALL.map(|language| told.explain(language).message);
        assert!(texts[0] != texts[1] && texts[1] != texts[2], "{told}: {texts:?}");
        assert!(!texts.iter().any(|text| text.contains("wrong")), "{texts:?}");
    }
    let poor = format!("postgres://poor_{database}:x@127.0.0.1:{port}/{database}");
    let mut administrator = connect(&poor).await.expect("she is let in");
    let refused = administrator.install().await;
    assert!(matches!(refused, Err(SetupFailure::Rights(_))), "{refused:?}");
}
