//! Owns what can go wrong with a call of the API.

use crate::http::HttpError;

/// Any error, for what the token's owner reports.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why a call of the API gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error("`{host}` does not accept the access token, not even a new one")]
    Unauthorized { host: String },
    #[error("`{host}` denies access to {what}")]
    Forbidden { host: String, what: String },
    #[error("`{host}` has no {what}, or hides it from this account")]
    NotFound { host: String, what: String },
    #[error("`{host}` refuses the request for {what} as malformed{}", code.as_ref().map(|code| format!(" (`{code}`)")).unwrap_or_default())]
    BadRequest { host: String, what: String, code: Option<String> },
    #[error("`{host}` allows no more requests for now")]
    RateLimited { host: String },
    #[error("`{host}` failed with status {status}{}", code.as_ref().map(|code| format!(" (`{code}`)")).unwrap_or_default())]
    Server { host: String, status: u16, code: Option<String> },
    #[error("`{host}` answers with a page instead of JSON: a sign-in page, a proxy or a gateway")]
    NotJson { host: String },
    #[error("the answer of `{host}` for {what} cannot be read: {place}")]
    Unreadable { host: String, what: String, place: String },
    #[error("`{host}` repeats itself or never ends while listing {what}")]
    EndlessPaging { host: String, what: String },
    #[error("no access token")]
    Token(#[source] BoxError),
}
