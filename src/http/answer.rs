//! Owns what comes back: read to a limit, counted after decompression.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, LOCATION, RETRY_AFTER};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;
use zeroize::Zeroizing;

use super::client::host_of;
use super::error::HttpError;
use super::request::TOKEN_LIMIT;
use crate::text::secret::Secret;

/// A body slower than this many bytes in [`WINDOW`] is given up.
const LEAST: usize = 64;
const WINDOW: Duration = Duration::from_secs(10);

/// A body of this many bytes gets all the room that it may ever take.
const LARGE: usize = 1024 * 1024;

/// A good answer whose body grows beyond this many bytes waits for its turn among those: however many connections there are, the large
/// answers of a server that means harm do not add up.
const ALONE: u64 = 16 * 1024;

/// What a connection reads with grows with the answer; beyond this many bytes it is too much to keep for each.
const GROWN: usize = 64 * 1024;

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
    /// The right to be as large as it is; the next one's turn comes when this one is dropped.
    pub(super) room: Option<OwnedSemaphorePermit>,
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
            room: None,
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

    /// Tells whether the buffers of its connection have grown too large to keep for each connection.
    pub(super) fn has_grown(&self) -> bool {
        self.body.len() > GROWN
    }

    /// Tells whether the answer says it is JSON, or says nothing.
    pub fn claims_json(&self) -> bool {
        self.content_type.as_deref().is_none_or(|kind| kind.contains("json"))
    }
}

/// Reads what came back on a request that carried the secrets `sent`. `rooms` has one permit, for the one large answer that there is
/// at any time.
pub(super) async fn read_answer(
    response: reqwest::Response,
    host: &str,
    limit: usize,
    sent: Vec<Secret>,
    rooms: &Arc<Semaphore>,
) -> Result<Answer, HttpError> {
    let headers = response.headers();
    let status = response.status().as_u16();
    if (300..400).contains(&status) && status != 304 {
        let target = target(response.url(), headers.get(LOCATION).map(|value| value.as_bytes()), &sent);
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
        room: None,
    };
    let is_good = answer.is_success();
    // What is no good answer has little to say, and may be kept while its request is sent again: its status tells most, and of a body
    // beyond this nothing is read.
    let limit = if is_good { limit } else { limit.min(TOKEN_LIMIT) };
    let too_large = || HttpError::TooLarge { host: host.to_owned(), limit };
    let announced = response.content_length().unwrap_or(0);
    if is_good && announced > limit as u64 {
        return Err(too_large());
    }
    let mut stream = response.bytes_stream();
    loop {
        if is_good && answer.room.is_none() && announced.max(answer.body.len() as u64) > ALONE {
            // No part of the server's time for a body: it is not to blame for the wait.
            answer.room = Arc::clone(rooms).acquire_owned().await.ok();
        }
        let (mut came, deadline) = (0, tokio::time::Instant::now() + WINDOW);
        while came < LEAST {
            let chunk = tokio::time::timeout_at(deadline, stream.next()).await;
            match chunk.map_err(|_| HttpError::TooSlow { host: host.to_owned() })? {
                None => return Ok(answer),
                Some(Ok(bytes)) if answer.body.len() + bytes.len() > limit => {
                    return if is_good { Err(too_large()) } else { Ok(answer) };
                }
                Some(Ok(bytes)) => {
                    came += bytes.len();
                    append(&mut answer.body, &bytes, limit);
                }
                Some(Err(_)) => return Err(HttpError::CutShort { host: host.to_owned() }),
            }
        }
    }
}

/// Appends to a body. Once it is large it gets all the room that it may ever take: a buffer that grows step by step leaves as much
/// behind as it holds. What is left behind is wiped.
fn append(body: &mut Zeroizing<Vec<u8>>, bytes: &[u8], limit: usize) {
    let needed = body.len() + bytes.len();
    if needed > body.capacity() {
        let room = if needed < LARGE { needed.next_power_of_two() } else { needed.max(limit) };
        let mut larger = Zeroizing::new(Vec::with_capacity(room));
        larger.extend_from_slice(body);
        *body = larger;
    }
    body.extend_from_slice(bytes);
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// Where a redirect points. Only the server is told: all else may hold what this one knows of us, codes and tokens among it, and a
/// server's name may as well.
fn target(asked: &Url, location: Option<&[u8]>, sent: &[Secret]) -> String {
    let Some(location) = location.map(<[u8]>::trim_ascii).filter(|location| !location.is_empty()) else {
        return "and does not say where to".to_owned();
    };
    let target = std::str::from_utf8(location).ok().and_then(|location| asked.join(location).ok());
    let Some(target) = target else { return "to an address that cannot be read".to_owned() };
    let repeats = |secret: &Secret| {
        secret.is_told_by(target.scheme()) || secret.is_told_by(target.host_str().unwrap_or_default())
    };
    if sent.iter().any(repeats) {
        return "to an address that repeats what was sent".to_owned();
    }
    if !target.has_host() {
        return format!("to a `{}:` address", target.scheme());
    }
    let more = if target.path() == "/" { "" } else { "…" };
    format!("to `{}://{}/{more}`", target.scheme(), host_of(&target))
}

#[cfg(test)]
mod tests {
    use tokio::time::{Instant, sleep};

    use super::*;

    /// A body that brings so many bytes each second for so long.
    fn body_at(bytes: usize, seconds: usize) -> reqwest::Response {
        let chunks = futures_util::stream::iter(0..seconds).then(move |_| async move {
            sleep(Duration::from_secs(1)).await;
            Ok::<_, std::io::Error>(vec![b' '; bytes])
        });
        reqwest::Response::from(hyper::Response::new(reqwest::Body::wrap_stream(chunks)))
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_trickles_is_given_up_after_ten_seconds_and_a_slow_one_is_read() {
        let rooms = Arc::new(Semaphore::new(1));
        for (bytes, seconds, expected) in
            [(1, 1000, None), (6, 1000, None), (8, 1000, Some(8000)), (5000, 9, Some(45_000))]
        {
            let begin = Instant::now();
            let read = read_answer(body_at(bytes, seconds), "dms.example", LARGE, Vec::new(), &rooms).await;
            assert_eq!(read.as_ref().ok().map(|answer| answer.body.len()), expected, "{bytes} a second");
            if expected.is_none() {
                assert!(matches!(read, Err(HttpError::TooSlow { .. })), "{read:?}");
                assert_eq!(begin.elapsed(), WINDOW);
            }
        }
        // One that begins well and trickles then.
        let begin = Instant::now();
        let chunks = futures_util::stream::iter(0..1000).then(|turn: usize| async move {
            sleep(Duration::from_secs(1)).await;
            Ok::<_, std::io::Error>(vec![b' '; if turn < 60 { 1000 } else { 1 }])
        });
        let response = reqwest::Response::from(hyper::Response::new(reqwest::Body::wrap_stream(chunks)));
        let read = read_answer(response, "dms.example", LARGE, Vec::new(), &rooms).await;
        assert!(
            matches!(read, Err(HttpError::TooSlow { .. })) && begin.elapsed() == Duration::from_secs(70),
            "{read:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn large_answers_come_one_after_the_other_and_small_ones_beside_them() {
        let rooms = Arc::new(Semaphore::new(1));
        let read = |bytes| {
            let rooms = Arc::clone(&rooms);
            async move { read_answer(body_at(bytes, 4), "dms.example", 16 * LARGE, Vec::new(), &rooms).await.expect("read") }
        };
        let first = read(LARGE).await;
        assert_eq!(first.body.len(), 4 * LARGE);
        let mut second = std::pin::pin!(read(LARGE));
        // However long it takes: the one before is held, and the wait is no slowness of the server.
        let waited = tokio::time::timeout(Duration::from_secs(3600), &mut second).await;
        assert!(waited.is_err(), "the second waits");
        assert_eq!(read(1000).await.body.len(), 4000);
        drop(first);
        assert_eq!(second.await.body.len(), 4 * LARGE);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_no_good_answer_waits_for_nobody_and_is_never_large() {
        let rooms = Arc::new(Semaphore::new(0));
        for megabytes in [1, 2, usize::MAX / LARGE] {
            let chunks =
                futures_util::stream::iter(0..megabytes * 16).map(|_| Ok::<_, std::io::Error>(vec![b' '; LARGE / 16]));
            let mut response = hyper::Response::new(reqwest::Body::wrap_stream(chunks));
            *response.status_mut() = reqwest::StatusCode::SERVICE_UNAVAILABLE;
            let read = read_answer(response.into(), "dms.example", 16 * LARGE, Vec::new(), &rooms).await;
            let answer = read.expect("its status says enough");
            assert_eq!((answer.status, answer.body.len()), (503, TOKEN_LIMIT), "{megabytes} MiB");
        }
    }

    #[test]
    fn a_body_has_never_room_for_more_than_is_accepted() {
        let limit = 16 * LARGE;
        let mut body = Zeroizing::default();
        for _ in 0..limit / 65_536 {
            append(&mut body, &[b'a'; 65_536], limit);
            assert!(body.capacity() <= limit);
        }
        assert_eq!((body.len(), body.iter().filter(|byte| **byte == b'a').count()), (limit, limit));
        let mut small = Zeroizing::default();
        append(&mut small, b"abc", limit);
        append(&mut small, b"de", limit);
        assert_eq!((small.as_slice(), small.capacity()), (&b"abcde"[..], 8));
    }

    #[test]
    fn of_where_a_redirect_points_the_server_is_told_and_nothing_else() {
        let asked = Url::parse("https://dms.example/work/api").expect("a URL");
        for (location, told) in [
            ("https://user:pass@other.example:8443/tok?en=1#x", "to `https://other.example:8443/…`"),
            ("http://other.example", "to `http://other.example/`"),
            ("/login/tok", "to `https://dms.example/…`"),
            ("//[::1]:99/", "to `https://[::1]:99/`"),
            ("https://іmanage.example/", "to `https://xn--manage-ovf.example/`"),
            ("data:text/plain,tok", "to a `data:` address"),
            ("file:///tok", "to a `file:` address"),
            ("http://[::1", "to an address that cannot be read"),
            (" ", "and does not say where to"),
        ] {
            assert_eq!(target(&asked, Some(location.as_bytes()), &[]), told, "{location}");
        }
        assert_eq!(target(&asked, None, &[]), "and does not say where to");
        assert_eq!(target(&asked, Some(b"http://\xff/"), &[]), "to an address that cannot be read");
    }

    #[test]
    fn a_redirect_to_a_host_whose_name_repeats_what_was_sent_is_told_without_it() {
        let asked = Url::parse("https://dms.example/auth/oauth2/token").expect("a URL");
        let sent = [Secret::new("hunter2Canary".to_owned())];
        for (location, told) in [
            ("https://sign-in.example:8443/hunter2Canary", "to `https://sign-in.example:8443/…`"),
            ("https://ada:hunter2Canary@sign-in.example", "to `https://sign-in.example/`"),
            ("https://hunter2Canary.example/", "to an address that repeats what was sent"),
            ("hunter2Canary:x", "to an address that repeats what was sent"),
        ] {
            assert_eq!(target(&asked, Some(location.as_bytes()), &sent), told, "{location}");
        }
    }
}
