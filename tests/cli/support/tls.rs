//! Builds what a test of TLS needs: a certification authority of its own, certificates of it, and a server in front of another.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose, SanType};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// A certification authority that lives as long as the test.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let key = KeyPair::generate().expect("a key");
        Authority { issuer: CertifiedIssuer::self_signed(authority(name), key).expect("a certificate") }
    }

    /// An authority that another one vouches for.
    pub fn below(&self, name: &str) -> Self {
        let key = KeyPair::generate().expect("a key");
        Authority { issuer: CertifiedIssuer::signed_by(authority(name), key, &self.issuer).expect("a certificate") }
    }

    /// Writes the authority's certificate for `ca_file`.
    pub fn write(&self, path: &Path) {
        fs::write(path, self.issuer.pem()).expect("written");
    }

    /// Makes the configuration of a server for 127.0.0.1; `change` makes its certificate another.
    pub fn server(&self, change: impl FnOnce(&mut CertificateParams)) -> ServerConfig {
        self.server_sending(&[], change)
    }

    /// The same, sending the certificates of these authorities behind its own.
    pub fn server_sending(
        &self,
        authorities: &[&Authority],
        change: impl FnOnce(&mut CertificateParams),
    ) -> ServerConfig {
        let mut params = server();
        change(&mut params);
        let key = KeyPair::generate().expect("a key");
        let own = params.signed_by(&key, &self.issuer).expect("a certificate").der().clone();
        let others = authorities.iter().map(|authority| authority.issuer.der().clone());
        config(std::iter::once(own).chain(others).collect(), &key)
    }
}

/// The configuration of a server whose certificate nobody but itself vouches for.
pub fn self_signed() -> ServerConfig {
    let key = KeyPair::generate().expect("a key");
    config(vec![server().self_signed(&key).expect("a certificate").der().clone()], &key)
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn server() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "imanage.firm.example");
    params.subject_alt_names = vec![SanType::IpAddress("127.0.0.1".parse().expect("an address"))];
    params
}

fn config(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> ServerConfig {
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    ServerConfig::builder_with_provider(Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .expect("a server")
}

/// Makes a certificate valid from and until so many days from now.
pub fn valid(params: &mut CertificateParams, from: i64, until: i64) {
    let at = |days: i64| {
        let seconds = jiff::Timestamp::now().as_second() + days * 86_400;
        rcgen::date_time_ymd(1970, 1, 1) + std::time::Duration::from_secs(u64::try_from(seconds).expect("a time"))
    };
    (params.not_before, params.not_after) = (at(from), at(until));
}

/// A TLS server in front of another server on this machine; counts what reaches it.
pub struct TlsFront {
    pub address: SocketAddr,
    connections: Arc<AtomicUsize>,
    bytes: Arc<AtomicUsize>,
    protocols: Arc<Mutex<Vec<Option<Vec<u8>>>>>,
}

impl TlsFront {
    /// Listens on a free port and hands everything on to `behind`, such as `http://127.0.0.1:4711`.
    pub fn start(config: ServerConfig, behind: &str) -> Self {
        let behind: SocketAddr =
            behind.trim_start_matches("http://").trim_end_matches('/').parse().expect("an address");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let front = TlsFront {
            address: listener.local_addr().expect("an address"),
            connections: Arc::default(),
            bytes: Arc::default(),
            protocols: Arc::default(),
        };
        let (connections, bytes) = (Arc::clone(&front.connections), Arc::clone(&front.bytes));
        let protocols = Arc::clone(&front.protocols);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                listener.set_nonblocking(true).expect("set");
                let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
                let acceptor = TlsAcceptor::from(Arc::new(config));
                while let Ok((stream, _)) = listener.accept().await {
                    let (acceptor, connections, bytes) =
                        (acceptor.clone(), Arc::clone(&connections), Arc::clone(&bytes));
                    let protocols = Arc::clone(&protocols);
                    tokio::spawn(async move {
                        connections.fetch_add(1, Ordering::SeqCst);
                        let Ok(mut near) = acceptor.accept(stream).await else { return };
                        protocols.lock().expect("the list").push(near.get_ref().1.alpn_protocol().map(<[u8]>::to_vec));
                        let Ok(mut far) = tokio::net::TcpStream::connect(behind).await else { return };
                        if let Ok((there, _)) = tokio::io::copy_bidirectional(&mut near, &mut far).await {
                            bytes.fetch_add(usize::try_from(there).unwrap_or(usize::MAX), Ordering::SeqCst);
                        }
                    });
                }
            });
        });
        // The listener takes connections from the moment it is bound; this one only proves it.
        drop(TcpStream::connect(front.address).expect("it listens"));
        front
    }

    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// What was agreed on to be spoken over each connection (RFC 7301).
    pub fn protocols(&self) -> Vec<Option<Vec<u8>>> {
        self.protocols.lock().expect("the list").clone()
    }

    /// Connections that were opened by others than this type.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst).saturating_sub(1)
    }
}
