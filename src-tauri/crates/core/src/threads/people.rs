//! Who somebody on WhatsApp is: a conversation, and a client.
//!
//! Numbers are compared by their fullest variant, so the Brazilian ninth digit makes no second conversation and no second client. A hidden
//! id is never shown and never a phone. Who writes and is not known becomes a client; who only stands in the history of a phone does not,
//! since that is full of people who are none.

use leadsmart_contract::ids::{ClientId, CompanyId, InstanceId, ThreadId};
use leadsmart_contract::threads::ThreadStatus;
use leadsmart_contract::values::{Name, PhoneNumber};
use leadsmart_ports::whatsapp::Chat;
use sqlx::SqliteConnection;

use super::{Thread, store};
use crate::context::Context;
use crate::error::Result;
use crate::{clients, messages};

/// The phone of digits with country code, as people read it.
pub(crate) fn phone_of(digits: &str) -> Option<PhoneNumber> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let written = match digits.strip_prefix("55") {
        Some(national) if matches!(national.len(), 10 | 11) => {
            let (area, line) = national.split_at(2);
            let (first, last) = line.split_at(line.len() - 4);
            format!("+55 {area} {first}-{last}")
        }
        _ => format!("+{digits}"),
    };
    PhoneNumber::parse(&written).ok()
}

/// The digits with country code of a phone that a person has typed; none if it has no area code.
pub(crate) fn number_of(phone: &PhoneNumber) -> Option<String> {
    let key = phone.key();
    // Numbers with fewer digits lack an area or a country.
    let foreign = phone.as_str().starts_with('+');
    (foreign || (key.starts_with("55") && key.len() >= 12)).then_some(key)
}

fn key_of(number: &str) -> String {
    phone_of(number).map_or_else(|| number.to_owned(), |phone| phone.key())
}

/// The conversation with somebody over a number, and its client; made where there is none. Where two conversations turn out to be with
/// the same person, they become one. `client` says whether who is not known becomes a client.
pub(crate) async fn meet(
    connection: &mut SqliteConnection,
    context: &Context,
    place: (CompanyId, InstanceId),
    chat: &Chat,
    name: Option<&str>,
    client: bool,
) -> Result<Thread> {
    let (company, instance) = place;
    let chat = &complete(connection, instance, chat).await?;
    let by_number = match &chat.number {
        Some(number) => store::by_number(connection, company, instance, &key_of(number)).await?,
        None => None,
    };
    let by_hidden = match &chat.hidden {
        Some(hidden) => store::by_hidden(connection, company, instance, hidden).await?,
        None => None,
    };
    let mut thread = match (by_number, by_hidden) {
        (Some(kept), Some(gone)) if kept.id != gone.id => {
            unite(connection, &gone, &kept).await?;
            kept
        }
        (Some(thread), _) | (None, Some(thread)) => thread,
        (None, None) => make(connection, context, place, chat, name).await?,
    };
    know(connection, &mut thread, chat, name).await?;
    let known = match thread.client {
        Some(known) => {
            let known = clients::survivor(connection, company, known).await?;
            // Who was deleted and writes again is somebody new.
            match clients::card(connection, company, known).await {
                Ok(_) => Some(known),
                Err(_) if client => find_client(connection, context, &thread, client).await?,
                Err(_) => Some(known),
            }
        }
        None => find_client(connection, context, &thread, client).await?,
    };
    if known != thread.client {
        thread.client = known;
        store::update(connection, &thread).await?;
    }
    Ok(thread)
}

/// Both ids of somebody, as far as they were ever told, and kept for the next time.
async fn complete(connection: &mut SqliteConnection, instance: InstanceId, chat: &Chat) -> Result<Chat> {
    let mut chat = chat.clone();
    if let Some(hidden) = &chat.hidden {
        match &chat.number {
            Some(number) => store::put_person(connection, instance, hidden, number).await?,
            None => chat.number = store::number_of_person(connection, instance, hidden).await?,
        }
    }
    Ok(chat)
}

async fn make(
    connection: &mut SqliteConnection,
    context: &Context,
    place: (CompanyId, InstanceId),
    chat: &Chat,
    name: Option<&str>,
) -> Result<Thread> {
    let thread = Thread {
        id: context.new_id(),
        company: place.0,
        instance: place.1,
        client: None,
        number: chat.number.clone(),
        verified: chat.number.is_some(),
        hidden: chat.hidden.clone(),
        profile_name: name.and_then(plain_name),
        status: ThreadStatus::Open,
        assignee: None,
        deleted: false,
        revision: 1,
    };
    store::insert(connection, &thread, thread.number.as_deref().map(key_of), context.now).await?;
    Ok(thread)
}

/// Notes what was told of who one talks with.
async fn know(
    connection: &mut SqliteConnection,
    thread: &mut Thread,
    chat: &Chat,
    name: Option<&str>,
) -> Result<()> {
    let number = chat.number.clone().or_else(|| thread.number.clone());
    let hidden = chat.hidden.clone().or_else(|| thread.hidden.clone());
    let name = name.and_then(plain_name).or_else(|| thread.profile_name.clone());
    let verified = thread.verified || chat.number.is_some();
    if (&number, &hidden, &name, verified)
        != (&thread.number, &thread.hidden, &thread.profile_name, thread.verified)
    {
        thread.number = number;
        thread.hidden = hidden;
        thread.profile_name = name;
        thread.verified = verified;
        store::set_person(connection, thread, thread.number.as_deref().map(key_of)).await?;
    }
    Ok(())
}

async fn find_client(
    connection: &mut SqliteConnection,
    context: &Context,
    thread: &Thread,
    make: bool,
) -> Result<Option<ClientId>> {
    let Some(phone) = thread.number.as_deref().and_then(phone_of) else { return Ok(None) };
    let key = phone.key();
    let known = clients::known_by(connection, thread.company, &[key.as_str()], &[], &[]).await?;
    if let Some((_, _, client, _)) = known.into_iter().next() {
        return Ok(Some(client));
    }
    if !make {
        return Ok(None);
    }
    let name = thread.profile_name.as_deref().and_then(|name| Name::parse(name).ok());
    let name = match name {
        Some(name) => name,
        None => crate::stored::stored("phone", Name::parse(phone.as_str()))?,
    };
    let id = context.new_id();
    clients::enter_by_phone(connection, thread.company, id, name, phone, context.now).await?;
    Ok(Some(id))
}

/// A name that somebody gave themselves, without what would make it read otherwise; none if nothing is left.
fn plain_name(name: &str) -> Option<String> {
    let plain: String = name
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .take(100)
        .collect();
    let plain = plain.trim();
    (!plain.is_empty()).then(|| plain.to_owned())
}

/// Two ids are the same person, or somebody has another name. Nothing is made of it where there is no conversation.
pub(crate) async fn learn(
    connection: &mut SqliteConnection,
    context: &Context,
    place: (CompanyId, InstanceId),
    chat: &Chat,
    name: Option<&str>,
) -> Result<()> {
    let chat = complete(connection, place.1, chat).await?;
    let number = chat.number.as_deref().map(key_of);
    let known = match &number {
        Some(key) => store::by_number(connection, place.0, place.1, key).await?.is_some(),
        None => false,
    } || match &chat.hidden {
        Some(hidden) => store::by_hidden(connection, place.0, place.1, hidden).await?.is_some(),
        None => false,
    };
    if known {
        meet(connection, context, place, &chat, name, false).await?;
    }
    Ok(())
}

/// The conversation with somebody over a number, if there is one. Nothing is changed.
pub(crate) async fn known(
    connection: &mut SqliteConnection,
    place: (CompanyId, InstanceId),
    chat: &Chat,
) -> Result<Option<Thread>> {
    if let Some(number) = &chat.number
        && let Some(thread) = store::by_number(connection, place.0, place.1, &key_of(number)).await?
    {
        return Ok(Some(thread));
    }
    let Some(hidden) = &chat.hidden else { return Ok(None) };
    if let Some(thread) = store::by_hidden(connection, place.0, place.1, hidden).await? {
        return Ok(Some(thread));
    }
    match store::number_of_person(connection, place.1, hidden).await? {
        Some(number) => store::by_number(connection, place.0, place.1, &key_of(&number)).await,
        None => Ok(None),
    }
}

/// WhatsApp has told the number of somebody whose phone a person had typed. Answers the conversation that stands for it from now on.
pub(crate) async fn verify(
    connection: &mut SqliteConnection,
    thread: &Thread,
    chat: &Chat,
    name: Option<&str>,
) -> Result<Thread> {
    let mut thread = thread.clone();
    know(connection, &mut thread, chat, name).await?;
    if let Some(hidden) = &chat.hidden
        && let Some(other) = store::by_hidden(connection, thread.company, thread.instance, hidden).await?
        && other.id != thread.id
    {
        unite(connection, &other, &thread).await?;
    }
    Ok(thread)
}

/// Gives all that one conversation has to another, and hides it.
async fn unite(connection: &mut SqliteConnection, gone: &Thread, kept: &Thread) -> Result<()> {
    messages::give_to_thread(connection, gone.id, kept.id).await?;
    store::give_rest(connection, gone.id, kept.id).await?;
    // Its ids are those of the other one from now on.
    let emptied = Thread { number: None, hidden: None, client: None, deleted: true, ..gone.clone() };
    store::set_person(connection, &emptied, None).await?;
    store::update(connection, &emptied).await?;
    let inherited = Thread {
        client: kept.client.or(gone.client),
        assignee: kept.assignee.or(gone.assignee),
        deleted: kept.deleted && gone.deleted,
        ..kept.clone()
    };
    super::change(connection, kept, &inherited).await
}

/// The conversation with a number that a person has typed, over one of ours; made where there is none.
pub(super) async fn open(
    connection: &mut SqliteConnection,
    context: &Context,
    place: (CompanyId, InstanceId),
    client: ClientId,
    number: &str,
) -> Result<ThreadId> {
    let key = key_of(number);
    if let Some(thread) = store::by_number(connection, place.0, place.1, &key).await? {
        let shown = Thread { client: thread.client.or(Some(client)), deleted: false, ..thread.clone() };
        super::change(connection, &thread, &shown).await?;
        return Ok(thread.id);
    }
    let chat = Chat { number: Some(number.to_owned()), ..Chat::default() };
    let mut thread = make(connection, context, place, &chat, None).await?;
    thread.client = Some(client);
    thread.verified = false;
    store::set_person(connection, &thread, Some(key)).await?;
    store::update(connection, &thread).await?;
    Ok(thread.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_as_people_write_them_and_a_hidden_id_is_no_phone() {
        let written = |digits| phone_of(digits).map(|phone| phone.as_str().to_owned());
        assert_eq!(written("5511987654321").as_deref(), Some("+55 11 98765-4321"));
        assert_eq!(written("551187654321").as_deref(), Some("+55 11 8765-4321"));
        assert_eq!(written("351912345678").as_deref(), Some("+351912345678"));
        assert_eq!(written("1234@lid"), None);
    }

    #[test]
    fn a_phone_without_area_code_cannot_be_written_to() {
        let number = |typed| number_of(&PhoneNumber::parse(typed).expect("a phone"));
        assert_eq!(number("(11) 8765-4321").as_deref(), Some("5511987654321"));
        assert_eq!(number("+351 912 345 678").as_deref(), Some("351912345678"));
        assert_eq!(number("98765-4321"), None);
    }
}
