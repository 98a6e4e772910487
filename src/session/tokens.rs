//! Owns the access token of a run: renewed before use, once for all processes, at most twice for each token that does not last.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use super::error::SessionError;
use super::exchange;
use super::record::LinkRecord;
use super::service::Service;
use super::unfinished::Unfinished;
use crate::config::Grant;
use crate::http::{HttpError, Unbroken};
use crate::imanage::api::{BoxError, Tokens};
use crate::imanage::oauth::{OAuthError, Refusal, RefusalReason};
use crate::text::secret::Secret;
use crate::vault::{Vault, VaultKey};

/// The most token requests of one run: one renewal, and one exchange where the refresh token has died. A server that
/// refuses each token it issues is told as such instead of being asked for ever.
const MOST_REQUESTS: u8 = 2;

/// A token that the server accepted, and that was good for this long, has lasted: after it the count starts anew, since a run
/// may take longer than many a token.
const LASTING: SignedDuration = SignedDuration::from_mins(5);

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
    /// Since when this run uses the present token.
    since: Timestamp,
    /// Whether the server accepted the present token.
    has_worked: bool,
    /// A renewal that was refused, and when: it is not tried again.
    refusal: Option<(Timestamp, Refusal)>,
    /// What kept the last renewal from being answered.
    failure: Option<HttpError>,
}

impl State {
    /// Tells whether a token may be asked for without having been refused first.
    fn may_renew_ahead(&self, now: Timestamp) -> bool {
        self.requests == 0 || self.has_lasted(now)
    }

    fn has_lasted(&self, now: Timestamp) -> bool {
        self.has_worked && now.duration_since(self.since) >= LASTING
    }

    /// Counts a token request.
    fn count(&mut self, now: Timestamp) -> Result<(), SessionError> {
        if self.has_lasted(now) {
            (self.requests, self.has_worked) = (0, false);
        }
        if self.requests >= MOST_REQUESTS {
            let unanswered = self.failure.clone().map(|failure| OAuthError::Http(failure).into());
            return Err(unanswered.unwrap_or(SessionError::TokensDoNotLast));
        }
        self.requests += 1;
        Ok(())
    }

    fn take(&mut self, record: LinkRecord, now: Timestamp) {
        (self.record, self.since, self.has_worked) = (record, now, false);
        (self.refusal, self.failure) = (None, None);
    }

    /// Keeps what a renewal failed of. One that surely was not received has cost nothing.
    fn fail(&mut self, error: &SessionError, now: Timestamp) {
        self.refusal = refusal_of(error).map(|refusal| (now, refusal.clone()));
        self.failure = match error {
            SessionError::OAuth(OAuthError::Http(failure)) => Some(failure.clone()),
            _ => None,
        };
        let is_spared = self.failure.as_ref().is_some_and(HttpError::is_before_request);
        self.requests = self.requests.saturating_sub(u8::from(is_spared));
    }
}

impl LinkedTokens {
    /// Starts with a record that was opened or just exchanged; `requests` counts the token requests already made.
    pub fn new(service: Service, store: Store, record: LinkRecord, requests: u8) -> Arc<Self> {
        let since = service.clock.now();
        let state = State { store, record, requests, since, has_worked: false, refusal: None, failure: None };
        Arc::new(LinkedTokens { service, state: Mutex::new(state) })
    }

    /// Hands out a token that is not due for renewal. One that cannot be renewed is used until the server refuses it: it lives
    /// on as long as it is used (`reference/imanage-api.md` section 2.8).
    async fn hand_out(&self) -> Result<Secret, SessionError> {
        let mut state = self.state.lock().await;
        let now = self.service.clock.now();
        // A token that was just renewed is used until the server refuses it, whatever life it claims.
        let may_renew = state.may_renew_ahead(now) || state.refusal.is_some();
        if may_renew && self.can_renew(&state.record) && state.record.facts.is_due(now) {
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
            state.take(newer, self.service.clock.now());
            return Ok(());
        }
        if let Some((at, refusal)) = &state.refusal {
            let seconds = self.service.clock.now().duration_since(*at).as_secs();
            return Err(SessionError::RefusedLately { seconds, refusal: refusal.clone() });
        }
        let renewed = match self.renew_record(state).await {
            Ok(renewed) => renewed,
            Err(error) => {
                state.fail(&error, self.service.clock.now());
                return Err(error);
            }
        };
        state.take(renewed, self.service.clock.now());
        Ok(())
    }

    /// Looks whether another process renewed the tokens while this one waited for its turn. What was obtained since this
    /// process began counts, whatever life it claims: else each of many processes would renew a token of no claimed life.
    fn renewed_elsewhere(&self, State { store, record: ours, .. }: &State) -> Result<Option<LinkRecord>, SessionError> {
        let Store::Vault(key) = store else { return Ok(None) };
        let unlinked = || SessionError::Unlinked { environment: self.service.config.environment.clone() };
        let vault = self.service.read_vault()?.ok_or_else(unlinked)?;
        let text = vault.open(key, &self.service.record_name())?.ok_or_else(unlinked)?;
        let theirs = LinkRecord::from_text(&text)?;
        let is_fresh =
            !theirs.facts.is_due(self.service.clock.now()) || theirs.facts.obtained_at >= self.service.started_at;
        Ok((theirs.access_token != ours.access_token && is_fresh).then_some(theirs))
    }

    /// Renews with the refresh token, else by a new exchange. What comes back has been saved.
    async fn renew_record(&self, state: &mut State) -> Result<LinkRecord, SessionError> {
        if let Some(refresh_token) = state.record.refresh_token.clone() {
            state.count(self.service.clock.now())?;
            match self.refresh(state, &refresh_token).await {
                Err(error) if is_dead_refresh_token(&error) && self.can_start_anew() => {}
                result => return result,
            }
        } else if !self.can_start_anew() {
            return Err(SessionError::LinkEnded { environment: self.service.config.environment.clone() });
        }
        state.count(self.service.clock.now())?;
        let mut answer = exchange::obtain(&self.service).await?;
        // A dead refresh token must not be kept.
        let kept = LinkRecord { refresh_token: answer.refresh_token.take(), ..state.record.clone() };
        self.saved(&state.store, kept.renewed(answer, self.service.clock.now())).await
    }

    /// Renews with a refresh token. The server may end the old one with its answer, so nothing breaks this off before the new
    /// one is stored; and where no other way leads to tokens, the beginning is noted first.
    async fn refresh(&self, state: &State, refresh_token: &Secret) -> Result<LinkRecord, SessionError> {
        let _unbroken = Unbroken::begin();
        let noted = match state.store {
            Store::Vault(_) if !self.can_start_anew() => Some(self.service.unfinished()),
            _ => None,
        };
        let cut_before = noted.as_ref().and_then(|noted| noted.find(refresh_token));
        if let Some(noted) = &noted {
            noted.begin(refresh_token, self.service.clock.as_ref())?;
        }
        let answer = exchange::refresh(&self.service, refresh_token).await;
        let renewed = match (answer, cut_before) {
            (Ok(answer), _) => self.saved(&state.store, state.record.renewed(answer, self.service.clock.now())).await?,
            (Err(error), Some(cut)) if is_dead_refresh_token(&error) => {
                let refusal = refusal_of(&error).cloned().map(OAuthError::Refused);
                return Err(refusal.map_or(error, |refusal| SessionError::RenewalLost {
                    at: cut.at,
                    process: cut.process,
                    refusal,
                }));
            }
            (Err(error), cut) => {
                // A refusal says that the token was not spent by this request; a server that fails may have spent it.
                let is_refused = refusal_of(&error).is_some_and(|refusal| refusal.reason != RefusalReason::ServerFault);
                if cut.is_none() && is_refused {
                    noted.as_ref().map(Unfinished::end);
                }
                return Err(error);
            }
        };
        noted.as_ref().map(Unfinished::end);
        Ok(renewed)
    }

    /// Saves a renewed record, where it is kept at all.
    async fn saved(&self, store: &Store, record: LinkRecord) -> Result<LinkRecord, SessionError> {
        if let Store::Vault(key) = store {
            save(&self.service, key, &record).await?;
        }
        Ok(record)
    }

    /// Tells whether the configured credentials alone can make new tokens.
    fn can_start_anew(&self) -> bool {
        self.service.config.linked_service.grant != Grant::AuthorizationCode
    }

    fn can_renew(&self, record: &LinkRecord) -> bool {
        record.refresh_token.is_some() || self.can_start_anew()
    }
}

/// The refusal of the token endpoint in an error, be it of now or of a moment ago.
fn refusal_of(error: &SessionError) -> Option<&Refusal> {
    match error {
        SessionError::OAuth(OAuthError::Refused(refusal))
        | SessionError::RefusedLately { refusal, .. }
        | SessionError::RenewalLost { refusal: OAuthError::Refused(refusal), .. } => Some(refusal),
        _ => None,
    }
}

fn is_dead_refresh_token(error: &SessionError) -> bool {
    refusal_of(error).is_some_and(|refusal| refusal.reason == RefusalReason::RefreshTokenDead)
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

    fn worked(&self, token: &Secret) {
        // Where a renewal is under way there will be another token to hear about.
        if let Ok(mut state) = self.state.try_lock()
            && !state.has_worked
            && state.record.access_token == *token
        {
            state.has_worked = true;
        }
    }
}

#[cfg(test)]
mod tests;
