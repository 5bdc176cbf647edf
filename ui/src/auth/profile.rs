//! The person's own account: a panel a matter.

mod email;
mod password;
mod person;
mod picture;
mod recovery;
mod sessions;

use leptos::prelude::*;

pub(crate) use picture::own_picture;

use super::texts;
use crate::frame::Page;
use crate::language::t;
use crate::look::AppearancePanel;

/// The person's own account.
#[component]
pub(crate) fn ProfilePage() -> impl IntoView {
    view! {
        <Page title=t(texts::profile)>
            <div class="profile">
                <person::PersonPanel />
                <AppearancePanel />
                <email::EmailPanel />
                <password::PasswordPanel />
                <recovery::RecoveryPanel />
                <sessions::SessionsPanel />
            </div>
        </Page>
    }
}
