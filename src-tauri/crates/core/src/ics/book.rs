//! Events into appointments: each finds its client and is booked by the same step as a person's own booking.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use leadsmart_contract::appointments::{AppointmentView, CreateAppointment, Status};
use leadsmart_contract::clients::MatchedBy;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ics::{IcsCheck, IcsEvent, IcsOutcome, IcsVerdict};
use leadsmart_contract::ids::{AgendaId, AppointmentId, ChangeId, ClientId, CompanyId, ServiceId};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::{List, Minutes, Name, Note, Start};
use sha2::{Digest, Sha256};

use super::event::{Event, Standing, Why};
use super::repeat::Occurrence;
use super::title::{self, About, Offered};
use super::{Days, Draft, store};
use crate::clients::{self, Entry, name_key};
use crate::context::{Context, Write};
use crate::error::{Defect, Result};
use crate::time::moment;
use crate::{appointments, services};

/// How many events are told one by one, and how much of a title.
const MOST_TOLD: usize = 500;
const LONGEST_TITLE: usize = 120;

/// How often what was imported and taken back can be imported again.
const MOST_AGAIN: u32 = 50;

/// The end of the ids that an export gives: such an appointment is one of our own.
pub(super) const OWN: &str = "@leadsmart";

/// What a caller wants.
pub(super) struct Wish {
    pub(super) agenda: AgendaId,
    pub(super) zone: TimeZone,
    pub(super) create_clients: bool,
    pub(super) allow_conflicts: bool,
}

/// What became of a file.
pub(super) struct Report {
    outside: u32,
    told: Vec<IcsEvent>,
    booked: Vec<ChangeId>,
    new_clients: u32,
}

impl Report {
    pub(super) fn check(self, days: Days) -> IcsCheck {
        let count = |verdict| to_count(self.told.iter().filter(|event| event.verdict == verdict).count());
        IcsCheck {
            from: days.from,
            to: days.to,
            ready: count(IcsVerdict::Ready),
            conflicts: count(IcsVerdict::Conflict),
            known: count(IcsVerdict::Known),
            duplicates: count(IcsVerdict::Duplicate),
            wrong: count(IcsVerdict::Wrong),
            outside: self.outside,
            new_clients: self.new_clients,
            events: self.told.into_iter().take(MOST_TOLD).collect(),
        }
    }

    pub(super) fn outcome(self) -> IcsOutcome {
        let left_out = to_count(self.told.len() - self.booked.len());
        IcsOutcome { change_ids: self.booked, new_clients: self.new_clients, left_out }
    }
}

fn to_count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Whose appointment an event would be.
enum Person {
    Known(ClientId, Name, MatchedBy),
    New(Box<Entry>),
}

/// Books what can be booked, in the caller's transaction.
pub(super) async fn carry_out(write: &mut Write, wish: &Wish, draft: Draft) -> Result<Report> {
    let Draft { events, expanded } = draft;
    // A file may have years of events; only those of the days that are looked at are read.
    let looked_at = expanded.occurrences.iter().map(|occurrence| occurrence.event);
    let looked_at =
        looked_at.chain(expanded.wrong.iter().map(|(place, ..)| *place)).map(|place| &events[place]);
    let mut work = Work::prepare(write, wish, looked_at).await?;
    for (place, start, why) in expanded.wrong {
        let mut told = work.told(&events[place], start, None);
        told.messages.push(why.text(write.context.language));
        work.report.told.push(told);
    }
    work.report.outside = expanded.outside;
    for occurrence in expanded.occurrences {
        let told = work.take(write, &events[occurrence.event], &occurrence).await?;
        work.report.told.push(told);
    }
    let mut report = work.report;
    report.told.sort_by_key(|event| (event.start.map(|start| start.at), event.line));
    Ok(report)
}

/// An import under way.
struct Work<'a> {
    wish: &'a Wish,
    company: CompanyId,
    /// What each event says, by its line.
    about: HashMap<u32, About>,
    /// Who is known by what.
    known: HashMap<(MatchedBy, String), Vec<(ClientId, Name)>>,
    names: HashMap<ServiceId, Name>,
    report: Report,
}

impl<'a> Work<'a> {
    async fn prepare<'e>(
        write: &mut Write,
        wish: &'a Wish,
        events: impl Iterator<Item = &'e Event>,
    ) -> Result<Self> {
        let company = write.context.company()?;
        let services = services::offered(write.connection(), company).await?;
        let here = services.into_iter().filter(|service| service.is_offered_on(wish.agenda));
        let names: HashMap<_, _> = here.map(|service| (service.id, service.name)).collect();
        let offered: Vec<Offered> =
            names.iter().map(|(id, name)| Offered { id: *id, key: name_key(name.as_str()) }).collect();
        let mut about: HashMap<u32, About> = HashMap::new();
        for event in events {
            about.entry(event.line).or_insert_with(|| title::read(event, &offered));
        }
        let known = known(write, company, about.values()).await?;
        let report = Report { outside: 0, told: Vec::new(), booked: Vec::new(), new_clients: 0 };
        Ok(Self { wish, company, about, known, names, report })
    }

    /// Takes one event, or one occurrence of it.
    async fn take(&mut self, write: &mut Write, event: &Event, occurrence: &Occurrence) -> Result<IcsEvent> {
        let language = write.context.language;
        let mut told = self.told(event, Some(occurrence.start), Some(occurrence));
        let Some(id) = self.free_id(write, event, occurrence).await? else {
            told.verdict = IcsVerdict::Known;
            return Ok(told);
        };
        let person = match self.person(event) {
            Ok(person) => person,
            Err(why) => {
                told.messages.push(why.text(language));
                return Ok(told);
            }
        };
        (told.client, told.client_by) = match &person {
            Person::Known(_, name, by) => (Some(name.clone()), Some(*by)),
            Person::New(entry) => (Some(entry.name.clone()), None),
        };
        if let Person::Known(client, ..) = person
            && store::is_booked(write.connection(), self.wish.agenda, client, occurrence.start).await?
        {
            told.verdict = IcsVerdict::Duplicate;
            return Ok(told);
        }
        store::begin(write.connection()).await?;
        let client = match &person {
            Person::Known(client, ..) => *client,
            Person::New(entry) => {
                let context = write.context.clone();
                clients::enter(write.connection(), &context, None, entry, true).await?.id
            }
        };
        let booked = self.book(write, event, occurrence, (id, client), &mut told).await?;
        if let Some(view) = booked {
            store::keep(write.connection()).await?;
            self.report.booked.extend(view.last_change);
            if let Person::New(entry) = person {
                self.remember(client, &entry);
            }
        } else {
            store::take_back(write.connection()).await?;
        }
        Ok(told)
    }

    /// Books an event; none if it breaks rules or cannot be booked at all, which is told then.
    async fn book(
        &self,
        write: &mut Write,
        event: &Event,
        occurrence: &Occurrence,
        (id, client): (AppointmentId, ClientId),
        told: &mut IcsEvent,
    ) -> Result<Option<AppointmentView>> {
        let booking = self.booking(event, occurrence, id, client)?;
        let failure = match appointments::book(write, booking.clone()).await {
            Ok(view) => {
                told.verdict = IcsVerdict::Ready;
                return Ok(Some(view));
            }
            Err(error) => {
                let failure = error.explain(write.context.language);
                if !is_own(&failure) {
                    return Err(error);
                }
                failure
            }
        };
        let breaks_rules = !failure.broken_rules.is_empty();
        let overridable = breaks_rules && failure.broken_rules.iter().all(|rule| rule.overridable);
        told.messages = if breaks_rules {
            failure.broken_rules.into_iter().map(|rule| rule.message).collect()
        } else {
            vec![failure.message]
        };
        if !overridable {
            return Ok(None);
        }
        told.verdict = IcsVerdict::Conflict;
        if !self.wish.allow_conflicts {
            return Ok(None);
        }
        appointments::book(write, CreateAppointment { r#override: true, ..booking }).await.map(Some)
    }

    fn booking(
        &self,
        event: &Event,
        occurrence: &Occurrence,
        id: AppointmentId,
        client_id: ClientId,
    ) -> Result<CreateAppointment> {
        let about = self.about.get(&event.line);
        let seconds = occurrence.end.duration_since(occurrence.start).as_secs();
        let minutes = Minutes::parse((seconds + 59) / 60);
        let defect = |what: &str| Defect(format!("an event that was checked has {what}"));
        let notes = about.map(|about| Note::parse(&about.notes)).transpose();
        let services = about.map(|about| about.services.clone()).unwrap_or_default();
        Ok(CreateAppointment {
            company_id: self.company,
            id: Some(id),
            agenda_id: self.wish.agenda,
            client_id,
            start: Start::At(occurrence.start),
            duration: Some(minutes.map_err(|_| defect("no length"))?),
            service_ids: List::parse(services).map_err(|_| defect("services twice"))?,
            member_ids: None,
            status: Some(if event.standing == Standing::Confirmed {
                Status::Confirmed
            } else {
                Status::Pending
            }),
            notes: notes.map_err(|_| defect("notes that are none"))?,
            r#override: false,
        })
    }

    /// Whose appointment an event would be.
    fn person(&self, event: &Event) -> Result<Person, Why> {
        let about = self.about.get(&event.line).ok_or(Why::Nameless)?;
        let key = name_key(&about.name);
        let emails = about.emails.iter().map(|email| (MatchedBy::Email, email.as_str().to_owned()));
        let phones = about.phones.iter().map(|phone| (MatchedBy::Phone, phone.key()));
        for by in emails.chain(phones) {
            if let Some(found) = self.known.get(&by) {
                // Of those who share a phone the one of the name is meant.
                let named = found.iter().find(|(_, name)| name_key(name.as_str()) == key);
                if let Some((id, name)) = named.or(found.first()) {
                    return Ok(Person::Known(*id, name.clone(), by.0));
                }
            }
        }
        let name = Name::parse(&about.name).ok().filter(|_| !key.is_empty()).ok_or(Why::Nameless)?;
        match self.known.get(&(MatchedBy::Name, key)).map(Vec::as_slice) {
            Some([(id, name)]) => Ok(Person::Known(*id, name.clone(), MatchedBy::Name)),
            Some([_, ..]) => Err(Why::Ambiguous(about.name.clone())),
            _ if !self.wish.create_clients => Err(Why::NoClient(about.name.clone())),
            _ => Ok(Person::New(Box::new(Entry {
                name,
                phones: about.phones.clone(),
                email: about.emails.first().cloned(),
                document: None,
                birthday: None,
                notes: Note::default(),
                tags: Vec::new(),
                marketing_consent_at: None,
            }))),
        }
    }

    /// Somebody who was entered is known from now on: the next event of the file may be hers too.
    fn remember(&mut self, client: ClientId, entry: &Entry) {
        self.report.new_clients += 1;
        let phones = entry.phones.iter().map(|phone| (MatchedBy::Phone, phone.key()));
        let email = entry.email.iter().map(|email| (MatchedBy::Email, email.as_str().to_owned()));
        let name = [(MatchedBy::Name, name_key(entry.name.as_str()))];
        for key in phones.chain(email).chain(name) {
            self.known.entry(key).or_default().push((client, entry.name.clone()));
        }
    }

    /// The id under which an event is booked; none if it was taken in before.
    async fn free_id(
        &self,
        write: &mut Write,
        event: &Event,
        occurrence: &Occurrence,
    ) -> Result<Option<AppointmentId>> {
        let own = event.uid.strip_suffix(OWN).and_then(|id| id.parse::<AppointmentId>().ok());
        if let Some(own) = own
            && store::taken(write.connection(), own).await?.is_some_and(|taken| taken.company == self.company)
        {
            return Ok(None);
        }
        for time in 0..MOST_AGAIN {
            let id = derived_id(self.company, event, occurrence, time);
            match store::taken(write.connection(), id).await? {
                None => return Ok(Some(id)),
                Some(taken) if taken.taken_back => {}
                Some(_) => return Ok(None),
            }
        }
        Ok(None)
    }

    /// An event as it is told. Until something better is known of it, it is wrong.
    fn told(&self, event: &Event, start: Option<Timestamp>, occurrence: Option<&Occurrence>) -> IcsEvent {
        let about = self.about.get(&event.line);
        let services = about.map(|about| about.services.as_slice()).unwrap_or_default();
        let names: Vec<&str> = services.iter().filter_map(|id| Some(self.names.get(id)?.as_str())).collect();
        IcsEvent {
            line: event.line,
            summary: event.summary.chars().take(LONGEST_TITLE).collect(),
            start: start.map(|start| moment(start, &self.wish.zone)),
            end: occurrence.map(|occurrence| moment(occurrence.end, &self.wish.zone)),
            repeats: event.rule.is_some() || event.recurrence.is_some() || !event.also.is_empty(),
            verdict: IcsVerdict::Wrong,
            client: None,
            client_by: None,
            services: names.join(", "),
            messages: Vec::new(),
        }
    }
}

/// Whether a failure concerns one booking alone. Each of these is met before anything is written.
fn is_own(failure: &Failure) -> bool {
    matches!(failure.code, Code::RulesBroken | Code::WrongState | Code::InvalidInput | Code::AlreadyExists)
}

/// Who is known by what these events say.
async fn known<'a>(
    write: &mut Write,
    company: CompanyId,
    about: impl Iterator<Item = &'a About>,
) -> Result<HashMap<(MatchedBy, String), Vec<(ClientId, Name)>>> {
    let (mut phones, mut emails, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for about in about {
        phones.extend(about.phones.iter().map(|phone| phone.key()));
        emails.extend(about.emails.iter().map(|email| email.as_str().to_owned()));
        names.extend(Some(name_key(&about.name)).filter(|key| !key.is_empty()));
    }
    let holders =
        clients::known_by(write.connection(), company, &keys(&phones), &keys(&emails), &keys(&names)).await?;
    let mut known: HashMap<_, Vec<(ClientId, Name)>> = HashMap::new();
    for (by, key, client, name) in holders {
        let found = known.entry((by, key)).or_default();
        if !found.iter().any(|(id, _)| *id == client) {
            found.push((client, name));
        }
    }
    Ok(known)
}

fn keys(keys: &[String]) -> Vec<&str> {
    let mut keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The id that follows from an event. `time` counts how often it was imported and taken back.
fn derived_id(company: CompanyId, event: &Event, occurrence: &Occurrence, time: u32) -> AppointmentId {
    let recurrence = occurrence.recurrence.map(|of| of.to_string()).unwrap_or_default();
    // Some programs give no ids: then it is the same event if it says the same.
    let uid = if event.uid.is_empty() {
        format!("{} {}", event.summary, occurrence.start)
    } else {
        event.uid.clone()
    };
    let digest = Sha256::new()
        .chain_update(b"leadsmart ics")
        .chain_update(company.uuid().as_bytes())
        .chain_update((uid.len() as u64).to_be_bytes())
        .chain_update(uid.as_bytes())
        .chain_update(recurrence.as_bytes())
        .chain_update(time.to_be_bytes())
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    AppointmentId::new(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// Refuses what the caller wants beyond booking, unless her role allows that too.
pub(super) fn require_rights(context: &Context, wish: &Wish) -> Result<()> {
    if wish.create_clients {
        context.require(Permission::ClientsManage)?;
    }
    if wish.allow_conflicts {
        context.require(Permission::AppointmentsOverride)?;
    }
    Ok(())
}
