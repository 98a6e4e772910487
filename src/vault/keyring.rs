//! Owns the system's keyring: each call on a thread of its own and under a time limit. Never falls back to anything else.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use keyring::Entry;

use super::sources::SecretName;
use crate::text::secret::Secret;

/// How long a keyring may take.
const LIMIT: Duration = Duration::from_secs(3);

/// The service that entries stand under.
const SERVICE: &str = "imctl";

/// Why the keyring is of no use. The foreign error is not kept: its forms may hold the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    #[error("this machine has no keyring that answers")]
    Absent,
    #[error("the keyring gave no answer within {} s; it may wait for someone to unlock it", LIMIT.as_secs())]
    Slow,
    #[error("the keyring is locked, or does not let this program in")]
    Locked,
    #[error("the keyring has no such entry")]
    NoEntry,
    #[error("the keyring does not take the entry")]
    Refused,
    #[error("what was written to the keyring does not read back")]
    NotReadBack,
}

/// Reads a secret.
pub fn get(name: &SecretName) -> Result<Secret, KeyringError> {
    let entry = entry_name(name);
    within(move || {
        let password = open(&entry)?.get_password().map_err(|error| translate(&error))?;
        Ok(Secret::new(password))
    })
}

/// Writes a secret, and reads it back: only that proves that a keyring keeps what it takes.
pub fn set(name: &SecretName, secret: &Secret) -> Result<(), KeyringError> {
    let (entry, secret) = (entry_name(name), secret.clone());
    within(move || {
        let entry = open(&entry)?;
        entry.set_password(secret.expose()).map_err(|error| translate(&error))?;
        let back = Secret::new(entry.get_password().map_err(|error| translate(&error))?);
        if back == secret { Ok(()) } else { Err(KeyringError::NotReadBack) }
    })
}

/// Removes a secret; one that is gone already is no error.
pub fn delete(name: &SecretName) -> Result<(), KeyringError> {
    let entry = entry_name(name);
    within(move || match open(&entry)?.delete_credential() {
        Err(error) => match translate(&error) {
            KeyringError::NoEntry => Ok(()),
            error => Err(error),
        },
        Ok(()) => Ok(()),
    })
}

/// Proves that the keyring keeps, gives back and forgets: a locked one takes questions and refuses to keep.
pub fn probe() -> Result<(), KeyringError> {
    let name = SecretName { environment: format!("probe {}", std::process::id()), key: "probe" };
    set(&name, &Secret::new("probe".to_owned()))?;
    delete(&name)
}

fn entry_name(name: &SecretName) -> String {
    format!("{}/{}", name.environment, name.key)
}

fn open(entry: &str) -> Result<Entry, KeyringError> {
    Entry::new(SERVICE, entry).map_err(|error| translate(&error))
}

/// Runs a call on a thread of its own. A call that never ends keeps its thread, not this program.
fn within<T: Send + 'static>(
    call: impl FnOnce() -> Result<T, KeyringError> + Send + 'static,
) -> Result<T, KeyringError> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let _ = sender.send(call());
    });
    receiver.recv_timeout(LIMIT).unwrap_or(Err(KeyringError::Slow))
}

fn translate(error: &keyring::Error) -> KeyringError {
    match error {
        keyring::Error::NoEntry => KeyringError::NoEntry,
        keyring::Error::NoStorageAccess(_) => KeyringError::Locked,
        keyring::Error::NoDefaultStore => KeyringError::Absent,
        keyring::Error::PlatformFailure(_) => KeyringError::Absent,
        _ => KeyringError::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyring_that_breaks_in_the_middle_is_absent_and_one_that_lets_nobody_in_is_locked() {
        let cause = || Box::<dyn std::error::Error + Send + Sync>::from("broken");
        for (error, told) in [
            (keyring::Error::NoEntry, KeyringError::NoEntry),
            (keyring::Error::NoStorageAccess(cause()), KeyringError::Locked),
            (keyring::Error::PlatformFailure(cause()), KeyringError::Absent),
            (keyring::Error::NoDefaultStore, KeyringError::Absent),
            (keyring::Error::TooLong("seed".to_owned(), 1), KeyringError::Refused),
        ] {
            assert_eq!(translate(&error), told);
        }
    }
}
