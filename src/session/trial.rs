//! Owns a token for looking only: one exchange for this run, or the stored token where the credentials alone make none. Takes no lock,
//! stores nothing, remembers no refusal, and never spends the refresh token, which a server may replace on each use.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::connect::open;
use super::error::SessionError;
use super::exchange;
use super::record::{LinkFacts, LinkRecord};
use super::service::Service;
use crate::config::Grant;
use crate::imanage::api::{Api, BoxError, Tokens};
use crate::text::secret::Secret;
use crate::vault::sources::SourceError;

/// A token for looking only.
pub struct Trial {
    /// Asks the API with it; good for discovery, and for the rest by [`Api::with_base`].
    pub api: Api,
    pub facts: LinkFacts,
    pub has_refresh_token: bool,
    /// It comes from the vault.
    pub is_stored: bool,
}

/// Why there is no token to look with.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    #[error(transparent)]
    Session(#[from] SessionError),
    #[error(
        "the stored access token ended at {ended:.0}, and renewing it is no look: the refresh token would be spent"
    )]
    Ended { ended: Timestamp },
}

/// Exchanges the credentials for a token; where that takes a person, uses the stored token while it is good. The service must be one
/// that leaves no trace.
///
/// # Errors
/// Why neither gave a token.
pub async fn obtain(service: &Service) -> Result<Trial, TrialError> {
    let secrets = secrets_of(service.config.linked_service.grant);
    if secrets.is_empty() {
        return stored(service).await;
    }
    // Sources may be slow, a command or a keyring; the runtime must not wait for them.
    let source = service.clone();
    let read = tokio::task::spawn_blocking(move || source.read_ahead(secrets)).await;
    match read.map_err(|_| SessionError::WorkerLost)? {
        Ok(()) => {}
        Err(error @ SessionError::Source(SourceError::NobodyToAsk { .. })) => {
            return stored(service).await.map_err(|_| error.into());
        }
        Err(error) => return Err(error.into()),
    }
    let answer = exchange::obtain(service).await?;
    let record = LinkRecord::of_exchange(answer, service.grant_name(), service.clock.now());
    Ok(trial(service, record, false))
}

/// The secrets that a grant's request takes; none where it takes a person.
pub fn secrets_of(grant: Grant) -> &'static [&'static str] {
    match grant {
        Grant::ClientCredentials => &["client_secret"],
        Grant::Password => &["client_secret", "password"],
        Grant::AuthorizationCode => &[],
    }
}

async fn stored(service: &Service) -> Result<Trial, TrialError> {
    let not_linked = || SessionError::NotLinked { environment: service.config.environment.clone() };
    let vault = service.read_vault()?.ok_or_else(not_linked)?;
    if !vault.record_names().contains(&service.record_name()) {
        return Err(not_linked().into());
    }
    let (vault, key) = service.unlock(vault).await?;
    let record = open(service, &vault, &key)?.ok_or_else(not_linked)?;
    match record.facts.expires_at {
        Some(ended) if ended <= service.clock.now() => Err(TrialError::Ended { ended }),
        _ => Ok(trial(service, record, true)),
    }
}

fn trial(service: &Service, record: LinkRecord, is_stored: bool) -> Trial {
    let token: Arc<dyn Tokens> = Arc::new(OneToken(record.access_token));
    Trial {
        api: Api::new(service.http.clone(), service.base_url.clone(), token),
        has_refresh_token: record.refresh_token.is_some(),
        facts: record.facts,
        is_stored,
    }
}

/// The one token of a look. A server that refuses it is asked once more with the same one: a second would be a second login.
struct OneToken(Secret);

impl Tokens for OneToken {
    fn current(&self) -> BoxFuture<'_, Result<Secret, BoxError>> {
        async { Ok(self.0.clone()) }.boxed()
    }

    fn renew<'a>(&'a self, _refused: &'a Secret) -> BoxFuture<'a, Result<Secret, BoxError>> {
        self.current()
    }
}
