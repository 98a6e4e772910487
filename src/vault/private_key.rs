//! Owns the private key: read in each form that keys are handed over in, and used to find the secret of an encapsulation.

use std::path::Path;

use aws_lc_rs::agreement::{self, ECDH_P256};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use pkcs8::EncryptedPrivateKeyInfoRef;
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;
use zeroize::Zeroizing;

use super::certificate::{self, CertificateError, PublicKey, RSA_SECRET};
use crate::text::secret::Secret;

/// A private key of a kind that is taken, with its public half.
pub(super) struct PrivateKey {
    key: Key,
    pub public: PublicKey,
}

enum Key {
    P256(Box<agreement::PrivateKey>),
    Rsa(Box<OaepPrivateDecryptingKey>),
}

/// What a file of a private key holds.
pub(super) enum Held {
    /// A key that lies open.
    Open(Zeroizing<Vec<u8>>),
    /// PKCS#8 under a password.
    Encrypted(Zeroizing<Vec<u8>>),
}

impl PrivateKey {
    /// Reads a key that lies open: PKCS#8, PKCS#1 or SEC1. `None` where it is of a kind that no certificate taken here has.
    pub fn of_der(der: &[u8]) -> Option<Self> {
        if let Ok(key) = agreement::PrivateKey::from_private_key_der(&ECDH_P256, der) {
            let public = PublicKey::P256(key.compute_public_key().ok()?.as_ref().to_vec());
            return Some(PrivateKey { key: Key::P256(Box::new(key)), public });
        }
        let key = match PrivateDecryptingKey::from_pkcs8(der) {
            Ok(key) => key,
            Err(_) => PrivateDecryptingKey::from_pkcs8(&wrapped(der)?).ok()?,
        };
        let public = PublicKey::Rsa(certificate::written(&key.public_key())?);
        Some(PrivateKey { key: Key::Rsa(Box::new(OaepPrivateDecryptingKey::new(key).ok()?)), public })
    }

    /// Finds the secret that was agreed on with the holder of this key.
    pub fn decapsulate(&self, sent: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        match &self.key {
            Key::P256(private) => certificate::agree(private, sent),
            Key::Rsa(private) => decrypt(private, sent).filter(|secret| secret.len() == RSA_SECRET),
        }
    }
}

/// RSAES-OAEP with SHA-256 and an empty label (RFC 8017 section 7.1.2).
fn decrypt(private: &OaepPrivateDecryptingKey, sent: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut secret = Zeroizing::new(vec![0; private.min_output_size()]);
    let length = private.decrypt(&OAEP_SHA256_MGF1SHA256, sent, &mut secret, None).ok()?.len();
    secret.truncate(length);
    Some(secret)
}

/// What a key of these bytes finds, whatever its length, for tests of the whole set of known answers.
#[cfg(test)]
pub(super) fn decrypt_for_tests(pkcs8: &[u8], sent: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    match PrivateKey::of_der(pkcs8)?.key {
        Key::Rsa(private) => decrypt(&private, sent),
        Key::P256(_) => None,
    }
}

/// An RSA key in PKCS#8, whichever form it has.
fn wrapped(der: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let pair = KeyPair::from_der(der).ok()?;
    Some(Zeroizing::new(AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).ok()?.as_ref().to_vec()))
}

/// Brings a key that lies open into PKCS#8, the one form it is kept in here.
pub(super) fn to_pkcs8(der: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if let Ok(key) = agreement::PrivateKey::from_private_key_der(&ECDH_P256, der) {
        return Some(Zeroizing::new(AsDer::<Pkcs8V1Der<'_>>::as_der(&key).ok()?.as_ref().to_vec()));
    }
    PrivateDecryptingKey::from_pkcs8(der).ok().map(|_| Zeroizing::new(der.to_vec())).or_else(|| wrapped(der))
}

impl Held {
    /// Finds the private key in a file's bytes, PEM or DER.
    pub fn find(bytes: &[u8], path: &Path) -> Result<Self, CertificateError> {
        let none = || CertificateError::NoPrivateKey { path: path.to_owned() };
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        if text.contains("-----BEGIN") {
            if text.contains("Proc-Type: 4,ENCRYPTED") {
                return Err(CertificateError::OldEncryption { path: path.to_owned() });
            }
            let open =
                ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"].iter().find_map(|label| of_pem(text, label));
            let held = open.map(Held::Open).or_else(|| of_pem(text, "ENCRYPTED PRIVATE KEY").map(Held::Encrypted));
            // A reader that forgives more, such as blanks at the ends of lines; it leaves pieces of the text in memory.
            let forgiven = || Some(Held::Open(copy_of(&PrivateKeyDer::from_pem_slice(bytes).ok()?)));
            return held.or_else(forgiven).ok_or_else(none);
        }
        if EncryptedPrivateKeyInfoRef::try_from(bytes).is_ok() {
            return Ok(Held::Encrypted(Zeroizing::new(bytes.to_vec())));
        }
        match PrivateKeyDer::try_from(bytes) {
            Ok(der) => Ok(Held::Open(copy_of(&der))),
            Err(_) => Err(none()),
        }
    }

    /// Hands out the key, with its password where it has one.
    pub fn open(self, password: Option<&Secret>, path: &Path) -> Result<Zeroizing<Vec<u8>>, CertificateError> {
        let path = || path.to_owned();
        let der = match self {
            Held::Open(der) => return Ok(der),
            Held::Encrypted(der) => der,
        };
        let old = || CertificateError::OldEncryption { path: path() };
        let info = EncryptedPrivateKeyInfoRef::try_from(der.as_slice()).map_err(|_| old())?;
        if info.encryption_algorithm.pbes2().is_none() {
            return Err(old());
        }
        let password = password.ok_or_else(|| CertificateError::EncryptedKey { path: path() })?;
        let opened = info.decrypt(password.expose().as_bytes());
        let opened = opened.map_err(|_| CertificateError::WrongKeyPassword { path: path() })?;
        Ok(Zeroizing::new(opened.as_bytes().to_vec()))
    }
}

fn copy_of(der: &PrivateKeyDer<'_>) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(der.secret_der().to_vec())
}

/// The DER form of the first section with this label in a PEM text (RFC 7468 sections 10 and 11; RFC 5915 section 4).
fn of_pem(text: &str, label: &str) -> Option<Zeroizing<Vec<u8>>> {
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let from = &text[text.find(&begin)?..];
    let section = &from[..from.find(&end)? + end.len()];
    let (_, der) = x509_cert::der::pem::decode_vec(section.as_bytes()).ok()?;
    Some(Zeroizing::new(der))
}
