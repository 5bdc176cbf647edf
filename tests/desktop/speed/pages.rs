//! From an input to what it is for, on every page.
//!
//! An input is a real key or click; the page notes when the event was made. From then on it looks once a frame whether there is
//! what the input is for, and ends with the frame after, when that has been painted.

use serde::Deserialize;
use thirtyfour::prelude::*;

use super::figures::{Figure, sorted};
use super::furnished;
use crate::window::Window;

/// How often each is measured.
pub(super) const RUNS: usize = 15;

/// From input to paint, in milliseconds.
const LIMIT: f64 = 100.0;

/// What a person does.
#[derive(Clone, Copy)]
pub(crate) enum Input {
    /// Clicks what an XPath finds.
    Click(&'static str),
    /// Presses a key together with Ctrl.
    Control(&'static str),
    /// Leaves what is open.
    Escape,
}

/// Something that opens, or finds.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    /// What it is called in the table.
    pub(crate) what: &'static str,
    /// What is done before, outside of the measurement: inputs, each with what there is afterwards.
    pub(crate) before: &'static [(Input, &'static str)],
    /// The input.
    pub(crate) input: Input,
    /// What there is once it is done: an expression in JavaScript.
    pub(crate) ready: &'static str,
}

/// Opens the agenda, as whatever it was last.
pub(crate) const AGENDA: (Input, &str) =
    (Input::Click(r#"//nav//a[@href="/agenda"]"#), "find('header [role=radiogroup]')");
/// As a day.
pub(crate) const DAY: (Input, &str) = (Input::Click(MODE_DAY), DRAWN);
const CLIENTS: (Input, &str) = (Input::Click(r#"//nav//a[@href="/clients"]"#), "there('.client-row')");
const COMPANY: (Input, &str) =
    (Input::Click(r#"//nav//a[@href="/settings/company"]"#), "section('company') && there('form, .panel')");
const CLOSED: &str = "!find('dialog[open]')";

const DRAWN: &str = "find('.board:not(.week)[aria-busy=false] .card') && !find('#main .unknown')";
const MODE_DAY: &str = r#"(//header//*[@role="radiogroup"])[1]//*[1]"#;
const MODE_WEEK: &str = r#"(//header//*[@role="radiogroup"])[1]//*[2]"#;
const MODE_MONTH: &str = r#"(//header//*[@role="radiogroup"])[1]//*[3]"#;
const MODE_LIST: &str = r#"(//header//*[@role="radiogroup"])[1]//*[4]"#;
const NEXT: &str = r#"(//header//button[contains(@class, "icon-only")])[3]"#;
const BACK: &str = r#"(//header//button[contains(@class, "icon-only")])[2]"#;

/// Cards, and none of those that stood there before.
const OTHER_DAY: &str =
    "find('.board[aria-busy=false] .card') && !find(`[data-appointment='${before.card}']`)";

pub(crate) const STEPS: [Step; 13] = [
    Step {
        what: "today",
        before: &[AGENDA, DAY],
        input: Input::Click(r#"//nav//a[@href="/today"]"#),
        ready: "there('.today section')",
    },
    Step { what: "agenda: a day", before: &[COMPANY], input: AGENDA.0, ready: DRAWN },
    Step { what: "agenda: the next day", before: &[], input: Input::Click(NEXT), ready: OTHER_DAY },
    Step { what: "agenda: the day before", before: &[], input: Input::Click(BACK), ready: OTHER_DAY },
    Step {
        what: "agenda: an appointment",
        before: &[(Input::Escape, "!find('aside.agenda-panel .primary')")],
        input: Input::Click("(//button[@data-appointment])[5]"),
        ready: "there('aside.agenda-panel .primary')",
    },
    Step {
        what: "agenda: the form that books",
        before: &[(Input::Escape, "!find('aside form')")],
        input: Input::Control("n"),
        ready: "there('aside form')",
    },
    Step {
        what: "agenda: a week of everybody",
        before: &[DAY],
        input: Input::Click(MODE_WEEK),
        ready: "find('.board.week[aria-busy=false] .card') && all('.board .column-head').length === 7",
    },
    Step {
        what: "agenda: a month",
        before: &[DAY],
        input: Input::Click(MODE_MONTH),
        ready: "there('.month-day .month-taken')",
    },
    Step {
        what: "agenda: a list",
        before: &[DAY],
        input: Input::Click(MODE_LIST),
        ready: "there('.list-line')",
    },
    Step { what: "clients", before: &[AGENDA, DAY], input: CLIENTS.0, ready: CLIENTS.1 },
    Step {
        what: "clients: a profile",
        before: &[CLIENTS],
        input: Input::Click(r#"(//main//a[contains(@class, "client-row")])[7]"#),
        ready: "there('.visit-list li')",
    },
    Step {
        what: "clients: possible duplicates",
        before: &[CLIENTS],
        input: Input::Click(r#"//a[@href="/clients/duplicates"]"#),
        ready: "there('.duplicate-list li')",
    },
    Step {
        what: "a person's own profile",
        before: &[
            AGENDA,
            DAY,
            (
                Input::Click(r#"//button[@aria-haspopup="menu"][contains(@class, "account")]"#),
                "find('[role=menuitem]')",
            ),
        ],
        input: Input::Click(r#"(//*[@role="menuitem"])[1]"#),
        ready: "location.pathname === '/profile' && there('.panel')",
    },
];

/// The parts of the settings.
const SECTIONS: [&str; 8] =
    ["company", "agendas", "services", "members", "roles", "absences", "holidays", "computer"];

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by `cargo xtask speed`"]
async fn the_pages() {
    let desk = furnished::desk().await;
    let window = Window::open(&desk).await;
    window.drawn().await;
    for step in STEPS {
        let mut times = Vec::new();
        for _ in 0..RUNS {
            times.push(window.time(&step).await);
        }
        record(step.what, LIMIT, &times);
    }
    settings(&window).await;
    searches(&window).await;
    palette(&window).await;
    window.close().await;
}

async fn settings(window: &Window) {
    let mut times = vec![Vec::new(); SECTIONS.len()];
    for _ in 0..RUNS {
        window.prepare(&AGENDA).await;
        window.prepare(&DAY).await;
        for (place, name) in SECTIONS.iter().enumerate() {
            let path = if place == 0 {
                COMPANY.0.path().to_owned()
            } else {
                format!("//main//a[@href=\"/settings/{name}\"]")
            };
            window.arm(&format!("section('{name}') && there('form, .panel, li, table, .empty')")).await;
            window.click(&path).await;
            times[place].push(window.took().await);
        }
    }
    for (name, times) in SECTIONS.iter().zip(&times) {
        record(&format!("settings: {name}"), LIMIT, times);
    }
}

/// A letter more in the field over the list of clients, with what it finds.
async fn searches(window: &Window) {
    let mut times = Vec::new();
    for run in 0..RUNS {
        window.prepare(&AGENDA).await;
        window.prepare(&DAY).await;
        window.prepare(&CLIENTS).await;
        window.until("find('a[href=\"/clients/duplicates\"]')").await;
        window.click("//input[@id=\"client-search\"]").await;
        for letter in [["m", "a", "r"], ["j", "o", "s"], ["a", "n", "t"]][run % 3] {
            // One more letter may find the same.
            window.arm("window.answers.length && there('.client-row')").await;
            window.keys(letter.into()).await;
            times.push(window.took().await);
        }
    }
    record("clients: a letter of a search", LIMIT, &times);
}

async fn palette(window: &Window) {
    let (mut opened, mut found) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        window.prepare(&AGENDA).await;
        window.prepare(&DAY).await;
        let open = Step {
            what: "",
            before: &[],
            input: Input::Control("k"),
            ready: "find('dialog[open] [role=option]')",
        };
        opened.push(window.time(&open).await);
        for letter in [["m", "a", "r"], ["j", "o", "s"], ["a", "n", "t"]][run % 3] {
            let results = "find('[role=listbox][aria-busy=false] [role=option]') \
                           && find('dialog[open] input').value.length > before.typed";
            window.arm(results).await;
            window.keys(letter.into()).await;
            found.push(window.took().await);
        }
        window.keys(Key::Escape.into()).await;
        window.until(CLOSED).await;
    }
    record("palette", LIMIT, &opened);
    record("palette: a letter and its results", LIMIT, &found);
}

/// How long an input took, and of that until the backend's last answer, in milliseconds.
#[derive(Clone, Copy, Deserialize)]
pub(crate) struct Took {
    whole: f64,
    backend: f64,
    frames: f64,
}

/// Puts it into the table, beside what it may take, in milliseconds.
pub(super) fn record(what: &str, limit: f64, took: &[Took]) {
    let all = |read: fn(&Took) -> f64| took.iter().map(read).collect::<Vec<f64>>();
    let (backend, longest) = (sorted(&all(|took| took.backend)), sorted(&all(|took| took.frames)));
    let note = format!(
        "last answer of the backend after {:.0} ms, longest frame {:.0} ms (medians)",
        backend.at(50),
        longest.at(50)
    );
    let kept = |_, p95| Some(p95 <= limit);
    let limit = format!("p95 {limit:.0} ms");
    let what = format!("input to paint: {what}");
    Figure::of_times(&what, &limit, &all(|took| took.whole), kept).noted(note).record();
}

impl Input {
    const fn path(self) -> &'static str {
        match self {
            Self::Click(path) | Self::Control(path) => path,
            Self::Escape => "",
        }
    }
}

impl Window {
    /// Does something and waits for what it is for; gives how long that took.
    pub(crate) async fn time(&self, step: &Step) -> Took {
        for before in step.before {
            self.prepare(before).await;
        }
        self.arm(step.ready).await;
        self.enter(step.input).await;
        self.took().await
    }

    /// Does something, outside of what is measured, unless its end is there already.
    pub(crate) async fn prepare(&self, (input, ready): &(Input, &str)) {
        self.enter(*input).await;
        self.until(ready).await;
    }

    async fn enter(&self, input: Input) {
        match input {
            Input::Click(path) => self.click(path).await,
            Input::Control(key) => self.keys(Key::Control + key).await,
            Input::Escape => self.keys(Key::Escape.into()).await,
        }
    }

    /// Waits until an expression of [`WORDS`] holds and the page has drawn it.
    pub(crate) async fn until(&self, ready: &str) {
        let script = format!(
            "const done = arguments[arguments.length - 1]; {WORDS} let frames = 0; const look = () => {{ \
                 if ({ready}) {{ requestAnimationFrame(() => done(true)); }} \
                 else if (++frames > 1200) {{ done(false); }} else {{ requestAnimationFrame(look); }} }}; look();"
        );
        let there = self.page().execute_async(script, vec![]).await.expect("the page answers");
        // No picture: as the application draws, WebDriver waits for one forever.
        assert_eq!(there.json().as_bool(), Some(true), "waited in vain: {ready}");
    }

    /// Has the page wait for the next input, and then for what it is for.
    async fn arm(&self, ready: &str) {
        let script = STOPWATCH.replace("WORDS", WORDS).replace("READY", ready);
        self.page().execute(script, vec![]).await.expect("the page can be told");
    }

    /// How long the input took for which the page was made to wait.
    async fn took(&self) -> Took {
        let asked = "const done = arguments[arguments.length - 1]; window.speed.then(done);";
        let took = self.page().execute_async(asked, vec![]).await;
        took.and_then(|took| took.convert::<Took>()).expect("what was asked for comes")
    }
}

/// What the expressions are made of.
const WORDS: &str = "
    const find = selector => document.querySelector(selector);
    const all = selector => document.querySelectorAll(selector);
    const there = selector => find(selector) && !find('#main .skeleton, #main [aria-busy=true]');
    const section = name => find(`#main a[href='/settings/${name}'][aria-current=page]`);
";

const STOPWATCH: &str = "
    WORDS
    const before = {
        card: find('.board .card')?.dataset.appointment,
        row: find('.talk-body [data-row]')?.dataset.row,
        typed: find('dialog[open] input')?.value.length ?? 0,
    };
    // What goes to the backend goes by `fetch`.
    if (!window.answers) {
        const ask = window.fetch;
        window.answers = [];
        window.fetch = (...question) => ask(...question).finally(() => window.answers.push(performance.now()));
    }
    window.answers.length = 0;
    window.speed = new Promise(tell => {
        let begun, last, longest = 0;
        const end = () => {
            const now = performance.now();
            const backend = Math.max(begun, ...window.answers) - begun;
            tell({ whole: now - begun, backend, frames: Math.max(longest, now - last) });
        };
        const look = () => {
            const now = performance.now();
            longest = Math.max(longest, now - last);
            last = now;
            requestAnimationFrame((READY) ? end : look);
        };
        const heard = event => {
            if (['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return;
            removeEventListener('keydown', heard, true);
            removeEventListener('pointerup', heard, true);
            begun = last = event.timeStamp;
            requestAnimationFrame(look);
        };
        addEventListener('keydown', heard, true);
        addEventListener('pointerup', heard, true);
    });
";
