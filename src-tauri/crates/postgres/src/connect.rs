//! Single connections with a bound on how long they take.

use std::time::Duration;

use leadsmart_ports::remote::SetupFailure;
use sqlx::{ConnectOptions, PgConnection};

use crate::address::{Address, Login};
use crate::failure::of_setup;

/// How long a connection may take to be made.
pub(crate) const CONNECT: Duration = Duration::from_secs(15);

/// Opens a connection for a step of set-up.
pub(crate) async fn connect(address: &Address, login: &Login) -> Result<PgConnection, SetupFailure> {
    let connecting = async {
        // Asked first, because afterwards a name that is not known looks like a server that does not answer.
        if let Err(error) = tokio::net::lookup_host((address.host(), address.port())).await {
            return Err(SetupFailure::UnknownName(error.to_string()));
        }
        address.options(login).connect().await.map_err(of_setup)
    };
    match tokio::time::timeout(CONNECT, connecting).await {
        Ok(connected) => connected,
        Err(_) => Err(SetupFailure::Unreachable("it took too long".to_owned())),
    }
}
