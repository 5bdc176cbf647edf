//! Secrets in the operating system's keychain.
