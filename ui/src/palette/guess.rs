//! What the words of a line name: services, then who attends, then the client. Pure.
//!
//! A word counts if it begins a word of a name, without regard to accents. Where several names fit equally well there is a
//! guess for each, and where the words may belong to a client's name instead there is one for that too: the person chooses.

use leadsmart_contract::ids::{AgendaId, MemberId, ServiceId};

use super::line::WITH;
use super::rank::words;
use crate::language::format::folded;

/// How many guesses are made of one line.
const MOST: usize = 5;

/// How many services of the same fit are offered, and how many who attend.
const SAME: usize = 3;

/// A word of fewer letters must be the whole word that it names.
const LEAST: usize = 3;

/// What a company offers, as far as a line may name it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Known {
    /// The services that can be booked.
    pub(super) services: Vec<Service>,
    /// Who attends, and where.
    pub(super) seats: Vec<Seat>,
}

/// A service.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Service {
    /// Which one.
    pub(super) id: ServiceId,
    /// Its name.
    pub(super) name: String,
    /// The agendas that offer it; empty for all.
    pub(super) agendas: Vec<AgendaId>,
}

/// An agenda, or a professional on it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seat {
    /// The agenda.
    pub(super) agenda: AgendaId,
    /// The professional, if one is meant.
    pub(super) member: Option<MemberId>,
    /// The name of whichever is meant.
    pub(super) name: String,
}

/// One way to understand the words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Guess {
    /// The services.
    pub(super) services: Vec<Service>,
    /// Who attends.
    pub(super) seat: Option<Seat>,
    /// The words that name the client; empty if none do.
    pub(super) client: String,
    /// Whether it stands only if there is such a client.
    pub(super) doubtful: bool,
}

/// The ways to understand the words of a line, the likeliest first.
pub(super) fn guesses(typed: &[String], known: &Known) -> Vec<Guess> {
    let line = Line::new(typed);
    let mut found: Vec<Guess> = Vec::new();
    let mut add = |guess: Guess| {
        let same = |other: &Guess| {
            Guess { doubtful: false, ..other.clone() } == Guess { doubtful: false, ..guess.clone() }
        };
        if found.len() < MOST && !found.iter().any(same) {
            found.push(guess);
        }
    };
    let mut others = Vec::new();
    for (services, after_services) in line.services(known) {
        for (seat, rest) in line.seats(known, &services, &after_services) {
            let client = line.text(&rest);
            if seat.is_some() && !line.with_someone() {
                let client = line.text(&after_services);
                others.push(Guess { services: services.clone(), seat: None, client, doubtful: true });
            }
            add(Guess { services: services.clone(), seat, client, doubtful: false });
        }
    }
    others.push(Guess { client: line.text(&line.all()), doubtful: true, ..Guess::default() });
    others.into_iter().filter(|guess| !guess.client.is_empty()).for_each(add);
    found
}

/// The words of a line. Sets of them are given by their places.
struct Line<'a> {
    typed: &'a [String],
    plain: Vec<String>,
}

impl<'a> Line<'a> {
    fn new(typed: &'a [String]) -> Self {
        Self { typed, plain: typed.iter().map(|word| folded(word)).collect() }
    }

    /// All words that may name something.
    fn all(&self) -> Vec<usize> {
        let leads = |word: &str| WITH.contains(&word) || ["para", "pra", "for"].contains(&word);
        (0..self.plain.len()).filter(|place| !leads(&self.plain[*place])).collect()
    }

    /// Whether a word says that a professional follows.
    fn with_someone(&self) -> bool {
        self.plain.iter().any(|word| WITH.contains(&word.as_str()))
    }

    fn text(&self, places: &[usize]) -> String {
        places.iter().map(|place| self.typed[*place].as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The services that the words may name, each time with the words that are left.
    fn services(&self, known: &Known) -> Vec<(Vec<Service>, Vec<usize>)> {
        let begin = self.best(&self.all(), &known.services, |service| &service.name);
        if begin.is_empty() {
            return vec![(Vec::new(), self.all())];
        }
        let mut chosen = Vec::new();
        for (first, mut left) in begin.into_iter().take(SAME) {
            let mut services = vec![first.clone()];
            // `corte barba` names two.
            while let [(next, rest)] = self.best(&left, &known.services, |service| &service.name).as_slice()
                && !services.contains(next)
            {
                services.push((*next).clone());
                left.clone_from(rest);
            }
            chosen.push((services, left));
        }
        chosen
    }

    /// Who may attend, each time with the words that are left; nobody in particular if no word says so.
    fn seats(&self, known: &Known, services: &[Service], left: &[usize]) -> Vec<(Option<Seat>, Vec<usize>)> {
        // After `com` stands who attends, before it the client.
        let after = self.plain.iter().position(|word| WITH.contains(&word.as_str())).unwrap_or_default();
        let meant: Vec<usize> = left.iter().copied().filter(|place| *place >= after).collect();
        let before = left.iter().copied().filter(|place| *place < after);
        let offers = |seat: &&Seat| {
            services
                .iter()
                .all(|service| service.agendas.is_empty() || service.agendas.contains(&seat.agenda))
        };
        let found = self.best(&meant, &known.seats, |seat| &seat.name);
        let fitting: Vec<_> = found.iter().filter(|(seat, _)| offers(seat)).collect();
        let chosen = if fitting.is_empty() { found.iter().collect() } else { fitting };
        if chosen.is_empty() {
            return vec![(None, left.to_vec())];
        }
        let with_rest = |(seat, rest): &(&Seat, Vec<usize>)| {
            (Some((*seat).clone()), before.clone().chain(rest.iter().copied()).collect())
        };
        chosen.into_iter().take(SAME).map(with_rest).collect()
    }

    /// The things that most words name, each with the words that it leaves. One whose whole name was said beats the others.
    fn best<'k, T>(
        &self,
        places: &[usize],
        things: &'k [T],
        name: impl Fn(&T) -> &String,
    ) -> Vec<(&'k T, Vec<usize>)> {
        let mut best = Vec::new();
        let mut most = (0, false);
        for thing in things {
            let (taken, whole) = self.named(places, name(thing));
            let score = (taken.len(), whole);
            if taken.is_empty() || score < most {
                continue;
            }
            if score > most {
                best.clear();
                most = score;
            }
            let left = places.iter().copied().filter(|place| !taken.contains(place)).collect();
            best.push((thing, left));
        }
        best
    }

    /// Which words name this, and whether they say all of its name.
    fn named(&self, places: &[usize], name: &str) -> (Vec<usize>, bool) {
        let name = folded(name);
        let mut taken = Vec::new();
        let mut whole = true;
        for own in words(&name).filter(|word| !EMPTY.contains(word)) {
            let says = |place: &&usize| {
                let word = &self.plain[**place];
                !taken.contains(*place)
                    && (own == word || word.chars().count() >= LEAST && own.starts_with(word.as_str()))
            };
            match places.iter().find(says).copied() {
                Some(place) => taken.push(place),
                None => whole = false,
            }
        }
        (taken, whole)
    }
}

/// Words in names that nobody needs to say: titles, and what joins the others.
const EMPTY: [&str; 14] =
    ["de", "da", "do", "e", "y", "and", "com", "dr", "dra", "prof", "profa", "sr", "sra", "d"];

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn service(number: u128, name: &str) -> Service {
        Service { id: ServiceId::new(Uuid::from_u128(number)), name: name.to_owned(), agendas: Vec::new() }
    }

    fn seat(number: u128, name: &str) -> Seat {
        Seat { agenda: AgendaId::new(Uuid::from_u128(number)), member: None, name: name.to_owned() }
    }

    fn clinic() -> Known {
        Known {
            services: vec![
                service(1, "Corte"),
                service(2, "Corte e barba"),
                service(3, "Barba"),
                service(4, "Avaliação inicial"),
                service(5, "Avaliação de retorno"),
            ],
            seats: vec![seat(1, "Dra. Ana Prado"), seat(2, "Rui Castro"), seat(3, "Rui Teles")],
        }
    }

    /// The guesses as `services @ who | client`, with a question mark where a client must be found.
    fn said(line: &str) -> Vec<String> {
        let words: Vec<String> = line.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let said = |guess: Guess| {
            let services: Vec<_> = guess.services.iter().map(|service| service.name.as_str()).collect();
            let seat = guess.seat.map(|seat| format!(" @ {}", seat.name)).unwrap_or_default();
            let doubt = if guess.doubtful { "?" } else { "" };
            format!("{}{seat} | {}{doubt}", services.join(" + "), guess.client)
        };
        guesses(&words, &clinic()).into_iter().map(said).collect()
    }

    #[test]
    fn words_name_services_then_who_attends_then_the_client() {
        assert_eq!(said("maria corte"), ["Corte | maria", " | maria corte?"]);
        assert_eq!(said("avaliacao ini maria")[0], "Avaliação inicial | maria");
        assert_eq!(said("maria corte ana")[0], "Corte @ Dra. Ana Prado | maria");
        assert_eq!(said("maria duarte"), [" | maria duarte"]);
        assert_eq!(said("corte para maria")[0], "Corte | maria");
        assert_eq!(said(""), [" | "]);
    }

    #[test]
    fn several_services_are_booked_together_unless_one_has_both_names() {
        assert_eq!(said("maria corte barba")[0], "Corte e barba | maria");
        assert_eq!(said("maria barba inicial")[0], "Barba + Avaliação inicial | maria");
    }

    #[test]
    fn what_fits_equally_well_is_offered_each_time() {
        assert_eq!(
            said("maria avaliação")[..2],
            ["Avaliação inicial | maria".to_owned(), "Avaliação de retorno | maria".to_owned()]
        );
        assert_eq!(
            said("maria rui")[..2],
            [" @ Rui Castro | maria".to_owned(), " @ Rui Teles | maria".to_owned()]
        );
        assert_eq!(said("maria rui teles")[0], " @ Rui Teles | maria");
    }

    #[test]
    fn a_client_may_be_called_as_a_service_or_a_professional() {
        assert_eq!(said("corte"), ["Corte | ", " | corte?"]);
        assert_eq!(said("ana maria"), [" @ Dra. Ana Prado | maria", " | ana maria?"]);
        assert_eq!(said("ana"), [" @ Dra. Ana Prado | ", " | ana?"]);
    }

    #[test]
    fn who_attends_stands_after_with() {
        assert_eq!(said("ana maria com rui castro")[0], " @ Rui Castro | ana maria");
        assert_eq!(said("rui com ana")[0], " @ Dra. Ana Prado | rui");
        assert_eq!(said("maria with nobody")[0], " | maria nobody");
    }

    #[test]
    fn two_letters_name_nothing_by_chance() {
        assert_eq!(said("co an"), [" | co an"]);
        assert_eq!(said("maria de"), [" | maria de"]);
    }

    #[test]
    fn who_offers_the_service_is_preferred() {
        let mut known = clinic();
        known.services[0].agendas = vec![known.seats[2].agenda];
        let words = ["maria", "corte", "rui"].map(str::to_owned);
        let first = guesses(&words, &known).into_iter().next().and_then(|guess| guess.seat);
        assert_eq!(first.map(|seat| seat.name), Some("Rui Teles".to_owned()));
    }
}
