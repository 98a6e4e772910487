//! Owns locks between processes: a file held by one, with the holder's name in it and a limit to waiting.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::files::{self, FileError};

/// How often a lock that is held is tried again.
const PAUSE: Duration = Duration::from_millis(15);

/// Why a lock could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    #[error("{what} (`{}`) is held by {holder} for more than {seconds} s", path.display())]
    Held { what: &'static str, path: PathBuf, holder: String, seconds: u64 },
    #[error("cannot use {what} (`{}`)", path.display())]
    Io {
        what: &'static str,
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error(transparent)]
    File(#[from] FileError),
}

/// A lock that is held until it is dropped, or the process ends however it ends. The file stays.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock, waiting up to `limit` for whoever holds it.
    pub fn acquire(path: &Path, what: &'static str, limit: Duration) -> Result<Self, LockError> {
        if let Some(folder) = path.parent() {
            files::create_private_folder(folder)?;
        }
        let failed = |source| LockError::Io { what, path: path.to_owned(), source };
        let mut file = open(path).map_err(failed)?;
        files::judge_open(path, &file)?;
        let end = Instant::now() + limit;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < end => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    let holder = holder_in(&fs::read_to_string(path).unwrap_or_default());
                    return Err(LockError::Held { what, path: path.to_owned(), holder, seconds: limit.as_secs() });
                }
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(TryLockError::Error(source)) => return Err(failed(source)),
            }
        }
        // The name is for people only: where it cannot be written the lock holds all the same.
        let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(Lock { file })
    }
}

/// Names the process that a lock's file names. Windows lets nobody read a file while it is locked.
fn holder_in(text: &str) -> String {
    let number: String = text.chars().filter(char::is_ascii_digit).take(20).collect();
    if number.is_empty() { "another process".to_owned() } else { format!("process {number}") }
}

/// Opens the lock's file, or makes it: private from birth, and through no symlink.
fn open(path: &Path) -> io::Result<File> {
    let options = |create| {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(create);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
            options.mode(0o600).custom_flags(flags.bits().cast_signed());
        }
        options
    };
    loop {
        match options(true).open(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            result => return result,
        }
        match options(false).open(path) {
            // It was removed between the two.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            result => return result,
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_lock_names_its_holder_and_is_free_once_dropped() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("locks/one.lock");
        let held = Lock::acquire(&path, "the test lock", Duration::ZERO).expect("taken");
        let error = Lock::acquire(&path, "the test lock", Duration::ZERO).expect_err("held");
        let names_it = error.to_string().contains(&format!("is held by process {} for", std::process::id()));
        assert!(names_it || cfg!(windows), "{error}");
        drop(held);
        Lock::acquire(&path, "the test lock", Duration::ZERO).expect("free again");
    }

    #[test]
    fn a_holder_whose_name_cannot_be_read_is_told_as_another_process() {
        assert_eq!(holder_in("4711\n"), "process 4711");
        assert_eq!(holder_in("\n"), "another process");
    }

    #[test]
    fn the_file_of_a_dead_process_does_not_block() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("locks/one.lock");
        files::create_private_folder(&folder.path().join("locks")).expect("a folder");
        files::write_private(&path, b"999999\n").expect("written");
        Lock::acquire(&path, "the test lock", Duration::ZERO).expect("taken");
    }

    #[test]
    fn a_lock_that_is_freed_meanwhile_is_taken_and_bears_the_new_holders_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("locks/one.lock");
        let held = Lock::acquire(&path, "the test lock", Duration::ZERO).expect("taken");
        let waiting = {
            let path = path.clone();
            std::thread::spawn(move || Lock::acquire(&path, "the test lock", Duration::from_secs(60)).is_ok())
        };
        drop(held);
        assert!(waiting.join().expect("it ends"));
        let name = fs::read_to_string(&path).expect("read");
        assert_eq!(name.trim(), std::process::id().to_string());
    }

    #[cfg(unix)]
    #[test]
    fn what_stands_in_a_locks_place_is_judged() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        let place = |name: &str| folder.path().join("locks").join(name);
        files::create_private_folder(&place("")).expect("a folder");
        let acquire = |path: &Path| Lock::acquire(path, "the test lock", Duration::ZERO);
        fs::write(place("loose"), "").expect("written");
        fs::set_permissions(place("loose"), fs::Permissions::from_mode(0o666)).expect("set");
        assert!(matches!(acquire(&place("loose")), Err(LockError::File(FileError::Loose { .. }))));
        symlink(place("elsewhere"), place("link")).expect("linked");
        assert!(matches!(acquire(&place("link")), Err(LockError::Io { .. })));
        assert!(!place("elsewhere").exists(), "nothing was made through the link");
        assert!(std::process::Command::new("mkfifo").arg(place("fifo")).status().expect("mkfifo runs").success());
        fs::set_permissions(place("fifo"), fs::Permissions::from_mode(0o600)).expect("set");
        assert!(matches!(acquire(&place("fifo")), Err(LockError::File(FileError::NotAFile { .. }))));
    }
}
