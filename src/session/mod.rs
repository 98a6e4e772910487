//! Owns a linked service in use: configuration, vault, HTTP and OAuth become an authenticated iManage client, renewed under
//! a lock. Refuses to print and to know exit codes.

pub mod connect;
pub mod error;
mod exchange;
pub mod link;
pub mod record;
mod refusals;
pub mod service;
pub mod sign_in;
mod tokens;
pub mod trial;
mod unfinished;
