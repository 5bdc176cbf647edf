//! The rules of companies, through the command table.

mod mail;

use jiff::SignedDuration;
use leadsmart_contract::auth::Login;
use leadsmart_contract::companies::{
    ActivateCompany, CompanyView, CreateCompany, DeactivateCompany, GetCompany, JoinCompany, ListCompanies,
    ResetInviteCode, RevokeInviteCode, UpdateCompany,
};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::language::Language;
use leadsmart_contract::members::{CreateMember, DeactivateMember, ListMembers};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::roles::ListRoles;
use leadsmart_contract::values::{AccessCode, EmailAddress, Line, Name, Secret, ZoneName};
use serde_json::{Value, json};

use crate::Request;
use crate::testing::{Bench, PASSWORD, Person, stranger};

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

fn clinic() -> CreateCompany {
    CreateCompany {
        name: name("Clínica"),
        zone: ZoneName::parse("america/sao_paulo").expect("a zone"),
        language: Some(Language::Portuguese),
        country: None,
        state: Some("SP".into()),
        week_start: None,
        first_agenda: None,
        hours: None,
    }
}

fn unchanged(company_id: CompanyId) -> UpdateCompany {
    UpdateCompany {
        company_id,
        name: None,
        zone: None,
        language: None,
        country: None,
        state: None,
        document: None,
        phone: None,
        address: None,
        week_start: None,
    }
}

fn invite(company_id: CompanyId) -> ResetInviteCode {
    ResetInviteCode { company_id, role_id: None, days: None }
}

fn code_of<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Code {
    outcome.expect_err("a failure").code
}

async fn join(bench: &Bench, person: &Person, code: &AccessCode) -> Result<CompanyView, Failure> {
    bench.call(person, JoinCompany { invite_code: code.clone() }).await
}

/// Ana with a clinic of her own.
async fn founded(bench: &Bench) -> (Person, CompanyView) {
    let (ana, _) = bench.registered("ana@example.com").await;
    let view = bench.call(&ana, clinic()).await.expect("a company");
    (
        Person { company: view.id, member: view.membership.member_id, role: view.membership.role_id, ..ana },
        view,
    )
}

async fn raw(bench: &Bench, person: &Person, name: &str, args: Value) -> Result<Value, Failure> {
    let token = Some(person.token.clone());
    let request = Request { name: name.into(), args, token, language: None };
    Ok(serde_json::from_str(&bench.core.call(request).await?).expect("JSON"))
}

#[tokio::test]
async fn who_founds_a_company_owns_it_and_finds_its_roles_named_in_its_language() {
    let bench = Bench::new().await;
    let (ana, view) = founded(&bench).await;
    assert!(view.membership.owner && view.active && !view.sample);
    assert_eq!(view.membership.permissions, Permission::ALL);
    assert_eq!(
        (view.zone.as_str(), view.country.as_str()),
        ("America/Sao_Paulo", "BR"),
        "as the database spells it"
    );
    let roles = bench.call(&ana, ListRoles { company_id: view.id }).await.expect("roles");
    let names: Vec<_> = roles.iter().map(|role| (role.name.as_str(), role.owner, role.members)).collect();
    let expected = [
        ("Proprietário", true, 1),
        ("Gerente", false, 0),
        ("Profissional", false, 0),
        ("Recepcionista", false, 0),
    ];
    assert_eq!(names, expected);
}

#[tokio::test]
async fn each_bad_field_of_a_company_is_named() {
    let bench = Bench::new().await;
    let (ana, _) = bench.registered("ana@example.com").await;
    let good = json!({"name": "Clínica", "zone": "America/Sao_Paulo"});
    let cases = [
        ("name", json!("")),
        ("zone", json!("America/Sao_Paolo")),
        ("zone", json!("../etc/passwd")),
        ("country", json!("br")),
        ("country", json!("BRA")),
        ("country", json!("")),
        ("state", json!("sp")),
        ("state", json!("")),
        ("state", json!("ABCD")),
        ("language", json!("de")),
        ("week_start", json!("friday")),
    ];
    for (field, value) in cases {
        let mut args = good.clone();
        args[field] = value.clone();
        let refused = raw(&bench, &ana, "companies.create", args).await.expect_err("refused");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInput, Some(field)), "{value}");
    }
    let mut hours_alone = good;
    hours_alone["hours"] = json!([[], [], [], [], [], [], []]);
    let refused = raw(&bench, &ana, "companies.create", hours_alone).await.expect_err("refused");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInput, Some("first_agenda")));
    assert!(bench.call(&ana, ListCompanies {}).await.expect("companies").is_empty(), "nothing was made");
}

#[tokio::test]
async fn settings_change_only_where_a_field_is_given_and_null_empties() {
    let bench = Bench::new().await;
    let (ana, view) = founded(&bench).await;
    let address = Some(Some(Line::parse("Rua Um, 1").expect("a line")));
    let given = UpdateCompany { address, name: Some(name("Studio")), ..unchanged(view.id) };
    let changed = bench.call(&ana, given).await.expect("changed");
    assert_eq!((changed.name.as_str(), changed.state.as_deref()), ("Studio", Some("SP")));
    let emptied = UpdateCompany { address: Some(None), state: Some(None), ..unchanged(view.id) };
    let changed = bench.call(&ana, emptied).await.expect("changed");
    assert_eq!((changed.name.as_str(), changed.address, changed.state), ("Studio", None, None));
    for (field, value) in [("zone", json!("Nowhere/Now")), ("country", json!("xx")), ("state", json!("são"))]
    {
        let mut args = json!({"company_id": view.id.to_string()});
        args[field] = value;
        let refused = raw(&bench, &ana, "companies.update", args).await.expect_err("refused");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInput, Some(field)));
    }
}

#[tokio::test]
async fn a_company_out_of_use_is_read_but_not_changed_until_it_is_in_use_again() {
    let bench = Bench::new().await;
    let (ana, view) = founded(&bench).await;
    let company_id = view.id;
    let code = bench.call(&ana, invite(company_id)).await.expect("a code").code;
    assert!(!bench.call(&ana, DeactivateCompany { company_id }).await.expect("deactivated").active);
    assert!(bench.call(&ana, GetCompany { company_id }).await.is_ok());
    assert_eq!(bench.call(&ana, ListCompanies {}).await.expect("companies").len(), 1);
    assert_eq!(code_of(bench.call(&ana, unchanged(company_id)).await), Code::CompanyInactive);
    let (eva, _) = bench.registered("eva@example.com").await;
    assert_eq!(code_of(join(&bench, &eva, &code).await), Code::CompanyInactive);
    assert!(bench.call(&ana, ActivateCompany { company_id }).await.expect("activated").active);
    assert!(bench.call(&ana, ActivateCompany { company_id }).await.is_ok(), "twice does no harm");
    assert!(bench.call(&ana, unchanged(company_id)).await.is_ok());
}

#[tokio::test]
async fn another_company_is_not_found_and_settings_need_the_right() {
    let bench = Bench::new().await;
    let (_, view) = founded(&bench).await;
    let company_id = view.id;
    let other = bench.company("Outra").await;
    assert_eq!(code_of(bench.call(&other, GetCompany { company_id }).await), Code::NotFound);
    assert_eq!(code_of(bench.call(&other, unchanged(company_id)).await), Code::NotFound);
    assert_eq!(code_of(bench.call(&other, ActivateCompany { company_id }).await), Code::NotFound);
    let clerk = bench.member(company_id, "clerk", false, &[Permission::MembersManage]).await;
    assert!(bench.call(&clerk, GetCompany { company_id }).await.is_ok());
    assert_eq!(code_of(bench.call(&clerk, unchanged(company_id)).await), Code::Forbidden);
    assert_eq!(code_of(bench.call(&clerk, ActivateCompany { company_id }).await), Code::Forbidden);
    let seen = bench.call(&clerk, ListCompanies {}).await.expect("companies");
    assert_eq!(seen[0].membership.member_id, clerk.member, "the membership is the caller's own");
    assert_eq!(seen[0].membership.permissions, [Permission::MembersManage]);
}

#[tokio::test]
async fn an_invite_code_admits_as_receptionist_until_it_expires_or_is_replaced() {
    let bench = Bench::new().await;
    let (ana, view) = founded(&bench).await;
    let made = bench.call(&ana, invite(view.id)).await.expect("a code");
    assert_eq!(made.code.reveal().len(), 12);
    let (eva, _) = bench.registered("eva@example.com").await;
    let joined = join(&bench, &eva, &made.code).await.expect("joined");
    assert_eq!((joined.membership.role_name.as_str(), joined.membership.owner), ("Recepcionista", false));
    assert_eq!(code_of(join(&bench, &eva, &made.code).await), Code::AlreadyExists);
    let newer = bench.call(&ana, invite(view.id)).await.expect("a code");
    let (bia, _) = bench.registered("bia@example.com").await;
    assert_eq!(code_of(join(&bench, &bia, &made.code).await), Code::CodeRejected, "replaced");
    bench.clock.advance(SignedDuration::from_hours(7 * 24));
    assert_eq!(code_of(join(&bench, &bia, &newer.code).await), Code::CodeRejected, "expired");
    let longer = ResetInviteCode { days: Some(90), ..invite(view.id) };
    let longer = bench.call(&ana, longer).await.expect("a code");
    bench.call(&ana, RevokeInviteCode { company_id: view.id }).await.expect("revoked");
    assert_eq!(code_of(join(&bench, &bia, &longer.code).await), Code::CodeRejected, "revoked");
}

#[tokio::test]
async fn an_invite_code_gives_a_role_of_the_company_that_the_caller_may_give_but_never_the_owners() {
    let bench = Bench::new().await;
    let (ana, view) = founded(&bench).await;
    let company_id = view.id;
    let other = bench.company("Outra").await;
    let clerk = bench.member(company_id, "clerk", false, &[Permission::MembersManage]).await;
    let with = |role| ResetInviteCode { role_id: Some(role), ..invite(company_id) };
    let refused = bench.call(&ana, with(ana.role)).await.expect_err("refused");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInput, Some("role_id")));
    assert_eq!(code_of(bench.call(&ana, with(other.role)).await), Code::NotFound);
    assert_eq!(code_of(bench.call(&clerk, invite(company_id)).await), Code::Forbidden, "more than she has");
    assert!(bench.call(&clerk, with(clerk.role)).await.is_ok());
    for days in [0, 91, u16::MAX] {
        let refused = bench.call(&ana, ResetInviteCode { days: Some(days), ..invite(company_id) }).await;
        let refused = refused.expect_err("refused");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInput, Some("days")));
    }
}

#[tokio::test]
async fn guessing_invite_codes_waits() {
    let bench = Bench::new().await;
    let (eva, _) = bench.registered("eva@example.com").await;
    let wrong = AccessCode::parse("0000-0000-0000").expect("a code");
    for _ in 0..5 {
        assert_eq!(code_of(join(&bench, &eva, &wrong).await), Code::CodeRejected);
    }
    assert_eq!(code_of(join(&bench, &eva, &wrong).await), Code::TooManyAttempts);
}

#[tokio::test]
async fn who_joins_takes_the_place_that_was_prepared_for_her_address() {
    let bench = Bench::new().await;
    let (ana, view) = founded(&bench).await;
    let company_id = view.id;
    let (eva, _) = bench.registered("eva@example.com").await;
    let prepare = CreateMember {
        company_id,
        name: name("Dra. Eva"),
        email: Some(EmailAddress::parse("eva@example.com").expect("an address")),
        phone: None,
        role_id: ana.role,
        professional: true,
        color: None,
    };
    let prepared = bench.call(&ana, prepare).await.expect("a place");
    assert!(prepared.first_login.is_none() && prepared.member.user_id.is_none());
    assert_eq!(
        code_of(bench.call(&eva, GetCompany { company_id }).await),
        Code::NotFound,
        "not before she joins"
    );
    let code = bench.call(&ana, invite(company_id)).await.expect("a code").code;
    let joined = join(&bench, &eva, &code).await.expect("joined");
    assert_eq!(joined.membership.member_id, prepared.member.id);
    assert!(joined.membership.owner, "in the role of the place and not of the code");
    let members = bench.call(&ana, ListMembers { company_id, active: None, professional: None }).await;
    assert_eq!(members.expect("members").len(), 2, "no second place was made");
}

#[tokio::test]
async fn who_was_shut_out_does_not_come_back_with_an_invite_code() {
    let bench = Bench::new().await;
    let (ana, view) = founded(&bench).await;
    let code = bench.call(&ana, invite(view.id)).await.expect("a code").code;
    let (eva, _) = bench.registered("eva@example.com").await;
    let joined = join(&bench, &eva, &code).await.expect("joined");
    let shut_out = DeactivateMember { company_id: view.id, member_id: joined.membership.member_id };
    bench.call(&ana, shut_out).await.expect("deactivated");
    let login = Login {
        email: EmailAddress::parse("eva@example.com").expect("an address"),
        password: Secret::parse(PASSWORD).expect("a password"),
        device: None,
    };
    let eva = Person::from(bench.call(&stranger(), login).await.expect("a session"));
    assert_eq!(code_of(join(&bench, &eva, &code).await), Code::Forbidden);
    assert!(bench.call(&eva, ListCompanies {}).await.expect("companies").is_empty());
}
