//! Telephone numbers: kept as typed, matched in all their variants.

use serde::{Deserialize, Serialize};

use super::{Problem, text_value};

/// A telephone number as it was typed, with 8 to 15 digits.
///
/// It is shown as typed and compared by [`PhoneNumber::variants`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Checks that it has 8 to 15 digits (E.164 allows 15) and otherwise only the signs that people write between them.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.chars().count() > 40 {
            return Err(Problem::TooLong(40));
        }
        let text = text.trim();
        if text.is_empty() {
            return Err(Problem::Empty);
        }
        let written =
            |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}');
        let body = text.strip_prefix('+').unwrap_or(text);
        let digits = body.chars().filter(char::is_ascii_digit).count();
        if body.chars().all(written) && (8..=15).contains(&digits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Problem::Phone)
        }
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Only the digits, as typed.
    pub fn digits(&self) -> String {
        self.0.chars().filter(char::is_ascii_digit).collect()
    }

    /// Every way in which the same line may be written, digits only, the fullest first.
    ///
    /// Brazilian mobile numbers have nine digits that begin with 9 (Anatel, resolution 553/2010); older lists and hidden
    /// WhatsApp identities leave that nine out. Numbers are also written without the country code 55, with the trunk prefix
    /// 0, or without the area code; the last is no variant, because it would join strangers.
    pub fn variants(&self) -> Vec<String> {
        let digits = self.digits();
        match self.national() {
            Some((area, line)) => {
                let lines = match (line.len(), line.as_bytes().first()) {
                    (9, Some(b'9')) => vec![line.clone(), line[1..].to_owned()],
                    (8, Some(b'6'..=b'9')) => vec![format!("9{line}"), line.clone()],
                    _ => vec![line.clone()],
                };
                lines.iter().flat_map(|line| [format!("55{area}{line}"), format!("{area}{line}")]).collect()
            }
            None => vec![digits],
        }
    }

    /// The one form in which a number is compared and stored as a key: the fullest variant.
    pub fn key(&self) -> String {
        self.variants().swap_remove(0)
    }

    /// Area code and line of a Brazilian number.
    fn national(&self) -> Option<(String, String)> {
        let digits = self.digits();
        let foreign = self.0.starts_with('+') && !digits.starts_with("55");
        if foreign {
            return None;
        }
        let national = match digits.len() {
            12 | 13 if digits.starts_with("55") => &digits[2..],
            11 | 12 if digits.starts_with('0') => &digits[1..],
            10 | 11 => &digits[..],
            _ => return None,
        };
        let (area, line) = national.split_at_checked(2)?;
        let sound =
            !area.contains('0') && matches!(line.len(), 8 | 9) && (line.len() == 8 || line.starts_with('9'));
        sound.then(|| (area.to_owned(), line.to_owned()))
    }

    #[cfg(feature = "schema")]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({
            "type": "string", "minLength": 8, "maxLength": 40,
            "pattern": r"^\s*\+?[0-9 ().\/-]{8,40}\s*$", "examples": ["(11) 98765-4321"]
        })
    }
}

text_value!(PhoneNumber);

#[cfg(test)]
mod tests {
    use super::*;

    fn variants(text: &str) -> Vec<String> {
        PhoneNumber::parse(text).expect("a phone").variants()
    }

    #[test]
    fn a_brazilian_mobile_matches_with_and_without_the_ninth_digit() {
        let all = ["5511987654321", "11987654321", "551187654321", "1187654321"];
        for typed in ["(11) 98765-4321", "11 8765-4321", "+55 11 98765-4321", "011987654321", "551187654321"]
        {
            assert_eq!(variants(typed), all, "{typed} is the same line");
        }
    }

    #[test]
    fn a_landline_gets_no_ninth_digit() {
        assert_eq!(variants("(11) 3456-7890"), ["551134567890", "1134567890"]);
    }

    #[test]
    fn a_foreign_number_is_left_alone() {
        assert_eq!(variants("+54 9 11 2345-6789"), ["5491123456789"]);
        assert_eq!(variants("+1 212 555 0100"), ["12125550100"]);
    }

    #[test]
    fn a_line_without_area_code_joins_no_strangers() {
        assert_eq!(variants("98765-4321"), ["987654321"]);
    }

    #[test]
    fn it_is_kept_as_typed() {
        assert_eq!(PhoneNumber::parse(" (11) 98765.4321 ").expect("a phone").as_str(), "(11) 98765.4321");
        for bad in ["1234567", "abc12345678", "1234567890123456", "11 98765-4321 ramal 2"] {
            assert_eq!(PhoneNumber::parse(bad), Err(Problem::Phone), "{bad} is no phone");
        }
    }
}
