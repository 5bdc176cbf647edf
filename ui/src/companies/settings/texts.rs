//! Words of the company's settings.

leadsmart_contract::texts! {
    inactive_note: "A empresa está desativada: tudo pode ser lido, nada pode ser mudado.",
        "The company is deactivated: everything can be read, nothing can be changed.",
        "La empresa está desactivada: todo se puede leer, nada se puede cambiar.";
    name: "Nome da empresa", "Name of the company", "Nombre de la empresa";
    document: "CNPJ ou CPF", "CNPJ or CPF", "CNPJ o CPF";
    phone: "Telefone", "Phone", "Teléfono";
    address: "Endereço", "Address", "Dirección";
    zone: "Fuso horário", "Time zone", "Zona horaria";
    language: "Idioma das mensagens", "Language of messages", "Idioma de los mensajes";
    language_hint: "O que os clientes recebem. A sua tela segue o seu perfil.",
        "What clients receive. Your own screen follows your profile.",
        "Lo que reciben los clientes. Su pantalla sigue su perfil.";
    week_start: "A semana começa", "The week begins", "La semana empieza";
    sunday: "no domingo", "on Sunday", "el domingo";
    monday: "na segunda", "on Monday", "el lunes";
    saturday: "no sábado", "on Saturday", "el sábado";
    save: "Salvar", "Save", "Guardar";
    saved: "Empresa salva", "Company saved", "Empresa guardada";
    cancel: "Cancelar", "Cancel", "Cancelar";
    change: "Editar", "Edit", "Editar";
    remove: "Remover", "Remove", "Quitar";
    your_role: "Sua função", "Your role", "Su función";
    who_changes: "Quem administra a empresa pode mudar estes dados.", "Administrators of the company can change this.",
        "Quienes administran la empresa pueden cambiar estos datos.";

    mail: "Servidor de e-mail", "Mail server", "Servidor de correo";
    mail_text: "Envia códigos de senha e confirmações. A senha do servidor fica cifrada.",
        "Sends codes for passwords and confirmations. The password of the server is kept encrypted.",
        "Envía códigos de contraseña y confirmaciones. La contraseña del servidor queda cifrada.";
    mail_none: "Nenhum por enquanto. Sem ele, quem esquece a senha usa o código de recuperação ou pede um em Equipe.",
        "None so far. Without it, who forgets the password uses the recovery code or asks for one under Team.",
        "Ninguno por ahora. Sin él, quien olvida la contraseña usa el código de recuperación o pide uno en Equipo.";
    mail_set: "Configurar", "Set up", "Configurar";
    mail_works: "testado", "tested", "probado";
    mail_saved: "A mensagem de teste saiu e o servidor está salvo.", "The test message went out and the server is stored.",
        "El mensaje de prueba salió y el servidor está guardado.";
    mail_test: "Testar e salvar", "Test and save", "Probar y guardar";
    mail_remove_question(host: &str): "Remover {host}?", "Remove {host}?", "¿Quitar {host}?";
    mail_remove_text: "Nenhum e-mail sai mais. Os códigos voltam a ser entregues por pessoas.",
        "No mail goes out any more. Codes are handed over by people again.",
        "Ya no sale ningún correo. Los códigos vuelven a entregarse en persona.";
    host: "Servidor", "Server", "Servidor";
    host_example: "smtp.exemplo.com", "smtp.example.com", "smtp.ejemplo.com";
    port: "Porta", "Port", "Puerto";
    security: "Proteção", "Protection", "Protección";
    username: "Usuário", "User name", "Usuario";
    password: "Senha", "Password", "Contraseña";
    password_again: "Digite-a de novo para salvar.", "Type it again to save.", "Escríbala de nuevo para guardar.";
    sender: "Remetente", "Sender", "Remitente";

    in_use: "Empresa em uso", "Company in use", "Empresa en uso";
    in_use_text: "Desativada, ela pode ser lida, mas nada muda até ser reativada. Nada é apagado.",
        "Deactivated, it can be read, but nothing changes until it is activated again. Nothing is deleted.",
        "Desactivada, se puede leer, pero nada cambia hasta reactivarla. No se borra nada.";
    activate: "Reativar a empresa", "Activate the company", "Reactivar la empresa";
    deactivate: "Desativar a empresa", "Deactivate the company", "Desactivar la empresa";
    deactivate_question(name: &str): "Desativar {name}?", "Deactivate {name}?", "¿Desactivar {name}?";
    deactivate_text: "Ninguém da equipe poderá agendar nem mudar nada. Você pode reativá-la aqui quando quiser.",
        "Nobody of the team can book or change anything. You can activate it here whenever you like.",
        "Nadie del equipo podrá agendar ni cambiar nada. Puede reactivarla aquí cuando quiera.";
    sample: "Clínica de exemplo", "Sample clinic", "Clínica de ejemplo";
    sample_text: "Serve para experimentar. Remova-a quando quiser começar com a sua empresa.",
        "It is there to try things. Remove it when you want to start with your own company.",
        "Sirve para probar. Quítela cuando quiera empezar con su propia empresa.";
    sample_remove: "Remover a clínica de exemplo", "Remove the sample clinic", "Quitar la clínica de ejemplo";
    sample_question(name: &str): "Remover {name}?", "Remove {name}?", "¿Quitar {name}?";
    sample_question_text: "Tudo o que está nela some, também o que você registrou ao experimentar.",
        "Everything in it goes, also what you entered while trying.",
        "Desaparece todo lo que hay en ella, también lo que registró al probar.";
}
