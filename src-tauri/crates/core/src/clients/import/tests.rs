//! Importing and exporting through the command table.

use leadsmart_contract::clients::{
    CheckImport, ClientSummary, ExportClients, ImportCheck, ImportClients, ImportField, ImportOutcome,
    ListClients, Lookalike, MatchedBy,
};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::topic::Topic;

use super::*;
use crate::clients::tests::new;
use crate::testing::{Bench, Person};

/// Three who can be entered, one with a wrong address, one without a name, and one who repeats the phone of the first.
const LIST: &str = "Nome;Telefone;E-mail;CPF\r\n\
    Ana Prado;(11) 98765-4321;ana@example.com;529.982.247-25\r\n\
    Bia Lima;11 3456-7890;bia@;\r\n\
    Caio Melo;;;\r\n\
    ;11 3456-7891;;\r\n\
    Ana P.;+55 11 8765-4321;;\r\n\
    Davi Rocha;11 3456-7892;davi@example.com;\r\n";

fn to_check(person: &Person, text: &str) -> CheckImport {
    CheckImport { company_id: person.company, file: STANDARD.encode(text), has_header: None, columns: None }
}

fn to_import(person: &Person, text: &str) -> ImportClients {
    ImportClients {
        company_id: person.company,
        file: STANDARD.encode(text),
        has_header: None,
        columns: None,
        allow_duplicates: false,
    }
}

fn to_export(person: &Person) -> ExportClients {
    ExportClients { company_id: person.company, search: None, tag: None }
}

async fn check(bench: &Bench, person: &Person, text: &str) -> ImportCheck {
    bench.call(person, to_check(person, text)).await.expect("a check")
}

async fn import(bench: &Bench, person: &Person, text: &str) -> ImportOutcome {
    bench.call(person, to_import(person, text)).await.expect("an import")
}

async fn everybody(bench: &Bench, person: &Person) -> Vec<ClientSummary> {
    let limit = Some(500);
    let command = ListClients { company_id: person.company, search: None, tag: None, cursor: None, limit };
    bench.call(person, command).await.expect("a page").items
}

async fn names(bench: &Bench, person: &Person) -> Vec<String> {
    everybody(bench, person).await.into_iter().map(|client| client.name.to_string()).collect()
}

const fn outcome(created: u32, duplicates: u32, wrong: u32) -> ImportOutcome {
    ImportOutcome { created, duplicates, wrong }
}

#[tokio::test]
async fn a_check_says_what_an_import_would_do_and_changes_nothing() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let mut changes = bench.core.changes();
    let check = check(&bench, &owner, LIST).await;
    let fields: Vec<ImportField> = check.columns.iter().map(|column| column.field).collect();
    assert_eq!(fields, [ImportField::Name, ImportField::Phone, ImportField::Email, ImportField::Document]);
    assert_eq!(check.columns[3].name, "CPF");
    assert_eq!(check.samples[0], ["Ana Prado", "(11) 98765-4321", "ana@example.com", "529.982.247-25"]);
    assert_eq!((check.lines, check.new, check.duplicates, check.wrong), (6, 3, 1, 2));
    let told: Vec<(u32, Option<ImportField>, &str)> =
        check.left_out.iter().map(|left| (left.line, left.field, left.name.as_str())).collect();
    assert_eq!(told, [(3, Some(ImportField::Email), "Bia Lima"), (5, Some(ImportField::Name), "")]);
    assert_eq!(
        check.left_out[1].message, "The name is missing.",
        "problems are told in the caller's language"
    );
    let [twin] = &check.lookalikes[..] else { panic!("one line looks like another: {:?}", check.lookalikes) };
    let expected = Lookalike {
        line: 6,
        name: "Ana P.".parse().expect("a name"),
        by: MatchedBy::Phone,
        client_id: None,
        earlier_line: Some(2),
        twin: "Ana Prado".parse().expect("a name"),
    };
    assert_eq!(twin, &expected);
    assert!(everybody(&bench, &owner).await.is_empty() && changes.try_recv().is_err());
}

#[tokio::test]
async fn an_import_enters_what_a_check_has_promised_and_announces_it_once() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let mut changes = bench.core.changes();
    assert_eq!(import(&bench, &owner, LIST).await, outcome(3, 1, 2));
    assert_eq!(changes.try_recv().expect("announced").topic, Topic::Clients);
    assert!(changes.try_recv().is_err(), "once for all");
    assert_eq!(names(&bench, &owner).await, ["Ana Prado", "Caio Melo", "Davi Rocha"]);
    let search = Some("987654321".parse().expect("a text"));
    let command = ListClients { company_id: owner.company, search, tag: None, cursor: None, limit: None };
    let found = bench.call(&owner, command).await.expect("a page").items;
    assert_eq!(
        found[0].phone.as_ref().map(|phone| phone.as_str()),
        Some("(11) 98765-4321"),
        "they are found at once"
    );
    let mut read = bench.core.db().read().await.expect("a snapshot");
    let intents: (i64, i64) = sqlx::query_as(
        "SELECT count(*), count(DISTINCT mutation) FROM intents WHERE operation = 'clients.import'",
    )
    .fetch_one(&mut *read)
    .await
    .expect("intents");
    assert_eq!(intents, (5, 1), "three clients and two phones, in one change");
}

#[tokio::test]
async fn importing_the_same_file_again_enters_nobody_twice_unless_that_is_meant() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    import(&bench, &owner, LIST).await;
    let again = check(&bench, &owner, LIST).await;
    assert_eq!((again.new, again.duplicates, again.wrong), (0, 4, 2));
    let by: Vec<(MatchedBy, &str)> =
        again.lookalikes.iter().map(|twin| (twin.by, twin.twin.as_str())).collect();
    let expected = [
        (MatchedBy::Phone, "Ana Prado"),
        (MatchedBy::Name, "Caio Melo"),
        (MatchedBy::Phone, "Ana Prado"),
        (MatchedBy::Phone, "Davi Rocha"),
    ];
    assert_eq!(by, expected, "who has nothing but a name is known by it");
    assert!(again.lookalikes.iter().all(|twin| twin.client_id.is_some() && twin.earlier_line.is_none()));
    assert_eq!(import(&bench, &owner, LIST).await, outcome(0, 4, 2));
    let meant = ImportClients { allow_duplicates: true, ..to_import(&owner, LIST) };
    assert_eq!(bench.call(&owner, meant).await.expect("an import"), outcome(4, 0, 2));
    assert_eq!(everybody(&bench, &owner).await.len(), 7);
}

#[tokio::test]
async fn documents_and_addresses_are_compared_too_and_other_companies_and_deleted_clients_are_not() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let elsewhere = bench.company("Studio").await;
    import(&bench, &elsewhere, LIST).await;
    import(
        &bench,
        &owner,
        "Nome,E-mail,CPF\nAna,ANA@example.com,\nBia,,52998224725\nCaio,caio@example.com,\n",
    )
    .await;
    let caio = everybody(&bench, &owner).await.pop().expect("Caio").id;
    let delete = leadsmart_contract::clients::DeleteClient { company_id: owner.company, client_id: caio };
    bench.call(&owner, delete).await.expect("deleted");
    let check = check(
        &bench,
        &owner,
        "Nome,E-mail,CPF\nX,ana@example.com,\nY,,529.982.247-25\nZ,caio@example.com,\nW,,\n",
    )
    .await;
    let by: Vec<(u32, MatchedBy)> = check.lookalikes.iter().map(|twin| (twin.line, twin.by)).collect();
    assert_eq!(by, [(2, MatchedBy::Email), (3, MatchedBy::Document)]);
    assert_eq!(check.new, 2);
}

#[tokio::test]
async fn the_person_says_what_the_columns_are() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let text = "Ana,Prado,11 98765-4321\nBia,Lima,11 3456-7890\n";
    let guessed = check(&bench, &owner, text).await;
    assert!(!guessed.has_header);
    let columns = Some(vec![ImportField::LastName, ImportField::FirstName, ImportField::Phone]);
    let command = ImportClients { columns: columns.clone(), ..to_import(&owner, text) };
    assert_eq!(bench.call(&owner, command).await.expect("an import"), outcome(2, 0, 0));
    assert_eq!(names(&bench, &owner).await, ["Lima Bia", "Prado Ana"]);
    let headed = CheckImport { columns, has_header: Some(true), ..to_check(&owner, text) };
    let headed = bench.call(&owner, headed).await.expect("a check");
    assert_eq!((headed.lines, headed.columns[0].name.as_str()), (1, "Ana"));
    let few = CheckImport { columns: Some(vec![ImportField::Name]), ..to_check(&owner, text) };
    let failure = bench.call(&owner, few).await.expect_err("three columns");
    assert_eq!((failure.code, failure.field.as_deref()), (Code::InvalidInput, Some("columns")));
}

#[tokio::test]
async fn without_a_column_of_names_nothing_is_wrong_with_the_lines_and_nothing_is_entered() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let text = "foo;Telefone\nAna;11 98765-4321\n";
    let check = check(&bench, &owner, text).await;
    assert_eq!((check.lines, check.new, check.wrong), (1, 0, 0));
    let failure = bench.call(&owner, to_import(&owner, text)).await.expect_err("no names");
    assert_eq!((failure.code, failure.field.as_deref()), (Code::InvalidInput, Some("columns")));
    assert!(failure.hint.is_some(), "there is a way out");
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_refused_with_a_way_out() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let refused = async |file: String| -> Failure {
        let command = CheckImport { file, ..to_check(&owner, "") };
        bench.call(&owner, command).await.expect_err("refused")
    };
    for (file, code) in [
        (String::new(), Code::InvalidInput),
        ("no base64!".to_owned(), Code::InvalidInput),
        (STANDARD.encode(b"PK\x03\x04\0"), Code::InvalidInput),
        (STANDARD.encode("a\n".repeat(MOST_IMPORT_LINES + 2)), Code::TooLarge),
        (STANDARD.encode(",".repeat(MOST_IMPORT_COLUMNS)), Code::TooLarge),
        (STANDARD.encode(vec![b'a'; MOST_IMPORT_BYTES + 1]), Code::TooLarge),
        ("A".repeat(MOST_IMPORT_BYTES * 2), Code::TooLarge),
    ] {
        let failure = refused(file).await;
        assert_eq!((failure.code, failure.field.as_deref()), (code, Some("file")), "{failure}");
        assert!(failure.hint.is_some(), "{failure} has a way out");
    }
}

#[tokio::test]
async fn a_long_list_is_entered_and_given_out_whole() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let line = |number: usize| format!("Cliente {number},119{number:08},c{number}@example.com,VIP\n");
    let text: String =
        std::iter::once("Nome,Telefone,E-mail,Etiquetas\n".to_owned()).chain((0..1_200).map(line)).collect();
    assert_eq!(import(&bench, &owner, &text).await, outcome(1_200, 0, 0));
    let file = bench.call(&owner, to_export(&owner)).await.expect("a file");
    assert_eq!((file.clients, file.csv.lines().count()), (1_200, 1_201), "more than a page of the list has");
}

#[tokio::test]
async fn what_goes_out_comes_in_again_as_it_was() {
    let bench = Bench::new().await;
    let (owner, other) = (bench.company("Clínica").await, bench.company("Studio").await);
    let text = "Nome;Telefone;Telefone 2;E-mail;CPF;Nascimento;Observações;Etiquetas;Aceita novidades\n\
        Ana Prado;+55 11 98765-4321;11 3456-7890;ana@example.com;529.982.247-25;28/02/1990;\"=alérgica;\nmuito\";VIP, Ágata;sim\n\
        Bia;;;;;;;;\n";
    assert_eq!(import(&bench, &owner, text).await, outcome(2, 0, 0));
    let file = bench.call(&owner, to_export(&owner)).await.expect("a file");
    assert_eq!(file.clients, 2);
    assert!(file.csv.starts_with("\u{feff}Name,Phone,Phone 2,"), "the caller speaks English: {}", file.csv);
    assert_eq!(import(&bench, &other, &file.csv).await, outcome(2, 0, 0));
    let again = bench.call(&other, to_export(&other)).await.expect("a file");
    assert_eq!(again, file);
}

#[tokio::test]
async fn an_export_takes_whom_the_list_shows() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    import(&bench, &owner, "Nome,Etiquetas\nAna,VIP\nBia,VIP\nAna Paula,\n").await;
    let tagged = ExportClients { tag: Some("vip".parse().expect("a tag")), ..to_export(&owner) };
    let file = bench.call(&owner, tagged.clone()).await.expect("a file");
    assert_eq!(file.clients, 2);
    let searched = ExportClients { search: Some("ana".parse().expect("a text")), ..tagged };
    let file = bench.call(&owner, searched).await.expect("a file");
    assert_eq!(file.clients, 1);
    assert!(file.csv.contains("\r\nAna,"), "{}", file.csv);
}

#[tokio::test]
async fn who_enters_clients_may_import_them_and_who_sees_them_may_export_them() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    bench.call(&owner, new(&owner, "Ana")).await.expect("entered");
    let reader = bench.member(owner.company, "Rita", false, &[Permission::ClientsView]).await;
    let writer = bench.member(owner.company, "Wanda", false, &[Permission::ClientsManage]).await;
    assert_eq!(
        bench.call(&reader, to_check(&reader, LIST)).await.expect_err("a reader").code,
        Code::Forbidden
    );
    assert_eq!(
        bench.call(&reader, to_import(&reader, LIST)).await.expect_err("a reader").code,
        Code::Forbidden
    );
    assert_eq!(bench.call(&reader, to_export(&reader)).await.expect("a file").clients, 1);
    assert_eq!(bench.call(&writer, to_export(&writer)).await.expect_err("no reader").code, Code::Forbidden);
    import(&bench, &writer, LIST).await;
}
