//! Calendar files: appointments out of one, checked before anything is booked, and the agenda in sight into one.
//!
//! The file stays here until the button that says how many, and is sent with each question.

mod check;
mod choose;
mod export;
mod rules;
mod texts;

use jiff::civil::Date;
use leadsmart_contract::agendas::AgendaView;
use leadsmart_contract::appointments::UndoMany;
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ics::{CheckIcs, IcsCheck, IcsOutcome, ImportIcs};
use leadsmart_contract::ids::{AgendaId, ChangeId, CompanyId};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::List;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::backend::call;
use crate::components::{Button, Chosen, Dialog, Kind, Problems, StepHeading};
use crate::dom;
use crate::language::{Text, language, language_now, t};
use crate::session::{Company, use_company};
use crate::undo::{Undo, use_undo};

pub(crate) use export::{Wanted, export};

/// What the import is called in a menu.
pub(crate) const IMPORT: Text = texts::import;
/// What the export is called in a menu.
pub(crate) const EXPORT: Text = texts::export;
/// The same with the phones of clients.
pub(crate) const EXPORT_WITH_PHONES: Text = texts::export_phones;

/// How many changes one call takes back.
const MOST_UNDONE: usize = 500;

#[derive(Clone, PartialEq)]
enum Step {
    Choose,
    Check,
    Done(IcsOutcome),
}

/// An import under way.
#[derive(Clone, Copy)]
struct Import {
    company: Company,
    open: RwSignal<bool>,
    agendas: Signal<Vec<AgendaView>>,
    step: RwSignal<Step>,
    file: RwSignal<Option<Chosen>>,
    /// The agenda, as the list of choices has it.
    agenda: RwSignal<String>,
    from: RwSignal<Option<Date>>,
    to: RwSignal<Option<Date>>,
    problems: Problems,
    create_clients: RwSignal<bool>,
    with_free: RwSignal<bool>,
    allow_conflicts: RwSignal<bool>,
    found: RwSignal<Option<IcsCheck>>,
    failure: RwSignal<Option<Failure>>,
    checking: RwSignal<bool>,
    /// Whether it is being booked: then the dialog cannot be left.
    running: RwSignal<bool>,
    newest: StoredValue<u32>,
    undo: Undo,
}

impl Import {
    fn new(open: RwSignal<bool>, running: RwSignal<bool>, agendas: Signal<Vec<AgendaView>>) -> Self {
        let company = use_company();
        let first = agendas.with_untracked(|agendas| agendas.first().map(|agenda| agenda.id.to_string()));
        let may_enter = untrack(|| company.can(Permission::ClientsManage));
        Self {
            company,
            open,
            agendas,
            step: RwSignal::new(Step::Choose),
            file: RwSignal::new(None),
            agenda: RwSignal::new(first.unwrap_or_default()),
            from: RwSignal::new(None),
            to: RwSignal::new(None),
            problems: Problems::new(),
            create_clients: RwSignal::new(may_enter),
            with_free: RwSignal::new(false),
            allow_conflicts: RwSignal::new(false),
            found: RwSignal::new(None),
            failure: RwSignal::new(None),
            checking: RwSignal::new(false),
            running,
            newest: StoredValue::new(0),
            undo: use_undo(),
        }
    }

    /// Begins with a file.
    fn begin(self, file: Chosen) {
        self.file.set(Some(file));
        self.allow_conflicts.set(false);
        self.ask();
    }

    /// Goes back to the choice of a file.
    fn start_over(self) {
        self.step.set(Step::Choose);
        self.failure.set(None);
        self.found.set(None);
        // The button that was pressed is gone.
        request_animation_frame(|| {
            let root = dom::document().document_element();
            let button = root.and_then(|root| dom::find(&root, ".import-drop button"));
            button.iter().for_each(dom::focus);
        });
    }

    fn agenda_id(self) -> Option<AgendaId> {
        self.agenda.with_untracked(|agenda| agenda.parse().ok())
    }

    /// Asks what the import would do, as the window says. The newest answer counts.
    fn ask(self) {
        let (file, agenda_id) = (self.file.get_untracked(), self.agenda_id());
        let (Some(file), Some(agenda_id)) = (file, agenda_id) else { return };
        let command = CheckIcs {
            company_id: self.company.id,
            agenda_id,
            file: file.base64,
            from: self.from.get_untracked(),
            to: self.to.get_untracked(),
            create_clients: self.create_clients.get_untracked(),
            with_free: self.with_free.get_untracked(),
            // What breaks rules is told either way; so the choice needs no new answer.
            allow_conflicts: false,
        };
        let number = self.newest.get_value().wrapping_add(1);
        self.newest.set_value(number);
        self.checking.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = call(command).await;
            if self.newest.try_get_value() != Some(number) {
                return;
            }
            self.checking.set(false);
            match answer {
                Ok(found) => {
                    // What was left open is filled in with what the backend took.
                    self.from.update(|from| *from = from.or(Some(found.from)));
                    self.to.update(|to| *to = to.or(Some(found.to)));
                    self.found.set(Some(found));
                    self.step.set(Step::Check);
                }
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }

    /// Books, as the window says.
    fn run(self) {
        let (file, agenda_id) = (self.file.get_untracked(), self.agenda_id());
        let (Some(file), Some(agenda_id)) = (file, agenda_id) else { return };
        if self.running.get_untracked() || self.checking.get_untracked() {
            return;
        }
        let command = ImportIcs {
            company_id: self.company.id,
            agenda_id,
            file: file.base64,
            from: self.from.get_untracked(),
            to: self.to.get_untracked(),
            create_clients: self.create_clients.get_untracked(),
            with_free: self.with_free.get_untracked(),
            allow_conflicts: self.allow_conflicts.get_untracked(),
        };
        self.running.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = call(command).await;
            if self.running.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(outcome) => self.done(outcome),
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }

    fn done(self, outcome: IcsOutcome) {
        let changes = outcome.change_ids.clone();
        if !changes.is_empty() {
            let company_id = self.company.id;
            let text = texts::were_imported(language_now(), changes.len() as u64);
            self.undo.offer(text, move || take_back(company_id, changes));
        }
        self.step.set(Step::Done(outcome));
    }

    fn close(self) {
        self.open.set(false);
    }
}

/// Takes all bookings of an import back.
async fn take_back(company_id: CompanyId, changes: Vec<ChangeId>) -> Result<(), Failure> {
    let mut kept = Vec::new();
    for part in changes.chunks(MOST_UNDONE) {
        let Ok(change_ids) = List::parse(part.to_vec()) else { continue };
        kept.extend(call(UndoMany { company_id, change_ids }).await?.kept);
    }
    let count = kept.len() as u64;
    match kept.into_iter().next() {
        Some(first) => Err(Failure::new(first.failure.code, texts::not_undone(language_now(), count))),
        None => Ok(()),
    }
}

/// The import, in a dialog. Until it is being booked it can be left at any time, and nothing has changed.
#[component]
pub(crate) fn ImportDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The agendas on which the person books.
    agendas: Signal<Vec<AgendaView>>,
) -> impl IntoView {
    let running = RwSignal::new(false);
    view! {
        <Dialog open title=t(texts::title) wide=true must_answer=running>
            <Steps open running agendas />
        </Dialog>
    }
}

#[component]
fn Steps(open: RwSignal<bool>, running: RwSignal<bool>, agendas: Signal<Vec<AgendaView>>) -> impl IntoView {
    let import = Import::new(open, running, agendas);
    let step = Memo::new(move |_| import.step.get());
    move || match step.get() {
        Step::Choose => view! { <choose::ChooseFile import /> }.into_any(),
        Step::Check => view! { <check::Check import /> }.into_any(),
        Step::Done(outcome) => view! { <Done import outcome /> }.into_any(),
    }
}

#[component]
fn Done(import: Import, outcome: IcsOutcome) -> impl IntoView {
    let (entered, booked) = (outcome.new_clients > 0, !outcome.change_ids.is_empty());
    view! {
        <StepHeading text=Signal::derive(move || rules::outcome(language(), &outcome)) />
        {booked.then(|| view! { <p class="muted">{t(texts::can_undo)}</p> })}
        {(booked && entered).then(|| view! { <p class="muted">{t(texts::clients_stay)}</p> })}
        <div class="actions">
            <Button label=t(texts::back) kind=Kind::Primary on_press=move |_| import.close() />
        </div>
    }
}
