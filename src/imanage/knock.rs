//! Owns a look at a server without any token: whether an API answers there at all.

use url::Url;

use super::error::ApiError;
use crate::http::{HttpClient, Request};

/// What answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Knock {
    pub status: u16,
}

/// Asks `GET /api` without a token. Whatever is JSON is an API: what it answers to nobody is not published
/// (`reference/imanage-api.md` section 1.1).
///
/// # Errors
/// When nothing answered, when it was a page, when there is nothing at that path, and when the server itself failed.
pub async fn knock(http: &HttpClient, root: &Url) -> Result<Knock, ApiError> {
    let mut url = root.clone();
    url.set_path("/api");
    let answer = http.send(&Request::get(url)).await?;
    let status = answer.status;
    if status == 404 || status == 429 || status >= 500 {
        return Err(super::api::failure(&answer, "`/api`"));
    }
    let first = answer.body.iter().find(|byte| !byte.is_ascii_whitespace());
    // A refusal may come without any body.
    let is_refusal = matches!(status, 401 | 403) && first.is_none();
    if is_refusal || matches!(first, Some(b'{' | b'[')) {
        Ok(Knock { status })
    } else {
        Err(ApiError::NotJson { host: answer.host })
    }
}
