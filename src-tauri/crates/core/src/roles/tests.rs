//! The rules of roles, through the command table.

use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{AgendaId, RoleId};
use leadsmart_contract::permission::Permission as P;
use leadsmart_contract::roles::{
    AgendaGrant, AgendaRight, CreateRole, DeleteRole, GetRole, ListRoles, RoleView, UpdateRole,
};
use leadsmart_contract::values::{List, Name};
use uuid::Uuid;

use super::covers;
use crate::context::Member;
use crate::testing::{Bench, Person};

fn create(person: &Person, name: &str, permissions: &[P]) -> CreateRole {
    CreateRole {
        company_id: person.company,
        name: Name::parse(name).expect("a name"),
        permissions: List::parse(permissions.to_vec()).expect("a list"),
        agendas: None,
    }
}

fn unchanged(person: &Person, role_id: RoleId) -> UpdateRole {
    UpdateRole { company_id: person.company, role_id, name: None, permissions: None, agendas: None }
}

fn code_of<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Code {
    outcome.expect_err("a failure").code
}

fn agenda(number: u128) -> AgendaId {
    AgendaId::new(Uuid::from_u128(number))
}

#[tokio::test]
async fn a_role_is_made_changed_and_deleted() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let company_id = owner.company;
    let role = bench.call(&owner, create(&owner, "Estagiária", &[P::AgendasView])).await.expect("a role");
    let permissions = Some(List::parse(vec![P::ClientsView]).expect("a list"));
    let name = Some(Name::parse("Assistente").expect("a name"));
    let change = UpdateRole { name, permissions, ..unchanged(&owner, role.id) };
    bench.call(&owner, change).await.expect("changed");
    let seen = bench.call(&owner, GetRole { company_id, role_id: role.id }).await.expect("a role");
    assert_eq!(
        (seen.name.as_str(), seen.permissions.as_slice()),
        ("Assistente", [P::ClientsView].as_slice())
    );
    bench.call(&owner, DeleteRole { company_id, role_id: role.id }).await.expect("deleted");
    assert_eq!(code_of(bench.call(&owner, GetRole { company_id, role_id: role.id }).await), Code::NotFound);
}

#[tokio::test]
async fn names_of_roles_differ_in_more_than_case() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    bench.call(&owner, create(&owner, "Estágio", &[])).await.expect("a role");
    let other = bench.call(&owner, create(&owner, "Outra", &[])).await.expect("a role");
    let refused = bench.call(&owner, create(&owner, "ESTÁGIO", &[])).await.expect_err("taken");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::AlreadyExists, Some("name")));
    let name = Some(Name::parse("estágio").expect("a name"));
    let rename = UpdateRole { name: name.clone(), ..unchanged(&owner, other.id) };
    assert_eq!(code_of(bench.call(&owner, rename).await), Code::AlreadyExists);
    let elsewhere = bench.company("Outra").await;
    assert!(
        bench.call(&elsewhere, create(&elsewhere, "Estágio", &[])).await.is_ok(),
        "each company has its own"
    );
}

#[tokio::test]
async fn the_role_of_owners_changes_its_name_only() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let company_id = owner.company;
    let name = Some(Name::parse("Sócios").expect("a name"));
    let renamed =
        bench.call(&owner, UpdateRole { name, ..unchanged(&owner, owner.role) }).await.expect("renamed");
    assert_eq!((renamed.name.as_str(), renamed.permissions.as_slice()), ("Sócios", P::ALL));
    let permissions = Some(List::default());
    let fewer = UpdateRole { permissions, ..unchanged(&owner, owner.role) };
    assert_eq!(code_of(bench.call(&owner, fewer).await), Code::WrongState);
    let limited = UpdateRole { agendas: Some(None), ..unchanged(&owner, owner.role) };
    assert_eq!(code_of(bench.call(&owner, limited).await), Code::WrongState);
    assert_eq!(
        code_of(bench.call(&owner, DeleteRole { company_id, role_id: owner.role }).await),
        Code::WrongState
    );
}

#[tokio::test]
async fn a_role_that_somebody_has_is_not_deleted_and_the_number_is_told() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let clerk = bench.member(owner.company, "clerk", false, &[]).await;
    let refused = bench.call(&owner, DeleteRole { company_id: owner.company, role_id: clerk.role }).await;
    let refused = refused.expect_err("in use");
    assert_eq!(refused.code, Code::InUse);
    assert!(refused.message.starts_with("1 person "), "{}", refused.message);
}

#[tokio::test]
async fn nobody_gives_more_than_she_has() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let clerk = bench.member(owner.company, "clerk", false, &[P::MembersManage, P::ClientsView]).await;
    let company_id = owner.company;
    assert!(bench.call(&clerk, create(&clerk, "Less", &[P::ClientsView])).await.is_ok());
    assert_eq!(
        code_of(bench.call(&clerk, create(&clerk, "More", &[P::CompanyManage])).await),
        Code::Forbidden
    );
    let own = UpdateRole {
        permissions: Some(List::parse(vec![P::MembersManage, P::CompanyManage]).expect("a list")),
        ..unchanged(&clerk, clerk.role)
    };
    assert_eq!(code_of(bench.call(&clerk, own).await), Code::Forbidden, "nor herself");
    let above = bench.call(&owner, create(&owner, "Above", &[P::CompanyManage])).await.expect("a role");
    let weaken = UpdateRole { permissions: Some(List::default()), ..unchanged(&clerk, above.id) };
    assert_eq!(code_of(bench.call(&clerk, weaken).await), Code::Forbidden, "what is above her stays");
    assert_eq!(
        code_of(bench.call(&clerk, DeleteRole { company_id, role_id: above.id }).await),
        Code::Forbidden
    );
    let name = Some(Name::parse("Mine").expect("a name"));
    let rename = UpdateRole { name, ..unchanged(&clerk, owner.role) };
    assert_eq!(code_of(bench.call(&clerk, rename).await), Code::Forbidden);
}

#[test]
fn who_is_limited_to_agendas_gives_no_others_and_no_more_rights() {
    let id = || Uuid::from_u128(9).into();
    let own = [(agenda(1), AgendaRight::Manage), (agenda(2), AgendaRight::View)].into_iter().collect();
    let mut member = Member {
        company_id: Uuid::from_u128(9).into(),
        id: Uuid::from_u128(9).into(),
        role_id: id(),
        owner: false,
        company_active: true,
        shut_out: false,
        permissions: vec![P::AgendasView],
        agendas: Some(own),
    };
    let role = |agendas: Option<&[(u128, AgendaRight)]>| RoleView {
        id: id(),
        name: Name::parse("Role").expect("a name"),
        owner: false,
        permissions: vec![P::AgendasView],
        agendas: agendas.map(|list| {
            list.iter().map(|(n, right)| AgendaGrant { agenda_id: agenda(*n), right: *right }).collect()
        }),
        members: 0,
    };
    use AgendaRight::{Manage, View};
    for (agendas, givable) in [
        (Some([(1, Manage), (2, View)].as_slice()), true),
        (Some([(1, View)].as_slice()), true),
        (Some([].as_slice()), true),
        (Some([(2, Manage)].as_slice()), false),
        (Some([(3, View)].as_slice()), false),
        (None, false),
    ] {
        assert_eq!(covers(&member, &role(agendas)), givable, "{agendas:?}");
    }
    member.agendas = None;
    assert!(covers(&member, &role(None)), "who is not limited gives what is not limited");
    assert!(
        !covers(&member, &RoleView { owner: true, ..role(None) }),
        "owners alone give the role of owners"
    );
}

#[tokio::test]
async fn a_role_is_limited_to_agendas_of_its_company_each_named_once() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let grant = |right| AgendaGrant { agenda_id: agenda(1), right };
    let limited = |grants: Vec<AgendaGrant>| CreateRole {
        agendas: Some(List::parse(grants).expect("a list")),
        ..create(&owner, "Limited", &[])
    };
    let unknown = limited(vec![grant(AgendaRight::View)]);
    assert_eq!(code_of(bench.call(&owner, unknown).await), Code::NotFound);
    let twice = limited(vec![grant(AgendaRight::View), grant(AgendaRight::Manage)]);
    let refused = bench.call(&owner, twice).await.expect_err("refused");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInput, Some("agendas")));
    let nothing = bench.call(&owner, limited(vec![])).await.expect("a role that sees no agenda");
    assert_eq!(nothing.agendas, Some(vec![]));
    let free = UpdateRole { agendas: Some(None), ..unchanged(&owner, nothing.id) };
    assert_eq!(bench.call(&owner, free).await.expect("changed").agendas, None);
}

#[tokio::test]
async fn roles_of_another_company_are_not_found_and_managing_them_needs_the_right() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let other = bench.company("Outra").await;
    let company_id = owner.company;
    assert_eq!(
        code_of(bench.call(&owner, GetRole { company_id, role_id: other.role }).await),
        Code::NotFound
    );
    assert_eq!(code_of(bench.call(&owner, unchanged(&owner, other.role)).await), Code::NotFound);
    assert_eq!(
        code_of(bench.call(&owner, DeleteRole { company_id, role_id: other.role }).await),
        Code::NotFound
    );
    assert_eq!(code_of(bench.call(&other, ListRoles { company_id }).await), Code::NotFound);
    let clerk = bench.member(company_id, "clerk", false, &[P::CompanyManage]).await;
    assert!(bench.call(&clerk, ListRoles { company_id }).await.is_ok());
    assert_eq!(code_of(bench.call(&clerk, create(&clerk, "New", &[])).await), Code::Forbidden);
}
