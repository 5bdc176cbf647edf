//! Words that components say by themselves.

leadsmart_contract::texts! {
    required: "obrigatório", "required", "obligatorio";
    close: "Fechar", "Close", "Cerrar";
    cancel: "Cancelar", "Cancel", "Cancelar";
    undo: "Desfazer", "Undo", "Deshacer";
    retry: "Tentar de novo", "Try again", "Reintentar";
    loading: "Carregando", "Loading", "Cargando";
    show_password: "Mostrar senha", "Show password", "Mostrar contraseña";
    hide_password: "Ocultar senha", "Hide password", "Ocultar contraseña";
    no_match: "Nada encontrado", "Nothing found", "Sin resultados";
    results[count](): "{count} resultado" | "{count} resultados", "{count} result" | "{count} results",
        "{count} resultado" | "{count} resultados";
    previous_month: "Mês anterior", "Previous month", "Mes anterior";
    next_month: "Próximo mês", "Next month", "Mes siguiente";
    choose_date: "Escolher no calendário", "Choose from the calendar", "Elegir en el calendario";
    date_form: "dd/mm/aaaa", "dd/mm/yyyy", "dd/mm/aaaa";
    time_form: "hh:mm", "hh:mm", "hh:mm";
    not_a_time: "Confira a hora, como 9:30.", "Check the time, such as 9:30.", "Revise la hora, como 9:30.";
    not_a_date: "Confira a data, como 25/11/2026.", "Check the date, such as 25/11/2026.",
        "Revise la fecha, como 25/11/2026.";
    closed: "fechado", "closed", "cerrado";
    from: "das", "from", "desde";
    until: "até", "until", "hasta";
    add_range: "Adicionar horário, como depois do almoço", "Add hours, such as after lunch",
        "Añadir horario, como después del almuerzo";
    remove_range: "Remover este horário", "Remove these hours", "Quitar este horario";
    repeat_day: "Repetir nos outros dias abertos", "Repeat on the other open days", "Repetir en los otros días abiertos";
    notices: "Avisos", "Notices", "Avisos";
    teal: "Verde-azulado", "Teal", "Verde azulado";
    blue: "Azul", "Blue", "Azul";
    violet: "Violeta", "Violet", "Violeta";
    pink: "Rosa", "Pink", "Rosa";
    red: "Vermelho", "Red", "Rojo";
    orange: "Laranja", "Orange", "Naranja";
    amber: "Âmbar", "Amber", "Ámbar";
    green: "Verde", "Green", "Verde";
    slate: "Cinza", "Slate", "Gris";
}
