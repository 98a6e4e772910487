//! Runs the real program as its users do, one file a subcommand.

mod check_prereqs;
mod crash;
mod demo;
mod link;
mod ls_workspace;
mod output;
#[path = "../parts/mod.rs"]
mod parts;
mod resolve;
mod store;
mod support;
mod terminal;
mod tls;
mod vault_format;
