//! Owns the listening: its own thread and runtime, loopback only, HTTP/1.1, and the faults of whole answers.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::oneshot;

use super::answer::Answer;
use super::data_file;
use super::request::{BODY_LIMIT, Request, decode_pairs};
use super::routes;
use super::sending::{self, Body};
use super::service::Service;
use super::settings::Settings;
use super::tokens;

/// A sandbox cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    #[error("cannot listen on `127.0.0.1:{port}`: another program does")]
    PortInUse { port: u16 },
    #[error("cannot listen on `127.0.0.1:{port}`")]
    Listen {
        port: u16,
        #[source]
        source: io::Error,
    },
    #[error("cannot start the sandbox's thread")]
    Thread(#[source] io::Error),
    #[error("the firm contradicts itself: {0}")]
    Data(String),
    #[error(transparent)]
    Randomness(#[from] tokens::NoRandomness),
}

/// A request that was answered. Holds no header and no body.
#[derive(Clone, PartialEq, Eq)]
pub struct Seen {
    pub method: String,
    pub path: String,
    /// As it was sent, without `?`.
    pub query: String,
    pub status: u16,
}

impl fmt::Debug for Seen {
    /// Leaves the query out: at the authorization endpoint it can hold what should not be shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.method, self.path, self.status)
    }
}

/// Starts sandboxes.
pub struct Sandbox;

impl Sandbox {
    /// Starts a sandbox on a thread of its own; it ends when the returned value is dropped.
    ///
    /// # Errors
    /// When the port is taken, the firm contradicts itself, or the system gives no thread or randomness.
    pub fn start(settings: Settings) -> Result<Running, SandboxError> {
        if let Some(problem) = data_file::contradiction(&settings.data) {
            return Err(SandboxError::Data(problem));
        }
        let port = settings.port;
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).and_then(|listener| {
            listener.set_nonblocking(true)?;
            Ok((listener.local_addr()?, listener))
        });
        let (address, listener) = listener.map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => SandboxError::PortInUse { port },
            _ => SandboxError::Listen { port, source },
        })?;
        let client_secret = match &settings.client_secret {
            Some(secret) => secret.clone(),
            None => tokens::make_secret()?,
        };
        let service = Arc::new(Service::new(settings, client_secret.clone(), address.to_string()));
        let (stop, stopped) = oneshot::channel();
        let (ready, is_ready) = mpsc::channel();
        let shared = Arc::clone(&service);
        let thread = std::thread::Builder::new()
            .name("sandbox".to_owned())
            .spawn(move || serve(listener, shared, stopped, &ready))
            .map_err(SandboxError::Thread)?;
        match is_ready.recv() {
            Ok(Ok(())) => {}
            Ok(Err(source)) => return Err(SandboxError::Thread(source)),
            Err(_) => return Err(SandboxError::Thread(io::Error::other("the thread ended"))),
        }
        Ok(Running {
            client_id: service.settings.client_id.clone(),
            client_secret,
            customer_id: service.settings.data.customer_id,
            address,
            service,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

/// A running sandbox; it stops when this is dropped.
pub struct Running {
    pub client_id: String,
    pub client_secret: String,
    pub customer_id: u64,
    address: SocketAddr,
    service: Arc<Service>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// The base URL, such as `http://127.0.0.1:40123`, without a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The libraries as (id, is hidden).
    pub fn libraries(&self) -> Vec<(String, bool)> {
        self.service.store().libraries.iter().map(|library| (library.id.clone(), library.hidden)).collect()
    }

    /// The preferred library.
    pub fn preferred_library(&self) -> String {
        self.service.store().preferred_library.clone()
    }

    /// Every request so far, in the order of the answers.
    pub fn requests(&self) -> Vec<Seen> {
        self.service.seen()
    }

    /// Lets time pass for tokens, codes and rate limits, without waiting.
    pub fn advance(&self, by: Duration) {
        self.service.advance(by);
    }

    /// Waits until the server ends: on Ctrl-C, where the settings say so.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            // A panic there has been told on stderr already.
            let _ = thread.join();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The thread may have ended by itself.
        let _ = self.stop.take().map(|stop| stop.send(()));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(
    listener: TcpListener,
    service: Arc<Service>,
    stopped: oneshot::Receiver<()>,
    ready: &mpsc::Sender<io::Result<()>>,
) {
    let started = tokio::runtime::Builder::new_current_thread().enable_all().build().and_then(|runtime| {
        let _inside = runtime.enter();
        let listener = tokio::net::TcpListener::from_std(listener)?;
        drop(_inside);
        Ok((runtime, listener))
    });
    let (runtime, listener) = match started {
        Ok(started) => started,
        Err(error) => {
            let _ = ready.send(Err(error));
            return;
        }
    };
    runtime.block_on(async {
        let ends_on_interrupt = service.settings.ends_on_interrupt;
        let interrupt = async {
            if ends_on_interrupt && tokio::signal::ctrl_c().await.is_ok() {
                return;
            }
            std::future::pending::<()>().await;
        };
        tokio::pin!(interrupt);
        // The handler is set up on the first poll, which must come before the caller prints what it waits for.
        let _ = futures_util::FutureExt::now_or_never(&mut interrupt);
        let _ = ready.send(Ok(()));
        tokio::select! {
            () = accept(&listener, &service) => {}
            _ = stopped => {}
            () = &mut interrupt => {}
        }
    });
    // Connections still open, such as those of the fault `slow`, end here.
    runtime.shutdown_background();
}

async fn accept(listener: &tokio::net::TcpListener, service: &Arc<Service>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Too many open files, say: those open will close.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let service = Arc::clone(service);
        tokio::spawn(async move {
            let handler = service_fn(|request| {
                let service = Arc::clone(&service);
                async move { Ok::<_, Infallible>(handle(&service, request).await) }
            });
            // A client that goes away in the middle is the client's affair.
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(Duration::from_secs(30))
                .serve_connection(TokioIo::new(stream), handler)
                .await;
        });
    }
}

async fn handle(service: &Service, request: hyper::Request<Incoming>) -> hyper::Response<Body> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let bearer = |text: String| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
    };
    let content_type = header("content-type").unwrap_or_default();
    let mut read = Request {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        raw_query: request.uri().query().unwrap_or_default().to_owned(),
        query: decode_pairs(request.uri().query().unwrap_or_default().as_bytes()),
        token: header("x-auth-token").or_else(|| header("authorization").and_then(bearer)),
        content_type: content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase(),
        body: Vec::new(),
    };
    let body = Limited::new(request.into_body(), BODY_LIMIT).collect().await;
    let answer = match body {
        Ok(body) => {
            read.body = body.to_bytes().to_vec();
            tokio::time::sleep(service.settings.latency).await;
            sending::before(service, &read).unwrap_or_else(|| routes::answer(service, &read))
        }
        Err(_) => Answer::error(413, "NRC_TOO_LARGE", "The body is too large"),
    };
    let is_oauth = routes::is_oauth(&read.path);
    service.note(Seen { method: read.method, path: read.path, query: read.raw_query, status: answer.status });
    sending::send(service, answer, is_oauth)
}
