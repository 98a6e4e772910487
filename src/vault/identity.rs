//! Owns the certificate together with its private key, as the configuration names their files; and where they stand while a
//! rotation brings new ones.

use std::path::{Path, PathBuf};

use x509_cert::der::Decode;
use x509_cert::der::asn1::AnyRef;
use zeroize::Zeroizing;

use super::certificate::{Certificate, CertificateError, LIMIT};
use super::private_key::{Held, PrivateKey};
use crate::sys::files;

/// A certificate with its private key.
pub struct Identity {
    pub certificate: Certificate,
    key: PrivateKey,
}

impl Identity {
    /// Reads a certificate and its private key, and checks that they belong together.
    pub fn load(certificate: &Path, key: &Path) -> Result<Self, CertificateError> {
        let about = Certificate::load(certificate)?;
        let private = private_key_of(&about, certificate, key)?;
        Ok(Identity { certificate: about, key: private })
    }

    /// Reads the certificate of this fingerprint and its private key. Where the files named are others, they are looked for
    /// beside them: a rotation that was cut off leaves the new ones there (`docs/rotation.md`).
    ///
    /// # Errors
    /// Those of the files named. A certificate of another fingerprint is no error: the vault says so.
    pub fn load_for(fingerprint: &[u8], certificate: &Path, key: &Path) -> Result<Self, CertificateError> {
        let is_meant = |found: &Certificate| found.fingerprint == fingerprint;
        let (mut place, mut about) = (certificate.to_owned(), Certificate::load(certificate));
        if !about.as_ref().is_ok_and(is_meant) {
            let next = files::next_of(certificate);
            if let Some(found) = Certificate::load(&next).ok().filter(is_meant) {
                (place, about) = (next, Ok(found));
            }
        }
        let about = about?;
        let private = match private_key_of(&about, &place, key) {
            Err(error) => private_key_of(&about, &place, &files::next_of(key)).map_err(|_| error)?,
            Ok(private) => private,
        };
        Ok(Identity { certificate: about, key: private })
    }

    /// Finds the secret that was agreed on.
    pub(super) fn decapsulate(&self, sent: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.key.decapsulate(sent)
    }
}

fn private_key_of(about: &Certificate, certificate: &Path, path: &Path) -> Result<PrivateKey, CertificateError> {
    let bytes = Zeroizing::new(files::read_private(path, LIMIT)?);
    let der = Held::find(&bytes, path)?.open(None, path)?;
    judge(about, &der, certificate, path)
}

/// Checks that a private key is that of a certificate: by its public half, before it is used.
pub(super) fn judge(
    about: &Certificate,
    der: &[u8],
    certificate: &Path,
    key: &Path,
) -> Result<PrivateKey, CertificateError> {
    let mismatch = || CertificateError::Mismatch { certificate: certificate.to_owned(), key: PathBuf::from(key) };
    match PrivateKey::of_der(der) {
        Some(private) if about.is_of(&private.public) => Ok(private),
        // A key of a kind that is not taken is none of this certificate; what is cut short is no key at all.
        None if AnyRef::from_der(der).is_err() => Err(CertificateError::NoPrivateKey { path: key.to_owned() }),
        _ => Err(mismatch()),
    }
}
