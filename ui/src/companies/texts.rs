//! Words of companies.

leadsmart_contract::texts! {
    your_company: "Sua empresa", "Your company", "Su empresa";
    your_company_text: "Só o nome é obrigatório. Tudo pode ser mudado depois, em Ajustes.",
        "Only the name is required. Everything can be changed later, in Settings.",
        "Solo el nombre es obligatorio. Todo se puede cambiar después, en Ajustes.";
    name: "Nome da empresa", "Company name", "Nombre de la empresa";
    name_example: "Clínica Bem-Estar", "Wellness Clinic", "Clínica Bienestar";
    country: "País", "Country", "País";
    country_hint: "Define os feriados.", "Sets the holidays.", "Define los feriados.";
    state: "Estado", "State", "Estado";
    no_state: "Escolher…", "Choose…", "Elegir…";
    zone: "Fuso horário", "Time zone", "Zona horaria";
    zone_now(time: &str): "Hora local agora: {time}.", "Local time now: {time}.", "Hora local ahora: {time}.";
    zone_choose: "Digite uma cidade e escolha da lista.", "Type a city and choose from the list.",
        "Escriba una ciudad y elija de la lista.";
    first_agenda: "Primeira agenda", "First agenda", "Primera agenda";
    first_agenda_hint: "O nome de quem atende, ou de uma sala. Você cria outras depois.",
        "A professional’s name, or a room’s. You can add others later.",
        "El nombre de quien atiende, o de una sala. Después podrá crear otras.";
    first_agenda_example: "Ana Prado", "Ana Prado", "Ana Prado";
    first_agenda_default: "Agenda", "Agenda", "Agenda";
    hours: "Horário de atendimento", "Opening hours", "Horario de atención";
    create: "Criar e abrir a agenda", "Create and open the agenda", "Crear y abrir la agenda";

    choose: "Em qual empresa você vai trabalhar?", "Which company will you work in?", "¿En qué empresa va a trabajar?";
    none: "Você ainda não está em nenhuma empresa", "You are not in a company yet", "Todavía no está en ninguna empresa";
    none_text: "Crie a sua, ou entre em uma com o código de convite que recebeu.",
        "Create yours, or join one with the invite code you were given.",
        "Cree la suya o únase a una con el código de invitación que recibió.";
    inactive: "desativada", "deactivated", "desactivada";
    sample: "exemplo", "sample", "ejemplo";
    new: "Criar uma empresa", "Create a company", "Crear una empresa";
    join: "Entrar com um convite", "Join with an invitation", "Unirse con una invitación";
    join_title: "Entre com um convite", "Join with an invitation", "Únase con una invitación";
    join_text: "Para uma empresa que está em outro computador, quem a administra gera o código na tela Sincronização; para uma que já está neste, em Ajustes › Equipe.",
        "For a company that is on another computer, an administrator makes the code on the page Synchronization; for one that is on this computer already, in Settings › Team.",
        "Para una empresa que está en otra computadora, quien la administra genera el código en la pantalla Sincronización; para una que ya está en esta, en Ajustes › Equipo.";
    invite_code: "Código de convite", "Invite code", "Código de invitación";
    invite_code_hint: "Cole aqui o código ou o link que recebeu.", "Paste the code or the link that you were given.",
        "Pegue aquí el código o el enlace que recibió.";
    join_now: "Entrar na empresa", "Join the company", "Unirse a la empresa";
    locked(company: &str): "O acesso deste computador a {company} foi encerrado", "This computer's access to {company} was ended",
        "Se terminó el acceso de este equipo a {company}";
    locked_text: "Por isso nada da empresa aparece aqui. O que ainda não foi enviado está guardado e segue quando o acesso voltar: quem administra a empresa pode reativar você, ou gerar um código na tela Sincronização.",
        "So nothing of the company is shown here. What was not sent yet is kept, and goes out once access is back: an administrator of the company can activate you again, or make a code on the page Synchronization.",
        "Por eso no se muestra nada de la empresa aquí. Lo que aún no se envió está guardado y sale cuando vuelva el acceso: quien administra la empresa puede reactivarlo, o generar un código en la pantalla Sincronización.";
    other_companies: "Outras empresas", "Other companies", "Otras empresas";
    back: "Voltar", "Back", "Volver";
    log_out: "Sair da conta", "Log out", "Cerrar sesión";
}
