//! The time, as the webview knows it: there is no zone database in the interface.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::Duration;

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::values::ZoneName;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
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

/// In milliseconds. Every zone in use since 1970 changes its clocks at one of them.
const QUARTER: f64 = 900_000.0;

/// The quarter of an hour that was asked for last, and what a clock showed when it began.
type Asked = (f64, DateTime);

thread_local! {
    /// By zone; the computer's own has no name.
    static ASKED: RefCell<HashMap<String, Asked>> = RefCell::default();
    /// What writes an instant as the clock of a zone shows it: making one takes longer than all else that a column needs.
    static WRITERS: RefCell<HashMap<String, js_sys::Function>> = RefCell::default();
}

/// What a clock shows at an instant. The webview is asked once a quarter of an hour.
fn reading(millis: f64, zone: Option<&str>) -> DateTime {
    let name = zone.unwrap_or_default();
    let quarter = (millis / QUARTER).floor() * QUARTER;
    let known = ASKED.with_borrow(|asked| asked.get(name).copied());
    let begin = match known {
        Some((of, begin)) if of == quarter => begin,
        _ => {
            let begin = parts(&written(quarter, name).unwrap_or_default());
            ASKED.with_borrow_mut(|asked| asked.insert(name.to_owned(), (quarter, begin)));
            begin
        }
    };
    begin.saturating_add(SignedDuration::from_millis((millis - quarter) as i64))
}

/// An instant as the webview writes it; none if it refuses the zone.
fn written(millis: f64, zone: &str) -> Option<String> {
    let writer = match WRITERS.with_borrow(|writers| writers.get(zone).cloned()) {
        Some(writer) => writer,
        None => {
            let writer = writer(zone)?;
            // The computer's own zone may be set to another.
            if !zone.is_empty() {
                WRITERS.with_borrow_mut(|writers| writers.insert(zone.to_owned(), writer.clone()));
            }
            writer
        }
    };
    writer.call1(&JsValue::UNDEFINED, &millis.into()).ok()?.as_string()
}

/// Swedish writes dates as ISO 8601 does: year first, all in digits.
fn writer(zone: &str) -> Option<js_sys::Function> {
    let options = js_sys::Object::new();
    let set = |name: &str, value: &str| js_sys::Reflect::set(&options, &name.into(), &value.into());
    set("dateStyle", "short").ok()?;
    set("timeStyle", "medium").ok()?;
    if !zone.is_empty() {
        set("timeZone", zone).ok()?;
    }
    let intl = js_sys::Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let format: js_sys::Function =
        js_sys::Reflect::get(&intl, &"DateTimeFormat".into()).ok()?.dyn_into().ok()?;
    let arguments = js_sys::Array::of2(&"sv-SE".into(), &options);
    let format = js_sys::Reflect::construct(&format, &arguments).ok()?;
    js_sys::Reflect::get(&format, &"format".into()).ok()?.dyn_into().ok()
}

/// `2026-11-22 21:40:00` as a date and time.
fn parts(text: &str) -> DateTime {
    let mut parts = text.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse::<i16>().ok());
    let mut next = || parts.next().unwrap_or_default();
    let (year, month, day, hour, minute, second) = (next(), next(), next(), next(), next(), next());
    DateTime::new(year, month as i8, day as i8, hour as i8, minute as i8, second as i8, 0).unwrap_or_default()
}
