//! How many conversations wait: in the rail, on the page of the day, and beside the choices of the list.

use leadsmart_contract::permission::Permission;
use leadsmart_contract::threads::{CountThreads, ThreadCounts};
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;

use super::texts;
use crate::backend::{self, call};
use crate::components::{Glyph, Icon};
use crate::language::{language, t};
use crate::load::Steady;
use crate::router::{Link, Place, use_router};
use crate::session::{Company, use_company};

/// How many conversations wait in the company. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
pub(crate) struct Counts(RwSignal<Option<ThreadCounts>>);

/// How many conversations wait in this company.
pub(crate) fn use_counts() -> Counts {
    expect_context()
}

impl Counts {
    /// Counts, and again when something changes, as long as the caller lives.
    pub(crate) fn follow(company: Company) -> Self {
        let counts = Self(RwSignal::new(None));
        let steady = Steady::new();
        let company_id = company.id;
        Effect::new(move |_| {
            backend::track(Topic::Threads);
            backend::track(Topic::Messages);
            if company.can(Permission::ThreadsView) {
                steady.run(move || async move {
                    // A number that cannot be had is not shown; where conversations are shown, why is told.
                    let answer = call(CountThreads { company_id }).await.ok();
                    if counts.0.try_with_untracked(|known| *known != answer) == Some(true) {
                        counts.0.set(answer);
                    }
                });
            } else {
                counts.0.set(None);
            }
        });
        counts
    }

    /// What was counted. Tracked.
    pub(crate) fn get(self) -> Option<ThreadCounts> {
        self.0.get()
    }
}

/// The way to the conversations in the rail, with how many are unread.
#[component]
pub(crate) fn RailLink() -> impl IntoView {
    let (company, router, counts) = (use_company(), use_router(), use_counts());
    let current = Signal::derive(move || matches!(router.place(), Place::Chats | Place::Chat(_)));
    let unread = Memo::new(move |_| counts.get().map_or(0, |counts| counts.unread));
    let label = move || match unread.get() {
        0 => texts::chats(language()).to_owned(),
        count => format!("{}, {}", texts::chats(language()), texts::rail_unread(language(), count.into())),
    };
    let shown = move || if unread.get() > 99 { "99+".to_owned() } else { unread.get().to_string() };
    view! {
        <Show when=move || company.can(Permission::ThreadsView)>
            <Link to=Place::Chats label current>
                <Icon glyph=Glyph::Chat size=20 />
                <span class="rail-count" aria-hidden="true" hidden=move || unread.get() == 0>{shown}</span>
            </Link>
        </Show>
    }
}

/// What waits in the conversations, on the page of the day; nothing if nothing does.
#[component]
pub(crate) fn TodayChats() -> impl IntoView {
    let counts = use_counts();
    move || {
        let counts = counts.get()?;
        let line =
            |count: u32, bad: bool, words: fn(leadsmart_contract::language::Language, u64) -> String| {
                (count > 0).then(|| {
                    view! {
                        <li class:bad=bad>
                            <Link to=Place::Chats>
                                <Icon glyph=if bad { Glyph::Warning } else { Glyph::Chat } size=16 />
                                {move || words(language(), count.into())}
                            </Link>
                        </li>
                    }
                })
            };
        let lines = [
            line(counts.failed, true, texts::today_failed),
            line(counts.unread, false, texts::today_unread),
            line(counts.unassigned, false, texts::today_free),
        ];
        lines.iter().any(Option::is_some).then(|| {
            view! {
                <section class="today-part today-chats" aria-label=t(texts::chats)>
                    <header><h2>{t(texts::chats)}</h2></header>
                    <ul>{lines.into_iter().flatten().collect_view()}</ul>
                </section>
            }
        })
    }
}
