//! How much memory the page may take on Linux.
//!
//! WebKit lets a page grow to a third of three gigabytes before it begins to give back what it only keeps for speed, which is
//! sensible for a browser and not for a window that stands open all day on a small computer. It takes other limits when its context
//! is made (`WebKitMemoryPressureSettings`), but Tauri's layer makes the context and has no door for them. So the constructor of
//! that class is replaced by one that sets this property and then goes on as before; GObject documents `constructor` as a method
//! that a class may replace.

use std::ffi::{CStr, c_uint};
use std::sync::OnceLock;

use webkit2gtk::ffi;
use webkit2gtk::glib::ffi::GType;
use webkit2gtk::glib::gobject_ffi::{
    GObject, GObjectClass, GObjectConstructParam, g_type_class_ref, g_value_take_boxed,
};

/// In megabytes; the thresholds are parts of it.
const LIMIT: c_uint = 250;

/// From here on, as a part of the limit, it gives back what it will hardly miss.
const CONSERVATIVE: f64 = 0.5;

/// From here on it gives back whatever it can.
const STRICT: f64 = 0.7;

/// How often it looks, in seconds.
const EVERY: f64 = 10.0;

/// The property of the context.
const SETTINGS: &CStr = c"memory-pressure-settings";

type Constructor = unsafe extern "C" fn(GType, c_uint, *mut GObjectConstructParam) -> *mut GObject;

/// The constructor that the class had.
static BEFORE: OnceLock<Constructor> = OnceLock::new();

/// Bounds the pages of every context that is made from now on. Called once, before the first.
#[allow(unsafe_code, reason = "the class of an object of C is changed before the first object of it exists")]
pub(crate) fn bound() {
    // SAFETY: the type's class is a `GObjectClass` at its beginning and lives as long as the reference, which is never given
    // back. No other thread makes contexts: this is called before the window's library starts.
    unsafe {
        let class = g_type_class_ref(ffi::webkit_web_context_get_type()).cast::<GObjectClass>();
        if let Some(class) = class.as_mut()
            && let Some(before) = class.constructor
            && BEFORE.set(before).is_ok()
        {
            class.constructor = Some(construct);
        }
    }
}

/// Makes a context as before, with the limits.
#[allow(unsafe_code, reason = "called by GObject with what its documentation promises")]
unsafe extern "C" fn construct(
    kind: GType,
    count: c_uint,
    properties: *mut GObjectConstructParam,
) -> *mut GObject {
    let Some(before) = BEFORE.get() else { return std::ptr::null_mut() };
    // SAFETY: GObject hands over `count` properties that can only be set now, each with its value; the value of this one holds a
    // boxed settings object, and takes over the one that it is given.
    unsafe {
        for at in 0..count as usize {
            let property = properties.add(at);
            if CStr::from_ptr((*(*property).pspec).name) == SETTINGS {
                g_value_take_boxed((*property).value, limits().cast());
            }
        }
        before(kind, count, properties)
    }
}

/// The limits; whoever gets them owns them.
#[allow(unsafe_code, reason = "plain setters of C")]
unsafe fn limits() -> *mut ffi::WebKitMemoryPressureSettings {
    // SAFETY: the object was just made. The strict threshold comes first, since the other must stay below it.
    unsafe {
        let limits = ffi::webkit_memory_pressure_settings_new();
        ffi::webkit_memory_pressure_settings_set_memory_limit(limits, LIMIT);
        ffi::webkit_memory_pressure_settings_set_strict_threshold(limits, STRICT);
        ffi::webkit_memory_pressure_settings_set_conservative_threshold(limits, CONSERVATIVE);
        ffi::webkit_memory_pressure_settings_set_poll_interval(limits, EVERY);
        limits
    }
}
