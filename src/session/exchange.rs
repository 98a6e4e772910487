//! Owns the exchange of credentials for tokens: which grant, with which secrets, and never again what was just refused.

use super::error::SessionError;
use super::refusals::is_about_credentials;
use super::service::Service;
use super::sign_in::Signed;
use crate::config::Grant;
use crate::imanage::oauth::{GrantRequest, OAuthError, TokenAnswer, TokenEndpoint};
use crate::text::secret::Secret;

/// Exchanges the configured credentials for tokens, where they alone are enough. Costs one request, or none where the same
/// credentials were refused less than a minute ago.
pub(super) async fn obtain(service: &Service) -> Result<TokenAnswer, SessionError> {
    let scope = service.config.linked_service.scope.as_deref();
    let client_id = service.client_id.as_str();
    match service.config.linked_service.grant {
        Grant::ClientCredentials => {
            let client_secret = &service.read_client_secret()?;
            let request = GrantRequest::ClientCredentials { client_id, client_secret, scope };
            ask(service, &request, &[client_secret]).await
        }
        Grant::Password => {
            let username = service.config.linked_service.require_username()?;
            let client_secret = client_secret_if_any(service)?;
            let password = &service.read_password()?;
            let request =
                GrantRequest::Password { client_id, client_secret: client_secret.as_ref(), username, password, scope };
            let credentials: Vec<&Secret> = client_secret.iter().chain([password]).collect();
            ask(service, &request, &credentials).await
        }
        Grant::AuthorizationCode => Err(SessionError::NotLinked { environment: service.config.environment.clone() }),
    }
}

/// Exchanges the code that a person's sign-in gave.
pub(super) async fn redeem(service: &Service, signed: &Signed) -> Result<TokenAnswer, SessionError> {
    let client_secret = signed.client_secret.as_ref();
    let request = GrantRequest::AuthorizationCode {
        client_id: &service.client_id,
        client_secret,
        code: &signed.code,
        verifier: signed.sign_in.verifier(),
        redirect_uri: signed.sign_in.redirect_uri(),
    };
    let credentials: Vec<&Secret> = client_secret.into_iter().collect();
    ask(service, &request, &credentials).await
}

/// Renews tokens with a refresh token. The client secret goes along where one is configured: servers differ in whether
/// they want it (`reference/imanage-api.md` section 2.2).
pub(super) async fn refresh(service: &Service, refresh_token: &Secret) -> Result<TokenAnswer, SessionError> {
    let client_secret = client_secret_if_any(service)?;
    let request = GrantRequest::RefreshToken {
        client_id: &service.client_id,
        client_secret: client_secret.as_ref(),
        refresh_token,
        scope: service.config.linked_service.scope.as_deref(),
    };
    let credentials: Vec<&Secret> = client_secret.iter().chain([refresh_token]).collect();
    ask(service, &request, &credentials).await
}

/// Reads the client secret; a public application has none.
pub(super) fn client_secret_if_any(service: &Service) -> Result<Option<Secret>, SessionError> {
    service.config.linked_service.client_secret.is_some().then(|| service.read_client_secret()).transpose()
}

/// Fails where a grant with these credentials was refused less than a minute ago.
pub(super) fn recall(service: &Service, grant: &str, credentials: &[&Secret]) -> Result<(), SessionError> {
    let standing = standing(service, grant, credentials);
    match service.refusals(grant).recall(&standing.iter().collect::<Vec<_>>(), service.clock.as_ref()) {
        Some(remembered) => {
            Err(SessionError::RefusedLately { seconds: remembered.seconds, refusal: remembered.refusal })
        }
        None => Ok(()),
    }
}

async fn ask(
    service: &Service,
    request: &GrantRequest<'_>,
    credentials: &[&Secret],
) -> Result<TokenAnswer, SessionError> {
    let grant = request.name();
    recall(service, grant, credentials)?;
    let refusals = service.refusals(grant);
    match TokenEndpoint::new(service.http.clone(), service.token_url()).exchange(request).await {
        Ok(answer) => {
            refusals.forget();
            Ok(answer)
        }
        Err(OAuthError::Refused(refusal)) => {
            if is_about_credentials(refusal.reason) {
                let standing = standing(service, grant, credentials);
                refusals.remember(&standing.iter().collect::<Vec<_>>(), &refusal, service.clock.as_ref());
            }
            Err(OAuthError::Refused(refusal).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// What a refusal is about: the secrets, and all else that the request takes from the configuration. Whichever of them is
/// changed, the next request goes at once.
fn standing(service: &Service, grant: &str, credentials: &[&Secret]) -> Vec<Secret> {
    let linked_service = &service.config.linked_service;
    let of_option = |text: &Option<String>| text.clone().unwrap_or_default();
    let told = [
        grant.to_owned(),
        service.token_url().to_string(),
        of_option(&linked_service.scope),
        of_option(&linked_service.username),
    ];
    told.into_iter().map(Secret::new).chain(credentials.iter().map(|secret| (*secret).clone())).collect()
}
