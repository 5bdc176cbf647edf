//! Files that a browser gives the person.

use std::time::Duration;

use js_sys::Array;
use leptos::prelude::{document, set_timeout};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlElement, Url};

/// How long the address of a file is good, for a browser that first asks where to put it.
const GOOD_FOR: Duration = Duration::from_secs(600);

/// Offers a file of text under a name, as a link with `download` does.
pub(super) fn offer(name: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    let kind = if name.ends_with(".ics") { "text/calendar" } else { "text/csv" };
    options.set_type(&format!("{kind};charset=utf-8"));
    let file = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)?;
    offer_blob(name, &file)
}

/// Offers a file that is there under a name.
pub(super) fn offer_blob(name: &str, file: &Blob) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(file)?;
    let link: HtmlElement = document().create_element("a")?.unchecked_into();
    link.set_attribute("href", &address)?;
    link.set_attribute("download", name)?;
    link.click();
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&address);
        },
        GOOD_FOR,
    );
    Ok(())
}
