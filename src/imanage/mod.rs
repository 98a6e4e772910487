//! Owns the iManage Work REST API v2 as imctl uses it: discovery, OAuth, libraries, workspaces, folders, documents,
//! paging, wire types, errors (`reference/imanage-api.md`). Refuses to know configuration, vault or exit codes.

pub mod answers;
pub mod api;
pub mod customs;
pub mod discovery;
pub mod documents;
pub mod error;
pub mod folders;
pub mod hosting;
pub mod ids;
pub mod knock;
pub mod libraries;
pub mod oauth;
pub mod oauth_code;
mod paging;
pub mod rows;
mod scalar;
mod wire;
pub mod workspaces;
