//! Two bookings side by side: what each says, and where they differ. Pure.

use jiff::civil::Date;
use leadsmart_contract::appointments::Status;
use leadsmart_contract::ids::MemberId;
use leadsmart_contract::language::Language;
use leadsmart_contract::sync::{BookingView, ConflictField, ConflictView};

use super::{texts, words};
use crate::appointments::status_words;
use crate::language::{Text, format};

/// One row of the comparison.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// What is compared.
    pub(super) label: String,
    /// As it was meant, where it is known.
    pub(super) meant: Option<String>,
    /// As it stands, one for each that stands.
    pub(super) standing: Vec<String>,
}

impl Row {
    /// Whether what stands says something else.
    pub(super) fn differs(&self) -> bool {
        let Some(meant) = &self.meant else { return false };
        self.standing.iter().any(|standing| standing != meant)
    }
}

/// Says one thing of a booking; nothing if there is nothing to say.
type Read<'a> = &'a dyn Fn(&BookingView) -> String;

/// What is needed to put ids and dates into words.
pub(super) struct Reader<'a> {
    /// The language of the window.
    pub(super) language: Language,
    /// The company's date.
    pub(super) today: Date,
    /// The name of a professional, where it is known.
    pub(super) member: &'a dyn Fn(MemberId) -> Option<String>,
}

impl Reader<'_> {
    /// The rows of a conflict; none if nothing is known of what it is about. Rows of which nobody says anything are left out.
    pub(super) fn rows(&self, conflict: &ConflictView) -> Vec<Row> {
        if conflict.meant.is_none() && conflict.standing.is_empty() {
            return conflict.fields.iter().filter_map(|field| self.field(field)).collect();
        }
        let kinds: [(Text, Read<'_>); 6] = [
            (texts::field_client, &|booking| self.client(booking)),
            (texts::field_when, &|booking| self.when(booking)),
            (texts::field_with, &|booking| self.with(booking)),
            (texts::field_agenda, &|booking| booking.agenda_name.clone().unwrap_or_default()),
            (texts::field_status, &|booking| self.status(booking)),
            (texts::field_notes, &|booking| booking.notes.trim().to_owned()),
        ];
        let row = |(label, read): (Text, Read<'_>)| Row {
            label: label(self.language).to_owned(),
            meant: conflict.meant.as_ref().map(read),
            standing: conflict.standing.iter().map(read).collect(),
        };
        let said = |row: &Row| row.meant.iter().chain(&row.standing).any(|text| !text.is_empty());
        kinds.into_iter().map(row).filter(said).collect()
    }

    /// A field of a row that is no booking; none for one that says nothing to a person.
    fn field(&self, field: &ConflictField) -> Option<Row> {
        let label = words::field(self.language, &field.name)?.to_owned();
        let shown = |value: &Option<String>| match value.as_deref() {
            Some("true") => texts::yes(self.language).to_owned(),
            Some("false") => texts::no(self.language).to_owned(),
            other => other.unwrap_or_default().to_owned(),
        };
        Some(Row { label, meant: Some(shown(&field.meant)), standing: vec![shown(&field.standing)] })
    }

    fn client(&self, booking: &BookingView) -> String {
        booking.client_name.clone().unwrap_or_else(|| texts::nobody(self.language).to_owned())
    }

    /// `amanhã, 14:00–14:40`; with the end's date where it is another.
    pub(super) fn when(&self, booking: &BookingView) -> String {
        let (start, end) = (booking.start.local, booking.end.local);
        let day = |date| format::relative_date(self.language, date, self.today);
        let until = format::time(end.time());
        let until = if end.date() == start.date() { until } else { format!("{} {until}", day(end.date())) };
        format!("{}, {}–{until}", day(start.date()), format::time(start.time()))
    }

    fn with(&self, booking: &BookingView) -> String {
        let names: Vec<String> = booking.member_ids.iter().filter_map(|id| (self.member)(*id)).collect();
        if names.is_empty() { texts::anybody(self.language).to_owned() } else { names.join(", ") }
    }

    fn status(&self, booking: &BookingView) -> String {
        let known = Status::from_name(&booking.status);
        known.map_or_else(|| booking.status.clone(), |status| status_words(self.language, status).to_owned())
    }

    /// What a conflict is about in one line: `Davi Rocha, amanhã, 14:00–14:40`, `Cliente Maria Duarte`.
    pub(super) fn title(&self, conflict: &ConflictView) -> String {
        match &conflict.meant {
            Some(booking) => format!("{}, {}", self.client(booking), self.when(booking)),
            None => {
                let entity = words::entity(self.language, &conflict.entity);
                conflict.subject.as_ref().map_or_else(|| entity.to_owned(), |name| format!("{entity} {name}"))
            }
        }
    }

    /// What was done, by whom, where and when.
    pub(super) fn origin(&self, conflict: &ConflictView) -> String {
        let when = super::sign::when(self.language, conflict.at, self.today);
        let done = words::operation(self.language, &conflict.operation);
        let by = match (&conflict.member_name, conflict.here) {
            (Some(who), true) => texts::by_member_here(self.language, who, &when),
            (Some(who), false) => texts::by_member(self.language, who, &when),
            (None, true) => texts::by_here(self.language, &when),
            (None, false) => texts::by_somewhere(self.language, &when),
        };
        format!("{done}. {by}")
    }
}

#[cfg(test)]
pub(super) mod tests {
    use leadsmart_contract::ids::{AgendaId, AppointmentId, ConflictId};
    use leadsmart_contract::sync::{ConflictKind, ConflictState};
    use leadsmart_contract::values::Moment;
    use uuid::Uuid;

    use super::*;

    fn moment(local: &str) -> Moment {
        let local: jiff::civil::DateTime = local.parse().expect("a reading");
        Moment { at: local.to_zoned(jiff::tz::TimeZone::UTC).expect("an instant").timestamp(), local }
    }

    pub(crate) fn booking(number: u128, client: &str, start: &str, end: &str) -> BookingView {
        BookingView {
            appointment_id: AppointmentId::new(Uuid::from_u128(number)),
            agenda_id: AgendaId::new(Uuid::from_u128(1)),
            agenda_name: Some("Sala 1".into()),
            client_id: None,
            client_name: Some(client.into()),
            start: moment(start),
            end: moment(end),
            status: "confirmed".into(),
            member_ids: vec![MemberId::new(Uuid::from_u128(7))],
            notes: String::new(),
        }
    }

    pub(crate) fn conflict(meant: Option<BookingView>, standing: Vec<BookingView>) -> ConflictView {
        ConflictView {
            id: ConflictId::new(Uuid::from_u128(9)),
            kind: ConflictKind::Full,
            state: ConflictState::Open,
            message: "O horário foi ocupado antes.".into(),
            operation: "appointments.create".into(),
            at: moment("2026-11-25T09:30:00"),
            member_name: Some("Bruno".into()),
            here: false,
            entity: "appointments".into(),
            subject: None,
            fields: Vec::new(),
            meant,
            standing,
            settlements: Vec::new(),
        }
    }

    fn with_reader<T>(read: impl FnOnce(&Reader<'_>) -> T) -> T {
        let member = |id: MemberId| (id == MemberId::new(Uuid::from_u128(7))).then(|| "Ana Prado".to_owned());
        let today = Date::constant(2026, 11, 25);
        read(&Reader { language: Language::Portuguese, today, member: &member })
    }

    #[test]
    fn what_differs_is_known_row_by_row() {
        let meant = booking(1, "Davi Rocha", "2026-11-26T14:00:00", "2026-11-26T14:40:00");
        let mut stands = booking(2, "Nina Alves", "2026-11-26T14:00:00", "2026-11-26T14:40:00");
        stands.notes = "Alergia".into();
        let rows = with_reader(|reader| reader.rows(&conflict(Some(meant), vec![stands])));
        let told: Vec<_> = rows.iter().map(|row| (row.label.as_str(), row.differs())).collect();
        assert_eq!(
            told,
            [
                ("Cliente", true),
                ("Quando", false),
                ("Com", false),
                ("Agenda", false),
                ("Situação", false),
                ("Notas", true)
            ]
        );
        assert_eq!(rows[1].meant.as_deref(), Some("amanhã, 14:00–14:40"));
        assert_eq!(rows[2].standing, ["Ana Prado"]);
    }

    #[test]
    fn where_nothing_stands_nothing_differs() {
        let meant = booking(1, "Davi Rocha", "2026-11-26T23:30:00", "2026-11-27T00:10:00");
        let rows = with_reader(|reader| reader.rows(&conflict(Some(meant), Vec::new())));
        assert!(rows.iter().all(|row| !row.differs()));
        assert_eq!(rows[1].meant.as_deref(), Some("amanhã, 23:30–sex, 27 nov 00:10"));
        assert!(rows.iter().all(|row| row.label != "Notas"), "nobody wrote any");
    }

    #[test]
    fn a_conflict_is_called_by_its_booking_or_by_what_was_done() {
        let meant = booking(1, "Davi Rocha", "2026-11-25T14:00:00", "2026-11-25T14:40:00");
        let title = |conflict: &ConflictView| with_reader(|reader| reader.title(conflict));
        assert_eq!(title(&conflict(Some(meant), Vec::new())), "Davi Rocha, hoje, 14:00–14:40");
        let other = ConflictView { entity: "clients".into(), ..conflict(None, Vec::new()) };
        assert_eq!(title(&other), "Cliente");
        let named = ConflictView { subject: Some("Maria Duarte".into()), ..other };
        assert_eq!(title(&named), "Cliente Maria Duarte");
    }

    #[test]
    fn of_what_is_no_booking_the_fields_that_have_words_are_compared() {
        let field = |name: &str, meant: &str, standing: Option<&str>| ConflictField {
            name: name.into(),
            meant: Some(meant.into()),
            standing: standing.map(str::to_owned),
        };
        let fields = vec![
            field("client_phones.typed", "11 90000-0001", Some("11 90000-0002")),
            field("active", "false", Some("true")),
            field("horizon", "{}", None),
        ];
        let about = ConflictView { entity: "clients".into(), fields, ..conflict(None, Vec::new()) };
        let rows = with_reader(|reader| reader.rows(&about));
        let told: Vec<_> = rows
            .iter()
            .map(|row| (row.label.as_str(), row.meant.as_deref(), row.standing[0].as_str(), row.differs()))
            .collect();
        assert_eq!(
            told,
            [
                ("Telefone", Some("11 90000-0001"), "11 90000-0002", true),
                ("Em uso", Some("não"), "sim", true)
            ]
        );
    }

    #[test]
    fn it_is_told_who_did_it_where_and_when() {
        let origin = |conflict: &ConflictView| with_reader(|reader| reader.origin(conflict));
        let other = conflict(None, Vec::new());
        assert_eq!(origin(&other), "Agendamento criado. Feito por Bruno em outro computador, 09:30.");
        let here = ConflictView { member_name: None, here: true, ..other };
        assert_eq!(origin(&here), "Agendamento criado. Feito neste computador, 09:30.");
    }
}
