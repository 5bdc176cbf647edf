//! Words of absences.

leadsmart_contract::texts! {
    absences: "Ausências", "Absences", "Ausencias";
    absences_text: "Férias, cursos, consultas: a pessoa não é oferecida em nenhuma agenda nesse tempo.",
        "Vacation, training, errands: the person is not offered on any agenda during that time.",
        "Vacaciones, cursos, trámites: la persona no se ofrece en ninguna agenda durante ese tiempo.";
    new: "Nova ausência", "New absence", "Nueva ausencia";
    whose: "Ausências de", "Absences of", "Ausencias de";
    everybody: "Toda a equipe", "The whole team", "Todo el equipo";
    none: "Ninguém estará ausente", "Nobody will be away", "Nadie estará ausente";
    none_text: "Aqui ficam as ausências de hoje em diante.", "Absences from today on appear here.",
        "Aquí están las ausencias de hoy en adelante.";
    delete_of(name: &str): "Excluir a ausência de {name}", "Delete the absence of {name}", "Eliminar la ausencia de {name}";
    deleted: "Ausência excluída", "Absence deleted", "Ausencia eliminada";
    professional: "Profissional", "Professional", "Profesional";
    choose: "Escolher…", "Choose…", "Elegir…";
    how_long: "Por quanto tempo", "For how long", "Por cuánto tiempo";
    whole_days: "Dias inteiros", "Whole days", "Días completos";
    hours: "Algumas horas", "Some hours", "Algunas horas";
    first_day: "Primeiro dia", "First day", "Primer día";
    last_day: "Último dia", "Last day", "Último día";
    last_day_hint: "Se ficar vazio, só um dia.", "If empty, one day only.", "Si queda vacío, solo un día.";
    day: "Dia", "Day", "Día";
    from: "De", "From", "Desde";
    until: "Até", "Until", "Hasta";
    reason: "Motivo", "Reason", "Motivo";
    reason_hint: "Os colegas o veem na agenda.", "Colleagues see it on the agenda.", "Los colegas lo ven en la agenda.";
    reason_example: "Férias", "Vacation", "Vacaciones";
    affected[count](name: &str): "{count} agendamento na ausência de {name}" | "{count} agendamentos na ausência de {name}",
        "{count} appointment while {name} is away" | "{count} appointments while {name} is away",
        "{count} cita en la ausencia de {name}" | "{count} citas en la ausencia de {name}";
    affected_text: "Continuam marcados. Remarque, passe a um colega ou cancele cada um.",
        "They stay booked. Move each one, give it to a colleague, or cancel it.",
        "Siguen agendadas. Reprograme cada una, pásela a un colega o cancélela.";
    to_agenda: "Abrir a agenda", "Open the agenda", "Abrir la agenda";
    understood: "Entendi", "Understood", "Entendido";
}
