//! Owns what may be typed: the command tree, one file a subcommand. Doc comments are the help.
//! Refuses to do anything with it, and no option takes a secret's value.

pub mod check_prereqs;
pub mod completions;
pub mod config;
pub mod demo;
pub mod encryption;
pub mod generate;
pub mod global;
pub mod link;
pub mod ls_workspace;
pub mod resolve;
pub mod sandbox;
pub mod tree;
pub mod work_item;
