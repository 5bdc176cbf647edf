//! What the columns of a file hold, guessed from their names in Portuguese, English and Spanish, or from what stands in them.

use leadsmart_contract::clients::ImportField;
use leadsmart_contract::values::{Document, EmailAddress, PhoneNumber};

use super::date;
use super::sheet::Line;
use crate::clients::search::plain;

/// How many lines are looked at where there is no header.
const LOOKED_AT: usize = 50;

const NAMES: &[&str] = &[
    "nome completo",
    "nome do cliente",
    "nome cliente",
    "nome do paciente",
    "nome paciente",
    "nome e sobrenome",
    "cliente",
    "paciente",
    "full name",
    "client name",
    "customer name",
    "patient name",
    "contact name",
    "display name",
    "client",
    "customer",
    "patient",
    "nombre completo",
    "nombre del cliente",
    "nombre del paciente",
    "nombre y apellido",
    "nombre y apellidos",
];

/// Names of columns that hold the whole name, or only the first one where another column has the last.
const BARE_NAMES: &[&str] = &["nome", "name", "nombre"];

const FIRST_NAMES: &[&str] = &[
    "primeiro nome",
    "prenome",
    "nome do meio",
    "segundo nome",
    "first name",
    "firstname",
    "given name",
    "forename",
    "middle name",
    "additional name",
    "primer nombre",
    "segundo nombre",
    "nombre de pila",
    "nombres",
];

const LAST_NAMES: &[&str] = &[
    "sobrenome",
    "sobrenomes",
    "ultimo nome",
    "nome de familia",
    "last name",
    "lastname",
    "surname",
    "family name",
    "apellido",
    "apellidos",
];

const PHONES: &[&str] = &[
    "telefone",
    "telefones",
    "fone",
    "fones",
    "tel",
    "celular",
    "celulares",
    "cel",
    "whatsapp",
    "zap",
    "phone",
    "phones",
    "telephone",
    "mobile",
    "cell",
    "cellphone",
    "telefono",
    "telefonos",
    "movil",
];

const EMAILS: &[&str] = &["email", "emails", "correo"];

const DOCUMENTS: &[&str] = &["cpf", "cnpj", "documento", "document"];

const BIRTHDAYS: &[&str] = &[
    "nascimento",
    "nasc",
    "aniversario",
    "birthday",
    "birthdate",
    "birth",
    "dob",
    "nacimiento",
    "cumpleanos",
];

const NOTES: &[&str] = &[
    "observacao",
    "observacoes",
    "obs",
    "anotacao",
    "anotacoes",
    "nota",
    "notas",
    "comentario",
    "comentarios",
    "note",
    "notes",
    "comment",
    "comments",
    "remarks",
    "observacion",
    "observaciones",
];

const TAGS: &[&str] = &[
    "etiqueta",
    "etiquetas",
    "tag",
    "tags",
    "categoria",
    "categorias",
    "grupo",
    "grupos",
    "marcador",
    "marcadores",
    "category",
    "categories",
    "group",
    "groups",
    "group membership",
    "label",
    "labels",
];

const CONSENTS: &[&str] = &[
    "aceita novidades",
    "aceita marketing",
    "consentimento",
    "marketing consent",
    "agrees to news",
    "opt in",
    "marketing",
    "acepta novedades",
    "consentimiento",
];

/// Words that make a column speak of something else than the person's own number, address or day.
const ASIDE: &[&str] = &[
    "type",
    "label",
    "tipo",
    "etiqueta",
    "fax",
    "ramal",
    "extension",
    "operadora",
    "cidade",
    "city",
    "ciudad",
    "local",
    "lugar",
    "place",
    "pais",
    "country",
    "mae",
    "pai",
    "mother",
    "father",
    "madre",
    "padre",
    "responsavel",
    "emergencia",
    "emergency",
    "confirmado",
    "confirmed",
    "verified",
];

/// What each column holds, by its name. Of fields that a client has once, the first column counts.
pub(super) fn by_names(header: &[String]) -> Vec<ImportField> {
    let keys: Vec<String> = header.iter().map(|name| key(name)).collect();
    let mut fields: Vec<ImportField> = keys.iter().map(|key| by_name(key)).collect();
    settle_names(&keys, &mut fields);
    for field in [ImportField::Name, ImportField::Email, ImportField::Birthday, ImportField::MarketingConsent]
    {
        for other in fields.iter_mut().filter(|other| **other == field).skip(1) {
            *other = ImportField::Ignored;
        }
    }
    fields
}

/// What each of so many columns holds, by what stands in them.
pub(super) fn by_cells(lines: &[Line], width: usize) -> Vec<ImportField> {
    let mut fields = Vec::with_capacity(width);
    for place in 0..width {
        let cells = lines.iter().take(LOOKED_AT).filter_map(|line| line.cells.get(place));
        let mut kinds = cells.filter(|cell| !cell.is_empty()).map(|cell| data(cell));
        let field = match kinds.next() {
            Some(Some(field)) if kinds.all(|other| other == Some(field)) => field,
            Some(None) if !fields.contains(&ImportField::Name) => ImportField::Name,
            _ => ImportField::Ignored,
        };
        let once = matches!(field, ImportField::Email | ImportField::Birthday);
        fields.push(if once && fields.contains(&field) { ImportField::Ignored } else { field });
    }
    fields
}

/// Whether the first line of a file names its columns: it says a name that is known, or at least no phone, address,
/// document or day.
pub(super) fn is_header(cells: &[String]) -> bool {
    let known = by_names(cells).iter().any(|field| *field != ImportField::Ignored);
    known || (cells.len() > 1 && cells.iter().all(|cell| data(cell).is_none()))
}

/// What a cell can only be.
fn data(cell: &str) -> Option<ImportField> {
    if EmailAddress::parse(cell).is_ok() {
        Some(ImportField::Email)
    } else if Document::parse(cell).is_ok() {
        Some(ImportField::Document)
    } else if date::parts(cell).is_some() {
        Some(ImportField::Birthday)
    } else if PhoneNumber::parse(cell).is_ok() {
        Some(ImportField::Phone)
    } else {
        None
    }
}

/// The words of a name that count: without accents, case and numbers, and without the "value" of Google's columns.
fn key(name: &str) -> String {
    let plain = plain(name).replace("e mail", "email");
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> =
        plain.split(' ').filter(|word| !is_number(word) && !matches!(*word, "value" | "valor")).collect();
    words.join(" ")
}

fn by_name(key: &str) -> ImportField {
    let is = |names: &[&str]| names.contains(&key);
    let has = |words: &[&str]| key.split(' ').any(|word| words.contains(&word));
    if is(NAMES) || is(BARE_NAMES) {
        ImportField::Name
    } else if is(FIRST_NAMES) {
        ImportField::FirstName
    } else if is(LAST_NAMES) {
        ImportField::LastName
    } else if is(CONSENTS) {
        ImportField::MarketingConsent
    } else if is(TAGS) {
        ImportField::Tags
    } else if is(NOTES) {
        ImportField::Notes
    } else if has(ASIDE) {
        ImportField::Ignored
    } else if has(EMAILS) {
        ImportField::Email
    } else if has(PHONES) {
        ImportField::Phone
    } else if has(DOCUMENTS) {
        ImportField::Document
    } else if has(BIRTHDAYS) {
        ImportField::Birthday
    } else {
        ImportField::Ignored
    }
}

/// Where the whole name stands, its parts are not needed; a bare "name" beside a last name is the first one.
fn settle_names(keys: &[String], fields: &mut [ImportField]) {
    if !fields.contains(&ImportField::Name) {
        return;
    }
    let only_first = fields.contains(&ImportField::LastName) && !fields.contains(&ImportField::FirstName);
    let whole = keys.iter().any(|key| NAMES.contains(&key.as_str()));
    for (key, field) in keys.iter().zip(fields.iter_mut()) {
        let bare = BARE_NAMES.contains(&key.as_str());
        match field {
            ImportField::Name if only_first && bare && !whole => *field = ImportField::FirstName,
            ImportField::Name if bare && whole => *field = ImportField::Ignored,
            ImportField::FirstName | ImportField::LastName if !only_first || whole => {
                *field = ImportField::Ignored;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use ImportField::{
        Birthday, Document, Email, FirstName, Ignored, LastName, MarketingConsent, Name, Notes, Phone, Tags,
    };

    use super::*;

    fn guess(header: &str) -> Vec<ImportField> {
        by_names(&header.split(',').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn columns_are_known_by_their_names_in_three_languages_without_accents_and_case() {
        for (header, fields) in [
            ("NOME,Telefone 1,Celular,E-MAIL,CPF/CNPJ", vec![Name, Phone, Phone, Email, Document]),
            ("Nome completo,Data de Nascimento,Observações,Etiquetas", vec![Name, Birthday, Notes, Tags]),
            ("Cliente,WhatsApp,Dt. Nasc.,Obs.", vec![Name, Phone, Birthday, Notes]),
            (
                "Name,Mobile phone,Email address,Date of birth,Notes",
                vec![Name, Phone, Email, Birthday, Notes],
            ),
            ("Nombre,Teléfono móvil,Correo electrónico,Cumpleaños", vec![Name, Phone, Email, Birthday]),
            ("Aceita novidades,Agrees to news,Cor", vec![MarketingConsent, Ignored, Ignored]),
        ] {
            assert_eq!(guess(header), fields, "{header}");
        }
    }

    #[test]
    fn a_name_may_stand_in_one_column_or_two() {
        for (header, fields) in [
            ("Nome,Sobrenome", vec![FirstName, LastName]),
            ("First name,Last name", vec![FirstName, LastName]),
            ("Nombre,Apellidos", vec![FirstName, LastName]),
            ("First Name,Middle Name,Last Name", vec![FirstName, FirstName, LastName]),
            ("Name,Given Name,Family Name", vec![Name, Ignored, Ignored]),
            ("Nome,Nome completo,Sobrenome", vec![Ignored, Name, Ignored]),
            ("Nome da mãe,Nome", vec![Ignored, Name]),
        ] {
            assert_eq!(guess(header), fields, "{header}");
        }
    }

    #[test]
    fn the_columns_of_google_contacts_are_known() {
        let header = "First Name,Middle Name,Last Name,Phonetic First Name,Nickname,File As,Organization Name,Birthday,Notes,\
                      Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,\
                      Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Address 1 - City";
        let fields = [
            FirstName, FirstName, LastName, Ignored, Ignored, Ignored, Ignored, Birthday, Notes, Ignored,
            Tags, Ignored, Email, Ignored, Ignored, Ignored, Phone, Ignored, Phone, Ignored,
        ];
        assert_eq!(guess(header), fields);
    }

    #[test]
    fn columns_without_names_are_known_by_what_stands_in_them() {
        let lines: Vec<Line> = [
            "Ana|11 98765-4321|ana@example.com|28/02/1990|x",
            "Bia||bia@example.com||",
            "Caio|1134567890|||529.982.247-25",
        ]
        .iter()
        .zip(1..)
        .map(|(text, number)| Line { number, cells: text.split('|').map(str::to_owned).collect() })
        .collect();
        assert_eq!(by_cells(&lines, 6), [Name, Phone, Email, Birthday, Ignored, Ignored]);
    }

    #[test]
    fn a_header_is_told_from_a_client() {
        let header = |text: &str| is_header(&text.split(',').map(str::to_owned).collect::<Vec<_>>());
        for text in ["Nome,Telefone", "Nome", "foo,bar", "Nome,11 98765-4321"] {
            assert!(header(text), "{text}");
        }
        for text in ["Ana Prado,11 98765-4321", "ana@example.com", "Ana Prado", "Ana,529.982.247-25"] {
            assert!(!header(text), "{text}");
        }
    }
}
