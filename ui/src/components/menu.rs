//! A menu of actions.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::focus::FocusBefore;
use super::popover::{Anchor, Popover};
use super::{Button, Glyph, Icon, Kbd, Kind};
use crate::dom;

/// How an item closes the menu that it stands in.
#[derive(Clone, Copy)]
struct Close(RwSignal<Option<Anchor>>);

/// A button that opens a menu. Arrow keys move in it; Escape closes it.
#[component]
pub(crate) fn Menu(
    /// What the button says.
    #[prop(into)]
    label: TextProp,
    /// The icon of the button.
    #[prop(default = Glyph::More)]
    icon: Glyph,
    /// Shows only the icon.
    #[prop(default = true)]
    icon_only: bool,
    /// How much the button asks for attention.
    #[prop(default = Kind::Ghost)]
    kind: Kind,
    /// The items.
    children: ChildrenFn,
) -> impl IntoView {
    let anchor = RwSignal::new(None);
    let open = move |event: leptos::ev::MouseEvent| anchor.set(Anchor::of_event(&event));
    let own = label.clone();
    view! {
        <Button label=own icon icon_only kind on_press=open />
        <MenuList anchor label children />
    }
}

/// The menu without its button: it opens where its anchor says, such as at the mouse.
#[component]
pub(crate) fn MenuList(
    /// Where it opens; none while it is closed.
    anchor: RwSignal<Option<Anchor>>,
    /// What it is about.
    #[prop(into)]
    label: TextProp,
    /// Whether it opens at the side of its anchor rather than below it.
    #[prop(optional)]
    beside: bool,
    /// The items.
    children: ChildrenFn,
) -> impl IntoView {
    let list = NodeRef::<leptos::html::Div>::new();
    let children = StoredValue::new(children);
    let moved = move |event: KeyboardEvent| {
        let Some(list) = list.get_untracked() else { return };
        let items = dom::find_all(&list, "[role=menuitem]:not([disabled])");
        match event.key().as_str() {
            "ArrowDown" => dom::move_focus(&items, 1),
            "ArrowUp" => dom::move_focus(&items, -1),
            "Home" => items.first().into_iter().for_each(dom::focus),
            "End" => items.last().into_iter().for_each(dom::focus),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <Popover anchor label beside role="menu" class="menu">
            <leptos::context::Provider value=Close(anchor)>
                <div class="menu-items" role="none" node_ref=list on:keydown=moved>
                    {children.with_value(|children| children())}
                </div>
            </leptos::context::Provider>
        </Popover>
    }
}

/// One action of a menu.
#[component]
pub(crate) fn MenuItem(
    /// What it says.
    #[prop(into)]
    label: TextProp,
    /// What it does; the menu closes first.
    #[prop(into)]
    on_choose: Callback<()>,
    /// Its icon.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// The key that does the same.
    #[prop(optional, into)]
    shortcut: Option<&'static str>,
    /// Whether something goes away.
    #[prop(optional)]
    danger: bool,
    /// Whether it cannot be done now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let close = use_context::<Close>();
    let before = use_context::<FocusBefore>();
    let choose = move |_| {
        // What the action opens must find the focus where it will go back to, not in a menu that is gone.
        if let Some(before) = before {
            before.give_back();
        }
        if let Some(Close(anchor)) = close {
            anchor.set(None);
        }
        on_choose.run(());
    };
    view! {
        <button
            type="button"
            role="menuitem"
            class="menu-item"
            class:danger=danger
            tabindex="-1"
            disabled=move || disabled.get()
            on:click=choose
        >
            {icon.map(|glyph| view! { <Icon glyph size=16 /> })}
            <span>{move || label.get()}</span>
            {shortcut.map(|keys| view! { <Kbd keys /> })}
        </button>
    }
}
