//! Words of the day that runs.

leadsmart_contract::texts! {
    today: "Hoje", "Today", "Hoy";
    not_allowed: "Sua função não permite ver agendamentos", "Your role does not allow you to see appointments",
        "Su rol no permite ver las citas";
    not_allowed_text: "Peça a quem administra a empresa para incluir a permissão “ver agendamentos”.",
        "Ask an administrator of the company to add the permission to see appointments.",
        "Pida a quien administra la empresa que agregue el permiso “ver citas”.";

    waiting: "Esperando", "Waiting", "En espera";
    in_service: "Em atendimento", "In service", "En atención";
    expected: "A seguir", "Coming up", "A continuación";
    decisions: "Precisa de decisão", "Needs a decision", "Requiere una decisión";
    unconfirmed: "Hoje, a confirmar", "Today, unconfirmed", "Hoy, por confirmar";
    next_day(day: &str): "A confirmar: {day}", "Unconfirmed: {day}", "Por confirmar: {day}";
    next_days: "A confirmar: próximo dia", "Unconfirmed: next day", "Por confirmar: próximo día";

    nobody_waits: "Ninguém esperando. Quem chegar aparece aqui.", "Nobody is waiting. Whoever arrives appears here.",
        "Nadie está esperando. Quien llegue aparecerá aquí.";
    nobody_served: "Ninguém em atendimento agora.", "Nobody is in service now.", "Nadie en atención ahora.";
    nobody_expected: "Ninguém mais é esperado hoje.", "Nobody else is expected today.", "No se espera a nadie más hoy.";
    nothing_to_decide: "Nada a decidir. Conflitos entre computadores e agendamentos atingidos por ausências, feriados ou horários especiais aparecem aqui.",
        "Nothing to decide. Conflicts between computers and appointments affected by absences, holidays or special hours appear here.",
        "Nada que decidir. Los conflictos entre computadoras y las citas afectadas por ausencias, feriados u horarios especiales aparecen aquí.";
    all_confirmed_today: "Quem ainda vem hoje já confirmou.", "Everybody still to come today has confirmed.",
        "Quienes faltan por venir hoy ya confirmaron.";
    all_confirmed[count](): "Tudo confirmado: {count} agendamento." | "Tudo confirmado: {count} agendamentos.",
        "All confirmed: {count} appointment." | "All confirmed: {count} appointments.",
        "Todo confirmado: {count} cita." | "Todo confirmado: {count} citas.";
    nothing_booked: "Ainda não há agendamentos.", "Nothing is booked yet.", "Todavía no hay citas.";
    never_open: "Nenhuma agenda abre nas próximas duas semanas. Confira os horários nos ajustes.",
        "No agenda opens in the next two weeks. Check the hours in the settings.",
        "Ninguna agenda abre en las próximas dos semanas. Revise los horarios en los ajustes.";

    done_today[count](): "{count} atendido hoje" | "{count} atendidos hoje", "{count} done today" | "{count} done today",
        "{count} atendida hoy" | "{count} atendidas hoy";
    of_all(open: &str, all: &str): "{open} de {all}", "{open} of {all}", "{open} de {all}";
    in_time(span: &str): "em {span}", "in {span}", "en {span}";
    late(span: &str): "atraso de {span}", "{span} late", "{span} de retraso";
    now: "agora", "now", "ahora";
    since(span: &str): "há {span}", "for {span}", "hace {span}";
    just_now: "acaba de chegar", "just arrived", "acaba de llegar";
    until(time: &str): "até {time}", "until {time}", "hasta las {time}";
    unconfirmed_word: "a confirmar", "unconfirmed", "por confirmar";
    nobody: "Cliente excluído", "Deleted client", "Cliente eliminado";

    step_arrived: "Chegou", "Arrived", "Llegó";
    step_confirm: "Confirmar", "Confirm", "Confirmar";
    step_start: "Iniciar", "Start", "Iniciar";
    step_done: "Concluir", "Finish", "Concluir";
    step_of(step: &str, name: &str): "{step}: {name}", "{step}: {name}", "{step}: {name}";
    open: "Abrir na agenda", "Open on the agenda", "Abrir en la agenda";
    move_among: "Mudar de linha", "Move among lines", "Cambiar de línea";

    confirm_many[count](): "Confirmar {count}" | "Confirmar {count}", "Confirm {count}" | "Confirm {count}",
        "Confirmar {count}" | "Confirmar {count}";
    all_of_them: "Todos", "All", "Todas";
    include(name: &str, time: &str): "Confirmar também {name}, {time}", "Also confirm {name}, {time}",
        "Confirmar también a {name}, {time}";
    were_confirmed[count](): "{count} agendamento confirmado" | "{count} agendamentos confirmados",
        "{count} appointment confirmed" | "{count} appointments confirmed", "{count} cita confirmada" | "{count} citas confirmadas";
    not_confirmed[count](): "{count} agendamento ficou como estava" | "{count} agendamentos ficaram como estavam",
        "{count} appointment stayed as it was" | "{count} appointments stayed as they were",
        "{count} cita quedó como estaba" | "{count} citas quedaron como estaban";
    not_undone[count](): "{count} agendamento mudou desde então e ficou como está." | "{count} agendamentos mudaram desde então e ficaram como estão.",
        "{count} appointment has changed since and stays as it is." | "{count} appointments have changed since and stay as they are.",
        "{count} cita cambió desde entonces y queda como está." | "{count} citas cambiaron desde entonces y quedan como están.";
    kept_line(name: &str, reason: &str): "{name}: {reason}", "{name}: {reason}", "{name}: {reason}";
    understood: "Entendi", "Understood", "Entendido";
    was_set(name: &str, status: &str): "{name}: {status}", "{name}: {status}", "{name}: {status}";
    now_arrived: "chegou", "arrived", "llegó";
    now_confirmed: "confirmado", "confirmed", "confirmada";
    now_served: "em atendimento", "in service", "en atención";
    now_done: "atendido", "done", "atendida";
    show_all[count](): "Mostrar {count}" | "Mostrar todos os {count}", "Show {count}" | "Show all {count}", "Mostrar {count}" | "Mostrar las {count}";
}
