//! The rules of this feature, through the command table, with files in the form of those that common calendars export.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use leadsmart_contract::agendas::{Alignment, BookingRules, BufferPolicy, Horizon};
use leadsmart_contract::appointments::{
    AppointmentCard, GetAppointment, ListAppointments, SetStatus, Status, UndoMany,
};
use leadsmart_contract::clients::MatchedBy;
use leadsmart_contract::command::Command;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ics::{CheckIcs, ExportIcs, IcsCheck, IcsEvent, IcsOutcome, IcsVerdict, ImportIcs};
use leadsmart_contract::ids::AgendaId;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::{ClockRange, Minutes, Name, WeeklyHours, ZoneName};
use serde_json::{Value, json};

use crate::agendas::NewAgenda;
use crate::testing::{Bench, Person};

/// As Google Calendar exports: UTC for single events, a zone for those that repeat, a description with markup.
const GOOGLE: &str = "BEGIN:VCALENDAR\r\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\r\nVERSION:2.0\r\nCALSCALE:GREGORIAN\r\n\
METHOD:PUBLISH\r\nX-WR-CALNAME:Agenda da Ana\r\nX-WR-TIMEZONE:America/Sao_Paulo\r\n\
BEGIN:VTIMEZONE\r\nTZID:America/Sao_Paulo\r\nX-LIC-LOCATION:America/Sao_Paulo\r\nBEGIN:STANDARD\r\nTZOFFSETFROM:-0300\r\n\
TZOFFSETTO:-0300\r\nTZNAME:GMT-3\r\nDTSTART:19700101T000000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
BEGIN:VEVENT\r\nDTSTART:20261126T120000Z\r\nDTEND:20261126T123000Z\r\nDTSTAMP:20261120T101112Z\r\n\
ORGANIZER;CN=Agenda da Ana:mailto:ana@clinica.example\r\nUID:5a1b2c@google.com\r\n\
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=\"Rocha, Bia\";X-NUM-GUESTS=0:mailto:bia@ex\r\n ample.com\r\n\
CREATED:20261101T000000Z\r\nDESCRIPTION:Trazer exame<br>em jejum\r\nLAST-MODIFIED:20261101T000000Z\r\nSEQUENCE:0\r\n\
STATUS:CONFIRMED\r\nSUMMARY:Bia - Corte\r\nTRANSP:OPAQUE\r\nEND:VEVENT\r\n\
BEGIN:VEVENT\r\nDTSTART;TZID=America/Sao_Paulo:20261127T140000\r\nDTEND;TZID=America/Sao_Paulo:20261127T143000\r\n\
RRULE:FREQ=WEEKLY;WKST=MO;UNTIL=20261219T025959Z;BYDAY=FR\r\nEXDATE;TZID=America/Sao_Paulo:20261211T140000\r\n\
UID:7d8e9f@google.com\r\nSTATUS:CONFIRMED\r\nSUMMARY:Caio Lima (Barba)\r\nEND:VEVENT\r\n\
BEGIN:VEVENT\r\nDTSTART;TZID=America/Sao_Paulo:20261204T150000\r\nDTEND;TZID=America/Sao_Paulo:20261204T153000\r\n\
UID:7d8e9f@google.com\r\nRECURRENCE-ID;TZID=America/Sao_Paulo:20261204T140000\r\nSTATUS:CONFIRMED\r\nSUMMARY:Caio Lima (Barba)\r\n\
END:VEVENT\r\n\
BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261130\r\nDTEND;VALUE=DATE:20261201\r\nUID:holiday@google.com\r\nSUMMARY:Feriado\r\n\
TRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// As Outlook exports: a zone by its Windows name, folds with tabs, a busy status of its own.
const OUTLOOK: &str = "BEGIN:VCALENDAR\r\nPRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN\r\nVERSION:2.0\r\nMETHOD:PUBLISH\r\n\
X-MS-OLK-FORCEINSPECTOROPEN:TRUE\r\nBEGIN:VTIMEZONE\r\nTZID:E. South America Standard Time\r\nBEGIN:STANDARD\r\n\
DTSTART:16010101T000000\r\nTZOFFSETFROM:-0300\r\nTZOFFSETTO:-0300\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
BEGIN:VEVENT\r\nCLASS:PUBLIC\r\nCREATED:20261101T120000Z\r\nDESCRIPTION:Fone (11) 98765-4321\\n\r\n\
DTEND;TZID=\"E. South America Standard Time\":20261126T103000\r\nDTSTAMP:20261101T120000Z\r\n\
DTSTART;TZID=\"E. South America Standard Time\":20261126T100000\r\nLAST-MODIFIED:20261101T120000Z\r\nPRIORITY:5\r\nSEQUENCE:0\r\n\
SUMMARY;LANGUAGE=pt-br:Retorn\r\n\to\r\nTRANSP:OPAQUE\r\nUID:040000008200E00074C5B7101A82E00800000000\r\n\
X-MICROSOFT-CDO-BUSYSTATUS:BUSY\r\nBEGIN:VALARM\r\nTRIGGER:-PT15M\r\nACTION:DISPLAY\r\nDESCRIPTION:Reminder\r\nEND:VALARM\r\n\
END:VEVENT\r\nEND:VCALENDAR\r\n";

/// As Apple Calendar exports: line feeds alone are taken too, a length in place of an end, no status.
const APPLE: &str = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Apple Inc.//macOS 15.1//EN\nCALSCALE:GREGORIAN\nBEGIN:VEVENT\n\
CREATED:20261101T120000Z\nUID:0F3A-11\nDTSTART;TZID=America/Sao_Paulo:20261126T160000\nDURATION:PT45M\n\
X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC\nSUMMARY:Bia Rocha\nSEQUENCE:1\nEND:VEVENT\nEND:VCALENDAR\n";

struct Clinic {
    bench: Bench,
    owner: Person,
    agenda: AgendaId,
}

impl Clinic {
    /// A clinic on a Wednesday at 9, open from Monday to Friday from 8 to 18, with two services and a client.
    async fn open() -> Self {
        let bench = Bench::new().await;
        let owner = bench.company("Clínica").await;
        let agenda = agenda(&bench, &owner).await;
        let clinic = Self { bench, owner, agenda };
        clinic
            .client(json!({ "name": "Bia Rocha", "email": "bia@example.com", "phones": ["11 98765-4321"] }))
            .await;
        for name in ["Corte", "Barba"] {
            let mut service = json!({ "name": name, "duration": 30 });
            service["company_id"] = json!(clinic.owner.company);
            clinic.call::<leadsmart_contract::services::CreateService>(service).await.expect("a service");
        }
        clinic
    }

    async fn call<C: Command>(&self, args: Value) -> Result<C::Reply, Failure> {
        self.call_as::<C>(&self.owner, args).await
    }

    async fn call_as<C: Command>(&self, person: &Person, mut args: Value) -> Result<C::Reply, Failure> {
        args["company_id"] = json!(person.company);
        self.bench.call(person, serde_json::from_value::<C>(args).expect("a command")).await
    }

    async fn client(&self, args: Value) {
        self.call::<leadsmart_contract::clients::CreateClient>(args).await.expect("a client");
    }

    fn args(&self, file: &str, more: Value) -> Value {
        let mut args = json!({ "agenda_id": self.agenda, "file": STANDARD.encode(file) });
        for (name, value) in more.as_object().expect("more arguments") {
            args[name] = value.clone();
        }
        args
    }

    async fn check(&self, file: &str, more: Value) -> IcsCheck {
        self.call::<CheckIcs>(self.args(file, more)).await.expect("a check")
    }

    async fn import(&self, file: &str, more: Value) -> IcsOutcome {
        self.call::<ImportIcs>(self.args(file, more)).await.expect("an import")
    }

    async fn booked(&self) -> Vec<AppointmentCard> {
        let statuses = ["pending", "confirmed"];
        self.call::<ListAppointments>(json!({ "statuses": statuses })).await.expect("a list").items
    }
}

async fn agenda(bench: &Bench, owner: &Person) -> AgendaId {
    let day = ClockRange::parse(8 * 60, 18 * 60).expect("a range");
    let rules = BookingRules {
        hours: WeeklyHours::weekdays(&[day]),
        interval: None,
        alignment: Alignment::Opening,
        fill_gaps: false,
        buffer_policy: BufferPolicy::Longest,
        minimum_notice: Minutes::default(),
        horizon: Horizon::Unlimited,
        limits: Vec::new(),
        capacity: 1,
        pending_blocks: true,
        observes_holidays: false,
        default_duration: Minutes::parse(30).expect("minutes"),
    };
    let mut write = bench.write().await;
    let new = NewAgenda {
        name: Name::parse("Sala 1").expect("a name"),
        color: None,
        zone: ZoneName::parse("America/Sao_Paulo").expect("a zone"),
        rules,
        members: Vec::new(),
    };
    let id = crate::agendas::create(&mut write, owner.company, new).await.expect("an agenda");
    write.mutation.commit().await.expect("stored");
    id
}

/// An event in the morning of Thursday, in minutes after midnight.
fn event(uid: &str, summary: &str, start: u32, end: u32) -> String {
    let at = |minutes: u32| format!("20261126T{:02}{:02}00", minutes / 60, minutes % 60);
    format!(
        "BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{summary}\r\nDTSTART;TZID=America/Sao_Paulo:{}\r\n\
         DTEND;TZID=America/Sao_Paulo:{}\r\nEND:VEVENT\r\n",
        at(start),
        at(end)
    )
}

fn file(events: &[String]) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", events.concat())
}

/// What is told of each event, by start: verdict, title, local start, client and services.
fn told(check: &IcsCheck) -> Vec<(IcsVerdict, &str, String, &str, &str)> {
    check.events.iter().map(line).collect()
}

fn line(event: &IcsEvent) -> (IcsVerdict, &str, String, &str, &str) {
    let start = event.start.map(|start| start.local.strftime("%d/%m %H:%M").to_string()).unwrap_or_default();
    let client = event.client.as_ref().map_or("", |name| name.as_str());
    (event.verdict, &event.summary, start, client, &event.services)
}

use IcsVerdict::{Conflict, Duplicate, Known, Ready, Wrong};

#[tokio::test]
async fn a_calendar_of_google_is_recognized_with_what_repeats_and_what_was_moved() {
    let clinic = Clinic::open().await;
    let check = clinic.check(GOOGLE, json!({ "create_clients": true })).await;
    assert_eq!(
        told(&check),
        [
            (Wrong, "Feriado", String::new(), "", ""),
            (Ready, "Bia - Corte", "26/11 09:00".to_owned(), "Bia Rocha", "Corte"),
            (Ready, "Caio Lima (Barba)", "27/11 14:00".to_owned(), "Caio Lima", "Barba"),
            (Ready, "Caio Lima (Barba)", "04/12 15:00".to_owned(), "Caio Lima", "Barba"),
            (Ready, "Caio Lima (Barba)", "18/12 14:00".to_owned(), "Caio Lima", "Barba"),
        ]
    );
    assert_eq!((check.ready, check.wrong, check.new_clients), (4, 1, 1), "one client comes three times");
    assert_eq!(
        check.events.iter().find(|event| event.verdict == Ready).and_then(|event| event.client_by),
        Some(MatchedBy::Email)
    );
    assert_eq!((check.from.to_string(), check.to.to_string()), ("2026-11-25".into(), "2027-11-25".into()));
    assert!(clinic.booked().await.is_empty(), "a check changes nothing");

    let outcome = clinic.import(GOOGLE, json!({ "create_clients": true })).await;
    assert_eq!((outcome.change_ids.len(), outcome.new_clients, outcome.left_out), (4, 1, 1));
    let booked = clinic.booked().await;
    assert_eq!(booked.len(), 4);
    assert!(booked.iter().all(|card| card.status == Status::Confirmed));
    let first =
        clinic.call::<GetAppointment>(json!({ "appointment_id": booked[0].id })).await.expect("it is there");
    assert_eq!(first.notes.as_str(), "Trazer exame\nem jejum");
}

#[tokio::test]
async fn calendars_of_outlook_and_apple_are_recognized() {
    let clinic = Clinic::open().await;
    let check = clinic.check(OUTLOOK, json!({})).await;
    assert_eq!(told(&check), [(Ready, "Retorno", "26/11 10:00".to_owned(), "Bia Rocha", "")]);
    assert_eq!(check.events[0].client_by, Some(MatchedBy::Phone));
    let check = clinic.check(APPLE, json!({})).await;
    assert_eq!(told(&check), [(Ready, "Bia Rocha", "26/11 16:00".to_owned(), "Bia Rocha", "")]);
    assert_eq!(
        check.events[0].end.map(|end| end.local.strftime("%H:%M").to_string()).as_deref(),
        Some("16:45")
    );
    clinic.import(APPLE, json!({})).await;
    assert_eq!(clinic.booked().await[0].status, Status::Pending, "nobody said that it is confirmed");
}

#[tokio::test]
async fn a_second_import_changes_nothing_unless_the_first_was_taken_back() {
    let clinic = Clinic::open().await;
    let first = clinic.import(GOOGLE, json!({ "create_clients": true })).await;
    let second = clinic.import(GOOGLE, json!({ "create_clients": true })).await;
    assert_eq!((second.change_ids.len(), second.left_out), (0, 5));
    assert_eq!(clinic.check(GOOGLE, json!({})).await.known, 4);

    clinic.call::<UndoMany>(json!({ "change_ids": first.change_ids })).await.expect("taken back as a whole");
    assert!(clinic.booked().await.is_empty());
    for _ in 0..2 {
        let again = clinic.import(GOOGLE, json!({})).await;
        clinic.call::<UndoMany>(json!({ "change_ids": again.change_ids })).await.expect("taken back");
        assert_eq!((again.change_ids.len(), again.new_clients), (4, 0), "the clients stayed");
    }

    // What the front desk has called off since stays called off.
    let outcome = clinic.import(APPLE, json!({})).await;
    assert_eq!(outcome.change_ids.len(), 1);
    let id = clinic.booked().await[0].id;
    clinic
        .call::<SetStatus>(json!({ "appointment_id": id, "status": "cancelled" }))
        .await
        .expect("called off");
    assert_eq!(clinic.check(APPLE, json!({})).await.known, 1);
}

#[tokio::test]
async fn what_breaks_rules_is_told_and_booked_only_if_wanted_and_permitted() {
    let clinic = Clinic::open().await;
    let text = file(&[
        event("a", "Bia Rocha", 540, 570),
        event("b", "Caio Lima", 555, 585),
        event("c", "Duda Reis", 1170, 1200),
    ]);
    let check = clinic.check(&text, json!({ "create_clients": true })).await;
    let verdicts: Vec<_> = check.events.iter().map(|event| event.verdict).collect();
    assert_eq!(verdicts, [Ready, Conflict, Conflict], "events of one file are in each other's way");
    assert!(check.events.iter().skip(1).all(|event| !event.messages.is_empty()));
    assert_eq!(check.new_clients, 0, "nobody is entered for what is not booked");
    let outcome = clinic.import(&text, json!({ "create_clients": true })).await;
    assert_eq!((outcome.change_ids.len(), outcome.new_clients, outcome.left_out), (1, 0, 2));
    let all = json!({ "create_clients": true, "allow_conflicts": true });
    let outcome = clinic.import(&text, all.clone()).await;
    assert_eq!((outcome.change_ids.len(), outcome.new_clients, outcome.left_out), (2, 2, 1));
    assert_eq!(clinic.booked().await.iter().filter(|card| card.overridden).count(), 2);

    let desk = [Permission::AppointmentsView, Permission::AppointmentsManage];
    let clerk = clinic.bench.member(clinic.owner.company, "Eva", false, &desk).await;
    for more in [json!({ "allow_conflicts": true }), json!({ "create_clients": true })] {
        let refused = clinic.call_as::<CheckIcs>(&clerk, clinic.args(&text, more)).await;
        assert_eq!(refused.map_err(|failure| failure.code), Err(Code::Forbidden));
    }
    clinic.call_as::<CheckIcs>(&clerk, clinic.args(&text, json!({}))).await.expect("who books may import");
}

#[tokio::test]
async fn whose_appointment_it_would_be_is_found_or_told() {
    let clinic = Clinic::open().await;
    for _ in 0..2 {
        clinic.client(json!({ "name": "Ana Prado", "allow_duplicate": true })).await;
    }
    let text = file(&[
        event("a", "BIA ROCHA", 480, 510),
        event("b", "Ana Prado", 540, 570),
        event("c", "Caio Lima", 600, 630),
        event("d", "Corte", 660, 690),
        event("e", "Reunião 11 98765-4321", 720, 750),
    ]);
    let check = clinic.check(&text, json!({})).await;
    let found: Vec<_> = check.events.iter().map(|event| (event.verdict, event.client_by)).collect();
    assert_eq!(
        found,
        [
            (Ready, Some(MatchedBy::Name)),
            (Wrong, None),
            (Wrong, None),
            (Wrong, None),
            (Ready, Some(MatchedBy::Phone)),
        ]
    );
    let messages: Vec<&str> =
        check.events.iter().flat_map(|event| &event.messages).map(String::as_str).collect();
    assert_eq!(
        messages,
        [
            "More than one client is called “Ana Prado”.",
            "No client is called “Caio Lima”.",
            "Its title has nobody's name.",
        ]
    );
}

#[tokio::test]
async fn what_the_client_has_already_is_a_duplicate() {
    let clinic = Clinic::open().await;
    clinic.import(&file(&[event("a", "Bia Rocha", 540, 570)]), json!({})).await;
    let check = clinic
        .check(&file(&[event("other", "Bia Rocha", 540, 570)]), json!({ "allow_conflicts": true }))
        .await;
    assert_eq!(check.events[0].verdict, Duplicate);
    assert_eq!(check.duplicates, 1);
}

#[tokio::test]
async fn only_the_days_that_are_asked_for_are_looked_at_and_there_are_bounds() {
    let clinic = Clinic::open().await;
    let check = clinic
        .check(GOOGLE, json!({ "from": "2026-11-27", "to": "2026-12-04", "create_clients": true }))
        .await;
    assert_eq!((check.ready, check.outside), (2, 1));
    let code = |result: Result<IcsCheck, Failure>| result.expect_err("refused").code;
    for more in [
        json!({ "from": "2026-12-04", "to": "2026-12-03" }),
        json!({ "from": "2026-12-04", "to": "2029-12-03" }),
        json!({ "from": "0001-01-01" }),
        json!({ "to": "9999-12-31" }),
    ] {
        let refused = clinic.call::<CheckIcs>(clinic.args(GOOGLE, more.clone())).await;
        assert_eq!(code(refused), Code::InvalidInput, "{more}");
    }
    let large = "x".repeat(6 * 1024 * 1024);
    assert_eq!(code(clinic.call::<CheckIcs>(clinic.args(&large, json!({}))).await), Code::TooLarge);
    let wrong = clinic.call::<CheckIcs>(clinic.args("BEGIN:VCALENDAR\r\noops\r\n", json!({}))).await;
    let wrong = wrong.expect_err("refused");
    assert_eq!(wrong.message, "Line 2 of the file cannot be read. Nothing was imported.");
    let mut foreign = clinic.args(GOOGLE, json!({}));
    foreign["agenda_id"] = json!(clinic.owner.member.uuid());
    assert_eq!(code(clinic.call::<CheckIcs>(foreign).await), Code::NotFound);
}

#[tokio::test]
async fn what_goes_out_is_read_by_a_calendar_and_comes_in_as_known() {
    let clinic = Clinic::open().await;
    clinic
        .client(json!({ "name": "Vera; \"a\", Lúcia de Albuquerque e Vasconcelos Montenegro Figueiredo" }))
        .await;
    clinic
        .import(
            &file(&[
                event("a", "Bia Rocha - Corte + Barba", 540, 570),
                event(
                    "b",
                    "Vera; \"a\"\\, Lúcia de Albuquerque e Vasconcelos Montenegro Figueiredo",
                    600,
                    630,
                ),
            ]),
            json!({}),
        )
        .await;
    let days = json!({ "from": "2026-11-26", "to": "2026-11-26" });
    let out = clinic.call::<ExportIcs>(days.clone()).await.expect("a file");
    assert_eq!(out.appointments, 2);
    assert!(out.ics.lines().all(|line| line.len() <= 75), "lines are folded: {}", out.ics);
    assert!(
        out.ics.contains("DTSTART:20261126T120000Z\r\n") && out.ics.contains("DTSTAMP:20261125T120000Z\r\n")
    );
    assert!(out.ics.contains("X-WR-CALNAME:Sala 1\r\n") && out.ics.contains("STATUS:TENTATIVE\r\n"));
    assert!(!out.ics.contains("98765"), "no phone unless chosen");
    let mut phones = days.clone();
    phones["with_phones"] = json!(true);
    let with = clinic.call::<ExportIcs>(phones.clone()).await.expect("a file");
    assert!(with.ics.contains("DESCRIPTION:11 98765-4321\r\n"), "{}", with.ics);

    // Our own reader understands what was written, and knows it.
    let events = super::file::read(out.ics.as_bytes()).expect("a calendar").events;
    let titles: Vec<&str> = events.iter().map(|event| event.summary.as_str()).collect();
    assert_eq!(
        titles,
        ["Bia Rocha · Corte, Barba", "Vera; \"a\", Lúcia de Albuquerque e Vasconcelos Montenegro Figueiredo",]
    );
    let check = clinic.check(&out.ics, json!({})).await;
    assert!(check.events.iter().all(|event| event.verdict == Known), "{:?}", told(&check));
    let again = clinic.call::<ExportIcs>(days).await.expect("a file");
    assert_eq!(again.ics, out.ics, "the same appointments have the same ids");

    let view = [Permission::AppointmentsView];
    let clerk = clinic.bench.member(clinic.owner.company, "Eva", false, &view).await;
    let refused = clinic.call_as::<ExportIcs>(&clerk, phones).await;
    assert_eq!(
        refused.map_err(|failure| failure.code),
        Err(Code::Forbidden),
        "phones are for who sees clients"
    );
}
