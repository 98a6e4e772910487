//! Owns the prerequisites of the integration: checks, how they are run, and what they come to (CONTRACT 8). Refuses to print, to know
//! exit codes, and to change anything anywhere.

pub mod anonymize;
mod by_subject;
pub mod check;
pub mod checks;
pub mod compare;
pub mod confirm;
pub mod finding;
pub mod making;
pub mod matrix;
mod once;
pub mod report;
mod route;
pub mod runner;
pub mod selection;
pub mod setup;
mod told;
pub mod verdict;
pub mod waiting;
mod words;
