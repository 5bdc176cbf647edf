//! Words of roles.

leadsmart_contract::texts! {
    nothing: "", "", "";
    roles: "Funções", "Roles", "Roles";
    roles_text: "O que cada pessoa da equipe pode ver e fazer. Ninguém pode dar mais do que tem.",
        "What each person on the team may see and do. Nobody can give more than they have.",
        "Lo que cada persona del equipo puede ver y hacer. Nadie puede dar más de lo que tiene.";
    new: "Nova função", "New role", "Nuevo rol";
    edit: "Editar função", "Edit role", "Editar rol";
    edit_named(name: &str): "Editar {name}", "Edit {name}", "Editar {name}";
    delete_named(name: &str): "Excluir {name}", "Delete {name}", "Eliminar {name}";
    delete_question(name: &str): "Excluir a função {name}?", "Delete the role {name}?", "¿Eliminar el rol {name}?";
    delete_text: "Só é possível se ninguém a tem. Isso não pode ser desfeito.", "Only possible if nobody has it. This cannot be undone.",
        "Solo es posible si nadie lo tiene. Esto no se puede deshacer.";
    delete: "Excluir", "Delete", "Eliminar";
    nobody: "ninguém", "nobody", "nadie";
    members[count](): "{count} pessoa" | "{count} pessoas", "{count} person" | "{count} people", "{count} persona" | "{count} personas";
    everything: "pode tudo", "can do everything", "puede todo";
    only_sees: "só consulta", "can only look", "solo consulta";
    limited: "algumas agendas", "some agendas", "algunas agendas";
    name: "Nome", "Name", "Nombre";
    name_example: "Recepção da manhã", "Morning front desk", "Recepción de la mañana";
    owner_text: "Esta é a função de quem é dono da empresa: pode tudo, sempre. Só o nome pode mudar.",
        "This is the role of the owners: it always allows everything. Only its name can be changed.",
        "Este es el rol de los dueños: puede todo, siempre. Solo puede cambiar el nombre.";

    group_appointments: "Agendamentos", "Appointments", "Citas";
    appointments_view: "Ver agendamentos", "See appointments", "Ver citas";
    appointments_manage: "Agendar, remarcar e cancelar", "Book, move and cancel", "Agendar, reprogramar y cancelar";
    appointments_override: "Encaixar fora das regras", "Book against the rules", "Agendar fuera de las reglas";
    appointments_override_hint: "Fora do horário, sem vaga ou sem antecedência.", "Outside opening hours, over capacity or without notice.",
        "Fuera de horario, sin lugar o sin antelación.";
    group_clients: "Clientes", "Clients", "Clientes";
    clients_view: "Ver clientes", "See clients", "Ver clientes";
    clients_manage: "Cadastrar, editar e excluir", "Add, edit and delete", "Registrar, editar y eliminar";
    group_agendas: "Agendas e serviços", "Agendas and services", "Agendas y servicios";
    agendas_view: "Ver agendas e horários livres", "See agendas and free times", "Ver agendas y horarios libres";
    agendas_view_hint: "Sem isso, a agenda não abre.", "Without this, the agenda does not open.", "Sin esto, la agenda no se abre.";
    agendas_manage: "Configurar agendas, serviços, ausências e feriados", "Set up agendas, services, absences and holidays",
        "Configurar agendas, servicios, ausencias y feriados";
    agendas_manage_hint: "Horários e regras valem para todos.", "Hours and rules apply to everybody.",
        "Los horarios y las reglas valen para todos.";
    group_company: "Empresa e equipe", "Company and team", "Empresa y equipo";
    members_manage: "Cuidar da equipe e das funções", "Manage the team and roles", "Gestionar el equipo y los roles";
    members_manage_hint: "Convites, códigos e acessos.", "Invitations, codes and access.", "Invitaciones, códigos y accesos.";
    company_manage: "Configurar a empresa", "Set up the company", "Configurar la empresa";

    limit: "Limitar a algumas agendas", "Limit to some agendas", "Limitar a algunas agendas";
    limit_hint: "As outras não aparecem para quem tem esta função.", "The others do not appear for those who have this role.",
        "Las demás no aparecen para quienes tienen este rol.";
    right_none: "não vê", "does not see", "no ve";
    right_view: "só vê", "only sees", "solo ve";
    right_manage: "vê e agenda", "sees and books", "ve y agenda";
}
