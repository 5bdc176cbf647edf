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
            <Shown anchor focus label=label.clone() role takes_focus class children=children.clone() />
        </Show>
    }
}

#[component]
fn Shown(
    anchor: RwSignal<Option<Anchor>>,
    focus: FocusBefore,
    label: TextProp,
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
        place(&element, anchor);
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

/// Puts it below the anchor, above if it would not fit, and never outside of the window.
pub(super) fn place(element: &HtmlElement, anchor: Anchor) {
    const GAP: f64 = 6.0;
    const MARGIN: f64 = 8.0;
    let size = element.get_bounding_client_rect();
    let (width, height) = (size.width(), size.height());
    let window = dom::window();
    let length =
        |value: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| value.ok().and_then(|v| v.as_f64());
    let (Some(across), Some(down)) = (length(window.inner_width()), length(window.inner_height())) else {
        return;
    };
    let flip = |start: f64, extent: f64, own: f64, room: f64| {
        let after = start + extent + GAP;
        let before = start - GAP - own;
        if after + own + MARGIN <= room || before < MARGIN { after } else { before }
    };
    let (left, top) = (anchor.left, flip(anchor.top, anchor.height, height, down));
    let inside = |value: f64, own: f64, room: f64| value.min(room - own - MARGIN).max(MARGIN);
    let style = element.style();
    let _ = style.set_property("left", &format!("{}px", inside(left, width, across)));
    let _ = style.set_property("top", &format!("{}px", inside(top, height, down)));
}
