//! Set-up, codes, joining and devices of the database in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use leadsmart_contract::ids::{CompanyId, MemberId};
use leadsmart_contract::values::Color;
use serde_json::json;
use uuid::Uuid;

use super::super::older::{Older, Stretch};
use super::super::{
    Action, Admission, Applicant, Batch, Change, CompanyServer, CompanyServers, Device as DeviceView,
    Founded, Founder, Greeting, Intent, Invited, Joined, Load, Position, Pull, Receipt, Remote,
    RemoteFailure, RowName, SCHEMA, ServerAccess, SetupFailure, Whom,
};
use super::permission::Rights;
use super::{Company, Device, Model, ModelRemote, push, uuid};
use crate::{Clock, Random, SecretBytes};

/// What a code of the model begins with; the company and a secret follow.
const HEAD: &str = "model-join-";

/// What a connection string of the model begins with. What follows is of no matter: there is one database.
const SCHEME: &str = "postgres://";

/// Servers of which there is one, a [`Model`]. Clones are the same.
#[derive(Clone)]
pub struct ModelServers {
    model: Model,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    state: Arc<Mutex<Ledger>>,
}

/// What the model itself does not keep.
#[derive(Default)]
struct Ledger {
    guests: BTreeMap<CompanyId, Guest>,
    /// When a device joined, and what it is called.
    devices: BTreeMap<Uuid, (i64, String)>,
    failure: Option<SetupFailure>,
}

/// A code that was handed out.
#[derive(Clone)]
struct Guest {
    code: String,
    invited: Invited,
    key: SecretBytes,
}

impl ModelServers {
    /// Servers with an empty database.
    pub fn new(clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self { model: Model::default(), clock, random, state: Arc::default() }
    }

    /// The database.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Fails every set-up, joining and managing from now on, or serves again.
    pub fn fail_with(&self, failure: Option<SetupFailure>) {
        self.ledger().failure = failure;
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serving(&self) -> Result<MutexGuard<'_, Ledger>, SetupFailure> {
        let ledger = self.ledger();
        match &ledger.failure {
            Some(failure) => Err(failure.clone()),
            None => Ok(ledger),
        }
    }

    fn now(&self) -> i64 {
        self.clock.now().as_millisecond()
    }

    /// Lets a device in that the model has admitted.
    fn enter(&self, joined: &super::Joined, name: &str) -> (SecretBytes, Admission) {
        let admission = Admission::of(&joined.greeting, joined.token);
        self.ledger().devices.insert(admission.device_id, (self.now(), name.to_owned()));
        let login = format!("{} {}", admission.company_id, admission.device_id);
        (SecretBytes::new(login.into_bytes()), admission)
    }

    /// The member that a guest becomes; her row is written if there is none.
    fn welcome(
        &self,
        id: CompanyId,
        company: &mut Company,
        guest: &Guest,
        applicant: &Applicant,
    ) -> Result<MemberId, SetupFailure> {
        if let Some(member) = guest.invited.member_id {
            return Ok(member);
        }
        let (role, email) = (hex(guest.invited.role_id.uuid()), applicant.email.as_str());
        let rank = super::shared::rank("members").unwrap_or_default();
        let known = company.rows.of_table(rank).find(|(_, row)| row.text("email") == email);
        if let Some((key, row)) = known {
            if row.text("role_id") != role || row.number("active") == 0 {
                return Err(SetupFailure::AddressTaken);
            }
            let id = Uuid::try_parse(&key.1).map_err(|error| SetupFailure::Protocol(error.to_string()))?;
            return Ok(MemberId::new(id));
        }
        let key = hex(applicant.member_id.uuid());
        let columns = json!({
            "id": key, "company_id": hex(id.uuid()), "name": applicant.name.as_str(), "email": email, "role_id": role,
            "color": Color::ALL[company.rows.of_table(rank).count() % Color::ALL.len()], "created_at": self.now(),
        });
        self.write(id, company, "members", &key, columns)?;
        Ok(applicant.member_id)
    }

    /// Writes a row as a founding device would.
    fn write(
        &self,
        id: CompanyId,
        company: &mut Company,
        entity: &str,
        key: &str,
        columns: serde_json::Value,
    ) -> Result<(), SetupFailure> {
        let (device, token, entity) = (uuid(&*self.random), uuid(&*self.random), entity.to_owned());
        let scribe = Device {
            id: device,
            member: MemberId::new(device),
            founder: true,
            revoked: false,
            number: 0,
            token,
            receipt: None,
        };
        let change = Change {
            entity: entity.clone(),
            key: key.to_owned(),
            action: Action::Insert,
            base_version: 0,
            columns: columns.as_object().cloned().unwrap_or_default(),
        };
        let intent = Intent {
            mutation: uuid(&*self.random),
            part: 0,
            operation: "sync.join".to_owned(),
            at: self.now(),
            entity,
            key: key.to_owned(),
            changes: vec![change],
        };
        let batch = Batch {
            schema: SCHEMA,
            seen: company.position(),
            number: 1,
            previous: token,
            token: uuid(&*self.random),
            intents: vec![intent],
        };
        push::push(id, company, &scribe, &batch, (1, SCHEMA))?;
        company.devices.remove(&device);
        Ok(())
    }
}

#[async_trait::async_trait]
impl CompanyServers for ModelServers {
    async fn set_up(&self, access: ServerAccess<'_>, founder: &Founder) -> Result<Founded, SetupFailure> {
        drop(self.serving()?);
        if !access.connection_string.starts_with(SCHEME) {
            return Err(SetupFailure::Address);
        }
        let company = founder.company_id;
        let state = self.model.lock();
        if state.companies.get(&company).is_some_and(|known| known.version() > 0) {
            return Err(SetupFailure::AlreadyThere);
        }
        if !founder.beside_others && state.companies.keys().any(|other| *other != company) {
            return Err(SetupFailure::OtherCompany);
        }
        drop(state);
        let joined = self.model.found(company, founder.member_id, &*self.random);
        let (login, admission) = self.enter(&joined, &founder.device_name);
        Ok(Founded { login, admission })
    }

    async fn renew(&self, access: ServerAccess<'_>) -> Result<(), SetupFailure> {
        drop(self.serving()?);
        if !access.connection_string.starts_with(SCHEME) {
            return Err(SetupFailure::Address);
        }
        self.model.serve(1, SCHEMA);
        Ok(())
    }

    fn company_of(&self, code: &str) -> Result<CompanyId, SetupFailure> {
        let rest = code.trim().strip_prefix(HEAD).ok_or(SetupFailure::Code)?;
        rest.get(..36).and_then(|id| id.parse().ok()).ok_or(SetupFailure::Code)
    }

    async fn join(&self, code: &str, applicant: &Applicant) -> Result<Joined, SetupFailure> {
        let id = self.company_of(code)?;
        let now = self.now();
        let guest = self.serving()?.guests.get(&id).cloned();
        let guest = guest
            .filter(|guest| guest.code == code.trim() && guest.invited.expires_at > now)
            .ok_or(SetupFailure::Code)?;
        let member = {
            let mut state = self.model.lock();
            let company = state.companies.get_mut(&id).ok_or(SetupFailure::Code)?;
            self.welcome(id, company, &guest, applicant)?
        };
        self.ledger().guests.remove(&id);
        let joined = self.model.join(id, member, &*self.random);
        let (login, admission) = self.enter(&joined, &applicant.device_name);
        Ok(Joined { login, admission, key: guest.key })
    }

    fn open(&self, login: &SecretBytes) -> Result<Arc<dyn CompanyServer>, SetupFailure> {
        let wrong = || SetupFailure::Protocol("no login of the model".to_owned());
        let text = std::str::from_utf8(login.reveal()).map_err(|_| wrong())?;
        let (company, device) = text.split_once(' ').ok_or_else(wrong)?;
        let company = company.parse().map_err(|_| wrong())?;
        let device = Uuid::try_parse(device).map_err(|_| wrong())?;
        let remote = self.model.connection(company, device);
        Ok(Arc::new(ModelServer { servers: self.clone(), remote }))
    }
}

/// The model with the login of a device.
struct ModelServer {
    servers: ModelServers,
    remote: ModelRemote,
}

impl ModelServer {
    /// Runs something for a device whose member manages members.
    fn manage<T>(
        &self,
        work: impl FnOnce(&mut Company, &mut Ledger, &Device) -> Result<T, SetupFailure>,
    ) -> Result<T, SetupFailure> {
        let mut ledger = self.servers.serving()?;
        self.remote.on(|company, device, _| {
            if !Rights::of(&company.rows, device).may_manage_members() {
                return Ok(Err(SetupFailure::Denied));
            }
            Ok(work(company, &mut ledger, device))
        })?
    }
}

#[async_trait::async_trait]
impl CompanyServer for ModelServer {
    async fn invite(&self, whom: Whom, lasts: Duration, key: &SecretBytes) -> Result<String, SetupFailure> {
        let (now, secret) = (self.servers.now(), uuid(&*self.servers.random));
        let lasts = i64::try_from(lasts.as_millis()).unwrap_or(i64::MAX);
        self.manage(|company, ledger, device| {
            let member = match whom {
                Whom::Member(member) => company.rows.find("members", &hex(member.uuid())),
                Whom::Role(_) => None,
            };
            let role = match (whom, member) {
                (Whom::Role(role), _) => hex(role.uuid()),
                (Whom::Member(_), Some(row)) if row.number("active") == 1 => row.text("role_id").to_owned(),
                (Whom::Member(_), _) => return Err(SetupFailure::Denied),
            };
            let row = company.rows.find("roles", &role).ok_or(SetupFailure::Denied)?;
            if !Rights::of(&company.rows, device).may_give(row) {
                return Err(SetupFailure::Denied);
            }
            let role = Uuid::try_parse(&role).map_err(|_| SetupFailure::Denied)?;
            let invited = Invited {
                role_id: role.into(),
                member_id: match whom {
                    Whom::Member(member) => Some(member),
                    Whom::Role(_) => None,
                },
                expires_at: now.saturating_add(lasts),
            };
            let code = format!("{HEAD}{}-{}", self.remote.company, secret.simple());
            let guest = Guest { code: code.clone(), invited, key: key.clone() };
            ledger.guests.insert(self.remote.company, guest);
            Ok(code)
        })
    }

    async fn invited(&self) -> Result<Option<Invited>, SetupFailure> {
        let now = self.servers.now();
        self.manage(|_, ledger, _| {
            let guest = ledger.guests.get(&self.remote.company).map(|guest| guest.invited);
            Ok(guest.filter(|invited| invited.expires_at > now))
        })
    }

    async fn revoke_invite(&self) -> Result<(), SetupFailure> {
        self.manage(|_, ledger, _| {
            ledger.guests.remove(&self.remote.company);
            Ok(())
        })
    }

    async fn devices(&self) -> Result<Vec<DeviceView>, SetupFailure> {
        self.manage(|company, ledger, _| {
            let view = |device: &Device| {
                let (joined_at, name) = ledger.devices.get(&device.id).cloned().unwrap_or_default();
                DeviceView {
                    device_id: device.id,
                    member_id: device.member,
                    name,
                    joined_at,
                    seen_at: joined_at,
                    shut_out: device.revoked || company.rows.is_inactive_member(device.member),
                }
            };
            let mut views: Vec<DeviceView> = company.devices.values().map(view).collect();
            views.sort_by_key(|view| (view.joined_at, view.device_id));
            Ok(views)
        })
    }

    async fn shut_out(&self, device: Uuid) -> Result<bool, SetupFailure> {
        self.manage(|company, _, _| {
            let known = company.devices.get_mut(&device).filter(|known| !known.revoked);
            Ok(known.map(|known| known.revoked = true).is_some())
        })
    }

    async fn leave(&self) -> Result<(), SetupFailure> {
        let device = self.remote.greet().await?.device_id;
        self.servers.model.revoke(self.remote.company, device);
        Ok(())
    }
}

#[async_trait::async_trait]
impl Remote for ModelServer {
    async fn greet(&self) -> Result<Greeting, RemoteFailure> {
        self.remote.greet().await
    }

    async fn push(&self, batch: &Batch) -> Result<Receipt, RemoteFailure> {
        self.remote.push(batch).await
    }

    async fn pull(
        &self,
        seen: Position,
        whole: bool,
        also: &[RowName],
    ) -> Result<Box<dyn Pull>, RemoteFailure> {
        self.remote.pull(seen, whole, also).await
    }

    async fn load(
        &self,
        seen: Position,
        since: Option<i64>,
        rows: usize,
    ) -> Result<Box<dyn Load>, RemoteFailure> {
        self.remote.load(seen, since, rows).await
    }

    async fn older(&self, seen: Position, stretch: Stretch) -> Result<Option<Older>, RemoteFailure> {
        self.remote.older(seen, stretch).await
    }

    async fn restart(&self, token: Uuid) -> Result<(), RemoteFailure> {
        self.remote.restart(token).await
    }

    async fn beyond(&self, version: u64) -> Result<(), RemoteFailure> {
        self.remote.beyond(version).await
    }
}

fn hex(id: Uuid) -> String {
    id.simple().to_string()
}
