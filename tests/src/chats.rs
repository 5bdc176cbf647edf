//! A thousand conversations of a company, the newest of them with 10,000 messages: the same rows in every run, written as
//! [`crate::diary`] writes its own.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteConnection;
use uuid::Uuid;

use crate::diary::{CLIENT, blob, id, numbers, sql_id};
use crate::speed::Outcome;

/// How many conversations there are.
pub const THREADS: u32 = 1_000;
/// How many messages the newest has.
pub const LONGEST: u32 = 10_000;
/// How many messages each of the others has.
pub const OTHERS: u32 = 40;

const INSTANCE: u32 = 0x1a;
/// The kind of thing that a conversation is, for [`id`]; the longest is the first.
pub const THREAD: u32 = 0x7e;
/// The kind of thing that a message is, for [`id`]; those of the longest conversation come first, the oldest of a conversation
/// before the others.
pub const MESSAGE: u32 = 0x3e5;

/// One of so many messages of the longest conversation is a picture.
pub const PICTURES: u32 = 12;
/// How many different pictures there are.
const FILES: u32 = 24;
const MINUTE: i64 = 60_000;

/// Conversations with the first of the company's clients.
#[derive(Clone, Copy, Debug)]
pub struct Chats {
    /// Whose.
    pub company: Uuid,
    /// When the newest message came.
    pub now: Timestamp,
    /// So many clients have the ids [`id`] of [`CLIENT`].
    pub clients: u32,
}

impl Chats {
    /// Writes them, within the caller's change, and their pictures into the data folder.
    ///
    /// # Errors
    /// The file or the folder refuses it.
    pub async fn write(&self, connection: &mut SqliteConnection, data: &Path) -> Outcome<()> {
        let (company, now) = (blob(self.company), self.now.as_millisecond());
        let instance = blob(id(INSTANCE, 0));
        let clients = self.clients;
        let client = sql_id(CLIENT, &format!("i % {clients}"));
        let threads = format!(
            "{} INSERT INTO threads (id, company_id, instance_id, client_id, number, number_key, verified, profile_name,
                                     search_name, created_at)
             SELECT {}, {company}, {instance}, {client}, '55119' || (10000000 + i), '55119' || (10000000 + i), 1,
                    'Conversa ' || i, 'conversa ' || i, {now} - i * {MINUTE} * 60 FROM n",
            numbers(0, THREADS),
            sql_id(THREAD, "i")
        );
        for text in [
            format!(
                "INSERT INTO instances (id, company_id, name, active, number, created_at)
                 VALUES ({instance}, {company}, 'Recepção', 0, '551133330000', 0)"
            ),
            threads,
            self.messages(
                0,
                LONGEST,
                &sql_id(THREAD, "0"),
                &format!("{now} - ({LONGEST} - i) * {MINUTE} * 7"),
            ),
            self.messages(
                LONGEST,
                (THREADS - 1) * OTHERS,
                &sql_id(THREAD, &format!("1 + (i - {LONGEST}) / {OTHERS}")),
                // A conversation an hour, the last message of each half an hour after the one before it.
                &format!(
                    "{now} - (i - {LONGEST}) / {OTHERS} * 3600000 - ({OTHERS} - i % {OTHERS}) * {MINUTE} * 30"
                ),
            ),
        ] {
            sqlx::query(sqlx::AssertSqlSafe(text)).execute(&mut *connection).await?;
        }
        self.pictures(connection, data).await
    }

    /// Leaves the newest message from the other one unread in each conversation but the longest, within the caller's change.
    ///
    /// # Errors
    /// The file refuses it.
    pub async fn leave_unread(&self, connection: &mut SqliteConnection) -> Outcome<()> {
        // The last of a conversation is from here, as is every second one.
        let newest = sql_id(MESSAGE, &format!("{LONGEST} + i * {OTHERS} + {OTHERS} - 2"));
        let text = format!(
            "{} UPDATE messages SET unread = 1, state = 'received' FROM n WHERE id = {newest}",
            numbers(0, THREADS - 1)
        );
        sqlx::query(sqlx::AssertSqlSafe(text)).execute(connection).await?;
        Ok(())
    }

    /// Messages both ways, of one line or several, some with an answer or an emoji.
    fn messages(&self, first: u32, count: u32, thread: &str, at: &str) -> String {
        let words = r#"'["Bom dia!","Tem horário amanhã à tarde para corte e barba?","Temos às 14h e às 16h30, qual prefere?","Pode ser 16h30","Perfeito, está marcado. Se precisar mudar é só avisar por aqui, tudo bem? Lembrando que pedimos para chegar cinco minutos antes e que há estacionamento conveniado na rua ao lado.","Obrigada 😊","Vou me atrasar uns dez minutos, o ônibus ainda não passou","Sem problema, esperamos por você"]'"#;
        format!(
            "{} INSERT INTO messages (id, company_id, thread_id, wire_id, from_me, at, kind, body, quote, state, reaction_theirs)
             SELECT {}, {}, {thread}, 'W' || i, i % 2, {at}, 'text', json_extract({words}, '$[' || (i * 7 % 8) || ']'),
                    iif(i % 9 = 0, json_object('wire_id', 'W' || (i - 1), 'from_me', json(iif(i % 2, 'false', 'true')),
                        'text', 'Temos às 14h e às 16h30, qual prefere?'), NULL),
                    iif(i % 2, 'read', 'received'), iif(i % 31 = 1, '👍', NULL) FROM n",
            numbers(first, count),
            sql_id(MESSAGE, "i"),
            blob(self.company),
        )
    }

    /// Makes some messages of the longest conversation pictures whose files are here.
    async fn pictures(&self, connection: &mut SqliteConnection, data: &Path) -> Outcome<()> {
        for number in 0..FILES {
            let (file, thumbnail) = (picture(number, 640, 480)?, picture(number, 40, 30)?);
            let digest = hexadecimal(&Sha256::digest(&file));
            let (folder, rest) = digest.split_at(2);
            let folder = data.join("media").join(folder);
            fs::create_dir_all(&folder)?;
            fs::write(folder.join(rest), &file)?;
            // Every so many messages, and of those each file in its turn.
            let turn = format!("SELECT {number} * {PICTURES} + i * {PICTURES} * {FILES} FROM n");
            let those = format!("{}, m (i) AS ({turn})", numbers(0, LONGEST / (PICTURES * FILES)));
            let (message, size) = (sql_id(MESSAGE, "m.i"), file.len());
            let (company, instance) = (blob(self.company), blob(id(INSTANCE, 0)));
            let thumbnail = hexadecimal(&thumbnail);
            for text in [
                format!("{those} UPDATE messages SET kind = 'image', body = '' FROM m WHERE id = {message}"),
                format!(
                    "{those} INSERT INTO message_media (message_id, company_id, kind, mime, size, width, height, thumbnail, digest)
                     SELECT {message}, {company}, 'image', 'image/jpeg', {size}, 640, 480, X'{thumbnail}', X'{digest}' FROM m"
                ),
                format!(
                    "{those} INSERT INTO whatsapp_media (message_id, instance_id, state, digest, size, next_at)
                     SELECT {message}, {instance}, 'here', X'{digest}', {size}, 0 FROM m"
                ),
            ] {
                sqlx::query(sqlx::AssertSqlSafe(text)).execute(&mut *connection).await?;
            }
        }
        Ok(())
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A picture of its own, with enough in it to be worth decoding.
fn picture(number: u32, width: u32, height: u32) -> Outcome<Vec<u8>> {
    let pixel = |x: u32, y: u32| {
        let wave =
            |step: u32| u8::try_from((x * step + y * (number + 3) + x * y / 97) % 256).unwrap_or_default();
        Rgb([wave(1), wave(2), wave(number % 5 + 1)])
    };
    let image = DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, pixel));
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, ImageFormat::Jpeg)?;
    Ok(file.into_inner())
}
