//! Explains what went wrong on the way to a server: exit 6, or 7 where an answer came that cannot be read.

use std::error::Error;

use super::explain::Explanation;
use super::verdict::Exit;
use crate::http::{CallbackError, HttpError, Interrupted, TlsProblem};

/// Explains the errors of this room.
pub(super) fn explain(error: &(dyn Error + 'static)) -> Option<Explanation> {
    if let Some(interrupted) = error.downcast_ref::<Interrupted>() {
        let (exit, code) = match interrupted {
            Interrupted::ByPerson => (Exit::Interrupted, "interrupted"),
            Interrupted::NoRuntime => (Exit::Network, "network.no-runtime"),
        };
        return Some(Explanation { exit, code, hints: Vec::new() });
    }
    if let Some(error) = error.downcast_ref::<CallbackError>() {
        let (code, hint) = match error {
            CallbackError::PortInUse { .. } => (
                "network.port-in-use",
                "end the program that listens there, or set another port in `redirect_uri`, as registered with the application",
            ),
            CallbackError::Listen { .. } => {
                ("network.listen", "check what keeps this machine from listening on loopback, and `redirect_uri`")
            }
        };
        return Some(Explanation { exit: Exit::Network, code, hints: vec![hint.to_owned()] });
    }
    let (exit, code, hint) = told(error.downcast_ref::<HttpError>()?);
    Some(Explanation { exit, code, hints: vec![hint.to_owned()] })
}

fn told(error: &HttpError) -> (Exit, &'static str, &'static str) {
    use Exit::{Config, Network, Remote, Store};
    match error {
        HttpError::NotHttps { .. } => (Config, "config.url", "write the address with `https://`"),
        HttpError::Dns { .. } => {
            (Network, "network.dns", "check the spelling of the host; an internal name needs the firm's DNS or VPN")
        }
        HttpError::Refused { .. } => {
            (Network, "network.refused", "check host and port; ask firm IT whether the service is running there")
        }
        HttpError::Unreachable { .. } => {
            (Network, "network.unreachable", "check the VPN and the network of this machine")
        }
        HttpError::ConnectTimeout { .. } => (
            Network,
            "network.silent",
            "ask firm IT whether a firewall or allow-list drops connections from this machine",
        ),
        HttpError::Reset { .. } => {
            (Network, "network.reset", "ask firm IT what stands in between: something cuts the connection")
        }
        HttpError::Connect { .. } => (Network, "network.connect", "check the VPN, the proxy and the network"),
        HttpError::Proxy { .. } => {
            (Network, "network.proxy", "ask firm IT to let the proxy pass this host, or set `http.proxy`")
        }
        HttpError::ProxyPassword { .. } => (
            Network,
            "network.proxy-password",
            "give user and password in `IMCTL_PROXY` (`http://user:password@host:port`)",
        ),
        HttpError::ProxyAddress => (Config, "config.proxy", "write it as `http://proxy.firm.example:3128`"),
        HttpError::Tls { problem, .. } => tls(*problem),
        HttpError::NoRoots => {
            (Network, "network.no-roots", "install the system's CA certificates, or name a bundle with `--ca-file`")
        }
        HttpError::CertificateFile { .. } => (Store, "network.certificate-file", "correct the path, or the file"),
        HttpError::Timeout { .. } => (Network, "network.timeout", "run it again, or allow more with `--timeout`"),
        HttpError::Paused { .. } => (
            Remote,
            "imanage.rate-limited",
            "wait that long, or allow more with `--timeout`; a lower `--concurrency` is slowed down less",
        ),
        HttpError::TooSlow { .. } => {
            (Network, "network.slow", "run it again; ask firm IT about the connection if it stays")
        }
        HttpError::Redirect { .. } => (
            Remote,
            "network.redirect",
            "check `base_url`: it must name the host that answers itself, not one that points elsewhere",
        ),
        HttpError::TooLarge { .. } => (Remote, "remote.too-large", "check that `base_url` names an iManage server"),
        HttpError::CutShort { .. } => {
            (Remote, "remote.cut-short", "run it again; ask firm IT about gateways if it stays")
        }
        HttpError::BadHttp { .. } => (Remote, "remote.bad-http", "check that `base_url` names an iManage server"),
        HttpError::BadRequest => {
            (Exit::Usage, "request.impossible", "check the values for characters no request can hold")
        }
    }
}

fn tls(problem: TlsProblem) -> (Exit, &'static str, &'static str) {
    let (code, hint) = match problem {
        TlsProblem::Expired => ("network.tls-expired", "ask firm IT to renew the server's certificate"),
        TlsProblem::NotYetValid => ("network.tls-not-yet-valid", "check the clock of this machine first"),
        TlsProblem::WrongName => {
            ("network.tls-wrong-name", "use the host name that the certificate is for, or ask firm IT to add this one")
        }
        TlsProblem::UnknownIssuer => (
            "network.tls-unknown-issuer",
            "give the firm's CA with `--ca-file`; Operate must trust it as well. If the CA is public, ask firm IT to send the whole chain",
        ),
        TlsProblem::OldProtocol => ("network.tls-old", "ask firm IT to allow TLS 1.2 or 1.3"),
        TlsProblem::Revoked => ("network.tls-revoked", "ask firm IT to replace the server's certificate"),
        TlsProblem::ClientCertificate => {
            ("network.tls-client-certificate", "set `http.client_certificate` and `http.client_key`, or replace them")
        }
        TlsProblem::BadCertificate => {
            ("network.tls-bad-certificate", "ask firm IT to replace the server's certificate")
        }
        TlsProblem::Broken => ("network.tls-broken", "ask firm IT what stands in between: the handshake is cut off"),
    };
    (Exit::Network, code, hint)
}
