//! Owns the way from a configuration to an authenticated client: with the stored tokens, or with a token for this run.

use std::sync::Arc;

use url::Url;

use super::error::SessionError;
use super::exchange;
use super::record::{LinkFacts, LinkRecord};
use super::service::Service;
use super::tokens::{LinkedTokens, Store};
use crate::config::Grant;
use crate::imanage::api::Api;
use crate::vault::{Vault, VaultKey};

/// A linked service in use.
pub struct Session {
    pub api: Api,
    /// The library searched where nothing else is said: the configured preferred database, else the account's own.
    pub library: Option<String>,
    /// Whether the tokens come from the vault, or were exchanged for this run only.
    pub is_stored: bool,
    /// What is known of the tokens, no secret among it.
    pub facts: LinkFacts,
    tokens: Arc<LinkedTokens>,
}

/// Opens the stored tokens while the connection is made; where none are stored, exchanges one token for this run.
pub async fn connect(service: &Service) -> Result<Session, SessionError> {
    let name = service.record_name();
    let stored = match service.read_vault()? {
        Some(vault) if vault.record_names().contains(&name) => {
            service.http.preconnect(&service.base_url);
            let (vault, key) = service.unlock(vault).await?;
            open(service, &vault, &key)?.map(|record| (record, key))
        }
        _ => None,
    };
    match stored {
        Some((record, key)) => with_stored(service, record, key).await,
        None => for_this_run(service).await,
    }
}

/// Opens the record of a service.
pub(super) fn open(service: &Service, vault: &Vault, key: &VaultKey) -> Result<Option<LinkRecord>, SessionError> {
    match vault.open(key, &service.record_name())? {
        Some(text) => Ok(Some(LinkRecord::from_text(&text)?)),
        None => Ok(None),
    }
}

async fn with_stored(service: &Service, record: LinkRecord, key: VaultKey) -> Result<Session, SessionError> {
    let facts = record.facts.clone();
    let tokens = LinkedTokens::new(service.clone(), Store::Vault(key), record, 0);
    session(service, tokens, facts, true).await
}

async fn for_this_run(service: &Service) -> Result<Session, SessionError> {
    if service.config.linked_service.grant == Grant::AuthorizationCode {
        return Err(SessionError::NotLinked { environment: service.config.environment.clone() });
    }
    // Processes side by side wait for each other, so that a refused credential costs one login. Where the data folder
    // cannot be written there is no lock to take, and nothing to wait for.
    let turn = service.lock_tokens().await.ok();
    let answer = exchange::obtain(service).await?;
    drop(turn);
    let record = LinkRecord::of_exchange(answer, service.grant_name(), service.clock.now());
    let facts = record.facts.clone();
    let tokens = LinkedTokens::new(service.clone(), Store::ThisRun, record, 1);
    session(service, tokens, facts, false).await
}

async fn session(
    service: &Service,
    tokens: Arc<LinkedTokens>,
    mut facts: LinkFacts,
    is_stored: bool,
) -> Result<Session, SessionError> {
    let api = Api::new(service.http.clone(), service.base_url.clone(), Arc::clone(&tokens) as Arc<_>);
    let customer_id = match known_customer(service, &facts)? {
        Some(customer_id) => customer_id,
        None => discover(service, &api, &mut facts).await?,
    };
    let api_url = facts.api_url.as_deref().and_then(|text| Url::parse(text).ok());
    let configured = service.config.linked_service.preferred_database.clone();
    Ok(Session {
        api: api.with_base(customer_id, api_url),
        library: configured.or_else(|| facts.preferred_library.clone()),
        is_stored,
        facts,
        tokens,
    })
}

/// The customer id that the link learnt, if it is the one configured.
fn known_customer(service: &Service, facts: &LinkFacts) -> Result<Option<u64>, SessionError> {
    match (service.config.linked_service.customer_id, facts.customer_id) {
        (Some(configured), Some(reported)) if configured != reported => {
            Err(SessionError::CustomerDiffers { configured, reported })
        }
        (_, reported) => Ok(reported),
    }
}

/// Asks the server who the token is, and puts what it says into the facts. Returns the customer id.
pub(super) async fn discover(service: &Service, api: &Api, facts: &mut LinkFacts) -> Result<u64, SessionError> {
    let found = api.discover().await?;
    facts.customer_id = found.customer_id;
    facts.api_url = found.api_url.map(|url| url.to_string());
    facts.user = found.user.map(|user| user.id);
    facts.preferred_library = found.preferred_library;
    let reported = known_customer(service, facts)?;
    reported.or(service.config.linked_service.customer_id).ok_or(SessionError::NoCustomerId)
}

impl Session {
    /// Renews the tokens now and returns what is known of the new ones.
    pub async fn renew(&self) -> Result<LinkFacts, SessionError> {
        Ok(self.tokens.renew_now().await?.facts)
    }

    /// Returns what is known of the present tokens, which may have been renewed since the session began.
    pub async fn present_facts(&self) -> LinkFacts {
        self.tokens.record().await.facts
    }

    /// Tells whether a refresh token is kept.
    pub async fn has_refresh_token(&self) -> bool {
        self.tokens.record().await.refresh_token.is_some()
    }
}
