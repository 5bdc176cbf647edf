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
    not_allowed: "Sua função não permite ver clientes", "Your role does not allow you to see clients",
        "Su rol no permite ver clientes";
    not_allowed_text: "Peça a quem administra a empresa para incluir a permissão “ver clientes”.",
        "Ask an administrator of the company to add the permission to see clients.",
        "Pida a quien administra la empresa que agregue el permiso “ver clientes”.";
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
        "Add the clients you already have, or let each booking add its own.",
        "Registre a quienes ya vienen, o deje que cada cita registre al suyo.";
    none_found(text: &str): "Nada encontrado para “{text}”", "Nothing found for “{text}”", "Sin resultados para “{text}”";
    none_found_text: "Confira se está bem escrito, ou busque por parte do telefone.", "Check the spelling, or search for part of the phone number.",
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
    add_phone: "Adicionar telefone", "Add a phone", "Agregar teléfono";
    remove_phone: "Remover este telefone", "Remove this phone", "Quitar este teléfono";
    email: "E-mail", "E-mail", "Correo electrónico";
    document: "CPF ou CNPJ", "CPF or CNPJ", "CPF o CNPJ";
    birthday: "Nascimento", "Date of birth", "Nacimiento";
    notes: "Observações", "Notes", "Observaciones";
    notes_hint: "O que a recepção precisa saber, como uma alergia.", "What the front desk should know, such as an allergy.",
        "Lo que la recepción debe saber, como una alergia.";
    tags: "Etiquetas", "Tags", "Etiquetas";
    tags_hint: "Enter ou vírgula adiciona.", "Enter or a comma adds one.", "Enter o una coma agrega una.";
    remove_tag(tag: &str): "Remover a etiqueta {tag}", "Remove the tag {tag}", "Quitar la etiqueta {tag}";
    consent: "Aceita receber novidades e ofertas", "Agrees to receive news and offers", "Acepta recibir novedades y ofertas";
    consent_hint: "Os lembretes de agendamentos não dependem disso. Marque só com o consentimento da pessoa (LGPD).",
        "Appointment reminders do not depend on this. Check only with the person’s consent (LGPD).",
        "Los recordatorios de citas no dependen de esto. Marque solo con el consentimiento de la persona (LGPD).";
    enter: "Cadastrar", "Add", "Registrar";
    enter_anyway: "Cadastrar mesmo assim", "Add anyway", "Registrar de todos modos";
    save: "Salvar", "Save", "Guardar";
    cancel: "Cancelar", "Cancel", "Cancelar";

    back: "Voltar aos clientes", "Back to the clients", "Volver a los clientes";
    change: "Editar", "Edit", "Editar";
    book: "Agendar", "Book", "Agendar";
    other_actions: "Mais ações", "More actions", "Más acciones";
    delete: "Excluir cliente", "Delete client", "Eliminar cliente";
    deleted(name: &str): "Cliente excluído: {name}", "Client deleted: {name}",
        "Cliente eliminado: {name}";
    gone: "Este cliente não está mais aqui", "This client is no longer here", "Este cliente ya no está aquí";
    gone_text: "Foi excluído, ou pertence a outra empresa.", "They were deleted, or belong to another company.",
        "Fue eliminado o pertenece a otra empresa.";
    no_phone: "Sem telefone", "No phone", "Sin teléfono";
    birthday_and_age[count](date: &str): "{date} · {count} ano" | "{date} · {count} anos",
        "{date} · {count} year old" | "{date} · {count} years old", "{date} · {count} año" | "{date} · {count} años";
    messages: "Novidades", "News", "Novedades";
    consented(date: &str): "Aceita desde {date}", "Agreed on {date}", "Acepta desde el {date}";
    not_consented: "Não aceita", "Has not agreed", "No acepta";
    since: "Cliente desde", "Client since", "Cliente desde";
    no_notes: "Nada anotado.", "No notes.", "Nada anotado.";

    visits_done: "atendidos", "attended", "atendidas";
    visits_upcoming: "marcados", "to come", "por venir";
    visits_missed: "faltas", "missed", "inasistencias";
    visits_cancelled: "cancelados", "cancelled", "canceladas";
    next: "Próximo agendamento", "Next appointment", "Próxima cita";
    last: "Último agendamento", "Last appointment", "Última cita";
    no_next: "Nada marcado", "Nothing booked", "Nada agendado";
    no_last: "Ainda não veio", "Has not come yet", "Todavía no vino";
    at_time(date: &str, time: &str): "{date}, {time}", "{date}, {time}", "{date}, {time}";
    history: "Histórico", "History", "Historial";
    no_history: "Nenhum agendamento até agora.", "No appointments so far.", "Ninguna cita hasta ahora.";
    no_service: "Sem serviço", "No service", "Sin servicio";

    duplicates: "Possíveis duplicados", "Possible duplicates", "Posibles duplicados";
    possible_duplicates(count: &str): "Possíveis duplicados ({count})", "Possible duplicates ({count})", "Posibles duplicados ({count})";
    duplicates_text: "Nada é mesclado sozinho: famílias dividem o telefone, e há quem tenha o mesmo nome. Abra um par para comparar.",
        "Nothing is merged by itself: families share phones, and people share names. Open a pair to compare.",
        "Nada se fusiona solo: las familias comparten teléfono y hay quienes tienen el mismo nombre. Abra un par para comparar.";
    no_duplicates: "Nenhum possível duplicado", "No possible duplicates", "Ningún posible duplicado";
    no_duplicates_text: "Não há nada a fazer aqui.", "There is nothing to do here.", "No hay nada que hacer aquí.";
    more_duplicates: "Há mais: aparecem aqui à medida que estes são resolvidos.", "There are more: they appear here as these are settled.",
        "Hay más: aparecen aquí a medida que se resuelven estos.";
    merge_with_menu: "Mesclar com…", "Merge with…", "Fusionar con…";
    merge_title: "Mesclar clientes", "Merge clients", "Fusionar clientes";
    merge_with: "Mesclar com", "Merge with", "Fusionar con";
    merge_with_hint: "O outro cadastro da mesma pessoa.", "The other entry of the same person.", "La otra ficha de la misma persona.";
    merge: "Mesclar", "Merge", "Fusionar";
    different_people: "São pessoas diferentes", "They are different people", "Son personas diferentes";
    who_stays: "Qual cadastro fica?", "Which entry stays?", "¿Qué ficha queda?";
    since_with_appointments[count](since: &str): "desde {since} · {count} agendamento" | "desde {since} · {count} agendamentos",
        "since {since} · {count} appointment" | "since {since} · {count} appointments",
        "desde el {since} · {count} cita" | "desde el {since} · {count} citas";
    with_news: "aceita novidades", "agrees to news", "acepta novedades";
    without_news: "não aceita novidades", "no news", "no acepta novedades";
    compared: "Comparação", "Comparison", "Comparación";
    phones: "Telefones", "Phones", "Teléfonos";
    mark_same: "igual", "same", "igual";
    mark_differs: "diferente", "different", "diferente";
    mark_only_one: "só em um", "only in one", "solo en una";
    nothing_there: "Não informado", "Not given", "Sin dato";
    merge_outcome(gone: &str, keep: &str): "Agendamentos, telefones e etiquetas de {gone} passam para {keep}, e o que falta é completado. O que for diferente vai para as observações. Você pode desfazer.",
        "The appointments, phones and tags of {gone} go to {keep}, and what is missing is filled in. What differs goes into the notes. You can undo this.",
        "Las citas, los teléfonos y las etiquetas de {gone} pasan a {keep}, y lo que falta se completa. Lo que sea diferente va a las observaciones. Se puede deshacer.";
    merged(gone: &str, keep: &str): "Cadastro de {gone} mesclado com o de {keep}", "{gone} merged with {keep}",
        "Ficha de {gone} fusionada con la de {keep}";
    merged_entries: "Cadastros mesclados", "Merged entries", "Fichas fusionadas";
    part_from(name: &str): "Desfazer a mesclagem de {name}", "Undo the merge of {name}", "Deshacer la fusión de {name}";
    parted(gone: &str, keep: &str): "{gone} e {keep} voltaram a ter cadastros separados", "{gone} and {keep} have separate entries again",
        "{gone} y {keep} vuelven a tener fichas separadas";
    kept_apart(first: &str, second: &str): "{first} e {second} são pessoas diferentes", "{first} and {second} are different people",
        "{first} y {second} son personas diferentes";

    pending: "a confirmar", "unconfirmed", "por confirmar";
    confirmed: "confirmado", "confirmed", "confirmada";
    arrived: "chegou", "arrived", "llegó";
    in_service: "em atendimento", "in service", "en atención";
    done: "atendido", "done", "atendida";
    no_show: "faltou", "no-show", "no asistió";
    cancelled: "cancelado", "cancelled", "cancelada";
}
