//! Tests of taking certificates and keys in each form that they are handed over in, and of refusing what does not fit. Everything
//! is made here; `tests/cli/certificates.rs` has OpenSSL make them.

use std::path::PathBuf;

use aws_lc_rs::agreement::{self, ECDH_P256};
use aws_lc_rs::encoding::{AsDer, EcPrivateKeyRfc5915Der};
use p12_keystore::{EncryptionAlgorithm, KeyStore, KeyStoreEntry, PrivateKeyChain};
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef};
use rcgen::{KeyPair, SignatureAlgorithm};

use super::super::identity::Identity;
use super::*;

const PASSWORD: &str = "the password, with a blank and an \u{fc}";

struct Bench {
    folder: tempfile::TempDir,
}

/// A key and its certificate, DER; the key in PKCS#8.
struct Made {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

fn made(algorithm: &'static SignatureAlgorithm) -> Made {
    let key = KeyPair::generate_for(algorithm).expect("a key");
    certified(&key)
}

fn rsa(bits: usize) -> Made {
    let size = match bits {
        2048 => aws_lc_rs::rsa::KeySize::Rsa2048,
        _ => aws_lc_rs::rsa::KeySize::Rsa3072,
    };
    let pair = aws_lc_rs::rsa::KeyPair::generate(size).expect("a key");
    let der = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&pair).expect("PKCS#8").as_ref().to_vec();
    let der = rustls_pki_types::PrivatePkcs8KeyDer::from(der);
    let key = KeyPair::from_pkcs8_der_and_sign_algo(&der, &rcgen::PKCS_RSA_SHA256).expect("a key");
    certified(&key)
}

fn certified(key: &KeyPair) -> Made {
    let mut about = rcgen::CertificateParams::new(Vec::new()).expect("parameters");
    about.distinguished_name.push(rcgen::DnType::OrganizationName, "A Firm");
    about.not_before = rcgen::date_time_ymd(2020, 1, 1);
    about.not_after = rcgen::date_time_ymd(2040, 1, 1);
    Made { certificate: about.self_signed(key).expect("signed").der().to_vec(), key: key.serialize_der() }
}

fn no_password() -> Result<Secret, CertificateError> {
    panic!("no password is needed")
}

fn password() -> Result<Secret, CertificateError> {
    Ok(Secret::new(PASSWORD.to_owned()))
}

/// An RSA key in PKCS#1: what PKCS#8 wraps (RFC 5208 section 5).
fn pkcs1(key: &[u8]) -> Vec<u8> {
    PrivateKeyInfoRef::try_from(key).expect("PKCS#8").private_key.as_bytes().to_vec()
}

fn sec1(key: &[u8]) -> Vec<u8> {
    let key = agreement::PrivateKey::from_private_key_der(&ECDH_P256, key).expect("a key");
    AsDer::<EcPrivateKeyRfc5915Der<'_>>::as_der(&key).expect("SEC 1").as_ref().to_vec()
}

/// PKCS#8 under the password: PBES2 with PBKDF2-HMAC-SHA256 and AES-256-CBC, as OpenSSL 3 writes it.
fn encrypted(key: &[u8]) -> Vec<u8> {
    use pkcs8::der::Encode;
    let parameters = pkcs8::pkcs5::pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(1000, &[7; 16], [9; 16]);
    let parameters = parameters.expect("parameters");
    let encrypted_data = parameters.encrypt(PASSWORD, key).expect("encrypted");
    let encrypted_data = pkcs8::der::asn1::OctetStringRef::new(&encrypted_data).expect("bytes");
    EncryptedPrivateKeyInfoRef { encryption_algorithm: parameters.into(), encrypted_data }.to_der().expect("DER")
}

impl Bench {
    fn new() -> Self {
        Bench { folder: tempfile::tempdir().expect("a folder") }
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        files::write_private(&path, bytes).expect("written");
        path
    }

    fn pem(&self, name: &str, label: &str, der: &[u8]) -> PathBuf {
        self.file(name, pem(label, der).expect("PEM").as_bytes())
    }

    /// Takes a certificate and key, has them written, and loads them again as each opening of the vault does.
    fn take(&self, certificate: &Path, key: &Path) -> Identity {
        let pair = Pair::take(certificate, key, password).expect("taken");
        let kept = self.file("kept.pem", pair.certificate.as_bytes());
        let kept_key = self.file("kept-key.pem", pair.private_key.as_bytes());
        assert!(pair.private_key.starts_with("-----BEGIN PRIVATE KEY-----\n"), "PKCS#8 whatever it was");
        let identity = Identity::load(&kept, &kept_key).expect("loaded");
        assert_eq!(identity.certificate, pair.about);
        let (secret, sent) = identity.certificate.encapsulate().expect("agreed");
        assert_eq!(identity.decapsulate(&sent), Some(secret));
        identity
    }
}

#[test]
fn a_pair_that_is_made_lasts_ten_years_and_is_known_as_made_here() {
    let bench = Bench::new();
    let now = "2028-02-29T12:00:00Z".parse::<Timestamp>().expect("a time");
    let pair = Pair::make(now).expect("made");
    assert!(pair.about.is_made_here());
    assert_eq!(pair.about.not_before.to_string(), "2028-02-28T00:00:00Z");
    assert_eq!(pair.about.not_after.to_string(), "2038-02-28T00:00:00Z");
    assert!(!pair.about.is_expired(now));
    assert!(!pair.about.is_expired(pair.about.not_after), "the last second counts");
    assert!(pair.about.is_expired("2038-02-28T00:00:01Z".parse().expect("a time")));
    let key = bench.file("key.pem", pair.private_key.as_bytes());
    let again = Pair::certificate_for(&key, now).expect("made");
    let certificate = bench.file("certificate.pem", again.as_bytes());
    bench.take(&certificate, &key);
    assert!(!Certificate::of_der(made(&rcgen::PKCS_ECDSA_P256_SHA256).certificate, &key).expect("good").is_made_here());
}

#[test]
fn every_form_of_a_p256_key_is_taken() {
    let bench = Bench::new();
    let made = made(&rcgen::PKCS_ECDSA_P256_SHA256);
    let certificates = [bench.file("c.der", &made.certificate), bench.pem("c.pem", "CERTIFICATE", &made.certificate)];
    let keys = [
        bench.file("k1", &made.key),
        bench.pem("k2", "PRIVATE KEY", &made.key),
        bench.file("k3", &sec1(&made.key)),
        bench.pem("k4", "EC PRIVATE KEY", &sec1(&made.key)),
        bench.file("k5", &encrypted(&made.key)),
        bench.pem("k6", "ENCRYPTED PRIVATE KEY", &encrypted(&made.key)),
    ];
    for certificate in &certificates {
        for key in &keys {
            let identity = bench.take(certificate, key);
            assert_eq!(identity.certificate.kind, super::super::certificate::KeyKind::P256);
        }
    }
}

#[test]
fn every_form_of_an_rsa_key_is_taken() {
    let bench = Bench::new();
    let made = rsa(2048);
    let certificate = bench.file("c.der", &made.certificate);
    let keys = [
        bench.file("k1", &made.key),
        bench.pem("k2", "PRIVATE KEY", &made.key),
        bench.file("k3", &pkcs1(&made.key)),
        bench.pem("k4", "RSA PRIVATE KEY", &pkcs1(&made.key)),
        bench.file("k5", &encrypted(&made.key)),
    ];
    for key in &keys {
        let identity = bench.take(&certificate, key);
        assert_eq!(identity.certificate.kind, super::super::certificate::KeyKind::Rsa);
    }
    // The first certificate of a chain is the one, whatever text stands around it.
    let chain = format!(
        "subject=A Firm\n{}{}",
        pem("CERTIFICATE", &made.certificate).expect("PEM"),
        pem("CERTIFICATE", &rsa(3072).certificate).expect("PEM")
    );
    bench.take(&bench.file("chain.pem", chain.as_bytes()), &keys[0]);
}

#[test]
fn an_encrypted_key_asks_for_its_password_and_tells_a_wrong_one() {
    let bench = Bench::new();
    let made = made(&rcgen::PKCS_ECDSA_P256_SHA256);
    let certificate = bench.file("c.der", &made.certificate);
    let key = bench.file("k.pem", pem("ENCRYPTED PRIVATE KEY", &encrypted(&made.key)).expect("PEM").as_bytes());
    let wrong = || Ok::<_, CertificateError>(Secret::new("wrong".into()));
    assert!(matches!(Pair::take(&certificate, &key, wrong), Err(CertificateError::WrongKeyPassword { .. })));
    let refused = || Err(CertificateError::NotMade);
    assert!(matches!(Pair::take(&certificate, &key, refused), Err(CertificateError::NotMade)));
    // In place it would have to be asked for each time, and is refused.
    assert!(matches!(Identity::load(&certificate, &key), Err(CertificateError::EncryptedKey { .. })));
    let open = bench.file("open.der", &made.key);
    Pair::take(&certificate, &open, no_password).expect("an open key needs no password");
}

#[test]
fn old_ways_to_encrypt_a_key_are_told_as_such() {
    let bench = Bench::new();
    let made = made(&rcgen::PKCS_ECDSA_P256_SHA256);
    let certificate = bench.file("c.der", &made.certificate);
    let old = "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END EC PRIVATE KEY-----\n";
    let traditional = bench.file("traditional.pem", old.as_bytes());
    // pbeWithMD5AndDES-CBC (RFC 8018 appendix A.3), with a salt of 8 bytes and 2048 rounds.
    let pbes1: &[u8] = &[
        0x30, 0x2c, 0x30, 0x1b, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x03, 0x30, 0x0e, 0x04,
        0x08, 1, 2, 3, 4, 5, 6, 7, 8, 0x02, 0x02, 0x08, 0x00, 0x04, 0x0d, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
    ];
    for key in [traditional, bench.file("pbes1.der", pbes1), bench.pem("pbes1.pem", "ENCRYPTED PRIVATE KEY", pbes1)] {
        let error = Pair::take(&certificate, &key, password).err().expect("refused");
        assert!(matches!(error, CertificateError::OldEncryption { .. }), "{}: {error}", key.display());
    }
}

#[test]
fn what_is_no_key_or_certificate_is_told_as_such() {
    let bench = Bench::new();
    let made = made(&rcgen::PKCS_ECDSA_P256_SHA256);
    let (certificate, key) = (bench.file("c.der", &made.certificate), bench.file("k.der", &made.key));
    let cut = pem("ENCRYPTED PRIVATE KEY", &encrypted(&made.key)).expect("PEM").replace("-----END", "-----AND");
    for (number, bytes) in
        [&b""[..], b"no key", &made.certificate, &made.key[..20], cut.as_bytes(), b"-----BEGIN PRIVATE KEY-----\n"]
            .iter()
            .enumerate()
    {
        let bad = bench.file(&format!("bad{number}"), bytes);
        let error = Pair::take(&certificate, &bad, password).err().expect("refused");
        assert!(matches!(error, CertificateError::NoPrivateKey { .. }), "{number}: {error}");
    }
    for (number, bytes) in [&b""[..], b"no certificate", &made.key, &made.certificate[..100]].iter().enumerate() {
        let bad = bench.file(&format!("bad{number}"), bytes);
        let error = Pair::take(&bad, &key, password).err().expect("refused");
        assert!(matches!(error, CertificateError::NoCertificate { .. }), "{number}: {error}");
    }
    let missing = bench.folder.path().join("none");
    assert!(matches!(Pair::take(&missing, &key, password), Err(CertificateError::File(_))));
    let huge = bench.file("huge", &vec![b'x'; usize::try_from(LIMIT).expect("small") + 1]);
    assert!(matches!(Certificate::load(&huge), Err(CertificateError::File(files::FileError::TooLarge { .. }))));
    assert!(matches!(
        Certificate::load(bench.folder.path()),
        Err(CertificateError::File(files::FileError::NotAFile { .. }))
    ));
}

#[cfg(unix)]
#[test]
fn a_certificate_may_be_open_to_others_and_a_key_may_not() {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    let made = made(&rcgen::PKCS_ECDSA_P256_SHA256);
    let (certificate, key) = (bench.file("c.der", &made.certificate), bench.file("k.der", &made.key));
    fs::set_permissions(&certificate, fs::Permissions::from_mode(0o644)).expect("set");
    bench.take(&certificate, &key);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).expect("set");
    let error = Pair::take(&certificate, &key, password).err().expect("refused");
    assert!(matches!(error, CertificateError::File(files::FileError::Loose { .. })), "{error}");
}

#[test]
fn keys_that_are_not_taken_are_named() {
    let bench = Bench::new();
    let cases = [
        (&rcgen::PKCS_ECDSA_P384_SHA384, "P-384"),
        (&rcgen::PKCS_ECDSA_P521_SHA512, "P-521"),
        (&rcgen::PKCS_ED25519, "Ed25519"),
    ];
    for (algorithm, named) in cases {
        let made = made(algorithm);
        let (certificate, key) = (bench.file("c.der", &made.certificate), bench.file("k.der", &made.key));
        let error = Pair::take(&certificate, &key, password).err().expect("refused");
        assert!(matches!(&error, CertificateError::UnfitKey { found, .. } if found.contains(named)), "{error}");
    }
}

#[test]
fn a_key_of_another_certificate_is_named_as_such_whatever_its_kind() {
    let bench = Bench::new();
    let (one, other, of_rsa) = (made(&rcgen::PKCS_ECDSA_P256_SHA256), made(&rcgen::PKCS_ECDSA_P256_SHA256), rsa(2048));
    let ed25519 = made(&rcgen::PKCS_ED25519);
    for (certificate, key) in
        [(&one, &other), (&other, &one), (&one, &of_rsa), (&of_rsa, &one), (&one, &ed25519), (&of_rsa, &rsa(2048))]
    {
        let certificate = bench.file("c.der", &certificate.certificate);
        let key = bench.file("k.der", &key.key);
        assert!(matches!(Pair::take(&certificate, &key, password), Err(CertificateError::Mismatch { .. })));
        assert!(matches!(Identity::load(&certificate, &key), Err(CertificateError::Mismatch { .. })));
    }
}

/// A PKCS#12 file of these keys with their certificates.
fn pkcs12(made: &[&Made], encryption: EncryptionAlgorithm) -> Vec<u8> {
    let mut store = KeyStore::new();
    for (number, made) in made.iter().enumerate() {
        let key = p12_keystore::PrivateKey::from_der(&made.key).expect("a key");
        let certificate = p12_keystore::Certificate::from_der(&made.certificate).expect("a certificate");
        let chain = PrivateKeyChain::new(vec![u8::try_from(number).expect("small")], key, [certificate]);
        store.add_entry(&format!("entry {number}"), KeyStoreEntry::PrivateKeyChain(chain));
    }
    store.writer(PASSWORD).encryption_algorithm(encryption).write().expect("written")
}

#[test]
fn a_pkcs12_file_gives_its_key_and_the_certificate_of_that_key() {
    let bench = Bench::new();
    for made in [made(&rcgen::PKCS_ECDSA_P256_SHA256), rsa(2048)] {
        for encryption in
            [EncryptionAlgorithm::PbeWithHmacSha256AndAes256, EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc]
        {
            let path = bench.file("store.p12", &pkcs12(&[&made], encryption));
            let pair = Pair::from_pkcs12(&path, &password().expect("a password")).expect("taken");
            let certificate = bench.file("c.pem", pair.certificate.as_bytes());
            bench.take(&certificate, &bench.file("k.pem", pair.private_key.as_bytes()));
            let error = Pair::from_pkcs12(&path, &Secret::new("wrong".into())).err().expect("refused");
            assert!(matches!(error, CertificateError::WrongPkcs12Password { .. }), "{error}");
        }
    }
}

#[test]
fn a_pkcs12_file_that_is_none_or_holds_too_many_or_no_fit_keys_is_told_as_such() {
    let bench = Bench::new();
    let password = password().expect("a password");
    let modern = EncryptionAlgorithm::PbeWithHmacSha256AndAes256;
    let two = [&made(&rcgen::PKCS_ECDSA_P256_SHA256), &made(&rcgen::PKCS_ECDSA_P256_SHA256)];
    let path = bench.file("two.p12", &pkcs12(&two, modern));
    assert!(matches!(Pair::from_pkcs12(&path, &password), Err(CertificateError::Pkcs12Keys { keys: 2, .. })));
    let path = bench.file("none.p12", &pkcs12(&[], modern));
    assert!(matches!(Pair::from_pkcs12(&path, &password), Err(CertificateError::Pkcs12Keys { keys: 0, .. })));
    let path = bench.file("bad.p12", b"no PKCS#12");
    assert!(matches!(Pair::from_pkcs12(&path, &password), Err(CertificateError::NotPkcs12 { .. })));
    let foreign = made(&rcgen::PKCS_ECDSA_P384_SHA384);
    let path = bench.file("foreign.p12", &pkcs12(&[&foreign], modern));
    let error = Pair::from_pkcs12(&path, &password).err().expect("refused");
    assert!(matches!(&error, CertificateError::UnfitKey { found, .. } if found.contains("P-384")), "{error}");
}
