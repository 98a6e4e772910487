//! Owns making, renewing and forgetting a link.
//!
//! A link that could not be stored is not made: the vault is probed before the token endpoint is asked, and what was stored
//! is read back (CONTRACT 7).

use std::path::PathBuf;
use std::sync::Arc;

use super::connect::{connect, discover, open};
use super::error::SessionError;
use super::exchange;
use super::record::{LinkFacts, LinkRecord};
use super::service::Service;
use super::sign_in::{Person, sign_in};
use super::tokens::{LinkedTokens, Store, save};
use crate::config::Grant;
use crate::imanage::api::Api;
use crate::imanage::oauth::{TokenAnswer, TokenEndpoint};
use crate::vault::{Vault, VaultKey};

/// A link that was made.
#[derive(Clone, Debug)]
pub struct Linked {
    pub facts: LinkFacts,
    pub has_refresh_token: bool,
    /// Where the tokens are; `None` after a dry run.
    pub vault: Option<PathBuf>,
    /// Another process made this link while this one waited for its turn.
    pub by_another: bool,
    /// Why the server could not be asked who the token is, if so. The link stands all the same.
    pub unknown: Option<Arc<SessionError>>,
}

/// Exchanges the credentials, or the code of a person's sign-in, and stores the tokens.
pub async fn link(service: &Service, person: &mut Person<'_>) -> Result<Linked, SessionError> {
    let vault = read_vault(service)?;
    if is_by_person(service) {
        let (_, key) = service.unlock(vault).await?;
        probe(service, &key).await?;
        // Others renew the old tokens meanwhile: a person may take minutes.
        let signed = sign_in(service, person).await?;
        let _turn = service.lock_tokens().await?;
        let key = service.newer_key(&key).await?.unwrap_or(key);
        let answer = exchange::redeem(service, &signed).await?;
        return store(service, &key, answer).await;
    }
    service.http.preconnect(&service.base_url);
    let (_, key) = service.unlock(vault).await?;
    let _turn = service.lock_tokens().await?;
    let key = service.newer_key(&key).await?.unwrap_or(key);
    if let Some(record) = open(service, &read_vault(service)?, &key)?
        && record.facts.obtained_at > service.started_at
    {
        return Ok(linked(service, record, true, None));
    }
    probe(service, &key).await?;
    let answer = exchange::obtain(service).await?;
    store(service, &key, answer).await
}

/// Learns whose the tokens are, and stores them.
async fn store(service: &Service, key: &VaultKey, answer: TokenAnswer) -> Result<Linked, SessionError> {
    let fresh = LinkRecord::of_exchange(answer, service.grant_name(), service.clock.now());
    let (record, unknown) = learn(service, fresh).await?;
    save(service, key, &record).await?;
    service.unfinished().end();
    Ok(linked(service, record, false, unknown))
}

/// Exchanges the credentials, or the code of a person's sign-in, and stores nothing.
pub async fn dry_run(service: &Service, person: &mut Person<'_>) -> Result<Linked, SessionError> {
    let answer = if is_by_person(service) {
        let signed = sign_in(service, person).await?;
        exchange::redeem(service, &signed).await?
    } else {
        exchange::obtain(service).await?
    };
    let fresh = LinkRecord::of_exchange(answer, service.grant_name(), service.clock.now());
    let (record, unknown) = learn(service, fresh).await?;
    Ok(Linked { vault: None, ..linked(service, record, false, unknown) })
}

/// Forgets the tokens of a service; revokes them at iManage first unless `local`.
pub async fn unlink(service: &Service, local: bool) -> Result<(), SessionError> {
    let name = service.record_name();
    let nothing = || SessionError::NothingToForget { environment: service.config.environment.clone() };
    service.read_vault()?.filter(|vault| vault.record_names().contains(&name)).ok_or_else(nothing)?;
    let _turn = service.lock_tokens().await?;
    if !local {
        let (vault, key) = service.unlock(read_vault(service)?).await?;
        if let Some(record) = open(service, &vault, &key)? {
            let endpoint = TokenEndpoint::new(service.http.clone(), service.revoke_url());
            endpoint.revoke(&record.access_token).await.map_err(SessionError::NotRevoked)?;
        }
    }
    let _vault_turn = service.lock_vault().await?;
    let mut vault = read_vault(service)?;
    if vault.remove(&name) {
        vault.save()?;
    }
    Ok(())
}

/// Opens the stored record of a service and returns what is known of it, and whether a refresh token is kept. `None` where
/// nothing is stored. Asks nothing of the network.
pub async fn stored_facts(service: &Service) -> Result<Option<(LinkFacts, bool)>, SessionError> {
    let name = service.record_name();
    let Some(vault) = service.read_vault()?.filter(|vault| vault.record_names().contains(&name)) else {
        return Ok(None);
    };
    let (vault, key) = service.unlock(vault).await?;
    Ok(open(service, &vault, &key)?.map(|record| (record.facts, record.refresh_token.is_some())))
}

/// Renews the stored tokens now and asks the server with the new one.
pub async fn renew_stored(service: &Service) -> Result<(LinkFacts, bool), SessionError> {
    let session = connect(service).await?;
    session.renew().await?;
    session.api.discover().await?;
    Ok((session.present_facts().await, session.has_refresh_token().await))
}

/// Tells whether a person has to sign in for a link.
pub fn is_by_person(service: &Service) -> bool {
    service.config.linked_service.grant == Grant::AuthorizationCode
}

fn read_vault(service: &Service) -> Result<Vault, SessionError> {
    service.read_vault()?.ok_or_else(|| SessionError::NoVault { path: service.vault_path() })
}

/// Writes a probe record and reads it back, before anything is asked of the network.
async fn probe(service: &Service, key: &VaultKey) -> Result<(), SessionError> {
    let _turn = service.lock_vault().await?;
    Ok(read_vault(service)?.probe(key)?)
}

/// Asks the server who a fresh token is for, and puts what it says into the record. A wrong customer id is an error, before
/// anything is stored; a server that cannot say is told, no more.
async fn learn(service: &Service, fresh: LinkRecord) -> Result<(LinkRecord, Option<Arc<SessionError>>), SessionError> {
    let mut facts = fresh.facts.clone();
    let tokens = LinkedTokens::new(service.clone(), Store::ThisRun, fresh, 1);
    let api = Api::new(service.http.clone(), service.base_url.clone(), Arc::clone(&tokens) as Arc<_>);
    let unknown = match discover(service, &api, &mut facts).await {
        Ok(_) => None,
        Err(error @ SessionError::CustomerDiffers { .. }) => return Err(error),
        Err(error) => Some(Arc::new(error)),
    };
    // The token may have been refused and replaced meanwhile.
    Ok((tokens.record().await.with_account(facts), unknown))
}

fn linked(service: &Service, record: LinkRecord, by_another: bool, unknown: Option<Arc<SessionError>>) -> Linked {
    Linked {
        has_refresh_token: record.refresh_token.is_some(),
        facts: record.facts,
        vault: Some(service.vault_path()),
        by_another,
        unknown,
    }
}
