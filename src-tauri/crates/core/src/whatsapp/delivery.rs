//! Handing over what stands in the queue, and what WhatsApp says of it afterwards.
//!
//! Before a message is handed over it is noted that this is being done; a process that ends in between hands it over again under the
//! same id, which is the same message. It leaves the queue when WhatsApp has answered.

use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::ids::{CompanyId, InstanceId};
use leadsmart_contract::messages::{ContentKind, FailureReason, MessageState};
use leadsmart_contract::topic::Topic;
use leadsmart_ports::whatsapp::{
    Acknowledgement, Line, LineFailure, MessageKey, Outbound, OutboundContent, Place, Quote, ReceiptKind,
    SendFailure, Upload,
};

use super::queue::Order;
use super::store::Watched;
use super::store::queue::{self as store, Waiting};
use super::{announce, begin, chat_of, content, context, queue};
use crate::Core;
use crate::error::Result;
use crate::messages::model::{KeptFailure, Message};
use crate::threads::Thread;
use crate::whatsapp::lines::Held;
use crate::{messages, threads};

/// How many messages are looked at in one go.
const BATCH: i64 = 20;

/// How long a message is tried.
const GIVE_UP_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// How long WhatsApp has to answer before a message is handed over again.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);

/// The wait after the first failure; it doubles with each further one.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(5);

/// The longest wait between two tries.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(30);

/// How long a conversation with somebody new waits when the day has seen enough of them.
const NEW_CHAT_WAIT: SignedDuration = SignedDuration::from_mins(30);

/// How often a message is tried whose recipient has no device that can be written to.
const NO_DEVICE_TRIES: i64 = 4;

/// From how much on the time that WhatsApp tells takes the place of the one at which a message was written.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_secs(30);

/// What became of one try.
enum Outcome {
    /// It was handed over.
    Handed,
    /// It waits; the others may go on.
    Later(SignedDuration, String),
    /// It waits, and so do the others: the line is away or the service asks for patience.
    Halt(SignedDuration, String),
    /// Another desktop has sent it.
    Done,
    /// It is not tried any more.
    Failed(FailureReason, Option<String>),
}

/// Hands over what is due, once.
pub(super) async fn tend(core: &Core, number: &Watched) -> Result<()> {
    let held = core.whatsapp().of(number.id);
    let Ok(_turn) = held.send_turn.try_lock() else { return Ok(()) };
    if held.status().elsewhere || !number.active {
        return Ok(());
    }
    let now = core.ports().clock.now();
    release(core, number, now).await?;
    let mut read = core.db().read().await?;
    let due = store::due(&mut read, number.id, now, BATCH).await?;
    drop(read);
    let line = held.line().filter(|_| held.status().is_open());
    for waiting in due {
        if now.duration_since(waiting.created_at) >= GIVE_UP_AFTER {
            let reason =
                if number.line.linked { FailureReason::TooLate } else { FailureReason::Disconnected };
            fail(core, number.company, &waiting, reason, None).await?;
            continue;
        }
        let Some(line) = &line else { continue };
        if !has_room(&held, number, now) || !one(core, number, &held, &**line, waiting, now).await? {
            break;
        }
    }
    Ok(())
}

/// Puts into the queue what has come to its time, and what was written on another desktop.
async fn release(core: &Core, number: &Watched, now: Timestamp) -> Result<()> {
    let mut read = core.db().read().await?;
    let due = messages::due(&mut read, number.id, now).await?;
    let unqueued = messages::unqueued(&mut read, number.id).await?;
    drop(read);
    if due.is_empty() && unqueued.is_empty() {
        return Ok(());
    }
    let context = context(core);
    let mut write = begin(core, &context, "whatsapp.due").await?;
    for id in due {
        let connection = write.connection();
        let message = messages::get(connection, number.company, id).await?;
        messages::set_state(connection, id, MessageState::Queued, None).await?;
        messages::set_time(connection, id, now).await?;
        let order = Order::send(number.id, message.thread, id, &message.wire_id);
        queue::put(connection, &order, now).await?;
    }
    for (id, thread, wire_id) in unqueued {
        queue::put(write.connection(), &Order::send(number.id, thread, id, &wire_id), now).await?;
    }
    write.commit().await
}

/// Whether the number may write now: no more in a minute than was set, and no more than a quarter of that in a few seconds.
fn has_room(held: &Held, number: &Watched, now: Timestamp) -> bool {
    let mut status = held.status();
    while status.handed.front().is_some_and(|at| now.duration_since(*at) >= SignedDuration::from_mins(1)) {
        status.handed.pop_front();
    }
    let most = usize::try_from(number.per_minute.max(1)).unwrap_or(1);
    let lately =
        status.handed.iter().filter(|at| now.duration_since(**at) < SignedDuration::from_secs(10)).count();
    status.handed.len() < most && lately < (most / 4).max(4).min(most)
}

/// Hands one thing over; answers whether others may go on.
async fn one(
    core: &Core,
    number: &Watched,
    held: &Held,
    line: &dyn Line,
    waiting: Waiting,
    now: Timestamp,
) -> Result<bool> {
    let outcome = match ready(core, number, line, &waiting, now).await? {
        Ok((message, thread)) => {
            hand(core, &waiting, &message, now).await?;
            held.status().handed.push_back(now);
            let outbound = outbound(core, &waiting, &message, &thread).await?;
            let sent = line.send(&outbound).await;
            let tried = waiting.attempts + 1;
            sent.map_or_else(|failure| refused(failure, tried), |()| Outcome::Handed)
        }
        Err(outcome) => outcome,
    };
    let (wait, why, go_on) = match outcome {
        Outcome::Handed => return Ok(true),
        Outcome::Done => {
            let mut local = core.db().write_local().await?;
            store::delete(&mut local, waiting.seq).await?;
            local.commit().await?;
            return Ok(true);
        }
        Outcome::Failed(reason, detail) => {
            fail(core, number.company, &waiting, reason, detail).await?;
            return Ok(true);
        }
        Outcome::Later(wait, why) => (wait, why, true),
        Outcome::Halt(wait, why) => (wait, why, false),
    };
    let again = now.saturating_add(wait).unwrap_or(Timestamp::MAX);
    let context = context(core);
    let mut write = begin(core, &context, "whatsapp.waits").await?;
    store::later(write.connection(), waiting.seq, again, &why).await?;
    if waiting.action == "send" {
        let message = messages::get(write.connection(), number.company, waiting.message).await?;
        // It may have been answered meanwhile.
        if message.state == MessageState::Sending {
            messages::set_state(write.connection(), waiting.message, MessageState::Queued, None).await?;
        }
    }
    write.commit().await?;
    Ok(go_on)
}

/// The message and its conversation, if nothing stands in the way of writing there.
async fn ready(
    core: &Core,
    number: &Watched,
    line: &dyn Line,
    waiting: &Waiting,
    now: Timestamp,
) -> Result<Result<(Message, Thread), Outcome>> {
    let mut read = core.db().read().await?;
    let message = messages::get(&mut read, number.company, waiting.message).await?;
    let waits = matches!(message.state, MessageState::Queued | MessageState::Sending);
    if waiting.action == "send" && !waits {
        return Ok(Err(Outcome::Done));
    }
    let thread = threads::present(&mut read, number.company, waiting.thread).await?;
    let day = now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN);
    let crowded = threads::is_new(&mut read, thread.id).await?
        && threads::begun_since(&mut read, number.id, day).await? >= number.new_chats_per_day;
    drop(read);
    if crowded {
        return Ok(Err(Outcome::Later(
            NEW_CHAT_WAIT,
            "enough people were written to for the first time".to_owned(),
        )));
    }
    if thread.verified {
        return Ok(Ok((message, thread)));
    }
    let typed = thread.number.clone().unwrap_or_default();
    match line.look_up(&[typed]).await {
        Ok(answers) => match answers.into_iter().next().flatten() {
            Some(contact) => {
                let context = context(core);
                let mut write = begin(core, &context, "whatsapp.person").await?;
                let name = contact.name.as_deref();
                let known = threads::verify(write.connection(), &thread, &contact.chat, name).await?;
                write.commit().await?;
                Ok(Ok((message, known)))
            }
            None => Ok(Err(Outcome::Failed(FailureReason::NotOnWhatsApp, None))),
        },
        Err(failure) => Ok(Err(refused(SendFailure::Line(failure), waiting.attempts))),
    }
}

/// Notes that it is handed over now.
async fn hand(core: &Core, waiting: &Waiting, message: &Message, now: Timestamp) -> Result<()> {
    let again = now.saturating_add(PATIENCE).unwrap_or(Timestamp::MAX);
    let context = context(core);
    let mut write = begin(core, &context, "whatsapp.handed").await?;
    store::handing(write.connection(), waiting.seq, now, again).await?;
    if waiting.action == "send" && message.state == MessageState::Queued {
        messages::set_state(write.connection(), message.id, MessageState::Sending, None).await?;
    }
    write.commit().await
}

/// The wait after so many tries.
fn wait(tried: i64) -> SignedDuration {
    let doubled = FIRST_WAIT.as_secs() << tried.clamp(0, 12);
    SignedDuration::from_secs(doubled.min(LONGEST_WAIT.as_secs()))
}

fn refused(failure: SendFailure, tried: i64) -> Outcome {
    let told = failure.to_string();
    match failure {
        SendFailure::Line(LineFailure::TooMany(seconds)) => {
            let asked =
                seconds.and_then(|seconds| i64::try_from(seconds).ok()).map(SignedDuration::from_secs);
            Outcome::Halt(asked.unwrap_or_else(|| wait(tried + 3)), told)
        }
        SendFailure::Line(LineFailure::Refused(_)) => Outcome::Failed(FailureReason::Refused, Some(told)),
        SendFailure::Line(_) => Outcome::Halt(wait(tried), told),
        SendFailure::NoDevice if tried < NO_DEVICE_TRIES => Outcome::Later(wait(tried + 2), told),
        SendFailure::NoDevice => Outcome::Failed(FailureReason::NoDevice, None),
        SendFailure::NotOnWhatsApp => Outcome::Failed(FailureReason::NotOnWhatsApp, None),
        SendFailure::File(_) => Outcome::Failed(FailureReason::File, Some(told)),
        SendFailure::TooLarge => Outcome::Failed(FailureReason::TooLarge, None),
    }
}

/// The message as a line takes it.
async fn outbound(core: &Core, waiting: &Waiting, message: &Message, thread: &Thread) -> Result<Outbound> {
    let (of, to_mine, text) = (message.wire_id.clone(), message.from_me, waiting.text.clone());
    let content = match waiting.action.as_str() {
        "edit" => OutboundContent::Edit { of, text },
        "delete" => OutboundContent::Delete { of },
        "react" => OutboundContent::Reaction { to: of, to_mine, emoji: text },
        _ => sent_content(core, message).await?,
    };
    let quote = message.quote.as_ref().filter(|_| waiting.action == "send").map(|quote| Quote {
        id: quote.wire_id.clone(),
        from_me: quote.from_me,
        text: quote.text.clone(),
    });
    Ok(Outbound { id: waiting.wire_id.clone(), chat: chat_of(thread), content, quote })
}

async fn sent_content(core: &Core, message: &Message) -> Result<OutboundContent> {
    let detail = message.content.detail.clone().unwrap_or_default();
    Ok(match message.content.kind {
        ContentKind::Location => {
            let place = detail.place.unwrap_or(leadsmart_contract::messages::PlaceView {
                latitude: 0.0,
                longitude: 0.0,
                name: None,
                address: None,
            });
            OutboundContent::Location(Place {
                latitude: place.latitude,
                longitude: place.longitude,
                name: place.name,
                address: place.address,
            })
        }
        ContentKind::Contacts => {
            OutboundContent::Contacts(detail.cards.unwrap_or_default().iter().map(content::vcard).collect())
        }
        ContentKind::Text => OutboundContent::Text(message.content.body.clone()),
        _ => {
            let mut read = core.db().read().await?;
            match messages::media_to_send(&mut read, message.id).await? {
                Some(media) => OutboundContent::Media {
                    upload: Upload {
                        file: core.files().path(&media.digest),
                        kind: content::port_kind(media.kind),
                        mime: media.mime,
                        file_name: media.file_name,
                        seconds: media.seconds,
                        dimensions: media.dimensions,
                        thumbnail: media.thumbnail,
                    },
                    caption: (!message.content.body.is_empty()).then(|| message.content.body.clone()),
                },
                None => OutboundContent::Text(message.content.body.clone()),
            }
        }
    })
}

/// Gives up: a message says why, a change of one is taken back.
async fn fail(
    core: &Core,
    company: CompanyId,
    waiting: &Waiting,
    reason: FailureReason,
    detail: Option<String>,
) -> Result<()> {
    tracing::info!(message = %waiting.message, ?reason, detail, "a message was not sent");
    let context = context(core);
    let mut write = begin(core, &context, "whatsapp.failed").await?;
    let connection = write.connection();
    give_up(connection, company, waiting, KeptFailure { reason, detail }).await?;
    write.commit().await?;
    announce(core, company, Topic::Threads);
    Ok(())
}

async fn give_up(
    connection: &mut sqlx::SqliteConnection,
    company: CompanyId,
    waiting: &Waiting,
    failure: KeptFailure,
) -> Result<()> {
    store::delete(connection, waiting.seq).await?;
    match (waiting.action.as_str(), &waiting.before) {
        ("send", _) => {
            let message = messages::get(connection, company, waiting.message).await?;
            if messages::model::progress(message.state) < messages::model::progress(MessageState::Sent) {
                messages::set_state(connection, waiting.message, MessageState::Failed, Some(&failure))
                    .await?;
            }
        }
        ("react", _) => messages::react(connection, waiting.message, true, "").await?,
        (_, Some(before)) => messages::put_back(connection, waiting.message, &before.content).await?,
        (_, None) => {}
    }
    Ok(())
}

/// Has what was handed over on an earlier connection and not answered go out again, under the same ids.
pub(super) async fn all_again(core: &Core, instance: InstanceId, now: Timestamp) -> Result<()> {
    let mut local = core.db().write_local().await?;
    store::all_again(&mut local, instance, now).await?;
    local.commit().await?;
    Ok(())
}

/// WhatsApp has taken something from here, or refused it.
pub(super) async fn acknowledged(
    core: &Core,
    place: (CompanyId, InstanceId),
    told: Acknowledgement,
) -> Result<()> {
    let context = context(core);
    let mut write = begin(core, &context, "whatsapp.answered").await?;
    let connection = write.connection();
    let waiting = store::find(connection, place.1, &told.message.id).await?;
    match (waiting, told.error) {
        (Some(waiting), Some(code)) => {
            let detail = Some(format!("WhatsApp answered {code}"));
            let failure = KeptFailure { reason: FailureReason::Refused, detail };
            give_up(connection, place.0, &waiting, failure).await?;
        }
        (Some(waiting), None) => {
            store::delete(connection, waiting.seq).await?;
            if waiting.action == "send" {
                let message = messages::get(connection, place.0, waiting.message).await?;
                messages::advance(connection, (message.id, message.state), MessageState::Sent).await?;
                // Within seconds the order in which people wrote counts more than whose clock is right.
                if told.at.duration_since(message.at).abs() > CLOCKS_DIFFER {
                    messages::set_time(connection, message.id, told.at).await?;
                }
            }
        }
        // It was answered before.
        (None, _) => {}
    }
    write.commit().await
}

/// Messages from here have come further, or messages that came were read on the phone.
pub(super) async fn receipt(
    core: &Core,
    place: (CompanyId, InstanceId),
    keys: &[MessageKey],
    kind: ReceiptKind,
) -> Result<()> {
    let context = context(core);
    let mut write = begin(core, &context, "whatsapp.receipt").await?;
    let connection = write.connection();
    for key in keys {
        let state = match kind {
            ReceiptKind::Delivered => MessageState::Delivered,
            ReceiptKind::Read => MessageState::Read,
            ReceiptKind::Played => MessageState::Played,
            ReceiptKind::ReadHere => {
                if let Some(thread) = threads::known(connection, place, &key.chat).await?
                    && let Some((message, _)) =
                        messages::by_wire(connection, thread.id, &key.id, false).await?
                {
                    messages::set_read(connection, message).await?;
                }
                continue;
            }
        };
        if let Some(message) = messages::sent_by_wire(connection, place.1, &key.id).await? {
            messages::advance(connection, message, state).await?;
        }
        // What has arrived was taken, though that was not heard.
        if let Some(waiting) = store::find(connection, place.1, &key.id).await? {
            store::delete(connection, waiting.seq).await?;
        }
    }
    write.commit().await
}
