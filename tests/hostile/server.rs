//! A server of fixed bytes. What it is asked it answers well, as iManage would with one matter, unless a test has it answer otherwise.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Instant;

use serde_json::{Value, json};

/// The access token that the server issues.
pub const TOKEN: &str = "canary-access-token-6a1f9c3e7b";

/// A request, as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Path and query.
    pub target: String,
}

/// Where a server may be hostile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Token,
    /// Who the token is, and where the API is.
    Api,
    /// The search for workspaces.
    Search,
    /// One workspace.
    Workspace,
    /// What stands right in a workspace or folder.
    Children,
    /// The flat list of all folders.
    Folders,
    /// The documents of the whole tree.
    Documents,
    Other,
}

impl Asked {
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The query as an independent reader decodes it.
    pub fn query(&self) -> Vec<(String, String)> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    pub fn place(&self) -> Place {
        let parts: Vec<&str> = self.path().trim_start_matches("/work/api/v2/customers/4711/").split('/').collect();
        match parts.as_slice() {
            _ if self.path() == "/auth/oauth2/token" => Place::Token,
            _ if self.path() == "/api" => Place::Api,
            [.., "workspaces"] => Place::Search,
            [.., "workspaces", _] => Place::Workspace,
            [.., "children"] => Place::Children,
            [.., "folders"] => Place::Folders,
            [.., "documents"] => Place::Documents,
            _ => Place::Other,
        }
    }
}

/// Answers in the test's way.
type Twist = dyn Fn(&Asked, &mut TcpStream) -> Twisted + Send + Sync;

/// What a test made of a question.
enum Twisted {
    /// It has not answered, and the server does as it would.
    Not,
    /// It has, and the connection goes on.
    GoesOn,
    /// It has, and the connection ends.
    Ends,
}

pub struct Server {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    began: Arc<OnceLock<Instant>>,
    most_open: Arc<AtomicUsize>,
    opened: Arc<AtomicUsize>,
}

impl Server {
    /// A server that answers as `twist` says. Whatever `twist` answers is the last on its connection.
    pub fn start(twist: impl Fn(&Asked, &mut TcpStream) -> bool + Send + Sync + 'static) -> Self {
        Server::twisted(move |asked, stream| if twist(asked, stream) { Twisted::Ends } else { Twisted::Not })
    }

    /// A server that answers one question with these bytes, again and again on one connection.
    pub fn repeating(place: Place, answer: Vec<u8>) -> Self {
        Server::twisted(move |asked, stream| {
            if asked.place() != place {
                return Twisted::Not;
            }
            stream.write_all(&answer).map_or(Twisted::Ends, |()| Twisted::GoesOn)
        })
    }

    fn twisted(twist: impl Fn(&Asked, &mut TcpStream) -> Twisted + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let server = Server {
            address: listener.local_addr().expect("an address"),
            asked: Arc::default(),
            began: Arc::default(),
            most_open: Arc::default(),
            opened: Arc::default(),
        };
        let (asked, twist, most_open) = (Arc::clone(&server.asked), Arc::new(twist), Arc::clone(&server.most_open));
        let opened = Arc::clone(&server.opened);
        let port = server.address.port();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (asked, twist) = (Arc::clone(&asked), Arc::clone(&twist));
                opened.fetch_add(1, Ordering::SeqCst);
                most_open.fetch_max(open_connections(port), Ordering::SeqCst);
                std::thread::spawn(move || serve(stream, &asked, &*twist));
            }
        });
        server
    }

    /// A server that is asked for one thing in vain: all else it answers well.
    pub fn at(place: Place, answer: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> Self {
        let began = Arc::<OnceLock<Instant>>::default();
        let at = Arc::clone(&began);
        let server = Server::start(move |asked, stream| {
            let is_there = asked.place() == place;
            if is_there {
                at.get_or_init(Instant::now);
                answer(stream);
            }
            is_there
        });
        Server { began, ..server }
    }

    /// A server that answers one question with this JSON, status 200.
    pub fn saying(place: Place, body: impl Into<String>) -> Self {
        let body = body.into();
        Server::at(place, move |stream| {
            let _ = stream.write_all(&answer(200, "", body.as_bytes()));
        })
    }

    /// A server that resets the connection at one place, after the first bytes of an answer.
    pub fn resetting(place: Place, first: &'static [u8]) -> Self {
        Server::at(place, move |stream| {
            let _ = stream.write_all(first);
            // The bytes must have left before the reset overtakes them.
            let stream = stream.try_clone().expect("a stream");
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async move {
                stream.set_nonblocking(true).expect("set");
                let stream = tokio::net::TcpStream::from_std(stream).expect("a stream");
                stream.set_zero_linger().expect("set");
            });
        })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("the list").clone()
    }

    /// How often it was asked for something.
    pub fn count(&self, place: Place) -> usize {
        self.asked().iter().filter(|asked| asked.place() == place).count()
    }

    /// How many connections were open at once at most; 0 where the system does not tell.
    pub fn most_open(&self) -> usize {
        self.most_open.load(Ordering::SeqCst)
    }

    /// How many connections there were in all.
    pub fn opened(&self) -> usize {
        self.opened.load(Ordering::SeqCst)
    }

    /// When it was first asked for what it is asked for in vain.
    pub fn began(&self) -> Option<Instant> {
        self.began.get().copied()
    }
}

/// The connections to a port of this machine that the client has open or opens, as Linux tells them: one that the client has closed is
/// none, though this server may not have seen it yet.
fn open_connections(port: u16) -> usize {
    let ends = format!(":{port:04X}");
    let told = std::fs::read_to_string("/proc/net/tcp").unwrap_or_default();
    let is_open = |line: &&str| {
        let mut words = line.split_whitespace().skip(1);
        let (_, remote, state) = (words.next(), words.next(), words.next());
        // Established, and SYN sent.
        remote.is_some_and(|remote| remote.ends_with(&ends)) && matches!(state, Some("01" | "02"))
    };
    told.lines().filter(is_open).count()
}

fn serve(mut stream: TcpStream, asked: &Mutex<Vec<Asked>>, twist: &Twist) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    loop {
        let request = read(&mut stream)?;
        asked.lock().expect("the list").push(request.clone());
        match twist(&request, &mut stream) {
            Twisted::Not => stream.write_all(&good(&request)).ok()?,
            Twisted::GoesOn => {}
            Twisted::Ends => return Some(()),
        }
    }
}

fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    let mut first = head.lines().next()?.split(' ');
    Some(Asked { target: first.nth(1)?.to_owned() })
}

/// The bytes of an answer, with more header lines that each end with CR LF.
pub fn answer(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

/// The one workspace that there is.
pub fn workspace() -> Value {
    json!({"id": "ACTIVE!427", "name": "Lease", "database": "ACTIVE", "custom1": "12345", "custom2": "00001"})
}

fn good(asked: &Asked) -> Vec<u8> {
    let body = match asked.place() {
        Place::Token => json!({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600}),
        Place::Api => json!({"data": {
            "user": {"id": "operate", "customer_id": 4711},
            "work": {"preferred_library": "ACTIVE", "libraries": [{"alias": "ACTIVE"}]},
            "versions": [{"name": "v2", "version": "2.1.1094"}],
            "dms_version": "10.4.1",
        }}),
        Place::Search => json!({"data": [workspace()], "total_count": 1}),
        Place::Workspace => json!({"data": workspace()}),
        Place::Children => json!({"data": [{"id": "ACTIVE!500", "name": "Letter", "extension": "docx"}]}),
        Place::Folders => json!({"data": [], "total_count": 0}),
        Place::Documents => json!({"data": [], "total_count": 0}),
        Place::Other => json!({"data": [{"id": "ACTIVE"}]}),
    };
    answer(200, "", body.to_string().as_bytes())
}

/// A port that nobody may knock at.
pub struct Witness {
    listener: TcpListener,
    pub port: u16,
}

impl Witness {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("set");
        let port = listener.local_addr().expect("an address").port();
        Witness { listener, port }
    }

    /// How many came since the last time.
    pub fn visitors(&self) -> usize {
        std::iter::from_fn(|| self.listener.accept().ok()).count()
    }
}
