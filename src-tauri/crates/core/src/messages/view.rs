//! Messages as callers get them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::tz::TimeZone;
use leadsmart_contract::ids::{CompanyId, MessageId};
use leadsmart_contract::language::Language;
use leadsmart_contract::messages::{
    ContentKind, Direction, FailureReason, MediaState, MediaView, MessageContent, MessageState, MessageView,
    PlaceView, QuoteView, SendFailure,
};
use leadsmart_contract::texts;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::model::{KeptContent, KeptFailure};
use super::store::page::{self, Shown, ShownMedia};
use super::{DELETABLE, EDITABLE};
use crate::companies;
use crate::context::Context;
use crate::error::{NotFound, Result};
use crate::time::{from_millis, moment};

/// Messages of the caller's company in the order that is given.
pub(crate) async fn many(
    connection: &mut SqliteConnection,
    context: &Context,
    messages: &[Uuid],
) -> Result<Vec<MessageView>> {
    let company = context.company()?;
    let zone = companies::place(connection, company).await?.zone;
    let shown = page::shown(connection, company, messages).await?;
    shown.into_iter().map(|message| view(context, &zone, message)).collect()
}

/// A message of the caller's company.
///
/// # Errors
/// There is none.
pub(crate) async fn one(
    connection: &mut SqliteConnection,
    context: &Context,
    message: MessageId,
) -> Result<MessageView> {
    Ok(many(connection, context, &[message.uuid()]).await?.pop().ok_or(NotFound::Message)?)
}

/// The zone of a company's clock.
pub(crate) async fn zone(connection: &mut SqliteConnection, company: CompanyId) -> Result<TimeZone> {
    Ok(companies::place(connection, company).await?.zone)
}

fn view(context: &Context, zone: &TimeZone, message: Shown) -> Result<MessageView> {
    let language = context.language;
    let at = from_millis(message.at)?;
    let age = context.now.duration_since(at);
    let sent = matches!(
        message.state,
        MessageState::Sent | MessageState::Delivered | MessageState::Read | MessageState::Played
    );
    let waits =
        matches!(message.state, MessageState::Scheduled | MessageState::Queued | MessageState::Failed);
    let worded = is_worded(message.content.kind);
    let there = message.content.kind != ContentKind::Deleted;
    let moment_of =
        |millis: Option<i64>| millis.map(|at| Ok::<_, crate::error::Error>(moment(from_millis(at)?, zone)));
    Ok(MessageView {
        id: message.id,
        thread_id: message.thread,
        direction: direction(message.from_me),
        at: moment(at, zone),
        content: content(language, message.content, message.media),
        quote: message.quote.map(|quote| QuoteView {
            message_id: message.quoted,
            direction: direction(quote.from_me),
            text: quote.text,
        }),
        state: message.state,
        failure: message.failure.map(|failure| failed(language, &failure)),
        by: message.by,
        send_at: moment_of(message.send_at).transpose()?,
        waited: message.waited,
        unread: message.unread,
        edited_at: moment_of(message.edited_at).transpose()?,
        reaction_mine: message.reaction_mine,
        reaction_theirs: message.reaction_theirs,
        editable: message.from_me && there && worded && (waits || (sent && age <= EDITABLE)),
        deletable: message.from_me && there && sent && age <= DELETABLE,
        discardable: message.from_me && waits,
    })
}

/// Whether a message has words or a caption that can be changed.
pub(super) fn is_worded(kind: ContentKind) -> bool {
    matches!(kind, ContentKind::Text | ContentKind::Image | ContentKind::Video | ContentKind::Document)
}

pub(crate) const fn direction(from_me: bool) -> Direction {
    if from_me { Direction::Out } else { Direction::In }
}

fn content(language: Language, kept: KeptContent, media: Option<ShownMedia>) -> MessageContent {
    let detail = kept.detail.unwrap_or_default();
    match kept.kind {
        ContentKind::Text => MessageContent::Text { text: kept.body },
        ContentKind::Image
        | ContentKind::Video
        | ContentKind::Audio
        | ContentKind::Voice
        | ContentKind::Document
        | ContentKind::Sticker => match media {
            Some(media) => MessageContent::Media {
                media: media_view(language, media),
                caption: (!kept.body.is_empty()).then_some(kept.body),
            },
            None => MessageContent::Unknown { name: "media".to_owned() },
        },
        ContentKind::Location => MessageContent::Location {
            place: detail.place.unwrap_or(PlaceView {
                latitude: 0.0,
                longitude: 0.0,
                name: None,
                address: None,
            }),
        },
        ContentKind::Contacts => MessageContent::Contacts { cards: detail.cards.unwrap_or_default() },
        ContentKind::ViewOnce => MessageContent::ViewOnce,
        ContentKind::Undecryptable => MessageContent::Undecryptable,
        ContentKind::Deleted => MessageContent::Deleted,
        ContentKind::Unknown => MessageContent::Unknown { name: detail.name.unwrap_or_default() },
    }
}

fn media_view(language: Language, media: ShownMedia) -> MediaView {
    let count = |value: Option<i64>| value.and_then(|value| u32::try_from(value).ok());
    let state = media.state.unwrap_or(MediaState::Elsewhere);
    MediaView {
        media_kind: media.kind,
        mime: media.mime,
        file_name: media.file_name,
        size: u64::try_from(media.size).unwrap_or(0),
        seconds: count(media.seconds),
        width: count(media.width),
        height: count(media.height),
        thumbnail: media.thumbnail.map(|bytes| format!("data:image/jpeg;base64,{}", STANDARD.encode(bytes))),
        state,
        message: media_words(language, state),
    }
}

fn media_words(language: Language, state: MediaState) -> Option<String> {
    let words = match state {
        MediaState::Here => return None,
        MediaState::Waiting => media_waiting(language),
        MediaState::Asked => media_asked(language),
        MediaState::Gone => media_gone(language),
        MediaState::TooLarge => media_too_large(language),
        MediaState::Damaged => media_damaged(language),
        MediaState::DiskFull => media_disk_full(language),
        MediaState::Elsewhere => media_elsewhere(language),
    };
    Some(words.to_owned())
}

/// Why a message was not sent, in words.
fn failed(language: Language, failure: &KeptFailure) -> SendFailure {
    let (message, hint, retry) = match failure.reason {
        FailureReason::NotOnWhatsApp => {
            (not_on_whatsapp(language), Some(not_on_whatsapp_hint(language)), true)
        }
        FailureReason::Refused => (refused(language), Some(refused_hint(language)), true),
        FailureReason::NoDevice => (no_device(language), Some(no_device_hint(language)), true),
        FailureReason::File => (file(language), Some(file_hint(language)), false),
        FailureReason::TooLarge => (large(language), Some(large_hint(language)), false),
        FailureReason::TooLate => (late(language), Some(late_hint(language)), true),
        FailureReason::Disconnected => (disconnected(language), Some(disconnected_hint(language)), true),
    };
    SendFailure {
        reason: failure.reason,
        message: message.to_owned(),
        hint: hint.map(str::to_owned),
        detail: failure.detail.clone(),
        retry,
    }
}

/// The first words of a message in one line, or what stands for them.
pub(crate) fn glance(language: Language, content: &KeptContent) -> String {
    let words: String =
        content.body.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(120).collect();
    if !words.is_empty() {
        return words;
    }
    let detail = content.detail.as_ref().and_then(|detail| detail.words.clone());
    detail
        .filter(|_| content.kind != ContentKind::Unknown)
        .unwrap_or_else(|| kind_words(language, content.kind).to_owned())
}

/// What a message without words is called.
pub(crate) fn kind_words(language: Language, kind: ContentKind) -> &'static str {
    match kind {
        ContentKind::Text => "",
        ContentKind::Image => image(language),
        ContentKind::Video => video(language),
        ContentKind::Audio => audio(language),
        ContentKind::Voice => voice(language),
        ContentKind::Document => document(language),
        ContentKind::Sticker => sticker(language),
        ContentKind::Location => location(language),
        ContentKind::Contacts => contacts(language),
        ContentKind::ViewOnce => view_once(language),
        ContentKind::Undecryptable => undecryptable(language),
        ContentKind::Deleted => deleted(language),
        ContentKind::Unknown => unknown(language),
    }
}

texts! {
    image: "Foto", "Photo", "Foto";
    video: "Vídeo", "Video", "Video";
    audio: "Áudio", "Audio", "Audio";
    voice: "Mensagem de voz", "Voice message", "Mensaje de voz";
    document: "Documento", "Document", "Documento";
    sticker: "Figurinha", "Sticker", "Sticker";
    location: "Localização", "Location", "Ubicación";
    contacts: "Contato", "Contact", "Contacto";
    view_once: "Mensagem de visualização única: veja no celular", "View-once message: see it on the phone",
        "Mensaje de visualización única: véalo en el teléfono";
    undecryptable: "Aguardando esta mensagem", "Waiting for this message", "Esperando este mensaje";
    deleted: "Mensagem apagada", "Deleted message", "Mensaje eliminado";
    unknown: "Mensagem que esta versão não mostra: veja no celular", "Message that this version cannot show: see it on the phone",
        "Mensaje que esta versión no muestra: véalo en el teléfono";
    media_waiting: "O arquivo será baixado assim que possível.", "The file will be fetched as soon as possible.",
        "El archivo se descargará en cuanto sea posible.";
    media_asked: "O WhatsApp não tem mais o arquivo; ele foi pedido ao celular.", "WhatsApp has not got the file any more; the phone was asked for it.",
        "WhatsApp ya no tiene el archivo; se pidió al teléfono.";
    media_gone: "O arquivo não existe mais, nem no celular.", "The file does not exist any more, not on the phone either.",
        "El archivo ya no existe, tampoco en el teléfono.";
    media_too_large: "O arquivo é grande demais para ser guardado aqui; veja no celular.", "The file is too large to be kept here; see it on the phone.",
        "El archivo es demasiado grande para guardarlo aquí; véalo en el teléfono.";
    media_damaged: "O arquivo chegou danificado.", "The file came damaged.", "El archivo llegó dañado.";
    media_disk_full: "O disco está cheio: libere espaço e o arquivo será baixado.", "The disk is full: free some space and the file will be fetched.",
        "El disco está lleno: libere espacio y el archivo se descargará.";
    media_elsewhere: "O arquivo está no computador que usa este número.", "The file is on the computer that uses this number.",
        "El archivo está en la computadora que usa este número.";
    not_on_whatsapp: "Este telefone não está no WhatsApp.", "This phone is not on WhatsApp.", "Este teléfono no está en WhatsApp.";
    not_on_whatsapp_hint: "Confira o telefone no cadastro do cliente.", "Check the phone in the client's profile.",
        "Verifique el teléfono en la ficha del cliente.";
    refused: "O WhatsApp recusou a mensagem.", "WhatsApp refused the message.", "WhatsApp rechazó el mensaje.";
    refused_hint: "Espere um pouco e tente de novo; se continuar, escreva pelo celular.", "Wait a little and try again; if it goes on, write on the phone.",
        "Espere un poco e inténtelo de nuevo; si continúa, escriba desde el teléfono.";
    no_device: "Nenhum aparelho da outra pessoa pôde receber a mensagem.", "None of the other person's devices could receive the message.",
        "Ningún dispositivo de la otra persona pudo recibir el mensaje.";
    no_device_hint: "Tente de novo mais tarde.", "Try again later.", "Inténtelo más tarde.";
    file: "O arquivo não pôde ser lido.", "The file could not be read.", "No se pudo leer el archivo.";
    file_hint: "Escolha o arquivo de novo.", "Choose the file again.", "Elija el archivo de nuevo.";
    large: "O arquivo é maior do que o WhatsApp aceita.", "The file is larger than WhatsApp takes.", "El archivo es mayor de lo que acepta WhatsApp.";
    large_hint: "Envie um arquivo menor, ou um link.", "Send a smaller file, or a link.", "Envíe un archivo más pequeño, o un enlace.";
    late: "A mensagem não saiu em um dia e não foi enviada.", "The message did not get out for a day and was not sent.",
        "El mensaje no salió en un día y no fue enviado.";
    late_hint: "Veja se ela ainda faz sentido e tente de novo.", "See whether it still makes sense and try again.",
        "Vea si todavía tiene sentido e inténtelo de nuevo.";
    disconnected: "O número foi desconectado antes que a mensagem saísse.", "The number was disconnected before the message went out.",
        "El número se desconectó antes de que saliera el mensaje.";
    disconnected_hint: "Conecte o número em Conexões e tente de novo.", "Connect the number in Connections and try again.",
        "Conecte el número en Conexiones e inténtelo de nuevo.";
}
