//! Owns Operate's side, pure: areas, composer paths, resolver configs, work items, repositories, the redirect URL.
//! Refuses every I/O.

pub mod areas;
pub mod composer;
pub mod redirect;
pub mod repositories;
pub mod resolver_config;
pub mod work_item;
