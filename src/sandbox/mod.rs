//! Owns an iManage-like REST server on loopback, written from `reference/imanage-api.md` alone: practice, tests, demos.
//! Refuses to share code or wire types with the client, so that a mistake on one side cannot hide in the other.

mod answer;
mod authorize;
mod create;
mod customs;
pub mod data;
mod data_file;
pub mod faults;
mod forms;
mod json;
mod matching;
mod oauth;
mod paging;
mod request;
mod routes;
mod sample;
mod search;
mod sending;
mod server;
mod service;
pub mod settings;
mod state;
mod tokens;
mod tree;

pub use data::FirmData;
pub use data_file::{DataError, load as load_data};
pub use faults::{Fault, FaultPlace};
pub use server::{Running, Sandbox, SandboxError, Seen};
pub use settings::{EmptyAnswer, Grant, ListShape, Settings};
