//! Set-up by an administrator: schema and roles from a connection string that is used once and not kept.

use leadsmart_contract::ids::CompanyId;
use leadsmart_ports::Random;
use leadsmart_ports::remote::{Admission, Founder, ServerAccess, SetupFailure};
use sqlx::migrate::Migrator;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use crate::address::Address;
use crate::connect;
use crate::failure::of_setup;
use crate::remote::{Device, DeviceLogin};
use crate::scram::{self, Password};

static MIGRATIONS: Migrator = sqlx::migrate!("../../../migrations/remote");

const PREPARE: &str = include_str!("../../../../migrations/remote/prepare.sql");
const GATE: &str = include_str!("../../../../migrations/remote/gate.sql");
const FUNCTIONS: [&str; 10] = [
    include_str!("../../../../migrations/remote/functions/1_catalog.sql"),
    include_str!("../../../../migrations/remote/functions/2_rows.sql"),
    include_str!("../../../../migrations/remote/functions/3_shape.sql"),
    include_str!("../../../../migrations/remote/functions/4_rights.sql"),
    include_str!("../../../../migrations/remote/functions/5_change.sql"),
    include_str!("../../../../migrations/remote/functions/6_place.sql"),
    include_str!("../../../../migrations/remote/functions/7_intent.sql"),
    include_str!("../../../../migrations/remote/functions/7_together.sql"),
    include_str!("../../../../migrations/remote/functions/8_push.sql"),
    include_str!("../../../../migrations/remote/functions/9_join.sql"),
];

/// Whether the database holds something that is not ours. Nothing of it is looked at but that it is there: in `public`, where others put
/// their tables, and in `app`, where ours would be. What belongs to an extension is no matter.
const FOREIGN: &str = "
    SELECT to_regclass('app.meta') IS NULL AND EXISTS (
        SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('public', 'app') AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e'))";

/// The oldest server, as it numbers itself: views that are read with the rights of who asks came with 15.
const OLDEST: i32 = 150_000;

/// What the founding device has to keep.
#[derive(Clone, Debug)]
pub struct Founded {
    /// How it connects.
    pub device: Device,
    /// Who it is.
    pub admission: Admission,
}

/// An administrator's connection. The connection string is forgotten when this is dropped.
#[derive(Debug)]
pub struct Administrator {
    address: Address,
    connection: PgConnection,
}

impl Administrator {
    /// Connects with a connection string such as `postgres://user:password@host/database`.
    ///
    /// # Errors
    /// The string is none, the server is not reached, not trusted, too old, or does not let the administrator in.
    pub async fn connect(access: ServerAccess<'_>) -> Result<Self, SetupFailure> {
        let (address, login) = Address::parse(access)?;
        let mut connection = connect::connect(&address, &login).await?;
        let (number, name): (i32, String) = sqlx::query_as(
            "SELECT current_setting('server_version_num')::integer, current_setting('server_version')",
        )
        .fetch_one(&mut connection)
        .await
        .map_err(of_setup)?;
        if number < OLDEST {
            return Err(SetupFailure::TooOld(name));
        }
        Ok(Self { address, connection })
    }

    /// Makes or renews schema, functions and roles. Doing it again changes nothing.
    ///
    /// # Errors
    /// The administrator may not, the database holds something else, or it was set up by a newer version.
    pub async fn install(&mut self) -> Result<(), SetupFailure> {
        let foreign: bool =
            sqlx::query_scalar(FOREIGN).fetch_one(&mut self.connection).await.map_err(of_setup)?;
        if foreign {
            return Err(SetupFailure::NotEmpty);
        }
        self.make().await.map_err(of_setup)
    }

    async fn make(&mut self) -> Result<(), sqlx::Error> {
        let connection = &mut self.connection;
        sqlx::raw_sql(PREPARE).execute(&mut *connection).await?;
        sqlx::raw_sql("SET ROLE leadsmart_owner").execute(&mut *connection).await?;
        let mut migrations = Migrator { migrations: MIGRATIONS.migrations.clone(), ..Migrator::DEFAULT };
        migrations.dangerous_set_table_name("app.migrations");
        // `run` takes whatever gives a connection, and its future is then one that cannot be sent to another thread.
        migrations.run_direct(None, &mut *connection, false).await?;
        // All at once: a device never meets half of the functions.
        let mut transaction = connection.begin().await?;
        sqlx::raw_sql("SET LOCAL ROLE leadsmart_gate").execute(&mut *transaction).await?;
        sqlx::raw_sql(GATE).execute(&mut *transaction).await?;
        sqlx::raw_sql("SET LOCAL ROLE leadsmart_owner").execute(&mut *transaction).await?;
        for functions in FUNCTIONS {
            sqlx::raw_sql(functions).execute(&mut *transaction).await?;
        }
        sqlx::raw_sql("CALL app.renew()").execute(&mut *transaction).await?;
        transaction.commit().await?;
        sqlx::raw_sql("RESET ROLE").execute(&mut *connection).await.map(drop)
    }

    /// Whether other companies are in this database, which has been set up.
    async fn has_others(&mut self, company: CompanyId) -> Result<bool, SetupFailure> {
        let query = "SELECT EXISTS (SELECT FROM app.counters WHERE company_id <> $1)";
        sqlx::query_scalar(query).bind(company.uuid()).fetch_one(&mut self.connection).await.map_err(of_setup)
    }

    /// Sets a company up, without rows, and lets its first device in: it hands the rows in. What was cut off before that is begun anew.
    ///
    /// # Errors
    /// The company is there already, or others are and nobody said that they may be.
    pub async fn found(&mut self, founder: &Founder, random: &dyn Random) -> Result<Founded, SetupFailure> {
        if !founder.beside_others && self.has_others(founder.company_id).await? {
            return Err(SetupFailure::OtherCompany);
        }
        let password = Password::random(random);
        let verifier = scram::verifier(&password, random);
        let (device_id, token) = (uuid(random), uuid(random));
        let call = "SELECT login, incarnation FROM app.found_v1($1, $2, $3, $4, $5, $6)";
        let (name, incarnation): (String, Uuid) = sqlx::query_as(call)
            .bind(founder.company_id.uuid())
            .bind(device_id)
            .bind(founder.member_id.uuid())
            .bind(&founder.device_name)
            .bind(verifier)
            .bind(token)
            .fetch_one(&mut self.connection)
            .await
            .map_err(of_setup)?;
        let (company_id, member_id) = (founder.company_id, founder.member_id);
        let login = DeviceLogin { name, password };
        Ok(Founded {
            device: Device { company_id, address: self.address.clone(), login },
            admission: Admission { company_id, device_id, member_id, incarnation, token },
        })
    }

    /// Ends the connection.
    ///
    /// # Errors
    /// The connection broke before; what was done is done.
    pub async fn close(self) -> Result<(), SetupFailure> {
        self.connection.close().await.map_err(of_setup)
    }
}

/// A random identifier.
pub(crate) fn uuid(random: &dyn Random) -> Uuid {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_function_file_is_part_of_the_set_up() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../migrations/remote/functions");
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .collect();
        files.sort();
        let texts: Vec<String> =
            files.iter().map(|file| std::fs::read_to_string(file).expect("a text")).collect();
        assert_eq!(texts, FUNCTIONS, "in the order of their names");
    }
}
