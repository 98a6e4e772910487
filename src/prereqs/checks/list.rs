//! Owns the list of all checks, in the order of reports. A new check is one line in its group's file.

use super::{areas, config, encryption, imanage, network, oauth, resolvers};
use crate::prereqs::check::Check;
use crate::prereqs::setup::Setup;

/// Lists the checks of a set-up; without one, those that every set-up has.
pub fn all(setup: Option<&Setup>) -> Vec<Check> {
    let mut checks = config::checks();
    checks.extend(encryption::checks());
    checks.extend(network::checks(setup));
    checks.extend(imanage::checks());
    checks.extend(oauth::checks());
    if let Some(setup) = setup {
        checks.extend(areas::checks(&setup.config));
        checks.extend(resolvers::checks(&setup.config));
    }
    checks
}
