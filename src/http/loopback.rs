//! Owns the address on this machine that a browser is sent back to (RFC 8252 section 7.3). It is kept as it was written: a
//! server that compares redirect URIs compares texts.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// An address on this machine, such as `http://127.0.0.1/callback`. Without a port, any free one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loopback {
    host: LoopbackHost,
    port: Option<u16>,
    /// Empty, or with a slash in front.
    path: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum LoopbackHost {
    /// `localhost`, which a browser may take for either address.
    Name,
    Address(IpAddr),
}

/// Why a text is no such address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoopbackError {
    #[error("the address does not start with `http://`")]
    NotHttp,
    #[error("the address cannot be read")]
    Unreadable,
    #[error("the address is not on this machine")]
    Elsewhere,
    #[error("the address has a user, a query or a fragment")]
    Extra,
    #[error("the address has port 80 or 0")]
    Port,
    #[error("the path holds characters that addresses spell otherwise")]
    Path,
}

impl Default for Loopback {
    fn default() -> Self {
        let host = LoopbackHost::Address(Ipv4Addr::LOCALHOST.into());
        Loopback { host, port: None, path: "/callback".to_owned() }
    }
}

impl Loopback {
    /// Reads an address as it is written.
    ///
    /// # Errors
    /// When it is not plain http on this machine, or has more than host, port and path.
    pub fn parse(text: &str) -> Result<Self, LoopbackError> {
        let rest = text.strip_prefix("http://").ok_or(LoopbackError::NotHttp)?;
        let url = Url::parse(text).map_err(|_| LoopbackError::Unreadable)?;
        if !url.username().is_empty() || url.password().is_some() || text.contains(['?', '#', '@']) {
            return Err(LoopbackError::Extra);
        }
        let host = match url.host() {
            Some(Host::Domain("localhost")) => LoopbackHost::Name,
            Some(Host::Ipv4(address)) if address.is_loopback() => LoopbackHost::Address(address.into()),
            Some(Host::Ipv6(address)) if address.is_loopback() => LoopbackHost::Address(address.into()),
            _ => return Err(LoopbackError::Elsewhere),
        };
        let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        // Port 80 is http's own, so it reads like none; and a program of a person cannot listen there.
        let names_port = authority.rsplit(']').next().is_some_and(|end| end.contains(':'));
        if names_port && matches!(url.port(), None | Some(0)) {
            return Err(LoopbackError::Port);
        }
        if !path.is_empty() && path != url.path() {
            return Err(LoopbackError::Path);
        }
        Ok(Loopback { host, port: url.port(), path: path.to_owned() })
    }

    /// The same address with the port that was taken.
    pub(super) fn with_port(&self, port: u16) -> Self {
        Loopback { port: Some(port), ..self.clone() }
    }

    /// The port, where one is fixed.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The path as requests name it.
    pub(super) fn request_path(&self) -> &str {
        if self.path.is_empty() { "/" } else { &self.path }
    }

    /// Where to listen. A browser may take `localhost` for either address, so both are listened on.
    pub(super) fn addresses(&self) -> Vec<IpAddr> {
        match self.host {
            LoopbackHost::Name => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
            LoopbackHost::Address(address) => vec![address],
        }
    }
}

impl fmt::Display for Loopback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host {
            LoopbackHost::Name => f.write_str("http://localhost")?,
            LoopbackHost::Address(IpAddr::V4(address)) => write!(f, "http://{address}")?,
            LoopbackHost::Address(IpAddr::V6(address)) => write!(f, "http://[{address}]")?,
        }
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        f.write_str(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_as_it_was_written() {
        for text in [
            "http://127.0.0.1/callback",
            "http://127.0.0.1:8400/callback",
            "http://localhost:2292/oauthresult.aspx",
            "http://localhost:2292",
            "http://localhost:2292/",
            "http://[::1]:8400/a/b",
            "http://[::1]",
            "http://127.8.9.10:65535/%7Efirm",
        ] {
            assert_eq!(Loopback::parse(text).map(|address| address.to_string()), Ok(text.to_owned()));
        }
        assert_eq!(Loopback::parse("http://127.0.0.1/callback"), Ok(Loopback::default()));
        assert_eq!(Loopback::default().port(), None);
        assert_eq!(
            Loopback::parse("http://localhost:2292").map(|address| address.request_path().to_owned()),
            Ok("/".into())
        );
    }

    #[test]
    fn what_is_elsewhere_or_more_than_an_address_is_refused() {
        for (text, expected) in [
            ("https://127.0.0.1/callback", LoopbackError::NotHttp),
            ("https://firm.operate.example/externalServices/replyFrom", LoopbackError::NotHttp),
            ("127.0.0.1:8400", LoopbackError::NotHttp),
            ("http://", LoopbackError::Unreadable),
            ("http://127.0.0.1:99999/", LoopbackError::Unreadable),
            ("http://10.0.0.1/callback", LoopbackError::Elsewhere),
            ("http://0.0.0.0:8400/", LoopbackError::Elsewhere),
            ("http://localhost.evil.example/", LoopbackError::Elsewhere),
            ("http://127.0.0.1.evil.example/", LoopbackError::Elsewhere),
            ("http://ada@127.0.0.1/", LoopbackError::Extra),
            ("http://@127.0.0.1/", LoopbackError::Extra),
            ("http://127.0.0.1/?a=b", LoopbackError::Extra),
            ("http://127.0.0.1/#a", LoopbackError::Extra),
            ("http://127.0.0.1:80/", LoopbackError::Port),
            ("http://[::1]:80/", LoopbackError::Port),
            ("http://127.0.0.1:0/", LoopbackError::Port),
            ("http://127.0.0.1/a/../b", LoopbackError::Path),
            ("http://127.0.0.1/a b", LoopbackError::Path),
        ] {
            assert_eq!(Loopback::parse(text), Err(expected), "{text}");
        }
    }
}
