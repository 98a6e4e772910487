//! Owns the prerequisites of the integration: checks, how they are run, and what they come to (CONTRACT 8). Refuses to print, to know
//! exit codes, and to change anything anywhere.

pub mod anonymize;
pub mod compare;
pub mod finding;
pub mod report;
