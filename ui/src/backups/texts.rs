//! Words of the copies.

leadsmart_contract::texts! {
    title: "Cópias de segurança", "Backups", "Copias de seguridad";
    text: "Uma cópia leva tudo o que está neste computador. Guarde uma também fora dele, em um pendrive ou na nuvem: quem tiver o arquivo pode ler os dados.",
        "A copy has everything that is on this computer. Keep one elsewhere too, on a USB stick or in the cloud: whoever has the file can read the data.",
        "Una copia lleva todo lo que está en esta computadora. Guarde también una fuera de ella, en una memoria USB o en la nube: quien tenga el archivo puede leer los datos.";
    make: "Fazer uma cópia agora", "Make a copy now", "Hacer una copia ahora";
    made(place: &str, size: &str): "Cópia pronta ({size}): {place}", "Copy made ({size}): {place}", "Copia lista ({size}): {place}";
    shared: "Este computador também guarda os dados de uma empresa que você não administra. Quem administra todas pode restaurar uma cópia.",
        "This computer also keeps the data of a company that you do not manage. Whoever manages all of them can restore a copy.",
        "Esta computadora también guarda los datos de una empresa que usted no administra. Quien administra todas puede restaurar una copia.";
    kept: "Guardadas neste computador", "Kept on this computer", "Guardadas en esta computadora";
    none_kept: "Nenhuma ainda. Uma por dia é feita sozinha quando algo muda; ficam as 7 mais novas.",
        "None yet. One a day is made by itself when something has changed; the newest 7 stay.",
        "Ninguna todavía. Se hace una por día automáticamente cuando algo cambia; quedan las 7 más nuevas.";
    daily: "cópia do dia", "copy of the day", "copia del día";
    before_restore: "antes de uma restauração", "before a restore", "antes de una restauración";
    before_update: "antes de uma atualização", "before an update", "antes de una actualización";
    sent: "arquivo escolhido", "chosen file", "archivo elegido";
    not_readable: "não pôde ser lida", "cannot be read", "no se pudo leer";
    restore: "Restaurar…", "Restore…", "Restaurar…";
    from_file: "Restaurar de um arquivo…", "Restore from a file…", "Restaurar desde un archivo…";
    first: "Já uso o LeadSmart: restaurar uma cópia…", "I use LeadSmart already: restore a copy…",
        "Ya uso LeadSmart: restaurar una copia…";
    empty_now: "Este computador ainda não tem dados.", "This computer has no data yet.", "Esta computadora todavía no tiene datos.";
    log_in_then: "O LeadSmart fecha e abre de novo com a cópia. Entre então com a sua conta e a senha que ela tinha na época da cópia.",
        "LeadSmart closes and opens again with the copy. Log in then with your account and the password it had at the time of the copy.",
        "LeadSmart se cierra y se abre de nuevo con la copia. Inicie sesión entonces con su cuenta y la contraseña que tenía en el momento de la copia.";
    from_file_hint: "Um arquivo .leadsmart-backup que você guardou.", "A .leadsmart-backup file that you kept.",
        "Un archivo .leadsmart-backup que usted guardó.";
    cancel: "Cancelar", "Cancel", "Cancelar";

    restore_title: "Restaurar uma cópia", "Restore a copy", "Restaurar una copia";
    sending: "Lendo o arquivo…", "Reading the file…", "Leyendo el archivo…";
    checking: "Conferindo a cópia do começo ao fim…", "Checking the copy from beginning to end…", "Revisando la copia de principio a fin…";
    unreadable: "O arquivo não pôde ser lido. Nada foi alterado.", "The file could not be read. Nothing was changed.",
        "No se pudo leer el archivo. Nada fue modificado.";
    unreadable_hint: "Confira se ele ainda está lá e escolha-o de novo.", "Check that it is still there, and choose it again.",
        "Revise que todavía esté ahí y elíjalo de nuevo.";
    goes: "Sai", "Replaced", "Sale";
    comes: "Entra no lugar", "Takes its place", "Entra en su lugar";
    copy_of(made: &str): "Cópia de {made}", "Copy of {made}", "Copia del {made}";
    copy_from_file: "Cópia do arquivo", "Copy from the file", "Copia del archivo";
    what_happens: "O LeadSmart fecha e abre de novo com a cópia. O que foi registrado depois dela não se perde: fica guardado à parte, nesta lista, e pode ser restaurado do mesmo jeito.",
        "LeadSmart closes and opens again with the copy. What was entered after it is not lost: it is kept aside in this list and can be restored the same way.",
        "LeadSmart se cierra y se abre de nuevo con la copia. Lo registrado después de ella no se pierde: queda guardado aparte, en esta lista, y se puede restaurar del mismo modo.";
    who_logs_in: "Você continua com a sessão aberta se sua conta já existia na cópia; as outras pessoas entram de novo, com a senha que tinham então.",
        "You stay logged in if your account was in the copy already; everybody else logs in again, with the password they had then.",
        "Usted sigue con la sesión abierta si su cuenta ya existía en la copia; las demás personas inician sesión de nuevo, con la contraseña que tenían entonces.";
    restoring: "Preparando a cópia; o LeadSmart já abre de novo.", "Preparing the copy; LeadSmart opens again in a moment.",
        "Preparando la copia; LeadSmart se abre de nuevo enseguida.";
    restore_now: "Restaurar e reabrir", "Restore and reopen", "Restaurar y reabrir";

    no_company: "nenhuma empresa", "no company", "ninguna empresa";
    companies[count](): "{count} empresa" | "{count} empresas", "{count} company" | "{count} companies", "{count} empresa" | "{count} empresas";
    and_more[count](): "e mais {count}" | "e mais {count}", "and {count} more" | "and {count} more", "y {count} más" | "y {count} más";
    appointments[count](): "{count} agendamento" | "{count} agendamentos", "{count} appointment" | "{count} appointments",
        "{count} cita" | "{count} citas";
    changed(at: &str): "última alteração em {at}", "last change on {at}", "último cambio el {at}";
}
