//! What the interface, the backend and REST agree on: identifiers, validated values, commands, views and errors.
//!
//! A value that exists is valid: it was parsed once, at the border. A command carries its name, its address in REST and
//! who may call it ([`command::Command`]); [`commands::ALL`] lists them. This crate builds for WebAssembly and knows
//! neither database nor network.

pub mod absences;
pub mod agendas;
pub mod appointments;
pub mod auth;
pub mod backups;
pub mod clients;
pub mod command;
pub mod commands;
pub mod companies;
pub mod failure;
pub mod holidays;
pub mod ics;
pub mod ids;
pub mod instances;
pub mod language;
pub mod members;
pub mod messages;
pub mod page;
pub mod permission;
pub mod quick_replies;
pub mod roles;
pub mod sample;
pub mod services;
pub mod shell;
pub mod sync;
pub mod system;
pub mod threads;
pub mod topic;
pub mod values;
