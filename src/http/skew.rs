//! Owns the difference of two clocks: this machine's and that of the server that answered last.

use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp};
use reqwest::header::{DATE, HeaderMap};

/// What the `Date` header of the last answer told.
#[derive(Debug, Default)]
pub(super) struct Skew(Mutex<Option<SignedDuration>>);

impl Skew {
    /// Takes in the head of an answer that has just come.
    pub fn learn(&self, headers: &HeaderMap) {
        if let Some(skew) = headers.get(DATE).and_then(|date| ahead(date.to_str().ok()?, SystemTime::now())) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(skew);
        }
    }

    /// By how much the server is ahead.
    pub fn get(&self) -> Option<SignedDuration> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn ahead(date: &str, now: SystemTime) -> Option<SignedDuration> {
    let there = Timestamp::try_from(httpdate::parse_http_date(date).ok()?).ok()?;
    Some(there.duration_since(Timestamp::try_from(now).ok()?))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_server_that_is_behind_is_told_from_one_that_is_ahead() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        assert_eq!(ahead("Sun, 09 Sep 2001 01:46:45 GMT", now), Some(SignedDuration::from_secs(5)));
        assert_eq!(ahead("Sun, 09 Sep 2001 01:36:40 GMT", now), Some(SignedDuration::from_secs(-600)));
        assert_eq!(ahead("yesterday", now), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_in_place_of_a_date_makes_its_reader_panic(
            date in "\\PC{0,40}|(Mon|Sun|Friday), [0-9]{2}[ -](Jan|Feb|Dec)[ -][0-9]{2,4} [0-9]{2}:[0-9]{2}:[0-9]{2} (GMT|UTC)",
            now in 0_u64..253_402_300_800,
        ) {
            let _ = ahead(&date, SystemTime::UNIX_EPOCH + Duration::from_secs(now));
        }
    }
}
