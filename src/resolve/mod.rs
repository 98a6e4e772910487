//! Owns the way from a resolver config and a work item to an outcome. Refuses to print and to know exit codes.

pub mod bulk;
pub mod drift;
pub mod explain;
pub mod filling;
pub mod judge;
pub mod likeness;
pub mod miss;
pub mod near;
pub mod one;
pub mod ready;
pub mod references;
pub mod request;
