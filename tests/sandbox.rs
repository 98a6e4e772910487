//! Speaks raw HTTP/1.1 to the sandbox, without a line of the client's code: what it answers is what is checked.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use imctl::sandbox::{EmptyAnswer, Fault, FaultPlace, Grant, ListShape, Running, Sandbox, Settings};
use serde_json::{Value, json};

#[path = "sandbox/api.rs"]
mod api;
#[path = "sandbox/oauth.rs"]
mod oauth;
#[path = "sandbox/program.rs"]
mod program;
#[path = "sandbox/switches.rs"]
mod switches;

/// An answer as it came over the wire.
struct Reply {
    status: u16,
    head: String,
    body: Vec<u8>,
    is_whole: bool,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {}", String::from_utf8_lossy(&self.body)))
    }

    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }

    /// The list in `data`, in either shape.
    fn list(&self) -> Vec<Value> {
        let mut body = self.json();
        let data = body["data"].take();
        match data {
            Value::Array(list) => list,
            mut object => match object["results"].take() {
                Value::Array(list) => list,
                other => panic!("no list: {other}"),
            },
        }
    }

    fn names(&self) -> Vec<String> {
        self.list().iter().map(|item| item["name"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// Sends one request on a connection of its own.
fn send(server: &Running, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(server.address()).expect("connected");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
    let mut head = format!("{method} {target} HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    stream.write_all(head.as_bytes()).expect("sent");
    // A server that refuses early may close before all is sent.
    let _ = stream.write_all(body);
    let mut bytes = Vec::new();
    let ended_well = stream.read_to_end(&mut bytes).is_ok();
    read_reply(&bytes, ended_well)
}

fn read_reply(bytes: &[u8], ended_well: bool) -> Reply {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8(bytes[..end].to_vec()).expect("text");
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    let mut reply = Reply { status, head, body: bytes[end + 4..].to_vec(), is_whole: ended_well };
    if reply.header("transfer-encoding").is_some() {
        let (body, is_whole) = unchunk(&reply.body);
        (reply.body, reply.is_whole) = (body, is_whole && ended_well);
    } else if let Some(length) = reply.header("content-length") {
        reply.is_whole &= length.parse() == Ok(reply.body.len());
    }
    reply
}

fn unchunk(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    loop {
        let Some(end) = rest.windows(2).position(|window| window == b"\r\n") else { return (body, false) };
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).expect("text"), 16).expect("a size");
        rest = &rest[end + 2..];
        if size == 0 {
            return (body, true);
        }
        if rest.len() < size + 2 {
            return (body, false);
        }
        body.extend_from_slice(&rest[..size]);
        rest = &rest[size + 2..];
    }
}

fn form(fields: &[(&str, &str)]) -> Vec<u8> {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish().into_bytes()
}

fn post_form(server: &Running, path: &str, fields: &[(&str, &str)]) -> Reply {
    send(server, "POST", path, &[("Content-Type", "application/x-www-form-urlencoded")], &form(fields))
}

fn ask_token(server: &Running, fields: &[(&str, &str)]) -> Reply {
    post_form(server, "/auth/oauth2/token", fields)
}

/// The fields of a good client credentials request.
fn good_client(server: &Running) -> [(&str, &str); 3] {
    [("grant_type", "client_credentials"), ("client_id", &server.client_id), ("client_secret", &server.client_secret)]
}

fn token(server: &Running) -> String {
    let reply = ask_token(server, &good_client(server));
    assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
    reply.json()["access_token"].as_str().expect("a token").to_owned()
}

fn start(settings: Settings) -> Running {
    Sandbox::start(settings).expect("a sandbox")
}

/// A sandbox and a token, with short words for API calls.
struct Firm {
    server: Running,
    token: String,
}

impl Firm {
    fn start(settings: Settings) -> Firm {
        let server = start(settings);
        let token = token(&server);
        Firm { server, token }
    }

    fn get(&self, path: &str) -> Reply {
        let target = if path == "/api" { path.to_owned() } else { format!("/work/api/v2/customers/4711/{path}") };
        send(&self.server, "GET", &target, &[("X-Auth-Token", &self.token)], b"")
    }

    fn post(&self, path: &str, body: &Value) -> Reply {
        let headers = [("X-Auth-Token", self.token.as_str()), ("Content-Type", "application/json")];
        let target = format!("/work/api/v2/customers/4711/{path}");
        send(&self.server, "POST", &target, &headers, body.to_string().as_bytes())
    }

    fn search(&self, fields: &[(&str, &str)]) -> Reply {
        let query = String::from_utf8(form(fields)).expect("text");
        self.get(&format!("libraries/ACTIVE/workspaces?{query}"))
    }
}
