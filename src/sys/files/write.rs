//! Owns how a private file comes to its name: written beside it, synced, renamed, folder synced. Where a step fails the old
//! file stands there byte for byte, and nothing is left beside it.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use super::{FileError, Patience, retried};

/// Names the file beside another that will take its place: `<name>.next`.
pub fn next_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().map(OsString::from).unwrap_or_default();
    name.push(".next");
    path.with_file_name(name)
}

/// Writes a file that only its owner can read, in place of the one that is there.
///
/// What killed runs left beside it is removed, so two processes must not write the same file at once: callers hold a lock.
///
/// # Errors
/// What is there is no ordinary file of ours, or a step failed. The old file is there then, byte for byte.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let old = judge_target(path)?;
    let beside = write_beside(path, bytes)?;
    take_name(beside, path)?;
    settle(path, old)
}

/// Writes a file that only its owner can read, where nothing is yet.
///
/// # Errors
/// [`FileError::Exists`] where something is; or a step failed, and there is nothing then.
pub fn create_private(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    if path.symlink_metadata().is_ok() {
        return Err(FileError::Exists { path: path.to_owned() });
    }
    let mut beside = write_beside(path, bytes)?;
    let mut patience = Patience::default();
    loop {
        match beside.persist_noclobber(path) {
            Ok(_) => return settle(path, Old::None),
            Err(error) if patience.tries_again(&error.error) => beside = error.file,
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(FileError::Exists { path: path.to_owned() });
            }
            Err(error) => return Err(FileError::io(path, "create")(error.error)),
        }
    }
}

/// Gives a file another name in the same folder, in place of what is there.
///
/// # Errors
/// The file has its new name, or still the old one; it is never lost.
pub fn rename(from: &Path, to: &Path) -> Result<(), FileError> {
    judge_target(to)?;
    move_to(from, to)?;
    sync_folder(folder_of(to))
}

/// Puts a file that was written beside another in its place, as [`write_private`] does.
///
/// # Errors
/// A step failed. The old file is there then, byte for byte, and the new one may be gone; where there was none, the new one stands
/// beside its place again, since it may be all that tells how far things were.
pub fn take_place(from: &Path, to: &Path) -> Result<(), FileError> {
    let old = match judge_target(to)? {
        Old::None => Old::Beside(from.to_owned()),
        old => old,
    };
    move_to(from, to)?;
    settle(to, old)
}

/// Removes a file, and what killed runs left of it beside; one that is gone already is no error.
pub fn remove(path: &Path) -> Result<(), FileError> {
    remove_leftovers(folder_of(path), &leftover_prefix(path));
    match retried(|| fs::remove_file(path)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result.map_err(FileError::io(path, "remove")),
    }
}

/// What was there before.
enum Old {
    None,
    /// Nothing either, and what came into its place stood there.
    Beside(PathBuf),
    Bytes(Zeroizing<Vec<u8>>),
}

/// Judges what stands at the place of a file that will be written, and remembers it. One that is open to others is taken:
/// the new one is closed to them.
fn judge_target(path: &Path) -> Result<Old, FileError> {
    let about = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Old::None),
        Err(source) => return Err(FileError::Io { path: path.to_owned(), step: "look at", source }),
        Ok(about) => about,
    };
    if about.file_type().is_symlink() {
        return Err(FileError::Symlink { path: path.to_owned() });
    }
    match super::judge_file(path, &about) {
        Ok(()) | Err(FileError::Loose { .. } | FileError::HardLink { .. }) => {}
        Err(error) => return Err(error),
    }
    Ok(Old::Bytes(Zeroizing::new(fs::read(path).map_err(FileError::io(path, "look at"))?)))
}

/// Writes a temporary file beside the one to be written, and syncs it. It is removed when it is dropped.
fn write_beside(path: &Path, bytes: &[u8]) -> Result<NamedTempFile, FileError> {
    let folder = folder_of(path);
    let prefix = leftover_prefix(path);
    remove_leftovers(folder, &prefix);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".tmp");
    #[cfg(unix)]
    let made = {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o600)).tempfile_in(folder)
    };
    #[cfg(windows)]
    let made = builder.make_in(folder, crate::sys::access::create_closed);
    let mut beside = made.map_err(FileError::io(path, "create a file beside"))?;
    beside.write_all(bytes).map_err(FileError::io(path, "write"))?;
    beside.as_file().sync_all().map_err(FileError::io(path, "sync"))?;
    Ok(beside)
}

fn move_to(from: &Path, to: &Path) -> Result<(), FileError> {
    let written = File::open(from).map_err(FileError::io(from, "read"))?;
    done(retried(|| fs::rename(from, to)), &written, to)
}

fn take_name(mut beside: NamedTempFile, path: &Path) -> Result<(), FileError> {
    let mut patience = Patience::default();
    loop {
        match beside.persist(path) {
            Ok(_) => return Ok(()),
            Err(error) if patience.tries_again(&error.error) => beside = error.file,
            Err(error) => return done(Err(error.error), error.file.as_file(), path),
        }
    }
}

/// Judges a rename: network file systems may answer with an error to one that was done, when the first answer got lost.
fn done(result: io::Result<()>, written: &File, path: &Path) -> Result<(), FileError> {
    match result {
        Err(_) if is_at(written, path) => Ok(()),
        result => result.map_err(FileError::io(path, "replace")),
    }
}

#[cfg(unix)]
fn is_at(written: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(ours), Ok(there)) = (written.metadata(), fs::symlink_metadata(path)) else { return false };
    (ours.dev(), ours.ino()) == (there.dev(), there.ino())
}

#[cfg(not(unix))]
fn is_at(_written: &File, _path: &Path) -> bool {
    false
}

/// Syncs the folder, so that the new name outlives a power cut. Where that fails the old file is put back: what was not
/// surely kept must not pass for kept.
fn settle(path: &Path, old: Old) -> Result<(), FileError> {
    let folder = folder_of(path);
    let Err(error) = sync_folder(folder) else { return Ok(()) };
    match old {
        Old::Beside(from) if fs::rename(path, &from).is_ok() => {}
        Old::None | Old::Beside(_) => drop(fs::remove_file(path)),
        Old::Bytes(bytes) => drop(write_beside(path, &bytes).and_then(|beside| take_name(beside, path))),
    }
    Err(error)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<(), FileError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(FileError::io(folder, "sync the folder"))
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> Result<(), FileError> {
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The first part of the names of a file's temporary files: of a fixed length, however long the file's own name is.
fn leftover_prefix(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    let hash = Sha256::digest(name.as_encoded_bytes());
    let digits: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!(".imctl-{digits}-")
}

/// Removes what runs that were killed left beside a file. What cannot be removed does no harm.
fn remove_leftovers(folder: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if name.to_str().is_some_and(|name| name.starts_with(prefix) && name.ends_with(".tmp")) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::super::read_private;
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("listed").flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_written_reads_back_and_is_private_from_birth() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("vault.json");
        write_private(&path, b"one").expect("written");
        write_private(&path, b"two").expect("written again");
        assert_eq!(read_private(&path, 100).expect("read"), b"two");
        assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
        assert_eq!(names(folder.path()), ["vault.json"], "nothing is left beside it");
    }

    #[test]
    fn what_is_created_takes_no_ones_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("seed.txt");
        create_private(&path, b"one").expect("created");
        assert!(matches!(create_private(&path, b"two"), Err(FileError::Exists { .. })));
        assert_eq!(read_private(&path, 9).expect("read"), b"one");
        let (link, nowhere) = (folder.path().join("link"), folder.path().join("nowhere"));
        symlink(&nowhere, &link).expect("linked");
        assert!(matches!(create_private(&link, b"two"), Err(FileError::Exists { .. })));
        assert!(!nowhere.exists());
        assert_eq!(names(folder.path()), ["link", "seed.txt"]);
    }

    #[test]
    fn neither_a_symlink_nor_a_folder_is_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let (real, link, inner) = (folder.path().join("a"), folder.path().join("b"), folder.path().join("c"));
        write_private(&real, b"x").expect("written");
        symlink(&real, &link).expect("linked");
        assert!(matches!(write_private(&link, b"y"), Err(FileError::Symlink { .. })));
        for over in [rename, take_place] {
            assert!(matches!(over(&real, &link), Err(FileError::Symlink { .. })));
        }
        assert_eq!(fs::read(&real).expect("read"), b"x", "nothing was written through the link");
        fs::create_dir(&inner).expect("created");
        assert!(matches!(write_private(&inner, b"y"), Err(FileError::NotAFile { .. })));
    }

    #[test]
    fn a_file_takes_the_place_of_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, next) = (folder.path().join("a"), folder.path().join("a.next"));
        for over in [rename, take_place] {
            write_private(&path, b"old").expect("written");
            write_private(&next, b"new").expect("written");
            over(&next, &path).expect("moved");
            assert_eq!(read_private(&path, 9).expect("read"), b"new");
            assert!(matches!(over(&next, &path), Err(FileError::Missing { .. })));
            assert_eq!(names(folder.path()), ["a"]);
        }
    }

    #[test]
    fn a_file_that_was_open_to_others_is_closed_to_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, second) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&path, b"old").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("set");
        fs::hard_link(&path, &second).expect("linked");
        write_private(&path, b"new").expect("written");
        assert_eq!(read_private(&path, 9).expect("private now"), b"new");
        assert_eq!(fs::read(&second).expect("read"), b"old", "nothing was written into what others have open");
    }

    #[test]
    fn what_killed_runs_left_is_removed_and_others_files_are_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, other) = (folder.path().join("one.json"), folder.path().join("other.json"));
        let leftover = |path: &Path| folder.path().join(leftover_prefix(path) + "Ab3dEf.tmp");
        for path in [&one, &other] {
            fs::write(leftover(path), b"half").expect("written");
        }
        write_private(&one, b"whole").expect("written");
        assert!(!leftover(&one).exists() && leftover(&other).exists());
        remove(&other).expect("gone already");
        assert_eq!(names(folder.path()), ["one.json"]);
        remove(&one).expect("removed");
        assert_eq!(names(folder.path()), Vec::<String>::new());
    }

    #[test]
    fn a_name_as_long_as_names_may_be_can_be_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("n".repeat(255));
        write_private(&path, b"x").expect("written");
        assert_eq!(read_private(&path, 9).expect("read"), b"x");
    }

    #[test]
    fn a_rename_that_was_done_is_believed_whatever_was_answered() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, other) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&path, b"x").expect("written");
        fs::write(&other, b"x").expect("written");
        let written = File::open(&path).expect("opened");
        let lost = || Err(io::Error::from_raw_os_error(2));
        done(lost(), &written, &path).expect("it is there");
        assert!(matches!(done(lost(), &written, &other), Err(FileError::Io { step: "replace", .. })));
        assert!(done(lost(), &written, &folder.path().join("none")).is_err());
    }

    #[test]
    fn a_step_is_done_again_when_a_signal_interrupts_it() {
        let mut answers = vec![Ok(7), Err(io::ErrorKind::Interrupted), Err(io::ErrorKind::Interrupted)];
        let result = retried(|| answers.pop().expect("asked once too often").map_err(io::Error::from));
        assert_eq!(result.expect("done"), 7);
        let mut asked = 0;
        let result: io::Result<()> = retried(|| {
            asked += 1;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert!(result.is_err() && asked == 1, "other failures are believed at once");
    }

    #[test]
    fn what_takes_a_place_stands_beside_it() {
        assert_eq!(next_of(Path::new("/data/private-key.pem")), Path::new("/data/private-key.pem.next"));
        assert_eq!(next_of(Path::new("seed")), Path::new("seed.next"));
    }
}

#[cfg(all(test, windows))]
mod tests {
    use std::os::windows::fs::OpenOptionsExt;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_file_that_somebody_reads_is_replaced_once_it_is_closed() {
        const FILE_SHARE_READ: u32 = 1;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("vault.json");
        for replace in [write_private, |path: &Path, bytes: &[u8]| {
            fs::write(next_of(path), bytes).expect("written");
            take_place(&next_of(path), path)
        }] {
            write_private(&path, b"old").expect("written");
            let reader = fs::OpenOptions::new().read(true).share_mode(FILE_SHARE_READ).open(&path).expect("opened");
            let closing = std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(100));
                drop(reader);
            });
            replace(&path, b"new").expect("replaced");
            closing.join().expect("it ends");
            assert_eq!(fs::read(&path).expect("read"), b"new");
            assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1);
        }
    }
}
