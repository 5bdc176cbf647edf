//! The rules of the sample, through the command table.

use leadsmart_contract::agendas::ListAgendas;
use leadsmart_contract::appointments::CreateSeries;
use leadsmart_contract::auth::Me;
use leadsmart_contract::clients::ListClients;
use leadsmart_contract::companies::{CreateCompany, ListCompanies};
use leadsmart_contract::failure::Code;
use leadsmart_contract::members::{CreateMember, ListMembers};
use leadsmart_contract::quick_replies::{FillQuickReply, ListQuickReplies};
use leadsmart_contract::sample::{ExploreSample, RemoveSample};
use leadsmart_contract::system::GetStatus;
use leadsmart_contract::threads::ListThreads;
use leadsmart_contract::values::{EmailAddress, Name, ZoneName};
use serde_json::json;

use crate::testing::{Bench, Person, stranger};

fn zone() -> ZoneName {
    ZoneName::parse("America/Sao_Paulo").expect("a zone")
}

async fn explored(bench: &Bench) -> Person {
    let session = bench.call(&stranger(), ExploreSample { zone: zone() }).await.expect("a sample");
    let marina = Person::from(session);
    let company = bench.call(&marina, ListCompanies {}).await.expect("companies").pop().expect("the sample");
    assert!(company.sample && company.membership.owner);
    let (member, role) = (company.membership.member_id, company.membership.role_id);
    Person { company: company.id, member, role, ..marina }
}

#[tokio::test]
async fn exploring_logs_in_to_a_clinic_with_people_marked_as_sample() {
    let bench = Bench::new().await;
    let marina = explored(&bench).await;
    let list = ListMembers { company_id: marina.company, active: Some(true), professional: Some(true) };
    assert!(bench.call(&marina, list).await.expect("members").len() >= 3, "there are professionals to book");
}

#[tokio::test]
async fn the_sample_is_made_only_where_there_is_no_company() {
    let bench = Bench::new().await;
    let refused =
        bench.call(&stranger(), ExploreSample { zone: ZoneName::parse("No/Where").expect("a form") }).await;
    let refused = refused.expect_err("refused");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInput, Some("zone")));
    explored(&bench).await;
    let again = bench.call(&stranger(), ExploreSample { zone: zone() }).await.expect_err("refused");
    assert_eq!(again.code, Code::WrongState);
}

/// Books something that repeats on the first agenda, long after what the sample has.
async fn book_series(bench: &Bench, marina: &Person) {
    let company_id = marina.company;
    let agendas = bench.call(marina, ListAgendas { company_id, active: None }).await.expect("agendas");
    let clients =
        serde_json::from_value::<ListClients>(json!({ "company_id": company_id })).expect("a command");
    let clients = bench.call(marina, clients).await.expect("clients").items;
    let series = json!({
        "company_id": company_id, "agenda_id": agendas[0].id, "client_id": clients[0].id, "start": "2027-06-07T10:00",
        "repeat": { "every": 1, "unit": "week", "end": { "kind": "count", "count": 2 } },
    });
    let series = serde_json::from_value::<CreateSeries>(series).expect("a command");
    assert_eq!(bench.call(marina, series).await.expect("free").changed.len(), 2);
}

#[tokio::test]
async fn removing_the_sample_leaves_nothing_but_the_first_start() {
    let bench = Bench::new().await;
    let marina = explored(&bench).await;
    let company_id = marina.company;
    bench.mail_server(&marina).await;
    let added = CreateMember {
        company_id,
        name: Name::parse("Added").expect("a name"),
        email: Some(EmailAddress::parse("added@example.com").expect("an address")),
        phone: None,
        role_id: marina.role,
        professional: false,
        color: None,
    };
    bench.call(&marina, added).await.expect("a member");
    book_series(&bench, &marina).await;
    bench.call(&marina, RemoveSample { company_id }).await.expect("removed");
    assert_eq!(bench.call(&marina, Me {}).await.expect_err("gone").code, Code::Unauthenticated);
    assert!(bench.call(&stranger(), GetStatus {}).await.expect("a status").first_start);
    let mut read = bench.core.db().read().await.expect("a snapshot");
    let tables: Vec<String> = sqlx::query_scalar(
        // What a search index keeps for itself (a shadow table) is never without rows.
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite%'
         AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT IN ('intents', 'attempts')",
    )
    .fetch_all(&mut *read)
    .await
    .expect("tables");
    for table in tables {
        let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}")))
            .fetch_one(&mut *read)
            .await
            .expect("a number");
        assert_eq!(count, 0, "{table} is empty");
    }
    drop(read);
    explored(&bench).await;
}

#[tokio::test]
async fn a_real_company_is_not_removed_and_people_with_accounts_of_their_own_stay() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let refused = bench.call(&owner, RemoveSample { company_id: owner.company }).await.expect_err("refused");
    assert_eq!(refused.code, Code::WrongState);
    let bench = Bench::new().await;
    let (eva, _) = bench.registered("eva@example.com").await;
    let marina = explored(&bench).await;
    bench.call(&marina, RemoveSample { company_id: marina.company }).await.expect("removed");
    assert!(bench.call(&eva, Me {}).await.is_ok());
}

#[tokio::test]
async fn the_user_of_the_sample_founds_no_company() {
    let bench = Bench::new().await;
    let marina = explored(&bench).await;
    let real = CreateCompany {
        name: Name::parse("Real").expect("a name"),
        zone: zone(),
        language: None,
        country: None,
        state: None,
        week_start: None,
        first_agenda: None,
        hours: None,
    };
    assert_eq!(bench.call(&marina, real).await.expect_err("refused").code, Code::WrongState);
}

#[tokio::test]
async fn the_sample_has_conversations_with_its_clients_and_texts_to_answer_with() {
    let bench = Bench::new().await;
    let marina = explored(&bench).await;
    let company_id = marina.company;
    let list = json!({ "company_id": company_id });
    let threads: ListThreads = serde_json::from_value(list.clone()).expect("a command");
    let threads = bench.call(&marina, threads).await.expect("conversations").items;
    assert!(threads.len() >= 5 && threads.iter().all(|thread| thread.client.is_some()), "{threads:?}");
    assert_eq!((threads[0].title.as_str(), threads[0].unread), ("Maria Duarte", 2));
    let replies = bench.call(&marina, ListQuickReplies { company_id }).await.expect("quick replies");
    for reply in replies {
        let (thread_id, quick_reply_id) = (threads[0].id, reply.id);
        let filled = FillQuickReply { company_id, thread_id, quick_reply_id };
        let filled = bench.call(&marina, filled).await.expect("filled");
        assert!(!filled.text.contains("{primeiro_nome}"), "{}", filled.text);
        assert_eq!(
            filled.text.contains('{'),
            !filled.missing.is_empty(),
            "what is not known is said: {}",
            filled.text
        );
    }
    bench.core.tend_whatsapp().await.expect("nothing is due");
    assert_eq!(bench.whatsapp.opened(), 0, "its number is linked with no phone");
}
