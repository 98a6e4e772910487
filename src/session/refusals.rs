//! Owns the memory of refused credentials: a refused login is not repeated for a minute, by any process (CONTRACT 10).
//!
//! A file in the data folder holds a salted, slow hash of the credentials, so that changed ones go at once and nobody can
//! test a guess faster than against the vault. It is written only after a refusal and judged only while it is fresh.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::imanage::oauth::{Refusal, RefusalReason};
use crate::sys::clock::Clock;
use crate::sys::files;
use crate::text::secret::Secret;
use crate::vault::derive::{CredentialMark, mark_credentials};

/// How long a refusal is remembered, in seconds.
const MEMORY: i64 = 60;

/// More than a file of this kind can ever hold, in bytes.
const LIMIT: u64 = 4096;

/// Where the refusals of one grant of one linked service are remembered.
#[derive(Clone, Debug)]
pub(super) struct Refusals {
    path: PathBuf,
    /// What is remembered is heeded, and nothing is written.
    is_read_only: bool,
}

/// A refusal that is still fresh.
#[derive(Clone, Debug)]
pub(super) struct Remembered {
    pub seconds: i64,
    pub refusal: Refusal,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    at: Timestamp,
    mark: CredentialMark,
    reason: RefusalReason,
    status: u16,
    code: Option<String>,
    host: String,
}

impl Refusals {
    /// Names the file of one linked service and grant: `<folder>/refused/<key>-<grant>.json`. A dead refresh token and the
    /// credentials that are tried in its place are two refusals, and neither may take the other's place.
    pub fn new(data_folder: &Path, key: &str, grant: &str) -> Self {
        Refusals { path: data_folder.join("refused").join(format!("{key}-{grant}.json")), is_read_only: false }
    }

    /// The same memory, which is heeded and not written to.
    pub fn read_only(self, is_read_only: bool) -> Self {
        Refusals { is_read_only, ..self }
    }

    /// Tells whether just these credentials were refused less than a minute ago. A file that cannot be read is no
    /// reason to stop: the login is then simply tried.
    pub fn recall(&self, credentials: &[&Secret], clock: &dyn Clock) -> Option<Remembered> {
        let bytes = files::read_private(&self.path, LIMIT).ok()?;
        let kept: Kept = serde_json::from_slice(&bytes).ok()?;
        let seconds = clock.now().duration_since(kept.at).as_secs();
        // A time in the future means that a clock was set back: the file says nothing then.
        if !(0..MEMORY).contains(&seconds) || !kept.mark.is_of(credentials) {
            return None;
        }
        let refusal = Refusal { reason: kept.reason, status: kept.status, code: kept.code, host: kept.host };
        Some(Remembered { seconds, refusal })
    }

    /// Remembers a refusal. Where nothing can be written the next login is simply tried.
    pub fn remember(&self, credentials: &[&Secret], refusal: &Refusal, clock: &dyn Clock) {
        if self.is_read_only {
            return;
        }
        let Some(mark) = mark_credentials(credentials) else { return };
        let kept = Kept {
            at: clock.now(),
            mark,
            reason: refusal.reason,
            status: refusal.status,
            code: refusal.code.clone(),
            host: refusal.host.clone(),
        };
        let Some(folder) = self.path.parent() else { return };
        if let (Ok(()), Ok(bytes)) = (files::create_private_folder(folder), serde_json::to_vec(&kept)) {
            let _ = files::write_private(&self.path, &bytes);
        }
    }

    /// Forgets a refusal, after a login that worked.
    pub fn forget(&self) {
        if !self.is_read_only {
            let _ = files::remove(&self.path);
        }
    }
}

/// Tells whether a refusal judged the credentials themselves, or may have, so that trying them again costs another login.
pub(super) fn is_about_credentials(reason: RefusalReason) -> bool {
    matches!(
        reason,
        RefusalReason::BadClient
            | RefusalReason::ClientNotEnabled
            | RefusalReason::UserNotAllowed
            | RefusalReason::BadUserOrPassword
            | RefusalReason::RefreshTokenDead
            | RefusalReason::GrantNotAllowed
            | RefusalReason::ScopeNotAllowed
            // It may have judged them, and a login that it counted is one too many.
            | RefusalReason::Other
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::sys::clock::FixedClock;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    fn refusal(reason: RefusalReason) -> Refusal {
        Refusal { reason, status: 401, code: Some("invalid_client".into()), host: "dms.example".into() }
    }

    #[test]
    fn a_refusal_is_recalled_whole_for_a_minute_and_for_these_credentials_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let refusals = Refusals::new(folder.path(), "key", "password");
        let clock = FixedClock::new(Timestamp::UNIX_EPOCH);
        let (ours, others) = (secret("canary"), secret("changed"));
        assert!(refusals.recall(&[&ours], &clock).is_none());
        refusals.remember(&[&ours], &refusal(RefusalReason::BadClient), &clock);
        clock.advance(Duration::from_secs(59));
        let recalled = refusals.recall(&[&ours], &clock).expect("remembered");
        assert_eq!((recalled.seconds, recalled.refusal), (59, refusal(RefusalReason::BadClient)));
        assert!(refusals.recall(&[&others], &clock).is_none());
        assert!(Refusals::new(folder.path(), "key", "refresh_token").recall(&[&ours], &clock).is_none());
        assert!(Refusals::new(folder.path(), "other", "password").recall(&[&ours], &clock).is_none());
        clock.advance(Duration::from_secs(1));
        assert!(refusals.recall(&[&ours], &clock).is_none(), "a minute has passed");
        clock.set(Timestamp::from_second(-1).expect("a time"));
        assert!(refusals.recall(&[&ours], &clock).is_none(), "the clock was set back");
        clock.set(Timestamp::UNIX_EPOCH);
        assert!(refusals.recall(&[&ours], &clock).is_some());
        let text = std::fs::read_to_string(&refusals.path).expect("a file");
        assert!(!text.contains("canary"), "{text}");
        refusals.forget();
        assert!(refusals.recall(&[&ours], &clock).is_none() && !refusals.path.exists());
    }

    #[test]
    fn a_file_that_says_nothing_is_no_reason_to_stop() {
        let folder = tempfile::tempdir().expect("a folder");
        let refusals = Refusals::new(folder.path(), "key", "password");
        let clock = FixedClock::new(Timestamp::UNIX_EPOCH);
        refusals.remember(&[&secret("s")], &refusal(RefusalReason::BadClient), &clock);
        for bytes in [&b"garbage"[..], b"{}", &[b' '; 5000]] {
            files::write_private(&refusals.path, bytes).expect("written");
            assert!(refusals.recall(&[&secret("s")], &clock).is_none());
        }
    }

    #[test]
    fn only_what_judged_the_credentials_is_remembered() {
        use RefusalReason::*;
        for reason in [
            BadClient,
            ClientNotEnabled,
            UserNotAllowed,
            BadUserOrPassword,
            RefreshTokenDead,
            GrantNotAllowed,
            ScopeNotAllowed,
            Other,
        ] {
            assert!(is_about_credentials(reason), "{reason:?}");
        }
        for reason in [CodeNotAccepted, RedirectNotRegistered, BadRequest, RateLimited, ServerFault, Gateway] {
            assert!(!is_about_credentials(reason), "{reason:?}");
        }
    }
}
