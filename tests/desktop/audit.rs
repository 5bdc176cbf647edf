//! axe-core, run on the screens of the window: <https://github.com/dequelabs/axe-core>.

use std::fmt::Write;

use serde::Deserialize;

use crate::desk::variable;
use crate::window::Window;

/// What was found on the screens of one window.
pub(crate) struct Audit<'a> {
    window: &'a Window,
    rules: String,
    found: String,
}

/// Every rule.
const RUN: &str = "const done = arguments[arguments.length - 1]; \
    axe.run(document, { resultTypes: ['violations'] })\
       .then(found => done([found.passes.length, found.violations]), problem => done([0, [], String(problem)]));";

/// The rule about colours alone, with the other colours.
const TURNED: &str = "const done = arguments[arguments.length - 1]; \
    const root = document.documentElement; \
    const before = root.style.colorScheme; \
    const still = document.head.appendChild(document.createElement('style')); \
    still.textContent = '* { transition: none !important; }'; \
    const color = getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).map(Number); \
    root.style.colorScheme = color[0] > 128 ? 'dark' : 'light'; \
    const back = answer => { root.style.colorScheme = before; still.remove(); done(answer); }; \
    axe.run(document, { resultTypes: ['violations'], runOnly: ['color-contrast'] })\
       .then(found => back([found.passes.length, found.violations]), problem => back([0, [], String(problem)]));";

/// What is to be pressed or filled in must be in sight once it is scrolled to, and be reached by Tab, or by arrows inside of
/// something that Tab reaches.
const REACH: &str = r#"
    // What lies over the page while one types or chooses has its turn alone.
    const open = [...document.querySelectorAll('dialog[open]')].pop() ?? document.querySelector('[popover]:popover-open, .quick-list:not([hidden])');
    const kinds = 'a[href], button, input, select, textarea, summary, [role=menuitem], [role=radio], [role=option]';
    const scrolled = [...document.querySelectorAll('*')]
        .filter(one => one.scrollHeight > one.clientHeight || one.scrollWidth > one.clientWidth)
        .map(one => [one, one.scrollTop, one.scrollLeft]);
    const shown = one => one.checkVisibility({ visibilityProperty: true, opacityProperty: true })
        && one.getClientRects().length > 0 && !one.matches('.skip-link') && !one.disabled
        && getComputedStyle(one).pointerEvents !== 'none';
    const name = one => `${one.tagName.toLowerCase()} "${(one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 40)}" ${one.className}`;
    const group = '[role=radiogroup], [role=menu], [role=listbox], [role=grid], [role=tree], [role=toolbar], .board, .month, .mini-month-grid, .paint, .roll, main.today';
    const problems = [];
    for (const one of (open ?? document.body).querySelectorAll(kinds)) {
        if (!shown(one)) continue;
        const within = one.closest(group);
        const led = within && (within.querySelector('[tabindex="0"], input') || within.tabIndex >= 0
            || within.contains(document.activeElement) || document.querySelector(`[aria-controls="${within.id}"]`));
        if (one.tabIndex < 0 && !led) problems.push(`no key comes to ${name(one)}`);
        // Cards may lie on each other; the keys go through all of them.
        if (one.closest('.board')) continue;
        one.scrollIntoView({ block: 'center', inline: 'center' });
        const { left, top, width, height } = one.getBoundingClientRect();
        const [x, y] = [left + width / 2, top + height / 2];
        const hit = document.elementFromPoint(x, y);
        const label = one.labels?.[0];
        // In a narrow window the panel lies over the calendar, or the conversation, until it is closed.
        const over = hit?.closest('.agenda-panel, .agenda-side, .chat-panel');
        if (over && !over.contains(one)) continue;
        if (!hit || !(one.contains(hit) || hit.contains(one) || label?.contains(hit))) {
            problems.push(`not to be pointed at, at ${Math.round(x)}, ${Math.round(y)} of ${innerWidth} x ${innerHeight}: ${name(one)}`);
        }
    }
    if (document.documentElement.scrollWidth > innerWidth + 1) problems.push('the page is wider than the window');
    for (const [one, top, left] of scrolled) { one.scrollTop = top; one.scrollLeft = left; }
    return problems;
"#;

/// A rule that a screen breaks, as axe-core tells it.
#[derive(Deserialize)]
struct Violation {
    id: String,
    impact: Option<String>,
    help: String,
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    html: String,
    #[serde(rename = "failureSummary")]
    summary: Option<String>,
}

impl<'a> Audit<'a> {
    /// Nothing yet.
    pub(crate) async fn new(window: &'a Window) -> Self {
        let rules =
            std::fs::read_to_string(variable("LEADSMART_AXE")).expect("set-up has put axe-core there");
        Self { window, rules, found: String::new() }
    }

    /// The window.
    pub(crate) fn window(&self) -> &'a Window {
        self.window
    }

    /// Keeps a picture of the screen and examines it.
    pub(crate) async fn look(&mut self, screen: &str) {
        self.window.screenshot(screen).await;
        let known = "return typeof axe === 'object';";
        let known = self.window.page().execute(known, vec![]).await.expect("the page answers");
        if known.json().as_bool() != Some(true) {
            // The driver's scripts are not bound by the page's policy, which forbids what comes from elsewhere.
            let script = format!("{}; window.axe = axe;", self.rules);
            self.window.page().execute(&script, vec![]).await.expect("axe-core can be loaded");
        }
        let passed = self.examine(screen, RUN).await;
        assert!(passed > 10, "axe-core examined {screen}");
        // Light where it is dark, and dark where it is light: nothing changes but colours.
        self.examine(&format!("{screen}, turned over"), TURNED).await;
        for problem in self.reach().await {
            writeln!(self.found, "{screen}: {problem}").expect("texts take more");
        }
    }

    /// Runs axe-core, notes what is serious, and gives how many rules the screen keeps.
    async fn examine(&mut self, screen: &str, script: &str) -> usize {
        let answer = self.window.page().execute_async(script, vec![]).await.expect("axe-core runs");
        let (passed, violations): (usize, Vec<Violation>) =
            answer.convert().expect("axe-core answers with violations");
        for violation in violations {
            if matches!(violation.impact.as_deref(), Some("serious" | "critical")) {
                self.note(screen, &violation);
            }
        }
        passed
    }

    /// What a person cannot come to: with the pointer, because it is cut off or covered wherever one scrolls, or with the keys.
    async fn reach(&self) -> Vec<String> {
        let answer = self.window.page().execute(REACH, vec![]).await.expect("the page answers");
        answer.convert().expect("a list of what cannot be reached")
    }

    fn note(&mut self, screen: &str, violation: &Violation) {
        let Violation { id, help, nodes, .. } = violation;
        writeln!(self.found, "{screen}: {id}: {help}").expect("texts take more");
        for node in nodes.iter().take(3) {
            let why = node.summary.as_deref().unwrap_or_default().replace('\n', " ");
            writeln!(self.found, "    {} — {why}", node.html).expect("texts take more");
        }
    }

    /// Nothing serious may have been found on any screen.
    pub(crate) fn close(self) {
        assert!(self.found.is_empty(), "axe-core finds nothing serious, but:\n{}", self.found);
    }
}
