//! Brazilian taxpayer numbers.

use serde::{Deserialize, Serialize};

use super::{Problem, text_value};

/// A CPF (11 digits) or CNPJ (14 characters), kept without punctuation.
///
/// Since July 2026 the first twelve characters of a CNPJ may be letters (Receita Federal, instrução normativa 2229/2024);
/// a letter counts as its ASCII code minus 48.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Document(String);

impl Document {
    /// Drops punctuation and verifies the check digits.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.chars().count() > 40 {
            return Err(Problem::TooLong(40));
        }
        let plain: String = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, '.' | '-' | '/' | ' '))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        match plain.len() {
            0 => Err(Problem::Empty),
            11 if is_cpf(plain.as_bytes()) => Ok(Self(plain)),
            14 if is_cnpj(plain.as_bytes()) => Ok(Self(plain)),
            _ => Err(Problem::Document),
        }
    }

    /// Without punctuation.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// With punctuation, as people read it.
    pub fn formatted(&self) -> String {
        let d = &self.0;
        if d.len() == 11 {
            format!("{}.{}.{}-{}", &d[..3], &d[3..6], &d[6..9], &d[9..])
        } else {
            format!("{}.{}.{}/{}-{}", &d[..2], &d[2..5], &d[5..8], &d[8..12], &d[12..])
        }
    }

    #[cfg(feature = "schema")]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "minLength": 11, "maxLength": 40, "examples": ["529.982.247-25"] })
    }
}

text_value!(Document);

fn is_cpf(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit)
        && text.iter().any(|c| *c != text[0])
        && check_digit(&text[..9], (2..=10).rev()) == text[9]
        && check_digit(&text[..10], (2..=11).rev()) == text[10]
}

fn is_cnpj(text: &[u8]) -> bool {
    let weights = |count: u32| (0..count).rev().map(|place| 2 + place % 8);
    text.iter().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
        && text.iter().any(|c| *c != text[0])
        && check_digit(&text[..12], weights(12)) == text[12]
        && check_digit(&text[..13], weights(13)) == text[13]
}

fn check_digit(text: &[u8], weights: impl Iterator<Item = u32>) -> u8 {
    let sum: u32 = text.iter().zip(weights).map(|(c, weight)| u32::from(c - b'0') * weight).sum();
    match sum % 11 {
        0 | 1 => b'0',
        rest => b'0' + (11 - rest) as u8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_verified() {
        for good in ["529.982.247-25", "11.222.333/0001-81", "12.ABC.345/01DE-35"] {
            assert_eq!(Document::parse(good).map(|d| d.formatted()), Ok(good.to_owned()));
        }
        for bad in ["529.982.247-26", "111.111.111-11", "11.222.333/0001-82", "12.ABC.345/01DE-36", "123"] {
            assert_eq!(Document::parse(bad), Err(Problem::Document), "{bad} has wrong digits");
        }
    }
}
