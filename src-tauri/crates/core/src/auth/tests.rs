//! The rules of users, through the command table.

mod emails;
mod pictures;
mod sessions;

use leadsmart_contract::auth::{
    Login, Me, Register, ReplaceRecoveryCode, ResetPassword, SessionStarted, UpdateUser,
};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::values::{AccessCode, EmailAddress, Minutes, Name, Password, Secret};
use serde_json::{Value, json};

use crate::Request;
use crate::testing::{Bench, PASSWORD, Person, stranger};

const ANA: &str = "ana@example.com";

pub(super) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

pub(super) fn secret(text: &str) -> Secret {
    Secret::parse(text).expect("a secret")
}

pub(super) async fn login(bench: &Bench, email: &str, password: &str) -> Result<SessionStarted, Failure> {
    bench.call(&stranger(), Login { email: address(email), password: secret(password), device: None }).await
}

pub(super) fn reset(email: &str, code: &AccessCode, password: &str) -> ResetPassword {
    let new_password = Password::parse(password).expect("a password");
    ResetPassword { email: address(email), code: code.clone(), new_password, device: None }
}

pub(super) fn nothing_changed() -> UpdateUser {
    UpdateUser { name: None, language: None, remind_before: None, new_password: None, current_password: None }
}

fn code_of<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Code {
    outcome.expect_err("a failure").code
}

async fn raw(bench: &Bench, name: &str, args: Value, token: Option<&str>) -> Result<Value, Failure> {
    let request = Request { name: name.into(), args, token: token.map(str::to_owned), language: None };
    Ok(serde_json::from_str(&bench.core.call(request).await?).expect("JSON"))
}

#[tokio::test]
async fn who_registers_is_logged_in_and_gets_a_recovery_code_of_a_hundred_bits() {
    let bench = Bench::new().await;
    let (ana, recovery) = bench.registered(ANA).await;
    assert_eq!(recovery.reveal().len(), 20, "twenty letters of five bits");
    let me = bench.call(&ana, Me {}).await.expect("herself");
    assert_eq!((me.id, me.email.as_str(), me.email_verified), (ana.user, ANA, false));
    assert!(login(&bench, ANA, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn an_address_registers_once_however_it_is_written() {
    let bench = Bench::new().await;
    bench.registered(ANA).await;
    let again = Register {
        name: Name::parse("Other").expect("a name"),
        email: address("ANA@Example.com"),
        password: Password::parse("another horse").expect("a password"),
        language: None,
        device: None,
    };
    let refused = bench.call(&stranger(), again).await.expect_err("taken");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::AlreadyExists, Some("email")));
}

#[tokio::test]
async fn each_bad_field_of_a_registration_is_named() {
    let bench = Bench::new().await;
    let good =
        json!({"name": "Ana", "email": ANA, "password": PASSWORD, "language": "pt-BR", "device": "Balcão"});
    let cases = [
        ("name", json!(" ")),
        ("name", json!("x".repeat(121))),
        ("name", json!(7)),
        ("email", json!("ana@")),
        ("email", json!(null)),
        ("password", json!("short")),
        ("password", json!("12345678")),
        ("password", json!("x".repeat(201))),
        ("language", json!("fr")),
        ("device", json!("two\nlines")),
        ("surprise", json!(true)),
    ];
    for (field, value) in cases {
        let mut args = good.clone();
        args[field] = value.clone();
        let refused = raw(&bench, "auth.register", args, None).await.expect_err("refused");
        assert_eq!(refused.code, Code::InvalidInput, "{field}: {value}");
        assert_eq!(refused.field.as_deref(), Some(field), "{value}");
    }
    for field in ["name", "email", "password"] {
        let mut args = good.clone();
        args.as_object_mut().expect("fields").remove(field);
        let refused = raw(&bench, "auth.register", args, None).await.expect_err("refused");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInput, Some(field)), "missing");
    }
    assert!(raw(&bench, "auth.register", good, None).await.is_ok(), "what is left is good");
}

#[tokio::test]
async fn commands_about_oneself_need_a_session() {
    let bench = Bench::new().await;
    for name in
        ["auth.me", "auth.logout", "auth.update_user", "auth.sessions", "auth.request_email_verification"]
    {
        for token in [None, Some("made up"), Some("")] {
            let refused = raw(&bench, name, json!({}), token).await.expect_err("refused");
            assert_eq!(refused.code, Code::Unauthenticated, "{name} with {token:?}");
        }
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let bench = Bench::new().await;
    bench.registered(ANA).await;
    let wrong = login(&bench, ANA, "wrong horse").await.expect_err("refused");
    let unknown = login(&bench, "nobody@example.com", "wrong horse").await.expect_err("refused");
    assert_eq!(wrong.code, Code::WrongCredentials);
    assert_eq!(wrong, unknown, "the answer does not tell whether the address is known");
}

#[tokio::test]
async fn after_five_failures_log_in_waits_for_known_and_unknown_addresses_alike() {
    let bench = Bench::new().await;
    bench.registered(ANA).await;
    for email in [ANA, "nobody@example.com"] {
        for _ in 0..5 {
            assert_eq!(code_of(login(&bench, email, "wrong horse").await), Code::WrongCredentials);
        }
        let refused = login(&bench, email, PASSWORD).await.expect_err("even the right password waits");
        assert_eq!(refused.code, Code::TooManyAttempts);
        let second = jiff::SignedDuration::from_secs(1);
        assert_eq!(
            refused.retry_at,
            Some(bench.core.ports().clock.now() + second),
            "the first wait is a second"
        );
    }
    bench.clock.advance(jiff::SignedDuration::from_secs(1));
    assert!(login(&bench, ANA, PASSWORD).await.is_ok(), "after the wait the right password opens");
    for _ in 0..4 {
        assert_eq!(
            code_of(login(&bench, ANA, "wrong horse").await),
            Code::WrongCredentials,
            "success starts anew"
        );
    }
}

#[tokio::test]
async fn many_attempts_at_once_gain_nothing() {
    let bench = Bench::new().await;
    bench.registered(ANA).await;
    let guesses: Vec<_> = (0..12).map(|_| login(&bench, ANA, "wrong horse")).collect();
    let outcomes = futures_util::future::join_all(guesses).await;
    let waiting =
        outcomes.into_iter().filter(|o| matches!(o, Err(f) if f.code == Code::TooManyAttempts)).count();
    assert_eq!(waiting, 7, "five are looked at, the others wait");
}

#[tokio::test]
async fn guessing_codes_waits_too_and_failures_are_forgotten_after_a_day() {
    let bench = Bench::new().await;
    let (_, recovery) = bench.registered(ANA).await;
    let wrong = AccessCode::parse("00000000000000000000").expect("a code");
    for _ in 0..5 {
        assert_eq!(
            code_of(bench.call(&stranger(), reset(ANA, &wrong, "new horse")).await),
            Code::CodeRejected
        );
    }
    let refused = bench.call(&stranger(), reset(ANA, &recovery, "new horse")).await;
    assert_eq!(code_of(refused), Code::TooManyAttempts);
    bench.clock.advance(jiff::SignedDuration::from_hours(25));
    assert!(bench.call(&stranger(), reset(ANA, &recovery, "new horse")).await.is_ok());
}

#[tokio::test]
async fn the_recovery_code_opens_once_ends_all_sessions_and_is_replaced() {
    let bench = Bench::new().await;
    let (ana, recovery) = bench.registered(ANA).await;
    let opened = bench.call(&stranger(), reset(ANA, &recovery, "new horse")).await.expect("opened");
    assert_eq!(code_of(bench.call(&ana, Me {}).await), Code::Unauthenticated, "earlier sessions have ended");
    assert_eq!(
        code_of(login(&bench, ANA, PASSWORD).await),
        Code::WrongCredentials,
        "the old password is gone"
    );
    assert!(login(&bench, ANA, "new horse").await.is_ok());
    assert_eq!(
        code_of(bench.call(&stranger(), reset(ANA, &recovery, "third horse")).await),
        Code::CodeRejected
    );
    let with_new = reset(ANA, &opened.recovery_code, "third horse");
    assert!(bench.call(&stranger(), with_new).await.is_ok(), "the code in the answer is the one that counts");
    let unknown = reset("nobody@example.com", &recovery, "new horse");
    assert_eq!(code_of(bench.call(&stranger(), unknown).await), Code::CodeRejected);
}

#[tokio::test]
async fn a_new_recovery_code_needs_the_password_and_voids_the_old_one() {
    let bench = Bench::new().await;
    let (ana, old) = bench.registered(ANA).await;
    let wrong = ReplaceRecoveryCode { current_password: secret("wrong horse") };
    let refused = bench.call(&ana, wrong).await.expect_err("refused");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::WrongCredentials, Some("current_password")));
    let right = ReplaceRecoveryCode { current_password: secret(PASSWORD) };
    let new = bench.call(&ana, right).await.expect("a code").recovery_code;
    assert_eq!(code_of(bench.call(&stranger(), reset(ANA, &old, "new horse")).await), Code::CodeRejected);
    assert!(bench.call(&stranger(), reset(ANA, &new, "new horse")).await.is_ok());
}

#[tokio::test]
async fn a_profile_changes_only_where_a_field_is_given() {
    let bench = Bench::new().await;
    let (ana, _) = bench.registered(ANA).await;
    let named = UpdateUser {
        name: Some(Name::parse("Ana Lima").expect("a name")),
        remind_before: Some(Some(Minutes::parse(15).expect("minutes"))),
        ..nothing_changed()
    };
    bench.call(&ana, named).await.expect("changed");
    let same = bench.call(&ana, nothing_changed()).await.expect("nothing changed");
    assert_eq!((same.name.as_str(), same.remind_before.map(Minutes::get)), ("Ana Lima", Some(15)));
    let never = UpdateUser { remind_before: Some(None), ..nothing_changed() };
    assert_eq!(bench.call(&ana, never).await.expect("changed").remind_before, None);
}

#[tokio::test]
async fn a_new_password_needs_the_current_one_and_ends_the_other_sessions() {
    let bench = Bench::new().await;
    let (ana, _) = bench.registered(ANA).await;
    let other = Person::from(login(&bench, ANA, PASSWORD).await.expect("a second session"));
    let new_password = Some(Password::parse("new horse").expect("a password"));
    let without = UpdateUser { new_password: new_password.clone(), ..nothing_changed() };
    let refused = bench.call(&ana, without.clone()).await.expect_err("refused");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInput, Some("current_password")));
    let wrong = UpdateUser { current_password: Some(secret("wrong horse")), ..without.clone() };
    assert_eq!(code_of(bench.call(&ana, wrong).await), Code::WrongCredentials);
    let right = UpdateUser { current_password: Some(secret(PASSWORD)), ..without };
    bench.call(&ana, right).await.expect("changed");
    assert!(bench.call(&ana, Me {}).await.is_ok(), "the session that changed it goes on");
    assert_eq!(code_of(bench.call(&other, Me {}).await), Code::Unauthenticated, "the others have ended");
    assert!(login(&bench, ANA, "new horse").await.is_ok());
}

#[tokio::test]
async fn no_password_token_or_code_stands_in_the_store() {
    let bench = Bench::new().await;
    let (ana, recovery) = bench.registered(ANA).await;
    let owner = bench.company("Clínica").await;
    bench.mail_server(&owner).await;
    let mut read = bench.core.db().read().await.expect("a snapshot");
    let intents: Vec<String> =
        sqlx::query_scalar("SELECT columns FROM intents").fetch_all(&mut *read).await.expect("intents");
    let users: Vec<String> =
        sqlx::query_scalar("SELECT password_hash FROM users WHERE password_hash IS NOT NULL")
            .fetch_all(&mut *read)
            .await
            .expect("hashes");
    drop(read);
    let file = std::fs::read(bench.core.opened().file.with_extension("db-wal")).expect("the journal");
    let text = format!("{intents:?}{users:?}{}", String::from_utf8_lossy(&file));
    for (what, shown) in
        [("password", PASSWORD), ("token", &ana.token), ("code", recovery.reveal()), ("mail", "mail secret")]
    {
        assert!(!text.contains(shown), "the {what} is not kept as it is");
    }
}
