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
    inactive: "Esta empresa está desativada: dá para consultar, não para alterar. Quem a administra pode reativá-la em Ajustes › Empresa.",
        "This company is deactivated: it can be read, not changed. An administrator can reactivate it in Settings › Company.",
        "Esta empresa está desactivada: se puede consultar, no modificar. Quien la administra puede reactivarla en Ajustes › Empresa.";
    keys: "Atalhos", "Shortcuts", "Atajos";
    log_out: "Sair da conta", "Log out", "Cerrar sesión";
    search: "Buscar", "Search", "Buscar";
    key_search: "Buscar, ir a qualquer lugar, agendar com uma linha", "Search, go anywhere, book with one line",
        "Buscar, ir a cualquier parte, agendar con una línea";
    key_book: "Agendar", "Book", "Agendar";
    key_undo: "Desfazer", "Undo", "Deshacer";
    key_size: "Tudo maior, menor, do tamanho normal", "Everything larger, smaller, as large as usual",
        "Todo más grande, más pequeño, al tamaño normal";
    key_zoom: "Agenda: ampliar, reduzir, voltar ao tamanho inicial", "Agenda: zoom in, zoom out, original size",
        "Agenda: ampliar, reducir, volver al tamaño inicial";
    key_help: "Mostrar os atalhos", "Show the shortcuts", "Mostrar los atajos";
    key_close: "Fechar ou voltar", "Close or go back", "Cerrar o volver";
    key_move: "Mover-se em listas, menus e calendários", "Move around in lists, menus and calendars",
        "Moverse en listas, menús y calendarios";
    key_drag: "Agenda: mover o agendamento, ou estender o horário livre",
        "Agenda: move the appointment, or extend the free time",
        "Agenda: mover la cita, o extender el horario libre";
    key_resize: "Agenda: mudar a duração do agendamento", "Agenda: change the length of the appointment",
        "Agenda: cambiar la duración de la cita";
    key_series: "Ao mover um agendamento que se repete: também os seguintes, ou todos",
        "When moving an appointment that repeats: also those that follow, or all",
        "Al mover una cita que se repite: también las siguientes, o todas";
    key_menu: "Agenda: o que se pode fazer com o agendamento", "Agenda: what can be done with the appointment",
        "Agenda: qué se puede hacer con la cita";
    key_next: "Ir ao próximo campo ou botão", "Go to the next field or button", "Ir al siguiente campo o botón";
    key_print: "Agenda: imprimir o dia", "Agenda: print the day", "Agenda: imprimir el día";
    key_lines: "Hoje: mudar de linha", "Today: move among lines", "Hoy: cambiar de línea";
    key_arrived: "Hoje: marcar que chegou", "Today: mark as arrived", "Hoy: marcar que llegó";
    key_confirm: "Hoje: confirmar", "Today: confirm", "Hoy: confirmar";
    key_serve: "Hoje: iniciar, concluir", "Today: start, finish", "Hoy: iniciar, concluir";
    key_chats: "Nas conversas: a próxima, a anterior", "In chats: the next one, the one before", "En las conversaciones: la siguiente, la anterior";
    key_slash: "Buscar na página; ao escrever uma mensagem, respostas rápidas", "Search on the page; while writing a message, quick replies",
        "Buscar en la página; al escribir un mensaje, respuestas rápidas";
    key_message: "Numa mensagem: responder, editar, apagar", "On a message: reply, edit, delete", "En un mensaje: responder, editar, eliminar";
    key_choose: "Hoje: incluir ou não na confirmação", "Today: include in the confirmation or not",
        "Hoy: incluir o no en la confirmación";
    key_send: "Confirmar ou enviar", "Confirm or send", "Confirmar o enviar";
}
