//! Giving the focus back to what opened a dialog or a popover.

use leptos::prelude::*;
use web_sys::HtmlElement;

use crate::dom;

/// The element that had the focus before something opened.
#[derive(Clone, Copy)]
pub(super) struct FocusBefore(StoredValue<Option<HtmlElement>, LocalStorage>);

impl FocusBefore {
    /// Gives the focus back whenever `open` turns false and nothing else has taken it.
    ///
    /// The owner must outlive what opens: that is gone when the focus goes back.
    pub(super) fn new(open: impl Fn() -> bool + 'static) -> Self {
        let before = Self(StoredValue::new_local(None));
        Effect::new(move |was: Option<bool>| {
            let now = open();
            if was == Some(true) && !now {
                // A frame later it has left the document, and what is behind it can take the focus again.
                request_animation_frame(move || {
                    if dom::focused().is_none_or(|element| element.tag_name() == "BODY") {
                        before.give_back();
                    }
                });
            }
            now
        });
        before
    }

    /// Notes what has the focus now; called while what opens is drawn.
    pub(super) fn note(self) {
        self.0.set_value(dom::focused());
    }

    /// Gives the focus back now.
    pub(super) fn give_back(self) {
        if let Some(element) = self.0.try_get_value().flatten().filter(|element| element.is_connected()) {
            dom::focus(&element);
        }
    }
}
