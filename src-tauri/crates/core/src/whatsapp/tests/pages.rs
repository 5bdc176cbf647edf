//! Pages of a conversation: they meet without a gap and without repeating anything, and tell on which side there is more.

use jiff::SignedDuration;
use leadsmart_contract::messages::{ListMessages, MessagePage};
use leadsmart_ports::whatsapp::fake::words;
use serde_json::{Value, json};

use super::{Desk, MARIA, said};

/// How many messages there are.
const ALL: usize = 11;

async fn talked() -> Desk {
    let (desk, line) = Desk::linked().await;
    for number in 0..ALL {
        // Two come at the same instant now and then.
        desk.bench.clock.advance(SignedDuration::from_secs(i64::from(number % 3 > 0)));
        let message = words(MARIA, &format!("A{number}"), &number.to_string(), desk.bench.now());
        line.receive(message).await.expect("kept");
    }
    desk
}

async fn page(desk: &Desk, mut asked: Value) -> MessagePage {
    asked["company_id"] = json!(desk.owner.company);
    asked["thread_id"] = json!(desk.thread().await.id);
    let command: ListMessages = serde_json::from_value(asked).expect("a command");
    desk.bench.call(&desk.owner, command).await.expect("a page")
}

fn numbers(page: &MessagePage) -> Vec<usize> {
    page.items.iter().map(|view| said(view).parse().expect("a number")).collect()
}

#[tokio::test]
async fn pages_meet_without_a_gap_in_both_directions() {
    let desk = talked().await;
    let whole: Vec<usize> = (0..ALL).collect();
    for limit in [1, 3, 5, ALL, ALL + 1] {
        let newest = page(&desk, json!({ "limit": limit })).await;
        assert_eq!(newest.after, None, "nothing is newer than the newest");
        let (mut seen, mut first) = (numbers(&newest), newest);
        while let Some(before) = first.before.clone() {
            let older = page(&desk, json!({ "limit": limit, "before": before })).await;
            assert!(older.after.is_some(), "the page that led here is newer");
            seen.splice(0..0, numbers(&older));
            first = older;
        }
        assert_eq!(seen, whole, "upwards by {limit}");
        let (mut seen, mut last) = (numbers(&first), first);
        while let Some(after) = last.after.clone() {
            let newer = page(&desk, json!({ "limit": limit, "after": after })).await;
            assert!(newer.before.is_some(), "the page that led here is older");
            seen.extend(numbers(&newer));
            last = newer;
        }
        assert_eq!(seen, whole, "downwards by {limit}");
    }
}

#[tokio::test]
async fn a_message_that_was_found_stands_among_its_neighbours() {
    let desk = talked().await;
    let all = page(&desk, json!({})).await;
    for (place, found) in all.items.iter().enumerate() {
        for limit in [1, 2, 4, 5, 2 * ALL] {
            let around = page(&desk, json!({ "limit": limit, "around": found.id })).await;
            let begin = place.saturating_sub(limit / 2);
            let end = (begin + limit).min(ALL);
            assert_eq!(numbers(&around), (begin..end).collect::<Vec<_>>(), "{limit} around {place}");
            assert_eq!(around.before.is_some(), begin > 0, "{limit} around {place}");
            assert_eq!(around.after.is_some(), end < ALL, "{limit} around {place}");
        }
    }
}
