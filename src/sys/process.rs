//! Owns what concerns the process as a whole: no core dumps, where its own program is, and on which machine it runs.

use std::io;
use std::path::PathBuf;

#[cfg(not(unix))]
use super::env;
use super::world::World;

/// Forbids core dumps, which would hold secrets. Where the system has no such limit, or does not let us set it, there is
/// nothing more to be done.
pub fn forbid_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}

/// Names this machine, as its administrators do; `unknown` where the system does not tell.
pub fn host_name(world: &World) -> String {
    #[cfg(unix)]
    let name = {
        let _ = world;
        rustix::system::uname().nodename().to_string_lossy().into_owned()
    };
    #[cfg(not(unix))]
    let name =
        env::lookup(world, env::COMPUTERNAME).map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if name.is_empty() { "unknown".to_owned() } else { name }
}

/// Names the operating system: `linux`, `windows`, `macos`.
pub fn system() -> &'static str {
    std::env::consts::OS
}

/// Finds the program that runs now, to start it once more.
pub fn own_program() -> io::Result<PathBuf> {
    std::env::current_exe()
}
