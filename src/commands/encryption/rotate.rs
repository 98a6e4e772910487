//! Runs `imctl encryption rotate`: everything sealed anew under another seed, another certificate, or both.

use serde::Serialize;

use super::seed_input::{self, Given, in_the_way};
use super::{certificate_input, warn_of_dates};
use crate::cli::encryption::RotateArgs;
use crate::cli::global::Form;
use crate::commands::configuration;
use crate::commands::service::asking;
use crate::commands::stage::Stage;
use crate::config::Config;
use crate::failure::verdict::Verdict;
use crate::output::{fields, json};
use crate::sys::paths;
use crate::text::secret::SecretReference;
use crate::vault::certificate::{Certificate, Pair};
use crate::vault::opening::{self, Keys, Opened, OpeningError};
use crate::vault::rotation::{self, Finished, Places, Staged};
use crate::vault::seed::Seed;
use crate::vault::seed_store::SeedStore;
use crate::vault::{Vault, VaultError, turns};

/// What came of it.
#[derive(Serialize)]
struct Report {
    schema_version: u8,
    vault: String,
    /// What is new: `seed`, `certificate`, both, or neither where it was so already.
    changed: Vec<&'static str>,
    /// Whether a rotation that was cut off was brought to its end.
    finished: bool,
    records: usize,
    certificate: String,
    private_key: String,
    certificate_subject: String,
    certificate_fingerprint: String,
    certificate_expires: jiff::Timestamp,
    /// Copies of a certificate and private key that were not made by imctl.
    kept: Vec<String>,
    seed: Option<String>,
    key_derivation: String,
}

/// Runs the command.
pub(super) fn run(args: &RotateArgs, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let config = configuration::load(stage)?.config;
    let form = stage.form("encryption rotate", &[Form::Human, Form::Plain, Form::Json])?;
    let data_folder = paths::data_folder(stage.world)?;
    let places = Places::of(&data_folder, &config.encryption.certificate, &config.encryption.private_key);
    let store = config.encryption.seed.as_ref().and_then(|reference| SeedStore::of(reference, stage.world));
    if args.finish {
        let _turns = turns::everyone(&data_folder)?;
        let finished = rotation::finish(&places, store.as_ref())?;
        return tell_finished(finished, &places, form, stage);
    }
    seed_input::refuse_two_from_stdin(&[&args.seed_file, &args.old_seed_file, &args.certificate.password_file])?;

    // All that a person may be asked for comes before others have to wait.
    let present = Vault::read(&places.vault)?;
    let pair = match args.make_certificate {
        true => Some(Pair::make(stage.world.clock.now())?),
        false => certificate_input::take(&args.certificate, stage)?,
    };
    let given = seed_input::for_rotation(args, &config, stage)?;
    let (opened, is_switched) = open(&present, &places, args, &config, given.as_ref(), stage)?;

    let _turns = turns::everyone(&data_folder)?;
    let vault = Vault::read(&places.vault)?;
    if !vault.is_opened_by(&opened.key) {
        return Err(VaultError::SealedAnew { path: places.vault }.into());
    }
    if let Some(Given { seed, left_in: Some(left), .. }) = &given
        && !is_switched
        && !rotation::is_seed_of_cut_off(&places, seed)
    {
        return Err(in_the_way(left).into());
    }
    let finished = rotation::finish(&places, store.as_ref())?;
    let change = Change { places: &places, pair, given, opened };
    let done = change.make(&vault)?;
    // From here on the vault is sealed anew; what follows only clears up.
    let cleared = rotation::finish(&places, done.store.as_ref());

    let report = report(&done, &vault, &places, finished != Finished::default());
    show(&report, form, stage)?;
    let setting = seed_input::setting(&args.made, args.seed_file.as_deref(), stage);
    tell(&report, &done, &config, &setting, stage);
    if let Err(error) = cleared {
        stage.warn(&format!("the vault is sealed anew and opens, but not all of the rest took its place: {error}"));
        stage.next("`imctl encryption rotate --finish` brings it to its end");
        return Ok(Verdict::Incomplete);
    }
    Ok(Verdict::Ok)
}

/// Opens the vault as it is: with the present seed, or with the new one where an earlier run had switched already. Tells which.
fn open(
    vault: &Vault,
    places: &Places,
    args: &RotateArgs,
    config: &Config,
    given: Option<&Given>,
    stage: &mut Stage<'_>,
) -> anyhow::Result<(Opened, bool)> {
    let Places { certificate, private_key, .. } = places;
    let with = |seed: Seed| -> Result<Opened, OpeningError> {
        let identity = opening::identity_of(vault, certificate, private_key)?;
        let key = vault.derive(&seed, &identity)?;
        Ok(Opened { key, seed, identity })
    };
    let opened = match &args.old_seed_file {
        Some(path) => with(seed_input::from_file(path, stage)?),
        None => {
            let seed = config.encryption.require_seed()?;
            Keys { seed, certificate, private_key }.open(vault, stage.world, asking(stage))
        }
    };
    match (opened, given) {
        (Err(error), Some(given)) if error.is_wrong_seed() => Ok((with(given.seed.clone()).map_err(|_| error)?, true)),
        (opened, _) => Ok((opened?, false)),
    }
}

/// What is asked for, judged and open.
struct Change<'p> {
    places: &'p Places,
    pair: Option<Pair>,
    given: Option<Given>,
    opened: Opened,
}

/// What was done.
struct Done {
    changed: Vec<&'static str>,
    certificate: Certificate,
    kept: Vec<String>,
    /// What is told of the new seed; `None` where the seed stayed.
    seed: Option<String>,
    /// Where the new seed is to be put.
    store: Option<SeedStore>,
}

impl Change<'_> {
    /// Makes it: writes what is new beside, proves it, delivers the seed, switches. What is so already is left as it is.
    fn make(self, vault: &Vault) -> anyhow::Result<Done> {
        let Change { places, pair, given, opened } = self;
        let pair = pair.filter(|pair| pair.about.fingerprint != vault.fingerprint());
        let new_seed = given.as_ref().filter(|given| given.seed.as_secret() != opened.seed.as_secret());
        let mut changed = Vec::new();
        changed.extend(new_seed.map(|_| "seed"));
        changed.extend(pair.as_ref().map(|_| "certificate"));
        let present = &opened.identity.certificate;
        let mut kept = Vec::new();
        if changed.is_empty() {
            // Only the place of the seed may still be another than the one asked for.
            if let Some(Given { seed, store: Some(store), .. }) = &given {
                store.put_beside(seed)?;
            }
        } else {
            if pair.is_some() {
                let copies = rotation::keep_copy(places, &opened.identity)?;
                kept.extend(copies.into_iter().flatten().map(|path| path.display().to_string()));
            }
            let seed = new_seed.map_or(&opened.seed, |given| &given.seed);
            let certificate = pair.as_ref().map_or(present, |pair| &pair.about);
            let (mut next, _) = vault.sealed_anew(&opened.key, seed, certificate)?;
            let staged = Staged::write(places, &mut next, pair.as_ref())?;
            staged.prove(seed, Some((vault, &opened.key)))?;
            if let Some(given) = new_seed {
                given.deliver()?;
            }
            staged.switch()?;
        }
        Ok(Done {
            changed,
            certificate: pair.map_or_else(|| present.clone(), |pair| pair.about),
            kept,
            seed: given.as_ref().map(Given::place),
            store: given.and_then(|given| given.store),
        })
    }
}

fn report(done: &Done, vault: &Vault, places: &Places, finished: bool) -> Report {
    Report {
        schema_version: 1,
        vault: places.vault.display().to_string(),
        changed: done.changed.clone(),
        finished,
        records: vault.record_names().len(),
        certificate: places.certificate.display().to_string(),
        private_key: places.private_key.display().to_string(),
        certificate_subject: done.certificate.subject.clone(),
        certificate_fingerprint: done.certificate.fingerprint_text(),
        certificate_expires: done.certificate.not_after,
        kept: done.kept.clone(),
        seed: done.seed.clone(),
        key_derivation: super::derivation(vault.rounds()),
    }
}

/// What changed, and what the user must change now.
fn tell(report: &Report, done: &Done, config: &Config, setting: &str, stage: &mut Stage<'_>) {
    warn_of_dates(&done.certificate, stage);
    if report.finished {
        stage.note("a rotation that was cut off was brought to its end first");
    }
    if !done.kept.is_empty() {
        stage.note(&format!(
            "certificate and private key were not made by imctl, so copies are kept: `{}`; remove them when nothing else needs them",
            done.kept.join("`, `")
        ));
    }
    if report.changed.is_empty() {
        stage.note("the vault is sealed under this seed and certificate already; it was left as it is");
    } else {
        let what = report.changed.join(" and ");
        stage.note(&format!("sealed anew with another {what}; the old opens nothing now. Keep a copy of the new: without seed and private key nobody reads the tokens"));
    }
    if done.seed.is_none() || done.store.is_some() {
        stage.next("`imctl encryption status` shows that it opens");
        return;
    }
    let next = match &config.encryption.seed {
        None => format!("tell imctl where the new seed is kept: `{setting}` in `[encryption]`"),
        Some(SecretReference::Environment(name)) => {
            format!("set `{name}` to the new seed wherever imctl runs; until then the vault does not open there")
        }
        Some(SecretReference::File(path)) => format!(
            "put the new seed into `{}` (`imctl encryption rotate --seed-file FILE --store-seed` does), or point `seed` in `[encryption]` to where it is; until then the vault does not open",
            path.display()
        ),
        Some(SecretReference::Keyring) => "`imctl encryption rotate --seed-file FILE --store-seed` puts the new seed into the keyring; until then the vault does not open".to_owned(),
        Some(SecretReference::Command(words)) => format!(
            "have `{}` give the new seed; until then the vault does not open",
            words.first().map_or("", String::as_str)
        ),
        Some(SecretReference::Prompt) => "type the new seed from now on".to_owned(),
    };
    stage.next(&next);
}

/// Shows what `--finish` came to.
fn tell_finished(finished: Finished, places: &Places, form: Form, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let vault = Vault::read(&places.vault)?;
    let certificate = Certificate::load(&places.certificate).map_err(OpeningError::from)?;
    let done = Done { changed: Vec::new(), certificate, kept: Vec::new(), seed: None, store: None };
    let report = report(&done, &vault, places, finished != Finished::default());
    show(&report, form, stage)?;
    warn_of_dates(&done.certificate, stage);
    stage.note(if report.finished {
        "the rotation that was cut off is at its end now"
    } else {
        "no rotation was cut off after its switch; nothing was changed"
    });
    stage.next("`imctl encryption status` shows whether it opens");
    Ok(Verdict::Ok)
}

fn show(report: &Report, form: Form, stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let changed = if report.changed.is_empty() { "nothing".to_owned() } else { report.changed.join(", ") };
    let mut list = vec![
        ("vault", report.vault.clone()),
        ("changed", changed),
        ("records", report.records.to_string()),
        ("certificate", report.certificate.clone()),
        ("private key", report.private_key.clone()),
        ("subject", report.certificate_subject.clone()),
        ("fingerprint", report.certificate_fingerprint.clone()),
        ("expires", format!("{:.0}", report.certificate_expires)),
    ];
    list.extend(report.seed.iter().map(|place| ("seed", place.clone())));
    list.extend(report.kept.iter().map(|path| ("kept", path.clone())));
    list.push(("derivation", report.key_derivation.clone()));
    let (palette, width) = (stage.stdout_palette, stage.stdout_width());
    stage.show(|out| match form {
        Form::Json => json::write(out, report),
        Form::Human => fields::human(out, &list, palette, width),
        _ => fields::plain(out, &list),
    })?;
    Ok(())
}
