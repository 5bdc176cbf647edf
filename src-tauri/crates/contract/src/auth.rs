//! Users: registering, logging in and out, passwords, e-mail, profile.
//!
//! A user is a person who can log in; what she may do in a company follows from her membership there. There is always a
//! way back in: the recovery code printed at registration, a mail where the company has set a mail server, or a code issued
//! by an administrator.

use jiff::Timestamp;

use crate::ids::{CompanyId, PictureId, SessionId, UserId};
use crate::language::Language;
use crate::permission::Access;
use crate::values::{AccessCode, EmailAddress, Minutes, Name, Password, Secret, nullable};
use crate::{command, view};

const GROUP: &str = "Authentication";

view! {
    /// A user, as she sees herself.
    struct UserView {
        /// Her id.
        id: UserId,
        /// Her name.
        name: Name,
        /// What she logs in with.
        email: EmailAddress,
        /// Whether the address was confirmed by a message.
        email_verified: bool,
        /// The language of her windows and notifications.
        language: Language,
        /// Her picture; `auth.profile_picture` gets it.
        picture_id: Option<PictureId>,
        /// How long before an appointment her desktop reminds her; none for never.
        remind_before: Option<Minutes>,
    }
}

view! {
    /// A session that begins: keep the token, it is shown once.
    struct SessionStarted {
        /// Identifies the session, for the list of sessions.
        session_id: SessionId,
        /// Sent with each call: `Authorization: Bearer …`.
        token: Secret,
        /// When the session ends unless it is used before.
        expires_at: Timestamp,
        /// Who is logged in.
        user: UserView,
    }
}

view! {
    /// A new account.
    struct Registered {
        /// The session of the new user.
        session: SessionStarted,
        /// Opens the account if the password is forgotten. Shown once: print it or write it down.
        recovery_code: AccessCode,
    }
}

view! {
    /// One log-in on one device.
    struct SessionView {
        /// Its id.
        id: SessionId,
        /// The device, as it named itself.
        device: String,
        /// When it began.
        created_at: Timestamp,
        /// When it was last used, to the hour.
        used_at: Timestamp,
        /// When it ends unless it is used before.
        expires_at: Timestamp,
        /// Whether it is the one that asks.
        current: bool,
    }
}

view! {
    /// How a code reaches the person.
    enum Delivery {
        /// If the address is known, a message is on its way.
        Mail,
        /// There is no mail server: use the recovery code or ask an administrator for a code.
        CodeOrAdministrator,
    }
}

view! {
    /// What a request for a code led to. It is the same whether or not the address is known.
    struct CodeRequested {
        /// How the code reaches the person.
        delivery: Delivery,
    }
}

view! {
    /// A picture, ready for `src`.
    struct PictureView {
        /// Its id.
        id: PictureId,
        /// `data:image/…;base64,…`.
        data_url: String,
    }
}

view! {
    /// Nothing more to say: it is done.
    struct Done {}
}

command! {
    /// Creates an account and logs in.
    Register("auth.register", Post "/v1/auth/register", Access::Public, GROUP, "Register") -> Registered {
        /// The person's name.
        name: Name,
        /// What she will log in with.
        email: EmailAddress,
        /// Her password.
        password: Password,
        /// Her language; the caller's if left out.
        #[serde(default)]
        language: Option<Language>,
        /// What this device calls itself in the list of sessions.
        #[serde(default)]
        device: Option<Name>,
    }
}

command! {
    /// Logs in. After some failures further attempts must wait.
    Login("auth.login", Post "/v1/auth/login", Access::Public, GROUP, "Login") -> SessionStarted {
        /// The address of the account.
        email: EmailAddress,
        /// The password.
        password: Secret,
        /// What this device calls itself in the list of sessions.
        #[serde(default)]
        device: Option<Name>,
    }
}

command! {
    /// Ends this session.
    Logout("auth.logout", Post "/v1/auth/logout", Access::Session, GROUP, "Logout") -> Done {}
}

command! {
    /// Who is logged in.
    Me("auth.me", Get "/v1/auth/user", Access::Session, GROUP, "Get User") -> UserView {}
}

command! {
    /// Changes name, language, reminders or password. A new password needs the current one and ends all other sessions.
    UpdateUser("auth.update_user", Patch "/v1/auth/user", Access::Session, GROUP, "Update User") -> UserView {
        /// The new name.
        #[serde(default)]
        name: Option<Name>,
        /// The new language.
        #[serde(default)]
        language: Option<Language>,
        /// How long before an appointment to be reminded; null for never.
        #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<Minutes>"))]
        remind_before: Option<Option<Minutes>>,
        /// The new password.
        #[serde(default)]
        new_password: Option<Password>,
        /// The current password, needed with a new one.
        #[serde(default)]
        current_password: Option<Secret>,
    }
}

command! {
    /// Sets a new password with a code: the recovery code, one sent by mail, or one from an administrator. Ends all
    /// sessions and voids all codes. The recovery code is replaced; the new one is in the answer.
    ResetPassword("auth.reset_password", Post "/v1/auth/reset-password", Access::Public, GROUP, "Reset Password") -> Registered {
        /// The address of the account.
        email: EmailAddress,
        /// The code.
        code: AccessCode,
        /// The new password.
        new_password: Password,
        /// What this device calls itself in the list of sessions.
        #[serde(default)]
        device: Option<Name>,
    }
}

command! {
    /// Asks for a code to set a new password.
    RequestPasswordReset("auth.request_password_reset", Post "/v1/auth/request-password-reset", Access::Public, GROUP, "Request Password Reset") -> CodeRequested {
        /// The address of the account.
        email: EmailAddress,
    }
}

command! {
    /// Asks to change the address: a code goes to the new one. Without a mail server the recovery code takes its place.
    RequestEmailChange("auth.request_email_change", Post "/v1/auth/request-email-change", Access::Session, GROUP, "Request Email Change") -> CodeRequested {
        /// The new address.
        new_email: EmailAddress,
        /// The current password.
        current_password: Secret,
    }
}

command! {
    /// Changes the address with the code that was sent to the new one, or with the recovery code.
    ChangeEmail("auth.change_email", Post "/v1/auth/change-email", Access::Public, GROUP, "Change Email") -> UserView {
        /// The address of the account until now.
        email: EmailAddress,
        /// The new address, as it was requested.
        new_email: EmailAddress,
        /// The code.
        code: AccessCode,
    }
}

command! {
    /// Confirms an address with the code from the message. By GET, as users know it, so the code stands in the address: it is
    /// of use once.
    VerifyEmail("auth.verify_email", Get "/v1/auth/verify-email", Access::Public, GROUP, "Verify Email") -> Done {
        /// The address.
        email: EmailAddress,
        /// The code.
        code: AccessCode,
    }
}

command! {
    /// Sends the message to confirm the address again.
    RequestEmailVerification("auth.request_email_verification", Post "/v1/auth/request-email-verification", Access::Session, GROUP, "Request Email Verification") -> CodeRequested {}
}

command! {
    /// Replaces the recovery code; the old one no longer opens anything.
    ReplaceRecoveryCode("auth.replace_recovery_code", Post "/v1/auth/recovery-code", Access::Session, GROUP, "Replace Recovery Code") -> RecoveryCode {
        /// The current password.
        current_password: Secret,
    }
}

view! {
    /// A new recovery code, shown once.
    struct RecoveryCode {
        /// Print it or write it down.
        recovery_code: AccessCode,
    }
}

command! {
    /// Sets the profile picture. It is decoded, cropped to a square of at most 256 pixels and encoded anew, so that nothing
    /// but the picture is kept; null removes it.
    UploadProfilePicture("auth.upload_profile_picture", Post "/v1/auth/profile-picture", Access::Session, GROUP, "Upload Profile Picture") -> UserView {
        /// PNG, JPEG or WebP as base64, up to 5 MB and 40 megapixels.
        #[cfg_attr(feature = "schema", schemars(length(max = 7000000)))]
        image: Option<String>,
    }
}

command! {
    /// A profile picture of oneself or of somebody in a company of one's own.
    ProfilePicture("auth.profile_picture", Get "/v1/auth/profile-picture/{picture_id}", Access::Session, GROUP, "Get Profile Picture") -> PictureView {
        /// The picture.
        picture_id: PictureId,
    }
}

command! {
    /// One's own sessions, the newest first.
    ListSessions("auth.sessions", Get "/v1/auth/sessions", Access::Session, GROUP, "Get All Sessions") -> Vec<SessionView> {}
}

command! {
    /// Ends one of one's own sessions.
    RevokeSession("auth.revoke_session", Delete "/v1/auth/sessions/{session_id}", Access::Session, GROUP, "Revoke Session") -> Done {
        /// The session.
        session_id: SessionId,
    }
}

view! {
    /// A code that an administrator hands to a member.
    struct IssuedCode {
        /// The company in which it was issued.
        company_id: CompanyId,
        /// Opens the account once, with a new password.
        code: AccessCode,
        /// Until when.
        expires_at: Timestamp,
    }
}
