//! Clients who are probably entered twice, and making them one.

use jiff::Timestamp;

use super::{ClientSummary, ClientView, GROUP};
use crate::auth::Done;
use crate::ids::{ClientId, CompanyId, MergeId};
use crate::language::Language;
use crate::permission::{Access, Permission};
use crate::values::Name;
use crate::{command, view};

view! {
    /// What two clients have in common, the most telling first.
    enum Likeness {
        /// The same CPF or CNPJ.
        SameDocument,
        /// The same phone, with or without its ninth digit. Families share phones.
        SamePhone,
        /// The same e-mail address.
        SameEmail,
        /// The same name, or one that differs by a slip, a middle name or an initial.
        SimilarName,
        /// The same date of birth.
        SameBirthday,
        /// The last eight digits of a phone, under different area codes or without one.
        SamePhoneEnding,
    }
}

impl Likeness {
    /// As a person reads it.
    pub const fn text(self, language: Language) -> &'static str {
        match self {
            Self::SameDocument => same_document(language),
            Self::SamePhone => same_phone(language),
            Self::SameEmail => same_email(language),
            Self::SimilarName => similar_name(language),
            Self::SameBirthday => same_birthday(language),
            Self::SamePhoneEnding => same_phone_ending(language),
        }
    }
}

view! {
    /// Two clients who may be one person.
    struct DuplicatePair {
        /// The one who was entered first.
        first: ClientSummary,
        /// The other.
        second: ClientSummary,
        /// Why they may be one.
        likenesses: Vec<Likeness>,
    }
}

view! {
    /// Clients who may be entered twice.
    struct Duplicates {
        /// The likeliest pairs first, at most 50.
        pairs: Vec<DuplicatePair>,
        /// Whether there are more.
        more: bool,
    }
}

view! {
    /// A client who went into another.
    struct MergeMention {
        /// By this it can be taken back.
        id: MergeId,
        /// The name of the one who went.
        name: Name,
        /// When.
        at: Timestamp,
    }
}

view! {
    /// Two clients who became one.
    struct ClientsMerged {
        /// By this it can be taken back.
        merge_id: MergeId,
        /// The one who stays, as she is now.
        client: ClientView,
        /// How many appointments went over.
        appointments: u32,
    }
}

view! {
    /// Two clients who were one for a while.
    struct ClientsUnmerged {
        /// The one who stayed.
        kept: ClientView,
        /// The one who is back.
        restored: ClientView,
    }
}

command! {
    /// Clients who may be entered twice: with the same document, phone or e-mail, or with similar names and the same birthday or
    /// end of a phone. Pairs that were said to be different people are left out. Nothing is merged by itself.
    ListDuplicates("clients.duplicates", Get "/v1/companies/{company_id}/client-duplicates", Access::Permission(Permission::ClientsManage), GROUP, "Get Duplicate Clients") -> Duplicates {
        /// The company.
        company_id: CompanyId,
    }
}

command! {
    /// Says that two clients are different people, so that they are not suggested again.
    KeepApart("clients.keep_apart", Post "/v1/companies/{company_id}/clients/{client_id}/apart", Access::Permission(Permission::ClientsManage), GROUP, "Keep Clients Apart") -> Done {
        /// The company.
        company_id: CompanyId,
        /// One of them.
        client_id: ClientId,
        /// The other.
        other_id: ClientId,
    }
}

command! {
    /// Takes back that two clients are different people.
    ForgetApart("clients.forget_apart", Delete "/v1/companies/{company_id}/clients/{client_id}/apart/{other_id}", Access::Permission(Permission::ClientsManage), GROUP, "Forget Clients Apart") -> Done {
        /// The company.
        company_id: CompanyId,
        /// One of them.
        client_id: ClientId,
        /// The other.
        other_id: ClientId,
    }
}

command! {
    /// Makes two clients one. Appointments, phones and tags go over to the one who stays, whose empty fields are filled; values
    /// that differ go into the notes. The consent to messages stays as it is. The other is found no more, and
    /// `clients.unmerge` takes all of it back.
    MergeClients("clients.merge", Post "/v1/companies/{company_id}/clients/{client_id}/merge", Access::Permission(Permission::ClientsManage), GROUP, "Merge Clients") -> ClientsMerged {
        /// The company.
        company_id: CompanyId,
        /// The one who stays.
        client_id: ClientId,
        /// The one who goes into her.
        gone_id: ClientId,
    }
}

command! {
    /// Makes two clients of one again, each as before, unless what the merge had set was changed since. What was booked since
    /// stays with the one who stayed.
    UnmergeClients("clients.unmerge", Post "/v1/companies/{company_id}/client-merges/{merge_id}/undo", Access::Permission(Permission::ClientsManage), GROUP, "Unmerge Clients") -> ClientsUnmerged {
        /// The company.
        company_id: CompanyId,
        /// The merge.
        merge_id: MergeId,
    }
}

crate::texts! {
    same_document: "mesmo CPF ou CNPJ", "same CPF or CNPJ", "mismo CPF o CNPJ";
    same_phone: "mesmo telefone", "same phone", "mismo teléfono";
    same_email: "mesmo e-mail", "same e-mail", "mismo correo";
    similar_name: "nome parecido", "similar name", "nombre parecido";
    same_birthday: "mesmo nascimento", "same date of birth", "misma fecha de nacimiento";
    same_phone_ending: "mesmo final de telefone", "same end of the phone", "mismo final de teléfono";
}
