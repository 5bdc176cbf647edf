//! Who has to be free: all of them, any of them, or one of each group.
//!
//! A team is groups of members of whom one per group is needed; a member is one professional, or all of an *all* team, who are
//! free when each is. *Any* is one group: its slots are those each member alone would have, so no slot is stitched of two.

use super::busy::Busy;
use super::hours::Hours;
use super::ranges::{Range, Ranges, Second, TimeRange};
use super::{ProfessionalId, SlotsError};

/// A professional, with what they do on every agenda of the company.
#[derive(Debug, Clone)]
pub struct Professional {
    /// Who it is.
    pub id: ProfessionalId,
    /// Their own hours within the agenda's; without them, the agenda's.
    pub hours: Option<Hours>,
    /// When they are away.
    pub absences: Vec<TimeRange>,
    /// What takes their time, across every agenda of the company. They serve one booking at a time.
    pub busy: Busy,
}

/// Which professionals a booking needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Team {
    /// Nobody in particular: the agenda decides alone.
    None,
    /// Every one of them. An empty list asks for nobody.
    All(Vec<ProfessionalId>),
    /// One of them. Nobody can be one of an empty list.
    Any(Vec<ProfessionalId>),
    /// One of each group. Somebody in two groups serves for both.
    Groups(Vec<Vec<ProfessionalId>>),
}

/// Positions in the list of those a team names.
pub(super) type Member = Vec<usize>;

impl Team {
    /// Everybody named, once, in order.
    pub(super) fn everybody(&self) -> Vec<ProfessionalId> {
        let mut ids: Vec<ProfessionalId> = match self {
            Self::None => Vec::new(),
            Self::All(ids) | Self::Any(ids) => ids.clone(),
            Self::Groups(groups) => groups.concat(),
        };
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The groups, by positions in `everybody`.
    pub(super) fn groups(&self, everybody: &[ProfessionalId]) -> Vec<Vec<Member>> {
        let positions =
            |ids: &[ProfessionalId]| ids.iter().filter_map(|id| everybody.binary_search(id).ok()).collect();
        let each = |ids: &[ProfessionalId]| -> Vec<Member> {
            let positions: Vec<usize> = positions(ids);
            positions.into_iter().map(|position| vec![position]).collect()
        };
        match self {
            Self::None => vec![vec![Vec::new()]],
            Self::All(ids) => vec![vec![positions(ids)]],
            Self::Any(ids) => vec![each(ids)],
            Self::Groups(groups) if groups.is_empty() => vec![vec![Vec::new()]],
            Self::Groups(groups) => groups.iter().map(|ids| each(ids)).collect(),
        }
    }
}

/// The professionals with these ids, in this order.
pub(super) fn find<'a>(
    professionals: &'a [Professional],
    ids: &[ProfessionalId],
) -> Result<Vec<&'a Professional>, SlotsError> {
    let mut known: Vec<&Professional> = professionals.iter().collect();
    known.sort_by_key(|professional| professional.id);
    let find = |id: &ProfessionalId| {
        let position = known.binary_search_by_key(id, |professional| professional.id);
        position.map(|position| known[position]).map_err(|_| SlotsError::UnknownProfessional(*id))
    };
    ids.iter().map(find).collect()
}

/// When each member of each group is free.
#[derive(Debug)]
pub(super) struct Free {
    groups: Vec<Vec<Ranges>>,
    /// When each professional is free, in the order of `everybody`.
    pub(super) people: Vec<Ranges>,
}

impl Free {
    /// `agenda` is when the agenda is free, `people` when each professional is within that.
    pub(super) fn new(agenda: &Ranges, people: Vec<Ranges>, groups: &[Vec<Member>]) -> Self {
        let member = |member: &Member| {
            let mut people = member.iter().map(|position| &people[*position]);
            let first = people.next().unwrap_or(agenda).clone();
            people.fold(first, |free, next| free.intersect(next))
        };
        let groups = groups.iter().map(|group| group.iter().map(member).collect()).collect();
        Self { groups, people }
    }

    /// Every free range of a choice of one member per group: its opening, and how far the longest such choice reaches.
    pub(super) fn ranges(&self) -> impl Iterator<Item = Range> + '_ {
        let members = self.groups.iter().enumerate();
        members.flat_map(move |(own, group)| {
            let ranges = group.iter().flat_map(|member| member.as_slice());
            ranges.filter_map(move |&(opening, end)| {
                let others = self.groups.iter().enumerate().filter(|(other, _)| *other != own);
                let reach = others
                    .map(|(_, other)| reach(other, opening))
                    .try_fold(end, |end, reach| Some(end.min(reach?)));
                reach.map(|end| (opening, end))
            })
        })
    }

    /// Whether each group has a member who is free for the whole of `range`.
    pub(super) fn covers(&self, range: Range) -> bool {
        self.groups.iter().all(|group| group.iter().any(|member| member.covers(range)))
    }

    /// The free ranges around `range` of every member who is free for it.
    pub(super) fn around(&self, range: Range) -> impl Iterator<Item = Range> + '_ {
        let members = self.groups.iter().flatten();
        members.filter_map(move |member| member.around(range.0).filter(|around| range.1 <= around.1))
    }
}

/// How long somebody of the group stays free who is free at `at`.
fn reach(group: &[Ranges], at: Second) -> Option<Second> {
    group.iter().filter_map(|member| member.around(at)).map(|around| around.1).max()
}
