//! Owns the one HTTP client: https only, no redirect followed, bounded in time and size.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::redirect::Policy;
use url::{Host, Url};

use super::answer::{Answer, read_answer};
use super::classify::classify;
use super::error::HttpError;
use super::pace::{Pace, PaceFigures};
use super::preconnect::Preconnect;
use super::request::{Body, Request};
use super::retry::{self, Limits, RepeatBudget};
use super::settings::HttpSettings;
use super::tls;
use crate::text::secret::Secret;

/// The one HTTP client. Cheap to clone; nothing is read or dialled before it is needed.
#[derive(Clone)]
pub struct HttpClient {
    inner: Arc<Inner>,
    /// What a request may wait beyond its own time when the server asks for it.
    patience: Duration,
}

struct Inner {
    settings: HttpSettings,
    pace: Pace,
    repeats: RepeatBudget,
    preconnect: Preconnect,
    plain: OnceLock<reqwest::Client>,
    secure: OnceLock<Result<reqwest::Client, HttpError>>,
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
            preconnect: Preconnect::default(),
            plain: OnceLock::new(),
            secure: OnceLock::new(),
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

    /// Starts opening a connection to a server in the background; the first request takes it over. Must be called inside
    /// [`super::run`]. A failure shows when that request is sent.
    pub fn preconnect(&self, url: &Url) {
        let Ok(client) = self.client_for(url) else { return };
        self.inner.preconnect.announce();
        // Nothing of this request is ever sent: the connector keeps its connection and fails it.
        tokio::spawn(client.get(url.clone()).send());
    }

    /// Sends one request, again where that is safe, and reads the answer.
    ///
    /// # Errors
    /// Whatever kept a complete answer from arriving. A status of 4xx or 5xx is an answer.
    pub async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        let limits = Limits { timeout: self.inner.settings.timeout, patience: self.patience };
        let host = host_of(&request.url);
        let once = |limit| self.send_once(&request, limit);
        retry::send(&self.inner.pace, &self.inner.repeats, limits, (request.repeat, &host), once).await
    }

    /// Sends a request once.
    async fn send_once(&self, request: &Request, limit: Duration) -> Result<Answer, HttpError> {
        let client = self.client_for(&request.url)?;
        let host = host_of(&request.url);
        let built = build(&client, request)?;
        // What is told is the limit that was set, not what earlier attempts left of it.
        let whole = self.inner.settings.timeout;
        let timeout = || HttpError::Timeout { host: host.clone(), seconds: whole.as_secs() };
        let work = async {
            let response = client.execute(built).await.map_err(|error| classify(&error, &host, whole))?;
            read_answer(response, &host, request.limit).await
        };
        tokio::time::timeout(limit, work).await.map_err(|_| timeout())?
    }

    fn client_for(&self, url: &Url) -> Result<reqwest::Client, HttpError> {
        match url.scheme() {
            "https" => self.inner.secure.get_or_init(|| self.build(Some(tls::config(&self.inner.settings)?))).clone(),
            "http" if is_loopback(url) => match self.inner.plain.get() {
                Some(client) => Ok(client.clone()),
                None => {
                    let client = self.build(None)?;
                    Ok(self.inner.plain.get_or_init(|| client).clone())
                }
            },
            _ => Err(HttpError::NotHttps { url: format!("{}://{}", url.scheme(), host_of(url)) }),
        }
    }

    fn build(&self, tls: Option<rustls::ClientConfig>) -> Result<reqwest::Client, HttpError> {
        let settings = &self.inner.settings;
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("imctl/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .connect_timeout(settings.timeout.min(Duration::from_secs(15)))
            .pool_max_idle_per_host(settings.concurrency)
            .connector_layer(self.inner.preconnect.clone());
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

fn build(client: &reqwest::Client, request: &Request) -> Result<reqwest::Request, HttpError> {
    let mut builder = client.request(request.method.clone(), request.url.clone()).header("accept", "application/json");
    if !request.query.is_empty() {
        builder = builder.query(&request.query);
    }
    if let Some(token) = &request.token {
        builder = builder.header("X-Auth-Token", sensitive(token)?);
    }
    builder = match &request.body {
        Body::None => builder,
        Body::Form(fields) => {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.expose())).collect();
            builder.form(&fields)
        }
        Body::Json(value) => builder.json(value),
    };
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

/// Tells whether a URL points to this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}
