//! How conversations find their rows.

use crate::testing::Bench;

/// Steps that go through all messages, of all companies.
fn walks(plan: &str) -> bool {
    plan.split("; ")
        .any(|step| step == "SCAN m" || step.starts_with("SCAN m ") || step.starts_with("SCAN messages"))
}

#[tokio::test]
async fn what_is_asked_while_one_chats_never_goes_through_all_messages() {
    let bench = Bench::new().await;
    let mut plans = Vec::new();
    for source in [
        include_str!("store/list.rs"),
        include_str!("store.rs"),
        include_str!("../messages/store.rs"),
        include_str!("../messages/store/page.rs"),
        include_str!("../messages/store/search.rs"),
        include_str!("../instances/store.rs"),
        include_str!("../whatsapp/store/queue.rs"),
    ] {
        plans.extend(bench.plans(source).await);
    }
    for search in [
        "SEARCH i USING INDEX index_threads_by_time (company_id=? AND (last_at,thread_id)<(?,?))",
        "SEARCH messages USING COVERING INDEX messages_of_thread (thread_id=? AND (at,id)<(?,?))",
        "SEARCH messages USING COVERING INDEX messages_of_thread (thread_id=? AND (at,id)>(?,?))",
        "SEARCH m USING INDEX messages_waiting (company_id=? AND state=?)",
    ] {
        assert!(plans.iter().any(|plan| plan.contains(search)), "no query does: {search}\n{plans:#?}");
    }
    let walking: Vec<_> = plans.iter().filter(|plan| walks(plan)).collect();
    assert!(walking.is_empty(), "{walking:#?}");
}
