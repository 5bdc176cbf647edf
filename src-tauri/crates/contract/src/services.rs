//! Services: what can be booked, how long it takes, and the time around it.

use crate::auth::Done;
use crate::ids::{AgendaId, CompanyId, ServiceId};
use crate::permission::{Access, Permission};
use crate::values::{Color, List, Minutes, Name};
use crate::{command, view};

const GROUP: &str = "Services";

view! {
    /// A service.
    struct ServiceView {
        /// Its id.
        id: ServiceId,
        /// Its name.
        name: Name,
        /// How long the client is attended.
        duration: Minutes,
        /// Time kept free before it.
        buffer_before: Minutes,
        /// Time kept free after it.
        buffer_after: Minutes,
        /// Its colour.
        color: Color,
        /// The agendas that offer it; empty for all.
        agenda_ids: Vec<AgendaId>,
        /// Whether it can be booked.
        active: bool,
    }
}

command! {
    /// The services, by name.
    ListServices("services.list", Get "/v1/companies/{company_id}/services", Access::Permission(Permission::AgendasView), GROUP, "Get All Services") -> Vec<ServiceView> {
        /// The company.
        company_id: CompanyId,
        /// Only those that can, or cannot, be booked.
        #[serde(default)]
        active: Option<bool>,
    }
}

command! {
    /// Adds a service.
    CreateService("services.create", Post "/v1/companies/{company_id}/services", Access::Permission(Permission::AgendasManage), GROUP, "Create Service") -> ServiceView {
        /// The company.
        company_id: CompanyId,
        /// Its name.
        name: Name,
        /// How long the client is attended, from 1 minute to 24 hours.
        duration: Minutes,
        /// Time kept free before it.
        #[serde(default)]
        buffer_before: Minutes,
        /// Time kept free after it.
        #[serde(default)]
        buffer_after: Minutes,
        /// Its colour.
        #[serde(default)]
        color: Option<Color>,
        /// The agendas that offer it; empty for all.
        #[serde(default)]
        agenda_ids: List<AgendaId, 200>,
    }
}

command! {
    /// Changes the fields that are given. Appointments that are booked keep their times.
    UpdateService("services.update", Patch "/v1/companies/{company_id}/services/{service_id}", Access::Permission(Permission::AgendasManage), GROUP, "Update Service") -> ServiceView {
        /// The company.
        company_id: CompanyId,
        /// The service.
        service_id: ServiceId,
        /// Its new name.
        #[serde(default)]
        name: Option<Name>,
        /// How long the client is attended.
        #[serde(default)]
        duration: Option<Minutes>,
        /// Time kept free before it.
        #[serde(default)]
        buffer_before: Option<Minutes>,
        /// Time kept free after it.
        #[serde(default)]
        buffer_after: Option<Minutes>,
        /// Its colour.
        #[serde(default)]
        color: Option<Color>,
        /// The agendas that offer it; empty for all.
        #[serde(default)]
        agenda_ids: Option<List<AgendaId, 200>>,
        /// Whether it can be booked.
        #[serde(default)]
        active: Option<bool>,
    }
}

command! {
    /// Deletes a service that was never booked; one that was is deactivated instead, with `services.update`.
    DeleteService("services.delete", Delete "/v1/companies/{company_id}/services/{service_id}", Access::Permission(Permission::AgendasManage), GROUP, "Delete Service") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The service.
        service_id: ServiceId,
    }
}
