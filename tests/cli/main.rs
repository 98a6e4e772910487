//! Runs the real program as its users do, one file a subcommand.

// What only tests of Unix use.
#![cfg_attr(not(unix), allow(unused_imports, unused_variables, dead_code))]

mod certificates;
mod check_prereqs;
mod ci;
#[cfg(unix)]
mod crash;
mod demo;
mod doors;
mod drift;
#[cfg(unix)]
mod io_errors;
mod link;
mod ls_workspace;
mod many;
mod memory;
mod near;
mod near_budget;
mod output;
#[path = "../parts/mod.rs"]
mod parts;
mod private_files;
mod refusals;
mod renewal;
#[cfg(target_os = "linux")]
mod renewal_crash;
mod resolve;
mod rotate;
#[cfg(unix)]
mod rotate_crash;
mod sign_in;
mod store;
mod support;
mod terminal;
mod third_party;
mod tls;
mod vault_format;
