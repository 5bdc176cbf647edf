//! One number: the library's client, until it ends.

use std::path::Path;
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use leadsmart_ports::Clock;
use leadsmart_ports::whatsapp::{
    Chat, Contact, Ended, Line, LineEvent, LineFailure, LineHealth, Listener, MediaFailure, MediaReference,
    MessageKey, Outbound, SendFailure, Vault,
};
use tokio::sync::{Notify, watch};
use wacore::iq::keepalive::KeepaliveSpec;
use whatsapp_rust::Client;
use whatsapp_rust::bot::BotHandle;
use whatsapp_rust::features::{MediaRetryResult, MediaReuploadRequest};
use whatsapp_rust::pair_code::{PairCodeError, PairCodeOptions, PairError};

use crate::address;
use crate::backend::{self, VaultBackend};
use crate::dial::Wire;
use crate::failure::line_failure;
use crate::files;
use crate::lookup;
use crate::send;
use crate::service::Opening;
use crate::teller::{Jobs, teller};
use crate::version;

/// How long ending may take before it is cut off. What is not stored then, the service still has.
const ENDING: Duration = Duration::from_secs(15);

/// How long a question about its health may take to be answered.
const ANSWER: Duration = Duration::from_secs(10);

/// How long a code that is to be typed waits for a connection.
const CONNECTING: Duration = Duration::from_secs(20);

/// A line over the multi-device protocol.
pub(crate) struct MultiDeviceLine {
    client: Arc<Client>,
    vault: Arc<dyn Vault>,
    backend: Arc<VaultBackend>,
    clock: Arc<dyn Clock>,
    jobs: Jobs,
    stop: Arc<Notify>,
    over: watch::Receiver<bool>,
}

impl Drop for MultiDeviceLine {
    /// Nobody holds it any more: it ends by itself, in order.
    fn drop(&mut self) {
        self.stop.notify_one();
    }
}

impl MultiDeviceLine {
    /// Begins.
    pub(crate) async fn open(
        opening: Opening<'_>,
        vault: Arc<dyn Vault>,
        listener: Arc<dyn Listener>,
    ) -> Result<Self, LineFailure> {
        let clock = Arc::clone(opening.clock);
        let backend = Arc::new(VaultBackend::new(Arc::clone(&vault), Arc::clone(&clock)));
        let (stop, known) = (Arc::new(Notify::new()), Arc::new(OnceLock::new()));
        let outdated = Outdated { vault: Arc::clone(&vault), listener };
        let (teller, jobs) =
            teller(Arc::new(outdated), Arc::clone(&clock), Arc::clone(&known), Arc::clone(&stop));
        let wire = Wire::default();
        let bot = opening.bot(&vault, Arc::clone(&backend), &jobs, &wire).await?;
        let client = bot.client();
        // Set once, here.
        let _ = known.set(Arc::downgrade(&client) as Weak<Client>);
        let telling = tokio::spawn(teller.run());
        let (told, over) = watch::channel(false);
        let keeping = keep(bot.spawn(), wire, Arc::clone(&stop), Arc::clone(&backend), jobs.clone());
        tokio::spawn(async move {
            keeping.await;
            // A listener that panicked has heard the last.
            let _ = telling.await;
            told.send_replace(true);
        });
        Ok(Self { client, vault, backend, clock, jobs, stop, over })
    }

    fn connected(&self) -> bool {
        self.client.is_connected() && self.client.is_logged_in()
    }

    /// Only what is linked and connected can be asked for anything.
    fn ready(&self) -> Result<(), LineFailure> {
        match (self.client.pn().is_some(), self.connected()) {
            (false, _) => Err(LineFailure::NotLinked),
            (true, false) => Err(LineFailure::Unreachable("there is no connection".to_owned())),
            (true, true) => Ok(()),
        }
    }

    /// Does something, unless the line ends before: an answer would be waited for in vain then.
    async fn unless_over<T, E: From<LineFailure>>(
        &self,
        work: impl Future<Output = Result<T, E>> + Send,
    ) -> Result<T, E> {
        tokio::select! {
            biased;
            done = work => done,
            () = self.ended() => Err(LineFailure::Unreachable("the line has ended".to_owned()).into()),
        }
    }

    async fn ended(&self) {
        // It is set by a task that nobody ends; should it be gone, it is over as well.
        let _ = self.over.clone().wait_for(|over| *over).await;
    }
}

/// Holds the library's client until it ends, by itself or because it is asked to, and has the end told.
async fn keep(mut handle: BotHandle, wire: Wire, stop: Arc<Notify>, backend: Arc<VaultBackend>, jobs: Jobs) {
    let client = handle.client();
    let (ended, orderly) = tokio::select! {
        biased;
        why = backend.broken() => (Ended::Failed { detail: why.to_string() }, false),
        () = stop.notified() => (Ended::Closed, true),
        () = &mut handle => (Ended::Failed { detail: "the connection was given up".to_owned() }, true),
    };
    // Where nothing can be stored, there is nothing to be put in order, and nothing may go out any more.
    if !orderly || tokio::time::timeout(ENDING, Box::pin(client.disconnect())).await.is_err() {
        wire.cut().await;
        client.signal_shutdown_sync();
        handle.abort();
    }
    if tokio::time::timeout(ENDING, &mut handle).await.is_err() {
        tracing::warn!("what a line was doing goes on after its end");
        handle.abort();
    }
    jobs.over(ended);
}

/// Why there is no code to be typed.
fn refused_code(error: &PairError) -> LineFailure {
    match error {
        PairError::PairCode(
            PairCodeError::PhoneNumberRequired
            | PairCodeError::PhoneNumberTooShort
            | PairCodeError::PhoneNumberNotInternational,
        ) => LineFailure::Refused(error.to_string()),
        _ if error.rejection().is_some_and(|rejection| rejection.is_throttled()) => {
            LineFailure::TooMany(error.backoff().map(|wait| wait.as_secs()))
        }
        _ => line_failure(error),
    }
}

/// Forgets the version that the service does not take any more, before anybody hears of it.
struct Outdated {
    vault: Arc<dyn Vault>,
    listener: Arc<dyn Listener>,
}

#[async_trait]
impl Listener for Outdated {
    async fn hear(&self, event: LineEvent) -> Result<(), leadsmart_ports::whatsapp::NotKept> {
        if event == LineEvent::Ended(Ended::Outdated) {
            version::forget(&self.vault).await?;
        }
        self.listener.hear(event).await
    }
}

#[async_trait]
impl Line for MultiDeviceLine {
    async fn link_by_typing(&self, number: &str) -> Result<String, LineFailure> {
        if self.client.pn().is_some() {
            return Err(LineFailure::Refused("the number is linked already".to_owned()));
        }
        let waited = self.client.wait_for_socket(CONNECTING).await;
        waited.map_err(|error| LineFailure::Unreachable(error.to_string()))?;
        // One that was shown before would be taken by the phone, but fit no more.
        self.client.cancel_pair_code().await;
        let options = PairCodeOptions { phone_number: number.to_owned(), ..Default::default() };
        let asked = Box::pin(self.client.pair_with_code(options));
        self.unless_over(async { asked.await.map_err(|error| refused_code(&error)) }).await
    }

    async fn send(&self, message: &Outbound) -> Result<(), SendFailure> {
        self.ready()?;
        self.unless_over(Box::pin(send::send(&self.client, message, self.clock.now()))).await
    }

    async fn look_up(&self, numbers: &[String]) -> Result<Vec<Option<Contact>>, LineFailure> {
        self.ready()?;
        self.unless_over(Box::pin(lookup::look_up(&self.client, numbers))).await
    }

    async fn download(&self, media: &MediaReference, path: &Path) -> Result<(), MediaFailure> {
        if let Err(why) = self.ready() {
            return Err(MediaFailure::Unreachable(why.to_string()));
        }
        // It is not cut off at the end of the line: what was begun has to be removed, and the hosts answer without it.
        Box::pin(files::download(&self.client, media, path)).await
    }

    async fn ask_for_media(&self, message: &MessageKey, media: &MediaReference) -> Result<(), LineFailure> {
        self.ready()?;
        let chat = address::jid(&message.chat).filter(|_| message.chat.group.is_none());
        let chat = chat.ok_or_else(|| LineFailure::Refused("only of a chat with one person".to_owned()))?;
        let (client, jobs) = (Arc::clone(&self.client), self.jobs.clone());
        let (message, key) = (message.clone(), media.key.clone());
        tokio::spawn(async move {
            let request = MediaReuploadRequest {
                msg_id: &message.id,
                chat_jid: &chat,
                media_key: &key,
                is_from_me: message.from_me,
                participant: None,
            };
            let answer = Box::pin(client.media_reupload().request(&request)).await;
            let path = match answer {
                Ok(MediaRetryResult::Success { direct_path }) => Some(direct_path),
                Ok(other) => {
                    tracing::info!(?other, "the phone does not give a file again");
                    None
                }
                Err(error) => {
                    tracing::info!(%error, "the phone was not asked for a file");
                    None
                }
            };
            jobs.tell(LineEvent::MediaAgain { message, path });
        });
        Ok(())
    }

    async fn mark_read(&self, chat: &Chat, messages: &[MessageKey]) -> Result<(), LineFailure> {
        self.ready()?;
        let to = address::jid(chat).filter(|_| chat.group.is_none());
        let to = to.ok_or_else(|| LineFailure::Refused("only a chat with one person".to_owned()))?;
        let theirs = messages.iter().filter(|message| !message.from_me);
        let ids: Vec<&str> = theirs.map(|message| message.id.as_str()).collect();
        let told = Box::pin(self.client.mark_as_read(&to, None, &ids));
        self.unless_over(async { told.await.map_err(|error| line_failure(error.as_ref())) }).await
    }

    async fn typing(&self, chat: &Chat, typing: bool) -> Result<(), LineFailure> {
        self.ready()?;
        let to = address::jid(chat).ok_or_else(|| LineFailure::Refused("no chat".to_owned()))?;
        let states = self.client.chatstate();
        let told = if typing { states.send_composing(&to).await } else { states.send_paused(&to).await };
        told.map_err(|error| line_failure(&error))
    }

    async fn health(&self) -> LineHealth {
        let stats = self.client.stats();
        let connected = self.connected();
        let mut answer_ms = None;
        if connected {
            let asked = self.clock.now();
            let ping = Box::pin(self.client.execute(KeepaliveSpec::with_timeout(ANSWER)));
            if matches!(tokio::time::timeout(ANSWER, ping).await, Ok(Ok(()))) {
                answer_ms = u32::try_from(self.clock.now().duration_since(asked).as_millis()).ok();
            }
        }
        let heard = i64::try_from(stats.last_data_received_ms).unwrap_or(0);
        LineHealth {
            connected,
            last_heard: Timestamp::from_millisecond(heard).ok().filter(|_| heard > 0),
            answer_ms,
            backlog: self.jobs.backlog(),
        }
    }

    async fn log_out(&self) -> Result<(), LineFailure> {
        self.ready()?;
        Box::pin(self.client.logout()).await;
        self.close().await;
        // Nothing that is still under way may put anything back.
        let why = leadsmart_ports::whatsapp::NotKept("the number was logged out".to_owned());
        self.backend.refuse(why);
        backend::empty(&*self.vault).await?;
        Ok(())
    }

    async fn close(&self) {
        self.stop.notify_one();
        self.ended().await;
    }
}
