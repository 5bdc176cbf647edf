//! The history of an appointment, in words.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use leadsmart_contract::appointments::ChangeView;
use leadsmart_contract::ids::{AgendaId, AppointmentId, ClientId, CompanyId, MemberId, ServiceId};
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::texts;
use leadsmart_contract::values::Name;
use sqlx::SqliteConnection;

use super::breach::{clock, date_text, moment_text};
use super::state::State;
use super::store::facts::{self, ServiceName};
use super::store::{self, Change};
use super::view::name_or_dash;
use super::{change, status_name};
use crate::context::Context;
use crate::error::Result;
use crate::time::stored_zone;

/// What happened to an appointment, the newest first.
pub(super) async fn history(
    connection: &mut SqliteConnection,
    context: &Context,
    id: AppointmentId,
) -> Result<Vec<ChangeView>> {
    let appointment = change::seen(connection, context, id).await?;
    let member = context.member()?;
    let changes = store::changes(connection, member.company_id, id).await?;
    let words = Words::load(connection, member.company_id, context.language, &changes).await?;
    let undoable = member.can(Permission::AppointmentsManage) && member.books(appointment.state.agenda_id);
    let newest = change::newest_in_force(&changes);
    let views = changes.into_iter().enumerate().map(|(place, change)| ChangeView {
        id: change.id,
        kind: change.kind,
        at: change.at,
        by: change.by.and_then(|by| words.members.get(&by).cloned()),
        summary: words.summary(change.before.as_ref(), &change.after),
        undoable: undoable && (place == 0 || newest == Some(place)),
    });
    Ok(views.collect())
}

/// The names that a history speaks of.
struct Words {
    language: Language,
    members: HashMap<MemberId, Name>,
    clients: HashMap<ClientId, Name>,
    services: HashMap<ServiceId, ServiceName>,
    agendas: HashMap<AgendaId, (Name, TimeZone)>,
}

impl Words {
    async fn load(
        connection: &mut SqliteConnection,
        company: CompanyId,
        language: Language,
        changes: &[Change],
    ) -> Result<Self> {
        let states = || changes.iter().flat_map(|change| change.before.iter().chain([&change.after]));
        let members: Vec<MemberId> = states()
            .flat_map(|state| state.member_ids.iter().copied())
            .chain(changes.iter().filter_map(|change| change.by))
            .collect();
        let people = facts::people(connection, company, members).await?;
        let agendas =
            facts::agendas(connection, company, states().map(|state| state.agenda_id).collect::<Vec<_>>())
                .await?;
        let zoned =
            agendas.into_iter().map(|(id, (name, zone))| Ok((id, (name, stored_zone(zone.as_str())?))));
        Ok(Self {
            language,
            members: people.into_iter().map(|(id, person)| (id, person.name)).collect(),
            clients: facts::clients(
                connection,
                company,
                states().filter_map(|state| state.client_id).collect::<Vec<_>>(),
            )
            .await?,
            services: facts::services(
                connection,
                company,
                states().flat_map(State::service_ids).collect::<Vec<_>>(),
            )
            .await?,
            agendas: zoned.collect::<Result<_>>()?,
        })
    }

    /// What a change did: each thing that differs.
    fn summary(&self, before: Option<&State>, after: &State) -> String {
        let language = self.language;
        let Some(before) = before else {
            return booked(language, &moment_text(after.start, self.zone(after)));
        };
        let mut parts = Vec::new();
        if before.agenda_id != after.agenda_id {
            let name = |id: AgendaId| name_or_dash(self.agendas.get(&id).map(|(name, _)| name)).to_owned();
            parts.push(arrow(&name(before.agenda_id), &name(after.agenda_id)));
        }
        parts.extend(self.moved(before, after));
        if before.status != after.status {
            let step = arrow(status_name(before.status, language), status_name(after.status, language));
            let reason =
                after.cancel_reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
            parts.push(format!("{step}{reason}"));
        }
        let service =
            |id: ServiceId| name_or_dash(self.services.get(&id).map(|service| &service.name)).to_owned();
        let services =
            |state: &State| or_dash(state.service_ids().map(service).collect::<Vec<_>>().join(", "));
        if before.services != after.services {
            parts.push(arrow(&services(before), &services(after)));
        }
        if before.client_id != after.client_id {
            let name =
                |id: Option<ClientId>| name_or_dash(id.and_then(|id| self.clients.get(&id))).to_owned();
            parts.push(arrow(&name(before.client_id), &name(after.client_id)));
        }
        let name = |id: &MemberId| name_or_dash(self.members.get(id)).to_owned();
        let only_in = |one: &State, other: &State| -> Vec<String> {
            one.member_ids.iter().filter(|id| !other.member_ids.contains(id)).map(name).collect()
        };
        parts.extend(only_in(after, before).iter().map(|name| format!("+ {name}")));
        parts.extend(only_in(before, after).iter().map(|name| format!("− {name}")));
        if before.notes != after.notes {
            parts.push(notes(language).into());
        }
        parts.join("; ")
    }

    /// From when to when it was moved, no more said than differs.
    fn moved(&self, before: &State, after: &State) -> Option<String> {
        let (from, to) =
            (self.zone(before).to_datetime(before.start), self.zone(after).to_datetime(after.start));
        if from != to {
            return Some(if from.date() == to.date() {
                arrow(&clock(from.time()), &clock(to.time()))
            } else {
                let text =
                    |at: jiff::civil::DateTime| format!("{} {}", date_text(at.date()), clock(at.time()));
                arrow(&text(from), &text(to))
            });
        }
        let end = |state: &State, at: Timestamp| clock(self.zone(state).to_datetime(at).time());
        let range = |state: &State| format!("{}–{}", end(state, state.start), end(state, state.end));
        (before.minutes() != after.minutes()).then(|| arrow(&range(before), &range(after)))
    }

    fn zone(&self, state: &State) -> &TimeZone {
        const UTC: &TimeZone = &TimeZone::UTC;
        self.agendas.get(&state.agenda_id).map_or(UTC, |(_, zone)| zone)
    }
}

fn arrow(from: &str, to: &str) -> String {
    format!("{from} → {to}")
}

fn or_dash(text: String) -> String {
    if text.is_empty() { "—".to_owned() } else { text }
}

texts! {
    booked(when: &str): "Agendado para {when}", "Booked for {when}", "Agendada para el {when}";
    notes: "Notas", "Notes", "Notas";
}
