//! Owns the order in which a vault gets another seed or certificate (`docs/rotation.md`): all that is new is written beside what is
//! there and proven, then one rename switches, then the rest follows. Whenever that is cut off, old or new opens, and the next run
//! brings it to its end.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::certificate::{Certificate, CertificateError, Identity, LIMIT, Pair};
use super::opening::{OpeningError, identity_of};
use super::seed::Seed;
use super::seed_store::SeedStore;
use super::store::{Vault, VaultError, VaultKey};
use crate::sys::files::{self, FileError, next_of};

/// The files that belong together.
#[derive(Clone, Debug)]
pub struct Places {
    pub vault: PathBuf,
    pub certificate: PathBuf,
    pub private_key: PathBuf,
}

impl Places {
    /// The vault of a data folder, with the certificate and private key that are configured.
    pub fn of(data_folder: &Path, certificate: &Path, private_key: &Path) -> Self {
        Places {
            vault: data_folder.join("vault.json"),
            certificate: certificate.to_owned(),
            private_key: private_key.to_owned(),
        }
    }
}

/// A new vault, with certificate and private key where they are new too, beside the present one. Nothing is left of it if it
/// is dropped before the switch.
pub struct Staged<'p> {
    places: &'p Places,
    may_be_in_force: bool,
}

/// What was brought to its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Finished {
    /// A certificate and private key took their place.
    pub pair: bool,
    /// A seed took its place in the file or keyring.
    pub seed: bool,
}

impl<'p> Staged<'p> {
    /// Writes everything new beside its place. For the holder of the vault's lock.
    pub fn write(places: &'p Places, vault: &mut Vault, pair: Option<&Pair>) -> Result<Self, OpeningError> {
        let staged = Staged { places, may_be_in_force: false };
        if let Some(pair) = pair {
            files::write_private(&next_of(&places.private_key), pair.private_key.as_bytes())?;
            files::write_private(&next_of(&places.certificate), pair.certificate.as_bytes())?;
        }
        vault.save_beside()?;
        Ok(staged)
    }

    /// Proves from what is on the disk now that seed and private key open the new vault, and that each record of the old one
    /// is in it.
    pub fn prove(&self, seed: &Seed, old: Option<(&Vault, &VaultKey)>) -> Result<(), OpeningError> {
        let path = next_of(&self.places.vault);
        let vault = Vault::read(&path)?;
        let identity = identity_of(&vault, &self.places.certificate, &self.places.private_key)?;
        let key = vault.derive(seed, &identity)?;
        let Some((old, old_key)) = old else { return Ok(()) };
        for name in old.record_names() {
            if vault.open(&key, &name)? != old.open(old_key, &name)? {
                return Err(VaultError::NotReadBack { path }.into());
            }
        }
        Ok(())
    }

    /// Switches: one rename makes the new vault the vault.
    ///
    /// # Errors
    /// The old vault is there still, byte for byte. What stands beside it is left: should the disk have kept the switch
    /// all the same, it is needed.
    pub fn switch(mut self) -> Result<(), OpeningError> {
        self.may_be_in_force = true;
        Ok(files::take_place(&next_of(&self.places.vault), &self.places.vault)?)
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        if !self.may_be_in_force {
            let _ = remove_beside(self.places);
        }
    }
}

/// Brings to its end what a rotation that was cut off left beside: what the vault was made with takes its place, all else goes.
/// For the holder of the vault's lock.
pub fn finish(places: &Places, store: Option<&SeedStore>) -> Result<Finished, OpeningError> {
    let vault = Vault::read(&places.vault)?;
    let next = next_of(&places.certificate);
    let pair = match Certificate::load(&next) {
        Ok(found) => found.fingerprint == vault.fingerprint(),
        // One that is there and cannot be read just now may be the vault's own: nothing is removed then.
        Err(CertificateError::File(error)) if !error.is_missing() => return Err(error.into()),
        Err(_) => false,
    };
    if pair {
        // The certificate goes last: as long as it stands beside, this is tried again.
        match files::rename(&next_of(&places.private_key), &places.private_key) {
            Err(error) if error.is_missing() => {}
            result => result?,
        }
        files::rename(&next, &places.certificate)?;
    }
    remove_beside(places)?;
    let beside = match store {
        Some(store) => store.read_beside()?.map(|text| (store, text)),
        None => None,
    };
    let Some((store, text)) = beside else { return Ok(Finished { pair, seed: false }) };
    let seed = Seed::check(text).is_ok_and(|seed| vault.knows_seed(&seed));
    if seed {
        store.settle()?
    } else {
        store.discard()?
    }
    Ok(Finished { pair, seed })
}

/// Tells whether a rotation that was cut off left something beside.
pub fn is_cut_off(places: &Places) -> bool {
    [&places.vault, &places.certificate, &places.private_key].iter().any(|path| next_of(path).exists())
}

/// Tells whether a seed is that of a new vault that was cut off before the switch.
pub fn is_seed_of_cut_off(places: &Places, seed: &Seed) -> bool {
    Vault::read(&next_of(&places.vault)).is_ok_and(|vault| vault.knows_seed(seed))
}

/// Keeps a copy of a certificate and private key that were not made here, before others take their place: the key may serve
/// elsewhere. The copies bear the beginning of the fingerprint. Returns where they are.
pub fn keep_copy(places: &Places, identity: &Identity) -> Result<Option<[PathBuf; 2]>, OpeningError> {
    if identity.certificate.is_made_here() {
        return Ok(None);
    }
    let mark: String = identity.certificate.fingerprint_text().chars().take(8).collect();
    let copy = |path: &Path| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{mark}"));
        let to = path.with_file_name(name);
        let bytes = Zeroizing::new(std::fs::read(path).map_err(|source| FileError::Io {
            path: path.to_owned(),
            step: "read",
            source,
        })?);
        if bytes.len() as u64 > LIMIT {
            return Err(FileError::TooLarge { path: path.to_owned(), limit: LIMIT });
        }
        files::write_private(&to, &bytes)?;
        Ok(to)
    };
    Ok(Some([copy(&places.certificate)?, copy(&places.private_key)?]))
}

fn remove_beside(places: &Places) -> Result<(), FileError> {
    Vault::remove_probe(&places.vault)?;
    files::remove(&next_of(&places.vault))?;
    files::remove(&next_of(&places.certificate))?;
    files::remove(&next_of(&places.private_key))
}

#[cfg(test)]
mod tests;
