//! Clients out of a CSV file: first what an import would do, then all that can be entered, or nothing.
//!
//! A line that looks like a client who is there already, or like an earlier line, is left out unless the person wants it all the
//! same: the same phone in any way of writing, the same document, the same address; a line that has none of these by its name.
//! What a line must be to be entered is what [`super::commands::create`] asks for too.

mod columns;
mod date;
mod entry;
mod sheet;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use leadsmart_contract::clients::{
    ImportCheck, ImportColumn, ImportField, ImportOutcome, LeftOut, Lookalike, MOST_IMPORT_BYTES,
    MOST_IMPORT_COLUMNS, MOST_IMPORT_LINES, MatchedBy,
};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{ClientId, CompanyId};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::values::Name;
use sqlx::SqliteConnection;

use super::search::plain;
use super::{Entry, store};
use crate::context::Context;
use crate::error::{Defect, Explain, Result};
use entry::{Reading, Wrong};
use sheet::{Line, Sheet, Unreadable};

/// How many lines of each kind are told one by one.
const MOST_TOLD: usize = 200;

/// How many lines are shown as they are, and how much of a cell.
const SAMPLES: usize = 5;
const LONGEST_CELL: usize = 80;

/// Why a file cannot be taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ImportError {
    #[error("the file is too large")]
    TooLarge,
    #[error("the file has too many lines")]
    TooManyLines,
    #[error("the file has too many columns")]
    TooManyColumns,
    #[error("the file is empty")]
    Empty,
    #[error("the file is no list")]
    NotText,
    /// As many entries as the file has columns were expected.
    #[error("{0} columns are expected")]
    Columns(usize),
    #[error("no column is the name")]
    NoName,
}

impl From<Unreadable> for ImportError {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::Empty => Self::Empty,
            Unreadable::NotText => Self::NotText,
            Unreadable::TooManyLines => Self::TooManyLines,
            Unreadable::TooManyColumns => Self::TooManyColumns,
        }
    }
}

impl Explain for ImportError {
    fn explain(&self, language: Language) -> Failure {
        let too_large = |message: String| {
            Failure::new(Code::TooLarge, message).with_hint(split_hint(language)).at("file")
        };
        let invalid = |message: &str| Failure::new(Code::InvalidInput, message);
        match self {
            Self::TooLarge => too_large(large(language, MOST_IMPORT_BYTES / 1024 / 1024)),
            Self::TooManyLines => too_large(many_lines(language, thousands(language, MOST_IMPORT_LINES))),
            Self::TooManyColumns => too_large(many_columns(language, MOST_IMPORT_COLUMNS)),
            Self::Empty => invalid(empty(language)).with_hint(empty_hint(language)).at("file"),
            Self::NotText => invalid(not_text(language)).with_hint(not_text_hint(language)).at("file"),
            Self::Columns(count) => invalid(&columns_differ(language, *count as u64)).at("columns"),
            Self::NoName => invalid(no_name(language)).with_hint(no_name_hint(language)).at("columns"),
        }
    }
}

/// What a caller sends of a file.
pub(super) struct Sent {
    pub(super) file: String,
    pub(super) has_header: Option<bool>,
    pub(super) columns: Option<Vec<ImportField>>,
}

/// A file that was read, before anybody is looked up.
pub(super) struct Draft {
    sheet: Sheet,
    has_header: bool,
    fields: Vec<ImportField>,
    ready: Vec<Ready>,
    left_out: Vec<(u32, String, Wrong)>,
}

/// A line that can be entered.
struct Ready {
    line: u32,
    entry: Entry,
}

/// Whom a line looks like.
#[derive(Clone, Debug)]
struct Twin {
    by: MatchedBy,
    client: Option<ClientId>,
    line: Option<u32>,
    name: Name,
}

/// Reads a file, away from what answers other calls: it may have 20,000 lines.
pub(super) async fn read(sent: Sent, now: Timestamp) -> Result<Draft> {
    if sent.file.len() > MOST_IMPORT_BYTES.div_ceil(3) * 4 {
        return Err(ImportError::TooLarge.into());
    }
    let work = tokio::task::spawn_blocking(move || {
        let bytes = STANDARD.decode(sent.file.as_bytes()).map_err(|_| ImportError::NotText)?;
        if bytes.len() > MOST_IMPORT_BYTES {
            return Err(ImportError::TooLarge);
        }
        Draft::new(sheet::read(&bytes)?, sent.has_header, sent.columns, now)
    });
    Ok(work.await.map_err(|e| Defect(format!("a file stopped its reader: {e}")))??)
}

/// What an import would do.
pub(super) async fn check(
    connection: &mut SqliteConnection,
    company: CompanyId,
    language: Language,
    draft: Draft,
) -> Result<ImportCheck> {
    let twins = twins(connection, company, &draft.ready).await?;
    let lookalikes: Vec<Lookalike> = draft.ready.iter().zip(twins).filter_map(lookalike).collect();
    let header = draft.sheet.lines.first().filter(|_| draft.has_header);
    let name = |place: usize| header.and_then(|line| line.cells.get(place)).map(|cell| cut(cell));
    let columns = draft.fields.iter().enumerate();
    let columns =
        columns.map(|(place, field)| ImportColumn { name: name(place).unwrap_or_default(), field: *field });
    let told = draft.left_out.iter().take(MOST_TOLD).map(|(line, name, wrong)| LeftOut {
        line: *line,
        name: cut(name),
        field: wrong.field,
        message: wrong.why.text(language),
    });
    Ok(ImportCheck {
        delimiter: draft.sheet.delimiter,
        encoding: draft.sheet.encoding,
        has_header: draft.has_header,
        columns: columns.collect(),
        samples: draft.samples(),
        lines: count(draft.lines().len()),
        new: count(draft.ready.len() - lookalikes.len()),
        duplicates: count(lookalikes.len()),
        wrong: count(draft.left_out.len()),
        left_out: told.collect(),
        lookalikes: lookalikes.into_iter().take(MOST_TOLD).collect(),
    })
}

/// Enters all that can be.
pub(super) async fn carry_out(
    connection: &mut SqliteConnection,
    context: &Context,
    draft: Draft,
    allow_duplicates: bool,
) -> Result<ImportOutcome> {
    if !draft.names() {
        return Err(ImportError::NoName.into());
    }
    let company = context.company()?;
    let wrong = count(draft.left_out.len());
    let mut outcome = ImportOutcome { created: 0, duplicates: 0, wrong };
    let twins = if allow_duplicates { Vec::new() } else { twins(connection, company, &draft.ready).await? };
    let mut twins = twins.into_iter();
    for ready in draft.ready {
        if twins.next().flatten().is_some() {
            outcome.duplicates += 1;
        } else {
            store::insert(connection, company, context.new_id(), &ready.entry, context.now).await?;
            outcome.created += 1;
        }
    }
    Ok(outcome)
}

impl Draft {
    fn new(
        sheet: Sheet,
        has_header: Option<bool>,
        columns: Option<Vec<ImportField>>,
        now: Timestamp,
    ) -> Result<Self, ImportError> {
        let header = sheet.lines.first().map_or(&[][..], |line| &line.cells[..]);
        let has_header = has_header.unwrap_or_else(|| columns::is_header(header));
        let lines = sheet.lines.get(usize::from(has_header)..).unwrap_or_default();
        if lines.len() > MOST_IMPORT_LINES {
            return Err(ImportError::TooManyLines);
        }
        // Without a header the widest line says how many columns there are.
        let width = if has_header {
            header.len()
        } else {
            lines.iter().map(|line| line.cells.len()).max().unwrap_or(0)
        };
        let fields = match columns {
            Some(fields) if fields.len() == width => fields,
            Some(_) => return Err(ImportError::Columns(width)),
            None if has_header => columns::by_names(header),
            None => columns::by_cells(lines, width),
        };
        let mut draft = Self { sheet, has_header, fields, ready: Vec::new(), left_out: Vec::new() };
        // Without names every line would be wrong for the same reason, which is none of theirs.
        if draft.names() {
            draft.sort_lines(now);
        }
        Ok(draft)
    }

    fn sort_lines(&mut self, now: Timestamp) {
        let (mut ready, mut left_out) = (Vec::new(), Vec::new());
        let lines = self.lines();
        let reading = Reading::new(&self.fields, lines, now);
        for line in lines {
            match reading.entry(line) {
                Ok(entry) => ready.push(Ready { line: line.number, entry }),
                Err(wrong) => left_out.push((line.number, reading.name(line), wrong)),
            }
        }
        (self.ready, self.left_out) = (ready, left_out);
    }

    /// The lines without the header.
    fn lines(&self) -> &[Line] {
        self.sheet.lines.get(usize::from(self.has_header)..).unwrap_or_default()
    }

    fn names(&self) -> bool {
        self.fields.iter().any(|field| field.names())
    }

    fn samples(&self) -> Vec<Vec<String>> {
        let cell =
            |line: &Line, place: usize| line.cells.get(place).map(|cell| cut(cell)).unwrap_or_default();
        let row = |line: &Line| (0..self.fields.len()).map(|place| cell(line, place)).collect();
        self.lines().iter().take(SAMPLES).map(row).collect()
    }
}

/// Somebody is known by these. The name alone is looked up only where there is nothing better.
fn keys(entry: &Entry) -> Vec<(MatchedBy, String)> {
    let phones = entry.phones.iter().map(|phone| (MatchedBy::Phone, phone.key()));
    let document = entry.document.iter().map(|document| (MatchedBy::Document, document.as_str().to_owned()));
    let email = entry.email.iter().map(|email| (MatchedBy::Email, email.as_str().to_owned()));
    phones.chain(document).chain(email).collect()
}

fn name_key(entry: &Entry) -> Option<(MatchedBy, String)> {
    let name = plain(entry.name.as_str());
    (!name.is_empty()).then_some((MatchedBy::Name, name))
}

/// Whom each of these lines looks like.
async fn twins(
    connection: &mut SqliteConnection,
    company: CompanyId,
    ready: &[Ready],
) -> Result<Vec<Option<Twin>>> {
    let (mut numbers, mut names) = (Vec::new(), Vec::new());
    for Ready { entry, .. } in ready {
        let keys = keys(entry);
        if keys.is_empty() {
            names.extend(name_key(entry));
        }
        numbers.extend(keys);
    }
    let of = |by: MatchedBy| -> Vec<&str> {
        let all = numbers.iter().chain(&names).filter(move |(kind, _)| *kind == by);
        all.map(|(_, key)| key.as_str()).collect()
    };
    let known = store::csv::holders(
        connection,
        company,
        &of(MatchedBy::Phone),
        &of(MatchedBy::Document),
        &of(MatchedBy::Email),
        &of(MatchedBy::Name),
    )
    .await?;
    let mut seen: HashMap<(MatchedBy, String), Twin> = HashMap::new();
    for (by, key, client, name) in known {
        seen.entry((by, key)).or_insert(Twin { by, client: Some(client), line: None, name });
    }
    Ok(ready.iter().map(|ready| meet(&mut seen, ready)).collect())
}

/// Whom a line looks like of those who were seen before; from now on it is one of them.
fn meet(seen: &mut HashMap<(MatchedBy, String), Twin>, ready: &Ready) -> Option<Twin> {
    let (keys, name) = (keys(&ready.entry), name_key(&ready.entry));
    let alone = name.iter().filter(|_| keys.is_empty());
    let found = keys.iter().chain(alone).find_map(|key| seen.get(key)).cloned();
    for key in keys.into_iter().chain(name) {
        let own = Twin { by: key.0, client: None, line: Some(ready.line), name: ready.entry.name.clone() };
        seen.entry(key).or_insert(own);
    }
    found
}

fn lookalike((ready, twin): (&Ready, Option<Twin>)) -> Option<Lookalike> {
    let Twin { by, client, line, name } = twin?;
    let (line, earlier_line) = (ready.line, line);
    Some(Lookalike { line, name: ready.entry.name.clone(), by, client_id: client, earlier_line, twin: name })
}

fn cut(cell: &str) -> String {
    match cell.char_indices().nth(LONGEST_CELL) {
        Some((end, _)) => format!("{}…", &cell[..end]),
        None => cell.to_owned(),
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// 20000 as people read it.
fn thousands(language: Language, number: usize) -> String {
    let sign = if language == Language::English { ',' } else { '.' };
    format!("{}{sign}{:03}", number / 1000, number % 1000)
}

texts! {
    large(most: usize): "O arquivo tem mais de {most} MB. Nada foi importado.", "The file is larger than {most} MB. Nothing was imported.",
        "El archivo pesa más de {most} MB. No se importó nada.";
    many_lines(most: String): "O arquivo tem mais de {most} linhas. Nada foi importado.",
        "The file has more than {most} lines. Nothing was imported.", "El archivo tiene más de {most} líneas. No se importó nada.";
    many_columns(most: usize): "O arquivo tem mais de {most} colunas. Nada foi importado.",
        "The file has more than {most} columns. Nothing was imported.", "El archivo tiene más de {most} columnas. No se importó nada.";
    split_hint: "Divida a lista em arquivos menores e importe um de cada vez.",
        "Split the list into smaller files and import one after the other.",
        "Divida la lista en archivos más pequeños e importe uno por uno.";
    empty: "O arquivo está vazio.", "The file is empty.", "El archivo está vacío.";
    empty_hint: "Confira se a lista foi salva e escolha o arquivo de novo.", "Check whether the list was saved, and choose the file again.",
        "Revise si la lista se guardó y elija el archivo de nuevo.";
    not_text: "Este arquivo não é uma lista em CSV.", "This file is not a CSV list.", "Este archivo no es una lista CSV.";
    not_text_hint: "No Excel ou no Planilhas Google, salve ou baixe a lista como CSV e escolha esse arquivo.",
        "In Excel or Google Sheets, save or download the list as CSV and choose that file.",
        "En Excel u Hojas de cálculo de Google, guarde o descargue la lista como CSV y elija ese archivo.";
    columns_differ[count](): "O arquivo tem {count} coluna." | "O arquivo tem {count} colunas.",
        "The file has {count} column." | "The file has {count} columns.",
        "El archivo tiene {count} columna." | "El archivo tiene {count} columnas.";
    no_name: "Falta dizer em que coluna está o nome. Nada foi importado.",
        "No column is marked as the name. Nothing was imported.",
        "Falta indicar en qué columna está el nombre. No se importó nada.";
    no_name_hint: "Escolha “Nome” em uma das colunas.", "Choose “Name” for one of the columns.", "Elija “Nombre” en una de las columnas.";
}
