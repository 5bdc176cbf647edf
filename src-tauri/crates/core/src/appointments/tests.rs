//! The rules of this feature, through the command table.

mod access;
mod booking;
mod free;
mod lifecycle;
mod lists;
mod many;
mod merged;
mod races;
mod series;
mod today;

use leadsmart_contract::agendas::{Alignment, BookingRules, BufferPolicy, Horizon};
use leadsmart_contract::appointments::{
    AppointmentView, CreateAppointment, Rule, SetStatus, Status, UpdateDate,
};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{AgendaId, AppointmentId, ClientId, CompanyId, MemberId, ServiceId};
use leadsmart_contract::values::{ClockRange, List, Minutes, Name, Start, WeeklyHours, ZoneName};

use crate::agendas::NewAgenda;
use crate::testing::{Bench, Person};

/// A clinic in São Paulo, on a Wednesday at 9, with an agenda from Monday to Friday, 8 to 12 and 13 to 18, without professionals.
struct Clinic {
    bench: Bench,
    owner: Person,
    agenda: AgendaId,
    client: ClientId,
}

/// The day after.
const THURSDAY: &str = "2026-11-26";

impl Clinic {
    async fn open() -> Self {
        let bench = Bench::new().await;
        let owner = bench.company("Clínica").await;
        let agenda = agenda(&bench, owner.company, "Sala 1", rules(), &[]).await;
        let client = client(&bench, owner.company, "Bia Rocha").await;
        Self { bench, owner, agenda, client }
    }

    async fn agenda(&self, name: &str, rules: BookingRules, members: &[MemberId]) -> AgendaId {
        agenda(&self.bench, self.owner.company, name, rules, members).await
    }

    async fn professional(&self, name: &str) -> MemberId {
        self.bench.member(self.owner.company, name, false, &[]).await.member
    }

    /// An appointment of the usual half hour on Thursday, to be booked.
    fn at(&self, time: &str) -> CreateAppointment {
        CreateAppointment {
            company_id: self.owner.company,
            id: None,
            agenda_id: self.agenda,
            client_id: self.client,
            start: on_thursday(time),
            duration: None,
            service_ids: List::default(),
            member_ids: None,
            status: None,
            notes: None,
            r#override: false,
        }
    }

    async fn book(&self, command: CreateAppointment) -> Result<AppointmentView, Failure> {
        self.bench.call(&self.owner, command).await
    }

    async fn booked(&self, time: &str) -> AppointmentView {
        self.book(self.at(time)).await.expect("a free time")
    }

    fn to(&self, appointment: &AppointmentView, time: &str) -> UpdateDate {
        UpdateDate {
            company_id: self.owner.company,
            appointment_id: appointment.card.id,
            revision: None,
            start: on_thursday(time),
            duration: None,
            agenda_id: None,
            member_ids: None,
            r#override: false,
        }
    }

    async fn set(&self, appointment: AppointmentId, status: Status) -> Result<AppointmentView, Failure> {
        let command = SetStatus {
            company_id: self.owner.company,
            appointment_id: appointment,
            revision: None,
            status,
            reason: None,
            r#override: false,
        };
        self.bench.call(&self.owner, command).await
    }

    async fn service(&self, name: &str, minutes: i64, before: i64, after: i64) -> ServiceId {
        let mut write = self.bench.write().await;
        let id: ServiceId = write.context.new_id();
        sqlx::query(
            "INSERT INTO services (id, company_id, name, duration, buffer_before, buffer_after, color, created_at)
             VALUES (?, ?, ?, ?, ?, ?, 'pink', 0)",
        )
        .bind(id.uuid()).bind(self.owner.company.uuid()).bind(name).bind(minutes).bind(before).bind(after)
        .execute(write.connection()).await.expect("a service");
        write.mutation.commit().await.expect("stored");
        id
    }

    /// Changes something by SQL, through the write path.
    async fn alter(&self, sql: &'static str, id: uuid::Uuid) {
        let mut write = self.bench.write().await;
        sqlx::query(sql).bind(id).execute(write.connection()).await.expect("a change");
        write.mutation.commit().await.expect("stored");
    }
}

async fn agenda(
    bench: &Bench,
    company: CompanyId,
    name: &str,
    rules: BookingRules,
    members: &[MemberId],
) -> AgendaId {
    let mut write = bench.write().await;
    let new = NewAgenda {
        name: Name::parse(name).expect("a name"),
        color: None,
        zone: ZoneName::parse("America/Sao_Paulo").expect("a zone"),
        rules,
        members: members.to_vec(),
    };
    let id = crate::agendas::create(&mut write, company, new).await.expect("an agenda");
    write.mutation.commit().await.expect("stored");
    id
}

async fn client(bench: &Bench, company: CompanyId, name: &str) -> ClientId {
    let mut write = bench.write().await;
    let id: ClientId = write.context.new_id();
    sqlx::query(
        "INSERT INTO clients (id, company_id, name, search_name, created_at) VALUES (?, ?, ?, lower(?), 0)",
    )
    .bind(id.uuid())
    .bind(company.uuid())
    .bind(name)
    .bind(name)
    .execute(write.connection())
    .await
    .expect("a client");
    write.mutation.commit().await.expect("stored");
    id
}

fn rules() -> BookingRules {
    let range = |start: i64, end: i64| ClockRange::parse(start * 60, end * 60).expect("a range");
    BookingRules {
        hours: WeeklyHours::weekdays(&[range(8, 12), range(13, 18)]),
        interval: None,
        alignment: Alignment::Opening,
        fill_gaps: false,
        buffer_policy: BufferPolicy::Longest,
        minimum_notice: Minutes::default(),
        horizon: Horizon::Unlimited,
        limits: Vec::new(),
        capacity: 1,
        pending_blocks: true,
        observes_holidays: true,
        default_duration: minutes(30),
    }
}

fn minutes(minutes: i64) -> Minutes {
    Minutes::parse(minutes).expect("minutes")
}

fn on_thursday(time: &str) -> Start {
    on(THURSDAY, time)
}

fn on(date: &str, time: &str) -> Start {
    format!("{date}T{time}").parse().expect("a start")
}

fn only<T: PartialEq, const MAX: usize>(entry: T) -> List<T, MAX> {
    List::parse(vec![entry]).expect("one entry")
}

/// The rules that were broken.
fn broken<T: std::fmt::Debug>(answer: Result<T, Failure>) -> Vec<Rule> {
    let failure = answer.expect_err("rules are broken");
    assert_eq!(failure.code, Code::RulesBroken, "{failure:?}");
    failure.broken_rules.into_iter().map(|broken| broken.rule).collect()
}

fn code<T: std::fmt::Debug>(answer: Result<T, Failure>) -> Code {
    answer.expect_err("refused").code
}

/// Wall-clock start and end, as `10:00–10:30`.
fn time(appointment: &AppointmentView) -> String {
    let text = |moment: leadsmart_contract::values::Moment| moment.local.strftime("%H:%M").to_string();
    format!("{}–{}", text(appointment.card.start), text(appointment.card.end))
}
