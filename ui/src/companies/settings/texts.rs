//! Words of the company's settings.

leadsmart_contract::texts! {
    inactive_note: "Esta empresa está desativada: dá para consultar, não para alterar.",
        "This company is deactivated: it can be read, not changed.",
        "Esta empresa está desactivada: se puede consultar, no modificar.";
    name: "Nome da empresa", "Company name", "Nombre de la empresa";
    document: "CNPJ ou CPF", "CNPJ or CPF", "CNPJ o CPF";
    phone: "Telefone", "Phone", "Teléfono";
    address: "Endereço", "Address", "Dirección";
    zone: "Fuso horário", "Time zone", "Zona horaria";
    language: "Idioma das mensagens", "Message language", "Idioma de los mensajes";
    language_hint: "O que os clientes recebem. A sua tela segue o seu perfil.",
        "What clients receive. Your own screen follows your profile.",
        "Lo que reciben los clientes. Su pantalla sigue su perfil.";
    week_start: "A semana começa", "The week begins", "La semana empieza";
    sunday: "no domingo", "on Sunday", "el domingo";
    monday: "na segunda", "on Monday", "el lunes";
    saturday: "no sábado", "on Saturday", "el sábado";
    save: "Salvar", "Save", "Guardar";
    saved: "Dados da empresa salvos", "Company details saved", "Datos de la empresa guardados";
    cancel: "Cancelar", "Cancel", "Cancelar";
    change: "Editar", "Edit", "Editar";
    remove: "Remover", "Remove", "Quitar";
    your_role: "Sua função", "Your role", "Su rol";
    who_changes: "Quem administra a empresa pode mudar estes dados.", "Administrators of the company can change this.",
        "Quienes administran la empresa pueden cambiar estos datos.";

    mail: "Servidor de e-mail", "Mail server", "Servidor de correo";
    mail_text: "Envia códigos de senha e confirmações. A senha do servidor fica cifrada.",
        "Sends password codes and confirmations. The server’s password is kept encrypted.",
        "Envía códigos de contraseña y confirmaciones. La contraseña del servidor queda cifrada.";
    mail_none: "Nenhum por enquanto. Sem ele, quem esquece a senha usa o código de recuperação ou pede um em Equipe.",
        "None yet. Without one, whoever forgets a password uses the recovery code, or asks for one under Team.",
        "Ninguno por ahora. Sin él, quien olvida la contraseña usa el código de recuperación o pide uno en Equipo.";
    mail_set: "Configurar", "Set up", "Configurar";
    mail_works: "testado", "tested", "probado";
    mail_saved: "A mensagem de teste foi enviada e o servidor está salvo.", "The test message was sent and the server is saved.",
        "El mensaje de prueba se envió y el servidor está guardado.";
    mail_test: "Testar e salvar", "Test and save", "Probar y guardar";
    mail_remove_question(host: &str): "Remover {host}?", "Remove {host}?", "¿Quitar {host}?";
    mail_remove_text: "Nenhum e-mail será mais enviado. Os códigos voltam a ser entregues em mãos.",
        "No more e-mail is sent. Codes are handed over in person again.",
        "No se enviará ningún correo más. Los códigos vuelven a entregarse en persona.";
    host: "Servidor", "Server", "Servidor";
    host_example: "smtp.exemplo.com", "smtp.example.com", "smtp.ejemplo.com";
    port: "Porta", "Port", "Puerto";
    security: "Proteção", "Protection", "Protección";
    username: "Usuário", "User name", "Usuario";
    password: "Senha", "Password", "Contraseña";
    password_again: "Digite-a de novo para salvar.", "Type it again to save.", "Escríbala de nuevo para guardar.";
    sender: "Remetente", "Sender", "Remitente";

    in_use: "Empresa em uso", "Company in use", "Empresa en uso";
    in_use_text: "Desativada, ela pode ser consultada, mas nada muda até ser reativada. Nada é excluído.",
        "Deactivated, it can be read, but nothing changes until it is reactivated. Nothing is deleted.",
        "Desactivada, se puede consultar, pero nada cambia hasta reactivarla. No se elimina nada.";
    activate: "Reativar a empresa", "Reactivate the company", "Reactivar la empresa";
    deactivate: "Desativar a empresa", "Deactivate the company", "Desactivar la empresa";
    deactivate_question(name: &str): "Desativar {name}?", "Deactivate {name}?", "¿Desactivar {name}?";
    deactivate_text: "Ninguém da equipe poderá agendar nem mudar nada. Você pode reativá-la aqui quando quiser.",
        "Nobody on the team can book or change anything. You can reactivate it here whenever you like.",
        "Nadie del equipo podrá agendar ni cambiar nada. Puede reactivarla aquí cuando quiera.";
    sample: "Clínica de exemplo", "Sample clinic", "Clínica de ejemplo";
    sample_text: "Serve para experimentar. Remova-a quando quiser começar com a sua empresa.",
        "It is there for trying things out. Remove it when you want to start with your own company.",
        "Sirve para probar. Quítela cuando quiera empezar con su propia empresa.";
    sample_remove: "Remover a clínica de exemplo", "Remove the sample clinic", "Quitar la clínica de ejemplo";
    sample_question(name: &str): "Remover {name}?", "Remove {name}?", "¿Quitar {name}?";
    sample_question_text: "Tudo o que está nela some, inclusive o que você criou ao experimentar.",
        "Everything in it goes, including what you entered while trying it.",
        "Desaparece todo lo que hay en ella, incluso lo que creó al probar.";

    computers: "Vários computadores", "Several computers", "Varias computadoras";
    computers_text: "Recepções que trabalham na mesma agenda, cada uma em seu computador, também sem conexão.",
        "Front desks that work on the same agenda, each on its own computer, also without a connection.",
        "Recepciones que trabajan en la misma agenda, cada una en su computadora, también sin conexión.";
    computers_open: "Abrir a sincronização", "Open synchronization", "Abrir la sincronización";
}
