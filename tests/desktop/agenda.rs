//! What a person does on the agenda.

use thirtyfour::prelude::*;

use crate::desk::Desk;
use crate::window::Window;

impl Window {
    /// Opens the application for the first time and explores the sample clinic, in Portuguese.
    pub(crate) async fn open_sample(desk: &Desk) -> Self {
        let window = Self::open(desk).await;
        window.press("Português").await;
        window.press("Explorar com uma clínica de exemplo").await;
        window.drawn().await;
        window
    }

    /// The title of the agenda: the date that it shows.
    pub(crate) async fn date(&self) -> String {
        self.find("//header//h1").await.text().await.expect("the title is text")
    }

    /// Goes a day on and waits until the day is drawn.
    pub(crate) async fn next_day(&self) {
        let before = self.date().await;
        // In any language: what opens the side, back, on.
        self.click("(//header//button[contains(@class, \"icon-only\")])[3]").await;
        self.gone(&format!("//header//h1[normalize-space()=\"{before}\"]")).await;
        self.drawn().await;
    }

    /// Waits until the agenda is drawn and nothing is on its way.
    pub(crate) async fn drawn(&self) {
        self.find("//section[contains(@class, \"board\")][@aria-busy=\"false\"]").await;
        self.gone("//*[contains(@class, \"unknown\")]").await;
    }

    /// Goes on, from tomorrow, to the first day with hours, so that it matters neither which day nor what time it is.
    pub(crate) async fn first_open_day_ahead(&self) {
        self.next_day().await;
        for _ in 0..14 {
            if self.has(OPEN).await {
                return;
            }
            self.next_day().await;
        }
        panic!("no day of two weeks is open");
    }

    /// Goes on to a day of which the title is known.
    pub(crate) async fn go_to(&self, date: &str) {
        self.drawn().await;
        for _ in 0..15 {
            if self.date().await == date {
                return;
            }
            self.next_day().await;
        }
        panic!("{date} is not among the next days");
    }

    /// Clicks the time of a day, such as 10:00, in the first column, as with the mouse.
    pub(crate) async fn click_time(&self, hour: u32) {
        // The column shows a whole day; what is clicked must be scrolled into sight first.
        let spot = self
            .page()
            .execute(
                "const column = document.querySelector('.column.bookable');
                 const board = column.closest('.board');
                 const height = () => { const box = column.getBoundingClientRect(); \
                     return box.top + box.height * arguments[0] / 24; };
                 board.scrollTop += height() - window.innerHeight / 2;
                 const box = column.getBoundingClientRect();
                 return [Math.round(box.left + box.width / 2), Math.round(height()) + 3];",
                vec![hour.into()],
            )
            .await
            .expect("the agenda has a column");
        let (x, y): (i64, i64) = spot.convert().expect("a place in the window");
        self.page().action_chain().move_to(x, y).click().perform().await.expect("the mouse works");
    }

    /// The card of an appointment that begins with these words, such as `10:00 Beatriz Lima`.
    pub(crate) async fn card(&self, words: &str) -> WebElement {
        self.find(&card(words)).await
    }

    /// Waits until there is no such card.
    pub(crate) async fn no_card(&self, words: &str) {
        self.gone(&card(words)).await;
    }
}

/// A column that is not off all day long.
const OPEN: &str = "//*[contains(@class, \"bookable\")]\
    [.//*[contains(@class, \"off\")]][not(.//*[contains(@class, \"off\")][contains(@style, \"--for:1440\")])]";

fn card(words: &str) -> String {
    format!("//section//button[@data-appointment][starts-with(@aria-label, \"{words}\")]")
}
