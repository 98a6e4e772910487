//! Owns where `encryption init` and `rotate` take a certificate and private key from that the options bring.

use std::path::Path;

use crate::cli::encryption::CertificateOptions;
use crate::commands::encryption::seed_input::from_stdin;
use crate::commands::service::asking;
use crate::commands::stage::Stage;
use crate::failure::usage::UsageError;
use crate::text::secret::{Secret, SecretReference, without_line_end};
use crate::vault::certificate::{CertificateError, Pair};
use crate::vault::sources::{self, SecretName};

/// What a password is called where it cannot be had.
const PASSWORD: &str = "password of the private key";

/// Takes the certificate and private key that the options name. `None` where they name none.
pub(super) fn take(options: &CertificateOptions, stage: &mut Stage<'_>) -> anyhow::Result<Option<Pair>> {
    match (&options.certificate, &options.private_key, &options.pkcs12) {
        (Some(certificate), Some(key), _) => {
            let (certificate, key) = (stage.world.absolute(certificate), stage.world.absolute(key));
            Pair::take(&certificate, &key, || password(options, stage)).map(Some)
        }
        (_, _, Some(path)) => from_pkcs12(&stage.world.absolute(path), options, stage).map(Some),
        _ => {
            if options.password_file.is_some() || options.password_variable.is_some() {
                return Err(UsageError::Command {
                    message: "a password is given, and nothing that it could open".into(),
                    hint: "name the file with `--pkcs12`, or with `--certificate` and `--private-key`".into(),
                }
                .into());
            }
            Ok(None)
        }
    }
}

/// Some systems export PKCS#12 with an empty password, so that one is tried before a person is asked for another.
fn from_pkcs12(path: &Path, options: &CertificateOptions, stage: &mut Stage<'_>) -> anyhow::Result<Pair> {
    match Pair::from_pkcs12(path, &Secret::new(String::new())) {
        Err(CertificateError::WrongPkcs12Password { .. }) => Ok(Pair::from_pkcs12(path, &password(options, stage)?)?),
        result => Ok(result?),
    }
}

/// Reads the password: from the file or variable named, else from the person at the terminal.
fn password(options: &CertificateOptions, stage: &mut Stage<'_>) -> anyhow::Result<Secret> {
    let reference = match (&options.password_file, &options.password_variable) {
        (Some(path), _) if path == Path::new("-") => {
            let text = from_stdin("the password", stage)?;
            return Ok(Secret::new(without_line_end(text.expose()).to_owned()));
        }
        (Some(path), _) => SecretReference::File(path.clone()),
        (_, Some(name)) => SecretReference::Environment(name.clone()),
        _ => {
            return Ok(Secret::new(sources::ask(PASSWORD, PASSWORD, stage.world, asking(stage))?));
        }
    };
    let name = SecretName { environment: String::new(), key: PASSWORD };
    Ok(sources::read(&reference, &name, stage.world, asking(stage))?)
}
