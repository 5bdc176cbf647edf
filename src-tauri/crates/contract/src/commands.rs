//! The list of all commands. The command table refuses to start while one of them has no handler.

use crate::command::{Command, Spec};
use crate::{
    absences, agendas, appointments, auth, backups, clients, companies, holidays, ics, instances, members,
    messages, quick_replies, roles, sample, services, sync, system, threads,
};

macro_rules! all {
    ($($module:ident::$name:ident),* $(,)?) => {
        /// Every command, in the order of the API documentation.
        pub const ALL: &[Spec] = &[$(<$module::$name as Command>::SPEC),*];

        /// Calls the given macro with the type of every command.
        #[macro_export]
        macro_rules! for_each_command {
            ($callback:ident) => { $( $callback!($crate::$module::$name); )* };
        }
    };
}

all! {
    auth::Register, auth::Me, auth::UpdateUser, auth::Login, auth::Logout, auth::ResetPassword, auth::ChangeEmail,
    auth::RequestPasswordReset, auth::RequestEmailChange, auth::UploadProfilePicture, auth::ProfilePicture,
    auth::VerifyEmail, auth::RequestEmailVerification, auth::ReplaceRecoveryCode, auth::ListSessions, auth::RevokeSession,
    companies::CreateCompany, companies::JoinCompany, companies::ListCompanies, companies::GetCompany,
    companies::UpdateCompany, companies::DeactivateCompany, companies::ActivateCompany, companies::ResetInviteCode,
    companies::RevokeInviteCode, companies::GetMailServer, companies::SetMailServer, companies::RemoveMailServer,
    members::CreateMember, members::ListMembers, members::GetMember, members::UpdateMember, members::DeactivateMember,
    members::ActivateMember, members::IssueResetCode,
    roles::GetRole, roles::ListRoles, roles::CreateRole, roles::DeleteRole, roles::UpdateRole,
    clients::ListClients, clients::CreateClient, clients::GetClient, clients::UpdateClient, clients::DeleteClient,
    clients::RestoreClient, clients::CheckImport, clients::ImportClients, clients::ExportClients,
    clients::ListDuplicates, clients::KeepApart, clients::ForgetApart, clients::MergeClients,
    clients::UnmergeClients,
    services::ListServices, services::CreateService, services::UpdateService, services::DeleteService,
    agendas::CreateAgenda, agendas::ListAgendas, agendas::GetAgenda, agendas::GetAgendaWithAppointments,
    agendas::GetAvailableSlots, agendas::UpdateAgenda, agendas::DeleteAgenda, agendas::ActivateAgenda,
    agendas::CreateAgendaIntegration, agendas::DeleteAgendaIntegration, agendas::SetException, agendas::ClearException,
    agendas::GetCalendar, agendas::GetMonth,
    absences::ListAbsences, absences::CreateAbsence, absences::DeleteAbsence,
    holidays::ListHolidays, holidays::CreateHoliday, holidays::DeleteHoliday, holidays::SetHolidayOpen,
    appointments::CreateAppointment, appointments::ListAppointments, appointments::GetAppointment,
    appointments::AddMembers, appointments::DeleteMembers, appointments::UpdateAppointment, appointments::UpdateDate,
    appointments::SetStatus, appointments::GetHistory, appointments::UndoChange, appointments::Explain,
    appointments::NextFree, appointments::CountByDay, appointments::GetToday,
    appointments::GetDaySheet, appointments::SetStatusMany, appointments::UndoMany,
    appointments::CheckSeries, appointments::CreateSeries, appointments::UpdateSeries, appointments::CancelSeries,
    instances::CreateInstance, instances::ListInstances, instances::GetInstance, instances::UpdateInstance,
    instances::ConnectInstance, instances::LinkByCode, instances::UseInstanceHere, instances::DisconnectInstance,
    instances::ActivateInstance, instances::DeactivateInstance,
    threads::ListThreads, threads::CountThreads, threads::GetThread, threads::ListThreadsByClient,
    threads::ListThreadsByInstance, threads::OpenThread, threads::UpdateThread, threads::DeleteThread,
    threads::MarkThreadRead, threads::ShowTyping, threads::ListNotes, threads::CreateNote, threads::DeleteNote,
    messages::SendMessage, messages::ListMessages, messages::FetchOlderMessages, messages::GetMessage, messages::GetRevisions, messages::UpdateMessage,
    messages::RetryMessage, messages::DiscardMessage, messages::DeleteMessage, messages::ReactToMessage,
    messages::SearchMessages, messages::ReadMedia, messages::FetchMedia, messages::BeginUpload, messages::UploadPiece,
    quick_replies::ListQuickReplies, quick_replies::CreateQuickReply, quick_replies::UpdateQuickReply,
    quick_replies::DeleteQuickReply, quick_replies::FillQuickReply,
    ics::CheckIcs, ics::ImportIcs, ics::ExportIcs,
    sample::ExploreSample, sample::RemoveSample,
    backups::ListBackups, backups::CreateBackup, backups::BeginBackupUpload, backups::CancelBackupUpload,
    backups::CheckBackup, backups::RestoreBackup, backups::BeginFirstUpload, backups::CheckFirstBackup,
    backups::RestoreFirstBackup,
    sync::GetSyncStatus, sync::ListWaiting, sync::ListConflicts, sync::SettleConflict, sync::SyncNow, sync::RecoverSync,
    sync::SetUpSync, sync::RenewSync, sync::InviteDevice, sync::GetSyncInvite, sync::RevokeSyncInvite,
    sync::JoinSync, sync::ListJoining, sync::CancelJoining, sync::ListDevices, sync::ShutOutDevice,
    system::GetStatus, system::ListZones, system::GetSecretsStatus, system::SealSecrets, system::OpenSecrets,
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::ALL;

    #[test]
    fn names_and_addresses_are_unique() {
        let mut names = HashSet::new();
        let mut addresses = HashSet::new();
        for spec in ALL {
            assert!(names.insert(spec.name), "{} is declared once", spec.name);
            assert!(addresses.insert((spec.method, spec.path)), "{} has an address of its own", spec.name);
        }
    }

    #[test]
    fn a_command_of_a_company_names_the_company_in_its_path() {
        for spec in ALL {
            let named = spec.path_fields().any(|field| field == "company_id");
            assert_eq!(
                spec.access.needs_company(),
                named,
                "{} names its company exactly if access depends on it",
                spec.name
            );
        }
    }
}
