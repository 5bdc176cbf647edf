//! Messages: what they hold, what became of them, sending and changing them, finding them.
//!
//! A message from here is a row before it is anything else, with the id under which it will travel, and stands in the queue of its
//! number (`whatsapp/queue.rs`) in the same transaction. What became of it is told by WhatsApp alone.

mod change;
pub(crate) mod commands;
pub(crate) mod cursor;
mod keep;
pub(crate) mod model;
mod reach;
mod search;
mod send;
mod store;
mod stretch;
mod upload;
pub(crate) mod view;

use jiff::SignedDuration;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::language::Language;
use leadsmart_contract::messages::MessageState;
use leadsmart_contract::texts;
use sqlx::SqliteConnection;

use crate::error::Explain;
pub(crate) use keep::*;
pub(crate) use upload::{Uploads, plain_name};

/// How long the words of a message can be changed that was sent. The service does not say; its own clients allow this much.
const EDITABLE: SignedDuration = SignedDuration::from_mins(15);

/// How long a message can be deleted for everybody that was sent. As above.
const DELETABLE: SignedDuration = SignedDuration::from_hours(60);

/// How far ahead a message can be planned.
const MOST_AHEAD: SignedDuration = SignedDuration::from_hours(366 * 24);

/// Why something cannot be done with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum MessageError {
    /// The identifier that the caller chose is in use.
    #[error("the id is in use")]
    IdTaken,
    /// It is not in a state in which that is possible.
    #[error("not possible while it is {0:?}")]
    State(MessageState),
    /// It is of a kind that cannot be changed so.
    #[error("not of that kind")]
    Kind,
    /// It was sent too long ago.
    #[error("sent too long ago")]
    TooOld,
    /// It came from the other one.
    #[error("not ours")]
    NotOurs,
    /// It was not planned for a time that lies ahead, or for one too far.
    #[error("not a time ahead")]
    Time,
    /// There is no such upload, or it has expired or is not complete.
    #[error("no such upload")]
    Upload,
    /// The next piece of a file was expected and another one came.
    #[error("not the next piece")]
    Piece,
    /// The file is larger than is sent as what it should be sent as.
    #[error("too large: {0} bytes at most")]
    TooLarge(u64),
    /// The file is no such picture, film or sound.
    #[error("not what it should be sent as")]
    NotSuchMedia,
    /// The file of the message is not here.
    #[error("the file is not here")]
    NoFile,
    /// The client has no phone.
    #[error("no phone")]
    NoPhone,
    /// The disk is full.
    #[error("the disk is full")]
    Full,
}

impl Explain for MessageError {
    fn explain(&self, language: Language) -> Failure {
        let told = |code, message: &str, hint: &str| Failure::new(code, message).with_hint(hint);
        match self {
            Self::IdTaken => told(Code::AlreadyExists, id_taken(language), id_taken_hint(language)).at("id"),
            Self::State(_) => told(Code::WrongState, wrong_state(language), wrong_state_hint(language)),
            Self::Kind => told(Code::WrongState, wrong_kind(language), wrong_kind_hint(language)),
            Self::TooOld => told(Code::WrongState, too_old(language), too_old_hint(language)),
            Self::NotOurs => told(Code::WrongState, not_ours(language), not_ours_hint(language)),
            Self::Time => Failure::new(Code::InvalidInput, time(language)).at("send_at"),
            Self::Upload => told(Code::NotFound, no_upload(language), no_upload_hint(language)),
            Self::Piece => told(Code::WrongState, wrong_piece(language), no_upload_hint(language)),
            Self::TooLarge(most) => {
                told(Code::TooLarge, &too_large(language, most / (1024 * 1024)), too_large_hint(language))
            }
            Self::NotSuchMedia => told(Code::InvalidInput, not_media(language), not_media_hint(language))
                .at("content.media_kind"),
            Self::NoFile => told(Code::NotFound, no_file(language), no_file_hint(language)),
            Self::NoPhone => told(Code::WrongState, no_phone(language), no_phone_hint(language)),
            Self::Full => told(Code::StorageFull, full(language), full_hint(language)),
        }
    }
}

/// Makes what lists and searches are answered from, if it is missing: in a file that was put together from saved rows.
///
/// # Errors
/// The store fails.
pub(crate) async fn ensure_index(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    if store::index::is_missing(connection).await? {
        tracing::warn!("the indexes of conversations are missing and are made again");
        store::index::rebuild(connection).await?;
    }
    Ok(())
}

texts! {
    id_taken: "Este identificador já está em uso. Nada foi enviado.", "This identifier is in use already. Nothing was sent.",
        "Este identificador ya está en uso. No se envió nada.";
    id_taken_hint: "Tente de novo com outro identificador, ou sem nenhum.", "Try again with another identifier, or with none.",
        "Inténtelo de nuevo con otro identificador, o sin ninguno.";
    wrong_state: "A mensagem já mudou de situação. Nada foi alterado.", "The message has moved on meanwhile. Nothing was changed.",
        "El mensaje ya cambió de estado. No se cambió nada.";
    wrong_state_hint: "Veja como ela está agora.", "See how it stands now.", "Vea cómo está ahora.";
    wrong_kind: "Este tipo de mensagem não permite isto. Nada foi alterado.", "This kind of message does not allow this. Nothing was changed.",
        "Este tipo de mensaje no permite esto. No se cambió nada.";
    wrong_kind_hint: "Envie outra mensagem.", "Send another message.", "Envíe otro mensaje.";
    too_old: "Faz tempo demais que a mensagem foi enviada: o WhatsApp não permite mais isto.",
        "The message was sent too long ago: WhatsApp does not allow this any more.",
        "El mensaje se envió hace demasiado tiempo: WhatsApp ya no permite esto.";
    too_old_hint: "Envie outra mensagem com a correção.", "Send another message with the correction.", "Envíe otro mensaje con la corrección.";
    not_ours: "Só dá para alterar mensagens enviadas por vocês.", "Only messages that you have sent can be changed.",
        "Solo se pueden cambiar los mensajes enviados por ustedes.";
    not_ours_hint: "Responda à mensagem.", "Answer the message.", "Responda al mensaje.";
    time: "Escolha um horário que ainda venha, dentro de um ano.", "Choose a time ahead, within a year.", "Elija una hora futura, dentro de un año.";
    no_upload: "O envio do arquivo não existe mais. Nada foi enviado.", "The upload of the file is not there any more. Nothing was sent.",
        "La carga del archivo ya no existe. No se envió nada.";
    no_upload_hint: "Escolha o arquivo de novo.", "Choose the file again.", "Elija el archivo de nuevo.";
    wrong_piece: "O arquivo chegou fora de ordem. Nada foi enviado.", "The file came out of order. Nothing was sent.",
        "El archivo llegó fuera de orden. No se envió nada.";
    too_large(most: u64): "O arquivo é maior que {most} MB. Nada foi enviado.", "The file is larger than {most} MB. Nothing was sent.",
        "El archivo es mayor que {most} MB. No se envió nada.";
    too_large_hint: "Envie um arquivo menor, ou como documento.", "Send a smaller file, or send it as a document.",
        "Envíe un archivo más pequeño, o como documento.";
    not_media: "O arquivo não é do tipo que parece. Nada foi enviado.", "The file is not what it seems to be. Nothing was sent.",
        "El archivo no es del tipo que parece. No se envió nada.";
    not_media_hint: "Envie-o como documento.", "Send it as a document.", "Envíelo como documento.";
    no_file: "O arquivo desta mensagem não está neste computador.", "The file of this message is not on this computer.",
        "El archivo de este mensaje no está en esta computadora.";
    no_file_hint: "Baixe o arquivo de novo.", "Fetch the file again.", "Descargue el archivo de nuevo.";
    no_phone: "Este cliente não tem telefone. Nada foi enviado.", "This client has no phone. Nothing was sent.",
        "Este cliente no tiene teléfono. No se envió nada.";
    no_phone_hint: "Cadastre um telefone no perfil do cliente.", "Enter a phone in the client's profile.",
        "Registre un teléfono en el perfil del cliente.";
    full: "O disco está cheio. O arquivo não foi guardado.", "The disk is full. The file was not kept.",
        "El disco está lleno. El archivo no se guardó.";
    full_hint: "Libere espaço no disco e tente de novo.", "Free some disk space and try again.", "Libere espacio en el disco e inténtelo de nuevo.";
}
