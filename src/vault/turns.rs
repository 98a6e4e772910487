//! Owns whose turn it is in a data folder: the names of its locks, the order they are taken in, and how long one process waits
//! for another.
//!
//! Whoever exchanges or renews tokens holds the lock of that linked service, and takes the vault's lock only to write. Whoever
//! changes what the vault opens with takes all of them, so that no token is on its way meanwhile that could not be sealed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::sys::lock::{Lock, LockError};

/// How long a command waits for others where nothing else says so.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// How the lock of a linked service is named to people.
const TOKENS: &str = "the token lock";

/// How the vault's lock is named to people.
const VAULT: &str = "the vault lock";

/// Takes the right to exchange or renew the tokens of one linked service; two services do not wait for each other.
pub fn tokens(data_folder: &Path, service: &str, patience: Duration) -> Result<Lock, LockError> {
    let path = folder(data_folder).join(format!("tokens-{service}.lock"));
    Lock::acquire(&path, TOKENS, patience)
}

/// Takes the right to change the vault's file. To be held only while the file is read, changed and written.
pub fn vault(data_folder: &Path, patience: Duration) -> Result<Lock, LockError> {
    Lock::acquire(&vault_path(data_folder), VAULT, patience)
}

/// Takes the vault's right and those of all linked services, in the order that each of them does: tokens, then vault.
pub fn everyone(data_folder: &Path) -> Result<Vec<Lock>, LockError> {
    everyone_within(data_folder, PATIENCE)
}

fn everyone_within(data_folder: &Path, limit: Duration) -> Result<Vec<Lock>, LockError> {
    let end = Instant::now() + limit;
    let left = || end.saturating_duration_since(Instant::now());
    loop {
        let known = token_locks(data_folder);
        let mut held = Vec::new();
        for path in &known {
            held.push(Lock::acquire(path, TOKENS, left())?);
        }
        held.push(Lock::acquire(&vault_path(data_folder), VAULT, left())?);
        // A service that was linked for the first time meanwhile has a lock that was not there yet. Its holder waits for the
        // vault's lock, so that one is given up again.
        let fresh: Vec<_> = token_locks(data_folder).into_iter().filter(|path| !known.contains(path)).collect();
        let taken: Result<Vec<_>, _> = fresh.iter().map(|path| Lock::acquire(path, TOKENS, Duration::ZERO)).collect();
        match taken {
            Ok(taken) => held.extend(taken),
            Err(LockError::Held { .. }) if !left().is_zero() => continue,
            Err(error) => return Err(error),
        }
        return Ok(held);
    }
}

fn folder(data_folder: &Path) -> PathBuf {
    data_folder.join("locks")
}

fn vault_path(data_folder: &Path) -> PathBuf {
    folder(data_folder).join("vault.lock")
}

/// The locks of linked services, sorted, so that two that take all of them never wait for each other in a circle.
fn token_locks(data_folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder(data_folder)).into_iter().flatten().flatten();
    let is_tokens = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("tokens-") && name.ends_with(".lock")
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).filter(is_tokens).collect();
    paths.sort();
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_takes_all_waits_for_each_and_keeps_out_each() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let one = tokens(&data, "one", PATIENCE).expect("taken");
        let error = everyone_within(&data, Duration::ZERO).expect_err("one is busy");
        assert!(matches!(error, LockError::Held { what: TOKENS, .. }), "{error}");
        drop(one);
        drop(tokens(&data, "two", PATIENCE).expect("taken"));
        let all = everyone(&data).expect("all are free");
        assert_eq!(all.len(), 3);
        for path in [&vault_path(&data), &token_locks(&data)[0], &token_locks(&data)[1]] {
            assert!(Lock::acquire(path, "a lock", Duration::ZERO).is_err(), "{}", path.display());
        }
        drop(all);
        drop(vault(&data, PATIENCE).expect("free again"));
        drop(tokens(&data, "one", PATIENCE).expect("free again"));
    }

    #[test]
    fn a_service_that_is_linked_for_the_first_time_meanwhile_is_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        // The vault is busy while the first link of a service takes its own lock; then that one waits for the vault.
        let busy = vault(&data, PATIENCE).expect("taken");
        let rotating = std::thread::spawn({
            let data = data.clone();
            move || everyone_within(&data, Duration::from_secs(60)).map(|locks| locks.len())
        });
        let first = tokens(&data, "first", PATIENCE).expect("taken");
        drop(busy);
        let writing = vault(&data, PATIENCE).expect("the rotation gives it up");
        drop(writing);
        drop(first);
        let held = rotating.join().expect("it ends").expect("all are taken");
        assert_eq!(held, 2, "the new service's lock among them");
    }

    #[test]
    fn other_files_are_no_locks() {
        let folder = tempfile::tempdir().expect("a folder");
        drop(tokens(folder.path(), "one", PATIENCE).expect("taken"));
        fs::write(folder.path().join("locks/tokens-one.lock.bak"), "").expect("written");
        fs::write(folder.path().join("locks/other.lock"), "").expect("written");
        assert_eq!(token_locks(folder.path()), [folder.path().join("locks/tokens-one.lock")]);
    }
}
