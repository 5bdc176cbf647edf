//! The rules of this feature, through the command table.
