//! Changes of several appointments of a series at once.

use super::*;

#[tokio::test]
async fn this_and_those_that_follow_are_moved_on_the_clock() {
    let clinic = Clinic::open().await;
    let ids = ids(&clinic.booked_series(clinic.weekly("14:00")).await);
    // From Thursday 14:00 to Friday 15:30.
    let to = Some(on("2026-12-11", "15:30"));
    let outcome = clinic.shifted(clinic.shift(ids[2], SeriesScope::Following, to)).await;
    assert_eq!((super::ids(&outcome), outcome.kept.len(), outcome.refused.len()), (ids[2..].to_vec(), 0, 0));
    let expected = ["2026-11-26T14:00", "2026-12-03T14:00", "2026-12-11T15:30", "2026-12-18T15:30"];
    assert_eq!(clinic.starts(ids[0]).await, expected);
    let undone = clinic.undo_all(&outcome).await;
    assert_eq!(undone.kept, []);
    assert_eq!(clinic.starts(ids[0]).await, at("14:00"));
}

#[tokio::test]
async fn a_series_goes_a_week_on_over_its_own_places_and_back() {
    let clinic = Clinic::open().await;
    let ids = ids(&clinic.booked_series(clinic.weekly("14:00")).await);
    for (to, last) in [("2026-12-03", "2026-12-24T14:00"), ("2026-11-26", "2026-12-17T14:00")] {
        let command = clinic.shift(ids[0], SeriesScope::All, Some(on(to, "14:00")));
        let outcome = clinic.shifted(command).await;
        assert_eq!((outcome.changed.len(), &outcome.refused[..]), (4, &[][..]));
        assert_eq!(clinic.starts(ids[0]).await[3], last);
        let undone = clinic.undo_all(&outcome).await;
        assert_eq!(undone.kept, [], "taking back meets no place that is still to go");
        let order: Vec<AppointmentId> = undone.changed.iter().map(|changed| changed.appointment_id).collect();
        assert_eq!(order, ids, "by start");
        let redone: Vec<ChangeId> = undone.changed.iter().filter_map(|changed| changed.change_id).collect();
        let change_ids = List::parse(redone).expect("different ones");
        let redo = UndoMany { company_id: clinic.owner.company, change_ids };
        assert_eq!(clinic.bench.call(&clinic.owner, redo).await.expect("an outcome").kept, []);
    }
}

#[tokio::test]
async fn moving_keeps_the_reading_when_the_clocks_change_between() {
    let clinic = Clinic::open().await;
    clinic.alter("UPDATE agendas SET zone = 'Europe/Berlin' WHERE id = ?", clinic.agenda.uuid()).await;
    let repeat = Repeat { end: RepeatEnd::Count { count: 2 }, ..WEEKLY };
    let ids = ids(&clinic.booked_series(clinic.series(on("2027-03-25", "14:00"), repeat)).await);
    clinic.shifted(clinic.shift(ids[0], SeriesScope::All, Some(on("2027-03-22", "09:00")))).await;
    assert_eq!(clinic.starts(ids[0]).await, ["2027-03-22T09:00", "2027-03-29T09:00"]);
    let instant = |view: AppointmentView| view.card.start.at.to_string();
    assert_eq!(instant(clinic.view(ids[0]).await), "2027-03-22T08:00:00Z");
    assert_eq!(instant(clinic.view(ids[1]).await), "2027-03-29T07:00:00Z");
    // On the Sunday of the change 02:30 does not exist.
    let night = clinic.shift(ids[1], SeriesScope::Following, Some(on("2027-03-28", "02:30")));
    let outcome = clinic.shifted(UpdateSeries { r#override: true, ..night }).await;
    assert_eq!(refused(&outcome.refused), [("2027-03-28".to_owned(), vec![Rule::Nonexistent])]);
}

#[tokio::test]
async fn what_is_over_stays_and_is_named() {
    let clinic = Clinic::open().await;
    let ids = ids(&clinic.booked_series(clinic.weekly("14:00")).await);
    clinic.set(ids[1], Status::Cancelled).await.expect("a step");
    clinic.set(ids[2], Status::NoShow).await.expect("a step");
    // The Thursday on which the first one has begun.
    clinic.bench.clock.set("2026-11-26T17:30:00Z".parse().expect("an instant"));
    let command = clinic.shift(ids[3], SeriesScope::All, Some(on(DATES[3], "15:00")));
    let outcome = clinic.shifted(command).await;
    assert_eq!(super::ids(&outcome), [ids[3]]);
    let kept: Vec<(AppointmentId, Code)> =
        outcome.kept.iter().map(|kept| (kept.card.id, kept.failure.code)).collect();
    assert_eq!(kept, [0, 1, 2].map(|place| (ids[place], Code::WrongState)));
    // Seen from the one that has begun, it goes as well: its client is late.
    let late = clinic.shift(ids[0], SeriesScope::All, Some(on(DATES[0], "15:00")));
    assert_eq!(super::ids(&clinic.shifted(late).await), [ids[0], ids[3]]);
    let off = clinic.shift(ids[1], SeriesScope::All, Some(on(DATES[1], "15:00")));
    assert_eq!(code(clinic.bench.call(&clinic.owner, off).await), Code::WrongState);
}

#[tokio::test]
async fn those_that_would_break_rules_are_told_and_none_is_moved() {
    let clinic = Clinic::open().await;
    let ids = ids(&clinic.booked_series(clinic.weekly("14:00")).await);
    let taken = CreateAppointment { start: on(DATES[2], "15:00"), ..clinic.at("15:00") };
    clinic.book(taken).await.expect("free");
    let command = clinic.shift(ids[0], SeriesScope::All, Some(on(DATES[0], "15:00")));
    let outcome = clinic.shifted(command.clone()).await;
    assert_eq!(refused(&outcome.refused), [(DATES[2].to_owned(), vec![Rule::Full])]);
    assert_eq!((outcome.refused[0].appointment_id, outcome.changed.len()), (Some(ids[2]), 0));
    assert_eq!(clinic.starts(ids[0]).await, at("14:00"), "all or none");

    let leave_out = only(ids[2]);
    let outcome = clinic.shifted(UpdateSeries { leave_out, ..command }).await;
    assert_eq!(super::ids(&outcome), [ids[0], ids[1], ids[3]]);
    assert_eq!(clinic.starts(ids[0]).await[2], "2026-12-10T14:00");

    let back = clinic.shift(ids[0], SeriesScope::All, Some(on(DATES[0], "16:00")));
    let outcome = clinic.shifted(UpdateSeries { r#override: true, ..back }).await;
    assert_eq!((outcome.changed.len(), &outcome.refused[..]), (4, &[][..]));
    assert!(clinic.view(ids[2]).await.card.squeezed, "15:00 is taken that day");
    assert!(!clinic.view(ids[0]).await.card.overridden);
}

#[tokio::test]
async fn length_agenda_services_and_notes_are_changed_together() {
    let clinic = Clinic::open().await;
    let (ana, rui) = (clinic.professional("Ana Prado").await, clinic.professional("Rui Sá").await);
    let room = clinic.agenda("Sala 2", rules(), &[ana]).await;
    let ids = ids(&clinic.booked_series(clinic.weekly("14:00")).await);
    let all = |start| clinic.shift(ids[0], SeriesScope::All, start);

    clinic.shifted(UpdateSeries { duration: Some(minutes(50)), ..all(None) }).await;
    assert_eq!(time(&clinic.view(ids[3]).await), "14:00–14:50");

    let massage = clinic.service("Massagem", 60, 0, 15).await;
    let notes = leadsmart_contract::values::Note::parse("trazer exames").expect("a note");
    let command = UpdateSeries { service_ids: Some(only(massage)), notes: Some(notes.clone()), ..all(None) };
    clinic.shifted(command).await;
    let view = clinic.view(ids[2]).await;
    assert_eq!((time(&view).as_str(), view.notes, view.buffer_after), ("14:00–15:00", notes, minutes(15)));

    let outcome = clinic.shifted(UpdateSeries { agenda_id: Some(room), ..all(None) }).await;
    assert_eq!(outcome.refused, []);
    let card = clinic.view(ids[1]).await.card;
    assert_eq!((card.agenda_id, card.member_ids), (room, vec![ana]), "whoever attends there is chosen");
    clinic.booked_series(clinic.weekly("14:00")).await;

    let both = Some(List::parse(vec![ana, rui]).expect("two"));
    let outcome = clinic.shifted(UpdateSeries { member_ids: both, ..all(None) }).await;
    assert_eq!((outcome.changed.len(), &outcome.refused[..]), (4, &[][..]));
    assert_eq!(clinic.view(ids[3]).await.card.member_ids.len(), 2);
    let nothing = clinic.shifted(all(None)).await;
    assert_eq!((nothing.changed.len(), changes(&nothing)), (4, Vec::new()), "the same again is no change");
    assert_eq!(super::super::lists::stale_cards(&clinic).await, 0);
}

#[tokio::test]
async fn a_series_is_called_off_from_one_on_or_as_a_whole() {
    let clinic = Clinic::open().await;
    let ids = ids(&clinic.booked_series(clinic.weekly("14:00")).await);
    let outcome = clinic.cancel_series(ids[2], SeriesScope::Following).await.expect("an outcome");
    assert_eq!(super::ids(&outcome), ids[2..]);
    let expected = ["2026-11-26T14:00", "2026-12-03T14:00", "(2026-12-10T14:00)", "(2026-12-17T14:00)"];
    assert_eq!(clinic.starts(ids[0]).await, expected);
    let all = clinic.cancel_series(ids[0], SeriesScope::All).await.expect("an outcome");
    assert_eq!((all.changed.len(), changes(&all).len()), (4, 2), "two were called off before");
    let undone = clinic.undo_all(&all).await;
    assert_eq!((undone.changed.len(), undone.kept.len()), (2, 0));
    assert_eq!(clinic.starts(ids[0]).await, expected);

    clinic.set(ids[0], Status::Arrived).await.expect("a step");
    clinic.set(ids[0], Status::Done).await.expect("a step");
    let rest = clinic.cancel_series(ids[1], SeriesScope::All).await.expect("an outcome");
    assert_eq!(rest.kept.iter().map(|kept| kept.card.id).collect::<Vec<_>>(), [ids[0]]);
}

#[tokio::test]
async fn one_that_keeps_its_place_is_in_the_way_of_the_others() {
    let clinic = Clinic::open().await;
    let ana = clinic.professional("Ana Prado").await;
    let room = clinic.agenda("Sala 2", rules(), &[]).await;
    let ids = ids(&clinic.booked_series(clinic.weekly("14:00")).await);
    // The second is in the other room already, on the day of the first and a little later, with Ana.
    let moved = UpdateDate {
        agenda_id: Some(room),
        start: on(DATES[0], "14:15"),
        member_ids: Some(only(ana)),
        ..clinic.to(&clinic.view(ids[1]).await, "14:15")
    };
    clinic.bench.call(&clinic.owner, moved).await.expect("free");
    let all = || clinic.shift(ids[0], SeriesScope::All, None);
    let outcome = clinic.shifted(UpdateSeries { agenda_id: Some(room), ..all() }).await;
    assert_eq!(refused(&outcome.refused), [(DATES[0].to_owned(), vec![Rule::Full])], "the room is taken");
    let outcome = clinic.shifted(UpdateSeries { member_ids: Some(only(ana)), ..all() }).await;
    assert_eq!(refused(&outcome.refused), [(DATES[0].to_owned(), vec![Rule::Busy])], "so is she");
}

#[tokio::test]
async fn whoever_is_here_before_her_time_is_not_called_off_with_the_series() {
    let clinic = Clinic::open().await;
    let ids = ids(&clinic.booked_series(clinic.weekly("14:00")).await);
    // Before 14:00 of the first Thursday.
    clinic.bench.clock.set("2026-11-26T16:50:00Z".parse().expect("an instant"));
    for status in [Status::Arrived, Status::InService] {
        clinic.set(ids[0], status).await.expect("a step");
        let later = clinic.shift(ids[1], SeriesScope::All, Some(on(DATES[1], "15:00")));
        assert_eq!(super::ids(&clinic.shifted(later).await), ids[1..], "{status:?}");
        let outcome = clinic.cancel_series(ids[1], SeriesScope::All).await.expect("an outcome");
        assert_eq!(super::ids(&outcome), ids[1..], "{status:?}");
        assert_eq!(outcome.kept.iter().map(|kept| kept.card.id).collect::<Vec<_>>(), [ids[0]]);
        clinic.undo_all(&outcome).await;
    }
}
