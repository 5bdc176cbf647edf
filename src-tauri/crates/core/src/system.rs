//! What the application says of itself before anybody is logged in.

pub(crate) mod commands;

use jiff::tz::TimeZone;
use leadsmart_contract::values::ZoneName;

use crate::error::Result;
use crate::stored::stored;

/// The zone to propose where the computer does not tell its own.
const DEFAULT_ZONE: &str = "America/Sao_Paulo";

/// The zone of this computer.
pub(crate) fn own_zone() -> Result<ZoneName> {
    let system = TimeZone::system();
    let own = system.iana_name().and_then(|name| ZoneName::parse(name).ok());
    // A name that this computer knows is of no use unless the bundled rules know it too.
    match own.filter(|name| crate::time::zone(name).is_ok()) {
        Some(zone) => Ok(zone),
        None => stored("default zone", ZoneName::parse(DEFAULT_ZONE)),
    }
}

/// The names of the zones whose rules are known, in order.
fn zones() -> Vec<ZoneName> {
    let mut names: Vec<ZoneName> =
        jiff::tz::db().available().filter_map(|name| ZoneName::parse(name.as_str()).ok()).collect();
    names.sort_unstable_by(|a, b| a.as_str().cmp(b.as_str()));
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::system::{GetStatus, ListZones};
    use leadsmart_ports::SecretsFailure;

    use super::*;
    use crate::testing::{Bench, Person};

    fn nobody(someone: &Person) -> Person {
        Person { token: String::new(), ..someone.clone() }
    }

    #[test]
    fn every_zone_that_is_offered_is_accepted() {
        let zones = zones();
        assert!(zones.len() > 400, "the whole database is offered, not {} zones", zones.len());
        assert!(zones.iter().any(|zone| zone.as_str() == DEFAULT_ZONE));
        for zone in &zones {
            assert!(crate::time::zone(zone).is_ok(), "{} is known", zone.as_str());
        }
    }

    #[test]
    fn the_zone_of_this_computer_is_one_that_is_known() {
        let own = own_zone().expect("a zone");
        assert!(crate::time::zone(&own).is_ok());
    }

    #[tokio::test]
    async fn the_status_needs_no_session_and_tells_the_first_start() {
        let bench = Bench::new().await;
        let stranger = crate::testing::stranger();
        let status = bench.call(&stranger, GetStatus {}).await.expect("a status");
        assert!(status.first_start && status.keychain);
        assert_eq!(status.version, env!("CARGO_PKG_VERSION"));
        let owner = bench.company("Clínica").await;
        let status = bench.call(&nobody(&owner), GetStatus {}).await.expect("a status");
        assert!(!status.first_start, "somebody has registered");
        assert!(!bench.call(&stranger, ListZones {}).await.expect("zones").is_empty());
    }

    #[tokio::test]
    async fn a_keychain_that_does_not_serve_is_told_and_asked_again_later() {
        let bench = Bench::new().await;
        let stranger = crate::testing::stranger();
        bench.secrets.fail_with(Some(SecretsFailure::Missing("none".into())));
        assert!(!bench.call(&stranger, GetStatus {}).await.expect("a status").keychain);
        bench.secrets.fail_with(None);
        assert!(
            !bench.call(&stranger, GetStatus {}).await.expect("a status").keychain,
            "it is not asked at each call"
        );
        bench.clock.advance(jiff::SignedDuration::from_secs(61));
        assert!(bench.call(&stranger, GetStatus {}).await.expect("a status").keychain);
    }
}
