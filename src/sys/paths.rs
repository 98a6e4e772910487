//! Owns where files are looked for and kept: candidates for `imctl.toml`, and the data folder. Everything comes from the
//! world's variables and folder, so that a made-up world never sees the real user's files.

use std::path::{Path, PathBuf};

use super::env;
use super::world::World;

/// The name of the configuration file.
pub const CONFIG_FILE: &str = "imctl.toml";

/// The conventions for a user's folders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Convention {
    /// XDG Base Directory Specification.
    Xdg,
    /// `~/Library/Application Support`.
    Apple,
    /// `%APPDATA%` and `%LOCALAPPDATA%`.
    Windows,
}

impl Convention {
    fn of_this_system() -> Self {
        if cfg!(windows) {
            Convention::Windows
        } else if cfg!(target_os = "macos") {
            Convention::Apple
        } else {
            Convention::Xdg
        }
    }
}

/// Why there is no data folder: neither variable that leads to one is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no folder for the data of imctl: neither `{wanted}` nor `{}` is set", env::DATA_DIR)]
pub struct NoDataFolder {
    /// The variable that usually leads there.
    pub wanted: &'static str,
}

/// Lists where `imctl.toml` is looked for when neither `--config` nor `IMCTL_CONFIG` names it, best first: the current
/// folder, then the user's configuration folder.
pub fn config_candidates(world: &World) -> Vec<PathBuf> {
    let users = user_config_folder(world, Convention::of_this_system());
    std::iter::once(world.folder.clone()).chain(users).map(|folder| folder.join(CONFIG_FILE)).collect()
}

/// Finds the folder of vault, certificate and locks: `IMCTL_DATA_DIR`, else `imctl` in the user's data folder. It need
/// not exist.
///
/// # Errors
/// [`NoDataFolder`] when no variable leads to one.
pub fn data_folder(world: &World) -> Result<PathBuf, NoDataFolder> {
    data_folder_by(world, Convention::of_this_system())
}

/// Puts the home folder in the place of a leading `~/`.
pub fn expand_home(world: &World, path: &Path) -> PathBuf {
    let home = if cfg!(windows) { env::USERPROFILE } else { env::HOME };
    match (path.strip_prefix("~"), absolute_variable(world, home)) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

fn user_config_folder(world: &World, convention: Convention) -> Option<PathBuf> {
    let folder = match convention {
        Convention::Xdg => absolute_variable(world, env::XDG_CONFIG_HOME)
            .or_else(|| Some(absolute_variable(world, env::HOME)?.join(".config"))),
        Convention::Apple => apple_support_folder(world),
        Convention::Windows => absolute_variable(world, env::APPDATA)
            .or_else(|| Some(absolute_variable(world, env::USERPROFILE)?.join("AppData").join("Roaming"))),
    };
    Some(folder?.join("imctl"))
}

fn data_folder_by(world: &World, convention: Convention) -> Result<PathBuf, NoDataFolder> {
    if let Some(folder) = env::lookup(world, env::DATA_DIR) {
        return Ok(world.absolute(&expand_home(world, Path::new(folder))));
    }
    let (folder, wanted) = match convention {
        Convention::Xdg => (
            absolute_variable(world, env::XDG_DATA_HOME)
                .or_else(|| Some(absolute_variable(world, env::HOME)?.join(".local").join("share"))),
            env::HOME,
        ),
        Convention::Apple => (apple_support_folder(world), env::HOME),
        Convention::Windows => (
            absolute_variable(world, env::LOCALAPPDATA)
                .or_else(|| Some(absolute_variable(world, env::USERPROFILE)?.join("AppData").join("Local"))),
            env::LOCALAPPDATA,
        ),
    };
    folder.map(|folder| folder.join("imctl")).ok_or(NoDataFolder { wanted })
}

fn apple_support_folder(world: &World) -> Option<PathBuf> {
    Some(absolute_variable(world, env::HOME)?.join("Library").join("Application Support"))
}

/// Reads a folder from a variable; a relative one is ignored, as the XDG specification asks.
fn absolute_variable(world: &World, name: &str) -> Option<PathBuf> {
    env::lookup(world, name).map(PathBuf::from).filter(|path| path.is_absolute())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: &str = if cfg!(windows) { env::USERPROFILE } else { env::HOME };

    /// An absolute path; Windows wants a drive before it.
    fn at(path: &str) -> PathBuf {
        if cfg!(windows) { format!("C:{path}").into() } else { path.into() }
    }

    fn world(variables: &[(&str, &str)]) -> World {
        let (mut world, _, _) = World::made_up(&[], &at("/work-folder"));
        let value = |text: &str| if text.starts_with('/') { at(text).into_os_string() } else { text.into() };
        world.variables = variables.iter().map(|(name, text)| ((*name).into(), value(text))).collect();
        world
    }

    #[test]
    fn the_current_folder_comes_before_the_users_folder() {
        let world = world(&[("HOME", "/home/ada")]);
        let users = |convention| user_config_folder(&world, convention);
        assert_eq!(users(Convention::Xdg), Some(at("/home/ada/.config/imctl")));
        assert_eq!(users(Convention::Apple), Some(at("/home/ada/Library/Application Support/imctl")));
        assert_eq!(config_candidates(&world)[0], at("/work-folder/imctl.toml"));
    }

    #[test]
    fn a_world_without_variables_sees_no_user_folder() {
        assert_eq!(config_candidates(&world(&[])).len(), 1);
        assert_eq!(data_folder_by(&world(&[]), Convention::Xdg), Err(NoDataFolder { wanted: "HOME" }));
    }

    #[test]
    fn the_xdg_variables_win_unless_they_are_relative() {
        let absolute = world(&[("HOME", "/home/ada"), ("XDG_CONFIG_HOME", "/etc/ada"), ("XDG_DATA_HOME", "/srv/ada")]);
        assert_eq!(user_config_folder(&absolute, Convention::Xdg), Some(at("/etc/ada/imctl")));
        assert_eq!(data_folder_by(&absolute, Convention::Xdg), Ok(at("/srv/ada/imctl")));
        let relative = world(&[("HOME", "/home/ada"), ("XDG_DATA_HOME", "here")]);
        assert_eq!(data_folder_by(&relative, Convention::Xdg), Ok(at("/home/ada/.local/share/imctl")));
    }

    #[test]
    fn windows_folders_follow_appdata() {
        let world = world(&[("APPDATA", "/C/Roaming"), ("LOCALAPPDATA", "/C/Local")]);
        assert_eq!(user_config_folder(&world, Convention::Windows), Some(at("/C/Roaming/imctl")));
        assert_eq!(data_folder_by(&world, Convention::Windows), Ok(at("/C/Local/imctl")));
    }

    #[test]
    fn the_data_folder_can_be_moved_anywhere() {
        let moved = world(&[(HOME, "/home/ada"), ("IMCTL_DATA_DIR", "data")]);
        assert_eq!(data_folder(&moved), Ok(at("/work-folder/data")));
        let home = world(&[(HOME, "/home/ada"), ("IMCTL_DATA_DIR", "~/vaults")]);
        assert_eq!(data_folder(&home), Ok(at("/home/ada/vaults")));
    }
}
