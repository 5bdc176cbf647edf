//! Words of chats.

use leadsmart_contract::language::Language;
use leadsmart_contract::threads::ThreadStatus;

/// How a conversation stands, in a word.
pub(super) const fn status(language: Language, status: ThreadStatus) -> &'static str {
    match status {
        ThreadStatus::Open => open(language),
        ThreadStatus::Waiting => waiting(language),
        ThreadStatus::Resolved => resolved(language),
    }
}

leadsmart_contract::texts! {
    chats: "Conversas", "Chats", "Conversaciones";
    chat_with(name: &str): "Conversa com {name}", "Chat with {name}", "Conversación con {name}";
    not_allowed: "Sua função não permite ver conversas", "Your role does not allow you to see chats", "Su rol no permite ver conversaciones";
    not_allowed_text: "Peça a quem administra a empresa para incluir a permissão “ver conversas”.",
        "Ask an administrator of the company to add the permission to see chats.",
        "Pida a quien administra la empresa que agregue el permiso “ver conversaciones”.";

    search: "Buscar nas conversas", "Search chats", "Buscar en las conversaciones";
    search_hint: "Nome, telefone ou palavras", "Name, phone or words", "Nombre, teléfono o palabras";
    show: "Quais conversas", "Which chats", "Qué conversaciones";
    all: "Todas", "All", "Todas";
    mine: "Minhas", "Mine", "Mías";
    nobodys: "Livres", "Free", "Libres";
    unread: "Não lidas", "Unread", "No leídas";
    resolved_ones: "Resolvidas", "Resolved", "Resueltas";
    with_count(words: &str, count: u32): "{words} {count}", "{words} {count}", "{words} {count}";
    number: "Número", "Number", "Número";
    all_numbers: "Todos os números", "All numbers", "Todos los números";
    messages_found: "Mensagens", "Messages", "Mensajes";
    threads_found: "Conversas", "Chats", "Conversaciones";
    found[count](): "{count} resultado" | "{count} resultados", "{count} result" | "{count} results", "{count} resultado" | "{count} resultados";
    found_since(date: &str): "Mensagens de antes de {date} ainda estão chegando a este computador e não são encontradas.",
        "Messages from before {date} are still coming to this computer and are not found.",
        "Los mensajes de antes del {date} todavía están llegando a esta computadora y no se encuentran.";
    none: "Nenhuma conversa ainda", "No chats yet", "Todavía no hay conversaciones";
    none_text: "Quem escreve para um número conectado aparece aqui. Você também pode começar pelo perfil de um cliente.",
        "Whoever writes to a connected number appears here. You can also begin from a client’s profile.",
        "Quien escribe a un número conectado aparece aquí. También puede comenzar desde el perfil de un cliente.";
    none_here: "Nada aqui", "Nothing here", "Nada por aquí";
    none_here_text: "Nenhuma conversa está assim agora.", "No chat stands like this now.", "Ninguna conversación está así ahora.";
    none_found(text: &str): "Nada encontrado para “{text}”", "Nothing found for “{text}”", "Sin resultados para “{text}”";
    connect: "Conectar um número", "Connect a number", "Conectar un número";
    choose: "Escolha uma conversa", "Choose a chat", "Elija una conversación";
    choose_text: "Setas andam na lista, Enter abre, barra busca.", "Arrows move in the list, Enter opens, slash searches.",
        "Las flechas recorren la lista, Enter abre, la barra busca.";
    gone: "Esta conversa não está mais aqui", "This chat is no longer here", "Esta conversación ya no está aquí";

    you_said(text: &str): "Você: {text}", "You: {text}", "Usted: {text}";
    you: "você", "you", "usted";
    not_sent: "não enviada", "not sent", "no enviado";
    typing: "digitando…", "typing…", "escribiendo…";
    unread_count[count](): "{count} mensagem não lida" | "{count} mensagens não lidas", "{count} unread message" | "{count} unread messages",
        "{count} mensaje sin leer" | "{count} mensajes sin leer";
    answered_by(name: &str): "atende: {name}", "answered by {name}", "atiende: {name}";
    last_at(when: &str, words: &str): "{when}: {words}", "{when}: {words}", "{when}: {words}";

    open: "aberta", "open", "abierta";
    waiting: "esperando o cliente", "waiting for the client", "esperando al cliente";
    resolved: "resolvida", "resolved", "resuelta";
    back: "Voltar à lista", "Back to the list", "Volver a la lista";
    who_answers: "Quem atende", "Who answers", "Quién atiende";
    nobody: "Ninguém atende", "Nobody answers", "Nadie atiende";
    me: "Eu atendo", "I answer", "Atiendo yo";
    resolve: "Resolver", "Resolve", "Resolver";
    reopen: "Reabrir", "Reopen", "Reabrir";
    wait: "Marcar como esperando o cliente", "Mark as waiting for the client", "Marcar como esperando al cliente";
    hide: "Tirar da lista", "Take off the list", "Quitar de la lista";
    hidden(name: &str): "Conversa tirada da lista: {name}. Volta com a próxima mensagem.", "Chat taken off the list: {name}. It comes back with the next message.",
        "Conversación quitada de la lista: {name}. Vuelve con el próximo mensaje.";
    resolved_now(name: &str): "Conversa resolvida: {name}", "Chat resolved: {name}", "Conversación resuelta: {name}";
    more: "Mais ações", "More actions", "Más acciones";
    panel: "Sobre o cliente", "About the client", "Sobre el cliente";
    over(number: &str): "por {number}", "over {number}", "por {number}";
    scheduled[count](): "{count} agendada" | "{count} agendadas", "{count} scheduled" | "{count} scheduled", "{count} programado" | "{count} programados";

    profile: "Ver perfil", "Show profile", "Ver perfil";
    close: "Fechar", "Close", "Cerrar";
    visits[count](): "{count} atendimento" | "{count} atendimentos", "{count} visit" | "{count} visits", "{count} atención" | "{count} atenciones";
    missed[count](): "{count} falta" | "{count} faltas", "{count} missed" | "{count} missed", "{count} inasistencia" | "{count} inasistencias";
    since_visits(visits: &str, missed: &str): "{visits} · {missed}", "{visits} · {missed}", "{visits} · {missed}";
    next: "Próximo", "Next", "Próxima";
    no_next: "Nada marcado.", "Nothing booked.", "Nada agendado.";
    notes: "Observações", "Notes", "Observaciones";
    show_on_agenda: "Mostrar na agenda", "Show on the agenda", "Mostrar en la agenda";
    at_time(date: &str, time: &str): "{date}, {time}", "{date}, {time}", "{date}, {time}";
    book_here: "Agendar aqui", "Book here", "Agendar aquí";
    what_for: "Para quê", "What for", "Para qué";
    usual: "Duração padrão", "Default duration", "Duración predeterminada";
    service_and_length(name: &str, length: &str): "{name} · {length}", "{name} · {length}", "{name} · {length}";
    none_free: "Nenhum horário livre nos próximos dias.", "No free time in the next days.", "Ningún horario libre en los próximos días.";
    others: "Outros…", "Others…", "Otros…";
    others_spoken: "Outros horários, na agenda", "Other times, on the agenda", "Otros horarios, en la agenda";
    book_at(when: &str): "Agendar {when}", "Book {when}", "Agendar {when}";
    book: "Agendar", "Book", "Agendar";
    booked(name: &str, when: &str): "Agendado: {name}, {when}", "Booked: {name}, {when}", "Agendado: {name}, {when}";
    slot_with(when: &str, who: &str): "{when} com {who}", "{when} with {who}", "{when} con {who}";
    unknown: "Ainda não se sabe quem é", "Not known yet who this is", "Todavía no se sabe quién es";
    unknown_text: "Escolha quem é, ou cadastre, para agendar e ver o histórico.", "Choose who it is, or add them, to book and to see their history.",
        "Elija quién es, o regístrelo, para agendar y ver el historial.";
    who: "Cliente", "Client", "Cliente";
    who_hint: "Nome ou telefone", "Name or phone", "Nombre o teléfono";
    new_client(name: &str): "Cadastrar “{name}”", "Add “{name}”", "Registrar “{name}”";
    change_client: "É outra pessoa", "It is somebody else", "Es otra persona";
    over_which: "Por qual número?", "Over which number?", "¿Por qué número?";
    open_chat: "Abrir conversa", "Open chat", "Abrir conversación";

    rail_unread[count](): "{count} conversa não lida" | "{count} conversas não lidas", "{count} unread chat" | "{count} unread chats",
        "{count} conversación sin leer" | "{count} conversaciones sin leer";
    today_unread[count](): "{count} conversa não lida" | "{count} conversas não lidas", "{count} unread chat" | "{count} unread chats",
        "{count} conversación sin leer" | "{count} conversaciones sin leer";
    today_failed[count](): "{count} conversa com mensagem não enviada" | "{count} conversas com mensagens não enviadas",
        "{count} chat with a message that was not sent" | "{count} chats with messages that were not sent",
        "{count} conversación con un mensaje no enviado" | "{count} conversaciones con mensajes no enviados";
    today_free[count](): "{count} conversa que ninguém atende" | "{count} conversas que ninguém atende", "{count} chat that nobody answers" | "{count} chats that nobody answers",
        "{count} conversación que nadie atiende" | "{count} conversaciones que nadie atiende";
}
