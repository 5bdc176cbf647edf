//! Clients as a CSV file, the way a spreadsheet of the caller's language opens it.

use leadsmart_contract::clients::ClientsFile;
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::language::Language;
use leadsmart_contract::page::MAX_LIMIT;
use leadsmart_contract::texts;
use leadsmart_contract::values::{Name, PhoneNumber};

use super::{Entry, search, store};
use crate::context::Read;
use crate::error::{Defect, Result};

/// By this spreadsheets know that a file is in UTF-8.
const MARK: &str = "\u{feff}";

/// All clients whom a search finds, in one snapshot.
pub(super) async fn export(
    read: &mut Read,
    company: CompanyId,
    text: &str,
    tag: Option<&Name>,
) -> Result<ClientsFile> {
    let (now, language) = (read.context.now, read.context.language);
    let mut entries: Vec<Entry> = Vec::new();
    let mut cursor = None;
    loop {
        let limit = Some(MAX_LIMIT);
        let question = search::Question { company, now, text, tag, cursor: cursor.as_deref(), limit };
        let page = search::find(read.connection(), question).await?;
        let ids: Vec<_> = page.items.iter().map(|client| client.id).collect();
        entries.extend(store::csv::entries(read.connection(), &ids).await?);
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    let clients = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    Ok(ClientsFile { csv: write(language, &entries)?, clients })
}

/// The text of the file.
fn write(language: Language, entries: &[Entry]) -> Result<String> {
    // Spreadsheets of countries with a decimal comma expect semicolons.
    let delimiter = if language == Language::English { b',' } else { b';' };
    let phones = entries.iter().map(|entry| entry.phones.len()).max().unwrap_or(0).max(1);
    let mut builder = csv::WriterBuilder::new();
    let mut writer = builder.delimiter(delimiter).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let failed = |e: &dyn std::fmt::Display| Defect(format!("a list could not be written: {e}"));
    writer.write_record(header(language, phones)).map_err(|e| failed(&e))?;
    for entry in entries {
        let cells = cells(language, entry, phones);
        writer.write_record(cells.iter().map(|cell| disarmed(cell))).map_err(|e| failed(&e))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(&e))?;
    let text = String::from_utf8(bytes).map_err(|e| failed(&e))?;
    Ok(format!("{MARK}{text}"))
}

fn header(language: Language, phones: usize) -> Vec<String> {
    let numbered = |number: usize| match number {
        1 => phone(language).to_owned(),
        _ => format!("{} {number}", phone(language)),
    };
    let rest = [email, document, birthday, notes, tags, consent].map(|text| text(language).to_owned());
    std::iter::once(name(language).to_owned()).chain((1..=phones).map(numbered)).chain(rest).collect()
}

fn cells(language: Language, entry: &Entry, phones: usize) -> Vec<String> {
    let phone =
        |place: usize| entry.phones.get(place).map(PhoneNumber::as_str).unwrap_or_default().to_owned();
    let day = entry.birthday.map(|day| match language {
        Language::English => day.to_string(),
        Language::Portuguese | Language::Spanish => day.strftime("%d/%m/%Y").to_string(),
    });
    let all_tags: Vec<&str> = entry.tags.iter().map(Name::as_str).collect();
    let agrees = if entry.marketing_consent_at.is_some() { yes(language) } else { no(language) };
    let rest = [
        entry.email.as_ref().map(ToString::to_string).unwrap_or_default(),
        entry.document.as_ref().map(|document| document.formatted()).unwrap_or_default(),
        day.unwrap_or_default(),
        entry.notes.as_str().to_owned(),
        all_tags.join(", "),
        agrees.to_owned(),
    ];
    std::iter::once(entry.name.to_string()).chain((0..phones).map(phone)).chain(rest).collect()
}

/// A cell that no spreadsheet takes for a formula (OWASP, CSV injection): what clients are called may come from strangers.
fn disarmed(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

texts! {
    name: "Nome", "Name", "Nombre";
    phone: "Telefone", "Phone", "Teléfono";
    email: "E-mail", "E-mail", "Correo electrónico";
    document: "CPF ou CNPJ", "CPF or CNPJ", "CPF o CNPJ";
    birthday: "Nascimento", "Date of birth", "Nacimiento";
    notes: "Observações", "Notes", "Observaciones";
    tags: "Etiquetas", "Tags", "Etiquetas";
    consent: "Aceita novidades", "Agrees to news", "Acepta novedades";
    yes: "sim", "yes", "sí";
    no: "não", "no", "no";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ana() -> Entry {
        Entry {
            name: "Ana; a primeira".parse().expect("a name"),
            phones: vec![
                "+55 11 98765-4321".parse().expect("a phone"),
                "11 3456-7890".parse().expect("a phone"),
            ],
            email: None,
            document: Some("52998224725".parse().expect("a CPF")),
            birthday: Some("1990-02-28".parse().expect("a day")),
            notes: "=HYPERLINK(\"x\")".parse().expect("a note"),
            tags: vec!["Ágata".parse().expect("a tag"), "VIP".parse().expect("a tag")],
            marketing_consent_at: None,
        }
    }

    #[test]
    fn a_file_is_written_as_a_spreadsheet_of_the_language_opens_it() {
        let portuguese = "\u{feff}Nome;Telefone;Telefone 2;E-mail;CPF ou CNPJ;Nascimento;Observações;Etiquetas;Aceita novidades\r\n\
             \"Ana; a primeira\";'+55 11 98765-4321;11 3456-7890;;529.982.247-25;28/02/1990;\"'=HYPERLINK(\"\"x\"\")\";\
             Ágata, VIP;não\r\n";
        assert_eq!(write(Language::Portuguese, &[ana()]).expect("a file"), portuguese);
        let english = write(Language::English, &[ana()]).expect("a file");
        assert!(english.starts_with("\u{feff}Name,Phone,Phone 2,E-mail,"), "{english}");
        assert!(english.contains(",1990-02-28,") && english.contains(",\"Ágata, VIP\",no\r\n"), "{english}");
        let spanish = write(Language::Spanish, &[]).expect("a file");
        assert_eq!(
            spanish,
            "\u{feff}Nombre;Teléfono;Correo electrónico;CPF o CNPJ;Nacimiento;Observaciones;Etiquetas;Acepta novedades\r\n"
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+55", "-1", "@SUM(A1)", "\tx", "\rx"] {
            assert_eq!(disarmed(cell), format!("'{cell}"));
        }
        assert_eq!(disarmed("Ana = Bia"), "Ana = Bia");
    }
}
