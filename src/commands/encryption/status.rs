//! Runs `imctl encryption status`: what is set up, what is sealed, and whether it opens.

use serde::Serialize;

use super::warn_of_dates;
use crate::cli::global::Form;
use crate::commands::configuration;
use crate::commands::service::asking;
use crate::commands::stage::Stage;
use crate::config::{Config, Encryption};
use crate::failure::verdict::Verdict;
use crate::output::{fields, json};
use crate::sys::paths;
use crate::vault::certificate::Certificate;
use crate::vault::opening::Keys;
use crate::vault::rotation::{self, Places};
use crate::vault::{Vault, VaultError};

#[derive(Serialize)]
struct Report {
    schema_version: u8,
    enabled: bool,
    opens: bool,
    vault: String,
    seed: Option<String>,
    certificate: String,
    certificate_subject: Option<String>,
    certificate_fingerprint: Option<String>,
    certificate_expires: Option<jiff::Timestamp>,
    certificate_expired: Option<bool>,
    /// Whether a rotation was cut off and left something beside.
    cut_off: bool,
    rounds: Option<u32>,
    sealed: Vec<Sealed>,
}

#[derive(Serialize)]
struct Sealed {
    environment: String,
    base_url: String,
    client_id: String,
}

/// Runs the command.
pub(super) fn run(stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let config = configuration::load(stage)?.config;
    let form = stage.form("encryption status", &[Form::Human, Form::Plain, Form::Json])?;
    let data_folder = paths::data_folder(stage.world)?;
    let places = Places::of(&data_folder, &config.encryption.certificate, &config.encryption.private_key);

    let vault = match Vault::read(&places.vault) {
        Err(error) if error.is_missing() => None,
        other => Some(other),
    };
    let certificate = Certificate::load(&config.encryption.certificate).ok();
    let opening = match &vault {
        Some(Ok(vault)) => open(vault, &config, stage),
        _ => Ok(()),
    };

    let readable = vault.as_ref().and_then(|vault| vault.as_ref().ok());
    let report = Report {
        schema_version: 1,
        enabled: vault.is_some(),
        opens: readable.is_some() && opening.is_ok(),
        vault: places.vault.display().to_string(),
        seed: config.encryption.seed.as_ref().map(ToString::to_string),
        certificate: config.encryption.certificate.display().to_string(),
        certificate_subject: certificate.as_ref().map(|certificate| certificate.subject.clone()),
        certificate_fingerprint: certificate.as_ref().map(Certificate::fingerprint_text),
        certificate_expires: certificate.as_ref().map(|certificate| certificate.not_after),
        certificate_expired: certificate.as_ref().map(|c| c.is_expired(stage.world.clock.now())),
        cut_off: rotation::is_cut_off(&places),
        rounds: readable.map(Vault::rounds),
        sealed: readable.map(sealed).unwrap_or_default(),
    };
    show(&report, form, stage)?;
    if let Some(certificate) = &certificate {
        warn_of_dates(certificate, stage);
    }
    if report.cut_off && vault.is_some() {
        stage.warn("a rotation was cut off; old or new seed opens the vault");
        stage.next("`imctl encryption rotate --finish` brings it to its end");
    }
    match vault {
        None => {
            stage.next("`imctl encryption init` sets encryption up");
            Ok(Verdict::StoreUnusable)
        }
        Some(Err(error)) => Err(error.into()),
        Some(Ok(_)) => opening.map(|()| Verdict::Ok),
    }
}

/// Proves that seed and private key open the vault.
fn open(vault: &Vault, config: &Config, stage: &Stage<'_>) -> anyhow::Result<()> {
    let Encryption { certificate, private_key, .. } = &config.encryption;
    let keys = Keys { seed: config.encryption.require_seed()?, certificate, private_key };
    let key = keys.open(vault, stage.world, asking(stage))?.key;
    for name in vault.record_names() {
        vault.open(&key, &name)?.ok_or(VaultError::NotReadBack { path: vault.path().to_owned() })?;
    }
    Ok(())
}

fn sealed(vault: &Vault) -> Vec<Sealed> {
    let names = vault.record_names().into_iter();
    names
        .map(|name| Sealed { environment: name.environment, base_url: name.base_url, client_id: name.client_id })
        .collect()
}

fn show(report: &Report, form: Form, stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let yes_or_no = |truth| if truth { "yes" } else { "no" }.to_owned();
    let mut list = vec![
        ("enabled", yes_or_no(report.enabled)),
        ("opens", yes_or_no(report.opens)),
        ("vault", report.vault.clone()),
        ("seed", report.seed.clone().unwrap_or_else(|| "not set".into())),
        ("certificate", report.certificate.clone()),
    ];
    let optional = [
        ("subject", report.certificate_subject.clone()),
        ("fingerprint", report.certificate_fingerprint.clone()),
        ("expires", report.certificate_expires.map(|at| format!("{at:.0}"))),
        ("derivation", report.rounds.map(super::derivation)),
    ];
    list.extend(optional.into_iter().filter_map(|(label, value)| Some((label, value?))));
    for record in &report.sealed {
        list.push(("sealed", format!("{} ({} at {})", record.environment, record.client_id, record.base_url)));
    }
    let (palette, width) = (stage.stdout_palette, stage.stdout_width());
    stage.show(|out| match form {
        Form::Json => json::write(out, report),
        Form::Human => fields::human(out, &list, palette, width),
        _ => fields::plain(out, &list),
    })?;
    Ok(())
}
