//! Owns what can go wrong between here and a server's answer. Every error names the host; none holds a body, a query or a
//! secret.

use std::path::PathBuf;

/// Where a request failed, and how.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    #[error("`{url}` is not https; http is for loopback only")]
    NotHttps { url: String },
    #[error("the name `{host}` cannot be looked up")]
    Dns { host: String },
    #[error("`{host}` refuses the connection: nothing listens there")]
    Refused { host: String },
    #[error("`{host}` cannot be reached from here: no route")]
    Unreachable { host: String },
    #[error("`{host}` does not answer: no connection within {seconds} s")]
    ConnectTimeout { host: String, seconds: u64 },
    #[error("the connection to `{host}` was reset")]
    Reset { host: String },
    #[error("the connection to `{host}` could not be made")]
    Connect { host: String },
    #[error("the proxy on the way to `{host}` did not let the request through")]
    Proxy { host: String },
    #[error("the proxy on the way to `{host}` asks for a user and password")]
    ProxyPassword { host: String },
    #[error("the proxy address is not usable")]
    ProxyAddress,
    #[error("TLS with `{host}` failed: {problem}")]
    Tls { host: String, problem: TlsProblem },
    #[error("there are no trusted root certificates on this machine")]
    NoRoots,
    #[error("cannot use `{}`: {problem}", path.display())]
    CertificateFile { path: PathBuf, problem: &'static str },
    #[error("`{host}` did not answer within {seconds} s")]
    Timeout { host: String, seconds: u64 },
    #[error("`{host}` has every request wait {seconds} s, longer than one may take")]
    Paused { host: String, seconds: u64 },
    #[error("`{host}` sends its answer too slowly")]
    TooSlow { host: String },
    #[error("`{host}` redirects {target} (status {status}), which is never followed")]
    Redirect {
        host: String,
        status: u16,
        /// In words: ``to `https://…` ``.
        target: String,
    },
    #[error("the answer of `{host}` is larger than {limit} bytes")]
    TooLarge { host: String, limit: usize },
    #[error("the answer of `{host}` ended before it was complete")]
    CutShort { host: String },
    #[error("`{host}` does not speak HTTP as it should")]
    BadHttp { host: String },
    #[error("the request could not be made")]
    BadRequest,
}

/// What was wrong with TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TlsProblem {
    #[error("the certificate has expired")]
    Expired,
    #[error("the certificate is not valid yet")]
    NotYetValid,
    #[error("the certificate is for another name")]
    WrongName,
    #[error("the certificate's issuer is not trusted, or a certificate in between is missing")]
    UnknownIssuer,
    #[error("the server speaks only protocol versions that are too old")]
    OldProtocol,
    #[error("the certificate was revoked")]
    Revoked,
    #[error("the server asks for a client certificate, or does not accept ours")]
    ClientCertificate,
    #[error("the certificate is not acceptable")]
    BadCertificate,
    #[error("the handshake was broken off")]
    Broken,
}

impl HttpError {
    /// Tells whether the request surely never reached the server.
    pub fn is_before_request(&self) -> bool {
        !matches!(
            self,
            HttpError::Reset { .. }
                | HttpError::Timeout { .. }
                | HttpError::TooSlow { .. }
                | HttpError::Redirect { .. }
                | HttpError::TooLarge { .. }
                | HttpError::CutShort { .. }
                | HttpError::BadHttp { .. }
        )
    }
}
