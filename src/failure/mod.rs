//! Owns what failure means: error -> exit code, code text, hints. The only room that knows exit codes.

pub mod bulk;
pub mod config;
pub mod explain;
mod http;
mod imanage;
pub mod resolve;
pub mod sandbox;
mod session;
pub mod usage;
mod vault;
pub mod verdict;

#[cfg(test)]
mod tests;
