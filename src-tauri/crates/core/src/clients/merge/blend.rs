//! What the one who stays becomes: her values first, the other's where she has none, and what differs in the notes.

use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::values::{Document, Name, Note, PhoneNumber};

use crate::clients::Entry;
use crate::clients::search::plain;
use crate::error::{Defect, Result};

/// How many phones a client may have.
const PHONES: usize = 5;

/// How many tags a client may have.
const TAGS: usize = 20;

/// The one who stays, with what the other brings. What has no place any more is left to the row of the other, which stays.
pub(super) fn blend(keep: &Entry, gone: &Entry, language: Language) -> Result<Entry> {
    let mut left = Vec::new();
    if plain(keep.name.as_str()) != plain(gone.name.as_str()) {
        left.push(gone.name.to_string());
    }
    let phones = phones(keep, gone, &mut left);
    let email = keep.email.clone().or_else(|| gone.email.clone());
    if let Some(other) = gone.email.as_ref().filter(|other| email.as_ref() != Some(other)) {
        left.push(other.as_str().to_owned());
    }
    let document = keep.document.clone().or_else(|| gone.document.clone());
    if let Some(other) = gone.document.as_ref().filter(|other| document.as_ref() != Some(other)) {
        left.push(Document::formatted(other));
    }
    let birthday = keep.birthday.or(gone.birthday);
    if let Some(other) = gone.birthday.filter(|other| birthday != Some(*other)) {
        left.push(born(language, &other.strftime("%d/%m/%Y").to_string()));
    }
    let tags = tags(keep, gone, &mut left);
    let notes = notes(keep, gone, &left, language)?;
    Ok(Entry { phones, email, document, birthday, notes, tags, ..keep.clone() })
}

/// Her phones, then the other's as far as there is room; each line once.
fn phones(keep: &Entry, gone: &Entry, left: &mut Vec<String>) -> Vec<PhoneNumber> {
    let mut phones = keep.phones.clone();
    for phone in &gone.phones {
        if phones.iter().any(|known| known.key() == phone.key()) {
            continue;
        }
        if phones.len() < PHONES {
            phones.push(phone.clone());
        } else {
            left.push(phone.as_str().to_owned());
        }
    }
    phones
}

/// Her tags and the other's as far as there is room; each once, however it is capitalized.
fn tags(keep: &Entry, gone: &Entry, left: &mut Vec<String>) -> Vec<Name> {
    let known = |tags: &[Name], tag: &Name| {
        tags.iter().any(|known| known.as_str().to_lowercase() == tag.as_str().to_lowercase())
    };
    let mut tags = keep.tags.clone();
    for tag in &gone.tags {
        if known(&tags, tag) {
            continue;
        }
        if tags.len() < TAGS {
            tags.push(tag.clone());
        } else {
            left.push(tag.to_string());
        }
    }
    if tags == keep.tags { tags } else { crate::clients::tidy_tags(tags) }
}

/// Her notes, the other's, and a line of what differs, each as far as there is room.
fn notes(keep: &Entry, gone: &Entry, left: &[String], language: Language) -> Result<Note> {
    let mut text = keep.notes.as_str().to_owned();
    let line = if left.is_empty() { String::new() } else { merged(language, &left.join(" · ")) };
    for part in [gone.notes.as_str(), line.as_str()] {
        let length = text.chars().count() + part.chars().count() + 2;
        if part.is_empty() || text.contains(part) || length > Note::MAX {
            continue;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(part);
    }
    Note::parse(&text).map_err(|problem| Defect(format!("notes put together cannot be: {problem}")).into())
}

texts! {
    merged(what: &str): "Do cadastro mesclado: {what}", "From the merged client: {what}", "De la ficha fusionada: {what}";
    born(day: &str): "nascimento {day}", "born {day}", "nacimiento {day}";
}
