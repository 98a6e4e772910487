//! Owns the way from the global options to the configuration a command works with.

use super::stage::Stage;
use crate::config::{self, ConfigError, Loaded, Overrides, Request};

/// Loads the configuration as the global options ask; its warnings show with `-v`. What
/// the file says of the global options takes effect, so the form of the answer is chosen afterwards.
///
/// # Errors
/// Whatever is wrong with the configuration.
pub(crate) fn load(stage: &mut Stage<'_>) -> Result<Loaded, ConfigError> {
    let loaded = config::load(stage.world, &request(stage))?;
    stage.adopt(&loaded.config.options);
    stage.world.withheld.extend(loaded.secret_variables.iter().cloned());
    for warning in &loaded.warnings {
        stage.detail(1, &format!("warning: {warning}"));
    }
    Ok(loaded)
}

/// Takes from the global options what concerns the configuration.
pub(crate) fn request(stage: &Stage<'_>) -> Request {
    let global = &stage.global;
    Request {
        file: global.config.clone(),
        environment: global.environment.clone(),
        overrides: Overrides {
            proxy: global.proxy.clone(),
            ca_file: global.ca_file.clone(),
            timeout: global.timeout,
            concurrency: global.concurrency,
        },
    }
}
