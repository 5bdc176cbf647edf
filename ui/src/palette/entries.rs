//! The list of the palette: what answers a text, in groups. Pure.

mod fixed;
#[cfg(test)]
mod tests;

use jiff::civil::{Date, DateTime};
use leadsmart_contract::agendas::SlotView;
use leadsmart_contract::clients::{ClientSummary, ClientView};
use leadsmart_contract::ids::{AppointmentId, ClientId};
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::Minutes;

use super::guess::{Known, Seat};
use super::plan::{Ask, Hits, Meant, Plan, Who};
use super::rank::{Fit, fit, order, sort};
use super::texts;
use crate::components::Glyph;
use crate::language::{Text, format};
use crate::router::Place;
use crate::shortcuts::{AgendaRequest, BookingWish};

/// How many clients are listed.
const CLIENTS: usize = 6;

/// Of how many clients the next appointment is listed.
pub(super) const APPOINTMENTS: usize = 3;

/// What an entry does.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Does {
    /// Goes to a place.
    Go(Place),
    /// Goes to the agenda and asks it for something.
    Ask(AgendaRequest),
    /// Enters somebody new.
    NewClient(String),
    /// Shows the keys.
    Help,
    /// Changes the language.
    Speak(Language),
    /// Opens the list of companies.
    SwitchCompany,
    /// Ends the session.
    LogOut,
}

/// One entry of the list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// What tells it from the others, also after the list has changed.
    pub(super) key: String,
    /// Its icon.
    pub(super) glyph: Glyph,
    /// What it says.
    pub(super) label: String,
    /// What else is good to know.
    pub(super) detail: String,
    /// The key that does the same.
    pub(super) keys: Option<&'static str>,
    /// What it does.
    pub(super) does: Does,
    /// The client whom it is about, for whom Ctrl+Enter books.
    pub(super) client: Option<ClientId>,
}

impl Entry {
    fn new(key: impl Into<String>, glyph: Glyph, label: impl Into<String>, does: Does) -> Self {
        let (key, label) = (key.into(), label.into());
        Self { key, glyph, label, detail: String::new(), keys: None, does, client: None }
    }
}

/// Entries of one kind.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    /// What they are.
    pub(super) title: &'static str,
    /// The entries, never none.
    pub(super) entries: Vec<Entry>,
}

/// What the list is made of.
pub(super) struct Source<'a> {
    /// What the text asks for.
    pub(super) plan: &'a Plan,
    /// The clients that were found.
    pub(super) hits: &'a Hits,
    /// Whether the answers to the text have come.
    pub(super) settled: bool,
    /// The clients that were read whole: those opened last, or the first of those found.
    pub(super) read: &'a [ClientView],
    /// Who is free at the times that the lines name; nobody if the time is taken.
    pub(super) free: &'a [(Ask, Option<SlotView>)],
    /// What the company offers.
    pub(super) known: &'a Known,
    /// What the company's clock shows.
    pub(super) now: DateTime,
    /// The language of the window.
    pub(super) language: Language,
    /// Whether this is the application's window, not a browser.
    pub(super) in_window: bool,
    /// What the person may do.
    pub(super) may: &'a dyn Fn(Permission) -> bool,
}

impl Source<'_> {
    /// Whether the person may book at all.
    pub(super) fn may_book(&self) -> bool {
        let needed = [Permission::AgendasView, Permission::AppointmentsManage, Permission::ClientsView];
        needed.into_iter().all(self.may)
    }

    /// The groups of the list.
    pub(super) fn groups(&self) -> Vec<Group> {
        let groups = if self.plan.text.is_empty() {
            vec![
                (texts::recent as Text, self.recent()),
                (texts::actions, fixed::actions(self)),
                (texts::pages, fixed::pages(self)),
            ]
        } else {
            self.answers()
        };
        let full = groups.into_iter().filter(|(_, entries)| !entries.is_empty());
        full.map(|(title, entries)| Group { title: title(self.language), entries }).collect()
    }

    fn answers(&self) -> Vec<(Text, Vec<Entry>)> {
        let clients = self.clients();
        let own = |(_, entry): &(Fit, Entry)| entry.client;
        let ids: Vec<ClientId> = clients.iter().filter_map(own).collect();
        let mut found: Vec<(Fit, (Text, Vec<Entry>))> = vec![
            group(texts::clients, clients),
            group(texts::appointments, self.appointments(&ids)),
            group(texts::pages, self.fitting(fixed::pages(self), fixed::words)),
            group(texts::actions, self.fitting(fixed::actions(self), fixed::words)),
        ];
        order(&mut found);
        let mut groups: Vec<_> = found.into_iter().map(|(_, group)| group).collect();
        let lines = (texts::lines as Text, self.lines());
        groups.insert(if self.plan.timed { 0 } else { 1 }, lines);
        if self.settled && groups.iter().all(|(_, entries)| entries.is_empty()) {
            groups.push((texts::offers, self.offers()));
        }
        groups
    }

    /// Entries that answer the text, the best first. `words` gives other words for an entry.
    fn fitting(&self, entries: Vec<Entry>, words: fn(&Entry, Language) -> &'static str) -> Vec<(Fit, Entry)> {
        let fit = |entry: Entry| {
            // The day that the text names is asked for by its own words.
            let own = entry.key.starts_with(fixed::DAY).then_some(Fit::Beginning);
            let others = words(&entry, self.language);
            Some((own.or_else(|| super::rank::fit_with(&entry.label, others, &self.plan.text))?, entry))
        };
        let mut fitting: Vec<_> = entries.into_iter().filter_map(fit).collect();
        sort(&mut fitting);
        fitting
    }

    fn clients(&self) -> Vec<(Fit, Entry)> {
        let entry = |client: ClientSummary| {
            let fit = fit(client.name.as_str(), &self.plan.text).unwrap_or(Fit::Other);
            let mut entry = client_entry(client.id, client.name.as_str());
            entry.detail = client.phone.as_ref().map(format::phone).unwrap_or_default();
            (fit, entry)
        };
        let clients = self.plan.clients(self.hits).into_iter().take(CLIENTS);
        let mut clients: Vec<_> = clients.map(entry).collect();
        sort(&mut clients);
        clients
    }

    /// The clients who were opened last, with what comes next.
    fn recent(&self) -> Vec<Entry> {
        let entry = |client: &ClientView| {
            let mut entry = client_entry(client.id, client.name.as_str());
            let next = client.next_appointment.as_ref();
            entry.detail = next
                .map(|next| texts::next_appointment(self.language, &self.moment(next.start.local)))
                .unwrap_or_default();
            entry
        };
        self.read.iter().map(entry).collect()
    }

    /// What comes next for the clients that were found.
    fn appointments(&self, clients: &[ClientId]) -> Vec<(Fit, Entry)> {
        let entry = |client: &ClientView| {
            let next = client.next_appointment.as_ref()?;
            let start = next.start.local;
            let label = format!("{} · {}", client.name, self.moment(start));
            let does = Does::Ask(AgendaRequest::Open(next.id, start.date()));
            let key = |id: AppointmentId| format!("appointment-{id}");
            let mut entry = Entry::new(key(next.id), Glyph::Calendar, label, does);
            entry.detail.clone_from(&next.summary);
            entry.client = Some(client.id);
            Some((Fit::Other, entry))
        };
        let found = self.read.iter().filter(|client| clients.contains(&client.id));
        found.filter_map(entry).collect()
    }

    /// The bookings that the text may mean, as they would be saved.
    fn lines(&self) -> Vec<Entry> {
        self.plan
            .rows(self.hits)
            .into_iter()
            .enumerate()
            .map(|(place, (meant, who))| self.line(place, meant, &who))
            .collect()
    }

    fn line(&self, place: usize, meant: &Meant, who: &Who) -> Entry {
        let slot = meant.ask().and_then(|ask| self.free.iter().find(|(asked, _)| *asked == ask));
        let free = slot.and_then(|(_, slot)| slot.as_ref()).and_then(|slot| self.seat_of(slot));
        let seat = meant.guess.seat.as_ref().or(free);
        let taken = slot.is_some_and(|(_, slot)| slot.is_none());
        let wish = self.wish(meant, who, seat);
        let label = texts::book_line(self.language, &self.words_of(meant, who, seat).join(" · "));
        let key = format!("line-{place}-{label}");
        let mut entry = Entry::new(key, Glyph::Plus, label, Does::Ask(AgendaRequest::Book(wish)));
        entry.detail = match (meant.reading.past, taken) {
            (true, _) => texts::over(self.language).to_owned(),
            (false, true) => texts::taken(self.language).to_owned(),
            (false, false) => String::new(),
        };
        entry
    }

    fn wish(&self, meant: &Meant, who: &Who, seat: Option<&Seat>) -> BookingWish {
        let reading = &meant.reading;
        // With day and time but nobody free, the form begins where it can say why.
        let fixed = reading.date.is_some() && reading.minute.is_some();
        let agenda = seat.or_else(|| fixed.then(|| meant.any_seat(self.known)).flatten());
        BookingWish {
            client: if let Who::Known(client) = who { Some(client.id) } else { None },
            newcomer: if let Who::New(name) = who { Some(name.clone()) } else { None },
            services: meant.guess.services.iter().map(|service| service.id).collect(),
            agenda: agenda.map(|seat| seat.agenda),
            member: meant.guess.seat.as_ref().and_then(|seat| seat.member),
            date: reading.date,
            minute: reading.minute,
            not_before: reading.not_before,
            length: reading.length,
        }
    }

    /// Who, what, when, with whom.
    fn words_of(&self, meant: &Meant, who: &Who, seat: Option<&Seat>) -> Vec<String> {
        let mut words = Vec::new();
        match who {
            Who::Nobody => {}
            Who::Known(client) => words.push(client.name.to_string()),
            Who::New(name) => words.push(texts::newcomer(self.language, name)),
        }
        words.extend(meant.guess.services.iter().map(|service| service.name.clone()));
        let day = meant.reading.date.map(|date| self.day(date));
        let time = match meant.reading.minute {
            Some(minute) => format::clock(minute),
            None => texts::next_free_time(self.language).to_owned(),
        };
        words.push(day.map_or_else(|| time.clone(), |day| format!("{day}, {time}")));
        let length = meant.reading.length.and_then(|length| Minutes::parse(length.into()).ok());
        words.extend(length.map(format::duration));
        words.extend(seat.map(|seat| seat.name.clone()));
        words
    }

    /// Who attends at a free time.
    fn seat_of(&self, slot: &SlotView) -> Option<&Seat> {
        let here = || self.known.seats.iter().filter(|seat| seat.agenda == slot.agenda_id);
        let member = slot.member_ids.first().copied();
        here().find(|seat| seat.member == member).or_else(|| here().next())
    }

    /// Where nobody is found: somebody new.
    fn offers(&self) -> Vec<Entry> {
        let name = &self.plan.text;
        let mut offers = Vec::new();
        if (self.may)(Permission::ClientsManage) && (self.may)(Permission::ClientsView) {
            let label = texts::new_client_named(self.language, name);
            offers.push(Entry::new("offer-new", Glyph::Person, label, Does::NewClient(name.clone())));
            if self.may_book() {
                let wish = BookingWish { newcomer: Some(name.clone()), ..BookingWish::default() };
                let label = texts::book_named(self.language, name);
                let does = Does::Ask(AgendaRequest::Book(wish));
                offers.push(Entry::new("offer-book", Glyph::Plus, label, does));
            }
        }
        offers
    }

    /// `quinta, 26 nov, 14:00`.
    fn moment(&self, at: DateTime) -> String {
        format!("{}, {}", self.day(at.date()), format::time(at.time()))
    }

    /// `quinta, 26 nov`; the year is added if it is not this one.
    fn day(&self, date: Date) -> String {
        let (language, today) = (self.language, self.now.date());
        let weekday = format::weekday(language, date.weekday());
        let year = if date.year() == today.year() { String::new() } else { format!(" {}", date.year()) };
        format!("{weekday}, {} {}{year}", date.day(), format::month_short(language, date.month()))
    }
}

fn client_entry(id: ClientId, name: &str) -> Entry {
    let mut entry = Entry::new(format!("client-{id}"), Glyph::Person, name, Does::Go(Place::Client(id)));
    entry.client = Some(id);
    entry
}

/// A group with how well its best entry answers.
fn group(title: Text, entries: Vec<(Fit, Entry)>) -> (Fit, (Text, Vec<Entry>)) {
    let best = entries.iter().map(|(fit, _)| *fit).min().unwrap_or(Fit::Other);
    (best, (title, entries.into_iter().map(|(_, entry)| entry).collect()))
}
