//! Tells a listener what happens, one event after the other, whatever the library does at once.
//!
//! Messages wait for their answer, and with them the library, which acknowledges them afterwards; so a slow listener slows the
//! service down and nothing piles up. All else is queued. An event that was not kept stays at the head of the queue and is told again
//! before the next one; until it is kept, messages are refused, since they would overtake it.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use async_trait::async_trait;
use leadsmart_ports::Clock;
use leadsmart_ports::whatsapp::{Chat, Ended, LineEvent, Listener, NotKept};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Notify, oneshot};
use wacore::types::events::{Event, EventHandler, EventInterest, InboundMessage, LazyHistorySync};
use whatsapp_rust::{Client, InboundDurabilityHook};

use crate::address::{self, Own};
use crate::events::{self, Identity, Life};

/// How long to wait before something that was not kept is told again, if nothing else happens.
const AGAIN: Duration = Duration::from_secs(5);

/// How many messages are told together at most. Whoever stores them writes to the disk once for all.
const TOGETHER: usize = 64;

/// A bundle of messages, and where the library waits for it to be kept.
type Bundle = (Vec<InboundMessage>, oneshot::Sender<Result<(), NotKept>>);

/// What there is to tell.
enum Job {
    Event(Arc<Event>),
    Told(LineEvent),
    Batch(Bundle),
    /// The code that was to be typed does not hold any more.
    TypedOver,
    /// Nothing comes any more.
    Over(Ended),
}

/// Where what happens is handed in.
#[derive(Clone)]
pub(crate) struct Jobs {
    queue: UnboundedSender<Job>,
    backlog: Arc<AtomicU32>,
}

impl Jobs {
    /// Has something told.
    pub(crate) fn tell(&self, event: LineEvent) {
        // After the end nobody listens.
        let _ = self.queue.send(Job::Told(event));
    }

    /// The end: `Ended` is told with this reason unless one was told before.
    pub(crate) fn over(&self, ended: Ended) {
        let _ = self.queue.send(Job::Over(ended));
    }

    /// How many messages the service still has to bring.
    pub(crate) fn backlog(&self) -> u32 {
        self.backlog.load(Ordering::Relaxed)
    }
}

impl EventHandler for Jobs {
    fn handle_event(&self, event: Arc<Event>) {
        match &*event {
            Event::OfflineSyncPreview(preview) => {
                self.backlog.store(u32::try_from(preview.messages).unwrap_or(0), Ordering::Relaxed);
            }
            Event::OfflineSyncCompleted(_) => self.backlog.store(0, Ordering::Relaxed),
            _ => {}
        }
        let _ = self.queue.send(Job::Event(event));
    }

    fn interest(&self) -> EventInterest {
        events::interest()
    }
}

#[async_trait]
impl InboundDurabilityHook for Jobs {
    async fn on_messages(&self, _client: Arc<Client>, batch: &[InboundMessage]) -> anyhow::Result<()> {
        let (answer, kept) = oneshot::channel();
        let closed = || anyhow::anyhow!("the line is closed");
        self.queue.send(Job::Batch((batch.to_vec(), answer))).map_err(|_| closed())?;
        kept.await.map_err(|_| closed())??;
        let waited = batch.iter().filter(|message| message.info.is_offline).count();
        let waited = u32::try_from(waited).unwrap_or(u32::MAX);
        let _ = self.backlog.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |backlog| {
            Some(backlog.saturating_sub(waited))
        });
        Ok(())
    }
}

/// Tells.
pub(crate) struct Teller {
    jobs: UnboundedReceiver<Job>,
    /// What was taken out of the queue and comes next.
    next: Option<Job>,
    queue: tokio::sync::mpsc::WeakUnboundedSender<Job>,
    listener: Arc<dyn Listener>,
    clock: Arc<dyn Clock>,
    client: Arc<OnceLock<Weak<Client>>>,
    /// Asks for the line to be ended.
    stop: Arc<Notify>,
    life: Life,
    linked: bool,
    late: VecDeque<LineEvent>,
    ended: bool,
}

/// A teller, and where to hand in.
pub(crate) fn teller(
    listener: Arc<dyn Listener>,
    clock: Arc<dyn Clock>,
    client: Arc<OnceLock<Weak<Client>>>,
    stop: Arc<Notify>,
) -> (Teller, Jobs) {
    let (queue, jobs) = unbounded_channel();
    let teller = Teller {
        jobs,
        next: None,
        queue: queue.downgrade(),
        listener,
        clock,
        client,
        stop,
        life: Life::default(),
        linked: false,
        late: VecDeque::new(),
        ended: false,
    };
    (teller, Jobs { queue, backlog: Arc::default() })
}

impl Teller {
    /// Tells until the end.
    pub(crate) async fn run(mut self) {
        loop {
            let next = if let Some(next) = self.next.take() {
                Some(next)
            } else if self.late.is_empty() {
                self.jobs.recv().await
            } else {
                match tokio::time::timeout(AGAIN, self.jobs.recv()).await {
                    Ok(next) => next,
                    Err(_) => {
                        let _ = self.catch_up().await;
                        continue;
                    }
                }
            };
            let Some(job) = next else { return };
            if Box::pin(self.work(job)).await {
                return;
            }
        }
    }

    /// Does one thing, and tells whether it was the last.
    async fn work(&mut self, job: Job) -> bool {
        match job {
            Job::Event(event) => self.event(event).await,
            Job::Told(event) => self.tell(event).await,
            Job::Batch(bundle) => self.bundles(bundle).await,
            Job::TypedOver => {
                if !self.linked {
                    self.tell(LineEvent::CodesSpent).await;
                    self.stop.notify_one();
                }
            }
            Job::Over(ended) => {
                self.tell(LineEvent::Ended(ended)).await;
                return true;
            }
        }
        false
    }

    async fn event(&mut self, event: Arc<Event>) {
        let now = self.clock.now();
        let own = self.own();
        if let Event::HistorySync(history) = &*event {
            for event in unpack(history.as_ref().clone(), own).await {
                self.tell(event).await;
            }
            return;
        }
        if let Some(said) = events::said(&event, &own, now) {
            self.tell(said).await;
            return;
        }
        if let (Event::PairingQrCodesExhausted(spent), Some(until)) = (&*event, self.life.typed_until())
            && !spent.disconnected
        {
            self.wait_for_typing(until.duration_since(now));
        }
        let client = self.client();
        let who = || {
            let name = client.as_ref().map(|client| client.push_name()).unwrap_or_default();
            Identity { own, name }
        };
        for event in self.life.lived(&event, now, who) {
            self.linked |= matches!(event, LineEvent::Finishing | LineEvent::Connected);
            self.tell(event).await;
        }
    }

    /// The last code to be scanned is spent, but one that is to be typed holds yet.
    fn wait_for_typing(&self, left: jiff::SignedDuration) {
        let (queue, left) = (self.queue.clone(), Duration::try_from(left).unwrap_or_default());
        tokio::spawn(async move {
            tokio::time::sleep(left).await;
            if let Some(queue) = queue.upgrade() {
                let _ = queue.send(Job::TypedOver);
            }
        });
    }

    /// Tells what has come by now together: different people write at once. What is not kept together is told one by one, so that
    /// nobody's message stands in the way of another's.
    async fn bundles(&mut self, first: Bundle) {
        let mut messages = first.0.len();
        let mut bundles = vec![first];
        while messages < TOGETHER {
            match self.jobs.try_recv() {
                Ok(Job::Batch(bundle)) => {
                    messages += bundle.0.len();
                    bundles.push(bundle);
                }
                Ok(other) => {
                    self.next = Some(other);
                    break;
                }
                Err(_) => break,
            }
        }
        let together = self.batch(bundles.iter().flat_map(|(batch, _)| batch)).await;
        let alone = together.is_err() && bundles.len() > 1;
        for (batch, answer) in bundles {
            let kept = if alone { self.batch(batch.iter()).await } else { together.clone() };
            // Whoever does not wait any more does not ask.
            let _ = answer.send(kept);
        }
    }

    async fn batch(&mut self, batch: impl Iterator<Item = &InboundMessage>) -> Result<(), NotKept> {
        if self.ended {
            return Err(NotKept("the line has ended".to_owned()));
        }
        self.catch_up().await?;
        let own = self.own();
        let messages: Vec<_> = batch.filter_map(|message| events::inbound(message, &own)).collect();
        if messages.is_empty() {
            return Ok(());
        }
        let mut event = LineEvent::Messages(messages);
        self.complete(&mut event).await;
        self.listener.hear(event).await
    }

    /// Tells, and keeps for later what was not kept. Nothing follows the end.
    async fn tell(&mut self, mut event: LineEvent) {
        if self.ended {
            return;
        }
        self.ended = matches!(event, LineEvent::Ended(_) | LineEvent::CodesSpent);
        self.complete(&mut event).await;
        let kept = match self.catch_up().await {
            Ok(()) => self.listener.hear(event.clone()).await,
            Err(why) => Err(why),
        };
        // That somebody typed is of no use later.
        if kept.is_err() && !matches!(event, LineEvent::Typing { .. }) {
            self.late.push_back(event);
        }
    }

    /// Tells again what was not kept.
    async fn catch_up(&mut self) -> Result<(), NotKept> {
        while let Some(event) = self.late.front() {
            self.listener.hear(event.clone()).await?;
            self.late.pop_front();
        }
        Ok(())
    }

    fn client(&self) -> Option<Arc<Client>> {
        self.client.get().and_then(Weak::upgrade)
    }

    fn own(&self) -> Own {
        self.client().map(|client| Own::new(client.pn(), client.lid())).unwrap_or_default()
    }

    /// Adds the other of the two addresses wherever it is known.
    async fn complete(&self, event: &mut LineEvent) {
        let Some(client) = self.client() else { return };
        let mut known: HashMap<Chat, Chat> = HashMap::new();
        for chat in chats(event) {
            if chat.group.is_some() || (chat.number.is_some() && chat.hidden.is_some()) {
                continue;
            }
            if !known.contains_key(chat) {
                let whole = whole(&client, chat).await;
                known.insert(chat.clone(), whole);
            }
            if let Some(whole) = known.get(chat) {
                *chat = whole.clone();
            }
        }
    }
}

async fn whole(client: &Client, chat: &Chat) -> Chat {
    let mut whole = chat.clone();
    let Some(jid) = address::jid(chat) else { return whole };
    match client.get_lid_pn_entry(&jid).await {
        Ok(Some(entry)) => {
            whole.number.get_or_insert_with(|| entry.phone_number.to_string());
            whole.hidden.get_or_insert_with(|| entry.lid.to_string());
        }
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "the other address of somebody cannot be read"),
    }
    whole
}

/// Unpacks history where it holds nobody up: a file may have megabytes.
async fn unpack(packed: LazyHistorySync, own: Own) -> Vec<LineEvent> {
    let unpacked = tokio::task::spawn_blocking(move || {
        packed.get().map(|history| events::history(history, &own)).unwrap_or_default()
    });
    unpacked.await.unwrap_or_default()
}

/// Every chat that an event names.
fn chats(event: &mut LineEvent) -> Vec<&mut Chat> {
    match event {
        LineEvent::Messages(messages) => {
            messages.iter_mut().flat_map(|it| [&mut it.key.chat, &mut it.sender]).collect()
        }
        LineEvent::Undecryptable(message) => vec![&mut message.key.chat, &mut message.sender],
        LineEvent::Acknowledged(ack) => vec![&mut ack.message.chat],
        LineEvent::Receipt { messages, .. } => messages.iter_mut().map(|key| &mut key.chat).collect(),
        LineEvent::MediaAgain { message, .. } => vec![&mut message.chat],
        LineEvent::History(part) => part
            .chats
            .iter_mut()
            .flat_map(|chat| {
                let messages = chat.messages.iter_mut();
                let named = messages.flat_map(|it| [&mut it.key.chat, &mut it.sender]);
                std::iter::once(&mut chat.chat).chain(named)
            })
            .collect(),
        LineEvent::Typing { chat, .. } => vec![chat],
        LineEvent::Chat(update) => vec![&mut update.chat],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
