//! Words of connections.

leadsmart_contract::texts! {
    title: "Conexões", "Connections", "Conexiones";
    whatsapp: "Números de WhatsApp", "WhatsApp numbers", "Números de WhatsApp";
    not_allowed: "Sua função não permite ver conexões", "Your role does not allow you to see connections", "Su rol no permite ver conexiones";
    not_allowed_text: "Peça a quem administra a empresa para incluir a permissão “ver números de WhatsApp”.",
        "Ask an administrator of the company to add the permission to see WhatsApp numbers.",
        "Pida a quien administra la empresa que agregue el permiso “ver números de WhatsApp”.";
    none: "Nenhum número conectado", "No number is connected", "Ningún número conectado";
    none_text: "Conecte o WhatsApp da empresa para conversar ao lado da agenda.", "Connect the company’s WhatsApp to chat beside the agenda.",
        "Conecte el WhatsApp de la empresa para conversar junto a la agenda.";
    add: "Adicionar número", "Add a number", "Agregar número";
    add_title: "Novo número", "New number", "Número nuevo";
    name: "Nome", "Name", "Nombre";
    name_hint: "Como a equipe chama este número, como “Recepção”.", "What the team calls this number, such as “Front desk”.",
        "Como el equipo llama a este número, como “Recepción”.";
    cancel: "Cancelar", "Cancel", "Cancelar";
    close: "Fechar", "Close", "Cerrar";
    go_on: "Continuar", "Continue", "Continuar";
    save: "Salvar", "Save", "Guardar";

    off: "Desligado", "Off", "Apagado";
    good: "Conectado", "Connected", "Conectado";
    fair: "Atenção", "Attention", "Atención";
    bad: "Precisa de você", "Needs you", "Necesita de usted";
    linking: "Conectando", "Connecting", "Conectando";
    health_of(name: &str, words: &str): "{name}: {words}", "{name}: {words}", "{name}: {words}";
    number: "Número", "Number", "Número";
    not_linked_yet: "ainda não conectado", "not connected yet", "todavía no conectado";
    last_heard: "Últimos dados", "Last data", "Últimos datos";
    answer: "Resposta", "Answer", "Respuesta";
    milliseconds(count: u32): "{count} ms", "{count} ms", "{count} ms";
    waits: "Na fila", "Waiting", "En espera";
    to_come[count](): "{count} a receber" | "{count} a receber", "{count} to be received" | "{count} to be received", "{count} por recibir" | "{count} por recibir";
    to_go[count](): "{count} a enviar" | "{count} a enviar", "{count} to be sent" | "{count} to be sent", "{count} por enviar" | "{count} por enviar";
    nothing_waits: "nada", "nothing", "nada";
    failed: "Não enviadas", "Not sent", "No enviados";
    held_by: "Este número está em", "This number is on", "Este número está en";
    here: "neste computador", "this computer", "esta computadora";
    elsewhere(name: &str): "computador de {name}", "{name}’s computer", "computadora de {name}";
    another: "outro computador", "another computer", "otra computadora";
    detail: "Para o suporte", "For support", "Para soporte";
    banned_until(when: &str): "Bloqueado pelo WhatsApp até {when}", "Locked by WhatsApp until {when}", "Bloqueado por WhatsApp hasta {when}";
    at_time(date: &str, time: &str): "{date}, {time}", "{date}, {time}", "{date}, {time}";
    history: "Histórico", "History", "Historial";
    chats[count](): "{count} conversa" | "{count} conversas", "{count} chat" | "{count} chats", "{count} conversación" | "{count} conversaciones";
    messages[count](): "{count} mensagem" | "{count} mensagens", "{count} message" | "{count} messages", "{count} mensaje" | "{count} mensajes";
    history_so_far(chats: &str, messages: &str): "{chats}, {messages}", "{chats}, {messages}", "{chats}, {messages}";
    history_percent(percent: u8, words: &str): "{percent} % · {words}", "{percent} % · {words}", "{percent} % · {words}";

    connect: "Conectar", "Connect", "Conectar";
    connect_again: "Conectar de novo", "Connect again", "Conectar de nuevo";
    try_again: "Tentar de novo", "Try again", "Reintentar";
    use_here: "Usar aqui", "Use here", "Usar aquí";
    more(name: &str): "Mais ações: {name}", "More actions: {name}", "Más acciones: {name}";
    rename: "Mudar nome", "Rename", "Cambiar nombre";
    pace: "Ritmo de envio", "Pace of sending", "Ritmo de envío";
    per_minute: "Mensagens por minuto", "Messages in a minute", "Mensajes por minuto";
    per_minute_hint: "De 1 a 60. Um ritmo humano evita que o WhatsApp bloqueie o número.", "From 1 to 60. A human pace keeps WhatsApp from locking the number.",
        "De 1 a 60. Un ritmo humano evita que WhatsApp bloquee el número.";
    new_chats: "Conversas novas por dia", "New chats in a day", "Conversaciones nuevas por día";
    new_chats_hint: "De 0 a 500: quantas pessoas este número aborda pela primeira vez.", "From 0 to 500: how many people this number writes to for the first time.",
        "De 0 a 500: a cuántas personas escribe este número por primera vez.";
    not_in_range: "Fora do permitido", "Out of range", "Fuera del rango";
    deactivate: "Desligar aqui", "Turn off here", "Apagar aquí";
    activate: "Ligar", "Turn on", "Encender";
    deactivated(name: &str): "Desligado: {name}. A conexão com o celular continua.", "Turned off: {name}. The link with the phone stays.",
        "Apagado: {name}. El enlace con el teléfono continúa.";
    disconnect: "Desconectar", "Disconnect", "Desconectar";
    disconnect_title(name: &str): "Desconectar {name}?", "Disconnect {name}?", "¿Desconectar {name}?";
    disconnect_text: "O celular esquece este computador, e para voltar é preciso ler um código de novo. As conversas continuam guardadas aqui.",
        "The phone forgets this computer; to come back, a code has to be scanned again. The chats stay here.",
        "El teléfono olvida esta computadora; para volver hay que leer un código de nuevo. Las conversaciones se guardan aquí.";
    open_chats: "Abrir conversas", "Open chats", "Abrir conversaciones";
    unread[count](): "{count} conversa não lida" | "{count} conversas não lidas", "{count} unread chat" | "{count} unread chats",
        "{count} conversación sin leer" | "{count} conversaciones sin leer";

    link_title(name: &str): "Conectar {name}", "Connect {name}", "Conectar {name}";
    before: "Antes de conectar", "Before you connect", "Antes de conectar";
    before_text: "O LeadSmart se liga ao WhatsApp como um aparelho conectado, do mesmo jeito que o WhatsApp Web. Isso não é um serviço oficial do WhatsApp:",
        "LeadSmart connects to WhatsApp as a linked device, the way WhatsApp Web does. It is not an official service of WhatsApp:",
        "LeadSmart se conecta a WhatsApp como un dispositivo vinculado, igual que WhatsApp Web. No es un servicio oficial de WhatsApp:";
    risk_ban: "O WhatsApp pode limitar ou bloquear o número, por algum tempo ou de vez, e ninguém aqui pode desfazer isso.",
        "WhatsApp may limit or lock the number, for a while or for good, and nobody here can undo that.",
        "WhatsApp puede limitar o bloquear el número, por un tiempo o para siempre, y nadie aquí puede deshacerlo.";
    risk_mass: "O risco cresce com envios em massa e para quem nunca escreveu. Por isso o LeadSmart envia no ritmo de uma pessoa e não faz disparos.",
        "The risk grows with mass sending and with writing to people who never wrote. So LeadSmart sends at a person’s pace and never in bulk.",
        "El riesgo crece con envíos masivos y a quien nunca escribió. Por eso LeadSmart envía al ritmo de una persona y no hace envíos masivos.";
    risk_phone: "O celular precisa continuar com o WhatsApp instalado e se conectar à internet ao menos a cada 14 dias.",
        "The phone must keep WhatsApp installed and go online at least every 14 days.",
        "El teléfono debe seguir con WhatsApp instalado y conectarse a internet al menos cada 14 días.";
    risk_advice: "Prefira um número da empresa que já seja usado há algum tempo, e não o único de que ela depende.",
        "Prefer a number of the company that has been in use for some time, and not the only one that it depends on.",
        "Prefiera un número de la empresa que ya se use desde hace tiempo, y no el único del que depende.";
    understood: "Entendi, mostrar o código", "Understood, show the code", "Entendido, mostrar el código";
    qr: "Código QR para conectar o WhatsApp", "QR code to connect WhatsApp", "Código QR para conectar WhatsApp";
    step_open: "No celular, abra o WhatsApp.", "On the phone, open WhatsApp.", "En el teléfono, abra WhatsApp.";
    step_devices: "Toque em Configurações › Dispositivos conectados › Conectar dispositivo.", "Tap Settings › Linked devices › Link a device.",
        "Toque Ajustes › Dispositivos vinculados › Vincular un dispositivo.";
    step_scan: "Aponte a câmera para este código.", "Point the camera at this code.", "Apunte la cámara a este código.";
    step_type: "Toque em “Conectar com número de telefone” e digite este código.", "Tap “Link with phone number instead” and type this code.",
        "Toque “Vincular con el número de teléfono” y escriba este código.";
    preparing: "Preparando o código…", "Preparing the code…", "Preparando el código…";
    seconds_left[count](): "Este código vale por mais {count} segundo" | "Este código vale por mais {count} segundos",
        "This code holds for {count} more second" | "This code holds for {count} more seconds",
        "Este código vale {count} segundo más" | "Este código vale {count} segundos más";
    renews: "Trocando o código…", "Renewing the code…", "Renovando el código…";
    codes_left[count](): "depois vem mais {count}" | "depois vêm mais {count}", "{count} more will follow" | "{count} more will follow",
        "después viene {count} más" | "después vienen {count} más";
    spent: "Os códigos venceram", "The codes have run out", "Los códigos vencieron";
    spent_text: "Nada se perdeu. Com o celular à mão, peça novos.", "Nothing is lost. With the phone at hand, ask for new ones.",
        "No se perdió nada. Con el teléfono a mano, pida otros nuevos.";
    new_codes: "Mostrar novos códigos", "Show new codes", "Mostrar códigos nuevos";
    finishing: "Finalizando…", "Finishing…", "Finalizando…";
    finishing_text: "O celular aceitou. Isto leva alguns segundos; não feche o WhatsApp.", "The phone has accepted. This takes a few seconds; do not close WhatsApp.",
        "El teléfono aceptó. Esto tarda unos segundos; no cierre WhatsApp.";
    done: "Conectado", "Connected", "Conectado";
    done_text(number: &str): "{number} já recebe e envia por aqui.", "{number} now receives and sends from here.", "{number} ya recibe y envía desde aquí.";
    type_instead: "Digitar um código no celular", "Type a code on the phone", "Escribir un código en el teléfono";
    scan_instead: "Ler um código QR", "Scan a QR code", "Leer un código QR";
    own_number: "Telefone deste WhatsApp", "Phone number of this WhatsApp", "Teléfono de este WhatsApp";
    own_number_hint: "Com DDD, como está no WhatsApp do celular.", "With area code, as WhatsApp on the phone has it.", "Con código de área, como está en el WhatsApp del teléfono.";
    ask_code: "Pedir código", "Ask for a code", "Pedir código";
    typed_label: "Código para digitar no celular", "Code to type on the phone", "Código para escribir en el teléfono";
}
