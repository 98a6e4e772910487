//! Owns the vault: one file with the encrypted tokens, one record a linked service.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::certificate::{Certificate, Identity};
use super::derive::{self, ROUNDS, ROUNDS_ALLOWED};
use super::document::{Bytes, CertificateNote, Document, FORMAT, FormError, KDF, Kdf, Record, Sealed, VERSION};
use super::envelope::{self, Key256};
use super::seed::Seed;
use crate::sys::files::{self, FileError};
use crate::text::secret::Secret;

/// More than a vault of any firm, in bytes.
const LIMIT: u64 = 8 * 1024 * 1024;

/// The environment of the record that proves the store; no configuration can name one so.
const PROBE: &str = "\u{0}probe";

/// Why a vault cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error("`{}` is no vault, or a damaged one", path.display())]
    NotAVault { path: PathBuf },
    #[error("the vault `{}` is damaged: its checksum does not fit", path.display())]
    Damaged { path: PathBuf },
    #[error("the vault `{}` is of version {version}, newer than this program knows", path.display())]
    Newer { path: PathBuf, version: u64 },
    #[error("the vault `{}` asks for {rounds} rounds of key derivation, which is outside what is allowed", path.display())]
    Rounds { path: PathBuf, rounds: u32 },
    #[error("the seed is not the one that the vault `{}` was made with", path.display())]
    WrongSeed { path: PathBuf },
    #[error("the certificate is not the one that the vault `{}` was made with", path.display())]
    WrongCertificate { path: PathBuf },
    #[error("the vault `{}` does not open with this seed and private key: it was changed", path.display())]
    Changed { path: PathBuf },
    #[error("the vault `{}` was sealed anew since it was opened here", path.display())]
    SealedAnew { path: PathBuf },
    #[error("there is a vault already: `{}`", path.display())]
    Exists { path: PathBuf },
    #[error("the system gives no random numbers")]
    NoRandomness,
    #[error("what was written to the vault `{}` does not read back", path.display())]
    NotReadBack { path: PathBuf },
}

impl VaultError {
    /// Tells whether there simply is no vault.
    pub fn is_missing(&self) -> bool {
        matches!(self, VaultError::File(error) if error.is_missing())
    }
}

/// Names a record: one linked service of one environment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RecordName {
    pub environment: String,
    pub base_url: String,
    pub client_id: String,
}

/// The vault as it was read, or as it will be written.
#[derive(Clone)]
pub struct Vault {
    path: PathBuf,
    document: Document,
}

/// The key of one vault; good for each reading of its file until seed or certificate changes.
pub struct VaultKey {
    data_key: Key256,
    /// The header and wrapped key that it belongs to.
    of: [u8; 32],
}

impl Vault {
    /// Makes a vault without records, and its key. It is written by [`Vault::save_new`].
    pub fn create(path: &Path, seed: &Seed, certificate: &Certificate) -> Result<(Self, VaultKey), VaultError> {
        Vault::create_with_rounds(path, seed, certificate, ROUNDS)
    }

    fn create_with_rounds(
        path: &Path,
        seed: &Seed,
        certificate: &Certificate,
        rounds: u32,
    ) -> Result<(Self, VaultKey), VaultError> {
        let salt: [u8; 16] = envelope::random().ok_or(VaultError::NoRandomness)?;
        let (secret, sent) = certificate.encapsulate().ok_or(VaultError::NoRandomness)?;
        let mut document = Document {
            format: FORMAT.to_owned(),
            version: VERSION,
            kdf: Kdf { name: KDF.to_owned(), rounds, salt: Bytes(salt.to_vec()) },
            certificate: CertificateNote {
                fingerprint: Bytes(certificate.fingerprint.to_vec()),
                key: certificate.kind.name().to_owned(),
            },
            encapsulation: Bytes(sent),
            seed_check: Bytes::default(),
            data_key: Sealed { nonce: Bytes::default(), ciphertext: Bytes::default() },
            records: Vec::new(),
            checksum: Bytes::default(),
        };
        let hash = document.header_hash();
        let seed_key = derive::seed_key(seed.bytes(), &salt, rounds);
        let data_key = envelope::random_key().ok_or(VaultError::NoRandomness)?;
        let wrapping = envelope::wrapping_key(&secret, &**seed_key, &hash);
        document.seed_check = envelope::seed_check(&**seed_key, &hash);
        document.data_key = envelope::seal(&wrapping, &**data_key, &hash).ok_or(VaultError::NoRandomness)?;
        let vault = Vault { path: path.to_owned(), document };
        let key = VaultKey { data_key, of: vault.identify() };
        Ok((vault, key))
    }

    /// Makes a vault of the same records under another seed, another certificate, or both: with a salt and a data key of
    /// its own.
    ///
    /// # Errors
    /// [`VaultError::Changed`] where a record does not open: it would be lost.
    pub fn sealed_anew(
        &self,
        key: &VaultKey,
        seed: &Seed,
        certificate: &Certificate,
    ) -> Result<(Self, VaultKey), VaultError> {
        let (mut vault, new_key) = Vault::create(&self.path, seed, certificate)?;
        for name in self.record_names() {
            if let Some(text) = self.open(key, &name)? {
                vault.seal(&new_key, &name, &text)?;
            }
        }
        Ok((vault, new_key))
    }

    /// Reads the file: its form, version, checksum and bounds. No secret is needed, nothing is derived.
    pub fn read(path: &Path) -> Result<Self, VaultError> {
        let bytes = files::read_private(path, LIMIT)?;
        Vault::parse(path, &bytes, &rounds_allowed())
    }

    fn parse(path: &Path, bytes: &[u8], rounds_allowed: &RangeInclusive<u32>) -> Result<Self, VaultError> {
        let path = path.to_owned();
        let document = match Document::parse(bytes) {
            Ok(document) => document,
            Err(FormError::NotAVault) => return Err(VaultError::NotAVault { path }),
            Err(FormError::Newer { version }) => return Err(VaultError::Newer { path, version }),
            Err(FormError::Damaged) => return Err(VaultError::Damaged { path }),
        };
        let rounds = document.kdf.rounds;
        if !rounds_allowed.contains(&rounds) {
            return Err(VaultError::Rounds { path, rounds });
        }
        Ok(Vault { path, document })
    }

    /// Derives the vault's key from seed and private key: the slow step, and the only one.
    pub fn derive(&self, seed: &Seed, identity: &Identity) -> Result<VaultKey, VaultError> {
        let path = || self.path.clone();
        let document = &self.document;
        let hash = document.header_hash();
        self.judge_certificate(identity)?;
        let seed_key = derive::seed_key(seed.bytes(), &document.kdf.salt.0, document.kdf.rounds);
        if envelope::seed_check(&**seed_key, &hash) != document.seed_check {
            return Err(VaultError::WrongSeed { path: path() });
        }
        let changed = || VaultError::Changed { path: path() };
        let secret = identity.decapsulate(&document.encapsulation.0).ok_or_else(changed)?;
        let wrapping = envelope::wrapping_key(&secret, &**seed_key, &hash);
        let sealed = &document.data_key;
        let opened = envelope::open(&wrapping, &sealed.nonce.0, &sealed.ciphertext.0, &hash).ok_or_else(changed)?;
        let mut data_key = envelope::empty_key();
        if opened.len() != data_key.len() {
            return Err(changed());
        }
        data_key.copy_from_slice(&opened);
        Ok(VaultKey { data_key, of: self.identify() })
    }

    /// Checks that this is the certificate that the vault was made with, which costs nothing.
    pub fn judge_certificate(&self, identity: &Identity) -> Result<(), VaultError> {
        if self.fingerprint() == identity.certificate.fingerprint {
            return Ok(());
        }
        Err(VaultError::WrongCertificate { path: self.path.clone() })
    }

    /// Tells whether a seed is the vault's, whatever the private key. As slow as [`Vault::derive`].
    pub fn knows_seed(&self, seed: &Seed) -> bool {
        let kdf = &self.document.kdf;
        let seed_key = derive::seed_key(seed.bytes(), &kdf.salt.0, kdf.rounds);
        envelope::seed_check(&**seed_key, &self.document.header_hash()) == self.document.seed_check
    }

    /// The fingerprint of the certificate that the vault was made with.
    pub fn fingerprint(&self) -> &[u8] {
        &self.document.certificate.fingerprint.0
    }

    /// Tells whether a key opens this reading of the file: until it is sealed anew, each key derived earlier does.
    pub fn is_opened_by(&self, key: &VaultKey) -> bool {
        key.of == self.identify()
    }

    /// Tells whether the file still belongs to the same key. Where it cannot be read there is no telling that it does not.
    pub fn is_as_on_disk(&self) -> bool {
        Vault::read(&self.path).map_or(true, |now| now.identify() == self.identify())
    }

    /// Opens one record. `None` where there is none of that name.
    pub fn open(&self, key: &VaultKey, name: &RecordName) -> Result<Option<Secret>, VaultError> {
        self.judge_key(key)?;
        let changed = || VaultError::Changed { path: self.path.clone() };
        let Some(record) = self.document.records.iter().find(|record| is_of(record, name)) else { return Ok(None) };
        let data = self.document.record_data(&name.environment, &name.base_url, &name.client_id);
        let text = envelope::open(&key.data_key, &record.nonce.0, &record.ciphertext.0, &data).ok_or_else(changed)?;
        let text = std::str::from_utf8(&text).map_err(|_| changed())?;
        Ok(Some(Secret::new(text.to_owned())))
    }

    /// Seals one record, in place of the one of that name.
    pub fn seal(&mut self, key: &VaultKey, name: &RecordName, text: &Secret) -> Result<(), VaultError> {
        self.judge_key(key)?;
        let data = self.document.record_data(&name.environment, &name.base_url, &name.client_id);
        let sealed = envelope::seal(&key.data_key, text.expose().as_bytes(), &data).ok_or(VaultError::NoRandomness)?;
        self.remove(name);
        self.document.records.push(Record {
            environment: name.environment.clone(),
            base_url: name.base_url.clone(),
            client_id: name.client_id.clone(),
            nonce: sealed.nonce,
            ciphertext: sealed.ciphertext,
        });
        Ok(())
    }

    /// Removes one record. Tells whether there was one.
    pub fn remove(&mut self, name: &RecordName) -> bool {
        let before = self.document.records.len();
        self.document.records.retain(|record| !is_of(record, name));
        self.document.records.len() < before
    }

    /// Writes the file in one step: afterwards it is the old or the new one, whatever happens. For the holder of the vault's
    /// lock.
    pub fn save(&mut self) -> Result<(), VaultError> {
        let text = self.written_out();
        Ok(files::write_private(&self.path, &text)?)
    }

    /// Writes the file where none may be yet.
    pub fn save_new(&mut self) -> Result<(), VaultError> {
        let text = self.written_out();
        files::create_private(&self.path, &text).map_err(|error| match error {
            FileError::Exists { path } => VaultError::Exists { path },
            error => error.into(),
        })
    }

    /// Writes the file beside its place, where nobody reads it yet.
    pub(super) fn save_beside(&mut self) -> Result<(), VaultError> {
        let text = self.written_out();
        Ok(files::write_private(&files::next_of(&self.path), &text)?)
    }

    fn written_out(&mut self) -> Vec<u8> {
        self.document.checksum = self.document.compute_checksum();
        let mut text = serde_json::to_vec_pretty(&self.document).unwrap_or_default();
        text.push(b'\n');
        text
    }

    /// Proves that the store works: a probe is written beside the vault, read back and opened; then the vault is written as it
    /// is, since its own place must take a file too. Whatever fails, no byte of the vault is another.
    pub fn probe(&mut self, key: &VaultKey) -> Result<(), VaultError> {
        let name = RecordName { environment: PROBE.to_owned(), base_url: String::new(), client_id: String::new() };
        let text = Secret::new("probe".to_owned());
        // None of the sealed tokens is copied: a copy that stayed would be opened by the old key after a rotation.
        let document = Document { records: Vec::new(), ..self.document.clone() };
        let mut probe = Vault { path: probe_of(&self.path), document };
        probe.seal(key, &name, &text)?;
        probe.save()?;
        let back = Vault::read(&probe.path).and_then(|again| again.open(key, &name));
        files::remove(&probe.path)?;
        if back? != Some(text) {
            return Err(VaultError::NotReadBack { path: probe.path });
        }
        // Earlier versions of this program may have left their probe in the vault itself.
        self.remove(&name);
        self.save()
    }

    /// Removes the probe that a run that was killed left beside a vault; one that is gone already is no error.
    pub(super) fn remove_probe(path: &Path) -> Result<(), FileError> {
        files::remove(&probe_of(path))
    }

    /// Names the records that are sealed.
    pub fn record_names(&self) -> Vec<RecordName> {
        let names = self.document.records.iter().filter(|record| record.environment != PROBE);
        names
            .map(|record| RecordName {
                environment: record.environment.clone(),
                base_url: record.base_url.clone(),
                client_id: record.client_id.clone(),
            })
            .collect()
    }

    /// Tells where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Tells the rounds of key derivation.
    pub fn rounds(&self) -> u32 {
        self.document.kdf.rounds
    }

    fn judge_key(&self, key: &VaultKey) -> Result<(), VaultError> {
        if self.is_opened_by(key) { Ok(()) } else { Err(VaultError::SealedAnew { path: self.path.clone() }) }
    }

    /// Identifies the key this file belongs to: the header and the wrapped key.
    fn identify(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.document.header_hash());
        hash.update(&self.document.data_key.ciphertext.0);
        hash.finalize().into()
    }
}

/// Where the probe of a vault stands: `<name>.probe`.
fn probe_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".probe");
    path.with_file_name(name)
}

fn is_of(record: &Record, name: &RecordName) -> bool {
    (&record.environment, &record.base_url, &record.client_id) == (&name.environment, &name.base_url, &name.client_id)
}

/// The rounds that are read. Only tests make vaults with cheap rounds, and only they read them.
fn rounds_allowed() -> RangeInclusive<u32> {
    if cfg!(test) { 1..=*ROUNDS_ALLOWED.end() } else { ROUNDS_ALLOWED }
}

#[cfg(test)]
mod tests;
