//! Words of agendas in the settings.

use leadsmart_contract::agendas::{LimitPeriod, LimitUnit};
use leadsmart_contract::language::Language;

/// The period of a limit.
pub(super) const fn period(period: LimitPeriod) -> fn(Language) -> &'static str {
    match period {
        LimitPeriod::Day => per_day,
        LimitPeriod::Week => per_week,
        LimitPeriod::Month => per_month,
    }
}

/// What a limit counts.
pub(super) const fn unit(unit: LimitUnit) -> fn(Language) -> &'static str {
    match unit {
        LimitUnit::Appointments => appointments,
        LimitUnit::Minutes => minutes,
    }
}

leadsmart_contract::texts! {
    agendas: "Agendas", "Agendas", "Agendas";
    agenda: "Agenda", "Agenda", "Agenda";
    agendas_text: "Tudo o que se pode agendar: um profissional, uma sala, uma cadeira. A ordem é a das colunas.",
        "Everything that can be booked: a professional, a room, a chair. The order is that of the columns.",
        "Todo lo que se puede agendar: un profesional, una sala, un sillón. El orden es el de las columnas.";
    new: "Nova agenda", "New agenda", "Nueva agenda";
    new_text: "Começa de segunda a sexta, das 8 às 12 e das 13 às 18. Você ajusta horários e regras em seguida.",
        "It starts with Monday to Friday, 8 to 12 and 13 to 18. You adjust hours and rules next.",
        "Comienza de lunes a viernes, de 8 a 12 y de 13 a 18. Después ajusta horarios y reglas.";
    create: "Criar agenda", "Create agenda", "Crear agenda";
    none: "Ainda não há agendas", "No agendas yet", "Todavía no hay agendas";
    none_text: "Crie a primeira para começar a agendar.", "Create the first one to start booking.",
        "Cree la primera para empezar a agendar.";
    always_closed: "sem horários", "no hours", "sin horarios";
    inactive: "desativada", "deactivated", "desactivada";
    activate: "Reativar", "Reactivate", "Reactivar";
    deactivate: "Desativar", "Deactivate", "Desactivar";
    deactivated(name: &str): "Agenda desativada: {name}", "Agenda deactivated: {name}", "Agenda desactivada: {name}";
    move_up(name: &str): "Mover {name} para antes", "Move {name} earlier", "Mover {name} antes";
    move_down(name: &str): "Mover {name} para depois", "Move {name} later", "Mover {name} después";
    gone: "Esta agenda não existe mais", "This agenda no longer exists", "Esta agenda ya no existe";
    saved: "Agenda salva", "Agenda saved", "Agenda guardada";
    save: "Salvar", "Save", "Guardar";
    stale: "Alguém mudou esta agenda enquanto você a editava. Nada foi sobrescrito.",
        "Somebody changed this agenda while you were editing it. Nothing was overwritten.",
        "Alguien cambió esta agenda mientras usted la editaba. No se sobrescribió nada.";
    read_again: "Ver o que está salvo", "Show what is saved", "Ver lo que está guardado";

    name: "Nome", "Name", "Nombre";
    name_hint: "De quem atende, ou do lugar.", "A professional’s, or a place’s.", "De quien atiende, o del lugar.";
    color: "Cor", "Color", "Color";
    professionals: "Profissionais que atendem nela", "Professionals on this agenda", "Profesionales que atienden en ella";
    professionals_hint: "Com mais de um, cada agendamento escolhe quem está livre.",
        "With more than one, each booking takes whoever is free.", "Con más de uno, cada cita elige a quien esté libre.";
    no_professionals: "Ninguém da equipe está marcado como profissional. Veja em Equipe.",
        "Nobody on the team is marked as a professional. See Team.", "Nadie del equipo está marcado como profesional. Vea Equipo.";
    hours: "Horário de atendimento", "Opening hours", "Horario de atención";
    default_duration: "Duração padrão", "Default duration", "Duración predeterminada";
    default_duration_hint: "Quando o agendamento não tem serviço.", "For a booking without a service.",
        "Cuando la cita no tiene servicio.";
    capacity: "Atendimentos ao mesmo tempo", "Appointments at the same time", "Citas al mismo tiempo";
    capacity_hint: "1, ou mais para turmas e várias cadeiras.", "1, or more for classes and several chairs.",
        "1, o más para grupos y varios sillones.";
    holidays: "Fecha nos feriados", "Closes on holidays", "Cierra en feriados";
    holidays_hint: "Um feriado pode ser aberto em Feriados.", "A single holiday can be opened under Holidays.",
        "Un feriado puede abrirse en Feriados.";

    advanced: "Regras avançadas", "Advanced rules", "Reglas avanzadas";
    interval: "Oferecer horários a cada", "Offer times every", "Ofrecer horarios cada";
    interval_service: "duração do serviço", "duration of the service", "duración del servicio";
    interval_hint: "O tempo entre um horário oferecido e o seguinte.", "The time between two offered starts.",
        "El tiempo entre un horario ofrecido y el siguiente.";
    alignment: "Contar a partir", "Count from", "Contar desde";
    align_opening: "da abertura", "the opening", "la apertura";
    align_clock: "da hora cheia", "the full hour", "la hora en punto";
    alignment_hint: "Abrindo às 8:10 a cada 30 min: 8:10, 8:40… ou 8:30, 9:00…",
        "Opening at 8:10 every 30 min: 8:10, 8:40… or 8:30, 9:00…", "Abriendo a las 8:10 cada 30 min: 8:10, 8:40… o 8:30, 9:00…";
    fill_gaps: "Aproveitar sobras", "Fill gaps", "Aprovechar huecos";
    fill_gaps_hint: "Oferece também o horário logo depois de um agendamento.",
        "Also offers the time right after an appointment.", "Ofrece también el horario justo después de una cita.";
    buffers: "Intervalos entre vizinhos", "Buffers between neighbors", "Márgenes entre citas vecinas";
    buffers_longest: "vale o maior", "the longer counts", "vale el mayor";
    buffers_additive: "somam-se", "they add up", "se suman";
    buffers_hint: "10 min depois de um e 15 antes do outro: 15 ou 25.", "10 min after one and 15 before the next: 15 or 25.",
        "10 min después de una y 15 antes de la otra: 15 o 25.";
    notice: "Antecedência mínima", "Minimum notice", "Antelación mínima";
    no_notice: "nenhuma", "none", "ninguna";
    notice_hint: "Quem pode ignorar regras ainda encaixa.", "Those who may override rules still can book.",
        "Quien puede ignorar reglas aún puede agendar.";
    horizon: "Até quando se agenda", "How far ahead", "Hasta cuándo se agenda";
    horizon_unlimited: "sem limite", "no limit", "sin límite";
    horizon_days: "dias corridos", "calendar days", "días corridos";
    horizon_working_days: "dias de atendimento", "opening days", "días de atención";
    horizon_dates: "entre duas datas", "between two dates", "entre dos fechas";
    horizon_count: "A partir de hoje", "From today on", "Desde hoy";
    days: "dias", "days", "días";
    from: "De", "From", "Desde";
    until: "Até", "Until", "Hasta";
    limits: "No máximo", "At most", "Como máximo";
    no_limit: "sem limite", "no limit", "sin límite";
    per_day: "por dia", "a day", "por día";
    per_week: "por semana", "a week", "por semana";
    per_month: "por mês", "a month", "por mes";
    appointments: "agendamentos", "appointments", "citas";
    minutes: "minutos", "minutes", "minutos";
    pending_blocks: "O que não foi confirmado ocupa o horário", "Unconfirmed appointments hold their time",
        "Lo no confirmado ocupa el horario";
    pending_blocks_hint: "Sem isso, o horário continua sendo oferecido até a confirmação.",
        "Without this, the time is still offered until it is confirmed.", "Sin esto, el horario se sigue ofreciendo hasta la confirmación.";

    exceptions: "Datas especiais", "Special dates", "Fechas especiales";
    exceptions_text: "Fechada em um dia, ou com outro horário.", "Closed on a day, or with other hours.",
        "Cerrada un día, o con otro horario.";
    no_exceptions: "Nenhuma data especial daqui em diante.", "No special date from today on.",
        "Ninguna fecha especial de aquí en adelante.";
    add_exception: "Nova data especial", "New special date", "Nueva fecha especial";
    remove_exception(date: &str): "Voltar ao horário normal em {date}", "Back to the usual hours on {date}",
        "Volver al horario normal el {date}";
    exception_removed(date: &str): "{date} voltou ao horário normal", "{date} has its usual hours again",
        "{date} volvió al horario normal";
    closed: "Fechada", "Closed", "Cerrada";
    date: "Data", "Date", "Fecha";
    that_day: "Nesse dia", "On that day", "Ese día";
    exception_closed: "Fechada", "Closed", "Cerrada";
    exception_open: "Outro horário", "Other hours", "Otro horario";
    reason: "Motivo", "Reason", "Motivo";
    reason_example: "Curso, reforma…", "Training, repairs…", "Curso, obras…";
    add_hours: "Adicionar horário", "Add hours", "Agregar horario";
    remove_hours: "Remover este horário", "Remove these hours", "Quitar este horario";
}
