//! Owns the encrypted tokens: seed, certificate, key derivation, envelope, file format, and the sources of secrets.
//! Refuses to know what a token is for, and to fall back to anything weaker.

pub mod certificate;
pub mod derive;
mod document;
mod envelope;
mod identity;
pub mod keyring;
#[cfg(test)]
mod known_answers;
pub mod opening;
mod pair;
mod private_key;
pub mod rotation;
pub mod seed;
pub mod seed_store;
pub mod sources;
mod store;
pub mod turns;

pub use store::{RecordName, Vault, VaultError, VaultKey};
