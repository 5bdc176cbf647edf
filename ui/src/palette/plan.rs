//! What a text asks for: the bookings that it may mean, and the clients to look up for them. Pure.

use jiff::civil::{Date, DateTime};
use leadsmart_contract::clients::ClientSummary;
use leadsmart_contract::ids::{AgendaId, MemberId, ServiceId};

use super::guess::{Guess, Known, Seat, guesses};
use super::line::{Reading, read};
use super::rank::fit;

/// How many bookings are offered.
const ROWS: usize = 5;

/// How many clients are offered for the same words of a line.
const SAME: usize = 3;

/// How many texts clients are looked up by.
const QUERIES: usize = 3;

/// How many times are asked whether they are free.
const ASKS: usize = 2;

/// Clients that were found, by the text that they were found by.
pub(super) type Hits = Vec<(String, Vec<ClientSummary>)>;

/// One booking that a line may mean.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Meant {
    /// When.
    pub(super) reading: Reading,
    /// What, with whom, for whom.
    pub(super) guess: Guess,
}

/// For whom a line books.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Who {
    /// The line does not say.
    Nobody,
    /// A client.
    Known(ClientSummary),
    /// Somebody of whom nothing is known but a name.
    New(String),
}

/// The question who is free at a time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ask {
    /// The services.
    pub(super) services: Vec<ServiceId>,
    /// The agenda; any if none.
    pub(super) agenda: Option<AgendaId>,
    /// The professional; anybody if none.
    pub(super) member: Option<MemberId>,
    /// The start.
    pub(super) start: DateTime,
    /// The length in minutes, if it is not that of the services.
    pub(super) length: Option<u16>,
}

impl Meant {
    /// Asks whether its time is free; none if it names no time, or one that is over.
    pub(super) fn ask(&self) -> Option<Ask> {
        let (date, minute) = (self.reading.date?, self.reading.minute?);
        let seat = self.guess.seat.as_ref();
        (!self.reading.past).then(|| Ask {
            services: self.guess.services.iter().map(|service| service.id).collect(),
            agenda: seat.map(|seat| seat.agenda),
            member: seat.and_then(|seat| seat.member),
            start: date.at((minute / 60) as i8, (minute % 60) as i8, 0, 0),
            length: self.reading.length,
        })
    }

    /// Who attends where nobody was named and nobody is free: the first agenda that offers the services.
    pub(super) fn any_seat<'a>(&self, known: &'a Known) -> Option<&'a Seat> {
        let offers = |seat: &&Seat| {
            self.guess
                .services
                .iter()
                .all(|service| service.agendas.is_empty() || service.agendas.contains(&seat.agenda))
        };
        known.seats.iter().find(offers).or(known.seats.first())
    }
}

/// What a text asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Plan {
    /// The text.
    pub(super) text: String,
    /// The bookings that it may mean, the likeliest first.
    pub(super) lines: Vec<Meant>,
    /// Whether it says when: then the bookings come first.
    pub(super) timed: bool,
    /// The day, if it names nothing else.
    pub(super) day: Option<Date>,
    /// The texts by which clients are looked up.
    pub(super) queries: Vec<String>,
}

impl Plan {
    /// Of a text, typed now.
    pub(super) fn of(text: &str, now: DateTime, known: &Known, may_book: bool) -> Self {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return Self::default();
        }
        let readings = read(&text, now);
        let timed = readings.first().is_some_and(Reading::timed);
        let day = readings
            .first()
            .filter(|reading| reading.minute.is_none() && reading.words.is_empty())
            .and_then(|reading| reading.date);
        let mut lines: Vec<Meant> = Vec::new();
        for (place, reading) in readings.into_iter().enumerate().filter(|_| may_book) {
            for guess in guesses(&reading.words, known) {
                // What is not the plain sense of the words stands only if somebody is called so.
                let doubtful = guess.doubtful || place > 0 || !timed;
                let meant = Meant { reading: reading.clone(), guess: Guess { doubtful, ..guess } };
                if meant.books() {
                    lines.push(meant);
                }
            }
        }
        let mut queries: Vec<String> = Vec::new();
        // As long as no time is named the text may be anything, also a name.
        let whole = lines.iter().all(|line| line.reading.minute.is_none()).then(|| text.clone());
        let of_lines = lines.iter().map(|line| line.guess.client.clone()).filter(|client| !client.is_empty());
        for query in whole.into_iter().chain(of_lines) {
            if queries.len() < QUERIES && !queries.contains(&query) {
                queries.push(query);
            }
        }
        Self { text, lines, timed, day, queries }
    }

    /// The bookings to offer, with the clients that were found for them.
    pub(super) fn rows(&self, hits: &Hits) -> Vec<(&Meant, Who)> {
        let mut rows = Vec::new();
        for meant in &self.lines {
            if meant.guess.client.is_empty() {
                rows.extend((!meant.guess.doubtful).then_some((meant, Who::Nobody)));
            }
            let clients = found(hits, &meant.guess.client, !meant.guess.doubtful);
            rows.extend(clients.into_iter().take(SAME).map(|client| (meant, Who::Known(client))));
        }
        let known = rows.iter().any(|(_, who)| matches!(who, Who::Known(_)));
        let asked = |query: &String| hits.iter().any(|(text, _)| text == query);
        let first = self.lines.iter().find(|line| !line.guess.doubtful && !line.guess.client.is_empty());
        if let Some(meant) = first.filter(|meant| !known && asked(&meant.guess.client)) {
            rows.push((meant, Who::New(meant.guess.client.clone())));
        }
        rows.truncate(ROWS);
        rows
    }

    /// The clients that answer the text itself, or the words of its lines.
    pub(super) fn clients(&self, hits: &Hits) -> Vec<ClientSummary> {
        let mut clients: Vec<ClientSummary> = Vec::new();
        for query in &self.queries {
            for client in found(hits, query, true) {
                if !clients.iter().any(|known| known.id == client.id) {
                    clients.push(client);
                }
            }
        }
        clients
    }
}

impl Meant {
    /// Whether it says enough to be a booking: a time, or a day with anything, or a service for somebody.
    fn books(&self) -> bool {
        let Guess { services, seat, client, .. } = &self.guess;
        match (self.reading.date, self.reading.minute) {
            (_, Some(_)) => true,
            (Some(_), None) => !services.is_empty() || !client.is_empty() || seat.is_some(),
            (None, None) => !services.is_empty() && !client.is_empty(),
        }
    }
}

/// The questions of the bookings that are offered.
pub(super) fn asks(rows: &[(&Meant, Who)]) -> Vec<Ask> {
    let mut asks = Vec::new();
    for ask in rows.iter().filter_map(|(meant, _)| meant.ask()) {
        if asks.len() < ASKS && !asks.contains(&ask) {
            asks.push(ask);
        }
    }
    asks
}

/// The clients whom a text names: those whom it names by beginnings; with `slips`, else all that the search forgave.
///
/// Before the answer has come, those of earlier answers who still fit.
fn found(hits: &Hits, query: &str, slips: bool) -> Vec<ClientSummary> {
    if query.is_empty() {
        return Vec::new();
    }
    let named = |client: &&ClientSummary| fit(client.name.as_str(), query).is_some();
    let answer = hits.iter().find(|(text, _)| text == query);
    let Some((_, clients)) = answer else {
        return hits.iter().flat_map(|(_, clients)| clients).filter(named).cloned().collect();
    };
    let by_number = query.chars().filter(char::is_ascii_digit).count() >= 4;
    let certain: Vec<_> = clients.iter().filter(named).cloned().collect();
    if certain.is_empty() && (slips || by_number) { clients.clone() } else { certain }
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::ids::ClientId;
    use leadsmart_contract::values::Name;
    use uuid::Uuid;

    use super::super::guess::Service;
    use super::*;

    fn client(number: u128, name: &str) -> ClientSummary {
        let id = ClientId::new(Uuid::from_u128(number));
        ClientSummary { id, name: Name::parse(name).expect("a name"), phone: None, tags: Vec::new() }
    }

    fn plan(text: &str) -> Plan {
        let now = Date::new(2026, 11, 23).expect("a date").at(10, 0, 0, 0);
        let service = Service {
            id: ServiceId::new(Uuid::from_u128(1)),
            name: "Corte".to_owned(),
            agendas: vec![AgendaId::new(Uuid::from_u128(8))],
        };
        let seat = |number, name: &str| Seat {
            agenda: AgendaId::new(Uuid::from_u128(number)),
            member: None,
            name: name.to_owned(),
        };
        let known =
            Known { services: vec![service], seats: vec![seat(7, "Rui Teles"), seat(8, "Ana Prado")] };
        Plan::of(text, now, &known, true)
    }

    /// For whom the rows of a text are, when these answers have come.
    fn whom(text: &str, hits: &[(&str, &[&str])]) -> Vec<String> {
        let hits = hits
            .iter()
            .map(|(query, names)| ((*query).to_owned(), names.iter().map(|name| client(1, name)).collect()))
            .collect();
        let whom = |(_, who): (&Meant, Who)| match who {
            Who::Nobody => "-".to_owned(),
            Who::Known(client) => client.name.to_string(),
            Who::New(name) => format!("new {name}"),
        };
        plan(text).rows(&hits).into_iter().map(whom).collect()
    }

    #[test]
    fn clients_are_looked_up_by_the_words_that_name_nothing_else() {
        assert_eq!(plan("maria corte qui 14h").queries, ["maria", "maria corte", "maria qui"]);
        assert_eq!(plan("maria").queries, ["maria"]);
        assert_eq!(plan("  maria   duarte ").queries, ["maria duarte"]);
        assert_eq!(plan("quinta").queries, ["quinta"], "somebody may be called so");
        assert_eq!(plan("").queries, [""; 0]);
    }

    #[test]
    fn several_clients_are_several_bookings() {
        let hits: &[(&str, &[&str])] = &[("maria", &["Maria Duarte", "Maria Lima"])];
        assert_eq!(whom("maria amanhã 10h", hits), ["Maria Duarte", "Maria Lima"]);
    }

    #[test]
    fn somebody_unknown_is_booked_as_new_once_the_answer_has_come() {
        assert_eq!(whom("xavier amanhã 10h", &[("xavier", &[])]), ["new xavier"]);
        assert_eq!(whom("xavier amanhã 10h", &[]), [""; 0]);
    }

    #[test]
    fn a_client_called_as_a_day_is_offered_beside_the_day() {
        let hits: &[(&str, &[&str])] = &[("Quinta", &["João Quinta", "Quintino Reis"])];
        assert_eq!(whom("Quinta 14h", hits), ["-", "João Quinta"]);
        assert_eq!(whom("Quinta 14h", &[("Quinta", &["Karina"])]), ["-"], "a slip is not enough for a doubt");
    }

    #[test]
    fn a_slip_is_forgiven_where_the_sense_is_plain() {
        assert_eq!(whom("mraia amanhã 10h", &[("mraia", &["Maria Duarte"])]), ["Maria Duarte"]);
    }

    #[test]
    fn a_day_alone_books_nothing() {
        let plan = plan("quinta");
        assert_eq!((plan.day, plan.lines.len()), (Date::new(2026, 11, 26).ok(), 0));
        assert_eq!(super::tests::plan("maria quinta").day, None);
    }

    #[test]
    fn a_service_for_somebody_is_a_booking_without_a_time() {
        assert_eq!(
            whom("maria corte", &[("maria", &["Maria Duarte"]), ("maria corte", &[])]),
            ["Maria Duarte"]
        );
        assert_eq!(whom("corte", &[("corte", &[])]), [""; 0]);
    }

    #[test]
    fn where_nobody_is_free_the_first_who_offers_the_service_is_taken() {
        let plan = plan("maria corte qui 14h");
        let ask = plan.lines[0].ask().expect("it names a time");
        assert_eq!((ask.agenda, ask.start.to_string().as_str()), (None, "2026-11-26T14:00:00"));
        let known = Known {
            services: Vec::new(),
            seats: vec![
                Seat { agenda: AgendaId::new(Uuid::from_u128(7)), member: None, name: "Rui".to_owned() },
                Seat { agenda: AgendaId::new(Uuid::from_u128(8)), member: None, name: "Ana".to_owned() },
            ],
        };
        assert_eq!(plan.lines[0].any_seat(&known).map(|seat| seat.name.as_str()), Some("Ana"));
        assert!(super::tests::plan("maria hoje 8h").lines[0].ask().is_none(), "it is over");
    }
}
