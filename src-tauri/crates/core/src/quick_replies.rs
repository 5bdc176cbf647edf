//! Texts that are kept to be sent often, with places for what differs.

pub(crate) mod commands;
mod store;

use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::ThreadId;
use leadsmart_contract::language::Language;
use leadsmart_contract::quick_replies::{FilledReply, VARIABLES, Variable};
use leadsmart_contract::texts;
use leadsmart_contract::values::Name;
use sqlx::SqliteConnection;

use crate::context::Context;
use crate::error::{Explain, Result};
use crate::{appointments, clients, companies, threads};

/// How many texts a company keeps.
pub(crate) const MOST: i64 = 500;

/// Why a text cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum QuickReplyError {
    /// Another one is found by the same.
    #[error("the shortcut is taken")]
    Taken,
    /// There are as many as there may be.
    #[error("too many")]
    TooMany,
}

impl Explain for QuickReplyError {
    fn explain(&self, language: Language) -> Failure {
        match self {
            Self::Taken => Failure::new(Code::AlreadyExists, taken(language))
                .with_hint(taken_hint(language))
                .at("shortcut"),
            Self::TooMany => {
                Failure::new(Code::WrongState, too_many(language)).with_hint(too_many_hint(language))
            }
        }
    }
}

/// What is known for a conversation: each thing that differs, with what stands for it.
async fn known(
    connection: &mut SqliteConnection,
    context: &Context,
    thread: ThreadId,
) -> Result<Vec<(Variable, String)>> {
    let company = context.company()?;
    let mut known = Vec::new();
    let user = context.user()?;
    let view = companies::view(connection, company, user).await?;
    known.push((Variable::Company, view.name.as_str().to_owned()));
    if let Some(address) = view.address {
        known.push((Variable::CompanyAddress, address.as_str().to_owned()));
    }
    if let Some(name) = store::member_name(connection, context.member()?.id).await? {
        known.push((Variable::Me, name));
    }
    let Some(client) = threads::client_of(connection, context, thread).await? else { return Ok(known) };
    let Ok((name, _)) = clients::card(connection, company, client).await else { return Ok(known) };
    known.push((Variable::FirstName, first_word(&name)));
    known.push((Variable::ClientName, name.as_str().to_owned()));
    if let Some(next) = appointments::next_of_client(connection, client, context.now).await? {
        let local = next.start.local;
        let date = match context.language {
            Language::English => local.strftime("%b %-d").to_string(),
            Language::Portuguese | Language::Spanish => local.strftime("%d/%m").to_string(),
        };
        known.push((Variable::NextDate, date));
        known.push((Variable::NextTime, local.strftime("%H:%M").to_string()));
        if !next.services.is_empty() {
            known.push((Variable::NextService, next.services));
        }
        if !next.professionals.is_empty() {
            known.push((Variable::NextProfessional, next.professionals));
        }
    }
    Ok(known)
}

fn first_word(name: &Name) -> String {
    name.as_str().split_whitespace().next().unwrap_or_default().to_owned()
}

/// The text with what is known put in. What is not stays in braces. Words that came from elsewhere are not read again, so a client who
/// is called `{empresa}` stays that.
fn fill(text: &str, known: &[(Variable, String)]) -> FilledReply {
    let (mut filled, mut missing, mut rest) = (String::new(), Vec::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let named = after.split_once('}').and_then(|(word, behind)| Some((variable(word)?, word, behind)));
        match named {
            Some((what, word, behind)) => {
                match known.iter().find(|(is, _)| *is == what) {
                    Some((_, stands)) => filled.push_str(stands),
                    None => {
                        filled.push_str(&format!("{{{word}}}"));
                        if !missing.contains(&what) {
                            missing.push(what);
                        }
                    }
                }
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    FilledReply { text: filled, missing }
}

fn variable(word: &str) -> Option<Variable> {
    let word = word.trim().to_lowercase();
    VARIABLES.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(variable, _)| *variable)
}

texts! {
    taken: "Já existe uma resposta rápida com este atalho.", "There is already a quick reply with this shortcut.",
        "Ya existe una respuesta rápida con este atajo.";
    taken_hint: "Escolha outro atalho ou altere a que já existe.", "Choose another shortcut, or change the existing one.",
        "Elija otro atajo o cambie la que ya existe.";
    too_many: "Já há 500 respostas rápidas. Nada foi salvo.", "There are 500 quick replies already. Nothing was saved.",
        "Ya hay 500 respuestas rápidas. No se guardó nada.";
    too_many_hint: "Apague as que não são mais usadas.", "Delete those that are no longer used.", "Elimine las que ya no se usan.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_put_in_and_what_is_not_stays_to_be_seen() {
        let known =
            [(Variable::FirstName, "{empresa}".to_owned()), (Variable::Company, "Clínica".to_owned())];
        let filled = fill("Oi, {primeiro_nome}! {empresa}, {Data} {x} {hora", &known);
        assert_eq!(filled.text, "Oi, {empresa}! Clínica, {Data} {x} {hora");
        assert_eq!(filled.missing, [Variable::NextDate]);
    }

    #[test]
    fn every_variable_has_a_word_in_every_language_and_no_word_means_two_things() {
        for (what, words) in VARIABLES {
            for word in words {
                assert_eq!(variable(word), Some(*what), "{word}");
            }
        }
    }
}
