//! The languages of the product, and the one way to write a text in all of them.

use serde::{Deserialize, Serialize};

/// A language that the product speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Language {
    /// Brazilian Portuguese, the first market.
    #[default]
    #[serde(rename = "pt-BR")]
    Portuguese,
    /// English.
    #[serde(rename = "en")]
    English,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Portuguese, Self::English, Self::Spanish];

    /// The BCP 47 tag, as in the `lang` attribute of a page.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Portuguese => "pt-BR",
            Self::English => "en",
            Self::Spanish => "es",
        }
    }

    /// The language's own name for itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Portuguese => "Português",
            Self::English => "English",
            Self::Spanish => "Español",
        }
    }

    /// The best match for a list of tags as in `Accept-Language` or `navigator.languages`; none if nothing matches.
    pub fn best(tags: &str) -> Option<Self> {
        tags.split(',').find_map(|tag| {
            let primary = tag.split(';').next()?.trim().split(['-', '_']).next()?.to_ascii_lowercase();
            match primary.as_str() {
                "pt" => Some(Self::Portuguese),
                "en" => Some(Self::English),
                "es" => Some(Self::Spanish),
                _ => None,
            }
        })
    }

    /// Whether `count` takes the singular. Portuguese of Brazil counts zero and one as singular, the others only one
    /// (CLDR plural rules).
    pub const fn singular(self, count: u64) -> bool {
        match self {
            Self::Portuguese => count <= 1,
            Self::English | Self::Spanish => count == 1,
        }
    }
}

/// Texts in every language. Leaving one out does not compile.
///
/// ```
/// leadsmart_contract::texts! {
///     /// The button that opens the booking form.
///     book: "Agendar", "Book", "Agendar";
///     greeting(name: &str): "Olá, {name}!", "Hello, {name}!", "¡Hola, {name}!";
///     free_slots[count](): "{count} horário livre" | "{count} horários livres",
///         "{count} free slot" | "{count} free slots",
///         "{count} horario libre" | "{count} horarios libres";
/// }
/// use leadsmart_contract::language::Language;
/// assert_eq!(book(Language::English), "Book");
/// assert_eq!(free_slots(Language::Portuguese, 0), "0 horário livre");
/// ```
#[macro_export]
macro_rules! texts {
    () => {};
    ($(#[$meta:meta])* $name:ident: $pt:literal, $en:literal, $es:literal; $($rest:tt)*) => {
        $(#[$meta])*
        #[allow(missing_docs, unreachable_pub)]
        pub const fn $name(language: $crate::language::Language) -> &'static str {
            match language {
                $crate::language::Language::Portuguese => $pt,
                $crate::language::Language::English => $en,
                $crate::language::Language::Spanish => $es,
            }
        }
        $crate::texts! { $($rest)* }
    };
    ($(#[$meta:meta])* $name:ident($($arg:ident: $ty:ty),* $(,)?): $pt:literal, $en:literal, $es:literal; $($rest:tt)*) => {
        $(#[$meta])*
        #[allow(missing_docs, unreachable_pub)]
        pub fn $name(language: $crate::language::Language, $($arg: $ty),*) -> String {
            match language {
                $crate::language::Language::Portuguese => format!($pt),
                $crate::language::Language::English => format!($en),
                $crate::language::Language::Spanish => format!($es),
            }
        }
        $crate::texts! { $($rest)* }
    };
    ($(#[$meta:meta])* $name:ident[$count:ident]($($arg:ident: $ty:ty),* $(,)?):
        $pt1:literal | $ptn:literal, $en1:literal | $enn:literal, $es1:literal | $esn:literal; $($rest:tt)*) => {
        $(#[$meta])*
        #[allow(missing_docs, unreachable_pub)]
        pub fn $name(language: $crate::language::Language, $count: u64, $($arg: $ty),*) -> String {
            match (language, language.singular($count)) {
                ($crate::language::Language::Portuguese, true) => format!($pt1),
                ($crate::language::Language::Portuguese, false) => format!($ptn),
                ($crate::language::Language::English, true) => format!($en1),
                ($crate::language::Language::English, false) => format!($enn),
                ($crate::language::Language::Spanish, true) => format!($es1),
                ($crate::language::Language::Spanish, false) => format!($esn),
            }
        }
        $crate::texts! { $($rest)* }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_language_of_a_list_is_taken() {
        assert_eq!(Language::best("fr-FR, es-AR;q=0.8, en"), Some(Language::Spanish));
        assert_eq!(Language::best("pt_BR"), Some(Language::Portuguese));
        assert_eq!(Language::best("de"), None);
    }
}
