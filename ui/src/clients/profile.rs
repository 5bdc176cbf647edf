//! One client: who it is, what to know, and every appointment.

use leadsmart_contract::clients::{
    ClientView, DeleteClient, GetClient, MergeMention, RestoreClient, UnmergeClients,
};
use leadsmart_contract::failure::Code;
use leadsmart_contract::ids::ClientId;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::topic::Topic;
use leadsmart_contract::values::Document;
use leptos::prelude::*;

use super::form::EditDialog;
use super::history::History;
use super::merge::MergeDialog;
use super::summary::Summary;
use super::texts;
use crate::backend::call;
use crate::clock;
use crate::components::{
    Avatar, Badge, Button, EmptyState, ErrorNote, Glyph, Icon, Kind, Menu, MenuItem, Skeleton, use_toasts,
};
use crate::frame::Page;
use crate::language::{format, language, language_now, t};
use crate::load::{Loaded, load};
use crate::router::{Link, Place, use_router};
use crate::send::{Action, ActionFailure};
use crate::session::use_company;
use crate::shortcuts::use_shortcuts;
use crate::threads::OpenChat;
use crate::undo::use_undo;

/// One client.
#[component]
pub(crate) fn ClientPage(
    /// Who.
    id: ClientId,
) -> impl IntoView {
    let company_id = use_company().id;
    let loaded = load(&[Topic::Clients, Topic::Appointments, Topic::Agendas], move || {
        call(GetClient { company_id, client_id: id })
    });
    let router = use_router();
    let merging = RwSignal::new(false);
    // Who was merged into another is found there, and stays there when that is taken back. Not before the dialog is done: it
    // goes with the page.
    Effect::new(move |_| {
        if merging.get() {
            return;
        }
        let found = loaded.value.with(|client| client.as_ref().map(|client| client.id));
        if let Some(found) = found.filter(|found| *found != id) {
            router.replace(Place::Client(found));
        }
    });
    let deleting = Action::new();
    let editing = RwSignal::new(false);
    let pair = RwSignal::new(None);
    let merge = Callback::new(move |()| {
        pair.set(Some((id, None)));
        merging.set(true);
    });
    let name = move || loaded.value.with(|client| client.as_ref().map(|client| client.name.to_string()));
    let title = move || name().unwrap_or_else(|| texts::client(language()).to_owned());
    let lead = move || {
        view! {
            <Link to=Place::Clients class="button ghost icon-only" label=t(texts::back)><Icon glyph=Glyph::Left size=16 /></Link>
        }
    };
    view! {
        <Page title lead=lead bar=move || view! { <Bar loaded deleting editing merge /> } class="padded client-page">
            <ActionFailure action=deleting />
            <Failed loaded />
            <Content loaded editing />
            <MergeDialog open=merging pair />
        </Page>
    }
}

/// Why the client cannot be shown.
#[component]
fn Failed(loaded: Loaded<ClientView>) -> impl IntoView {
    move || {
        let failure = loaded.failure.get()?;
        Some(if failure.code == Code::NotFound {
            view! {
                <EmptyState title=t(texts::gone) text=t(texts::gone_text) icon=Glyph::Person>
                    <Link to=Place::Clients class="button">{t(texts::back)}</Link>
                </EmptyState>
            }
            .into_any()
        } else {
            view! { <ErrorNote failure on_retry=move |()| loaded.reload() /> }.into_any()
        })
    }
}

#[component]
fn Bar(
    loaded: Loaded<ClientView>,
    deleting: Action,
    editing: RwSignal<bool>,
    merge: Callback<()>,
) -> impl IntoView {
    let (company, router, shortcuts) = (use_company(), use_router(), use_shortcuts());
    let undo = use_undo();
    let known =
        Memo::new(move |_| loaded.value.with(Option::is_some) && loaded.failure.with(Option::is_none));
    let may_book = move || known.get() && company.can(Permission::AppointmentsManage);
    let may_change = move || known.get() && company.can(Permission::ClientsManage);
    let client = move || loaded.value.with_untracked(|client| client.as_ref().map(|client| client.id));
    let book = move |_| client().into_iter().for_each(|client| shortcuts.book_for(router, client));
    let delete = move |()| {
        let Some(ClientView { id, name, .. }) = loaded.value.get_untracked() else { return };
        let company_id = company.id;
        deleting.send(DeleteClient { company_id, client_id: id }, move |_| {
            router.go(Place::Clients);
            let restore =
                move || async move { call(RestoreClient { company_id, client_id: id }).await.map(|_| ()) };
            undo.offer(texts::deleted(language_now(), name.as_str()), restore);
        });
    };
    view! {
        <span class="push"></span>
        <OpenChat client=Signal::derive(move || known.get().then(client).flatten()) />
        <Show when=may_change>
            <Button label=t(texts::change) icon=Glyph::Pencil on_press=move |_| editing.set(true) />
        </Show>
        <Show when=may_book>
            <Button label=t(texts::book) kind=Kind::Primary icon=Glyph::Plus on_press=book />
        </Show>
        <Show when=may_change>
            <Menu label=t(texts::other_actions)>
                <MenuItem label=t(texts::merge_with_menu) icon=Glyph::People on_choose=merge />
                <MenuItem label=t(texts::delete) icon=Glyph::Trash danger=true on_choose=delete />
            </Menu>
        </Show>
    }
}

#[component]
fn Content(loaded: Loaded<ClientView>, editing: RwSignal<bool>) -> impl IntoView {
    let company = use_company();
    let arrived = Memo::new(move |_| loaded.value.with(Option::is_some));
    let waiting = move || !arrived.get() && loaded.failure.with(Option::is_none);
    let sees_appointments = Memo::new(move |_| company.can(Permission::AppointmentsView));
    let drawn = move || {
        let first = arrived.get().then(|| loaded.value.get_untracked()).flatten()?;
        let id = first.id;
        let client = Signal::derive(move || loaded.value.get().unwrap_or_else(|| first.clone()));
        let changed = move |client: ClientView| loaded.value.set(Some(client));
        Some(view! {
            <div class="client-columns">
                <div class="stack">
                    <Identity client />
                    <Notes client editing />
                    <Merges client />
                </div>
                <div class="stack">
                    <Summary client />
                    <Show when=move || sees_appointments.get()><History id /></Show>
                </div>
            </div>
            <EditDialog open=editing client on_done=changed />
        })
    };
    let gone = move || {
        loaded.failure.with(|failure| failure.as_ref().is_some_and(|failure| failure.code == Code::NotFound))
    };
    view! {
        <Show when=waiting><Skeleton lines=10 /></Show>
        <div hidden=gone>{drawn}</div>
    }
}

/// Who it is and how to reach her.
#[component]
fn Identity(client: Signal<ClientView>) -> impl IntoView {
    let company = use_company();
    let name = Signal::derive(move || client.with(|client| client.name.to_string()));
    let phones = move || {
        let line = |phone: &leadsmart_contract::values::PhoneNumber| {
            let address = format!("tel:{}", phone.as_str().replace(' ', ""));
            view! { <p><a href=address>{format::phone(phone)}</a></p> }
        };
        client.with(|client| client.phones.iter().map(line).collect_view())
    };
    let email = move || {
        let email = client.with(|client| client.email.clone())?;
        Some(view! { <a href=format!("mailto:{email}")>{email.to_string()}</a> })
    };
    let document = move || client.with(|client| client.document.as_ref().map(Document::formatted));
    let birthday = move || {
        let birthday = client.with(|client| client.birthday)?;
        let age = age(birthday, company.today());
        Some(texts::birthday_and_age(language(), age, &format::date(birthday)))
    };
    let since =
        move || format::date(clock::there(client.with(|client| client.created_at), &company.zone()).date());
    let no_phone = move || client.with(|client| client.phones.is_empty()).then(|| t(texts::no_phone));
    view! {
        <section class="panel">
            <div class="client-head">
                <Avatar name large=true />
                <div><h2>{name}</h2><Tags client /></div>
            </div>
            <dl class="facts">
                <dt>{t(texts::phone)}</dt>
                <dd>{phones}{no_phone}</dd>
                <Fact label=t(texts::email) value=move || email().map(IntoAny::into_any) />
                <Fact label=t(texts::document) value=move || document().map(IntoAny::into_any) />
                <Fact label=t(texts::birthday) value=move || birthday().map(IntoAny::into_any) />
                <dt>{t(texts::messages)}</dt>
                <dd><Consent client /></dd>
                <dt>{t(texts::since)}</dt>
                <dd>{since}</dd>
            </dl>
        </section>
    }
}

/// A line of what is known; not there while it is unknown.
#[component]
fn Fact(
    #[prop(into)] label: leptos::text_prop::TextProp,
    value: impl Fn() -> Option<AnyView> + Send + Sync + 'static,
) -> impl IntoView {
    move || {
        let label = label.clone();
        value().map(|value| view! { <dt>{move || label.get()}</dt><dd>{value}</dd> })
    }
}

#[component]
fn Tags(client: Signal<ClientView>) -> impl IntoView {
    let tags = move || {
        let badge = |tag: &leadsmart_contract::values::Name| view! { <Badge label=tag.to_string() /> };
        client.with(|client| client.tags.iter().map(badge).collect_view())
    };
    view! { <p class="row-tags">{tags}</p> }
}

#[component]
fn Consent(client: Signal<ClientView>) -> impl IntoView {
    let company = use_company();
    move || match client.with(|client| client.marketing_consent_at) {
        Some(at) => texts::consented(language(), &format::date(clock::there(at, &company.zone()).date())),
        None => texts::not_consented(language()).to_owned(),
    }
}

/// What the front desk should know.
#[component]
fn Notes(client: Signal<ClientView>, editing: RwSignal<bool>) -> impl IntoView {
    let company = use_company();
    let text = Memo::new(move |_| client.with(|client| client.notes.as_str().to_owned()));
    let empty = move || text.with(String::is_empty);
    view! {
        <section class="panel">
            <header>
                <h3>{t(texts::notes)}</h3>
                <Show when=move || company.can(Permission::ClientsManage)>
                    <Button label=t(texts::change) icon=Glyph::Pencil icon_only=true kind=Kind::Ghost on_press=move |_| editing.set(true) />
                </Show>
            </header>
            <p class="muted" hidden=move || !empty()>{t(texts::no_notes)}</p>
            <p class="notes-text" hidden=empty>{text}</p>
        </section>
    }
}

/// Who was merged into the client, each with a way back.
#[component]
fn Merges(client: Signal<ClientView>) -> impl IntoView {
    let company = use_company();
    let parting = Action::new();
    let merges = Memo::new(move |_| client.with(|client| client.merges.clone()));
    let entry = move |merge: MergeMention| {
        let (name, at, mention) = (merge.name.to_string(), merge.at, merge);
        let date = move || format::date(clock::there(at, &company.zone()).date());
        view! {
            <li>
                <span class="ellipsis">{name}</span>
                <small class="muted">{date}</small>
                <Show when=move || company.can(Permission::ClientsManage)>
                    <Part merge=mention.clone() client parting />
                </Show>
            </li>
        }
    };
    view! {
        <Show when=move || !merges.with(Vec::is_empty)>
            <section class="panel">
                <h3>{t(texts::merged_entries)}</h3>
                <ActionFailure action=parting />
                <ul class="merge-list"><For each=move || merges.get() key=|merge| merge.id children=entry /></ul>
            </section>
        </Show>
    }
}

/// The button that takes a merge back.
#[component]
fn Part(merge: MergeMention, client: Signal<ClientView>, parting: Action) -> impl IntoView {
    let (company_id, toasts) = (use_company().id, use_toasts());
    let MergeMention { id, name, .. } = merge;
    let gone = name.clone();
    let part = move |_| {
        let keep = client.with_untracked(|client| client.name.clone());
        let told = texts::parted(language_now(), gone.as_str(), keep.as_str());
        parting.send(UnmergeClients { company_id, merge_id: id }, move |_| toasts.say(told));
    };
    let label = move || texts::part_from(language(), name.as_str());
    view! { <Button label icon=Glyph::Undo icon_only=true kind=Kind::Ghost busy=parting.busy on_press=part /> }
}

/// Completed years.
fn age(birthday: jiff::civil::Date, today: jiff::civil::Date) -> u64 {
    let passed = (today.month(), today.day()) >= (birthday.month(), birthday.day());
    let years = today.year() - birthday.year() - i16::from(!passed);
    u64::try_from(years).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::age;

    #[test]
    fn a_year_of_age_is_complete_on_the_birthday() {
        let day = |year, month, day| Date::new(year, month, day).expect("a date");
        assert_eq!(age(day(1990, 11, 25), day(2026, 11, 24)), 35);
        assert_eq!(age(day(1990, 11, 25), day(2026, 11, 25)), 36);
        assert_eq!(age(day(2027, 1, 1), day(2026, 11, 25)), 0);
    }
}
