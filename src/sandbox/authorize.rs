//! Owns the authorization endpoint: it consents by itself and sends the browser back.

use std::net::IpAddr;

use url::{Host, Url};

use super::answer::Answer;
use super::faults::Fault;
use super::oauth::internal;
use super::request::Request;
use super::service::Service;
use super::settings::Grant;

/// Answers `GET /auth/oauth2/authorize`. What is wrong with client or redirect URI is told here (RFC 6749 section
/// 4.1.2.1); all else is told to the redirect URI.
pub(super) fn authorize(service: &Service, request: &Request) -> Result<Answer, Answer> {
    let faults = &service.settings.faults;
    if request.parameter("client_id") != Some(service.settings.client_id.as_str()) {
        return Err(Answer::oauth(400, "invalid_client", "client_id is not registered"));
    }
    if faults.contains(&Fault::CustomerNotRegistered) {
        return Err(Answer::oauth(400, "invalid_request", "the customer is not registered for this application"));
    }
    let redirect_uri = request.parameter("redirect_uri").unwrap_or_default();
    let registered = service.store().redirect_uris.iter().any(|known| known == redirect_uri);
    let target = Url::parse(redirect_uri)
        .ok()
        .filter(|target| registered || !service.settings.exact_redirects && is_loopback(target));
    let Some(mut target) = target else {
        return Err(Answer::oauth(400, "invalid_request", "redirect_uri is not registered"));
    };
    let method = request.parameter("code_challenge_method");
    let challenge = request.parameter("code_challenge").map(str::to_owned);
    let refusal = if request.parameter("response_type") != Some("code") {
        Some("unsupported_response_type")
    } else if !service.settings.grants.contains(&Grant::AuthorizationCode) {
        Some("unauthorized_client")
    } else if challenge.is_some() != method.is_some() || method.is_some_and(|method| method != "S256") {
        Some("invalid_request")
    } else if faults.contains(&Fault::UserNotAllowed) {
        Some("access_denied")
    } else {
        None
    };
    match refusal {
        Some(code) => {
            target.query_pairs_mut().append_pair("error", code);
        }
        None => {
            let now = service.now();
            let code = service.tokens().give_code(redirect_uri.to_owned(), challenge, now).map_err(internal)?;
            target.query_pairs_mut().append_pair("code", &code);
        }
    }
    if let Some(state) = request.parameter("state") {
        target.query_pairs_mut().append_pair("state", state);
    }
    Ok(Answer::redirect(302, target.into()))
}

fn is_loopback(target: &Url) -> bool {
    let is_local = match target.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    };
    target.scheme() == "http" && is_local
}
