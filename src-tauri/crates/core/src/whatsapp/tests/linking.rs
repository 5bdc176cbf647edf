//! Linking, staying linked, and every way in which a line ends.

use leadsmart_contract::failure::Code;
use leadsmart_contract::instances::{
    ActivateInstance, ConnectInstance, DeactivateInstance, DisconnectInstance, HealthLight, InstanceState,
    LinkByCode, UseInstanceHere,
};
use leadsmart_contract::values::PhoneNumber;
use leadsmart_ports::SecretsFailure;
use leadsmart_ports::whatsapp::fake::words;
use leadsmart_ports::whatsapp::{Ended, LineEvent, LineFailure, LinkFailure};

use super::{Desk, MARIA, OURS};
use crate::Core;
use crate::testing::Bench;

fn connect(desk: &Desk) -> ConnectInstance {
    ConnectInstance { company_id: desk.owner.company, instance_id: desk.number }
}

async fn stored_keys(desk: &Desk) -> i64 {
    let mut read = desk.bench.core.db().read().await.expect("a snapshot");
    sqlx::query_scalar("SELECT count(*) FROM whatsapp_vault").fetch_one(&mut *read).await.expect("a count")
}

#[tokio::test]
async fn a_number_shows_its_code_says_that_it_is_finishing_and_works() {
    let desk = Desk::new().await;
    let before = desk.instance().await;
    assert_eq!((before.state, before.health.light), (InstanceState::NotLinked, HealthLight::Off));
    assert_eq!(desk.bench.whatsapp.opened(), 0, "nobody asked for a line");
    let line = desk.codes().await;
    let shown = desk.instance().await;
    assert_eq!(shown.state, InstanceState::Linking);
    assert_eq!(shown.qr.as_ref().map(|qr| (qr.text.as_str(), qr.left)), Some(("2@abc", 5)));
    line.tell(LineEvent::Finishing).await.expect("kept");
    let finishing = desk.instance().await;
    assert_eq!((finishing.state, finishing.qr), (InstanceState::Finishing, None), "not a failure");
    line.scan(OURS).await.expect("kept");
    let linked = desk.instance().await;
    assert_eq!((linked.state, linked.health.light), (InstanceState::Connected, HealthLight::Good));
    assert_eq!(linked.number.map(|number| number.as_str().to_owned()).as_deref(), Some("+55 11 98765-0001"));
}

#[tokio::test]
async fn a_code_that_has_run_out_is_not_shown_and_the_next_one_is() {
    let desk = Desk::new().await;
    let line = desk.codes().await;
    desk.pass(21).await;
    assert_eq!(desk.instance().await.qr, None);
    line.tell(LineEvent::Code { text: "2@next".to_owned(), until: desk.later(20), left: 4 })
        .await
        .expect("kept");
    assert_eq!(desk.instance().await.qr.map(|qr| qr.text).as_deref(), Some("2@next"));
    line.tell(LineEvent::CodesSpent).await.expect("kept");
    desk.tend().await;
    let spent = desk.instance().await;
    assert_eq!(spent.state, InstanceState::CodesSpent);
    assert_eq!(
        (desk.bench.whatsapp.open_now(), desk.bench.whatsapp.opened()),
        (0, 1),
        "nothing goes on by itself"
    );
    desk.codes().await;
    assert_eq!(desk.instance().await.state, InstanceState::Linking, "one button shows new ones");
}

#[tokio::test]
async fn a_number_is_linked_by_a_code_that_is_typed() {
    let desk = Desk::new().await;
    let number = |typed: &str| LinkByCode {
        company_id: desk.owner.company,
        instance_id: desk.number,
        number: PhoneNumber::parse(typed).expect("a phone"),
    };
    let refused = desk.bench.call(&desk.owner, number("(11) 98765-0001")).await.expect_err("no codes yet");
    assert_eq!(refused.code, Code::WrongState);
    let line = desk.codes().await;
    let refused = desk.bench.call(&desk.owner, number("98765-0001")).await.expect_err("no area code");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInput, Some("number")));
    let typed = desk.bench.call(&desk.owner, number("(11) 98765-0001")).await.expect("a code");
    assert_eq!(typed.code, "ABCD1234");
    assert_eq!(desk.instance().await.typed.map(|typed| typed.code).as_deref(), Some("ABCD1234"));
    line.tell(LineEvent::NotLinked(LinkFailure::WrongCode)).await.expect("kept");
    desk.tend().await;
    let failed = desk.instance().await;
    assert_eq!(failed.state, InstanceState::NotLinked);
    assert!(failed.message.contains("wrong"), "{}", failed.message);
}

#[tokio::test]
async fn after_a_restart_a_linked_number_comes_back_without_a_new_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let bench = Bench::open(folder.path(), 7).await;
    let owner = bench.company("Clínica").await;
    let name = leadsmart_contract::values::Name::parse("Recepção").expect("a name");
    let command = leadsmart_contract::instances::CreateInstance { company_id: owner.company, id: None, name };
    let number = bench.call(&owner, command).await.expect("a number").id;
    let mut desk = Desk { bench, owner, number };
    desk.link().await;
    let ports = desk.bench.core.ports().clone();
    desk.bench.core.close().await;
    assert_eq!(desk.bench.whatsapp.open_now(), 0, "the line was closed with the store");
    desk.bench.core = Core::open(folder.path(), ports).await.expect("opened again");
    desk.tend().await;
    desk.line().come_up().await.expect("it is linked: its keys were opened");
    assert_eq!(desk.instance().await.state, InstanceState::Connected);
    assert_eq!(desk.bench.whatsapp.opened(), 2);
}

#[tokio::test]
async fn a_logout_on_the_phone_ends_the_link_and_keeps_every_message() {
    let (desk, line) = Desk::linked().await;
    line.receive(words(MARIA, "A1", "Oi", desk.bench.now())).await.expect("kept");
    assert!(stored_keys(&desk).await > 0);
    line.end(Ended::LoggedOut).await.expect("kept");
    desk.tend().await;
    desk.pass(3600).await;
    let after = desk.instance().await;
    assert_eq!((after.state, after.health.light), (InstanceState::LoggedOut, HealthLight::Bad));
    assert_eq!(stored_keys(&desk).await, 0, "the keys are of no use any more");
    assert_eq!(desk.bench.whatsapp.opened(), 1, "it is not opened by itself");
    assert_eq!(desk.messages().await.len(), 1, "what was written stays");
    desk.link().await;
    assert_eq!(desk.instance().await.state, InstanceState::Connected, "and it can be linked anew");
    assert_eq!(desk.messages().await.len(), 1);
}

#[tokio::test]
async fn a_number_that_is_used_elsewhere_stops_and_comes_back_by_one_click() {
    let (desk, line) = Desk::linked().await;
    line.end(Ended::UsedElsewhere).await.expect("kept");
    desk.tend().await;
    desk.pass(3600).await;
    let stopped = desk.instance().await;
    assert_eq!(stopped.state, InstanceState::UsedElsewhere);
    assert_eq!(desk.bench.whatsapp.opened(), 1, "two that take it from each other would never end");
    let here = UseInstanceHere { company_id: desk.owner.company, instance_id: desk.number };
    desk.bench.call(&desk.owner, here).await.expect("taken");
    desk.tend().await;
    desk.line().come_up().await.expect("kept");
    assert_eq!(desk.instance().await.state, InstanceState::Connected);
}

#[tokio::test]
async fn a_banned_number_says_until_when_and_comes_back_after_that() {
    let (desk, line) = Desk::linked().await;
    let until = desk.later(3600);
    line.end(Ended::Banned { until: Some(until), detail: "101".to_owned() }).await.expect("kept");
    desk.tend().await;
    let banned = desk.instance().await;
    assert_eq!(banned.state, InstanceState::Banned);
    assert_eq!(banned.banned_until.map(|at| at.at), Some(until));
    desk.pass(3500).await;
    assert_eq!(desk.bench.whatsapp.opened(), 1);
    desk.pass(101).await;
    assert_eq!(desk.bench.whatsapp.opened(), 2, "the ban is over");
}

#[tokio::test]
async fn what_does_not_pass_by_itself_waits_for_a_person() {
    for (ended, state) in [
        (Ended::Blocked, InstanceState::Blocked),
        (Ended::Banned { until: None, detail: String::new() }, InstanceState::Banned),
    ] {
        let (desk, line) = Desk::linked().await;
        line.end(ended).await.expect("kept");
        desk.tend().await;
        desk.pass(86_400).await;
        let view = desk.instance().await;
        assert_eq!((view.state, view.health.light), (state, HealthLight::Bad));
        assert!(view.hint.is_some(), "it says what to do");
        assert_eq!(desk.bench.whatsapp.opened(), 1);
    }
}

#[tokio::test]
async fn a_line_that_failed_is_tried_again_after_a_while() {
    let (desk, line) = Desk::linked().await;
    line.end(Ended::Failed { detail: "409".to_owned() }).await.expect("kept");
    desk.tend().await;
    let failed = desk.instance().await;
    assert_eq!((failed.state, failed.health.detail.as_deref()), (InstanceState::Failed, Some("409")));
    desk.pass(15 * 60).await;
    assert_eq!(desk.bench.whatsapp.opened(), 2);
}

#[tokio::test]
async fn a_version_that_is_too_old_is_tried_again_after_a_while() {
    let (desk, line) = Desk::linked().await;
    line.end(Ended::Outdated).await.expect("kept");
    desk.tend().await;
    let outdated = desk.instance().await;
    assert_eq!((outdated.state, outdated.health.light), (InstanceState::Outdated, HealthLight::Bad));
    assert!(outdated.hint.is_some(), "it says what to do");
    assert_eq!(desk.bench.whatsapp.opened(), 1, "not at once");
    desk.pass(15 * 60).await;
    assert_eq!(desk.bench.whatsapp.opened(), 2);
}

#[tokio::test]
async fn a_service_that_is_not_reached_is_tried_again_and_never_given_up() {
    let (desk, line) = Desk::linked().await;
    line.drop_connection().await.expect("kept");
    desk.bench.whatsapp.refuse(Some(LineFailure::Unreachable("no route".to_owned())));
    for _ in 0..20 {
        desk.pass(300).await;
    }
    let away = desk.instance().await;
    assert_eq!(away.state, InstanceState::Reconnecting);
    assert!(away.health.detail.is_some_and(|detail| detail.contains("no route")));
    desk.bench.whatsapp.refuse(None);
    desk.pass(300).await;
    desk.line().come_up().await.expect("kept");
    assert_eq!(desk.instance().await.state, InstanceState::Connected);
}

#[tokio::test]
async fn a_line_that_is_connected_and_hears_nothing_is_opened_anew() {
    let (desk, _) = Desk::linked().await;
    for _ in 0..10 {
        desk.pass(60).await;
    }
    assert_eq!(desk.bench.whatsapp.opened(), 1, "it hears the service all the time");
    for _ in 0..3 {
        desk.pass_in_silence(60).await;
    }
    desk.tend().await;
    assert_eq!((desk.bench.whatsapp.opened(), desk.bench.whatsapp.open_now()), (2, 1), "it was deaf");
    desk.line().come_up().await.expect("kept");
    assert_eq!(desk.instance().await.state, InstanceState::Connected);
}

#[tokio::test]
async fn a_connection_that_answers_no_question_is_left_within_a_minute() {
    let (desk, _) = Desk::linked().await;
    desk.pass_in_silence(21).await;
    desk.tend().await;
    assert_eq!(desk.bench.whatsapp.opened(), 1, "one answer may be late");
    desk.pass_in_silence(21).await;
    desk.tend().await;
    assert_eq!((desk.bench.whatsapp.opened(), desk.bench.whatsapp.open_now()), (2, 1));
}

#[tokio::test]
async fn a_line_that_stays_away_is_opened_anew_instead_of_waiting_longer_and_longer() {
    let (desk, line) = Desk::linked().await;
    line.drop_connection().await.expect("kept");
    assert_eq!(desk.instance().await.state, InstanceState::Reconnecting);
    desk.pass(60).await;
    assert_eq!(desk.bench.whatsapp.opened(), 1, "it may come back by itself");
    desk.pass(61).await;
    desk.tend().await;
    assert_eq!(desk.bench.whatsapp.opened(), 2);
}

#[tokio::test]
async fn a_number_that_is_turned_off_is_closed_and_comes_back_without_a_new_code() {
    let (desk, _) = Desk::linked().await;
    let (company_id, instance_id) = (desk.owner.company, desk.number);
    desk.bench.call(&desk.owner, DeactivateInstance { company_id, instance_id }).await.expect("off");
    desk.tend().await;
    assert_eq!((desk.instance().await.state, desk.bench.whatsapp.open_now()), (InstanceState::Inactive, 0));
    let refused = desk.bench.call(&desk.owner, connect(&desk)).await.expect_err("it is off");
    assert_eq!(refused.code, Code::WrongState);
    desk.bench.call(&desk.owner, ActivateInstance { company_id, instance_id }).await.expect("on");
    desk.tend().await;
    desk.line().come_up().await.expect("kept");
    assert_eq!(desk.instance().await.state, InstanceState::Connected);
}

#[tokio::test]
async fn to_disconnect_ends_the_link_for_good() {
    let (desk, line) = Desk::linked().await;
    line.receive(words(MARIA, "A1", "Oi", desk.bench.now())).await.expect("kept");
    let command = DisconnectInstance { company_id: desk.owner.company, instance_id: desk.number };
    desk.bench.call(&desk.owner, command).await.expect("disconnected");
    desk.pass(600).await;
    assert_eq!(desk.instance().await.state, InstanceState::NotLinked);
    assert_eq!((stored_keys(&desk).await, desk.bench.whatsapp.opened()), (0, 1));
    assert_eq!(desk.messages().await.len(), 1);
}

#[tokio::test]
async fn without_a_keychain_nothing_is_linked_and_it_is_told_at_once() {
    let desk = Desk::new().await;
    desk.bench.secrets.fail_with(Some(SecretsFailure::Locked("asleep".to_owned())));
    let refused = desk.bench.call(&desk.owner, connect(&desk)).await.expect_err("no key");
    assert_eq!(refused.code, Code::KeychainUnavailable);
    desk.tend().await;
    assert_eq!(desk.bench.whatsapp.opened(), 0);
    desk.bench.secrets.fail_with(None);
    desk.link().await;
    let mut read = desk.bench.core.db().read().await.expect("a snapshot");
    let sealed: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT sealed FROM whatsapp_vault").fetch_all(&mut *read).await.expect("values");
    assert!(!sealed.is_empty());
    let plain = |value: &Vec<u8>| value.windows(OURS.len()).any(|part| part == OURS.as_bytes());
    assert!(!sealed.iter().any(plain), "what lies in the file is sealed");
}
