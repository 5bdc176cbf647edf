//! What a person is told when clients write to the company.
//!
//! It goes through the command table as that person, as reminders do. She is told of a message once, of the newest of each
//! conversation, and not of conversations that somebody else answers. What was unread when the application started was there
//! before, and is only counted.

use std::collections::HashMap;

use leadsmart_contract::auth::Me;
use leadsmart_contract::companies::{CompanyView, ListCompanies};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{MessageId, ThreadId};
use leadsmart_contract::language::Language;
use leadsmart_contract::messages::{ContentKind, Direction};
use leadsmart_contract::shell::Wish;
use leadsmart_contract::texts;
use leadsmart_contract::threads::{LastMessage, ListThreads, ThreadSummary};

use crate::Core;

/// So many conversations are told of one by one; more come as one notice, as after a night without a connection.
const ONE_BY_ONE: usize = 3;

/// How many unread conversations are looked at.
const MOST: u16 = 100;

/// Something that came, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// What a click on it asks for: the conversation.
    pub wish: Wish,
    /// In which language it speaks.
    pub language: Language,
    /// Who wrote.
    pub title: String,
    /// What.
    pub body: String,
}

/// What there is to tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// What came since the last look.
    pub arrivals: Vec<Arrival>,
    /// How many conversations have unread messages.
    pub unread: u32,
}

/// Looks for what came, again and again.
pub struct Arrivals {
    core: Core,
    /// The newest message of each unread conversation that was seen; none before the first look.
    seen: Option<HashMap<ThreadId, MessageId>>,
}

impl Arrivals {
    /// Has not looked yet.
    pub const fn new(core: Core) -> Self {
        Self { core, seen: None }
    }

    /// What came since the last look, for the person of this session. A failure tells of nothing and is tried again with the
    /// next look.
    pub async fn look(&mut self, token: &str) -> News {
        match self.find(token).await {
            Ok(news) => news,
            Err(failure) => {
                tracing::debug!(code = ?failure.code, "no arrivals");
                News::default()
            }
        }
    }

    async fn find(&mut self, token: &str) -> Result<News, Failure> {
        let language = self.core.ask(Some(token), None, Me {}).await?.language;
        let mut news = News::default();
        let mut seen = HashMap::new();
        let companies = self.core.ask(Some(token), None, ListCompanies {}).await?;
        for company in companies.into_iter().filter(|company| !company.locked) {
            let unread = self.unread(token, &company).await?;
            news.unread = news.unread.saturating_add(u32::try_from(unread.len()).unwrap_or(u32::MAX));
            let came: Vec<_> = unread.iter().filter_map(|thread| self.is_new(&company, thread)).collect();
            news.arrivals.extend(told(&company, &came, language));
            seen.extend(unread.iter().filter_map(|thread| Some((thread.id, thread.last.as_ref()?.id))));
        }
        self.seen = Some(seen);
        Ok(news)
    }

    async fn unread(&self, token: &str, company: &CompanyView) -> Result<Vec<ThreadSummary>, Failure> {
        let command = ListThreads {
            company_id: company.id,
            status: None,
            assigned: None,
            assignee_id: None,
            unread: true,
            instance_id: None,
            search: None,
            cursor: None,
            limit: Some(MOST),
        };
        match self.core.ask(Some(token), None, command).await {
            Ok(page) => Ok(page.items),
            // A role that may not see conversations is told of none.
            Err(failure) if failure.code == Code::Forbidden => Ok(Vec::new()),
            Err(failure) => Err(failure),
        }
    }

    /// The message to tell of, if there is one that was not told.
    fn is_new<'a>(
        &self,
        company: &CompanyView,
        thread: &'a ThreadSummary,
    ) -> Option<(&'a ThreadSummary, &'a LastMessage)> {
        let last = thread.last.as_ref().filter(|last| last.direction == Direction::In)?;
        let known = self.seen.as_ref()?.get(&thread.id) == Some(&last.id);
        let own = company.membership.member_id;
        let others = thread.assignee.as_ref().is_some_and(|assignee| assignee.id != own);
        (!known && !others).then_some((thread, last))
    }
}

fn told(company: &CompanyView, came: &[(&ThreadSummary, &LastMessage)], language: Language) -> Vec<Arrival> {
    if came.len() > ONE_BY_ONE {
        let title = new_messages(language, came.len() as u64);
        let names: Vec<&str> =
            came.iter().map(|(thread, _)| thread.title.as_str()).take(ONE_BY_ONE).collect();
        let body = format!("{}…", names.join(", "));
        return vec![Arrival { wish: Wish::Threads { company_id: company.id }, language, title, body }];
    }
    let arrival = |(thread, last): &(&ThreadSummary, &LastMessage)| Arrival {
        wish: Wish::Thread { company_id: company.id, thread_id: thread.id },
        language,
        title: thread.title.clone(),
        body: words(last, language),
    };
    came.iter().map(arrival).collect()
}

/// Its words, or what it is.
fn words(last: &LastMessage, language: Language) -> String {
    if !last.text.is_empty() {
        return last.text.clone();
    }
    let kind = match last.kind {
        ContentKind::Image | ContentKind::ViewOnce => image,
        ContentKind::Video => video,
        ContentKind::Audio | ContentKind::Voice => audio,
        ContentKind::Document => document,
        ContentKind::Sticker => sticker,
        ContentKind::Location => location,
        ContentKind::Contacts => contact,
        ContentKind::Text | ContentKind::Undecryptable | ContentKind::Deleted | ContentKind::Unknown => {
            message
        }
    };
    kind(language).to_owned()
}

texts! {
    new_messages[count](): "{count} conversa com mensagens novas" | "{count} conversas com mensagens novas",
        "{count} conversation with new messages" | "{count} conversations with new messages",
        "{count} conversación con mensajes nuevos" | "{count} conversaciones con mensajes nuevos";
    image: "Foto", "Photo", "Foto";
    video: "Vídeo", "Video", "Video";
    audio: "Áudio", "Audio", "Audio";
    document: "Documento", "Document", "Documento";
    sticker: "Figurinha", "Sticker", "Sticker";
    location: "Localização", "Location", "Ubicación";
    contact: "Contato", "Contact", "Contacto";
    message: "Mensagem nova", "New message", "Mensaje nuevo";
}
