//! Owns what a client is made from.

use std::path::PathBuf;
use std::time::Duration;

/// What a client is made from.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// One request in all: repeats, the pauses before them, and what the server asks to wait. Waiting for its turn among the
    /// others is not counted, nor what [`super::HttpClient::patient`] allows besides.
    pub timeout: Duration,
    pub proxy: Option<String>,
    pub ca_file: Option<PathBuf>,
    /// Trust `ca_file` alone, not the system's roots.
    pub ca_only: bool,
    pub client_certificate: Option<PathBuf>,
    pub client_key: Option<PathBuf>,
    /// Most connections at once.
    pub concurrency: usize,
}
