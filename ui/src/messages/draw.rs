//! Makes elements of faces. What people wrote goes into the document as text alone.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::face::{
    Body, Bubble, CardFace, Face, FileFace, Footer, Holds, Key, PictureFace, PlaceFace, Quoted, SoundFace,
};
use super::group::Row;
use super::links::{Piece, pieces};
use crate::components::Glyph;
use crate::components::roll::Drawable;
use crate::dom;
use crate::language::language_now;

impl Drawable for Face {
    type Key = Row<Key>;

    fn key(&self) -> Row<Key> {
        self.key
    }

    fn make(&self) -> Option<HtmlElement> {
        let row: HtmlElement = make("div", "")?.dyn_into().ok()?;
        set(&row, "role", "listitem");
        if let Row::Message(key) = self.key {
            set(&row, "data-row", &key.attribute());
        }
        self.outside(&row);
        self.inside(&row);
        Some(row)
    }

    fn renew(&self, before: &Self, element: &HtmlElement) {
        if (&self.class, &self.label, self.current) != (&before.class, &before.label, before.current) {
            self.outside(element);
        }
        if self.holds != before.holds {
            // A button that is drawn anew keeps the focus.
            let held = dom::focused().filter(|focused| element.contains(Some(focused)));
            let named = held.as_ref().and_then(|held| held.get_attribute("data-do"));
            element.set_text_content(None);
            self.inside(element);
            if let Some(held) = held.filter(|held| !held.is_same_node(Some(element))) {
                let selector = named.map(|name| format!("[data-do=\"{name}\"]"));
                drop(held);
                let again = selector.and_then(|selector| dom::find(element, &selector));
                dom::focus(again.as_ref().unwrap_or(element));
            }
        }
    }
}

impl Face {
    /// What the row itself says.
    fn outside(&self, row: &Element) {
        row.set_class_name(&self.class);
        if let Row::Message(_) = self.key {
            set(row, "aria-label", &self.label);
            set(row, "tabindex", if self.current { "0" } else { "-1" });
        }
    }

    fn inside(&self, row: &Element) {
        match &self.holds {
            Holds::Line(text) => {
                words_in(row, "span", "", text);
            }
            Holds::Bubble(bubble) => of_bubble(row, bubble),
        }
    }
}

fn of_bubble(row: &Element, bubble: &Bubble) {
    let Some(inner) = add(row, "div", "bubble") else { return };
    if let Some(by) = &bubble.by {
        words_in(&inner, "span", "by", by);
    }
    if let Some(quote) = &bubble.quote {
        of_quote(&inner, quote);
    }
    of_body(&inner, &bubble.body);
    of_footer(&inner, &bubble.footer);
    if let Some(label) = bubble.menu
        && let Some(button) = button(&inner, "m-menu", "menu")
    {
        set(&button, "aria-label", label);
        set(&button, "title", label);
        set(&button, "aria-haspopup", "menu");
        // Reached from the message by its own keys: one stop for each message is enough.
        set(&button, "tabindex", "-1");
        icon(&button, Glyph::More, 14);
    }
    if !bubble.reactions.is_empty()
        && let Some(reactions) = add(row, "div", "reactions")
    {
        for emoji in &bubble.reactions {
            words_in(&reactions, "span", "", emoji);
        }
    }
}

fn of_quote(parent: &Element, quote: &Quoted) {
    let made = match quote.id {
        Some(id) => {
            let made = button(parent, "quote", "quote");
            made.inspect(|made| set(made, "data-to", &id.to_string()))
        }
        None => add(parent, "div", "quote"),
    };
    if let Some(made) = made {
        words_in(&made, "b", "", &quote.by);
        words_in(&made, "span", "", &quote.text);
    }
}

fn of_body(parent: &Element, body: &Body) {
    match body {
        Body::Words { text, big } => linked(parent, text, *big),
        Body::Picture(picture) => of_picture(parent, picture),
        Body::File(file) => of_file(parent, file),
        Body::Sound(sound) => of_sound(parent, sound),
        Body::Place(place) => of_place(parent, place),
        Body::Cards(cards) => cards.iter().for_each(|card| of_card(parent, card)),
        Body::Gone(words) => {
            words_in(parent, "p", "gone", words);
        }
    }
}

/// Words, whose addresses can be followed.
fn linked(parent: &Element, text: &str, big: bool) {
    let Some(words) = add(parent, "p", if big { "words big" } else { "words" }) else { return };
    for piece in pieces(text) {
        match piece {
            Piece::Words(text) => {
                // Refused only for what is no node.
                let _ = words.append_with_str_1(text);
            }
            Piece::Link(address) => {
                if let Some(link) = words_in(&words, "a", "", address) {
                    set(&link, "href", address);
                    set(&link, "rel", "noreferrer noopener");
                    set(&link, "data-do", "link");
                }
            }
        }
    }
}

fn of_picture(parent: &Element, picture: &PictureFace) {
    let PictureFace { label, src, size: (width, height), over, here, caption } = picture;
    if let Some(made) = button(parent, "media", if *here { "open" } else { "fetch" }) {
        let style = format!("width:{width}px;aspect-ratio:{width}/{height}");
        set(&made, "style", &style);
        set(&made, "aria-label", label);
        if let Some(src) = src.as_ref().filter(|src| is_shown(src))
            && let Some(image) = add(&made, "img", "")
        {
            set(&image, "alt", "");
            set(&image, "decoding", "async");
            set(&image, "src", src);
        }
        if let Some((glyph, text)) = over
            && let Some(over) = add(&made, "span", "over")
            && let Some(pill) = add(&over, "span", "")
        {
            icon(&pill, *glyph, 14);
            words_in(&pill, "span", "", text);
        }
    }
    if let Some(caption) = caption {
        linked(parent, caption, false);
    }
}

/// Pictures come as data of the contract or were made here; nothing else is ever loaded.
fn is_shown(src: &str) -> bool {
    src.starts_with("data:image/") || src.starts_with("blob:")
}

fn of_file(parent: &Element, file: &FileFace) {
    if let Some(made) = button(parent, "file", if file.here { "open" } else { "fetch" }) {
        icon(&made, Glyph::File, 22);
        if let Some(middle) = add(&made, "span", "") {
            words_in(&middle, "span", "ellipsis strong", &file.name);
            words_in(&middle, "small", "", &file.facts);
        }
    }
    if let Some(caption) = &file.caption {
        linked(parent, caption, false);
    }
}

fn of_sound(parent: &Element, sound: &SoundFace) {
    let Some(made) = button(parent, "file", if sound.here { "play" } else { "fetch" }) else { return };
    set(&made, "aria-label", &format!("{}, {}", sound.label, sound.facts));
    icon(&made, if sound.playing { Glyph::Pause } else { Glyph::Play }, 20);
    if let Some(middle) = add(&made, "span", "") {
        if sound.here
            && let Some(wave) = add(&middle, "span", "wave")
        {
            set(&wave, "aria-hidden", "true");
        }
        words_in(&middle, "small", "", &sound.facts);
    }
}

fn of_place(parent: &Element, place: &PlaceFace) {
    let Some(made) = add(parent, "a", "file") else { return };
    set(&made, "href", &place.link);
    set(&made, "data-do", "link");
    set(&made, "rel", "noreferrer noopener");
    icon(&made, Glyph::Pin, 22);
    if let Some(middle) = add(&made, "span", "") {
        words_in(&middle, "span", "strong", &place.name);
        words_in(&middle, "small", "", &place.address);
    }
}

fn of_card(parent: &Element, card: &CardFace) {
    let Some(made) = add(parent, "div", "file") else { return };
    icon(&made, Glyph::Person, 22);
    if let Some(middle) = add(&made, "span", "") {
        words_in(&middle, "span", "strong", &card.name);
        words_in(&middle, "small", "", &card.phones);
    }
}

fn of_footer(parent: &Element, footer: &Footer) {
    if let Some(why) = &footer.why {
        words_in(parent, "p", "why", why);
    }
    let Some(made) = add(parent, "footer", "") else { return };
    for offer in &footer.offers {
        if let Some(button) = button(&made, "link-button", offer.name()) {
            button.set_text_content(Some(offer.label(language_now())));
        }
    }
    for remark in &footer.remarks {
        words_in(&made, "span", "", remark);
    }
    if !footer.planned {
        words_in(&made, "time", "", &footer.time);
    }
    if let Some(state) = footer.state
        && let Some(made) = add(&made, "span", state.class)
    {
        icon(&made, state.glyph, 14);
        words_in(&made, "span", if state.in_words { "" } else { "unseen" }, state.word);
        set(&made, "title", state.word);
    }
}

/// A new element.
fn make(tag: &str, class: &str) -> Option<Element> {
    let element = dom::document().create_element(tag).ok()?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    Some(element)
}

/// A new element at the end of another.
fn add(parent: &Element, tag: &str, class: &str) -> Option<Element> {
    let element = make(tag, class)?;
    parent.append_child(&element).ok()?;
    Some(element)
}

/// A new element with words in it.
fn words_in(parent: &Element, tag: &str, class: &str, text: &str) -> Option<Element> {
    let element = add(parent, tag, class)?;
    element.set_text_content(Some(text));
    Some(element)
}

/// A button that says by `data-do` what it does: the list hears for all of them.
fn button(parent: &Element, class: &str, does: &str) -> Option<Element> {
    let button = add(parent, "button", class)?;
    set(&button, "type", "button");
    set(&button, "data-do", does);
    Some(button)
}

fn icon(parent: &Element, glyph: Glyph, size: u16) {
    // Markup of this application's own, without a word of anybody's.
    let _ = parent.insert_adjacent_html("beforeend", &glyph.markup(size));
}

fn set(element: &Element, name: &str, value: &str) {
    // Refused only for a name that is none.
    let _ = element.set_attribute(name, value);
}
