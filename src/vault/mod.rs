//! Owns the encrypted tokens: seed, certificate, key derivation, envelope, file format, and the sources of secrets.
//! Refuses to know what a token is for, and to fall back to anything weaker.

pub mod certificate;
pub mod derive;
mod document;
mod envelope;
pub mod keyring;
pub mod seed;
pub mod sources;
mod store;

pub use store::{RecordName, Vault, VaultError, VaultKey};
