//! Owns reading a foreign client's errors: from a chain of causes to one of ours.

use std::error::Error;
use std::io;
use std::time::Duration;

use rustls::{AlertDescription, CertificateError};

use super::error::{HttpError, TlsProblem};

/// Turns a client's error into one of ours.
pub(super) fn classify(error: &reqwest::Error, host: &str, limit: Duration) -> HttpError {
    let host = host.to_owned();
    let links = || chain(error);
    if let Some(problem) = links().find_map(tls_problem) {
        return HttpError::Tls { host, problem };
    }
    // The outermost error tells the address, which may hold any word.
    let words = links().skip(1).map(|link| link.to_string().to_lowercase()).collect::<Vec<_>>().join(" | ");
    if words.contains("proxy authorization required") {
        return HttpError::ProxyPassword { host };
    }
    if words.contains("unsuccessful tunnel") || words.contains("proxy") {
        return HttpError::Proxy { host };
    }
    if words.contains("dns error") || words.contains("failed to lookup") {
        return HttpError::Dns { host };
    }
    if error.is_timeout() && error.is_connect() {
        return HttpError::ConnectTimeout { host, seconds: limit.as_secs().min(15) };
    }
    if error.is_timeout() {
        return HttpError::Timeout { host, seconds: limit.as_secs() };
    }
    let kind = links().find_map(|link| link.downcast_ref::<io::Error>()).map(io::Error::kind);
    match kind {
        Some(io::ErrorKind::ConnectionRefused) => HttpError::Refused { host },
        Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable) => HttpError::Unreachable { host },
        Some(io::ErrorKind::TimedOut) => HttpError::ConnectTimeout { host, seconds: limit.as_secs() },
        Some(io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe) => {
            HttpError::Reset { host }
        }
        _ if error.is_connect() => HttpError::Connect { host },
        Some(io::ErrorKind::UnexpectedEof) => HttpError::CutShort { host },
        _ if words.contains("connection closed") || words.contains("incomplete message") => {
            HttpError::CutShort { host }
        }
        _ => HttpError::BadHttp { host },
    }
}

/// Turns the error of a TLS handshake into one of ours.
pub(super) fn of_handshake(error: &io::Error, host: &str) -> HttpError {
    let host = host.to_owned();
    if let Some(problem) = chain(error).find_map(tls_problem) {
        return HttpError::Tls { host, problem };
    }
    match error.kind() {
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            HttpError::Reset { host }
        }
        io::ErrorKind::UnexpectedEof => HttpError::CutShort { host },
        _ => HttpError::Tls { host, problem: TlsProblem::Broken },
    }
}

/// An error and its causes, outermost first. An I/O error passes over what it wraps when it is asked for its source, so it is asked
/// for that first: TLS errors come wrapped twice.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |link: &&'a (dyn Error + 'static)| {
        let link: &'a (dyn Error + 'static) = *link;
        let wrapped = link.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        match wrapped {
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => link.source(),
        }
    })
}

fn tls_problem(link: &(dyn Error + 'static)) -> Option<TlsProblem> {
    Some(match link.downcast_ref::<rustls::Error>()? {
        rustls::Error::InvalidCertificate(problem) => match problem {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsProblem::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => TlsProblem::NotYetValid,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                TlsProblem::WrongName
            }
            CertificateError::UnknownIssuer => TlsProblem::UnknownIssuer,
            CertificateError::Revoked => TlsProblem::Revoked,
            _ => TlsProblem::BadCertificate,
        },
        rustls::Error::PeerIncompatible(_) | rustls::Error::AlertReceived(AlertDescription::ProtocolVersion) => {
            TlsProblem::OldProtocol
        }
        rustls::Error::AlertReceived(
            AlertDescription::CertificateRequired
            | AlertDescription::BadCertificate
            | AlertDescription::UnknownCA
            | AlertDescription::AccessDenied,
        ) => TlsProblem::ClientCertificate,
        _ => TlsProblem::Broken,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tls_error_is_found_however_often_it_is_wrapped() {
        let error = rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let once = io::Error::new(io::ErrorKind::InvalidData, error);
        let twice = io::Error::other(once);
        assert_eq!(chain(&twice).find_map(tls_problem), Some(TlsProblem::UnknownIssuer));
    }
}
