//! Owns what the server answers: status, headers, body, and the documented error bodies.

use serde_json::{Value, json};

/// The build that discovery and error bodies tell.
pub(super) const DMS_VERSION: &str = "10.2.3812";
/// The revision of the API specification that discovery tells.
pub(super) const SPEC_VERSION: &str = "2.1.1094";

/// One answer.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub content_type: &'static str,
    pub body: Vec<u8>,
}

impl Answer {
    pub(super) fn json(status: u16, value: &Value) -> Self {
        Answer { status, headers: Vec::new(), content_type: "application/json", body: value.to_string().into_bytes() }
    }

    pub(super) fn html(status: u16, text: &str) -> Self {
        Answer { status, headers: Vec::new(), content_type: "text/html; charset=utf-8", body: text.into() }
    }

    pub(super) fn redirect(status: u16, target: String) -> Self {
        let mut answer = Answer::html(status, "<html><body>Moved</body></html>");
        answer.headers.push(("location", target));
        answer
    }

    /// The general error body (`reference/imanage-api.md` section 8).
    pub(super) fn error(status: u16, code: &str, message: &str) -> Self {
        let error = json!({
            "code": code, "code_message": message, "dms_version": DMS_VERSION,
            "transaction": "7f0c0d0e-0000-4000-8000-000000000001"
        });
        Answer::json(status, &json!({ "error": error }))
    }

    pub(super) fn invalid_parameter(name: &str, message: &str) -> Self {
        let mut body = json!({
            "error": {
                "code": "NRC_INVALID_PARAM", "code_message": message, "dms_version": DMS_VERSION,
                "transaction": "7f0c0d0e-0000-4000-8000-000000000002"
            }
        });
        body["error"]["messages"] = json!([{ "code": "invalid", "code_message": message, "field": name }]);
        Answer::json(400, &body)
    }

    pub(super) fn no_record() -> Self {
        Answer::error(404, "NRC_NO_RECORD", "No matching record was found")
    }

    pub(super) fn denied() -> Self {
        Answer::error(403, "NRC_ACCESS_DENIED", "You do not have the access that this needs")
    }

    /// What a load balancer says while the server is down.
    pub(super) fn unavailable() -> Answer {
        Answer::html(503, "<html><body><h1>503 Service Unavailable</h1></body></html>")
    }

    pub(super) fn unauthorized() -> Self {
        Answer::error(401, "NRC_INVALID_TOKEN", "The access token is missing, invalid or expired")
    }

    /// An error of RFC 6749 section 5.2.
    pub(super) fn oauth(status: u16, code: &str, description: &str) -> Self {
        Answer::json(status, &json!({ "error": code, "error_description": description })).uncached()
    }

    /// Forbids caching, as RFC 6749 section 5.1 wants it.
    pub(super) fn uncached(mut self) -> Self {
        self.headers.push(("cache-control", "no-store".to_owned()));
        self.headers.push(("pragma", "no-cache".to_owned()));
        self
    }
}
