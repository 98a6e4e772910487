//! Owns the way from a resolver config and a work item to an outcome. Refuses to print and to know exit codes.

pub mod explain;
pub mod filling;
pub mod judge;
pub mod one;
pub mod request;
