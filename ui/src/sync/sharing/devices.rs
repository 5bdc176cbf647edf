//! The computers of the company, and shutting one out.

use leadsmart_contract::sync::{DeviceView, ListDevices, ShutOutDevice};
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;

use super::super::sign::when;
use super::texts;
use crate::backend::call;
use crate::components::{Badge, Button, ConfirmDialog, Glyph, Icon, Kind, Tone, use_toasts};
use crate::language::{language, language_now, t};
use crate::load::{Ready, load};
use crate::send::Action;
use crate::session::use_company;

/// The list.
#[component]
pub(in super::super) fn Devices() -> impl IntoView {
    let company_id = use_company().id;
    let toasts = use_toasts();
    let devices = load(&[Topic::Sync, Topic::Members], move || call(ListDevices { company_id }));
    let asking = RwSignal::new(false);
    let subject = RwSignal::new(None::<DeviceView>);
    let shutting = Action::new();
    let name = move || {
        subject.with(|subject| subject.as_ref().map(|device| device.name.clone()).unwrap_or_default())
    };
    let ask = Callback::new(move |device: DeviceView| {
        shutting.failure.set(None);
        subject.set(Some(device));
        asking.set(true);
    });
    let shut_out = move |()| {
        let Some(device) = subject.get_untracked() else { return };
        shutting.send(ShutOutDevice { company_id, device_id: device.id }, move |_| {
            asking.set(false);
            devices.reload();
            toasts.say(texts::was_shut_out(language_now(), &device.name));
        });
    };
    view! {
        <section class="panel" aria-labelledby="devices-title">
            <h2 id="devices-title">{t(texts::devices)}</h2>
            <Ready loaded=devices lines=3 let:list>
                <ul class="sync-lines">
                    {move || list.get().into_iter().map(|device| view! { <Device device ask /> }).collect_view()}
                </ul>
            </Ready>
            <ConfirmDialog
                open=asking
                title=move || texts::shut_out_title(language(), &name())
                text=t(texts::shut_out_text)
                confirm=t(texts::shut_out_now)
                busy=shutting.busy
                failure=shutting.failure
                on_confirm=shut_out
            />
        </section>
    }
}

#[component]
fn Device(device: DeviceView, ask: Callback<DeviceView>) -> impl IntoView {
    let company = use_company();
    let DeviceView { name, member_name, joined_at, seen_at, shut_out, here, .. } = device.clone();
    let line = move || {
        let today = company.today();
        let who = member_name.clone().unwrap_or_else(|| texts::unknown_member(language()).to_owned());
        let line = texts::device_line(language(), &who, &when(language(), seen_at, today));
        format!("{line} · {}", texts::joined(language(), &when(language(), joined_at, today)))
    };
    let named = name.clone();
    let spoken = move || texts::shut_out_of(language(), &named);
    let chosen = StoredValue::new(device);
    view! {
        <li>
            <Icon glyph=Glyph::Computer />
            <span class="what"><strong>{name}</strong><small>{line}</small></span>
            {here.then(|| view! { <Badge label=t(texts::here) tone=Tone::Accent /> })}
            {shut_out.then(|| view! { <Badge label=t(texts::shut_out) tone=Tone::Bad /> })}
            {(!here && !shut_out).then(|| view! {
                <Button
                    label=t(texts::shut_out_begin)
                    kind=Kind::Ghost
                    spoken
                    on_press=move |_| ask.run(chosen.get_value())
                />
            })}
        </li>
    }
}
