//! Owns the way from the global options to the linked service a command works with.

use super::configuration;
use super::stage::Stage;
use crate::session::service::Service;
use crate::vault::sources::Asking;

/// Loads the configuration and puts its linked service together. Nothing is asked of the network yet.
///
/// # Errors
/// Whatever is wrong with the configuration.
pub(crate) fn open(stage: &mut Stage<'_>) -> anyhow::Result<Service> {
    let loaded = configuration::load(stage)?;
    Ok(Service::of(loaded.config, stage.world, asking(stage))?)
}

/// Tells whether a person may be asked.
pub(crate) fn asking(stage: &Stage<'_>) -> Asking {
    if stage.global.no_input { Asking::Forbidden } else { Asking::Allowed }
}
