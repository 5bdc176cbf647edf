//! Words of the agenda.

use leadsmart_contract::appointments::Status;
use leadsmart_contract::language::Language;

/// A status in one word or two, as it stands on a card.
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
    calendar_of_day: "Agenda do dia", "Day's agenda", "Agenda del día";
    calendar_of_week: "Agenda da semana", "Week's agenda", "Agenda de la semana";
    calendar_of_month: "Agenda do mês", "Month's agenda", "Agenda del mes";
    calendar_of_list: "Agendamentos em lista", "Appointments as a list", "Citas en lista";
    narrow: "Filtrar por nome, serviço ou profissional", "Narrow by name, service or professional",
        "Filtrar por nombre, servicio o profesional";
    any_status: "Todas as situações", "Any status", "Todos los estados";
    list_empty: "Nenhum agendamento nestes dias", "No appointments on these days", "Ninguna cita en estos días";
    list_empty_text: "Avance uma semana, ou mude o filtro.", "Go a week on, or change the filter.",
        "Avance una semana o cambie el filtro.";
    unconfirmed[count](): "{count} a confirmar" | "{count} a confirmar", "{count} unconfirmed" | "{count} unconfirmed",
        "{count} por confirmar" | "{count} por confirmar";
    zoom_in: "Horas mais altas (+)", "Taller hours (+)", "Horas más altas (+)";
    zoom_out: "Horas mais baixas (−)", "Lower hours (−)", "Horas más bajas (−)";
    loading: "Carregando a agenda", "Loading the agenda", "Cargando la agenda";
    column_of(name: &str, date: &str): "{name}, {date}", "{name}, {date}", "{name}, {date}";

    other_actions: "Mais ações", "More actions", "Más acciones";
    print_day: "Imprimir o dia (Ctrl+P)", "Print the day (Ctrl+P)", "Imprimir el día (Ctrl+P)";
    printed_at(date: &str, time: &str): "Impresso em {date}, {time}", "Printed on {date}, {time}", "Impreso el {date}, {time}";
    yes: "sim", "yes", "sí";

    pending: "a confirmar", "unconfirmed", "por confirmar";
    confirmed: "confirmada", "confirmed", "confirmada";
    arrived: "chegou", "arrived", "llegó";
    in_service: "em atendimento", "in service", "en atención";
    done: "atendida", "done", "atendida";
    no_show: "faltou", "no-show", "no asistió";
    cancelled: "cancelada", "cancelled", "cancelada";
    arrived_at(time: &str): "chegou {time}", "arrived {time}", "llegó {time}";
    nobody: "Cliente excluído", "Deleted client", "Cliente eliminado";
    overridden: "encaixe fora das regras", "booked against a rule", "fuera de las reglas";
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
    booked_share(share: u16): "{share} %", "{share}%", "{share} %";
    booked_share_spoken(share: u16): "{share} % ocupado", "{share}% booked", "{share} % ocupado";
    seats[count](): "{count} lugar" | "{count} lugares", "{count} place" | "{count} places", "{count} lugar" | "{count} lugares";
    now: "agora", "now", "ahora";

    appointments[count](): "{count} agendamento" | "{count} agendamentos", "{count} appointment" | "{count} appointments",
        "{count} cita" | "{count} citas";
    show_cancelled: "Mostrar canceladas e faltas", "Show cancelled and no-shows", "Mostrar canceladas y ausencias";
    next_free: "Próximos livres", "Next free", "Próximos libres";
    for_what: "Para qual serviço ou duração", "For which service or duration", "Para qué servicio o duración";
    default_duration: "Duração padrão", "Default duration", "Duración predeterminada";
    none_free: "Nenhum horário livre à frente. Confira os horários das agendas.",
        "No free time ahead. Check the hours of the agendas.",
        "No hay horarios libres. Revise los horarios de las agendas.";
    any: "Qualquer profissional livre", "Any professional who is free", "Cualquier profesional libre";

    no_agenda: "Ainda não há agendas", "No agendas yet", "Todavía no hay agendas";
    no_agenda_text: "Crie a primeira: um profissional, uma sala ou uma cadeira que se possa agendar.",
        "Create the first one: a professional, a room or a chair that can be booked.",
        "Cree la primera: un profesional, una sala o un sillón que se pueda agendar.";
    no_agenda_ask: "Peça a quem administra a empresa para criar uma.", "Ask who administers the company to create one.",
        "Pida a quien administra la empresa que cree una.";
    create_agenda: "Criar agenda", "Create an agenda", "Crear agenda";
    all_hidden: "Todas as colunas estão ocultas", "All columns are hidden", "Todas las columnas están ocultas";
    all_hidden_text: "Marque ao lado o que quer ver.", "Choose beside what you want to see.",
        "Marque al lado lo que quiere ver.";
    no_professional: "Nenhum profissional atende em uma agenda",
        "No professional attends on an agenda", "Ningún profesional atiende en una agenda";
    no_professional_text: "Indique nos ajustes de cada agenda quem atende nela.",
        "Say in the settings of each agenda who attends on it.",
        "Indique en los ajustes de cada agenda quién atiende en ella.";
    show_all: "Mostrar todas", "Show all", "Mostrar todas";
    not_allowed: "Sua função não permite ver a agenda", "Your role does not allow you to see the agenda",
        "Su función no permite ver la agenda";
    not_allowed_text: "Peça a quem administra a empresa para incluir a permissão “ver agendas”.",
        "Ask who administers the company to add the permission to see agendas.",
        "Pida a quien administra la empresa que añada el permiso de ver agendas.";

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
    rules: "Encaixe", "Squeeze-in", "Fuera de regla";
    profile: "Abrir o perfil", "Open the profile", "Abrir el perfil";
    history: "Histórico", "History", "Historial";
    by_application: "LeadSmart", "LeadSmart", "LeadSmart";
    undo: "Desfazer", "Undo", "Deshacer";
    edit_notes: "Editar notas", "Edit notes", "Editar notas";
    add_notes: "Adicionar nota", "Add a note", "Añadir nota";
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
    cancel_it: "Cancelar agendamento", "Cancel appointment", "Cancelar la cita";
    keep_it: "Manter", "Keep", "Mantener";
    cancel_reason: "Motivo (opcional)", "Reason (optional)", "Motivo (opcional)";

    was_set(name: &str, status: &str): "{name}: {status}", "{name}: {status}", "{name}: {status}";
    was_booked(name: &str, when: &str): "{name}: agendamento em {when}", "{name}: booked for {when}",
        "{name}: cita el {when}";
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
    allow_duplicate: "É outra pessoa com o mesmo telefone", "It is another person with the same phone",
        "Es otra persona con el mismo teléfono";
    client_missing: "Escolha o cliente, ou cadastre um novo.", "Choose the client, or add a new one.",
        "Elija el cliente o registre uno nuevo.";
    add_service: "Adicionar serviço", "Add a service", "Añadir servicio";
    remove_service(name: &str): "Remover {name}", "Remove {name}", "Quitar {name}";
    as_last_time: "Como da última vez.", "As last time.", "Como la última vez.";
    agenda_label: "Agenda", "Agenda", "Agenda";
    professional: "Profissional", "Professional", "Profesional";
    date: "Data", "Date", "Fecha";
    start: "Início", "Start", "Inicio";
    duration: "Duração", "Duration", "Duración";
    duration_wrong: "De 1 a 1440 minutos.", "From 1 to 1440 minutes.", "De 1 a 1440 minutos.";
    missing: "Preencha este campo.", "Fill in this field.", "Complete este campo.";
    notes_hint: "Visíveis para a equipe", "Seen by the team", "Visibles para el equipo";
    status_pending: "A confirmar", "Unconfirmed", "Por confirmar";
    status_confirmed: "Confirmada", "Confirmed", "Confirmada";
    is_free(when: &str): "Livre: {when}", "Free: {when}", "Libre: {when}";
    not_free: "Este horário não está livre", "This time is not free", "Este horario no está libre";
    alternatives: "Livres mais próximos", "Nearest free times", "Horarios libres más cercanos";
    book_anyway: "Agendar mesmo assim", "Book anyway", "Agendar de todos modos";
    move_anyway: "Remarcar mesmo assim", "Move anyway", "Reprogramar de todos modos";
    anyway: "Fazer mesmo assim", "Do it anyway", "Hacerlo de todos modos";
    may_not_book: "Para agendar, sua função precisa das permissões de agendar e de ver clientes.",
        "To book, your role needs the permissions to book and to see clients.",
        "Para agendar, su función necesita los permisos de agendar y de ver clientes.";

    move_title(name: &str): "Remarcar {name}", "Move {name}", "Reprogramar {name}";
    now_at(when: &str): "Agora: {when}.", "Now: {when}.", "Ahora: {when}.";
    slots_of(date: &str): "Livres: {date}", "Free: {date}", "Libres: {date}";
    no_slots: "Nenhum horário livre neste dia.", "No free time on this day.", "Ningún horario libre en este día.";
    hint_point: "Escolha um horário livre na agenda, ou aqui.", "Choose a free time in the calendar, or here.",
        "Elija un horario libre en la agenda, o aquí.";
    at_time(date: &str, time: &str): "{date}, {time}", "{date}, {time}", "{date}, {time}";
    slot_with(time: &str, who: &str): "{time}, {who}", "{time}, {who}", "{time}, {who}";
}
