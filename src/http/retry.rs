//! Owns when a request is sent again, and how long after (CONTRACT 10).

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio::time::Instant;

use super::answer::Answer;
use super::client::HttpClient;
use super::error::HttpError;
use super::request::{Repeat, Request};

/// The most attempts of one request.
const ATTEMPTS: usize = 3;

/// How long to wait after a 429 that does not say (`reference/imanage-api.md` section 8).
const AFTER_429: Duration = Duration::from_secs(5);

/// Sends a request until it has an answer worth returning, or time or attempts are used up.
pub(super) async fn send(client: &HttpClient, request: &Request) -> Result<Answer, HttpError> {
    let deadline = Instant::now() + client.inner().settings.timeout;
    let mut waits = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(500))
        .with_max_delay(Duration::from_secs(20))
        .with_jitter()
        .with_max_times(ATTEMPTS - 1)
        .build();
    let mut refused_once = false;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if client.inner().pace.wait(deadline).await.is_none() || left.is_zero() {
            let host = super::client::host_of(&request.url);
            return Err(HttpError::Timeout { host, seconds: client.inner().settings.timeout.as_secs() });
        }
        let result = client.send_once(request, left).await;
        if let Ok(answer) = &result {
            client.inner().pace.learn(answer.rate_remaining, answer.rate_reset);
        }
        let asked = match &result {
            Ok(answer) if is_passing(answer.status) && request.repeat == Repeat::Harmless => wait_asked_for(answer),
            Err(error) if may_repeat(error, request.repeat, &mut refused_once) => None,
            _ => return result,
        };
        let Some(back_off) = waits.next() else { return result };
        let wait = asked.unwrap_or(back_off);
        if Instant::now() + wait >= deadline {
            return result;
        }
        if asked.is_some() {
            client.inner().pace.hold(wait);
        }
        tokio::time::sleep(wait).await;
    }
}

fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 429 | 502 | 503 | 504)
}

fn may_repeat(error: &HttpError, repeat: Repeat, refused_once: &mut bool) -> bool {
    match error {
        HttpError::Refused { .. } => !std::mem::replace(refused_once, true),
        HttpError::Connect { .. } | HttpError::ConnectTimeout { .. } => true,
        HttpError::Reset { .. } | HttpError::CutShort { .. } => repeat == Repeat::Harmless,
        _ => false,
    }
}

/// The wait that an answer asks for: `Retry-After` in seconds or as a date, else `x-ratelimit-reset`, else five seconds
/// after a 429.
fn wait_asked_for(answer: &Answer) -> Option<Duration> {
    let header = answer.retry_after.as_deref().map(str::trim);
    let seconds = header.and_then(|text| text.parse().ok()).map(Duration::from_secs);
    let date = || {
        let at = httpdate::parse_http_date(header?).ok()?;
        Some(at.duration_since(std::time::SystemTime::now()).unwrap_or_default())
    };
    let reset = answer.rate_reset.filter(|_| answer.status == 429).map(Duration::from_secs);
    seconds.or_else(date).or(reset).or((answer.status == 429).then_some(AFTER_429))
}
