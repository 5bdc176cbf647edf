//! A line into what is entered of a client, or why it cannot be.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use leadsmart_contract::clients::ImportField;
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::values::{Document, EmailAddress, Name, Note, PhoneNumber, Problem};

use super::date;
use super::sheet::Line;
use crate::clients::search::plain;
use crate::clients::{Entry, is_birthday, tidy_tags};

/// How many phones and tags a client may have (`clients.create`).
const MOST_PHONES: usize = 5;
const MOST_TAGS: usize = 20;

/// How Google's lists separate what stands in one cell.
const GOOGLE: &str = ":::";

/// Why a line cannot be taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) field: Option<ImportField>,
    pub(super) why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// More cells than there are columns: something stands in the wrong place.
    TooManyCells,
    NoName,
    TooManyPhones,
    TooManyTags,
    NoDate,
    Birthday,
    NoAnswer,
    Value(Problem),
}

impl Why {
    pub(super) fn text(self, language: Language) -> String {
        match self {
            Self::TooManyCells => too_many_cells(language).into(),
            Self::NoName => no_name(language).into(),
            Self::TooManyPhones => too_many_phones(language, MOST_PHONES),
            Self::TooManyTags => too_many_tags(language, MOST_TAGS),
            Self::NoDate => no_date(language).into(),
            Self::Birthday => crate::clients::birthday(language).into(),
            Self::NoAnswer => no_answer(language).into(),
            Self::Value(problem) => problem.text(language),
        }
    }
}

/// How the lines of a file are read.
pub(super) struct Reading<'a> {
    fields: &'a [ImportField],
    month_first: bool,
    now: Timestamp,
}

impl<'a> Reading<'a> {
    /// What the columns hold; how days are written is found out from all lines together.
    pub(super) fn new(fields: &'a [ImportField], lines: &[Line], now: Timestamp) -> Self {
        let days =
            lines.iter().flat_map(|line| cells(fields, line, ImportField::Birthday)).filter_map(date::parts);
        Self { fields, month_first: date::month_first(days), now }
    }

    /// What the line says the client is called.
    pub(super) fn name(&self, line: &Line) -> String {
        let whole = self.cells(line, ImportField::Name);
        let first = self.cells(line, ImportField::FirstName);
        let last = self.cells(line, ImportField::LastName);
        // Line breaks and wide gaps come from how the list was typed.
        let words: Vec<&str> = whole.chain(first).chain(last).flat_map(str::split_whitespace).collect();
        words.join(" ")
    }

    /// What is entered of the client.
    pub(super) fn entry(&self, line: &Line) -> Result<Entry, Wrong> {
        if line.cells.iter().skip(self.fields.len()).any(|cell| !cell.is_empty()) {
            return Err(Wrong { field: None, why: Why::TooManyCells });
        }
        Ok(Entry {
            name: self.parsed_name(line)?,
            phones: self.phones(line)?,
            email: self.email(line)?,
            document: self.document(line)?,
            birthday: self.birthday(line)?,
            notes: self.notes(line)?,
            tags: self.tags(line)?,
            marketing_consent_at: self.consent(line)?.then_some(self.now),
        })
    }

    fn cells<'l>(&self, line: &'l Line, field: ImportField) -> impl Iterator<Item = &'l str> + use<'l, 'a> {
        cells(self.fields, line, field)
    }

    fn parsed_name(&self, line: &Line) -> Result<Name, Wrong> {
        Name::parse(&self.name(line)).map_err(|problem| match problem {
            Problem::Empty => Wrong { field: Some(ImportField::Name), why: Why::NoName },
            other => value(ImportField::Name, other),
        })
    }

    /// Each line once, in the order of the columns.
    fn phones(&self, line: &Line) -> Result<Vec<PhoneNumber>, Wrong> {
        let mut phones: Vec<PhoneNumber> = Vec::new();
        for cell in self.cells(line, ImportField::Phone) {
            for phone in phones_of(cell).map_err(|problem| value(ImportField::Phone, problem))? {
                if !phones.iter().any(|known| known.key() == phone.key()) {
                    phones.push(phone);
                }
            }
        }
        if phones.len() > MOST_PHONES {
            return Err(Wrong { field: Some(ImportField::Phone), why: Why::TooManyPhones });
        }
        Ok(phones)
    }

    fn email(&self, line: &Line) -> Result<Option<EmailAddress>, Wrong> {
        let mut found =
            self.cells(line, ImportField::Email).flat_map(|cell| pieces(cell, &[',', ';', '|', '\n']));
        found
            .next()
            .map(EmailAddress::parse)
            .transpose()
            .map_err(|problem| value(ImportField::Email, problem))
    }

    fn document(&self, line: &Line) -> Result<Option<Document>, Wrong> {
        let found = self.cells(line, ImportField::Document).next();
        let parsed = found.map(|cell| Document::parse(&with_zeros(cell))).transpose();
        parsed.map_err(|problem| value(ImportField::Document, problem))
    }

    fn birthday(&self, line: &Line) -> Result<Option<Date>, Wrong> {
        // Contacts of phones may have a birthday without its year, which cannot be kept.
        let Some(cell) = self.cells(line, ImportField::Birthday).find(|cell| !cell.starts_with("--")) else {
            return Ok(None);
        };
        let today = TimeZone::UTC.to_datetime(self.now).date();
        let wrong = |why| Wrong { field: Some(ImportField::Birthday), why };
        let day = date::parts(cell).and_then(|parts| parts.date(self.month_first, today));
        let day = day.ok_or(wrong(Why::NoDate))?;
        if is_birthday(day, self.now) { Ok(Some(day)) } else { Err(wrong(Why::Birthday)) }
    }

    fn notes(&self, line: &Line) -> Result<Note, Wrong> {
        let all: Vec<&str> = self.cells(line, ImportField::Notes).collect();
        Note::parse(&all.join("\n")).map_err(|problem| value(ImportField::Notes, problem))
    }

    fn tags(&self, line: &Line) -> Result<Vec<Name>, Wrong> {
        let found = self.cells(line, ImportField::Tags).flat_map(|cell| pieces(cell, &[',', ';', '|', '\n']));
        // Google marks groups of its own so.
        let own = found.filter(|tag| !tag.starts_with("* "));
        let tags: Result<Vec<Name>, Problem> = own.map(Name::parse).collect();
        let tags = tidy_tags(tags.map_err(|problem| value(ImportField::Tags, problem))?);
        if tags.len() > MOST_TAGS {
            return Err(Wrong { field: Some(ImportField::Tags), why: Why::TooManyTags });
        }
        Ok(tags)
    }

    fn consent(&self, line: &Line) -> Result<bool, Wrong> {
        let Some(cell) = self.cells(line, ImportField::MarketingConsent).next() else { return Ok(false) };
        match plain(cell).as_str() {
            "sim" | "s" | "yes" | "y" | "si" | "true" | "verdadeiro" | "verdadero" | "1" | "x" => Ok(true),
            "nao" | "n" | "no" | "false" | "falso" | "0" => Ok(false),
            _ => Err(Wrong { field: Some(ImportField::MarketingConsent), why: Why::NoAnswer }),
        }
    }
}

/// What is filled in of a field, in the order of its columns.
fn cells<'l, 'f>(
    fields: &'f [ImportField],
    line: &'l Line,
    field: ImportField,
) -> impl Iterator<Item = &'l str> + use<'l, 'f> {
    let filled = line.cells.iter().zip(fields).filter(move |(cell, of)| **of == field && !cell.is_empty());
    filled.map(|(cell, _)| cell.as_str())
}

const fn value(field: ImportField, problem: Problem) -> Wrong {
    Wrong { field: Some(field), why: Why::Value(problem) }
}

/// What stands in one cell, apart.
fn pieces<'a>(cell: &'a str, between: &'static [char]) -> impl Iterator<Item = &'a str> {
    let parts = cell.split(GOOGLE).flat_map(move |part| part.split(between));
    parts.map(str::trim).filter(|part| !part.is_empty())
}

/// The phones of a cell. A slash may stand inside of a number or between two.
fn phones_of(cell: &str) -> Result<Vec<PhoneNumber>, Problem> {
    let mut phones = Vec::new();
    for piece in pieces(cell, &[',', ';', '|', '\n']) {
        let piece = without_fraction(piece);
        match PhoneNumber::parse(piece) {
            Ok(phone) => phones.push(phone),
            Err(problem) => {
                let halves: Result<Vec<_>, _> = piece.split('/').map(PhoneNumber::parse).collect();
                phones.extend(halves.map_err(|_| problem)?);
            }
        }
    }
    Ok(phones)
}

/// Programs that take a phone for a number write it as 11987654321.0.
fn without_fraction(text: &str) -> &str {
    text.strip_suffix(".0").filter(|whole| whole.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or(text)
}

/// Spreadsheets that take a document for a number drop the zeros at its beginning. The check digits tell whether they are
/// right.
fn with_zeros(text: &str) -> String {
    let digits = without_fraction(text);
    match (digits.bytes().all(|byte| byte.is_ascii_digit()), digits.len()) {
        (true, 9 | 10) => format!("{digits:0>11}"),
        (true, 12 | 13) => format!("{digits:0>14}"),
        _ => digits.to_owned(),
    }
}

texts! {
    too_many_cells: "Esta linha tem mais células do que colunas. Confira se algum texto precisa de aspas.",
        "This line has more cells than there are columns. Check whether some text needs quotes.",
        "Esta línea tiene más celdas que columnas. Revise si algún texto necesita comillas.";
    no_name: "Falta o nome.", "The name is missing.", "Falta el nombre.";
    too_many_phones(most: usize): "Há mais de {most} telefones.", "There are more than {most} phones.",
        "Hay más de {most} teléfonos.";
    too_many_tags(most: usize): "Há mais de {most} etiquetas.", "There are more than {most} tags.",
        "Hay más de {most} etiquetas.";
    no_date: "Esta data não existe. Use dia/mês/ano, como em 28/02/1990.",
        "This date does not exist. Use day/month/year, as in 28/02/1990.",
        "Esta fecha no existe. Use día/mes/año, como en 28/02/1990.";
    no_answer: "Use sim ou não.", "Use yes or no.", "Use sí o no.";
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-25T12:00:00Z";

    fn read(fields: &[ImportField], cells: &[&str]) -> Result<Entry, Wrong> {
        let line = Line { number: 2, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() };
        let now = NOW.parse().expect("an instant");
        Reading::new(fields, std::slice::from_ref(&line), now).entry(&line)
    }

    fn phones(cells: &[&str]) -> Result<Vec<String>, Why> {
        let fields: Vec<ImportField> =
            std::iter::once(ImportField::Name).chain(cells.iter().map(|_| ImportField::Phone)).collect();
        let cells: Vec<&str> = std::iter::once("Ana").chain(cells.iter().copied()).collect();
        let entry = read(&fields, &cells).map_err(|wrong| wrong.why)?;
        Ok(entry.phones.iter().map(|phone| phone.as_str().to_owned()).collect())
    }

    #[test]
    fn a_line_is_read_into_all_that_is_kept_of_a_client() {
        use ImportField::{
            Birthday, Document, Email, FirstName, Ignored, LastName, MarketingConsent, Notes, Phone, Tags,
        };
        let entry = read(
            &[
                FirstName,
                LastName,
                Phone,
                Ignored,
                Email,
                Document,
                Birthday,
                Notes,
                Tags,
                Notes,
                MarketingConsent,
            ],
            &[
                "Ana  Maria",
                "Prado",
                "(11) 98765-4321",
                "x",
                "Ana@Example.com",
                "529.982.247-25",
                "28/02/1990",
                "Alérgica",
                "VIP, Ágata ::: * myContacts",
                "a dipirona",
                "Sim",
            ],
        );
        let expected = Entry {
            name: "Ana Maria Prado".parse().expect("a name"),
            phones: vec!["(11) 98765-4321".parse().expect("a phone")],
            email: Some("ana@example.com".parse().expect("an address")),
            document: Some("52998224725".parse().expect("a CPF")),
            birthday: Some("1990-02-28".parse().expect("a day")),
            notes: "Alérgica\na dipirona".parse().expect("a note"),
            tags: vec!["Ágata".parse().expect("a tag"), "VIP".parse().expect("a tag")],
            marketing_consent_at: Some(NOW.parse().expect("an instant")),
        };
        assert_eq!(entry, Ok(expected));
    }

    #[test]
    fn several_phones_may_stand_in_a_cell_and_each_line_counts_once() {
        let both = vec!["11 98765-4321".to_owned(), "11 3456-7890".to_owned()];
        for cell in
            ["11 98765-4321 ::: 11 3456-7890", "11 98765-4321; 11 3456-7890", "11 98765-4321 / 11 3456-7890"]
        {
            assert_eq!(phones(&[cell]), Ok(both.clone()), "{cell}");
        }
        assert_eq!(phones(&["11 98765-4321", "+55 11 8765-4321", "11 3456-7890"]), Ok(both));
        assert_eq!(phones(&["11987654321.0"]), Ok(vec!["11987654321".to_owned()]));
        assert_eq!(
            phones(&["5,51199E+12"]),
            Err(Why::Value(Problem::Phone)),
            "what Excel has ruined is told"
        );
        let six: Vec<String> = (0..6).map(|number| format!("11 3456-789{number}")).collect();
        assert_eq!(phones(&six.iter().map(String::as_str).collect::<Vec<_>>()), Err(Why::TooManyPhones));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_field() {
        use ImportField::{Birthday, Document, Email, MarketingConsent, Name};
        for (fields, cells, field, why) in [
            (vec![Name], vec![""], Some(Name), Why::NoName),
            (vec![Name], vec!["Ana", "x"], None, Why::TooManyCells),
            (vec![Name, Email], vec!["Ana", "ana@"], Some(Email), Why::Value(Problem::Email)),
            (vec![Name, Document], vec!["Ana", "123"], Some(Document), Why::Value(Problem::Document)),
            (vec![Name, Birthday], vec!["Ana", "31/02/1990"], Some(Birthday), Why::NoDate),
            (vec![Name, Birthday], vec!["Ana", "28/02/1890"], Some(Birthday), Why::Birthday),
            (vec![Name, MarketingConsent], vec!["Ana", "talvez"], Some(MarketingConsent), Why::NoAnswer),
        ] {
            assert_eq!(read(&fields, &cells), Err(Wrong { field, why }), "{cells:?}");
        }
    }

    #[test]
    fn zeros_that_a_spreadsheet_dropped_are_put_back() {
        let document = |text: &str| {
            let entry = read(&[ImportField::Name, ImportField::Document], &["Ana", text]).ok()?;
            entry.document.map(|document| document.as_str().to_owned())
        };
        assert_eq!(document("1234567890").as_deref(), Some("01234567890"));
        assert_eq!(document("1234567891"), None, "the check digits decide");
    }

    #[test]
    fn a_birthday_without_its_year_is_no_birthday() {
        let entry = read(&[ImportField::Name, ImportField::Birthday], &["Ana", "--02-28"]);
        assert_eq!(entry.map(|entry| entry.birthday), Ok(None));
    }
}
