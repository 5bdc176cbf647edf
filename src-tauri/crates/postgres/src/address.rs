//! Where a company's database is.

use std::net::IpAddr;
use std::path::Path;

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use url::Url;

use crate::SetupFailure;
use crate::scram::Password;

/// How a connection is protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Protection {
    /// TLS, with a certificate for the name of the host from an authority that browsers trust.
    Verified,
    /// The same with an authority of the company's own besides: certificates in PEM form.
    VerifiedBy(String),
    /// None: to this computer only.
    Plain,
}

/// Where a company's database is, and how one gets there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    host: String,
    port: u16,
    database: String,
    protection: Protection,
}

/// A name and a password.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    pub(crate) user: String,
    pub(crate) password: Password,
}

const PORT: u16 = 5432;

impl Address {
    /// An address.
    ///
    /// # Errors
    /// [`SetupFailure::Unprotected`]: a plain connection would leave this computer.
    pub fn new(
        host: impl Into<String>,
        port: u16,
        database: impl Into<String>,
        protection: Protection,
    ) -> Result<Self, SetupFailure> {
        let (host, database) = (host.into(), database.into());
        if host.is_empty() || host.starts_with('/') || database.is_empty() || port == 0 {
            return Err(SetupFailure::Address);
        }
        if protection == Protection::Plain && !is_loopback(&host) {
            return Err(SetupFailure::Unprotected);
        }
        Ok(Self { host, port, database, protection })
    }

    /// The host, as it was given.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The database on the server.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// How a connection is protected.
    pub fn protection(&self) -> &Protection {
        &self.protection
    }

    /// Reads a connection string such as `postgres://user:password@host:5432/database?sslrootcert=/path`. The certificate is always
    /// verified, whatever `sslmode` says; `disable` is for this computer, and what is left out there means it too.
    pub(crate) fn parse(text: &str) -> Result<(Self, Login), SetupFailure> {
        let url = Url::parse(text.trim()).map_err(|_| SetupFailure::Address)?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(SetupFailure::Address);
        }
        let host = url.host_str().ok_or(SetupFailure::Address)?.trim_matches(['[', ']']).to_owned();
        let option =
            |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let protection = match (option("sslmode").as_deref(), option("sslrootcert")) {
            (Some("disable"), _) => Protection::Plain,
            (_, Some(file)) => Protection::VerifiedBy(authority(Path::new(&file))?),
            (None, None) if is_loopback(&host) => Protection::Plain,
            _ => Protection::Verified,
        };
        let user = decoded(url.username())?;
        let password = decoded(url.password().unwrap_or_default())?;
        let database = decoded(url.path().trim_start_matches('/'))?;
        let database = if database.is_empty() { user.clone() } else { database };
        let address = Self::new(host, url.port().unwrap_or(PORT), database, protection)?;
        Ok((address, Login { user, password: Password::new(password) }))
    }

    /// How a login connects.
    pub(crate) fn options(&self, login: &Login) -> PgConnectOptions {
        let options = PgConnectOptions::new_without_pgpass()
            .host(&self.host)
            .port(self.port)
            .database(&self.database)
            .username(&login.user)
            .password(login.password.reveal())
            .application_name("LeadSmart");
        match &self.protection {
            Protection::Verified => options.ssl_mode(PgSslMode::VerifyFull),
            Protection::VerifiedBy(pem) => {
                options.ssl_mode(PgSslMode::VerifyFull).ssl_root_cert_from_pem(pem.clone().into_bytes())
            }
            Protection::Plain => options.ssl_mode(PgSslMode::Disable),
        }
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn authority(file: &Path) -> Result<String, SetupFailure> {
    std::fs::read_to_string(file).map_err(|_| SetupFailure::Authority)
}

fn decoded(text: &str) -> Result<String, SetupFailure> {
    let pair = format!("x={}", text.replace('+', "%2B"));
    let value = url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned());
    value.ok_or(SetupFailure::Address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_verified_unless_it_stays_on_this_computer() {
        let cases = [
            ("postgres://ana:s%40o%2Bx@db.example.com/clinica", Protection::Verified),
            ("postgresql://ana:x@db.example.com:6432/clinica?sslmode=require", Protection::Verified),
            ("postgres://ana:x@127.0.0.1/clinica", Protection::Plain),
            ("postgres://ana:x@localhost/clinica?sslmode=disable", Protection::Plain),
            ("postgres://ana:x@[::1]/clinica", Protection::Plain),
            ("postgres://ana:x@localhost/clinica?sslmode=verify-full", Protection::Verified),
        ];
        for (text, protection) in cases {
            let (address, _) = Address::parse(text).unwrap_or_else(|failure| panic!("{text}: {failure}"));
            assert_eq!(*address.protection(), protection, "{text}");
        }
        let refused = Address::parse("postgres://ana:x@10.0.0.7/clinica?sslmode=disable");
        assert!(matches!(refused, Err(SetupFailure::Unprotected)), "{refused:?}");
    }

    #[test]
    fn a_connection_string_gives_what_it_says() {
        let (address, login) =
            Address::parse(" postgres://ana:s%40o+x@db.example.com:6432/cl%C3%ADnica ").expect("an address");
        assert_eq!((address.host(), address.port(), address.database()), ("db.example.com", 6432, "clínica"));
        assert_eq!((login.user.as_str(), login.password.reveal()), ("ana", "s@o+x"));
        let (address, _) = Address::parse("postgres://ana@db.example.com").expect("an address");
        assert_eq!(
            (address.port(), address.database()),
            (5432, "ana"),
            "as PostgreSQL's own programs take it"
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in
            ["", "clinica", "https://db.example.com/x", "postgres:///x", "postgres://@/x", "postgres://h:0/x"]
        {
            assert!(matches!(Address::parse(text), Err(SetupFailure::Address)), "{text}");
        }
        let missing = Address::parse("postgres://ana:x@db.example.com/x?sslrootcert=/nowhere.pem");
        assert!(matches!(missing, Err(SetupFailure::Authority)), "{missing:?}");
    }

    #[test]
    fn a_password_is_not_shown() {
        let (_, login) = Address::parse("postgres://ana:secretissimo@db.example.com/x").expect("an address");
        assert!(!format!("{login:?}").contains("secretissimo"));
    }
}
