//! Owns the look at a resolver config without any work item: what cannot work, and what is probably not meant.

use crate::operate::repositories::{Mode, Resolver};
use crate::operate::resolver_config::{ResolverConfig, inferred_mode};

/// What the look found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// The mode as written, or as the config's form suggests.
    pub(super) mode: Mode,
    /// It cannot work: why, and what to do.
    pub(super) mistakes: Vec<(String, String)>,
    /// It works, and is probably not meant.
    pub(super) doubts: Vec<String>,
}

/// Looks at a resolver config.
pub(super) fn look(resolver: &Resolver) -> Look {
    match ResolverConfig::read(&resolver.config, resolver.mode) {
        Ok(config) => Look {
            mode: config.mode(),
            mistakes: Vec::new(),
            doubts: config.doubts.iter().map(ToString::to_string).collect(),
        },
        Err(mistakes) => Look {
            mode: resolver.mode.unwrap_or_else(|| inferred_mode(&resolver.config)),
            mistakes: mistakes
                .into_iter()
                .map(|wrong| (format!("{} (character {} of it)", wrong.mistake, wrong.column), wrong.mistake.hint()))
                .collect(),
            doubts: Vec::new(),
        },
    }
}
