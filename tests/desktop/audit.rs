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
        let run = "const done = arguments[arguments.length - 1]; \
                   axe.run(document, { resultTypes: ['violations'] })\
                      .then(found => done([found.passes.length, found.violations]), problem => done(String(problem)));";
        let answer = self.window.page().execute_async(run, vec![]).await.expect("axe-core runs");
        let (passed, violations): (usize, Vec<Violation>) =
            answer.convert().expect("axe-core answers with violations");
        assert!(passed > 10, "axe-core examined {screen}");
        for violation in violations {
            if matches!(violation.impact.as_deref(), Some("serious" | "critical")) {
                self.note(screen, &violation);
            }
        }
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
