//! Owns the certificate: read, judged, and used to agree on a secret that only the private key's holder can find again.

use std::path::{Path, PathBuf};

use aws_lc_rs::agreement::{self, ECDH_P256, UnparsedPublicKey};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey};
use jiff::Timestamp;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use sha2::{Digest, Sha256};
use x509_cert::der::asn1::{AnyRef, ObjectIdentifier, UintRef};
use x509_cert::der::{Decode, Encode};
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use zeroize::Zeroizing;

use crate::sys::files::FileError;
use crate::text::distinguished_name::distinguished_name;

pub use super::identity::Identity;
pub use super::pair::Pair;

/// More than any certificate or private key, in bytes.
pub(super) const LIMIT: u64 = 256 * 1024;

/// The shortest RSA key that is taken, in bits.
const LEAST_RSA: usize = 2048;

/// The secret that is encapsulated to an RSA key, in bytes.
pub(super) const RSA_SECRET: usize = 32;

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const PRIME256V1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");

/// Why a certificate or private key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error("`{}` holds no certificate in PEM or DER form", path.display())]
    NoCertificate { path: PathBuf },
    #[error("`{}` holds no private key in PEM or DER form", path.display())]
    NoPrivateKey { path: PathBuf },
    #[error("the private key in `{}` is encrypted, and its password was not given", path.display())]
    EncryptedKey { path: PathBuf },
    #[error("the password does not open the private key in `{}`", path.display())]
    WrongKeyPassword { path: PathBuf },
    #[error("the private key in `{}` is encrypted in a way that is not read here", path.display())]
    OldEncryption { path: PathBuf },
    #[error("the certificate in `{}` has {found}; it takes RSA of {LEAST_RSA} bits or more, or P-256", path.display())]
    UnfitKey { path: PathBuf, found: String },
    #[error("the private key in `{}` is not that of the certificate in `{}`", key.display(), certificate.display())]
    Mismatch { certificate: PathBuf, key: PathBuf },
    #[error("`{}` is no PKCS#12 file, or is encrypted in a way that is not read here", path.display())]
    NotPkcs12 { path: PathBuf },
    #[error("the password does not open the PKCS#12 file `{}`", path.display())]
    WrongPkcs12Password { path: PathBuf },
    #[error("the PKCS#12 file `{}` holds {keys} private keys with their certificate; it takes one", path.display())]
    Pkcs12Keys { path: PathBuf, keys: usize },
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
    /// The whole certificate, DER.
    der: Vec<u8>,
    public: PublicKey,
}

/// A public key of a kind that is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PublicKey {
    /// The uncompressed point.
    P256(Vec<u8>),
    /// SubjectPublicKeyInfo, DER, as it is written here.
    Rsa(Vec<u8>),
}

impl Certificate {
    /// Reads a certificate's file: PEM (the first of several) or DER. It is public, so its file may be open to others.
    pub fn load(path: &Path) -> Result<Self, CertificateError> {
        let bytes = read(path)?;
        let der = CertificateDer::from_pem_slice(&bytes).map_or(bytes, |der| der.to_vec());
        Certificate::of_der(der, path)
    }

    /// Reads a certificate; `path` is named where it cannot be used.
    pub(super) fn of_der(der: Vec<u8>, path: &Path) -> Result<Self, CertificateError> {
        let none = || CertificateError::NoCertificate { path: path.to_owned() };
        let parsed = x509_cert::Certificate::from_der(&der).map_err(|_| none())?;
        let body = parsed.tbs_certificate();
        let public = PublicKey::of(body.subject_public_key_info())
            .map_err(|found| CertificateError::UnfitKey { path: path.to_owned(), found })?;
        let moment = |time: x509_cert::time::Time| {
            let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
            Timestamp::from_second(seconds).ok()
        };
        Ok(Certificate {
            subject: distinguished_name(body.subject()),
            fingerprint: Sha256::digest(&der).into(),
            not_before: moment(body.validity().not_before).ok_or_else(none)?,
            not_after: moment(body.validity().not_after).ok_or_else(none)?,
            kind: public.kind(),
            public,
            der,
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

    /// The whole certificate in PEM form.
    pub(super) fn to_pem(&self) -> Option<String> {
        pem("CERTIFICATE", &self.der)
    }

    /// Tells whether this is the public half of a private key.
    pub(super) fn is_of(&self, public: &PublicKey) -> bool {
        self.public == *public
    }

    /// Agrees on a fresh secret with the holder of the private key. Returns the secret and what the holder needs.
    pub(super) fn encapsulate(&self) -> Option<(Zeroizing<Vec<u8>>, Vec<u8>)> {
        match &self.public {
            PublicKey::P256(point) => {
                let ephemeral = agreement::PrivateKey::generate(&ECDH_P256).ok()?;
                let sent = ephemeral.compute_public_key().ok()?.as_ref().to_vec();
                Some((agree(&ephemeral, point)?, sent))
            }
            PublicKey::Rsa(spki) => {
                let mut secret = Zeroizing::new(vec![0; RSA_SECRET]);
                getrandom::fill(&mut secret).ok()?;
                let public = OaepPublicEncryptingKey::new(PublicEncryptingKey::from_der(spki).ok()?).ok()?;
                let mut sent = vec![0; public.ciphertext_size()];
                let length = public.encrypt(&OAEP_SHA256_MGF1SHA256, &secret, &mut sent, None).ok()?.len();
                sent.truncate(length);
                Some((secret, sent))
            }
        }
    }
}

impl PublicKey {
    /// Reads a public key; one that is not taken is told in words.
    pub(super) fn of(info: &SubjectPublicKeyInfoOwned) -> Result<Self, String> {
        let bytes = info.subject_public_key.raw_bytes();
        let algorithm = info.algorithm.oid;
        let curve = info.algorithm.parameters.as_ref().and_then(|curve| curve.decode_as::<ObjectIdentifier>().ok());
        if algorithm == EC_PUBLIC_KEY {
            return match curve {
                // The point must be written out: `04`, X, Y (RFC 5480 section 2.2).
                Some(PRIME256V1) if bytes.len() == 65 => Ok(PublicKey::P256(bytes.to_vec())),
                Some(PRIME256V1) => Err("a P-256 key in compressed form".to_owned()),
                Some(other) => Err(format!("a key on the curve {}", curve_name(other))),
                None => Err("a key on a curve without a name".to_owned()),
            };
        }
        if algorithm != RSA_ENCRYPTION {
            return Err(algorithm_name(algorithm));
        }
        let odd = || "an RSA key of an odd form".to_owned();
        // The length is told before the key is read, which refuses short ones without a word.
        let bits = modulus_bits(bytes).ok_or_else(odd)?;
        if bits < LEAST_RSA {
            return Err(format!("an RSA key of {bits} bits"));
        }
        let public = PublicEncryptingKey::from_der(&info.to_der().map_err(|_| odd())?).map_err(|_| odd())?;
        Ok(PublicKey::Rsa(written(&public).ok_or_else(odd)?))
    }

    /// Tells the kind of key.
    pub(super) fn kind(&self) -> KeyKind {
        match self {
            PublicKey::P256(_) => KeyKind::P256,
            PublicKey::Rsa(_) => KeyKind::Rsa,
        }
    }
}

/// The length of the modulus in an RSAPublicKey (RFC 8017 appendix A.1.1).
fn modulus_bits(key: &[u8]) -> Option<usize> {
    let modulus = AnyRef::from_der(key).ok()?.sequence(|reader| {
        let modulus = UintRef::decode(reader)?;
        UintRef::decode(reader)?;
        Ok::<_, x509_cert::der::Error>(modulus.as_bytes())
    });
    let modulus = modulus.ok()?;
    Some(modulus.len() * 8 - modulus.first()?.leading_zeros() as usize)
}

/// An RSA key's SubjectPublicKeyInfo, the same however it was written where it came from.
pub(super) fn written(public: &PublicEncryptingKey) -> Option<Vec<u8>> {
    Some(AsDer::<PublicKeyX509Der<'_>>::as_der(public).ok()?.as_ref().to_vec())
}

/// The X coordinate of ECDH over P-256. `None` where the point is none of the curve.
pub(super) fn agree(private: &agreement::PrivateKey, public: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let public = UnparsedPublicKey::new(&ECDH_P256, public);
    agreement::agree(private, public, (), |secret| Ok(Zeroizing::new(secret.to_vec()))).ok()
}

/// Names a curve as people do (RFC 5480 section 2.1.1.1).
fn curve_name(curve: ObjectIdentifier) -> String {
    match curve.to_string().as_str() {
        "1.3.132.0.34" => "P-384".to_owned(),
        "1.3.132.0.35" => "P-521".to_owned(),
        "1.3.132.0.10" => "secp256k1".to_owned(),
        other => other.to_owned(),
    }
}

/// Names an algorithm as people do (RFC 8410 section 3, RFC 4055 section 1.2).
fn algorithm_name(algorithm: ObjectIdentifier) -> String {
    match algorithm.to_string().as_str() {
        "1.3.101.112" => "an Ed25519 key".to_owned(),
        "1.3.101.113" => "an Ed448 key".to_owned(),
        "1.3.101.110" => "an X25519 key".to_owned(),
        "1.2.840.113549.1.1.10" => "an RSA key for signatures only (RSASSA-PSS)".to_owned(),
        "1.2.840.10040.4.1" => "a DSA key".to_owned(),
        other => format!("a key of the kind {other}"),
    }
}

pub(super) fn pem(label: &str, der: &[u8]) -> Option<String> {
    x509_cert::der::pem::encode_string(label, x509_cert::der::pem::LineEnding::LF, der).ok()
}

fn read(path: &Path) -> Result<Vec<u8>, CertificateError> {
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

#[cfg(test)]
mod tests {
    use x509_cert::der::asn1::{Any, BitString};
    use x509_cert::spki::AlgorithmIdentifierOwned;

    use super::*;

    /// RSAPublicKey of a modulus (RFC 8017 appendix A.1.1).
    fn rsa_public_key(modulus: &[u8]) -> Vec<u8> {
        let (modulus, exponent) =
            (UintRef::new(modulus).expect("a number"), UintRef::new(&[1, 0, 1]).expect("a number"));
        let inside = [modulus.to_der().expect("DER"), exponent.to_der().expect("DER")].concat();
        Any::new(x509_cert::der::Tag::Sequence, inside).expect("a sequence").to_der().expect("DER")
    }

    fn info(oid: ObjectIdentifier, parameters: Option<ObjectIdentifier>, key: &[u8]) -> SubjectPublicKeyInfoOwned {
        let parameters = parameters.map(|oid| Any::encode_from(&oid).expect("DER"));
        let subject_public_key = BitString::from_bytes(key).expect("bits");
        SubjectPublicKeyInfoOwned { algorithm: AlgorithmIdentifierOwned { oid, parameters }, subject_public_key }
    }

    #[test]
    fn the_kinds_of_keys_have_the_names_of_the_format() {
        for (kind, name) in [(KeyKind::P256, "P-256"), (KeyKind::Rsa, "RSA")] {
            assert_eq!((kind.name(), KeyKind::of_name(name)), (name, Some(kind)));
        }
        assert_eq!(KeyKind::of_name("p-256"), None);
    }

    #[test]
    fn the_length_of_an_rsa_key_is_told_to_the_bit() {
        for (first, bytes, bits) in [(0xff, 256, 2048), (0x80, 256, 2048), (0x7f, 256, 2047), (0x01, 128, 1017)] {
            let modulus: Vec<u8> = std::iter::once(first).chain(std::iter::repeat_n(0xff, bytes - 1)).collect();
            assert_eq!(modulus_bits(&rsa_public_key(&modulus)), Some(bits));
        }
        assert_eq!(modulus_bits(b"no key"), None);
        let short = [&[0x7f][..], &[0xff; 255]].concat();
        let refused = PublicKey::of(&info(RSA_ENCRYPTION, None, &rsa_public_key(&short))).expect_err("too short");
        assert_eq!(refused, "an RSA key of 2047 bits");
    }

    #[test]
    fn a_point_must_be_written_out() {
        let of = |curve, key: &[u8]| PublicKey::of(&info(EC_PUBLIC_KEY, curve, key)).map(|key| key.kind());
        assert_eq!(of(Some(PRIME256V1), &[4; 65]), Ok(KeyKind::P256));
        assert_eq!(of(Some(PRIME256V1), &[2; 33]), Err("a P-256 key in compressed form".to_owned()));
        assert_eq!(
            of(Some(ObjectIdentifier::new_unwrap("1.3.132.0.34")), &[4; 97]),
            Err("a key on the curve P-384".to_owned())
        );
        assert_eq!(of(None, &[4; 65]), Err("a key on a curve without a name".to_owned()));
    }

    #[test]
    fn a_certificate_file_of_the_largest_size_is_read_and_a_larger_one_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("certificate.pem");
        for (size, is_read) in [(LIMIT, true), (LIMIT + 1, false)] {
            std::fs::write(&path, vec![b' '; usize::try_from(size).expect("small")]).expect("written");
            let told = Certificate::load(&path).expect_err("no certificate");
            assert_eq!(matches!(told, CertificateError::NoCertificate { .. }), is_read, "{told}");
        }
    }
}
