//! Owns the configuration as the rest of the program sees it: every value typed, every path absolute.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use crate::http::Loopback;
use crate::operate::areas::Area;
use crate::operate::repositories::Repository;
use crate::text::secret::SecretReference;

use super::error::ConfigError;
use super::urls::shown_proxy;

/// The effective configuration of one environment.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file it was read from; `None` when variables alone told it.
    pub file: Option<PathBuf>,
    /// The environment's name; `default` when the file declares none.
    pub environment: String,
    pub linked_service: LinkedService,
    pub encryption: Encryption,
    /// The declared areas by key.
    pub areas: BTreeMap<String, Area>,
    pub repositories: BTreeMap<String, Repository>,
    pub options: Options,
}

/// Global options that the file sets; the command line goes before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// One of the forms' names.
    pub output: Option<String>,
    /// `auto`, `always` or `never`.
    pub color: Option<String>,
    pub no_input: bool,
    pub quiet: bool,
    pub verbose: u8,
}

/// The connection to one iManage server.
#[derive(Clone, Debug)]
pub struct LinkedService {
    /// Scheme and host only, with `/` as its path.
    pub base_url: Url,
    pub customer_id: Option<u64>,
    pub preferred_database: Option<String>,
    pub client_id: Option<String>,
    pub client_secret: Option<SecretReference>,
    pub username: Option<String>,
    pub password: Option<SecretReference>,
    pub grant: Grant,
    pub scope: Option<String>,
    /// Where the browser comes back to after the sign-in of the grant `authorization_code`.
    pub redirect_uri: Loopback,
    pub operate_url: Option<Url>,
    /// Whatever writes to iManage asks first.
    pub protected: bool,
    pub http: Http,
}

/// How credentials are exchanged for tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grant {
    #[default]
    ClientCredentials,
    AuthorizationCode,
    Password,
}

impl Grant {
    /// Names the grant as `imctl.toml` does.
    pub fn name(self) -> &'static str {
        match self {
            Grant::ClientCredentials => "client_credentials",
            Grant::AuthorizationCode => "authorization_code",
            Grant::Password => "password",
        }
    }
}

/// Whether the given certificates join the system's roots or take their place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaMode {
    #[default]
    Add,
    Only,
}

/// How the server is reached. The debug form leaves out user and password of the proxy.
#[derive(Clone)]
pub struct Http {
    pub proxy: Option<String>,
    pub ca_file: Option<PathBuf>,
    pub ca_mode: CaMode,
    pub client_certificate: Option<PathBuf>,
    pub client_key: Option<PathBuf>,
    /// What one request may take in all.
    pub timeout: Duration,
    /// The most connections at once.
    pub concurrency: usize,
    /// Where tokens are asked for, where iManage's own address does not do; same for the two below.
    pub token_url: Option<Url>,
    pub authorize_url: Option<Url>,
    pub revoke_url: Option<Url>,
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http")
            .field("proxy", &self.proxy.as_deref().map(shown_proxy))
            .field("ca_file", &self.ca_file)
            .field("timeout", &self.timeout)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}

/// What the vault is opened with.
#[derive(Clone, Debug)]
pub struct Encryption {
    pub seed: Option<SecretReference>,
    pub certificate: PathBuf,
    pub private_key: PathBuf,
}

impl LinkedService {
    /// Hands out the client id.
    ///
    /// # Errors
    /// [`ConfigError::MissingValue`] with the key, the variable and an example line.
    pub fn require_client_id(&self) -> Result<&str, ConfigError> {
        self.client_id.as_deref().ok_or(ConfigError::MissingValue { key: "linked_service.client_id" })
    }

    /// Hands out where the client secret is kept.
    pub fn require_client_secret(&self) -> Result<&SecretReference, ConfigError> {
        self.client_secret.as_ref().ok_or(ConfigError::MissingValue { key: "linked_service.client_secret" })
    }

    /// Hands out the user name of the password grant.
    pub fn require_username(&self) -> Result<&str, ConfigError> {
        self.username.as_deref().ok_or(ConfigError::MissingValue { key: "linked_service.username" })
    }

    /// Hands out where the password of the password grant is kept.
    pub fn require_password(&self) -> Result<&SecretReference, ConfigError> {
        self.password.as_ref().ok_or(ConfigError::MissingValue { key: "linked_service.password" })
    }

    /// Hands out the preferred database.
    pub fn require_preferred_database(&self) -> Result<&str, ConfigError> {
        self.preferred_database.as_deref().ok_or(ConfigError::MissingValue { key: "linked_service.preferred_database" })
    }

    /// Hands out the address of Operate.
    pub fn require_operate_url(&self) -> Result<&Url, ConfigError> {
        self.operate_url.as_ref().ok_or(ConfigError::MissingValue { key: "linked_service.operate_url" })
    }
}

impl Encryption {
    /// Hands out where the seed is kept.
    pub fn require_seed(&self) -> Result<&SecretReference, ConfigError> {
        self.seed.as_ref().ok_or(ConfigError::MissingValue { key: "encryption.seed" })
    }
}
