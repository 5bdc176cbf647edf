//! When to send what is written.

use jiff::civil::{Date, DateTime, Time};
use leptos::prelude::*;

use super::super::texts;
use crate::components::{Button, DatePicker, Dialog, Field, Form, Problems, Submit, TimeInput};
use crate::language::t;
use crate::session::Company;

/// Asks for a time on the company's clock.
#[component]
pub(super) fn LaterDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Whose clock.
    company: Company,
    /// Takes the time.
    #[prop(into)]
    on_time: Callback<DateTime>,
) -> impl IntoView {
    let problems = Problems::new();
    let (date, minute) = (RwSignal::new(None::<Date>), RwSignal::new(None::<u16>));
    Effect::new(move |_| {
        if open.get() {
            problems.clear();
            let (day, time) = proposed(untrack(|| company.now()));
            date.set(Some(day));
            minute.set(Some(time));
        }
    });
    let send = move |()| {
        problems.clear();
        let now = untrack(|| company.now());
        match (date.get_untracked(), minute.get_untracked()) {
            (Some(date), Some(minute)) => match at(date, minute).filter(|at| *at > now) {
                Some(at) => {
                    open.set(false);
                    on_time.run(at);
                }
                None => problems.note("time", texts::past),
            },
            (None, _) => problems.note("date", texts::missing),
            (_, None) => problems.note("time", texts::missing),
        }
    };
    let today = Signal::derive(move || company.today());
    let week_start = Signal::derive(move || company.week_start());
    view! {
        <Dialog open title=t(texts::schedule_title)>
            <Form on_submit=send problems>
                <p>{t(texts::schedule_text)}</p>
                <div class="form-row">
                    <Field label=t(texts::date) name="date" problems required=true>
                        <DatePicker value=date today week_start />
                    </Field>
                    <Field label=t(texts::time) name="time" problems required=true><TimeInput value=minute /></Field>
                </div>
                <div class="actions">
                    <Button label=t(texts::cancel) on_press=move |_| open.set(false) />
                    <Submit label=t(texts::schedule) />
                </div>
            </Form>
        </Dialog>
    }
}

/// Tomorrow at eight, when the day begins for most.
fn proposed(now: DateTime) -> (Date, u16) {
    (now.date().tomorrow().unwrap_or(now.date()), 8 * 60)
}

/// A date and minutes since midnight; 24:00 is the next day.
fn at(date: Date, minute: u16) -> Option<DateTime> {
    if minute == 1440 {
        return Some(date.tomorrow().ok()?.to_datetime(Time::midnight()));
    }
    let time = Time::new((minute / 60) as i8, (minute % 60) as i8, 0, 0).ok()?;
    Some(date.to_datetime(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_the_day_is_put_on_its_date() {
        let day = Date::constant(2026, 11, 23);
        assert_eq!(at(day, 510).map(|at| at.to_string()).as_deref(), Some("2026-11-23T08:30:00"));
        assert_eq!(at(day, 1440).map(|at| at.to_string()).as_deref(), Some("2026-11-24T00:00:00"));
        assert_eq!(proposed(day.at(15, 0, 0, 0)), (Date::constant(2026, 11, 24), 480));
    }
}
