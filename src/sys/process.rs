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
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        // Not forbidden everywhere: it also keeps the user's own tools from looking at the process.
        if std::fs::read("/proc/sys/kernel/core_pattern").is_ok_and(|pattern| is_handed_to_a_program(&pattern)) {
            let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
        }
    }
}

/// Tells whether core dumps go to a program (systemd's, Ubuntu's), which gets them whatever the limit is (core(5)).
#[cfg(target_os = "linux")]
fn is_handed_to_a_program(core_pattern: &[u8]) -> bool {
    core_pattern.starts_with(b"|")
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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_that_names_a_program_is_known() {
        assert!(is_handed_to_a_program(b"|/usr/share/apport/apport -p%p -s%s\n"));
        assert!(!is_handed_to_a_program(b"core\n") && !is_handed_to_a_program(b"/var/core/%p|%e\n"));
        assert!(!is_handed_to_a_program(b""));
    }
}
