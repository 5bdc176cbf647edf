//! A conflict as a person sees it: what was meant, what stands instead, what she can do.

mod fields;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use leadsmart_contract::appointments::Status;
use leadsmart_contract::ids::{AgendaId, AppointmentId, ClientId, ConflictId, MemberId};
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::sync::{BookingView, ConflictKind, ConflictState, ConflictView, Settlement};
use leadsmart_contract::texts;
use leadsmart_ports::remote::shared::{self, Table};
use leadsmart_ports::remote::{Action, Change, Columns};
use serde_json::Value;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{plan, rows, store};
use crate::context::{Context, Member};
use crate::error::{Defect, Result};
use crate::stored::from_wire_name;
use crate::time::{from_millis, moment};

/// A conflict with its changes read.
pub(super) struct Conflict {
    pub(super) stored: store::Conflict,
    pub(super) changes: Vec<Change>,
}

impl Conflict {
    pub(super) fn read(stored: store::Conflict) -> Result<Self> {
        // What another version of the application kept may not be readable; then only its outside is shown.
        let changes = serde_json::from_str(&stored.changes).unwrap_or_default();
        Ok(Self { stored, changes })
    }

    pub(super) fn table(&self) -> Option<&'static Table> {
        shared::table(&self.stored.entity)
    }

    pub(super) fn is_about_booking(&self) -> bool {
        self.stored.entity == "appointments"
    }

    pub(super) fn is_open(&self) -> bool {
        self.stored.state == "open"
    }

    fn of<'a>(&'a self, entity: &'a str) -> impl Iterator<Item = &'a Change> {
        self.changes.iter().filter(move |change| change.entity == entity)
    }

    /// The columns of the root row that lost, the last value of each.
    pub(super) fn lost_columns(&self) -> Columns {
        let mut lost = Columns::new();
        for change in self.of(&self.stored.entity).filter(|change| change.key == self.stored.row_key) {
            lost.extend(change.columns.clone());
        }
        lost
    }

    /// The booking as it was meant.
    pub(super) async fn meant(&self, connection: &mut SqliteConnection) -> Result<Option<Booking>> {
        let Some(id) = key_id(&self.stored.row_key).filter(|_| self.is_about_booking()) else {
            return Ok(None);
        };
        let there = Booking::rows(connection, id).await?;
        let row = plan::overlay(
            there.0,
            self.of("appointments").filter(|change| change.key == self.stored.row_key),
        );
        let hanging = |present: BTreeMap<String, Columns>, entity: &'static str| {
            let mut rows = present;
            for change in self.of(entity) {
                match plan::overlay(rows.remove(&change.key), [change]) {
                    Some(row) => rows.insert(change.key.clone(), row),
                    None => None,
                };
            }
            rows
        };
        let members = hanging(there.1, "appointment_members");
        let services = hanging(there.2, "appointment_services");
        Ok(row.and_then(|row| Booking::of(id, &row, &members, &services)))
    }
}

type Rows = BTreeMap<String, Columns>;

/// A booking, as far as a conflict needs it.
pub(super) struct Booking {
    pub(super) id: Uuid,
    pub(super) agenda: AgendaId,
    pub(super) client: Option<ClientId>,
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) status: Status,
    pub(super) members: Vec<MemberId>,
    pub(super) services: Vec<Uuid>,
    pub(super) notes: String,
}

/// The identifier of a key that is one.
pub(super) fn key_id(key: &str) -> Option<Uuid> {
    Uuid::try_parse(key).ok()
}

impl Booking {
    async fn rows(connection: &mut SqliteConnection, id: Uuid) -> Result<(Option<Columns>, Rows, Rows)> {
        let table = |name: &str| {
            shared::table(name)
                .ok_or_else(|| crate::error::Error::from(Defect(format!("{name} is not shared"))))
        };
        let row = rows::one(connection, table("appointments")?, id).await?;
        let plain = |rows: BTreeMap<String, (u64, Columns)>| {
            rows.into_iter().map(|(key, (_, row))| (key, row)).collect::<Rows>()
        };
        let members = rows::of_root(connection, table("appointment_members")?, id).await?;
        let services = rows::of_root(connection, table("appointment_services")?, id).await?;
        Ok((row, plain(members), plain(services)))
    }

    /// The booking that stands under an id.
    async fn standing(connection: &mut SqliteConnection, id: Uuid) -> Result<Option<Self>> {
        let (row, members, services) = Self::rows(connection, id).await?;
        Ok(row.and_then(|row| Self::of(id, &row, &members, &services)))
    }

    fn of(id: Uuid, row: &Columns, members: &Rows, services: &Rows) -> Option<Self> {
        let text = |row: &Columns, name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
        let number = |name: &str| row.get(name).and_then(Value::as_i64);
        let id_of = |row: &Columns, name: &str| text(row, name).and_then(|text| key_id(&text));
        let mut in_order: Vec<(i64, Uuid)> = services
            .values()
            .filter_map(|row| Some((row.get("position")?.as_i64()?, id_of(row, "service_id")?)))
            .collect();
        in_order.sort_unstable();
        Some(Self {
            id,
            agenda: AgendaId::new(id_of(row, "agenda_id")?),
            client: id_of(row, "client_id").map(ClientId::new),
            start: number("starts_at")?,
            end: number("ends_at")?,
            status: Status::from_name(&text(row, "status")?)?,
            members: members.values().filter_map(|row| id_of(row, "member_id")).map(MemberId::new).collect(),
            services: in_order.into_iter().map(|(_, service)| service).collect(),
            notes: text(row, "notes").unwrap_or_default(),
        })
    }

    async fn view(
        &self,
        connection: &mut SqliteConnection,
        member: &Member,
        zone: &TimeZone,
    ) -> Result<BookingView> {
        let client = self.client.filter(|_| member.can(Permission::ClientsView));
        let (agenda_name, client_name) =
            store::names(connection, self.agenda.uuid(), client.map(ClientId::uuid)).await?;
        Ok(BookingView {
            appointment_id: AppointmentId::new(self.id),
            agenda_id: self.agenda,
            agenda_name,
            client_id: self.client,
            client_name,
            start: moment(from_millis(self.start)?, zone),
            end: moment(from_millis(self.end)?, zone),
            status: self.status.name().to_owned(),
            member_ids: self.members.clone(),
            notes: self.notes.clone(),
        })
    }
}

/// A conflict for somebody; none if it is not hers to see.
pub(super) async fn view(
    connection: &mut SqliteConnection,
    context: &Context,
    conflict: &Conflict,
    device: Option<Uuid>,
) -> Result<Option<ConflictView>> {
    let member = context.member()?;
    let meant = conflict.meant(connection).await?;
    let permission = conflict.table().map_or(Permission::CompanyManage, |table| table.permission);
    let is_hers = match &meant {
        Some(booking) => member.sees(booking.agenda),
        None if conflict.is_about_booking() => !member.is_limited(),
        None => member.can(permission),
    };
    if !is_hers {
        return Ok(None);
    }
    let zone = store::zone(connection, member.company_id).await?;
    let mut standing = Vec::new();
    let winners: Vec<String> = serde_json::from_str(&conflict.stored.winners)?;
    for id in winners.iter().filter(|_| conflict.is_about_booking()).filter_map(|key| key_id(key)) {
        let booking = Booking::standing(connection, id).await?.filter(|booking| member.sees(booking.agenda));
        if let Some(booking) = booking {
            standing.push(booking.view(connection, member, &zone).await?);
        }
    }
    let settlements = settlements(connection, member, conflict, meant.as_ref()).await?;
    let (subject, fields) = if conflict.is_about_booking() {
        (None, Vec::new())
    } else {
        fields::of(connection, conflict, &zone).await?
    };
    let kind: ConflictKind = from_wire_name(&conflict.stored.kind)?;
    let state: ConflictState = from_wire_name(&conflict.stored.state)?;
    Ok(Some(ConflictView {
        id: ConflictId::new(conflict.stored.id),
        kind,
        state,
        message: message(kind, context.language).to_owned(),
        operation: conflict.stored.operation.clone(),
        at: moment(from_millis(conflict.stored.at)?, &zone),
        member_name: conflict.stored.member_name.clone(),
        here: device == Some(conflict.stored.device_id),
        entity: conflict.stored.entity.clone(),
        subject,
        fields,
        meant: match &meant {
            Some(booking) => Some(booking.view(connection, member, &zone).await?),
            None => None,
        },
        standing,
        settlements,
    }))
}

/// How somebody can settle a conflict.
pub(super) async fn settlements(
    connection: &mut SqliteConnection,
    member: &Member,
    conflict: &Conflict,
    meant: Option<&Booking>,
) -> Result<Vec<Settlement>> {
    let (Some(table), true) = (conflict.table(), conflict.is_open()) else { return Ok(Vec::new()) };
    if !member.can(table.permission) || meant.is_some_and(|meant| !member.books(meant.agenda)) {
        return Ok(Vec::new());
    }
    let stands = match key_id(&conflict.stored.row_key).filter(|_| table.has_own_key()) {
        Some(id) => rows::one(connection, table, id).await?.is_some(),
        None => false,
    };
    let mut ways = Vec::new();
    if let Some(meant) = meant {
        if meant.client.is_some() || stands {
            ways.push(Settlement::Move);
            if member.can(Permission::AppointmentsOverride) {
                ways.push(Settlement::Overbook);
            }
        }
        if stands {
            ways.push(Settlement::Repeat);
        }
    } else if conflict.changes.iter().any(|change| change.action == Action::Update) && stands {
        ways.push(Settlement::Repeat);
    }
    ways.push(Settlement::Discard);
    Ok(ways)
}

fn message(kind: ConflictKind, language: Language) -> &'static str {
    match kind {
        ConflictKind::Stale => stale(language),
        ConflictKind::Full => full(language),
        ConflictKind::Busy => busy(language),
        ConflictKind::Deleted => deleted(language),
        ConflictKind::Missing => missing(language),
        ConflictKind::InUse => in_use(language),
        ConflictKind::Duplicate => duplicate(language),
        ConflictKind::Denied => denied(language),
        ConflictKind::Invalid => invalid(language),
        ConflictKind::Superseded => superseded(language),
    }
}

texts! {
    stale: "Outra pessoa alterou o mesmo antes, em outro computador.", "Somebody else changed the same first, on another computer.",
        "Otra persona cambió lo mismo antes, en otro equipo.";
    full: "O horário foi ocupado antes por um agendamento de outro computador.",
        "The time was taken first by an appointment from another computer.",
        "El horario fue ocupado antes por una cita de otro equipo.";
    busy: "O profissional já tinha outro agendamento nesse horário, feito em outro computador.",
        "The professional had another appointment at that time, made on another computer.",
        "El profesional ya tenía otra cita en ese horario, hecha en otro equipo.";
    deleted: "Foi excluído antes, em outro computador.", "It was deleted before, on another computer.", "Se eliminó antes, en otro equipo.";
    missing: "Aquilo a que pertence não existe mais.", "What it belongs to is not there any more.", "Aquello a lo que pertenece ya no existe.";
    in_use: "Não foi excluído: outro computador passou a usá-lo.", "It was not deleted: another computer has begun to use it.",
        "No se eliminó: otro equipo empezó a usarlo.";
    duplicate: "O mesmo já tinha sido criado em outro computador.", "The same had been made on another computer.",
        "Lo mismo ya se había creado en otro equipo.";
    denied: "A função de quem usa aquele computador não permite isso.", "The role of who uses that computer does not allow it.",
        "El rol de quien usa ese equipo no lo permite.";
    invalid: "O banco de dados da empresa não aceitou a alteração.", "The company's database did not accept the change.",
        "La base de datos de la empresa no aceptó el cambio.";
    superseded: "Outra pessoa escreveu por cima sem ter visto. O texto anterior está guardado aqui.",
        "Somebody else wrote over it without having seen it. What was there before is kept here.",
        "Otra persona escribió encima sin haberlo visto. Lo anterior está guardado aquí.";
}
