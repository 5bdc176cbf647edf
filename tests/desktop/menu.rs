//! The menu of a card: the steps of the panel where the pointer is.

use thirtyfour::prelude::*;

use crate::desk::Desk;
use crate::window::Window;

/// An appointment that nobody has confirmed.
const PENDING: &str = "(//section//button[@data-appointment][@data-status=\"pending\"])[1]";

const ITEM: &str = "//*[@role=\"menu\"]//*[@role=\"menuitem\"]";

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_of_a_card_opens_by_mouse_and_by_keys_and_takes_the_steps_of_the_panel() {
    let desk = Desk::fresh();
    let window = Window::open_sample(&desk).await;
    window.day_with(PENDING).await;
    let id = window.find(PENDING).await.attr("data-appointment").await.expect("the page answers");
    let id = id.expect("a card has its appointment");
    let card = format!("//section//button[@data-appointment=\"{id}\"]");
    let here = format!(".board [data-appointment='{id}']");

    // By keys: the menu stands beside its card, the arrows go around in it, and the key of a step takes that.
    window.find(&card).await.focus().await.expect("a card takes the focus");
    window.keys(Key::Shift + Key::F10).await;
    for step in ["Confirmar", "Remarcar", "Cancelar", "Cancelar e oferecer"] {
        window.find(&format!("{ITEM}[.//span[normalize-space()=\"{step}\"]][.//kbd]")).await;
    }
    let inside = "const box = document.querySelector('[popover]:popover-open').getBoundingClientRect(); \
                  return box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;";
    let inside = window.page().execute(inside, vec![]).await.expect("the page answers");
    assert_eq!(inside.json().as_bool(), Some(true), "the menu stands inside of the window");
    window.screenshot("card-menu").await;
    window.keys(Key::Escape.into()).await;
    window.gone(ITEM).await;
    window.focus_is_on(&here).await;
    window.keys(Key::Shift + Key::F10).await;
    window.focus_is_on("[role=menuitem]:nth-of-type(1)").await;
    window.keys(Key::Down.into()).await;
    window.focus_is_on("[role=menuitem]:nth-of-type(2)").await;
    window.keys("o".into()).await;
    window.find(&format!("{card}[@data-status=\"confirmed\"]")).await;
    window.gone(ITEM).await;
    window.find("//*[@class=\"toast\"][contains(normalize-space(), \": confirmado\")]").await;
    window.keys(Key::Control + "z").await;
    window.find(&format!("{card}[@data-status=\"pending\"]")).await;

    // By mouse; what asks for something goes on in the panel.
    window.menu_of(&card).await;
    window.click(&format!("{ITEM}[.//span[normalize-space()=\"Cancelar\"]]")).await;
    window.field("Motivo (opcional)").await;
    window.press("Manter").await;
    window.menu_of(&card).await;
    window.keys("r".into()).await;
    window.find("//aside[contains(@class, \"moving\")]").await;
    window.close().await;
}

impl Window {
    /// Goes on, from tomorrow, to a day on which an XPath finds something.
    pub(crate) async fn day_with(&self, path: &str) {
        self.first_open_day_ahead().await;
        for _ in 0..10 {
            if self.has(path).await {
                return;
            }
            self.next_day().await;
        }
        panic!("on none of the next days there is {path}");
    }

    /// Opens the menu of what an XPath finds, with the right mouse button. The driver of WebKit tells of its release as of a click
    /// with the left one: from then on it makes no pointer events, and drags nothing.
    async fn menu_of(&self, path: &str) {
        let element = self.find(path).await;
        let aim = "arguments[0].scrollIntoView({ block: 'center', inline: 'nearest' });";
        let json = element.to_json().expect("an element has a handle");
        self.page().execute(aim, vec![json]).await.expect("the page answers");
        let actions = self.page().action_chain().context_click_element(&element);
        actions.perform().await.expect("the mouse works");
        self.find(ITEM).await;
    }
}
