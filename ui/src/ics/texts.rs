//! Words of calendar files.

leadsmart_contract::texts! {
    import: "Importar de um calendário (.ics)…", "Import from a calendar (.ics)…", "Importar de un calendario (.ics)…";
    export: "Exportar estes dias em .ics", "Export these days as .ics", "Exportar estos días en .ics";
    export_phones: "Exportar estes dias em .ics, com telefones", "Export these days as .ics, with phones",
        "Exportar estos días en .ics, con teléfonos";
    file_name: "agenda", "agenda", "agenda";
    exported[count](): "{count} agendamento exportado" | "{count} agendamentos exportados",
        "{count} appointment exported" | "{count} appointments exported", "{count} cita exportada" | "{count} citas exportadas";
    exported_to[count](place: &str): "{count} agendamento exportado para {place}" | "{count} agendamentos exportados para {place}",
        "{count} appointment exported to {place}" | "{count} appointments exported to {place}",
        "{count} cita exportada a {place}" | "{count} citas exportadas a {place}";

    title: "Importar de um calendário", "Import from a calendar", "Importar de un calendario";
    intro: "Traga os horários do Google Agenda, do Outlook ou do Calendário da Apple, exportados em um arquivo .ics. \
            Antes de agendar, você confere o que vai entrar.",
        "Bring the appointments of Google Calendar, Outlook or Apple Calendar, exported to an .ics file. \
            Before anything is booked, you check what will come in.",
        "Traiga las citas de Google Calendar, Outlook o el Calendario de Apple, exportadas en un archivo .ics. \
            Antes de reservar, usted revisa lo que va a entrar.";
    no_agenda: "Você não tem uma agenda em que possa agendar.", "You have no agenda on which you may book.",
        "Usted no tiene una agenda en la que pueda reservar.";
    drop: "Solte o arquivo aqui, ou", "Drop the file here, or", "Suelte el archivo aquí, o";
    choose: "Escolher arquivo", "Choose a file", "Elegir archivo";
    limits: "Até 5 MB e 2.000 eventos.", "Up to 5 MB and 2,000 events.", "Hasta 5 MB y 2.000 eventos.";
    too_large: "O arquivo tem mais de 5 MB. Exporte um calendário por vez, ou um período menor.",
        "The file has more than 5 MB. Export one calendar at a time, or a shorter period.",
        "El archivo tiene más de 5 MB. Exporte un calendario por vez, o un período más corto.";
    unreadable: "O arquivo não pôde ser lido. Tente de novo ou escolha outro.", "The file could not be read. Try again or choose another one.",
        "No se pudo leer el archivo. Inténtelo de nuevo o elija otro.";
    cancel: "Cancelar", "Cancel", "Cancelar";
    other_file: "Outro arquivo", "Another file", "Otro archivo";

    agenda: "Agenda", "Agenda", "Agenda";
    from: "De", "From", "Desde";
    to: "Até", "To", "Hasta";
    create_clients: "Cadastrar quem ainda não é cliente", "Enter who is no client yet", "Registrar a quien aún no es cliente";
    create_clients_hint: "O nome vem do título do evento; telefone e e-mail, se estiverem nele.",
        "The name comes from the title of the event; phone and e-mail, if they are in it.",
        "El nombre viene del título del evento; teléfono y correo, si están en él.";
    with_free: "Trazer também o que está marcado como tempo livre", "Bring also what is marked as free time",
        "Traer también lo marcado como tiempo libre";
    allow_conflicts: "Agendar também o que quebra regras", "Book also what breaks rules", "Agendar también lo que rompe reglas";
    allow_conflicts_hint: "Fica marcado em cada agendamento, como quando você agenda assim mesmo.",
        "It is noted on each appointment, as when you book nevertheless.",
        "Queda marcado en cada cita, como cuando usted reserva de todos modos.";

    ready[count](): "{count} para agendar" | "{count} para agendar", "{count} to book" | "{count} to book",
        "{count} para reservar" | "{count} para reservar";
    conflicts[count](): "{count} quebra regras" | "{count} quebram regras", "{count} breaks rules" | "{count} break rules",
        "{count} rompe reglas" | "{count} rompen reglas";
    known[count](): "{count} já importado" | "{count} já importados", "{count} imported before" | "{count} imported before",
        "{count} ya importado" | "{count} ya importados";
    duplicates[count](): "{count} já está na agenda" | "{count} já estão na agenda", "{count} on the agenda already" | "{count} on the agenda already",
        "{count} ya está en la agenda" | "{count} ya están en la agenda";
    wrong[count](): "{count} fica de fora" | "{count} ficam de fora", "{count} stays out" | "{count} stay out",
        "{count} queda fuera" | "{count} quedan fuera";
    outside[count](): "{count} em outros dias" | "{count} em outros dias", "{count} on other days" | "{count} on other days",
        "{count} en otros días" | "{count} en otros días";
    new_clients[count](): "{count} cliente novo" | "{count} clientes novos", "{count} new client" | "{count} new clients",
        "{count} cliente nuevo" | "{count} clientes nuevos";
    at_line(line: u32): "Linha {line}", "Line {line}", "Línea {line}";
    untitled: "sem título", "untitled", "sin título";
    by_email: "pelo e-mail", "by e-mail", "por el correo";
    by_phone: "pelo telefone", "by phone", "por el teléfono";
    by_name: "pelo nome", "by name", "por el nombre";
    new_client: "cliente novo", "new client", "cliente nuevo";
    more[count](): "e mais {count}" | "e mais {count}", "and {count} more" | "and {count} more", "y {count} más" | "y {count} más";
    checking: "Conferindo…", "Checking…", "Revisando…";
    nothing: "Nada a importar", "Nothing to import", "Nada que importar";
    import_some[count](): "Agendar {count}" | "Agendar {count}", "Book {count}" | "Book {count}", "Agendar {count}" | "Agendar {count}";

    were_imported[count](): "{count} agendamento importado" | "{count} agendamentos importados",
        "{count} appointment imported" | "{count} appointments imported", "{count} cita importada" | "{count} citas importadas";
    none_imported: "Nenhum agendamento importado", "No appointments imported", "Ninguna cita importada";
    left_out[count](): "{count} evento deixado de fora" | "{count} eventos deixados de fora",
        "{count} event left out" | "{count} events left out", "{count} evento quedó fuera" | "{count} eventos quedaron fuera";
    can_undo: "Ctrl+Z desfaz a importação inteira. Importar o mesmo arquivo de novo não traz nada duas vezes.",
        "Ctrl+Z takes the whole import back. Importing the same file again brings nothing twice.",
        "Ctrl+Z deshace toda la importación. Importar el mismo archivo de nuevo no trae nada dos veces.";
    clients_stay: "Os clientes cadastrados ficam, mesmo que você desfaça.", "The clients that were entered stay, even if you undo it.",
        "Los clientes registrados quedan, aunque usted deshaga.";
    not_undone[count](): "{count} agendamento mudou desde então e ficou como está." | "{count} agendamentos mudaram desde então e ficaram como estão.",
        "{count} appointment has changed since and stays as it is." | "{count} appointments have changed since and stay as they are.",
        "{count} cita cambió desde entonces y quedó como está." | "{count} citas cambiaron desde entonces y quedaron como están.";
    back: "Voltar à agenda", "Back to the agenda", "Volver a la agenda";
}
