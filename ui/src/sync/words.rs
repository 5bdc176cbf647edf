//! What was done, in words that somebody at a front desk knows: the backend tells only the names of commands and tables. Pure.

use leadsmart_contract::language::Language;

use crate::language::Text;

/// What a command has done, such as "Appointment created". Of one that only a newer version knows: that something was changed.
pub(super) fn operation(language: Language, command: &str) -> &'static str {
    known_operation(command).unwrap_or(texts::something)(language)
}

fn known_operation(command: &str) -> Option<Text> {
    let (feature, verb) = command.split_once('.').unwrap_or((command, ""));
    let text: Text = match (feature, verb) {
        ("appointments", verb) => return appointments(verb),
        ("clients", verb) => return clients(verb),
        ("agendas", "create") => texts::agenda_created,
        ("agendas", "delete") => texts::agenda_deleted,
        ("agendas", "set_exception" | "clear_exception") => texts::special_hours,
        ("agendas", _) => texts::agenda_changed,
        ("services", "create") => texts::service_created,
        ("services", "delete") => texts::service_deleted,
        ("services", _) => texts::service_changed,
        ("absences", "delete") => texts::absence_deleted,
        ("absences", _) => texts::absence_created,
        ("holidays", _) => texts::holiday_changed,
        ("members", "create") => texts::member_created,
        ("members", _) => texts::member_changed,
        ("roles", _) => texts::role_changed,
        ("companies", "create") => texts::company_created,
        ("companies", "reset_invite_code" | "revoke_invite_code") => texts::invitation_changed,
        ("companies", "set_mail_server" | "remove_mail_server") => texts::mail_changed,
        ("companies", _) => texts::company_changed,
        ("ics", _) => texts::calendar_imported,
        ("instances", _) => texts::number_changed,
        ("threads", "create_note" | "delete_note") => texts::remark_changed,
        ("threads", _) => texts::chat_changed,
        ("messages", "send") => texts::message_written,
        ("messages", _) => texts::message_changed,
        ("quick_replies", _) => texts::quick_reply_changed,
        ("sync", "settle") => texts::conflict_settled,
        ("first_upload", _) => texts::first_upload,
        _ => return None,
    };
    Some(text)
}

fn appointments(verb: &str) -> Option<Text> {
    let text: Text = match verb {
        "create" => texts::booked,
        "create_series" => texts::series_booked,
        "update_date" => texts::moved,
        "update_series" => texts::series_changed,
        "cancel_series" => texts::series_cancelled,
        "set_status" | "set_status_many" => texts::status_changed,
        "undo" | "undo_many" => texts::taken_back,
        "add_members" | "delete_members" => texts::team_changed,
        "update" => texts::appointment_changed,
        _ => return None,
    };
    Some(text)
}

fn clients(verb: &str) -> Option<Text> {
    let text: Text = match verb {
        "create" => texts::client_created,
        "update" => texts::client_changed,
        "delete" => texts::client_deleted,
        "restore" => texts::client_restored,
        "import" => texts::clients_imported,
        "merge" => texts::clients_merged,
        "unmerge" => texts::clients_parted,
        "keep_apart" | "forget_apart" => texts::clients_told_apart,
        _ => return None,
    };
    Some(text)
}

/// What a row is that something is about, such as "Client".
pub(super) fn entity(language: Language, table: &str) -> &'static str {
    let text: Text = match table {
        "appointments" | "appointment_members" | "appointment_services" | "appointment_changes" => {
            texts::an_appointment
        }
        "appointment_series" => texts::a_series,
        "clients" | "client_phones" | "client_merges" | "client_distinctions" => texts::a_client,
        "agendas" | "agenda_members" => texts::an_agenda,
        "agenda_exceptions" => texts::some_hours,
        "services" => texts::a_service,
        "absences" => texts::an_absence,
        "holidays" | "holiday_openings" => texts::a_holiday,
        "members" => texts::a_member,
        "roles" => texts::a_role,
        "companies" | "invite_codes" => texts::the_company,
        "mail_servers" => texts::the_mail,
        _ => texts::an_entry,
    };
    text(language)
}

/// What a field is called; none for one that says nothing at a front desk.
pub(super) fn field(language: Language, column: &str) -> Option<&'static str> {
    let text: Text = match column {
        "name" => texts::field_name,
        "email" => texts::field_email,
        "phone" | "client_phones.typed" => texts::field_phone,
        "document" => texts::field_document,
        "birthday" => texts::field_birthday,
        "address" => texts::field_address,
        "notes" => texts::field_notes,
        "tags" => texts::field_tags,
        "marketing_consent_at" => texts::field_consent,
        "deleted_at" => texts::field_deleted,
        "active" => texts::field_active,
        "duration" | "default_duration" => texts::field_duration,
        "capacity" => texts::field_capacity,
        "starts_at" => texts::field_from,
        "ends_at" => texts::field_until,
        "reason" | "agenda_exceptions.reason" => texts::field_reason,
        "date" | "agenda_exceptions.date" => texts::field_date,
        "zone" => texts::field_zone,
        "country" => texts::field_country,
        "state" => texts::field_state,
        _ => return None,
    };
    Some(text(language))
}

mod texts {
    leadsmart_contract::texts! {
        something: "Alteração", "Change", "Cambio";
        first_upload: "Primeiro envio da empresa", "First upload of the company", "Primer envío de la empresa";
        booked: "Agendamento criado", "Appointment booked", "Cita creada";
        series_booked: "Agendamentos repetidos criados", "Repeating appointments booked", "Citas repetidas creadas";
        moved: "Agendamento remarcado", "Appointment moved", "Cita reprogramada";
        series_changed: "Agendamentos repetidos alterados", "Repeating appointments changed", "Citas repetidas modificadas";
        series_cancelled: "Agendamentos repetidos cancelados", "Repeating appointments cancelled", "Citas repetidas canceladas";
        status_changed: "Situação do agendamento alterada", "Status of the appointment changed", "Estado de la cita modificado";
        taken_back: "Alteração desfeita", "Change taken back", "Cambio deshecho";
        team_changed: "Profissionais do agendamento alterados", "Professionals of the appointment changed", "Profesionales de la cita modificados";
        appointment_changed: "Agendamento alterado", "Appointment changed", "Cita modificada";
        client_created: "Cliente cadastrado", "Client entered", "Cliente registrado";
        client_changed: "Cliente alterado", "Client changed", "Cliente modificado";
        client_deleted: "Cliente excluído", "Client deleted", "Cliente eliminado";
        client_restored: "Cliente recuperado", "Client restored", "Cliente recuperado";
        clients_imported: "Lista de clientes importada", "List of clients imported", "Lista de clientes importada";
        clients_merged: "Clientes unidos", "Clients merged", "Clientes unidos";
        clients_parted: "União de clientes desfeita", "Merge of clients taken back", "Unión de clientes deshecha";
        clients_told_apart: "Clientes parecidos conferidos", "Similar clients looked through", "Clientes parecidos revisados";
        agenda_created: "Agenda criada", "Agenda created", "Agenda creada";
        agenda_changed: "Agenda alterada", "Agenda changed", "Agenda modificada";
        agenda_deleted: "Agenda excluída", "Agenda deleted", "Agenda eliminada";
        special_hours: "Horário especial alterado", "Special hours changed", "Horario especial modificado";
        service_created: "Serviço criado", "Service created", "Servicio creado";
        service_changed: "Serviço alterado", "Service changed", "Servicio modificado";
        service_deleted: "Serviço excluído", "Service deleted", "Servicio eliminado";
        absence_created: "Ausência registrada", "Absence entered", "Ausencia registrada";
        absence_deleted: "Ausência excluída", "Absence deleted", "Ausencia eliminada";
        holiday_changed: "Feriado alterado", "Holiday changed", "Feriado modificado";
        member_created: "Pessoa da equipe cadastrada", "Team member entered", "Persona del equipo registrada";
        member_changed: "Pessoa da equipe alterada", "Team member changed", "Persona del equipo modificada";
        role_changed: "Função alterada", "Role changed", "Rol modificado";
        company_created: "Empresa criada", "Company created", "Empresa creada";
        company_changed: "Dados da empresa alterados", "Company data changed", "Datos de la empresa modificados";
        invitation_changed: "Código de convite alterado", "Invite code changed", "Código de invitación modificado";
        mail_changed: "Servidor de e-mail alterado", "Mail server changed", "Servidor de correo modificado";
        calendar_imported: "Arquivo de calendário importado", "Calendar file imported", "Archivo de calendario importado";
        conflict_settled: "Conflito resolvido", "Conflict settled", "Conflicto resuelto";

        field_name: "Nome", "Name", "Nombre";
        field_email: "E-mail", "E-mail", "Correo electrónico";
        field_phone: "Telefone", "Phone", "Teléfono";
        field_document: "Documento", "Document", "Documento";
        field_birthday: "Nascimento", "Birthday", "Nacimiento";
        field_address: "Endereço", "Address", "Dirección";
        field_notes: "Notas", "Notes", "Notas";
        field_tags: "Etiquetas", "Tags", "Etiquetas";
        field_consent: "Aceita mensagens desde", "Accepts messages since", "Acepta mensajes desde";
        field_deleted: "Excluído em", "Deleted on", "Eliminado el";
        field_active: "Em uso", "In use", "En uso";
        field_duration: "Duração (min)", "Duration (min)", "Duración (min)";
        field_capacity: "Lugares", "Places", "Lugares";
        field_from: "De", "From", "Desde";
        field_until: "Até", "Until", "Hasta";
        field_reason: "Motivo", "Reason", "Motivo";
        field_date: "Data", "Date", "Fecha";
        field_zone: "Fuso horário", "Time zone", "Zona horaria";
        field_country: "País", "Country", "País";
        field_state: "Estado", "State", "Estado";

        an_appointment: "Agendamento", "Appointment", "Cita";
        a_series: "Agendamentos repetidos", "Repeating appointments", "Citas repetidas";
        a_client: "Cliente", "Client", "Cliente";
        an_agenda: "Agenda", "Agenda", "Agenda";
        some_hours: "Horário especial", "Special hours", "Horario especial";
        number_changed: "Número de WhatsApp alterado", "WhatsApp number changed", "Número de WhatsApp modificado";
        remark_changed: "Nota interna", "Internal note", "Nota interna";
        chat_changed: "Conversa alterada", "Chat changed", "Conversación modificada";
        message_written: "Mensagem escrita", "Message written", "Mensaje escrito";
        message_changed: "Mensagem alterada", "Message changed", "Mensaje modificado";
        quick_reply_changed: "Resposta rápida alterada", "Quick reply changed", "Respuesta rápida modificada";
        a_service: "Serviço", "Service", "Servicio";
        an_absence: "Ausência", "Absence", "Ausencia";
        a_holiday: "Feriado", "Holiday", "Feriado";
        a_member: "Pessoa da equipe", "Team member", "Persona del equipo";
        a_role: "Função", "Role", "Rol";
        the_company: "Empresa", "Company", "Empresa";
        the_mail: "Servidor de e-mail", "Mail server", "Servidor de correo";
        an_entry: "Registro", "Entry", "Registro";
    }
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::command::Method;
    use leadsmart_contract::commands::ALL;

    use super::*;

    /// Whether a command that is no question changes nothing that desktops share.
    fn stays_here(command: &str) -> bool {
        const QUESTIONS: [&str; 4] =
            ["appointments.check_series", "clients.check_import", "ics.check", "members.issue_reset_code"];
        let own = ["backups.", "sample.", "sync."].iter().any(|feature| command.starts_with(feature));
        QUESTIONS.contains(&command) || own && command != "sync.settle"
    }

    #[test]
    fn whatever_can_wait_for_the_others_has_words() {
        let shared = ALL.iter().filter(|spec| spec.method != Method::Get && spec.access.needs_company());
        let mut seen = 0;
        for spec in shared.filter(|spec| !stays_here(spec.name)) {
            assert!(known_operation(spec.name).is_some(), "{} has words", spec.name);
            seen += 1;
        }
        assert!(seen > 40, "the commands are looked at");
    }

    #[test]
    fn what_a_newer_version_did_is_a_change() {
        assert_eq!(operation(Language::English, "chats.send"), "Change");
        assert_eq!(operation(Language::Portuguese, "appointments.create"), "Agendamento criado");
        assert_eq!(entity(Language::Spanish, "chats"), "Registro");
    }
}
