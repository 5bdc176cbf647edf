//! What the application says of itself.

use crate::command;
use crate::permission::Access;
use crate::values::ZoneName;
use crate::view;

const GROUP: &str = "System";

view! {
    /// What a window needs to know before anybody is logged in.
    struct SystemStatus {
        /// The version of the application.
        version: String,
        /// Whether nobody has registered yet: the first start.
        first_start: bool,
        /// Whether secrets can be kept in a keychain here.
        keychain: bool,
        /// The zone of this computer.
        zone: ZoneName,
        /// Whether this start put a copy in the place of the data.
        restored: bool,
    }
}

command! {
    /// What a window needs to know before anybody is logged in.
    GetStatus("system.status", Get "/v1/status", Access::Public, GROUP, "Get Status") -> SystemStatus {}
}

command! {
    /// The names of the time zones that are known.
    ListZones("system.zones", Get "/v1/zones", Access::Public, GROUP, "Get All Zones") -> Vec<ZoneName> {}
}
