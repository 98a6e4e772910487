//! Owns a request as the handlers see it: method, decoded query, token, body.

use super::answer::Answer;

/// Most bytes of a request body.
pub(super) const BODY_LIMIT: usize = 1 << 20;
/// Most bytes of a form at the token endpoint.
pub(super) const FORM_LIMIT: usize = 64 << 10;

/// One request.
#[derive(Clone, Debug, Default)]
pub(super) struct Request {
    pub method: String,
    pub path: String,
    pub raw_query: String,
    pub query: Vec<(String, String)>,
    /// From `X-Auth-Token`, else from `Authorization: Bearer`.
    pub token: Option<String>,
    /// Without parameters, in lower case.
    pub content_type: String,
    pub body: Vec<u8>,
}

impl Request {
    /// The first non-empty value of a query parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.parameter(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// The body as a JSON object.
    pub(super) fn object(&self) -> Result<serde_json::Map<String, serde_json::Value>, Answer> {
        if self.content_type != "application/json" {
            return Err(Answer::error(415, "NRC_UNSUPPORTED_MEDIA_TYPE", "The body must be application/json"));
        }
        match serde_json::from_slice(&self.body) {
            Ok(serde_json::Value::Object(object)) => Ok(object),
            Ok(_) => Err(Answer::invalid_parameter("body", "The body must be a JSON object")),
            Err(error) => Err(Answer::invalid_parameter("body", &format!("The body is no JSON: {error}"))),
        }
    }
}

/// Splits a form or a query into decoded pairs.
pub(super) fn decode_pairs(text: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text).into_owned().collect()
}

/// Decodes one path segment; `+` stays a plus.
pub(super) fn decode_segment(segment: &str) -> String {
    let protected = segment.replace('&', "%26").replace('=', "%3D").replace('+', "%2B");
    decode_pairs(protected.as_bytes()).into_iter().next().map(|(key, _)| key).unwrap_or_default()
}
