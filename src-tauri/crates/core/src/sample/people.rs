//! The clients of the sample clinic: names that nobody in particular has.

use leadsmart_contract::language::Language;
use leadsmart_contract::texts;

/// Names as they are common in Brazil.
pub(super) const CLIENTS: [&str; 48] = [
    "Maria Duarte",
    "João Reis",
    "Marta Lima",
    "Paulo Teles",
    "Lúcia Araújo",
    "Davi Rocha",
    "Elisa Motta",
    "Rui Castro",
    "Sônia Vaz",
    "Nina Alves",
    "Otávio Mello",
    "Beatriz Cunha",
    "Yara Lopes",
    "Tina Sales",
    "Igor Paz",
    "Vera Pires",
    "Ana Beatriz Figueiredo",
    "Carlos Eduardo Nunes",
    "Fernanda Queiroz",
    "Gustavo Amaral",
    "Helena Prado",
    "Isabela Ramos",
    "José Antônio Barros",
    "Karina Souza",
    "Leonardo Pacheco",
    "Mariana Guedes",
    "Nelson Tavares",
    "Olívia Brandão",
    "Pedro Henrique Dias",
    "Renata Moraes",
    "Sérgio Bastos",
    "Tatiana Freitas",
    "Ulisses Campos",
    "Valéria Monteiro",
    "Wagner Peixoto",
    "Zélia Carneiro",
    "Adriana Coelho",
    "Bruno Siqueira",
    "Cecília Moura",
    "Diego Falcão",
    "Érica Lacerda",
    "Fábio Mendonça",
    "Glória Santana",
    "Heitor Viana",
    "Íris Magalhães",
    "Júlia Sampaio",
    "Laura Bittencourt",
    "Márcio Leal",
];

/// What a front desk writes beside an appointment.
pub(super) const NOTES: [fn(Language) -> &'static str; 5] = [room, allergy, late, papers, wheelchair];

texts! {
    room: "Prefere a sala 2.", "Prefers room 2.", "Prefiere la sala 2.";
    allergy: "Alergia a dipirona.", "Allergic to dipyrone.", "Alergia a la dipirona.";
    late: "Costuma se atrasar 10 minutos.", "Usually arrives 10 minutes late.", "Suele llegar 10 minutos tarde.";
    papers: "Vai trazer os exames.", "Will bring test results.", "Va a traer los exámenes.";
    wheelchair: "Precisa de acesso para cadeira de rodas.", "Needs wheelchair access.", "Necesita acceso para silla de ruedas.";
}
