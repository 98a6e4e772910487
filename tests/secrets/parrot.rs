//! A server that says what it was told: a relay in front of the sandbox that knows the tokens by names of its own, keeps account
//! of where secrets came in, and answers, in place of the sandbox, with everything secret that the request brought.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use url::form_urlencoded;

use crate::searcher::{Canary, Searcher};
use crate::worlds::{ACCESS_TOKEN, PASSWORD, REFRESH_TOKEN};

/// How a parrot answers once it is let loose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Echo {
    /// As the sandbox does.
    Nothing,
    /// A refusal whose `error` is a text (RFC 6749).
    Refusal,
    /// A refusal whose `error` is an object, as iManage's are.
    RefusalObject,
    /// 401 whatever is asked.
    Unauthorized,
    /// 403 and a page.
    Page,
    /// 500.
    Fault,
    /// 200 and JSON that ends in the middle of a secret.
    Cut,
    /// 200 and JSON whose fields are named by secrets and hold what cannot be read.
    Keys,
    /// 200 and JSON with secrets where other things belong.
    Types,
    /// A redirect whose path, query and fragment are secrets.
    RedirectPath,
    /// A redirect to a host named by a secret.
    RedirectHost,
    /// A redirect with a secret as user and password.
    RedirectUser,
    /// A redirect that is no address.
    RedirectOdd,
}

impl Echo {
    pub const ALL: [Echo; 12] = [
        Echo::Refusal,
        Echo::RefusalObject,
        Echo::Unauthorized,
        Echo::Page,
        Echo::Fault,
        Echo::Cut,
        Echo::Keys,
        Echo::Types,
        Echo::RedirectPath,
        Echo::RedirectHost,
        Echo::RedirectUser,
        Echo::RedirectOdd,
    ];
}

/// A running parrot.
pub struct Parrot {
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    behind: SocketAddr,
    echo: Echo,
    is_loose: AtomicBool,
    searcher: Searcher,
    /// Our word for each token, and the sandbox's.
    tokens: Mutex<Vec<(String, String)>>,
    /// Secrets that came in by another door than the token request's body and the token's header.
    astray: Mutex<Vec<String>>,
    /// Requests answered with an echo, and the secrets that were in them.
    echoed: Mutex<Vec<String>>,
}

impl Parrot {
    /// Starts in front of a sandbox; the echo begins with [`Parrot::let_loose`].
    pub fn start(behind: &str, echo: Echo, canaries: &[Canary]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            behind: behind.trim_start_matches("http://").parse().expect("an address"),
            echo,
            is_loose: AtomicBool::new(false),
            searcher: Searcher::new(canaries),
            tokens: Mutex::default(),
            astray: Mutex::default(),
            echoed: Mutex::default(),
        });
        let parrot = Parrot { address, shared: Arc::clone(&shared) };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                // A client that goes away is the client's affair.
                std::thread::spawn(move || shared.serve(stream));
            }
        });
        parrot
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Echoes from now on.
    pub fn let_loose(&self) {
        self.shared.is_loose.store(true, Ordering::SeqCst);
    }

    /// What came in where no secret belongs.
    pub fn astray(&self) -> Vec<String> {
        self.shared.astray.lock().expect("no panic").clone()
    }

    /// The names of the secrets that were sent back, one for each time.
    pub fn echoed(&self) -> Vec<String> {
        self.shared.echoed.lock().expect("no panic").clone()
    }
}

/// A message as it came.
struct Message {
    first: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Message {
    fn read(stream: &TcpStream, until_end: bool) -> Option<Self> {
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        let mut line = || {
            let mut line = String::new();
            (reader.read_line(&mut line).ok()? > 0).then(|| line.trim_end().to_owned())
        };
        let first = line()?;
        let mut headers = Vec::new();
        while let Some((name, value)) = line()?.split_once(':') {
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
        let length =
            headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        match length {
            Some(_) => reader.read_exact(&mut body).ok()?,
            None if until_end => drop(reader.read_to_end(&mut body).ok()?),
            None => {}
        }
        Some(Message { first, headers, body })
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

impl Shared {
    fn serve(&self, mut near: TcpStream) -> Option<()> {
        let request = Message::read(&near, false)?;
        self.account_for(&request);
        let answer = match self.echo {
            echo if echo != Echo::Nothing && self.is_loose.load(Ordering::SeqCst) => self.echo(&request, echo),
            _ => self.pass_on(&request)?,
        };
        near.write_all(&answer).ok()
    }

    fn is_token_request(request: &Message) -> bool {
        request.first.starts_with("POST ") && request.first.contains("/auth/oauth2/")
    }

    /// Looks for secrets everywhere but where they belong.
    fn account_for(&self, request: &Message) {
        let is_token_request = Shared::is_token_request(request);
        let look = |place: &str, bytes: &[u8]| {
            let found = self.searcher.find(bytes);
            let mut astray = self.astray.lock().expect("no panic");
            astray.extend(found.iter().map(|found| format!("{} in the {place} of `{}`", found.secret, request.first)));
        };
        look("first line", request.first.as_bytes());
        for (name, value) in request.headers.iter().filter(|(name, _)| name != "x-auth-token") {
            look(&format!("header {name}"), value.as_bytes());
        }
        if !is_token_request {
            look("body", &request.body);
        }
    }

    /// Hands a request on with the sandbox's own words for the secrets, and its answer back with ours.
    fn pass_on(&self, request: &Message) -> Option<Vec<u8>> {
        let mut far = TcpStream::connect(self.behind).ok()?;
        let real = |text: &str| {
            let tokens = self.tokens.lock().expect("no panic");
            tokens.iter().find(|(ours, _)| ours == text).map(|(_, real)| real.clone())
        };
        let body = if Shared::is_token_request(request) {
            let pairs = form_urlencoded::parse(&request.body).map(|(name, value)| {
                let value = if value == PASSWORD { "sandbox".to_owned() } else { real(&value).unwrap_or(value.into()) };
                (name.into_owned(), value)
            });
            form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish().into_bytes()
        } else {
            request.body.clone()
        };
        let kept =
            request.headers.iter().filter(|(name, _)| !["connection", "content-length"].contains(&name.as_str()));
        let headers: String = kept
            .map(|(name, value)| match name.as_str() {
                "x-auth-token" => format!("{name}: {}\r\n", real(value).unwrap_or_default()),
                _ => format!("{name}: {value}\r\n"),
            })
            .collect();
        let head = format!("{}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n", request.first, body.len());
        far.write_all(head.as_bytes()).and_then(|()| far.write_all(&body)).ok()?;
        let mut answer = Message::read(&far, true)?;
        if Shared::is_token_request(request)
            && let Ok(mut value) = serde_json::from_slice::<Value>(&answer.body)
        {
            for (field, ours) in [("access_token", ACCESS_TOKEN), ("refresh_token", REFRESH_TOKEN)] {
                if let Some(real) = value[field].as_str() {
                    let mut tokens = self.tokens.lock().expect("no panic");
                    let ours = format!("{ours}{:04}", tokens.len());
                    tokens.push((ours.clone(), real.to_owned()));
                    value[field] = ours.into();
                }
            }
            answer.body = value.to_string().into_bytes();
        }
        let dropped = ["content-length", "transfer-encoding", "connection"];
        let kept = answer.headers.iter().filter(|(name, _)| !dropped.contains(&name.as_str()));
        let headers: String = kept.map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        Some(message(&answer.first, &headers, &answer.body))
    }

    /// Answers with the secrets of the request.
    fn echo(&self, request: &Message, echo: Echo) -> Vec<u8> {
        let is_token_request = Shared::is_token_request(request);
        let mut sent: Vec<String> = request.header("x-auth-token").map(str::to_owned).into_iter().collect();
        if is_token_request {
            let secret = ["client_secret", "password", "refresh_token", "access_token", "code", "code_verifier"];
            let fields = form_urlencoded::parse(&request.body).filter(|(name, _)| secret.contains(&&**name));
            sent.extend(fields.map(|(_, value)| value.into_owned()));
        }
        let named =
            sent.iter().flat_map(|secret| self.searcher.find(secret.as_bytes())).map(|found| found.secret.to_owned());
        self.echoed.lock().expect("no panic").extend(named);
        let all = sent.join(" ");
        // The one that looks most like a word, so that it passes for a code.
        let is_word = |text: &&String| text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let word = sent.iter().find(is_word).cloned().unwrap_or_else(|| all.clone());
        let for_header: String = all.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
        let encoded: String = form_urlencoded::byte_serialize(word.as_bytes()).collect();
        let refusal = json!({ "error": word, "error_description": all, "error_uri": all, "message": all, &all: all });
        let object =
            json!({ "error": { "code": word, "code_message": all, "message": all, &word: word }, "message": all });
        let (status, kind, location, body) = match echo {
            Echo::Refusal => ("400", "application/json", None, refusal.to_string()),
            Echo::RefusalObject if is_token_request => ("401", "application/json", None, object.to_string()),
            Echo::RefusalObject => ("400", "application/json", None, object.to_string()),
            Echo::Unauthorized => ("401", "application/json", None, object.to_string()),
            Echo::Page => ("403", "text/html", None, format!("<html><title>{all}</title>{all}</html>")),
            Echo::Fault => ("500", "application/json", None, object.to_string()),
            Echo::Cut => {
                let text = json!({ "access_token": all, "data": [{ "id": all, &word: all }] }).to_string();
                ("200", "application/json", None, text[..text.len() - 12].to_owned())
            }
            Echo::Keys => {
                ("200", "application/json", None, format!("{{\"data\":{{\"{word}\":{{\"{word}\":{word}}}}}}}"))
            }
            Echo::Types => {
                let body = json!({ "access_token": [all], "data": { "results": [{ &word: word, "name": all }] }, "error": all });
                ("200", "application/json", None, body.to_string())
            }
            Echo::RedirectPath => {
                let target = format!("https://other.example/{encoded}/{encoded}?token={encoded}#{encoded}");
                ("307", "text/html", Some(target), all.clone())
            }
            Echo::RedirectHost => ("302", "text/html", Some(format!("https://{word}.other.example/")), all.clone()),
            Echo::RedirectUser => {
                ("308", "text/html", Some(format!("https://{encoded}:{encoded}@other.example/")), all.clone())
            }
            Echo::RedirectOdd => ("301", "text/html", Some(for_header.clone()), all.clone()),
            Echo::Nothing => unreachable!("a parrot that echoes nothing passes requests on"),
        };
        let mut headers =
            format!("content-type: {kind}; charset={encoded}\r\nserver: {for_header}\r\netag: {for_header}\r\n");
        headers += &format!("www-authenticate: Bearer realm=\"{for_header}\"\r\nx-ratelimit-reset: {encoded}\r\n");
        headers += &format!("date: {encoded}\r\nset-cookie: session={encoded}\r\n");
        headers += &location.map(|target| format!("location: {target}\r\n")).unwrap_or_default();
        message(&format!("HTTP/1.1 {status} {for_header}"), &headers, body.as_bytes())
    }
}

fn message(first: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("{first}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}
