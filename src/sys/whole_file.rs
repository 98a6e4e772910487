//! Owns ordinary files that are written whole or not at all: beside their place, synced, and renamed once they are complete.
//! What only its owner may read is `files.rs`'s.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::files::Patience;

/// A file could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot {step} `{}`", path.display())]
pub struct WriteError {
    pub path: PathBuf,
    pub step: &'static str,
    #[source]
    pub source: io::Error,
}

/// A file that is not in its place yet. Dropped before [`WholeFile::put_in_place`], it leaves nothing behind.
#[derive(Debug)]
pub struct WholeFile {
    path: PathBuf,
    beside: BufWriter<NamedTempFile>,
}

impl WholeFile {
    /// Begins a file. One that is there already stays as it is until this one is complete; a symbolic link is written
    /// through, to where it points.
    ///
    /// # Errors
    /// When nothing can be created in its folder, or something that is no file is in its place.
    pub fn create(path: &Path) -> Result<Self, WriteError> {
        let error = |step, source| WriteError { path: path.to_owned(), step, source };
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if fs::metadata(&place).is_ok_and(|about| !about.is_file()) {
            return Err(error("replace", io::Error::other("it is not an ordinary file")));
        }
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".imctl-").suffix(".tmp");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // As any program creates a file: the umask takes away what it will.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let beside = builder.tempfile_in(folder).map_err(|source| error("create a file beside", source))?;
        Ok(WholeFile { path: place, beside: BufWriter::new(beside) })
    }

    /// Puts the complete file in its place.
    ///
    /// # Errors
    /// When it cannot be written to the end or renamed; what was in its place is still there then.
    pub fn put_in_place(self) -> Result<(), WriteError> {
        let WholeFile { path, beside } = self;
        let error = |step, source| WriteError { path: path.clone(), step, source };
        let mut beside = beside.into_inner().map_err(|failed| error("write", failed.into_error()))?;
        beside.as_file().sync_all().map_err(|source| error("write", source))?;
        let mut patience = Patience::default();
        loop {
            match beside.persist(&path) {
                Ok(_) => break,
                Err(failed) if patience.tries_again(&failed.error) => beside = failed.file,
                Err(failed) => return Err(error("replace", failed.error)),
            }
        }
        #[cfg(unix)]
        {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(|source| error("write", source))?;
        }
        Ok(())
    }

    /// Tells of a failure to write to it.
    pub fn error(&self, source: io::Error) -> WriteError {
        WriteError { path: self.path.clone(), step: "write", source }
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.beside.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.beside.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_file_stays_until_the_new_one_is_complete_and_nothing_is_left_beside() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("run.ndjson");
        fs::write(&path, "old").expect("written");
        let mut file = WholeFile::create(&path).expect("created");
        file.write_all(b"new").expect("written");
        file.flush().expect("written");
        assert_eq!(fs::read(&path).expect("read"), b"old");
        drop(file);
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1);
        let mut file = WholeFile::create(&path).expect("created");
        file.write_all(b"new").expect("written");
        file.put_in_place().expect("in place");
        assert_eq!(fs::read(&path).expect("read"), b"new");
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1);
    }

    #[test]
    fn what_is_no_file_is_not_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = WholeFile::create(folder.path()).expect_err("refused");
        assert_eq!(error.to_string(), format!("cannot replace `{}`", folder.path().display()));
        assert!(WholeFile::create(&folder.path().join("none/run.ndjson")).is_err());
        #[cfg(unix)]
        assert!(WholeFile::create(Path::new("/dev/null")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_written_through_and_the_file_is_as_open_as_any() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let (path, link) = (folder.path().join("run.ndjson"), folder.path().join("link"));
        fs::write(&path, "old").expect("written");
        std::os::unix::fs::symlink(&path, &link).expect("linked");
        let mut file = WholeFile::create(&link).expect("created");
        file.write_all(b"new").expect("written");
        file.put_in_place().expect("in place");
        assert_eq!(fs::read(&path).expect("read"), b"new");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        fs::write(folder.path().join("plain"), "").expect("written");
        assert_eq!(mode(&path), mode(&folder.path().join("plain")));
    }
}
