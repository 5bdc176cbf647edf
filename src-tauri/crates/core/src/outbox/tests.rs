//! What waits in the outbox, and what becomes of it.

use leadsmart_ports::SecretsFailure;

use super::*;
use crate::testing::{Bench, NOW, Person};

async fn queued(bench: &Bench, owner: &Person, until: SignedDuration) {
    let key = secrets::company_key(&bench.core, owner.company).await.expect("a key");
    let mut write = bench.write().await;
    let letter = Letter {
        to: EmailAddress::parse("ana@example.com").expect("an address"),
        subject: "Subject".into(),
        text: "the code is 1234".into(),
        until: write.context.now + until,
    };
    queue(&mut write, &key, &letter).await.expect("queued");
    write.mutation.commit().await.expect("stored");
}

/// Payload, number of tries, last error, sent, given up.
async fn row(bench: &Bench) -> (Vec<u8>, i64, Option<String>, bool, bool) {
    let mut read = bench.core.db().read().await.expect("a snapshot");
    sqlx::query_as(
        "SELECT payload, attempts, last_error, sent_at IS NOT NULL, given_up_at IS NOT NULL FROM outbox",
    )
    .fetch_one(&mut *read)
    .await
    .expect("a row")
}

async fn ready() -> (Bench, Person) {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    bench.mail_server(&owner).await;
    (bench, owner)
}

const DAYS: SignedDuration = SignedDuration::from_hours(72);

#[tokio::test]
async fn a_message_is_sent_once_and_its_text_deleted() {
    let (bench, owner) = ready().await;
    queued(&bench, &owner, DAYS).await;
    let (payload, ..) = row(&bench).await;
    assert!(!String::from_utf8_lossy(&payload).contains("1234"), "it waits sealed");
    assert_eq!(bench.core.deliver_due().await.expect("delivered"), 1);
    assert_eq!(bench.core.deliver_due().await.expect("delivered"), 0, "not twice");
    assert_eq!(bench.mailer.sent().pop().expect("a mail").text, "the code is 1234");
    let (payload, _, _, sent, given_up) = row(&bench).await;
    assert!(payload.is_empty() && sent && !given_up);
}

#[tokio::test]
async fn what_is_not_taken_is_tried_again_ever_later_and_given_up_after_a_day() {
    let (bench, owner) = ready().await;
    queued(&bench, &owner, DAYS).await;
    bench.mailer.fail_with(Some(MailFailure::Unreachable("down".into())));
    bench.core.deliver_due().await.expect("tried");
    let (_, attempts, error, ..) = row(&bench).await;
    assert_eq!(attempts, 1);
    assert!(error.is_some_and(|error| error.contains("down")), "why is kept");
    bench.core.deliver_due().await.expect("nothing is due");
    assert_eq!(row(&bench).await.1, 1, "it is not tried before its time");
    let start: Timestamp = NOW.parse().expect("an instant");
    while bench.core.ports().clock.now().duration_since(start) < GIVE_UP_AFTER {
        bench.clock.advance(SignedDuration::from_mins(5));
        bench.core.deliver_due().await.expect("tried");
    }
    bench.clock.advance(SignedDuration::from_hours(2));
    bench.core.deliver_due().await.expect("tried");
    let (payload, attempts, error, sent, given_up) = row(&bench).await;
    assert!(given_up && !sent && payload.is_empty() && error.is_some());
    assert!((20..40).contains(&attempts), "the waits grow up to about an hour: {attempts} tries in a day");
    bench.mailer.fail_with(None);
    bench.clock.advance(SignedDuration::from_hours(2));
    assert_eq!(bench.core.deliver_due().await.expect("nothing is due"), 0);
}

#[tokio::test]
async fn what_is_refused_for_good_is_not_tried_again() {
    let (bench, owner) = ready().await;
    queued(&bench, &owner, DAYS).await;
    bench.mailer.fail_with(Some(MailFailure::Refused("no such mailbox".into())));
    bench.core.deliver_due().await.expect("tried");
    assert!(row(&bench).await.4, "given up");
}

#[tokio::test]
async fn a_message_that_came_too_late_to_be_of_use_is_given_up() {
    let (bench, owner) = ready().await;
    queued(&bench, &owner, SignedDuration::from_hours(1)).await;
    bench.mailer.fail_with(Some(MailFailure::Unreachable("down".into())));
    bench.core.deliver_due().await.expect("tried");
    bench.mailer.fail_with(None);
    bench.clock.advance(SignedDuration::from_hours(2));
    assert_eq!(bench.core.deliver_due().await.expect("tried"), 0);
    let (_, _, error, _, given_up) = row(&bench).await;
    assert!(given_up && error.is_some_and(|error| error.contains("down")), "with the reason that kept it");
}

#[tokio::test]
async fn a_wrong_password_at_the_server_and_a_removed_server_can_be_mended_meanwhile() {
    let (bench, owner) = ready().await;
    queued(&bench, &owner, DAYS).await;
    bench.mailer.fail_with(Some(MailFailure::Credentials("wrong".into())));
    bench.core.deliver_due().await.expect("tried");
    let remove = leadsmart_contract::companies::RemoveMailServer { company_id: owner.company };
    bench.call(&owner, remove).await.expect("removed");
    bench.mailer.fail_with(None);
    bench.clock.advance(SignedDuration::from_mins(2));
    assert_eq!(bench.core.deliver_due().await.expect("tried"), 0);
    assert!(!row(&bench).await.4, "it waits for a server");
    bench.mail_server(&owner).await;
    bench.clock.advance(SignedDuration::from_mins(4));
    assert_eq!(bench.core.deliver_due().await.expect("delivered"), 1);
}

#[tokio::test]
async fn a_message_waits_for_a_locked_keychain() {
    let (bench, owner) = ready().await;
    queued(&bench, &owner, DAYS).await;
    secrets::forget_key_in_memory(&bench.core).await;
    bench.secrets.fail_with(Some(SecretsFailure::Locked("closed".into())));
    assert_eq!(bench.core.deliver_due().await.expect("tried"), 0);
    bench.secrets.fail_with(None);
    bench.clock.advance(SignedDuration::from_mins(2));
    assert_eq!(bench.core.deliver_due().await.expect("delivered"), 1);
}
