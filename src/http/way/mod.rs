//! Owns looking at the way to a server step by step: its name, the connection, the proxy, the TLS handshake, each told apart from the
//! others. Sends no request, and trusts exactly what the client trusts.

mod chain;
mod connect;
mod handshake;
mod proxy;

pub use chain::{CertificateFacts, Gap, gap};
pub use connect::{Connection, NameError};
pub use handshake::Handshake;
pub use proxy::{ProxyError, ProxyOrigin, UsedProxy};

use std::time::Duration;

use url::Url;

use super::client::HttpClient;

/// The way from here to a server, as the client goes it.
#[derive(Clone)]
pub struct Way {
    client: HttpClient,
    /// The host, without brackets around an IPv6 address.
    pub host: String,
    pub port: u16,
    /// Plain http is for loopback only.
    pub is_tls: bool,
    pub proxy: Option<UsedProxy>,
}

impl HttpClient {
    /// Finds the way to a server; nothing is asked yet.
    pub fn way(&self, url: &Url) -> Way {
        Way {
            client: self.clone(),
            host: url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned(),
            port: url.port_or_known_default().unwrap_or(443),
            is_tls: url.scheme() == "https",
            proxy: proxy::used_for(url, self.inner().settings.proxy.as_deref()),
        }
    }
}

impl Way {
    /// The host and port that are connected to: the proxy's, where there is one.
    pub fn first_stop(&self) -> (&str, u16) {
        self.proxy.as_ref().map_or((self.host.as_str(), self.port), |proxy| (proxy.host.as_str(), proxy.port))
    }

    /// How long one step may take: what the client allows for a connection.
    fn limit(&self) -> Duration {
        self.client.inner().settings.timeout.min(super::client::CONNECT_LIMIT)
    }
}
