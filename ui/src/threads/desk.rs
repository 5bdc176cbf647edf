//! What the page of conversations knows: the list and what narrows it, the conversation that is open, and who may answer.

use std::collections::HashSet;

use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::{InstanceId, MemberId, ThreadId};
use leadsmart_contract::instances::{InstanceView, ListInstances};
use leadsmart_contract::members::{ListMembers, MemberView};
use leadsmart_contract::messages::{MessageHit, SearchMessages};
use leadsmart_contract::page::Page;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::quick_replies::{ListQuickReplies, QuickReplyView};
use leadsmart_contract::threads::{
    Assigned, GetThread, ListThreads, ThreadStatus, ThreadSummary, ThreadView,
};
use leadsmart_contract::topic::Topic;
use leadsmart_contract::values::SearchText;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::backend::{self, call};
use crate::dom;
use crate::load::{Loaded, Steady, load, load_later, put_away, take_back};
use crate::messages::Flow;
use crate::router::{Place, Router, use_router};
use crate::session::{Company, use_company};

/// How many come at once: what lies in sight and ready below it on the highest screens.
const PAGE: u16 = 60;

/// How many a list may be read again with at once; the contract allows no more.
const MOST: u16 = 500;

/// How many messages a search lists.
const HITS: u16 = 50;

/// Which conversations are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Show {
    /// All.
    All,
    /// Those that the person answers.
    Mine,
    /// Open ones that nobody answers.
    Nobodys,
    /// Those with unread messages.
    Unread,
    /// Those with nothing to do.
    Resolved,
}

impl Show {
    /// All of them, as they are offered.
    pub(super) const ALL: [Self; 5] = [Self::All, Self::Mine, Self::Nobodys, Self::Unread, Self::Resolved];

    /// How a choice names it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mine => "mine",
            Self::Nobodys => "nobodys",
            Self::Unread => "unread",
            Self::Resolved => "resolved",
        }
    }

    /// What a choice names.
    pub(super) fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|show| show.name() == name).unwrap_or(Self::All)
    }
}

/// What the list is asked for.
#[derive(Clone, Debug, PartialEq)]
struct Question {
    show: Show,
    instance: Option<InstanceId>,
    search: Option<SearchText>,
}

/// The page. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) company: Company,
    pub(super) router: Router,
    pub(super) show: RwSignal<Show>,
    /// The number over which; empty for all.
    pub(super) number: RwSignal<String>,
    /// What is searched for, as it is typed.
    pub(super) text: RwSignal<String>,
    /// The conversations that were read.
    pub(super) threads: RwSignal<Vec<ThreadSummary>>,
    /// The messages that a search found.
    pub(super) hits: RwSignal<Vec<MessageHit>>,
    /// Whether the list was read since it is asked for this.
    pub(super) settled: RwSignal<bool>,
    pub(super) failure: RwSignal<Option<Failure>>,
    next: RwSignal<Option<String>>,
    reading_on: StoredValue<bool>,
    /// Whether what is shown is from the last time that the page was open.
    old: StoredValue<bool>,
    steady: Steady,
    /// The conversation that is open.
    pub(super) thread: Memo<Option<ThreadId>>,
    /// The same, once its messages are painted: what is asked for beside them waits for that.
    pub(super) painted: RwSignal<Option<ThreadId>>,
    pub(super) view: Loaded<Option<ThreadView>>,
    pub(super) members: Loaded<Vec<MemberView>>,
    pub(super) instances: Loaded<Vec<InstanceView>>,
    pub(super) replies: Loaded<Vec<QuickReplyView>>,
    pub(super) flow: Flow,
    /// Whether the panel is shown.
    pub(super) panel: RwSignal<bool>,
}

/// The page around the caller.
pub(super) fn use_desk() -> Desk {
    expect_context()
}

impl Desk {
    /// Opens the page; it lasts as long as the caller.
    pub(super) fn open() -> Self {
        let (company, router) = (use_company(), use_router());
        let company_id = company.id;
        let thread = Memo::new(move |_| match router.place() {
            Place::Chat(id) => Some(id),
            _ => None,
        });
        let painted = RwSignal::new(None);
        let view = load(&[Topic::Threads, Topic::Messages, Topic::Instances, Topic::Clients], move || {
            let thread = painted.get();
            async move {
                match thread {
                    Some(thread_id) => call(GetThread { company_id, thread_id }).await.map(Some),
                    None => Ok(None),
                }
            }
        });
        let threads = RwSignal::new(Vec::new());
        let title = Signal::derive(move || {
            summary(thread.get(), view, threads, |summary| summary.title.clone()).unwrap_or_default()
        });
        let desk = Self {
            company,
            router,
            show: RwSignal::new(Show::All),
            number: RwSignal::new(String::new()),
            text: RwSignal::new(String::new()),
            threads,
            hits: RwSignal::new(Vec::new()),
            settled: RwSignal::new(false),
            failure: RwSignal::new(None),
            next: RwSignal::new(None),
            reading_on: StoredValue::new(false),
            old: StoredValue::new(false),
            steady: Steady::new(),
            thread,
            painted,
            view,
            members: load_later(&[Topic::Members], move || {
                call(ListMembers { company_id, active: Some(true), professional: None })
            }),
            instances: load_later(&[Topic::Instances], move || {
                let may = company.can(Permission::InstancesView);
                async move { if may { call(ListInstances { company_id }).await } else { Ok(Vec::new()) } }
            }),
            replies: load_later(&[Topic::Threads], move || call(ListQuickReplies { company_id })),
            flow: Flow::follow(company, thread, painted, title),
            panel: RwSignal::new(is_wide()),
        };
        desk.go_on();
        desk.follow();
        desk
    }

    /// Shows the list as it was when the page was left, until it is read again, and puts it away for the next time.
    fn go_on(self) {
        let key = format!("conversations of {}", self.company.id);
        if let Some(threads) = take_back(&key) {
            self.threads.set(threads);
            self.settled.set(true);
            self.old.set_value(true);
        }
        on_cleanup(move || {
            let whole = Question { show: Show::All, instance: None, search: None };
            if self.settled.try_get_untracked() == Some(true) && self.question_now() == Some(whole) {
                let mut threads = self.threads.get_untracked();
                threads.truncate(PAGE.into());
                if !threads.is_empty() {
                    put_away(key, threads);
                }
            }
        });
    }

    /// Reads the list, and again when it is asked for something else or something changed.
    fn follow(self) {
        let question = Memo::new(move |_| self.question());
        Effect::new(move |before: Option<Question>| {
            let now = question.get();
            backend::track(Topic::Threads);
            backend::track(Topic::Messages);
            if before.is_some_and(|before| before != now) {
                // What stood there answers another question.
                self.next.set(None);
                self.settled.set(false);
            }
            self.steady.run(move || self.read());
            now
        });
    }

    /// Tracked.
    fn question(self) -> Question {
        let typed: String = self.text.with(|text| text.trim().chars().take(100).collect());
        let search = SearchText::parse(&typed).ok().filter(|search| !search.as_str().is_empty());
        Question { show: self.show.get(), instance: self.number.with(|number| number.parse().ok()), search }
    }

    /// Whether something is searched for. Tracked.
    pub(super) fn searches(self) -> bool {
        self.text.with(|text| !text.trim().is_empty())
    }

    async fn read(self) {
        let (Some(question), Some(open)) = (self.question_now(), self.threads.try_with_untracked(Vec::len))
        else {
            return;
        };
        let fresh = self.settled.try_get_untracked() != Some(true) || self.old.get_value();
        let limit = if fresh { PAGE } else { u16::try_from(open).unwrap_or(MOST).clamp(PAGE, MOST) };
        let page = call(self.ask(&question, None, limit)).await;
        // Something else is asked for by now; that is read next.
        if self.question_now().as_ref() != Some(&question) {
            return;
        }
        match page {
            Ok(page) => self.take(page, fresh, limit),
            Err(failure) => return self.failure.set(Some(failure)),
        }
        // Conversations that were found do not wait for messages.
        let hits = match &question.search {
            Some(search) => {
                let (company_id, search) = (self.company.id, search.clone());
                call(SearchMessages { company_id, search, thread_id: None, cursor: None, limit: Some(HITS) })
                    .await
                    .map(|page| page.items)
            }
            None => Ok(Vec::new()),
        };
        if self.question_now().as_ref() != Some(&question) {
            return;
        }
        match hits {
            Ok(hits) => {
                if self.hits.with_untracked(|known| *known != hits) {
                    self.hits.set(hits);
                }
                self.failure.set(None);
                self.settled.set(true);
            }
            Err(failure) => self.failure.set(Some(failure)),
        }
    }

    fn take(self, page: Page<ThreadSummary>, fresh: bool, limit: u16) {
        self.old.set_value(false);
        let full = page.items.len() == usize::from(limit);
        let tail = if fresh || !full {
            Vec::new()
        } else {
            self.threads.with_untracked(|known| beyond(known.clone(), &page.items))
        };
        if tail.is_empty() {
            self.next.set(page.next);
        }
        let now: Vec<ThreadSummary> = page.items.into_iter().chain(tail).collect();
        // Much of what is told of changes nothing here.
        if self.threads.with_untracked(|known| *known != now) {
            self.threads.set(now);
        }
    }

    fn question_now(self) -> Option<Question> {
        // The page may be gone.
        self.text.try_get_untracked()?;
        Some(untrack(|| self.question()))
    }

    fn ask(self, question: &Question, cursor: Option<String>, limit: u16) -> ListThreads {
        let Question { show, instance, search } = question;
        let status = match show {
            Show::Nobodys => Some(ThreadStatus::Open),
            Show::Resolved => Some(ThreadStatus::Resolved),
            _ => None,
        };
        let assigned = match show {
            Show::Mine => Some(Assigned::Me),
            Show::Nobodys => Some(Assigned::Nobody),
            _ => None,
        };
        ListThreads {
            company_id: self.company.id,
            status,
            assigned,
            assignee_id: None,
            unread: *show == Show::Unread,
            instance_id: *instance,
            search: search.clone(),
            cursor,
            limit: Some(limit),
        }
    }

    /// Reads on, unless more are on their way.
    pub(super) fn more(self) {
        let Some(cursor) = self.next.get_untracked() else { return };
        if self.reading_on.get_value() {
            return;
        }
        self.reading_on.set_value(true);
        spawn_local(async move {
            let Some(question) = self.question_now() else { return };
            let page = call(self.ask(&question, Some(cursor), PAGE)).await;
            self.reading_on.try_set_value(false);
            if let Ok(page) = page
                && self.question_now().as_ref() == Some(&question)
            {
                self.next.set(page.next);
                self.threads.update(|known| {
                    let new = beyond(page.items, known);
                    known.extend(new);
                });
            }
        });
    }

    /// Reads the list again.
    pub(super) fn reload(self) {
        self.steady.run(move || self.read());
    }

    /// Something of the conversation that is open, as far as the list or the answer tell it. Tracked.
    pub(super) fn of_open<T>(self, read: impl Fn(&ThreadSummary) -> T) -> Option<T> {
        summary(self.thread.get(), self.view, self.threads, read)
    }

    /// The same of the one whose messages are painted. Tracked.
    pub(super) fn of_painted<T>(self, read: impl Fn(&ThreadSummary) -> T) -> Option<T> {
        summary(self.painted.get(), self.view, self.threads, read)
    }

    /// The conversation that is open, once it was read. Tracked.
    pub(super) fn open_view(self) -> Option<ThreadView> {
        let thread = self.thread.get()?;
        self.view.value.with(|view| view.as_ref()?.clone().filter(|view| view.summary.id == thread))
    }

    /// The person herself, as a member of the company. Tracked.
    pub(super) fn me(self) -> MemberId {
        self.company.view.with(|view| view.membership.member_id)
    }

    /// Opens the conversation that stands so far below the one that is open. Whoever steps on finds the next one read.
    pub(super) fn step(self, step: isize) {
        let open = self.thread.get_untracked();
        let (to, beyond) = self.threads.with_untracked(|threads| {
            let place = open.and_then(|open| threads.iter().position(|thread| thread.id == open));
            let last = threads.len().saturating_sub(1);
            let to = place.map_or(0, |place| place.saturating_add_signed(step).min(last));
            let at = |place: usize| threads.get(place).map(|thread| thread.id);
            (at(to), to.checked_add_signed(step).and_then(at))
        });
        to.into_iter().for_each(|to| self.router.go(Place::Chat(to)));
        beyond.into_iter().for_each(|beyond| dom::after_paint(move || self.flow.fetch_ahead(beyond)));
    }
}

/// Those that are not among others.
fn beyond(of: Vec<ThreadSummary>, known: &[ThreadSummary]) -> Vec<ThreadSummary> {
    let known: HashSet<ThreadId> = known.iter().map(|thread| thread.id).collect();
    of.into_iter().filter(|thread| !known.contains(&thread.id)).collect()
}

fn summary<T>(
    thread: Option<ThreadId>,
    view: Loaded<Option<ThreadView>>,
    threads: RwSignal<Vec<ThreadSummary>>,
    read: impl Fn(&ThreadSummary) -> T,
) -> Option<T> {
    let id = thread?;
    let of_view = view.value.with(|view| {
        let view = view.as_ref()?.as_ref().filter(|view| view.summary.id == id)?;
        Some(read(&view.summary))
    });
    of_view.or_else(|| threads.with(|threads| threads.iter().find(|thread| thread.id == id).map(&read)))
}

/// Whether there is room for the panel beside the conversation.
fn is_wide() -> bool {
    let width = dom::window().inner_width().ok().and_then(|width| width.as_f64());
    width.is_none_or(|width| width > 1160.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_names_which_conversations_are_shown() {
        for show in Show::ALL {
            assert_eq!(Show::from_name(show.name()), show);
        }
        assert_eq!(Show::from_name(""), Show::All);
    }
}
