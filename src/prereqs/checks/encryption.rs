//! Owns the checks of the vault: set up, its seed, its certificate, and whether both open it.

use std::rc::Rc;

use crate::prereqs::check::{Answer, Check};
use crate::prereqs::finding::{Group, NameKind, Who};
use crate::prereqs::setup::Setup;
use crate::prereqs::told::of_local;
use crate::prereqs::words::{counted, day, days_until};
use crate::session::error::SessionError;
use crate::session::service::Service;
use crate::vault::certificate::Certificate;
use crate::vault::opening::{OpeningError, identity_of};
use crate::vault::seed::Seed;
use crate::vault::{Vault, VaultError};

/// A certificate that ends sooner than this is told, in days.
const SOON: i64 = 30;

/// The checks of this group.
pub(super) fn checks() -> Vec<Check> {
    let group = Group::Encryption;
    vec![
        Check::new("encryption.enabled", group, "Tokens are encrypted", enabled).needs(["config.file"]),
        Check::new("encryption.seed", group, "The seed can be read and is long enough", seed)
            .needs(["encryption.enabled"]),
        Check::new("encryption.certificate", group, "The vault's certificate is valid", certificate)
            .needs(["encryption.enabled"]),
        Check::new("encryption.vault", group, "The vault opens", vault)
            .needs(["encryption.seed", "encryption.certificate"]),
    ]
}

fn service(setup: &Setup) -> Result<&Service, Answer> {
    setup.service.as_ref().map_err(|error| of_local(&**error, setup.hints))
}

/// The vault's file; `None` where encryption was never set up.
fn read(setup: &Setup) -> Result<Option<Vault>, Answer> {
    service(setup)?.read_vault().map_err(|error| of_local(&error, setup.hints))
}

/// The vault, for the checks that have nothing to do without one.
fn there(setup: &Setup) -> Result<Vault, Answer> {
    read(setup)?.ok_or_else(|| Answer::skip_because("encryption.enabled"))
}

async fn enabled(setup: Rc<Setup>) -> Answer {
    let path = |service: &Service| service.vault_path().display().to_string();
    match (read(&setup), &setup.service) {
        (Err(answer), _) => answer,
        (Ok(Some(_)), Ok(service)) => {
            Answer::pass(format!("there is a vault: `{}`", path(service))).name(NameKind::Path, path(service))
        }
        _ => Answer::warn(
            "encryption of tokens is not set up here; a pipeline that exchanges a token for each run needs none",
        )
        .fix(Who::Implementer, "run `imctl encryption init` on a machine that is to keep tokens"),
    }
}

async fn seed(setup: Rc<Setup>) -> Answer {
    let service = match there(&setup).and_then(|_| service(&setup)) {
        Ok(service) => service.clone(),
        Err(answer) => return answer,
    };
    let Some(reference) = service.config.encryption.seed.clone() else {
        return of_local(
            &service.config.encryption.require_seed().err().map_or(SessionError::WorkerLost, Into::into),
            setup.hints,
        );
    };
    let read = move || -> Result<usize, SessionError> {
        service.read_ahead(&["seed"])?;
        let seed = Seed::check(service.read_seed()?).map_err(OpeningError::from)?;
        Ok(seed.as_secret().count_characters())
    };
    match tokio::task::spawn_blocking(read).await.unwrap_or(Err(SessionError::WorkerLost)) {
        Ok(characters) => Answer::pass(format!("{characters} characters, from {reference}")),
        Err(error) => of_local(&error, setup.hints),
    }
}

async fn certificate(setup: Rc<Setup>) -> Answer {
    let vault = match there(&setup) {
        Ok(vault) => vault,
        Err(answer) => return answer,
    };
    let encryption = &setup.config.encryption;
    let about = match Certificate::load(&encryption.certificate) {
        Ok(about) => about,
        Err(error) => return of_local(&error, setup.hints),
    };
    if let Err(error) = identity_of(&vault, &encryption.certificate, &encryption.private_key) {
        return of_local(&error, setup.hints);
    }
    let (now, ends) = (setup.clock.now(), about.not_after);
    let days = days_until(ends, now);
    let answer = if about.is_expired(now) {
        Answer::warn(format!("the certificate expired on {}; it still opens the vault", day(ends)))
    } else if days < SOON {
        Answer::warn(format!("the certificate expires on {}", day(ends)))
    } else {
        Answer::pass(format!("valid until {}", day(ends)))
    };
    let answer = answer
        .fact("subject", about.subject.clone())
        .name(NameKind::Value, about.subject.clone())
        .fact("fingerprint", about.fingerprint_text())
        .fact("not_after", ends.to_string())
        .fact("days_left", days.to_string());
    match days < SOON {
        true => answer.fix(
            Who::Implementer,
            "have a new certificate ready, and make it the vault's before others refuse the old one",
        ),
        false => answer,
    }
}

async fn vault(setup: Rc<Setup>) -> Answer {
    let (vault, service) = match there(&setup).and_then(|vault| Ok((vault, service(&setup)?))) {
        Ok((vault, service)) => (vault, service.clone()),
        Err(answer) => return answer,
    };
    let (vault, key) = match service.unlock(vault).await {
        Ok(opened) => opened,
        Err(error) => return of_local(&error, setup.hints),
    };
    let names = vault.record_names();
    for name in &names {
        match vault.open(&key, name) {
            Ok(Some(_)) => {}
            Ok(None) => return of_local(&VaultError::NotReadBack { path: vault.path().to_owned() }, setup.hints),
            Err(error) => return of_local(&error, setup.hints),
        }
    }
    let sealed = counted(names.len(), "link");
    let own = match names.contains(&service.record_name()) {
        true => "this environment is linked",
        false => "this environment is not linked here",
    };
    Answer::pass(format!("it opens with seed and private key; {sealed} sealed; {own}"))
}
