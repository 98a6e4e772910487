//! Owns which proxy is used, as the client chooses it, and asking it for a tunnel.

use std::time::Duration;

use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use url::Url;

use super::Way;
use super::connect::{Connection, Stream};
use super::handshake::plain_handshake;
use crate::http::client::is_loopback;
use crate::http::error::HttpError;
use crate::text::secret::Secret;

/// More than the head of any proxy's answer, in bytes.
const HEAD_LIMIT: usize = 8 * 1024;

/// What named a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyOrigin {
    /// `http.proxy`, `IMCTL_PROXY` or `--proxy`.
    Configured,
    /// The system, or `HTTPS_PROXY` and its like.
    System,
}

/// A proxy that is used.
#[derive(Clone, Debug)]
pub struct UsedProxy {
    pub origin: ProxyOrigin,
    pub host: String,
    pub port: u16,
    /// Scheme, host and port; never a user or a password.
    pub shown: String,
    /// User and password are sent to it.
    pub has_password: bool,
    is_tls: bool,
    is_socks: bool,
    authorization: Option<Secret>,
}

/// Why a proxy gave no tunnel.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProxyError {
    #[error("asks for a user and password")]
    AsksForPassword,
    #[error("does not accept the user and password that were given")]
    RefusesPassword,
    #[error("refuses to connect to this host (status {status})")]
    Refuses { status: u16 },
    #[error("did not answer in time")]
    Silent,
    #[error("closes the connection")]
    Closes,
    #[error("does not answer as an HTTP proxy does")]
    NoProxy,
    #[error("is a SOCKS proxy, and HTTP proxies are spoken to only")]
    Socks,
    #[error(transparent)]
    Tls(HttpError),
}

/// Finds the proxy that the client uses for an address. Plain http on loopback passes the system's proxy by.
pub(super) fn used_for(url: &Url, configured: Option<&str>) -> Option<UsedProxy> {
    let target = url.as_str().parse().ok()?;
    if let Some(configured) = configured {
        let intercept = Matcher::builder().all(configured).build().intercept(&target)?;
        return used(&intercept, ProxyOrigin::Configured);
    }
    if url.scheme() == "http" && is_loopback(url) {
        return None;
    }
    used(&Matcher::from_system().intercept(&target)?, ProxyOrigin::System)
}

fn used(intercept: &Intercept, origin: ProxyOrigin) -> Option<UsedProxy> {
    let uri = intercept.uri();
    let is_tls = uri.scheme_str() == Some("https");
    let host = uri.host()?.trim_matches(['[', ']']).to_owned();
    let port = uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
    let authorization = intercept.basic_auth().and_then(|value| value.to_str().ok()).map(|text| text.to_owned());
    Some(UsedProxy {
        origin,
        shown: format!("{}://{}:{port}", uri.scheme_str().unwrap_or("http"), uri.host()?),
        host,
        port,
        has_password: authorization.is_some(),
        is_tls,
        is_socks: uri.scheme_str().is_some_and(|scheme| scheme.starts_with("socks")),
        authorization: authorization.map(Secret::new),
    })
}

impl Way {
    /// Asks the proxy for a tunnel to the server; without a proxy, or without TLS inside, there is nothing to ask.
    ///
    /// # Errors
    /// What the proxy does instead.
    pub async fn tunnel(&self, connection: Connection) -> Result<Connection, ProxyError> {
        let Some(proxy) = &self.proxy else { return Ok(connection) };
        if proxy.is_socks {
            return Err(ProxyError::Socks);
        }
        let Connection { stream, address } = connection;
        let mut stream = if proxy.is_tls {
            plain_handshake(&self.client, &proxy.host, stream, self.limit()).await.map_err(ProxyError::Tls)?
        } else {
            stream
        };
        if self.is_tls {
            ask(&mut stream, self, proxy, self.limit()).await?;
        }
        Ok(Connection { stream, address })
    }
}

async fn ask(stream: &mut Stream, way: &Way, proxy: &UsedProxy, limit: Duration) -> Result<(), ProxyError> {
    let host = if way.host.contains(':') { format!("[{}]", way.host) } else { way.host.clone() };
    let target = format!("{host}:{}", way.port);
    let authorization = proxy.authorization.as_ref();
    let line = authorization.map(|secret| format!("Proxy-Authorization: {}\r\n", secret.expose()));
    let head = zeroize::Zeroizing::new(format!(
        "CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{}\r\n",
        line.unwrap_or_default()
    ));
    let status = tokio::time::timeout(limit, exchange(stream, head.as_bytes()));
    match status.await.map_err(|_| ProxyError::Silent)?? {
        200 => Ok(()),
        407 if proxy.has_password => Err(ProxyError::RefusesPassword),
        407 => Err(ProxyError::AsksForPassword),
        status => Err(ProxyError::Refuses { status }),
    }
}

/// Sends the head of a request and reads the status of the answer, up to the end of its head.
async fn exchange(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), head: &[u8]) -> Result<u16, ProxyError> {
    stream.write_all(head).await.map_err(|_| ProxyError::Closes)?;
    let mut answer = Vec::new();
    let mut byte = [0_u8; 1];
    // Byte by byte: what comes behind the head belongs to the server.
    while !answer.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte).await {
            Ok(1) if answer.len() < HEAD_LIMIT => answer.push(byte[0]),
            Ok(0) | Err(_) if answer.is_empty() => return Err(ProxyError::Closes),
            _ => return Err(ProxyError::NoProxy),
        }
    }
    let first = String::from_utf8_lossy(&answer);
    let mut words = first.split_ascii_whitespace();
    match (words.next(), words.next().and_then(|word| word.parse().ok())) {
        (Some(version), Some(status)) if version.starts_with("HTTP/1.") => Ok(status),
        _ => Err(ProxyError::NoProxy),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(url: &str, configured: &str) -> Option<UsedProxy> {
        used_for(&Url::parse(url).expect("a URL"), Some(configured))
    }

    #[test]
    fn a_configured_proxy_is_shown_without_its_password() {
        let proxy = used("https://cloudimanage.com", "http://ada:hunter2@proxy.example:3128").expect("used");
        assert_eq!((proxy.host.as_str(), proxy.port, proxy.has_password), ("proxy.example", 3128, true));
        assert_eq!(proxy.shown, "http://proxy.example:3128");
        assert!(!format!("{proxy:?}").contains("hunter2") && !format!("{proxy:?}").contains("aHVudGVyMg"));
    }

    #[test]
    fn loopback_over_http_passes_the_systems_proxy_by_and_not_the_configured_one() {
        let url = Url::parse("http://127.0.0.1:8080").expect("a URL");
        assert!(used_for(&url, None).is_none());
        assert!(used_for(&url, Some("http://127.0.0.1:3128")).is_some());
    }

    #[tokio::test]
    async fn the_answer_of_a_proxy_is_read_to_the_end_of_its_head_and_no_further() {
        let told = |text: &'static [u8]| async move {
            let (mut near, mut far) = tokio::io::duplex(1024);
            far.write_all(text).await.expect("written");
            if !text.ends_with(b"inner") {
                drop(far);
            }
            let status = exchange(&mut near, b"").await;
            (status, near)
        };
        let (status, mut rest) = told(b"HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\ninner").await;
        assert_eq!(status, Ok(200));
        let mut inner = [0; 5];
        rest.read_exact(&mut inner).await.expect("what follows is still there");
        assert_eq!(&inner, b"inner");
        assert_eq!(told(b"HTTP/1.0 407 Who\r\n\r\n").await.0, Ok(407));
        assert_eq!(told(b"SSH-2.0-x\r\n\r\n").await.0, Err(ProxyError::NoProxy));
        assert_eq!(told(b"HTTP/1.1 200 OK\r\n").await.0, Err(ProxyError::NoProxy));
        assert_eq!(told(b"").await.0, Err(ProxyError::Closes));
    }
}
