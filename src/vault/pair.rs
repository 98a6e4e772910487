//! Owns certificate and private key in the form their files have: made here, or taken from others' files.

use std::path::Path;

use jiff::Timestamp;
use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error as Pkcs12Error;
use zeroize::Zeroizing;

use super::certificate::{Certificate, CertificateError, LIMIT, pem};
use super::identity::judge;
use super::private_key::{Held, PrivateKey, to_pkcs8};
use crate::sys::files;
use crate::text::secret::Secret;

/// The subject of each certificate that is made here.
const COMMON_NAME: &str = "imctl vault";

/// A certificate and private key in the form their files have.
pub struct Pair {
    pub about: Certificate,
    /// PEM.
    pub certificate: String,
    /// PEM, PKCS#8.
    pub private_key: Zeroizing<String>,
}

impl Pair {
    /// Makes a P-256 key and a certificate signed by itself, valid for ten years from now.
    pub fn make(now: Timestamp) -> Result<Self, CertificateError> {
        let none = || CertificateError::NotMade;
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).map_err(|_| none())?;
        let key = Zeroizing::new(key);
        let about = sign_itself(&key, now)?;
        let private_key = pem("PRIVATE KEY", &Zeroizing::new(key.serialize_der())).ok_or_else(none)?;
        let certificate = about.to_pem().ok_or_else(none)?;
        Ok(Pair { about, certificate, private_key: Zeroizing::new(private_key) })
    }

    /// Makes a certificate for a private key that is there already, in PEM form.
    pub fn certificate_for(key: &Path, now: Timestamp) -> Result<String, CertificateError> {
        let none = || CertificateError::NoPrivateKey { path: key.to_owned() };
        let bytes = Zeroizing::new(files::read_private(key, LIMIT)?);
        let der = Held::find(&bytes, key)?.open(None, key)?;
        let pair = rcgen::KeyPair::try_from(der.as_slice()).map_err(|_| none())?;
        sign_itself(&Zeroizing::new(pair), now)?.to_pem().ok_or(CertificateError::NotMade)
    }

    /// Takes certificate and private key from their files: PEM or DER; the key in PKCS#8, PKCS#1 or SEC1, or in PKCS#8
    /// under a password (PBES2), which is asked for only then.
    ///
    /// # Errors
    /// What is wrong with the files, or why there is no password.
    pub fn take<E: From<CertificateError>>(
        certificate: &Path,
        key: &Path,
        password: impl FnOnce() -> Result<Secret, E>,
    ) -> Result<Self, E> {
        let about = Certificate::load(certificate)?;
        let bytes = Zeroizing::new(files::read_own(key, LIMIT).map_err(CertificateError::from)?);
        let held = Held::find(&bytes, key)?;
        let password = match held {
            Held::Open(_) => None,
            Held::Encrypted(_) => Some(password()?),
        };
        let der = held.open(password.as_ref(), key)?;
        judge(&about, &der, certificate, key)?;
        Ok(Pair::of(about, &der, key)?)
    }

    /// Takes certificate and private key out of a PKCS#12 file. Of several certificates the key's own is taken.
    pub fn from_pkcs12(path: &Path, password: &Secret) -> Result<Self, CertificateError> {
        let bytes = Zeroizing::new(files::read_own(path, LIMIT)?);
        let archive = Pkcs12Archive::from_pkcs12(&bytes, password.expose()).map_err(|error| match error {
            Pkcs12Error::MacError(_) => CertificateError::WrongPkcs12Password { path: path.to_owned() },
            _ => CertificateError::NotPkcs12 { path: path.to_owned() },
        })?;
        let (mut certificates, mut unfit) = (Vec::new(), None);
        for bag in &archive.certs {
            match Certificate::of_der(bag.cert.as_der().to_vec(), path) {
                Ok(about) => certificates.push(about),
                Err(error) => unfit = Some(error),
            }
        }
        let mut found = Vec::new();
        for bag in &archive.keys {
            let Some(key) = PrivateKey::of_der(bag.key.as_der()) else { continue };
            let own = certificates.iter().find(|about| about.is_of(&key.public));
            found.extend(own.map(|about| (about.clone(), Zeroizing::new(bag.key.as_der().to_vec()))));
        }
        let keys = found.len();
        match (found.pop(), keys) {
            (Some((about, der)), 1) => Pair::of(about, &der, path),
            // A key of a kind that is not taken is told by its certificate, where there is one.
            (None, _) => Err(unfit.unwrap_or(CertificateError::Pkcs12Keys { path: path.to_owned(), keys })),
            _ => Err(CertificateError::Pkcs12Keys { path: path.to_owned(), keys }),
        }
    }

    fn of(about: Certificate, der: &[u8], key: &Path) -> Result<Self, CertificateError> {
        let none = || CertificateError::NoPrivateKey { path: key.to_owned() };
        let certificate = about.to_pem().ok_or(CertificateError::NotMade)?;
        let private_key = pem("PRIVATE KEY", &to_pkcs8(der).ok_or_else(none)?).ok_or_else(none)?;
        Ok(Pair { about, certificate, private_key: Zeroizing::new(private_key) })
    }
}

impl Certificate {
    /// Tells whether the certificate was made here, and not brought by the firm.
    pub fn is_made_here(&self) -> bool {
        self.subject == format!("CN={COMMON_NAME}")
    }
}

/// Makes a certificate signed by its own key, valid for ten years from now.
fn sign_itself(key: &rcgen::KeyPair, now: Timestamp) -> Result<Certificate, CertificateError> {
    let sign = || {
        let mut about = rcgen::CertificateParams::new(Vec::new()).ok()?;
        about.distinguished_name = rcgen::DistinguishedName::new();
        about.distinguished_name.push(rcgen::DnType::CommonName, COMMON_NAME);
        let today = jiff::tz::Offset::UTC.to_datetime(now).date();
        let month = u8::try_from(today.month()).ok()?;
        // The last day of February does not come each year; the 28th does.
        let day = u8::try_from(today.day().min(28)).ok()?;
        about.not_before = rcgen::date_time_ymd(i32::from(today.year()), month, day);
        about.not_after = rcgen::date_time_ymd(i32::from(today.year()) + 10, month, day);
        Some(about.self_signed(key).ok()?.der().to_vec())
    };
    let der = sign().ok_or(CertificateError::NotMade)?;
    Certificate::of_der(der, Path::new("certificate.pem")).map_err(|_| CertificateError::NotMade)
}

#[cfg(test)]
mod tests;
