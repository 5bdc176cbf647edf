//! The sample clinic: a believable company to explore, marked as sample and removable in one step.

use crate::auth::{Done, SessionStarted};
use crate::command;
use crate::ids::CompanyId;
use crate::permission::{Access, Permission};
use crate::values::ZoneName;

const GROUP: &str = "Sample";

command! {
    /// Creates the sample clinic and logs in to it; only on a store that has no company yet.
    ExploreSample("sample.explore", Post "/v1/sample", Access::Public, GROUP, "Explore Sample") -> SessionStarted {
        /// The zone of its clock.
        zone: ZoneName,
    }
}

command! {
    /// Removes the sample clinic with all that was entered in it, and its user.
    RemoveSample("sample.remove", Delete "/v1/companies/{company_id}/sample", Access::Permission(Permission::CompanyManage), GROUP, "Remove Sample") -> Done {
        /// The sample company.
        company_id: CompanyId,
    }
}
