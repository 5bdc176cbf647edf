//! Who is logged in, to which companies she belongs, and in which one she works now.

use futures_util::future::join;
use jiff::civil::{Date, DateTime};
use leadsmart_contract::auth::{Logout, Me, SessionStarted, UpdateUser, UserView};
use leadsmart_contract::companies::{CompanyView, ListCompanies, WeekStart};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::system::{GetStatus, SystemStatus};
use leadsmart_contract::topic::Topic;
use leadsmart_contract::values::ZoneName;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::Toasts;
use crate::language::speak;
use crate::{backend, clock, dom, unsent};

/// Under which key this device remembers the company worked in last.
const COMPANY_KEY: &str = "leadsmart.company";

/// What the window shows, by what is known of the person.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stage {
    /// The backend is asked who is there.
    Starting,
    /// The backend does not answer.
    Failed(Failure),
    /// Nobody has registered yet, or the one who did is not through.
    FirstStart,
    /// Nobody is logged in.
    LoggedOut,
    /// She belongs to no company, or has not said in which one to work.
    NoCompany,
    /// This computer was shut out of the company that she would work in: nothing of it is shown.
    Locked(CompanyId),
    /// She works in a company.
    Working(CompanyId),
}

/// Who is logged in and where she works.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    /// Who is logged in.
    pub(crate) user: RwSignal<Option<UserView>>,
    /// Her companies.
    pub(crate) companies: RwSignal<Vec<CompanyView>>,
    /// Whether the backend ended the session. The page stays with what was typed in it, under a question for the password.
    pub(crate) ended: RwSignal<bool>,
    /// Whether the steps of the first start are still being taken.
    pub(crate) setting_up: RwSignal<bool>,
    /// What the application says of itself, once it answered.
    pub(crate) status: RwSignal<Option<SystemStatus>>,
    chosen: RwSignal<Option<CompanyId>>,
    choosing: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    settled: RwSignal<bool>,
}

/// The session of this window.
pub(crate) fn use_session() -> Session {
    expect_context()
}

impl Session {
    /// Asks the backend who is there, and follows what it says later.
    pub(crate) fn start() -> Self {
        let remembered =
            dom::local_storage().and_then(|storage| storage.get_item(COMPANY_KEY).ok().flatten());
        let session = Self {
            user: RwSignal::new(None),
            companies: RwSignal::new(Vec::new()),
            ended: RwSignal::new(false),
            setting_up: RwSignal::new(false),
            status: RwSignal::new(None),
            chosen: RwSignal::new(remembered.and_then(|id| id.parse().ok())),
            choosing: RwSignal::new(false),
            failure: RwSignal::new(None),
            settled: RwSignal::new(false),
        };
        session.ask();
        Effect::new(move |seen: Option<u32>| {
            let count = backend::session_ended();
            if seen.is_some_and(|seen| seen != count) {
                session.ended.set(true);
            }
            count
        });
        Effect::new(move |first: Option<()>| {
            backend::track(Topic::Account);
            backend::track(Topic::Companies);
            backend::track(Topic::Members);
            backend::track(Topic::Roles);
            if first.is_some() {
                spawn_local(async move { session.refresh().await });
            }
        });
        session
    }

    /// Asks the backend who is there; also the way to try again.
    pub(crate) fn ask(self) {
        self.failure.set(None);
        spawn_local(async move {
            match self.find_out().await {
                Ok(()) => self.settled.set(true),
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }

    /// What the window shows now. Tracked.
    pub(crate) fn stage(self) -> Stage {
        if let Some(failure) = self.failure.get() {
            return Stage::Failed(failure);
        }
        if !self.settled.get() {
            return Stage::Starting;
        }
        if self.setting_up.get() {
            return Stage::FirstStart;
        }
        if self.user.with(Option::is_none) {
            return Stage::LoggedOut;
        }
        match self.chosen_company() {
            Some(id) if !self.choosing.get() && self.is_locked(id) => Stage::Locked(id),
            Some(id) if !self.choosing.get() => Stage::Working(id),
            _ => Stage::NoCompany,
        }
    }

    fn is_locked(self, id: CompanyId) -> bool {
        self.companies.with(|companies| companies.iter().any(|company| company.id == id && company.locked))
    }

    /// The company worked in last, if she still belongs to it; else her only one.
    fn chosen_company(self) -> Option<CompanyId> {
        let chosen = self.chosen.get();
        self.companies.with(|companies| match companies.as_slice() {
            [only] => Some(only.id),
            several => several.iter().map(|company| company.id).find(|id| Some(*id) == chosen),
        })
    }

    /// Takes over a session that began: keeps its token, speaks its language, reads the companies, and has everything read
    /// again that is in sight.
    pub(crate) async fn adopt(self, started: SessionStarted) -> Result<(), Failure> {
        backend::remember(Some(started.token.reveal().to_owned())).await;
        let companies = backend::call(ListCompanies {}).await?;
        speak(started.user.language);
        if self.companies.with_untracked(|known| *known != companies) {
            self.companies.set(companies);
        }
        unsent::only_of(started.user.id, clock::now().as_millisecond());
        self.user.set(Some(started.user));
        self.ended.set(false);
        backend::everything_changed();
        Ok(())
    }

    /// Puts a company that was created, joined or changed into the list.
    pub(crate) fn put_company(self, company: CompanyView) {
        self.companies.update(|companies| match companies.iter_mut().find(|known| known.id == company.id) {
            Some(known) => *known = company,
            None => companies.push(company),
        });
    }

    /// Speaks another language, which the person keeps.
    pub(crate) fn choose_language(self, chosen: Language, toasts: Toasts) {
        speak(chosen);
        spawn_local(async move {
            let command = UpdateUser {
                name: None,
                language: Some(chosen),
                remind_before: None,
                new_password: None,
                current_password: None,
            };
            match backend::call(command).await {
                Ok(user) => self.user.set(Some(user)),
                Err(failure) => toasts.fail(&failure),
            }
        });
    }

    /// Opens the list of companies.
    pub(crate) fn open_companies(self) {
        self.choosing.set(true);
    }

    /// Whether the list of companies was opened out of one, to which one can go back.
    pub(crate) fn may_go_back(self) -> bool {
        self.choosing.get() && self.chosen_company().is_some()
    }

    /// Closes the list of companies again.
    pub(crate) fn close_companies(self) {
        self.choosing.set(false);
    }

    /// Works in this company from now on; in none, if there is nothing more to work in.
    pub(crate) fn choose(self, company: Option<CompanyId>) {
        if let Some(storage) = dom::local_storage() {
            let _ = match company {
                Some(id) => storage.set_item(COMPANY_KEY, &id.to_string()),
                None => storage.remove_item(COMPANY_KEY),
            };
        }
        self.chosen.set(company);
        self.choosing.set(false);
    }

    /// Ends the session, here and in the backend.
    pub(crate) fn log_out(self) {
        spawn_local(async move {
            // Should the backend not hear of it, the session still ends on this device.
            let _ = backend::call(Logout {}).await;
            backend::remember(None).await;
            self.forget();
        });
    }

    /// Forgets who was logged in, without asking the backend: her session is over already.
    pub(crate) fn start_over(self) {
        spawn_local(async move {
            backend::remember(None).await;
            self.forget();
            self.settled.set(false);
            self.ask();
        });
    }

    async fn find_out(self) -> Result<(), Failure> {
        // What does not wait for each other is asked at once: all of it stands between a start and the agenda.
        let (kept, status) = join(backend::recall(), backend::call(GetStatus {})).await;
        let status = status?;
        self.setting_up.set(status.first_start);
        self.status.set(Some(status));
        if kept {
            let (user, companies) = join(backend::call(Me {}), backend::call(ListCompanies {})).await;
            match user {
                Ok(user) => {
                    self.companies.set(companies?);
                    unsent::only_of(user.id, clock::now().as_millisecond());
                    speak(user.language);
                    self.user.set(Some(user));
                }
                Err(failure) if failure.code == leadsmart_contract::failure::Code::Unauthenticated => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok(())
    }

    /// Asks again who she is and which companies she has.
    pub(crate) async fn refresh(self) {
        if self.user.with_untracked(Option::is_none) {
            return;
        }
        if let Ok(user) = backend::call(Me {}).await {
            speak(user.language);
            self.user.set(Some(user));
        }
        if let Ok(companies) = backend::call(ListCompanies {}).await
            && self.companies.with_untracked(|known| *known != companies)
        {
            self.companies.set(companies);
        }
    }

    fn forget(self) {
        self.user.set(None);
        unsent::forget_all();
        self.companies.set(Vec::new());
        self.ended.set(false);
        self.choosing.set(false);
    }
}

/// The company in which the page works.
#[derive(Clone, Copy)]
pub(crate) struct Company {
    /// Its id.
    pub(crate) id: CompanyId,
    /// What is known of it.
    pub(crate) view: Signal<CompanyView>,
}

/// The company of the page. Pages exist only inside one.
pub(crate) fn use_company() -> Company {
    expect_context()
}

impl Company {
    /// Whether the person may do this here. Tracked.
    pub(crate) fn can(self, permission: Permission) -> bool {
        self.view.with(|view| view.membership.owner || view.membership.permissions.contains(&permission))
    }

    /// The zone of the company's clock. Tracked.
    pub(crate) fn zone(self) -> ZoneName {
        self.view.with(|view| view.zone.clone())
    }

    /// The company's date; it follows the clock.
    pub(crate) fn today(self) -> Date {
        self.view.with(|view| clock::today_in(&view.zone))
    }

    /// What the company's clock shows; it follows the clock.
    pub(crate) fn now(self) -> DateTime {
        self.view.with(|view| clock::now_in(&view.zone))
    }

    /// On which day its weeks begin. Tracked.
    pub(crate) fn week_start(self) -> WeekStart {
        self.view.with(|view| view.week_start)
    }
}
