//! Owns the token endpoint: exchange, renewal, revocation, and what its refusals mean (RFC 6749;
//! `reference/imanage-api.md` section 2).

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::api::{MOST_LEVELS, error_body, is_deeper};
use super::oauth_code::harmless_code;
use crate::http::{Answer, HttpClient, HttpError, Request};
use crate::text::secret::Secret;

/// The token endpoint of a server, or its revocation endpoint.
#[derive(Clone)]
pub struct TokenEndpoint {
    http: HttpClient,
    url: Url,
}

/// A grant with what it needs. Client id and secret go in the form's body, as every known client does it.
#[derive(Clone, Debug)]
pub enum GrantRequest<'a> {
    ClientCredentials {
        client_id: &'a str,
        client_secret: &'a Secret,
        scope: Option<&'a str>,
    },
    RefreshToken {
        client_id: &'a str,
        client_secret: Option<&'a Secret>,
        refresh_token: &'a Secret,
        scope: Option<&'a str>,
    },
    AuthorizationCode {
        client_id: &'a str,
        client_secret: Option<&'a Secret>,
        code: &'a Secret,
        /// Proves that the code is ours (RFC 7636).
        verifier: &'a Secret,
        /// The one that the browser was sent with.
        redirect_uri: &'a str,
    },
    Password {
        client_id: &'a str,
        client_secret: Option<&'a Secret>,
        username: &'a str,
        password: &'a Secret,
        scope: Option<&'a str>,
    },
}

/// Tokens, as issued.
#[derive(Clone, Debug)]
pub struct TokenAnswer {
    pub access_token: Secret,
    pub refresh_token: Option<Secret>,
    /// `None` where the server did not say, or said nonsense.
    pub expires_in: Option<Duration>,
    /// The life of the refresh token, where the server tells it. RFC 6749 knows no name for it; `refresh_token_expires_in`
    /// and `refresh_expires_in` are in use.
    pub refresh_expires_in: Option<Duration>,
    pub scope: Option<String>,
    pub token_type: Option<String>,
}

/// Why there are no tokens.
#[derive(Debug, thiserror::Error)]
pub enum OAuthError {
    #[error("{0}")]
    Refused(Refusal),
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error("`{host}` answers the token request with a page instead of JSON: a sign-in page, a proxy or a gateway")]
    NotJson { host: String },
    #[error("the token answer of `{host}` cannot be read: {problem}")]
    Unreadable { host: String, problem: &'static str },
}

/// A refusal of the token endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub reason: RefusalReason,
    pub status: u16,
    /// The server's own code, of harmless characters only.
    pub code: Option<String>,
    pub host: String,
}

/// What a refusal means for the set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalReason {
    BadClient,
    ClientNotEnabled,
    GrantNotAllowed,
    ScopeNotAllowed,
    UserNotAllowed,
    BadUserOrPassword,
    RefreshTokenDead,
    /// The code of a sign-in is spent, too old, or not for this verifier or redirect URI.
    CodeNotAccepted,
    RedirectNotRegistered,
    BadRequest,
    RateLimited,
    ServerFault,
    Gateway,
    Other,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = match self.reason {
            RefusalReason::BadClient => "client id or client secret is wrong",
            RefusalReason::ClientNotEnabled => "the application is not enabled, or not for this client",
            RefusalReason::GrantNotAllowed => {
                "the grant is not allowed for this application (the secret was not judged)"
            }
            RefusalReason::ScopeNotAllowed => "the scope is not allowed for this application",
            RefusalReason::UserNotAllowed => "the user may not use this application",
            RefusalReason::BadUserOrPassword => "user or password is wrong",
            RefusalReason::RefreshTokenDead => "the refresh token is expired, revoked or unknown",
            RefusalReason::CodeNotAccepted => "the code of the sign-in is spent, too old, or not for this request",
            RefusalReason::RedirectNotRegistered => {
                "customer id or redirect URL is not registered with iManage for this application"
            }
            RefusalReason::BadRequest => "the request is malformed in the server's eyes",
            RefusalReason::RateLimited => "too many requests for now",
            RefusalReason::ServerFault => "the server itself failed",
            RefusalReason::Gateway => "something in between refuses, not iManage",
            RefusalReason::Other => "for a reason it does not name",
        };
        write!(f, "`{}` refuses the token request: {what} (status {}", self.host, self.status)?;
        match &self.code {
            Some(code) => write!(f, ", `{code}`)"),
            None => f.write_str(")"),
        }
    }
}

impl std::error::Error for Refusal {}

impl TokenAnswer {
    /// Reads what the endpoint answered to a grant of this name.
    ///
    /// # Errors
    /// What a refusal means, or that the answer is none.
    pub fn read(answer: &Answer, grant: &str) -> Result<Self, OAuthError> {
        if answer.status == 200 { read_tokens(answer) } else { Err(refusal(answer, grant)) }
    }
}

impl TokenEndpoint {
    /// Names an endpoint.
    pub fn new(http: HttpClient, url: Url) -> Self {
        TokenEndpoint { http, url }
    }

    /// Exchanges a grant for tokens: one request, sent again only where it surely was not received.
    pub async fn exchange(&self, grant: &GrantRequest<'_>) -> Result<TokenAnswer, OAuthError> {
        let answer = self.http.send(&Request::form(self.url.clone(), grant.fields())).await?;
        TokenAnswer::read(&answer, grant.name())
    }

    /// Revokes an access token (`access_token=…`, not RFC 7009's `token=`; section 2.1).
    pub async fn revoke(&self, access_token: &Secret) -> Result<(), OAuthError> {
        let fields = vec![("access_token", access_token.clone())];
        let answer = self.http.send(&Request::form(self.url.clone(), fields)).await?;
        if answer.is_success() {
            return Ok(());
        }
        match refusal(&answer, "revoke") {
            // A token that is no longer known is as good as revoked; a request that was not understood is not.
            OAuthError::Refused(refusal)
                if refusal.status == 401 && refusal.code.as_deref() != Some("invalid_client") =>
            {
                Ok(())
            }
            refused => Err(refused),
        }
    }
}

impl GrantRequest<'_> {
    /// The name that RFC 6749 gives the grant.
    pub fn name(&self) -> &'static str {
        match self {
            GrantRequest::ClientCredentials { .. } => "client_credentials",
            GrantRequest::RefreshToken { .. } => "refresh_token",
            GrantRequest::AuthorizationCode { .. } => "authorization_code",
            GrantRequest::Password { .. } => "password",
        }
    }

    fn fields(&self) -> Vec<(&'static str, Secret)> {
        let plain = |text: &str| Secret::new(text.to_owned());
        let mut fields = vec![("grant_type", plain(self.name()))];
        let (client_id, client_secret, scope) = match self {
            GrantRequest::ClientCredentials { client_id, client_secret, scope } => {
                (client_id, Some(*client_secret), scope)
            }
            GrantRequest::RefreshToken { client_id, client_secret, refresh_token, scope } => {
                fields.push(("refresh_token", (*refresh_token).clone()));
                (client_id, *client_secret, scope)
            }
            // The code says for what scope it was given (RFC 6749 section 4.1.3).
            GrantRequest::AuthorizationCode { client_id, client_secret, code, verifier, redirect_uri } => {
                fields.push(("code", (*code).clone()));
                fields.push(("code_verifier", (*verifier).clone()));
                fields.push(("redirect_uri", plain(redirect_uri)));
                (client_id, *client_secret, &None)
            }
            GrantRequest::Password { client_id, client_secret, username, password, scope } => {
                fields.push(("username", plain(username)));
                fields.push(("password", (*password).clone()));
                (client_id, *client_secret, scope)
            }
        };
        fields.push(("client_id", plain(client_id)));
        fields.extend(client_secret.map(|secret| ("client_secret", secret.clone())));
        fields.extend(scope.map(|scope| ("scope", plain(scope))));
        fields
    }
}

/// The fields of a good answer; its errors are never shown, since they may quote it.
#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    refresh_token: Option<String>,
    expires_in: Option<Value>,
    refresh_token_expires_in: Option<Value>,
    refresh_expires_in: Option<Value>,
    scope: Option<Value>,
    token_type: Option<Value>,
}

fn read_tokens(answer: &Answer) -> Result<TokenAnswer, OAuthError> {
    let unreadable = |problem| OAuthError::Unreadable { host: answer.host.clone(), problem };
    if !answer.body.contains(&b'{') || answer.body.first() == Some(&b'<') {
        return Err(OAuthError::NotJson { host: answer.host.clone() });
    }
    if is_deeper(&answer.body, MOST_LEVELS) {
        return Err(unreadable("it is deeper than any token answer"));
    }
    let tokens: Tokens = serde_json::from_slice(&answer.body).map_err(|error| match error.classify() {
        serde_json::error::Category::Eof => unreadable("it ends too early"),
        serde_json::error::Category::Data => unreadable("`access_token` is missing or no text"),
        _ => unreadable("it is not JSON"),
    })?;
    let is_token = |text: &str| !text.is_empty() && text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if !is_token(&tokens.access_token) {
        return Err(unreadable("`access_token` is empty or holds characters no header can carry"));
    }
    let text = |value: Option<Value>| value.and_then(|value| Some(value.as_str()?.to_owned()));
    Ok(TokenAnswer {
        access_token: Secret::new(tokens.access_token),
        refresh_token: tokens.refresh_token.filter(|text| !text.is_empty()).map(Secret::new),
        expires_in: tokens.expires_in.and_then(life),
        refresh_expires_in: tokens.refresh_token_expires_in.or(tokens.refresh_expires_in).and_then(life),
        scope: text(tokens.scope),
        token_type: text(tokens.token_type),
    })
}

/// Seconds, as a number or as text; negative ones and nonsense say nothing.
fn life(value: Value) -> Option<Duration> {
    let seconds = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    (seconds >= 0.0).then(|| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

/// Reads a refusal loosely: `error` as an object, `error` as text, or `message` (section 2.5).
fn refusal(answer: &Answer, grant: &str) -> OAuthError {
    let body = error_body(answer);
    if !body.is_object() && (200..500).contains(&answer.status) && answer.status != 429 {
        return match answer.status {
            403 | 407 => OAuthError::Refused(Refusal {
                reason: RefusalReason::Gateway,
                status: answer.status,
                code: None,
                host: answer.host.clone(),
            }),
            _ => OAuthError::NotJson { host: answer.host.clone() },
        };
    }
    let error = &body["error"];
    let code = error.as_str().or_else(|| error["code"].as_str()).unwrap_or_default();
    let words = [&body["error_description"], &error["message"], &error["code_message"], &body["message"]]
        .iter()
        .filter_map(|value| value.as_str())
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    let reason = match code {
        "LoginFailed" => RefusalReason::BadUserOrPassword,
        "invalid_client" if words.contains("disabled") || words.contains("not enabled") => {
            RefusalReason::ClientNotEnabled
        }
        "invalid_client" => RefusalReason::BadClient,
        "unauthorized_client" if words.contains("enabled") || words.contains("disabled") => {
            RefusalReason::ClientNotEnabled
        }
        "unauthorized_client" if words.contains("customer") || words.contains("redirect") => {
            RefusalReason::RedirectNotRegistered
        }
        "unsupported_grant_type" | "unauthorized_client" => RefusalReason::GrantNotAllowed,
        "invalid_grant" if grant == "refresh_token" => RefusalReason::RefreshTokenDead,
        "invalid_grant" if grant == "password" => RefusalReason::BadUserOrPassword,
        "invalid_grant" if grant == "authorization_code" => RefusalReason::CodeNotAccepted,
        "invalid_scope" => RefusalReason::ScopeNotAllowed,
        "access_denied" => RefusalReason::UserNotAllowed,
        // Not what RFC 6749 says, and what servers do (Authlib).
        "invalid_request" if grant == "password" && words.contains("password") => RefusalReason::BadUserOrPassword,
        "invalid_request" if words.contains("customer") || words.contains("redirect") => {
            RefusalReason::RedirectNotRegistered
        }
        "invalid_request" => RefusalReason::BadRequest,
        _ if answer.status == 429 => RefusalReason::RateLimited,
        _ if answer.status >= 500 => RefusalReason::ServerFault,
        _ if words.contains("customer") || words.contains("redirect") => RefusalReason::RedirectNotRegistered,
        _ if answer.status == 401 => RefusalReason::BadClient,
        _ if answer.status == 403 => RefusalReason::UserNotAllowed,
        _ => RefusalReason::Other,
    };
    // A server that repeats what it was sent must not have it shown as its code.
    let shown = harmless_code(code).filter(|code| !answer.tells_secret(code));
    OAuthError::Refused(Refusal { reason, status: answer.status, code: shown, host: answer.host.clone() })
}

#[cfg(test)]
mod tests;
