//! Owns an authenticated client of the API: the token header, one renewal after a 401, answers read as JSON.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde::de::Deserialize;
use serde_json::Value;
use url::Url;

pub use super::error::{ApiError, BoxError};
use super::ids::ObjectId;
use super::wire::Fields;
use crate::http::{Answer, HttpClient, PaceFigures, Request};
use crate::text::secret::Secret;

/// Where access tokens come from.
pub trait Tokens: Send + Sync {
    /// Hands out a token that is not known to be due.
    fn current(&self) -> BoxFuture<'_, Result<Secret, BoxError>>;
    /// Hands out another token than the one that was refused with 401.
    fn renew<'a>(&'a self, refused: &'a Secret) -> BoxFuture<'a, Result<Secret, BoxError>>;
    /// Is told of a token that the server accepted.
    fn worked(&self, _token: &Secret) {}
}

/// An authenticated client of one server's API.
#[derive(Clone)]
pub struct Api {
    pub(super) http: HttpClient,
    /// Scheme and host.
    pub(super) root: Url,
    /// `…/work/api/v2/customers/{c}`; the root until it is known.
    pub(super) base: Url,
    tokens: Arc<dyn Tokens>,
}

impl Api {
    /// Makes a client that can discover; the rest needs [`Api::with_base`].
    pub fn new(http: HttpClient, root: Url, tokens: Arc<dyn Tokens>) -> Self {
        Api { http, base: root.clone(), root, tokens }
    }

    /// Makes a client of one customer, below `api_url` or `/work/api/v2` (`reference/imanage-api.md` section 1.3). An `api_url` on
    /// another host is passed over: the token must not go there, and a server behind a proxy names its inner self.
    pub fn with_base(self, customer_id: u64, api_url: Option<Url>) -> Self {
        let own = api_url.filter(|url| url.origin() == self.root.origin());
        let mut base = own.unwrap_or_else(|| {
            let mut url = self.root.clone();
            url.set_path("/work/api/v2");
            url
        });
        base.set_query(None);
        base.set_path(&format!("{}/customers/{customer_id}", base.path().trim_end_matches('/')));
        Api { base, ..self }
    }

    /// The same client, whose requests may wait so long beyond their own time when the server asks for it.
    pub fn patient(self, patience: std::time::Duration) -> Self {
        Api { http: self.http.patient(patience), ..self }
    }

    /// What all requests to the server came to so far, for a summary.
    pub fn figures(&self) -> PaceFigures {
        self.http.figures()
    }

    /// Names the server, as errors do.
    pub fn host(&self) -> String {
        crate::http::host_of(&self.root)
    }

    /// The address of something below the base; each part is one segment, whatever it holds.
    pub(super) fn below(&self, parts: &[&str]) -> Url {
        let mut url = self.base.clone();
        for part in parts {
            // What the rules of addresses would leave out is written as it must come out.
            if part.contains(['\t', '\r', '\n']) {
                let form: String = url::form_urlencoded::byte_serialize(part.as_bytes()).collect();
                let path = format!("{}/{}", url.path().trim_end_matches('/'), form.replace('+', "%20"));
                url.set_path(&path);
            } else if let Ok(mut segments) = url.path_segments_mut() {
                segments.pop_if_empty().push(part);
            }
        }
        url
    }

    /// The address of something of a library's object.
    pub(super) fn below_object(&self, kind: &str, id: &ObjectId, parts: &[&str]) -> Url {
        let text = id.to_string();
        let mut all = vec!["libraries", id.library.as_str(), kind, text.as_str()];
        all.extend(parts);
        self.below(&all)
    }

    /// Asks, renews once after a 401, and returns the answer whatever its status.
    pub(super) async fn ask(&self, request: Request) -> Result<Answer, ApiError> {
        let token = self.tokens.current().await.map_err(ApiError::Token)?;
        let request = request.token(token.clone());
        let answer = self.http.send(&request).await?;
        if answer.status != 401 {
            self.tokens.worked(&token);
            return Ok(answer);
        }
        let other = self.tokens.renew(&token).await.map_err(ApiError::Token)?;
        Ok(self.http.send(&request.token(other)).await?)
    }
}

/// The most that an error's JSON may hold to be looked at, in bytes.
const MOST_OF_ERROR: usize = 64 * 1024;

/// The deepest that lists and objects may stand in each other.
pub(super) const MOST_LEVELS: usize = 128;

/// Reads an answer's JSON; errors tell the place, never the text.
pub(super) fn read<'a, T: Deserialize<'a>>(answer: &'a Answer, what: &str) -> Result<T, ApiError> {
    let host = || answer.host.clone();
    let first = answer.body.iter().find(|byte| !byte.is_ascii_whitespace());
    if !matches!(first, Some(b'{' | b'[')) {
        return Err(ApiError::NotJson { host: host() });
    }
    if is_deeper(&answer.body, MOST_LEVELS) {
        let place = format!("it is deeper than {MOST_LEVELS} levels");
        return Err(ApiError::Unreadable { host: host(), what: what.to_owned(), place });
    }
    // Keeping account of the place takes a third of the time, so it is done only for an answer that cannot be read.
    if let Ok(value) = serde_json::from_slice(&answer.body) {
        return Ok(value);
    }
    let mut reader = serde_json::Deserializer::from_slice(&answer.body);
    let read = serde_path_to_error::deserialize(&mut reader);
    let trailing = |error: serde_json::Error| ApiError::Unreadable {
        host: host(),
        what: what.to_owned(),
        place: format!("line {}, column {}", error.line(), error.column()),
    };
    let value = read.map_err(|error| {
        let inner = error.inner();
        let path = error.path().to_string();
        let place = if inner.is_eof() {
            "it ends too early".to_owned()
        } else if path == "." || answer.tells_secret(&path) {
            format!("line {}, column {}", inner.line(), inner.column())
        } else {
            format!("at `{path}`, line {}, column {}", inner.line(), inner.column())
        };
        ApiError::Unreadable { host: host(), what: what.to_owned(), place }
    })?;
    reader.end().map_err(trailing)?;
    Ok(value)
}

/// Tells whether lists and objects stand in each other deeper than this, even in what would be passed over.
pub(super) fn is_deeper(json: &[u8], most: usize) -> bool {
    let (mut level, mut bytes) = (0_usize, json.iter());
    while let Some(byte) = bytes.next() {
        match byte {
            b'[' | b'{' if level == most => return true,
            b'[' | b'{' => level += 1,
            b']' | b'}' => level = level.saturating_sub(1),
            b'"' => {
                // To the end of the text; what follows a backslash is no end.
                while let Some(byte) = bytes.next() {
                    match byte {
                        b'"' => break,
                        b'\\' => drop(bytes.next()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    false
}

/// Reads the JSON of an answer that is an error; what is large is no answer of iManage's.
pub(super) fn error_body(answer: &Answer) -> Value {
    let body = Some(answer.body.as_slice()).filter(|body| body.len() <= MOST_OF_ERROR);
    body.and_then(|body| serde_json::from_slice(body).ok()).unwrap_or(Value::Null)
}

/// Reads the error code of an answer, bounded and of harmless characters only.
pub(super) fn error_code(answer: &Answer) -> Option<String> {
    let body = error_body(answer);
    let code = match &body["error"] {
        Value::String(code) => code.as_str(),
        error => error["code"].as_str()?,
    };
    let is_code = code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    // A server that repeats the token must not have it shown as its code.
    (is_code && !code.is_empty() && !answer.tells_secret(code)).then(|| code.to_owned())
}

/// Turns an answer that is not 2xx into an error.
pub(super) fn failure(answer: &Answer, what: &str) -> ApiError {
    let (host, what) = (answer.host.clone(), what.to_owned());
    match answer.status {
        400 | 422 => ApiError::BadRequest { host, what, code: error_code(answer) },
        401 => ApiError::Unauthorized { host },
        403 => ApiError::Forbidden { host, what },
        404 => ApiError::NotFound { host, what },
        429 => ApiError::RateLimited { host },
        status => ApiError::Server { host, status, code: error_code(answer) },
    }
}

/// Tells whether a 404 says "no record", which a search uses for "nothing found" (section 4.4).
pub(super) fn is_no_record(answer: &Answer) -> bool {
    answer.status == 404 && error_code(answer).as_deref() == Some("NRC_NO_RECORD")
}

/// A row, which must have an id.
pub(super) fn row(fields: Fields, answer_host: &str, what: &str) -> Result<(String, Fields), ApiError> {
    let id = fields.filled("id").ok_or_else(|| ApiError::Unreadable {
        host: answer_host.to_owned(),
        what: what.to_owned(),
        place: "a row has no `id`".to_owned(),
    })?;
    Ok((id, fields))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_counted_outside_of_texts_only() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(!is_deeper(nested(128).as_bytes(), 128) && is_deeper(nested(129).as_bytes(), 128));
        assert!(!is_deeper(br#"{"a": "[[[\"[[\\", "b": []}"#, 2));
        assert!(is_deeper(br#"{"a": "\\", "b": [[]]}"#, 2));
        assert!(!is_deeper("[],{},".repeat(1000).as_bytes(), 1));
        assert!(!is_deeper(b"\"[[[", 2));
    }

    #[test]
    fn a_code_is_looked_for_in_small_errors_only() {
        let code = |padding: usize| {
            error_code(&Answer::made_up(
                500,
                format!(r#"{{"error": {{"code": "NRC_X"}}, "p": "{}"}}"#, "x".repeat(padding)).as_bytes(),
            ))
        };
        assert_eq!(code(1000).as_deref(), Some("NRC_X"));
        assert_eq!(code(MOST_OF_ERROR), None);
    }
}
