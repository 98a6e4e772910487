//! A server that answers searches and lists of workspaces from memory, over TLS and HTTP/1.1, after a latency: much faster
//! than the sandbox, so that `benches/many.py` measures the client. It knows one library and matters that are numbered through, ten a
//! client.
//!
//!   fast_server FOLDER MATTERS LATENCY_MS
//!
//! Writes `ca.pem` into the folder and prints its URL. Ends when its standard input does, and prints for how many seconds it held
//! an answer back on average.

use std::cell::Cell;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;

struct Firm {
    matters: usize,
    latency: Duration,
    /// How long answers were really held: timers are late, and that is no fault of the client's.
    held: Cell<Duration>,
    answers: Cell<u32>,
}

impl Firm {
    async fn hold(&self) {
        let since = Instant::now();
        tokio::time::sleep(self.latency).await;
        self.held.set(self.held.get() + since.elapsed());
        self.answers.set(self.answers.get() + 1);
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, matters, latency] = arguments.as_slice() else {
        return Err("give a folder, a number of matters and a latency in milliseconds".into());
    };
    let latency = Duration::from_millis(latency.parse()?);
    let firm = Rc::new(Firm { matters: matters.parse()?, latency, held: Cell::default(), answers: Cell::default() });
    let acceptor = acceptor(folder)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (tell_end, ended) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        // Whatever stands in the input, its end is the sign.
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        let _ = tell_end.send(());
    });
    let served = Rc::clone(&firm);
    tokio::task::LocalSet::new().block_on(&runtime, async move {
        tokio::select! {
            result = listen(acceptor, served) => result,
            _ = ended => Ok(()),
        }
    })?;
    let held = firm.held.get().checked_div(firm.answers.get()).unwrap_or_default();
    writeln!(std::io::stdout(), "{:.6}", held.as_secs_f64())?;
    Ok(())
}

fn acceptor(folder: &str) -> Result<tokio_rustls::TlsAcceptor, Box<dyn std::error::Error>> {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned(), "localhost".to_owned()])?;
    std::fs::write(std::path::Path::new(folder).join("ca.pem"), made.cert.pem())?;
    let key = rustls_pki_types::PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(tokio_rustls::TlsAcceptor::from(Arc::new(config)))
}

async fn listen(acceptor: tokio_rustls::TlsAcceptor, firm: Rc<Firm>) -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "https://127.0.0.1:{}", listener.local_addr()?.port())?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let (acceptor, firm) = (acceptor.clone(), Rc::clone(&firm));
        tokio::task::spawn_local(async move {
            if let Ok(stream) = acceptor.accept(stream).await {
                serve(stream, firm).await;
            }
        });
    }
}

async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, firm: Rc<Firm>) {
    let handler = service_fn(|request: Request<Incoming>| {
        let firm = Rc::clone(&firm);
        async move {
            if !firm.latency.is_zero() {
                firm.hold().await;
            }
            let body = answer(&firm, request.uri().path(), request.uri().query().unwrap_or_default());
            let mut response = Response::new(Full::new(Bytes::from(body)));
            response.headers_mut().insert("content-type", hyper::header::HeaderValue::from_static("application/json"));
            Ok::<_, Infallible>(response)
        }
    });
    // A client that goes away in the middle is the client's affair.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), handler).await;
}

fn answer(firm: &Firm, path: &str, query: &str) -> String {
    if path == "/auth/oauth2/token" {
        return r#"{"access_token": "fast", "token_type": "Bearer", "expires_in": 3600}"#.to_owned();
    }
    if path == "/api" {
        return r#"{"data": {"user": {"customer_id": 1, "id": "SVC"}, "work": {"preferred_library": "ACTIVE"}}}"#
            .to_owned();
    }
    if path.ends_with("/libraries") {
        return r#"{"data": [{"id": "ACTIVE", "type": "worksite"}]}"#.to_owned();
    }
    let parameter = |name: &str| {
        let pair = query.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name));
        pair.map(|(_, value)| value)
    };
    let number = |name: &str| parameter(name).and_then(|text| text.parse::<usize>().ok());
    let (first, all) = match (number("custom1"), number("custom2")) {
        (Some(client), Some(matter)) => (client * 10 + matter, usize::from(client * 10 + matter < firm.matters)),
        (Some(client), None) => (client * 10, 10),
        _ => (0, firm.matters),
    };
    let offset = number("offset").unwrap_or(0).min(all);
    let shown = number("limit").unwrap_or(500).min(all - offset);
    let mut text = String::with_capacity(shown * 1300 + 64);
    text.push_str(r#"{"data":{"results":["#);
    for at in first + offset..first + offset + shown {
        if at > first + offset {
            text.push(',');
        }
        workspace(&mut text, at);
    }
    text.push_str("]}");
    if parameter("total") == Some("true") {
        let _ = write!(text, r#","total_count":{all}"#);
    }
    text.push('}');
    text
}

/// As long and with as many fields as a real one (`reference/imanage-api.md` section 4.5).
fn workspace(text: &mut String, at: usize) {
    let (client, matter, id) = (at / 10, at % 10, 100_000 + at);
    let _ = write!(
        text,
        concat!(
            r#"{{"author":"WSADMIN","class":"WEBDOC","content_type":"D","create_date":"2024-03-11T09:15:22.120Z","#,
            r#""custom1":"{client:05}","custom1_description":"Client number {client}","custom2":"{matter:05}","#,
            r#""custom2_description":"Lease of Unit {matter}","database":"ACTIVE","default_security":"private","#,
            r#""description":"Lease of Unit {matter}","document_number":{at},"version":1,"#,
            r#""edit_date":"2024-06-01T12:00:00.000Z","edit_profile_date":"2024-06-01T12:00:00.000Z","#,
            r#""file_create_date":"2024-03-11T09:15:22.000Z","file_edit_date":"2024-03-11T09:15:22.000Z","#,
            r#""has_attachment":false,"has_documents":false,"has_subfolders":true,"id":"ACTIVE!{id}","in_use":false,"#,
            r#""indexable":true,"is_checked_out":false,"is_container_saved_search":false,"#,
            r#""is_content_saved_search":false,"is_external":false,"is_external_as_normal":false,"is_hipaa":false,"#,
            r#""iwl":"iwl:dms=cloudimanage.com&&lib=ACTIVE&&num={id}&&ver=1","last_user":"WSADMIN","location":"","#,
            r#""name":"{client:05}.{matter:05} Lease of Unit {matter}","operator":"WSADMIN","owner":"WSADMIN","#,
            r#""owner_description":"Workspace Admin","retain_days":365,"size":0,"subclass":"MATTER","#,
            r#""subtype":"work","type":"ACROBAT","workspace_id":"ACTIVE!{id}","wstype":"workspace"}}"#
        ),
        client = client,
        matter = matter,
        at = at,
        id = id,
    );
}
