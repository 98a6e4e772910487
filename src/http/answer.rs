//! Owns what comes back: read to a limit, counted after decompression.

use std::time::Duration;

use futures_util::StreamExt;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, LOCATION, RETRY_AFTER};
use url::Url;
use zeroize::Zeroizing;

use super::error::HttpError;
use crate::text::secret::Secret;

/// A body slower than this many bytes in [`WINDOW`] is given up.
const LEAST: usize = 64;
const WINDOW: Duration = Duration::from_secs(10);

/// A server's answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub host: String,
    pub content_type: Option<String>,
    /// What the server's clock said, as an HTTP date.
    pub date: Option<String>,
    pub(super) retry_after: Option<String>,
    pub(super) rate_remaining: Option<u64>,
    pub(super) rate_reset: Option<u64>,
    /// Wiped on drop: a token answer is a secret.
    pub body: Zeroizing<Vec<u8>>,
    /// The secrets that were sent, so that an answer that repeats one is not believed to say something else.
    pub(crate) sent: Vec<Secret>,
}

impl Answer {
    /// Makes an answer up, for tests and fuzz targets of those who read it.
    pub fn made_up(status: u16, body: &[u8]) -> Self {
        Answer {
            status,
            host: "dms.example".to_owned(),
            content_type: None,
            date: None,
            retry_after: None,
            rate_remaining: None,
            rate_reset: None,
            body: Zeroizing::new(body.to_vec()),
            sent: Vec::new(),
        }
    }

    /// Tells whether a text out of the answer gives away a secret that was sent: it must not be shown then.
    pub fn tells_secret(&self, text: &str) -> bool {
        self.sent.iter().any(|secret| secret.is_told_by(text))
    }

    /// Tells whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Tells whether the answer says it is JSON, or says nothing.
    pub fn claims_json(&self) -> bool {
        self.content_type.as_deref().is_none_or(|kind| kind.contains("json"))
    }
}

/// Reads what came back on a request that carried the secrets `sent`.
pub(super) async fn read_answer(
    response: reqwest::Response,
    host: &str,
    limit: usize,
    sent: Vec<Secret>,
) -> Result<Answer, HttpError> {
    let headers = response.headers();
    let status = response.status().as_u16();
    if (300..400).contains(&status) && status != 304 {
        let target = text(headers, LOCATION.as_str()).unwrap_or_default();
        let target = shorten(response.url(), &target, &sent);
        return Err(HttpError::Redirect { host: host.to_owned(), status, target });
    }
    let mut answer = Answer {
        status,
        host: host.to_owned(),
        content_type: text(headers, CONTENT_TYPE.as_str()).map(|kind| kind.to_lowercase()),
        date: text(headers, DATE.as_str()),
        retry_after: text(headers, RETRY_AFTER.as_str()),
        rate_remaining: text(headers, "x-ratelimit-remaining").and_then(|number| number.trim().parse().ok()),
        rate_reset: text(headers, "x-ratelimit-reset").and_then(|number| number.trim().parse().ok()),
        body: Zeroizing::default(),
        sent,
    };
    let too_large = || HttpError::TooLarge { host: host.to_owned(), limit };
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    let mut stream = response.bytes_stream();
    loop {
        let (mut came, deadline) = (0, tokio::time::Instant::now() + WINDOW);
        while came < LEAST {
            let chunk = tokio::time::timeout_at(deadline, stream.next()).await;
            match chunk.map_err(|_| HttpError::TooSlow { host: host.to_owned() })? {
                None => return Ok(answer),
                Some(Ok(bytes)) if answer.body.len() + bytes.len() > limit => return Err(too_large()),
                Some(Ok(bytes)) => {
                    came += bytes.len();
                    answer.body.extend_from_slice(&bytes);
                }
                Some(Err(_)) => return Err(HttpError::CutShort { host: host.to_owned() }),
            }
        }
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// Where a redirect points: scheme and host. All else may hold codes, tokens and what was sent; and a host may as well.
fn shorten(from: &Url, target: &str, sent: &[Secret]) -> String {
    let Ok(url) = from.join(target) else { return "no address".to_owned() };
    let origin = url.origin().ascii_serialization();
    if !url.has_host() || !matches!(url.scheme(), "http" | "https") || origin.len() > 200 {
        return "no address of the web".to_owned();
    }
    if sent.iter().any(|secret| secret.is_told_by(&origin)) {
        return "a host whose name repeats what was sent".to_owned();
    }
    let is_whole = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    format!("{origin}/{}", if is_whole { "" } else { "…" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_is_told_by_its_host_and_never_by_what_was_sent() {
        let from = Url::parse("https://dms.example/auth/oauth2/token").expect("an address");
        let sent = [Secret::new("hunter2Canary".to_owned())];
        for (target, told) in [
            ("https://sign-in.example/", "https://sign-in.example/"),
            ("https://sign-in.example:8443/hunter2Canary", "https://sign-in.example:8443/…"),
            ("https://sign-in.example/?code=hunter2Canary", "https://sign-in.example/…"),
            ("https://ada:hunter2Canary@sign-in.example", "https://sign-in.example/"),
            ("https://hunter2Canary.example/", "a host whose name repeats what was sent"),
            ("/login", "https://dms.example/…"),
            ("", "https://dms.example/…"),
            ("data:hunter2Canary", "no address of the web"),
            ("https://[hunter2Canary", "no address"),
        ] {
            assert_eq!(shorten(&from, target, &sent), told, "{target}");
        }
    }
}
