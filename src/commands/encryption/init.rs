//! Runs `imctl encryption init`: certificate, private key, seed, vault, in this order, so that a run that was cut off can be
//! run again.

use std::fs;

use serde::Serialize;
use zeroize::Zeroizing;

use super::seed_input;
use crate::cli::encryption::InitArgs;
use crate::cli::global::Form;
use crate::commands::configuration;
use crate::commands::service::asking;
use crate::commands::stage::Stage;
use crate::config::Encryption;
use crate::failure::verdict::Verdict;
use crate::output::{fields, json};
use crate::sys::{files, paths};
use crate::vault::certificate::{Identity, Pair};
use crate::vault::{Vault, VaultError, sources};

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
    let vault_path = data_folder.join("vault.json");
    if vault_path.symlink_metadata().is_ok() {
        return Err(VaultError::Exists { path: vault_path }.into());
    }

    let given = seed_input::take(args, &config, stage)?;
    files::create_private_folder(&data_folder)?;
    place_certificate(args, &config.encryption, stage)?;
    let identity = Identity::load(&config.encryption.certificate, &config.encryption.private_key)?;
    let mut vault = Vault::create(&vault_path, &given.seed, &identity)?;
    let seed = given.deliver()?;
    vault.save_new()?;

    let certificate = &identity.certificate;
    let report = Report {
        schema_version: 1,
        vault: vault_path.display().to_string(),
        certificate: config.encryption.certificate.display().to_string(),
        private_key: config.encryption.private_key.display().to_string(),
        certificate_subject: certificate.subject.clone(),
        certificate_fingerprint: certificate.fingerprint_text(),
        certificate_expires: certificate.not_after,
        seed,
        key_derivation: format!("PBKDF2-HMAC-SHA512, {} rounds", vault.rounds()),
    };
    show(&report, form, stage)?;
    if certificate.is_expired(stage.world.clock.now()) {
        stage.warn("the certificate has expired; it still opens the vault, but have it renewed");
    }
    stage.note("encryption is set up; keep a copy of seed and private key: without both nobody reads the tokens");
    if config.encryption.seed.is_none() {
        stage.next("tell imctl where the seed is kept: `seed = { file = \"…\" }` in `[encryption]`; then `imctl link`");
    } else {
        stage.next("`imctl link` exchanges the credentials and stores the tokens");
    }
    Ok(Verdict::Ok)
}

/// Sees to it that certificate and private key are where the configuration says. What is there already is used, never
/// overwritten.
fn place_certificate(args: &InitArgs, to: &Encryption, stage: &Stage<'_>) -> anyhow::Result<()> {
    let has_key = to.private_key.symlink_metadata().is_ok();
    let has_certificate = to.certificate.symlink_metadata().is_ok();
    let pair = match (&args.certificate, &args.private_key, &args.pkcs12) {
        (Some(certificate), Some(key), _) => {
            let (certificate, key) = (stage.world.absolute(certificate), stage.world.absolute(key));
            // Judged before anything is copied.
            Identity::load(&certificate, &key)?;
            if (&certificate, &key) == (&to.certificate, &to.private_key) {
                return Ok(());
            }
            Pair::copied(&certificate, &key)?
        }
        (_, _, Some(path)) => {
            let ask = sources::ask("password of the PKCS#12 file", "pkcs12", stage.world, asking(stage))?;
            Pair::from_pkcs12(&stage.world.absolute(path), &Zeroizing::new(ask))?
        }
        _ if has_certificate => return Ok(()),
        // A run that was cut off left the key: its certificate is made now.
        _ if has_key => {
            let certificate = Pair::certificate_for(&to.private_key, stage.world.clock.now())?;
            return Ok(files::write_private(&to.certificate, certificate.as_bytes())?);
        }
        _ => Pair::make(stage.world.clock.now())?,
    };
    if has_key || has_certificate {
        let path = if has_key { &to.private_key } else { &to.certificate };
        return Err(crate::failure::usage::UsageError::Command {
            message: format!("`{}` exists already, and is not overwritten", path.display()),
            hint: "move certificate and private key aside, or run it without the options that bring others".into(),
        }
        .into());
    }
    for path in [&to.private_key, &to.certificate] {
        if let Some(folder) = path.parent().filter(|folder| !folder.exists()) {
            fs::create_dir_all(folder)?;
        }
    }
    files::write_private(&to.private_key, pair.private_key.as_bytes())?;
    files::write_private(&to.certificate, pair.certificate.as_bytes())?;
    Ok(())
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
