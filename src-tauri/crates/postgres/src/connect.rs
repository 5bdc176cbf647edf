//! Single connections with a bound on how long they take.

use std::time::Duration;

use sqlx::{ConnectOptions, PgConnection};

use crate::SetupFailure;
use crate::address::{Address, Login};

/// How long a connection may take to be made.
pub(crate) const CONNECT: Duration = Duration::from_secs(15);

/// Opens a connection for a step of set-up.
pub(crate) async fn connect(address: &Address, login: &Login) -> Result<PgConnection, SetupFailure> {
    match tokio::time::timeout(CONNECT, address.options(login).connect()).await {
        Ok(connection) => Ok(connection?),
        Err(_) => Err(SetupFailure::Unreachable("it took too long".to_owned())),
    }
}
