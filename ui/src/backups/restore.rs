//! From a copy to the restart into it: the file is sent if it lies elsewhere, read to its end, shown beside what is there now,
//! and put in its place when the person says so.

use leadsmart_contract::backups::{
    BackupCheck, BeginBackupUpload, BeginFirstUpload, CancelBackupUpload, CheckBackup, CheckFirstBackup,
    MOST_PIECE_BYTES, RestoreBackup, RestoreFirstBackup,
};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::CompanyId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use super::{rules, texts};
use crate::backend::{self, call};
use crate::components::{Button, Dialog, ErrorNote, Kind};
use crate::dom;
use crate::language::{language, language_now, t};

#[derive(Clone, PartialEq)]
enum Step {
    /// The file is on its way; so many per cent are there.
    Sending(u32),
    Checking,
    Ask(Box<BackupCheck>),
    /// It is being made ready, and the application starts again.
    Restoring(Box<BackupCheck>),
    Failed(Failure),
}

/// A restore under way.
#[derive(Clone, Copy)]
pub(super) struct Restore {
    /// The company from which it is asked for; none on a computer that has no data yet.
    company_id: Option<CompanyId>,
    open: RwSignal<bool>,
    step: RwSignal<Step>,
    /// The upload that is under way or has arrived, to be forgotten if it is not used.
    upload: RwSignal<Option<String>>,
    /// Counts what was begun: an answer to what was left is dropped.
    turn: StoredValue<u32>,
}

impl Restore {
    pub(super) fn new(company_id: Option<CompanyId>) -> Self {
        Self {
            company_id,
            open: RwSignal::new(false),
            step: RwSignal::new(Step::Checking),
            upload: RwSignal::new(None),
            turn: StoredValue::new(0),
        }
    }

    fn next_turn(self, step: Step) -> u32 {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        self.step.set(step);
        self.open.set(true);
        turn
    }

    /// Whether nothing else was begun since, and the page is still there.
    fn is_on(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    /// Begins with a copy that is kept here.
    pub(super) fn begin(self, backup_id: String) {
        let turn = self.next_turn(Step::Checking);
        spawn_local(self.check(turn, backup_id));
    }

    /// Begins with a file.
    pub(super) fn send(self, file: File) {
        let turn = self.next_turn(Step::Sending(0));
        spawn_local(async move {
            match self.send_all(turn, &file).await {
                Ok(Some(id)) => self.check(turn, id).await,
                Ok(None) => {}
                Err(failure) => self.fail(turn, failure),
            }
        });
    }

    /// Sends a file; none if it was left on the way.
    async fn send_all(self, turn: u32, file: &File) -> Result<Option<String>, Failure> {
        let size = file.size();
        let begun = match self.company_id {
            Some(company_id) => call(BeginBackupUpload { company_id, size: size as u64 }).await?,
            None => call(BeginFirstUpload { size: size as u64 }).await?,
        };
        let id = begun.upload_id;
        if !self.is_on(turn) {
            self.forget_upload(id);
            return Ok(None);
        }
        self.upload.set(Some(id.clone()));
        let mut offset = 0.0;
        while offset < size {
            let end = (offset + MOST_PIECE_BYTES as f64).min(size);
            let piece = dom::read_part(file, offset, end).await.ok_or_else(unreadable)?;
            if !self.is_on(turn) {
                return Ok(None);
            }
            backend::send_backup(&id, offset, &piece).await?;
            offset = end;
            if !self.is_on(turn) {
                return Ok(None);
            }
            self.step.set(Step::Sending(rules::percent(offset, size)));
        }
        Ok(Some(id))
    }

    async fn check(self, turn: u32, backup_id: String) {
        if !self.is_on(turn) {
            return;
        }
        self.step.set(Step::Checking);
        let answer = match self.company_id {
            Some(company_id) => call(CheckBackup { company_id, backup_id }).await,
            None => call(CheckFirstBackup { backup_id }).await,
        };
        if !self.is_on(turn) {
            return;
        }
        match answer {
            Ok(found) => self.step.set(Step::Ask(Box::new(found))),
            Err(failure) => self.fail(turn, failure),
        }
    }

    fn fail(self, turn: u32, failure: Failure) {
        if self.is_on(turn) {
            self.step.set(Step::Failed(failure));
        }
    }

    /// Puts the copy in the place of the data.
    fn carry_out(self, found: Box<BackupCheck>) {
        let backup_id = found.copy.id.clone();
        let turn = self.next_turn(Step::Restoring(found));
        spawn_local(async move {
            let answer = match self.company_id {
                Some(company_id) => call(RestoreBackup { company_id, backup_id }).await,
                None => call(RestoreFirstBackup { backup_id }).await,
            };
            match answer {
                Ok(_) => backend::restart().await,
                Err(failure) => self.fail(turn, failure),
            }
        });
    }

    /// Leaves without having changed anything.
    fn leave(self) {
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.open.set(false);
        if let Some(id) = self.upload.get_untracked() {
            self.upload.set(None);
            self.forget_upload(id);
        }
    }

    fn forget_upload(self, upload_id: String) {
        // Without a company, or if it cannot be said, the next upload or start forgets it.
        let Some(company_id) = self.company_id else { return };
        let command = CancelBackupUpload { company_id, upload_id };
        spawn_local(async move {
            let _ = call(command).await;
        });
    }
}

fn unreadable() -> Failure {
    let language = language_now();
    Failure::new(Code::InvalidInput, texts::unreadable(language)).with_hint(texts::unreadable_hint(language))
}

/// The restore, in a dialog. It can be left at any time before the last step, and nothing has changed.
#[component]
pub(super) fn RestoreDialog(restore: Restore) -> impl IntoView {
    let restoring = Signal::derive(move || restore.step.with(|step| matches!(step, Step::Restoring(_))));
    let left = Callback::new(move |()| restore.leave());
    view! {
        <Dialog open=restore.open title=t(texts::restore_title) wide=true must_answer=restoring on_dismiss=left>
            {move || match restore.step.get() {
                Step::Sending(percent) => view! { <Sending restore percent /> }.into_any(),
                Step::Checking => view! {
                    <p role="status">{t(texts::checking)}</p>
                    <Leave restore />
                }
                .into_any(),
                Step::Ask(found) => view! { <Ask restore found busy=false /> }.into_any(),
                Step::Restoring(found) => view! { <Ask restore found busy=true /> }.into_any(),
                Step::Failed(failure) => view! {
                    <ErrorNote failure />
                    <Leave restore />
                }
                .into_any(),
            }}
        </Dialog>
    }
}

#[component]
fn Sending(restore: Restore, percent: u32) -> impl IntoView {
    view! {
        <p>{t(texts::sending)}</p>
        <progress class="wide" max="100" value=percent aria-label=t(texts::sending)></progress>
        <Leave restore />
    }
}

#[component]
fn Leave(restore: Restore) -> impl IntoView {
    view! {
        <div class="actions">
            <Button label=t(texts::cancel) autofocus=true on_press=move |_| restore.leave() />
        </div>
    }
}

/// What would be replaced by what.
#[component]
fn Ask(restore: Restore, found: Box<BackupCheck>, busy: bool) -> impl IntoView {
    let (copy, now) = (found.copy.clone(), found.now.clone());
    let by = move || rules::described(language(), &copy);
    let first = restore.company_id.is_none();
    let instead = move || {
        if first { texts::empty_now(language()).to_owned() } else { rules::contents(language(), &now) }
    };
    view! {
        <dl class="facts">
            <dt>{t(texts::goes)}</dt><dd>{instead}</dd>
            <dt>{t(texts::comes)}</dt><dd>{by}</dd>
        </dl>
        {if first {
            view! { <p>{t(texts::log_in_then)}</p> }.into_any()
        } else {
            view! {
                <p>{t(texts::what_happens)}</p>
                <p class="muted">{t(texts::who_logs_in)}</p>
            }
            .into_any()
        }}
        <p role="status">{move || busy.then(|| texts::restoring(language()))}</p>
        <div class="actions">
            <Button label=t(texts::cancel) autofocus=true disabled=busy on_press=move |_| restore.leave() />
            <Button
                label=t(texts::restore_now)
                kind=Kind::Danger
                busy
                on_press=move |_| restore.carry_out(found.clone())
            />
        </div>
    }
}
