//! Words of synchronization.

leadsmart_contract::texts! {
    title: "Sincronização", "Synchronization", "Sincronización";
    text: "O que se faz em cada computador da empresa aparece nos outros. Sem conexão tudo continua funcionando, e nada se perde.",
        "What is done on each of the company’s computers appears on the others. Without a connection everything goes on working, and nothing is lost.",
        "Lo que se hace en cada computadora de la empresa aparece en las otras. Sin conexión todo sigue funcionando, y nada se pierde.";

    synchronized: "Sincronizado com os outros computadores.", "Synchronized with the other computers.", "Sincronizado con las otras computadoras.";
    waiting[count](): "{count} alteração espera envio." | "{count} alterações esperam envio.",
        "{count} change waits to be sent." | "{count} changes wait to be sent.",
        "{count} cambio espera envío." | "{count} cambios esperan envío.";
    offline: "Sem conexão.", "Offline.", "Sin conexión.";
    offline_since(when: &str): "Sem conexão desde {when}.", "Offline since {when}.", "Sin conexión desde {when}.";
    needs_you(what: &str): "Precisa de você: {what}", "Needs you: {what}", "Lo necesita a usted: {what}";

    messages_since(date: &str): "As mensagens desde {date} já estão neste computador. As mais antigas ainda estão chegando, e você pode trabalhar normalmente.",
        "The messages since {date} are on this computer. Older ones are still coming in, and you can work as usual.",
        "Los mensajes desde {date} ya están en esta computadora. Los más antiguos todavía están llegando, y usted puede trabajar con normalidad.";
    state: "Situação", "State", "Situación";
    detail: "Para o suporte", "For support", "Para soporte";
    try_now: "Tentar agora", "Try now", "Intentar ahora";
    trying: "Tentando agora. A situação acima se atualiza sozinha.", "Trying now. The state above renews itself.",
        "Intentando ahora. La situación de arriba se actualiza sola.";

    recover: "Recuperar…", "Recover…", "Recuperar…";
    recover_title: "Recuperar a sincronização?", "Recover synchronization?", "¿Recuperar la sincronización?";
    recover_restored: "O banco de dados da empresa voltou a um estado anterior. O que só este computador tem é enviado de novo e o que está lá é lido por inteiro. Nada é apagado sem aviso: o que não puder valer aparece como conflito. Faça o mesmo nos outros computadores.",
        "The company’s database was set back to an earlier state. What only this computer has is sent again, and what is there is read in full. Nothing is overwritten silently: what cannot stand appears as a conflict. Do the same on the other computers.",
        "La base de datos de la empresa volvió a un estado anterior. Lo que solo esta computadora tiene se envía de nuevo y lo que está allí se lee por completo. Nada se borra sin aviso: lo que no pueda valer aparece como conflicto. Haga lo mismo en las otras computadoras.";
    recover_forked: "Os dados deste computador voltaram a um estado anterior. O que ele perdeu vem de volta do banco de dados da empresa, e o que só ele tem é enviado de novo, uma única vez. Se este computador é a cópia de um que continua em uso, cancele e use aqui um código de convite.",
        "The data of this computer was set back to an earlier state. What it lost comes back from the company’s database, and what only it has is sent again, once. If this computer is a copy of one that is still in use, cancel and use an invite code here.",
        "Los datos de esta computadora volvieron a un estado anterior. Lo que perdió vuelve de la base de datos de la empresa, y lo que solo ella tiene se envía de nuevo, una sola vez. Si esta computadora es copia de una que sigue en uso, cancele y use aquí un código de invitación.";
    recover_now: "Recuperar agora", "Recover now", "Recuperar ahora";
    recovering: "Recuperação iniciada.", "Recovery has begun.", "Recuperación iniciada.";
    ask_manager: "Quem administra a empresa pode recuperar a sincronização nesta tela.",
        "An administrator of the company can recover synchronization on this page.",
        "Quien administra la empresa puede recuperar la sincronización en esta pantalla.";

    join_again: "Entrar de novo com um código…", "Join again with a code…", "Volver a unirse con un código…";
    join_again_title: "Entrar de novo com um código", "Join again with a code", "Volver a unirse con un código";
    join_again_text: "Peça um código novo a quem administra a empresa. O que está neste computador continua aqui, e o que esperava é enviado.",
        "Ask an administrator of the company for a new code. What is on this computer stays here, and what waited is sent.",
        "Pida un código nuevo a quien administra la empresa. Lo que está en esta computadora sigue aquí, y lo que esperaba se envía.";

    queue: "Esperando envio", "Waiting to be sent", "Esperando envío";
    queue_empty: "Nada espera: tudo o que foi feito aqui já está com os outros.", "Nothing waits: all that was done here is with the others.",
        "Nada espera: todo lo que se hizo aquí ya está con los otros.";
    queue_online: "Estão a caminho.", "They are on their way.", "Están en camino.";
    queue_offline: "Ficam guardadas aqui e saem sozinhas quando a conexão voltar.", "They are kept here and go out by themselves when the connection is back.",
        "Quedan guardados aquí y salen solos cuando vuelva la conexión.";
    queue_stopped: "Ficam guardadas aqui até a sincronização continuar.", "They are kept here until synchronization goes on.",
        "Quedan guardados aquí hasta que la sincronización continúe.";
    and_more[count](): "e mais {count}" | "e mais {count}", "and {count} more" | "and {count} more", "y {count} más" | "y {count} más";
    times[count](): "{count} vez" | "{count} vezes", "{count} time" | "{count} times", "{count} vez" | "{count} veces";
    handed_in: "enviado, à espera da resposta", "sent, waiting for the answer", "enviado, a la espera de la respuesta";

    conflicts: "Conflitos", "Conflicts", "Conflictos";
    conflicts_text: "Quando dois computadores fazem o que não cabe junto, vale o que chegou primeiro. O outro fica aqui até alguém decidir.",
        "When two computers do what does not fit together, what came first stands. The other one stays here until somebody decides.",
        "Cuando dos computadoras hacen algo que no cabe junto, vale lo que llegó primero. Lo otro queda aquí hasta que alguien decida.";
    none_open: "Nada a decidir.", "Nothing to decide.", "Nada que decidir.";
    decide: "Decidir", "Decide", "Decidir";
    decide_about(what: &str): "Decidir: {what}", "Decide: {what}", "Decidir: {what}";
    noted: "Anotados: ninguém precisa fazer nada", "Noted: nobody has to do anything", "Anotados: nadie tiene que hacer nada";
    settled: "Já resolvidos", "Already settled", "Ya resueltos";
    none_kept: "Nenhum.", "None.", "Ninguno.";
    of_client(what: &str, client: &str): "{what} de {client}", "{what} of {client}", "{what} de {client}";
    by_here(when: &str): "Feito neste computador, {when}.", "Done on this computer, {when}.", "Hecho en esta computadora, {when}.";
    by_somewhere(when: &str): "Feito em outro computador, {when}.", "Done on another computer, {when}.", "Hecho en otra computadora, {when}.";
    by_member_here(who: &str, when: &str): "Feito por {who} neste computador, {when}.", "Done by {who} on this computer, {when}.",
        "Hecho por {who} en esta computadora, {when}.";
    by_member(who: &str, when: &str): "Feito por {who} em outro computador, {when}.", "Done by {who} on another computer, {when}.",
        "Hecho por {who} en otra computadora, {when}.";

    conflict: "Conflito", "Conflict", "Conflicto";
    back: "Sincronização", "Synchronization", "Sincronización";
    gone: "Este conflito já foi resolvido", "This conflict was settled already", "Este conflicto ya fue resuelto";
    gone_text: "Alguém decidiu, aqui ou em outro computador. O que ficou está na agenda.",
        "Somebody decided, here or on another computer. What remains is on the agenda.",
        "Alguien decidió, aquí o en otra computadora. Lo que quedó está en la agenda.";
    to_list: "Ver os conflitos", "See the conflicts", "Ver los conflictos";
    side_by_side: "Os dois lado a lado", "Both side by side", "Los dos lado a lado";
    meant: "Não vale", "Does not stand", "No vale";
    standing: "Vale", "Stands", "Vale";
    differs: "difere", "differs", "difiere";
    field_client: "Cliente", "Client", "Cliente";
    field_when: "Quando", "When", "Cuándo";
    field_agenda: "Agenda", "Agenda", "Agenda";
    field_with: "Com", "With", "Con";
    field_status: "Situação", "Status", "Estado";
    field_notes: "Notas", "Notes", "Notas";
    nobody: "cliente excluído", "deleted client", "cliente eliminado";
    anybody: "ninguém em particular", "nobody in particular", "nadie en particular";
    nothing: "\u{2014}", "\u{2014}", "\u{2014}";
    yes: "sim", "yes", "sí";
    no: "não", "no", "no";
    no_fields: "O que mudou não pode ser mostrado por esta versão.", "What has changed cannot be shown by this version.",
        "Lo que cambió no puede ser mostrado por esta versión.";

    what_to_do: "O que fazer?", "What to do?", "¿Qué hacer?";
    may_not: "Sua função não permite decidir. Fale com quem administra a empresa.", "Your role does not allow you to decide. Talk to an administrator of the company.",
        "Su rol no permite decidir. Hable con quien administra la empresa.";
    move_title: "Levar para outro horário", "Take it to another time", "Llevarla a otro horario";
    free_times: "Horários livres por perto", "Free times nearby", "Horarios libres cercanos";
    none_free: "Nenhum horário livre por perto. Escolha outro dia ou outra agenda.", "No free time nearby. Choose another day or agenda.",
        "Ningún horario libre cercano. Elija otro día u otra agenda.";
    agenda: "Agenda", "Agenda", "Agenda";
    date: "Data", "Date", "Fecha";
    start: "Início", "Start", "Inicio";
    missing: "Preencha este campo.", "Fill in this field.", "Complete este campo.";
    move_now: "Levar para este horário", "Take it to this time", "Llevarla a este horario";
    overbook: "Encaixar no mesmo horário", "Squeeze in at the same time", "Encajar en el mismo horario";
    overbook_text: "Os dois agendamentos ficam no mesmo horário, e este é marcado como encaixe.",
        "Both appointments stay at the same time, and this one is marked as squeezed in.",
        "Las dos citas quedan en el mismo horario, y esta se marca como encajada.";
    repeat: "Aplicar a alteração agora", "Make the change now", "Aplicar el cambio ahora";
    repeat_text: "A alteração que não valeu é feita de novo sobre o que vale hoje.", "The change that did not stand is made again on what stands now.",
        "El cambio que no valió se hace de nuevo sobre lo que vale ahora.";
    discard: "Desistir…", "Give it up…", "Desistir…";
    discard_text: "Fica como está agora, na coluna “Vale”. O que não valeu continua guardado entre os resolvidos.",
        "It stays as it is now, in the column “Stands”. What did not stand is kept among the settled ones.",
        "Queda como está ahora, en la columna “Vale”. Lo que no valió sigue guardado entre los resueltos.";
    discard_title(what: &str): "Desistir: {what}?", "Give up: {what}?", "¿Desistir: {what}?";
    discard_booking: "Não haverá agendamento. Se o cliente ainda é esperado, avise-o. O que não valeu continua guardado entre os resolvidos.",
        "There will be no appointment. If the client is still expected, tell her. What did not stand is kept among the settled ones.",
        "No habrá cita. Si el cliente todavía la espera, avísele. Lo que no valió sigue guardado entre los resueltos.";
    discard_now: "Desistir", "Give it up", "Desistir";
    was_moved: "Conflito resolvido: agendamento levado para outro horário.", "Conflict settled: the appointment was taken to another time.",
        "Conflicto resuelto: la cita se llevó a otro horario.";
    was_overbooked: "Conflito resolvido: agendamento encaixado.", "Conflict settled: the appointment was squeezed in.", "Conflicto resuelto: la cita fue encajada.";
    was_repeated: "Conflito resolvido: alteração aplicada.", "Conflict settled: the change was made.", "Conflicto resuelto: cambio aplicado.";
    was_discarded: "Conflito resolvido: fica o que já valia.", "Conflict settled: what stood stays.", "Conflicto resuelto: queda lo que ya valía.";

    alone_text: "Esta empresa ainda não é compartilhada com outros computadores.", "This company is not shared with other computers yet.",
        "Esta empresa todavía no se comparte con otras computadoras.";
}
