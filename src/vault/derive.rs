//! Owns the key derivation from the seed, and the mark that tells credentials apart.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pbkdf2::pbkdf2_hmac;
use serde::{Deserialize, Serialize};
use sha2::Sha512;
use zeroize::Zeroizing;

use super::envelope::{Key256, empty_key};
use crate::text::secret::Secret;

/// Rounds of PBKDF2-HMAC-SHA512 of a new vault (OWASP Password Storage Cheat Sheet).
pub const ROUNDS: u32 = 210_000;

/// Rounds that a file may ask for. Fewer are a weakened file; more would keep a machine busy for minutes.
pub const ROUNDS_ALLOWED: std::ops::RangeInclusive<u32> = ROUNDS..=5_000_000;

/// Derives the seed's key.
pub(super) fn seed_key(seed: &[u8], salt: &[u8], rounds: u32) -> Key256 {
    let mut key = empty_key();
    pbkdf2_hmac::<Sha512>(seed, salt, rounds, &mut **key);
    key
}

/// Tells whether credentials are the same as earlier ones, without keeping them: a salted, slow hash, of which only a few
/// bytes are kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CredentialMark {
    salt: String,
    mark: String,
}

/// Marks credentials.
pub fn mark_credentials(credentials: &[&Secret]) -> Option<CredentialMark> {
    let mut salt = [0_u8; 16];
    getrandom::fill(&mut salt).ok()?;
    Some(CredentialMark { mark: mark(credentials, &salt), salt: STANDARD.encode(salt) })
}

impl CredentialMark {
    /// Tells whether these are the credentials that were marked.
    pub fn is_of(&self, credentials: &[&Secret]) -> bool {
        STANDARD.decode(&self.salt).is_ok_and(|salt| salt.len() == 16 && mark(credentials, &salt) == self.mark)
    }
}

fn mark(credentials: &[&Secret], salt: &[u8]) -> String {
    let mut joined = Zeroizing::new(Vec::new());
    for credential in credentials {
        joined.extend_from_slice(&(credential.expose().len() as u64).to_be_bytes());
        joined.extend_from_slice(credential.expose().as_bytes());
    }
    // Four bytes tell two credentials apart, and tell next to nothing about one.
    let key = seed_key(&joined, salt, ROUNDS);
    STANDARD.encode(&key[..4])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_knows_its_credentials_and_no_others() {
        let secret = |text: &str| Secret::new(text.to_owned());
        let (a, b, joined) = (secret("a"), secret("b"), secret("ab"));
        let mark = mark_credentials(&[&a, &b]).expect("marked");
        assert!(mark.is_of(&[&a, &b]));
        assert!(!mark.is_of(&[&b, &a]) && !mark.is_of(&[&joined]) && !mark.is_of(&[&a]));
    }

    #[test]
    fn the_derivation_is_that_of_rfc_8018_with_sha_512() {
        // The PBKDF2-HMAC-SHA512 vector for ("password", "salt", 1), first 32 bytes, as published with RFC 6070's inputs.
        let key = seed_key(b"password", b"salt", 1);
        assert_eq!(&key[..8], [0x86, 0x7f, 0x70, 0xcf, 0x1a, 0xde, 0x02, 0xcf]);
    }
}
