//! When a line is opened and closed. One step looks at one number and does what is due now; nothing is awaited but the line itself, so a
//! clock that is moved is all a test needs.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::topic::Topic;

use super::announce;
use super::lines::{Held, Phase};
use super::listener::Ear;
use super::store::{self, KeptLine, Watched};
use super::vault::StoreVault;
use crate::error::Result;
use crate::{Core, instances, secrets};

/// The wait after the first failure; it doubles with each further one.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(2);

/// The longest wait before a line is opened again.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(5);

/// How often a line is asked how it fares.
const CHECK: SignedDuration = SignedDuration::from_secs(20);

/// For how long a line that counts as connected may hear nothing. The service is asked for a sign every half minute.
const DEAF: SignedDuration = SignedDuration::from_secs(150);

/// How many questions in a row a connection may leave unanswered. It stands in name only when nothing else comes either, as after a
/// change of network.
const UNANSWERED: u8 = 2;

/// For how long a line may be on its way back by itself: its own waits grow up to a quarter of an hour, ours do not.
const AWAY: SignedDuration = SignedDuration::from_mins(2);

/// How long what waited may be on its way before the line counts as connected all the same.
const CATCHING_UP: SignedDuration = SignedDuration::from_secs(90);

/// The numbers, with how each stands. The lines of numbers that are gone are closed.
pub(super) async fn numbers(core: &Core) -> Result<Vec<Watched>> {
    let mut read = core.db().read().await?;
    let numbers = store::watched(&mut read).await?;
    drop(read);
    let there: Vec<_> = numbers.iter().map(|number| number.id).collect();
    for gone in core.whatsapp().retain(&there) {
        close(&gone).await;
    }
    Ok(numbers)
}

/// Closes the line of a number and waits until what was under way is stored.
pub(super) async fn close(held: &Held) {
    if let Some(line) = held.set_line(None) {
        line.close().await;
    }
}

/// Does what is due for the line of a number.
pub(super) async fn tend(core: &Core, number: &Watched) -> Result<()> {
    let held = core.whatsapp().of(number.id);
    let Ok(_turn) = held.line_turn.try_lock() else { return Ok(()) };
    let now = core.ports().clock.now();
    let kept = forgive(core, number, now).await?;
    let (over, anew, forget) = {
        let mut status = held.status();
        (
            std::mem::take(&mut status.over),
            std::mem::take(&mut status.anew),
            std::mem::take(&mut status.forget),
        )
    };
    if over || anew {
        close(&held).await;
    }
    if forget {
        let mut local = core.db().write_local().await?;
        store::empty_vault(&mut local, number.id).await?;
        local.commit().await?;
    }
    let wanted = number.active && (held.status().wants_link || (kept.linked && kept.ended.is_none()));
    let ours = instances::keep_lease(core, number.company, number.id, wanted, now).await?;
    note_elsewhere(core, number, &held, !ours);
    match (held.line(), wanted && ours) {
        (Some(_), false) => {
            close(&held).await;
            held.status().enter(Phase::Closed, now);
            announce(core, number.company, Topic::Instances);
        }
        (Some(_), true) => check(core, number, &held, now).await,
        (None, true) if held.status().next_open.is_none_or(|at| at <= now) => {
            open(core, number, &held, &kept, now).await?
        }
        (None, _) => {}
    }
    Ok(())
}

/// What is known of the line, with what has passed by itself forgotten: a ban that is over, a failure that was left alone for a while.
async fn forgive(core: &Core, number: &Watched, now: Timestamp) -> Result<KeptLine> {
    let past = number.line.ended.is_some() && number.line.ended_until.is_some_and(|until| until <= now);
    if !past {
        return Ok(number.line.clone());
    }
    let mut local = core.db().write_local().await?;
    let mut line = store::line(&mut local, number.id).await?;
    (line.ended, line.ended_until) = (None, None);
    store::put_line(&mut local, number.id, &line).await?;
    local.commit().await?;
    Ok(line)
}

fn note_elsewhere(core: &Core, number: &Watched, held: &Held, elsewhere: bool) {
    let changed = std::mem::replace(&mut held.status().elsewhere, elsewhere) != elsewhere;
    if changed {
        announce(core, number.company, Topic::Instances);
    }
}

/// Asks a line how it fares. One that counts as connected and hears nothing, or stays away for long, is opened anew.
async fn check(core: &Core, number: &Watched, held: &Arc<Held>, now: Timestamp) {
    let due = held.status().health_at.is_none_or(|at| now.duration_since(at) >= CHECK);
    let Some(line) = held.line().filter(|_| due) else { return };
    let health = line.health().await;
    let (worn, settled) = {
        let mut status = held.status();
        let since = status.since.map_or(SignedDuration::ZERO, |since| now.duration_since(since));
        let silent = health
            .last_heard
            .map(|at| now.duration_since(at))
            .map_or(since, |silent| silent.min(since.max(silent)));
        status.unanswered = match health.connected && health.answer_ms.is_none() {
            true => status.unanswered.saturating_add(1),
            false => 0,
        };
        (status.health, status.health_at) = (health, Some(now));
        let hollow = status.unanswered >= UNANSWERED && silent >= CHECK;
        let deaf = status.is_open() && (hollow || silent >= DEAF);
        let away = matches!(status.phase, Phase::Reconnecting | Phase::Connecting | Phase::Finishing)
            && since >= AWAY;
        (deaf || away, status.phase == Phase::CatchingUp && since >= CATCHING_UP)
    };
    if settled && !worn {
        held.status().enter(Phase::Connected, now);
    }
    if worn {
        tracing::info!(number = %number.id, "a line that heard nothing is opened anew");
        close(held).await;
        let mut status = held.status();
        status.enter(Phase::Reconnecting, now);
        status.next_open = Some(now);
    }
    announce(core, number.company, Topic::Instances);
    if worn {
        core.whatsapp().wake();
    }
}

async fn open(
    core: &Core,
    number: &Watched,
    held: &Arc<Held>,
    kept: &KeptLine,
    now: Timestamp,
) -> Result<()> {
    let opened = match secrets::company_key(core, number.company).await {
        Ok(key) => {
            if !kept.linked {
                // What an earlier link has left would be taken for a session.
                let mut local = core.db().write_local().await?;
                store::empty_vault(&mut local, number.id).await?;
                local.commit().await?;
            }
            {
                let mut status = held.status();
                status.enter(if kept.linked { Phase::Connecting } else { Phase::Linking }, now);
                (status.health_at, status.unanswered) = (Some(now), 0);
                status.link_failure = None;
            }
            let vault = Arc::new(StoreVault::new(core, key.clone(), number.id));
            let ear = Arc::new(Ear::new(core, key, number.id));
            core.ports().whatsapp.open(vault, ear).await.map_err(|failure| failure.to_string())
        }
        // A locked keychain is unlocked by a person, and then the line can still be opened.
        Err(error) => Err(error.to_string()),
    };
    match opened {
        Ok(line) => {
            held.set_line(Some(line));
            held.status().next_open = None;
        }
        Err(detail) => {
            let mut chance = [0];
            core.ports().random.fill(&mut chance);
            let mut status = held.status();
            let wait = wait(status.failures, chance[0]);
            tracing::info!(number = %number.id, detail, ?wait, "a line was not opened");
            status.failures = status.failures.saturating_add(1);
            status.next_open = now.saturating_add(wait).ok();
            status.detail = Some(detail);
            status.enter(Phase::Reconnecting, now);
        }
    }
    announce(core, number.company, Topic::Instances);
    Ok(())
}

/// The wait after so many failures; `chance` spreads numbers that lost the same connection, from 0 to 255.
fn wait(failures: u32, chance: u8) -> SignedDuration {
    let doubled = FIRST_WAIT.as_secs() << failures.min(10);
    let wait = SignedDuration::from_secs(doubled.min(LONGEST_WAIT.as_secs()));
    wait / 2 + wait * i32::from(chance) / (2 * 255)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_cannot_be_opened_is_tried_less_and_less_often_and_never_given_up() {
        let waits: Vec<i64> = (0..10).map(|failures| wait(failures, 255).as_secs()).collect();
        assert_eq!(waits, [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        assert_eq!(wait(u32::MAX, 0), LONGEST_WAIT / 2);
    }
}
