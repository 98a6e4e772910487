//! Owns the TLS handshake with an eye on it: verified as the client verifies, with what the server showed kept, good or bad.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, ProtocolVersion, SignatureScheme};
use tokio_rustls::TlsConnector;

use super::Way;
use super::chain::CertificateFacts;
use super::connect::{Connection, Stream};
use crate::http::HttpClient;
use crate::http::classify;
use crate::http::client;
use crate::http::error::HttpError;
use crate::http::tls;

/// What a handshake came to.
#[derive(Clone, Debug)]
pub struct Handshake {
    /// What the server showed, its own certificate first. Empty where it came to no certificate.
    pub chain: Vec<CertificateFacts>,
    /// Names of the authorities that are trusted here, in DER, without their outermost header.
    pub trusted: Arc<Vec<Vec<u8>>>,
    /// `TLS 1.3`.
    pub version: Option<&'static str>,
    /// Why the client goes no further.
    pub problem: Option<HttpError>,
}

impl Way {
    /// Speaks TLS with the server over a connection, and closes it.
    pub async fn speak_tls(&self, connection: Connection) -> Handshake {
        let mut told = Handshake { chain: Vec::new(), trusted: Arc::default(), version: None, problem: None };
        let host = client::named(&self.host, self.port);
        let (verifier, config) = match recording(&self.client) {
            Ok(made) => made,
            Err(error) => return Handshake { problem: Some(error), ..told },
        };
        told.trusted = Arc::clone(&verifier.trusted);
        let Ok(name) = ServerName::try_from(self.host.clone()) else {
            return Handshake { problem: Some(HttpError::BadRequest), ..told };
        };
        let handshake = TlsConnector::from(Arc::new(config)).connect(name, connection.stream);
        match tokio::time::timeout(self.limit(), handshake).await {
            Ok(Ok(stream)) => {
                let (_, state) = stream.get_ref();
                told.version = state.protocol_version().and_then(version_name);
            }
            Ok(Err(error)) => told.problem = Some(classify::of_handshake(&error, &host)),
            Err(_) => {
                told.problem = Some(HttpError::Timeout { host, seconds: self.limit().as_secs() });
            }
        }
        told.chain = verifier.seen();
        told
    }
}

/// Speaks TLS without an eye on it: with a proxy that is reached by https.
pub(super) async fn plain_handshake(
    client: &HttpClient,
    host: &str,
    stream: Stream,
    limit: Duration,
) -> Result<Stream, HttpError> {
    let Stream::Plain(stream) = stream else { return Ok(stream) };
    let mut config = tls::config(&client.inner().settings, client.inner().roots()?)?;
    config.alpn_protocols.clear();
    let name = ServerName::try_from(host.to_owned()).map_err(|_| HttpError::BadRequest)?;
    let handshake = TlsConnector::from(Arc::new(config)).connect(name, stream);
    match tokio::time::timeout(limit, handshake).await {
        Ok(Ok(stream)) => Ok(Stream::Tls(Box::new(stream))),
        Ok(Err(error)) => Err(classify::of_handshake(&error, host)),
        Err(_) => Err(HttpError::Timeout { host: host.to_owned(), seconds: limit.as_secs() }),
    }
}

fn version_name(version: ProtocolVersion) -> Option<&'static str> {
    match version {
        ProtocolVersion::TLSv1_2 => Some("TLS 1.2"),
        ProtocolVersion::TLSv1_3 => Some("TLS 1.3"),
        _ => None,
    }
}

/// The client's own configuration, with a verifier that keeps what it was shown.
fn recording(client: &HttpClient) -> Result<(Arc<Recorder>, rustls::ClientConfig), HttpError> {
    let roots = client.inner().roots()?;
    let mut config = tls::config(&client.inner().settings, Arc::clone(&roots))?;
    let judge = WebPkiServerVerifier::builder_with_provider(Arc::clone(&roots), Arc::clone(config.crypto_provider()))
        .build()
        .map_err(|_| HttpError::NoRoots)?;
    let trusted = roots.roots.iter().map(|root| root.subject.as_ref().to_vec()).collect();
    let recorder = Arc::new(Recorder { judge, seen: Mutex::default(), trusted: Arc::new(trusted) });
    // The recorder refuses whatever the usual verifier refuses: it only keeps what both were shown.
    config.dangerous().set_certificate_verifier(Arc::clone(&recorder) as Arc<_>);
    Ok((recorder, config))
}

/// Judges as the usual verifier does, and keeps the certificates.
#[derive(Debug)]
struct Recorder {
    judge: Arc<WebPkiServerVerifier>,
    seen: Mutex<Vec<CertificateDer<'static>>>,
    trusted: Arc<Vec<Vec<u8>>>,
}

impl Recorder {
    fn seen(&self) -> Vec<CertificateFacts> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter().filter_map(|der| CertificateFacts::read(der)).collect()
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let shown = std::iter::once(own).chain(others).map(|der| der.clone().into_owned());
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = shown.collect();
        self.judge.verify_server_cert(own, others, name, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.judge.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.judge.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.judge.supported_verify_schemes()
    }
}
