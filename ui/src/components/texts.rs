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
    not_a_time: "Digite a hora como 9:30.", "Type the time like 9:30.", "Escriba la hora como 9:30.";
    not_a_date: "Digite a data como 25/11/2026.", "Type the date like 25/11/2026.",
        "Escriba la fecha como 25/11/2026.";
    closed: "fechado", "closed", "cerrado";
    from: "de", "from", "desde";
    until: "até", "until", "hasta";
    paint: "Horários na semana", "Hours in the week", "Horarios en la semana";
    paint_hint: "Arraste para abrir; arraste sobre o que está aberto para fechar; puxe as bordas para ajustar. No teclado: setas, Shift com setas para estender, Espaço abre ou fecha, Delete fecha o dia, Ctrl+C e Ctrl+V repetem um dia em outros.",
        "Drag to open; drag over what is open to close it; pull the edges to adjust. By keyboard: arrows, Shift with arrows to extend, Space opens or closes, Delete closes the day, Ctrl+C and Ctrl+V repeat a day on others.",
        "Arrastre para abrir; arrastre sobre lo abierto para cerrarlo; tire de los bordes para ajustar. Con el teclado: flechas, Shift con flechas para extender, Espacio abre o cierra, Supr cierra el día, Ctrl+C y Ctrl+V repiten un día en otros.";
    days_between(first: &str, last: &str): "{first} a {last}", "{first} to {last}", "{first} a {last}";
    hours_open(days: &str, from: &str, until: &str): "{days}, das {from} às {until}, aberto", "{days}, {from} to {until}, open",
        "{days}, de {from} a {until}, abierto";
    hours_closed(days: &str, from: &str, until: &str): "{days}, das {from} às {until}, fechado", "{days}, {from} to {until}, closed",
        "{days}, de {from} a {until}, cerrado";
    hours_chosen(days: &str, from: &str, until: &str): "{days}, das {from} às {until}, selecionado",
        "{days}, {from} to {until}, selected", "{days}, de {from} a {until}, seleccionado";
    day_closed(days: &str): "{days}, fechado o dia todo", "{days}, closed all day", "{days}, cerrado todo el día";
    day_copied(day: &str): "Horário de {day} copiado", "Hours of {day} copied", "Horario del {day} copiado";
    add_range: "Adicionar horário, como depois do almoço", "Add hours, such as after lunch",
        "Agregar horario, como después del almuerzo";
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
