//! Believable clients, the same ones at each run, as rows of a file, and what a front desk types to find them.

use serde_json::json;
use sqlx::sqlite::SqliteConnection;
use uuid::Uuid;

use crate::diary::{CLIENT, id};
use crate::speed::Outcome;

/// A client as the file gets it.
#[derive(Clone, Debug)]
pub struct Person {
    /// Name.
    pub name: String,
    /// The name without accents, in lower case.
    pub plain: String,
    /// Area code and line, digits only.
    pub phone: String,
    /// A CPF with its two check digits.
    pub document: Option<String>,
    /// A word to group by, for some.
    pub tag: Option<&'static str>,
}

/// Numbers that look random and are the same at each run (the SplitMix64 generator).
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// Begins.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    /// An entry of a list whose first entries are much likelier than its last ones, as names are.
    fn common<'a>(&mut self, list: &'a [&'a str]) -> &'a str {
        let most = self.below(list.len()) + 1;
        let place = self.below(most);
        list[self.below(place + 1)]
    }
}

const FIRST: [&str; 84] = [
    "Maria",
    "José",
    "Ana",
    "João",
    "Antônio",
    "Francisco",
    "Carlos",
    "Paulo",
    "Pedro",
    "Lucas",
    "Luiz",
    "Marcos",
    "Luís",
    "Gabriel",
    "Rafael",
    "Francisca",
    "Daniel",
    "Marcelo",
    "Bruno",
    "Eduardo",
    "Felipe",
    "Antônia",
    "Adriana",
    "Juliana",
    "Márcia",
    "Fernanda",
    "Patrícia",
    "Aline",
    "Sandra",
    "Camila",
    "Amanda",
    "Bruna",
    "Jéssica",
    "Letícia",
    "Júlia",
    "Luciana",
    "Vanessa",
    "Mariana",
    "Gabriela",
    "Vera",
    "Vitória",
    "Larissa",
    "Cláudia",
    "Beatriz",
    "Rita",
    "Luana",
    "Sônia",
    "Renata",
    "Eliane",
    "Josefa",
    "Simone",
    "Natália",
    "Cristiane",
    "Carla",
    "Débora",
    "Rosângela",
    "Jaqueline",
    "Rosa",
    "Daniela",
    "Aparecida",
    "Marlene",
    "Terezinha",
    "Raimunda",
    "Andréia",
    "Fabiana",
    "Lúcia",
    "Raquel",
    "Ângela",
    "Rafaela",
    "Joana",
    "Luzia",
    "Elaine",
    "Daniele",
    "Regina",
    "Denise",
    "Sabrina",
    "Tatiane",
    "Vinícius",
    "Guilherme",
    "Gustavo",
    "Thiago",
    "Henrique",
    "Caetano",
    "Zilda",
];

const LAST: [&str; 72] = [
    "Silva",
    "Santos",
    "Oliveira",
    "Souza",
    "Rodrigues",
    "Ferreira",
    "Alves",
    "Pereira",
    "Lima",
    "Gomes",
    "Costa",
    "Ribeiro",
    "Martins",
    "Carvalho",
    "Almeida",
    "Lopes",
    "Soares",
    "Fernandes",
    "Vieira",
    "Barbosa",
    "Rocha",
    "Dias",
    "Nascimento",
    "Andrade",
    "Moreira",
    "Nunes",
    "Marques",
    "Machado",
    "Mendes",
    "Freitas",
    "Cardoso",
    "Ramos",
    "Gonçalves",
    "Santana",
    "Teixeira",
    "Araújo",
    "Duarte",
    "Reis",
    "Moura",
    "Cavalcanti",
    "Monteiro",
    "Batista",
    "Campos",
    "Correia",
    "Castro",
    "Melo",
    "Pinto",
    "Azevedo",
    "Cunha",
    "Miranda",
    "Barros",
    "Farias",
    "Conceição",
    "Assunção",
    "Magalhães",
    "Guimarães",
    "Prado",
    "Brandão",
    "Figueiredo",
    "Siqueira",
    "Peixoto",
    "Tavares",
    "Queiroz",
    "Xavier",
    "Nogueira",
    "Antunes",
    "Bittencourt",
    "Yamamoto",
    "Schneider",
    "Müller",
    "Zanetti",
    "Wanderley",
];

const SYLLABLES: [&str; 24] = [
    "ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo", "bel", "car", "din",
    "mon", "ner", "lin", "tor", "ves", "gra", "tti",
];

/// So many clients.
#[must_use]
pub fn crowd(count: usize) -> Vec<Person> {
    let mut dice = Dice::new(7);
    (0..count).map(|number| person(&mut dice, number)).collect()
}

fn person(dice: &mut Dice, number: usize) -> Person {
    let mut words = vec![dice.common(&FIRST).to_owned()];
    if dice.below(3) == 0 {
        words.push(dice.common(&FIRST).to_owned());
    }
    for _ in 0..=dice.below(2) {
        if dice.below(5) == 0 {
            words.push(["da", "de", "dos"][dice.below(3)].to_owned());
        }
        // A tenth of the names of families is rare: those make the vocabulary long.
        words.push(if dice.below(10) == 0 { rare(dice) } else { dice.common(&LAST).to_owned() });
    }
    let area = [11, 11, 11, 11, 21, 31, 41, 47, 51, 71, 81][dice.below(11)];
    let line = if dice.below(8) == 0 {
        30_000_000 + dice.below(9_999_999)
    } else {
        980_000_000 + dice.below(19_999_999)
    };
    let name = words.join(" ");
    Person {
        plain: plain(&name),
        name,
        phone: format!("{area}{line}"),
        document: number.is_multiple_of(3).then(|| cpf(dice.below(999_999_999))),
        tag: match dice.below(200) {
            0 => Some("VIP"),
            1..=40 => Some("Convênio"),
            _ => None,
        },
    }
}

/// Nine digits and the two that check them, by the rule of Brazil's revenue service.
fn cpf(number: usize) -> String {
    let mut digits: Vec<usize> =
        format!("{number:09}").bytes().map(|digit| usize::from(digit - b'0')).collect();
    for _ in 0..2 {
        let weights = (2..=digits.len() + 1).rev();
        let sum: usize = digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
        let rest = sum * 10 % 11;
        digits.push(if rest == 10 { 0 } else { rest });
    }
    digits.into_iter().map(|digit| digit.to_string()).collect()
}

fn rare(dice: &mut Dice) -> String {
    let name: String = (0..dice.below(3) + 2).map(|_| SYLLABLES[dice.below(SYLLABLES.len())]).collect();
    name[..1].to_uppercase() + &name[1..]
}

/// Without accents, as far as these names have any.
fn plain(name: &str) -> String {
    let letter = |c: char| match c {
        'á' | 'â' | 'ã' | 'à' => 'a',
        'é' | 'ê' => 'e',
        'í' => 'i',
        'ó' | 'ô' | 'õ' => 'o',
        'ú' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    };
    name.to_lowercase().chars().map(letter).collect()
}

/// What a receptionist types to find a person; nothing if the person has none of it.
type Typed = fn(&Person, &mut Dice) -> Option<String>;

/// What is typed, by kind of search.
#[must_use]
pub fn searches(people: &[Person], each: usize) -> Vec<(&'static str, Vec<String>)> {
    let kinds: [(&str, Typed); 16] = [
        ("1 letter", |person, _| Some(begin(&person.plain, 1))),
        ("2 letters", |person, _| Some(begin(&person.plain, 2))),
        ("3 letters", |person, _| Some(begin(&person.plain, 3))),
        ("4 letters", |person, _| Some(begin(&person.plain, 4))),
        ("2 letters of the last name", |person, _| Some(begin(last(person), 2))),
        ("4 letters of the last name", |person, _| Some(begin(last(person), 4))),
        ("3 + 2 letters", |person, _| {
            Some(format!("{} {}", begin(&person.plain, 3), begin(last(person), 2)))
        }),
        ("2 + 2 letters, last name first", |person, _| {
            Some(format!("{} {}", begin(last(person), 2), begin(&person.plain, 2)))
        }),
        ("whole name", |person, _| Some(person.name.clone())),
        ("two letters swapped", |person, dice| slip(person, dice, 0)),
        ("one letter wrong", |person, dice| slip(person, dice, 1)),
        ("a slip and another word", |person, dice| {
            Some(format!("{} {}", slip(person, dice, 1)?, begin(&person.plain, 3)))
        }),
        ("last 4 digits", |person, _| Some(person.phone[person.phone.len() - 4..].to_owned())),
        ("area code and 3 digits", |person, _| Some(begin(&person.phone, 5))),
        ("whole phone", |person, _| Some(person.phone.clone())),
        ("part of a document", |person, _| Some(begin(person.document.as_ref()?, 6))),
    ];
    let mut dice = Dice::new(11);
    kinds
        .into_iter()
        .map(|(kind, typed)| {
            let mut list = Vec::new();
            while list.len() < each {
                list.extend(typed(&people[dice.below(people.len())], &mut dice));
            }
            (kind, list)
        })
        .collect()
}

fn begin(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect()
}

fn last(person: &Person) -> &str {
    person.plain.rsplit(' ').next().unwrap_or(&person.plain)
}

fn slip(person: &Person, dice: &mut Dice, kind: usize) -> Option<String> {
    let word = person.plain.split(' ').find(|word| word.len() >= 5)?;
    let mut letters: Vec<char> = word.chars().collect();
    let at = dice.below(letters.len() - 1);
    if kind == 0 {
        letters.swap(at, at + 1)
    } else {
        letters[at] = 'w'
    }
    Some(letters.into_iter().collect())
}

/// Writes clients of a company, within the caller's change; their ids are [`id`] of [`CLIENT`].
///
/// # Errors
/// The file refuses them.
pub async fn write(connection: &mut SqliteConnection, company: Uuid, people: &[Person]) -> Outcome<()> {
    for (number, person) in (0_u32..).zip(people) {
        insert(connection, company, number, person).await?;
    }
    Ok(())
}

async fn insert(
    connection: &mut SqliteConnection,
    company: Uuid,
    number: u32,
    person: &Person,
) -> Outcome<()> {
    let tags = person.tag.map_or("[]".to_owned(), |tag| json!([tag]).to_string());
    let search_tags = tags.to_lowercase().replace('ê', "e");
    sqlx::query(
        "INSERT INTO clients (id, company_id, name, search_name, document, birthday, tags, search_tags, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
    )
    .bind(id(CLIENT, number))
    .bind(company)
    .bind(&person.name)
    .bind(&person.plain)
    .bind(&person.document)
    .bind(birthday(number))
    .bind(tags)
    .bind(search_tags)
    .execute(&mut *connection)
    .await?;
    sqlx::query("INSERT INTO client_phones (client_id, position, company_id, typed, phone_key) VALUES (?, 0, ?, ?, ?)")
        .bind(id(CLIENT, number))
        .bind(company)
        .bind(&person.phone)
        .bind(format!("55{}", person.phone))
        .execute(connection)
        .await?;
    Ok(())
}

/// A day for each client; some four are born on each.
fn birthday(number: u32) -> String {
    format!("{}-{:02}-{:02}", 1940 + number % 70, 1 + number / 70 % 12, 1 + number / 840 % 28)
}
