//! Clients out of a CSV file, in three steps: choose it, check what would come in, done. Nothing is written before the button
//! that says how many; the file stays here until then and is sent with each question.

mod check;
mod choose;
mod rules;
mod texts;

use leadsmart_contract::clients::{CheckImport, ImportCheck, ImportClients, ImportField, ImportOutcome};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::CompanyId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::texts as clients;
use crate::backend::call;
use crate::components::{Button, Chosen, Dialog, Kind, StepHeading};
use crate::dom;
use crate::language::{Text, language, t};
use crate::session::use_company;

/// What the button is called that opens the import.
pub(super) const BUTTON: Text = texts::import;

#[derive(Clone, PartialEq)]
enum Step {
    Choose,
    Check,
    Done(ImportOutcome),
}

/// An import under way.
#[derive(Clone, Copy)]
struct Import {
    company_id: CompanyId,
    open: RwSignal<bool>,
    step: RwSignal<Step>,
    file: RwSignal<Option<Chosen>>,
    /// Whether the first line names the columns, if the person said so.
    has_header: RwSignal<Option<bool>>,
    /// What the columns hold, as it stands in the window.
    fields: RwSignal<Vec<ImportField>>,
    allow_duplicates: RwSignal<bool>,
    found: RwSignal<Option<ImportCheck>>,
    failure: RwSignal<Option<Failure>>,
    checking: RwSignal<bool>,
    /// Whether clients are being entered: then the dialog cannot be left.
    running: RwSignal<bool>,
    newest: StoredValue<u32>,
}

impl Import {
    fn new(company_id: CompanyId, open: RwSignal<bool>, running: RwSignal<bool>) -> Self {
        Self {
            company_id,
            open,
            step: RwSignal::new(Step::Choose),
            file: RwSignal::new(None),
            has_header: RwSignal::new(None),
            fields: RwSignal::new(Vec::new()),
            allow_duplicates: RwSignal::new(false),
            found: RwSignal::new(None),
            failure: RwSignal::new(None),
            checking: RwSignal::new(false),
            running,
            newest: StoredValue::new(0),
        }
    }

    /// Begins with a file. All that was said of another one is forgotten.
    fn begin(self, file: Chosen) {
        self.file.set(Some(file));
        self.has_header.set(None);
        self.allow_duplicates.set(false);
        self.ask(None);
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

    /// Says whether the first line names the columns; then they are guessed anew.
    fn set_header(self, on: bool) {
        self.has_header.set(Some(on));
        self.ask(None);
    }

    /// Says what a column holds.
    fn set_field(self, place: usize, field: ImportField) {
        self.fields.update(|fields| *fields = rules::chosen(std::mem::take(fields), place, field));
        self.ask_again();
    }

    /// Asks with the columns as they stand.
    fn ask_again(self) {
        self.ask(Some(self.fields.get_untracked()));
    }

    /// Asks what the import would do. The newest answer counts.
    fn ask(self, columns: Option<Vec<ImportField>>) {
        let Some(Chosen { base64, .. }) = self.file.get_untracked() else { return };
        let has_header = self.has_header.get_untracked();
        let command = CheckImport { company_id: self.company_id, file: base64, has_header, columns };
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
                    self.fields.set(found.columns.iter().map(|column| column.field).collect());
                    self.found.set(Some(found));
                    self.step.set(Step::Check);
                }
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }

    /// Enters the clients, as the window says.
    fn run(self) {
        let (file, found) = (self.file.get_untracked(), self.found.get_untracked());
        let (Some(file), Some(found)) = (file, found) else { return };
        if self.running.get_untracked() || self.checking.get_untracked() {
            return;
        }
        let command = ImportClients {
            company_id: self.company_id,
            file: file.base64,
            has_header: Some(found.has_header),
            columns: Some(self.fields.get_untracked()),
            allow_duplicates: self.allow_duplicates.get_untracked(),
        };
        self.running.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = call(command).await;
            if self.running.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(outcome) => self.step.set(Step::Done(outcome)),
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }

    fn close(self) {
        self.open.set(false);
    }
}

/// The import, in a dialog. Until clients are being entered it can be left at any time, and nothing has changed.
#[component]
pub(super) fn ImportDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let running = RwSignal::new(false);
    view! {
        <Dialog open title=t(texts::title) wide=true must_answer=running>
            <Steps open running />
        </Dialog>
    }
}

#[component]
fn Steps(open: RwSignal<bool>, running: RwSignal<bool>) -> impl IntoView {
    let import = Import::new(use_company().id, open, running);
    let step = Memo::new(move |_| import.step.get());
    move || match step.get() {
        Step::Choose => view! { <choose::ChooseFile import /> }.into_any(),
        Step::Check => view! { <check::Check import /> }.into_any(),
        Step::Done(outcome) => view! { <Done import outcome /> }.into_any(),
    }
}

#[component]
fn Done(import: Import, outcome: ImportOutcome) -> impl IntoView {
    let some_left = rules::left_out(&outcome) > 0;
    view! {
        <StepHeading text=Signal::derive(move || rules::outcome(language(), &outcome)) />
        {some_left.then(|| view! { <p class="muted">{t(texts::again)}</p> })}
        <div class="actions">
            <Button label=t(clients::back) kind=Kind::Primary on_press=move |_| import.close() />
        </div>
    }
}
