//! What the words of an event say: who comes, for what, and how to reach them.

use leadsmart_contract::ids::ServiceId;
use leadsmart_contract::values::{EmailAddress, Note, PhoneNumber};

use super::event::Event;
use crate::clients::name_key;

/// A service that may be named.
pub(super) struct Offered {
    pub(super) id: ServiceId,
    /// Its name as it is compared.
    pub(super) key: String,
}

/// What an event says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct About {
    /// What the client is called; empty if the title does not say.
    pub(super) name: String,
    pub(super) services: Vec<ServiceId>,
    pub(super) emails: Vec<EmailAddress>,
    pub(super) phones: Vec<PhoneNumber>,
    /// What else it says.
    pub(super) notes: String,
}

/// How many phones a client may have (`clients.create`).
const MOST_PHONES: usize = 5;

/// How many services an appointment may have (`appointments.create`).
const MOST_SERVICES: usize = 10;

/// What stands between the parts of a title.
const BETWEEN: [&str; 9] = [" - ", " – ", " — ", " | ", " · ", " / ", ": ", "(", ")"];

/// Reads an event. A title is taken apart where calendars are used to: "Maria Silva - Corte", "Corte: Maria (retorno)".
pub(super) fn read(event: &Event, offered: &[Offered]) -> About {
    let description = plain_text(&event.description);
    let mut about = About::default();
    let words =
        event.attendees.iter().map(String::as_str).chain(tokens(&event.summary)).chain(tokens(&description));
    for email in words.filter_map(|word| EmailAddress::parse(word).ok()) {
        if !about.emails.contains(&email) {
            about.emails.push(email);
        }
    }
    for phone in phones(&event.summary).chain(phones(&description)) {
        let known = about.phones.iter().any(|known| known.key() == phone.key());
        if !known && about.phones.len() < MOST_PHONES {
            about.phones.push(phone);
        }
    }
    let rest = take_apart(&event.summary, offered, &mut about);
    let notes = rest.into_iter().chain([description]).filter(|text| !text.is_empty());
    about.notes = notes.collect::<Vec<_>>().join("\n").chars().take(Note::MAX).collect();
    about
}

/// Finds the services and the name in a title; what is neither is given back.
fn take_apart(title: &str, offered: &[Offered], about: &mut About) -> Vec<String> {
    let mut parts = vec![title.to_owned()];
    for sign in BETWEEN {
        parts = parts.iter().flat_map(|part| part.split(sign)).map(|part| part.trim().to_owned()).collect();
    }
    let mut rest = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        let services = services(&part, offered);
        if !services.is_empty() && about.services.is_empty() {
            about.services = services;
            continue;
        }
        let name = without_numbers(&part);
        if about.name.is_empty() && !name_key(&name).is_empty() {
            about.name = name;
        } else if part.contains(char::is_alphabetic) && !part.contains('@') {
            rest.push(part);
        }
    }
    if about.services.is_empty() {
        edges(offered, about);
    }
    rest
}

/// The services that a part of a title names, if it names nothing else.
fn services(part: &str, offered: &[Offered]) -> Vec<ServiceId> {
    let one = |text: &str| {
        let key = name_key(text);
        offered.iter().find(|service| service.key == key).map(|service| service.id)
    };
    if let Some(whole) = one(part) {
        return vec![whole];
    }
    let joined =
        [" e ", " y ", " and ", "+", "&"].iter().fold(part.to_owned(), |text, sign| text.replace(sign, ","));
    let all: Option<Vec<ServiceId>> = joined.split(',').map(one).collect();
    let mut found = all.unwrap_or_default();
    let mut seen = Vec::new();
    found.retain(|id| {
        let new = !seen.contains(id);
        seen.push(*id);
        new
    });
    found.truncate(MOST_SERVICES);
    found
}

/// A service at the beginning or end of what was taken for the name, such as "Corte Maria Silva". The longest counts.
fn edges(offered: &[Offered], about: &mut About) {
    let title = about.name.clone();
    let words: Vec<&str> = title.split_whitespace().collect();
    for length in (1..words.len()).rev() {
        let ends = [
            (&words[..length], &words[length..]),
            (&words[words.len() - length..], &words[..words.len() - length]),
        ];
        for (service, name) in ends {
            let key = name_key(&service.join(" "));
            if let Some(found) = offered.iter().find(|service| service.key == key) {
                (about.services, about.name) = (vec![found.id], name.join(" "));
                return;
            }
        }
    }
}

/// A name without the phone or address that stands behind it.
fn without_numbers(part: &str) -> String {
    let words = part.split_whitespace();
    let named = words.take_while(|word| {
        !word.contains('@') && !word.starts_with(|c: char| c.is_ascii_digit() || c == '+')
    });
    let joined: Vec<&str> = named.collect();
    joined.join(" ").trim_matches(|c: char| !c.is_alphanumeric() && c != '.').to_owned()
}

fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '"');
    text.split(ends)
        .map(|word| word.trim_start_matches("mailto:").trim_end_matches('.'))
        .filter(|word| word.contains('@'))
}

/// The phones in a text: runs of what phones are written with, that are long enough and read as one.
fn phones(text: &str) -> impl Iterator<Item = PhoneNumber> {
    let between = |c: char| !(c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '-' | '.' | ' '));
    text.split(between).map(str::trim).filter_map(|run| {
        let digits = run.chars().filter(char::is_ascii_digit).count();
        // A date with its time has as many digits as a phone, but is not written so.
        if (10..=13).contains(&digits) { PhoneNumber::parse(run).ok() } else { None }
    })
}

/// A text without the markup that Google puts into descriptions, and without what its conference service adds.
fn plain_text(text: &str) -> String {
    let own = text.split("-::~:~::").next().unwrap_or_default();
    if !own.contains('<') {
        return own.trim().to_owned();
    }
    let broken = ["<br>", "<br/>", "<br />", "</p>", "</li>"]
        .iter()
        .fold(own.to_owned(), |text, tag| text.replace(tag, "\n"));
    let mut plain = String::with_capacity(broken.len());
    let mut inside = false;
    for sign in broken.chars() {
        match sign {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if inside => {}
            other => plain.push(other),
        }
    }
    let known =
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    known.iter().fold(plain, |text, (name, sign)| text.replace(name, sign)).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::event::{Standing, Why};
    use super::*;

    fn offered() -> Vec<Offered> {
        let service = |number: u128, name: &str| Offered {
            id: ServiceId::new(Uuid::from_u128(number)),
            key: name_key(name),
        };
        vec![service(1, "Corte"), service(2, "Barba"), service(3, "Limpeza de pele")]
    }

    fn about(summary: &str, description: &str) -> About {
        let event = Event {
            line: 1,
            uid: String::new(),
            summary: summary.into(),
            description: description.into(),
            attendees: Vec::new(),
            standing: Standing::Open,
            free: false,
            start: Err(Why::NoStart),
            end: Ok(None),
            rule: None,
            also: Vec::new(),
            except: Vec::new(),
            recurrence: None,
        };
        read(&event, &offered())
    }

    #[test]
    fn a_title_says_who_comes_and_for_what() {
        let ids = |numbers: &[u128]| {
            numbers.iter().map(|id| ServiceId::new(Uuid::from_u128(*id))).collect::<Vec<_>>()
        };
        for (title, name, services, notes) in [
            ("Maria Silva", "Maria Silva", ids(&[]), ""),
            ("Maria Silva - Corte", "Maria Silva", ids(&[1]), ""),
            ("corte – Maria Silva", "Maria Silva", ids(&[1]), ""),
            ("Maria Silva: Corte + Barba", "Maria Silva", ids(&[1, 2]), ""),
            ("Maria Silva (corte e barba)", "Maria Silva", ids(&[1, 2]), ""),
            ("Maria Silva (Limpeza de Pele)", "Maria Silva", ids(&[3]), ""),
            ("Limpeza de pele Maria Silva", "Maria Silva", ids(&[3]), ""),
            ("Maria Silva corte", "Maria Silva", ids(&[1]), ""),
            ("Maria Silva - retorno - corte", "Maria Silva", ids(&[1]), "retorno"),
            ("Maria Silva 11 98765-4321 | Corte", "Maria Silva", ids(&[1]), ""),
            ("Maria Silva (11) 98765-4321", "Maria Silva", ids(&[]), ""),
            ("Corte", "", ids(&[1]), ""),
            ("", "", ids(&[]), ""),
        ] {
            let found = about(title, "");
            let told = (found.name.as_str(), found.services, found.notes.as_str());
            assert_eq!(told, (name, services, notes), "{title}");
        }
    }

    #[test]
    fn phones_and_addresses_are_found_wherever_they_stand() {
        let found = about(
            "Maria",
            "Tel.: (11) 98765-4321, ou +55 11 3456-7890\nmaria@example.com; às 14:30 de 25/11/2026",
        );
        let phones: Vec<String> = found.phones.iter().map(PhoneNumber::key).collect();
        assert_eq!(phones, ["5511987654321", "551134567890"]);
        assert_eq!(found.emails.iter().map(EmailAddress::as_str).collect::<Vec<_>>(), ["maria@example.com"]);
    }

    #[test]
    fn markup_and_what_programs_add_is_no_note() {
        let google =
            "<p>Trazer exame&nbsp;&amp; laudo</p><b>jejum</b>\n\n-::~:~::~:~:~ Join with Google Meet";
        assert_eq!(about("Maria", google).notes, "Trazer exame & laudo\njejum");
        assert_eq!(about("Maria", &"x".repeat(9_000)).notes.len(), Note::MAX);
    }
}
