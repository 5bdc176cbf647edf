//! The working life of the sample clinic: agendas, services, clients, and the appointments of the weeks around today.
//!
//! Everything goes through the features themselves, at the time at which a receptionist would have entered it, so that the
//! history, the rules and the counts are those of a real company.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use leadsmart_contract::agendas::CreateAgenda;
use leadsmart_contract::appointments::{CreateAppointment, SetStatus, Status};
use leadsmart_contract::clients::CreateClient;
use leadsmart_contract::ids::{AgendaId, ClientId, CompanyId, MemberId, ServiceId};
use leadsmart_contract::language::Language;
use leadsmart_contract::services::CreateService;
use leadsmart_contract::texts;
use leadsmart_contract::values::{Color, List, Minutes, Note, PhoneNumber, Start};

use super::clinic::name;
use super::people::{CLIENTS, NOTES};
use crate::context::Write;
use crate::error::{Error, Result};
use crate::stored::stored;
use crate::{agendas, appointments, clients, services, time};

/// How many days before and after today the diary reaches.
const REACH: i64 = 7;

/// An agenda with the professional who attends on it, and the services that she offers there.
struct Desk {
    agenda: AgendaId,
    member: MemberId,
    services: Vec<(ServiceId, u16)>,
}

/// Furnishes the clinic for these professionals.
pub(super) async fn fill(
    write: &mut Write,
    company: CompanyId,
    zone: &TimeZone,
    professionals: &[(MemberId, &str, Color)],
) -> Result<()> {
    let now = write.context.now;
    // Entered some weeks ago, as far as the clinic's books tell.
    write.context.now = before(now, SignedDuration::from_hours(24 * 21));
    let offered = offer(write, company).await?;
    let mut desks = Vec::new();
    for (place, (member, called, color)) in professionals.iter().enumerate() {
        let agenda = open_agenda(write, company, called, *color, *member).await?;
        let services = offered.iter().skip(place).take(3).copied().collect();
        desks.push(Desk { agenda, member: *member, services });
    }
    let clients = enter_clients(write, company).await?;
    let mut chance = Chance(2026);
    for offset in -REACH..=REACH {
        let date = now.to_zoned(zone.clone()).date().saturating_add(offset.days());
        if matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
            continue;
        }
        for desk in &desks {
            let day = Day { company, zone, date, now };
            fill_day(write, &day, desk, &clients, &mut chance).await?;
        }
    }
    write.context.now = now;
    Ok(())
}

/// A day of one agenda, to be filled.
struct Day<'a> {
    company: CompanyId,
    zone: &'a TimeZone,
    date: Date,
    now: Timestamp,
}

async fn fill_day(
    write: &mut Write,
    day: &Day<'_>,
    desk: &Desk,
    clients: &[ClientId],
    chance: &mut Chance,
) -> Result<()> {
    let mut minute = 8 * 60;
    while minute < 18 * 60 {
        let (service, duration) = desk.services[chance.below(desk.services.len())];
        let end = minute + duration;
        let at_lunch = minute < 13 * 60 && end > 12 * 60;
        let free = chance.below(10) < 3;
        if at_lunch {
            minute = 13 * 60;
        } else if end > 18 * 60 {
            return Ok(());
        } else if free {
            minute += 30;
        } else {
            let local = day.date.to_datetime(Time::midnight()).saturating_add(i64::from(minute).minutes());
            let client = clients[chance.below(clients.len())];
            book(write, day, desk, client, service, local, chance).await?;
            minute = end + 10;
        }
    }
    Ok(())
}

/// Books some days ahead, and takes the appointment as far as it would have come by now. A zone that skips this time on
/// that date, or a day on which the clinic is closed, has no appointment there.
async fn book(
    write: &mut Write,
    day: &Day<'_>,
    desk: &Desk,
    client: ClientId,
    service: ServiceId,
    local: DateTime,
    chance: &mut Chance,
) -> Result<()> {
    let start =
        time::resolve(local, day.zone).map_err(|problem| crate::error::Invalid::new("start", problem))?;
    let entered = before(start.min(day.now), SignedDuration::from_hours(24 * (1 + chance.below(6) as i64)));
    write.context.now = entered;
    let command = CreateAppointment {
        company_id: day.company,
        id: None,
        agenda_id: desk.agenda,
        client_id: client,
        start: Start::Local(local),
        duration: None,
        service_ids: List::parse(vec![service]).unwrap_or_default(),
        member_ids: Some(List::parse(vec![desk.member]).unwrap_or_default()),
        status: Some(if chance.below(4) == 0 { Status::Pending } else { Status::Confirmed }),
        notes: (chance.below(6) == 0).then(|| note(write.context.language, chance)).transpose()?,
        r#override: false,
    };
    let booked = match appointments::commands::create(write, command).await {
        Ok(booked) => booked.card,
        Err(error) if is_refused(&error, write.context.language) => return Ok(()),
        Err(error) => return Err(error),
    };
    for (status, at) in steps(booked.start.at, booked.end.at, day.now, chance) {
        write.context.now = at;
        let step = SetStatus {
            company_id: day.company,
            appointment_id: booked.id,
            revision: None,
            status,
            reason: None,
            r#override: false,
        };
        appointments::commands::set_status(write, step).await?;
    }
    Ok(())
}

/// The steps that an appointment has taken by now, with their times.
fn steps(start: Timestamp, end: Timestamp, now: Timestamp, chance: &mut Chance) -> Vec<(Status, Timestamp)> {
    let fate = chance.below(16);
    let arrival = before(start, SignedDuration::from_mins(8));
    let mut steps = Vec::new();
    if fate == 0 {
        steps.push((Status::Cancelled, before(start, SignedDuration::from_hours(20)).min(now)));
    } else if fate == 1 && end < now {
        steps.push((Status::NoShow, end));
    } else if fate > 1 {
        let path = [(Status::Arrived, arrival), (Status::InService, start), (Status::Done, end)];
        steps.extend(path.into_iter().filter(|(_, at)| *at <= now));
    }
    steps
}

async fn offer(write: &mut Write, company: CompanyId) -> Result<Vec<(ServiceId, u16)>> {
    let language = write.context.language;
    let list: [(&str, u16, u16, Color); 6] = [
        (visit(language), 40, 0, Color::Teal),
        (follow_up(language), 20, 0, Color::Blue),
        (evaluation(language), 60, 0, Color::Violet),
        (session(language), 50, 10, Color::Green),
        (cleaning(language), 30, 10, Color::Amber),
        (peeling(language), 45, 15, Color::Pink),
    ];
    let mut offered = Vec::new();
    for (called, duration, after, color) in list {
        let command = CreateService {
            company_id: company,
            name: name(called)?,
            duration: minutes(duration)?,
            buffer_before: Minutes::default(),
            buffer_after: minutes(after)?,
            color: Some(color),
            agenda_ids: List::default(),
        };
        offered.push((services::commands::create(write, command).await?.id, duration));
    }
    Ok(offered)
}

async fn open_agenda(
    write: &mut Write,
    company: CompanyId,
    called: &str,
    color: Color,
    member: MemberId,
) -> Result<AgendaId> {
    let command = CreateAgenda {
        company_id: company,
        name: name(called)?,
        color: Some(color),
        zone: None,
        rules: None,
        member_ids: List::parse(vec![member]).unwrap_or_default(),
    };
    Ok(agendas::commands::create(write, command).await?.id)
}

async fn enter_clients(write: &mut Write, company: CompanyId) -> Result<Vec<ClientId>> {
    let mut entered = Vec::new();
    for (place, called) in CLIENTS.iter().enumerate() {
        let phone = format!("(11) 90000-{:04}", line_of(place));
        let command = CreateClient {
            company_id: company,
            id: None,
            name: name(called)?,
            phones: List::parse(vec![stored("sample phone", PhoneNumber::parse(&phone))?])
                .unwrap_or_default(),
            email: None,
            document: None,
            birthday: None,
            notes: None,
            tags: List::default(),
            marketing_consent: place % 3 == 0,
            allow_duplicate: false,
        };
        entered.push(clients::commands::create(write, command).await?.id);
    }
    Ok(entered)
}

/// The last digits of a client's phone. Numbers of a range that is not given to anybody: area 11 with a line that begins with 90000.
fn line_of(place: usize) -> usize {
    1_000 + place * 37
}

/// The phone of the client at a place of the list, digits with country code.
pub(super) fn phone_digits(place: usize) -> String {
    format!("551190000{:04}", line_of(place))
}

fn note(language: Language, chance: &mut Chance) -> Result<Note> {
    stored("sample note", Note::parse(NOTES[chance.below(NOTES.len())](language)))
}

fn minutes(count: u16) -> Result<Minutes> {
    stored("sample minutes", Minutes::parse(count.into()))
}

fn before(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_sub(by).unwrap_or(Timestamp::MIN)
}

fn is_refused(error: &Error, language: Language) -> bool {
    error.explain(language).code == leadsmart_contract::failure::Code::RulesBroken
}

/// A sequence that looks random and is the same each time (a linear congruence, as in Knuth's MMIX).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound.max(1)
    }
}

texts! {
    visit: "Consulta", "Visit", "Consulta";
    follow_up: "Retorno", "Follow-up", "Control";
    evaluation: "Avaliação", "Evaluation", "Evaluación";
    session: "Sessão", "Session", "Sesión";
    cleaning: "Limpeza de pele", "Facial", "Limpieza facial";
    peeling: "Peeling", "Peeling", "Peeling";
}
