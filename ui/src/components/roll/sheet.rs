//! Draws the rows of a [`Roll`] that are in sight.
//!
//! Rows are no components: a conversation has ten thousand, and what is scrolled past is made and thrown away many times a
//! second. A row is made from its face, a value that says what it shows, and drawn again only when that became another.

use std::ops::Range;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlElement, ResizeObserver};

use super::heights::{from_pixels, to_pixels};
use super::{Edge, Roll};
use crate::dom;

/// How often a drawing is corrected by what it measured before it is left for the next frame.
const ROUNDS: usize = 3;

/// What a row shows.
pub(crate) trait Drawable: PartialEq {
    /// Which row.
    type Key: Copy + Eq + std::hash::Hash;

    /// Which row it is.
    fn key(&self) -> Self::Key;

    /// A new element of it.
    fn make(&self) -> Option<HtmlElement>;

    /// Writes into its element what differs from what stood there.
    fn renew(&self, before: &Self, element: &HtmlElement);
}

struct Drawn<F> {
    face: F,
    element: HtmlElement,
    /// Whether its height is not known yet.
    fresh: bool,
}

/// The rows of a list in the document.
pub(crate) struct Sheet<F: Drawable> {
    scroller: HtmlElement,
    /// As high as all rows.
    room: HtmlElement,
    /// What is drawn, at its place in the room.
    rows: HtmlElement,
    roll: Roll<F::Key>,
    drawn: Vec<Drawn<F>>,
    /// Where the list was scrolled to from here; what the webview then tells is no wish of a person.
    written: Option<f64>,
}

impl<F: Drawable> Sheet<F> {
    /// An empty list in an element that scrolls.
    pub(crate) fn new(scroller: &HtmlElement, edge: Edge) -> Option<Self> {
        let part = |class: &str, parent: &HtmlElement| -> Option<HtmlElement> {
            let part: HtmlElement = dom::document().create_element("div").ok()?.dyn_into().ok()?;
            part.set_class_name(class);
            part.set_attribute("role", "presentation").ok()?;
            parent.append_child(&part).ok()?;
            Some(part)
        };
        let room = part("roll-room", scroller)?;
        let rows = part("roll-rows", &room)?;
        let mut roll = Roll::new(edge);
        roll.resized(from_pixels(f64::from(scroller.client_height())));
        Some(Self { scroller: scroller.clone(), room, rows, roll, drawn: Vec::new(), written: None })
    }

    /// What is drawn lives in there; its size follows that of the rows.
    pub(crate) fn rows(&self) -> &HtmlElement {
        &self.rows
    }

    /// The list itself.
    pub(crate) fn roll(&mut self) -> &mut Roll<F::Key> {
        &mut self.roll
    }

    /// Begins anew, for another list in the same place.
    pub(crate) fn clear(&mut self, edge: Edge) {
        self.rows.set_text_content(None);
        self.drawn.clear();
        // How high the window is stays as it was; to ask the webview would have it lay out what is about to be replaced.
        let window = self.roll.window();
        self.roll = Roll::new(edge);
        self.roll.resized(window);
    }

    /// Takes over where a person scrolled to; answers whether it was one.
    pub(crate) fn scrolled(&mut self) -> bool {
        let top = f64::from(self.scroller.scroll_top());
        // Webviews round what is written to a point of the screen.
        if self.written.take().is_some_and(|written| (written - top).abs() <= 1.0) {
            return false;
        }
        self.roll.scrolled(from_pixels(top));
        true
    }

    /// The window or the rows have another size: what is drawn is measured again.
    pub(crate) fn resized(&mut self) {
        self.roll.resized(from_pixels(f64::from(self.scroller.client_height())));
        self.drawn.iter_mut().for_each(|drawn| drawn.fresh = true);
    }

    /// Draws what is in sight. `face` says what a row shows.
    pub(crate) fn draw(&mut self, face: impl Fn(usize) -> Option<F>) {
        for _ in 0..ROUNDS {
            let range = self.roll.drawn();
            self.put(range.clone(), &face);
            self.place(&range);
            if !self.measure() {
                break;
            }
        }
        // What was measured last may have moved what is above.
        let range = self.roll.drawn();
        self.place(&range);
        self.scroll();
    }

    /// The element of a row, if it is drawn.
    pub(crate) fn element(&self, key: F::Key) -> Option<&HtmlElement> {
        self.drawn.iter().find(|drawn| drawn.face.key() == key).map(|drawn| &drawn.element)
    }

    /// Which row an element is.
    pub(crate) fn key_of(&self, element: &web_sys::Element) -> Option<F::Key> {
        let drawn = self.drawn.iter().find(|drawn| drawn.element.is_same_node(Some(element)))?;
        Some(drawn.face.key())
    }

    /// Makes what is drawn what `face` says of these rows.
    fn put(&mut self, range: Range<usize>, face: &impl Fn(usize) -> Option<F>) {
        let mut before = std::mem::take(&mut self.drawn);
        let faces: Vec<F> = range.filter_map(face).collect();
        // What is gone goes first: what stays would otherwise be moved, and lose the focus.
        before.retain(|old| {
            let stays = faces.iter().any(|face| face.key() == old.face.key());
            if !stays {
                old.element.remove();
            }
            stays
        });
        let mut next = self.rows.first_child();
        for face in faces {
            let known = before.iter().position(|old| old.face.key() == face.key());
            let now = match known.map(|place| before.swap_remove(place)) {
                Some(old) if old.face == face => old,
                Some(old) => {
                    face.renew(&old.face, &old.element);
                    Drawn { face, element: old.element, fresh: true }
                }
                None => match face.make() {
                    Some(element) => Drawn { face, element, fresh: true },
                    None => continue,
                },
            };
            if next.as_ref().is_some_and(|next| next.is_same_node(Some(&now.element))) {
                next = now.element.next_sibling();
            } else {
                // The rows are no part of any row, which is the one thing that is refused.
                let _ = self.rows.insert_before(&now.element, next.as_ref());
            }
            self.drawn.push(now);
        }
    }

    /// Puts what is drawn where it belongs.
    fn place(&self, range: &Range<usize>) {
        let style = |element: &HtmlElement, name: &str, length: i64| {
            let value = format!("{}px", to_pixels(length.max(0)));
            // Refused only for a name that is none.
            let _ = element.style().set_property(name, &value);
        };
        style(&self.room, "height", self.roll.total());
        style(&self.rows, "top", self.roll.begin(range.start));
    }

    /// Measures what is new; answers whether something is higher or lower than it was taken for.
    fn measure(&mut self) -> bool {
        let mut other = false;
        for drawn in self.drawn.iter_mut().filter(|drawn| drawn.fresh) {
            drawn.fresh = false;
            let height = from_pixels(drawn.element.get_bounding_client_rect().height());
            other |= self.roll.measured(drawn.face.key(), height);
        }
        other
    }

    fn scroll(&mut self) {
        let wanted = to_pixels(self.roll.top());
        if (wanted - f64::from(self.scroller.scroll_top())).abs() > 1.0 {
            self.scroller.set_scroll_top(wanted.round() as i32);
            // Where there is not so much to scroll the webview stops before.
            self.written = Some(f64::from(self.scroller.scroll_top()));
        }
    }
}

/// Calls `changed` once a frame when an element has another size, as long as the caller lives.
pub(crate) fn follow_size(elements: &[&HtmlElement], changed: impl Fn() + Clone + 'static) {
    let waiting = StoredValue::new(false);
    let told = Closure::<dyn Fn()>::new(move || {
        if waiting.try_get_value() == Some(false) {
            waiting.set_value(true);
            let changed = changed.clone();
            request_animation_frame(move || {
                // The page may be gone.
                if waiting.try_set_value(false).is_none() {
                    changed();
                }
            });
        }
    });
    let Ok(observer) = ResizeObserver::new(told.as_ref().unchecked_ref()) else { return };
    elements.iter().for_each(|element| observer.observe(element));
    let kept = StoredValue::new_local((observer, told));
    on_cleanup(move || {
        kept.try_with_value(|(observer, _)| observer.disconnect());
    });
}
