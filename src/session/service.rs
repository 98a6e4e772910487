//! Owns the linked service of one environment as the rest of the room needs it: where it is, who asks, what is written where.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use url::Url;

use super::error::SessionError;
use super::record::LinkFacts;
use super::refusals::Refusals;
use super::unfinished::Unfinished;
use crate::config::{Config, Encryption};
use crate::http::{HttpClient, HttpError, HttpSettings};
use crate::sys::clock::Clock;
use crate::sys::lock::{Lock, LockError};
use crate::sys::paths;
use crate::sys::world::World;
use crate::text::secret::{Secret, SecretReference};
use crate::vault::opening::{Keys, OpeningError};
use crate::vault::sources::{self, Asking, SecretName};
use crate::vault::{RecordName, Vault, VaultError, VaultKey, turns};

/// For how many requests one process waits for another that renews or writes: a renewal, a new exchange in its place, and one
/// to spare.
const PATIENCE: u32 = 3;

/// The linked service of one environment, and this process's surroundings.
#[derive(Clone)]
pub struct Service {
    pub config: Arc<Config>,
    pub asking: Asking,
    pub clock: Arc<dyn Clock>,
    pub http: HttpClient,
    pub base_url: Url,
    pub client_id: String,
    pub data_folder: PathBuf,
    /// When this process began to use the service.
    pub started_at: Timestamp,
    /// The world without its streams, for reading secrets from another thread.
    surroundings: Arc<Mutex<World>>,
    /// Secrets that were read ahead, for this run.
    known: Arc<Mutex<BTreeMap<&'static str, Secret>>>,
    /// Nothing is written: no lock, no memory of a refusal.
    leaves_no_trace: bool,
}

impl Service {
    /// Puts the linked service together. Nothing is read, asked or opened yet.
    pub fn of(config: Config, world: &World, asking: Asking) -> Result<Self, SessionError> {
        let http = http_client(&config)?;
        Service::with_client(config, world, asking, http)
    }

    /// Puts the linked service together around a client that is there already.
    pub fn with_client(
        config: impl Into<Arc<Config>>,
        world: &World,
        asking: Asking,
        http: HttpClient,
    ) -> Result<Self, SessionError> {
        let config = config.into();
        let service = &config.linked_service;
        Ok(Service {
            base_url: service.base_url.clone(),
            client_id: service.require_client_id()?.to_owned(),
            data_folder: paths::data_folder(world)?,
            started_at: world.clock.now(),
            asking,
            clock: Arc::clone(&world.clock),
            http,
            surroundings: Arc::new(Mutex::new(world.without_streams())),
            known: Arc::default(),
            leaves_no_trace: false,
            config,
        })
    }

    /// The same service, used for looking only: nothing is written on its behalf, not even the memory of a refusal.
    pub fn without_trace(self) -> Self {
        Service { leaves_no_trace: true, ..self }
    }

    /// Names the vault's record of this service.
    pub fn record_name(&self) -> RecordName {
        RecordName {
            environment: self.config.environment.clone(),
            base_url: self.base_url.as_str().to_owned(),
            client_id: self.client_id.clone(),
        }
    }

    /// Tells whether a person may be asked for a secret while this service is used.
    pub fn may_ask(&self) -> bool {
        let linked_service = &self.config.linked_service;
        let secrets = [&self.config.encryption.seed, &linked_service.client_secret, &linked_service.password];
        secrets.into_iter().flatten().any(|reference| *reference == SecretReference::Prompt)
    }

    /// The address that the server gives for its API, where that is on another host than `base_url`: no token goes there.
    pub fn foreign_api(&self, facts: &LinkFacts) -> Option<Url> {
        let told = Url::parse(facts.api_url.as_deref()?).ok()?;
        (told.origin() != self.base_url.origin()).then_some(told)
    }

    /// Tells where the vault is.
    pub fn vault_path(&self) -> PathBuf {
        self.data_folder.join("vault.json")
    }

    /// Names the grant as RFC 6749 does.
    pub fn grant_name(&self) -> &'static str {
        self.config.linked_service.grant.name()
    }

    /// Tells where tokens are asked for: `<base_url>/auth/oauth2/token` unless configured otherwise
    /// (`reference/imanage-api.md` section 2.1).
    pub fn token_url(&self) -> Url {
        self.endpoint(self.config.linked_service.http.token_url.as_ref(), "/auth/oauth2/token")
    }

    /// Tells where tokens are revoked.
    pub fn revoke_url(&self) -> Url {
        self.endpoint(self.config.linked_service.http.revoke_url.as_ref(), "/auth/oauth2/revoke-token")
    }

    fn endpoint(&self, configured: Option<&Url>, usual_path: &str) -> Url {
        configured.cloned().unwrap_or_else(|| {
            let mut url = self.base_url.clone();
            url.set_path(usual_path);
            url
        })
    }

    /// Tells where a person signs in.
    pub fn authorize_url(&self) -> Url {
        self.endpoint(self.config.linked_service.http.authorize_url.as_ref(), "/auth/oauth2/authorize")
    }

    /// Tells where refusals of a grant of this service are remembered.
    pub(super) fn refusals(&self, grant: &str) -> Refusals {
        Refusals::new(&self.data_folder, &self.key(), grant).read_only(self.leaves_no_trace)
    }

    /// Tells where renewals of this service are noted.
    pub(super) fn unfinished(&self) -> Unfinished {
        Unfinished::new(&self.data_folder, &self.key())
    }

    /// Reads the client secret from its source.
    pub(super) fn read_client_secret(&self) -> Result<Secret, SessionError> {
        self.read_secret(self.config.linked_service.require_client_secret()?, "client_secret")
    }

    /// Reads the user's password from its source.
    pub(super) fn read_password(&self) -> Result<Secret, SessionError> {
        self.read_secret(self.config.linked_service.require_password()?, "password")
    }

    /// Reads the seed from its source.
    pub fn read_seed(&self) -> Result<Secret, SessionError> {
        self.read_secret(self.config.encryption.require_seed()?, "seed")
    }

    /// Reads secrets that this run will need and keeps them for it, so that nobody is asked twice, and nobody while other work waits.
    /// Those that are not configured are passed over.
    pub fn read_ahead(&self, keys: &[&'static str]) -> Result<(), SessionError> {
        let linked_service = &self.config.linked_service;
        let references = [
            ("seed", &self.config.encryption.seed),
            ("client_secret", &linked_service.client_secret),
            ("password", &linked_service.password),
        ];
        for (key, reference) in references {
            if let Some(reference) = reference.as_ref().filter(|_| keys.contains(&key)) {
                let secret = self.read_secret(reference, key)?;
                self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(key, secret);
            }
        }
        Ok(())
    }

    /// A secret that was read ahead.
    fn read_already(&self, key: &str) -> Option<Secret> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn read_secret(&self, reference: &SecretReference, key: &'static str) -> Result<Secret, SessionError> {
        if let Some(known) = self.read_already(key) {
            return Ok(known);
        }
        let name = match key {
            "seed" => SecretName::seed(),
            key => SecretName { environment: self.config.environment.clone(), key },
        };
        let world = self.surroundings.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(sources::read(reference, &name, &world, self.asking)?)
    }

    /// Reads the vault's file. `None` where encryption was never set up.
    pub fn read_vault(&self) -> Result<Option<Vault>, SessionError> {
        let path = self.vault_path();
        match Vault::read(&path) {
            Ok(vault) => Ok(Some(vault)),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads seed, certificate and private key, and derives the vault's key. Takes a noticeable part of a second of
    /// computing, so it runs on a thread of its own while connections are opened. Hands back the vault that the key opens:
    /// another reading where the file was sealed anew meanwhile.
    pub async fn unlock(&self, vault: Vault) -> Result<(Vault, VaultKey), SessionError> {
        match self.derive(&vault).await {
            Err(SessionError::Opening(OpeningError::Vault(VaultError::SealedAnew { .. }))) => {
                let vault = Vault::read(&self.vault_path())?;
                let key = self.derive(&vault).await?;
                Ok((vault, key))
            }
            key => Ok((vault, key?)),
        }
    }

    async fn derive(&self, vault: &Vault) -> Result<VaultKey, SessionError> {
        let (service, vault) = (self.clone(), vault.clone());
        tokio::task::spawn_blocking(move || {
            let Encryption { certificate, private_key, .. } = &service.config.encryption;
            let keys = Keys { seed: service.config.encryption.require_seed()?, certificate, private_key };
            let world = service.surroundings.lock().unwrap_or_else(PoisonError::into_inner).without_streams();
            let seed = service.read_already("seed");
            Ok(keys.open_with(seed, &vault, &world, service.asking)?.key)
        })
        .await
        .map_err(|_| SessionError::WorkerLost)?
    }

    /// Derives the vault's key anew where the vault was sealed anew since a key was derived. For the holder of the token
    /// lock, whom no rotation overtakes.
    pub(super) async fn newer_key(&self, key: &VaultKey) -> Result<Option<VaultKey>, SessionError> {
        match self.read_vault()? {
            Some(vault) if !vault.is_opened_by(key) => self.derive(&vault).await.map(Some),
            _ => Ok(None),
        }
    }

    /// Waits for the right to exchange or renew tokens of this service; two environments do not wait for each other.
    pub(super) async fn lock_tokens(&self) -> Result<Lock, SessionError> {
        let (data_folder, key, patience) = (self.data_folder.clone(), self.key(), self.patience());
        wait(move || turns::tokens(&data_folder, &key, patience)).await
    }

    /// Waits for the right to change the vault's file. Held only while the file is read, changed and written.
    pub(super) async fn lock_vault(&self) -> Result<Lock, SessionError> {
        let (data_folder, patience) = (self.data_folder.clone(), self.patience());
        wait(move || turns::vault(&data_folder, patience)).await
    }

    /// How long this process waits for another that renews or writes.
    fn patience(&self) -> Duration {
        self.config.linked_service.http.timeout * PATIENCE
    }

    /// A short name for this service's files, the same in each process.
    fn key(&self) -> String {
        let name = self.record_name();
        let mut hash = Sha256::new();
        for part in [&name.environment, &name.base_url, &name.client_id] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Waits on a thread of its own, so that connections go on meanwhile.
async fn wait(take: impl FnOnce() -> Result<Lock, LockError> + Send + 'static) -> Result<Lock, SessionError> {
    tokio::task::spawn_blocking(take).await.map_err(|_| SessionError::WorkerLost)?.map_err(SessionError::from)
}

/// Makes the client that a configuration asks for.
///
/// # Errors
/// When the proxy's address cannot be used.
pub fn http_client(config: &Config) -> Result<HttpClient, HttpError> {
    let http = &config.linked_service.http;
    HttpClient::new(HttpSettings {
        timeout: http.timeout,
        proxy: http.proxy.clone(),
        ca_file: http.ca_file.clone(),
        ca_only: http.ca_mode == crate::config::CaMode::Only,
        client_certificate: http.client_certificate.clone(),
        client_key: http.client_key.clone(),
        concurrency: http.concurrency,
    })
}
