//! Owns what can go wrong while a linked service is put to use. The rooms below keep their own errors; this file adds what
//! only their interplay can find.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::config::ConfigError;
use crate::http::{CallbackError, HttpError};
use crate::imanage::error::ApiError;
use crate::imanage::oauth::{OAuthError, Refusal};
use crate::imanage::oauth_code::{NoRandomness, SignInRefusal};
use crate::sys::files::FileError;
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
    #[error("environment `{environment}` is linked by a person who signs in, and nobody is to be asked")]
    NeedsPerson { environment: String },
    #[error("nobody signed in within {seconds} s{}", of_strangers(*.strangers))]
    NobodySignedIn { seconds: u64, strangers: u32, redirect_uri: String },
    #[error(
        "the access token of environment `{environment}` has ended, and there is no refresh token to renew it with"
    )]
    LinkEnded { environment: String },
    #[error(
        "a renewal that began at {at:.0} was cut off before its new tokens were stored (process {process}), and the old refresh \
         token is not accepted any more"
    )]
    RenewalLost {
        at: Timestamp,
        process: u32,
        #[source]
        refusal: OAuthError,
    },
    #[error("environment `{environment}` was unlinked by another process")]
    Unlinked { environment: String },
    #[error("encryption is not set up: there is no vault at `{}`", path.display())]
    NoVault { path: PathBuf },
    #[error("environment `{environment}` is not linked")]
    NothingToForget { environment: String },
    #[error("what was written to the vault `{}` does not read back", path.display())]
    NotReadBack { path: PathBuf },
    #[error("the same was refused {seconds} s ago, and is not asked again before a minute has passed")]
    RefusedLately {
        seconds: i64,
        #[source]
        refusal: Refusal,
    },
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
    SignIn(#[from] SignInRefusal),
    #[error(transparent)]
    Callback(#[from] CallbackError),
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    #[error(transparent)]
    File(#[from] FileError),
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

fn of_strangers(number: u32) -> String {
    match number {
        0 => String::new(),
        1 => "; one answer came that belongs to another sign-in".to_owned(),
        many => format!("; {many} answers came that belong to other sign-ins"),
    }
}
