//! Owns what can go wrong while a linked service is put to use. The rooms below keep their own errors; this file adds what
//! only their interplay can find.

use std::path::PathBuf;

use crate::config::ConfigError;
use crate::http::HttpError;
use crate::imanage::error::ApiError;
use crate::imanage::oauth::{OAuthError, Refusal};
use crate::sys::lock::LockError;
use crate::sys::paths::NoDataFolder;
use crate::vault::VaultError;
use crate::vault::opening::OpeningError;
use crate::vault::sources::SourceError;

use super::record::RecordError;

/// Why a linked service could not be put to use.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    #[error("environment `{environment}` is not linked, and the grant `authorization_code` needs a person to link it")]
    NotLinked { environment: String },
    #[error("this version links with `client_credentials` and `password`, not with `{grant}`")]
    GrantNotBuilt { grant: &'static str },
    #[error("encryption is not set up: there is no vault at `{}`", path.display())]
    NoVault { path: PathBuf },
    #[error("environment `{environment}` is not linked")]
    NothingToForget { environment: String },
    #[error("what was written to the vault `{}` does not read back", path.display())]
    NotReadBack { path: PathBuf },
    #[error("these credentials were refused {seconds} s ago, and are not tried again before a minute has passed")]
    RefusedLately { seconds: i64, refusal: Refusal },
    #[error("`customer_id` is {configured}, but the server says {reported}")]
    CustomerDiffers { configured: u64, reported: u64 },
    #[error("the server did not tell the customer id of this account")]
    NoCustomerId,
    #[error("the server refuses each access token it issues")]
    TokensDoNotLast,
    #[error("the tokens could not be revoked at iManage, so nothing was forgotten")]
    NotRevoked(#[source] OAuthError),
    #[error("a worker thread ended before its work was done")]
    WorkerLost,
    #[error(transparent)]
    DataFolder(#[from] NoDataFolder),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error(transparent)]
    OAuth(#[from] OAuthError),
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Opening(#[from] OpeningError),
    #[error(transparent)]
    Source(#[from] SourceError),
}
