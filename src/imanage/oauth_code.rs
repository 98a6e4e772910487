//! Owns the way over a browser: PKCE, state, the address to sign in at, and what the browser brings back (RFC 6749 section 4.1,
//! RFC 7636, RFC 8252; `reference/imanage-api.md` section 2.1).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use url::Url;
use zeroize::Zeroizing;

use crate::text::secret::Secret;

/// Random bytes of the verifier: 86 characters, of the 43 to 128 that RFC 7636 section 4.1 allows.
const VERIFIER_BYTES: usize = 64;

/// Random bytes of the state.
const STATE_BYTES: usize = 32;

/// More than any code, in bytes.
const LONGEST_CODE: usize = 8 * 1024;

/// The system gives no random numbers.
#[derive(Debug, thiserror::Error)]
#[error("the system gives no random numbers")]
pub struct NoRandomness;

/// One sign-in of a person: what was sent along, to know the answer by, and what proves that the code is ours.
#[derive(Clone, Debug)]
pub struct SignIn {
    redirect_uri: String,
    verifier: Secret,
    state: Secret,
}

/// What the browser brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Brought {
    /// A code to exchange.
    Code(Secret),
    /// The server says no.
    Refused(SignInReason, Option<String>),
    /// Not an answer to this sign-in: its state is missing or another.
    NotOurs,
    /// An answer to this sign-in with neither code nor error, or with one of them twice.
    Incomplete,
}

/// Why a server sends the browser back without a code.
#[derive(Debug, thiserror::Error)]
#[error("`{host}` refuses the sign-in: {reason}{}", shown(code))]
pub struct SignInRefusal {
    pub reason: SignInReason,
    /// The server's own code, of harmless characters only.
    pub code: Option<String>,
    pub host: String,
}

/// What a refused sign-in means for the set-up (RFC 6749 section 4.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInReason {
    #[error("the person said no, or may not use this application")]
    Denied,
    #[error("signing in by a browser is not allowed for this application")]
    GrantNotAllowed,
    #[error("the scope is not allowed for this application")]
    ScopeNotAllowed,
    #[error("the request is malformed in the server's eyes")]
    BadRequest,
    #[error("the server itself failed")]
    ServerFault,
    #[error("for a reason that RFC 6749 does not know")]
    Other,
}

fn shown(code: &Option<String>) -> String {
    code.as_ref().map(|code| format!(" (`{code}`)")).unwrap_or_default()
}

impl SignIn {
    /// Begins a sign-in that ends at `redirect_uri`, which is sent as it is.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn begin(redirect_uri: String) -> Result<Self, NoRandomness> {
        let (verifier, state) = (random::<VERIFIER_BYTES>()?, random::<STATE_BYTES>()?);
        Ok(SignIn { redirect_uri, verifier, state })
    }

    /// The address that the browser is sent to. The only things in it that nobody else should have are the state and the
    /// challenge, and neither is worth anything without this process.
    pub fn url(&self, endpoint: &Url, client_id: &str, scope: Option<&str>) -> Url {
        let mut url = endpoint.clone();
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.expose().as_bytes()));
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", client_id)
            .append_pair("redirect_uri", &self.redirect_uri)
            .extend_pairs(scope.map(|scope| ("scope", scope)))
            .append_pair("state", self.state.expose())
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        url
    }

    /// Reads the parameters of a visit to the redirect URI. The state is judged first: without it nothing else is believed,
    /// not even an error.
    pub fn read(&self, parameters: &[(String, String)]) -> Brought {
        let only = |name: &str| {
            let mut values = parameters.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str());
            match (values.next(), values.next()) {
                (first, None) => Ok(first.filter(|value| !value.is_empty())),
                (_, Some(_)) => Err(Brought::Incomplete),
            }
        };
        match only("state") {
            Ok(Some(state)) if self.is_state(state) => {}
            _ => return Brought::NotOurs,
        }
        match (only("code"), only("error")) {
            (Ok(Some(code)), Ok(None)) if is_code(code) => Brought::Code(Secret::new(code.to_owned())),
            (Ok(None), Ok(Some(error))) => Brought::Refused(reason(error), harmless_code(error)),
            _ => Brought::Incomplete,
        }
    }

    /// Compares by digest, so that the time it takes tells nothing about the state.
    fn is_state(&self, text: &str) -> bool {
        Sha256::digest(text.as_bytes()) == Sha256::digest(self.state.expose().as_bytes())
    }

    /// The redirect URI, which the token request must repeat.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// The verifier, for the token request.
    pub fn verifier(&self) -> &Secret {
        &self.verifier
    }
}

/// Printable ASCII (RFC 6749 appendix A.11).
fn is_code(text: &str) -> bool {
    text.len() <= LONGEST_CODE && text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

fn reason(error: &str) -> SignInReason {
    match error {
        "access_denied" => SignInReason::Denied,
        "unauthorized_client" | "unsupported_response_type" => SignInReason::GrantNotAllowed,
        "invalid_scope" => SignInReason::ScopeNotAllowed,
        "invalid_request" => SignInReason::BadRequest,
        "server_error" | "temporarily_unavailable" => SignInReason::ServerFault,
        _ => SignInReason::Other,
    }
}

/// The server's code, if it is a short one of harmless characters.
pub(super) fn harmless_code(code: &str) -> Option<String> {
    let is_harmless = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (!code.is_empty() && code.len() <= 64 && code.bytes().all(is_harmless)).then(|| code.to_owned())
}

fn random<const N: usize>() -> Result<Secret, NoRandomness> {
    let mut bytes = Zeroizing::new([0_u8; N]);
    getrandom::fill(&mut *bytes).map_err(|_| NoRandomness)?;
    Ok(Secret::new(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    const REDIRECT: &str = "http://127.0.0.1:8400/callback";

    fn begin() -> SignIn {
        SignIn::begin(REDIRECT.to_owned()).expect("randomness")
    }

    fn pairs(parameters: &[(&str, &str)]) -> Vec<(String, String)> {
        parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_address_holds_what_rfc_7636_asks_for_and_not_the_verifier() {
        let sign_in = begin();
        let endpoint = Url::parse("https://dms.example/auth/oauth2/authorize?tenant=a%26b").expect("a URL");
        let url = sign_in.url(&endpoint, "id&x=y", Some("user admin"));
        let query: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(sign_in.verifier.expose().as_bytes()));
        let expected = [
            ("tenant", "a&b"),
            ("response_type", "code"),
            ("client_id", "id&x=y"),
            ("redirect_uri", REDIRECT),
            ("scope", "user admin"),
            ("state", sign_in.state.expose()),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ];
        assert_eq!(query, expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect());
        assert!(!url.as_str().contains(sign_in.verifier.expose()));
        assert!(!begin().url(&endpoint, "id", None).as_str().contains("scope"));
    }

    #[test]
    fn verifier_and_state_are_random_and_of_the_right_length() {
        let all: Vec<SignIn> = (0..50).map(|_| begin()).collect();
        let different: BTreeSet<_> =
            all.iter().flat_map(|one| [one.verifier.expose().to_owned(), one.state.expose().to_owned()]).collect();
        assert_eq!(different.len(), 100);
        for one in &all {
            assert!((43..=128).contains(&one.verifier.expose().len()), "{}", one.verifier.expose().len());
            assert!(one.state.expose().len() >= 43);
            let is_unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
            assert!(one.verifier.expose().chars().all(is_unreserved));
        }
        assert!(!format!("{:?}", all[0]).contains(all[0].verifier.expose()));
    }

    #[test]
    fn nothing_is_believed_without_the_state() {
        let sign_in = begin();
        let state = sign_in.state.expose();
        let cut = &state[..state.len() - 1];
        for parameters in [
            &[][..],
            &[("code", "c")],
            &[("error", "access_denied")],
            &[("code", "c"), ("state", "")],
            &[("code", "c"), ("state", "wrong")],
            &[("code", "c"), ("state", cut)],
            &[("code", "c"), ("state", state), ("state", state)],
            &[("code", "c"), ("state", begin().state.expose())],
            &[("error", "access_denied"), ("state", "wrong")],
        ] {
            assert_eq!(sign_in.read(&pairs(parameters)), Brought::NotOurs, "{parameters:?}");
        }
    }

    #[test]
    fn an_answer_with_the_state_is_a_code_a_refusal_or_incomplete() {
        let sign_in = begin();
        let read = |parameters: &[(&str, &str)]| {
            let with_state = [parameters, &[("state", sign_in.state.expose())]].concat();
            sign_in.read(&pairs(&with_state))
        };
        assert_eq!(read(&[("code", "a/b+c=")]), Brought::Code(Secret::new("a/b+c=".into())));
        assert_eq!(read(&[("code", "c"), ("iss", "x"), ("unknown", "y")]), Brought::Code(Secret::new("c".into())));
        let longest = "c".repeat(LONGEST_CODE);
        assert_eq!(read(&[("code", &longest)]), Brought::Code(Secret::new(longest.clone())));
        for (code, expected) in [
            ("access_denied", SignInReason::Denied),
            ("unauthorized_client", SignInReason::GrantNotAllowed),
            ("unsupported_response_type", SignInReason::GrantNotAllowed),
            ("invalid_scope", SignInReason::ScopeNotAllowed),
            ("invalid_request", SignInReason::BadRequest),
            ("server_error", SignInReason::ServerFault),
            ("temporarily_unavailable", SignInReason::ServerFault),
            ("login_required", SignInReason::Other),
        ] {
            assert_eq!(read(&[("error", code)]), Brought::Refused(expected, Some(code.to_owned())));
        }
        assert_eq!(read(&[("error", "\u{1b}[2J")]), Brought::Refused(SignInReason::Other, None));
        assert_eq!(read(&[("error", &"e".repeat(65))]), Brought::Refused(SignInReason::Other, None));
        for incomplete in [
            &[][..],
            &[("code", "")],
            &[("code", "c"), ("code", "d")],
            &[("code", "c"), ("error", "access_denied")],
            &[("error", "a"), ("error", "b")],
            &[("code", "c\n")],
            &[("code", "\u{7f}")],
            &[("code", &(longest + "c"))],
        ] {
            assert_eq!(read(incomplete), Brought::Incomplete, "{incomplete:?}");
        }
    }
}
