//! Owns the exchange of credentials for tokens: which grant, with which secrets, and never again what was just refused.

use super::error::SessionError;
use super::refusals::is_about_credentials;
use super::service::Service;
use crate::config::Grant;
use crate::imanage::oauth::{GrantRequest, OAuthError, TokenAnswer, TokenEndpoint};
use crate::text::secret::Secret;

/// Exchanges the configured credentials for tokens. Costs one request, or none where the same credentials were refused
/// less than a minute ago.
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
            let client_secret = match service.config.linked_service.client_secret {
                Some(_) => Some(service.read_client_secret()?),
                None => None,
            };
            let password = &service.read_password()?;
            let request =
                GrantRequest::Password { client_id, client_secret: client_secret.as_ref(), username, password, scope };
            let credentials: Vec<&Secret> = client_secret.iter().chain([password]).collect();
            ask(service, &request, &credentials).await
        }
        Grant::AuthorizationCode => Err(SessionError::GrantNotBuilt { grant: service.grant_name() }),
    }
}

/// Renews tokens with a refresh token. The client secret goes along where one is configured: servers differ in whether
/// they want it (`reference/imanage-api.md` section 2.2).
pub(super) async fn refresh(service: &Service, refresh_token: &Secret) -> Result<TokenAnswer, SessionError> {
    let client_secret = match service.config.linked_service.client_secret {
        Some(_) => Some(service.read_client_secret()?),
        None => None,
    };
    let request = GrantRequest::RefreshToken {
        client_id: &service.client_id,
        client_secret: client_secret.as_ref(),
        refresh_token,
        scope: service.config.linked_service.scope.as_deref(),
    };
    let credentials: Vec<&Secret> = client_secret.iter().chain([refresh_token]).collect();
    ask(service, &request, &credentials).await
}

async fn ask(
    service: &Service,
    request: &GrantRequest<'_>,
    credentials: &[&Secret],
) -> Result<TokenAnswer, SessionError> {
    let refusals = service.refusals();
    if let Some(remembered) = refusals.recall(credentials, service.clock.as_ref()) {
        return Err(SessionError::RefusedLately { seconds: remembered.seconds, refusal: remembered.refusal });
    }
    match TokenEndpoint::new(service.http.clone(), service.token_url()).exchange(request).await {
        Ok(answer) => {
            refusals.forget();
            Ok(answer)
        }
        Err(OAuthError::Refused(refusal)) => {
            if is_about_credentials(refusal.reason) {
                refusals.remember(credentials, &refusal, service.clock.as_ref());
            }
            Err(OAuthError::Refused(refusal).into())
        }
        Err(error) => Err(error.into()),
    }
}
