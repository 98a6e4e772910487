//! Owns the one HTTP client: https only, no redirect followed, bounded in time and size.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use reqwest::redirect::Policy;
use rustls::RootCertStore;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::{Host, Origin, Url};

use super::answer::{Answer, read_answer};
use super::classify::classify;
use super::error::HttpError;
use super::pace::{Pace, PaceFigures};
use super::preconnect::Preconnect;
use super::request::Request;
use super::retry::{self, Limits, RepeatBudget};
use super::settings::HttpSettings;
use super::skew::Skew;
use super::tls;
use crate::text::secret::Secret;

/// The longest that opening one connection may take.
pub(super) const CONNECT_LIMIT: Duration = Duration::from_secs(15);

/// The one HTTP client. Cheap to clone; nothing is read or dialled before it is needed.
#[derive(Clone)]
pub struct HttpClient {
    inner: Arc<Inner>,
    /// What a request may wait beyond its own time when the server asks for it.
    patience: Duration,
}

pub(super) struct Inner {
    pub settings: HttpSettings,
    pace: Pace,
    repeats: RepeatBudget,
    skew: Skew,
    roots: OnceLock<Result<Arc<RootCertStore>, HttpError>>,
    /// By scheme, host and port: a connection that was opened ahead must not serve another server.
    lines: Mutex<Vec<Arc<Line>>>,
    /// The right to read a large answer, one at a time.
    rooms: Arc<Semaphore>,
}

/// The clients of one server: each that sends has one request and one connection at a time. One client for all would dial for a request,
/// give it a connection that became free meanwhile, and end up with more connections than requests.
struct Line {
    origin: Origin,
    /// The server as errors name it.
    host: String,
    /// Those that have nothing to send.
    free: Mutex<Vec<Sender>>,
    /// The right of one of them to have grown.
    grown: Arc<Semaphore>,
    tls: Option<rustls::ClientConfig>,
    taking: Preconnect,
    /// Opens connections for the others, and sends nothing.
    ahead: reqwest::Client,
}

/// A client that sends. One that gave a request up is not used again.
struct Sender {
    client: reqwest::Client,
    /// The buffers of a connection grow with what it reads, and stay so. Of those that read a large answer one is kept, for lists that
    /// come page by page.
    grown: Option<OwnedSemaphorePermit>,
}

impl Line {
    fn free(&self) -> MutexGuard<'_, Vec<Sender>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Judges whether a client may be used again after this answer. One that may not is dropped, and its connection closed.
    fn keep(&self, mut sender: Sender, answer: &Answer) -> Option<Sender> {
        if answer.has_grown() && sender.grown.is_none() {
            sender.grown = Some(Arc::clone(&self.grown).try_acquire_owned().ok()?);
        }
        Some(sender)
    }
}

impl HttpClient {
    /// Makes a client.
    ///
    /// # Errors
    /// When the proxy's address cannot be used.
    pub fn new(settings: HttpSettings) -> Result<Self, HttpError> {
        if let Some(proxy) = &settings.proxy {
            reqwest::Proxy::all(proxy.as_str()).map_err(|_| HttpError::ProxyAddress)?;
        }
        let inner = Inner {
            pace: Pace::of(settings.concurrency),
            settings,
            repeats: RepeatBudget::default(),
            skew: Skew::default(),
            roots: OnceLock::new(),
            lines: Mutex::default(),
            rooms: Arc::new(Semaphore::new(1)),
        };
        Ok(HttpClient { inner: Arc::new(inner), patience: Duration::ZERO })
    }

    /// The same client, whose requests may wait so long beyond their own time when the server asks for it: a run of many
    /// requests does better to wait out a pause than to give each of them up.
    pub fn patient(&self, patience: Duration) -> Self {
        HttpClient { inner: Arc::clone(&self.inner), patience }
    }

    /// What all requests came to so far, for a summary.
    pub fn figures(&self) -> PaceFigures {
        self.inner.pace.figures()
    }

    /// Starts opening a connection to a server in the background; the next request that needs one takes it over. Must be called
    /// inside [`super::run`]. A failure shows when that request is sent.
    pub fn preconnect(&self, url: &Url) {
        let Ok(line) = self.line(url) else { return };
        // Nothing of this request is ever sent: the connector keeps its connection and fails it.
        tokio::spawn(line.ahead.get(url.clone()).send());
    }

    /// How many connections there may be at once.
    pub fn concurrency(&self) -> usize {
        self.inner.settings.concurrency
    }

    /// By how much the clock of the server that answered last is ahead of this machine's; `None` where none told the time.
    pub fn skew(&self) -> Option<jiff::SignedDuration> {
        self.inner.skew.get()
    }

    /// Sends one request, again where that is safe, and reads the answer.
    ///
    /// # Errors
    /// Whatever kept a complete answer from arriving. A status of 4xx or 5xx is an answer.
    pub async fn send(&self, request: &Request) -> Result<Answer, HttpError> {
        let limits = Limits { timeout: self.inner.settings.timeout, patience: self.patience };
        let line = self.line(&request.url)?;
        let once = |limit| self.send_once(&line, request, limit);
        let result =
            retry::send(&self.inner.pace, &self.inner.repeats, limits, (request.repeat(), &line.host), once).await;
        // Whoever waited for this turn sends first: what the answer is read for can be done while the server thinks.
        tokio::task::yield_now().await;
        result
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.inner
    }

    /// Sends a request once.
    async fn send_once(&self, line: &Line, request: &Request, limit: Duration) -> Result<Answer, HttpError> {
        let (sender, host) = (self.sender(line)?, line.host.as_str());
        let built = build(&sender.client, request)?;
        // What is told is the limit that was set, not what earlier attempts left of it.
        let whole = self.inner.settings.timeout;
        let timeout = || HttpError::Timeout { host: host.to_owned(), seconds: whole.as_secs() };
        let work = async {
            let response = sender.client.execute(built).await.map_err(|error| classify(&error, host, whole))?;
            self.inner.skew.learn(response.headers());
            read_answer(response, host, request.limit, request.secrets(), &self.inner.rooms).await
        };
        let answer = tokio::time::timeout(limit, work).await.map_err(|_| timeout())??;
        let kept = line.keep(sender, &answer);
        // A connection becomes free, or is closed, in a task of its own: whoever sends next must find it so, and not dial too early.
        tokio::task::yield_now().await;
        line.free().extend(kept);
        Ok(answer)
    }

    fn line(&self, url: &Url) -> Result<Arc<Line>, HttpError> {
        let is_tls = match url.scheme() {
            "https" => true,
            "http" if is_loopback(url) => false,
            _ => return Err(HttpError::NotHttps { url: format!("{}://{}", url.scheme(), host_of(url)) }),
        };
        let mut lines = self.inner.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let origin = url.origin();
        if let Some(line) = lines.iter().find(|line| line.origin == origin) {
            return Ok(Arc::clone(line));
        }
        let tls = is_tls.then(|| self.inner.tls_config()).transpose()?;
        let (taking, keeping) = Preconnect::pair();
        let ahead = self.build(tls.clone(), keeping)?;
        let line = Arc::new(Line {
            origin,
            host: host_of(url),
            free: Mutex::default(),
            grown: Arc::new(Semaphore::new(1)),
            tls,
            taking,
            ahead,
        });
        lines.push(Arc::clone(&line));
        Ok(line)
    }

    /// Takes a client that has nothing to send, the one that was used last, or makes one.
    fn sender(&self, line: &Line) -> Result<Sender, HttpError> {
        let free = line.free().pop();
        match free {
            Some(sender) => Ok(sender),
            None => Ok(Sender { client: self.build(line.tls.clone(), line.taking.clone())?, grown: None }),
        }
    }

    fn build(&self, tls: Option<rustls::ClientConfig>, layer: Preconnect) -> Result<reqwest::Client, HttpError> {
        let settings = &self.inner.settings;
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("imctl/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .connect_timeout(settings.timeout.min(CONNECT_LIMIT))
            .pool_max_idle_per_host(1)
            .connector_layer(layer);
        builder = match tls {
            Some(config) => builder.tls_backend_preconfigured(config),
            // Without TLS no roots are wanted, and none are read.
            None => builder.tls_certs_only([]).no_proxy(),
        };
        if let Some(proxy) = &settings.proxy {
            builder = builder.proxy(reqwest::Proxy::all(proxy.as_str()).map_err(|_| HttpError::ProxyAddress)?);
        }
        builder.build().map_err(|_| HttpError::NoRoots)
    }
}

impl Inner {
    /// What is trusted, read once.
    pub(super) fn roots(&self) -> Result<Arc<RootCertStore>, HttpError> {
        self.roots.get_or_init(|| tls::roots(&self.settings).map(Arc::new)).clone()
    }

    fn tls_config(&self) -> Result<rustls::ClientConfig, HttpError> {
        tls::config(&self.settings, self.roots()?)
    }
}

fn build(client: &reqwest::Client, request: &Request) -> Result<reqwest::Request, HttpError> {
    let url = request.url.clone();
    let mut builder = match &request.form {
        None => client.get(url),
        Some(fields) => {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.expose())).collect();
            client.post(url).form(&fields)
        }
    };
    builder = builder.header("accept", "application/json");
    if let Some(token) = &request.token {
        builder = builder.header("X-Auth-Token", sensitive(token)?);
    }
    builder.build().map_err(|_| HttpError::BadRequest)
}

fn sensitive(token: &Secret) -> Result<reqwest::header::HeaderValue, HttpError> {
    let mut value = reqwest::header::HeaderValue::from_str(token.expose()).map_err(|_| HttpError::BadRequest)?;
    value.set_sensitive(true);
    Ok(value)
}

/// Names a server as errors do: host, and port where it is not the scheme's own.
pub fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Names a server by its host and port, the port only where it is not that of https.
pub(super) fn named(host: &str, port: u16) -> String {
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    if port == 443 { host } else { format!("{host}:{port}") }
}

/// Tells whether a URL points to this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// A server that answers one request with its own name, and tells what it was asked.
    async fn serve(listener: TcpListener, name: &'static str) -> String {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut asked = vec![0; 2048];
        let length = stream.read(&mut asked).await.expect("a request");
        if length > 0 {
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{name}", name.len());
            stream.write_all(answer.as_bytes()).await.expect("answered");
        }
        String::from_utf8_lossy(&asked[..length]).into_owned()
    }

    async fn server(name: &'static str) -> (Url, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        (Url::parse(&url).expect("a URL"), tokio::spawn(serve(listener, name)))
    }

    /// Reads a query by the rules of HTML forms, without the code that wrote it.
    fn decode(query: &str) -> Vec<(String, String)> {
        let text = |part: &str| {
            let (mut bytes, mut out) = (part.bytes(), Vec::new());
            while let Some(byte) = bytes.next() {
                out.push(match byte {
                    b'+' => b' ',
                    b'%' => {
                        let digit =
                            |byte: Option<u8>| char::from(byte.expect("a digit")).to_digit(16).expect("a digit");
                        (digit(bytes.next()) * 16 + digit(bytes.next())) as u8
                    }
                    plain => plain,
                });
            }
            String::from_utf8(out).expect("UTF-8")
        };
        let pair = |pair: &str| pair.split_once('=').map(|(name, value)| (text(name), text(value))).expect("a pair");
        query.split('&').map(pair).collect()
    }

    /// Texts of what means something in a query, in a path or in a line of HTTP, and of anything else.
    fn any_value() -> impl proptest::strategy::Strategy<Value = String> {
        proptest::string::string_regex(
            "([&=#%+/?*;,:@ \r\n\x00\"'\\\\<>{}|^`~!$()\\[\\]]|\\.\\./|%2[56fF]|%00|\\PC|(?s:.)){0,24}",
        )
        .expect("an expression")
    }

    #[test]
    fn a_query_value_stays_a_value_whatever_it_holds() {
        let is_full = std::env::var_os("IMCTL_TEST_SWEEP").is_some_and(|sweep| sweep == "full");
        // Ten values each.
        let cases = if is_full { 10_000 } else { 1_000 };
        let client = reqwest::Client::builder().tls_certs_only([]).no_proxy().build().expect("a client");
        let url = Url::parse("https://dms.example/work/api/v2/customers/1/libraries/A/workspaces").expect("a URL");
        let mut runner = proptest::test_runner::TestRunner::new(proptest::test_runner::Config::with_cases(cases));
        let values = proptest::collection::vec(any_value(), 10);
        let one_by_one = runner.run(&values, |values| {
            let pairs: Vec<_> =
                values.iter().enumerate().map(|(at, value)| (format!("custom{at}"), value.clone())).collect();
            let built = build(&client, &Request::get(url.clone()).query(pairs.clone())).expect("a request");
            let line = built.url().as_str();
            proptest::prop_assert!(line.bytes().all(|byte| byte.is_ascii_graphic()), "{line}");
            proptest::prop_assert_eq!((built.url().path(), built.url().fragment()), (url.path(), None));
            proptest::prop_assert_eq!(decode(built.url().query().unwrap_or_default()), pairs);
            Ok(())
        });
        one_by_one.expect("each value comes out as it went in");
    }

    #[tokio::test]
    async fn a_connection_that_was_opened_ahead_serves_no_other_server() {
        let client = HttpClient::new(HttpSettings {
            timeout: Duration::from_secs(10),
            proxy: None,
            ca_file: None,
            ca_only: true,
            client_certificate: None,
            client_key: None,
            concurrency: 4,
        })
        .expect("a client");
        let ((one, of_one), (other, of_other)) = (server("one").await, server("other").await);
        client.preconnect(&one);
        let answer = client.send(&Request::get(other)).await.expect("an answer");
        assert_eq!(answer.body.as_slice(), b"other");
        assert!(of_other.await.expect("it ends").starts_with("GET / "));
        // The one that was opened ahead is there for its own server, and nothing was sent over it so far.
        let answer = client.send(&Request::get(one)).await.expect("an answer");
        assert_eq!(answer.body.as_slice(), b"one");
        assert_eq!(of_one.await.expect("it ends").matches("GET").count(), 1);
    }
}
