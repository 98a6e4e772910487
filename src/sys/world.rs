//! Owns the process's world as one value: arguments, environment, folder, streams, terminal, clock. A test makes one up.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anstream::AutoStream;

use super::clock::{Clock, SystemClock};
use super::env;
use super::terminal::Terminal;

/// Everything a run may touch of the process it lives in.
pub struct World {
    /// The command line with the program's name first.
    pub arguments: Vec<OsString>,
    /// The environment; read through `sys::env` only.
    pub variables: BTreeMap<OsString, OsString>,
    /// Names of variables that no child process gets, since the configuration keeps a secret in them.
    pub withheld: BTreeSet<String>,
    /// The folder that relative paths start from.
    pub folder: PathBuf,
    pub stdin: Box<dyn Read + Send>,
    pub stdout: Box<dyn Write + Send>,
    pub stderr: Box<dyn Write + Send>,
    pub terminal: Terminal,
    pub clock: Arc<dyn Clock>,
}

impl World {
    /// Takes the real process's world.
    pub fn of_this_process() -> Self {
        World {
            arguments: std::env::args_os().collect(),
            variables: std::env::vars_os().collect(),
            withheld: BTreeSet::new(),
            folder: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            stdin: Box::new(io::stdin()),
            // Consoles of Windows show colours only where they are told to.
            stdout: Box::new(AutoStream::always(io::stdout())),
            stderr: Box::new(AutoStream::always(io::stderr())),
            terminal: Terminal::of_this_process(),
            clock: Arc::new(SystemClock),
        }
    }

    /// Makes up a world without environment, terminal or input that starts in `folder`, and the two buffers its
    /// output goes to.
    pub fn made_up(arguments: &[&str], folder: &Path) -> (Self, Captured, Captured) {
        let (stdout, stderr) = (Captured::default(), Captured::default());
        let world = World {
            arguments: std::iter::once("imctl").chain(arguments.iter().copied()).map(OsString::from).collect(),
            variables: BTreeMap::new(),
            withheld: BTreeSet::new(),
            folder: folder.to_owned(),
            stdin: Box::new(io::empty()),
            stdout: Box::new(stdout.clone()),
            stderr: Box::new(stderr.clone()),
            terminal: Terminal::none(),
            clock: Arc::new(SystemClock),
        };
        (world, stdout, stderr)
    }

    /// Copies what surrounds the streams: environment, folder, terminal, clock. Input is empty and output goes nowhere.
    pub fn without_streams(&self) -> World {
        World {
            arguments: self.arguments.clone(),
            variables: self.variables.clone(),
            withheld: self.withheld.clone(),
            folder: self.folder.clone(),
            stdin: Box::new(io::empty()),
            stdout: Box::new(io::sink()),
            stderr: Box::new(io::sink()),
            terminal: self.terminal,
            clock: Arc::clone(&self.clock),
        }
    }

    /// Looks a variable up, by its name as the system compares names; an empty one counts as absent.
    pub fn variable(&self, name: &str) -> Option<&OsStr> {
        let in_other_letters =
            || self.variables.iter().find(|(known, _)| env::is_same_name(known, name)).map(|(_, value)| value);
        let value = self.variables.get(OsStr::new(name)).or_else(in_other_letters)?;
        Some(value.as_os_str()).filter(|value| !value.is_empty())
    }

    /// Makes a path absolute, seen from this world's folder.
    pub fn absolute(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }
}

/// Tells whether a stream could not be written to because nobody reads it any more.
pub fn is_closed_pipe(error: &io::Error) -> bool {
    // ERROR_PIPE_NOT_CONNECTED: a named pipe whose reader has gone.
    error.kind() == io::ErrorKind::BrokenPipe || (cfg!(windows) && error.raw_os_error() == Some(233))
}

/// A buffer that can be written to by one and read by another.
#[derive(Clone, Debug, Default)]
pub struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    /// Returns what was written so far.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pipe_that_nobody_reads_is_told_from_other_failures() {
        assert!(is_closed_pipe(&io::ErrorKind::BrokenPipe.into()));
        assert_eq!(is_closed_pipe(&io::Error::from_raw_os_error(233)), cfg!(windows));
        assert!(!is_closed_pipe(&io::ErrorKind::StorageFull.into()));
    }
}
