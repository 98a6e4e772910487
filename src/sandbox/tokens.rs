//! Owns the tokens and codes that are alive. Time is the caller's, so that tests need not wait.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// How long an authorization code may be exchanged (RFC 6749 section 4.1.2 allows up to ten minutes).
const CODE_LIFE: Duration = Duration::from_secs(60);

/// The system has no randomness to give.
#[derive(Debug, thiserror::Error)]
#[error("the system gives no random bytes")]
pub struct NoRandomness;

/// An authorization code that waits to be exchanged.
#[derive(Clone, Debug)]
pub(super) struct Code {
    pub redirect_uri: String,
    pub challenge: Option<String>,
    born: Instant,
}

/// What is alive.
#[derive(Default)]
pub(super) struct Tokens {
    /// Access token -> when it was last used.
    access: HashMap<String, Instant>,
    /// Refresh token -> when it was given.
    refresh: HashMap<String, Instant>,
    codes: HashMap<String, Code>,
}

impl Tokens {
    pub(super) fn give_access(&mut self, now: Instant) -> Result<String, NoRandomness> {
        // Base64 with `+`, `/` and `=`: real tokens need form encoding too.
        let token = STANDARD.encode(random::<37>()?);
        self.access.insert(token.clone(), now);
        Ok(token)
    }

    pub(super) fn give_refresh(&mut self, now: Instant) -> Result<String, NoRandomness> {
        let token = STANDARD.encode(random::<40>()?);
        self.refresh.insert(token.clone(), now);
        Ok(token)
    }

    /// Judges an access token; a good one lives on from now (`reference/imanage-api.md` section 2.8).
    pub(super) fn use_access(&mut self, token: &str, now: Instant, life: Duration) -> bool {
        match self.access.get_mut(token) {
            Some(last) if now.duration_since(*last) < life => {
                *last = now;
                true
            }
            Some(_) => {
                self.access.remove(token);
                false
            }
            None => false,
        }
    }

    /// Judges a refresh token; use does not make it live longer.
    pub(super) fn knows_refresh(&self, token: &str, now: Instant, life: Duration) -> bool {
        self.refresh.get(token).is_some_and(|born| now.duration_since(*born) < life)
    }

    /// Ends every access token.
    pub(super) fn drop_all_access(&mut self) {
        self.access.clear();
    }

    pub(super) fn drop_refresh(&mut self, token: &str) {
        self.refresh.remove(token);
    }

    pub(super) fn drop_access(&mut self, token: &str) {
        self.access.remove(token);
    }

    pub(super) fn give_code(
        &mut self,
        redirect_uri: String,
        challenge: Option<String>,
        now: Instant,
    ) -> Result<String, NoRandomness> {
        let code = URL_SAFE_NO_PAD.encode(random::<24>()?);
        self.codes.insert(code.clone(), Code { redirect_uri, challenge, born: now });
        Ok(code)
    }

    /// Takes a code out: it is good once.
    pub(super) fn take_code(&mut self, code: &str, now: Instant) -> Option<Code> {
        self.codes.remove(code).filter(|code| now.duration_since(code.born) < CODE_LIFE)
    }
}

/// Makes a client secret.
pub(super) fn make_secret() -> Result<String, NoRandomness> {
    Ok(URL_SAFE_NO_PAD.encode(random::<32>()?))
}

/// Tells whether a verifier belongs to an S256 challenge (RFC 7636 section 4.6).
pub(super) fn verifies(verifier: &str, challenge: &str) -> bool {
    let length_is_right = (43..=128).contains(&verifier.len());
    length_is_right && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) == challenge
}

fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_access_token_lives_as_long_as_it_is_used() {
        let (mut tokens, start, life) = (Tokens::default(), Instant::now(), Duration::from_secs(10));
        let token = tokens.give_access(start).unwrap();
        assert!(tokens.use_access(&token, start + Duration::from_secs(9), life));
        assert!(tokens.use_access(&token, start + Duration::from_secs(18), life));
        assert!(!tokens.use_access(&token, start + Duration::from_secs(28), life));
        assert!(!tokens.use_access(&token, start, life), "dead is dead");
    }

    #[test]
    fn a_code_is_good_once_and_for_a_minute() {
        let (mut tokens, start) = (Tokens::default(), Instant::now());
        let code = tokens.give_code("http://localhost/".into(), None, start).unwrap();
        assert!(tokens.take_code(&code, start).is_some());
        assert!(tokens.take_code(&code, start).is_none());
        let late = tokens.give_code("http://localhost/".into(), None, start).unwrap();
        assert!(tokens.take_code(&late, start + CODE_LIFE).is_none());
    }

    #[test]
    fn a_refresh_token_ends_however_often_it_is_used() {
        let (mut tokens, start, life) = (Tokens::default(), Instant::now(), Duration::from_secs(10));
        let token = tokens.give_refresh(start).unwrap();
        assert!(tokens.knows_refresh(&token, start + Duration::from_secs(9), life));
        assert!(!tokens.knows_refresh(&token, start + Duration::from_secs(10), life));
    }

    #[test]
    fn the_challenge_of_rfc_7636_appendix_b_is_verified() {
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert!(verifies("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", challenge));
        assert!(!verifies("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXj", challenge));
        assert!(!verifies("short", challenge));
    }
}
