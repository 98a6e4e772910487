//! Owns the checks: one file a group, and the list of all of them.

mod areas;
mod config;
mod encryption;
mod imanage;
pub mod list;
mod network;
mod oauth;
mod resolvers;
mod samples;
mod tls;
mod workspaces;
