//! What holds whatever happens at once or in whatever order.

use leadsmart_contract::appointments::{Status, UndoChange};
use leadsmart_contract::failure::Code;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use super::lists::stale_cards;
use super::*;
use crate::Request;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_book_one_place_at_once_one_has_it() {
    let clinic = Clinic::open().await;
    let ana = clinic.professional("Ana Prado").await;
    let rooms =
        [clinic.agenda("Sala 2", rules(), &[ana]).await, clinic.agenda("Sala 3", rules(), &[ana]).await];
    let tasks = (0..24).map(|task| {
        // Both rooms are free; Ana can be in one of them.
        let command = CreateAppointment { agenda_id: rooms[task % 2], ..clinic.at("10:00") };
        let request = Request {
            name: "appointments.create".into(),
            args: serde_json::to_value(command).expect("JSON"),
            token: Some(clinic.owner.token.clone()),
            language: None,
        };
        let core = clinic.bench.core.clone();
        tokio::spawn(async move { core.call(request).await })
    });
    let tasks: Vec<_> = tasks.collect();
    let mut booked = 0;
    for task in tasks {
        match task.await.expect("no panic") {
            Ok(_) => booked += 1,
            Err(failure) => assert_eq!(failure.code, Code::RulesBroken, "{failure:?}"),
        }
    }
    assert_eq!(booked, 1, "one place is given once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_call_that_is_repeated_at_once_books_once() {
    let clinic = Clinic::open().await;
    let id: AppointmentId = clinic.bench.write().await.context.new_id();
    let args = serde_json::to_value(CreateAppointment { id: Some(id), ..clinic.at("10:00") }).expect("JSON");
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let request = Request {
                name: "appointments.create".into(),
                args: args.clone(),
                token: Some(clinic.owner.token.clone()),
                language: None,
            };
            let core = clinic.bench.core.clone();
            tokio::spawn(async move { core.call(request).await })
        })
        .collect();
    for task in tasks {
        let answer = task.await.expect("no panic").expect("each caller has it");
        let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        assert_eq!(answer["card"]["revision"], 1);
    }
}

/// Something a front desk does. Numbers are taken modulo what is there.
#[derive(Clone, Debug)]
enum Deed {
    Book { agenda: usize, quarter: u8, duration: u8, member: Option<usize>, pending: bool },
    Move { which: usize, agenda: Option<usize>, quarter: u8, member: Option<usize> },
    Step { which: usize, status: Status },
    Undo { which: usize },
}

fn deed() -> impl Strategy<Value = Deed> {
    let (quarter, member) = (0..12_u8, proptest::option::weighted(0.3, 0..2_usize));
    prop_oneof![
        4 => (0..3_usize, quarter.clone(), 1..6_u8, member.clone(), any::<bool>())
            .prop_map(|(agenda, quarter, duration, member, pending)| Deed::Book { agenda, quarter, duration, member, pending }),
        3 => (0..20_usize, proptest::option::of(0..3_usize), quarter, member)
            .prop_map(|(which, agenda, quarter, member)| Deed::Move { which, agenda, quarter, member }),
        2 => (0..20_usize, proptest::sample::select(Status::ALL.to_vec())).prop_map(|(which, status)| Deed::Step { which, status }),
        3 => (0..20_usize).prop_map(|which| Deed::Undo { which }),
    ]
}

/// Agenda, start, end, status, professional and id.
type Place = (Vec<u8>, i64, i64, String, Option<Vec<u8>>, Vec<u8>);

struct Scene {
    clinic: Clinic,
    agendas: [(AgendaId, i64); 3],
    members: [MemberId; 2],
    booked: Vec<AppointmentView>,
}

impl Scene {
    async fn set() -> Self {
        let clinic = Clinic::open().await;
        let members = [clinic.professional("Ana Prado").await, clinic.professional("Rui Sá").await];
        let lax = BookingRules { capacity: 2, pending_blocks: false, ..rules() };
        let pair = clinic.agenda("Equipe", BookingRules { capacity: 2, ..rules() }, &members).await;
        let requests = clinic.agenda("Pedidos", lax, &members[..1]).await;
        let agendas = [(clinic.agenda, 1), (pair, 2), (requests, 2)];
        Self { clinic, agendas, members, booked: Vec::new() }
    }

    async fn play(&mut self, deed: Deed) -> Result<(), Failure> {
        let start = |quarter: u8| on_thursday(&format!("{:02}:{:02}", 8 + quarter / 4, quarter % 4 * 15));
        let member = |member: Option<usize>| member.map(|member| only(self.members[member]));
        let clinic = &self.clinic;
        let one = |which: usize| self.booked.get(which % self.booked.len().max(1)).cloned();
        let done = match deed {
            Deed::Book { agenda, quarter, duration, member: who, pending } => {
                let command = CreateAppointment {
                    agenda_id: self.agendas[agenda].0,
                    start: start(quarter),
                    duration: Some(minutes(i64::from(duration) * 15)),
                    member_ids: member(who),
                    status: Some(if pending { Status::Pending } else { Status::Confirmed }),
                    ..clinic.at("08:00")
                };
                let booked = clinic.book(command).await?;
                self.booked.push(booked);
                return Ok(());
            }
            Deed::Move { which, agenda, quarter, member: who } => {
                let Some(appointment) = one(which) else { return Ok(()) };
                let agenda_id = agenda.map(|agenda| self.agendas[agenda].0);
                let command = UpdateDate {
                    agenda_id,
                    start: start(quarter),
                    member_ids: member(who),
                    ..clinic.to(&appointment, "08:00")
                };
                clinic.bench.call(&clinic.owner, command).await?
            }
            Deed::Step { which, status } => {
                let Some(appointment) = one(which) else { return Ok(()) };
                clinic.set(appointment.card.id, status).await?
            }
            Deed::Undo { which } => {
                let Some(appointment) = one(which) else { return Ok(()) };
                let command = UndoChange {
                    company_id: clinic.owner.company,
                    appointment_id: appointment.card.id,
                    change_id: appointment.last_change.expect("a change"),
                };
                clinic.bench.call(&clinic.owner, command).await?
            }
        };
        if let Some(known) = self.booked.iter_mut().find(|known| known.card.id == done.card.id) {
            *known = done;
        }
        Ok(())
    }

    /// At every start, what blocks fits in its agenda and nobody is in two places.
    async fn assert_sound(&self) -> Result<(), TestCaseError> {
        let mut read = self.clinic.bench.core.db().read().await.expect("a snapshot");
        let rows: Vec<Place> = sqlx::query_as(
            "SELECT a.agenda_id, a.starts_at, a.ends_at, a.status, m.member_id, a.id FROM appointments a
             LEFT JOIN appointment_members m ON m.appointment_id = a.id WHERE a.status NOT IN ('cancelled', 'no_show', 'done')",
        )
        .fetch_all(&mut *read)
        .await
        .expect("rows");
        for (_, at, ..) in &rows {
            let during: Vec<_> = rows.iter().filter(|row| row.1 <= *at && *at < row.2).collect();
            for (agenda, capacity) in &self.agendas {
                let lax = *agenda == self.agendas[2].0;
                let mut ids: Vec<&[u8]> = during
                    .iter()
                    .filter(|row| row.0 == agenda.uuid().as_bytes() && !(lax && row.3 == "pending"))
                    .map(|row| row.5.as_slice())
                    .collect();
                ids.dedup();
                prop_assert!(ids.len() as i64 <= *capacity, "{} at once where {capacity} fit", ids.len());
            }
            for member in &self.members {
                let firm = |row: &&&Place| row.3 != "pending";
                let count = during
                    .iter()
                    .filter(|row| row.4.as_deref() == Some(member.uuid().as_bytes()))
                    .filter(firm)
                    .count();
                prop_assert!(count <= 1, "a professional is in {count} places");
            }
        }
        Ok(())
    }
}

#[test]
fn no_sequence_of_changes_fills_a_place_twice() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let config = Config { cases: 16, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let outcome = runner.run(&proptest::collection::vec(deed(), 10..40), |deeds| {
        runtime.block_on(async {
            let mut scene = Scene::set().await;
            for deed in deeds {
                if let Err(failure) = scene.play(deed.clone()).await {
                    let expected = matches!(failure.code, Code::RulesBroken | Code::WrongState | Code::Stale);
                    prop_assert!(expected, "{deed:?}: {failure:?}");
                }
                scene.assert_sound().await?;
            }
            prop_assert_eq!(stale_cards(&scene.clinic).await, 0, "a calendar shows what is stored");
            Ok(())
        })
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
