//! Words of services.

leadsmart_contract::texts! {
    services: "Serviços", "Services", "Servicios";
    services_text: "O que você oferece e quanto tempo leva. Os agendamentos já feitos não mudam.",
        "What you offer and how long it takes. Appointments already booked do not change.",
        "Lo que ofrece y cuánto dura. Las citas ya agendadas no cambian.";
    new: "Novo serviço", "New service", "Nuevo servicio";
    edit: "Editar serviço", "Edit service", "Editar servicio";
    edit_named(name: &str): "Editar {name}", "Edit {name}", "Editar {name}";
    none: "Ainda não há serviços", "No services yet", "Todavía no hay servicios";
    none_text: "Com serviços, a duração vem sozinha ao agendar.", "With services, the duration fills in by itself when booking.",
        "Con servicios, la duración aparece sola al agendar.";
    inactive: "desativado", "deactivated", "desactivado";
    other_actions: "Mais ações", "More actions", "Más acciones";
    activate: "Reativar", "Reactivate", "Reactivar";
    deactivate: "Desativar", "Deactivate", "Desactivar";
    delete: "Excluir", "Delete", "Eliminar";
    delete_named(name: &str): "Excluir {name}?", "Delete {name}?", "¿Eliminar {name}?";
    delete_text: "Só é possível se nunca foi agendado. Senão, desative: ele deixa de ser oferecido e o histórico fica.",
        "Only possible if it was never booked. Otherwise deactivate it: it is no longer offered and the history stays.",
        "Solo es posible si nunca se agendó. Si no, desactívelo: deja de ofrecerse y el historial queda.";
    before(time: &str): "{time} antes", "{time} before", "{time} antes";
    after(time: &str): "{time} depois", "{time} after", "{time} después";
    all_agendas: "todas as agendas", "all agendas", "todas las agendas";
    name: "Nome", "Name", "Nombre";
    name_example: "Consulta", "Consultation", "Consulta";
    duration: "Duração", "Duration", "Duración";
    buffer_before: "Livre antes", "Free before", "Libre antes";
    buffer_after: "Livre depois", "Free after", "Libre después";
    buffers_hint: "O tempo livre é para preparar e arrumar; o cliente não o vê.",
        "The free time is to prepare and to tidy up; the client does not see it.",
        "El tiempo libre es para preparar y ordenar; el cliente no lo ve.";
    color: "Cor", "Color", "Color";
    offered_on: "Oferecido em", "Offered on", "Se ofrece en";
    offered_hint: "Sem nenhuma marcada, em todas.", "With none chosen, on all.", "Sin ninguna marcada, en todas.";
}
