//! Words of accounts.

leadsmart_contract::texts! {
    browser: "Navegador", "Browser", "Navegador";
    language: "Idioma", "Language", "Idioma";
    next: "Continuar", "Continue", "Continuar";
    back: "Voltar", "Back", "Volver";

    // The first start.
    welcome: "Boas-vindas ao LeadSmart", "Welcome to LeadSmart", "Le damos la bienvenida a LeadSmart";
    welcome_text: "Agenda, clientes e conversas da sua recepção em uma só janela. Tudo fica neste computador e funciona sem internet.",
        "Your front desk’s agenda, clients and conversations in one window. Everything stays on this computer and works without internet.",
        "Agenda, clientes y conversaciones de su recepción en una sola ventana. Todo queda en esta computadora y funciona sin internet.";
    set_up: "Configurar minha empresa", "Set up my company", "Configurar mi empresa";
    set_up_text: "Sua conta, sua empresa e a primeira agenda: cerca de um minuto.",
        "Your account, your company and the first agenda: about a minute.",
        "Su cuenta, su empresa y la primera agenda: alrededor de un minuto.";
    explore: "Explorar com uma clínica de exemplo", "Explore with a sample clinic", "Explorar con una clínica de ejemplo";
    explore_text: "Já vem com clientes e agendamentos inventados. Você remove tudo com um clique quando quiser.",
        "It comes with invented clients and appointments. Remove it all with one click whenever you like.",
        "Ya trae clientes y citas inventados. Puede quitarlo todo con un clic cuando quiera.";
    join: "Entrar em uma empresa com um código", "Join a company with a code", "Unirse a una empresa con un código";
    join_text: "A empresa já usa o LeadSmart em outro computador, e você recebeu um convite.",
        "The company uses LeadSmart on another computer already, and you were given an invitation.",
        "La empresa ya usa LeadSmart en otra computadora, y usted recibió una invitación.";
    joining: "A empresa está chegando", "The company is on its way", "La empresa está llegando";
    company_instead: "Criar uma empresa nova em vez disso", "Create a new company instead", "Crear una empresa nueva en su lugar";
    step(now: u8, of: u8): "Passo {now} de {of}", "Step {now} of {of}", "Paso {now} de {of}";

    // An account.
    create_account: "Crie sua conta", "Create your account", "Cree su cuenta";
    create_account_text: "É com ela que você entra neste computador.", "It is what you log in with on this computer.",
        "Con ella inicia sesión en esta computadora.";
    name: "Seu nome", "Your name", "Su nombre";
    email: "E-mail", "E-mail", "Correo electrónico";
    email_hint: "Para entrar. Nenhuma mensagem é enviada agora.", "For logging in. No message is sent now.",
        "Para iniciar sesión. No se envía ningún mensaje ahora.";
    password: "Senha", "Password", "Contraseña";
    password_hint: "8 caracteres ou mais. Uma frase curta funciona bem.", "8 characters or more. A short sentence works well.",
        "8 caracteres o más. Una frase corta funciona bien.";
    register: "Criar conta", "Create account", "Crear cuenta";

    no_keychain: "Nenhum chaveiro de senhas está em uso neste computador: a senha é pedida a cada início.",
        "No keychain is in use on this computer: the password is asked for at every start.",
        "No hay ningún llavero de contraseñas en uso en esta computadora: la contraseña se pide en cada inicio.";

    // The recovery code.
    keep_code: "Guarde seu código de recuperação", "Keep your recovery code", "Guarde su código de recuperación";
    keep_code_text: "Se você esquecer a senha, só este código abre sua conta sem depender de ninguém. Ele aparece uma única vez: imprima ou anote.",
        "If you forget your password, this code opens your account without anybody’s help. It is shown only once: print it or write it down.",
        "Si olvida su contraseña, este código abre su cuenta sin depender de nadie. Se muestra una sola vez: imprímalo o anótelo.";
    new_code_text: "O código anterior não vale mais.", "The previous code no longer works.", "El código anterior ya no sirve.";
    code: "Código de recuperação", "Recovery code", "Código de recuperación";
    copy: "Copiar", "Copy", "Copiar";
    copied: "Código copiado.", "Code copied.", "Código copiado.";
    not_copied: "Não foi possível copiar. Selecione o código e copie, ou anote.",
        "It could not be copied. Select the code and copy it, or write it down.",
        "No se pudo copiar. Seleccione el código y cópielo, o anótelo.";
    print: "Imprimir", "Print", "Imprimir";
    kept: "Guardei o código em um lugar seguro", "I kept the code in a safe place", "Guardé el código en un lugar seguro";
    kept_first: "Marque que você guardou o código.", "Check the box to say that you kept the code.", "Marque que guardó el código.";

    // Logging in.
    log_in: "Entrar", "Log in", "Iniciar sesión";
    forgotten: "Esqueci a senha", "I forgot my password", "Olvidé mi contraseña";
    no_account: "Criar uma conta", "Create an account", "Crear una cuenta";
    again: "Entre de novo", "Log in again", "Inicie sesión de nuevo";
    again_text(email: &str): "O acesso de {email} expirou. O que você digitou continua aqui.",
        "{email} has been logged out. What you typed is still here.",
        "La sesión de {email} terminó. Lo que escribió sigue aquí.";
    somebody_else: "Entrar com outra conta", "Log in with another account", "Usar otra cuenta";

    // The forgotten password.
    reset: "Defina uma nova senha", "Set a new password", "Defina una nueva contraseña";
    reset_text: "Use o código de recuperação que você guardou, um código enviado por e-mail ou um que a administração da empresa gerou.",
        "Use the recovery code that you kept, a code sent by e-mail, or one that an administrator of the company issued.",
        "Use el código de recuperación que guardó, uno enviado por correo o uno que generó la administración de la empresa.";
    any_code: "Código", "Code", "Código";
    any_code_hint: "Letras maiúsculas, hífens e espaços não importam.", "Capitals, hyphens and spaces do not matter.",
        "Las mayúsculas, los guiones y los espacios no importan.";
    new_password: "Nova senha", "New password", "Nueva contraseña";
    save_password: "Salvar e entrar", "Save and log in", "Guardar e iniciar sesión";
    send_code: "Enviar um código por e-mail", "Send me a code by e-mail", "Enviarme un código por correo";
    code_sent: "Se houver uma conta com este e-mail, o código está a caminho. Confira também o spam. Se não chegar, use o código de recuperação que você guardou.",
        "If there is an account with this address, the code is on its way. Check the spam folder too. If it does not arrive, use the recovery code that you kept.",
        "Si existe una cuenta con este correo, el código está en camino. Revise también el spam. Si no llega, use el código de recuperación que guardó.";
    no_mail: "A empresa não tem servidor de e-mail. Use o código de recuperação que você guardou, ou peça um código a quem administra a empresa (Ajustes › Equipe).",
        "The company has no mail server. Use the recovery code that you kept, or ask an administrator for a code (Settings › Team).",
        "La empresa no tiene servidor de correo. Use el código de recuperación que guardó o pida uno a quien administra la empresa (Ajustes › Equipo).";

    // The profile.
    profile: "Perfil e segurança", "Profile and security", "Perfil y seguridad";
    you: "Você", "You", "Usted";
    save: "Salvar", "Save", "Guardar";
    saved: "Alterações salvas.", "Changes saved.", "Cambios guardados.";
    cancel: "Cancelar", "Cancel", "Cancelar";
    picture: "Foto", "Picture", "Foto";
    choose_picture: "Escolher foto", "Choose a picture", "Elegir foto";
    remove_picture: "Remover foto", "Remove the picture", "Quitar foto";
    picture_hint: "PNG, JPEG ou WebP, até 5 MB. Ela é cortada em um quadrado.",
        "PNG, JPEG or WebP, up to 5 MB. It is cropped to a square.",
        "PNG, JPEG o WebP, hasta 5 MB. Se recorta en un cuadrado.";
    picture_too_large: "A foto tem mais de 5 MB. Escolha uma menor.", "The picture is larger than 5 MB. Choose a smaller one.",
        "La foto pesa más de 5 MB. Elija una más pequeña.";
    picture_unreadable: "Este arquivo não pôde ser lido como imagem. Escolha uma PNG, JPEG ou WebP.",
        "This file could not be read as a picture. Choose a PNG, JPEG or WebP.",
        "No se pudo leer este archivo como imagen. Elija una PNG, JPEG o WebP.";
    use_picture: "Usar esta foto", "Use this picture", "Usar esta foto";
    remind: "Lembrar de cada agendamento", "Remind me of each appointment", "Recordar cada cita";
    remind_hint: "Com uma notificação neste computador.", "With a notification on this computer.",
        "Con una notificación en esta computadora.";
    never: "Nunca", "Never", "Nunca";
    before(time: &str): "{time} antes", "{time} before", "{time} antes";

    email_title: "E-mail", "E-mail", "Correo electrónico";
    verified: "confirmado", "confirmed", "confirmado";
    unverified: "não confirmado", "not confirmed", "sin confirmar";
    verify: "Confirmar", "Confirm", "Confirmar";
    verify_title: "Confirme seu e-mail", "Confirm your e-mail", "Confirme su correo";
    verify_text(email: &str): "Enviamos um código para {email}. Confira também o spam.",
        "We sent a code to {email}. Check the spam folder too.",
        "Enviamos un código a {email}. Revise también el spam.";
    mail_code: "Código recebido", "Code received", "Código recibido";
    change_email: "Trocar de e-mail", "Change the e-mail", "Cambiar de correo";
    new_email: "Novo e-mail", "New e-mail", "Nuevo correo";
    current_password: "Senha atual", "Current password", "Contraseña actual";
    code_by_mail: "Enviamos um código para o novo endereço. Digite-o aqui.",
        "We sent a code to the new address. Type it here.",
        "Enviamos un código a la nueva dirección. Escríbalo aquí.";
    code_by_recovery: "Sem servidor de e-mail, o código de recuperação confirma que é você.",
        "Without a mail server, the recovery code confirms that it is you.",
        "Sin servidor de correo, el código de recuperación confirma que es usted.";
    email_changed: "E-mail trocado. Use o novo para entrar.", "E-mail changed. Log in with the new one.",
        "Correo cambiado. Use el nuevo para iniciar sesión.";
    email_verified: "E-mail confirmado.", "E-mail confirmed.", "Correo confirmado.";

    password_title: "Senha", "Password", "Contraseña";
    password_text: "Ao trocá-la, os outros aparelhos são desconectados.", "Changing it logs out all other devices.",
        "Al cambiarla se desconectan los demás dispositivos.";
    change_password: "Trocar a senha", "Change the password", "Cambiar la contraseña";
    password_changed: "Senha trocada. Os outros aparelhos foram desconectados.", "Password changed. All other devices were logged out.",
        "Contraseña cambiada. Se desconectaron los demás dispositivos.";

    recovery_title: "Código de recuperação", "Recovery code", "Código de recuperación";
    recovery_text: "Abre sua conta se você esquecer a senha. Perdeu o seu? Gere outro: o anterior deixa de valer.",
        "It opens your account if you forget your password. Lost yours? Create another: the previous one stops working.",
        "Abre su cuenta si olvida la contraseña. ¿Perdió el suyo? Genere otro: el anterior deja de servir.";
    replace_code: "Gerar outro código", "Create another code", "Generar otro código";

    sessions: "Aparelhos conectados", "Where you are logged in", "Dispositivos conectados";
    sessions_text: "Não reconhece algum? Desconecte-o e troque a senha.", "Do you not recognize one? Log it out and change your password.",
        "¿No reconoce alguno? Desconéctelo y cambie la contraseña.";
    this_session: "este", "this one", "este";
    used(when: &str): "usado {when}", "used {when}", "usado {when}";
    began(when: &str): "conectado {when}", "logged in {when}", "conectado {when}";
    end_session: "Desconectar", "Log out", "Desconectar";
    session_ended(device: &str): "Aparelho desconectado: {device}.", "Logged out: {device}.", "Dispositivo desconectado: {device}.";
}
