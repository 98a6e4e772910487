//! Runs `imctl encryption init`: private key, certificate, the vault beside its place, seed, vault, in this order, so that a run
//! that was cut off can be run again.

use std::fs;
use std::path::Path;

use serde::Serialize;

use super::seed_input::{self, Given, in_the_way};
use super::{certificate_input, warn_of_dates};
use crate::cli::encryption::InitArgs;
use crate::cli::global::Form;
use crate::commands::configuration;
use crate::commands::stage::Stage;
use crate::config::Encryption;
use crate::failure::verdict::Verdict;
use crate::output::{fields, json};
use crate::sys::files::FileError;
use crate::sys::{files, paths};
use crate::vault::certificate::{Identity, Pair};
use crate::vault::rotation::{self, Places, Staged};
use crate::vault::{Vault, VaultError, turns};

/// What was set up.
#[derive(Serialize)]
struct Report {
    schema_version: u8,
    vault: String,
    certificate: String,
    private_key: String,
    certificate_subject: String,
    certificate_fingerprint: String,
    certificate_expires: jiff::Timestamp,
    seed: String,
    key_derivation: String,
}

/// Runs the command.
pub(super) fn run(args: &InitArgs, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let config = configuration::load(stage)?.config;
    let form = stage.form("encryption init", &[Form::Human, Form::Plain, Form::Json])?;
    let data_folder = paths::data_folder(stage.world)?;
    let places = Places::of(&data_folder, &config.encryption.certificate, &config.encryption.private_key);
    refuse_second(&places)?;
    seed_input::refuse_two_from_stdin(&[&args.seed_file, &args.certificate.password_file])?;

    // All that a person may be asked for comes before others have to wait.
    let pair = certificate_input::take(&args.certificate, stage)?;
    let given = seed_input::for_init(args, &config, stage)?;
    files::create_private_folder(&data_folder)?;
    let _turn = turns::vault(&data_folder, turns::PATIENCE)?;
    refuse_second(&places)?;
    if let Given { seed, left_in: Some(left), .. } = &given
        && !rotation::is_seed_of_cut_off(&places, seed)
    {
        return Err(in_the_way(left).into());
    }
    place_certificate(pair, &config.encryption, stage)?;
    let identity = Identity::load(&places.certificate, &places.private_key)?;
    let (mut vault, _) = Vault::create(&places.vault, &given.seed, &identity.certificate)?;
    let staged = Staged::write(&places, &mut vault, None)?;
    staged.prove(&given.seed, None)?;
    given.deliver()?;
    staged.switch()?;

    let certificate = &identity.certificate;
    let report = Report {
        schema_version: 1,
        vault: places.vault.display().to_string(),
        certificate: config.encryption.certificate.display().to_string(),
        private_key: config.encryption.private_key.display().to_string(),
        certificate_subject: certificate.subject.clone(),
        certificate_fingerprint: certificate.fingerprint_text(),
        certificate_expires: certificate.not_after,
        seed: given.place(),
        key_derivation: super::derivation(vault.rounds()),
    };
    show(&report, form, stage)?;
    warn_of_dates(certificate, stage);
    stage.note("encryption is set up; keep a copy of seed and private key: without both nobody reads the tokens");
    if config.encryption.seed.is_none() {
        let setting = seed_input::setting(&args.made, args.seed_file.as_deref(), stage);
        stage.next(&format!("tell imctl where the seed is kept: `{setting}` in `[encryption]`; then `imctl link`"));
    } else {
        stage.next("`imctl link` exchanges the credentials and stores the tokens");
    }
    Ok(Verdict::Ok)
}

fn refuse_second(places: &Places) -> Result<(), VaultError> {
    match places.vault.symlink_metadata() {
        Ok(_) => Err(VaultError::Exists { path: places.vault.clone() }),
        Err(_) => Ok(()),
    }
}

/// Sees to it that certificate and private key are where the configuration says. What is there already is used, never
/// overwritten.
fn place_certificate(given: Option<Pair>, to: &Encryption, stage: &Stage<'_>) -> anyhow::Result<()> {
    let has_key = to.private_key.symlink_metadata().is_ok();
    let has_certificate = to.certificate.symlink_metadata().is_ok();
    let pair = match given {
        Some(pair) => pair,
        None if has_certificate => return Ok(()),
        // A run that was cut off left the key: its certificate is made now.
        None if has_key => {
            let certificate = Pair::certificate_for(&to.private_key, stage.world.clock.now())?;
            return Ok(files::create_private(&to.certificate, certificate.as_bytes())?);
        }
        None => Pair::make(stage.world.clock.now())?,
    };
    for path in [&to.private_key, &to.certificate] {
        if let Some(folder) = path.parent().filter(|folder| !folder.exists()) {
            fs::create_dir_all(folder)?;
        }
    }
    // Where the certificate is there, the key is that of it or of nothing: both are judged together before they are used.
    if has_key && Identity::load(&to.certificate, &to.private_key).is_ok_and(|there| there.certificate == pair.about) {
        return Ok(());
    }
    place(&to.private_key, pair.private_key.as_bytes())?;
    place(&to.certificate, pair.certificate.as_bytes())
}

/// Writes a file, unless a run that was cut off wrote just this one.
fn place(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    match files::create_private(path, bytes) {
        Err(FileError::Exists { .. }) if fs::read(path).is_ok_and(|there| there == bytes) => Ok(()),
        Err(FileError::Exists { path }) => Err(crate::failure::usage::UsageError::Command {
            message: format!("`{}` exists already, and is not overwritten", path.display()),
            hint: "move certificate and private key aside, or run it without the options that bring others".into(),
        }
        .into()),
        result => Ok(result?),
    }
}

fn show(report: &Report, form: Form, stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let list = [
        ("vault", report.vault.clone()),
        ("certificate", report.certificate.clone()),
        ("private key", report.private_key.clone()),
        ("subject", report.certificate_subject.clone()),
        ("fingerprint", report.certificate_fingerprint.clone()),
        ("expires", format!("{:.0}", report.certificate_expires)),
        ("seed", report.seed.clone()),
        ("derivation", report.key_derivation.clone()),
    ];
    let (palette, width) = (stage.stdout_palette, stage.stdout_width());
    stage.show(|out| match form {
        Form::Json => json::write(out, report),
        Form::Human => fields::human(out, &list, palette, width),
        _ => fields::plain(out, &list),
    })?;
    Ok(())
}
