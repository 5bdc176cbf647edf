//! Contract to rules and back: the commands of numbers.

use leadsmart_contract::ids::InstanceId;
use leadsmart_contract::instances::{
    ActivateInstance, ConnectInstance, CreateInstance, DeactivateInstance, DisconnectInstance, GetInstance,
    InstanceView, LinkByCode, ListInstances, TypedCode, UpdateInstance, UseInstanceHere,
};
use leadsmart_contract::topic::{Changed, Topic};
use leadsmart_contract::values::Problem;

use super::{Instance, InstanceError, lease, present, store, view};
use crate::error::{Invalid, Result, Stale};
use crate::table::{self, Builder, Call};
use crate::{secrets, sync, threads, whatsapp};

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table
        .on::<CreateInstance>(create)
        .on::<ListInstances>(list)
        .on::<GetInstance>(get)
        .on::<UpdateInstance>(update)
        .on::<ConnectInstance>(connect)
        .on::<LinkByCode>(link_by_code)
        .on::<UseInstanceHere>(use_here)
        .on::<DisconnectInstance>(disconnect)
        .on::<ActivateInstance>(activate)
        .on::<DeactivateInstance>(deactivate)
}

async fn shown(call: &Call, instance: InstanceId) -> Result<InstanceView> {
    let mut read = call.read().await?;
    let found = present(read.connection(), call.context.company()?, instance).await?;
    view::view(read.connection(), &call.context, call.core(), found).await
}

/// A change that other windows have to see although no row of the company changed.
fn stir(call: &Call) -> Result<()> {
    let company_id = Some(call.context.company()?);
    call.core().db().announce([Changed { company_id, topic: Topic::Instances }]);
    call.core().whatsapp().wake();
    Ok(())
}

async fn create(call: &mut Call, command: CreateInstance) -> Result<InstanceView> {
    table::writable(&call.context)?;
    let company = call.context.company()?;
    let mut write = call.write().await?;
    let now = write.context.now;
    let id = match command.id {
        Some(id) if store::is_known(write.connection(), id).await? => {
            // An identical call has entered it.
            let earlier = store::find(write.connection(), company, Some(id)).await?;
            earlier.into_iter().next().ok_or(InstanceError::IdTaken)?.id
        }
        id => {
            let id = id.unwrap_or_else(|| write.context.new_id());
            super::enter(write.connection(), company, id, &command.name, now).await?;
            id
        }
    };
    call.commit(write).await?;
    shown(call, id).await
}

async fn list(call: &mut Call, _: ListInstances) -> Result<Vec<InstanceView>> {
    let mut read = call.read().await?;
    let mut views = Vec::new();
    for found in store::find(read.connection(), call.context.company()?, None).await? {
        views.push(view::view(read.connection(), &call.context, call.core(), found).await?);
    }
    Ok(views)
}

async fn get(call: &mut Call, command: GetInstance) -> Result<InstanceView> {
    shown(call, command.instance_id).await
}

async fn update(call: &mut Call, command: UpdateInstance) -> Result<InstanceView> {
    table::writable(&call.context)?;
    let bounds =
        [("per_minute", command.per_minute, 1, 60), ("new_chats_per_day", command.new_chats_per_day, 0, 500)];
    for (field, value, least, most) in bounds {
        if value.is_some_and(|value| !(least..=most).contains(&value)) {
            return Err(Invalid::new(field, Problem::Range(i64::from(least), i64::from(most))).into());
        }
    }
    let mut write = call.write().await?;
    let before = present(write.connection(), call.context.company()?, command.instance_id).await?;
    if command.revision.is_some_and(|revision| revision != before.revision) {
        return Err(Stale.into());
    }
    let after = Instance {
        name: command.name.unwrap_or(before.name),
        per_minute: command.per_minute.unwrap_or(before.per_minute),
        new_chats_per_day: command.new_chats_per_day.unwrap_or(before.new_chats_per_day),
        ..before
    };
    store::update(write.connection(), &after).await?;
    call.commit(write).await?;
    shown(call, command.instance_id).await
}

/// The number, if it is turned on and not held by another desktop.
async fn usable(call: &Call, instance: InstanceId) -> Result<Instance> {
    let mut read = call.read().await?;
    let company = call.context.company()?;
    let found = present(read.connection(), company, instance).await?;
    if !found.active {
        return Err(InstanceError::Inactive.into());
    }
    lease::require_here(read.connection(), company, instance, call.context.now).await?;
    if sync::is_missing(read.connection(), company).await? {
        return Err(InstanceError::OlderMissing.into());
    }
    Ok(found)
}

async fn connect(call: &mut Call, command: ConnectInstance) -> Result<InstanceView> {
    table::writable(&call.context)?;
    usable(call, command.instance_id).await?;
    begin(call, command.instance_id).await?;
    shown(call, command.instance_id).await
}

/// Opens the line at the next step, whatever it ended with before.
async fn begin(call: &Call, instance: InstanceId) -> Result<()> {
    // A locked keychain is told now, and not by a line that never opens.
    secrets::company_key(call.core(), call.context.company()?).await?;
    let linked = whatsapp::forget_end(call.core(), instance).await?;
    let held = call.core().whatsapp().of(instance);
    {
        let mut status = held.status();
        status.wants_link = !linked;
        status.anew = !status.is_open();
        status.link_failure = None;
        (status.failures, status.next_open) = (0, None);
        if !status.is_open() {
            status.enter(whatsapp::Phase::Connecting, call.context.now);
        }
    }
    stir(call)
}

async fn link_by_code(call: &mut Call, command: LinkByCode) -> Result<TypedCode> {
    table::writable(&call.context)?;
    usable(call, command.instance_id).await?;
    let number = threads::number_of(&command.number).ok_or(InstanceError::Phone)?;
    let held = call.core().whatsapp().of(command.instance_id);
    let shows = held.status().phase == whatsapp::Phase::Linking;
    let line = held.line().filter(|_| shows).ok_or(InstanceError::NotLinking)?;
    let code = line.link_by_typing(&number).await;
    let code = code.map_err(|failure| InstanceError::NoCode(failure.to_string()))?;
    let told = held.status().typed.clone().filter(|typed| typed.code == code);
    // Its end is told by an event, which may come later than the answer.
    let until = call.context.now.saturating_add(jiff::SignedDuration::from_secs(160));
    let typed = told.unwrap_or(TypedCode { code, until: until.unwrap_or(call.context.now) });
    held.status().typed = Some(typed.clone());
    stir(call)?;
    Ok(typed)
}

async fn use_here(call: &mut Call, command: UseInstanceHere) -> Result<InstanceView> {
    table::writable(&call.context)?;
    let company = call.context.company()?;
    let mut write = call.write().await?;
    let found = present(write.connection(), company, command.instance_id).await?;
    if !found.active {
        return Err(InstanceError::Inactive.into());
    }
    if sync::is_missing(write.connection(), company).await? {
        return Err(InstanceError::OlderMissing.into());
    }
    let now = write.context.now;
    lease::take(write.connection(), company, found.id, now).await?;
    call.commit(write).await?;
    begin(call, command.instance_id).await?;
    shown(call, command.instance_id).await
}

async fn disconnect(call: &mut Call, command: DisconnectInstance) -> Result<InstanceView> {
    table::writable(&call.context)?;
    let mut read = call.read().await?;
    let company = call.context.company()?;
    let found = present(read.connection(), company, command.instance_id).await?;
    lease::require_here(read.connection(), company, found.id, call.context.now).await?;
    drop(read);
    whatsapp::end_link(call.core(), found.id).await?;
    stir(call)?;
    shown(call, command.instance_id).await
}

async fn activate(call: &mut Call, command: ActivateInstance) -> Result<InstanceView> {
    set_active(call, command.instance_id, true).await
}

async fn deactivate(call: &mut Call, command: DeactivateInstance) -> Result<InstanceView> {
    set_active(call, command.instance_id, false).await
}

async fn set_active(call: &Call, instance: InstanceId, active: bool) -> Result<InstanceView> {
    table::writable(&call.context)?;
    let mut write = call.write().await?;
    let before = present(write.connection(), call.context.company()?, instance).await?;
    if before.active != active {
        store::update(write.connection(), &Instance { active, ..before }).await?;
        call.commit(write).await?;
        call.core().whatsapp().of(instance).status().wants_link = false;
        stir(call)?;
    }
    shown(call, instance).await
}
