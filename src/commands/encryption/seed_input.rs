//! Owns where `encryption init` and `rotate` take a seed from, and where one that is new goes.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::cli::encryption::{InitArgs, MadeSeedOptions, RotateArgs};
use crate::commands::service::asking;
use crate::commands::stage::Stage;
use crate::config::Config;
use crate::failure::usage::UsageError;
use crate::sys::files::FileError;
use crate::sys::{files, terminal};
use crate::text::secret::{Secret, SecretReference};
use crate::vault::keyring::{self, KeyringError};
use crate::vault::seed::Seed;
use crate::vault::seed_store::{self, SeedStore};
use crate::vault::sources::{self, SecretName, SourceError};

/// More than any seed, in bytes.
const LIMIT: u64 = 64 * 1024;

/// A seed, and what is still to be done with it.
pub(super) struct Given {
    pub seed: Seed,
    /// Where it goes before the vault is sealed under it.
    sink: Sink,
    /// Where it takes the place of the present one afterwards.
    pub store: Option<SeedStore>,
    /// It stands there already, where a run that was cut off would have left it; whether one did is still to be proven.
    pub left_in: Option<Left>,
}

/// Where a run that was cut off may have left a seed.
pub(super) enum Left {
    File(PathBuf),
    Keyring,
}

/// Where a seed goes.
enum Sink {
    /// Nowhere: whoever gave it keeps it.
    Nowhere,
    File(PathBuf),
    Keyring,
    Terminal,
}

/// Takes the seed of a new vault from where the options or the configuration say.
pub(super) fn for_init(args: &InitArgs, config: &Config, stage: &mut Stage<'_>) -> anyhow::Result<Given> {
    let in_keyring = config.encryption.seed == Some(SecretReference::Keyring);
    let kept = if in_keyring { kept_by_keyring()? } else { None };
    if args.made.generate_seed {
        if let (Some(seed), None) = (&kept, &args.made.seed_out) {
            let seed = seed.clone();
            return Ok(Given { seed, sink: Sink::Nowhere, store: None, left_in: Some(Left::Keyring) });
        }
        return made(&args.made, in_keyring.then_some(Sink::Keyring), None, stage);
    }
    let seed = match (&args.seed_file, &config.encryption.seed, kept) {
        (Some(path), ..) => from_file(path, stage)?,
        (None, _, Some(kept)) => kept,
        (None, Some(reference), None) if !matches!(reference, SecretReference::Prompt | SecretReference::Keyring) => {
            Seed::check(sources::read(reference, &SecretName::seed(), stage.world, asking(stage))?)?
        }
        _ => twice("seed (more than 100 characters)", stage)?,
    };
    let sink = if in_keyring { Sink::Keyring } else { Sink::Nowhere };
    Ok(Given { seed, sink, store: None, left_in: None })
}

/// Takes the new seed of a vault from where the options say. `None` where the seed is to stay.
pub(super) fn for_rotation(args: &RotateArgs, config: &Config, stage: &mut Stage<'_>) -> anyhow::Result<Option<Given>> {
    let brings_certificate =
        args.make_certificate || args.certificate.certificate.is_some() || args.certificate.pkcs12.is_some();
    let brings_seed = args.seed_file.is_some() || args.made.generate_seed || args.ask_seed || args.store_seed;
    if brings_certificate && !brings_seed {
        return Ok(None);
    }
    let store = if args.store_seed { Some(store_of(config, stage)?) } else { None };
    if args.made.generate_seed {
        return made(&args.made, store.is_some().then_some(Sink::Nowhere), store, stage).map(Some);
    }
    let seed = match &args.seed_file {
        Some(path) => from_file(path, stage)?,
        None => twice("new seed (more than 100 characters)", stage)?,
    };
    Ok(Some(Given { seed, sink: Sink::Nowhere, store, left_in: None }))
}

/// Reads a seed from a file that an option names, `-` for standard input.
pub(super) fn from_file(path: &Path, stage: &mut Stage<'_>) -> anyhow::Result<Seed> {
    let text = if path == Path::new("-") { from_stdin("the seed", stage)? } else { read(&stage.world.absolute(path))? };
    Ok(Seed::check(text)?)
}

/// Refuses two secrets from standard input, which ends only once.
pub(super) fn refuse_two_from_stdin(files: &[&Option<PathBuf>]) -> Result<(), UsageError> {
    let from_stdin = files.iter().filter(|file| file.as_deref() == Some(Path::new("-"))).count();
    if from_stdin < 2 {
        return Ok(());
    }
    Err(UsageError::Command {
        message: "standard input holds one secret, and two are to be read from it".into(),
        hint: "give one of them in a file".into(),
    })
}

/// Reads all of standard input as one secret.
pub(super) fn from_stdin(what: &str, stage: &mut Stage<'_>) -> anyhow::Result<Secret> {
    // With room for all of it from the start no piece of a secret is left in memory that was given back.
    let mut bytes = Zeroizing::new(Vec::with_capacity(LIMIT as usize + 2));
    let input = &mut stage.world.stdin;
    // A byte too many is read, so that what is longer is refused and not cut.
    let read =
        input.by_ref().take(LIMIT + 1).read_to_end(&mut bytes).ok().and_then(|_| std::str::from_utf8(&bytes).ok());
    let text = read.ok_or_else(|| UsageError::Command {
        message: format!("{what} on standard input is not UTF-8 text"),
        hint: "save it as UTF-8".into(),
    })?;
    Ok(Secret::new(text.to_owned()))
}

/// Where the new seed is put for good, as the configuration says.
fn store_of(config: &Config, stage: &Stage<'_>) -> anyhow::Result<SeedStore> {
    let reference = config.encryption.require_seed()?;
    let unfit = || UsageError::Command {
        message: format!("the seed comes from the {reference}, where imctl cannot put one"),
        hint: "leave `--store-seed` out, and change it there yourself".into(),
    };
    Ok(SeedStore::of(reference, stage.world).ok_or_else(unfit)?)
}

/// Makes a seed, once it is clear where it will go. `elsewhere`: it goes there, and needs no terminal.
fn made(
    options: &MadeSeedOptions,
    elsewhere: Option<Sink>,
    store: Option<SeedStore>,
    stage: &Stage<'_>,
) -> anyhow::Result<Given> {
    let sink = match (&options.seed_out, elsewhere) {
        (Some(path), _) => {
            let path = stage.world.absolute(path);
            if path.symlink_metadata().is_ok() {
                // Perhaps of a run that was cut off; that is proven by the vault that it left too.
                let seed = read(&path).ok().and_then(|text| Seed::check(text).ok());
                let seed = seed.ok_or_else(|| in_the_way(&Left::File(path.clone())))?;
                return Ok(Given { seed, sink: Sink::Nowhere, store, left_in: Some(Left::File(path)) });
            }
            Sink::File(path)
        }
        (None, Some(elsewhere)) => elsewhere,
        (None, None) if terminal::can_show() => Sink::Terminal,
        (None, None) => {
            return Err(UsageError::Command {
                message: "there is no terminal to show the seed on".into(),
                hint: "name a new file for it with `--seed-out FILE`".into(),
            }
            .into());
        }
    };
    Ok(Given { seed: Seed::generate()?, sink, store, left_in: None })
}

/// A seed is there already that is not of this vault, and is not overwritten.
pub(super) fn in_the_way(left: &Left) -> UsageError {
    match left {
        Left::File(path) => UsageError::Command {
            message: format!("`{}` exists already, and is not overwritten", path.display()),
            hint: "name a new file, or use the one there with `--seed-file`".into(),
        },
        Left::Keyring => UsageError::Command {
            message: "the keyring holds a seed already, perhaps of another vault, and it is not overwritten".into(),
            hint: "leave the options of the seed out to use that one, or remove the entry `vault/seed` of the service `imctl`".into(),
        },
    }
}

/// How `imctl.toml` tells where the seed is kept, as far as the options say it. The path is absolute: a relative one would begin at the
/// folder of that file.
pub(super) fn setting(made: &MadeSeedOptions, seed_file: Option<&Path>, stage: &Stage<'_>) -> String {
    let file = made.seed_out.as_deref().or(seed_file).filter(|path| path.as_os_str() != "-");
    let file = file.map_or("…".into(), |path| stage.world.absolute(path).to_string_lossy().into_owned());
    // A JSON text is a TOML basic string too.
    format!("seed = {{ file = {} }}", serde_json::Value::from(file))
}

impl Given {
    /// Puts the seed where it goes before the vault is sealed under it.
    ///
    /// # Errors
    /// It could not be put there; nothing of it is left then.
    pub fn deliver(&self) -> anyhow::Result<()> {
        if let Some(store) = &self.store {
            store.put_beside(&self.seed)?;
        }
        match &self.sink {
            Sink::Nowhere => {}
            Sink::File(path) => files::create_private(path, &seed_store::text_of(&self.seed)).map_err(|error| {
                self.take_back();
                match error {
                    FileError::Exists { path } => anyhow::Error::from(in_the_way(&Left::File(path))),
                    error => error.into(),
                }
            })?,
            Sink::Keyring => put_in_keyring(&self.seed)?,
            Sink::Terminal => {
                let mut out = terminal::open()?;
                writeln!(out, "\nThe seed, shown this once; copy it to where you keep such things:\n")?;
                writeln!(out, "{}\n", self.seed.as_secret().expose())?;
            }
        }
        Ok(())
    }

    /// Takes back what stands beside the present seed, where no vault needs it.
    fn take_back(&self) {
        if let Some(store) = &self.store {
            let _ = store.discard();
        }
    }

    /// Tells where the seed is, once it was delivered.
    pub fn place(&self) -> String {
        match (&self.sink, &self.left_in, &self.store) {
            (Sink::File(path), ..) | (_, Some(Left::File(path)), _) => {
                format!("made, and written to `{}`", path.display())
            }
            (Sink::Keyring, ..) | (_, Some(Left::Keyring), _) | (_, _, Some(SeedStore::Keyring)) => {
                "stored in the keyring".to_owned()
            }
            (_, _, Some(SeedStore::File(path))) => format!("stored in `{}`", path.display()),
            (Sink::Terminal, ..) => "made, and shown on the terminal".to_owned(),
            (Sink::Nowhere, ..) => "kept by you; imctl keeps no copy".to_owned(),
        }
    }
}

/// The seed that the keyring holds, if it holds one.
fn kept_by_keyring() -> anyhow::Result<Option<Seed>> {
    match keyring::get(&SecretName::seed()) {
        Ok(text) => Ok(Some(Seed::check(text)?)),
        Err(KeyringError::NoEntry) => Ok(None),
        Err(source) => Err(SourceError::Keyring { key: SecretName::seed().key, source }.into()),
    }
}

/// Puts the seed of a new vault into the keyring. Another one that is there is that of another vault, which would never open
/// again.
fn put_in_keyring(seed: &Seed) -> anyhow::Result<()> {
    match kept_by_keyring()? {
        Some(kept) if kept.as_secret() == seed.as_secret() => Ok(()),
        Some(_) => Err(in_the_way(&Left::Keyring).into()),
        None => {
            let put = keyring::probe().and_then(|()| seed_store::put_in_keyring(&SecretName::seed(), seed));
            put.map_err(|source| SourceError::Keyring { key: SecretName::seed().key, source })?;
            Ok(())
        }
    }
}

fn read(path: &Path) -> anyhow::Result<Secret> {
    let bytes = Zeroizing::new(files::read_own(path, LIMIT)?);
    let text = std::str::from_utf8(&bytes).map_err(|_| UsageError::Command {
        message: format!("the seed in `{}` is not UTF-8 text", path.display()),
        hint: "save it as UTF-8".into(),
    })?;
    Ok(Secret::new(text.to_owned()))
}

/// Asks twice, so that a slip of the finger does not become the seed.
fn twice(prompt: &str, stage: &Stage<'_>) -> anyhow::Result<Seed> {
    let ask = |prompt: &str| match sources::ask(prompt, "seed", stage.world, asking(stage)) {
        Err(SourceError::NobodyToAsk { .. }) => Err(anyhow::Error::from(UsageError::Command {
            message: "there is no one to ask for the seed".into(),
            hint: "give it with `--seed-file FILE`, or have one made with `--generate-seed --seed-out FILE`".into(),
        })),
        result => Ok(Secret::new(result?)),
    };
    let first = ask(prompt)?;
    if first == ask("the same once more")? {
        return Ok(Seed::check(first)?);
    }
    Err(UsageError::Command {
        message: "the two seeds are not the same".into(),
        hint: "run it again, or give the seed with `--seed-file`".into(),
    }
    .into())
}
