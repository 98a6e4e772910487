//! Runs the real program as its users do, one file a subcommand.

mod certificates;
mod crash;
mod demo;
mod link;
mod ls_workspace;
mod output;
#[path = "../parts/mod.rs"]
mod parts;
mod resolve;
mod rotate;
mod support;
mod terminal;
mod tls;
mod vault_format;
