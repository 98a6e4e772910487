//! Owns the access token of a run: renewed before use, once for all processes, at most twice a run.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::Mutex;

use super::error::SessionError;
use super::exchange;
use super::record::LinkRecord;
use super::service::Service;
use crate::config::Grant;
use crate::imanage::api::{BoxError, Tokens};
use crate::imanage::oauth::{OAuthError, RefusalReason};
use crate::text::secret::Secret;
use crate::vault::{Vault, VaultKey};

/// The most token requests of one run: one renewal, and one exchange where the refresh token has died. A server that
/// refuses each token it issues is told as such instead of being asked for ever.
const MOST_REQUESTS: u8 = 2;

/// Where renewed tokens are kept.
pub(super) enum Store {
    /// In the vault, for all processes.
    Vault(VaultKey),
    /// Nowhere: the token is for this run.
    ThisRun,
}

/// The access token of a run. Hands out the present one, and renews it when it is due or refused.
pub(super) struct LinkedTokens {
    service: Service,
    state: Mutex<State>,
}

struct State {
    store: Store,
    record: LinkRecord,
    requests: u8,
}

impl LinkedTokens {
    /// Starts with a record that was opened or just exchanged; `requests` counts the token requests already made.
    pub fn new(service: Service, store: Store, record: LinkRecord, requests: u8) -> Arc<Self> {
        Arc::new(LinkedTokens { service, state: Mutex::new(State { store, record, requests }) })
    }

    /// Hands out a token that is not due for renewal.
    async fn hand_out(&self) -> Result<Secret, SessionError> {
        let mut state = self.state.lock().await;
        // Within one run a token that was renewed is used until the server refuses it, whatever life it claims.
        if state.requests == 0 && state.record.facts.is_due(self.service.clock.now()) {
            self.replace(&mut state).await?;
        }
        Ok(state.record.access_token.clone())
    }

    /// Hands out another token than the one that was refused.
    async fn hand_out_other(&self, refused: &Secret) -> Result<Secret, SessionError> {
        let mut state = self.state.lock().await;
        if state.record.access_token == *refused {
            self.replace(&mut state).await?;
        }
        Ok(state.record.access_token.clone())
    }

    /// Renews the tokens, now.
    pub async fn renew_now(&self) -> Result<LinkRecord, SessionError> {
        let mut state = self.state.lock().await;
        self.replace(&mut state).await?;
        Ok(state.record.clone())
    }

    /// Returns the present record.
    pub async fn record(&self) -> LinkRecord {
        self.state.lock().await.record.clone()
    }

    /// Replaces the record: by what another process renewed meanwhile, else by a renewal of our own, saved before it is
    /// used.
    async fn replace(&self, state: &mut State) -> Result<(), SessionError> {
        let _turn = match state.store {
            Store::Vault(_) => Some(self.service.lock_tokens().await?),
            Store::ThisRun => None,
        };
        if let Store::Vault(key) = &state.store
            && let Some(newer) = self.service.newer_key(key).await?
        {
            state.store = Store::Vault(newer);
        }
        if let Some(newer) = self.renewed_elsewhere(state)? {
            state.record = newer;
            return Ok(());
        }
        let renewed = self.renew_record(state).await?;
        if let Store::Vault(key) = &state.store {
            save(&self.service, key, &renewed).await?;
        }
        state.record = renewed;
        Ok(())
    }

    /// Looks whether another process renewed the tokens while this one waited for its turn.
    fn renewed_elsewhere(&self, State { store, record: ours, .. }: &State) -> Result<Option<LinkRecord>, SessionError> {
        let Store::Vault(key) = store else { return Ok(None) };
        let Some(vault) = self.service.read_vault()? else { return Ok(None) };
        let Some(text) = vault.open(key, &self.service.record_name())? else { return Ok(None) };
        let theirs = LinkRecord::from_text(&text)?;
        let is_newer = theirs.access_token != ours.access_token && !theirs.facts.is_due(self.service.clock.now());
        Ok(is_newer.then_some(theirs))
    }

    async fn renew_record(&self, state: &mut State) -> Result<LinkRecord, SessionError> {
        if let Some(refresh_token) = state.record.refresh_token.clone() {
            count(&mut state.requests)?;
            match exchange::refresh(&self.service, &refresh_token).await {
                Ok(answer) => return Ok(state.record.renewed(answer, self.service.clock.now())),
                Err(error) if is_dead_refresh_token(&error) && self.can_start_anew() => {}
                Err(error) => return Err(error),
            }
        } else if !self.can_start_anew() {
            return Err(SessionError::NotLinked { environment: self.service.config.environment.clone() });
        }
        count(&mut state.requests)?;
        let mut answer = exchange::obtain(&self.service).await?;
        // A dead refresh token must not be kept.
        let kept = LinkRecord { refresh_token: answer.refresh_token.take(), ..state.record.clone() };
        Ok(kept.renewed(answer, self.service.clock.now()))
    }

    /// Tells whether the configured credentials alone can make new tokens.
    fn can_start_anew(&self) -> bool {
        self.service.config.linked_service.grant != Grant::AuthorizationCode
    }
}

fn count(requests: &mut u8) -> Result<(), SessionError> {
    if *requests >= MOST_REQUESTS {
        return Err(SessionError::TokensDoNotLast);
    }
    *requests += 1;
    Ok(())
}

fn is_dead_refresh_token(error: &SessionError) -> bool {
    matches!(error, SessionError::OAuth(OAuthError::Refused(refusal)) if refusal.reason == RefusalReason::RefreshTokenDead)
}

/// Seals a record into the vault as it is on disk now, saves it, and reads it back. Other records may have changed since
/// this process read the file, so the file is read again under the vault's lock.
pub(super) async fn save(service: &Service, key: &VaultKey, record: &LinkRecord) -> Result<(), SessionError> {
    let _turn = service.lock_vault().await?;
    let path = service.vault_path();
    let mut vault = Vault::read(&path)?;
    let name = service.record_name();
    vault.seal(key, &name, &record.to_text())?;
    vault.save()?;
    let text = Vault::read(&path)?.open(key, &name)?;
    if text.as_ref() == Some(&record.to_text()) { Ok(()) } else { Err(SessionError::NotReadBack { path }) }
}

impl Tokens for LinkedTokens {
    fn current(&self) -> BoxFuture<'_, Result<Secret, BoxError>> {
        async { self.hand_out().await.map_err(BoxError::from) }.boxed()
    }

    fn renew<'a>(&'a self, refused: &'a Secret) -> BoxFuture<'a, Result<Secret, BoxError>> {
        async { self.hand_out_other(refused).await.map_err(BoxError::from) }.boxed()
    }
}
