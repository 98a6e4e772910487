//! Owns what is trusted: the system's roots and the configured ones, read once and only when TLS is spoken.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use super::error::HttpError;
use super::settings::HttpSettings;

/// The most a file of certificates may hold, in bytes.
const LIMIT: u64 = 4 * 1024 * 1024;

/// Reads the roots that are trusted.
pub fn roots(settings: &HttpSettings) -> Result<RootCertStore, HttpError> {
    let mut store = RootCertStore::empty();
    if !settings.ca_only {
        for certificate in rustls_native_certs::load_native_certs().certs {
            // One odd certificate among the system's must not take the others away.
            let _ = store.add(certificate);
        }
    }
    if let Some(path) = &settings.ca_file {
        let certificates = read_certificates(path)?;
        for certificate in certificates {
            store.add(certificate).map_err(|_| unusable(path, "a certificate in it cannot be a root"))?;
        }
    }
    if store.is_empty() { Err(HttpError::NoRoots) } else { Ok(store) }
}

/// Puts the TLS configuration together.
pub(super) fn config(settings: &HttpSettings, roots: Arc<RootCertStore>) -> Result<ClientConfig, HttpError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| HttpError::BadRequest)?
        .with_root_certificates(roots);
    let mut config = match (&settings.client_certificate, &settings.client_key) {
        (Some(certificate), Some(key)) => {
            let chain = read_certificates(certificate)?;
            let private = PrivateKeyDer::from_pem_slice(&read(key)?)
                .map_err(|_| unusable(key, "it holds no private key in PEM form"))?;
            builder
                .with_client_auth_cert(chain, private)
                .map_err(|_| unusable(certificate, "certificate and private key do not go together"))?
        }
        (Some(path), None) => return Err(unusable(path, "`client_key` is missing")),
        (None, Some(path)) => return Err(unusable(path, "`client_certificate` is missing")),
        (None, None) => builder.with_no_client_auth(),
    };
    // The one protocol that is spoken (RFC 7301): a server that could choose another would be spoken to in the wrong one.
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn read_certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, HttpError> {
    let bytes = read(path)?;
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    match certificates {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(unusable(path, "it holds no certificate in PEM form")),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, HttpError> {
    let length = std::fs::metadata(path).map_err(|_| unusable(path, "it cannot be read"))?.len();
    if length > LIMIT {
        return Err(unusable(path, "it is larger than any file of certificates"));
    }
    std::fs::read(path).map_err(|_| unusable(path, "it cannot be read"))
}

fn unusable(path: &Path, problem: &'static str) -> HttpError {
    HttpError::CertificateFile { path: path.to_owned(), problem }
}
