//! How this desktop stands with the others, in a word and in a sentence.

use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::language::Language;
use leadsmart_contract::sync::{SyncState, SyncStatus, SyncTrouble};
use leadsmart_contract::texts;
use sqlx::SqliteConnection;

use super::store;
use crate::error::Result;
use crate::time::{from_millis, moment};

/// How this desktop stands with the others of a company.
pub(super) async fn status(
    connection: &mut SqliteConnection,
    company: CompanyId,
    language: Language,
) -> Result<SyncStatus> {
    let conflicts = store::count_open(connection, company).await?;
    let conflicts = u32::try_from(conflicts).unwrap_or(u32::MAX);
    let Some(link) = store::link(connection, company).await? else {
        return Ok(SyncStatus {
            state: SyncState::Alone,
            message: alone(language).to_owned(),
            hint: None,
            waiting: 0,
            offline_since: None,
            trouble: None,
            detail: None,
            recoverable: false,
            conflicts,
            messages_since: None,
        });
    };
    let waiting = store::count_waiting(connection, company).await?;
    let zone = store::zone(connection, company).await;
    let reach = store::reach(connection, company).await?;
    let (offline_since, messages_since) = match zone {
        Ok(zone) => {
            let told = |at: Option<i64>| -> Result<_> {
                at.map(|at| Ok(moment(from_millis(at)?, &zone))).transpose()
            };
            (told(link.silent_since)?, told(reach.map(|mark| mark.at))?)
        }
        Err(_) => (None, None),
    };
    let trouble = link.trouble.as_deref().map(trouble);
    let state = state(trouble, link.silent_since.is_some(), waiting, conflicts);
    let (message, hint) = match link.trouble.as_deref() {
        Some("sealed") => (is_sealed(language).to_owned(), Some(is_sealed_hint(language))),
        Some("full") => (full_there(language).to_owned(), Some(full_there_hint(language))),
        Some("no_room") => (full_here(language).to_owned(), Some(full_here_hint(language))),
        _ => words(state, trouble, waiting, conflicts, language),
    };
    Ok(SyncStatus {
        state,
        message,
        hint: hint.map(str::to_owned),
        waiting,
        offline_since,
        trouble,
        detail: link.detail,
        recoverable: matches!(trouble, Some(SyncTrouble::Restored | SyncTrouble::Forked)),
        conflicts,
        messages_since,
    })
}

fn state(trouble: Option<SyncTrouble>, silent: bool, waiting: u64, conflicts: u32) -> SyncState {
    match (trouble, silent, waiting) {
        (Some(_), ..) => SyncState::NeedsYou,
        (None, true, _) => SyncState::Offline,
        (None, false, _) if conflicts > 0 => SyncState::NeedsYou,
        (None, false, 0) => SyncState::Synchronized,
        (None, false, _) => SyncState::Waiting,
    }
}

/// What a stored trouble is.
fn trouble(name: &str) -> SyncTrouble {
    match name {
        "untrusted" => SyncTrouble::Untrusted,
        store::SHUT_OUT | "revoked" => SyncTrouble::Revoked,
        "restored" => SyncTrouble::Restored,
        "forked" => SyncTrouble::Forked,
        "client_too_old" => SyncTrouble::ClientTooOld,
        "server_too_old" => SyncTrouble::ServerTooOld,
        "no_keychain" | "sealed" => SyncTrouble::NoKeychain,
        "no_login" => SyncTrouble::NoLogin,
        _ => SyncTrouble::Failed,
    }
}

fn words(
    state: SyncState,
    trouble: Option<SyncTrouble>,
    waiting: u64,
    conflicts: u32,
    language: Language,
) -> (String, Option<&'static str>) {
    match (state, trouble) {
        (_, Some(SyncTrouble::Untrusted)) => (untrusted(language).to_owned(), Some(untrusted_hint(language))),
        (_, Some(SyncTrouble::Revoked)) => (revoked(language).to_owned(), Some(revoked_hint(language))),
        (_, Some(SyncTrouble::Restored)) => (restored(language).to_owned(), Some(restored_hint(language))),
        (_, Some(SyncTrouble::Forked)) => (forked(language).to_owned(), Some(forked_hint(language))),
        (_, Some(SyncTrouble::ClientTooOld)) => {
            (old_client(language).to_owned(), Some(old_client_hint(language)))
        }
        (_, Some(SyncTrouble::ServerTooOld)) => {
            (old_server(language).to_owned(), Some(old_server_hint(language)))
        }
        (_, Some(SyncTrouble::NoKeychain)) => {
            (no_keychain(language).to_owned(), Some(no_keychain_hint(language)))
        }
        (_, Some(SyncTrouble::NoLogin)) => (no_login(language).to_owned(), Some(no_login_hint(language))),
        (_, Some(SyncTrouble::Failed)) => (failed(language).to_owned(), Some(failed_hint(language))),
        (SyncState::Alone, None) => (alone(language).to_owned(), None),
        (SyncState::Synchronized, None) => (synchronized(language).to_owned(), None),
        (SyncState::Waiting, None) => (waits(language, waiting), None),
        (SyncState::Offline, None) => (offline(language).to_owned(), Some(offline_hint(language))),
        (SyncState::NeedsYou, None) => (open(language, u64::from(conflicts)), Some(open_hint(language))),
    }
}

texts! {
    alone: "Só neste computador", "On this computer alone", "Solo en este equipo";
    synchronized: "Sincronizado", "Synchronized", "Sincronizado";
    waits[count](): "{count} alteração espera" | "{count} alterações esperam", "{count} change waits" | "{count} changes wait",
        "{count} cambio espera" | "{count} cambios esperan";
    offline: "Sem conexão com o banco de dados da empresa", "The company's database cannot be reached", "Sin conexión con la base de datos de la empresa";
    offline_hint: "Continue trabalhando: tudo fica guardado aqui e segue quando a conexão voltar.",
        "Go on working: everything is kept here and goes out when the connection is back.",
        "Siga trabajando: todo queda guardado aquí y sale cuando vuelva la conexión.";
    open[count](): "{count} conflito espera por você" | "{count} conflitos esperam por você",
        "{count} conflict waits for you" | "{count} conflicts wait for you",
        "{count} conflicto espera por usted" | "{count} conflictos esperan por usted";
    open_hint: "Abra os conflitos e escolha o que vale.", "Open the conflicts and choose what stands.", "Abra los conflictos y elija qué vale.";
    untrusted: "O servidor não provou que é o da empresa. Nada foi enviado.", "The server did not prove that it is the company's. Nothing was sent.",
        "El servidor no demostró ser el de la empresa. No se envió nada.";
    untrusted_hint: "Fale com quem administra o servidor; o certificado pode ter vencido.", "Talk to who runs the server; its certificate may have expired.",
        "Hable con quien administra el servidor; el certificado puede haber vencido.";
    revoked: "O acesso deste computador à empresa foi encerrado.", "This computer's access to the company was ended.",
        "Se terminó el acceso de este equipo a la empresa.";
    revoked_hint: "Fale com quem administra a empresa; o que ainda não foi enviado está guardado aqui.",
        "Talk to an administrator of the company; what was not sent yet is kept here.",
        "Hable con quien administra la empresa; lo que aún no se envió está guardado aquí.";
    restored: "O banco de dados da empresa voltou a um estado anterior.", "The company's database was set back to an earlier state.",
        "La base de datos de la empresa volvió a un estado anterior.";
    restored_hint: "Confirme a recuperação: o que só este computador tem é enviado de novo, e nada é apagado sem aviso.",
        "Confirm the recovery: what only this computer has is sent again, and nothing is overwritten silently.",
        "Confirme la recuperación: lo que solo este equipo tiene se envía de nuevo, y nada se borra sin aviso.";
    forked: "Este computador voltou a um estado anterior, ou é cópia de outro.", "This computer was set back to an earlier state, or is a copy of another.",
        "Este equipo volvió a un estado anterior, o es copia de otro.";
    forked_hint: "Confirme a recuperação se os dados foram restaurados aqui. Se são uma cópia, use um código de convite neste computador.",
        "Confirm the recovery if the data was restored here. If it is a copy, use an invite code on this computer.",
        "Confirme la recuperación si los datos se restauraron aquí. Si son una copia, use un código de invitación en este equipo.";
    old_client: "Esta versão do LeadSmart é antiga demais para o banco de dados da empresa.", "This version of LeadSmart is too old for the company's database.",
        "Esta versión de LeadSmart es demasiado antigua para la base de datos de la empresa.";
    old_client_hint: "Atualize o LeadSmart. Até lá, continue trabalhando: tudo fica guardado aqui.",
        "Update LeadSmart. Until then go on working: everything is kept here.",
        "Actualice LeadSmart. Hasta entonces siga trabajando: todo queda guardado aquí.";
    old_server: "O banco de dados da empresa ainda é de uma versão anterior.", "The company's database still is of an earlier version.",
        "La base de datos de la empresa todavía es de una versión anterior.";
    old_server_hint: "Atualize-o com os dados de acesso de quem administra o servidor. Até lá, tudo fica guardado aqui.",
        "Update it with the access of who runs the server. Until then everything is kept here.",
        "Actualícela con el acceso de quien administra el servidor. Hasta entonces todo queda guardado aquí.";
    no_keychain: "O chaveiro deste computador não respondeu, e nele está o acesso ao banco de dados da empresa.",
        "The keychain of this computer did not answer, and in it is the access to the company's database.",
        "El llavero de este equipo no respondió, y en él está el acceso a la base de datos de la empresa.";
    no_keychain_hint: "Desbloqueie o chaveiro. Até lá, continue trabalhando: tudo fica guardado aqui.",
        "Unlock the keychain. Until then go on working: everything is kept here.",
        "Desbloquee el llavero. Hasta entonces siga trabajando: todo queda guardado aquí.";
    is_sealed: "O acesso ao banco de dados da empresa está no arquivo lacrado deste computador, que está fechado.",
        "The access to the company's database is in the sealed file of this computer, which is closed.",
        "El acceso a la base de datos de la empresa está en el archivo sellado de este equipo, que está cerrado.";
    is_sealed_hint: "Digite a frase secreta. Até lá, continue trabalhando: tudo fica guardado aqui.",
        "Enter the passphrase. Until then go on working: everything is kept here.",
        "Escriba la frase secreta. Hasta entonces siga trabajando: todo queda guardado aquí.";
    no_login: "Este computador não tem mais o acesso ao banco de dados da empresa.", "This computer has no access to the company's database any more.",
        "Este equipo ya no tiene acceso a la base de datos de la empresa.";
    no_login_hint: "Entre de novo com um código de convite; o que ainda não foi enviado está guardado aqui.",
        "Join again with an invite code; what was not sent yet is kept here.",
        "Únase de nuevo con un código de invitación; lo que aún no se envió está guardado aquí.";
    full_there: "O disco do servidor da empresa está cheio.", "The disk of the company's server is full.", "El disco del servidor de la empresa está lleno.";
    full_there_hint: "Avise quem administra o servidor. Continue trabalhando: tudo fica guardado aqui e segue quando houver espaço.",
        "Tell who runs the server. Go on working: everything is kept here and goes out when there is room.",
        "Avise a quien administra el servidor. Siga trabajando: todo queda guardado aquí y sale cuando haya espacio.";
    full_here: "O disco deste computador está cheio. Nada foi perdido.", "The disk of this computer is full. Nothing was lost.",
        "El disco de este equipo está lleno. No se perdió nada.";
    full_here_hint: "Libere espaço no disco; a sincronização continua sozinha.", "Free some disk space; synchronization goes on by itself.",
        "Libere espacio en el disco; la sincronización continúa sola.";
    failed: "A sincronização parou por uma falha.", "Synchronization stopped because something failed.", "La sincronización se detuvo por una falla.";
    failed_hint: "Reinicie o LeadSmart; se continuar, fale com o suporte. Tudo fica guardado aqui.",
        "Restart LeadSmart; if it goes on, talk to support. Everything is kept here.",
        "Reinicie LeadSmart; si continúa, hable con soporte. Todo queda guardado aquí.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_has_to_do_something_about_comes_first() {
        for (trouble, silent, waiting, conflicts, expected) in [
            (None, false, 0, 0, SyncState::Synchronized),
            (None, false, 3, 0, SyncState::Waiting),
            (None, true, 3, 0, SyncState::Offline),
            (None, true, 0, 2, SyncState::Offline),
            (None, false, 0, 2, SyncState::NeedsYou),
            (Some(SyncTrouble::Forked), true, 3, 0, SyncState::NeedsYou),
        ] {
            assert_eq!(
                state(trouble, silent, waiting, conflicts),
                expected,
                "{trouble:?} {silent} {waiting} {conflicts}"
            );
        }
    }
}
