//! Reading from the file itself.

use std::path::Path;
use std::time::Instant;

use jiff::Timestamp;
use leadsmart_tests::diary::{FIRST, connect};
use leadsmart_tests::speed::{CALLS, Limit, Outcome, Times};
use sqlx::Connection;

/// What is below everything: reading the cards of a week, without a backend around.
pub(crate) async fn read_alone(file: &Path) -> Outcome<()> {
    let mut connection = connect(file).await?;
    let first = FIRST.parse::<Timestamp>()?.as_millisecond();
    let week = 7 * 86_400_000;
    let mut times = Vec::new();
    for number in 0..CALLS {
        let from = first + i64::from(number % 20) * week;
        let begun = Instant::now();
        let _: Vec<String> = sqlx::query_scalar(
            "SELECT (SELECT group_concat(k.card) FROM index_cards k
                     WHERE k.agenda_id = g.id AND k.starts_at >= ? AND k.starts_at < ?) FROM agendas g",
        )
        .bind(from)
        .bind(from + week)
        .fetch_all(&mut connection)
        .await?;
        times.push(begun.elapsed());
    }
    Times::new(times).print("    of which reading the cards of a week from the file", Limit::None);
    connection.close().await?;
    Ok(())
}
