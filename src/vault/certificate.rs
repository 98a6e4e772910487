//! Owns the certificate and its private key: read, made, judged, and used to agree on a secret that only the key's holder
//! can find again.

use std::path::{Path, PathBuf};

use aws_lc_rs::agreement::{self, ECDH_P256, UnparsedPublicKey};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{
    KeyPair, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, OaepPublicEncryptingKey, PrivateDecryptingKey,
    PublicEncryptingKey,
};
use jiff::Timestamp;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest, Sha256};
use x509_cert::der::{Decode, Encode};
use zeroize::Zeroizing;

use crate::sys::files::{self, FileError};

/// More than any certificate or private key, in bytes.
const LIMIT: u64 = 256 * 1024;

/// The shortest RSA key that is taken, in bits.
const LEAST_RSA: usize = 2048;

/// The secret that is encapsulated to an RSA key, in bytes.
const RSA_SECRET: usize = 32;

/// Why a certificate or private key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error("`{}` holds no certificate in PEM or DER form", path.display())]
    NoCertificate { path: PathBuf },
    #[error("`{}` holds no private key in PEM or DER form that is not encrypted", path.display())]
    NoPrivateKey { path: PathBuf },
    #[error("the certificate in `{}` has neither an RSA key of {LEAST_RSA} bits or more nor a P-256 key", path.display())]
    UnfitKey { path: PathBuf },
    #[error("the private key in `{}` is not that of the certificate in `{}`", key.display(), certificate.display())]
    Mismatch { certificate: PathBuf, key: PathBuf },
    #[error("`{}` is no PKCS#12 file with one private key, or its password is another", path.display())]
    Pkcs12 { path: PathBuf },
    #[error("a certificate could not be made")]
    NotMade,
}

/// The kind of a certificate's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    P256,
    Rsa,
}

impl KeyKind {
    /// The name in the vault's file.
    pub fn name(self) -> &'static str {
        match self {
            KeyKind::P256 => "P-256",
            KeyKind::Rsa => "RSA",
        }
    }

    /// Reads the name in the vault's file.
    pub fn of_name(name: &str) -> Option<Self> {
        [KeyKind::P256, KeyKind::Rsa].into_iter().find(|kind| kind.name() == name)
    }
}

/// What a certificate says, and its public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    pub subject: String,
    /// SHA-256 over the DER form.
    pub fingerprint: [u8; 32],
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    pub kind: KeyKind,
    /// SubjectPublicKeyInfo, DER.
    spki: Vec<u8>,
    /// P-256: the uncompressed point. RSA: as `spki` holds it.
    public_key: Vec<u8>,
}

/// A certificate with its private key.
pub struct Identity {
    pub certificate: Certificate,
    key: PrivateKey,
}

enum PrivateKey {
    P256(Box<agreement::PrivateKey>),
    Rsa(Box<OaepPrivateDecryptingKey>),
}

/// A certificate and private key in the form their files have.
pub struct Pair {
    /// PEM.
    pub certificate: String,
    /// PEM, PKCS#8.
    pub private_key: Zeroizing<String>,
}

impl Certificate {
    /// Reads a certificate's file.
    pub fn load(path: &Path) -> Result<Self, CertificateError> {
        let bytes = read(path)?;
        let none = || CertificateError::NoCertificate { path: path.to_owned() };
        let der = CertificateDer::from_pem_slice(&bytes).unwrap_or_else(|_| CertificateDer::from(bytes.clone()));
        let parsed = x509_cert::Certificate::from_der(&der).map_err(|_| none())?;
        let body = parsed.tbs_certificate();
        let key_info = body.subject_public_key_info();
        let spki = key_info.to_der().map_err(|_| none())?;
        let public_key = key_info.subject_public_key.raw_bytes().to_vec();
        let unfit = || CertificateError::UnfitKey { path: path.to_owned() };
        let kind = kind_of(&spki, &public_key).ok_or_else(unfit)?;
        let moment = |time: x509_cert::time::Time| {
            let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
            Timestamp::from_second(seconds).ok()
        };
        Ok(Certificate {
            subject: body.subject().to_string(),
            fingerprint: Sha256::digest(&der).into(),
            not_before: moment(body.validity().not_before).ok_or_else(none)?,
            not_after: moment(body.validity().not_after).ok_or_else(none)?,
            kind,
            spki,
            public_key,
        })
    }

    /// The fingerprint as people read it: lower-case hexadecimal digits.
    pub fn fingerprint_text(&self) -> String {
        self.fingerprint.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Tells whether the certificate is past its time. It still opens the vault.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now > self.not_after
    }

    /// Agrees on a fresh secret with the holder of the private key. Returns the secret and what the holder needs.
    pub(super) fn encapsulate(&self) -> Option<(Zeroizing<Vec<u8>>, Vec<u8>)> {
        match self.kind {
            KeyKind::P256 => {
                let ephemeral = agreement::PrivateKey::generate(&ECDH_P256).ok()?;
                let sent = ephemeral.compute_public_key().ok()?.as_ref().to_vec();
                Some((agree(&ephemeral, &self.public_key)?, sent))
            }
            KeyKind::Rsa => {
                let mut secret = Zeroizing::new(vec![0; RSA_SECRET]);
                getrandom::fill(&mut secret).ok()?;
                let public = OaepPublicEncryptingKey::new(PublicEncryptingKey::from_der(&self.spki).ok()?).ok()?;
                let mut sent = vec![0; public.ciphertext_size()];
                let length = public.encrypt(&OAEP_SHA256_MGF1SHA256, &secret, &mut sent, None).ok()?.len();
                sent.truncate(length);
                Some((secret, sent))
            }
        }
    }
}

/// The kind of key, where it is one that is taken.
fn kind_of(spki: &[u8], public_key: &[u8]) -> Option<KeyKind> {
    // id-ecPublicKey with prime256v1, RFC 5480.
    const P256: &[u8] = &[
        0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d,
        0x03, 0x01, 0x07,
    ];
    if spki.get(2..2 + P256.len()) == Some(P256) && public_key.len() == 65 {
        return Some(KeyKind::P256);
    }
    let rsa = PublicEncryptingKey::from_der(spki).ok()?;
    (rsa.key_size_bits() >= LEAST_RSA).then_some(KeyKind::Rsa)
}

impl Identity {
    /// Reads a certificate and its private key, and checks that they belong together.
    pub fn load(certificate: &Path, key: &Path) -> Result<Self, CertificateError> {
        let about = Certificate::load(certificate)?;
        let none = || CertificateError::NoPrivateKey { path: key.to_owned() };
        let bytes = Zeroizing::new(files::read_private(key, LIMIT)?);
        let der = match PrivateKeyDer::from_pem_slice(&bytes) {
            Ok(der) => der,
            Err(_) => PrivateKeyDer::try_from(bytes.to_vec()).map_err(|_| none())?,
        };
        let (private, public) = match about.kind {
            KeyKind::P256 => {
                let private = agreement::PrivateKey::from_private_key_der(&ECDH_P256, der.secret_der());
                let private = private.map_err(|_| none())?;
                let public = private.compute_public_key().map_err(|_| none())?.as_ref().to_vec();
                (PrivateKey::P256(Box::new(private)), public)
            }
            KeyKind::Rsa => {
                let private = PrivateDecryptingKey::from_pkcs8(&pkcs8(&der).ok_or_else(none)?).map_err(|_| none())?;
                let public = AsDer::<PublicKeyX509Der>::as_der(&private.public_key()).map_err(|_| none())?;
                let public = public.as_ref().to_vec();
                (PrivateKey::Rsa(Box::new(OaepPrivateDecryptingKey::new(private).map_err(|_| none())?)), public)
            }
        };
        let expected = if about.kind == KeyKind::P256 { &about.public_key } else { &about.spki };
        if public != *expected {
            return Err(CertificateError::Mismatch { certificate: certificate.to_owned(), key: key.to_owned() });
        }
        Ok(Identity { certificate: about, key: private })
    }

    /// Finds the secret that was agreed on.
    pub(super) fn decapsulate(&self, sent: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        match &self.key {
            PrivateKey::P256(private) => agree(private, sent),
            PrivateKey::Rsa(private) => {
                let mut secret = Zeroizing::new(vec![0; private.min_output_size()]);
                let length = private.decrypt(&OAEP_SHA256_MGF1SHA256, sent, &mut secret, None).ok()?.len();
                secret.truncate(length);
                (length == RSA_SECRET).then_some(secret)
            }
        }
    }
}

fn agree(private: &agreement::PrivateKey, public: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let public = UnparsedPublicKey::new(&ECDH_P256, public);
    agreement::agree(private, public, (), |secret| Ok(Zeroizing::new(secret.to_vec()))).ok()
}

/// PKCS#8 of an RSA key, whichever form it has.
fn pkcs8(der: &PrivateKeyDer<'_>) -> Option<Zeroizing<Vec<u8>>> {
    match der {
        PrivateKeyDer::Pkcs1(old) => {
            let pair = KeyPair::from_der(old.secret_pkcs1_der()).ok()?;
            let new = AsDer::<Pkcs8V1Der>::as_der(&pair).ok()?;
            Some(Zeroizing::new(new.as_ref().to_vec()))
        }
        other => Some(Zeroizing::new(other.secret_der().to_vec())),
    }
}

impl Pair {
    /// Makes a P-256 key and a certificate signed by itself, valid for ten years from now.
    pub fn make(now: Timestamp) -> Result<Self, CertificateError> {
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256);
        let key = key.map_err(|_| CertificateError::NotMade)?;
        let certificate = sign_itself(&key, now).ok_or(CertificateError::NotMade)?;
        Ok(Pair { certificate, private_key: Zeroizing::new(key.serialize_pem()) })
    }

    /// Makes a certificate for a private key that is there already, in PEM form.
    pub fn certificate_for(key: &Path, now: Timestamp) -> Result<String, CertificateError> {
        let none = || CertificateError::NoPrivateKey { path: key.to_owned() };
        let bytes = Zeroizing::new(files::read_private(key, LIMIT)?);
        let text = std::str::from_utf8(&bytes).map_err(|_| none())?;
        let pair = rcgen::KeyPair::from_pem(text).map_err(|_| none())?;
        sign_itself(&pair, now).ok_or(CertificateError::NotMade)
    }

    /// Takes certificate and private key from their files, as PEM.
    pub fn copied(certificate: &Path, key: &Path) -> Result<Self, CertificateError> {
        let bytes = read(certificate)?;
        let der = CertificateDer::from_pem_slice(&bytes).unwrap_or_else(|_| CertificateDer::from(bytes.clone()));
        let none = || CertificateError::NoPrivateKey { path: key.to_owned() };
        let private = Zeroizing::new(files::read_private(key, LIMIT)?);
        let private_key = match std::str::from_utf8(&private) {
            Ok(text) if text.contains("-----BEGIN") => Zeroizing::new(text.to_owned()),
            _ => Zeroizing::new(pem("PRIVATE KEY", &private).ok_or_else(none)?),
        };
        let certificate =
            pem("CERTIFICATE", &der).ok_or_else(|| CertificateError::NoCertificate { path: certificate.to_owned() })?;
        Ok(Pair { certificate, private_key })
    }

    /// Takes certificate and private key out of a PKCS#12 file.
    pub fn from_pkcs12(path: &Path, password: &str) -> Result<Self, CertificateError> {
        let unfit = || CertificateError::Pkcs12 { path: path.to_owned() };
        let bytes = Zeroizing::new(files::read_own(path, LIMIT)?);
        let store = p12_keystore::KeyStore::from_pkcs12(&bytes, password, p12_keystore::Pkcs12ImportPolicy::Strict)
            .map_err(|_| unfit())?;
        let (_, chain) = store.private_key_chain().ok_or_else(unfit)?;
        let certificate = chain.certs().first().ok_or_else(unfit)?;
        Ok(Pair {
            certificate: pem("CERTIFICATE", certificate.as_der()).ok_or_else(unfit)?,
            private_key: Zeroizing::new(pem("PRIVATE KEY", chain.key().as_der()).ok_or_else(unfit)?),
        })
    }
}

/// Makes a certificate signed by its own key, valid for ten years from now. PEM.
fn sign_itself(key: &rcgen::KeyPair, now: Timestamp) -> Option<String> {
    let mut about = rcgen::CertificateParams::new(Vec::new()).ok()?;
    about.distinguished_name = rcgen::DistinguishedName::new();
    about.distinguished_name.push(rcgen::DnType::CommonName, "imctl vault");
    let today = jiff::tz::Offset::UTC.to_datetime(now).date();
    let month = u8::try_from(today.month()).ok()?;
    // The last day of February does not come each year; the 28th does.
    let day = u8::try_from(today.day().min(28)).ok()?;
    about.not_before = rcgen::date_time_ymd(i32::from(today.year()), month, day);
    about.not_after = rcgen::date_time_ymd(i32::from(today.year()) + 10, month, day);
    Some(about.self_signed(key).ok()?.pem())
}

fn pem(label: &str, der: &[u8]) -> Option<String> {
    x509_cert::der::pem::encode_string(label, x509_cert::der::pem::LineEnding::LF, der).ok()
}

fn read(path: &Path) -> Result<Vec<u8>, CertificateError> {
    // A certificate is public: its file may be open to others.
    let failed = |source| FileError::Io { path: path.to_owned(), step: "read", source };
    let about = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => FileError::Missing { path: path.to_owned() },
        _ => failed(error),
    })?;
    if !about.is_file() {
        return Err(FileError::NotAFile { path: path.to_owned() }.into());
    }
    if about.len() > LIMIT {
        return Err(FileError::TooLarge { path: path.to_owned(), limit: LIMIT }.into());
    }
    Ok(std::fs::read(path).map_err(failed)?)
}
