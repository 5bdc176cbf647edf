//! The holidays of Brazil by law.
//!
//! National: Lei 662/1949 (with Lei 10.607/2002), Lei 6.802/1980 (12 October), Lei 14.759/2023 (20 November, from 2024), and
//! Good Friday, which Lei 9.093/1995 leaves to the municipalities and all of them keep. Carnival, Corpus Christi and the other
//! *pontos facultativos* are no holidays: work goes on unless somebody decides otherwise.
//!
//! States: Lei 9.093/1995 gives each its *data magna*, and some states keep more by laws of their own. The table was
//! compared with python-holidays 0.109; what merely repeats a national holiday (21 April in DF and MG, 15 November in PR) is
//! left out. Municipal holidays are the company's to enter.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use leadsmart_contract::holidays::HolidayOrigin;
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;

use super::{Holiday, Title};

/// On which day of a year.
#[derive(Clone, Copy)]
enum Day {
    /// Month and day.
    On(i8, i8),
    /// So many days after Easter Sunday.
    Easter(i32),
    /// The first Sunday from a month and day on.
    SundayFrom(i8, i8),
    /// A month and day, or the next Friday if that is a Tuesday, Wednesday or Thursday.
    OrFriday(i8, i8),
}

/// A holiday of the law, in the years in which it is one.
struct Rule {
    day: Day,
    years: std::ops::RangeInclusive<i16>,
    name: fn(Language) -> &'static str,
}

const fn rule(day: Day, since: i16, name: fn(Language) -> &'static str) -> Rule {
    Rule { day, years: since..=i16::MAX, name }
}

const fn former(day: Day, since: i16, until: i16, name: fn(Language) -> &'static str) -> Rule {
    Rule { day, years: since..=until, name }
}

use Day::{Easter, On, OrFriday, SundayFrom};

/// Lei 9.093/1995 is in force for states from 1996 on.
const STATES_SINCE: i16 = 1996;

const NATIONAL: [Rule; 10] = [
    rule(On(1, 1), 1949, new_year),
    rule(Easter(-2), 1949, good_friday),
    rule(On(4, 21), 1949, tiradentes),
    rule(On(5, 1), 1949, workers),
    rule(On(9, 7), 1949, independence),
    rule(On(10, 12), 1980, aparecida),
    rule(On(11, 2), 1949, all_souls),
    rule(On(11, 15), 1949, republic),
    rule(On(11, 20), 2024, black_awareness),
    rule(On(12, 25), 1949, christmas),
];

/// What a state keeps beyond the national holidays.
fn of_state(state: &str) -> Vec<Rule> {
    match state {
        // Acre moves four of its holidays from midweek to Friday since 2009.
        "AC" => vec![
            former(On(1, 23), 2005, 2008, evangelicals),
            rule(OrFriday(1, 23), 2009, evangelicals),
            former(On(3, 8), 2002, 2008, women),
            rule(OrFriday(3, 8), 2009, women),
            rule(On(6, 15), STATES_SINCE, acre),
            former(On(9, 5), 2004, 2008, amazonia),
            rule(OrFriday(9, 5), 2009, amazonia),
            former(On(11, 17), STATES_SINCE, 2008, petropolis),
            rule(OrFriday(11, 17), 2009, petropolis),
        ],
        "AL" => vec![
            rule(On(6, 24), STATES_SINCE, saint_john),
            rule(On(6, 29), STATES_SINCE, saint_peter),
            rule(On(9, 16), STATES_SINCE, alagoas),
            former(On(11, 20), STATES_SINCE, 2023, black_awareness),
            rule(On(11, 30), 2013, evangelicals),
        ],
        "AM" => vec![rule(On(9, 5), STATES_SINCE, amazonas), former(On(11, 20), 2010, 2023, black_awareness)],
        "AP" => vec![
            rule(On(3, 19), 2003, saint_joseph),
            rule(On(7, 25), 2012, saint_james),
            rule(On(9, 13), STATES_SINCE, amapa),
            former(On(11, 20), 2008, 2023, black_awareness),
        ],
        // Constituição da Bahia, art. 6.
        "BA" => vec![rule(On(7, 2), STATES_SINCE, bahia)],
        "CE" => vec![
            rule(On(3, 19), STATES_SINCE, saint_joseph),
            rule(On(3, 25), STATES_SINCE, ceara),
            rule(On(8, 15), 2004, assumption),
        ],
        "DF" => vec![rule(On(11, 30), STATES_SINCE, evangelicals)],
        // Monday eight days after Easter, Lei 11.010/2019.
        "ES" => vec![rule(Easter(8), 2020, penha)],
        "GO" => vec![rule(On(7, 26), STATES_SINCE, goias), rule(On(10, 24), STATES_SINCE, goiania)],
        "MA" => vec![rule(On(7, 28), STATES_SINCE, maranhao)],
        "MS" => vec![rule(On(10, 11), STATES_SINCE, state_creation)],
        "MT" => vec![former(On(11, 20), 2003, 2023, black_awareness)],
        "PA" => vec![rule(On(8, 15), STATES_SINCE, para)],
        "PB" => vec![rule(On(8, 5), STATES_SINCE, paraiba)],
        // Lei 13.386/2007: the first Sunday of March; Lei 16.059/2017: 6 March.
        "PE" => vec![former(SundayFrom(3, 1), 2008, 2017, pernambuco), rule(On(3, 6), 2018, pernambuco)],
        "PI" => vec![rule(On(10, 19), STATES_SINCE, piaui)],
        // Lei 18.384/2014 made it a ponto facultativo.
        "PR" => vec![former(On(12, 19), STATES_SINCE, 2013, parana)],
        // Lei 5.243/2008 (Carnival), Lei 5.198/2008 (Saint George).
        "RJ" => vec![
            rule(Easter(-47), 2009, carnival),
            rule(On(4, 23), 2008, saint_george),
            former(On(11, 20), 2002, 2023, black_awareness),
        ],
        "RN" => vec![rule(On(8, 7), 2000, rio_grande_do_norte), rule(On(10, 3), 2007, martyrs)],
        "RO" => vec![rule(On(1, 4), STATES_SINCE, state_creation), rule(On(6, 18), 2002, evangelicals)],
        "RR" => vec![rule(On(10, 5), STATES_SINCE, state_creation)],
        "RS" => vec![rule(On(9, 20), STATES_SINCE, gaucho)],
        // Both are kept on the Sunday that follows.
        "SC" => vec![
            former(On(8, 11), 2004, 2004, santa_catarina),
            rule(SundayFrom(8, 11), 2005, santa_catarina),
            former(On(11, 25), STATES_SINCE, 1998, saint_catherine),
            former(SundayFrom(11, 25), 1999, 2003, saint_catherine),
            former(On(11, 25), 2004, 2004, saint_catherine),
            rule(SundayFrom(11, 25), 2005, saint_catherine),
        ],
        "SE" => vec![rule(On(7, 8), STATES_SINCE, sergipe)],
        // Lei 9.497/1997.
        "SP" => vec![rule(On(7, 9), 1997, constitutionalists)],
        "TO" => vec![
            rule(On(3, 18), 1998, autonomy),
            rule(On(9, 8), STATES_SINCE, nativity),
            rule(On(10, 5), STATES_SINCE, state_creation),
        ],
        _ => Vec::new(),
    }
}

/// The holidays of a year, in the country and in a state.
pub(super) fn holidays(state: Option<&str>, year: i16) -> Vec<Holiday> {
    let regional = state.map(of_state).unwrap_or_default();
    let national = NATIONAL.iter().map(|rule| (rule, HolidayOrigin::National));
    let all = national.chain(regional.iter().map(|rule| (rule, HolidayOrigin::State)));
    all.filter(|(rule, _)| rule.years.contains(&year))
        .map(|(rule, origin)| Holiday {
            date: rule.day.in_year(year),
            title: Title::Law(rule.name),
            origin,
            id: None,
        })
        .collect()
}

impl Day {
    fn in_year(self, year: i16) -> Date {
        match self {
            On(month, day) => date(year, month, day),
            Easter(days) => easter(year).saturating_add(days.days()),
            SundayFrom(month, day) => {
                let first = date(year, month, day);
                first.saturating_add(i32::from(first.weekday().until(Weekday::Sunday)).days())
            }
            OrFriday(month, day) => {
                let day = date(year, month, day);
                match day.weekday() {
                    Weekday::Tuesday | Weekday::Wednesday | Weekday::Thursday => {
                        day.saturating_add(i32::from(day.weekday().until(Weekday::Friday)).days())
                    }
                    _ => day,
                }
            }
        }
    }
}

/// Easter Sunday of the Gregorian calendar, from the golden number, the corrections of the century and the Paschal full moon
/// (the computus as Knuth gives it, The Art of Computer Programming, vol. 1, 1.3.2, exercise 14).
fn easter(year: i16) -> Date {
    let year_number = i32::from(year);
    let golden = year_number % 19 + 1;
    let century = year_number / 100 + 1;
    let leap_years_dropped = 3 * century / 4 - 12;
    let moon_correction = (8 * century + 5) / 25 - 5;
    let sunday = 5 * year_number / 4 - leap_years_dropped - 10;
    let mut epact = (11 * golden + 20 + moon_correction - leap_years_dropped).rem_euclid(30);
    if (epact == 25 && golden > 11) || epact == 24 {
        epact += 1;
    }
    let mut full_moon = 44 - epact;
    if full_moon < 21 {
        full_moon += 30;
    }
    let day_of_march = full_moon + 7 - (sunday + full_moon) % 7;
    date(year, 3, 1).saturating_add((day_of_march - 1).days())
}

texts! {
    new_year: "Confraternização Universal", "New Year’s Day", "Año Nuevo";
    good_friday: "Sexta-feira Santa", "Good Friday", "Viernes Santo";
    tiradentes: "Tiradentes", "Tiradentes’ Day", "Día de Tiradentes";
    workers: "Dia do Trabalho", "Labor Day", "Día del Trabajo";
    independence: "Independência do Brasil", "Independence Day", "Independencia de Brasil";
    aparecida: "Nossa Senhora Aparecida", "Our Lady of Aparecida", "Nuestra Señora de Aparecida";
    all_souls: "Finados", "All Souls’ Day", "Día de los Difuntos";
    republic: "Proclamação da República", "Proclamation of the Republic", "Proclamación de la República";
    black_awareness: "Dia Nacional de Zumbi e da Consciência Negra", "Black Awareness Day", "Día de la Conciencia Negra";
    christmas: "Natal", "Christmas Day", "Navidad";
    evangelicals: "Dia do Evangélico", "Evangelicals’ Day", "Día del Evangélico";
    women: "Dia Internacional da Mulher", "International Women’s Day", "Día Internacional de la Mujer";
    acre: "Aniversário do Acre", "Founding of Acre", "Aniversario de Acre";
    amazonia: "Dia da Amazônia", "Amazonia Day", "Día de la Amazonia";
    petropolis: "Assinatura do Tratado de Petrópolis", "Signing of the Treaty of Petrópolis", "Firma del Tratado de Petrópolis";
    saint_john: "São João", "Saint John’s Day", "San Juan";
    saint_peter: "São Pedro", "Saint Peter’s Day", "San Pedro";
    alagoas: "Emancipação Política de Alagoas", "Political Emancipation of Alagoas", "Emancipación Política de Alagoas";
    amazonas: "Elevação do Amazonas à categoria de província", "Amazonas becomes a province", "Elevación de Amazonas a provincia";
    saint_joseph: "São José", "Saint Joseph’s Day", "San José";
    saint_james: "São Tiago", "Saint James’ Day", "Santiago Apóstol";
    amapa: "Criação do Território Federal do Amapá", "Creation of the Federal Territory of Amapá",
        "Creación del Territorio Federal de Amapá";
    bahia: "Independência da Bahia", "Independence of Bahia", "Independencia de Bahía";
    ceara: "Data Magna do Ceará", "Abolition of Slavery in Ceará", "Abolición de la Esclavitud en Ceará";
    assumption: "Nossa Senhora da Assunção", "Assumption of Mary", "Asunción de la Virgen";
    penha: "Nossa Senhora da Penha", "Our Lady of Penha", "Nuestra Señora de la Peña";
    goias: "Fundação da cidade de Goiás", "Founding of the City of Goiás", "Fundación de la ciudad de Goiás";
    goiania: "Pedra fundamental de Goiânia", "Founding of Goiânia", "Piedra fundamental de Goiânia";
    maranhao: "Adesão do Maranhão à Independência", "Maranhão joins the Independence", "Adhesión de Maranhão a la Independencia";
    state_creation: "Criação do Estado", "Creation of the State", "Creación del Estado";
    para: "Adesão do Grão-Pará à Independência", "Grão-Pará joins the Independence", "Adhesión de Grão-Pará a la Independencia";
    paraiba: "Fundação do Estado da Paraíba", "Founding of Paraíba", "Fundación de Paraíba";
    pernambuco: "Revolução Pernambucana de 1817", "Pernambuco Revolution of 1817", "Revolución Pernambucana de 1817";
    piaui: "Dia do Piauí", "Piauí Day", "Día de Piauí";
    parana: "Emancipação Política do Paraná", "Political Emancipation of Paraná", "Emancipación Política de Paraná";
    carnival: "Carnaval", "Carnival", "Carnaval";
    saint_george: "São Jorge", "Saint George’s Day", "San Jorge";
    rio_grande_do_norte: "Dia do Rio Grande do Norte", "Rio Grande do Norte Day", "Día de Rio Grande do Norte";
    martyrs: "Mártires de Cunhaú e Uruaçu", "Martyrs of Cunhaú and Uruaçu", "Mártires de Cunhaú y Uruaçu";
    gaucho: "Dia do Gaúcho", "Gaúcho Day", "Día del Gaucho";
    santa_catarina: "Dia do Estado de Santa Catarina", "Santa Catarina Day", "Día del Estado de Santa Catarina";
    saint_catherine: "Santa Catarina de Alexandria", "Saint Catherine of Alexandria", "Santa Catalina de Alejandría";
    sergipe: "Emancipação Política de Sergipe", "Political Emancipation of Sergipe", "Emancipación Política de Sergipe";
    constitutionalists: "Revolução Constitucionalista", "Constitutionalist Revolution", "Revolución Constitucionalista";
    autonomy: "Dia da Autonomia", "Autonomy Day", "Día de la Autonomía";
    nativity: "Nossa Senhora da Natividade", "Nativity of Mary", "Natividad de la Virgen";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(state: Option<&str>, year: i16, origin: HolidayOrigin) -> Vec<String> {
        let mut dates: Vec<Date> = holidays(state, year)
            .into_iter()
            .filter(|holiday| holiday.origin == origin)
            .map(|holiday| holiday.date)
            .collect();
        dates.sort_unstable();
        dates.iter().map(|date| date.strftime("%m-%d").to_string()).collect()
    }

    #[test]
    fn easter_is_where_the_church_keeps_it() {
        // Known dates, the earliest and the latest possible among them.
        for (year, month, day) in [
            (1818, 3, 22),
            (1943, 4, 25),
            (1954, 4, 18),
            (1981, 4, 19),
            (2000, 4, 23),
            (2024, 3, 31),
            (2026, 4, 5),
            (2038, 4, 25),
            (2049, 4, 18),
            (2076, 4, 19),
        ] {
            assert_eq!(easter(year), date(year, month, day));
        }
        for year in 1990..=2200 {
            let easter = easter(year);
            assert_eq!(easter.weekday(), Weekday::Sunday, "{year}");
            assert!((date(year, 3, 22)..=date(year, 4, 25)).contains(&easter), "{year}");
        }
    }

    #[test]
    fn the_country_keeps_ten_holidays_and_no_carnival() {
        let national =
            ["01-01", "04-03", "04-21", "05-01", "09-07", "10-12", "11-02", "11-15", "11-20", "12-25"];
        assert_eq!(dates(None, 2026, HolidayOrigin::National), national);
        assert!(
            !dates(None, 2023, HolidayOrigin::National).contains(&"11-20".to_owned()),
            "20 November is national from 2024 on"
        );
    }

    #[test]
    fn states_keep_their_own() {
        let cases: [(&str, i16, &[&str]); 14] = [
            ("SP", 2026, &["07-09"]),
            ("RJ", 2026, &["02-17", "04-23"]),
            ("RJ", 2023, &["02-21", "04-23", "11-20"]),
            ("BA", 2026, &["07-02"]),
            ("MG", 2026, &[]),
            ("ES", 2026, &["04-13"]),
            ("PE", 2017, &["03-05"]),
            ("PE", 2026, &["03-06"]),
            ("SC", 2026, &["08-16", "11-29"]),
            ("PR", 2026, &[]),
            ("RS", 2026, &["09-20"]),
            // 23 January 2025 is a Thursday, 8 March a Saturday, 5 September a Friday, 17 November a Monday.
            ("AC", 2025, &["01-24", "03-08", "06-15", "09-05", "11-17"]),
            ("DF", 2026, &["11-30"]),
            ("XX", 2026, &[]),
        ];
        for (state, year, expected) in cases {
            assert_eq!(dates(Some(state), year, HolidayOrigin::State), expected, "{state} {year}");
        }
        assert!(dates(Some("SP"), 1995, HolidayOrigin::State).is_empty(), "states have holidays since 1996");
    }

    #[test]
    fn a_state_never_repeats_a_national_holiday_or_itself() {
        const STATES: [&str; 27] = [
            "AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA", "PB", "PE",
            "PI", "PR", "RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO",
        ];
        for state in STATES {
            for year in [1996, 2005, 2012, 2023, 2026] {
                let holidays = holidays(Some(state), year);
                let mut titles: Vec<&str> =
                    holidays.iter().map(|holiday| holiday.title.text(Language::Portuguese)).collect();
                titles.sort_unstable();
                assert!(titles.windows(2).all(|pair| pair[0] != pair[1]), "{state} {year}: {titles:?}");
            }
        }
    }
}
