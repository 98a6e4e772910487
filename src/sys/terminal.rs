//! Owns what is known of the terminal, and asks the person at it.

use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal};

/// The terminal itself, whatever the streams are attached to.
#[cfg(unix)]
const DEVICE: &str = "/dev/tty";
#[cfg(not(unix))]
const DEVICE: &str = "CONOUT$";

/// What the three streams are attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    pub stdin: bool,
    pub stdout: bool,
    pub stderr: bool,
    /// Columns of the terminal; `None` when there is none.
    pub width: Option<usize>,
}

impl Terminal {
    /// Asks the real streams.
    pub fn of_this_process() -> Self {
        Terminal {
            stdin: std::io::stdin().is_terminal(),
            stdout: std::io::stdout().is_terminal(),
            stderr: std::io::stderr().is_terminal(),
            width: terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)),
        }
    }

    /// No terminal anywhere.
    pub fn none() -> Self {
        Terminal { stdin: false, stdout: false, stderr: false, width: None }
    }
}

/// Tells whether something can be shown on the terminal itself.
pub fn can_show() -> bool {
    open().is_ok()
}

/// Opens the terminal itself for writing.
///
/// # Errors
/// When this process has no terminal.
pub fn open() -> io::Result<File> {
    OpenOptions::new().write(true).open(DEVICE)
}
