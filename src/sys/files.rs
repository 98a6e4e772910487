//! Owns files that only their owner may read: private from birth, written beside and renamed, never through a symlink. And files that
//! are made to be handed on: written beside and renamed as well.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Why a private file could not be used. Each names the path; the hints tell the line that mends it.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("`{}` does not exist", path.display())]
    Missing { path: PathBuf },
    #[error("`{}` is a symbolic link, which is not followed", path.display())]
    Symlink { path: PathBuf },
    #[error("`{}` is not an ordinary file", path.display())]
    NotAFile { path: PathBuf },
    #[error("`{}` is not a folder", path.display())]
    NotAFolder { path: PathBuf },
    #[error("`{}` has a second name (a hard link)", path.display())]
    HardLink { path: PathBuf },
    #[error("`{}` belongs to another user", path.display())]
    OtherOwner { path: PathBuf },
    #[error("`{}` can be read or changed by others (mode {mode:04o})", path.display())]
    Loose { path: PathBuf, mode: u32, is_folder: bool },
    #[error("`{}` is larger than {limit} bytes", path.display())]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("cannot {step} `{}`", path.display())]
    Io {
        path: PathBuf,
        step: &'static str,
        #[source]
        source: io::Error,
    },
}

impl FileError {
    fn io(path: &Path, step: &'static str) -> impl FnOnce(io::Error) -> FileError {
        let path = path.to_owned();
        move |source| match source.kind() {
            io::ErrorKind::NotFound if step == "read" => FileError::Missing { path },
            _ => FileError::Io { path, step, source },
        }
    }

    /// Tells whether there simply is no such file.
    pub fn is_missing(&self) -> bool {
        matches!(self, FileError::Missing { .. })
    }

    /// The line that mends it, if one does.
    pub fn mend(&self) -> Option<String> {
        match self {
            FileError::Loose { path, is_folder: false, .. } => Some(format!("chmod 600 '{}'", path.display())),
            FileError::Loose { path, is_folder: true, .. } => Some(format!("chmod 700 '{}'", path.display())),
            FileError::OtherOwner { path } => Some(format!("chown \"$(id -un)\" '{}'", path.display())),
            _ => None,
        }
    }
}

/// Reads a file that only its owner can read, up to `limit` bytes. No symlink is followed.
pub fn read_private(path: &Path, limit: u64) -> Result<Vec<u8>, FileError> {
    let about = fs::symlink_metadata(path).map_err(FileError::io(path, "read"))?;
    if about.file_type().is_symlink() {
        return Err(FileError::Symlink { path: path.to_owned() });
    }
    read_own(path, limit)
}

/// Reads a file that only its owner can read, through symlinks (as secret stores mount theirs), up to `limit` bytes.
pub fn read_own(path: &Path, limit: u64) -> Result<Vec<u8>, FileError> {
    // Judged before it is opened, since opening a FIFO waits for a writer; and again once it is open.
    judge_file(path, &fs::metadata(path).map_err(FileError::io(path, "read"))?)?;
    let file = File::open(path).map_err(FileError::io(path, "read"))?;
    judge_file(path, &file.metadata().map_err(FileError::io(path, "read"))?)?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(FileError::io(path, "read"))?;
    if bytes.len() as u64 > limit {
        return Err(FileError::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
}

/// Writes a file that only its owner can read: beside it, synced, renamed, folder synced. The old file stays byte for byte
/// if any step fails.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    match fs::symlink_metadata(path) {
        Ok(about) if about.file_type().is_symlink() => return Err(FileError::Symlink { path: path.to_owned() }),
        Ok(about) if !about.is_file() => return Err(FileError::NotAFile { path: path.to_owned() }),
        _ => {}
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".imctl-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o600));
    }
    let mut beside = builder.tempfile_in(folder).map_err(FileError::io(path, "create a file beside"))?;
    beside.write_all(bytes).map_err(FileError::io(path, "write"))?;
    beside.as_file().sync_all().map_err(FileError::io(path, "sync"))?;
    beside.persist(path).map_err(|error| FileError::io(path, "replace")(error.error))?;
    sync_folder(folder)
}

/// Writes a file that is made to be handed on: with the permissions that files have here, or those of the one it replaces; beside it, synced,
/// renamed, so that nobody reads half of it. A symlink is followed; a device or pipe is written to as it is.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let before = fs::metadata(path).ok();
    if before.as_ref().is_some_and(|about| !about.is_file() && !about.is_dir()) {
        let opened = OpenOptions::new().write(true).open(path);
        return opened.and_then(|mut file| file.write_all(bytes)).map_err(FileError::io(path, "write"));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".imctl-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The process's mask takes away what files are not to have here.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut beside = builder.tempfile_in(folder).map_err(FileError::io(path, "create a file beside"))?;
    beside.write_all(bytes).map_err(FileError::io(path, "write"))?;
    if let Some(about) = before.filter(Metadata::is_file) {
        beside.as_file().set_permissions(about.permissions()).map_err(FileError::io(path, "set the permissions of"))?;
    }
    beside.as_file().sync_all().map_err(FileError::io(path, "sync"))?;
    beside.persist(path).map_err(|error| FileError::io(path, "replace")(error.error))?;
    sync_folder(folder)
}

/// Removes a file; one that is gone already is no error.
pub fn remove(path: &Path) -> Result<(), FileError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result.map_err(FileError::io(path, "remove")),
    }
}

/// Creates a folder, and those above it, that only its owner can enter. An existing one is judged.
pub fn create_private_folder(path: &Path) -> Result<(), FileError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path).map_err(FileError::io(path, "create the folder"))?;
    judge_folder(path)
}

/// Judges an existing folder: not a symlink, ours, closed to others.
pub fn judge_folder(path: &Path) -> Result<(), FileError> {
    let about = fs::symlink_metadata(path).map_err(FileError::io(path, "read"))?;
    if about.file_type().is_symlink() {
        return Err(FileError::Symlink { path: path.to_owned() });
    }
    if !about.is_dir() {
        return Err(FileError::NotAFolder { path: path.to_owned() });
    }
    judge_owner(path, &about)
}

fn judge_file(path: &Path, about: &Metadata) -> Result<(), FileError> {
    if !about.is_file() {
        return Err(FileError::NotAFile { path: path.to_owned() });
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if about.nlink() > 1 {
            return Err(FileError::HardLink { path: path.to_owned() });
        }
    }
    judge_owner(path, about)
}

#[cfg(unix)]
fn judge_owner(path: &Path, about: &Metadata) -> Result<(), FileError> {
    use std::os::unix::fs::MetadataExt;
    if about.uid() != rustix::process::geteuid().as_raw() {
        return Err(FileError::OtherOwner { path: path.to_owned() });
    }
    let mode = about.mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(FileError::Loose { path: path.to_owned(), mode, is_folder: about.is_dir() });
    }
    Ok(())
}

/// Windows keeps the user's folders closed to other users by their inherited access list.
#[cfg(not(unix))]
fn judge_owner(_path: &Path, _about: &Metadata) -> Result<(), FileError> {
    Ok(())
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<(), FileError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(FileError::io(folder, "sync the folder"))
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> Result<(), FileError> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn private_folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }

    #[test]
    fn what_is_written_reads_back_and_is_private_from_birth() {
        let folder = private_folder();
        let path = folder.path().join("vault.json");
        write_private(&path, b"one").expect("written");
        write_private(&path, b"two").expect("written again");
        assert_eq!(read_private(&path, 100).expect("read"), b"two");
        assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_file_to_hand_on_keeps_its_permissions_and_its_links() {
        let folder = private_folder();
        let (path, link) = (folder.path().join("report.html"), folder.path().join("latest.html"));
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        fs::write(folder.path().join("usual"), b"").expect("written");
        write_whole(&path, b"one").expect("written");
        assert_eq!(mode(&path), mode(&folder.path().join("usual")), "as files are here");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o604)).expect("set");
        symlink(&path, &link).expect("linked");
        write_whole(&link, b"two").expect("written through the link");
        assert_eq!((fs::read(&path).expect("read"), mode(&path)), (b"two".to_vec(), 0o604));
        assert!(fs::symlink_metadata(&link).expect("there").file_type().is_symlink());
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 3, "nothing is left beside it");
        write_whole(Path::new("/dev/null"), b"x").expect("a device is written to as it is");
        assert!(write_whole(folder.path(), b"x").is_err());
        assert!(write_whole(&folder.path().join("none/report.html"), b"x").is_err());
    }

    #[test]
    fn a_file_open_to_others_is_refused_with_the_line_that_mends_it() {
        let folder = private_folder();
        let path = folder.path().join("secret.txt");
        fs::write(&path, b"x").expect("written");
        for mode in [0o644, 0o640, 0o604, 0o660, 0o622] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
            let error = read_private(&path, 100).expect_err("refused");
            assert_eq!(error.mend(), Some(format!("chmod 600 '{}'", path.display())), "{mode:o}");
        }
    }

    #[test]
    fn neither_a_symlink_nor_a_second_name_nor_a_fifo_is_read() {
        let folder = private_folder();
        let (real, link, second) = (folder.path().join("a"), folder.path().join("b"), folder.path().join("c"));
        write_private(&real, b"x").expect("written");
        symlink(&real, &link).expect("linked");
        assert!(matches!(read_private(&link, 9), Err(FileError::Symlink { .. })));
        assert!(matches!(write_private(&link, b"y"), Err(FileError::Symlink { .. })));
        assert_eq!(fs::read(&real).expect("read"), b"x", "nothing was written through the link");
        fs::hard_link(&real, &second).expect("linked");
        assert!(matches!(read_private(&real, 9), Err(FileError::HardLink { .. })));
        assert!(matches!(read_private(folder.path(), 9), Err(FileError::NotAFile { .. })));
        assert!(read_private(&folder.path().join("none"), 9).expect_err("missing").is_missing());
    }

    #[test]
    fn a_huge_file_is_not_read() {
        let folder = private_folder();
        let path = folder.path().join("huge");
        write_private(&path, &[b'x'; 101]).expect("written");
        assert!(matches!(read_private(&path, 100), Err(FileError::TooLarge { limit: 100, .. })));
    }

    #[test]
    fn a_folder_open_to_others_is_refused() {
        let folder = private_folder();
        let path = folder.path().join("data/deeper");
        create_private_folder(&path).expect("created");
        assert_eq!(fs::metadata(folder.path().join("data")).expect("there").permissions().mode() & 0o777, 0o700);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("set");
        let error = create_private_folder(&path).expect_err("refused");
        assert_eq!(error.mend(), Some(format!("chmod 700 '{}'", path.display())));
    }
}
