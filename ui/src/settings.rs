//! The settings: a list of parts beside the one that is open. Each part belongs to its feature.

pub(crate) mod kit;

use leadsmart_contract::permission::Permission;
use leptos::prelude::*;

use crate::components::{Glyph, Icon};
use crate::frame::Page;
use crate::language::{Text, t};
use crate::router::{Link, Place, Section, use_router};
use crate::session::use_company;
use crate::{absences, agendas, backend, companies, computer, holidays, members, roles, services};

/// One part in the list.
pub(crate) struct Part {
    /// Where it is.
    pub(crate) section: Section,
    /// Its icon.
    pub(crate) glyph: Glyph,
    /// Its name.
    pub(crate) label: Text,
    /// What a role must allow to see it; none for everybody.
    pub(crate) needs: Option<Permission>,
}

impl Part {
    /// Whether it is offered to a person who may do this: a browser has no computer of its own to choose about.
    pub(crate) fn is_offered(&self, may: impl FnOnce(Permission) -> bool, in_window: bool) -> bool {
        (in_window || self.section != Section::Computer) && self.needs.is_none_or(may)
    }
}

/// The parts, as they are listed.
pub(crate) const PARTS: [Part; 8] = [
    Part { section: Section::Company, glyph: Glyph::Building, label: texts::company, needs: None },
    Part {
        section: Section::Agendas,
        glyph: Glyph::Calendar,
        label: texts::agendas,
        needs: Some(Permission::AgendasView),
    },
    Part {
        section: Section::Services,
        glyph: Glyph::Tag,
        label: texts::services,
        needs: Some(Permission::AgendasView),
    },
    Part { section: Section::Members, glyph: Glyph::People, label: texts::members, needs: None },
    Part { section: Section::Roles, glyph: Glyph::Shield, label: texts::roles, needs: None },
    Part {
        section: Section::Absences,
        glyph: Glyph::Suitcase,
        label: texts::absences,
        needs: Some(Permission::AgendasView),
    },
    Part {
        section: Section::Holidays,
        glyph: Glyph::Star,
        label: texts::holidays,
        needs: Some(Permission::AgendasView),
    },
    Part { section: Section::Computer, glyph: Glyph::Computer, label: texts::computer, needs: None },
];

/// The page of the settings.
#[component]
pub(crate) fn SettingsPage() -> impl IntoView {
    let router = use_router();
    let section = Memo::new(move |_| match router.place() {
        Place::Settings(section) => section,
        _ => Section::Company,
    });
    let open = move || match section.get() {
        Section::Company => view! { <companies::CompanySettings /> }.into_any(),
        Section::Agendas => view! { <agendas::AgendasSettings /> }.into_any(),
        Section::Agenda(id) => view! { <agendas::AgendaSettings id /> }.into_any(),
        Section::Services => view! { <services::ServicesSettings /> }.into_any(),
        Section::Members => view! { <members::MembersSettings /> }.into_any(),
        Section::Roles => view! { <roles::RolesSettings /> }.into_any(),
        Section::Absences => view! { <absences::AbsencesSettings /> }.into_any(),
        Section::Holidays => view! { <holidays::HolidaysSettings /> }.into_any(),
        Section::Computer => view! { <computer::ComputerSettings /> }.into_any(),
    };
    view! {
        <Page title=t(texts::settings) class="settings">
            <Parts section />
            <div class="settings-part">{open}</div>
        </Page>
    }
}

#[component]
fn Parts(section: Memo<Section>) -> impl IntoView {
    let company = use_company();
    let entry = move |part: &'static Part| {
        let current = Signal::derive(move || match section.get() {
            Section::Agenda(_) => part.section == Section::Agendas,
            section => part.section == section,
        });
        let allowed = move || part.is_offered(|permission| company.can(permission), backend::in_window());
        view! {
            <Show when=allowed>
                <li>
                    <Link to=Place::Settings(part.section) current=current>
                        <Icon glyph=part.glyph />
                        <span>{t(part.label)}</span>
                    </Link>
                </li>
            </Show>
        }
    };
    view! {
        <nav class="settings-list" aria-label=t(texts::settings)>
            <ul>{PARTS.iter().map(entry).collect_view()}</ul>
        </nav>
    }
}

mod texts {
    leadsmart_contract::texts! {
        settings: "Ajustes", "Settings", "Ajustes";
        company: "Empresa", "Company", "Empresa";
        agendas: "Agendas", "Agendas", "Agendas";
        services: "Serviços", "Services", "Servicios";
        members: "Equipe", "Team", "Equipo";
        roles: "Funções", "Roles", "Roles";
        absences: "Ausências", "Absences", "Ausencias";
        holidays: "Feriados", "Holidays", "Feriados";
        computer: "Este computador", "This computer", "Esta computadora";
    }
}
