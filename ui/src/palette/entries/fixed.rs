//! What is there whatever is typed: pages and actions.

use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;

use super::super::texts;
use super::{Does, Entry, Source};
use crate::components::Glyph;
use crate::language::Text;
use crate::router::{Place, Section};
use crate::settings::PARTS;
use crate::shortcuts::{AgendaRequest, BookingWish};

/// How the key of the entry begins that shows the day which the text names.
pub(super) const DAY: &str = "day-";

/// The pages that the person may open.
pub(super) fn pages(source: &Source<'_>) -> Vec<Entry> {
    let language = source.language;
    let page = |place: Place, glyph: Glyph, label: Text| {
        Entry::new(format!("page-{}", place.path()), glyph, label(language), Does::Go(place))
    };
    let mut pages = Vec::new();
    if (source.may)(Permission::AppointmentsView) {
        pages.push(page(Place::Today, Glyph::Sun, texts::today_page));
    }
    if (source.may)(Permission::AgendasView) {
        pages.push(page(Place::Agenda, Glyph::Calendar, texts::agenda));
    }
    if (source.may)(Permission::ClientsView) {
        pages.push(page(Place::Clients, Glyph::People, texts::clients));
    }
    if (source.may)(Permission::ThreadsView) {
        pages.push(page(Place::Chats, Glyph::Chat, texts::chats));
    }
    if (source.may)(Permission::InstancesView) {
        pages.push(page(Place::Connections, Glyph::Plug, texts::connections));
    }
    for part in PARTS.iter().filter(|part| part.is_offered(source.may, source.in_window)) {
        let mut entry = page(Place::Settings(part.section), part.glyph, part.label);
        entry.label = format!("{} › {}", texts::settings(language), entry.label);
        pages.push(entry);
    }
    pages.push(page(Place::Sync, Glyph::CloudCheck, texts::sync));
    pages.push(page(Place::Profile, Glyph::Person, texts::profile));
    pages
}

/// The actions that the person may take.
pub(super) fn actions(source: &Source<'_>) -> Vec<Entry> {
    let language = source.language;
    let action =
        |key: &str, glyph: Glyph, label: Text, does: Does| Entry::new(key, glyph, label(language), does);
    let show = |date| Does::Ask(AgendaRequest::Show(date));
    let today = source.now.date();
    let mut actions = Vec::new();
    if let Some(day) = source.plan.day {
        let label = texts::show_day(language, &source.day(day));
        actions.push(Entry::new(format!("{DAY}{day}"), Glyph::Calendar, label, show(day)));
    }
    if source.may_book() {
        let book = Does::Ask(AgendaRequest::Book(BookingWish::default()));
        actions.push(Entry { keys: Some("Ctrl N"), ..action("book", Glyph::Plus, texts::book, book) });
    }
    if (source.may)(Permission::ClientsView) && (source.may)(Permission::ClientsManage) {
        actions.push(action("new-client", Glyph::Person, texts::new_client, Does::NewClient(String::new())));
    }
    if (source.may)(Permission::AgendasView) {
        actions.push(action("today", Glyph::Sun, texts::today, show(today)));
        if let Ok(tomorrow) = today.tomorrow() {
            actions.push(action("tomorrow", Glyph::Right, texts::tomorrow, show(tomorrow)));
        }
        let free = Does::Ask(AgendaRequest::NextFree);
        actions.push(action("next-free", Glyph::Clock, texts::next_free, free));
    }
    actions.push(Entry { keys: Some("?"), ..action("help", Glyph::Keyboard, texts::help, Does::Help) });
    for other in Language::ALL.into_iter().filter(|other| *other != language) {
        let label = texts::speak(language, other.name());
        actions.push(Entry::new(format!("speak-{}", other.tag()), Glyph::Globe, label, Does::Speak(other)));
    }
    let switch = action("switch-company", Glyph::Building, texts::switch_company, Does::SwitchCompany);
    actions.extend([switch, action("log-out", Glyph::Leave, texts::log_out, Does::LogOut)]);
    actions
}

/// Other words by which a page or an action is looked for.
pub(super) fn words(entry: &Entry, language: Language) -> &'static str {
    let words: Text = match (&entry.does, entry.key.as_str()) {
        (Does::Go(Place::Today), _) => texts::today_page_words,
        (Does::Go(Place::Agenda), _) => texts::agenda_words,
        (Does::Go(Place::Clients), _) => texts::clients_words,
        (Does::Go(Place::Chats), _) => texts::chats_words,
        (Does::Go(Place::Connections), _) => texts::connections_words,
        (Does::Go(Place::Settings(Section::Company)), _) => texts::settings_words,
        (Does::Go(Place::Profile), _) => texts::profile_words,
        (Does::Go(Place::Sync), _) => texts::sync_words,
        (Does::NewClient(_), _) => texts::new_client_words,
        (_, "book") => texts::book_words,
        (_, "today") => texts::today_words,
        (_, "tomorrow") => texts::tomorrow_words,
        (_, "next-free") => texts::next_free_words,
        (Does::Help, _) => texts::help_words,
        (Does::Speak(_), _) => texts::speak_words,
        (Does::SwitchCompany, _) => texts::switch_company_words,
        (Does::LogOut, _) => texts::log_out_words,
        _ => return "",
    };
    words(language)
}
