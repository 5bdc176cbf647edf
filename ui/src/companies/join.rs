//! Joining a company with an invite code.

use leadsmart_contract::companies::{CompanyView, JoinCompany};
use leadsmart_contract::values::AccessCode;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::texts;
use crate::backend::call;
use crate::components::{Field, Form, FormFailure, Problems, Submit, TextInput};
use crate::language::t;

/// The form for an invite code.
#[component]
pub(super) fn JoinForm(
    /// Called with the company joined.
    #[prop(into)]
    on_done: Callback<CompanyView>,
) -> impl IntoView {
    let problems = Problems::new();
    let code = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let submit = move |()| {
        problems.clear();
        let Some(invite_code) = problems.parse("invite_code", &code.get_untracked(), AccessCode::parse)
        else {
            return problems.focus_first();
        };
        busy.set(true);
        spawn_local(async move {
            let answer = call(JoinCompany { invite_code }).await;
            busy.set(false);
            match answer {
                Ok(company) => on_done.run(company),
                Err(failure) => problems.refuse(failure),
            }
        });
    };
    view! {
        <Form on_submit=submit problems>
            <Field label=t(texts::invite_code) name="invite_code" problems required=true>
                <TextInput value=code autofocus=true />
            </Field>
            <FormFailure problems />
            <Submit label=t(texts::join_now) busy />
        </Form>
    }
}
