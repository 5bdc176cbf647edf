//! The time, as the webview knows it: there is no zone database in the interface.

use std::sync::LazyLock;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use leadsmart_contract::values::ZoneName;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::dom::window;

static MINUTE: LazyLock<ArcRwSignal<u32>> = LazyLock::new(|| {
    let minute = ArcRwSignal::new(0);
    let ticking = minute.clone();
    // Every ten seconds, so that the minute on screen is never far behind the clock on the wall.
    set_interval(
        move || {
            let now = (js_sys::Date::now() / 60_000.0) as u32;
            if ticking.get_untracked() != now {
                ticking.set(now);
            }
        },
        Duration::from_secs(10),
    );
    minute
});

/// The instant now.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_millisecond(js_sys::Date::now() as i64).unwrap_or_default()
}

/// What the clock of a zone shows now, to the second. Read in an effect or a view, it follows the clock each minute.
pub(crate) fn now_in(zone: &ZoneName) -> DateTime {
    MINUTE.track();
    reading(js_sys::Date::now(), Some(zone.as_str()))
}

/// The date in a zone; it follows the clock.
pub(crate) fn today_in(zone: &ZoneName) -> Date {
    now_in(zone).date()
}

/// An instant as the clock of this computer reads it.
pub(crate) fn here(at: Timestamp) -> DateTime {
    reading(at.as_millisecond() as f64, None)
}

/// An instant as the clock of a zone reads it.
pub(crate) fn there(at: Timestamp, zone: &ZoneName) -> DateTime {
    reading(at.as_millisecond() as f64, Some(zone.as_str()))
}

/// Waits so many milliseconds.
pub(crate) async fn wait(milliseconds: i32) {
    let promise = js_sys::Promise::new(&mut |done, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, milliseconds);
    });
    let _ = JsFuture::from(promise).await;
}

/// Asks the webview for the parts of an instant. Swedish writes dates as ISO 8601 does: year first, all in digits.
fn reading(millis: f64, zone: Option<&str>) -> DateTime {
    let options = js_sys::Object::new();
    if let Some(zone) = zone {
        let _ = js_sys::Reflect::set(&options, &"timeZone".into(), &zone.into());
    }
    let date = js_sys::Date::new(&JsValue::from_f64(millis));
    let text = String::from(date.to_locale_string("sv-SE", &options));
    let mut parts = text.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse::<i16>().ok());
    let mut next = || parts.next().unwrap_or_default();
    let (year, month, day, hour, minute, second) = (next(), next(), next(), next(), next(), next());
    DateTime::new(year, month as i8, day as i8, hour as i8, minute as i8, second as i8, 0).unwrap_or_default()
}
