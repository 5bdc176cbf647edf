//! A company on a server, with people who join it.

use std::time::Duration;

use leadsmart_contract::ids::{CompanyId, MemberId, RoleId};
use leadsmart_contract::values::{EmailAddress, Name};
use leadsmart_ports::remote::{
    Action, Applicant, Batch, Change, Founder, Intent, Receipt, Remote, RemoteFailure, SCHEMA, SetupFailure,
    Whom,
};
use leadsmart_ports::{SecretBytes, SystemRandom};
use leadsmart_postgres::{Device, InviteCode, Joined, PostgresRemote};
use leadsmart_tests::remote::{Database, founder};
use serde_json::{Value, json};
use uuid::Uuid;

/// How long a code lasts.
pub(crate) const DAY: Duration = Duration::from_secs(86_400);

/// A company on a server, with its first desktop.
pub(crate) struct Town {
    pub(crate) database: Database,
    pub(crate) company: CompanyId,
    pub(crate) device: Device,
    pub(crate) remote: PostgresRemote,
    pub(crate) owner_role: Uuid,
    pub(crate) desk_role: Uuid,
    pub(crate) number: u64,
    pub(crate) previous: Uuid,
}

pub(crate) fn hex(id: Uuid) -> String {
    id.simple().to_string()
}

pub(crate) fn intent(entity: &str, action: Action, key: Uuid, base_version: u64, columns: Value) -> Intent {
    let Value::Object(columns) = columns else { panic!("columns are an object") };
    let change = Change { entity: entity.to_owned(), key: hex(key), action, base_version, columns };
    Intent {
        mutation: Uuid::new_v4(),
        part: 0,
        operation: "first_upload".to_owned(),
        at: 1,
        entity: entity.to_owned(),
        key: hex(key),
        changes: vec![change],
    }
}

impl Town {
    pub(crate) async fn new() -> Self {
        Self::on(Database::new().await).await
    }

    pub(crate) async fn on(database: Database) -> Self {
        let identity = founder();
        let mut administrator = database.administrator().await;
        let founder = Founder {
            company_id: identity.company,
            member_id: identity.member,
            device_name: "Balcão".to_owned(),
            beside_others: true,
        };
        let founded = administrator.found(&founder, &SystemRandom).await.expect("a company");
        let mut town = Self {
            database,
            company: identity.company,
            remote: PostgresRemote::new(&founded.device),
            device: founded.device,
            owner_role: Uuid::new_v4(),
            desk_role: Uuid::new_v4(),
            number: 0,
            previous: founded.admission.token,
        };
        let company = hex(identity.company.uuid());
        let role = |id: Uuid, owner: u8| {
            json!({ "id": hex(id), "company_id": company, "name": format!("role {owner}"), "owner": owner,
                "permissions": "[\"appointments.manage\"]" })
        };
        let (owner_role, desk_role) = (town.owner_role, town.desk_role);
        let rows = vec![
            intent(
                "companies",
                Action::Insert,
                identity.company.uuid(),
                0,
                json!({
                "id": company, "name": "Clínica", "zone": "UTC", "language": "pt", "country": "BR", "week_start": "sunday", "created_at": 1 }),
            ),
            intent("roles", Action::Insert, owner_role, 0, role(owner_role, 1)),
            intent("roles", Action::Insert, desk_role, 0, role(desk_role, 0)),
            intent(
                "members",
                Action::Insert,
                identity.member.uuid(),
                0,
                json!({
                "id": hex(identity.member.uuid()), "company_id": company, "name": "Ana", "email": "ana@example.com",
                "role_id": hex(owner_role), "color": "gray", "created_at": 1 }),
            ),
        ];
        town.push(rows).await.expect("the founder may do everything");
        town
    }

    pub(crate) async fn push(&mut self, intents: Vec<Intent>) -> Result<Receipt, RemoteFailure> {
        let seen = self.remote.greet().await?.position;
        let token = Uuid::new_v4();
        let batch =
            Batch { schema: SCHEMA, seen, number: self.number + 1, previous: self.previous, token, intents };
        let receipt = self.remote.push(&batch).await?;
        (self.number, self.previous) = (self.number + 1, token);
        Ok(receipt)
    }

    pub(crate) async fn invite(&self, whom: Whom) -> InviteCode {
        let key = SecretBytes::new(vec![7; 32]);
        self.remote.invite(&self.device, whom, DAY, &key, &SystemRandom).await.expect("the owner invites")
    }

    pub(crate) async fn join(&self, email: &str) -> Result<Joined, SetupFailure> {
        let code = self.invite(Whom::Role(RoleId::new(self.desk_role))).await;
        // It goes by mail: only its text arrives.
        let code: InviteCode = code.text().parse().expect("a code");
        code.join(&applicant(email), &SystemRandom).await
    }
}

pub(crate) fn applicant(email: &str) -> Applicant {
    Applicant {
        member_id: MemberId::new(Uuid::new_v4()),
        name: Name::parse("Rui").expect("a name"),
        email: EmailAddress::parse(email).expect("an address"),
        device_name: "Sala 2".to_owned(),
    }
}
