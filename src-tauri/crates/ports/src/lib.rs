//! What reaches outside the process: time, randomness, the keychain, mail, the company's database, WhatsApp. Each is a trait with the real thing where it
//! needs no adapter of its own, and a stateful fake for tests.

mod clock;
mod mail;
mod random;
pub mod remote;
mod secrets;
pub mod whatsapp;

pub use clock::{Clock, FakeClock, SystemClock};
pub use mail::{FakeMailer, MailFailure, MailServer, Mailer, Message};
pub use random::{Random, SeededRandom, SystemRandom};
pub use secrets::{MemorySecrets, SecretBytes, Secrets, SecretsFailure};
