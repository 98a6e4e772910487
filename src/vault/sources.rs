//! Owns reading a secret from where a reference says it is kept. An error names the place, never the secret.

use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::keyring::{self, KeyringError};
use crate::sys::env;
use crate::sys::files::{self, FileError};
use crate::sys::world::World;
use crate::text::secret::{Secret, SecretReference, without_line_end};

/// More than any secret, in bytes.
const LIMIT: u64 = 64 * 1024;

/// How long a command may take to print a secret; long enough for a person to touch a token.
const COMMAND_LIMIT: Duration = Duration::from_secs(60);

/// Whether a person may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    Allowed,
    Forbidden,
}

/// Names a secret: whose and which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretName {
    pub environment: String,
    /// `client_secret`, `password`, `seed`.
    pub key: &'static str,
}

impl SecretName {
    /// Names the seed. The vault is one for all environments, and so is its seed.
    pub fn seed() -> Self {
        SecretName { environment: "vault".to_owned(), key: "seed" }
    }

    /// What a person is asked for.
    fn prompt(&self) -> String {
        if *self == SecretName::seed() {
            return "seed of the vault".to_owned();
        }
        format!("{} of environment {}", self.key, self.environment)
    }
}

/// Why a secret cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    #[error("`{key}`: variable `{variable}` is not set")]
    Unset { key: &'static str, variable: String },
    #[error("`{key}`: variable `{variable}` is not UTF-8")]
    NotText { key: &'static str, variable: String },
    #[error("`{key}`: its file cannot be used")]
    File {
        key: &'static str,
        #[source]
        source: FileError,
    },
    #[error("`{key}`: the file `{}` is not UTF-8", path.display())]
    FileNotText { key: &'static str, path: PathBuf },
    #[error("`{key}`: the file `{}` begins with a byte order mark", path.display())]
    FileWithMark { key: &'static str, path: PathBuf },
    #[error("`{key}`: {place} gives an empty text")]
    Empty { key: &'static str, place: String },
    #[error("`{key}`: the keyring cannot be used")]
    Keyring {
        key: &'static str,
        #[source]
        source: KeyringError,
    },
    #[error("`{key}`: the command `{program}` cannot be started")]
    CommandMissing { key: &'static str, program: String },
    #[error("`{key}`: the command `{program}` failed ({status})")]
    CommandFailed { key: &'static str, program: String, status: String },
    #[error("`{key}`: the command `{program}` gave no answer within {} s", COMMAND_LIMIT.as_secs())]
    CommandSilent { key: &'static str, program: String },
    #[error("`{key}` must be typed, and there is no one to ask")]
    NobodyToAsk { key: &'static str },
    #[error("`{key}` was not typed")]
    NotTyped { key: &'static str },
}

/// Reads a secret. One trailing line end is dropped, but for a seed, which is defined to the byte and drops its own; an empty text is
/// refused.
pub fn read(
    reference: &SecretReference,
    name: &SecretName,
    world: &World,
    asking: Asking,
) -> Result<Secret, SourceError> {
    let key = name.key;
    let text = match reference {
        SecretReference::Environment(variable) => {
            let value =
                world.variable(variable).ok_or_else(|| SourceError::Unset { key, variable: variable.clone() })?;
            value.to_str().ok_or_else(|| SourceError::NotText { key, variable: variable.clone() })?.to_owned()
        }
        SecretReference::File(path) => {
            let path = world.absolute(path);
            let bytes = files::read_own(&path, LIMIT).map_err(|source| SourceError::File { key, source })?;
            String::from_utf8(bytes).map_err(|_| SourceError::FileNotText { key, path })?
        }
        SecretReference::Keyring => {
            let secret = keyring::get(name).map_err(|source| SourceError::Keyring { key, source })?;
            secret.expose().to_owned()
        }
        SecretReference::Command(words) => run(words, key, world)?,
        SecretReference::Prompt => ask(&name.prompt(), key, world, asking)?,
    };
    let text = Zeroizing::new(text);
    // Editors of Windows add it unseen, and a server would take it for a part of the secret.
    if let (SecretReference::File(path), true) = (reference, text.starts_with('\u{feff}')) {
        return Err(SourceError::FileWithMark { key, path: world.absolute(path) });
    }
    let plain = without_line_end(&text);
    if plain.is_empty() {
        return Err(SourceError::Empty { key, place: reference.to_string() });
    }
    let whole = if *name == SecretName::seed() { text.as_str() } else { plain };
    Ok(Secret::new(whole.to_owned()))
}

/// Asks at the terminal itself, without showing what is typed.
pub fn ask(prompt: &str, key: &'static str, world: &World, asking: Asking) -> Result<String, SourceError> {
    if asking == Asking::Forbidden || !(world.terminal.stdin || world.terminal.stderr) {
        return Err(SourceError::NobodyToAsk { key });
    }
    dialoguer::Password::new().with_prompt(prompt).interact().map_err(|_| SourceError::NotTyped { key })
}

/// Runs a command and takes what it prints. Its standard error goes nowhere: it may hold the secret. It gets the environment
/// without imctl's own secrets: who fetches one of them has no need of the others.
fn run(words: &[String], key: &'static str, world: &World) -> Result<String, SourceError> {
    let (program, arguments) =
        words.split_first().ok_or_else(|| SourceError::CommandMissing { key, program: String::new() })?;
    let missing = || SourceError::CommandMissing { key, program: program.clone() };
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(&world.folder)
        .env_clear()
        .envs(env::for_children(world))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| missing())?;
    let mut out = child.stdout.take().ok_or_else(missing)?;
    // Read on a thread of its own, so that neither a full pipe nor a silent command blocks for ever.
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut text = Zeroizing::new(String::new());
        let read = out.by_ref().take(LIMIT).read_to_string(&mut text);
        let _ = sender.send(read.map(|_| text));
    });
    let end = Instant::now() + COMMAND_LIMIT;
    let Ok(text) = receiver.recv_timeout(COMMAND_LIMIT) else {
        let _ = child.kill();
        let _ = child.wait();
        return Err(SourceError::CommandSilent { key, program: program.clone() });
    };
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < end => std::thread::sleep(Duration::from_millis(5)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(SourceError::CommandSilent { key, program: program.clone() });
            }
        }
    };
    let failed = |status: String| SourceError::CommandFailed { key, program: program.clone(), status };
    if !status.success() {
        return Err(failed(status.to_string()));
    }
    text.map(|text| text.to_string()).map_err(|_| failed("its output is not UTF-8".to_owned()))
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const NAME: SecretName = SecretName { environment: String::new(), key: "client_secret" };

    fn get(reference: &SecretReference, world: &World) -> Result<String, SourceError> {
        read(reference, &NAME, world, Asking::Forbidden).map(|secret| secret.expose().to_owned())
    }

    fn command(words: &[&str]) -> SecretReference {
        SecretReference::Command(words.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn each_source_gives_its_text_less_one_line_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut world, ..) = World::made_up(&[], folder.path());
        world.variables.insert("S".into(), "one\r\n".into());
        world.variables.insert("PATH".into(), std::env::var_os("PATH").unwrap_or_default());
        assert_eq!(get(&SecretReference::Environment("S".into()), &world).expect("read"), "one");
        files::write_private(&folder.path().join("s.txt"), b"two\n\n").expect("written");
        assert_eq!(get(&SecretReference::File("s.txt".into()), &world).expect("read"), "two\n");
        assert_eq!(get(&command(&["printf", "three\\n"]), &world).expect("read"), "three");
        // One that goes on for a moment after it has said all.
        let goes_on = ["sh", "-c", "printf three; exec >&-; sleep 0.1"];
        assert_eq!(get(&command(&goes_on), &world).expect("read"), "three");
    }

    #[test]
    fn a_secret_may_be_as_long_as_any_is_and_no_longer() {
        let folder = tempfile::tempdir().expect("a folder");
        let (world, ..) = World::made_up(&[], folder.path());
        let reference = SecretReference::File("s.txt".into());
        for (length, is_read) in [(LIMIT, true), (LIMIT + 1, false)] {
            let text = vec![b'a'; usize::try_from(length).expect("small")];
            files::write_private(&folder.path().join("s.txt"), &text).expect("written");
            assert_eq!(get(&reference, &world).is_ok(), is_read, "{length}");
        }
        let text = "a".repeat(65_536);
        files::write_private(&folder.path().join("s.txt"), text.as_bytes()).expect("written");
        assert_eq!(get(&reference, &world).expect("read"), text);
    }

    #[test]
    fn a_person_is_told_what_is_asked_for_and_is_asked_only_where_there_is_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut world, ..) = World::made_up(&[], folder.path());
        let name = SecretName { environment: "uat".to_owned(), key: "password" };
        assert_eq!(
            (SecretName::seed().prompt().as_str(), name.prompt().as_str()),
            ("seed of the vault", "password of environment uat")
        );
        let nobody =
            |world: &World, asking| matches!(ask("p", "seed", world, asking), Err(SourceError::NobodyToAsk { .. }));
        assert!(nobody(&world, Asking::Allowed));
        (world.terminal.stdin, world.terminal.stderr) = (true, true);
        assert!(nobody(&world, Asking::Forbidden));
    }

    #[test]
    fn a_command_sees_no_secret_of_the_environment() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut world, ..) = World::made_up(&[], folder.path());
        world.variables.insert("PATH".into(), std::env::var_os("PATH").unwrap_or_default());
        world.variables.insert("LANG".into(), "canary".into());
        for name in [env::CLIENT_SECRET, env::PASSWORD, env::SEED, env::PROXY, "FIRM_SECRET"] {
            world.variables.insert(name.into(), "canary".into());
        }
        world.withheld.insert("FIRM_SECRET".to_owned());
        let seen = get(&command(&["env"]), &world).expect("read");
        let told: Vec<_> = seen.lines().filter(|line| line.contains("canary")).collect();
        assert_eq!(told, ["LANG=canary"], "{seen}");
    }

    #[test]
    fn each_failure_names_the_place_and_never_the_secret() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut world, ..) = World::made_up(&[], folder.path());
        world.variables.insert("PATH".into(), std::env::var_os("PATH").unwrap_or_default());
        let file = folder.path().join("open.txt");
        fs::write(&file, "canary").expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("set");
        files::write_private(&folder.path().join("empty.txt"), b"\n").expect("written");
        files::write_private(&folder.path().join("bytes.txt"), b"\xff\xfe").expect("written");
        files::write_private(&folder.path().join("mark.txt"), "\u{feff}canary".as_bytes()).expect("written");
        let cases = [
            (SecretReference::Environment("NONE".into()), "NONE"),
            (SecretReference::File("none.txt".into()), "file cannot be used"),
            (SecretReference::File("open.txt".into()), "file cannot be used"),
            (SecretReference::File("empty.txt".into()), "empty.txt"),
            (SecretReference::File("bytes.txt".into()), "not UTF-8"),
            (SecretReference::File("mark.txt".into()), "begins with a byte order mark"),
            (command(&["no-such-program"]), "no-such-program"),
            (command(&["sh", "-c", "echo canary; echo canary >&2; exit 3"]), "exit status: 3"),
            (command(&["true"]), "empty"),
            (SecretReference::Prompt, "no one to ask"),
        ];
        for (reference, expected) in cases {
            let error = get(&reference, &world).expect_err("refused");
            let told = anyhow::Error::from(error);
            let text = format!("{told:#} {told:?}");
            assert!(text.contains(expected), "{reference:?}: {text}");
            assert!(!text.contains("canary"), "{text}");
        }
    }
}
