//! Owns looking a name up and connecting to what it leads to.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::StreamExt;
use futures_util::stream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::Way;
use crate::http::client;
use crate::http::error::HttpError;

/// The most addresses of one name that are tried.
const MOST_ADDRESSES: usize = 8;

/// Why a name leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("nobody knows this name here")]
    Unknown,
    #[error("the name servers of this machine do not answer")]
    Unanswered,
}

/// A connection, plain or through TLS.
pub struct Connection {
    pub(super) stream: Stream,
    /// Where it leads to: the proxy, if there is one.
    pub address: SocketAddr,
}

/// The bytes of a connection.
pub(super) enum Stream {
    Plain(TcpStream),
    Tls(Box<tokio_rustls::client::TlsStream<TcpStream>>),
}

impl Way {
    /// Looks up the name of the first stop. An address is its own answer.
    ///
    /// # Errors
    /// When it leads nowhere.
    pub async fn look_up(&self) -> Result<Vec<IpAddr>, NameError> {
        let (host, port) = self.first_stop();
        let lookup = tokio::time::timeout(self.limit(), tokio::net::lookup_host((host, port))).await;
        let found = lookup.map_err(|_| NameError::Unanswered)?.map_err(|error| name_error(&error))?;
        let mut addresses: Vec<IpAddr> = found.map(|address| address.ip()).collect();
        addresses.dedup();
        if addresses.is_empty() { Err(NameError::Unknown) } else { Ok(addresses) }
    }

    /// Connects to the addresses of the first stop, side by side; the first that answers is taken.
    ///
    /// # Errors
    /// Why none did: refused, no answer, reset, no route.
    pub async fn connect(&self, addresses: &[IpAddr]) -> Result<Connection, HttpError> {
        let (host, port) = self.first_stop();
        let named = client::named(host, port);
        let tries = addresses.iter().take(MOST_ADDRESSES).map(|ip| {
            let address = SocketAddr::new(*ip, port);
            async move { (address, tokio::time::timeout(self.limit(), TcpStream::connect(address)).await) }
        });
        let mut tries = stream::iter(tries).buffer_unordered(self.client.concurrency());
        let mut worst: Option<HttpError> = None;
        while let Some((address, result)) = tries.next().await {
            let error = match result {
                Ok(Ok(stream)) => {
                    let _ = stream.set_nodelay(true);
                    return Ok(Connection { stream: Stream::Plain(stream), address });
                }
                Ok(Err(error)) => connect_error(&error, &named, self.limit().as_secs()),
                Err(_) => HttpError::ConnectTimeout { host: named.clone(), seconds: self.limit().as_secs() },
            };
            // The most telling one is told: an address family without any route says little.
            if worst.as_ref().is_none_or(|known| weight(&error) > weight(known)) {
                worst = Some(error);
            }
        }
        Err(worst.unwrap_or(HttpError::Dns { host: named }))
    }
}

fn name_error(error: &io::Error) -> NameError {
    // The system's code is not handed on, only its text: EAI_AGAIN of glibc and musl, WSATRY_AGAIN of Windows.
    let text = error.to_string().to_lowercase();
    let is_passing = text.contains("temporary failure") || text.contains("try again");
    if is_passing || error.raw_os_error() == Some(11002) { NameError::Unanswered } else { NameError::Unknown }
}

fn connect_error(error: &io::Error, host: &str, seconds: u64) -> HttpError {
    let host = host.to_owned();
    match error.kind() {
        io::ErrorKind::ConnectionRefused => HttpError::Refused { host },
        io::ErrorKind::TimedOut => HttpError::ConnectTimeout { host, seconds },
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => HttpError::Reset { host },
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => HttpError::Unreachable { host },
        _ => HttpError::Connect { host },
    }
}

fn weight(error: &HttpError) -> u8 {
    match error {
        HttpError::Refused { .. } => 4,
        HttpError::ConnectTimeout { .. } => 3,
        HttpError::Reset { .. } => 2,
        HttpError::Unreachable { .. } => 0,
        _ => 1,
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Stream::Plain(stream) => Pin::new(stream).poll_read(context, into),
            Stream::Tls(stream) => Pin::new(stream).poll_read(context, into),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Stream::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Stream::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(context),
            Stream::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Stream::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_server_that_is_silent_is_told_from_a_name_that_nobody_knows() {
        let told = |text: &str| name_error(&io::Error::other(format!("failed to lookup address information: {text}")));
        assert_eq!(told("Name or service not known"), NameError::Unknown);
        assert_eq!(told("Temporary failure in name resolution"), NameError::Unanswered);
        assert_eq!(told("Try again"), NameError::Unanswered);
        assert_eq!(name_error(&io::Error::from_raw_os_error(11001)), NameError::Unknown);
    }

    #[test]
    fn the_most_telling_of_several_failures_is_told() {
        let host = || "x".to_owned();
        let refused = HttpError::Refused { host: host() };
        let silent = HttpError::ConnectTimeout { host: host(), seconds: 1 };
        let unreachable = HttpError::Unreachable { host: host() };
        assert!(weight(&refused) > weight(&silent) && weight(&silent) > weight(&unreachable));
    }
}
