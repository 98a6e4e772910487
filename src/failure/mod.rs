//! Owns what failure means: error -> exit code, code text, hints. The only room that knows exit codes.

pub mod config;
pub mod explain;
pub mod sandbox;
pub mod usage;
pub mod verdict;
