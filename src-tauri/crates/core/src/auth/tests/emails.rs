//! Codes by mail.

use jiff::SignedDuration;
use leadsmart_contract::auth::{
    ChangeEmail, Delivery, Me, RequestEmailChange, RequestEmailVerification, RequestPasswordReset,
    VerifyEmail,
};
use leadsmart_contract::failure::Code;
use leadsmart_contract::values::AccessCode;
use leadsmart_ports::SecretsFailure;

use super::{ANA, address, code_of, login, reset, secret};
use crate::testing::{Bench, PASSWORD, Person, stranger};

const NEW: &str = "ana.lima@example.com";

fn request(email: &str) -> RequestPasswordReset {
    RequestPasswordReset { email: address(email) }
}

fn change(email: &str, new: &str, code: &AccessCode) -> ChangeEmail {
    ChangeEmail { email: address(email), new_email: address(new), code: code.clone() }
}

/// Ana, with a password, in a company that has a mail server.
async fn reachable(bench: &Bench) -> (Person, AccessCode) {
    let (ana, recovery) = bench.registered(ANA).await;
    let owner = bench.company("Clínica").await;
    bench.mail_server(&owner).await;
    let mut write = bench.write().await;
    sqlx::query("UPDATE members SET user_id = ? WHERE id = ?")
        .bind(ana.user.uuid())
        .bind(owner.member.uuid())
        .execute(write.connection())
        .await
        .expect("a member");
    write.mutation.commit().await.expect("stored");
    (Person { company: owner.company, ..ana }, recovery)
}

#[tokio::test]
async fn a_mailed_code_sets_a_new_password_once_and_within_an_hour() {
    let bench = Bench::new().await;
    reachable(&bench).await;
    bench.call(&stranger(), request(ANA)).await.expect("requested");
    let late = bench.mailed_code().await;
    bench.clock.advance(SignedDuration::from_mins(60));
    assert_eq!(code_of(bench.call(&stranger(), reset(ANA, &late, "new horse")).await), Code::CodeRejected);
    bench.call(&stranger(), request(ANA)).await.expect("requested");
    let code = bench.mailed_code().await;
    bench.clock.advance(SignedDuration::from_mins(59));
    assert!(bench.call(&stranger(), reset(ANA, &code, "new horse")).await.is_ok());
    assert!(login(&bench, ANA, "new horse").await.is_ok());
    assert_eq!(
        code_of(bench.call(&stranger(), reset(ANA, &code, "third horse")).await),
        Code::CodeRejected,
        "once"
    );
}

#[tokio::test]
async fn a_new_code_voids_the_one_before() {
    let bench = Bench::new().await;
    reachable(&bench).await;
    bench.call(&stranger(), request(ANA)).await.expect("requested");
    let old = bench.mailed_code().await;
    bench.call(&stranger(), request(ANA)).await.expect("requested");
    assert_eq!(code_of(bench.call(&stranger(), reset(ANA, &old, "new horse")).await), Code::CodeRejected);
}

#[tokio::test]
async fn a_request_is_answered_alike_for_known_and_unknown_addresses() {
    let bench = Bench::new().await;
    bench.registered(ANA).await;
    for email in [ANA, "nobody@example.com"] {
        let answer = bench.call(&stranger(), request(email)).await.expect("requested");
        assert_eq!(answer.delivery, Delivery::CodeOrAdministrator, "without a mail server: {email}");
    }
    let bench = Bench::new().await;
    reachable(&bench).await;
    let before = bench.mailer.sent().len();
    let unknown = bench.call(&stranger(), request("nobody@example.com")).await.expect("requested");
    bench.core.deliver_due().await.expect("delivered");
    assert_eq!(bench.mailer.sent().len(), before, "nobody gets a mail");
    let known = bench.call(&stranger(), request(ANA)).await.expect("requested");
    assert_eq!((known.delivery, unknown.delivery), (Delivery::Mail, Delivery::Mail));
}

#[tokio::test]
async fn nobodys_mailbox_is_flooded() {
    let bench = Bench::new().await;
    reachable(&bench).await;
    for email in [ANA, "nobody@example.com"] {
        for _ in 0..5 {
            bench.call(&stranger(), request(email)).await.expect("requested");
        }
        assert_eq!(code_of(bench.call(&stranger(), request(email)).await), Code::TooManyAttempts, "{email}");
    }
}

#[tokio::test]
async fn without_the_keychain_a_request_fails_alike_for_everybody() {
    let bench = Bench::new().await;
    let (ana, _) = bench.registered(ANA).await;
    let owner = bench.company("Clínica").await;
    let mut write = bench.write().await;
    sqlx::query("INSERT INTO mail_servers (company_id, host, port, security, sender) VALUES (?, 'h', 465, 'tls', 'a@b.co')")
        .bind(owner.company.uuid())
        .execute(write.connection())
        .await
        .expect("a server");
    write.mutation.commit().await.expect("stored");
    bench.secrets.fail_with(Some(SecretsFailure::Locked("closed".into())));
    for email in [ANA, "nobody@example.com"] {
        assert_eq!(code_of(bench.call(&stranger(), request(email)).await), Code::KeychainUnavailable);
    }
    assert!(bench.call(&ana, Me {}).await.is_ok());
}

#[tokio::test]
async fn an_address_changes_with_the_code_sent_to_the_new_one_which_confirms_it() {
    let bench = Bench::new().await;
    let (ana, _) = reachable(&bench).await;
    let wrong = RequestEmailChange { new_email: address(NEW), current_password: secret("wrong horse") };
    assert_eq!(code_of(bench.call(&ana, wrong).await), Code::WrongCredentials);
    let right = RequestEmailChange { new_email: address(NEW), current_password: secret(PASSWORD) };
    assert_eq!(bench.call(&ana, right).await.expect("requested").delivery, Delivery::Mail);
    let code = bench.mailed_code().await;
    assert_eq!(bench.mailer.sent().pop().expect("a mail").to, address(NEW), "the new address proves itself");
    let other = change(ANA, "somebody.else@example.com", &code);
    assert_eq!(
        code_of(bench.call(&stranger(), other).await),
        Code::CodeRejected,
        "good for the requested one only"
    );
    let changed = bench.call(&stranger(), change(ANA, NEW, &code)).await.expect("changed");
    assert_eq!((changed.email.as_str(), changed.email_verified), (NEW, true));
    assert!(login(&bench, NEW, PASSWORD).await.is_ok());
    assert_eq!(code_of(login(&bench, ANA, PASSWORD).await), Code::WrongCredentials);
}

#[tokio::test]
async fn without_a_mail_server_the_recovery_code_changes_the_address() {
    let bench = Bench::new().await;
    let (ana, recovery) = bench.registered(ANA).await;
    let ask = RequestEmailChange { new_email: address(NEW), current_password: secret(PASSWORD) };
    assert_eq!(bench.call(&ana, ask).await.expect("requested").delivery, Delivery::CodeOrAdministrator);
    let changed = bench.call(&stranger(), change(ANA, NEW, &recovery)).await.expect("changed");
    assert_eq!((changed.email.as_str(), changed.email_verified), (NEW, false), "nothing confirms it");
}

#[tokio::test]
async fn an_address_that_somebody_has_cannot_be_taken_and_the_request_does_not_tell() {
    let bench = Bench::new().await;
    let (ana, recovery) = reachable(&bench).await;
    bench.registered("eva@example.com").await;
    bench.core.deliver_due().await.expect("delivered");
    let before = bench.mailer.sent().len();
    let ask =
        RequestEmailChange { new_email: address("eva@example.com"), current_password: secret(PASSWORD) };
    assert_eq!(bench.call(&ana, ask).await.expect("requested").delivery, Delivery::Mail);
    bench.core.deliver_due().await.expect("delivered");
    assert_eq!(bench.mailer.sent().len(), before, "no mail goes to somebody else");
    let refused =
        bench.call(&stranger(), change(ANA, "eva@example.com", &recovery)).await.expect_err("taken");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::AlreadyExists, Some("new_email")));
}

#[tokio::test]
async fn an_address_is_confirmed_with_the_mailed_code_within_seven_days() {
    let bench = Bench::new().await;
    let (ana, _) = reachable(&bench).await;
    bench.call(&ana, RequestEmailVerification {}).await.expect("requested");
    let code = bench.mailed_code().await;
    let verify = VerifyEmail { email: address(ANA), code };
    bench.clock.advance(SignedDuration::from_hours(7 * 24));
    assert_eq!(code_of(bench.call(&stranger(), verify).await), Code::CodeRejected, "too late");
    bench.call(&ana, RequestEmailVerification {}).await.expect("requested");
    let code = bench.mailed_code().await;
    let as_password = reset(ANA, &code, "new horse");
    assert_eq!(
        code_of(bench.call(&stranger(), as_password).await),
        Code::CodeRejected,
        "a code has one purpose"
    );
    bench.call(&stranger(), VerifyEmail { email: address(ANA), code }).await.expect("confirmed");
    assert!(bench.call(&ana, Me {}).await.expect("herself").email_verified);
}

#[tokio::test]
async fn confirming_an_address_needs_a_mail_server() {
    let bench = Bench::new().await;
    let (ana, _) = bench.registered(ANA).await;
    assert_eq!(code_of(bench.call(&ana, RequestEmailVerification {}).await), Code::MailNotConfigured);
}
