//! Files of messages: fetched when they come, asked for again when the service has dropped them, tried again when the disk was full.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::ids::{InstanceId, MessageId};
use leadsmart_contract::messages::{MOST_MEDIA_BYTES, MediaState};
use leadsmart_contract::topic::Topic;
use leadsmart_ports::whatsapp::{Line, MediaFailure, MediaReference, MessageKey};
use sqlx::SqliteConnection;

use super::listener::Ear;
use super::store::Watched;
use super::store::media::{self as store, Wanted};
use super::{announce, begin, chat_of, content, context};
use crate::Core;
use crate::context::{Context, hexadecimal};
use crate::error::{Defect, Result};
use crate::media::{digest_of, is_full};
use crate::messages::model::NewMedia;
use crate::secrets::{self, CompanyKey, Place};
use crate::{messages, threads};

/// How many files are fetched in one go.
const BATCH: i64 = 8;

/// The wait after the first failure; it doubles with each further one.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(30);

/// The longest wait between two tries.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(2);

/// How long the phone has to put a file up again, and how often it is asked.
const PATIENCE: SignedDuration = SignedDuration::from_mins(2);
const MOST_ASKED: i64 = 5;

const fn place(message: MessageId) -> Place {
    Place { table: "message_media", row: message.uuid(), column: "reference_sealed" }
}

/// What is kept of a file that came, with where it lies sealed.
pub(super) fn sealed(
    context: &Context,
    ear: &Ear,
    message: MessageId,
    reference: &MediaReference,
) -> Result<NewMedia> {
    let sealed = ear.key.seal(context, place(message), &serde_json::to_vec(reference)?)?;
    Ok(content::media(reference, Some(sealed)))
}

fn opened(key: &CompanyKey, message: MessageId, sealed: &[u8]) -> Result<MediaReference> {
    Ok(serde_json::from_slice(key.open(place(message), sealed)?.reveal())?)
}

/// Has the file of a message that came fetched.
pub(super) async fn want(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    message: MessageId,
    size: u64,
    now: Timestamp,
) -> Result<()> {
    let state = if size > MOST_MEDIA_BYTES { MediaState::TooLarge } else { MediaState::Waiting };
    store::put(connection, instance, message, state, None, now).await
}

/// Has a file that is not here fetched now, because a person asks for it.
pub(crate) async fn want_again(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    message: MessageId,
    now: Timestamp,
) -> Result<()> {
    store::want_again(connection, instance, message, now).await
}

/// Notes that the file of a message from here lies here.
pub(crate) async fn note_here(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    message: MessageId,
    media: &NewMedia,
    now: Timestamp,
) -> Result<()> {
    let kept = Some((media.digest.as_slice(), media.size));
    store::put(connection, instance, message, MediaState::Here, kept, now).await
}

/// Under what the file of a message lies here, if it does.
pub(crate) async fn digest_here(
    connection: &mut SqliteConnection,
    message: MessageId,
) -> Result<Option<Vec<u8>>> {
    store::digest(connection, message).await
}

/// Fetches what is due, once.
pub(super) async fn tend(core: &Core, number: &Watched) -> Result<()> {
    let held = core.whatsapp().of(number.id);
    let Ok(_turn) = held.media_turn.try_lock() else { return Ok(()) };
    let Some(line) = held.line().filter(|_| held.status().is_open()) else { return Ok(()) };
    let now = core.ports().clock.now();
    let mut read = core.db().read().await?;
    let due = store::due(&mut read, number.id, now, BATCH).await?;
    drop(read);
    if due.is_empty() {
        return Ok(());
    }
    let key = secrets::company_key(core, number.company).await?;
    for wanted in due {
        let (state, kept, wait) = fetch(core, number, &key, &*line, &wanted).await?;
        let next = now.saturating_add(wait).unwrap_or(Timestamp::MAX);
        let mut local = core.db().write_local().await?;
        let kept = kept.as_ref().map(|(digest, size)| (digest.as_slice(), *size));
        store::put(&mut local, number.id, wanted.message, state, kept, next).await?;
        local.commit().await?;
        announce(core, number.company, Topic::Messages);
    }
    // There may be more; it is looked at once without waiting for the beat.
    core.whatsapp().wake();
    Ok(())
}

type Fetched = (MediaState, Option<(Vec<u8>, u64)>, SignedDuration);

/// The wait after so many failures.
fn wait(attempts: i64) -> SignedDuration {
    let doubled = FIRST_WAIT.as_secs() << attempts.clamp(0, 12);
    SignedDuration::from_secs(doubled.min(LONGEST_WAIT.as_secs()))
}

async fn fetch(
    core: &Core,
    number: &Watched,
    key: &CompanyKey,
    line: &dyn Line,
    wanted: &Wanted,
) -> Result<Fetched> {
    let mut read = core.db().read().await?;
    let message = messages::get(&mut read, number.company, wanted.message).await?;
    let thread = threads::present(&mut read, number.company, message.thread).await?;
    let reference = messages::media_reference(&mut read, wanted.message).await?;
    drop(read);
    let Some(sealed) = reference.and_then(|(sealed, _)| sealed) else {
        return Ok((MediaState::Gone, None, SignedDuration::ZERO));
    };
    let Ok(reference) = opened(key, wanted.message, &sealed) else {
        // The key of the company has changed since.
        return Ok((MediaState::Damaged, None, SignedDuration::ZERO));
    };
    if reference.size > MOST_MEDIA_BYTES {
        return Ok((MediaState::TooLarge, None, SignedDuration::ZERO));
    }
    let asked = MessageKey { chat: chat_of(&thread), id: message.wire_id, from_me: message.from_me };
    if wanted.state == MediaState::Asked {
        // The phone has not answered in time.
        return Ok(ask(line, &asked, &reference, wanted.attempts).await);
    }
    let path = match core.files().incoming(&hexadecimal(wanted.message.uuid().as_bytes())) {
        Ok(path) => path,
        Err(error) => return Ok(not_stored(&error, wanted.attempts)),
    };
    // What an earlier process has begun is of no use.
    let _ = std::fs::remove_file(&path);
    match line.download(&reference, &path).await {
        Ok(()) => keep(core, path, wanted.attempts).await,
        Err(MediaFailure::Unreachable(_)) => Ok((MediaState::Waiting, None, wait(wanted.attempts))),
        Err(MediaFailure::Gone) => Ok(ask(line, &asked, &reference, 0).await),
        Err(MediaFailure::Damaged) => Ok((MediaState::Damaged, None, SignedDuration::ZERO)),
        Err(MediaFailure::TooLarge) => Ok((MediaState::TooLarge, None, SignedDuration::ZERO)),
        Err(MediaFailure::Disk(detail)) => {
            tracing::warn!(detail, "a file was not kept");
            Ok((MediaState::DiskFull, None, wait(wanted.attempts)))
        }
    }
}

async fn ask(line: &dyn Line, message: &MessageKey, reference: &MediaReference, asked: i64) -> Fetched {
    if asked >= MOST_ASKED {
        return (MediaState::Gone, None, SignedDuration::ZERO);
    }
    match line.ask_for_media(message, reference).await {
        Ok(()) => (MediaState::Asked, None, PATIENCE),
        Err(failure) => {
            tracing::info!(%failure, "the phone was not asked for a file");
            (MediaState::Waiting, None, wait(asked))
        }
    }
}

async fn keep(core: &Core, path: PathBuf, attempts: i64) -> Result<Fetched> {
    let files = core.files().clone();
    let work = tokio::task::spawn_blocking(move || {
        let (digest, size) = digest_of(&path)?;
        files.keep(&path, &digest)?;
        Ok::<_, std::io::Error>((digest, size))
    });
    match work.await.map_err(|error| Defect(error.to_string()))? {
        Ok(kept) => Ok((MediaState::Here, Some(kept), SignedDuration::ZERO)),
        Err(error) => Ok(not_stored(&error, attempts)),
    }
}

fn not_stored(error: &std::io::Error, attempts: i64) -> Fetched {
    tracing::warn!(%error, full = is_full(error), "a file was not kept");
    (MediaState::DiskFull, None, wait(attempts))
}

/// The phone has put a file up again, or has not got it either.
pub(super) async fn again(core: &Core, ear: &Ear, key: &MessageKey, path: Option<String>) -> Result<()> {
    let context = context(core);
    let mut write = begin(core, &context, "whatsapp.media").await?;
    let connection = write.connection();
    let Some(thread) = threads::known(connection, ear.place(), &key.chat).await? else { return Ok(()) };
    let Some((message, _)) = messages::by_wire(connection, thread.id, &key.id, key.from_me).await? else {
        return Ok(());
    };
    let known = messages::media_reference(connection, message).await?.and_then(|(sealed, _)| sealed);
    match (path, known) {
        (Some(path), Some(sealed_before)) => {
            let reference = MediaReference { path, ..opened(&ear.key, message, &sealed_before)? };
            let media = sealed(&context, ear, message, &reference)?;
            messages::put_media(connection, ear.company, message, &media).await?;
            store::want_again(connection, ear.instance, message, context.now).await?;
        }
        _ => store::put(connection, ear.instance, message, MediaState::Gone, None, context.now).await?,
    }
    write.commit().await?;
    announce(core, ear.company, Topic::Messages);
    core.whatsapp().wake();
    Ok(())
}
