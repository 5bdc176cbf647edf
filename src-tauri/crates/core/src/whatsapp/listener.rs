//! What a line tells, stored before it is acknowledged. Nothing here waits for the line: its answer may stand behind what it is telling.

use std::sync::Weak;

use async_trait::async_trait;
use leadsmart_contract::ids::{CompanyId, InstanceId};
use leadsmart_contract::instances::{QrCode, TypedCode};
use leadsmart_contract::topic::Topic;
use leadsmart_ports::whatsapp::{Ended, LineEvent, Linked, Listener, NotKept};

use super::lines::{Phase, Status};
use super::store::{self, KeptLine};
use super::{announce, begin, context, delivery, inbound, media};
use crate::error::Result;
use crate::secrets::CompanyKey;
use crate::{Core, Inner, instances, threads};

/// How long a line that was given up is left alone before it is tried again by itself, in minutes.
const LEFT_ALONE: i64 = 15;

/// Hears the line of a number.
pub(super) struct Ear {
    core: Weak<Inner>,
    pub(super) key: CompanyKey,
    pub(super) company: CompanyId,
    pub(super) instance: InstanceId,
}

impl Ear {
    pub(super) fn new(core: &Core, key: CompanyKey, instance: InstanceId) -> Self {
        Self { core: core.downgrade(), company: key.company, key, instance }
    }

    /// The company and the number.
    pub(super) const fn place(&self) -> (CompanyId, InstanceId) {
        (self.company, self.instance)
    }

    /// Changes how the line stands, and tells it.
    fn note(&self, core: &Core, change: impl FnOnce(&mut Status)) {
        change(&mut core.whatsapp().of(self.instance).status());
        announce(core, self.company, Topic::Instances);
        core.whatsapp().wake();
    }

    async fn take(&self, core: &Core, event: LineEvent) -> Result<()> {
        let now = core.ports().clock.now();
        match event {
            LineEvent::Code { text, until, left } => self.note(core, |status| {
                status.enter(Phase::Linking, now);
                status.qr = Some(QrCode { text, until, left });
            }),
            LineEvent::TypedCode { text, until } => self.note(core, |status| {
                status.enter(Phase::Linking, now);
                status.typed = Some(TypedCode { code: text, until });
            }),
            LineEvent::CodesSpent => self.note(core, |status| {
                status.enter(Phase::CodesSpent, now);
                (status.wants_link, status.over) = (false, true);
            }),
            LineEvent::Finishing => self.note(core, |status| status.enter(Phase::Finishing, now)),
            LineEvent::NotLinked(failure) => self.note(core, |status| {
                status.enter(Phase::Closed, now);
                status.link_failure = Some(failure);
                (status.wants_link, status.over) = (false, true);
            }),
            LineEvent::Linked(linked) => self.linked(core, linked).await?,
            LineEvent::Connected => {
                delivery::all_again(core, self.instance, now).await?;
                self.note(core, |status| {
                    status.enter(Phase::CatchingUp, now);
                    (status.failures, status.detail) = (0, None);
                });
            }
            LineEvent::CaughtUp => self.note(core, |status| status.enter(Phase::Connected, now)),
            LineEvent::Disconnected { detail } => self.note(core, |status| {
                status.enter(Phase::Reconnecting, now);
                status.detail = Some(detail);
            }),
            LineEvent::Ended(ended) => self.ended(core, ended).await?,
            LineEvent::Messages(messages) => inbound::take(core, self, messages).await?,
            LineEvent::Undecryptable(message) => inbound::undecryptable(core, self, message).await?,
            LineEvent::Acknowledged(acknowledged) => {
                delivery::acknowledged(core, self.place(), acknowledged).await?
            }
            LineEvent::Receipt { messages, kind, .. } => {
                delivery::receipt(core, self.place(), &messages, kind).await?
            }
            LineEvent::MediaAgain { message, path } => media::again(core, self, &message, path).await?,
            LineEvent::History(part) => inbound::history(core, self, part).await?,
            LineEvent::Typing { chat, typing } => {
                let mut read = core.db().read().await?;
                let thread = threads::known(&mut read, self.place(), &chat).await?;
                drop(read);
                if let Some(thread) = thread {
                    core.whatsapp().set_typing(thread.id, typing, now);
                    announce(core, self.company, Topic::Threads);
                }
            }
            LineEvent::Chat(update) => {
                let context = context(core);
                let mut write = begin(core, &context, "whatsapp.person").await?;
                let name = update.name.as_deref();
                threads::learn(write.connection(), &context, self.place(), &update.chat, name).await?;
                write.commit().await?;
            }
        }
        Ok(())
    }

    async fn linked(&self, core: &Core, linked: Linked) -> Result<()> {
        let context = context(core);
        let mut write = begin(core, &context, "whatsapp.linked").await?;
        instances::set_linked(write.connection(), self.instance, &linked, context.now).await?;
        let line = KeptLine { linked: true, ..KeptLine::default() };
        store::put_line(write.connection(), self.instance, &line).await?;
        write.commit().await?;
        self.note(core, |status| {
            status.enter(Phase::Connecting, context.now);
            (status.wants_link, status.link_failure) = (false, None);
        });
        Ok(())
    }

    async fn ended(&self, core: &Core, ended: Ended) -> Result<()> {
        let now = core.ports().clock.now();
        let later = now.saturating_add(jiff::SignedDuration::from_mins(LEFT_ALONE)).ok();
        let (word, until, detail) = match &ended {
            Ended::LoggedOut => ("logged_out", None, None),
            Ended::UsedElsewhere => ("used_elsewhere", None, None),
            Ended::Banned { until, detail } => ("banned", *until, Some(detail.clone())),
            Ended::Blocked => ("blocked", None, None),
            // The version that the service takes is asked for anew, and LeadSmart itself may be newer by then.
            Ended::Outdated => ("outdated", later, None),
            Ended::Failed { detail } => ("failed", later, Some(detail.clone())),
            // Whoever has closed it knows, and may have opened another one by now.
            Ended::Closed => return Ok(()),
        };
        let mut local = core.db().write_local().await?;
        let mut line = store::line(&mut local, self.instance).await?;
        let told = {
            let held = core.whatsapp().of(self.instance);
            let status = held.status();
            status.phase == Phase::CodesSpent || status.link_failure.is_some()
        };
        if told && !line.linked {
            // That nobody has linked it was said already, and is why it has ended.
            return Ok(());
        }
        (line.ended, line.ended_until, line.detail) = (Some(word.to_owned()), until, detail.clone());
        line.linked &= ended != Ended::LoggedOut;
        store::put_line(&mut local, self.instance, &line).await?;
        local.commit().await?;
        self.note(core, |status| {
            status.enter(Phase::Closed, now);
            status.over = true;
            status.forget |= ended == Ended::LoggedOut;
            status.detail = detail.or(status.detail.take());
        });
        Ok(())
    }
}

#[async_trait]
impl Listener for Ear {
    async fn hear(&self, event: LineEvent) -> Result<(), NotKept> {
        let core = Core::upgrade(&self.core).ok_or_else(|| NotKept("the store is closed".to_owned()))?;
        self.take(&core, event).await.map_err(|error| {
            tracing::warn!(number = %self.instance, %error, "what a line told was not kept");
            NotKept(error.to_string())
        })
    }
}
