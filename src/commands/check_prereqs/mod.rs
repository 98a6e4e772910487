//! Runs `imctl check-prereqs`: every prerequisite of the integration, as findings.

mod ask;
mod list;
mod reports;

pub(super) use ask::run;
