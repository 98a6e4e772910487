//! Owns what concerns the process as a whole: no core dumps, and where its own program is.

use std::io;
use std::path::PathBuf;

/// Forbids core dumps, which would hold secrets. Where the system has no such limit, or does not let us set it, there is
/// nothing more to be done.
pub fn forbid_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}

/// Finds the program that runs now, to start it once more.
pub fn own_program() -> io::Result<PathBuf> {
    std::env::current_exe()
}
