//! Builds servers that a test bends: a relay in front of the sandbox whose answers are altered on the way, a proxy, and ports that take
//! no connection.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value;

/// An answer on its way.
pub struct Passing {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Passing {
    /// Replaces the whole answer.
    pub fn replace(&mut self, status: u16, content_type: &str, body: &str) {
        self.status = status;
        self.headers = vec![("content-type".into(), content_type.into())];
        self.body = body.into();
    }

    /// Changes the body as JSON.
    pub fn change(&mut self, change: impl FnOnce(&mut Value)) {
        let mut value = serde_json::from_slice(&self.body).expect("JSON");
        change(&mut value);
        self.body = value.to_string().into_bytes();
    }

    pub fn set_header(&mut self, name: &str, value: &str) {
        self.headers.retain(|(own, _)| !own.eq_ignore_ascii_case(name));
        self.headers.push((name.into(), value.into()));
    }
}

/// A relay in front of another server.
pub struct Relay {
    pub address: SocketAddr,
}

impl Relay {
    /// Hands each request on to `behind`, and its answer back after `alter` has seen it with the request's path.
    pub fn start(behind: &str, alter: impl Fn(&str, &mut Passing) + Send + Sync + 'static) -> Self {
        let behind: SocketAddr = behind.trim_start_matches("http://").parse().expect("an address");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let alter = Arc::new(alter);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let alter = Arc::clone(&alter);
                // A client that goes away is the client's affair.
                std::thread::spawn(move || pass_on(stream, behind, &*alter));
            }
        });
        Relay { address }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

fn pass_on(near: TcpStream, behind: SocketAddr, alter: &dyn Fn(&str, &mut Passing)) -> Option<()> {
    let mut reader = BufReader::new(near.try_clone().ok()?);
    let (head, first) = read_head(&mut reader)?;
    let mut body = vec![0; length_of(&head)];
    reader.read_exact(&mut body).ok()?;

    let mut far = TcpStream::connect(behind).ok()?;
    let headers = head.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("connection"));
    let headers: String = headers.map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    far.write_all(format!("{first}\r\n{headers}connection: close\r\n\r\n").as_bytes()).ok()?;
    far.write_all(&body).ok()?;
    let mut far = BufReader::new(far);
    let (headers, status_line) = read_head(&mut far)?;
    let mut body = Vec::new();
    far.read_to_end(&mut body).ok()?;
    let status = status_line.split(' ').nth(1)?.parse().ok()?;
    let mut passing = Passing { status, headers, body };

    let path = first.split(' ').nth(1)?.split('?').next()?.to_owned();
    alter(&path, &mut passing);
    let dropped = ["content-length", "transfer-encoding", "connection"];
    let headers = passing.headers.iter().filter(|(name, _)| !dropped.contains(&name.to_lowercase().as_str()));
    let headers: String = headers.map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = passing.body.len();
    let head =
        format!("HTTP/1.1 {} X\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n", passing.status);
    let mut near = near;
    near.write_all(head.as_bytes()).ok()?;
    near.write_all(&passing.body).ok()
}

/// Reads the head of a message: its headers and its first line.
fn read_head(reader: &mut impl BufRead) -> Option<(Vec<(String, String)>, String)> {
    let mut line = || {
        let mut line = String::new();
        (reader.read_line(&mut line).ok()? > 0).then(|| line.trim_end().to_owned())
    };
    let first = line()?;
    let mut headers = Vec::new();
    while let Some((name, value)) = line()?.split_once(':') {
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    Some((headers, first))
}

fn length_of(headers: &[(String, String)]) -> usize {
    let length = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0)
}

/// An HTTP proxy that answers CONNECT.
pub struct Proxy {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// Leads every tunnel to `to`, whatever host it is asked for; `answer` may refuse by the request's head.
    pub fn start(to: SocketAddr, answer: impl Fn(&str) -> Option<&'static str> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let proxy = Proxy { address: listener.local_addr().expect("an address"), asked: Arc::default() };
        let (asked, answer) = (Arc::clone(&proxy.asked), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (asked, answer) = (Arc::clone(&asked), Arc::clone(&answer));
                std::thread::spawn(move || tunnel(stream, to, &asked, &*answer));
            }
        });
        proxy
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The first lines of what it was asked.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("the list").clone()
    }
}

fn tunnel(
    mut near: TcpStream,
    to: SocketAddr,
    asked: &Mutex<Vec<String>>,
    answer: &dyn Fn(&str) -> Option<&'static str>,
) -> Option<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        near.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    asked.lock().expect("the list").push(head.lines().next()?.to_owned());
    if let Some(refusal) = answer(&head) {
        return near.write_all(refusal.as_bytes()).ok();
    }
    near.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").ok()?;
    let far = TcpStream::connect(to).ok()?;
    let (mut near_in, mut far_in) = (near.try_clone().ok()?, far.try_clone().ok()?);
    let (mut near_out, mut far_out) = (near, far);
    let back = std::thread::spawn(move || {
        let _ = std::io::copy(&mut far_in, &mut near_out);
        let _ = near_out.shutdown(std::net::Shutdown::Write);
    });
    let _ = std::io::copy(&mut near_in, &mut far_out);
    let _ = far_out.shutdown(std::net::Shutdown::Write);
    back.join().ok()
}

/// A port that nothing listens on: it was free a moment ago.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port()
}

/// A port whose queue of connections is full, so that further ones get no answer, as behind a firewall that drops them.
pub struct SilentPort {
    pub address: SocketAddr,
    _queued: Vec<TcpStream>,
    _listener: tokio::net::TcpListener,
    _runtime: tokio::runtime::Runtime,
}

impl SilentPort {
    pub fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let guard = runtime.enter();
        let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
        socket.bind("127.0.0.1:0".parse().expect("an address")).expect("bound");
        let listener = socket.listen(1).expect("it listens");
        drop(guard);
        let address = listener.local_addr().expect("an address");
        let limit = std::time::Duration::from_millis(300);
        // Nobody accepts, so the queue fills up with the first few.
        let queued = std::iter::from_fn(|| TcpStream::connect_timeout(&address, limit).ok()).take(16).collect();
        SilentPort { address, _queued: queued, _listener: listener, _runtime: runtime }
    }
}

/// A port that takes connections and answers the first bytes with others, then closes.
pub fn answering_port(answer: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut first = [0; 4096];
                let _ = stream.read(&mut first);
                let _ = stream.write_all(answer);
            });
        }
    });
    address
}

/// A port that takes connections and resets them at the first bytes.
pub fn resetting_port() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                // What was sent and never read makes closing a reset.
                let _ = stream.peek(&mut [0; 1]);
                drop(stream);
            });
        }
    });
    address
}
