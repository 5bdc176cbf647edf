//! What opens beside something: the platform's popover, placed here.

use leptos::context::Provider;
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::focus::FocusBefore;
use crate::dom;

/// A rectangle on the screen beside which something opens, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Anchor {
    /// Left edge.
    pub(crate) left: f64,
    /// Upper edge.
    pub(crate) top: f64,
    /// Width.
    pub(crate) width: f64,
    /// Height.
    pub(crate) height: f64,
}

impl Anchor {
    /// Where an element is now.
    pub(crate) fn of(element: &Element) -> Self {
        let rect = element.get_bounding_client_rect();
        Self { left: rect.left(), top: rect.top(), width: rect.width(), height: rect.height() }
    }

    /// Where the element of an event is now.
    pub(crate) fn of_event(event: &web_sys::Event) -> Option<Self> {
        let target = event.current_target().or_else(|| event.target())?;
        Some(Self::of(&target.dyn_into::<Element>().ok()?))
    }
}

/// Content beside an anchor. It is open while there is an anchor; a click elsewhere or Escape closes it.
#[component]
pub(crate) fn Popover(
    /// Where; closing sets it to none.
    anchor: RwSignal<Option<Anchor>>,
    /// What it is about, for screen readers.
    #[prop(into)]
    label: TextProp,
    /// Whether it opens at the side of the anchor rather than below it.
    #[prop(optional)]
    beside: bool,
    /// Its role; `dialog` unless it is a menu or a list.
    #[prop(default = "dialog")]
    role: &'static str,
    /// Whether the focus moves into it when it opens.
    #[prop(default = true)]
    takes_focus: bool,
    /// Classes beside `popover`.
    #[prop(optional, into)]
    class: &'static str,
    /// Its content, drawn when it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let open = Memo::new(move |_| anchor.with(Option::is_some));
    let focus = FocusBefore::new(move || open.get());
    view! {
        <Show when=move || open.get()>
            <Shown anchor focus label=label.clone() beside role takes_focus class children=children.clone() />
        </Show>
    }
}

#[component]
fn Shown(
    anchor: RwSignal<Option<Anchor>>,
    focus: FocusBefore,
    label: TextProp,
    beside: bool,
    role: &'static str,
    takes_focus: bool,
    class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    focus.note();
    let shown = StoredValue::new(false);
    Effect::new(move |_| {
        let (Some(element), Some(anchor)) = (node.get(), anchor.get()) else { return };
        let opening = !shown.get_value();
        if opening {
            let _ = element.show_popover();
            shown.set_value(true);
        }
        if beside {
            place_beside(&element, anchor)
        } else {
            place(&element, anchor)
        }
        if opening && takes_focus {
            let marked = dom::find(&element, "[autofocus]");
            let first = || dom::find(&element, "[role=menuitem], button, input, select, textarea, a[href]");
            dom::focus(marked.or_else(first).as_ref().unwrap_or(&element));
        }
    });
    let toggled = move |_: web_sys::Event| {
        let closed =
            node.get_untracked().is_some_and(|element| !element.matches(":popover-open").unwrap_or(true));
        if closed && shown.get_value() {
            anchor.set(None);
        }
    };
    view! {
        <div
            class=format!("popover {class}")
            popover="auto"
            node_ref=node
            role=role
            tabindex="-1"
            aria-label=move || label.get()
            on:toggle=toggled
        >
            <Provider value=focus>{children()}</Provider>
        </div>
    }
}

/// What it keeps from its anchor, and from the edges of the window, in pixels.
const GAP: f64 = 6.0;
const MARGIN: f64 = 8.0;

/// Puts it below the anchor, above if it would not fit, and never outside of the window.
pub(super) fn place(element: &HtmlElement, anchor: Anchor) {
    let Some((across, down)) = room() else { return };
    let size = element.get_bounding_client_rect();
    let top = after_or_before(anchor.top, anchor.height, size.height(), down);
    put(element, inside(anchor.left, size.width(), across), inside(top, size.height(), down));
}

/// Puts it to the right of the anchor, to the left if it would not fit, and never outside of the window.
fn place_beside(element: &HtmlElement, anchor: Anchor) {
    let Some((across, down)) = room() else { return };
    let size = element.get_bounding_client_rect();
    let left = after_or_before(anchor.left, anchor.width, size.width(), across);
    put(element, inside(left, size.width(), across), inside(anchor.top, size.height(), down));
}

/// How wide and high the window is.
fn room() -> Option<(f64, f64)> {
    let window = dom::window();
    let length =
        |value: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| value.ok().and_then(|v| v.as_f64());
    length(window.inner_width()).zip(length(window.inner_height()))
}

fn after_or_before(start: f64, extent: f64, own: f64, room: f64) -> f64 {
    let after = start + extent + GAP;
    let before = start - GAP - own;
    if after + own + MARGIN <= room || before < MARGIN { after } else { before }
}

fn inside(value: f64, own: f64, room: f64) -> f64 {
    value.min(room - own - MARGIN).max(MARGIN)
}

fn put(element: &HtmlElement, left: f64, top: f64) {
    let style = element.style();
    let _ = style.set_property("left", &format!("{left}px"));
    let _ = style.set_property("top", &format!("{top}px"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_after_its_anchor_before_it_where_there_is_no_room_and_stays_inside() {
        assert_eq!(after_or_before(100.0, 50.0, 200.0, 1000.0), 156.0);
        assert_eq!(after_or_before(800.0, 50.0, 200.0, 1000.0), 594.0);
        // Neither side has room: it may cover the anchor, but not leave the window.
        let wide = after_or_before(50.0, 900.0, 200.0, 1000.0);
        assert_eq!(inside(wide, 200.0, 1000.0), 792.0);
        assert_eq!(inside(-40.0, 200.0, 1000.0), MARGIN);
    }
}
