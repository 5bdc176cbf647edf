//! Words of the frame.

leadsmart_contract::texts! {
    main: "Principal", "Main", "Principal";
    skip: "Ir para o conteúdo", "Skip to the content", "Ir al contenido";
    today: "Hoje", "Today", "Hoy";
    agenda: "Agenda", "Agenda", "Agenda";
    clients: "Clientes", "Clients", "Clientes";
    settings: "Ajustes", "Settings", "Ajustes";
    account: "Sua conta", "Your account", "Su cuenta";
    profile: "Perfil e segurança", "Profile and security", "Perfil y seguridad";
    switch_company: "Trocar de empresa", "Switch company", "Cambiar de empresa";
    inactive: "Esta empresa está desativada: dá para consultar, não para alterar. Quem a administra pode ativá-la em Ajustes › Empresa.",
        "This company is deactivated: it can be read, not changed. Its administrator can activate it in Settings › Company.",
        "Esta empresa está desactivada: se puede consultar, no modificar. Quien la administra puede activarla en Ajustes › Empresa.";
    keys: "Teclas", "Keys", "Teclas";
    log_out: "Sair", "Log out", "Cerrar sesión";
    search: "Buscar", "Search", "Buscar";
    key_search: "Buscar, ir a qualquer lugar, agendar com uma linha", "Search, go anywhere, book with one line",
        "Buscar, ir a cualquier parte, reservar con una línea";
    key_book: "Agendar", "Book", "Reservar";
    key_undo: "Desfazer", "Undo", "Deshacer";
    key_size: "Tudo maior, menor, do tamanho normal", "Everything larger, smaller, as large as usual",
        "Todo más grande, más pequeño, al tamaño normal";
    key_zoom: "Horas mais altas, mais baixas, como no início", "Taller hours, lower hours, as at first",
        "Horas más altas, más bajas, como al inicio";
    key_help: "Mostrar as teclas", "Show the keys", "Mostrar las teclas";
    key_close: "Fechar ou voltar", "Close or go back", "Cerrar o volver";
    key_move: "Mover-se em listas, menus e calendários", "Move in lists, menus and calendars",
        "Moverse en listas, menús y calendarios";
    key_drag: "Na agenda: mover o agendamento, ou estender o horário livre",
        "On the agenda: move the appointment, or extend the free time",
        "En la agenda: mover la cita, o extender el horario libre";
    key_resize: "Na agenda: mudar a duração do agendamento", "On the agenda: change the length of the appointment",
        "En la agenda: cambiar la duración de la cita";
    key_series: "Ao mover um agendamento que se repete: também os seguintes, ou todos",
        "While moving an appointment that repeats: those that follow too, or all",
        "Al mover una cita que se repite: también las siguientes, o todas";
    key_menu: "Na agenda: o que se pode fazer com o agendamento", "On the agenda: what can be done with the appointment",
        "En la agenda: qué se puede hacer con la cita";
    key_next: "Ir ao próximo campo ou botão", "Go to the next field or button", "Ir al siguiente campo o botón";
    key_print: "Agenda: imprimir o dia", "Agenda: print the day", "Agenda: imprimir el día";
    key_lines: "Hoje: mudar de linha", "Today: move among lines", "Hoy: cambiar de línea";
    key_arrived: "Hoje: marcar que chegou", "Today: mark as arrived", "Hoy: marcar que llegó";
    key_confirm: "Hoje: confirmar", "Today: confirm", "Hoy: confirmar";
    key_serve: "Hoje: iniciar, concluir", "Today: start, finish", "Hoy: iniciar, concluir";
    key_choose: "Hoje: incluir ou não na confirmação", "Today: include in the confirmation or not",
        "Hoy: incluir o no en la confirmación";
    key_send: "Confirmar ou enviar", "Confirm or send", "Confirmar o enviar";
}
