//! Appointments of clients who are made one, and parted again.

use leadsmart_contract::agendas::GetCalendar;
use leadsmart_contract::appointments::{
    GetAppointment, GetHistory, ListAppointments, UndoChange, UpdateAppointment,
};
use leadsmart_contract::clients::{
    ClientsMerged, ClientsUnmerged, GetClient, MergeClients, UnmergeClients, Visits,
};
use leadsmart_contract::ids::MergeId;

use super::lists::stale_cards;
use super::*;

/// A clinic where Bia Rocha is entered a second time as Bia, each with two appointments.
struct Twice {
    clinic: Clinic,
    bia: ClientId,
    /// Those of the second entry.
    hers: [AppointmentView; 2],
}

impl Twice {
    async fn open() -> Self {
        let clinic = Clinic::open().await;
        let bia = client(&clinic.bench, clinic.owner.company, "Bia").await;
        clinic.booked("08:00").await;
        clinic.booked("08:30").await;
        let book = |time: &str| CreateAppointment { client_id: bia, ..clinic.at(time) };
        let first = clinic.book(book("10:00")).await.expect("a free time");
        let second = clinic.book(book("11:00")).await.expect("a free time");
        Self { hers: [first, second], clinic, bia }
    }

    async fn merge(&self) -> ClientsMerged {
        let company_id = self.clinic.owner.company;
        let command = MergeClients { company_id, client_id: self.clinic.client, gone_id: self.bia };
        self.clinic.bench.call(&self.clinic.owner, command).await.expect("merged")
    }

    async fn unmerge(&self, merge_id: MergeId) -> Result<ClientsUnmerged, Failure> {
        let command = UnmergeClients { company_id: self.clinic.owner.company, merge_id };
        self.clinic.bench.call(&self.clinic.owner, command).await
    }

    async fn now(&self, appointment: &AppointmentView) -> AppointmentView {
        let company_id = self.clinic.owner.company;
        let command = GetAppointment { company_id, appointment_id: appointment.card.id };
        self.clinic.bench.call(&self.clinic.owner, command).await.expect("it is there")
    }

    async fn undo(&self, appointment: &AppointmentView) -> Result<AppointmentView, Failure> {
        let change_id = appointment.last_change.expect("a change");
        let company_id = self.clinic.owner.company;
        let command = UndoChange { company_id, appointment_id: appointment.card.id, change_id };
        self.clinic.bench.call(&self.clinic.owner, command).await
    }

    /// How many appointments a list has for a client.
    async fn listed(&self, client: ClientId) -> usize {
        let command = ListAppointments {
            company_id: self.clinic.owner.company,
            from: None,
            to: None,
            agenda_id: None,
            client_id: Some(client),
            member_id: None,
            statuses: List::default(),
            descending: false,
            cursor: None,
            limit: None,
        };
        self.clinic.bench.call(&self.clinic.owner, command).await.expect("a page").items.len()
    }

    /// The names on the calendar of that day, in the order of their times.
    async fn calendar(&self) -> Vec<String> {
        let day: jiff::civil::Date = THURSDAY.parse().expect("a day");
        let command = GetCalendar {
            company_id: self.clinic.owner.company,
            from: day,
            to: day,
            agenda_ids: List::default(),
            with_cancelled: false,
        };
        let calendar = self.clinic.bench.call(&self.clinic.owner, command).await.expect("a calendar");
        let names = calendar.appointments.into_iter().filter_map(|card| card.client_name);
        names.map(|name| name.to_string()).collect()
    }

    /// All that is stored of appointments, but for what counts changes.
    async fn rows(&self) -> Vec<String> {
        let mut read = self.clinic.bench.core.db().read().await.expect("a snapshot");
        let mut rows = Vec::new();
        for query in [
            "SELECT json_array(hex(id), hex(agenda_id), hex(client_id), starts_at, ends_at, status, buffer_before, buffer_after,
               notes, cancel_reason, arrived_at, broken_rules, hex(created_by), created_at) FROM appointments ORDER BY id",
            "SELECT json_array(hex(id), hex(appointment_id), revision, kind, at, before, after, hex(undoes))
             FROM appointment_changes ORDER BY id",
            "SELECT json_array(hex(client_id), booked_at) FROM index_client_bookings ORDER BY client_id",
            "SELECT json_array(hex(id), name, notes, deleted_at) FROM clients ORDER BY id",
        ] {
            let part: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut *read).await.expect("rows");
            rows.extend(part);
        }
        rows
    }
}

#[tokio::test]
async fn all_appointments_go_over_and_the_calendar_shows_who_stays() {
    let twice = Twice::open().await;
    assert_eq!(twice.calendar().await, ["Bia Rocha", "Bia Rocha", "Bia", "Bia"]);
    let merged = twice.merge().await;
    assert_eq!(merged.appointments, 2);
    assert_eq!(merged.client.visits, Visits { done: 0, no_show: 0, cancelled: 0, upcoming: 4 });
    assert_eq!(twice.calendar().await, ["Bia Rocha"; 4]);
    assert_eq!(stale_cards(&twice.clinic).await, 0);
    assert_eq!(twice.listed(twice.clinic.client).await, 4);
    let [first, _] = &twice.hers;
    let now = twice.now(first).await;
    assert_eq!(now.card.client_id, Some(twice.clinic.client));
    assert!(now.card.revision > first.card.revision, "who read it before is told that it changed");
    let history = GetHistory { company_id: twice.clinic.owner.company, appointment_id: first.card.id };
    let history = twice.clinic.bench.call(&twice.clinic.owner, history).await.expect("a history");
    assert_eq!(history.len(), 1, "its history is what happened to it");
}

#[tokio::test]
async fn taken_back_every_appointment_is_as_it_was_and_what_was_booked_since_stays() {
    let twice = Twice::open().await;
    let before = twice.rows().await;
    let merged = twice.merge().await;
    twice.unmerge(merged.merge_id).await.expect("parted");
    assert_eq!(twice.rows().await, before);
    assert_eq!(twice.calendar().await, ["Bia Rocha", "Bia Rocha", "Bia", "Bia"]);
    assert_eq!(stale_cards(&twice.clinic).await, 0);
    let merged = twice.merge().await;
    twice.clinic.booked("14:00").await;
    let parted = twice.unmerge(merged.merge_id).await.expect("parted");
    assert_eq!((parted.kept.visits.upcoming, parted.restored.visits.upcoming), (3, 2));
}

#[tokio::test]
async fn a_merge_whose_appointment_went_to_somebody_else_is_not_taken_back() {
    let twice = Twice::open().await;
    let caio = client(&twice.clinic.bench, twice.clinic.owner.company, "Caio").await;
    let merged = twice.merge().await;
    let give = |to: ClientId| UpdateAppointment {
        company_id: twice.clinic.owner.company,
        appointment_id: twice.hers[0].card.id,
        revision: None,
        client_id: Some(to),
        service_ids: None,
        notes: None,
        r#override: false,
    };
    twice.clinic.bench.call(&twice.clinic.owner, give(caio)).await.expect("given away");
    let before = twice.rows().await;
    let refused = twice.unmerge(merged.merge_id).await.expect_err("it is another's");
    assert_eq!(refused.code, Code::WrongState);
    assert!(refused.message.contains("1 appointment went to another client"), "{refused}");
    assert_eq!(twice.rows().await, before, "nothing is changed");
    twice.clinic.bench.call(&twice.clinic.owner, give(twice.clinic.client)).await.expect("given back");
    twice.unmerge(merged.merge_id).await.expect("parted");
}

#[tokio::test]
async fn the_changes_of_an_appointment_are_taken_back_across_a_merge_and_leave_it_with_its_client() {
    let twice = Twice::open().await;
    let [first, second] = &twice.hers;
    let moved = twice.clinic.to(first, "15:00");
    let moved = twice.clinic.bench.call(&twice.clinic.owner, moved).await.expect("moved");
    let merged = twice.merge().await;
    let back = twice.undo(&moved).await.expect("moved back");
    assert_eq!((time(&back).as_str(), back.card.client_id), ("10:00–10:30", Some(twice.clinic.client)));
    let moved = twice.clinic.to(second, "16:00");
    let moved = twice.clinic.bench.call(&twice.clinic.owner, moved).await.expect("moved");
    twice.unmerge(merged.merge_id).await.expect("a move is no contradiction");
    let back = twice.undo(&moved).await.expect("moved back");
    assert_eq!((time(&back).as_str(), back.card.client_id), ("11:00–11:30", Some(twice.bia)));
}

#[tokio::test]
async fn a_change_of_client_that_is_taken_back_leads_to_who_stayed() {
    let twice = Twice::open().await;
    let caio = client(&twice.clinic.bench, twice.clinic.owner.company, "Caio").await;
    let give = UpdateAppointment {
        company_id: twice.clinic.owner.company,
        appointment_id: twice.hers[0].card.id,
        revision: None,
        client_id: Some(caio),
        service_ids: None,
        notes: None,
        r#override: false,
    };
    let given = twice.clinic.bench.call(&twice.clinic.owner, give).await.expect("given away");
    twice.merge().await;
    let back = twice.undo(&given).await.expect("given back");
    assert_eq!(back.card.client_id, Some(twice.clinic.client));
    let gone = GetClient { company_id: twice.clinic.owner.company, client_id: twice.bia };
    let gone = twice.clinic.bench.call(&twice.clinic.owner, gone).await.expect("led on");
    assert_eq!((gone.id, gone.visits.upcoming), (twice.clinic.client, 4));
}
