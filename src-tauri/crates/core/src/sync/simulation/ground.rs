//! What histories go on: the company's database, and the way to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leadsmart_contract::ids::{CompanyId, MemberId};
use leadsmart_ports::SeededRandom;
use leadsmart_ports::remote::{Admission, Model, Outcome, Remote, Row};
use rand::rngs::StdRng;
use uuid::Uuid;

/// A company's database that histories can look into.
#[async_trait::async_trait]
pub(super) trait Ground: Send + Sync + Sized {
    /// Lets a device of a member in; a founder's sets the company up.
    async fn admit(
        &self,
        company: CompanyId,
        member: MemberId,
        founder: bool,
        random: &SeededRandom,
    ) -> Admission;

    /// The line of a device that was let in.
    fn line(&self, company: CompanyId, device: Uuid) -> Arc<dyn Remote>;

    /// Another one with the same in it, for one history.
    async fn branch(&self, seed: u64) -> Self;

    /// Something may befall it, or the way to it. Says whether it did.
    async fn trouble(&self, dice: &mut StdRng) -> bool;

    /// All is well again.
    async fn calm(&self);

    /// The live rows of a company.
    async fn rows(&self, company: CompanyId) -> Vec<Row>;

    /// The keys of the appointments that hold a place.
    async fn placed(&self, company: CompanyId) -> Vec<String>;

    /// What became of these operations, part by part.
    async fn outcomes(&self, company: CompanyId, operations: &BTreeSet<Uuid>)
    -> BTreeMap<Uuid, Vec<Outcome>>;
}

/// In memory nothing befalls the server: the network between is that of [`super::faults`].
#[async_trait::async_trait]
impl Ground for Model {
    async fn admit(
        &self,
        company: CompanyId,
        member: MemberId,
        founder: bool,
        random: &SeededRandom,
    ) -> Admission {
        let joined =
            if founder { self.found(company, member, random) } else { self.join(company, member, random) };
        Admission::of(&joined.greeting, joined.token)
    }

    fn line(&self, company: CompanyId, device: Uuid) -> Arc<dyn Remote> {
        Arc::new(self.connection(company, device))
    }

    async fn branch(&self, _seed: u64) -> Self {
        self.fork()
    }

    async fn trouble(&self, _dice: &mut StdRng) -> bool {
        false
    }

    async fn calm(&self) {}

    async fn rows(&self, company: CompanyId) -> Vec<Row> {
        Self::rows(self, company)
    }

    async fn placed(&self, company: CompanyId) -> Vec<String> {
        Self::placed(self, company)
    }

    async fn outcomes(
        &self,
        company: CompanyId,
        operations: &BTreeSet<Uuid>,
    ) -> BTreeMap<Uuid, Vec<Outcome>> {
        let of = |operation: &Uuid| (*operation, Self::outcomes(self, company, *operation));
        operations.iter().map(of).collect()
    }
}
