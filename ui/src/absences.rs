//! Absences of professionals: times in which they attend nobody.

use leptos::prelude::*;

/// The absences, in the settings.
#[component]
pub(crate) fn AbsencesSettings() -> impl IntoView {}
