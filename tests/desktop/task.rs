//! A frequent task of a front desk: its inputs are counted against its target, and the time it took is kept beside the pictures.
//!
//! A key with what is held down with it is one input, and so is a click. The time is that of the driver, which looks for each
//! thing before it acts: an upper bound for a person who knows the way, kept to be read and never judged.

use std::path::PathBuf;
use std::time::Instant;

use thirtyfour::prelude::*;

use crate::desk::variable;
use crate::window::Window;

/// A task that is under way.
pub(crate) struct Task<'a> {
    window: &'a Window,
    name: &'static str,
    most: usize,
    inputs: usize,
    begun: Instant,
}

impl<'a> Task<'a> {
    /// Begins a task that may take so many inputs.
    pub(crate) fn begin(window: &'a Window, name: &'static str, most: usize) -> Self {
        Self { window, name, most, inputs: 0, begun: Instant::now() }
    }

    /// Presses a key, with whatever is held down.
    pub(crate) async fn key(&mut self, key: impl Into<TypingData>) {
        self.window.keys(key.into()).await;
        self.inputs += 1;
    }

    /// Types letters.
    pub(crate) async fn letters(&mut self, text: &str) {
        self.window.keys(text.into()).await;
        self.inputs += text.chars().count();
    }

    /// Clicks what an XPath finds.
    pub(crate) async fn click(&mut self, path: &str) {
        self.window.click(path).await;
        self.inputs += 1;
    }

    /// Counts an input that was made in another way, such as a drag.
    pub(crate) fn input(&mut self) {
        self.inputs += 1;
    }

    /// The result is there: the target was kept.
    pub(crate) fn done(self) {
        let Self { name, most, inputs, begun, .. } = self;
        let took = begun.elapsed().as_millis();
        let file = PathBuf::from(variable("LEADSMART_SCREENSHOTS")).join(format!("task-{name}.txt"));
        let line = format!("{name}: {inputs} inputs of at most {most}, {took} ms\n");
        std::fs::write(file, line).expect("the folder of the pictures can be written to");
        assert!(inputs <= most, "{name} takes {inputs} inputs, more than {most}");
    }
}
