use leadsmart_contract::appointments::{
    AddMembers, CountByDay, DeleteMembers, Explain, GetAppointment, GetHistory, ListAppointments, NextFree,
    UndoChange, UpdateAppointment,
};
use leadsmart_contract::failure::Code;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::roles::{AgendaGrant, AgendaRight};

use super::*;

#[tokio::test]
async fn what_belongs_to_another_company_is_not_there() {
    let clinic = Clinic::open().await;
    let other = clinic.bench.company("Outra").await;
    let room = agenda(&clinic.bench, other.company, "Sala", rules(), &[]).await;
    let somebody = client(&clinic.bench, other.company, "Caio").await;
    let mine = clinic.booked("10:00").await;
    let service = clinic.service("Corte", 30, 0, 0).await;
    let theirs = CreateAppointment {
        company_id: other.company,
        agenda_id: room,
        client_id: somebody,
        ..clinic.at("10:00")
    };
    let own = clinic.bench.call(&other, theirs.clone()).await.expect("their own is there");
    let creates = [
        CreateAppointment { agenda_id: clinic.agenda, ..theirs.clone() },
        CreateAppointment { client_id: clinic.client, ..theirs.clone() },
        CreateAppointment { member_ids: Some(only(clinic.owner.member)), ..theirs.clone() },
        CreateAppointment { service_ids: only(service), ..theirs.clone() },
    ];
    for command in creates {
        assert_eq!(code(clinic.bench.call(&other, command).await), Code::NotFound);
    }
    let (company_id, appointment_id) = (other.company, mine.card.id);
    let call = &clinic.bench;
    assert_eq!(code(call.call(&other, GetAppointment { company_id, appointment_id }).await), Code::NotFound);
    assert_eq!(code(call.call(&other, GetHistory { company_id, appointment_id }).await), Code::NotFound);
    let undo = UndoChange {
        company_id,
        appointment_id: own.card.id,
        change_id: mine.last_change.expect("a change"),
    };
    assert_eq!(code(call.call(&other, undo).await), Code::NotFound, "a change of another appointment");
    let moves = UpdateDate { company_id, agenda_id: Some(clinic.agenda), ..clinic.to(&own, "11:00") };
    assert_eq!(code(call.call(&other, moves.clone()).await), Code::NotFound);
    let moves = UpdateDate { agenda_id: None, member_ids: Some(only(clinic.owner.member)), ..moves };
    assert_eq!(code(call.call(&other, moves).await), Code::NotFound);
    let edit = UpdateAppointment {
        company_id,
        appointment_id: own.card.id,
        revision: None,
        client_id: Some(clinic.client),
        service_ids: None,
        notes: None,
        r#override: false,
    };
    assert_eq!(code(call.call(&other, edit.clone()).await), Code::NotFound);
    let edit = UpdateAppointment { client_id: None, service_ids: Some(only(service)), ..edit };
    assert_eq!(code(call.call(&other, edit).await), Code::NotFound);
    let member_ids = only(clinic.owner.member);
    let add = AddMembers {
        company_id,
        appointment_id: own.card.id,
        member_ids: member_ids.clone(),
        r#override: false,
    };
    assert_eq!(code(call.call(&other, add).await), Code::NotFound);
    let remove = DeleteMembers { company_id, appointment_id: own.card.id, member_ids };
    assert_eq!(code(call.call(&other, remove).await), Code::NotFound);
    for list in [
        ListAppointments { agenda_id: Some(clinic.agenda), ..lists::all(company_id) },
        ListAppointments { client_id: Some(clinic.client), ..lists::all(company_id) },
        ListAppointments { member_id: Some(clinic.owner.member), ..lists::all(company_id) },
    ] {
        assert_eq!(code(call.call(&other, list).await), Code::NotFound);
    }
    let explain = free::question(&clinic, "10:00");
    for explain in [
        Explain { company_id, ..explain.clone() },
        Explain { company_id, agenda_id: room, service_ids: only(service), ..explain.clone() },
        Explain { company_id, agenda_id: room, member_ids: only(clinic.owner.member), ..explain.clone() },
        Explain { company_id, agenda_id: room, except: Some(mine.card.id), ..explain },
    ] {
        assert_eq!(code(call.call(&other, explain).await), Code::NotFound);
    }
    let next = free::next(company_id);
    for next in [
        NextFree { agenda_ids: only(clinic.agenda), ..next.clone() },
        NextFree { service_ids: only(service), ..next.clone() },
        NextFree { member_ids: only(clinic.owner.member), ..next },
    ] {
        assert_eq!(code(call.call(&other, next).await), Code::NotFound);
    }
    let page = call.call(&other, lists::all(company_id)).await.expect("a list");
    assert_eq!(
        page.items.iter().map(|card| card.id).collect::<Vec<_>>(),
        [own.card.id],
        "a list holds the company's own"
    );
}

#[tokio::test]
async fn a_role_limited_to_agendas_sees_and_books_no_others() {
    let clinic = Clinic::open().await;
    let (seen, hidden) = (clinic.agenda, clinic.agenda("Sala 2", rules(), &[]).await);
    let own = clinic.agenda("Sala 3", rules(), &[]).await;
    let all = [Permission::AppointmentsManage, Permission::AppointmentsView, Permission::AgendasView];
    let clerk = clinic.bench.member(clinic.owner.company, "clerk", false, &all).await;
    let grants = [
        AgendaGrant { agenda_id: seen, right: AgendaRight::View },
        AgendaGrant { agenda_id: own, right: AgendaRight::Manage },
    ];
    let mut write = clinic.bench.write().await;
    sqlx::query("UPDATE roles SET agendas = ? WHERE id = ?")
        .bind(serde_json::to_string(&grants).expect("JSON"))
        .bind(clerk.role.uuid())
        .execute(write.connection())
        .await
        .expect("a limit");
    write.mutation.commit().await.expect("stored");
    let here = clinic.booked("10:00").await;
    let there =
        clinic.book(CreateAppointment { agenda_id: hidden, ..clinic.at("10:00") }).await.expect("free");
    let company_id = clinic.owner.company;
    let get =
        |appointment: &AppointmentView| GetAppointment { company_id, appointment_id: appointment.card.id };
    let call = &clinic.bench;
    call.call(&clerk, get(&here)).await.expect("she sees it");
    assert_eq!(code(call.call(&clerk, get(&there)).await), Code::NotFound);
    assert_eq!(
        code(call.call(&clerk, clinic.at("11:00")).await),
        Code::Forbidden,
        "she sees and does not book"
    );
    let hidden_booking = CreateAppointment { agenda_id: hidden, ..clinic.at("11:00") };
    assert_eq!(code(call.call(&clerk, hidden_booking).await), Code::NotFound);
    assert_eq!(code(call.call(&clerk, clinic.to(&here, "11:00")).await), Code::Forbidden);
    let booked =
        call.call(&clerk, CreateAppointment { agenda_id: own, ..clinic.at("11:00") }).await.expect("her own");
    let away = |agenda| UpdateDate { agenda_id: Some(agenda), ..clinic.to(&booked, "11:00") };
    assert_eq!(code(call.call(&clerk, away(seen)).await), Code::Forbidden);
    assert_eq!(code(call.call(&clerk, away(hidden)).await), Code::NotFound);
    let listed = call.call(&clerk, lists::all(company_id)).await.expect("a list");
    assert_eq!(listed.items.iter().map(|card| card.id).collect::<Vec<_>>(), [here.card.id, booked.card.id]);
    let date = "2026-11-26".parse().expect("a date");
    let counts = call.call(&clerk, CountByDay { company_id, from: date, to: date }).await.expect("counts");
    assert_eq!(counts.first().map(|day| day.count), Some(2));
    let offered =
        call.call(&clerk, NextFree { limit: Some(50), ..free::next(company_id) }).await.expect("times");
    assert!(offered.iter().all(|slot| slot.agenda_id != hidden), "what she does not see is not offered");
    let history =
        call.call(&clerk, GetHistory { company_id, appointment_id: here.card.id }).await.expect("a history");
    assert!(!history[0].undoable, "she could not take it back");
}

#[tokio::test]
async fn an_id_of_another_company_is_not_given_away() {
    let clinic = Clinic::open().await;
    let other = clinic.bench.company("Outra").await;
    let unknown = AppointmentId::new(uuid::Uuid::from_u128(7));
    let mine = clinic.booked("10:00").await.card.id;
    let get = |appointment_id| GetAppointment { company_id: other.company, appointment_id };
    let (foreign, nowhere) =
        (clinic.bench.call(&other, get(mine)).await, clinic.bench.call(&other, get(unknown)).await);
    assert_eq!(foreign.expect_err("not theirs"), nowhere.expect_err("not there"), "told in the same words");
}
