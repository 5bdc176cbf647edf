//! The command table: every way in leads through here. IPC, REST and its documentation are derived from it.
//!
//! A handler is registered once for its command, as a reader, a writer, or one that manages its own transactions because
//! it has to wait for something slow. Access is checked before a handler runs; a panic in a handler answers that call alone.

mod decode;

use std::collections::HashMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::FutureExt;
use leadsmart_contract::command::{Command, Spec};
use leadsmart_contract::commands;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::texts;
use serde::Serialize;
use serde_json::Value;
use sqlx::{Sqlite, Transaction};

use crate::access::{self, Denied};
use crate::context::{Context, Read, Write};
use crate::db::write::Mutation;
use crate::error::{Defect, Error, Result};
use crate::{Core, Request};

/// A handler that borrows what it works in. Every `async fn(&mut S, C) -> Result<C::Reply>` is one.
pub trait Handler<'a, S: 'a, C: Command>: Send + Sync + 'static {
    /// What it returns while it runs.
    type Running: Future<Output = Result<C::Reply>> + Send + 'a;
    /// Begins.
    fn begin(&self, scope: &'a mut S, command: C) -> Self::Running;
}

impl<'a, S, C, F, R> Handler<'a, S, C> for F
where
    S: 'a,
    C: Command,
    F: Fn(&'a mut S, C) -> R + Send + Sync + 'static,
    R: Future<Output = Result<C::Reply>> + Send + 'a,
{
    type Running = R;
    fn begin(&self, scope: &'a mut S, command: C) -> R {
        self(scope, command)
    }
}

/// A reply as JSON text: it goes out as it is, whichever way.
type Reply = String;
type Running<'a> = Pin<Box<dyn Future<Output = Result<Reply>> + Send + 'a>>;
type Entry = Box<dyn for<'a> Fn(&'a Core, Admitted, Value) -> Running<'a> + Send + Sync>;

/// A caller who may call, in the snapshot in which that was found out.
struct Admitted {
    context: Context,
    /// What a reader goes on reading from; others let it go.
    snapshot: Transaction<'static, Sqlite>,
    operation: &'static str,
}

/// What a handler gets that manages its own transactions. It should hold none while it waits for something slow.
pub struct Call {
    /// Who calls and when.
    pub context: Context,
    core: Core,
    operation: &'static str,
}

impl Call {
    /// A snapshot to read from.
    pub async fn read(&self) -> Result<Read> {
        Ok(Read { context: self.context.clone(), transaction: self.core.db().read().await? })
    }

    /// A transaction to write in; it needs [`Call::commit`].
    pub async fn write(&self) -> Result<Write> {
        let mutation = Mutation::begin(self.core.db(), &self.context, self.operation).await?;
        Ok(Write { context: self.context.clone(), mutation })
    }

    /// Stores what was written.
    pub async fn commit(&self, write: Write) -> Result<()> {
        write.mutation.commit().await
    }

    /// The backend, for its store of local tables and its ports.
    pub fn core(&self) -> &Core {
        &self.core
    }
}

/// The commands with their handlers.
pub struct Table {
    entries: HashMap<&'static str, (Spec, Entry)>,
}

/// A table in the making.
pub struct Builder {
    entries: HashMap<&'static str, (Spec, Entry)>,
}

impl Builder {
    /// Registers a handler that only reads.
    #[must_use]
    pub fn read<C: Command>(self, handler: impl for<'a> Handler<'a, Read, C>) -> Self {
        let shared = std::sync::Arc::new((handler, AtomicUsize::new(0)));
        self.insert::<C>(Box::new(move |_, admitted, args| {
            let shared = shared.clone();
            Box::pin(async move {
                let (handler, length) = &*shared;
                let command = decode::decode::<C>(args, admitted.context.language)?;
                let mut read = Read { transaction: admitted.snapshot, context: admitted.context };
                let reply = handler.begin(&mut read, command).await?;
                // Nothing was written: the snapshot is let go without waiting for it.
                drop(read);
                text(&reply, length)
            })
        }))
    }

    /// Registers a handler that writes. What it did is stored if it succeeds.
    #[must_use]
    pub fn write<C: Command>(self, handler: impl for<'a> Handler<'a, Write, C>) -> Self {
        let handler = std::sync::Arc::new(handler);
        self.insert::<C>(Box::new(move |core, admitted, args| {
            let handler = handler.clone();
            Box::pin(async move {
                let Admitted { context, snapshot, operation } = admitted;
                snapshot.rollback().await?;
                let command = decode::decode::<C>(args, context.language)?;
                writable(&context)?;
                let mutation = Mutation::begin(core.db(), &context, operation).await?;
                let mut write = Write { context, mutation };
                let reply = handler.begin(&mut write, command).await?;
                let reply = serde_json::to_string(&reply)?;
                write.mutation.commit().await?;
                Ok(reply)
            })
        }))
    }

    /// Registers a handler that manages its own transactions.
    #[must_use]
    pub fn on<C: Command>(self, handler: impl for<'a> Handler<'a, Call, C>) -> Self {
        let handler = std::sync::Arc::new(handler);
        self.insert::<C>(Box::new(move |core, admitted, args| {
            let handler = handler.clone();
            Box::pin(async move {
                let Admitted { context, snapshot, operation } = admitted;
                snapshot.rollback().await?;
                let command = decode::decode::<C>(args, context.language)?;
                let mut call = Call { context, core: core.clone(), operation };
                let reply = handler.begin(&mut call, command).await?;
                Ok(serde_json::to_string(&reply)?)
            })
        }))
    }

    fn insert<C: Command>(mut self, entry: Entry) -> Self {
        let earlier = self.entries.insert(C::SPEC.name, (C::SPEC, entry));
        assert!(earlier.is_none(), "{} has two handlers", C::SPEC.name);
        self
    }

    /// The finished table.
    ///
    /// # Panics
    /// A command of the contract has no handler. It happens at the first start of a build, never later.
    pub fn build(self) -> Table {
        let missing: Vec<&str> = commands::ALL
            .iter()
            .map(|spec| spec.name)
            .filter(|name| !self.entries.contains_key(name))
            .collect();
        assert!(missing.is_empty(), "commands without handler: {}", missing.join(", "));
        Table { entries: self.entries }
    }
}

/// A deactivated company can be read, not changed. Only its activation works on it.
pub(crate) fn writable(context: &Context) -> Result<()> {
    match &context.member {
        Some(member) if !member.company_active => Err(Denied::CompanyInactive.into()),
        _ => Ok(()),
    }
}

impl Table {
    /// An empty table to register handlers in.
    pub fn builder() -> Builder {
        Builder { entries: HashMap::new() }
    }

    /// The commands, in no order.
    pub fn specs(&self) -> impl Iterator<Item = &Spec> {
        self.entries.values().map(|(spec, _)| spec)
    }

    /// Carries out a call.
    pub(crate) async fn call(&self, core: &Core, request: Request) -> Result<Reply, Failure> {
        let language = request.language.unwrap_or_default();
        let Some((spec, entry)) = self.entries.get(request.name.as_str()) else {
            return Err(Failure::new(Code::UnknownCommand, unknown_command(language)));
        };
        let mut spoken = language;
        let running = async {
            let (admitted, session) = admit(core, spec, &request).await?;
            let now = admitted.context.now;
            spoken = admitted.context.language;
            if let Some(session) = session.filter(|session| session.is_due(now)) {
                let mut transaction = core.db().write_local().await?;
                access::store::note_use(&mut transaction, session.id, now).await?;
                transaction.commit().await?;
            }
            entry(core, admitted, request.args).await
        };
        let outcome: Result<Reply> = match AssertUnwindSafe(running).catch_unwind().await {
            Ok(outcome) => outcome,
            Err(panic) => {
                Err(Defect(format!("{} panicked: {}", spec.name, panic_text(panic.as_ref()))).into())
            }
        };
        outcome.map_err(|error: Error| {
            if error.is_damage() {
                core.db().suspect_damage();
            }
            let failure = error.explain(spoken);
            tracing::debug!(command = spec.name, code = ?failure.code, "a call failed");
            failure
        })
    }
}

async fn admit(core: &Core, spec: &Spec, request: &Request) -> Result<(Admitted, Option<access::Session>)> {
    let company = match request.args.get("company_id") {
        Some(Value::String(text)) if spec.access.needs_company() => text.parse::<CompanyId>().ok(),
        _ => None,
    };
    let mut snapshot = core.db().read().await?;
    let token = request.token.as_deref();
    let (context, session) =
        access::admit(&mut snapshot, core.ports(), spec.access, token, company, request.language).await?;
    Ok((Admitted { context, snapshot, operation: spec.name }, session))
}

/// A reply as text. A page that is asked for again is about as long as it was: `length` keeps what to make room for, because
/// to grow a text of a megabyte takes longer than to write it.
fn text(reply: &impl Serialize, length: &AtomicUsize) -> Result<Reply> {
    let mut bytes = Vec::with_capacity(length.load(Ordering::Relaxed));
    serde_json::to_writer(&mut bytes, reply)?;
    length.store(bytes.len() + bytes.len() / 8, Ordering::Relaxed);
    String::from_utf8(bytes).map_err(|error| Defect(format!("a reply is no text: {error}")).into())
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

texts! {
    unknown_command: "Este comando não existe.", "There is no such command.", "Este comando no existe.";
}
