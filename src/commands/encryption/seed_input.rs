//! Owns where `encryption init` takes the seed from, and where one that was made goes.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::cli::encryption::InitArgs;
use crate::commands::service::asking;
use crate::commands::stage::Stage;
use crate::config::Config;
use crate::failure::usage::UsageError;
use crate::sys::{files, terminal};
use crate::text::secret::{Secret, SecretReference};
use crate::vault::keyring;
use crate::vault::seed::Seed;
use crate::vault::sources::{self, SecretName};

/// More than any seed, in bytes.
const LIMIT: u64 = 64 * 1024;

/// A seed, and what is still to be done with it once nothing else can fail.
pub(super) struct Given {
    pub seed: Seed,
    pub sink: Sink,
}

/// Where a seed goes.
pub(super) enum Sink {
    /// Nowhere: whoever gave it keeps it.
    Nowhere,
    File(PathBuf),
    Keyring(SecretName),
    Terminal,
}

/// Takes the seed from where the options or the configuration say.
pub(super) fn take(args: &InitArgs, config: &Config, stage: &mut Stage<'_>) -> anyhow::Result<Given> {
    let name = SecretName { environment: config.environment.clone(), key: "seed" };
    let in_keyring = config.encryption.seed == Some(SecretReference::Keyring);
    if args.generate_seed {
        let sink = sink(args, in_keyring.then(|| name.clone()), stage)?;
        return Ok(Given { seed: Seed::generate()?, sink });
    }
    let text = match (&args.seed_file, &config.encryption.seed) {
        (Some(path), _) if path == Path::new("-") => from_stdin(stage)?,
        (Some(path), _) => from_file(&stage.world.absolute(path))?,
        (None, Some(reference)) if !matches!(reference, SecretReference::Prompt | SecretReference::Keyring) => {
            sources::read(reference, &name, stage.world, asking(stage))?
        }
        _ => twice(stage)?,
    };
    let seed = Seed::check(text)?;
    Ok(Given { seed, sink: if in_keyring { Sink::Keyring(name) } else { Sink::Nowhere } })
}

/// Decides where a seed that is made will go, before it is made.
fn sink(args: &InitArgs, keyring_name: Option<SecretName>, stage: &Stage<'_>) -> anyhow::Result<Sink> {
    if let Some(path) = &args.seed_out {
        let path = stage.world.absolute(path);
        if path.symlink_metadata().is_ok() {
            return Err(UsageError::Command {
                message: format!("`{}` exists already, and is not overwritten", path.display()),
                hint: "name a new file, or use the one there with `--seed-file`".into(),
            }
            .into());
        }
        return Ok(Sink::File(path));
    }
    match keyring_name {
        Some(name) => Ok(Sink::Keyring(name)),
        None if terminal::can_show() => Ok(Sink::Terminal),
        None => Err(UsageError::Command {
            message: "there is no terminal to show the seed on".into(),
            hint: "name a new file for it with `--seed-out FILE`".into(),
        }
        .into()),
    }
}

impl Given {
    /// Puts the seed where it goes. Returns what to tell of it.
    pub fn deliver(&self) -> anyhow::Result<String> {
        match &self.sink {
            Sink::Nowhere => Ok("kept by you; imctl keeps no copy".to_owned()),
            Sink::File(path) => {
                let text = Zeroizing::new(format!("{}\n", self.seed.as_secret().expose()));
                files::write_private(path, text.as_bytes())?;
                Ok(format!("made, and written to `{}`", path.display()))
            }
            Sink::Keyring(name) => {
                keyring::probe()?;
                keyring::set(name, self.seed.as_secret())?;
                Ok("stored in the keyring".to_owned())
            }
            Sink::Terminal => {
                let mut out = terminal::open()?;
                writeln!(out, "\nThe seed, shown this once; copy it to where you keep such things:\n")?;
                writeln!(out, "{}\n", self.seed.as_secret().expose())?;
                Ok("made, and shown on the terminal".to_owned())
            }
        }
    }
}

fn from_stdin(stage: &mut Stage<'_>) -> anyhow::Result<Secret> {
    let mut text = Zeroizing::new(String::new());
    stage.world.stdin.by_ref().take(LIMIT).read_to_string(&mut text).map_err(|_| UsageError::Command {
        message: "the seed on standard input is not UTF-8 text".into(),
        hint: "save it as UTF-8".into(),
    })?;
    Ok(Secret::new(text.to_string()))
}

fn from_file(path: &Path) -> anyhow::Result<Secret> {
    let bytes = Zeroizing::new(files::read_own(path, LIMIT)?);
    let text = std::str::from_utf8(&bytes).map_err(|_| UsageError::Command {
        message: format!("the seed in `{}` is not UTF-8 text", path.display()),
        hint: "save it as UTF-8".into(),
    })?;
    Ok(Secret::new(text.to_owned()))
}

/// Asks twice, so that a slip of the finger does not become the seed.
fn twice(stage: &Stage<'_>) -> anyhow::Result<Secret> {
    let ask = |prompt: &str| sources::ask(prompt, "seed", stage.world, asking(stage)).map(Secret::new);
    let first = ask("seed (more than 100 characters)")?;
    if first == ask("the same once more")? {
        return Ok(first);
    }
    Err(UsageError::Command {
        message: "the two seeds are not the same".into(),
        hint: "run it again, or give the seed with `--seed-file`".into(),
    }
    .into())
}
