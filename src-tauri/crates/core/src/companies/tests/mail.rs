//! The mail server of a company.

use leadsmart_contract::companies::{DeactivateCompany, GetMailServer, RemoveMailServer, SetMailServer};
use leadsmart_contract::failure::Code;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::{Line, Secret};
use leadsmart_ports::{MailFailure, SecretsFailure};

use super::code_of;
use crate::secrets;
use crate::testing::Bench;

#[tokio::test]
async fn a_mail_server_is_stored_once_a_test_message_went_through_and_shows_no_password() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let company_id = owner.company;
    assert_eq!(bench.call(&owner, GetMailServer { company_id }).await.expect("none"), None);
    let command = bench.mail_server(&owner).await;
    let test = bench.mailer.sent().pop().expect("a test message");
    assert!(test.to.as_str().starts_with(&owner.user.to_string()), "it goes to the caller");
    let view = bench.call(&owner, GetMailServer { company_id }).await.expect("a view").expect("a server");
    assert_eq!((view.host, view.has_password), (command.host, true));
    let key = secrets::company_key(&bench.core, company_id).await.expect("a key");
    let mut read = bench.core.db().read().await.expect("a snapshot");
    let server = crate::companies::mail_server(&mut read, &key).await.expect("opened").expect("a server");
    let (user, password) = server.credentials.expect("credentials");
    assert_eq!(
        (user.as_str(), password.reveal(), server.sender_name.as_str()),
        ("clinic", "mail secret", "Clínica")
    );
    drop(read);
    bench.call(&owner, RemoveMailServer { company_id }).await.expect("removed");
    assert_eq!(bench.call(&owner, GetMailServer { company_id }).await.expect("none"), None);
    assert!(bench.call(&owner, RemoveMailServer { company_id }).await.is_ok(), "twice does no harm");
}

#[tokio::test]
async fn a_server_that_does_not_take_the_test_message_is_not_stored_and_why_is_told() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let before = bench.mail_server(&owner).await;
    let other = SetMailServer { host: Line::parse("other.example.com").expect("a host"), ..before.clone() };
    for (failure, word) in [
        (MailFailure::Unreachable("x".into()), "reached"),
        (MailFailure::Credentials("x".into()), "password"),
        (MailFailure::Refused("x".into()), "test message"),
    ] {
        bench.mailer.fail_with(Some(failure));
        let refused = bench.call(&owner, other.clone()).await.expect_err("refused");
        assert_eq!(refused.code, Code::MailFailed);
        assert!(refused.message.contains(word) && refused.hint.is_some(), "{}", refused.message);
    }
    let kept = bench.call(&owner, GetMailServer { company_id: owner.company }).await.expect("a view");
    assert_eq!(kept.expect("a server").host, before.host, "the one before stays");
}

#[tokio::test]
async fn a_password_is_kept_for_the_same_user_at_the_same_server_only() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let before = bench.mail_server(&owner).await;
    let again = SetMailServer { password: None, ..before.clone() };
    assert!(bench.call(&owner, again.clone()).await.expect("stored").has_password);
    for elsewhere in [
        SetMailServer { host: Line::parse("thief.example.com").expect("a host"), ..again.clone() },
        SetMailServer { port: 2525, ..again.clone() },
        SetMailServer { username: Some(Line::parse("other").expect("a name")), ..again.clone() },
    ] {
        let refused = bench.call(&owner, elsewhere).await.expect_err("refused");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInput, Some("password")));
    }
    let without = SetMailServer { username: None, ..again };
    assert!(!bench.call(&owner, without).await.expect("stored").has_password);
}

#[tokio::test]
async fn each_bad_field_of_a_mail_server_is_named() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let good = bench.mail_server(&owner).await;
    let host = |text: &str| SetMailServer { host: Line::parse(text).expect("a line"), ..good.clone() };
    for (field, command) in [
        ("host", host("smtp example")),
        ("host", host("smtp.example.com/path")),
        ("host", host(&"x".repeat(254))),
        ("port", SetMailServer { port: 0, ..good.clone() }),
        ("username", SetMailServer { username: None, ..good.clone() }),
    ] {
        let refused = bench.call(&owner, command).await.expect_err("refused");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInput, Some(field)));
    }
}

#[tokio::test]
async fn without_a_keychain_no_mail_server_is_stored_and_no_mail_sent() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let command = bench.mail_server(&owner).await;
    let sent = bench.mailer.sent().len();
    let other = bench.company("Outra").await;
    bench.secrets.fail_with(Some(SecretsFailure::Missing("none".into())));
    let set = SetMailServer { company_id: other.company, ..command };
    assert_eq!(code_of(bench.call(&other, set).await), Code::KeychainUnavailable);
    assert_eq!(bench.mailer.sent().len(), sent);
    let none = bench.call(&other, GetMailServer { company_id: other.company }).await;
    assert_eq!(none.expect("a view"), None);
}

#[tokio::test]
async fn a_mail_server_is_for_those_who_manage_a_company_in_use() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let command = bench.mail_server(&owner).await;
    let clerk = bench.member(owner.company, "clerk", false, &[Permission::MembersManage]).await;
    assert_eq!(code_of(bench.call(&clerk, command.clone()).await), Code::Forbidden);
    let get = GetMailServer { company_id: owner.company };
    assert_eq!(code_of(bench.call(&clerk, get).await), Code::Forbidden);
    bench.call(&owner, DeactivateCompany { company_id: owner.company }).await.expect("deactivated");
    let changed = SetMailServer { password: Some(Secret::parse("x").expect("a secret")), ..command };
    assert_eq!(code_of(bench.call(&owner, changed).await), Code::CompanyInactive);
}
