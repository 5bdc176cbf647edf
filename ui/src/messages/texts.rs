//! Words of messages.

use leadsmart_contract::language::Language;
use leadsmart_contract::messages::{ContentKind, MessageState};

/// What became of a message, in a word.
pub(super) const fn state(language: Language, state: MessageState) -> &'static str {
    match state {
        MessageState::Received => received(language),
        MessageState::Undecryptable => waiting_for_words(language),
        MessageState::Scheduled => scheduled(language),
        MessageState::Queued => queued(language),
        MessageState::Sending => sending(language),
        MessageState::Sent => sent(language),
        MessageState::Delivered => delivered(language),
        MessageState::Read => read(language),
        MessageState::Played => played(language),
        MessageState::Failed => failed(language),
    }
}

/// What a message holds, in a word or two.
pub(crate) const fn kind(language: Language, kind: ContentKind) -> &'static str {
    match kind {
        ContentKind::Text => message(language),
        ContentKind::Image => picture(language),
        ContentKind::Video => film(language),
        ContentKind::Audio => sound(language),
        ContentKind::Voice => voice(language),
        ContentKind::Document => document(language),
        ContentKind::Sticker => sticker(language),
        ContentKind::Location => place(language),
        ContentKind::Contacts => contacts(language),
        ContentKind::ViewOnce => view_once(language),
        ContentKind::Undecryptable => waiting_for_words(language),
        ContentKind::Deleted => deleted(language),
        ContentKind::Unknown => unknown(language),
    }
}

leadsmart_contract::texts! {
    received: "recebida", "received", "recibido";
    scheduled: "agendada", "scheduled", "programado";
    queued: "na fila", "waiting", "en espera";
    sending: "enviando…", "sending…", "enviando…";
    sent: "enviada", "sent", "enviado";
    delivered: "entregue", "delivered", "entregado";
    read: "lida", "read", "leído";
    played: "ouvida", "played", "escuchado";
    failed: "não enviada", "not sent", "no enviado";

    message: "Mensagem", "Message", "Mensaje";
    picture: "Foto", "Photo", "Foto";
    film: "Vídeo", "Video", "Video";
    sound: "Áudio", "Audio", "Audio";
    voice: "Mensagem de voz", "Voice message", "Mensaje de voz";
    document: "Documento", "Document", "Documento";
    sticker: "Figurinha", "Sticker", "Sticker";
    place: "Localização", "Location", "Ubicación";
    contacts: "Contato", "Contact", "Contacto";
    view_once: "Visualização única: abra no celular", "View once: open it on the phone", "Ver una vez: ábralo en el teléfono";
    waiting_for_words: "Aguardando esta mensagem. Ela aparece aqui assim que chegar.",
        "Waiting for this message. It appears here as soon as it comes.",
        "Esperando este mensaje. Aparece aquí en cuanto llegue.";
    deleted: "Mensagem apagada", "Message deleted", "Mensaje eliminado";
    unknown: "Mensagem de um tipo que esta versão não mostra: abra no celular", "A kind of message that this version does not show: open it on the phone",
        "Un tipo de mensaje que esta versión no muestra: ábralo en el teléfono";

    messages: "Mensagens", "Messages", "Mensajes";
    older_arriving: "Mensagens mais antigas ainda estão chegando a este computador", "Older messages are still coming to this computer",
        "Los mensajes más antiguos todavía están llegando a esta computadora";
    unread_from_here: "Não lidas", "Unread", "No leídos";
    you: "Você", "You", "Usted";
    phone: "Celular", "Phone", "Teléfono";
    said(who: &str, time: &str, what: &str): "{who}, {time}: {what}", "{who}, {time}: {what}", "{who}, {time}: {what}";
    note: "Nota da equipe", "Team note", "Nota del equipo";
    note_by(who: &str): "Nota da equipe · {who}", "Team note · {who}", "Nota del equipo · {who}";
    edited: "editada", "edited", "editado";
    waited: "chegou com atraso", "came late", "llegó con retraso";
    planned(when: &str): "agendada para {when}", "scheduled for {when}", "programado para {when}";
    at_time(date: &str, time: &str): "{date}, {time}", "{date}, {time}", "{date}, {time}";
    actions: "Ações da mensagem", "Message actions", "Acciones del mensaje";
    reply: "Responder", "Reply", "Responder";
    react: "Reagir", "React", "Reaccionar";
    react_with(emoji: &str): "Reagir com {emoji}", "React with {emoji}", "Reaccionar con {emoji}";
    take_reaction: "Tirar a reação", "Remove the reaction", "Quitar la reacción";
    copy: "Copiar texto", "Copy text", "Copiar texto";
    copied: "Texto copiado.", "Text copied.", "Texto copiado.";
    edit: "Editar", "Edit", "Editar";
    delete_for_all: "Apagar para todos", "Delete for everybody", "Eliminar para todos";
    delete_title: "Apagar esta mensagem para todos?", "Delete this message for everybody?", "¿Eliminar este mensaje para todos?";
    delete_text: "Ela some do celular da outra pessoa. No histórico desta empresa o texto continua guardado.",
        "It goes from the other person’s phone. This company’s history keeps the words.",
        "Desaparece del teléfono de la otra persona. El historial de esta empresa guarda el texto.";
    delete: "Apagar", "Delete", "Eliminar";
    retry: "Tentar de novo", "Try again", "Reintentar";
    send_now: "Enviar agora", "Send now", "Enviar ahora";
    discard: "Não enviar", "Do not send", "No enviar";
    discarded: "Mensagem retirada.", "Message taken back.", "Mensaje retirado.";
    delete_note: "Excluir nota", "Delete note", "Eliminar nota";
    show_history: "O que dizia antes", "What it said before", "Lo que decía antes";
    history_title: "Texto anterior", "Earlier words", "Texto anterior";
    history_until(when: &str): "Até {when}", "Until {when}", "Hasta {when}";
    failed_by(why: &str): "Não enviada: {why}", "Not sent: {why}", "No enviado: {why}";

    open: "Abrir", "Open", "Abrir";
    fetch: "Buscar", "Fetch", "Buscar";
    open_file(name: &str): "Abrir {name}", "Open {name}", "Abrir {name}";
    save_file: "Salvar", "Save", "Guardar";
    saved_to(place: &str): "Salvo em {place}", "Saved to {place}", "Guardado en {place}";
    play: "Ouvir", "Play", "Escuchar";
    pause: "Pausar", "Pause", "Pausar";
    not_played: "Este som não pôde ser tocado aqui. Salve o arquivo para ouvi-lo em outro programa.",
        "This sound could not be played here. Save the file to hear it in another program.",
        "Este sonido no se pudo reproducir aquí. Guarde el archivo para escucharlo en otro programa.";
    reading(percent: u8): "Carregando, {percent} %", "Loading, {percent} %", "Cargando, {percent} %";
    not_a_picture: "Este arquivo não é uma imagem que possa ser mostrada. Salve-o para abri-lo em outro programa.",
        "This file is no picture that can be shown. Save it to open it in another program.",
        "Este archivo no es una imagen que se pueda mostrar. Guárdelo para abrirlo en otro programa.";
    map: "Ver no mapa", "Show on a map", "Ver en el mapa";
    link_title: "Abrir este endereço?", "Open this address?", "¿Abrir esta dirección?";
    link_text(host: &str): "Quem escreveu a mensagem escolheu este endereço. Confira se “{host}” é mesmo de quem você espera; ele abre no navegador.",
        "Whoever wrote the message chose this address. Check that “{host}” is who you expect; it opens in the browser.",
        "Quien escribió el mensaje eligió esta dirección. Verifique que “{host}” sea quien espera; se abre en el navegador.";
    link_open: "Abrir no navegador", "Open in the browser", "Abrir en el navegador";
    cancel: "Cancelar", "Cancel", "Cancelar";
    close: "Fechar", "Close", "Cerrar";
    to_newest: "Ir para a mais nova", "Go to the newest", "Ir al más nuevo";
    no_messages: "Nenhuma mensagem ainda", "No messages yet", "Todavía no hay mensajes";
    no_messages_text: "Escreva a primeira abaixo.", "Write the first one below.", "Escriba el primero abajo.";

    write_to(name: &str): "Mensagem para {name}", "Message to {name}", "Mensaje para {name}";
    write_hint: "Enter envia · / respostas rápidas", "Enter sends · / quick replies", "Enter envía · / respuestas rápidas";
    write_note: "Nota que só a equipe vê", "Note that only the team sees", "Nota que solo ve el equipo";
    mode: "O que se escreve", "What is written", "Qué se escribe";
    mode_message: "Mensagem", "Message", "Mensaje";
    mode_note: "Nota interna", "Internal note", "Nota interna";
    send: "Enviar", "Send", "Enviar";
    keep_note: "Anotar", "Add note", "Anotar";
    save_edit: "Salvar", "Save", "Guardar";
    schedule: "Agendar envio", "Send later", "Programar envío";
    schedule_title: "Enviar mais tarde", "Send later", "Enviar más tarde";
    schedule_text: "A mensagem espera aqui e sai sozinha, se o número estiver conectado.",
        "The message waits here and goes out by itself, if the number is connected.",
        "El mensaje espera aquí y sale solo, si el número está conectado.";
    date: "Data", "Date", "Fecha";
    time: "Hora", "Time", "Hora";
    missing: "Preencha", "Fill this in", "Complete";
    past: "Este horário já passou", "This time has passed", "Este horario ya pasó";
    attach: "Anexar arquivo", "Attach a file", "Adjuntar archivo";
    remove_file(name: &str): "Retirar {name}", "Remove {name}", "Quitar {name}";
    pasted: "imagem", "picture", "imagen";
    too_large(name: &str): "{name} é grande demais: no máximo 100 MB.", "{name} is too large: at most 100 MB.",
        "{name} es demasiado grande: como máximo 100 MB.";
    empty_file(name: &str): "{name} está vazio.", "{name} is empty.", "{name} está vacío.";
    unreadable(name: &str): "{name} não pôde ser lido.", "{name} could not be read.", "No se pudo leer {name}.";
    replying_to(who: &str): "Respondendo a {who}", "Replying to {who}", "Respondiendo a {who}";
    editing: "Editando a mensagem", "Editing the message", "Editando el mensaje";
    give_up: "Desistir", "Give up", "Desistir";
    too_long: "Longo demais: no máximo 10.000 caracteres.", "Too long: at most 10,000 characters.", "Demasiado largo: como máximo 10.000 caracteres.";
    not_allowed: "Sua função permite ler as conversas, mas não responder.", "Your role allows you to read chats but not to answer.",
        "Su rol permite leer las conversaciones, pero no responder.";

    quick: "Respostas rápidas", "Quick replies", "Respuestas rápidas";
    quick_none: "Nenhuma resposta rápida com isso.", "No quick reply has that.", "Ninguna respuesta rápida tiene eso.";
    quick_empty: "Ainda não há respostas rápidas.", "There are no quick replies yet.", "Todavía no hay respuestas rápidas.";
    quick_manage: "Editar respostas rápidas", "Edit quick replies", "Editar respuestas rápidas";
    quick_new: "Nova resposta", "New reply", "Nueva respuesta";
    quick_shortcut: "Atalho", "Shortcut", "Atajo";
    quick_shortcut_hint: "O que se digita depois da barra, como “endereço”.", "What is typed after the slash, such as “address”.",
        "Lo que se escribe después de la barra, como “dirección”.";
    quick_text: "Texto", "Text", "Texto";
    quick_text_hint(names: &str): "Entre chaves, o que muda de cliente para cliente: {names}",
        "In braces, what differs from client to client: {names}",
        "Entre llaves, lo que cambia de un cliente a otro: {names}";
    quick_save: "Guardar", "Keep", "Guardar";
    quick_delete(shortcut: &str): "Excluir /{shortcut}", "Delete /{shortcut}", "Eliminar /{shortcut}";
    quick_deleted(shortcut: &str): "Resposta rápida excluída: /{shortcut}", "Quick reply deleted: /{shortcut}", "Respuesta rápida eliminada: /{shortcut}";
    quick_edit(shortcut: &str): "Editar /{shortcut}", "Edit /{shortcut}", "Editar /{shortcut}";
    quick_missing: "Complete o que está entre chaves antes de enviar.", "Fill in what stands in braces before sending.",
        "Complete lo que está entre llaves antes de enviar.";
}
