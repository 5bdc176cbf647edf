//! The clusters that these tests start themselves.

use leadsmart_tests::cluster::{Cluster, Settings};
use sqlx::Row;

async fn count(cluster: &Cluster, database: &str) -> i64 {
    let mut connection = cluster.connect(&cluster.superuser(database)).await;
    sqlx::query("SELECT count(*) FROM kept").fetch_one(&mut connection).await.expect("a count").get(0)
}

#[tokio::test]
async fn a_cluster_that_was_killed_comes_back_with_what_was_committed() {
    let mut cluster = Cluster::start(Settings { durable: true, ..Settings::default() });
    let (port, database) = (cluster.port(), cluster.empty().await);
    cluster.run(&database, "CREATE TABLE kept AS SELECT generate_series(1, 100)").await;
    cluster.kill();
    cluster.start_again();
    assert_eq!((cluster.port(), count(&cluster, &database).await), (port, 100));
}

#[tokio::test]
async fn databases_of_one_cluster_are_made_apart() {
    let cluster = Cluster::shared();
    let template = cluster.empty().await;
    cluster.run(&template, "CREATE TABLE kept AS SELECT 1").await;
    let copies = [cluster.copy_of(&template).await, cluster.copy_of(&template).await];
    cluster.run(&copies[0], "DELETE FROM kept").await;
    assert_eq!((count(cluster, &copies[0]).await, count(cluster, &copies[1]).await), (0, 1));
}
