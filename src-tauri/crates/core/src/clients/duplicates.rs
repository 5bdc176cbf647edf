//! Clients who are probably entered twice.
//!
//! What is the same finds a pair, and what differs speaks against it. Nothing follows from it by itself: mother and child share
//! a phone, and namesakes a name.

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use leadsmart_contract::clients::{ClientSummary, DuplicatePair, Duplicates, Likeness};
use leadsmart_contract::ids::{ClientId, CompanyId};
use leadsmart_contract::values::{Document, EmailAddress, Problem};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::search::PARTICLES;
use super::{present, store};
use crate::context::Context;
use crate::error::{Invalid, Result};

/// How many pairs are told.
const MOST: usize = 50;

/// A pair with less is none: the same birthday, or the same eight digits, and nothing else.
const ENOUGH: i32 = 30;

/// Shorter words have too many neighbours within one slip.
const LONG: usize = 4;

/// What is compared of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) id: Uuid,
    /// The name without accents and case.
    pub(crate) name: String,
    /// The keys of the phones.
    pub(crate) phones: Vec<String>,
    pub(crate) email: Option<EmailAddress>,
    pub(crate) document: Option<Document>,
    pub(crate) birthday: Option<Date>,
}

/// The likeliest pairs, best first.
///
/// # Errors
/// The store fails.
pub(super) async fn find(connection: &mut SqliteConnection, company: CompanyId) -> Result<Duplicates> {
    let mut candidates: BTreeSet<(Uuid, Uuid)> = BTreeSet::new();
    candidates.extend(store::duplicates::by_document(connection, company).await?);
    candidates.extend(store::duplicates::by_phone(connection, company).await?);
    candidates.extend(store::duplicates::by_email(connection, company).await?);
    let born = store::duplicates::by_birthday(connection, company).await?;
    candidates.extend(
        born.into_iter().filter(|(_, name, other)| are_similar(name, other)).map(|(pair, _, _)| pair),
    );
    let ids: BTreeSet<Uuid> = candidates.iter().flat_map(|(first, second)| [*first, *second]).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let people: HashMap<Uuid, Person> = store::duplicates::people(connection, &ids)
        .await?
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    let mut ranked: Vec<(i32, Uuid, Uuid, Vec<Likeness>)> = candidates
        .into_iter()
        .filter_map(|(first, second)| {
            let (weight, likenesses) = compare(people.get(&first)?, people.get(&second)?);
            (weight >= ENOUGH).then_some((weight, first, second, likenesses))
        })
        .collect();
    ranked.sort_by_key(|(weight, first, second, _)| (std::cmp::Reverse(*weight), *first, *second));
    let more = ranked.len() > MOST;
    ranked.truncate(MOST);
    Ok(Duplicates { pairs: told(connection, ranked).await?, more })
}

async fn told(
    connection: &mut SqliteConnection,
    ranked: Vec<(i32, Uuid, Uuid, Vec<Likeness>)>,
) -> Result<Vec<DuplicatePair>> {
    let ids: BTreeSet<Uuid> = ranked.iter().flat_map(|(_, first, second, _)| [*first, *second]).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let summaries: HashMap<Uuid, ClientSummary> = store::summaries(connection, &ids)
        .await?
        .into_iter()
        .map(|client| (client.id.uuid(), client))
        .collect();
    let pair = |(_, first, second, likenesses): (i32, Uuid, Uuid, Vec<Likeness>)| {
        let (first, second) = (summaries.get(&first)?.clone(), summaries.get(&second)?.clone());
        Some(DuplicatePair { first, second, likenesses })
    };
    Ok(ranked.into_iter().filter_map(pair).collect())
}

/// Says that two clients are different people.
///
/// # Errors
/// One of them is not there, or they are one and the same.
pub(super) async fn keep_apart(
    connection: &mut SqliteConnection,
    context: &Context,
    pair: (ClientId, ClientId),
) -> Result<()> {
    let member = context.member()?;
    require_two(connection, member.company_id, pair).await?;
    store::duplicates::keep_apart(connection, member.company_id, pair, member.id, context.now).await?;
    Ok(())
}

/// Takes back that two clients are different people.
///
/// # Errors
/// One of them is not there, or they are one and the same.
pub(super) async fn forget_apart(
    connection: &mut SqliteConnection,
    context: &Context,
    pair: (ClientId, ClientId),
) -> Result<()> {
    let company = context.company()?;
    require_two(connection, company, pair).await?;
    store::duplicates::forget_apart(connection, company, pair).await
}

async fn require_two(
    connection: &mut SqliteConnection,
    company: CompanyId,
    (one, other): (ClientId, ClientId),
) -> Result<()> {
    if one == other {
        return Err(Invalid::new("other_id", Problem::Repeated).into());
    }
    present(connection, company, one).await?;
    present(connection, company, other).await?;
    Ok(())
}

/// How much speaks for two clients being one person, and what they have in common.
fn compare(one: &Person, other: &Person) -> (i32, Vec<Likeness>) {
    let same_phone = one.phones.iter().any(|phone| other.phones.contains(phone));
    let ending = |phone: &String| phone.get(phone.len().saturating_sub(8)..).unwrap_or_default().to_owned();
    let same_ending =
        one.phones.iter().any(|phone| other.phones.iter().any(|known| ending(known) == ending(phone)));
    let documents = both(one.document.as_ref(), other.document.as_ref());
    let birthdays = both(one.birthday, other.birthday);
    let signs = [
        (Likeness::SameDocument, 60, documents == Some(true)),
        (Likeness::SamePhone, 30, same_phone),
        (Likeness::SameEmail, 30, both(one.email.as_ref(), other.email.as_ref()) == Some(true)),
        (Likeness::SimilarName, 40, are_similar(&one.name, &other.name)),
        (Likeness::SameBirthday, 20, birthdays == Some(true)),
        (Likeness::SamePhoneEnding, 15, same_ending && !same_phone),
    ];
    let found: Vec<_> = signs.into_iter().filter(|(_, _, holds)| *holds).collect();
    let mut weight: i32 = found.iter().map(|(_, weight, _)| weight).sum();
    // A person has one CPF and was born once; but a slip of the pen is more common in a birthday.
    if documents == Some(false) {
        weight -= 60;
    }
    if birthdays == Some(false) {
        weight -= 40;
    }
    (weight, found.into_iter().map(|(likeness, _, _)| likeness).collect())
}

/// Whether two values are the same; none if one is not known.
fn both<T: PartialEq>(one: Option<T>, other: Option<T>) -> Option<bool> {
    Some(one? == other?)
}

/// Whether two names may be one person's: the same first name, and the words of the shorter in their order in the longer, each
/// whole, as an initial, or with a slip. Names are given as they are compared.
fn are_similar(one: &str, other: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        name.split(' ')
            .filter(|word| !word.is_empty() && !PARTICLES.contains(word))
            .map(str::to_owned)
            .collect()
    };
    let (mut shorter, mut longer) = (words(one), words(other));
    if shorter.len() > longer.len() {
        std::mem::swap(&mut shorter, &mut longer);
    }
    let (Some(first), Some(known)) = (shorter.first(), longer.first()) else { return false };
    if !is_same_word(first, known) {
        return false;
    }
    let mut rest = longer[1..].iter();
    shorter[1..].iter().all(|word| rest.any(|known| is_same_word(word, known) || is_initial(word, known)))
}

fn is_initial(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    short.len() == 1 && long.starts_with(short)
}

/// Whether two words are the same but for one letter that is wrong, missing or too many, or two that are swapped.
fn is_same_word(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() < LONG || long.len() - short.len() > 1 {
        return false;
    }
    let (short, long) = (short.as_bytes(), long.as_bytes());
    let begun = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (a, b) = (&short[begun..], &long[begun..]);
    if a.len() < b.len() {
        return a == &b[1..];
    }
    a[1..] == b[1..] || (a.len() >= 2 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..])
}
