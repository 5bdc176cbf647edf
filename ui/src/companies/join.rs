//! Joining a company with a code: one that is on this computer, or one that comes from another computer.

use leadsmart_contract::companies::{CompanyView, JoinCompany};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::sync::JoinSync;
use leadsmart_contract::values::{AccessCode, JoinCode, Problem};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::texts;
use crate::auth::device;
use crate::backend::{self, call};
use crate::components::{Field, Form, FormFailure, Problems, Submit, TextInput};
use crate::language::t;

/// What was typed or pasted.
enum Typed {
    /// The code of a company that is on this computer.
    Here(AccessCode),
    /// A code or a link that another computer made.
    Elsewhere(JoinCode),
}

/// More than a code that is read aloud ever has.
const LONGEST_SPOKEN: usize = 40;

impl Typed {
    fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Problem::Empty);
        }
        let pasted = text.contains("leadsmart-join") || text.contains("://");
        if pasted || text.chars().count() > LONGEST_SPOKEN {
            JoinCode::parse(text).map(Self::Elsewhere)
        } else {
            AccessCode::parse(text).map(Self::Here)
        }
    }
}

/// The form for a code.
#[component]
pub(crate) fn JoinForm(
    /// Called with the company joined.
    #[prop(into)]
    on_done: Callback<CompanyView>,
    /// Called when a company has begun to come from another computer.
    #[prop(into)]
    on_joining: Callback<()>,
) -> impl IntoView {
    let problems = Problems::new();
    let code = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(invitation) = backend::invitation() {
            code.set(invitation.reveal().to_owned());
            backend::take_wish();
        }
    });
    let submit = move |()| {
        problems.clear();
        let Some(typed) = problems.parse("invite_code", &code.get_untracked(), Typed::parse) else {
            return problems.focus_first();
        };
        busy.set(true);
        spawn_local(async move {
            let refused = match typed {
                Typed::Here(invite_code) => {
                    call(JoinCompany { invite_code }).await.map(|company| on_done.run(company))
                }
                Typed::Elsewhere(code) => {
                    call(JoinSync { code, device: device() }).await.map(|_| on_joining.run(()))
                }
            };
            // Whoever has joined has left the form.
            busy.try_set(false);
            if let Err(failure) = refused {
                problems.refuse(at_field(failure));
            }
        });
    };
    view! {
        <Form on_submit=submit problems>
            <Field label=t(texts::invite_code) name="invite_code" problems required=true hint=t(texts::invite_code_hint)>
                <TextInput value=code autofocus=true />
            </Field>
            <FormFailure problems />
            <Submit label=t(texts::join_now) busy />
        </Form>
    }
}

/// One field stands for the code of both commands.
fn at_field(failure: Failure) -> Failure {
    let field = failure.field.map(|field| if field == "code" { "invite_code".to_owned() } else { field });
    Failure { field, ..failure }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_of_this_computer_or_of_another_by_its_form() {
        let elsewhere = |text: &str| matches!(Typed::parse(text), Ok(Typed::Elsewhere(_)));
        assert!(elsewhere(" leadsmart-join-1-abc\n") && elsewhere("leadsmart://join/abc"));
        assert!(elsewhere(&"x".repeat(41)));
        assert!(!elsewhere("ABCD-EFGH-JKMN-PQRS"));
    }

    #[test]
    fn nothing_typed_is_told_as_such() {
        assert!(matches!(Typed::parse("  "), Err(Problem::Empty)));
    }
}
