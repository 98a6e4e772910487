//! Owns the token and revocation endpoints (`reference/imanage-api.md` section 2, RFC 6749, RFC 7636).

use serde_json::json;

use super::answer::Answer;
use super::faults::Fault;
use super::forms::Form;
use super::request::Request;
use super::service::Service;
use super::settings::Grant;
use super::tokens::{NoRandomness, verifies};

/// Answers `POST /auth/oauth2/token`.
pub(super) fn token(service: &Service, request: &Request) -> Result<Answer, Answer> {
    let form = Form::of(request)?;
    let faults = &service.settings.faults;
    let name = form.need("grant_type")?;
    let Some(grant) = Grant::from_name(name).filter(|_| !faults.contains(&Fault::GrantNotAllowed)) else {
        return Err(Answer::oauth(400, "unsupported_grant_type", "the grant type is not supported"));
    };
    check_client(service, &form, grant)?;
    if faults.contains(&Fault::ApplicationDisabled) {
        return Err(Answer::oauth(400, "unauthorized_client", "the application is not enabled"));
    }
    if faults.contains(&Fault::CustomerNotRegistered) {
        return Err(Answer::oauth(400, "invalid_request", "the customer is not registered for this application"));
    }
    if !service.settings.grants.contains(&grant) {
        return Err(Answer::oauth(400, "unauthorized_client", "the grant type is not allowed to this application"));
    }
    if faults.contains(&Fault::UserNotAllowed) {
        return Err(Answer::oauth(403, "access_denied", "the user is not in the access list of the application"));
    }
    match grant {
        Grant::ClientCredentials => give(service, &form, None),
        Grant::Password => password(service, &form),
        Grant::RefreshToken => refresh(service, &form),
        Grant::AuthorizationCode => code(service, &form),
    }
}

/// The refresh grant may leave the client out (`reference/imanage-api.md` section 2.2); an authorization code with PKCE
/// may leave the secret out. What is given must be right.
fn check_client(service: &Service, form: &Form, grant: Grant) -> Result<(), Answer> {
    let refused = || Answer::oauth(401, "invalid_client", "client authentication failed");
    if service.settings.faults.contains(&Fault::InvalidClient) {
        return Err(refused());
    }
    let (id, secret) = (form.get("client_id"), form.get("client_secret"));
    let id_is_right = id == Some(service.settings.client_id.as_str());
    let secret_is_right = secret == Some(service.client_secret.as_str());
    let good = match grant {
        Grant::RefreshToken => (id.is_none() || id_is_right) && (secret.is_none() || secret_is_right),
        Grant::AuthorizationCode => {
            id_is_right && (secret_is_right || secret.is_none() && form.get("code_verifier").is_some())
        }
        Grant::ClientCredentials | Grant::Password => id_is_right && secret_is_right,
    };
    if good { Ok(()) } else { Err(refused()) }
}

fn password(service: &Service, form: &Form) -> Result<Answer, Answer> {
    let (user, password) = (form.need("username")?, form.need("password")?);
    let known = service.store().user.clone();
    let user_is_right = user.eq_ignore_ascii_case(&known.id) || user.eq_ignore_ascii_case(&known.email);
    if user_is_right && known.password.as_deref() == Some(password) {
        return give(service, form, None);
    }
    let body = json!({ "error": { "code": "LoginFailed", "message": "User ID or Password is incorrect" } });
    Err(Answer::json(401, &body).uncached())
}

fn refresh(service: &Service, form: &Form) -> Result<Answer, Answer> {
    let token = form.need("refresh_token")?;
    let mut tokens = service.tokens();
    let life = service.settings.refresh_life;
    if !service.settings.refresh_tokens || !tokens.knows_refresh(token, service.now(), life) {
        return Err(Answer::oauth(400, "invalid_grant", "the refresh token is unknown, used or expired"));
    }
    if service.settings.rotate_refresh_tokens {
        tokens.drop_refresh(token);
    }
    drop(tokens);
    give(service, form, Some(token))
}

fn code(service: &Service, form: &Form) -> Result<Answer, Answer> {
    let refused = |why: &str| Answer::oauth(400, "invalid_grant", why);
    let taken = service.tokens().take_code(form.need("code")?, service.now());
    let taken = taken.ok_or_else(|| refused("the code is unknown, used or expired"))?;
    if form.get("redirect_uri") != Some(taken.redirect_uri.as_str()) {
        return Err(refused("redirect_uri is not that of the authorization request"));
    }
    match (&taken.challenge, form.get("code_verifier")) {
        (Some(challenge), Some(verifier)) if verifies(verifier, challenge) => {}
        (None, None) => {}
        // RFC 9700 section 2.1.1: a verifier without a challenge is a downgrade.
        _ => return Err(refused("code_verifier does not belong to the code")),
    }
    give(service, form, None)
}

/// Gives tokens. On a refresh without rotation the answer has no refresh token: the old one stays good.
fn give(service: &Service, form: &Form, refreshed: Option<&str>) -> Result<Answer, Answer> {
    let mut tokens = service.tokens();
    let access = tokens.give_access(service.now()).map_err(internal)?;
    let mut body = json!({
        "access_token": access, "token_type": "Bearer", "expires_in": service.settings.token_life.as_secs(),
        "scope": form.get("scope").unwrap_or("user")
    });
    let is_new = refreshed.is_none() || service.settings.rotate_refresh_tokens;
    if service.settings.refresh_tokens && is_new {
        body["refresh_token"] = tokens.give_refresh(service.now()).map_err(internal)?.into();
    }
    if let (Some(claimed), Some(fields)) = (&service.settings.claimed_life, body.as_object_mut()) {
        fields.remove("expires_in");
        fields.extend((!claimed.is_null()).then(|| ("expires_in".to_owned(), claimed.clone())));
    }
    Ok(Answer::json(200, &body).uncached())
}

pub(super) fn internal(_: NoRandomness) -> Answer {
    Answer::error(500, "NRC_INTERNAL", "The server has no randomness")
}

/// Answers `POST /auth/oauth2/revoke-token`. Whether the real one ends the refresh token is not known; here `access_token`
/// and `refresh_token` each end their own, and an unknown one is no error (RFC 7009 section 2.2).
pub(super) fn revoke(service: &Service, request: &Request) -> Result<Answer, Answer> {
    let form = Form::of(request)?;
    let (access, refresh) = (form.get("access_token"), form.get("refresh_token"));
    if access.is_none() && refresh.is_none() {
        return Err(Answer::oauth(400, "invalid_request", "access_token is missing"));
    }
    let mut tokens = service.tokens();
    access.into_iter().for_each(|token| tokens.drop_access(token));
    refresh.into_iter().for_each(|token| tokens.drop_refresh(token));
    Ok(Answer::json(200, &json!({})))
}
