//! What the list holds on Monday, 23 November 2026, at 10:00.

use leadsmart_contract::clients::{AppointmentMention, Visits};
use leadsmart_contract::ids::{AgendaId, ServiceId};
use leadsmart_contract::values::{Moment, Name, Note};
use uuid::Uuid;

use super::super::guess::Service;
use super::*;

const PORTUGUESE: Language = Language::Portuguese;

fn now() -> DateTime {
    Date::new(2026, 11, 23).expect("a date").at(10, 0, 0, 0)
}

fn id(number: u128) -> ClientId {
    ClientId::new(Uuid::from_u128(number))
}

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

fn summary(number: u128, called: &str) -> ClientSummary {
    ClientSummary { id: id(number), name: name(called), phone: None, tags: Vec::new() }
}

fn moment(at: DateTime) -> Moment {
    Moment { at: at.to_zoned(jiff::tz::TimeZone::UTC).expect("a time").timestamp(), local: at }
}

/// A client whose next appointment is on Thursday.
fn client(number: u128, called: &str) -> ClientView {
    let thursday = Date::new(2026, 11, 26).expect("a date").at(14, 0, 0, 0);
    ClientView {
        id: id(number),
        name: name(called),
        phones: Vec::new(),
        email: None,
        document: None,
        birthday: None,
        notes: Note::default(),
        tags: Vec::new(),
        marketing_consent_at: None,
        created_at: moment(now()).at,
        revision: 1,
        visits: Visits { done: 0, no_show: 0, cancelled: 0, upcoming: 1 },
        next_appointment: Some(AppointmentMention {
            id: AppointmentId::new(Uuid::from_u128(9)),
            start: moment(thursday),
            summary: "Corte · Ana Prado".to_owned(),
        }),
        last_appointment: None,
        merges: Vec::new(),
    }
}

fn known() -> Known {
    let seat = |number, name: &str| Seat {
        agenda: AgendaId::new(Uuid::from_u128(number)),
        member: None,
        name: name.to_owned(),
    };
    Known {
        services: vec![Service {
            id: ServiceId::new(Uuid::from_u128(1)),
            name: "Corte".to_owned(),
            agendas: Vec::new(),
        }],
        seats: vec![seat(7, "Rui Teles"), seat(8, "Ana Prado")],
    }
}

/// What one test says of the list.
struct Case<'a> {
    text: &'a str,
    hits: Hits,
    read: Vec<ClientView>,
    free: Vec<(Ask, Option<SlotView>)>,
    language: Language,
    may: &'a dyn Fn(Permission) -> bool,
}

impl<'a> Case<'a> {
    fn new(text: &'a str, hits: &[(&str, &[&str])]) -> Self {
        let clients = |names: &[&str]| {
            names.iter().zip(1..).map(|(called, number)| summary(number, called)).collect::<Vec<_>>()
        };
        let hits = hits.iter().map(|(query, names)| ((*query).to_owned(), clients(names))).collect();
        Self { text, hits, read: Vec::new(), free: Vec::new(), language: PORTUGUESE, may: &|_| true }
    }

    fn groups(&self) -> Vec<Group> {
        let known = known();
        let plan = Plan::of(self.text, now(), &known, true);
        let source = Source {
            plan: &plan,
            hits: &self.hits,
            settled: plan.queries.iter().all(|query| self.hits.iter().any(|(asked, _)| asked == query)),
            read: &self.read,
            free: &self.free,
            known: &known,
            now: now(),
            language: self.language,
            in_window: true,
            may: self.may,
        };
        source.groups()
    }

    fn first(&self) -> Entry {
        self.groups()
            .first()
            .and_then(|group| group.entries.first().cloned())
            .expect("the list holds something")
    }

    fn labels(&self) -> Vec<String> {
        self.groups().into_iter().flat_map(|group| group.entries).map(|entry| entry.label).collect()
    }
}

const MARIA: &[(&str, &[&str])] = &[("maria", &["Maria Duarte"]), ("maria corte", &[]), ("maria qui", &[])];

fn wish(entry: Entry) -> BookingWish {
    match entry.does {
        Does::Ask(AgendaRequest::Book(wish)) => wish,
        other => panic!("{} books, and not {other:?}", entry.label),
    }
}

#[test]
fn a_line_that_books_comes_first_and_says_all_of_it_before_it_is_saved() {
    let mut case = Case::new("maria corte qui 14h ana", MARIA);
    case.hits.extend([("maria corte ana".to_owned(), Vec::new()), ("maria qui".to_owned(), Vec::new())]);
    let entry = case.first();
    assert_eq!(entry.label, "Agendar: Maria Duarte · Corte · quinta, 26 nov, 14:00 · Ana Prado");
    let wish = wish(entry);
    assert_eq!((wish.client, wish.services.len(), wish.minute), (Some(id(1)), 1, Some(840)));
    assert_eq!(wish.agenda, Some(AgendaId::new(Uuid::from_u128(8))));
    assert_eq!(wish.date, Date::new(2026, 11, 26).ok());
}

#[test]
fn a_line_is_shown_in_the_language_of_the_window() {
    for (language, label) in [
        (Language::English, "Book: Maria Duarte · Corte · Thursday, 26 Nov, 14:00"),
        (Language::Spanish, "Agendar: Maria Duarte · Corte · jueves, 26 nov, 14:00"),
    ] {
        assert_eq!(Case { language, ..Case::new("maria corte qui 14h", MARIA) }.first().label, label);
    }
}

#[test]
fn who_is_free_is_named_and_a_time_that_is_taken_is_said_to_be() {
    let mut case = Case::new("maria corte qui 14h", MARIA);
    let plan = Plan::of(case.text, now(), &known(), true);
    let ask = plan.lines[0].ask().expect("it names a time");
    let slot = SlotView {
        agenda_id: AgendaId::new(Uuid::from_u128(8)),
        start: moment(ask.start),
        end: moment(ask.start),
        seats_left: 1,
        member_ids: Vec::new(),
    };
    case.free = vec![(ask.clone(), Some(slot))];
    let free = case.first();
    assert!(free.label.ends_with("14:00 · Ana Prado"), "{}", free.label);
    assert_eq!(free.detail, "");
    assert_eq!(wish(free).agenda, Some(AgendaId::new(Uuid::from_u128(8))));
    case.free = vec![(ask, None)];
    let taken = case.first();
    assert_eq!(taken.detail, "Este horário não está livre");
    assert!(wish(taken).agenda.is_some(), "the form opens where it can say why");
}

#[test]
fn a_line_without_a_time_looks_for_the_next_free_one_from_its_day_on() {
    let entry = Case::new("maria corte qui", MARIA).first();
    assert_eq!(entry.label, "Agendar: Maria Duarte · Corte · quinta, 26 nov, próximo horário livre");
    let wish = wish(entry);
    assert_eq!((wish.minute, wish.agenda), (None, None));
}

#[test]
fn what_is_over_is_offered_and_said_to_be() {
    let entry = Case::new("maria hoje 8h", MARIA).first();
    assert_eq!(entry.detail, "Este horário já passou");
}

#[test]
fn clients_come_with_what_is_next_for_them() {
    let case = Case {
        read: vec![client(1, "Maria Duarte")],
        ..Case::new("mari", &[("mari", &["Maria Duarte", "Marília Reis"])])
    };
    assert_eq!(
        case.labels()[..3],
        ["Maria Duarte", "Marília Reis", "Maria Duarte · quinta, 26 nov, 14:00"].map(str::to_owned)
    );
}

#[test]
fn before_anything_is_typed_stand_the_clients_opened_last() {
    let case = Case { read: vec![client(1, "Maria Duarte")], ..Case::new("", &[]) };
    let first = case.first();
    assert_eq!(
        (first.label.as_str(), first.detail.as_str()),
        ("Maria Duarte", "Próximo: quinta, 26 nov, 14:00")
    );
    assert!(case.labels().contains(&"Sair da conta".to_owned()), "actions and pages follow");
}

#[test]
fn pages_and_actions_are_found_in_the_language_of_the_window_and_by_other_words() {
    for (language, text, label) in [
        (PORTUGUESE, "servicos", "Ajustes › Serviços"),
        (PORTUGUESE, "sair", "Sair da conta"),
        (PORTUGUESE, "idioma", "Mudar o idioma: English"),
        (PORTUGUESE, "senha", "Perfil e segurança"),
        (PORTUGUESE, "vaga", "Próximos horários livres"),
        (Language::English, "holid", "Settings › Holidays"),
        (Language::English, "sign out", "Log out"),
        (Language::Spanish, "contrasena", "Perfil y seguridad"),
    ] {
        let case = Case { language, ..Case::new(text, &[(text, &[])]) };
        assert_eq!(case.labels().first().map(String::as_str), Some(label), "{text}");
    }
}

#[test]
fn an_exact_beginning_of_a_page_comes_before_a_client_who_only_sounds_like_it() {
    assert_eq!(Case::new("clientes", &[("clientes", &["Clemente Reis"])]).first().label, "Clientes");
    assert_eq!(Case::new("cle", &[("cle", &["Clemente Reis"])]).first().label, "Clemente Reis");
}

#[test]
fn a_day_alone_is_shown_on_the_agenda() {
    let entry = Case::new("quinta", &[("quinta", &[])]).first();
    assert_eq!(entry.label, "Mostrar na agenda: quinta, 26 nov");
    assert_eq!(entry.does, Does::Ask(AgendaRequest::Show(Date::new(2026, 11, 26).expect("a date"))));
}

#[test]
fn where_nothing_is_found_somebody_new_is_offered_once_that_is_known() {
    assert_eq!(
        Case::new("xylo", &[("xylo", &[])]).labels(),
        ["Novo cliente “xylo”", "Agendar “xylo”"].map(str::to_owned)
    );
    assert!(Case::new("xylo", &[]).labels().is_empty(), "the answer is on its way");
    let only_sees = |permission: Permission| permission == Permission::ClientsView;
    assert!(Case { may: &only_sees, ..Case::new("xylo", &[("xylo", &[])]) }.labels().is_empty());
}

#[test]
fn what_a_role_does_not_allow_is_not_listed() {
    let nothing = Case { may: &|_| false, ..Case::new("", &[]) }.labels();
    for hidden in
        ["Agendar", "Novo cliente", "Mostrar hoje", "Hoje", "Agenda", "Clientes", "Ajustes › Serviços"]
    {
        assert!(!nothing.contains(&hidden.to_owned()), "{hidden}");
    }
    assert!(nothing.contains(&"Ajustes › Empresa".to_owned()));
}
