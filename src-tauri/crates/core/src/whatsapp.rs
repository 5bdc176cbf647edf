//! Lines to WhatsApp: who opens them, what they tell, what goes out over them.
//!
//! [`supervisor`] does for each number what is due now, again and again: it opens a line and closes it, mends one that has gone deaf, and
//! keeps the lease of this desktop. [`listener`] stores what a line tells, before the line acknowledges it; it never waits for the line.
//! [`delivery`] hands over what stands in the [`queue`], and [`media`] fetches files. Whoever hosts the backend lets
//! [`Core::run_whatsapp`] run; a test calls [`Core::tend_whatsapp`] and moves the clock.

mod content;
mod delivery;
mod inbound;
mod lines;
mod listener;
pub(crate) mod media;
pub(crate) mod queue;
pub(crate) mod store;
mod supervisor;
#[cfg(test)]
mod tests;
mod vault;

use std::time::Duration;

use leadsmart_contract::ids::{CompanyId, InstanceId};
use leadsmart_contract::topic::{Changed, Topic};
use leadsmart_ports::whatsapp::{Chat, MessageKey};
use sqlx::SqliteConnection;

use crate::Core;
use crate::context::Context;
use crate::db::write::Mutation;
use crate::error::Result;
use crate::threads::Thread;
pub(crate) use lines::{Lines, Phase, Status};
pub(crate) use store::KeptLine;

/// How often it is looked whether something is due although nobody asked.
const BEAT: Duration = Duration::from_secs(1);

impl Core {
    /// Does once what is due now for each number: opens and closes lines, hands messages over, fetches files.
    ///
    /// # Errors
    /// The store fails.
    pub async fn tend_whatsapp(&self) -> Result<()> {
        let numbers = supervisor::numbers(self).await?;
        let tended = numbers.iter().map(async |number| {
            supervisor::tend(self, number).await?;
            delivery::tend(self, number).await?;
            media::tend(self, number).await
        });
        futures_util::future::try_join_all(tended).await?;
        Ok(())
    }

    /// Does what is due, for as long as it is polled. What takes long for one number holds up nothing else.
    pub async fn run_whatsapp(&self) {
        loop {
            match supervisor::numbers(self).await {
                Ok(numbers) => {
                    for number in numbers {
                        let core = self.clone();
                        tokio::spawn(async move { core.tend_one(&number).await });
                    }
                }
                Err(error) => tracing::warn!(%error, "the numbers were not looked at"),
            }
            let _ = tokio::time::timeout(BEAT, self.whatsapp().woken()).await;
        }
    }

    /// What is due for one number. Each kind of work is done by one at a time; who finds it being done leaves it.
    async fn tend_one(&self, number: &store::Watched) {
        let (line, sending, files) = tokio::join!(
            supervisor::tend(self, number),
            delivery::tend(self, number),
            media::tend(self, number)
        );
        for done in [line, sending, files] {
            if let Err(error) = done {
                tracing::warn!(number = %number.id, %error, "something that is due was not done");
            }
        }
    }

    /// Closes all lines and waits until what was under way is stored. The links stay.
    pub(crate) async fn close_whatsapp(&self) {
        for held in self.whatsapp().all() {
            supervisor::close(&held).await;
        }
    }
}

/// The context of what nobody asked for: it came over a line, or is due.
pub(crate) fn context(core: &Core) -> Context {
    Context {
        now: core.ports().clock.now(),
        language: leadsmart_contract::language::Language::default(),
        user: None,
        session: None,
        member: None,
        ports: core.ports().clone(),
    }
}

/// A transaction for what nobody asked for.
async fn begin(core: &Core, context: &Context, operation: &'static str) -> Result<Mutation> {
    Mutation::begin(core.db(), context, operation).await
}

/// Tells windows that something about a number changed that is no row of the company.
fn announce(core: &Core, company: CompanyId, topic: Topic) {
    core.db().announce([Changed { company_id: Some(company), topic }]);
}

/// With whom a conversation is.
pub(crate) fn chat_of(thread: &Thread) -> Chat {
    Chat { number: thread.number.clone(), hidden: thread.hidden.clone(), group: None }
}

/// Tells the other one and the phone that messages were read, if the line is open; it is a courtesy and waits for nothing.
pub(crate) fn tell_read(core: &Core, thread: &Thread, wire_ids: Vec<String>) {
    let (held, chat) = (core.whatsapp().get(thread.instance), chat_of(thread));
    let Some(held) = held else { return };
    let keys: Vec<MessageKey> =
        wire_ids.into_iter().map(|id| MessageKey { chat: chat.clone(), id, from_me: false }).collect();
    tokio::spawn(async move {
        if let Some(line) = held.line()
            && let Err(failure) = line.mark_read(&chat, &keys).await
        {
            tracing::info!(%failure, "nobody was told that messages were read");
        }
    });
}

/// Tells the other one whether somebody is typing, if the line is open.
pub(crate) fn tell_typing(core: &Core, thread: &Thread, typing: bool) {
    let (held, chat) = (core.whatsapp().get(thread.instance), chat_of(thread));
    let Some(held) = held else { return };
    tokio::spawn(async move {
        if let Some(line) = held.line()
            && let Err(failure) = line.typing(&chat, typing).await
        {
            tracing::debug!(%failure, "nobody was told that somebody is typing");
        }
    });
}

/// How the line of a number stands here, as far as it is stored.
pub(crate) async fn line_of(connection: &mut SqliteConnection, instance: InstanceId) -> Result<KeptLine> {
    store::line(connection, instance).await
}

/// Forgets why a line has ended, because a person wants it again. Answers whether it is linked.
pub(crate) async fn forget_end(core: &Core, instance: InstanceId) -> Result<bool> {
    let mut local = core.db().write_local().await?;
    let mut line = store::line(&mut local, instance).await?;
    (line.ended, line.ended_until, line.detail) = (None, None, None);
    store::put_line(&mut local, instance, &line).await?;
    local.commit().await?;
    Ok(line.linked)
}

/// Ends the link of a number: the phone forgets this computer, and the keys go. If the service is not reached, they go all the same, and
/// the phone shows this computer until somebody removes it there.
pub(crate) async fn end_link(core: &Core, instance: InstanceId) -> Result<()> {
    let held = core.whatsapp().of(instance);
    let _turn = held.line_turn.lock().await;
    if let Some(line) = held.line()
        && let Err(failure) = line.log_out().await
    {
        tracing::info!(%failure, "the phone was not told that the link has ended");
    }
    supervisor::close(&held).await;
    {
        let mut status = held.status();
        status.enter(Phase::Closed, core.ports().clock.now());
        (status.wants_link, status.over, status.forget) = (false, false, false);
        status.link_failure = None;
    }
    let mut local = core.db().write_local().await?;
    let mut line = store::line(&mut local, instance).await?;
    (line.linked, line.ended, line.ended_until, line.detail) = (false, None, None, None);
    store::put_line(&mut local, instance, &line).await?;
    store::empty_vault(&mut local, instance).await?;
    local.commit().await?;
    Ok(())
}
