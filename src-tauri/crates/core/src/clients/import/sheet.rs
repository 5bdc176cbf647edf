//! Bytes into lines and cells: how a file writes its letters, and what stands between its cells.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use leadsmart_contract::clients::{Delimiter, FileEncoding, MOST_IMPORT_COLUMNS, MOST_IMPORT_LINES};

/// How many lines the delimiter is found out from.
const LOOKED_AT: usize = 50;

/// The delimiters, the likeliest first.
const DELIMITERS: [Delimiter; 4] = [Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab, Delimiter::Pipe];

/// A file as lines and cells.
#[derive(Debug, PartialEq)]
pub(super) struct Sheet {
    pub(super) encoding: FileEncoding,
    pub(super) delimiter: Delimiter,
    /// The lines that have something in them.
    pub(super) lines: Vec<Line>,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// As a spreadsheet counts: empty lines too, and a line break inside of a cell is none.
    pub(super) number: u32,
    /// Without blanks around them.
    pub(super) cells: Vec<String>,
}

/// Why a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    Empty,
    NotText,
    TooManyLines,
    TooManyColumns,
}

/// Reads a file.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, Unreadable> {
    let (text, encoding) = decode(bytes)?;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    // Excel's own way of naming the delimiter; it counts as a line.
    let (said, body, before) = match said_delimiter(&text) {
        Some((delimiter, rest)) => (Some(delimiter), rest, 1),
        None => (None, text.as_str(), 0),
    };
    let delimiter = said.unwrap_or_else(|| likeliest_delimiter(body));
    let lines = lines(body, delimiter, before)?;
    if lines.is_empty() { Err(Unreadable::Empty) } else { Ok(Sheet { encoding, delimiter, lines }) }
}

/// A mark at the beginning says how the letters are written. Without one, what is valid UTF-8 is UTF-8: other encodings
/// of accented letters practically never are.
fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, FileEncoding), Unreadable> {
    let (text, encoding) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => {
            let kind = if encoding == UTF_8 { FileEncoding::Utf8 } else { FileEncoding::Utf16 };
            (encoding.decode_without_bom_handling(&bytes[mark..]).0, kind)
        }
        None => match std::str::from_utf8(bytes) {
            Ok(text) => (Cow::Borrowed(text), FileEncoding::Utf8),
            Err(_) => (WINDOWS_1252.decode_without_bom_handling(bytes).0, FileEncoding::Windows1252),
        },
    };
    // No text has it, and every workbook, picture or archive does.
    if text.contains('\0') { Err(Unreadable::NotText) } else { Ok((text, encoding)) }
}

fn said_delimiter(text: &str) -> Option<(Delimiter, &str)> {
    let (first, rest) = text.split_once('\n')?;
    let sign = first.trim().strip_prefix("sep=")?;
    let delimiter = DELIMITERS.into_iter().find(|delimiter| sign.as_bytes() == [byte(*delimiter)])?;
    Some((delimiter, rest))
}

/// The one that cuts the most lines into as many cells as the first, and into the most cells.
fn likeliest_delimiter(text: &str) -> Delimiter {
    let score = |delimiter: Delimiter| {
        let records = reader(text, delimiter).into_records().filter_map(Result::ok);
        let widths: Vec<usize> = records.take(LOOKED_AT).map(|record| record.len()).collect();
        let first = *widths.first()?;
        let alike = widths.iter().filter(|width| **width == first).count();
        (first > 1).then(|| (alike * 1000 / widths.len(), first))
    };
    let scores = DELIMITERS.into_iter().filter_map(|delimiter| Some((score(delimiter)?, delimiter)));
    // Of equal ones the first.
    let best = scores.reduce(|best, other| if other.0 > best.0 { other } else { best });
    best.map_or(Delimiter::Comma, |(_, delimiter)| delimiter)
}

const fn byte(delimiter: Delimiter) -> u8 {
    match delimiter {
        Delimiter::Comma => b',',
        Delimiter::Semicolon => b';',
        Delimiter::Tab => b'\t',
        Delimiter::Pipe => b'|',
    }
}

fn reader(text: &str, delimiter: Delimiter) -> csv::Reader<&[u8]> {
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(byte(delimiter)).from_reader(text.as_bytes())
}

fn lines(text: &str, delimiter: Delimiter, before: u32) -> Result<Vec<Line>, Unreadable> {
    let (mut reader, mut record) = (reader(text, delimiter), csv::StringRecord::new());
    let (mut lines, mut number, mut end) = (Vec::new(), before, 0);
    // The text is UTF-8, and nothing else can go wrong.
    while reader.read_record(&mut record).map_err(|_| Unreadable::NotText)? {
        // The reader goes over empty lines without a word; a spreadsheet shows them.
        let empty =
            text.as_bytes().get(end..).unwrap_or_default().iter().take_while(|byte| **byte == b'\n').count();
        number += 1 + u32::try_from(empty).unwrap_or(u32::MAX);
        end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        if record.len() > MOST_IMPORT_COLUMNS {
            return Err(Unreadable::TooManyColumns);
        }
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        // One more for the header.
        if lines.len() > MOST_IMPORT_LINES {
            return Err(Unreadable::TooManyLines);
        }
        lines.push(Line { number, cells: record.iter().map(cell).collect() });
    }
    Ok(lines)
}

/// A cell as it was meant. An apostrophe before what looks like a formula is there to disarm it ([`crate::clients::export`]).
fn cell(text: &str) -> String {
    let text = text.trim();
    let disarmed = text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@']));
    disarmed.unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(bytes: &[u8]) -> Sheet {
        read(bytes).expect("a file that can be read")
    }

    fn cells(sheet: &Sheet) -> Vec<Vec<&str>> {
        sheet.lines.iter().map(|line| line.cells.iter().map(String::as_str).collect()).collect()
    }

    /// The text as Windows writes it.
    fn windows(text: &str) -> Vec<u8> {
        WINDOWS_1252.encode(text).0.into_owned()
    }

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(|unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn a_file_of_excel_in_brazil_is_read() {
        let file = sheet(&windows(
            "Nome;Telefone;Observações\r\nJoão Conceição;(11) 98765-4321;gosta de café, sem açúcar\r\n",
        ));
        assert_eq!((file.encoding, file.delimiter), (FileEncoding::Windows1252, Delimiter::Semicolon));
        assert_eq!(
            cells(&file),
            [
                ["Nome", "Telefone", "Observações"],
                ["João Conceição", "(11) 98765-4321", "gosta de café, sem açúcar"]
            ]
        );
    }

    #[test]
    fn letters_are_read_however_they_are_written() {
        let text = "Nome,E-mail\nÁgata Muñoz,agata@example.com\n";
        let marked = ["\u{feff}".as_bytes(), text.as_bytes()].concat();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), FileEncoding::Utf8),
            (marked, FileEncoding::Utf8),
            (windows(text), FileEncoding::Windows1252),
            (utf16(text, true), FileEncoding::Utf16),
            (utf16(text, false), FileEncoding::Utf16),
        ] {
            let file = sheet(&bytes);
            assert_eq!((file.encoding, file.delimiter), (encoding, Delimiter::Comma));
            assert_eq!(
                cells(&file),
                [["Nome", "E-mail"], ["Ágata Muñoz", "agata@example.com"]],
                "{encoding:?} has no marks left"
            );
        }
    }

    #[test]
    fn the_delimiter_is_the_one_that_cuts_lines_alike() {
        for (text, delimiter) in [
            ("a,b,c\n1,2,3\n", Delimiter::Comma),
            ("nome\ttelefone\nAna, a primeira\t11 98765-4321\n", Delimiter::Tab),
            ("nome|cidade\nAna|São Paulo, SP\nBia|Rio, RJ\n", Delimiter::Pipe),
            ("Nome;Cidade, UF;Telefone\nAna;São Paulo, SP;1\n", Delimiter::Semicolon),
            ("nome;nota\nAna;\"um; dois\"\nBia;três, quatro\n", Delimiter::Semicolon),
            ("Nome\nAna\nBia\n", Delimiter::Comma),
            ("sep=;\nNome;a,b,c\nAna;1,2,3\n", Delimiter::Semicolon),
        ] {
            assert_eq!(sheet(text.as_bytes()).delimiter, delimiter, "{text}");
        }
    }

    #[test]
    fn lines_are_counted_as_a_spreadsheet_does() {
        let text =
            "Nome,Nota\r\nAna,\"primeira\r\nsegunda\r\nterceira\"\r\n\r\n,\r\nBia,\"diz \"\"oi\"\"\"\r\n";
        let file = sheet(text.as_bytes());
        let numbers: Vec<u32> = file.lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [1, 2, 5], "breaks inside of a cell are no lines, empty lines are");
        assert_eq!(file.lines[1].cells[1], "primeira\nsegunda\nterceira");
        assert_eq!(file.lines[2].cells[1], "diz \"oi\"");
        let file = sheet(b"sep=,\nNome,Nota\nAna,x\n");
        assert_eq!(file.lines[1].number, 3);
        let file = sheet(b"Nome,Nota\rAna,x\r");
        assert_eq!(file.lines[1].number, 2, "old Macs end lines so");
    }

    #[test]
    fn an_apostrophe_before_a_formula_is_taken_away_again() {
        let file = sheet(b"'+55 11 98765-4321,'=1,d'Avila,'abc\n");
        assert_eq!(cells(&file), [["+55 11 98765-4321", "=1", "d'Avila", "'abc"]]);
    }

    #[test]
    fn what_is_no_list_is_told_apart() {
        assert_eq!(read(b""), Err(Unreadable::Empty));
        assert_eq!(read(b"\r\n;;;\n \n"), Err(Unreadable::Empty));
        assert_eq!(read(b"PK\x03\x04\x14\0\x06\0\xff"), Err(Unreadable::NotText));
        assert_eq!(read(",".repeat(MOST_IMPORT_COLUMNS).as_bytes()), Err(Unreadable::TooManyColumns));
        let full = "Ana\n".repeat(MOST_IMPORT_LINES + 1);
        assert!(read(full.as_bytes()).is_ok(), "a header and all lines");
        assert_eq!(read(format!("{full}Bia\n").as_bytes()), Err(Unreadable::TooManyLines));
    }
}
