//! Where a company's database is.

use std::net::IpAddr;
use std::path::Path;

use leadsmart_ports::remote::{ServerAccess, SetupFailure};
use serde::{Deserialize, Serialize};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use url::Url;

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

/// An address as it stands in codes and keychains, in short names: it is typed into QR codes.
#[derive(Serialize, Deserialize)]
pub(crate) struct AddressText {
    h: String,
    p: u16,
    d: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    a: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    plain: bool,
}

impl From<&Address> for AddressText {
    fn from(address: &Address) -> Self {
        let authority = match &address.protection {
            Protection::VerifiedBy(pem) => Some(pem.clone()),
            Protection::Verified | Protection::Plain => None,
        };
        Self {
            h: address.host.clone(),
            p: address.port,
            d: address.database.clone(),
            a: authority,
            plain: address.protection == Protection::Plain,
        }
    }
}

impl TryFrom<AddressText> for Address {
    type Error = SetupFailure;

    fn try_from(text: AddressText) -> Result<Self, SetupFailure> {
        let protection = match (text.plain, text.a) {
            (true, _) => Protection::Plain,
            (false, Some(pem)) => Protection::VerifiedBy(pem),
            (false, None) => Protection::Verified,
        };
        Self::new(text.h, text.p, text.d, protection)
    }
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
    /// verified, whatever `sslmode` says; `disable` is for this computer, and what is left out there means it too. An authority that is
    /// given beside it counts before one that is named in it.
    pub(crate) fn parse(access: ServerAccess<'_>) -> Result<(Self, Login), SetupFailure> {
        let url = Url::parse(access.connection_string.trim()).map_err(|_| SetupFailure::Address)?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(SetupFailure::Address);
        }
        let host = url.host_str().ok_or(SetupFailure::Address)?.trim_matches(['[', ']']).to_owned();
        let option =
            |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let named = || option("sslrootcert").map(|file| read_authority(Path::new(&file))).transpose();
        let given = access.authority.map(authority).transpose()?;
        let protection = match (option("sslmode").as_deref(), given.map_or_else(named, |pem| Ok(Some(pem)))?)
        {
            (Some("disable"), _) => Protection::Plain,
            (_, Some(pem)) => Protection::VerifiedBy(pem),
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

fn read_authority(file: &Path) -> Result<String, SetupFailure> {
    authority(&std::fs::read_to_string(file).map_err(|_| SetupFailure::Authority)?)
}

/// The certificates in a text, and nothing else of it: what is taken here goes into codes, and a file may hold keys as well.
fn authority(text: &str) -> Result<String, SetupFailure> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let mut certificates = String::new();
    for part in text.split(BEGIN).skip(1) {
        let (body, _) = part.split_once(END).ok_or(SetupFailure::Authority)?;
        let lines: Vec<&str> = body.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        certificates += &format!("{BEGIN}\n{}\n{END}\n", lines.join("\n"));
    }
    if certificates.is_empty() { Err(SetupFailure::Authority) } else { Ok(certificates) }
}

fn decoded(text: &str) -> Result<String, SetupFailure> {
    let pair = format!("x={}", text.replace('+', "%2B"));
    let value = url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned());
    value.ok_or(SetupFailure::Address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<(Address, Login), SetupFailure> {
        Address::parse(ServerAccess { connection_string: text, authority: None })
    }

    #[test]
    fn of_an_authority_only_the_certificates_are_taken() {
        let text = "secret\n-----BEGIN PRIVATE KEY-----\nk\n-----END PRIVATE KEY-----\r\n-----BEGIN CERTIFICATE-----\r\nAA==\r\n-----END CERTIFICATE-----\r\nx";
        let string = "postgres://ana:x@db.example.com/clinica?sslrootcert=/nowhere.pem";
        let access = ServerAccess { connection_string: string, authority: Some(text) };
        let (address, _) = Address::parse(access).expect("what is given counts before what is named");
        let pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";
        assert_eq!(*address.protection(), Protection::VerifiedBy(pem.to_owned()));
        for text in ["", "nothing", "-----BEGIN CERTIFICATE-----\nAA=="] {
            let access = ServerAccess { connection_string: string, authority: Some(text) };
            assert!(matches!(Address::parse(access), Err(SetupFailure::Authority)), "{text}");
        }
    }

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
            let (address, _) = parse(text).unwrap_or_else(|failure| panic!("{text}: {failure}"));
            assert_eq!(*address.protection(), protection, "{text}");
        }
        let refused = parse("postgres://ana:x@10.0.0.7/clinica?sslmode=disable");
        assert!(matches!(refused, Err(SetupFailure::Unprotected)), "{refused:?}");
    }

    #[test]
    fn a_connection_string_gives_what_it_says() {
        let (address, login) =
            parse(" postgres://ana:s%40o+x@db.example.com:6432/cl%C3%ADnica ").expect("an address");
        assert_eq!((address.host(), address.port(), address.database()), ("db.example.com", 6432, "clínica"));
        assert_eq!((login.user.as_str(), login.password.reveal()), ("ana", "s@o+x"));
        let (address, _) = parse("postgres://ana@db.example.com").expect("an address");
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
            assert!(matches!(parse(text), Err(SetupFailure::Address)), "{text}");
        }
        let missing = parse("postgres://ana:x@db.example.com/x?sslrootcert=/nowhere.pem");
        assert!(matches!(missing, Err(SetupFailure::Authority)), "{missing:?}");
    }

    #[test]
    fn a_password_is_not_shown() {
        let (_, login) = parse("postgres://ana:secretissimo@db.example.com/x").expect("an address");
        assert!(!format!("{login:?}").contains("secretissimo"));
    }
}
