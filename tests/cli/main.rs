//! Runs the real program as its users do, one file a subcommand.

mod ci;
mod crash;
mod demo;
mod drift;
mod link;
mod ls_workspace;
mod near;
mod output;
#[path = "../parts/mod.rs"]
mod parts;
mod resolve;
mod store;
mod support;
mod terminal;
mod tls;
mod vault_format;
