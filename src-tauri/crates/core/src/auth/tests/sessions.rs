//! Sessions end, and can be ended.

use jiff::SignedDuration;
use leadsmart_contract::auth::{ListSessions, Login, Logout, Me, RevokeSession};
use leadsmart_contract::failure::Code;
use leadsmart_contract::values::Name;

use super::{ANA, address, code_of, login, secret};
use crate::testing::{Bench, PASSWORD, Person, stranger};

const DAY: SignedDuration = SignedDuration::from_hours(24);

#[tokio::test]
async fn a_session_ends_after_thirty_days_without_use() {
    let bench = Bench::new().await;
    let (ana, _) = bench.registered(ANA).await;
    bench.clock.advance(DAY * 29);
    assert!(bench.call(&ana, Me {}).await.is_ok());
    bench.clock.advance(DAY * 29);
    assert!(bench.call(&ana, Me {}).await.is_ok(), "use keeps it alive");
    bench.clock.advance(DAY * 30);
    assert_eq!(code_of(bench.call(&ana, Me {}).await), Code::Unauthenticated);
}

#[tokio::test]
async fn a_session_ends_after_a_hundred_and_eighty_days_however_much_it_is_used() {
    let bench = Bench::new().await;
    let (ana, _) = bench.registered(ANA).await;
    for _ in 0..17 {
        bench.clock.advance(DAY * 10);
        assert!(bench.call(&ana, Me {}).await.is_ok());
    }
    bench.clock.advance(DAY * 10);
    assert_eq!(code_of(bench.call(&ana, Me {}).await), Code::Unauthenticated);
}

#[tokio::test]
async fn logging_out_ends_this_session_and_no_other() {
    let bench = Bench::new().await;
    let (ana, _) = bench.registered(ANA).await;
    let other = Person::from(login(&bench, ANA, PASSWORD).await.expect("a session"));
    bench.call(&other, Logout {}).await.expect("logged out");
    assert_eq!(code_of(bench.call(&other, Me {}).await), Code::Unauthenticated);
    assert!(bench.call(&ana, Me {}).await.is_ok());
}

#[tokio::test]
async fn sessions_are_listed_with_the_newest_first_and_their_device() {
    let bench = Bench::new().await;
    let (ana, _) = bench.registered(ANA).await;
    bench.clock.advance(DAY);
    let device = Some(Name::parse("Balcão").expect("a name"));
    let named = Login { email: address(ANA), password: secret(PASSWORD), device };
    bench.call(&stranger(), named).await.expect("a session");
    let sessions = bench.call(&ana, ListSessions {}).await.expect("sessions");
    let seen: Vec<_> = sessions.iter().map(|session| (session.device.as_str(), session.current)).collect();
    assert_eq!(seen, [("Balcão", false), ("Unnamed device", true)]);
}

#[tokio::test]
async fn one_ends_ones_own_sessions_only() {
    let bench = Bench::new().await;
    let (ana, _) = bench.registered(ANA).await;
    let (eva, _) = bench.registered("eva@example.com").await;
    let hers = bench.call(&eva, ListSessions {}).await.expect("sessions")[0].id;
    assert_eq!(code_of(bench.call(&ana, RevokeSession { session_id: hers }).await), Code::NotFound);
    assert!(bench.call(&eva, Me {}).await.is_ok(), "a foreign session is not touched");
    bench.call(&eva, RevokeSession { session_id: hers }).await.expect("ended");
    assert_eq!(code_of(bench.call(&eva, Me {}).await), Code::Unauthenticated);
}
