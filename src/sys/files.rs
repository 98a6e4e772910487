//! Owns files that only their owner may read: private from birth, written beside and renamed, never through a symlink.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

#[cfg(windows)]
use super::access;

mod write;

pub use write::{create_private, next_of, remove, rename, take_place, write_private};

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
    #[error("`{}` can be read or changed by {by}", path.display())]
    Loose { path: PathBuf, by: String, mend: String },
    #[error("`{}` exists already, and is not overwritten", path.display())]
    Exists { path: PathBuf },
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
            FileError::Loose { mend, .. } => Some(mend.clone()),
            FileError::OtherOwner { path } => Some(format!("chown \"$(id -un)\" {}", quoted(path))),
            _ => None,
        }
    }
}

/// A path as a shell of Unix reads it, whatever is in it.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', "'\\''"))
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
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // A FIFO that took the file's place meanwhile must not hold the program up.
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let file = options.open(path).map_err(FileError::io(path, "read"))?;
    judge_open(path, &file)?;
    let length = file.metadata().map_err(FileError::io(path, "read"))?.len();
    if length > limit {
        return Err(FileError::TooLarge { path: path.to_owned(), limit });
    }
    // With room for all of it from the start no piece of a secret is left in memory that was given back.
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    file.take(limit + 1).read_to_end(&mut bytes).map_err(FileError::io(path, "read"))?;
    if bytes.len() as u64 > limit {
        return Err(FileError::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
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
    #[cfg(windows)]
    let highest = path.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).last();
    retried(|| builder.create(path)).map_err(FileError::io(path, "create the folder"))?;
    #[cfg(windows)]
    if let Some(highest) = highest {
        access::close_folder(highest).map_err(FileError::io(highest, "close to others"))?;
    }
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

/// Judges a file that is open: an ordinary one with one name, ours, closed to others.
pub(super) fn judge_open(path: &Path, file: &File) -> Result<(), FileError> {
    judge_file(path, &file.metadata().map_err(FileError::io(path, "read"))?)
}

fn judge_file(path: &Path, about: &Metadata) -> Result<(), FileError> {
    if !about.is_file() {
        return Err(FileError::NotAFile { path: path.to_owned() });
    }
    judge_owner(path, about)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if about.nlink() > 1 {
            return Err(FileError::HardLink { path: path.to_owned() });
        }
    }
    Ok(())
}

#[cfg(unix)]
fn judge_owner(path: &Path, about: &Metadata) -> Result<(), FileError> {
    use std::os::unix::fs::MetadataExt;
    if about.uid() != rustix::process::geteuid().as_raw() {
        return Err(FileError::OtherOwner { path: path.to_owned() });
    }
    let mode = about.mode() & 0o7777;
    if mode & 0o077 != 0 {
        let by = format!("others (mode {mode:04o})");
        let mend = format!("chmod {} {}", if about.is_dir() { 700 } else { 600 }, quoted(path));
        return Err(FileError::Loose { path: path.to_owned(), by, mend });
    }
    Ok(())
}

#[cfg(windows)]
fn judge_owner(path: &Path, about: &Metadata) -> Result<(), FileError> {
    let strangers = access::strangers(path).map_err(FileError::io(path, "read the access list of"))?;
    if strangers.is_empty() {
        return Ok(());
    }
    let by = strangers.iter().map(|who| access::name_of(who)).collect::<Vec<_>>().join(", ");
    let mend =
        access::mending(path, about.is_dir(), &strangers).map_err(FileError::io(path, "read the access list of"))?;
    Err(FileError::Loose { path: path.to_owned(), by, mend })
}

/// Does a step again as long as its failure may pass.
pub(super) fn retried<T>(mut step: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    let mut patience = Patience::default();
    loop {
        match step() {
            Err(error) if patience.tries_again(&error) => {}
            result => return result,
        }
    }
}

/// How often a step is tried again while another process has the file open.
const TRIES: u32 = 40;
/// How long to wait between two of these tries.
const PAUSE: Duration = Duration::from_millis(25);

/// Judges which failures of a step may pass.
#[derive(Default)]
pub(super) struct Patience {
    tries: u32,
}

impl Patience {
    /// Tells whether to do a step again after this failure, and waits where that helps: a signal interrupted it, since network
    /// file systems do not restart theirs; or the file is open elsewhere, for Windows replaces none that a reader or a virus
    /// scanner has open.
    pub(super) fn tries_again(&mut self, error: &io::Error) -> bool {
        if error.kind() == io::ErrorKind::Interrupted {
            return true;
        }
        // ERROR_SHARING_VIOLATION has no kind of its own.
        let is_open_elsewhere = error.kind() == io::ErrorKind::PermissionDenied || error.raw_os_error() == Some(32);
        if !cfg!(windows) || !is_open_elsewhere || self.tries == TRIES {
            return false;
        }
        self.tries += 1;
        std::thread::sleep(PAUSE);
        true
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn private_folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
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
        assert_eq!(read_own(&link, 9).expect("as secret stores mount theirs"), b"x");
        assert!(matches!(read_private(&link, 9), Err(FileError::Symlink { .. })));
        fs::hard_link(&real, &second).expect("linked");
        assert!(matches!(read_private(&real, 9), Err(FileError::HardLink { .. })));
        assert!(matches!(read_private(folder.path(), 9), Err(FileError::NotAFile { .. })));
        let fifo = folder.path().join("fifo");
        assert!(std::process::Command::new("mkfifo").arg(&fifo).status().expect("mkfifo runs").success());
        assert!(matches!(read_private(&fifo, 9), Err(FileError::NotAFile { .. })));
        assert!(matches!(write_private(&fifo, b"x"), Err(FileError::NotAFile { .. })));
        assert!(read_private(&folder.path().join("none"), 9).expect_err("missing").is_missing());
    }

    #[test]
    fn the_line_that_mends_is_one_word_to_a_shell_whatever_the_path() {
        let folder = private_folder();
        let path = folder.path().join("it's here $(x)");
        fs::write(&path, "x").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("set");
        let line = read_private(&path, 9).expect_err("refused").mend().expect("a line");
        assert_eq!(line, format!(r"chmod 600 '{}/it'\''s here $(x)'", folder.path().display()));
        let owned = FileError::OtherOwner { path: "/a".into() };
        assert_eq!(owned.mend().as_deref(), Some("chown \"$(id -un)\" '/a'"));
        assert_eq!(FileError::Missing { path: "/a".into() }.mend(), None);
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
