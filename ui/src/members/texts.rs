//! Words of the team.

leadsmart_contract::texts! {
    team: "Equipe", "Team", "Equipo";
    team_text: "Quem trabalha aqui, quem atende e quem entra no sistema.", "Who works here, who attends and who logs in.",
        "Quién trabaja aquí, quién atiende y quién entra al sistema.";
    add: "Adicionar pessoa", "Add a person", "Añadir persona";
    edit: "Editar pessoa", "Edit person", "Editar persona";
    edit_named(name: &str): "Editar {name}", "Edit {name}", "Editar {name}";
    you: "você", "you", "usted";
    professional: "atende", "attends", "atiende";
    inactive: "sem acesso", "shut out", "sin acceso";
    no_login: "não usa o sistema", "does not log in", "no usa el sistema";
    not_joined: "ainda não entrou", "has not joined yet", "todavía no entró";
    other_actions: "Mais ações", "More actions", "Más acciones";
    issue_code: "Gerar código para nova senha", "Issue a code for a new password", "Generar código para nueva contraseña";
    activate: "Reativar", "Activate", "Reactivar";
    deactivate: "Desativar", "Deactivate", "Desactivar";
    deactivated(name: &str): "{name} foi desativada da equipe", "{name} was deactivated", "{name} fue desactivada del equipo";

    name: "Nome", "Name", "Nombre";
    email: "E-mail para entrar", "E-mail to log in", "Correo para entrar";
    email_hint: "Sem e-mail, a pessoa só aparece nas agendas.", "Without an e-mail the person only appears on agendas.",
        "Sin correo, la persona solo aparece en las agendas.";
    phone: "Telefone", "Phone", "Teléfono";
    role: "Função", "Role", "Función";
    choose_role: "Escolher…", "Choose…", "Elegir…";
    attends: "Atende clientes", "Attends clients", "Atiende clientes";
    attends_hint: "Pode ser escolhida nas agendas e nos agendamentos.", "Can be chosen on agendas and appointments.",
        "Se puede elegir en agendas y citas.";
    color: "Cor", "Color", "Color";

    code_for(name: &str): "Código para {name}", "Code for {name}", "Código para {name}";
    first_login(name: &str): "Entregue este código a {name}. Com ele e o e-mail, em “Esqueci a senha”, cria a senha do primeiro acesso.",
        "Hand this code to {name}. With it and the e-mail, under “I forgot my password”, the first password is set.",
        "Entregue este código a {name}. Con él y el correo, en “Olvidé mi contraseña”, crea la contraseña del primer acceso.";
    reset_with(name: &str): "Entregue este código a {name}. Com ele e o e-mail, em “Esqueci a senha”, cria uma senha nova.",
        "Hand this code to {name}. With it and the e-mail, under “I forgot my password”, a new password is set.",
        "Entregue este código a {name}. Con él y el correo, en “Olvidé mi contraseña”, crea una contraseña nueva.";

    invite: "Convidar", "Invite", "Invitar";
    invite_title: "Código de convite", "Invite code", "Código de invitación";
    invite_text: "Quem tem o código entra na empresa pela própria conta. Um código novo anula o anterior.",
        "Whoever has the code joins the company with an own account. A new code makes the one before useless.",
        "Quien tiene el código entra en la empresa con su propia cuenta. Un código nuevo anula el anterior.";
    invite_pass_on: "Passe o código a quem vai entrar. Ela escolhe “Entrar com um convite”.",
        "Pass the code on to who will join: “Join with an invitation”.",
        "Pase el código a quien va a entrar. Elige “Unirse con una invitación”.";
    usual_role: "Recepção (padrão)", "Receptionist (default)", "Recepción (predeterminada)";
    validity: "Vale por", "Valid for", "Válido por";
    days[count](): "{count} dia" | "{count} dias", "{count} day" | "{count} days", "{count} día" | "{count} días";
    make_code: "Gerar código", "Make a code", "Generar código";
    revoke: "Anular o código atual", "Revoke the current code", "Anular el código actual";
    revoked: "O código de convite não vale mais.", "The invite code is no longer valid.", "El código de invitación ya no vale.";
}
