//! The whole command table with bad input and with every role: each answer is a proper one, and a call that fails leaves
//! nothing behind.

use std::sync::atomic::{AtomicUsize, Ordering};

use leadsmart_contract::command::Spec;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::permission::{Access, Permission};
use leadsmart_core::Core;
use leadsmart_tests::call;
use leadsmart_tests::house::{House, Person, Raw, new_id};
use leadsmart_tests::schema::{Described, Ids, commands};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;

/// What a receptionist may do here.
const DESK: [Permission; 5] = [
    Permission::AgendasView,
    Permission::AppointmentsView,
    Permission::AppointmentsManage,
    Permission::ClientsView,
    Permission::ClientsManage,
];

/// Fields with an id that the caller chooses; it names nothing yet.
const CHOSEN: &str = "id";

/// Two companies with people and things in them.
struct World {
    house: House,
    owner: Person,
    desk: Person,
    bare: Person,
    deactivated: Person,
    stranger: Person,
    /// What belongs to the owner's company.
    own: Ids,
    /// What belongs to the stranger's company.
    foreign: Ids,
}

impl World {
    async fn new() -> Self {
        let house = House::new();
        house.make().await;
        let mut raw = house.raw().await;
        let (company, other) = (raw.company("Clínica").await, raw.company("Estúdio").await);
        let owner = raw.member(company, "Ana", true, &[]).await;
        let desk = raw.member(company, "Bia", false, &DESK).await;
        let bare = raw.member(company, "Caio", false, &[]).await;
        let deactivated = raw.member(company, "Davi", false, Permission::ALL).await;
        let stranger = raw.member(other, "Eva", true, &[]).await;
        let id = leadsmart_tests::house::hex(deactivated.member);
        raw.guarded(&format!("UPDATE members SET active = 0 WHERE id = {id}")).await;
        raw.close().await;
        let core = house.open().await;
        let own = things(&core, &owner).await;
        let foreign = things(&core, &stranger).await;
        core.close().await;
        Self { house, owner, desk, bare, deactivated, stranger, own, foreign }
    }

    /// A copy of the folder, so that a command that succeeds changes nothing for the others.
    async fn open_copy(&self) -> Watched {
        let house = House::new();
        std::fs::copy(self.house.file(), house.file()).expect("a copy");
        let core = house.open().await;
        let mut raw = house.raw().await;
        let trace = trace(&mut raw).await;
        Watched { core, raw, trace, _house: house }
    }
}

/// A backend, and what was recorded in it when somebody last looked.
struct Watched {
    core: Core,
    raw: Raw,
    trace: Vec<String>,
    _house: House,
}

impl Watched {
    /// Calls and checks what holds for every answer.
    async fn call(&mut self, token: Option<&str>, spec: &Spec, args: &Value) -> Result<Value, Failure> {
        let answer = call(&self.core, token, spec.name, args.clone()).await;
        let trace = trace(&mut self.raw).await;
        if let Err(failure) = &answer {
            assert!(
                !matches!(failure.code, Code::Internal | Code::UnknownCommand),
                "{} {}: {failure}",
                spec.name,
                shorten(args)
            );
            assert!(
                !failure.message.is_empty(),
                "{} {}: a failure says what happened",
                spec.name,
                shorten(args)
            );
            assert_eq!(
                trace,
                self.trace,
                "{} {}: a call that fails leaves no intent",
                spec.name,
                shorten(args)
            );
        }
        self.trace = trace;
        answer
    }
}

/// Things of a company, as far as there are commands that make them.
async fn things(core: &Core, owner: &Person) -> Ids {
    let mut ids = Ids::from([
        ("company_id".into(), owner.company),
        ("member_id".into(), owner.member),
        ("role_id".into(), owner.role),
        ("session_id".into(), owner.session),
    ]);
    let all = commands();
    for (name, field) in [
        ("agendas.create", "agenda_id"),
        ("services.create", "service_id"),
        ("clients.create", "client_id"),
        ("absences.create", "absence_id"),
        ("holidays.create", "holiday_id"),
        ("appointments.create", "appointment_id"),
        ("instances.create", "instance_id"),
        ("quick_replies.create", "quick_reply_id"),
        ("threads.open", "thread_id"),
        ("threads.create_note", "note_id"),
        ("messages.send", "message_id"),
    ] {
        let command =
            all.iter().find(|command| command.spec.name == name).expect("a command of the contract");
        let mut args = command.sample(&ids, false);
        if name == "appointments.create" {
            args.insert("override".into(), json!(true));
        }
        if name == "clients.create" {
            // Without one there is no conversation with her.
            args.insert("phones".into(), json!(["(11) 98765-4321"]));
        }
        match call(core, Some(&owner.token), name, args.into()).await {
            Ok(reply) => {
                ids.insert(field.into(), first_id(&reply).expect("what is made has an id"));
            }
            Err(failure) => assert_eq!(failure.code, Code::UnknownCommand, "{name}: {failure}"),
        }
    }
    ids
}

fn first_id(reply: &Value) -> Option<uuid::Uuid> {
    let fields = reply.as_object()?;
    let own = fields.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok());
    own.or_else(|| fields.values().find_map(first_id))
}

/// What failed calls must leave as it is: how many changes are recorded, and which one is the last.
async fn trace(raw: &mut Raw) -> Vec<String> {
    raw.texts("SELECT count(*) || ' ' || coalesce(max(seq), 0) FROM intents").await
}

fn shorten(args: &Value) -> String {
    args.to_string().chars().take(300).collect()
}

/// Values that some field somewhere will not like.
fn bad_values() -> Vec<Value> {
    let deep = (0..100).fold(json!(1), |inner, _| json!([inner]));
    let deep_object = (0..100).fold(json!(1), |inner, _| json!({ "a": inner }));
    let texts = [
        "",
        " ",
        "\u{0}",
        "a\u{0}b",
        "a\nb",
        "\u{7}\u{1b}[31m",
        "\u{202e}abc",
        "\u{feff}",
        "'; DROP TABLE clients; --",
        "%_*\"",
        "-1",
        "NaN",
        "1e999",
        "null",
        "🦷",
        "ß",
        "../../etc/passwd",
        "{{7*7}}",
        "0000-00-00",
        "9999-12-31T23:59:60Z",
        "-009999-01-01",
        "00000000-0000-0000-0000-000000000000",
        "not-an-id",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
    ];
    let long = ["x".repeat(300), "é".repeat(5_000), "1".repeat(100_000), " ".repeat(100_000)];
    let numbers = [
        json!(0),
        json!(-1),
        json!(1.5),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1e308),
        json!(70_000),
    ];
    let shapes = [
        Value::Null,
        json!(true),
        json!([]),
        json!({}),
        json!([null]),
        json!([[1]]),
        json!({ "a": 1 }),
        deep,
        deep_object,
    ];
    let many = [Value::from(vec![json!("a"); 2_000]), Value::from(vec![json!({}); 2_000])];
    let texts = texts.into_iter().map(Value::from).chain(long.map(Value::from));
    texts.chain(numbers).chain(shapes).chain(many).collect()
}

/// A call with one thing wrong, and whether the schema itself forbids it.
struct Attempt {
    args: Value,
    forbidden: bool,
}

fn attempts(command: &Described, ids: &Ids, values: &[Value]) -> Vec<Attempt> {
    let sample = command.sample(ids, true);
    let mut attempts = Vec::new();
    for (name, schema) in command.fields() {
        for value in values {
            let forbidden = !command.allows(schema, value) && (!value.is_null() || command.requires(name));
            let mut args = sample.clone();
            args.insert(name.to_owned(), value.clone());
            attempts.push(Attempt { args: args.into(), forbidden });
        }
        if command.requires(name) {
            let mut args = sample.clone();
            args.remove(name);
            attempts.push(Attempt { args: args.into(), forbidden: true });
        }
    }
    let mut unknown = sample;
    unknown.insert("no_such_field".into(), json!(1));
    attempts.push(Attempt { args: unknown.into(), forbidden: true });
    attempts.extend(
        [json!([]), json!("text"), json!(1), json!(true)].map(|args| Attempt { args, forbidden: true }),
    );
    // What must be refused goes first: what is allowed may end the session or the company.
    attempts.sort_by_key(|attempt| !attempt.forbidden);
    attempts
}

/// What a call comes to in which nothing but the caller may be wrong.
fn expected(spec: &Spec, person: &str, permissions: &[Permission]) -> Option<Code> {
    let anonymous = person == "anonymous";
    match (spec.access, person) {
        (Access::Public, _) => None,
        _ if anonymous => Some(Code::Unauthenticated),
        (Access::Session, _) => None,
        (Access::Platform, _) => Some(Code::Forbidden),
        (_, "stranger") => Some(Code::NotFound),
        (_, "deactivated") => Some(Code::Forbidden),
        (Access::Member | Access::MemberShutOut, _) | (_, "owner") => None,
        (Access::Permission(permission), _) => {
            (!permissions.contains(&permission)).then_some(Code::Forbidden)
        }
    }
}

/// The commands that have a handler.
fn handled(core: &Core) -> Vec<Described> {
    let all = commands();
    let names: Vec<&str> = core.table().specs().map(|spec| spec.name).collect();
    all.into_iter().filter(|command| names.contains(&command.spec.name)).collect()
}

/// Does a part of a test for each command, on as many threads as the machine has: thousands of calls, each of which waits
/// for the store, leave most of a machine idle when they come one after the other.
fn for_each_command(work: impl AsyncFn(&World, &Described) + Sync) {
    let (world, all) = runtime().block_on(async {
        let world = World::new().await;
        let core = world.house.open().await;
        let all = handled(&core);
        core.close().await;
        (world, all)
    });
    let next = AtomicUsize::new(0);
    std::thread::scope(|threads| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            threads.spawn(|| {
                let runtime = runtime();
                while let Some(command) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    runtime.block_on(work(&world, command));
                }
            });
        }
    });
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

#[test]
fn every_command_refuses_bad_input_with_its_code_and_loses_nothing() {
    let values = bad_values();
    for_each_command(async |world, command| {
        let mut copy = world.open_copy().await;
        for attempt in attempts(command, &world.own, &values) {
            let answer = copy.call(Some(&world.owner.token), &command.spec, &attempt.args).await;
            if attempt.forbidden {
                let code = answer.map_err(|failure| failure.code).err();
                // Without its id a company is not found before anything else is looked at.
                let refused = matches!(code, Some(Code::InvalidInput | Code::TooLarge | Code::NotFound));
                let shown = || shorten(&attempt.args);
                assert!(refused, "{} takes what its schema forbids: {code:?} {}", command.spec.name, shown());
            }
        }
        copy.core.close().await;
    });
}

#[test]
fn every_command_admits_exactly_whom_it_declares() {
    for_each_command(async |world, command| {
        let people: [(&str, Option<&Person>, &[Permission]); 6] = [
            ("anonymous", None, &[]),
            ("stranger", Some(&world.stranger), &[]),
            ("deactivated", Some(&world.deactivated), &[]),
            ("bare", Some(&world.bare), &[]),
            ("desk", Some(&world.desk), &DESK),
            ("owner", Some(&world.owner), &[]),
        ];
        let spec = &command.spec;
        let mut copy = world.open_copy().await;
        for (who, person, permissions) in people {
            let args = Value::from(command.sample(&world.own, false));
            let answer = copy.call(person.map(|person| person.token.as_str()), spec, &args).await;
            let code = answer.err().map(|failure| failure.code);
            match expected(spec, who, permissions) {
                Some(wanted) => assert_eq!(code, Some(wanted), "{} called by {who}", spec.name),
                None => assert_ne!(code, Some(Code::Unauthenticated), "{} called by {who}", spec.name),
            }
            if who == "owner" {
                assert_ne!(
                    code,
                    Some(Code::Forbidden),
                    "{}: an owner may do everything in her company",
                    spec.name
                );
            }
        }
        copy.core.close().await;
    });
}

#[tokio::test]
async fn what_belongs_to_another_company_is_not_found() {
    let world = World::new().await;
    let core = world.house.open().await;
    let all = handled(&core);
    core.close().await;
    // One for all commands: none of these calls may change anything.
    let mut copy = world.open_copy().await;
    for command in all.iter().filter(|command| command.spec.access.needs_company()) {
        for (field, args) in foreign_calls(command, &world) {
            let args = Value::from(args);
            let answer = copy.call(Some(&world.owner.token), &command.spec, &args).await;
            let code = answer.err().map(|failure| failure.code);
            assert_eq!(
                code,
                Some(Code::NotFound),
                "{} with a foreign {field}: {}",
                command.spec.name,
                shorten(&args)
            );
        }
    }
    copy.core.close().await;
}

/// Calls that are right but for one id, which belongs to another company.
fn foreign_calls(command: &Described, world: &World) -> Vec<(String, Map<String, Value>)> {
    let fields = command.fields().into_iter().map(|(name, _)| name).filter(|name| *name != CHOSEN);
    let calls = fields.filter_map(|name| {
        let mut args = command.sample(&world.own, false);
        let foreign = world.foreign.get(name.trim_end_matches('s'))?.to_string();
        args.insert(name.to_owned(), if name.ends_with("_ids") { json!([foreign]) } else { json!(foreign) });
        Some((name.to_owned(), args))
    });
    calls.collect()
}

#[tokio::test]
async fn a_token_that_is_none_is_answered_as_no_session() {
    let world = World::new().await;
    let core = world.house.open().await;
    for command in handled(&core).iter().filter(|command| command.spec.access != Access::Public) {
        for token in [
            "",
            "x",
            "token\u{0}",
            &"y".repeat(100_000),
            &world.owner.token.to_uppercase(),
            &new_id().to_string(),
        ] {
            let answer =
                call(&core, Some(token), command.spec.name, command.sample(&world.own, false).into()).await;
            assert_eq!(
                answer.err().map(|failure| failure.code),
                Some(Code::Unauthenticated),
                "{}",
                command.spec.name
            );
        }
    }
}

#[test]
fn samples_are_what_their_schemas_allow() {
    for command in commands() {
        for all in [false, true] {
            let sample = command.sample(&Ids::new(), all);
            for (name, schema) in command.fields() {
                if let Some(value) = sample.get(name) {
                    assert!(
                        command.allows(schema, value),
                        "{}.{name}: {value} against {schema}",
                        command.spec.name
                    );
                }
            }
        }
    }
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::hash_map("[a-z_]{1,12}", inner, 0..8)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

#[test]
fn nothing_panics_on_any_arguments() {
    let runtime = runtime();
    let (world, core) = runtime.block_on(async {
        let world = World::new().await;
        let core = world.house.open().await;
        (world, core)
    });
    let names: Vec<&str> = commands().iter().map(|command| command.spec.name).collect();
    let bytes = prop::collection::vec(any::<u8>(), 0..200);
    let fields = prop::collection::btree_map(
        prop::sample::select(vec!["company_id", "name", "id", "start", "email"]),
        json_value(),
        0..4,
    );
    let config = ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(place in 0..names.len(), bytes in bytes, args in json_value(), fields in fields, name in ".{0,30}", token in any::<bool>())| {
        let token = token.then_some(world.owner.token.as_str());
        let from_bytes = serde_json::from_slice::<Value>(&bytes).unwrap_or(Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        let mut some: Map<String, Value> = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        some.entry("company_id").or_insert(json!(world.owner.company));
        for (name, args) in [(names[place], from_bytes), (names[place], args.clone()), (names[place], some.into()), (name.as_str(), args)] {
            let answer = runtime.block_on(call(&core, token, name, args));
            prop_assert!(!matches!(answer, Err(Failure { code: Code::Internal, .. })), "{}: {:?}", name, answer);
        }
    });
}
