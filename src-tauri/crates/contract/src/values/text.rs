//! Texts of a known form and length.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use super::{Problem, text_value};

macro_rules! line {
    ($(#[$meta:meta])* $name:ident, $least:literal, $most:literal) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl $name {
            /// Checks length, blanks around it included, and form, and takes those blanks away.
            pub fn parse(text: &str) -> Result<Self, Problem> {
                one_line(text, $least, $most).map(Self)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            #[cfg(feature = "schema")]
            fn schema() -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "minLength": $least, "maxLength": $most })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        text_value!($name);
    };
}

line! {
    /// The name of a person, company, agenda, service or role: one line of 1 to 120 characters.
    Name, 1, 120
}
line! {
    /// A short remark such as a reason: one line of up to 200 characters, possibly empty.
    ShortText, 0, 200
}
line! {
    /// One line of 1 to 500 characters, such as an address.
    Line, 1, 500
}
line! {
    /// What a person types into a search field: up to 100 characters.
    SearchText, 0, 100
}

fn one_line(text: &str, least: usize, most: usize) -> Result<String, Problem> {
    if is_plain(text) && (least..=most).contains(&text.len()) {
        return Ok(text.to_owned());
    }
    let text = trimmed(text, most)?;
    let length = text.chars().count();
    if length < least {
        return Err(if length == 0 { Problem::Empty } else { Problem::TooShort(least) });
    }
    if text.chars().any(|c| c.is_control() || is_direction_override(c)) {
        return Err(Problem::Control);
    }
    Ok(text.to_owned())
}

/// Whether a text is visible ASCII with blanks between, so that bytes are characters and nothing has to be taken away. Most
/// names are, and a page of the calendar has thousands.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let visible = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    visible(bytes.first()) && visible(bytes.last()) && bytes.iter().all(|byte| matches!(byte, b' '..=b'~'))
}

/// The text without blanks around it. They count towards the bound: also a text of blanks alone is one that somebody sent.
fn trimmed(text: &str, most: usize) -> Result<&str, Problem> {
    if text.chars().count() > most { Err(Problem::TooLong(most)) } else { Ok(text.trim()) }
}

/// Characters that make a text read differently from what it is (Unicode TR 36, bidirectional overrides).
fn is_direction_override(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Free text of several lines, up to 4,000 characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Note(String);

impl Note {
    /// The longest note, in characters.
    pub const MAX: usize = 4_000;

    /// Checks the length, blanks around it included, and takes those blanks away.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = trimmed(text, Self::MAX)?;
        if text
            .chars()
            .any(|c| (c.is_control() && c != '\n' && c != '\t' && c != '\r') || is_direction_override(c))
        {
            return Err(Problem::Control);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[cfg(feature = "schema")]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "maxLength": Self::MAX })
    }
}

text_value!(Note);

/// An e-mail address in lower case. The form is checked for slips; whether it exists, only a message can tell.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Trims, lowers, and checks: one `@`, a local part, a domain with a dot, no blanks, at most 254 characters (RFC 5321).
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = trimmed(text, 254)?.to_lowercase();
        if text.is_empty() {
            return Err(Problem::Empty);
        }
        let (local, domain) = text.split_once('@').ok_or(Problem::Email)?;
        let plain = |c: char| {
            c.is_ascii_graphic() && !matches!(c, '@' | ',' | ';' | '<' | '>' | '(' | ')' | '"' | '\\')
        };
        let label = |part: &str| {
            !part.is_empty()
                && part.len() <= 63
                && !part.starts_with('-')
                && !part.ends_with('-')
                && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        let sound = !local.is_empty()
            && local.len() <= 64
            && local.chars().all(plain)
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && domain.contains('.')
            && domain.split('.').all(label);
        if sound { Ok(Self(text)) } else { Err(Problem::Email) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[cfg(feature = "schema")]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "email", "minLength": 3, "maxLength": 254 })
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_value!(EmailAddress);

/// The name of an IANA time zone, such as `America/Sao_Paulo`. That the zone exists is checked where its rules are known.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ZoneName(String);

impl ZoneName {
    /// Checks the form.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = trimmed(text, 64)?;
        let sound = (1..=64).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+'));
        if sound { Ok(Self(text.to_owned())) } else { Err(Problem::Zone) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[cfg(feature = "schema")]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({
            "type": "string", "minLength": 1, "maxLength": 64,
            "pattern": "^[A-Za-z][A-Za-z0-9/_+-]*$", "examples": ["America/Sao_Paulo"]
        })
    }
}

impl fmt::Display for ZoneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_value!(ZoneName);

macro_rules! secret_text {
    ($(#[$meta:meta])* $name:ident, $least:literal, $most:literal) => {
        $(#[$meta])*
        ///
        /// It can be sent, because that is what it is for; it is never shown by `Debug`.
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The secret itself. Handle with care: never log it.
            pub fn reveal(&self) -> &str {
                &self.0
            }

            #[cfg(feature = "schema")]
            fn schema() -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "format": "password", "minLength": $least, "maxLength": $most })
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }

        text_value!($name);
    };
}

secret_text! {
    /// A password as a person chooses it: 8 to 200 characters, any of them (NIST SP 800-63B: length counts, rules about
    /// kinds of characters do not).
    Password, 8, 200
}
secret_text! {
    /// A password, token or code that somebody else chose: 1 to 500 characters.
    Secret, 1, 500
}
secret_text! {
    /// What admits a desktop to a company: a code, or a link with one. 1 to 8000 characters; a certificate may be in it.
    JoinCode, 1, 8000
}

/// The passwords that attackers try first, from eight characters on (an excerpt of the lists published every year).
const GUESSABLE: [&str; 24] = [
    "12345678",
    "123456789",
    "1234567890",
    "87654321",
    "11111111",
    "00000000",
    "password",
    "password1",
    "passw0rd",
    "qwertyui",
    "qwertyuiop",
    "qwerty123",
    "abcd1234",
    "abc12345",
    "senha123",
    "senha1234",
    "mudar123",
    "brasil123",
    "contraseña",
    "contrasena",
    "iloveyou",
    "leadsmart",
    "administrador",
    "1q2w3e4r",
];

impl Password {
    /// Checks length and the list of passwords that are tried first. Nothing is trimmed: blanks count.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        match text.chars().count() {
            0 => Err(Problem::Empty),
            1..8 => Err(Problem::TooShort(8)),
            8..=200 if GUESSABLE.contains(&text.to_lowercase().as_str()) => Err(Problem::Guessable),
            8..=200 => Ok(Self(text.to_owned())),
            _ => Err(Problem::TooLong(200)),
        }
    }
}

impl Secret {
    /// Checks the length.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        match text.chars().count() {
            0 => Err(Problem::Empty),
            1..=500 => Ok(Self(text.to_owned())),
            _ => Err(Problem::TooLong(500)),
        }
    }
}

impl JoinCode {
    /// Checks the length. What is in it, only who joins can say.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        match text.chars().count() {
            0 => Err(Problem::Empty),
            1..=8000 => Ok(Self(text.to_owned())),
            _ => Err(Problem::TooLong(8000)),
        }
    }
}

/// A code that a person reads aloud or types: groups of letters and digits without look-alikes. Upper case, blanks and
/// hyphens do not count.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccessCode(String);

impl AccessCode {
    /// Digits and letters that cannot be taken for one another (Crockford's base 32).
    pub const ALPHABET: &'static [u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// Reads a code as typed: `O` is zero, `I` and `L` are one.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.chars().count() > 100 {
            return Err(Problem::TooLong(100));
        }
        let mut code = String::new();
        for c in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            };
            if !c.is_ascii() || !Self::ALPHABET.contains(&(c as u8)) {
                return Err(Problem::Code);
            }
            code.push(c);
        }
        if (8..=64).contains(&code.len()) { Ok(Self(code)) } else { Err(Problem::Code) }
    }

    /// The characters without groups. Handle with care: it opens something.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// In groups of four, to be read and typed.
    pub fn grouped(&self) -> String {
        let groups: Vec<String> =
            self.0.as_bytes().chunks(4).map(|c| String::from_utf8_lossy(c).into_owned()).collect();
        groups.join("-")
    }

    #[cfg(feature = "schema")]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "minLength": 8, "maxLength": 100 })
    }
}

impl fmt::Debug for AccessCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessCode(…)")
    }
}

text_value!(AccessCode);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_bounded() {
        assert_eq!(Name::parse("  Ana Prado ").as_ref().map(Name::as_str), Ok("Ana Prado"));
        assert_eq!(Name::parse(" "), Err(Problem::Empty));
        assert_eq!(Name::parse(&"á".repeat(121)), Err(Problem::TooLong(120)));
        assert_eq!(Name::parse("Ana\u{0}"), Err(Problem::Control));
        assert_eq!(Name::parse("Ana\u{202e}odarP"), Err(Problem::Control));
    }

    #[test]
    fn blanks_around_a_text_are_bounded_with_it() {
        let (a_few, many) = (" ".repeat(30), " ".repeat(100_000));
        assert!(
            Name::parse(&format!("{a_few}Ana{a_few}")).is_ok(),
            "what was pasted with some blanks is taken"
        );
        assert_eq!(Name::parse(&format!("Ana{many}")), Err(Problem::TooLong(120)));
        assert_eq!(ShortText::parse(&many), Err(Problem::TooLong(200)));
        assert_eq!(SearchText::parse(&many), Err(Problem::TooLong(100)));
        assert_eq!(Note::parse(&many), Err(Problem::TooLong(4_000)));
        assert_eq!(EmailAddress::parse(&format!("{many}ana@exemplo.com")), Err(Problem::TooLong(254)));
        assert_eq!(ZoneName::parse(&format!("America/Sao_Paulo{many}")), Err(Problem::TooLong(64)));
        assert_eq!(AccessCode::parse(&format!("ABCD-0000{many}")), Err(Problem::TooLong(100)));
    }

    #[test]
    fn slips_in_an_address_are_noticed() {
        for good in ["Ana@Exemplo.com", "a.b+c@sub.exemplo.com.br"] {
            assert!(EmailAddress::parse(good).is_ok(), "{good} is an address");
        }
        for bad in [
            "ana",
            "ana@",
            "@exemplo.com",
            "ana@exemplo",
            "a b@c.de",
            "ana@exemplo..com",
            "a..b@c.de",
            "ana@-a.com",
        ] {
            assert_eq!(EmailAddress::parse(bad), Err(Problem::Email), "{bad} is no address");
        }
    }

    #[test]
    fn secrets_do_not_show_in_debug() {
        let text = format!("{:?}", Password::parse("correct horse").ok());
        assert!(!text.contains("horse"), "Debug must not reveal a password: {text}");
    }

    #[test]
    fn codes_forgive_what_people_confuse() {
        let code = AccessCode::parse("abcd-oil1 0000").expect("a code");
        assert_eq!(code.reveal(), "ABCD01110000");
        assert_eq!(code.grouped(), "ABCD-0111-0000");
        assert!(AccessCode::parse("ABC").is_err());
    }
}
