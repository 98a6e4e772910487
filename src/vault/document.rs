//! Owns the vault's file as text: JSON of version 1, its canonical bytes, and its checksum (`docs/vault-format.md`).

use std::collections::HashSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::certificate::KeyKind;

/// What the file calls itself.
pub(super) const FORMAT: &str = "imctl-vault";
/// The version that this program writes and reads.
pub(super) const VERSION: u32 = 1;
/// The only key derivation of version 1.
pub(super) const KDF: &str = "PBKDF2-HMAC-SHA512";

/// Bytes of a nonce and of a tag of AES-256-GCM.
const NONCE: usize = 12;
const TAG: usize = 16;

/// The file, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub format: String,
    pub version: u32,
    pub kdf: Kdf,
    pub certificate: CertificateNote,
    /// What the private key's holder needs to find the certificate's secret.
    pub encapsulation: Bytes,
    /// Tells a wrong seed from a wrong key.
    pub seed_check: Bytes,
    /// The data key, wrapped.
    pub data_key: Sealed,
    pub records: Vec<Record>,
    /// SHA-256 over the canonical bytes of everything above: tells damage from a wrong seed. It proves nothing against
    /// whoever edits on purpose; the seals do that.
    pub checksum: Bytes,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kdf {
    pub name: String,
    pub rounds: u32,
    pub salt: Bytes,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CertificateNote {
    /// SHA-256 over the certificate's DER form.
    pub fingerprint: Bytes,
    /// `P-256` or `RSA`.
    pub key: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sealed {
    pub nonce: Bytes,
    pub ciphertext: Bytes,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    pub environment: String,
    pub base_url: String,
    pub client_id: String,
    pub nonce: Bytes,
    pub ciphertext: Bytes,
}

/// What each version of the format has, whatever else stands in the file.
#[derive(Deserialize)]
struct Preface {
    format: String,
    version: serde_json::Value,
}

/// Why a text is no vault of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FormError {
    /// It is no vault, or not as the format's document says.
    NotAVault,
    /// It is one of a later version.
    Newer { version: u64 },
    /// It is one, and something in it was changed.
    Damaged,
}

/// Bytes, in the file as Base64 with padding (RFC 4648 section 4).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Bytes).map_err(|_| serde::de::Error::custom("not Base64"))
    }
}

/// Joins parts so that no two lists of parts give the same bytes: each behind its length, four bytes, big end first.
pub(super) fn join(parts: &[&[u8]]) -> Vec<u8> {
    let mut joined = Vec::new();
    for part in parts {
        joined.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        joined.extend_from_slice(part);
    }
    joined
}

impl Document {
    /// Reads the text of a vault and judges its form: version, keys, lengths, checksum. Keys that are unknown, missing or
    /// there twice make it no vault.
    pub fn parse(text: &[u8]) -> Result<Self, FormError> {
        let preface: Preface = serde_json::from_slice(text).map_err(|_| FormError::NotAVault)?;
        // The version is judged before the form, which a newer one may have changed.
        let version = preface.version.as_u64().filter(|_| preface.format == FORMAT).ok_or(FormError::NotAVault)?;
        if version > u64::from(VERSION) {
            return Err(FormError::Newer { version });
        }
        let document: Document = serde_json::from_slice(text).map_err(|_| FormError::NotAVault)?;
        if document.version != VERSION || document.kdf.name != KDF || !document.is_well_formed() {
            return Err(FormError::NotAVault);
        }
        if document.compute_checksum() != document.checksum {
            return Err(FormError::Damaged);
        }
        Ok(document)
    }

    /// Checks that everything has the length it must have, and that no record is there twice.
    fn is_well_formed(&self) -> bool {
        let sent = &self.encapsulation.0;
        let is_encapsulation = match KeyKind::of_name(&self.certificate.key) {
            // An uncompressed point of P-256 (SEC 1 section 2.3.3).
            Some(KeyKind::P256) => sent.len() == 65 && sent[0] == 4,
            // As long as the key's modulus.
            Some(KeyKind::Rsa) => (256..=1024).contains(&sent.len()),
            None => false,
        };
        let name = |record: &Record| (record.environment.clone(), record.base_url.clone(), record.client_id.clone());
        let names: HashSet<_> = self.records.iter().map(name).collect();
        is_encapsulation
            && self.kdf.salt.0.len() == 16
            && self.certificate.fingerprint.0.len() == 32
            && self.seed_check.0.len() == 16
            && (self.data_key.nonce.0.len(), self.data_key.ciphertext.0.len()) == (NONCE, 32 + TAG)
            && self.records.iter().all(|record| record.nonce.0.len() == NONCE && record.ciphertext.0.len() >= TAG)
            && names.len() == self.records.len()
            && self.checksum.0.len() == 32
    }

    /// The bytes of everything that selects the key: format, version, derivation, salt, certificate, encapsulation.
    pub fn header(&self) -> Vec<u8> {
        join(&[
            self.format.as_bytes(),
            &self.version.to_be_bytes(),
            self.kdf.name.as_bytes(),
            &self.kdf.rounds.to_be_bytes(),
            &self.kdf.salt.0,
            &self.certificate.fingerprint.0,
            self.certificate.key.as_bytes(),
            &self.encapsulation.0,
        ])
    }

    /// SHA-256 over the header.
    pub fn header_hash(&self) -> [u8; 32] {
        Sha256::digest(self.header()).into()
    }

    /// The associated data of one record: the header's hash and everything that names the record.
    pub fn record_data(&self, environment: &str, base_url: &str, client_id: &str) -> Vec<u8> {
        join(&[
            b"imctl vault record",
            &self.header_hash(),
            environment.as_bytes(),
            base_url.as_bytes(),
            client_id.as_bytes(),
        ])
    }

    /// The checksum of everything else in the file.
    pub fn compute_checksum(&self) -> Bytes {
        let mut hash = Sha256::new();
        hash.update(join(&[&self.header(), &self.seed_check.0, &self.data_key.nonce.0, &self.data_key.ciphertext.0]));
        for record in &self.records {
            hash.update(join(&[
                record.environment.as_bytes(),
                record.base_url.as_bytes(),
                record.client_id.as_bytes(),
                &record.nonce.0,
                &record.ciphertext.0,
            ]));
        }
        Bytes(hash.finalize().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document of the right form, whatever its pieces mean.
    fn document() -> Document {
        let bytes = |length| Bytes(vec![4; length]);
        let record = |environment: &str| Record {
            environment: environment.into(),
            base_url: "https://dms.example/".into(),
            client_id: "0f4b".into(),
            nonce: bytes(NONCE),
            ciphertext: bytes(TAG),
        };
        Document {
            format: FORMAT.into(),
            version: VERSION,
            kdf: Kdf { name: KDF.into(), rounds: 210_000, salt: bytes(16) },
            certificate: CertificateNote { fingerprint: bytes(32), key: "P-256".into() },
            encapsulation: bytes(65),
            seed_check: bytes(16),
            data_key: Sealed { nonce: bytes(NONCE), ciphertext: bytes(32 + TAG) },
            records: vec![record("production"), record("uat")],
            checksum: Bytes::default(),
        }
    }

    /// What is read of a document that was changed, its checksum with it.
    fn changed(change: impl FnOnce(&mut Document)) -> Result<Document, FormError> {
        let mut document = document();
        change(&mut document);
        document.checksum = document.compute_checksum();
        Document::parse(&serde_json::to_vec(&document).expect("JSON"))
    }

    #[test]
    fn each_piece_must_have_its_length_and_each_record_a_name_of_its_own() {
        let is_taken = |change: fn(&mut Document)| match changed(change) {
            Ok(_) => true,
            Err(FormError::NotAVault) => false,
            Err(error) => panic!("{error:?}"),
        };
        assert!(is_taken(|_| {}));
        let refused: [fn(&mut Document); 20] = [
            |document| document.version = 0,
            |document| document.kdf.name = "PBKDF2-HMAC-SHA256".into(),
            |document| document.kdf.salt.0.push(4),
            |document| document.kdf.salt.0.truncate(15),
            |document| document.certificate.key = "P-384".into(),
            |document| document.certificate.fingerprint.0.push(4),
            |document| document.certificate.fingerprint.0.truncate(31),
            |document| document.encapsulation.0.push(4),
            |document| document.encapsulation.0.truncate(64),
            |document| document.encapsulation.0[0] = 2,
            |document| document.seed_check.0.push(4),
            |document| document.seed_check.0.truncate(15),
            |document| document.data_key.nonce.0.push(4),
            |document| document.data_key.nonce.0.truncate(11),
            |document| document.data_key.ciphertext.0.push(4),
            |document| document.data_key.ciphertext.0.truncate(47),
            |document| document.records[1].nonce.0.push(4),
            |document| document.records[1].nonce.0.truncate(11),
            |document| document.records[1].ciphertext.0.truncate(15),
            |document| document.records[1].environment = "production".into(),
        ];
        for (number, change) in refused.into_iter().enumerate() {
            assert!(!is_taken(change), "number {number}");
        }
        for (length, expected) in [(255, false), (256, true), (1024, true), (1025, false)] {
            let read = changed(|document| {
                document.certificate.key = "RSA".into();
                document.encapsulation.0 = vec![7; length];
            });
            assert_eq!(read.is_ok(), expected, "{length}");
        }
        // A checksum that is none is no damage.
        for (length, expected) in [(31, FormError::NotAVault), (32, FormError::Damaged), (33, FormError::NotAVault)] {
            let document = Document { checksum: Bytes(vec![4; length]), ..document() };
            assert_eq!(Document::parse(&serde_json::to_vec(&document).expect("JSON")), Err(expected), "{length}");
        }
    }

    #[test]
    fn no_two_lists_of_parts_join_to_the_same_bytes() {
        assert_ne!(join(&[b"ab", b"c"]), join(&[b"a", b"bc"]));
        assert_ne!(join(&[b"", b"a"]), join(&[b"a", b""]));
        assert_ne!(join(&[b"a"]), join(&[b"a", b""]));
    }
}
