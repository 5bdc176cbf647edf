//! Why a value is refused.

use std::fmt;

use crate::language::Language;

/// Why a value is refused. Its display form is for transport through a decoder; people get [`Problem::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Problem {
    /// Nothing, or only blanks, where something is needed.
    Empty,
    /// More than this many characters or entries.
    TooLong(usize),
    /// Fewer than this many characters or entries.
    TooShort(usize),
    /// A number outside of these bounds, inclusive.
    Range(i64, i64),
    /// Not an identifier.
    Identifier,
    /// Not an e-mail address.
    Email,
    /// Not a telephone number.
    Phone,
    /// Not a CPF or CNPJ, or its check digits are wrong.
    Document,
    /// Not the name of a time zone.
    Zone,
    /// Not a date and time.
    Moment,
    /// The end is not after the start.
    Order,
    /// Ranges that overlap.
    Overlap,
    /// Line breaks or control characters where only one line may stand.
    Control,
    /// Not a code of the expected form.
    Code,
    /// Not a picture, or one of a kind that is not accepted.
    Picture,
    /// The same entry twice.
    Repeated,
    /// A password that is among the first an attacker tries.
    Guessable,
}

impl std::error::Error for Problem {}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(most) => write!(f, "too_long {most}"),
            Self::TooShort(least) => write!(f, "too_short {least}"),
            Self::Range(least, most) => write!(f, "range {least} {most}"),
            other => f.write_str(other.word()),
        }
    }
}

impl Problem {
    const PLAIN: [Self; 14] = [
        Self::Empty,
        Self::Identifier,
        Self::Email,
        Self::Phone,
        Self::Document,
        Self::Zone,
        Self::Moment,
        Self::Order,
        Self::Overlap,
        Self::Control,
        Self::Code,
        Self::Picture,
        Self::Repeated,
        Self::Guessable,
    ];

    const fn word(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong(_) => "too_long",
            Self::TooShort(_) => "too_short",
            Self::Range(..) => "range",
            Self::Identifier => "identifier",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Document => "document",
            Self::Zone => "zone",
            Self::Moment => "moment",
            Self::Order => "order",
            Self::Overlap => "overlap",
            Self::Control => "control",
            Self::Code => "code",
            Self::Picture => "picture",
            Self::Repeated => "repeated",
            Self::Guessable => "guessable",
        }
    }

    /// Reads a problem back from the message of a decoder; none if the message is the decoder's own.
    pub fn from_message(message: &str) -> Option<Self> {
        let mut words = message.split(' ');
        let head = words.next()?;
        let mut number = || words.next()?.parse::<i64>().ok();
        match head {
            "too_long" => Some(Self::TooLong(usize::try_from(number()?).ok()?)),
            "too_short" => Some(Self::TooShort(usize::try_from(number()?).ok()?)),
            "range" => Some(Self::Range(number()?, number()?)),
            _ => Self::PLAIN.into_iter().find(|plain| plain.word() == message),
        }
    }

    /// What to tell the person.
    pub fn text(self, language: Language) -> String {
        match self {
            Self::TooLong(most) => too_long(language, most as u64),
            Self::TooShort(least) => too_short(language, least as u64),
            Self::Range(least, most) => range(language, least, most),
            Self::Empty => empty(language).into(),
            Self::Identifier => identifier(language).into(),
            Self::Email => email(language).into(),
            Self::Phone => phone(language).into(),
            Self::Document => document(language).into(),
            Self::Zone => zone(language).into(),
            Self::Moment => moment(language).into(),
            Self::Order => order(language).into(),
            Self::Overlap => overlap(language).into(),
            Self::Control => control(language).into(),
            Self::Code => code(language).into(),
            Self::Picture => picture(language).into(),
            Self::Repeated => repeated(language).into(),
            Self::Guessable => guessable(language).into(),
        }
    }
}

crate::texts! {
    empty: "Preencha este campo.", "Fill in this field.", "Complete este campo.";
    too_long[most](): "No máximo {most} caractere." | "No máximo {most} caracteres.",
        "At most {most} character." | "At most {most} characters.",
        "Como máximo {most} carácter." | "Como máximo {most} caracteres.";
    too_short[least](): "No mínimo {least} caractere." | "No mínimo {least} caracteres.",
        "At least {least} character." | "At least {least} characters.",
        "Como mínimo {least} carácter." | "Como mínimo {least} caracteres.";
    range(least: i64, most: i64): "De {least} a {most}.", "From {least} to {most}.", "De {least} a {most}.";
    identifier: "Este identificador não é válido.", "This identifier is not valid.", "Este identificador no es válido.";
    email: "Confira o e-mail: use a forma nome@exemplo.com.",
        "Check the e-mail: use the form name@example.com.",
        "Revise el correo: use la forma nombre@ejemplo.com.";
    phone: "Confira o telefone: use DDD e número, como em (11) 98765-4321.",
        "Check the phone: use area code and number, as in (11) 98765-4321.",
        "Revise el teléfono: use código de área y número, como en (11) 98765-4321.";
    document: "Confira o CPF ou CNPJ: os dígitos não conferem.",
        "Check the CPF or CNPJ: the digits do not match.",
        "Revise el CPF o CNPJ: los dígitos no coinciden.";
    zone: "Este fuso horário não existe.", "This time zone does not exist.", "Esta zona horaria no existe.";
    moment: "Esta data ou hora não existe.", "This date or time does not exist.", "Esta fecha u hora no existe.";
    order: "O fim precisa vir depois do início.", "The end must come after the start.", "El fin debe ser posterior al inicio.";
    overlap: "Estes horários se sobrepõem.", "These hours overlap.", "Estos horarios se superponen.";
    control: "Use só uma linha, sem caracteres de controle.", "Use one line, without control characters.",
        "Use una sola línea, sin caracteres de control.";
    code: "Confira o código.", "Check the code.", "Revise el código.";
    picture: "Use uma imagem PNG, JPEG ou WebP.", "Use a PNG, JPEG or WebP picture.", "Use una imagen PNG, JPEG o WebP.";
    repeated: "Há uma repetição na lista.", "The list has a repetition.", "Hay una repetición en la lista.";
    guessable: "Esta senha é fácil de adivinhar. Uma frase curta funciona bem.",
        "This password is easy to guess. A short sentence works well.",
        "Esta contraseña es fácil de adivinar. Una frase corta funciona bien.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_survives_the_message_of_a_decoder() {
        for problem in Problem::PLAIN.into_iter().chain([
            Problem::TooLong(7),
            Problem::Range(-3, 9),
            Problem::TooShort(2),
        ]) {
            assert_eq!(Problem::from_message(&problem.to_string()), Some(problem));
        }
        assert_eq!(Problem::from_message("missing field `name`"), None);
    }
}
