//! What can be done with an appointment. Each change asks the rules where it takes time, is written with its entry in the
//! history, and answers the appointment as it is then.

use std::collections::HashSet;

use jiff::Timestamp;
use leadsmart_contract::appointments::{
    AddMembers, AppointmentView, ChangeKind, CreateAppointment, DeleteMembers, SetStatus, Status, UndoChange,
    UpdateAppointment, UpdateDate,
};
use leadsmart_contract::ids::{AgendaId, AppointmentId, ChangeId, ClientId, CompanyId, MemberId};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::{Minutes, Problem, ShortText};
use sqlx::SqliteConnection;

use super::booking::{self, Wanted};
use super::breach::Breach;
use super::situation::Occasion;
use super::state::{Appointment, State};
use super::store::{self, facts};
use super::view::view;
use super::{AppointmentError, record};
use crate::agendas::Booking as Agenda;
use crate::clients;
use crate::context::{Context, Write};
use crate::error::{Forbidden, Invalid, NotFound, Result, Stale};

/// Books an appointment.
///
/// # Errors
/// Something that it names is not there, the rules are broken, or the id is taken. An id of this company's answers what was booked.
pub(super) async fn create(write: &mut Write, command: CreateAppointment) -> Result<AppointmentView> {
    let (context, company) = (write.context.clone(), write.context.company()?);
    let connection = write.connection();
    if let Some(id) = command.id
        && store::is_taken(connection, id).await?
    {
        return repeated(connection, &context, id).await;
    }
    let agenda = bookable(connection, &context, command.agenda_id, booking::date_of(command.start)?).await?;
    require_client(connection, company, command.client_id).await?;
    let wanted = Wanted::find(connection, company, &command.service_ids, command.duration).await?;
    wanted.require_offer(&agenda)?;
    let named = command.member_ids.map(|members| in_order(&members));
    booking::require_professionals(connection, company, named.as_deref().unwrap_or_default()).await?;
    let status = initial(command.status)?;
    let overriding = overriding(&context, command.r#override)?;
    let start = start(connection, &context, &agenda, command.start).await?;
    let mut state = State {
        client_id: Some(command.client_id),
        status,
        member_ids: named.clone().unwrap_or_default(),
        notes: command.notes.unwrap_or_default(),
        ..wanted.draft(&agenda, start)?
    };
    let occasion =
        Occasion { except: None, new_start: true, choose: named.is_none(), accepted: &[], overriding };
    booking::settle(connection, &context, agenda, &mut state, occasion).await?;
    let id = command.id.unwrap_or_else(|| context.new_id());
    let appointment = Appointment { id, state, series_id: None, created_at: context.now, revision: 1 };
    store::insert(connection, company, &appointment, Some(context.member()?.id)).await?;
    record::note(connection, &context, &appointment, ChangeKind::Created, None, None).await?;
    view(connection, &context, appointment).await
}

/// Answers a repeated booking with what was booked.
async fn repeated(
    connection: &mut SqliteConnection,
    context: &Context,
    id: AppointmentId,
) -> Result<AppointmentView> {
    let found = store::load(connection, context.company()?, id).await?;
    match found {
        Some(appointment) if context.member()?.sees(appointment.state.agenda_id) => {
            view(connection, context, appointment).await
        }
        _ => Err(AppointmentError::IdTaken.into()),
    }
}

/// Changes client, services or notes.
pub(super) async fn update(write: &mut Write, command: UpdateAppointment) -> Result<AppointmentView> {
    let (context, company) = (write.context.clone(), write.context.company()?);
    let connection = write.connection();
    let found = changeable(connection, &context, command.appointment_id, command.revision).await?;
    let overriding = overriding(&context, command.r#override)?;
    let mut next = found.state.clone();
    if let Some(client) = command.client_id.filter(|client| next.client_id != Some(*client)) {
        require_client(connection, company, client).await?;
        next.client_id = Some(client);
    }
    if let Some(notes) = command.notes {
        next.notes = notes;
    }
    let services =
        command.service_ids.filter(|services| !services.iter().copied().eq(found.state.service_ids()));
    if let Some(services) = services {
        let date = agenda_date(&found.state);
        let agenda =
            booking::agenda_on(connection, company, found.state.agenda_id, context.now, date).await?;
        let wanted = Wanted::find(connection, company, &services, None).await?;
        wanted.require_offer(&agenda)?;
        next.end = booking::end(next.start, wanted.on(&agenda).minutes.get())?;
        next.services = wanted.booked();
        next.buffer_before = wanted.buffer_before();
        next.buffer_after = wanted.buffer_after();
        occupy(
            connection,
            &context,
            &found,
            &mut next,
            agenda,
            Terms { overriding, new_start: false, choose: false },
        )
        .await?;
    }
    record::replace(connection, &context, found, next, ChangeKind::Edited).await
}

/// Moves an appointment, or gives it to somebody else.
pub(super) async fn update_date(write: &mut Write, command: UpdateDate) -> Result<AppointmentView> {
    let (context, company) = (write.context.clone(), write.context.company()?);
    let connection = write.connection();
    let found = changeable(connection, &context, command.appointment_id, command.revision).await?;
    if found.state.status.is_void() {
        return Err(AppointmentError::CalledOff.into());
    }
    let overriding = overriding(&context, command.r#override)?;
    let agenda_id = command.agenda_id.unwrap_or(found.state.agenda_id);
    let agenda = bookable(connection, &context, agenda_id, booking::date_of(command.start)?).await?;
    let mut next = found.state.clone();
    next.agenda_id = agenda.id;
    next.start = start(connection, &context, &agenda, command.start).await?;
    next.end = booking::end(next.start, minutes(command.duration)?.unwrap_or_else(|| found.state.minutes()))?;
    if agenda.id != found.state.agenda_id {
        require_offered(connection, company, &found.state, &agenda).await?;
    }
    let choose = staff(&mut next, &found.state, &agenda, command.member_ids.as_deref());
    let added: Vec<MemberId> = added(&found.state, &next).collect();
    booking::require_professionals(connection, company, &added).await?;
    let terms = Terms { overriding, new_start: next.start != found.state.start, choose };
    occupy(connection, &context, &found, &mut next, agenda, terms).await?;
    record::replace(connection, &context, found, next, ChangeKind::Moved).await
}

/// Takes an appointment a step further or back.
pub(super) async fn set_status(write: &mut Write, command: SetStatus) -> Result<AppointmentView> {
    let context = write.context.clone();
    let connection = write.connection();
    let found = changeable(connection, &context, command.appointment_id, command.revision).await?;
    let overriding = overriding(&context, command.r#override)?;
    let step = Step { to: command.status, reason: command.reason, overriding };
    let (became, _) = take(connection, &context, found, step).await?;
    view(connection, &context, became).await
}

/// A step to another status.
pub(super) struct Step {
    pub(super) to: Status,
    /// Why it is cancelled.
    pub(super) reason: Option<ShortText>,
    pub(super) overriding: bool,
}

/// Takes the step. Whatever refuses it is met before anything is written.
pub(super) async fn take(
    connection: &mut SqliteConnection,
    context: &Context,
    found: Appointment,
    step: Step,
) -> Result<(Appointment, Option<ChangeId>)> {
    let Step { to, reason, overriding } = step;
    let from = found.state.status;
    if from == to {
        return Ok((found, None));
    }
    if !from.may_become(to) {
        return Err(AppointmentError::WrongStep { from, to }.into());
    }
    let mut next = found.state.clone();
    next.status = to;
    next.arrived_at = match to {
        Status::Arrived => Some(next.arrived_at.unwrap_or(context.now)),
        Status::InService | Status::Done => next.arrived_at,
        Status::Pending | Status::Confirmed | Status::NoShow | Status::Cancelled => None,
    };
    next.cancel_reason = reason.filter(|reason| to == Status::Cancelled && !reason.as_str().is_empty());
    if !to.is_void() {
        let date = agenda_date(&found.state);
        let agenda =
            booking::agenda_on(connection, context.company()?, next.agenda_id, context.now, date).await?;
        let terms = Terms { overriding, new_start: from == Status::Cancelled, choose: false };
        occupy(connection, context, &found, &mut next, agenda, terms).await?;
    }
    record::change(connection, context, found, next, ChangeKind::StatusChanged, None).await
}

/// Adds professionals. The rules are asked about them alone: the place is taken already.
pub(super) async fn add_members(write: &mut Write, command: AddMembers) -> Result<AppointmentView> {
    let (context, company) = (write.context.clone(), write.context.company()?);
    let connection = write.connection();
    let found = changeable(connection, &context, command.appointment_id, None).await?;
    let overriding = overriding(&context, command.r#override)?;
    require_some(&command.member_ids)?;
    let mut next = found.state.clone();
    next.member_ids.extend(command.member_ids.iter().copied());
    next.member_ids = in_order(&next.member_ids);
    let added: Vec<MemberId> = added(&found.state, &next).collect();
    booking::require_professionals(connection, company, &added).await?;
    let date = agenda_date(&found.state);
    let agenda = booking::agenda_on(connection, company, next.agenda_id, context.now, date).await?;
    occupy(
        connection,
        &context,
        &found,
        &mut next,
        agenda,
        Terms { overriding, new_start: false, choose: false },
    )
    .await?;
    record::replace(connection, &context, found, next, ChangeKind::MembersChanged).await
}

/// Removes professionals; those who are not on it anyway are passed over.
pub(super) async fn delete_members(write: &mut Write, command: DeleteMembers) -> Result<AppointmentView> {
    let (context, company) = (write.context.clone(), write.context.company()?);
    let connection = write.connection();
    let found = changeable(connection, &context, command.appointment_id, None).await?;
    require_some(&command.member_ids)?;
    let known = facts::people(connection, company, command.member_ids.iter().copied()).await?;
    if known.len() != command.member_ids.len() {
        return Err(NotFound::Member.into());
    }
    let mut next = found.state.clone();
    next.member_ids.retain(|member| !command.member_ids.contains(member));
    next.breaches.retain(|breach| breach.member_id().is_none_or(|member| next.member_ids.contains(&member)));
    record::replace(connection, &context, found, next, ChangeKind::MembersChanged).await
}

/// Takes back the newest change, or the newest that was not taken back yet: so the last steps can be taken back one
/// after the other.
///
/// # Errors
/// Another change came after it and stands, or what was before breaks rules by now.
pub(super) async fn undo(write: &mut Write, command: UndoChange) -> Result<AppointmentView> {
    let context = write.context.clone();
    let connection = write.connection();
    let found = changeable(connection, &context, command.appointment_id, None).await?;
    let (became, _) = take_back(connection, &context, found, command.change_id).await?;
    view(connection, &context, became).await
}

/// Takes a change back, as [`undo`]. Whatever refuses it is met before anything is written.
pub(super) async fn take_back(
    connection: &mut SqliteConnection,
    context: &Context,
    found: Appointment,
    change_id: ChangeId,
) -> Result<(Appointment, Option<ChangeId>)> {
    let company = context.company()?;
    let changes = store::changes(connection, company, found.id).await?;
    let place = changes.iter().position(|change| change.id == change_id).ok_or(NotFound::Change)?;
    if place > 0 && newest_in_force(&changes) != Some(place) {
        return Err(Stale.into());
    }
    let undone = &changes[place];
    let mut next = match &undone.before {
        Some(before) => before.clone(),
        None => State { status: Status::Cancelled, arrived_at: None, ..found.state.clone() },
    };
    next.client_id = match &undone.before {
        // The change had nothing to do with the client, who may have been made one with another since.
        Some(before) if before.client_id == undone.after.client_id => found.state.client_id,
        _ => match next.client_id {
            Some(client) => Some(clients::survivor(connection, company, client).await?),
            None => None,
        },
    };
    if next.client_id != found.state.client_id
        && let Some(client) = next.client_id
    {
        require_client(connection, company, client).await?;
    }
    let date = agenda_date(&next);
    let agenda = bookable(connection, context, next.agenda_id, date).await?;
    if !next.status.is_void() {
        let added: Vec<MemberId> = added(&found.state, &next).collect();
        booking::require_professionals(connection, company, &added).await?;
    }
    let accepted = next.breaches.clone();
    let terms = Terms { overriding: false, new_start: false, choose: false };
    occupy_accepting(connection, context, &found, &mut next, agenda, terms, &accepted).await?;
    record::change(connection, context, found, next, ChangeKind::Undone, Some(change_id)).await
}

/// The place of the newest change that was not taken back, among changes of which the newest comes first. Taking back
/// may go on from there, step by step; so the appointment is as that change left it.
pub(super) fn newest_in_force(changes: &[store::Change]) -> Option<usize> {
    let mut taken_back = HashSet::new();
    changes.iter().position(|change| {
        let in_force = !taken_back.contains(&change.id);
        // A taking back that was itself taken back puts its change in force again.
        if in_force && let Some(undone) = change.undoes {
            taken_back.insert(undone);
            return false;
        }
        in_force
    })
}

/// How a change takes time.
struct Terms {
    overriding: bool,
    new_start: bool,
    choose: bool,
}

/// Asks the rules if the change takes time that the appointment did not have.
async fn occupy(
    connection: &mut SqliteConnection,
    context: &Context,
    found: &Appointment,
    next: &mut State,
    agenda: Agenda,
    terms: Terms,
) -> Result<()> {
    occupy_accepting(connection, context, found, next, agenda, terms, &found.state.breaches).await
}

async fn occupy_accepting(
    connection: &mut SqliteConnection,
    context: &Context,
    found: &Appointment,
    next: &mut State,
    agenda: Agenda,
    terms: Terms,
    accepted: &[Breach],
) -> Result<()> {
    if !found.state.has_to_be_checked(next, agenda.rules.pending_blocks) && !terms.choose {
        return Ok(());
    }
    let Terms { overriding, new_start, choose } = terms;
    let occasion = Occasion { except: Some(found.id), new_start, choose, accepted, overriding };
    booking::settle(connection, context, agenda, next, occasion).await
}

/// An appointment on an agenda that the caller sees.
pub(super) async fn seen(
    connection: &mut SqliteConnection,
    context: &Context,
    id: AppointmentId,
) -> Result<Appointment> {
    let member = context.member()?;
    let found = store::load(connection, member.company_id, id).await?;
    Ok(found.filter(|appointment| member.sees(appointment.state.agenda_id)).ok_or(NotFound::Appointment)?)
}

/// An appointment that the caller may change, as she read it.
pub(super) async fn changeable(
    connection: &mut SqliteConnection,
    context: &Context,
    id: AppointmentId,
    revision: Option<i64>,
) -> Result<Appointment> {
    let found = seen(connection, context, id).await?;
    if !context.member()?.books(found.state.agenda_id) {
        return Err(Forbidden.into());
    }
    if revision.is_some_and(|read| read != found.revision) { Err(Stale.into()) } else { Ok(found) }
}

/// An agenda on which the caller may book.
async fn bookable(
    connection: &mut SqliteConnection,
    context: &Context,
    id: AgendaId,
    date: jiff::civil::Date,
) -> Result<Agenda> {
    let member = context.member()?;
    if !member.sees(id) {
        return Err(NotFound::Agenda.into());
    }
    let agenda = booking::agenda_on(connection, member.company_id, id, context.now, date).await?;
    if member.books(id) { Ok(agenda) } else { Err(Forbidden.into()) }
}

pub(super) async fn require_client(
    connection: &mut SqliteConnection,
    company: CompanyId,
    client: ClientId,
) -> Result<()> {
    let found = facts::clients(connection, company, [client]).await?;
    if found.contains_key(&client) { Ok(()) } else { Err(NotFound::Client.into()) }
}

/// Whether rules may be broken, as the caller asks.
pub(super) fn overriding(context: &Context, asked: bool) -> Result<bool> {
    if asked {
        context.require(Permission::AppointmentsOverride)?;
    }
    Ok(asked)
}

fn require_some(members: &[MemberId]) -> Result<()> {
    if members.is_empty() { Err(Invalid::new("member_ids", Problem::Empty).into()) } else { Ok(()) }
}

async fn start(
    connection: &mut SqliteConnection,
    context: &Context,
    agenda: &Agenda,
    start: leadsmart_contract::values::Start,
) -> Result<Timestamp> {
    match booking::instant(start, &agenda.zone) {
        Ok(at) => Ok(at),
        Err(breach) => {
            let broken = booking::tell(connection, context, &agenda.zone, &[breach]).await?;
            Err(AppointmentError::RulesBroken(broken).into())
        }
    }
}

/// Refuses an agenda that does not offer what an appointment is for.
pub(super) async fn require_offered(
    connection: &mut SqliteConnection,
    company: CompanyId,
    state: &State,
    agenda: &Agenda,
) -> Result<()> {
    let services: Vec<_> = state.service_ids().collect();
    let services = crate::services::get_many(connection, company, &services).await?;
    match services.into_iter().find(|service| !service.is_offered_on(agenda.id)) {
        Some(service) => {
            Err(AppointmentError::NotOffered { service: service.name, agenda: agenda.name.clone() }.into())
        }
        None => Ok(()),
    }
}

/// Gives a change its professionals: those who are named; else those who were, unless it goes to an agenda on which they do not
/// attend. Answers whether somebody has to be chosen.
pub(super) fn staff(next: &mut State, was: &State, agenda: &Agenda, named: Option<&[MemberId]>) -> bool {
    if let Some(members) = named {
        next.member_ids = in_order(members);
        return false;
    }
    let attend = !next.member_ids.is_empty()
        && next.member_ids.iter().all(|member| agenda.member_ids.contains(member));
    if agenda.id == was.agenda_id || attend {
        return false;
    }
    next.member_ids.clear();
    true
}

/// The status of a new appointment.
pub(super) fn initial(status: Option<Status>) -> Result<Status> {
    match status.unwrap_or(Status::Pending) {
        status @ (Status::Pending | Status::Confirmed) => Ok(status),
        _ => Err(AppointmentError::NotInitial.into()),
    }
}

/// A duration that an appointment may have, in minutes.
pub(super) fn minutes(duration: Option<Minutes>) -> Result<Option<u32>> {
    let Some(duration) = duration else { return Ok(None) };
    let minutes = duration.get();
    if (1..=1440).contains(&minutes) {
        Ok(Some(minutes.into()))
    } else {
        Err(Invalid::new("duration", Problem::Range(1, 1440)).into())
    }
}

fn agenda_date(state: &State) -> jiff::civil::Date {
    jiff::tz::TimeZone::UTC.to_datetime(state.start).date()
}

pub(super) fn added<'a>(before: &'a State, next: &'a State) -> impl Iterator<Item = MemberId> + 'a {
    next.member_ids.iter().copied().filter(|member| !before.member_ids.contains(member))
}

pub(super) fn in_order(members: &[MemberId]) -> Vec<MemberId> {
    let mut members = members.to_vec();
    members.sort_unstable();
    members.dedup();
    members
}
