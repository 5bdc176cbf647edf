//! A command: its name, its place in REST, who may call it, what it answers.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::permission::Access;

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates or does.
    Post,
    /// Changes the fields that are given.
    Patch,
    /// Deletes.
    Delete,
}

impl Method {
    /// As on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// What is known of a command without its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// The name in the command table, `feature.verb`.
    pub name: &'static str,
    /// The group in the API documentation.
    pub group: &'static str,
    /// The title in the API documentation.
    pub title: &'static str,
    /// The method in REST.
    pub method: Method,
    /// The path in REST; `{field}` stands for a field of the command.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
}

impl Spec {
    /// The names of the fields that stand in the path, in their order.
    pub fn path_fields(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }
}

/// Arguments of a call, with the type of its answer.
pub trait Command: Serialize + DeserializeOwned + Send + 'static {
    /// Name, place and access.
    const SPEC: Spec;
    /// What a successful call answers.
    type Reply: Serialize + DeserializeOwned + Send + 'static;
}

/// Declares a command with its fields.
///
/// The fields of `Option` type may be left out; unknown fields are refused, so that a slip of the pen is heard of.
#[macro_export]
macro_rules! command {
    ($(#[$meta:meta])* $name:ident($wire:literal, $method:ident $path:literal, $access:expr, $group:expr, $title:literal) -> $reply:ty {
        $($(#[$field_meta:meta])* $field:ident: $ty:ty),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $ty,)*
        }

        impl $crate::command::Command for $name {
            const SPEC: $crate::command::Spec = $crate::command::Spec {
                name: $wire,
                group: $group,
                title: $title,
                method: $crate::command::Method::$method,
                path: $path,
                access: $access,
            };
            type Reply = $reply;
        }
    };
}

/// Declares a view or a part of one: plain data with all the derives that the border needs.
#[macro_export]
macro_rules! view {
    ($(#[$meta:meta])* struct $name:ident { $($(#[$field_meta:meta])* $field:ident: $ty:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $name { $($(#[$field_meta])* pub $field: $ty,)* }
    };
    ($(#[$meta:meta])* enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_meta])* $variant,)* }
    };
}
