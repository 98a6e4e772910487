//! Owns putting a new seed where the configuration says that seeds are kept: a file, or the keyring. The new one stands beside the
//! present one until the vault is sealed under it, so that at each moment one of the two opens the vault.

use std::path::PathBuf;

use zeroize::Zeroizing;

use super::keyring::{self, KeyringError};
use super::seed::Seed;
use super::sources::{SecretName, SourceError};
use crate::sys::files::{self, FileError};
use crate::sys::world::World;
use crate::text::secret::{Secret, SecretReference};

/// More than any seed, in bytes.
const LIMIT: u64 = 64 * 1024;

/// The keyring's entry beside that of the seed.
const NEXT: &str = "seed.next";

/// A place that seeds can be put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SeedStore {
    File(PathBuf),
    Keyring,
}

impl SeedStore {
    /// Finds the place that a reference names. `None` where nobody can put a seed: a variable, a command, a prompt.
    pub fn of(reference: &SecretReference, world: &World) -> Option<Self> {
        match reference {
            SecretReference::File(path) => Some(SeedStore::File(world.absolute(path))),
            SecretReference::Keyring => Some(SeedStore::Keyring),
            SecretReference::Environment(_) | SecretReference::Command(_) | SecretReference::Prompt => None,
        }
    }

    /// Puts a seed beside the present one. A symlink in the file's place is refused: it would be replaced by a file.
    pub fn put_beside(&self, seed: &Seed) -> Result<(), SourceError> {
        match self {
            SeedStore::File(path) => {
                if path.is_symlink() {
                    return Err(failed(FileError::Symlink { path: path.clone() }));
                }
                files::write_private(&files::next_of(path), &text_of(seed)).map_err(failed)
            }
            SeedStore::Keyring => put_in_keyring(&next_name(), seed).map_err(refused),
        }
    }

    /// Reads the seed beside the present one. `None` where there is none: no rotation was cut off.
    pub fn read_beside(&self) -> Result<Option<Secret>, SourceError> {
        match self {
            SeedStore::File(path) => match files::read_private(&files::next_of(path), LIMIT) {
                Ok(bytes) => match String::from_utf8(bytes) {
                    Ok(text) => Ok(Some(Secret::new(text))),
                    Err(_) => Err(SourceError::FileNotText { key: SecretName::seed().key, path: path.clone() }),
                },
                Err(error) if error.is_missing() => Ok(None),
                Err(error) => Err(failed(error)),
            },
            SeedStore::Keyring => match keyring::get(&next_name()) {
                Ok(secret) => Ok(Some(secret)),
                Err(KeyringError::NoEntry) => Ok(None),
                Err(error) => Err(refused(error)),
            },
        }
    }

    /// Puts the seed beside in place of the present one.
    pub fn settle(&self) -> Result<(), SourceError> {
        match self {
            SeedStore::File(path) => files::rename(&files::next_of(path), path).map_err(failed),
            SeedStore::Keyring => {
                let seed = keyring::get(&next_name()).map_err(refused)?;
                keyring::set(&SecretName::seed(), &seed).map_err(refused)?;
                keyring::delete(&next_name()).map_err(refused)
            }
        }
    }

    /// Forgets the seed beside the present one; that there is none is no error.
    pub fn discard(&self) -> Result<(), SourceError> {
        match self {
            SeedStore::File(path) => files::remove(&files::next_of(path)).map_err(failed),
            SeedStore::Keyring => keyring::delete(&next_name()).map_err(refused),
        }
    }
}

/// A seed as the text of a file: with a line end, the one that is dropped when it is read.
pub fn text_of(seed: &Seed) -> Zeroizing<Vec<u8>> {
    let seed = seed.as_secret().expose();
    let end = line_end(seed);
    let mut text = Zeroizing::new(Vec::with_capacity(seed.len() + end.len()));
    text.extend_from_slice(seed.as_bytes());
    text.extend_from_slice(end.as_bytes());
    text
}

/// Puts a seed into the keyring, so that the same is read back.
pub fn put_in_keyring(name: &SecretName, seed: &Seed) -> Result<(), KeyringError> {
    let text = seed.as_secret().expose();
    if text.ends_with(['\r', '\n']) {
        return keyring::set(name, &Secret::new([text, line_end(text)].concat()));
    }
    keyring::set(name, seed.as_secret())
}

/// The line end behind a seed: behind `\r` alone `\n` would be taken for the second half of one.
fn line_end(seed: &str) -> &'static str {
    if seed.ends_with('\r') { "\r\n" } else { "\n" }
}

fn next_name() -> SecretName {
    SecretName { key: NEXT, ..SecretName::seed() }
}

fn failed(source: FileError) -> SourceError {
    SourceError::File { key: SecretName::seed().key, source }
}

fn refused(source: KeyringError) -> SourceError {
    SourceError::Keyring { key: SecretName::seed().key, source }
}
