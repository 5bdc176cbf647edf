//! Numbers as callers get them: the state from what is stored, who holds it, and how its line stands.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use leadsmart_contract::ids::InstanceId;
use leadsmart_contract::instances::{
    HealthLight, HistoryProgress, InstanceHealth, InstanceHolder, InstanceState, InstanceView, Pace,
};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_ports::whatsapp::LinkFailure;
use sqlx::SqliteConnection;

use super::lease::{self, Standing};
use super::{Instance, store};
use crate::Core;
use crate::context::Context;
use crate::error::Result;
use crate::messages::view::zone;
use crate::threads::phone_of;
use crate::time::{from_millis, moment};
use crate::whatsapp::{self, KeptLine, Phase, Status};

/// A number as the caller gets it.
pub(super) async fn view(
    connection: &mut SqliteConnection,
    context: &Context,
    core: &Core,
    instance: Instance,
) -> Result<InstanceView> {
    let company = context.company()?;
    let zone = zone(connection, company).await?;
    let kept = whatsapp::line_of(connection, instance.id).await?;
    let standing = lease::standing(connection, company, instance.id, context.now).await?;
    let counts = whatsapp::queue::counts(connection, instance.id).await?;
    let unread = store::unread(connection, instance.id).await?;
    let held = core.whatsapp().of(instance.id);
    let status = held.status();
    let state = state(&instance, &kept, &standing, &status);
    let language = context.language;
    let (message, hint) = words(language, state, &instance, &status, &standing);
    let banned_until = kept.ended_until.filter(|_| state == InstanceState::Banned);
    Ok(InstanceView {
        id: instance.id,
        number: instance.number.as_deref().and_then(phone_of),
        profile_name: instance.profile_name,
        name: instance.name,
        active: instance.active,
        state,
        message,
        hint,
        banned_until: banned_until.map(|at| moment(at, &zone)),
        qr: status.qr.clone().filter(|qr| qr.until > context.now),
        typed: status.typed.clone().filter(|typed| typed.until > context.now),
        health: health(context, &zone, state, &status, &kept, counts),
        holder: holder(&zone, standing),
        history: history(&kept),
        pace: Pace { per_minute: instance.per_minute, new_chats_per_day: instance.new_chats_per_day },
        unread,
        linked_at: instance.linked_at.map(from_millis).transpose()?.map(|at| moment(at, &zone)),
        revision: instance.revision,
    })
}

fn state(instance: &Instance, kept: &KeptLine, standing: &Standing, status: &Status) -> InstanceState {
    if !instance.active {
        return InstanceState::Inactive;
    }
    if matches!(standing, Standing::Elsewhere(_)) {
        return InstanceState::HeldElsewhere;
    }
    match status.phase {
        Phase::Linking => InstanceState::Linking,
        Phase::Finishing => InstanceState::Finishing,
        Phase::CatchingUp => InstanceState::CatchingUp,
        Phase::Connected => InstanceState::Connected,
        Phase::Connecting => InstanceState::Connecting,
        Phase::Reconnecting => InstanceState::Reconnecting,
        Phase::CodesSpent if !kept.linked => InstanceState::CodesSpent,
        Phase::Closed | Phase::CodesSpent => match kept.ended.as_deref() {
            _ if status.wants_link => InstanceState::Connecting,
            Some("used_elsewhere") => InstanceState::UsedElsewhere,
            Some("banned") => InstanceState::Banned,
            Some("blocked") => InstanceState::Blocked,
            Some("outdated") => InstanceState::Outdated,
            Some("failed") => InstanceState::Failed,
            Some("logged_out") => InstanceState::LoggedOut,
            _ if kept.linked => InstanceState::Connecting,
            _ => InstanceState::NotLinked,
        },
    }
}

fn holder(zone: &TimeZone, standing: Standing) -> Option<InstanceHolder> {
    let (here, lease) = match standing {
        Standing::Here(lease) => (true, lease),
        Standing::Elsewhere(lease) => (false, lease),
        Standing::Alone | Standing::Free => return None,
    };
    Some(InstanceHolder { here, name: lease.member, until: moment(lease.until, zone) })
}

fn history(kept: &KeptLine) -> Option<HistoryProgress> {
    let count = |value: i64| u32::try_from(value).unwrap_or(u32::MAX);
    let any = kept.history_chats > 0 || kept.history_done || kept.history_percent.is_some();
    any.then(|| HistoryProgress {
        percent: kept.history_percent.and_then(|percent| u8::try_from(percent).ok()),
        chats: count(kept.history_chats),
        messages: count(kept.history_messages),
        done: kept.history_done,
    })
}

const fn light(state: InstanceState, waits: bool) -> HealthLight {
    match state {
        InstanceState::Inactive | InstanceState::NotLinked => HealthLight::Off,
        InstanceState::Connected if waits => HealthLight::Fair,
        InstanceState::Connected => HealthLight::Good,
        InstanceState::Linking
        | InstanceState::Finishing
        | InstanceState::Connecting
        | InstanceState::CatchingUp
        | InstanceState::Reconnecting
        | InstanceState::HeldElsewhere => HealthLight::Fair,
        InstanceState::CodesSpent
        | InstanceState::UsedElsewhere
        | InstanceState::LoggedOut
        | InstanceState::Banned
        | InstanceState::Blocked
        | InstanceState::Outdated
        | InstanceState::Failed => HealthLight::Bad,
    }
}

fn health(
    context: &Context,
    zone: &TimeZone,
    state: InstanceState,
    status: &Status,
    kept: &KeptLine,
    (queued, failed): (u32, u32),
) -> InstanceHealth {
    let language = context.language;
    let facts = &status.health;
    let slow = facts.answer_ms.is_some_and(|ms| ms > 3_000);
    let mut said = Vec::new();
    if let Some(heard) = facts.last_heard.filter(|_| status.is_open()) {
        said.push(heard_words(language, context.now, heard));
    }
    if let Some(ms) = facts.answer_ms.filter(|_| slow) {
        said.push(slow_words(language, ms / 1_000));
    }
    if facts.backlog > 0 {
        said.push(backlog_words(language, u64::from(facts.backlog)));
    }
    if queued > 0 {
        said.push(queued_words(language, u64::from(queued)));
    }
    if failed > 0 {
        said.push(failed_words(language, u64::from(failed)));
    }
    InstanceHealth {
        light: light(state, slow || failed > 0),
        words: said,
        last_heard: facts.last_heard.map(|at| moment(at, zone)),
        answer_ms: facts.answer_ms,
        backlog: facts.backlog,
        queued,
        failed,
        detail: status.detail.clone().or_else(|| kept.detail.clone()),
        set_aside: status.set_aside,
    }
}

fn heard_words(language: Language, now: Timestamp, heard: Timestamp) -> String {
    match u64::try_from(now.duration_since(heard).as_secs()).unwrap_or(0) {
        0..60 => heard_now(language).to_owned(),
        seconds => heard_before(language, seconds / 60),
    }
}

/// Why nothing goes out over a number now, in the caller's language; none if it does.
pub(crate) async fn obstacle(
    connection: &mut SqliteConnection,
    context: &Context,
    core: &Core,
    instance: InstanceId,
) -> Result<Option<String>> {
    let company = context.company()?;
    let found = super::present(connection, company, instance).await?;
    let kept = whatsapp::line_of(connection, instance).await?;
    let standing = lease::standing(connection, company, instance, context.now).await?;
    let held = core.whatsapp().of(instance);
    let status = held.status();
    Ok(match state(&found, &kept, &standing, &status) {
        // What is written here goes out over the other desktop.
        InstanceState::Connected | InstanceState::CatchingUp | InstanceState::HeldElsewhere => None,
        state => Some(words(context.language, state, &found, &status, &standing).0),
    })
}

type Words = (String, Option<String>);

fn words(
    language: Language,
    state: InstanceState,
    instance: &Instance,
    status: &Status,
    standing: &Standing,
) -> Words {
    let told = |message: &str, hint: Option<&str>| (message.to_owned(), hint.map(str::to_owned));
    match state {
        InstanceState::Inactive => told(inactive(language), Some(inactive_hint(language))),
        InstanceState::NotLinked => match &status.link_failure {
            Some(LinkFailure::NotSupported) => {
                told(not_supported(language), Some(not_supported_hint(language)))
            }
            Some(LinkFailure::WrongCode) => told(wrong_code(language), Some(again_hint(language))),
            Some(LinkFailure::Other(_)) => told(not_linked_failed(language), Some(again_hint(language))),
            None if instance.linked_at.is_some() => {
                told(linked_no_more(language), Some(connect_hint(language)))
            }
            None => told(not_linked(language), Some(connect_hint(language))),
        },
        InstanceState::Linking => told(linking(language), Some(linking_hint(language))),
        InstanceState::Finishing => told(finishing(language), None),
        InstanceState::CodesSpent => told(codes_spent(language), Some(again_hint(language))),
        InstanceState::Connecting => told(connecting(language), None),
        InstanceState::CatchingUp => told(catching_up(language), None),
        InstanceState::Connected => told(connected(language), None),
        InstanceState::Reconnecting => told(reconnecting(language), Some(reconnecting_hint(language))),
        InstanceState::HeldElsewhere => match standing {
            Standing::Elsewhere(lease) => match &lease.member {
                Some(name) => (held_by(language, name), Some(use_here_hint(language).to_owned())),
                None => told(held(language), Some(use_here_hint(language))),
            },
            _ => told(held(language), Some(use_here_hint(language))),
        },
        InstanceState::UsedElsewhere => told(used_elsewhere(language), Some(use_here_hint(language))),
        InstanceState::LoggedOut => told(logged_out(language), Some(connect_hint(language))),
        InstanceState::Banned => told(banned(language), Some(banned_hint(language))),
        InstanceState::Blocked => told(blocked(language), Some(blocked_hint(language))),
        InstanceState::Outdated => told(outdated(language), Some(outdated_hint(language))),
        InstanceState::Failed => told(failed(language), Some(again_hint(language))),
    }
}

texts! {
    inactive: "Desativado: nada entra e nada sai.", "Turned off: nothing comes and nothing goes.", "Desactivado: nada entra y nada sale.";
    inactive_hint: "Ative para usar de novo; a conexão com o celular continua.", "Turn it on to use it again; the link with the phone stays.",
        "Actívelo para usarlo de nuevo; la vinculación con el teléfono sigue.";
    not_linked: "Ainda não conectado a um celular.", "Not linked with a phone yet.", "Todavía no vinculado a un teléfono.";
    linked_no_more: "Desconectado do celular. As conversas continuam aqui.", "No longer linked with a phone. The conversations stay here.",
        "Desvinculado del teléfono. Las conversaciones siguen aquí.";
    connect_hint: "Clique em Conectar e escaneie o código com o celular.", "Choose Connect and scan the code with the phone.",
        "Elija Conectar y escanee el código con el teléfono.";
    not_supported: "Este celular não permite conectar aparelhos.", "This phone does not allow linked devices.", "Este teléfono no permite dispositivos vinculados.";
    not_supported_hint: "Atualize o WhatsApp no celular e tente de novo.", "Update WhatsApp on the phone and try again.",
        "Actualice WhatsApp en el teléfono e inténtelo de nuevo.";
    wrong_code: "O código digitado no celular estava errado ou vencido.", "The code typed on the phone was wrong or too late.",
        "El código escrito en el teléfono era incorrecto o había vencido.";
    not_linked_failed: "A conexão com o celular não deu certo.", "Linking with the phone did not work.", "La vinculación con el teléfono no funcionó.";
    again_hint: "Clique em Conectar para tentar de novo.", "Choose Connect to try again.", "Elija Conectar para intentarlo de nuevo.";
    linking: "Esperando o celular.", "Waiting for the phone.", "Esperando al teléfono.";
    linking_hint: "No WhatsApp do celular: Aparelhos conectados › Conectar um aparelho.", "In WhatsApp on the phone: Linked devices › Link a device.",
        "En WhatsApp del teléfono: Dispositivos vinculados › Vincular un dispositivo.";
    finishing: "O celular respondeu. Concluindo…", "The phone has answered. Finishing…", "El teléfono respondió. Finalizando…";
    codes_spent: "Os códigos venceram sem serem usados.", "The codes have run out unused.", "Los códigos vencieron sin usarse.";
    connecting: "Conectando…", "Connecting…", "Conectando…";
    catching_up: "Conectado. Recebendo o que chegou enquanto estava fora…", "Connected. Taking in what came meanwhile…",
        "Conectado. Recibiendo lo que llegó mientras tanto…";
    connected: "Conectado.", "Connected.", "Conectado.";
    reconnecting: "Sem conexão com o WhatsApp. Tentando de novo…", "No connection with WhatsApp. Trying again…", "Sin conexión con WhatsApp. Intentando de nuevo…";
    reconnecting_hint: "Volta sozinho; o que você escrever fica na fila.", "It comes back by itself; what you write waits.",
        "Vuelve solo; lo que escriba queda en espera.";
    held: "Em uso em outro computador.", "In use on another computer.", "En uso en otra computadora.";
    held_by(name: &leadsmart_contract::values::Name): "Em uso no computador de {name}.", "In use on the computer of {name}.", "En uso en la computadora de {name}.";
    use_here_hint: "Use aqui para trazer o número a este computador.", "Choose “use here” to bring the number to this computer.",
        "Elija “usar aquí” para traer el número a esta computadora.";
    used_elsewhere: "Esta conexão foi aberta em outro lugar.", "This link was opened elsewhere.", "Esta vinculación se abrió en otro lugar.";
    logged_out: "O celular desconectou este computador. As conversas continuam aqui.", "The phone has removed this computer. The conversations stay here.",
        "El teléfono desvinculó esta computadora. Las conversaciones siguen aquí.";
    banned: "O WhatsApp bloqueou este número por um tempo.", "WhatsApp has locked this number for a while.", "WhatsApp bloqueó este número por un tiempo.";
    banned_hint: "Abra o WhatsApp no celular para saber o motivo.", "Open WhatsApp on the phone to learn why.", "Abra WhatsApp en el teléfono para saber el motivo.";
    blocked: "O WhatsApp bloqueou este número.", "WhatsApp has locked this number.", "WhatsApp bloqueó este número.";
    blocked_hint: "Peça uma análise no WhatsApp do celular.", "Ask for a review in WhatsApp on the phone.", "Pida una revisión en WhatsApp del teléfono.";
    outdated: "Esta versão do LeadSmart é antiga demais para o WhatsApp.", "This version of LeadSmart is too old for WhatsApp.",
        "Esta versión de LeadSmart es demasiado antigua para WhatsApp.";
    outdated_hint: "Atualize o LeadSmart.", "Update LeadSmart.", "Actualice LeadSmart.";
    failed: "A conexão falhou e será tentada de novo mais tarde.", "The connection failed and is tried again later.", "La conexión falló y se intentará más tarde.";
    heard_now: "O WhatsApp acabou de dar sinal.", "WhatsApp has just been heard.", "WhatsApp acaba de dar señal.";
    heard_before(minutes: u64): "Último sinal do WhatsApp há {minutes} min.", "WhatsApp was last heard {minutes} min ago.", "Última señal de WhatsApp hace {minutes} min.";
    slow_words(seconds: u32): "O WhatsApp está lento: {seconds} s para responder.", "WhatsApp is slow: {seconds} s to answer.", "WhatsApp está lento: {seconds} s en responder.";
    backlog_words[count](): "{count} mensagem por receber." | "{count} mensagens por receber.", "{count} message to be taken in." | "{count} messages to be taken in.",
        "{count} mensaje por recibir." | "{count} mensajes por recibir.";
    queued_words[count](): "{count} mensagem na fila." | "{count} mensagens na fila.", "{count} message waits to be sent." | "{count} messages wait to be sent.",
        "{count} mensaje en espera." | "{count} mensajes en espera.";
    failed_words[count](): "{count} mensagem não enviada." | "{count} mensagens não enviadas.", "{count} message was not sent." | "{count} messages were not sent.",
        "{count} mensaje no enviado." | "{count} mensajes no enviados.";
}
