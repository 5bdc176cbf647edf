//! What was typed, made comparable, and which clients it means.

use deunicode::deunicode;
use leadsmart_contract::ids::CompanyId;
use sha2::{Digest, Sha256};

use super::Tier;
use crate::clients::store::index::{Filter, Hit, Range};

/// The longest name that is compared. Some scripts get longer when they are written in Latin letters.
const LONGEST: usize = 160;

/// Words that link the parts of a name. They are no beginnings of names, and the index leaves them out.
pub(crate) const PARTICLES: [&str; 6] = ["da", "das", "de", "do", "dos", "e"];

/// Sorts after every word or name that continues a text with a letter or digit.
const PAST_LETTERS: &str = "{";

/// Sorts after a name that continues a text with another word, and before one that continues it with a letter.
const PAST_WORD: &str = "!";

/// Fewer digits than these are in almost every phone.
const LEAST_DIGITS: usize = 3;

/// A text without accents, case and punctuation, its words separated by single blanks. An apostrophe joins: "d'Ávila" is
/// typed as "davila" by most.
pub(crate) fn plain(text: &str) -> String {
    let joined: String = text.chars().filter(|c| !matches!(c, '\'' | '’' | '`' | '´')).collect();
    let latin = deunicode(&joined).to_ascii_lowercase();
    let words: Vec<&str> =
        latin.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut plain = words.join(" ");
    plain.truncate(LONGEST);
    plain.truncate(plain.trim_end().len());
    plain
}

/// A tag as it is compared. One of signs alone, such as a star, is compared as it is.
pub(crate) fn tag_key(tag: &str) -> String {
    let plain = plain(tag);
    if plain.is_empty() { tag.to_lowercase().chars().take(40).collect() } else { plain }
}

/// By what a search walks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// By name: no word has to match.
    Name,
    /// By the word in this place.
    Word(u8),
    /// By the tag.
    Tag,
    /// Only by number: a word matches no name.
    Number,
}

/// What was typed, made comparable.
#[derive(Clone, Debug)]
pub(super) struct Query {
    /// All words as typed.
    pub(super) text: String,
    /// The different words.
    pub(super) words: Vec<String>,
    /// What a phone or document should contain.
    pub(super) number: Option<String>,
    /// The words that are no part of the number.
    names: Vec<String>,
    pub(super) tag: Option<String>,
}

impl Query {
    pub(super) fn new(text: &str, tag: Option<&str>) -> Self {
        let plain = plain(text);
        let mut words: Vec<String> = Vec::new();
        for word in plain.split(' ').filter(|word| !word.is_empty()) {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        let (number, names) = number(text, &plain, &words);
        Self { text: plain, words, number, names, tag: tag.map(tag_key) }
    }

    /// Tells one search from another, so that a cursor is not used with the wrong one.
    pub(super) fn print(&self, company: CompanyId) -> [u8; 4] {
        let mut digest = Sha256::new();
        digest.update(company.uuid().as_bytes());
        digest.update(self.text.as_bytes());
        digest.update([0]);
        digest.update(self.number.as_deref().unwrap_or_default().as_bytes());
        digest.update([0, u8::from(self.tag.is_some())]);
        digest.update(self.tag.as_deref().unwrap_or_default().as_bytes());
        let digest: [u8; 32] = digest.finalize().into();
        [digest[0], digest[1], digest[2], digest[3]]
    }

    /// What can be walked by. Particles only if there is nothing else: the index does not have them.
    pub(super) fn leads(&self) -> Vec<Lead> {
        let particle = |word: &String| PARTICLES.contains(&word.as_str());
        let only_particles = self.words.iter().all(particle);
        let words = (0..=u8::MAX).zip(&self.words).filter(|(_, word)| only_particles || !particle(word));
        words.map(|(place, _)| Lead::Word(place)).chain(self.tag.is_some().then_some(Lead::Tag)).collect()
    }

    /// Among equally rare leads the longest word is walked by.
    pub(super) fn weight(&self, lead: Lead) -> std::cmp::Reverse<usize> {
        std::cmp::Reverse(self.word(lead).map_or(0, str::len))
    }

    /// The words of the index that a lead stands for: from the first, below the second.
    pub(super) fn bounds(&self, lead: Lead) -> Option<(String, String)> {
        match lead {
            Lead::Word(_) => self.word(lead).map(|word| (word.to_owned(), format!("{word}{PAST_LETTERS}"))),
            Lead::Tag => self.tag.as_ref().map(|tag| (format!("#{tag}"), past_tag(tag))),
            Lead::Name | Lead::Number => None,
        }
    }

    /// The part of an index that a tier walks; none if it has nobody.
    pub(super) fn range(&self, tier: Tier, lead: Lead) -> Option<Range> {
        let text = &self.text;
        let names = |from: String, below: String| Some(Range { from, below, names: None });
        match (tier, lead) {
            (Tier::NameWhole, Lead::Name) => names(String::new(), PAST_LETTERS.to_owned()),
            (Tier::NameWhole, Lead::Word(_)) => names(text.clone(), format!("{text}{PAST_WORD}")),
            (Tier::NameBegun, Lead::Word(_)) => {
                names(format!("{text}{PAST_WORD}"), format!("{text}{PAST_LETTERS}"))
            }
            (Tier::WordWhole | Tier::WordBegun, Lead::Tag) => {
                let (from, below) = self.bounds(lead)?;
                Some(Range { from, below, names: None })
            }
            (Tier::WordWhole | Tier::WordBegun, Lead::Word(_)) => {
                let word = self.word(lead)?;
                let end_of_word = format!("{word}{PAST_WORD}");
                let (from, below) = match tier {
                    Tier::WordWhole => (word.to_owned(), end_of_word),
                    // The only word stands whole in the tier of whole words.
                    _ if self.words.len() == 1 => (end_of_word, format!("{word}{PAST_LETTERS}")),
                    _ => (word.to_owned(), format!("{word}{PAST_LETTERS}")),
                };
                Some(Range { from, below, names: Some((text.clone(), format!("{text}{PAST_LETTERS}"))) })
            }
            _ => None,
        }
    }

    /// What the store can check before it hands out a row. [`Query::tier`] has the last word.
    pub(super) fn filter(&self, lead: Lead, whole: bool) -> Filter {
        let words = if lead == Lead::Number { &self.names } else { &self.words };
        let others = words.iter().filter(|word| self.word(lead) != Some(word.as_str()));
        let mut parts = others.map(|word| if whole { format!(" {word} ") } else { format!(" {word}") });
        Filter {
            parts: [parts.next(), parts.next(), parts.next()],
            tag: self.tag.as_ref().filter(|_| lead != Lead::Tag).map(|tag| format!("#{tag}")),
        }
    }

    /// Where a name stands; none if it does not match by its words.
    pub(super) fn tier(&self, name: &str, lead: Lead) -> Option<Tier> {
        match lead {
            Lead::Number => return None,
            Lead::Name => return Some(Tier::NameWhole),
            Lead::Word(_) => {
                if let Some(rest) = name.strip_prefix(&self.text) {
                    return Some(if rest.is_empty() || rest.starts_with(' ') {
                        Tier::NameWhole
                    } else {
                        Tier::NameBegun
                    });
                }
            }
            Lead::Tag => {}
        }
        let mut whole = true;
        for word in &self.words {
            // The lead is looked up in the index, which has no particles.
            let led = self.word(lead) == Some(word.as_str());
            let mut candidates = name
                .split(' ')
                .filter(|known| !led || !PARTICLES.contains(known))
                .filter(|known| known.starts_with(word.as_str()))
                .peekable();
            candidates.peek()?;
            whole &= candidates.any(|known| known == word);
        }
        Some(if whole { Tier::WordWhole } else { Tier::WordBegun })
    }

    /// Whether the words that are no part of the number begin words of a name.
    pub(super) fn has_names(&self, name: &str) -> bool {
        self.names.iter().all(|word| name.split(' ').any(|known| known.starts_with(word.as_str())))
    }

    /// Whether a row of the index is the first by which its client is met: several words of a name may begin alike.
    pub(super) fn is_first_word(&self, hit: &Hit, tier: Tier, lead: Lead) -> bool {
        let Some(word) = self.word(lead).filter(|_| tier == Tier::WordBegun) else { return true };
        let known = hit.name.split(' ').filter(|known| !PARTICLES.contains(known) && known.starts_with(word));
        known.min() == Some(hit.word.as_str())
    }

    fn word(&self, lead: Lead) -> Option<&str> {
        match lead {
            Lead::Word(place) => self.words.get(usize::from(place)).map(String::as_str),
            Lead::Name | Lead::Tag | Lead::Number => None,
        }
    }
}

/// Sorts after a tag, and before every tag that continues it.
fn past_tag(tag: &str) -> String {
    format!("#{tag}\u{1}")
}

/// The number in a query, and the words that are not part of it.
fn number(typed: &str, plain: &str, words: &[String]) -> (Option<String>, Vec<String>) {
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < LEAST_DIGITS {
        return (None, words.to_vec());
    }
    // A CNPJ may have letters. It is typed without blanks, and begins with a digit or has its punctuation.
    let compact: String = plain.chars().filter(|c| *c != ' ').collect::<String>().to_ascii_uppercase();
    let letters = compact.chars().any(|c| c.is_ascii_alphabetic());
    if letters
        && !typed.trim().contains(' ')
        && (compact.starts_with(|c: char| c.is_ascii_digit()) || typed.contains(['.', '/']))
    {
        return (Some(compact), Vec::new());
    }
    let (numbers, names): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| word.bytes().all(|c| c.is_ascii_digit()));
    // Repeated groups count: in "2222 2222" they are one number.
    let digits: String =
        plain.split(' ').filter(|word| numbers.iter().any(|number| number == word)).collect();
    if digits.len() < LEAST_DIGITS {
        return (None, words.to_vec());
    }
    // The trunk prefix is dialled and not part of the number.
    let digits = if digits.len() >= 11 {
        digits.strip_prefix('0').map_or(digits.clone(), str::to_owned)
    } else {
        digits
    };
    (Some(digits), names.into_iter().cloned().collect())
}
