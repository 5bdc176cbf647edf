//! Words of sharing a company.

leadsmart_contract::texts! {
    set_up: "Compartilhar com outros computadores", "Share with other computers", "Compartir con otras computadoras";
    set_up_text: "Os computadores se encontram em um banco de dados PostgreSQL (15 ou mais novo) da própria empresa, em um servidor dela ou alugado. Ninguém mais tem acesso a ele, e não passa por nenhum servidor nosso.",
        "The computers meet in a PostgreSQL database (15 or newer) of the company’s own, on a server of hers or a rented one. Nobody else has access to it, and no server of ours lies in between.",
        "Las computadoras se encuentran en una base de datos PostgreSQL (15 o más nueva) de la propia empresa, en un servidor suyo o alquilado. Nadie más tiene acceso a ella, y no pasa por ningún servidor nuestro.";
    set_up_begin: "Configurar o banco de dados…", "Set the database up…", "Configurar la base de datos…";
    set_up_title: "Configurar o banco de dados da empresa", "Set up the company’s database", "Configurar la base de datos de la empresa";
    address: "Endereço de conexão", "Connection string", "Cadena de conexión";
    address_hint: "Como postgres://usuario:senha@servidor:5432/banco. É usado só agora e não fica guardado. O usuário precisa ser dono do banco e poder criar usuários.",
        "Like postgres://user:password@server:5432/database. It is used only now and kept nowhere. The user has to own the database and be allowed to create roles.",
        "Como postgres://usuario:clave@servidor:5432/base. Se usa solo ahora y no se guarda. El usuario debe ser dueño de la base y poder crear roles.";
    address_wrong: "Comece com postgres:// e inclua usuário, senha, servidor e banco.", "Begin with postgres:// and include user, password, server and database.",
        "Comience con postgres:// e incluya usuario, clave, servidor y base.";
    device: "Nome deste computador", "Name of this computer", "Nombre de esta computadora";
    device_hint: "Aparece na lista de computadores, como “Recepção”.", "It stands in the list of computers, such as “Front desk”.",
        "Aparece en la lista de computadoras, como “Recepción”.";
    more: "Mais opções", "More options", "Más opciones";
    authority: "Certificado da autoridade da empresa", "Certificate of the company’s authority", "Certificado de la autoridad de la empresa";
    authority_hint: "Só se o servidor usa um certificado da própria empresa: cole aqui o texto que começa com -----BEGIN CERTIFICATE-----.",
        "Only if the server uses a certificate of the company’s own: paste the text here that begins with -----BEGIN CERTIFICATE-----.",
        "Solo si el servidor usa un certificado de la propia empresa: pegue aquí el texto que comienza con -----BEGIN CERTIFICATE-----.";
    beside: "O banco pode ter outras empresas", "The database may hold other companies", "La base puede tener otras empresas";
    beside_hint: "Nenhuma vê as outras.", "None of them sees another.", "Ninguna ve a las otras.";
    set_up_now: "Configurar e compartilhar", "Set up and share", "Configurar y compartir";
    setting_up: "Preparando o banco de dados. Pode levar um minuto.", "Preparing the database. This may take a minute.",
        "Preparando la base de datos. Puede tardar un minuto.";
    was_set_up: "Pronto. O que está neste computador já está sendo enviado; convide agora o próximo computador.",
        "Done. What is on this computer is being sent already; now invite the next computer.",
        "Listo. Lo que está en esta computadora ya se está enviando; ahora invite a la próxima computadora.";
    join_instead: "Para trazer para cá uma empresa que já é compartilhada, use o código de outro computador: menu da sua conta › Trocar de empresa › Entrar com um convite.",
        "To bring a company here that is shared already, use a code from another computer: your account’s menu › Switch company › Join with an invitation.",
        "Para traer aquí una empresa que ya se comparte, use el código de otra computadora: menú de su cuenta › Cambiar de empresa › Unirse con una invitación.";

    renew: "Atualizar o banco de dados…", "Update the database…", "Actualizar la base de datos…";
    renew_title: "Atualizar o banco de dados da empresa", "Update the company’s database", "Actualizar la base de datos de la empresa";
    renew_text: "O banco de dados passa para a versão deste LeadSmart. Os outros computadores podem precisar ser atualizados também; até lá, continuam funcionando sem sincronizar.",
        "The database is brought to the version of this LeadSmart. The other computers may have to be updated too; until then they go on working without synchronizing.",
        "La base de datos pasa a la versión de este LeadSmart. Las otras computadoras pueden necesitar actualizarse también; hasta entonces siguen funcionando sin sincronizar.";
    renew_now: "Atualizar", "Update", "Actualizar";
    was_renewed: "Banco de dados atualizado.", "Database updated.", "Base de datos actualizada.";

    invite: "Convidar outro computador", "Invite another computer", "Invitar a otra computadora";
    invite_text: "Um código leva a empresa para mais um computador. Ele serve uma única vez.", "A code brings the company to one more computer. It works once.",
        "Un código lleva la empresa a una computadora más. Sirve una sola vez.";
    invite_begin: "Gerar um código…", "Make a code…", "Generar un código…";
    whose: "Quem vai usar", "Who will use it", "Quién lo usará";
    somebody_new: "Uma pessoa nova na equipe", "Somebody new in the team", "Una persona nueva en el equipo";
    role: "Função", "Role", "Rol";
    usual_role: "Recepção (padrão)", "Receptionist (usual)", "Recepción (habitual)";
    validity: "Validade", "Validity", "Validez";
    days[count](): "{count} dia" | "{count} dias", "{count} day" | "{count} days", "{count} día" | "{count} días";
    make_code: "Gerar o código", "Make the code", "Generar el código";
    invite_title: "Código para outro computador", "Code for another computer", "Código para otra computadora";
    how: "No outro computador: abra o LeadSmart, crie sua conta ou entre nela e escolha “Entrar em uma empresa com um código”, ou “Entrar com um convite” na lista de empresas. Cole o código, ou leia a imagem com o celular e envie o link.",
        "On the other computer: open LeadSmart, create an account or log in, and choose “Join a company with a code”, or “Join with an invitation” in the list of companies. Paste the code, or read the picture with a phone and send the link.",
        "En la otra computadora: abra LeadSmart, cree su cuenta o inicie sesión y elija “Unirse a una empresa con un código”, o “Unirse con una invitación” en la lista de empresas. Pegue el código, o lea la imagen con el celular y envíe el enlace.";
    secret: "Quem tiver este código entra na empresa: entregue-o só a quem deve entrar.", "Whoever has this code joins the company: give it only to who should.",
        "Quien tenga este código entra en la empresa: entréguelo solo a quien deba entrar.";
    code: "Código", "Code", "Código";
    qr: "Código QR do convite", "QR code of the invitation", "Código QR de la invitación";
    no_qr: "Este código é longo demais para uma imagem: copie-o.", "This code is too long for a picture: copy it.",
        "Este código es demasiado largo para una imagen: cópielo.";
    copy_code: "Copiar o código", "Copy the code", "Copiar el código";
    copy_link: "Copiar o link", "Copy the link", "Copiar el enlace";
    code_copied: "Código copiado", "Code copied", "Código copiado";
    link_copied: "Link copiado", "Link copied", "Enlace copiado";
    not_copied: "Não foi possível copiar. Selecione o texto e copie.", "It could not be copied. Select the text and copy it.",
        "No se pudo copiar. Seleccione el texto y cópielo.";
    once: "O código aparece só agora. Se ele se perder, gere outro.", "The code is shown only now. If it gets lost, make another.",
        "El código aparece solo ahora. Si se pierde, genere otro.";
    done: "Pronto", "Done", "Listo";
    valid_until(when: &str): "Vale até {when}.", "Valid until {when}.", "Válido hasta {when}.";
    out(whom: &str, when: &str): "Há um código em aberto para {whom}, válido até {when}.", "A code is open for {whom}, valid until {when}.",
        "Hay un código abierto para {whom}, válido hasta {when}.";
    somebody: "uma pessoa nova", "somebody new", "una persona nueva";
    revoke: "Invalidar o código", "Revoke the code", "Invalidar el código";
    revoked: "O código não vale mais.", "The code no longer works.", "El código ya no sirve.";

    devices: "Computadores da empresa", "Computers of the company", "Computadoras de la empresa";
    here: "este computador", "this computer", "esta computadora";
    shut_out: "acesso encerrado", "shut out", "acceso terminado";
    device_line(who: &str, seen: &str): "{who} · visto pela última vez: {seen}", "{who} · last seen: {seen}", "{who} · visto por última vez: {seen}";
    joined(when: &str): "desde {when}", "since {when}", "desde {when}";
    unknown_member: "pessoa desconhecida", "unknown member", "persona desconocida";
    shut_out_begin: "Encerrar acesso…", "Shut out…", "Terminar acceso…";
    shut_out_of(device: &str): "Encerrar o acesso de {device}", "Shut out {device}", "Terminar el acceso de {device}";
    shut_out_title(device: &str): "Encerrar o acesso de {device}?", "Shut {device} out?", "¿Terminar el acceso de {device}?";
    shut_out_text: "Este computador deixa de receber e enviar na mesma hora, para sempre. O que já está no disco dele continua lá. Para voltar, ele precisa de um código novo.",
        "That computer stops receiving and sending at once, for good. What is on its disk already stays there. To come back it needs a new code.",
        "Esa computadora deja de recibir y enviar en el acto, para siempre. Lo que ya está en su disco queda allí. Para volver necesita un código nuevo.";
    shut_out_now: "Encerrar acesso", "Shut out", "Terminar acceso";
    was_shut_out(device: &str): "{device}: acesso encerrado.", "{device}: shut out.", "{device}: acceso terminado.";

    passphrase: "Frase secreta", "Passphrase", "Frase secreta";
    passphrase_hint: "Uma frase de várias palavras. Ninguém consegue recuperá-la.", "A sentence of several words. Nobody can recover it.",
        "Una frase de varias palabras. Nadie puede recuperarla.";
    passphrase_again: "A mesma frase de novo", "The same passphrase again", "La misma frase otra vez";
    not_the_same: "As duas frases são diferentes.", "The two are not the same.", "Las dos frases son distintas.";
    seal: "Onde guardar as chaves da empresa", "Where to keep the company’s keys", "Dónde guardar las claves de la empresa";
    seal_text: "Nenhum chaveiro de senhas responde neste computador. Compartilhar a empresa precisa de um lugar seguro para as chaves: um arquivo fechado com uma frase secreta, pedida uma vez a cada início.",
        "No keychain answers on this computer. Sharing the company needs a safe place for its keys: a file sealed with a passphrase, which is asked for once after each start.",
        "Ningún llavero de contraseñas responde en esta computadora. Compartir la empresa necesita un lugar seguro para las claves: un archivo cerrado con una frase secreta, que se pide una vez en cada inicio.";
    seal_now: "Guardar com esta frase", "Keep with this passphrase", "Guardar con esta frase";
    sealed: "As chaves ficam guardadas no arquivo fechado.", "The keys are kept in the sealed file.", "Las claves quedan guardadas en el archivo cerrado.";
    unseal: "Abrir as chaves da empresa", "Open the company’s keys", "Abrir las claves de la empresa";
    unseal_text: "As chaves estão em um arquivo fechado com uma frase secreta. Digite-a para a sincronização continuar.",
        "The keys are in a file sealed with a passphrase. Enter it so that synchronization goes on.",
        "Las claves están en un archivo cerrado con una frase secreta. Escríbala para que la sincronización continúe.";
    unseal_now: "Abrir", "Open", "Abrir";

    joining: "Trazendo a empresa para este computador", "Bringing the company to this computer", "Trayendo la empresa a esta computadora";
    rows[count](): "{count} registro recebido" | "{count} registros recebidos", "{count} row received" | "{count} rows received",
        "{count} registro recibido" | "{count} registros recibidos";
    percent(percent: u8): "{percent}%", "{percent}%", "{percent} %";
    cancel: "Cancelar…", "Cancel…", "Cancelar…";
    cancel_title: "Cancelar a entrada na empresa?", "Cancel joining the company?", "¿Cancelar la entrada en la empresa?";
    cancel_text: "O que já chegou é removido deste computador. O código foi usado: para tentar de novo, peça outro.",
        "What has come in is removed from this computer. The code is used up: to try again, ask for another.",
        "Lo que ya llegó se quita de esta computadora. El código fue usado: para intentar de nuevo, pida otro.";
    cancel_now: "Cancelar a entrada", "Cancel joining", "Cancelar la entrada";
}
