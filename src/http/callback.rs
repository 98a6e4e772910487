//! Owns the listener that a browser is sent back to: on this machine only, one answer, bounded in size, time and number.
//! Refuses to show anything that came with a request: its pages are fixed texts.

use std::cell::Cell;
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::select_all;
use futures_util::stream::FuturesUnordered;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use url::form_urlencoded;

use super::loopback::Loopback;

/// The most connections that are served at once; browsers open two or three ahead of need.
const CONNECTIONS: usize = 16;

/// The most that the head of a request may hold, in bytes. A code is some hundred characters.
const HEAD_LIMIT: usize = 16 * 1024;

/// How long a visitor is put up with.
const PATIENCE: Patience = Patience { head: Duration::from_secs(10), visit: Duration::from_secs(15) };

/// How often a free port is looked for that both addresses of `localhost` have.
const PORTS_TRIED: usize = 16;

/// Nothing is loaded, run, framed or sent from these pages.
const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Why nothing can be listened for.
#[derive(Debug, thiserror::Error)]
pub enum CallbackError {
    #[error("cannot listen on `{address}` for the browser: another program does")]
    PortInUse { address: String },
    #[error("cannot listen on `{address}` for the browser")]
    Listen {
        address: String,
        #[source]
        source: io::Error,
    },
}

/// A listener for one answer of a browser.
#[derive(Debug)]
pub struct Callback {
    listeners: Vec<TcpListener>,
    address: Loopback,
    patience: Patience,
}

/// How long a visitor may take to send the head of a request, and in all.
#[derive(Clone, Copy, Debug)]
struct Patience {
    head: Duration,
    visit: Duration,
}

/// A page: its status, and an HTML text that nothing is put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    pub status: u16,
    pub html: &'static str,
}

/// What a visit to the address comes to.
#[derive(Debug)]
pub enum Visit<T> {
    /// What was waited for.
    Answer(Page, T),
    /// Somebody else: shown this page, and the wait goes on.
    Refused(Page),
}

const NOT_FOUND: Page = Page { status: 404, html: "<!DOCTYPE html><title>imctl</title><p>There is nothing here.\n" };
const WRONG_METHOD: Page =
    Page { status: 405, html: "<!DOCTYPE html><title>imctl</title><p>This address is for a browser to visit.\n" };
const TOO_LATE: Page =
    Page { status: 409, html: "<!DOCTYPE html><title>imctl</title><p>The sign-in has been answered already.\n" };

impl Callback {
    /// Listens on an address, on a free port where it names none.
    ///
    /// # Errors
    /// When the port is taken, or the system does not let this program listen.
    pub fn bind(wish: &Loopback) -> Result<Self, CallbackError> {
        let tries = if wish.port().is_some() { 1 } else { PORTS_TRIED };
        let mut tried = Err(io::Error::other("no port was tried"));
        for _ in 0..tries {
            tried = listen(&wish.addresses(), wish.port().unwrap_or(0));
            if tried.is_ok() {
                break;
            }
        }
        let address = wish.to_string();
        let (listeners, port) = tried.map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => CallbackError::PortInUse { address },
            _ => CallbackError::Listen { address, source },
        })?;
        Ok(Callback { listeners, address: wish.with_port(port), patience: PATIENCE })
    }

    /// The address that the browser is to be sent back to, port included.
    pub fn address(&self) -> &Loopback {
        &self.address
    }

    /// Waits until a visit to the address brings what is waited for, and its page has been sent. `judge` gets the parameters
    /// of each visit. Anything else that visits is answered and forgotten. Never ends by itself: the caller limits the time.
    ///
    /// # Errors
    /// When the listener cannot be driven.
    pub async fn wait<T>(self, judge: impl Fn(&[(String, String)]) -> Visit<T>) -> Result<T, CallbackError> {
        let address = self.address.to_string();
        let failed = |source| CallbackError::Listen { address: address.clone(), source };
        let listeners: io::Result<Vec<_>> = self.listeners.into_iter().map(tokio::net::TcpListener::from_std).collect();
        let listeners = listeners.map_err(failed)?;
        let (path, patience) = (self.address.request_path(), self.patience);
        let answered = Cell::new(false);
        let mut visits = FuturesUnordered::new();
        loop {
            tokio::select! {
                visitor = accept(&listeners), if visits.len() < CONNECTIONS => match visitor {
                    Ok(stream) => visits.push(serve(stream, path, patience, &judge, &answered)),
                    // Too many open files, say: those open will close.
                    Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                },
                // One that came to nothing must not keep the others from being served, so any end is taken here.
                ended = visits.next(), if !visits.is_empty() => if let Some(Some(answer)) = ended {
                    return Ok(answer);
                },
            }
        }
    }
}

/// Listens on one port of all addresses. That this machine has no IPv6 is no failure.
fn listen(addresses: &[IpAddr], port: u16) -> io::Result<(Vec<TcpListener>, u16)> {
    let (mut listeners, mut port) = (Vec::new(), port);
    for address in addresses {
        match TcpListener::bind(SocketAddr::new(*address, port)) {
            Ok(listener) => {
                listener.set_nonblocking(true)?;
                port = listener.local_addr()?.port();
                listeners.push(listener);
            }
            Err(error) if error.kind() != io::ErrorKind::AddrInUse && address.is_ipv6() && !listeners.is_empty() => {}
            Err(error) => return Err(error),
        }
    }
    Ok((listeners, port))
}

async fn accept(listeners: &[tokio::net::TcpListener]) -> io::Result<TcpStream> {
    let (accepted, ..) = select_all(listeners.iter().map(|listener| Box::pin(listener.accept()))).await;
    accepted.map(|(stream, _)| stream)
}

/// Serves one request of one visitor, to the end of the answer. Returns what was waited for, if this visitor brought it.
async fn serve<T>(
    stream: TcpStream,
    path: &str,
    patience: Patience,
    judge: &impl Fn(&[(String, String)]) -> Visit<T>,
    answered: &Cell<bool>,
) -> Option<T> {
    let brought = Cell::new(None);
    let answer = |request: Request<Incoming>| {
        let page = if request.uri().path() != path {
            NOT_FOUND
        } else if request.method() != Method::GET {
            WRONG_METHOD
        } else if answered.get() {
            TOO_LATE
        } else {
            let query = request.uri().query().unwrap_or_default();
            let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            match judge(&pairs) {
                Visit::Answer(page, value) => {
                    answered.set(true);
                    brought.set(Some(value));
                    page
                }
                Visit::Refused(page) => page,
            }
        };
        async move { Ok::<_, Infallible>(response(page)) }
    };
    let connection = http1::Builder::new()
        .keep_alive(false)
        .max_buf_size(HEAD_LIMIT)
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .serve_connection(TokioIo::new(stream), service_fn(answer));
    // A visitor that goes away, or sends no HTTP, is the visitor's affair.
    let _ = tokio::time::timeout(patience.visit, connection).await;
    brought.into_inner()
}

fn response(page: Page) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(page.html.as_bytes())));
    *response.status_mut() = StatusCode::from_u16(page.status).unwrap_or(StatusCode::OK);
    let mut set = |name, value| response.headers_mut().insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_TYPE, "text/html; charset=utf-8");
    set(header::CACHE_CONTROL, "no-store");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    if page.status == WRONG_METHOD.status {
        set(header::ALLOW, "GET");
    }
    response
}

#[cfg(test)]
mod tests;
