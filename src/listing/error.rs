//! Owns why a workspace cannot be listed.

use crate::imanage::api::ApiError;

/// Why a workspace cannot be listed.
#[derive(Debug, thiserror::Error)]
pub enum ListingError {
    #[error("there is no folder `{path}` in the workspace")]
    NoFolder {
        path: String,
        /// The folders there are where the path ends to be found.
        have: Vec<String>,
    },
    #[error("the path `{path}` ends in the middle of an escape: a single `\\`")]
    BadPath { path: String },
    #[error(transparent)]
    Api(#[from] ApiError),
}
