//! The rules of members, through the command table.

use jiff::SignedDuration;
use leadsmart_contract::auth::{Me, ResetPassword};
use leadsmart_contract::companies::GetCompany;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{MemberId, RoleId};
use leadsmart_contract::members::{
    ActivateMember, CreateMember, DeactivateMember, GetMember, IssueResetCode, ListMembers, UpdateMember,
};
use leadsmart_contract::permission::Permission as P;
use leadsmart_contract::values::{AccessCode, Color, EmailAddress, Name, Password, PhoneNumber};

use crate::testing::{Bench, Person, stranger};

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

fn create(person: &Person, role_id: RoleId, email: Option<&str>) -> CreateMember {
    CreateMember {
        company_id: person.company,
        name: name("Bia"),
        email: email.map(address),
        phone: None,
        role_id,
        professional: false,
        color: None,
    }
}

fn unchanged(person: &Person, member_id: MemberId) -> UpdateMember {
    let company_id = person.company;
    UpdateMember {
        company_id,
        member_id,
        name: None,
        phone: None,
        role_id: None,
        professional: None,
        color: None,
    }
}

fn deactivate(person: &Person, member_id: MemberId) -> DeactivateMember {
    DeactivateMember { company_id: person.company, member_id }
}

fn issue(person: &Person, member_id: MemberId) -> IssueResetCode {
    IssueResetCode { company_id: person.company, member_id }
}

fn first_password(email: &str, code: &AccessCode) -> ResetPassword {
    let new_password = Password::parse("first horse").expect("a password");
    ResetPassword { email: address(email), code: code.clone(), new_password, device: None }
}

fn code_of<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Code {
    outcome.expect_err("a failure").code
}

/// Makes somebody one who can log in, as after a first password.
async fn with_password(bench: &Bench, person: &Person) {
    let mut write = bench.write().await;
    sqlx::query("UPDATE users SET password_hash = '$argon2id$' WHERE id = ?")
        .bind(person.user.uuid())
        .execute(write.connection())
        .await
        .expect("a change");
    write.mutation.commit().await.expect("stored");
}

/// Gives somebody the role of another.
async fn give_role(bench: &Bench, by: &Person, to: &Person, role: RoleId) -> Result<(), Failure> {
    bench.call(by, UpdateMember { role_id: Some(role), ..unchanged(by, to.member) }).await.map(|_| ())
}

#[tokio::test]
async fn a_member_without_an_address_does_not_log_in() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let clerk = bench.member(owner.company, "clerk", false, &[]).await;
    let made = bench.call(&owner, create(&owner, clerk.role, None)).await.expect("a member");
    assert!(made.first_login.is_none() && made.member.user_id.is_none() && made.member.active);
    assert_eq!(code_of(bench.call(&owner, issue(&owner, made.member.id)).await), Code::WrongState);
}

#[tokio::test]
async fn an_unknown_address_gets_an_account_and_a_code_for_the_first_log_in_good_for_three_days() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let clerk = bench.member(owner.company, "clerk", false, &[P::ClientsView]).await;
    let email = "bia@example.com";
    let made = bench.call(&owner, create(&owner, clerk.role, Some(email))).await.expect("a member");
    let first = made.first_login.expect("a code");
    let lasts = first.expires_at.duration_since(bench.core.ports().clock.now());
    assert_eq!(lasts, SignedDuration::from_hours(72));
    let opened = bench.call(&stranger(), first_password(email, &first.code)).await.expect("opened");
    let bia = Person { company: owner.company, ..Person::from(opened.session) };
    assert!(bench.call(&bia, GetCompany { company_id: owner.company }).await.is_ok(), "she is in at once");
    let late =
        bench.call(&owner, create(&owner, clerk.role, Some("eva@example.com"))).await.expect("a member");
    bench.clock.advance(SignedDuration::from_hours(72));
    let code = late.first_login.expect("a code").code;
    assert_eq!(
        code_of(bench.call(&stranger(), first_password("eva@example.com", &code)).await),
        Code::CodeRejected
    );
}

#[tokio::test]
async fn an_address_has_one_place_in_a_company() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let clerk = bench.member(owner.company, "clerk", false, &[]).await;
    bench.registered("eva@example.com").await;
    for email in ["bia@example.com", "eva@example.com"] {
        bench.call(&owner, create(&owner, clerk.role, Some(email))).await.expect("a member");
        let refused = bench.call(&owner, create(&owner, clerk.role, Some(email))).await.expect_err("taken");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::AlreadyExists, Some("email")), "{email}");
    }
}

#[tokio::test]
async fn members_are_listed_by_name_and_as_asked() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let clerk = bench.member(owner.company, "Zoe", false, &[]).await;
    for (called, professional) in [("Érica", true), ("Eduardo", false), ("fabio", true)] {
        let member = CreateMember { name: name(called), professional, ..create(&owner, clerk.role, None) };
        bench.call(&owner, member).await.expect("a member");
    }
    bench.call(&owner, deactivate(&owner, clerk.member)).await.expect("deactivated");
    let list = |active, professional| ListMembers { company_id: owner.company, active, professional };
    let names = async |command: ListMembers| -> Vec<String> {
        let members = bench.call(&owner, command).await.expect("members");
        members.into_iter().map(|member| member.name.as_str().to_owned()).collect()
    };
    assert_eq!(names(list(None, None)).await, ["Eduardo", "Érica", "fabio", "owner", "Zoe"]);
    assert_eq!(names(list(Some(false), None)).await, ["Zoe"]);
    assert_eq!(names(list(Some(true), Some(false))).await, ["Eduardo"]);
}

#[tokio::test]
async fn a_member_changes_only_where_a_field_is_given() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let clerk = bench.member(owner.company, "clerk", false, &[]).await;
    let phone = PhoneNumber::parse("(11) 98765-4321").expect("a phone");
    let given = UpdateMember {
        phone: Some(Some(phone.clone())),
        color: Some(Color::Pink),
        ..unchanged(&owner, clerk.member)
    };
    bench.call(&owner, given).await.expect("changed");
    let seen = bench.call(&owner, unchanged(&owner, clerk.member)).await.expect("nothing changed");
    assert_eq!((seen.phone, seen.color, seen.name.as_str()), (Some(phone), Color::Pink, "clerk"));
    let emptied = UpdateMember { phone: Some(None), ..unchanged(&owner, clerk.member) };
    assert_eq!(bench.call(&owner, emptied).await.expect("changed").phone, None);
}

#[tokio::test]
async fn the_last_owner_who_can_log_in_stays() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let clerk = bench.member(owner.company, "clerk", false, &[]).await;
    with_password(&bench, &owner).await;
    assert_eq!(code_of(bench.call(&owner, deactivate(&owner, owner.member)).await), Code::LastOwner);
    assert_eq!(code_of(give_role(&bench, &owner, &owner, clerk.role).await), Code::LastOwner);
    give_role(&bench, &owner, &clerk, owner.role).await.expect("a second owner");
    let refused = bench.call(&owner, deactivate(&owner, owner.member)).await;
    assert_eq!(code_of(refused), Code::LastOwner, "an owner who cannot log in does not count");
    with_password(&bench, &clerk).await;
    assert!(bench.call(&owner, deactivate(&owner, owner.member)).await.is_ok());
    assert_eq!(code_of(bench.call(&clerk, deactivate(&clerk, clerk.member)).await), Code::LastOwner);
}

#[tokio::test]
async fn who_is_shut_out_is_out_at_once_and_her_sessions_end_unless_she_belongs_elsewhere() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let clerk = bench.member(owner.company, "clerk", false, &[]).await;
    bench.call(&owner, deactivate(&owner, clerk.member)).await.expect("deactivated");
    assert_eq!(code_of(bench.call(&clerk, Me {}).await), Code::Unauthenticated);
    let other = bench.company("Outra").await;
    let role = bench.member(owner.company, "double", false, &[]).await;
    let mut write = bench.write().await;
    sqlx::query("UPDATE members SET user_id = ? WHERE id = ?")
        .bind(other.user.uuid())
        .bind(role.member.uuid())
        .execute(write.connection())
        .await
        .expect("a second place");
    write.mutation.commit().await.expect("stored");
    let company_id = owner.company;
    assert!(bench.call(&other, GetCompany { company_id }).await.is_ok());
    bench.call(&owner, deactivate(&owner, role.member)).await.expect("deactivated");
    assert_eq!(code_of(bench.call(&other, GetCompany { company_id }).await), Code::Forbidden);
    assert!(bench.call(&other, Me {}).await.is_ok(), "she goes on in the other company");
    let member_id = role.member;
    bench.call(&owner, ActivateMember { company_id, member_id }).await.expect("activated");
    assert!(bench.call(&other, GetCompany { company_id }).await.is_ok(), "and is let in again");
}

#[tokio::test]
async fn owners_alone_make_change_and_shut_out_owners() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let everything: Vec<P> = P::ALL.to_vec();
    let manager = bench.member(owner.company, "manager", false, &everything).await;
    let company_id = owner.company;
    assert_eq!(code_of(bench.call(&manager, create(&manager, owner.role, None)).await), Code::Forbidden);
    assert_eq!(code_of(give_role(&bench, &manager, &manager, owner.role).await), Code::Forbidden);
    assert_eq!(code_of(bench.call(&manager, unchanged(&manager, owner.member)).await), Code::Forbidden);
    assert_eq!(code_of(bench.call(&manager, deactivate(&manager, owner.member)).await), Code::Forbidden);
    assert_eq!(code_of(bench.call(&manager, issue(&manager, owner.member)).await), Code::Forbidden);
    let activate = ActivateMember { company_id, member_id: owner.member };
    assert_eq!(code_of(bench.call(&manager, activate).await), Code::Forbidden);
    assert!(bench.call(&owner, create(&owner, owner.role, None)).await.is_ok());
}

#[tokio::test]
async fn nobody_gives_a_role_or_opens_an_account_that_allows_more_than_her_own() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let clerk = bench.member(owner.company, "clerk", false, &[P::MembersManage]).await;
    let above = bench.member(owner.company, "above", false, &[P::CompanyManage]).await;
    let peer = bench.member(owner.company, "peer", false, &[P::MembersManage]).await;
    assert_eq!(code_of(bench.call(&clerk, create(&clerk, above.role, None)).await), Code::Forbidden);
    assert_eq!(code_of(give_role(&bench, &clerk, &peer, above.role).await), Code::Forbidden);
    assert_eq!(code_of(bench.call(&clerk, issue(&clerk, above.member)).await), Code::Forbidden);
    assert!(bench.call(&clerk, issue(&clerk, peer.member)).await.is_ok());
    assert!(bench.call(&owner, issue(&owner, above.member)).await.is_ok());
}

#[tokio::test]
async fn no_code_is_issued_for_somebody_who_also_belongs_where_the_caller_manages_nobody() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let clerk = bench.member(owner.company, "clerk", false, &[]).await;
    let other = bench.company("Outra").await;
    let theirs = bench.member(other.company, "place", false, &[]).await;
    let mut write = bench.write().await;
    sqlx::query("UPDATE members SET user_id = ? WHERE id = ?")
        .bind(clerk.user.uuid())
        .bind(theirs.member.uuid())
        .execute(write.connection())
        .await
        .expect("a second place");
    write.mutation.commit().await.expect("stored");
    let refused = bench.call(&owner, issue(&owner, clerk.member)).await.expect_err("refused");
    assert_eq!(refused.code, Code::Forbidden);
    assert!(refused.message.contains("also belongs"), "{}", refused.message);
}

#[tokio::test]
async fn members_and_roles_of_another_company_are_not_found_and_managing_needs_the_right() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let other = bench.company("Outra").await;
    let company_id = owner.company;
    let foreign = other.member;
    assert_eq!(
        code_of(bench.call(&owner, GetMember { company_id, member_id: foreign }).await),
        Code::NotFound
    );
    assert_eq!(code_of(bench.call(&owner, unchanged(&owner, foreign)).await), Code::NotFound);
    assert_eq!(code_of(bench.call(&owner, deactivate(&owner, foreign)).await), Code::NotFound);
    assert_eq!(code_of(bench.call(&owner, issue(&owner, foreign)).await), Code::NotFound);
    assert_eq!(code_of(bench.call(&owner, create(&owner, other.role, None)).await), Code::NotFound);
    assert_eq!(code_of(give_role(&bench, &owner, &owner, other.role).await), Code::NotFound);
    let clerk = bench.member(company_id, "clerk", false, &[P::CompanyManage]).await;
    assert!(bench.call(&clerk, GetMember { company_id, member_id: owner.member }).await.is_ok());
    assert_eq!(code_of(bench.call(&clerk, create(&clerk, clerk.role, None)).await), Code::Forbidden);
    assert_eq!(code_of(bench.call(&clerk, deactivate(&clerk, owner.member)).await), Code::Forbidden);
}
