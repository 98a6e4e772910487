//! Owns what is sent.

use url::Url;

use crate::text::secret::Secret;

/// The most an answer of the API may hold after decompression, in bytes.
pub const API_LIMIT: usize = 16 * 1024 * 1024;

/// The most a token answer may hold, and any other that is small wherever it is good, in bytes.
pub const TOKEN_LIMIT: usize = 1024 * 1024;

/// Fields of a token request that are no secrets: words of RFC 6749, and what the configuration shows.
const PUBLIC: [&str; 5] = ["grant_type", "client_id", "scope", "username", "redirect_uri"];

/// A request. Query values are encoded so that they stay values.
#[derive(Clone, Debug)]
pub struct Request {
    pub(super) url: Url,
    pub(super) token: Option<Secret>,
    /// What is posted; without it something is only asked for.
    pub(super) form: Option<Vec<(&'static str, Secret)>>,
    pub(super) limit: usize,
}

/// When a request may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    /// It changes nothing: after any passing failure.
    Harmless,
    /// Only if it surely was not received.
    Unreceived,
}

impl Request {
    /// Asks for something.
    pub fn get(url: Url) -> Self {
        Request { url, token: None, form: None, limit: API_LIMIT }
    }

    /// Posts a form, each value as a secret. Sent again only if it surely was not received.
    pub fn form(url: Url, fields: Vec<(&'static str, Secret)>) -> Self {
        Request { form: Some(fields), limit: TOKEN_LIMIT, ..Request::get(url) }
    }

    /// Takes an answer that is small wherever it is good.
    pub fn small(self) -> Self {
        Request { limit: TOKEN_LIMIT, ..self }
    }

    /// Adds query parameters.
    pub fn query<N: AsRef<str>, V: AsRef<str>>(mut self, parameters: impl IntoIterator<Item = (N, V)>) -> Self {
        let mut parameters = parameters.into_iter().peekable();
        if parameters.peek().is_some() {
            self.url.query_pairs_mut().extend_pairs(parameters);
        }
        self
    }

    /// Tells when it may be sent again.
    pub(super) fn repeat(&self) -> Repeat {
        if self.form.is_some() { Repeat::Unreceived } else { Repeat::Harmless }
    }

    /// The secrets that it carries.
    pub(super) fn secrets(&self) -> Vec<Secret> {
        let fields = self.form.iter().flatten();
        let secret = fields.filter(|(name, _)| !PUBLIC.contains(name)).map(|(_, value)| value);
        self.token.iter().chain(secret).cloned().collect()
    }

    /// Adds the access token, as `X-Auth-Token`.
    pub fn token(self, token: Secret) -> Self {
        Request { token: Some(token), ..self }
    }
}
