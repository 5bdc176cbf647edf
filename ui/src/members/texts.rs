//! Words of the team.

leadsmart_contract::texts! {
    team: "Equipe", "Team", "Equipo";
    team_text: "Quem trabalha aqui, quem atende e quem entra no sistema.", "Who works here, who sees clients and who logs in.",
        "Quién trabaja aquí, quién atiende y quién entra al sistema.";
    add: "Adicionar pessoa", "Add a person", "Agregar persona";
    edit: "Editar pessoa", "Edit person", "Editar persona";
    edit_named(name: &str): "Editar {name}", "Edit {name}", "Editar {name}";
    you: "você", "you", "usted";
    professional: "atende", "sees clients", "atiende";
    inactive: "sem acesso", "no access", "sin acceso";
    no_login: "não usa o sistema", "does not log in", "no usa el sistema";
    not_joined: "ainda não entrou", "has not joined yet", "todavía no entró";
    other_actions: "Mais ações", "More actions", "Más acciones";
    issue_code: "Gerar código para nova senha", "Create a code for a new password", "Generar código para nueva contraseña";
    activate: "Reativar", "Reactivate", "Reactivar";
    deactivate: "Desativar", "Deactivate", "Desactivar";
    deactivated(name: &str): "Acesso de {name} desativado", "{name} was deactivated", "Acceso de {name} desactivado";

    name: "Nome", "Name", "Nombre";
    email: "E-mail para entrar", "E-mail to log in", "Correo para entrar";
    email_hint: "Sem e-mail, a pessoa só aparece nas agendas.", "Without an e-mail, the person only appears on agendas.",
        "Sin correo, la persona solo aparece en las agendas.";
    phone: "Telefone", "Phone", "Teléfono";
    role: "Função", "Role", "Rol";
    choose_role: "Escolher…", "Choose…", "Elegir…";
    attends: "Atende clientes", "Sees clients", "Atiende clientes";
    attends_hint: "Pode ser escolhida nas agendas e nos agendamentos.", "Can be chosen for agendas and appointments.",
        "Se puede elegir en agendas y citas.";
    color: "Cor", "Color", "Color";

    code_for(name: &str): "Código para {name}", "Code for {name}", "Código para {name}";
    first_login(name: &str): "Entregue este código a {name}. Em “Esqueci a senha”, com o e-mail e o código, a pessoa cria a primeira senha.",
        "Hand this code to {name}. Under “I forgot my password”, with the e-mail and the code, the first password is set.",
        "Entregue este código a {name}. En “Olvidé mi contraseña”, con el correo y el código, la persona crea la primera contraseña.";
    reset_with(name: &str): "Entregue este código a {name}. Em “Esqueci a senha”, com o e-mail e o código, a pessoa cria uma nova senha.",
        "Hand this code to {name}. Under “I forgot my password”, with the e-mail and the code, a new password is set.",
        "Entregue este código a {name}. En “Olvidé mi contraseña”, con el correo y el código, la persona crea una nueva contraseña.";

    invite: "Convidar", "Invite", "Invitar";
    invite_title: "Código de convite", "Invite code", "Código de invitación";
    invite_text: "Quem tem o código entra na empresa pela própria conta. Um código novo anula o anterior.",
        "Whoever has the code joins the company with their own account. A new code replaces the previous one.",
        "Quien tiene el código entra en la empresa con su propia cuenta. Un código nuevo anula el anterior.";
    invite_pass_on: "Passe o código a quem vai entrar: é só escolher “Entrar com um convite”.",
        "Pass the code on to whoever will join: they choose “Join with an invitation”.",
        "Pase el código a quien va a entrar: basta con elegir “Unirse con una invitación”.";
    usual_role: "Recepcionista (padrão)", "Receptionist (default)", "Recepcionista (predeterminado)";
    validity: "Vale por", "Valid for", "Válido por";
    days[count](): "{count} dia" | "{count} dias", "{count} day" | "{count} days", "{count} día" | "{count} días";
    make_code: "Gerar código", "Create a code", "Generar código";
    revoke: "Anular o código atual", "Revoke the current code", "Anular el código actual";
    revoked: "O código de convite não vale mais.", "The invite code is no longer valid.", "El código de invitación ya no vale.";
}
