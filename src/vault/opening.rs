//! Owns how a vault is opened: the seed from where it is kept, certificate and private key from their files, one derivation.
//! Where a rotation was cut off, what it left beside is tried too, so that one of old and new always opens.

use std::path::Path;

use super::certificate::{CertificateError, Identity};
use super::seed::{Seed, SeedError};
use super::seed_store::SeedStore;
use super::sources::{self, Asking, SecretName, SourceError};
use super::store::{Vault, VaultError, VaultKey};
use crate::sys::files::FileError;
use crate::sys::world::World;
use crate::text::secret::{Secret, SecretReference};

/// Why a vault does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpeningError {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Seed(#[from] SeedError),
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl From<FileError> for OpeningError {
    fn from(error: FileError) -> Self {
        OpeningError::Vault(error.into())
    }
}

impl OpeningError {
    /// Tells whether all is well but the seed, which is another.
    pub fn is_wrong_seed(&self) -> bool {
        matches!(self, OpeningError::Vault(VaultError::WrongSeed { .. }))
    }
}

/// Where the keys of a vault are kept.
#[derive(Clone, Copy, Debug)]
pub struct Keys<'c> {
    pub seed: &'c SecretReference,
    pub certificate: &'c Path,
    pub private_key: &'c Path,
}

/// An open vault's keys.
pub struct Opened {
    pub key: VaultKey,
    pub seed: Seed,
    pub identity: Identity,
}

impl Keys<'_> {
    /// Opens a vault.
    pub fn open(&self, vault: &Vault, world: &World, asking: Asking) -> Result<Opened, OpeningError> {
        self.open_with(None, vault, world, asking)
    }

    /// Opens a vault with a seed that was read already, if it was.
    pub fn open_with(
        &self,
        seed: Option<Secret>,
        vault: &Vault,
        world: &World,
        asking: Asking,
    ) -> Result<Opened, OpeningError> {
        self.try_open(seed, vault, world, asking).map_err(|error| match error {
            // Between the reading of the file and of its keys a rotation came to its end.
            OpeningError::Vault(VaultError::WrongSeed { path } | VaultError::WrongCertificate { path })
                if !vault.is_as_on_disk() =>
            {
                VaultError::SealedAnew { path }.into()
            }
            error => error,
        })
    }

    fn try_open(
        &self,
        seed: Option<Secret>,
        vault: &Vault,
        world: &World,
        asking: Asking,
    ) -> Result<Opened, OpeningError> {
        // Before a person is asked for the seed.
        let identity = identity_of(vault, self.certificate, self.private_key)?;
        let text = match seed {
            Some(text) => text,
            None => sources::read(self.seed, &SecretName::seed(), world, asking)?,
        };
        let seed = Seed::check(text)?;
        let wrong = match vault.derive(&seed, &identity) {
            Ok(key) => return Ok(Opened { key, seed, identity }),
            Err(error @ VaultError::WrongSeed { .. }) => error,
            Err(error) => return Err(error.into()),
        };
        let beside = SeedStore::of(self.seed, world).and_then(|store| store.read_beside().ok().flatten());
        let Some(Ok(seed)) = beside.map(Seed::check) else { return Err(wrong.into()) };
        let key = vault.derive(&seed, &identity).map_err(|_| wrong)?;
        Ok(Opened { key, seed, identity })
    }
}

/// Finds certificate and private key of a vault, before anything is derived.
pub fn identity_of(vault: &Vault, certificate: &Path, private_key: &Path) -> Result<Identity, OpeningError> {
    let identity = Identity::load_for(vault.fingerprint(), certificate, private_key)?;
    vault.judge_certificate(&identity)?;
    Ok(identity)
}
