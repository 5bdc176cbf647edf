//! Files that messages point to: kept encrypted under a path, as the service's hosts keep them. A phone puts files there and
//! takes them from there as a client does.

use std::collections::{BTreeMap, BTreeSet};

use buffa::{Message as _, MessageField};
use rand::RngExt;
use serde::Deserialize;
use wacore::crypto::hkdf_sha256_into;
use wacore::download::{DownloadUtils, Downloadable, MediaType};
use wacore::libsignal::crypto::{CryptographicHash, aes_256_gcm_decrypt, aes_256_gcm_encrypt};
use wacore::upload::encrypt_media_with_key;
use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;
use waproto::whatsapp as wa;
use waproto::whatsapp::media_retry_notification::ResultType;
use waproto::whatsapp::message::{AudioMessage, DocumentMessage, ImageMessage, StickerMessage, VideoMessage};

use crate::account::{DeviceAddress, Number};
use crate::error::{Breach, Refused};
use crate::stanza;
use crate::world::World;

/// What the key of an answer to a lost file is derived for.
const RETRY_INFO: &[u8] = b"WhatsApp Media Retry Notification";

/// A file that a phone sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// What it is shown as.
    pub kind: FileKind,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// Its media type, such as `image/jpeg`.
    pub mime: String,
    /// What is written below it; for a document, its name.
    pub caption: Option<String>,
}

/// What a file is shown as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// Sound.
    Audio,
    /// Sound that was recorded in the chat.
    Voice,
    /// Any file.
    Document,
    /// A picture without a frame.
    Sticker,
}

impl FileKind {
    fn keys(self) -> MediaType {
        match self {
            Self::Image => MediaType::Image,
            Self::Video => MediaType::Video,
            Self::Audio | Self::Voice => MediaType::Audio,
            Self::Document => MediaType::Document,
            Self::Sticker => MediaType::Sticker,
        }
    }
}

/// What the hosts keep.
pub(crate) struct MediaStore {
    files: BTreeMap<String, Vec<u8>>,
    /// Paths that are answered with a status instead of the file.
    lost: BTreeMap<String, u16>,
    /// The messages whose files no phone has any more.
    cleared: BTreeSet<String>,
    /// Who may put files there; clients are told it.
    pub(crate) auth: String,
    /// Host and port of the hosts.
    pub(crate) host: String,
}

impl MediaStore {
    pub(crate) fn new(auth: String) -> Self {
        Self {
            files: BTreeMap::new(),
            lost: BTreeMap::new(),
            cleared: BTreeSet::new(),
            auth,
            host: String::new(),
        }
    }

    /// Takes a file in, and gives its path.
    pub(crate) fn put(&mut self, token: &str, bytes: Vec<u8>) -> String {
        // A file that is put again gets a path of its own, since the old one may be lost.
        let path = format!("/v/t62/{token}.{}", self.files.len());
        self.files.insert(path.clone(), bytes);
        path
    }

    /// A file, or the status that is answered instead.
    pub(crate) fn get(&self, path: &str) -> Result<&[u8], u16> {
        match self.lost.get(path) {
            Some(status) => Err(*status),
            None => self.files.get(path).map(Vec::as_slice).ok_or(404),
        }
    }
}

/// The name of a file: the digest of what is in it, as the service's paths have it.
pub(crate) fn token(bytes: &[u8]) -> Result<String, Refused> {
    use base64::Engine;
    let mut digest = CryptographicHash::new("SHA-256").map_err(|error| Refused::Crypto(error.to_string()))?;
    digest.update(bytes);
    let digest = digest.finalize_sha256_array().map_err(|error| Refused::Crypto(error.to_string()))?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest))
}

/// A file on the hosts, and what one has to know to read it.
pub(crate) struct Stored {
    pub(crate) path: String,
    pub(crate) key: [u8; 32],
    pub(crate) sha256: [u8; 32],
    pub(crate) enc_sha256: [u8; 32],
    pub(crate) length: u64,
}

impl World {
    /// Encrypts and puts a file on the hosts.
    pub(crate) fn store_file(&mut self, bytes: &[u8], keys: MediaType) -> Result<Stored, Refused> {
        let key: [u8; 32] = self.rng.random();
        let sealed = encrypt_media_with_key(bytes, keys, Some(&key))
            .map_err(|error| Refused::Crypto(error.to_string()))?;
        let name = token(&sealed.data_to_upload)?;
        let path = self.media.put(&name, sealed.data_to_upload);
        let length = bytes.len() as u64;
        Ok(Stored { path, key, sha256: sealed.file_sha256, enc_sha256: sealed.file_enc_sha256, length })
    }

    /// A phone sends a file.
    pub(crate) fn phone_sends_file(
        &mut self,
        from: &Number,
        to: &Number,
        file: &File,
    ) -> Result<String, Refused> {
        let stored = self.store_file(&file.bytes, file.kind.keys())?;
        let url = format!("https://{}{}", self.media.host, stored.path);
        let content = content(file, stored, url, self.now());
        self.phone_sends(from, to, content)
    }

    /// A phone opens the file of a message: it takes it from the hosts, decrypts it and compares its digest.
    pub(crate) fn phone_opens_file(&mut self, phone: &Number, id: &str) -> Result<Vec<u8>, Refused> {
        let message = self.account(phone)?.phone.find(id).cloned();
        let message = message.ok_or_else(|| Refused::NoSuchMessage(id.to_owned()))?;
        let file = downloadable(&message.content).ok_or_else(|| Refused::NoSuchMessage(id.to_owned()))?;
        let crypto = |what: &str| Refused::Crypto(format!("the file of {id}: {what}"));
        let path = file.direct_path().ok_or_else(|| crypto("no path"))?;
        let sealed = self.media.get(path).map_err(|status| crypto(&format!("the host answers {status}")))?;
        let key = file.media_key().ok_or_else(|| crypto("no key"))?;
        let plain = DownloadUtils::verify_and_decrypt(sealed, key, file.app_info())
            .map_err(|error| crypto(&error.to_string()))?;
        DownloadUtils::validate_plaintext_sha256(&plain, file.file_sha256().unwrap_or_default())
            .map_err(|error| crypto(&error.to_string()))?;
        Ok(plain)
    }

    /// The hosts do not give the file of a message any more, but answer with a status.
    pub(crate) fn lose_file(&mut self, phone: &Number, id: &str, status: u16) -> Result<(), Refused> {
        let message = self.account(phone)?.phone.find(id).cloned();
        let path = message.as_ref().and_then(|message| downloadable(&message.content)?.direct_path());
        let path = path.ok_or_else(|| Refused::NoSuchMessage(id.to_owned()))?;
        self.media.lost.insert(path.to_owned(), status);
        Ok(())
    }

    /// Clears the file of a message off the phones, or puts it back.
    pub(crate) fn clear_file(&mut self, phone: &Number, id: &str, cleared: bool) -> Result<(), Refused> {
        let message = self.account(phone)?.phone.find(id).map(|message| message.id.clone());
        let id = message.ok_or_else(|| Refused::NoSuchMessage(id.to_owned()))?;
        if cleared {
            self.media.cleared.insert(id);
        } else {
            self.media.cleared.remove(&id);
        }
        Ok(())
    }

    /// A device asks for a file that the hosts have lost: the phone that has it puts it there again and tells the new path.
    pub(crate) fn device_asks_for_file(
        &mut self,
        device: &DeviceAddress,
        id: &str,
        node: &Node,
    ) -> Result<(), Breach> {
        let breach = |what: String| Breach::new("receipt", what);
        let message = self.account(&device.account).ok().and_then(|account| account.phone.find(id).cloned());
        let message = message.ok_or_else(|| breach(format!("a file of {id}, which nobody wrote")))?;
        let file = downloadable(&message.content).ok_or_else(|| breach(format!("{id} has no file")))?;
        let key = retry_key(file.media_key().unwrap_or_default())?;
        let sealed = node.get_optional_child("encrypt").ok_or_else(|| breach("nothing encrypted".into()))?;
        let field = |tag| stanza::child_bytes(sealed, tag).unwrap_or_default();
        let nonce: [u8; 12] =
            field("enc_iv").try_into().map_err(|_| breach("the nonce has not 12 bytes".into()))?;
        let mut plain = Vec::new();
        aes_256_gcm_decrypt(&key, &nonce, id.as_bytes(), field("enc_p"), &mut plain)
            .map_err(|_| breach(format!("what asks for the file of {id} is not sealed with its key")))?;
        let path = file.direct_path().unwrap_or_default();
        let bytes = self.media.files.get(path).cloned();
        let bytes = bytes.ok_or_else(|| breach(format!("the file of {id} was never there")))?;
        let found = match self.media.cleared.contains(id) {
            true => None,
            false => Some(token(&bytes).map_err(|error| breach(error.to_string()))?),
        };
        let answer = wa::MediaRetryNotification {
            stanza_id: Some(id.to_owned()),
            result: Some(if found.is_some() { ResultType::SUCCESS } else { ResultType::NOT_FOUND }),
            direct_path: found.map(|name| self.media.put(&name, bytes)),
            message_secret: None,
        };
        let nonce: [u8; 12] = self.rng.random();
        let mut sealed = Vec::new();
        aes_256_gcm_encrypt(&key, &nonce, id.as_bytes(), &answer.encode_to_vec(), &mut sealed)
            .map_err(|error| breach(error.to_string()))?;
        self.tell_of_file(device, id, sealed, &nonce);
        Ok(())
    }

    fn tell_of_file(&mut self, device: &DeviceAddress, id: &str, sealed: Vec<u8>, nonce: &[u8; 12]) {
        let at = self.now().to_string();
        let Ok(account) = self.account(&device.account) else { return };
        let encrypt = NodeBuilder::new("encrypt")
            .children([stanza::with_bytes("enc_p", sealed), stanza::with_bytes("enc_iv", *nonce)])
            .build();
        let notification = NodeBuilder::new("notification")
            .attr("from", account.jid())
            .attr("type", "mediaretry")
            .attr("id", id)
            .attr("t", at)
            .children([encrypt])
            .build();
        self.deliver(device, notification);
    }

    /// `<media_conn>`: where files are put and found.
    pub(crate) fn media_hosts(&self) -> Node {
        let host = NodeBuilder::new("host")
            .attr("hostname", self.media.host.as_str())
            .attr("type", "primary")
            .children([stanza::leaf("upload"), stanza::leaf("download")])
            .build();
        NodeBuilder::new("media_conn")
            .attr("auth", self.media.auth.as_str())
            .attr("ttl", "300")
            .attr("auth_ttl", "21600")
            .attr("max_buckets", "12")
            .children([host])
            .build()
    }
}

fn retry_key(media_key: &[u8]) -> Result<[u8; 32], Breach> {
    let mut key = [0; 32];
    hkdf_sha256_into(media_key, None, RETRY_INFO, &mut key)
        .map_err(|error| Breach::new("receipt", error.to_string()))?;
    Ok(key)
}

/// The file that a message points to.
fn downloadable(content: &wa::Message) -> Option<&dyn Downloadable> {
    let image = content.image_message.as_option().map(|file| file as &dyn Downloadable);
    image
        .or_else(|| content.video_message.as_option().map(|file| file as _))
        .or_else(|| content.audio_message.as_option().map(|file| file as _))
        .or_else(|| content.document_message.as_option().map(|file| file as _))
        .or_else(|| content.sticker_message.as_option().map(|file| file as _))
}

/// Fills what every message with a file has.
macro_rules! with_file {
    ($kind:ident, $file:expr, $stored:expr, $url:expr, $at:expr, { $($field:ident: $value:expr),* $(,)? }) => {
        MessageField::some($kind {
            url: Some($url),
            mimetype: Some($file.mime.clone()),
            file_sha256: Some($stored.sha256.to_vec()),
            file_enc_sha256: Some($stored.enc_sha256.to_vec()),
            file_length: Some($stored.length),
            media_key: Some($stored.key.to_vec()),
            media_key_timestamp: Some($at),
            direct_path: Some($stored.path),
            $($field: $value,)*
            ..Default::default()
        })
    };
}

fn content(file: &File, stored: Stored, url: String, at: i64) -> wa::Message {
    let mut message = wa::Message::default();
    let caption = file.caption.clone();
    match file.kind {
        FileKind::Image => {
            message.image_message = with_file!(ImageMessage, file, stored, url, at, { caption: caption });
        }
        FileKind::Video => {
            message.video_message = with_file!(VideoMessage, file, stored, url, at, { caption: caption });
        }
        FileKind::Audio | FileKind::Voice => {
            let ptt = Some(file.kind == FileKind::Voice);
            message.audio_message =
                with_file!(AudioMessage, file, stored, url, at, { ptt: ptt, seconds: Some(1) });
        }
        FileKind::Document => {
            let title = caption.clone();
            message.document_message =
                with_file!(DocumentMessage, file, stored, url, at, { file_name: caption, title: title });
        }
        FileKind::Sticker => {
            message.sticker_message = with_file!(StickerMessage, file, stored, url, at, {});
        }
    }
    message
}
