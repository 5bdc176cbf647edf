//! Words of the agenda.

use leadsmart_contract::appointments::Status;
use leadsmart_contract::language::Language;

/// A status in one word or two, as it stands on a card.
pub(crate) const fn status(language: Language, status: Status) -> &'static str {
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
    agenda: "Agenda", "Agenda", "Agenda";
    today: "Hoje", "Today", "Hoy";
    previous_day: "Dia anterior", "Previous day", "Día anterior";
    next_day: "Próximo dia", "Next day", "Día siguiente";
    previous_week: "Semana anterior", "Previous week", "Semana anterior";
    next_week: "Próxima semana", "Next week", "Semana siguiente";
    previous_month: "Mês anterior", "Previous month", "Mes anterior";
    next_month: "Próximo mês", "Next month", "Mes siguiente";
    view: "Visão", "View", "Vista";
    day: "Dia", "Day", "Día";
    week: "Semana", "Week", "Semana";
    month: "Mês", "Month", "Mes";
    list: "Lista", "List", "Lista";
    columns: "Colunas", "Columns", "Columnas";
    agendas: "Agendas", "Agendas", "Agendas";
    professionals: "Profissionais", "Professionals", "Profesionales";
    whose_week: "Semana de", "Week of", "Semana de";
    everybody: "Todas as agendas", "All agendas", "Todas las agendas";
    book: "Agendar", "Book", "Agendar";
    side: "Calendário e filtros", "Calendar and filters", "Calendario y filtros";
    calendar_of_day: "Agenda do dia", "Day’s agenda", "Agenda del día";
    calendar_of_week: "Agenda da semana", "Week’s agenda", "Agenda de la semana";
    calendar_of_month: "Agenda do mês", "Month’s agenda", "Agenda del mes";
    calendar_of_list: "Agendamentos em lista", "Appointments as a list", "Citas en lista";
    narrow: "Filtrar por nome, serviço ou profissional", "Filter by name, service or professional",
        "Filtrar por nombre, servicio o profesional";
    list_empty: "Nenhum agendamento nestes dias", "No appointments on these days", "Ninguna cita en estos días";
    list_empty_text: "Avance uma semana, ou mude o filtro.", "Go forward a week, or change the filter.",
        "Avance una semana o cambie el filtro.";
    unconfirmed[count](): "{count} a confirmar" | "{count} a confirmar", "{count} unconfirmed" | "{count} unconfirmed",
        "{count} por confirmar" | "{count} por confirmar";
    zoom_in: "Ampliar (+)", "Zoom in (+)", "Ampliar (+)";
    zoom_out: "Reduzir (−)", "Zoom out (−)", "Reducir (−)";
    loading: "Carregando a agenda", "Loading the agenda", "Cargando la agenda";
    column_of(name: &str, date: &str): "{name}, {date}", "{name}, {date}", "{name}, {date}";

    other_actions: "Mais ações", "More actions", "Más acciones";
    print_day: "Imprimir o dia (Ctrl+P)", "Print the day (Ctrl+P)", "Imprimir el día (Ctrl+P)";
    printed_at(date: &str, time: &str): "Impresso em {date}, {time}", "Printed on {date}, {time}", "Impreso el {date}, {time}";
    yes: "sim", "yes", "sí";

    pending: "a confirmar", "unconfirmed", "por confirmar";
    confirmed: "confirmado", "confirmed", "confirmada";
    arrived: "chegou", "arrived", "llegó";
    in_service: "em atendimento", "in service", "en atención";
    done: "atendido", "done", "atendida";
    no_show: "faltou", "no-show", "no asistió";
    cancelled: "cancelado", "cancelled", "cancelada";
    arrived_at(time: &str): "chegou {time}", "arrived {time}", "llegó {time}";
    nobody: "Cliente excluído", "Deleted client", "Cliente eliminado";
    overridden: "fora das regras", "against the rules", "fuera de las reglas";
    squeezed: "encaixe", "squeezed in", "intercalada";
    repeats: "repete", "repeats", "se repite";
    with_notes: "tem notas", "has notes", "tiene notas";

    lunch: "Almoço", "Lunch", "Almuerzo";
    pause: "Intervalo", "Break", "Pausa";
    outside: "Fora do horário", "Outside hours", "Fuera de horario";
    closed: "Fechado", "Closed", "Cerrado";
    holiday: "Feriado", "Holiday", "Feriado";
    holiday_named(name: &str): "Feriado: {name}", "Holiday: {name}", "Feriado: {name}";
    exception: "Horário especial", "Special hours", "Horario especial";
    away(name: &str): "{name}: ausência", "{name}: away", "{name}: ausencia";
    column_menu(name: &str): "Ações: {name}", "Actions: {name}", "Acciones: {name}";
    away_all_day: "Ausente neste dia", "Away on this day", "Ausente este día";
    away_from_now: "Ausente a partir de agora", "Away from now on", "Ausente desde ahora";
    affected[count](): "{count} agendamento continua marcado. Remarque, passe a um colega ou cancele."
        | "{count} agendamentos continuam marcados. Remarque, passe a um colega ou cancele cada um.",
        "{count} appointment stays booked. Move it, give it to a colleague, or cancel it."
        | "{count} appointments stay booked. Move each one, give it to a colleague, or cancel it.",
        "{count} cita sigue agendada. Reprográmela, pásela a un colega o cancélela."
        | "{count} citas siguen agendadas. Reprograme cada una, pásela a un colega o cancélela.";
    nobody_affected: "Nenhum agendamento é afetado", "No appointment is affected", "Ninguna cita se ve afectada";
    away_because(name: &str, reason: &str): "{name}: {reason}", "{name}: {reason}", "{name}: {reason}";
    free: "livre", "free", "libre";
    taken: "ocupado", "taken", "ocupado";
    past: "já passou", "already past", "ya pasó";
    drag_move(name: &str, time: &str): "Remarcar {name} para {time}?", "Move {name} to {time}?",
        "¿Reprogramar {name} para {time}?";
    drag_create(time: &str): "Agendar {time}?", "Book {time}?", "¿Agendar {time}?";
    drag_back: "Voltar", "Back", "Volver";
    booked_share(share: u16): "{share}%", "{share}%", "{share}\u{a0}%";
    booked_share_spoken(share: u16): "{share}% ocupado", "{share}% booked", "{share}\u{a0}% ocupado";
    seats[count](): "{count} lugar" | "{count} lugares", "{count} place" | "{count} places", "{count} lugar" | "{count} lugares";
    now: "agora", "now", "ahora";

    appointments[count](): "{count} agendamento" | "{count} agendamentos", "{count} appointment" | "{count} appointments",
        "{count} cita" | "{count} citas";
    narrow_to: "Filtrar", "Filter", "Filtrar";
    narrow_service: "Por serviço", "By service", "Por servicio";
    narrow_status: "Por situação", "By status", "Por estado";
    chosen[count](): "{count} escolhido" | "{count} escolhidos", "{count} chosen" | "{count} chosen",
        "{count} elegido" | "{count} elegidos";
    narrowed(what: &str): "Filtrado: {what}", "Filtered: {what}", "Filtrado: {what}";
    narrowed_count(some: usize, all: usize): "{some} de {all} agendamentos", "{some} of {all} appointments",
        "{some} de {all} citas";
    clear_filter: "Limpar filtro", "Clear the filter", "Quitar el filtro";
    left_out: "fora do filtro", "outside the filter", "fuera del filtro";
    show_cancelled: "Mostrar cancelados e faltas", "Show cancelled and no-shows", "Mostrar canceladas e inasistencias";
    next_free: "Próximos livres", "Next free", "Próximos libres";
    for_what: "Para qual serviço ou duração", "For which service or duration", "Para qué servicio o duración";
    default_duration: "Duração padrão", "Default duration", "Duración predeterminada";
    none_free: "Nenhum horário livre à frente. Confira os horários das agendas.",
        "No free time ahead. Check the hours of the agendas.",
        "No hay horarios libres. Revise los horarios de las agendas.";
    several_people: "Mais de um profissional", "More than one professional", "Más de un profesional";
    all_free: "Todos os marcados precisam estar livres.", "Everyone chosen has to be free.",
        "Todos los marcados deben estar libres.";
    any: "Qualquer profissional livre", "Any free professional", "Cualquier profesional libre";

    no_agenda: "Ainda não há agendas", "No agendas yet", "Todavía no hay agendas";
    no_agenda_text: "Crie a primeira: um profissional, uma sala ou uma cadeira que se possa agendar.",
        "Create the first one: a professional, a room or a chair that can be booked.",
        "Cree la primera: un profesional, una sala o un sillón que se pueda agendar.";
    no_agenda_ask: "Peça a quem administra a empresa para criar uma.", "Ask an administrator of the company to create one.",
        "Pida a quien administra la empresa que cree una.";
    create_agenda: "Criar agenda", "Create an agenda", "Crear agenda";
    all_hidden: "Todas as colunas estão ocultas", "All columns are hidden", "Todas las columnas están ocultas";
    all_hidden_text: "Marque ao lado o que quer ver.", "Choose at the side what you want to see.",
        "Marque al lado lo que quiere ver.";
    no_professional: "Nenhum profissional atende em uma agenda",
        "No professional is assigned to an agenda", "Ningún profesional atiende en una agenda";
    no_professional_text: "Indique nos ajustes de cada agenda quem atende nela.",
        "Choose the professionals in the settings of each agenda.",
        "Indique en los ajustes de cada agenda quién atiende en ella.";
    show_all: "Mostrar todas", "Show all", "Mostrar todas";
    not_allowed: "Sua função não permite ver a agenda", "Your role does not allow you to see the agenda",
        "Su rol no permite ver la agenda";
    not_allowed_text: "Peça a quem administra a empresa para incluir a permissão “ver agendas”.",
        "Ask an administrator of the company to add the permission to see agendas.",
        "Pida a quien administra la empresa que agregue el permiso “ver agendas”.";

    coming_up: "A seguir", "Coming up", "A continuación";
    nobody_coming: "Ninguém mais neste período.", "Nobody else in this period.", "Nadie más en este período.";
    how_to_begin: "Clique em um horário livre para agendar, ou em um agendamento para ver e mudar.",
        "Click a free time to book, or an appointment to see and change it.",
        "Haga clic en un horario libre para agendar, o en una cita para verla y cambiarla.";

    close: "Fechar", "Close", "Cerrar";
    appointment_of(name: &str): "Agendamento de {name}", "Appointment of {name}", "Cita de {name}";
    when: "Quando", "When", "Cuándo";
    service: "Serviço", "Service", "Servicio";
    services: "Serviços", "Services", "Servicios";
    no_service: "Sem serviço", "No service", "Sin servicio";
    with: "Com", "With", "Con";
    status_label: "Situação", "Status", "Estado";
    about_client: "Cliente", "Client", "Cliente";
    notes: "Notas", "Notes", "Notas";
    reason: "Motivo", "Reason", "Motivo";
    rules: "Fora das regras", "Against the rules", "Fuera de las reglas";
    squeeze_in: "Encaixe", "Squeeze-in", "Intercalada";
    series: "Série", "Series", "Serie";
    place_in_series(place: usize, of: usize): "{place} de {of}", "{place} of {of}", "{place} de {of}";
    add_professional: "Outro profissional", "Another professional", "Otro profesional";
    remove_professional(name: &str): "Remover {name}", "Remove {name}", "Quitar a {name}";
    add_to(name: &str): "Quem mais atende {name}?", "Who else sees {name}?", "¿Quién más atiende a {name}?";
    was_staffed(name: &str): "{name}: profissionais alterados", "{name}: professionals changed",
        "{name}: profesionales cambiados";
    profile: "Abrir o perfil", "Open the profile", "Abrir el perfil";
    history: "Histórico", "History", "Historial";
    by_application: "LeadSmart", "LeadSmart", "LeadSmart";
    undo: "Desfazer", "Undo", "Deshacer";
    edit_notes: "Editar notas", "Edit notes", "Editar notas";
    add_notes: "Adicionar nota", "Add a note", "Agregar nota";
    save: "Salvar", "Save", "Guardar";
    discard: "Descartar", "Discard", "Descartar";
    gone: "Este agendamento não está mais aqui", "This appointment is no longer here", "Esta cita ya no está aquí";

    step_arrived: "Chegou", "Arrived", "Llegó";
    step_confirm: "Confirmar", "Confirm", "Confirmar";
    step_start: "Iniciar", "Start", "Iniciar";
    step_done: "Concluir", "Finish", "Concluir";
    step_no_show: "Faltou", "No-show", "No asistió";
    step_unconfirm: "A confirmar", "Unconfirm", "Por confirmar";
    step_reopen: "Reabrir", "Reopen", "Reabrir";
    step_move: "Remarcar", "Move", "Reprogramar";
    step_cancel: "Cancelar", "Cancel", "Cancelar";
    step_offer: "Cancelar e oferecer", "Cancel and offer", "Cancelar y ofrecer";
    freed: "Horário livre", "Free time", "Horario libre";
    freed_looking: "Procurando quem poderia vir…", "Looking for someone who could come…", "Buscando quién podría venir…";
    takers[count](): "{count} cliente com hora marcada mais tarde poderia vir. Ligue e passe para cá."
        | "{count} clientes com hora marcada mais tarde poderiam vir. Ligue e passe para cá.",
        "{count} client with a later appointment could come. Call, and move it here."
        | "{count} clients with later appointments could come. Call, and move one here.",
        "{count} cliente con cita más tarde podría venir. Llame y pásela aquí."
        | "{count} clientes con cita más tarde podrían venir. Llame y pase una aquí.";
    take_here: "Passar para cá", "Move here", "Pasar aquí";
    take_here_of(name: &str, when: &str): "Passar para cá: {name}, em vez de {when}",
        "Move here: {name}, instead of {when}", "Pasar aquí: {name}, en lugar de {when}";
    no_takers: "Ninguém com hora marcada mais tarde cabe aqui", "Nobody with a later appointment fits here",
        "Nadie con cita más tarde cabe aquí";
    no_takers_text: "Agende outra pessoa neste horário, ou feche: na agenda ele já está livre.",
        "Book somebody else for this time, or close: on the agenda it is already free.",
        "Agende a otra persona en este horario, o cierre: en la agenda ya está libre.";
    book_here: "Agendar outra pessoa aqui", "Book somebody else here", "Agendar a otra persona aquí";
    cancel_it: "Cancelar agendamento", "Cancel appointment", "Cancelar la cita";
    keep_it: "Manter", "Keep", "Mantener";
    cancel_reason: "Motivo (opcional)", "Reason (optional)", "Motivo (opcional)";

    was_set(name: &str, status: &str): "{name}: {status}", "{name}: {status}", "{name}: {status}";
    was_booked(name: &str, when: &str): "{name}: agendamento para {when}", "{name}: booked for {when}",
        "{name}: cita para {when}";
    was_moved(name: &str, when: &str): "{name}: remarcado para {when}", "{name}: moved to {when}",
        "{name}: reprogramada para {when}";
    was_noted(name: &str): "{name}: notas alteradas", "{name}: notes changed", "{name}: notas cambiadas";

    client: "Cliente", "Client", "Cliente";
    client_hint: "Nome ou telefone", "Name or phone", "Nombre o teléfono";
    new_client(name: &str): "Novo cliente “{name}”", "New client “{name}”", "Nuevo cliente “{name}”";
    new_client_title: "Novo cliente", "New client", "Nuevo cliente";
    choose_known: "Escolher cadastrado", "Choose an existing one", "Elegir uno registrado";
    name: "Nome", "Name", "Nombre";
    phone: "Telefone", "Phone", "Teléfono";
    allow_duplicate: "É outra pessoa com o mesmo telefone", "This is another person with the same phone",
        "Es otra persona con el mismo teléfono";
    client_missing: "Escolha o cliente, ou cadastre um novo.", "Choose the client, or add a new one.",
        "Elija el cliente o registre uno nuevo.";
    add_service: "Adicionar serviço", "Add a service", "Agregar servicio";
    remove_service(name: &str): "Remover {name}", "Remove {name}", "Quitar {name}";
    as_last_time: "Como da última vez.", "Same as last time.", "Como la última vez.";
    agenda_label: "Agenda", "Agenda", "Agenda";
    professional: "Profissional", "Professional", "Profesional";
    date: "Data", "Date", "Fecha";
    start: "Início", "Start", "Inicio";
    duration: "Duração", "Duration", "Duración";
    duration_wrong: "De 1 a 1440 minutos.", "From 1 to 1440 minutes.", "De 1 a 1440 minutos.";
    missing: "Preencha este campo.", "Fill in this field.", "Complete este campo.";
    notes_hint: "Visíveis para a equipe", "Visible to the team", "Visibles para el equipo";
    status_pending: "A confirmar", "Unconfirmed", "Por confirmar";
    status_confirmed: "Confirmado", "Confirmed", "Confirmada";
    is_free(when: &str): "Livre: {when}", "Free: {when}", "Libre: {when}";
    not_free: "Este horário não está livre", "This time is not free", "Este horario no está libre";
    only_taken: "Este horário já está ocupado", "This time is taken", "Este horario ya está ocupado";
    squeeze: "Encaixar", "Squeeze in", "Intercalar";
    alternatives: "Livres mais próximos", "Nearest free times", "Horarios libres más cercanos";
    book_anyway: "Agendar mesmo assim", "Book anyway", "Agendar de todos modos";
    move_anyway: "Remarcar mesmo assim", "Move anyway", "Reprogramar de todos modos";
    anyway: "Fazer mesmo assim", "Do it anyway", "Hacerlo de todos modos";
    may_not_book: "Para agendar, sua função precisa das permissões de agendar e de ver clientes.",
        "To book, your role needs the permissions to book and to see clients.",
        "Para agendar, su rol necesita los permisos de agendar y de ver clientes.";

    repeat: "Repetir", "Repeat", "Repetir";
    repeat_never: "Não se repete", "Does not repeat", "No se repite";
    repeat_weekly: "Toda semana", "Every week", "Cada semana";
    repeat_fortnightly: "A cada 2 semanas", "Every 2 weeks", "Cada 2 semanas";
    repeat_monthly: "Todo mês", "Every month", "Cada mes";
    repeat_custom: "Outro intervalo", "Another interval", "Otro intervalo";
    every: "A cada", "Every", "Cada";
    unit: "Unidade", "Unit", "Unidad";
    unit_days: "dias", "days", "días";
    unit_weeks: "semanas", "weeks", "semanas";
    unit_months: "meses", "months", "meses";
    every_days[count](): "todo dia" | "a cada {count} dias", "every day" | "every {count} days",
        "cada día" | "cada {count} días";
    every_weeks[count](): "toda semana" | "a cada {count} semanas", "every week" | "every {count} weeks",
        "cada semana" | "cada {count} semanas";
    every_months[count](): "todo mês" | "a cada {count} meses", "every month" | "every {count} months",
        "cada mes" | "cada {count} meses";
    repeat_end: "Termina", "Ends", "Termina";
    end_count: "Após", "After", "Después de";
    end_until: "Em", "On", "El";
    times: "Vezes", "Times", "Veces";
    last_date: "Última data", "Last date", "Última fecha";
    month_ends: "Nos meses mais curtos, no último dia do mês.", "In shorter months, on the last day of the month.",
        "En los meses más cortos, el último día del mes.";
    every_wrong: "De 1 a 99.", "From 1 to 99.", "De 1 a 99.";
    times_wrong: "De 2 a 60.", "From 2 to 60.", "De 2 a 60.";
    dates[count](): "{count} data" | "{count} datas", "{count} date" | "{count} dates", "{count} fecha" | "{count} fechas";
    dates_free(dates: &str): "{dates}, todas livres.", "{dates}, all free.", "{dates}, todas libres.";
    dates_taken[count](dates: &str): "{dates}: {count} não está livre." | "{dates}: {count} não estão livres.",
        "{dates}: {count} is not free." | "{dates}: {count} are not free.",
        "{dates}: {count} no está libre." | "{dates}: {count} no están libres.";
    date_left_out: "fica de fora", "left out", "queda fuera";
    dates_changed: "Os horários livres mudaram nesse meio-tempo. Confira as datas e agende de novo.",
        "The free times have changed in the meantime. Check the dates and book again.",
        "Mientras tanto cambiaron los horarios libres. Revise las fechas y agende de nuevo.";
    book_dates[count](): "Agendar {count} data" | "Agendar {count} datas", "Book {count} date" | "Book {count} dates",
        "Agendar {count} fecha" | "Agendar {count} fechas";
    nothing_left: "Marque pelo menos uma data.", "Choose at least one date.", "Marque al menos una fecha.";
    which: "Quais da série", "Which of the series", "Cuáles de la serie";
    only_this: "Só este", "Only this one", "Solo esta";
    following: "Este e os seguintes", "This and following", "Esta y las siguientes";
    all_of_series: "Todos", "All", "Todas";
    were_booked[count](name: &str): "{name}: {count} agendamento" | "{name}: {count} agendamentos",
        "{name}: {count} appointment booked" | "{name}: {count} appointments booked",
        "{name}: {count} cita agendada" | "{name}: {count} citas agendadas";
    were_moved[count](name: &str): "{name}: {count} remarcado" | "{name}: {count} remarcados",
        "{name}: {count} moved" | "{name}: {count} moved", "{name}: {count} reprogramada" | "{name}: {count} reprogramadas";
    were_noted[count](name: &str): "{name}: notas de {count} alteradas" | "{name}: notas de {count} alteradas",
        "{name}: notes of {count} changed" | "{name}: notes of {count} changed",
        "{name}: notas de {count} cambiadas" | "{name}: notas de {count} cambiadas";
    were_cancelled[count](name: &str): "{name}: {count} cancelado" | "{name}: {count} cancelados",
        "{name}: {count} cancelled" | "{name}: {count} cancelled", "{name}: {count} cancelada" | "{name}: {count} canceladas";
    stayed[count](): "{count} ficou como estava" | "{count} ficaram como estavam",
        "{count} stayed as it was" | "{count} stayed as they were", "{count} quedó como estaba" | "{count} quedaron como estaban";
    not_undone[count](): "{count} não pôde voltar: mudou desde então, ou o horário já está ocupado."
            | "{count} não puderam voltar: mudaram desde então, ou o horário já está ocupado.",
        "{count} could not go back: it has changed since, or the time is taken by now."
            | "{count} could not go back: they have changed since, or the time is taken by now.",
        "{count} no pudo volver: cambió desde entonces, o el horario ya está ocupado."
            | "{count} no pudieron volver: cambiaron desde entonces, o el horario ya está ocupado.";
    in_the_way[count](): "{count} data não está livre; nada foi alterado." | "{count} datas não estão livres; nada foi alterado.",
        "{count} date is not free; nothing was changed." | "{count} dates are not free; nothing was changed.",
        "{count} fecha no está libre; no se cambió nada." | "{count} fechas no están libres; no se cambió nada.";
    leave_these[count](): "Deixar essa como está" | "Deixar essas como estão", "Leave that one as it is" | "Leave those as they are",
        "Dejar esa como está" | "Dejar esas como están";
    cancel_them: "Cancelar agendamentos", "Cancel appointments", "Cancelar las citas";

    move_title(name: &str): "Remarcar {name}", "Move {name}", "Reprogramar {name}";
    now_at(when: &str): "Agora: {when}.", "Now: {when}.", "Ahora: {when}.";
    slots_of(date: &str): "Livres: {date}", "Free: {date}", "Libres: {date}";
    no_slots: "Nenhum horário livre neste dia.", "No free time on this day.", "Ningún horario libre en este día.";
    hint_point: "Escolha um horário livre na agenda, ou aqui.", "Choose a free time on the agenda, or here.",
        "Elija un horario libre en la agenda, o aquí.";
    at_time(date: &str, time: &str): "{date}, {time}", "{date}, {time}", "{date}, {time}";
    slot_with(time: &str, who: &str): "{time}, {who}", "{time}, {who}", "{time}, {who}";
}
