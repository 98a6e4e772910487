//! Owns the note that a renewal is under way. Where a refresh token is good once, a process that ends between the server's answer
//! and the vault takes the link with it; the note tells that apart from a refresh token that has simply ended.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::sys::clock::Clock;
use crate::sys::files::{self, FileError};
use crate::text::secret::Secret;

/// More than a note can ever hold, in bytes.
const LIMIT: u64 = 4096;

/// Where the renewals of one linked service are noted.
#[derive(Clone, Debug)]
pub(super) struct Unfinished {
    path: PathBuf,
}

/// A renewal that began and did not end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Begun {
    pub at: Timestamp,
    pub process: u32,
    /// Tells the refresh token from others: a few bytes of its hash, from which a random token cannot be guessed.
    mark: String,
}

impl Unfinished {
    /// Names the file of one linked service: `<folder>/locks/renewing-<key>.json`.
    pub fn new(data_folder: &Path, key: &str) -> Self {
        Unfinished { path: data_folder.join("locks").join(format!("renewing-{key}.json")) }
    }

    /// Notes that a renewal with this token begins. One that was cut off before stays noted in its place.
    ///
    /// # Errors
    /// When nothing can be written: then the new tokens could not be stored either, and the old one should not be spent.
    pub fn begin(&self, refresh_token: &Secret, clock: &dyn Clock) -> Result<(), FileError> {
        let begun = self.find(refresh_token).unwrap_or_else(|| Begun {
            at: clock.now(),
            process: std::process::id(),
            mark: mark(refresh_token),
        });
        // A time, a number and a text always serialize.
        files::write_private(&self.path, &serde_json::to_vec(&begun).unwrap_or_default())
    }

    /// Finds the renewal with this token that did not end.
    pub fn find(&self, refresh_token: &Secret) -> Option<Begun> {
        let bytes = files::read_private(&self.path, LIMIT).ok()?;
        let begun: Begun = serde_json::from_slice(&bytes).ok()?;
        (begun.mark == mark(refresh_token)).then_some(begun)
    }

    /// Forgets the renewal: its tokens are stored, or the old one is known to be unspent.
    pub fn end(&self) {
        // A note that stays behind is of a token that is not in use any more.
        let _ = files::remove(&self.path);
    }
}

fn mark(token: &Secret) -> String {
    Sha256::digest(token.expose().as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::clock::FixedClock;

    #[test]
    fn a_note_is_of_one_token_and_the_first_cut_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        files::create_private_folder(&folder.path().join("locks")).expect("a folder");
        let unfinished = Unfinished::new(folder.path(), "k");
        let (one, two) = (Secret::new("one".into()), Secret::new("two".into()));
        let clock = FixedClock::new(Timestamp::UNIX_EPOCH);
        assert_eq!(unfinished.find(&one), None);
        unfinished.begin(&one, &clock).expect("noted");
        clock.advance(std::time::Duration::from_secs(60));
        unfinished.begin(&one, &clock).expect("noted again");
        let found = unfinished.find(&one).expect("a note");
        assert_eq!((found.at, found.process), (Timestamp::UNIX_EPOCH, std::process::id()));
        assert_eq!(unfinished.find(&two), None);
        unfinished.begin(&two, &clock).expect("noted");
        assert_eq!(unfinished.find(&one), None);
        assert_eq!(unfinished.find(&two).map(|begun| begun.at.as_second()), Some(60));
        unfinished.end();
        assert_eq!(unfinished.find(&two), None);
    }

    #[test]
    fn a_note_holds_no_token() {
        let folder = tempfile::tempdir().expect("a folder");
        files::create_private_folder(&folder.path().join("locks")).expect("a folder");
        let unfinished = Unfinished::new(folder.path(), "k");
        unfinished.begin(&Secret::new("canary".into()), &FixedClock::new(Timestamp::UNIX_EPOCH)).expect("noted");
        let text = std::fs::read_to_string(&unfinished.path).expect("a text");
        assert!(!text.contains("canary"), "{text}");
    }

    #[test]
    fn where_nothing_can_be_written_no_renewal_begins() {
        let folder = tempfile::tempdir().expect("a folder");
        let unfinished = Unfinished::new(&folder.path().join("none"), "k");
        assert!(unfinished.begin(&Secret::new("one".into()), &FixedClock::new(Timestamp::UNIX_EPOCH)).is_err());
    }
}
