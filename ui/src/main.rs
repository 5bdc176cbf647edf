//! The interface of LeadSmart: Leptos in the system webview, or in a browser.
//!
//! **Where things are.** One folder a feature, named as in `core` and `contract`; `components` draws and knows no backend;
//! `backend` is the one place that knows IPC or HTTP; `frame` is the window around every page.
//!
//! **A page** is a component inside [`frame::Page`], which draws the top bar (title and whatever the page puts there) and
//! the main region. Add a variant to [`router::Place`] with its path, an arm to `app::Pages`, and its code to [`pages`]; for a part of the
//! settings, add a variant to [`router::Section`] and an arm to `settings`.
//!
//! **Reading**: `let clients = load(&[Topic::Clients], move || call(ListClients { company_id, … }));` runs again when one
//! of the topics changes, and when a signal changes that the closure reads before it calls. It keeps the last value while it
//! loads. Show it with `clients.value`, `clients.failure`, `clients.loading`, or `<Ready loaded=clients let:list>`.
//!
//! **Writing**: a form calls [`send::submit`], a button [`send::Action::send`]; where more than one call is needed,
//! `spawn_local(async move { match call(…).await { Ok(view) => …, Err(failure) => problems.refuse(failure) } })`. The backend tells the topic, so what is loaded refreshes by itself. What can be taken
//! back goes to [`undo::Undo::offer`] with a closure; Ctrl+Z and the button in the toast run it.
//!
//! **Who and where**: [`session::use_company`] gives the company of the page (`id`, `can(Permission)`, `today()`, `zone()`),
//! [`session::use_session`] the person. Hide what a role may not do; the backend refuses it anyway.
//!
//! **Words** stand in the feature's `texts.rs`, made by `leadsmart_contract::texts!`. `t(texts::save)` is a closure that
//! follows the language; texts with arguments are written `move || texts::greeting(language(), &name.get())`. Dates, times,
//! durations and phones come from [`language::format`].
//!
//! **Forms**: `let problems = Problems::new();` then
//! `<Field label=t(texts::name) name="name" problems required=true><TextInput value=name /></Field>`. On submit
//! `problems.clear()`, then `problems.parse("name", &name.get(), Name::parse)` gives the value or notes the problem at its
//! field; `problems.refuse(failure)` puts a failed call at `failure.field` or into `<FormFailure problems />`;
//! `problems.focus_first()` moves the focus to the first wrong field. A `<Form on_submit=…>` submits on Enter.
//!
//! **Typing is kept**: a form names its fields to [`unsent::keep`], so that a crash of the page loses nothing; passwords are
//! [`components::PasswordText`], which cannot be kept.
//!
//! **Keys**: [`shortcuts::use_shortcuts`]; the agenda watches what is asked of it (`agenda`) and takes it back.
//!
//! **Styles**: `ui/style/*.css` in alphabetical order; tokens first. One file a feature, `50-agenda.css` and so on.
//! A colour of the palette is the class `color-teal` …, which sets `--tint`, `--tint-wash` and `--tint-ink`.
//!
//! **Time**: a civil reading comes in views as `Moment.local`. There is no zone database here; [`clock::now_in`] asks the
//! webview what the clock of a zone shows.
#![recursion_limit = "256"]
#![expect(unreachable_pub, reason = "the macro `component` makes its functions `pub` whatever is written")]

mod absences;
mod agendas;
mod app;
mod appointments;
mod auth;
mod backend;
mod backups;
mod clients;
mod clock;
mod companies;
mod components;
mod computer;
mod dom;
mod frame;
mod holidays;
mod ics;
mod instances;
mod language;
mod load;
mod look;
mod members;
mod messages;
mod pages;
mod palette;
mod roles;
mod router;
mod sample;
mod send;
mod services;
mod session;
mod settings;
mod shortcuts;
mod sync;
mod threads;
mod today;
mod undo;
mod unsent;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
