//! Runs the real program against servers that mean harm: raw ones, of fixed bytes, that no library would let anybody write.

mod answers;
mod bounds;
mod lists;
mod names;
#[path = "../parts/mod.rs"]
#[allow(dead_code, reason = "shared with the crates that need more of it")]
mod parts;
mod queries;
mod redirects;
mod server;
#[path = "../cli/support/mod.rs"]
#[allow(dead_code, reason = "shared with the crates that need more of it")]
mod support;
mod tls;
mod victim;
