//! Owns the keys: seed and certificate together wrap the data key, and the data key seals records.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::document::{Bytes, Sealed};

/// A 256-bit key. It stays where it was made until it is wiped: moving it moves a pointer and leaves no copy.
pub(super) type Key256 = Box<Zeroizing<[u8; 32]>>;

/// Derives what the file keeps to tell a wrong seed by itself. Whoever holds the file can test a guess of the seed with it,
/// at the price of the whole derivation.
pub(super) fn seed_check(seed_key: &[u8], header_hash: &[u8; 32]) -> Bytes {
    let mut check = [0; 16];
    expand(header_hash, &[seed_key], b"imctl vault seed check", &mut check);
    Bytes(check.to_vec())
}

/// Combines the certificate's secret and the seed's key into the key that wraps the data key.
pub(super) fn wrapping_key(secret: &[u8], seed_key: &[u8], header_hash: &[u8; 32]) -> Key256 {
    let mut key = empty_key();
    expand(header_hash, &[secret, seed_key], b"imctl vault data key", &mut **key);
    key
}

pub(super) fn expand(salt: &[u8], parts: &[&[u8]], info: &[u8], out: &mut [u8]) {
    let length = parts.iter().map(|part| part.len()).sum();
    let mut material = Zeroizing::new(Vec::with_capacity(length));
    parts.iter().for_each(|part| material.extend_from_slice(part));
    // Outputs of 32 bytes or less are always within HKDF's bound.
    let _ = Hkdf::<Sha256>::new(Some(salt), &material).expand(info, out);
}

/// A place for a key.
pub(super) fn empty_key() -> Key256 {
    Box::new(Zeroizing::new([0; 32]))
}

/// Makes a random key. `None` where the system gives no random numbers.
pub(super) fn random_key() -> Option<Key256> {
    let mut key = empty_key();
    getrandom::fill(&mut **key).ok()?;
    Some(key)
}

/// Makes random bytes. `None` where the system gives none.
pub(super) fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes)
}

/// Seals a text under a key, with a fresh nonce.
pub(super) fn seal(key: &Key256, text: &[u8], data: &[u8]) -> Option<Sealed> {
    let nonce: [u8; 12] = random()?;
    let cipher = Aes256Gcm::new_from_slice(&***key).ok()?;
    let ciphertext = cipher.encrypt(&Nonce::from(nonce), Payload { msg: text, aad: data }).ok()?;
    Some(Sealed { nonce: Bytes(nonce.to_vec()), ciphertext: Bytes(ciphertext) })
}

/// Opens what was sealed. `None` where key, text or data is another.
pub(super) fn open(key: &Key256, nonce: &[u8], ciphertext: &[u8], data: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let nonce: [u8; 12] = nonce.try_into().ok()?;
    let cipher = Aes256Gcm::new_from_slice(&***key).ok()?;
    cipher.decrypt(&Nonce::from(nonce), Payload { msg: ciphertext, aad: data }).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn random_keys_never_come_twice() {
        let keys: BTreeSet<[u8; 32]> = (0..1000).map(|_| **random_key().expect("random numbers")).collect();
        assert!(keys.len() == 1000 && !keys.contains(&[0; 32]));
    }

    #[test]
    fn each_part_makes_another_key() {
        let keys = [
            wrapping_key(b"secret", b"seed", &[1; 32]),
            wrapping_key(b"Secret", b"seed", &[1; 32]),
            wrapping_key(b"secret", b"Seed", &[1; 32]),
            wrapping_key(b"secret", b"seed", &[2; 32]),
        ];
        let different: BTreeSet<[u8; 32]> = keys.iter().map(|key| ***key).collect();
        assert_eq!(different.len(), 4);
    }
}
