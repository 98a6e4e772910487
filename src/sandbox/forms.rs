//! Owns the form bodies of the OAuth endpoints.

use super::answer::Answer;
use super::request::{FORM_LIMIT, Request, decode_pairs};

/// The fields of a form, each given once.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads the form of a request; any other content type, a large one, or a repeated field is refused (RFC 6749
    /// section 3.2).
    pub(super) fn of(request: &Request) -> Result<Form, Answer> {
        if request.body.len() > FORM_LIMIT {
            return Err(Answer::error(413, "NRC_TOO_LARGE", "The form is too large"));
        }
        if request.content_type != "application/x-www-form-urlencoded" {
            let message = "the body must be application/x-www-form-urlencoded";
            return Err(Answer::oauth(400, "invalid_request", message));
        }
        let pairs = decode_pairs(&request.body);
        for (at, (name, _)) in pairs.iter().enumerate() {
            if pairs[..at].iter().any(|(earlier, _)| earlier == name) {
                return Err(Answer::oauth(400, "invalid_request", "a field is given twice"));
            }
        }
        Ok(Form(pairs))
    }

    /// A field, unless it is absent or empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// A field that must be there.
    pub(super) fn need(&self, name: &str) -> Result<&str, Answer> {
        self.get(name).ok_or_else(|| Answer::oauth(400, "invalid_request", &format!("{name} is missing")))
    }
}
