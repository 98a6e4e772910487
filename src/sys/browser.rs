//! Owns opening a page in the person's browser. Hands no secret to it: not in the address, not by the environment.

use std::io;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use url::Url;

use super::env;
use super::world::World;

/// A program that fails within this time has shown nothing, and the next one is tried. Later it was closed by the person.
const QUICK: Duration = Duration::from_secs(3);

/// No program that opens pages could be started.
#[derive(Debug, thiserror::Error)]
#[error("no program that opens a browser could be started")]
pub struct NoBrowser(#[source] Option<io::Error>);

/// Opens a page, and does not wait for the browser to end. What is started has no terminal, and none of the variables that
/// hold a secret of imctl's.
///
/// # Errors
/// When nothing can be started, or nothing that is started could be seen. A program that starts and then finds no browser is
/// not noticed.
pub fn open(url: &Url, world: &World) -> Result<(), NoBrowser> {
    if cfg!(all(unix, not(target_os = "macos"))) && !can_be_seen(world) {
        return Err(NoBrowser(None));
    }
    let prepared: Vec<_> = open::commands(url.as_str()).into_iter().map(|command| prepare(command, world)).collect();
    let mut commands = prepared.into_iter();
    let mut failure = None;
    let first = commands.find_map(|mut command| command.spawn().map_err(|error| failure = Some(error)).ok());
    let Some(child) = first else { return Err(NoBrowser(failure)) };
    // Some openers live as long as the browser they open.
    std::thread::spawn(move || {
        let mut running = Some(child);
        while let Some(child) = running.take() {
            if has_opened(child) {
                break;
            }
            running = commands.find_map(|mut command| command.spawn().ok());
        }
    });
    Ok(())
}

/// Tells whether there is a screen, or a program that was named for this. Without, openers start text browsers that wait for
/// ever behind a terminal nobody gave them.
fn can_be_seen(world: &World) -> bool {
    let signs = [env::DISPLAY, env::WAYLAND_DISPLAY, env::WSL_DISTRO_NAME, env::BROWSER];
    signs.iter().any(|name| env::lookup(world, name).is_some())
}

/// Waits for an opener's end. One that ended badly at once has opened nothing.
fn has_opened(mut child: Child) -> bool {
    let started = Instant::now();
    let is_good = child.wait().is_ok_and(|status| status.success());
    is_good || started.elapsed() > QUICK
}

fn prepare(mut command: Command, world: &World) -> Command {
    let own: Vec<_> =
        command.get_envs().map(|(name, value)| (name.to_owned(), value.map(std::ffi::OsStr::to_owned))).collect();
    command.env_clear().envs(env::for_children(world));
    for (name, value) in own {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    // Ctrl-C at the terminal must not close the browser.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}
