//! What the application says of itself.

use crate::command;
use crate::permission::Access;
use crate::values::{Password, Secret, ZoneName};
use crate::view;

const GROUP: &str = "System";

view! {
    /// What a window needs to know before anybody is logged in.
    struct SystemStatus {
        /// The version of the application.
        version: String,
        /// Whether nobody has registered yet: the first start.
        first_start: bool,
        /// Whether secrets can be kept here now, in a keychain or in a sealed file that is open.
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

view! {
    /// Where secrets are kept: the session, keys of companies, logins to their databases.
    enum SecretsPlace {
        /// In the keychain of the operating system.
        Keychain,
        /// In a file that is sealed with a passphrase.
        SealedFile,
        /// Nowhere: the keychain does not serve, and there is no file.
        Nowhere,
    }
}

view! {
    /// Where secrets are kept, and whether they can be reached.
    struct SecretsStatus {
        /// Where.
        place: SecretsPlace,
        /// Whether they can be reached: the keychain serves, or the passphrase was entered since the start.
        open: bool,
    }
}

command! {
    /// Where secrets are kept. With `nowhere` a passphrase may be chosen (`system.seal_secrets`); with a sealed file that is not open it
    /// has to be entered (`system.open_secrets`).
    GetSecretsStatus("system.secrets", Get "/v1/secrets", Access::Session, GROUP, "Get Secrets Status") -> SecretsStatus {}
}

command! {
    /// Makes a file for secrets that is sealed with a passphrase, where the keychain does not serve.
    SealSecrets("system.seal_secrets", Post "/v1/secrets", Access::Session, GROUP, "Seal Secrets") -> SecretsStatus {
        /// To be entered once after each start. Nobody can recover it.
        passphrase: Password,
    }
}

command! {
    /// Opens the sealed file. What waits for it goes on. After some failures further attempts must wait.
    OpenSecrets("system.open_secrets", Post "/v1/secrets/open", Access::Session, GROUP, "Open Secrets") -> SecretsStatus {
        /// The passphrase.
        passphrase: Secret,
    }
}

command! {
    /// The names of the time zones that are known.
    ListZones("system.zones", Get "/v1/zones", Access::Public, GROUP, "Get All Zones") -> Vec<ZoneName> {}
}
