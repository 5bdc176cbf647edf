//! Contract to rules and back: the commands of calendar files.

use jiff::civil::Date;
use leadsmart_contract::ics::{CheckIcs, ExportIcs, IcsCheck, IcsFile, IcsOutcome, ImportIcs};
use leadsmart_contract::ids::AgendaId;

use super::book::{self, Report, Wish};
use super::{Days, export};
use crate::agendas;
use crate::context::{Read, Write};
use crate::error::Result;
use crate::table::{self, Builder, Call};
use crate::time::stored_zone;

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table.on::<CheckIcs>(check).on::<ImportIcs>(import).read::<ExportIcs>(export_file)
}

/// What both commands say.
struct Sent {
    agenda_id: AgendaId,
    file: String,
    from: Option<Date>,
    to: Option<Date>,
    create_clients: bool,
    with_free: bool,
    allow_conflicts: bool,
}

async fn check(call: &mut Call, command: CheckIcs) -> Result<IcsCheck> {
    let CheckIcs { agenda_id, file, from, to, create_clients, with_free, allow_conflicts, .. } = command;
    let sent = Sent { agenda_id, file, from, to, create_clients, with_free, allow_conflicts };
    // The transaction is dropped, so none of it has happened.
    let (_, report, days) = carry_out(call, sent).await?;
    Ok(report.check(days))
}

async fn import(call: &mut Call, command: ImportIcs) -> Result<IcsOutcome> {
    let ImportIcs { agenda_id, file, from, to, create_clients, with_free, allow_conflicts, .. } = command;
    let sent = Sent { agenda_id, file, from, to, create_clients, with_free, allow_conflicts };
    let (write, report, _) = carry_out(call, sent).await?;
    call.commit(write).await?;
    Ok(report.outcome())
}

/// Does what an import does, in a transaction that the caller may commit.
async fn carry_out(call: &Call, sent: Sent) -> Result<(Write, Report, Days)> {
    table::writable(&call.context)?;
    let mut read = call.read().await?;
    let agenda = agendas::managed(read.connection(), call.context.member()?, sent.agenda_id).await?;
    drop(read);
    let zone = stored_zone(agenda.zone.as_str())?;
    let wish = Wish {
        agenda: agenda.id,
        zone: zone.clone(),
        create_clients: sent.create_clients,
        allow_conflicts: sent.allow_conflicts,
    };
    book::require_rights(&call.context, &wish)?;
    let days = Days::new(sent.from, sent.to, call.context.now, &zone)?;
    // The file is read before its turn to write comes.
    let draft = super::read(sent.file, days, zone, sent.with_free).await?;
    let mut write = call.write().await?;
    let report = book::carry_out(&mut write, &wish, draft).await?;
    Ok((write, report, days))
}

async fn export_file(read: &mut Read, command: ExportIcs) -> Result<IcsFile> {
    export::export(read, command).await
}
