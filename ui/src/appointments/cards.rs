//! Draws the cards of a column.
//!
//! A full week has two thousand cards, and turning its page replaces them all. As components each had two dozen reactive
//! values that were made, followed and thrown away; here a column has two, and its cards are copies of one element, of which
//! only what changed is written. A card that is read again keeps its element, and with it the focus.

use leadsmart_contract::ids::AppointmentId;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use super::calendar::Board;
use super::card::{Face, Look};
use super::columns::{Column, Placed};
use super::desk::{Desk, use_desk};
use super::drag::{Hands, movable};
use super::sight::Sight;
use super::state::Who;
use crate::components::{Glyph, tint};
use crate::dom;
use crate::language::language;

/// Width and height of a sign, in pixels.
const SIGN: u16 = 12;

/// What a person is doing with the cards of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Marks {
    /// The one in the panel.
    selected: Option<AppointmentId>,
    /// The one on which the keyboard stands.
    current: Option<AppointmentId>,
    /// The one that is held: its ghost stands elsewhere.
    lifted: Option<AppointmentId>,
}

/// A card that is drawn.
struct Drawn {
    face: Face,
    touch: Touch,
    element: Element,
}

/// Which of the marks a card has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Touch {
    selected: bool,
    current: bool,
    lifted: bool,
}

impl Marks {
    fn on(self, id: AppointmentId) -> Touch {
        let is = |marked: Option<AppointmentId>| marked == Some(id);
        Touch { selected: is(self.selected), current: is(self.current), lifted: is(self.lifted) }
    }
}

/// The cards of a column.
#[component]
pub(super) fn Cards(
    /// The column.
    column: Memo<Option<Column>>,
    /// Its key.
    key: String,
) -> impl IntoView {
    let desk = use_desk();
    let (board, hands) = (expect_context::<Board>(), expect_context::<Hands>());
    let sight = expect_context::<Sight>();
    let own = StoredValue::new(key);
    let current = Memo::new(move |_| {
        board.landing.with(|landing| {
            let (column, card) = landing.as_ref()?;
            card.filter(|_| own.with_value(|own| own == column))
        })
    });
    let faces = Memo::new(move |_| {
        column.with(|column| {
            column.as_ref().map_or_else(Vec::new, |column| {
                let shown = sight.of(column, move || current.get());
                shown.into_iter().map(|place| face(desk, column, &column.cards[place])).collect()
            })
        })
    });
    let marks = Memo::new(move |_| Marks {
        selected: desk.state.panel.get().appointment(),
        current: current.get(),
        lifted: hands.lifted(),
    });
    let node = NodeRef::<html::Div>::new();
    let there = StoredValue::new_local(Vec::new());
    Effect::new(move |_| {
        let Some(node) = node.get() else { return };
        let marks = marks.get();
        faces.with(|faces| there.update_value(|there| draw(&node, there, faces, marks)));
    });
    view! { <div class="cards" node_ref=node></div> }
}

/// The card on which an event happened.
pub(super) fn card_at(event: &web_sys::Event) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest(".card").ok().flatten()
}

/// The appointment of a card.
pub(super) fn appointment_of(card: &Element) -> Option<AppointmentId> {
    card.get_attribute("data-appointment")?.parse().ok()
}

/// Tracked.
fn face(desk: Desk, column: &Column, placed: &Placed) -> Face {
    // Where a column is that of everybody, a card says on which agenda it is.
    let agenda = (column.who == Who::Everybody).then(|| desk.agenda_name(placed.card.agenda_id));
    let movable = movable(column, placed) && desk.can_change();
    let fits = desk.sieve.with(|sieve| sieve.fits(&placed.card));
    Face::of(placed, Look { language: language(), agenda, movable, fits })
}

/// Makes what is `there` what `faces` and `marks` say.
fn draw(root: &Element, there: &mut Vec<Drawn>, faces: &[Face], marks: Marks) {
    // What is gone goes first: what stays would otherwise be put before it, and what is moved loses the focus.
    let (mut before, gone): (Vec<_>, Vec<_>) =
        there.drain(..).partition(|old| faces.iter().any(|face| face.id == old.face.id));
    if before.is_empty() {
        root.set_text_content(None);
    } else {
        gone.into_iter().for_each(|gone| gone.element.remove());
    }
    let mut next: Option<Node> = root.first_child();
    for face in faces {
        let known =
            before.iter().position(|old| old.face.id == face.id).map(|place| before.swap_remove(place));
        let now = match known {
            Some(old) => renewed(old, face, marks),
            None => match fresh(face, marks) {
                Some(new) => new,
                None => continue,
            },
        };
        if next.as_ref().is_some_and(|next| next.is_same_node(Some(&now.element))) {
            next = now.element.next_sibling();
        } else {
            // The root is an ancestor of neither, which is the one thing that is refused.
            let _ = root.insert_before(&now.element, next.as_ref());
        }
        there.push(now);
    }
}

/// A new card.
fn fresh(face: &Face, marks: Marks) -> Option<Drawn> {
    thread_local! {
        static MODEL: Option<Element> = model();
    }
    let copy = MODEL.with(|model| model.as_ref()?.clone_node_with_deep(true).ok())?;
    let new = Drawn { face: face.clone(), touch: marks.on(face.id), element: copy.dyn_into().ok()? };
    set(&new.element, "data-appointment", &face.id.to_string());
    write(&new, None);
    Some(new)
}

/// What every card is a copy of.
fn model() -> Option<Element> {
    let card = dom::document().create_element("button").ok()?;
    set(&card, "type", "button");
    card.set_inner_html(r#"<b></b><small><i aria-hidden="true"></i> </small>"#);
    Some(card)
}

/// A card that was there, as it is now.
fn renewed(old: Drawn, face: &Face, marks: Marks) -> Drawn {
    let touch = marks.on(face.id);
    if old.face == *face && old.touch == touch {
        return old;
    }
    let now = Drawn { face: face.clone(), touch, element: old.element.clone() };
    write(&now, Some(&old));
    now
}

/// Writes what differs from what stood there.
fn write(now: &Drawn, old: Option<&Drawn>) {
    let Drawn { face, touch, element } = now;
    let differs = |read: fn(&Face) -> &str| old.is_none_or(|old| read(&old.face) != read(face));
    if differs(|face| &face.class) || old.is_none_or(|old| old.touch != *touch) {
        stand(element, &face.class, *touch);
    }
    if differs(|face| face.status.name()) {
        set(element, "data-status", face.status.name());
    }
    if differs(|face| &face.style) {
        set(element, "style", &face.style);
    }
    if differs(|face| &face.label) {
        set(element, "aria-label", &face.label);
        set(element, "title", &face.label);
    }
    let Some(name) = element.first_child() else { return };
    if differs(|face| &face.name) {
        name.set_text_content(Some(&face.name));
    }
    let dot = name.next_sibling().and_then(|line| line.first_child());
    if differs(|face| &face.line)
        && let Some(line) = dot.as_ref().and_then(Node::next_sibling)
    {
        line.set_node_value(Some(&face.line));
    }
    if old.is_none_or(|old| old.face.color != face.color)
        && let Some(dot) = dot.as_ref().and_then(|dot| dot.dyn_ref::<Element>())
    {
        let class = face.color.map_or_else(String::new, |color| format!("dot {}", tint(color)));
        dot.set_class_name(&class);
    }
    if old.is_none_or(|old| old.face.signs != face.signs) {
        signs(element, &face.signs);
    }
}

/// How it stands with the person: in the panel, under the keyboard, in their hands.
fn stand(element: &Element, class: &str, touch: Touch) {
    let Touch { selected, current, lifted } = touch;
    let words = [Some(class), selected.then_some("selected"), lifted.then_some("lifted")];
    element.set_class_name(&words.into_iter().flatten().collect::<Vec<_>>().join(" "));
    set(element, "data-cursor", if current { "true" } else { "false" });
    set(element, "tabindex", if current { "0" } else { "-1" });
    if selected {
        set(element, "aria-current", "true");
    } else {
        // It need not have been there.
        let _ = element.remove_attribute("aria-current");
    }
}

fn signs(card: &Element, signs: &[Glyph]) {
    if let Some(before) = dom::find(card, ".signs") {
        before.remove();
    }
    if signs.is_empty() {
        return;
    }
    let pictures: String = signs.iter().map(|glyph| glyph.markup(SIGN)).collect();
    let words = format!(r#"<span class="signs" aria-hidden="true">{pictures}</span>"#);
    // Refused only where there is no place after the last child.
    let _ = card.insert_adjacent_html("beforeend", &words);
}

fn set(element: &Element, name: &str, value: &str) {
    // Refused only for a name that is none.
    let _ = element.set_attribute(name, value);
}
