//! Words of clients.

use leadsmart_contract::appointments::Status;
use leadsmart_contract::language::Language;

/// Where an appointment stands, in a word or two.
pub(super) const fn status(language: Language, status: Status) -> &'static str {
    match status {
        Status::Pending => pending(language),
        Status::Confirmed => confirmed(language),
        Status::Arrived => arrived(language),
        Status::InService => in_service(language),
        Status::Done => done(language),
        Status::NoShow => no_show(language),
        Status::Cancelled => cancelled(language),
    }
}

leadsmart_contract::texts! {
    clients: "Clientes", "Clients", "Clientes";
    client: "Cliente", "Client", "Cliente";
    not_allowed: "Sua função não inclui ver clientes", "Your role does not include clients",
        "Su función no incluye ver clientes";
    not_allowed_text: "Peça a quem administra a empresa para liberar.", "Ask who administers the company to allow it.",
        "Pida a quien administra la empresa que lo permita.";
    search: "Buscar clientes", "Search clients", "Buscar clientes";
    search_hint: "Nome, telefone ou documento", "Name, phone or document", "Nombre, teléfono o documento";
    found[count](): "{count} cliente encontrado" | "{count} clientes encontrados", "{count} client found" | "{count} clients found",
        "{count} cliente encontrado" | "{count} clientes encontrados";
    tag_filter: "Filtrar por etiqueta", "Filter by tag", "Filtrar por etiqueta";
    all_tags: "Todas as etiquetas", "All tags", "Todas las etiquetas";
    new_client: "Novo cliente", "New client", "Nuevo cliente";
    more: "Mostrar mais", "Show more", "Mostrar más";
    none: "Ainda não há clientes", "No clients yet", "Todavía no hay clientes";
    none_text: "Cadastre quem já vem, ou deixe que cada agendamento cadastre o seu.",
        "Enter those who already come, or let each booking enter its own.",
        "Registre a quienes ya vienen, o deje que cada cita registre al suyo.";
    none_found(text: &str): "Nada encontrado para “{text}”", "Nothing found for “{text}”", "Sin resultados para “{text}”";
    none_found_text: "Confira a escrita, ou busque por parte do telefone.", "Check the spelling, or search for part of the phone.",
        "Revise cómo está escrito, o busque por parte del teléfono.";
    export: "Exportar CSV", "Export CSV", "Exportar CSV";
    export_found: "Exportar em CSV os que aparecem", "Export those shown as CSV", "Exportar en CSV los que aparecen";
    file_name: "clientes", "clients", "clientes";
    exported_to[count](place: &str): "{count} cliente exportado para {place}" | "{count} clientes exportados para {place}",
        "{count} client exported to {place}" | "{count} clients exported to {place}",
        "{count} cliente exportado a {place}" | "{count} clientes exportados a {place}";
    exported[count](): "{count} cliente exportado" | "{count} clientes exportados", "{count} client exported" | "{count} clients exported",
        "{count} cliente exportado" | "{count} clientes exportados";
    none_tagged: "Nenhum cliente com esta etiqueta", "No client has this tag", "Ningún cliente tiene esta etiqueta";

    edit: "Editar cliente", "Edit client", "Editar cliente";
    name: "Nome", "Name", "Nombre";
    phone: "Telefone", "Phone", "Teléfono";
    phone_number(number: usize): "Telefone {number}", "Phone {number}", "Teléfono {number}";
    phone_example: "(11) 98765-4321", "(11) 98765-4321", "(11) 98765-4321";
    add_phone: "Adicionar telefone", "Add a phone", "Añadir teléfono";
    remove_phone: "Remover este telefone", "Remove this phone", "Quitar este teléfono";
    email: "E-mail", "E-mail", "Correo electrónico";
    document: "CPF ou CNPJ", "CPF or CNPJ", "CPF o CNPJ";
    birthday: "Nascimento", "Date of birth", "Nacimiento";
    notes: "Observações", "Notes", "Observaciones";
    notes_hint: "O que a recepção precisa saber, como uma alergia.", "What the front desk should know, such as an allergy.",
        "Lo que la recepción debe saber, como una alergia.";
    tags: "Etiquetas", "Tags", "Etiquetas";
    tags_hint: "Enter ou vírgula adiciona.", "Enter or a comma adds one.", "Enter o una coma añade una.";
    remove_tag(tag: &str): "Remover a etiqueta {tag}", "Remove the tag {tag}", "Quitar la etiqueta {tag}";
    consent: "Aceita receber novidades e ofertas", "Agrees to receive news and offers", "Acepta recibir novedades y ofertas";
    consent_hint: "Lembretes de horário não dependem disso. Marque só com o consentimento da pessoa (LGPD).",
        "Reminders of appointments do not depend on this. Only with the person's consent (LGPD).",
        "Los recordatorios de citas no dependen de esto. Solo con el consentimiento de la persona (LGPD).";
    enter: "Cadastrar", "Register", "Registrar";
    enter_anyway: "Cadastrar mesmo assim", "Register anyway", "Registrar de todos modos";
    save: "Salvar", "Save", "Guardar";
    cancel: "Cancelar", "Cancel", "Cancelar";

    back: "Voltar aos clientes", "Back to the clients", "Volver a los clientes";
    change: "Editar", "Edit", "Editar";
    book: "Agendar", "Book", "Agendar";
    other_actions: "Mais ações", "More actions", "Más acciones";
    delete: "Excluir cliente", "Delete client", "Eliminar cliente";
    deleted(name: &str): "{name} foi excluído dos clientes", "{name} was deleted from the clients",
        "{name} fue eliminado de los clientes";
    gone: "Este cliente não está mais aqui", "This client is no longer here", "Este cliente ya no está aquí";
    gone_text: "Foi excluído, ou pertence a outra empresa.", "It was deleted, or belongs to another company.",
        "Fue eliminado o pertenece a otra empresa.";
    no_phone: "Sem telefone", "No phone", "Sin teléfono";
    birthday_and_age[count](date: &str): "{date} · {count} ano" | "{date} · {count} anos",
        "{date} · {count} year old" | "{date} · {count} years old", "{date} · {count} año" | "{date} · {count} años";
    messages: "Novidades", "News", "Novedades";
    consented(date: &str): "Aceita desde {date}", "Agreed on {date}", "Acepta desde el {date}";
    not_consented: "Não aceita", "Not agreed", "No acepta";
    since: "Cliente desde", "Client since", "Cliente desde";
    no_notes: "Nada anotado.", "Nothing noted.", "Nada anotado.";

    visits_done: "atendidas", "attended", "atendidas";
    visits_upcoming: "marcadas", "to come", "por venir";
    visits_missed: "faltas", "missed", "ausencias";
    visits_cancelled: "canceladas", "cancelled", "canceladas";
    next: "Próximo horário", "Next appointment", "Próxima cita";
    last: "Último horário", "Last appointment", "Última cita";
    no_next: "Nada marcado", "Nothing booked", "Nada agendado";
    no_last: "Ainda não veio", "Has not come yet", "Todavía no vino";
    at_time(date: &str, time: &str): "{date}, {time}", "{date}, {time}", "{date}, {time}";
    history: "Histórico", "History", "Historial";
    no_history: "Nenhum agendamento até agora.", "No appointments so far.", "Ninguna cita hasta ahora.";
    no_service: "Sem serviço", "No service", "Sin servicio";

    pending: "a confirmar", "unconfirmed", "por confirmar";
    confirmed: "confirmado", "confirmed", "confirmada";
    arrived: "chegou", "arrived", "llegó";
    in_service: "em atendimento", "in service", "en atención";
    done: "atendido", "done", "atendida";
    no_show: "faltou", "no-show", "no asistió";
    cancelled: "cancelado", "cancelled", "cancelada";
}
