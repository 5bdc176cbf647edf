//! From the cards as triggers keep them to the cards that a calendar shows: their services named, their instants read on the
//! clocks of their agendas.

use std::borrow::Cow;
use std::collections::HashMap;
use std::pin::pin;

use futures_util::{Stream, TryStreamExt};
use jiff::tz::TimeZone;
use leadsmart_contract::appointments::{AppointmentCard, Status};
use leadsmart_contract::ids::{AgendaId, AppointmentId, ClientId, CompanyId, SeriesId, ServiceId};
use leadsmart_contract::values::{Color, Name};
use serde::Deserialize;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::super::facts::{self, ServiceName};
use super::super::{sound, unsound};
use crate::error::Result;
use crate::time::{from_millis, moment, stored_zone};

/// The cards of one agenda, in one row: a row costs more on its way here than what is in it.
pub(super) struct Column {
    pub(super) zone: String,
    /// A JSON list; none if there are no cards.
    pub(super) cards: Option<String>,
}

/// A card in the order of its list in `index_cards`.
#[derive(Deserialize)]
struct Stored<'a> {
    id: Uuid,
    agenda_id: Uuid,
    client_id: Option<Uuid>,
    #[serde(borrow)]
    client_name: Option<Cow<'a, str>>,
    starts_at: i64,
    ends_at: i64,
    status: Status,
    arrived_at: Option<i64>,
    revision: i64,
    has_notes: u8,
    overridden: u8,
    /// Identifiers, separated by commas.
    members: &'a str,
    services: &'a str,
    squeezed: u8,
    series_id: Option<Uuid>,
}

/// Cards in the making. One agenda is drawn while the next is read from the file.
#[derive(Default)]
pub(super) struct Drawing {
    /// Each with the number of its list of services, which is not in it yet.
    cards: Vec<(usize, AppointmentCard)>,
    /// The lists of services that occur, numbered. There are few, however many cards.
    lists: HashMap<String, usize>,
}

impl Drawing {
    /// Draws what comes.
    pub(super) async fn of(columns: impl Stream<Item = sqlx::Result<Column>>) -> Result<Self> {
        let mut drawing = Self::default();
        let mut columns = pin!(columns);
        while let Some(column) = columns.try_next().await? {
            drawing.add(&column)?;
        }
        Ok(drawing)
    }

    fn add(&mut self, column: &Column) -> Result<()> {
        let Some(cards) = &column.cards else { return Ok(()) };
        let zone = stored_zone(&column.zone)?;
        let stored: Vec<Stored<'_>> = sound(serde_json::from_str(cards))?;
        self.cards.reserve(stored.len());
        for stored in stored {
            let list = self.number(stored.services);
            self.cards.push((list, card(&stored, &zone)?));
        }
        Ok(())
    }

    fn number(&mut self, list: &str) -> usize {
        if let Some(number) = self.lists.get(list) {
            return *number;
        }
        let number = self.lists.len();
        self.lists.insert(list.to_owned(), number);
        number
    }

    /// The cards by start, with their services.
    pub(super) async fn finish(
        self,
        connection: &mut SqliteConnection,
        company: CompanyId,
    ) -> Result<Vec<AppointmentCard>> {
        let shown = shown(connection, company, &self.lists).await?;
        // Their order is sorted and not the cards, because cards are large.
        let mut order: Vec<_> =
            self.cards.iter().enumerate().map(|(at, (_, card))| (card.start.at, card.id, at)).collect();
        order.sort_unstable();
        let mut cards: Vec<_> = self.cards.into_iter().map(Some).collect();
        let next = |(_, _, at): (_, _, usize)| {
            let (list, mut card) = cards[at].take()?;
            let Shown { names, color } = shown.get(list)?;
            (card.services, card.color) = (names.clone(), *color);
            Some(card)
        };
        Ok(order.into_iter().filter_map(next).collect())
    }
}

/// What cards show of their services.
struct Shown {
    names: String,
    color: Option<Color>,
}

/// What is shown of each list of services, by its number.
async fn shown(
    connection: &mut SqliteConnection,
    company: CompanyId,
    lists: &HashMap<String, usize>,
) -> Result<Vec<Shown>> {
    let mut services: Vec<Vec<ServiceId>> = vec![Vec::new(); lists.len()];
    for (list, number) in lists {
        services[*number] = ids(list).collect::<Result<_>>()?;
    }
    let known = facts::services(connection, company, services.iter().flatten().copied()).await?;
    let shown = services.iter().map(|ids| {
        let services: Vec<&ServiceName> = ids.iter().filter_map(|id| known.get(id)).collect();
        let names: Vec<&str> = services.iter().map(|service| service.name.as_str()).collect();
        let color = services.first().and_then(|service| service.color);
        Shown { names: names.join(", "), color }
    });
    Ok(shown.collect())
}

/// Identifiers from hexadecimal ones between commas.
fn ids<T: From<Uuid>>(text: &str) -> impl Iterator<Item = Result<T>> {
    let ids = text.split(',').filter(|id| !id.is_empty());
    ids.map(|id| sound(Uuid::try_parse(id)).map(T::from))
}

/// A card without its services.
fn card(stored: &Stored<'_>, zone: &TimeZone) -> Result<AppointmentCard> {
    let at = |millis: i64| Ok::<_, crate::error::Error>(moment(from_millis(millis)?, zone));
    Ok(AppointmentCard {
        id: AppointmentId::new(stored.id),
        agenda_id: AgendaId::new(stored.agenda_id),
        client_id: stored.client_id.map(ClientId::new),
        client_name: stored.client_name.as_deref().map(Name::parse).transpose().map_err(unsound)?,
        start: at(stored.starts_at)?,
        end: at(stored.ends_at)?,
        status: stored.status,
        services: String::new(),
        color: None,
        member_ids: ids(stored.members).collect::<Result<_>>()?,
        has_notes: stored.has_notes != 0,
        overridden: stored.overridden != 0,
        squeezed: stored.squeezed != 0,
        series_id: stored.series_id.map(SeriesId::new),
        arrived_at: stored.arrived_at.map(at).transpose()?,
        revision: stored.revision,
    })
}
