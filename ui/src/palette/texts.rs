//! Words of the palette.

leadsmart_contract::texts! {
    title: "Buscar e agir", "Search and act", "Buscar y actuar";
    field: "Cliente, página ou ação, ou uma linha para agendar", "Client, page or action, or one line to book",
        "Cliente, página o acción, o una línea para agendar";
    hint: "Busque, ou escreva: maria corte qui 14h", "Search, or write: maria haircut thu 2pm", "Busque, o escriba: maria corte jue 14h";
    results: "Resultados", "Results", "Resultados";
    found[count](): "{count} resultado" | "{count} resultados", "{count} result" | "{count} results", "{count} resultado" | "{count} resultados";
    nothing(text: &str): "Nada encontrado para “{text}”", "Nothing found for “{text}”", "Sin resultados para “{text}”";

    lines: "Agendar", "Book", "Agendar";
    recent: "Abertos há pouco", "Opened recently", "Abiertos hace poco";
    clients: "Clientes", "Clients", "Clientes";
    appointments: "Próximos agendamentos", "Next appointments", "Próximas citas";
    pages: "Páginas", "Pages", "Páginas";
    actions: "Ações", "Actions", "Acciones";
    offers: "Alguém novo", "Somebody new", "Alguien nuevo";

    book_line(what: &str): "Agendar: {what}", "Book: {what}", "Agendar: {what}";
    newcomer(name: &str): "{name} (novo cliente)", "{name} (new client)", "{name} (nuevo cliente)";
    next_free_time: "próximo horário livre", "next free time", "próximo horario libre";
    over: "Este horário já passou", "This time has passed", "Este horario ya pasó";
    taken: "Este horário não está livre", "This time is not free", "Este horario no está libre";
    next_appointment(what: &str): "Próximo: {what}", "Next: {what}", "Próxima cita: {what}";
    new_client_named(name: &str): "Novo cliente “{name}”", "New client “{name}”", "Nuevo cliente “{name}”";
    book_named(name: &str): "Agendar “{name}”", "Book “{name}”", "Agendar para “{name}”";
    show_day(day: &str): "Mostrar na agenda: {day}", "Show on the agenda: {day}", "Mostrar en la agenda: {day}";

    today_page: "Hoje", "Today", "Hoy";
    today_page_words: "o dia chegadas quem falta confirmar próximos", "the day arrivals to be confirmed next", "el día llegadas por confirmar próximas";
    agenda: "Agenda", "Agenda", "Agenda";
    agenda_words: "calendário dia semana horários", "calendar day week schedule", "calendario día semana horarios";
    clients_words: "pacientes pessoas cadastro", "patients people customers", "pacientes personas clientela";
    chats: "Conversas", "Chats", "Conversaciones";
    chats_words: "whatsapp mensagens responder", "whatsapp messages answer", "whatsapp mensajes responder";
    connections: "Conexões", "Connections", "Conexiones";
    connections_words: "whatsapp números conectar qr celular", "whatsapp numbers connect qr phone", "whatsapp números conectar qr teléfono";
    settings: "Ajustes", "Settings", "Ajustes";
    settings_words: "configurações preferências opções", "configuration preferences options", "configuración preferencias opciones";
    profile: "Perfil e segurança", "Profile and security", "Perfil y seguridad";
    profile_words: "minha conta senha foto e-mail", "my account password picture e-mail", "mi cuenta contraseña foto correo";

    sync: "Sincronização", "Synchronization", "Sincronización";
    sync_words: "outros computadores conflitos sem conexão convite dispositivos", "other computers conflicts offline invitation devices", "otras computadoras conflictos sin conexión invitación dispositivos";

    book: "Agendar", "Book an appointment", "Agendar una cita";
    book_words: "novo agendamento marcar horário consulta", "new appointment schedule", "nueva cita reservar turno";
    new_client: "Novo cliente", "New client", "Nuevo cliente";
    new_client_words: "cadastrar adicionar criar", "add create enter register", "registrar agregar añadir crear";
    today: "Mostrar hoje", "Show today", "Mostrar hoy";
    today_words: "hoje agenda dia", "today agenda day", "hoy agenda día";
    tomorrow: "Mostrar amanhã", "Show tomorrow", "Mostrar mañana";
    tomorrow_words: "amanhã agenda dia", "tomorrow agenda day", "mañana agenda día";
    next_free: "Próximos horários livres", "Next free times", "Próximos horarios libres";
    next_free_words: "vaga encaixe disponível", "slot opening available", "hueco turno disponible";
    help: "Mostrar os atalhos", "Show the shortcuts", "Mostrar los atajos";
    help_words: "ajuda teclas teclado", "help keys keyboard", "ayuda teclas teclado";
    speak(name: &str): "Mudar o idioma: {name}", "Change the language: {name}", "Cambiar el idioma: {name}";
    speak_words: "idioma língua language", "language idioma", "idioma lengua language";
    switch_company: "Trocar de empresa", "Switch company", "Cambiar de empresa";
    switch_company_words: "empresas clínica", "companies", "empresas";
    log_out: "Sair da conta", "Log out", "Cerrar sesión";
    log_out_words: "logout encerrar sessão", "sign out logout leave", "salir logout";

    key_choose: "escolher", "choose", "elegir";
    key_open: "abrir", "open", "abrir";
    key_book: "agendar para o cliente", "book for the client", "agendar para el cliente";
    key_close: "fechar", "close", "cerrar";
}
