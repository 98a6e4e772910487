//! A person with a browser: follows `imctl link` to the sign-in, and goes where the server sends the browser.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

use url::Url;

use super::{Firm, Ran};

/// A page as the browser got it.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Page {
    /// Where the page sends the browser.
    pub fn location(&self) -> Option<Url> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        let mut targets = lines.filter(|(name, _)| name.eq_ignore_ascii_case("location"));
        targets.next().map(|(_, target)| Url::parse(target.trim()).expect("a whole address"))
    }
}

/// Gets one page, and follows nothing.
pub fn get(url: &Url) -> Page {
    ask(url, "GET", "")
}

/// Sends a form, and follows nothing.
pub fn post(url: &Url, form: &str) -> Page {
    ask(url, "POST", form)
}

fn ask(url: &Url, method: &str, form: &str) -> Page {
    let address = url.socket_addrs(|| None).expect("an address")[0];
    let mut stream = TcpStream::connect(address).unwrap_or_else(|error| panic!("{url}: {error}"));
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("set");
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let about = match method {
        "POST" => {
            format!("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n", form.len())
        }
        _ => String::new(),
    };
    let head = format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\n{about}Connection: close\r\n\r\n");
    stream.write_all((head + form).as_bytes()).expect("sent");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("read");
    let text = String::from_utf8(bytes).expect("UTF-8");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Page { status, head: head.to_owned(), body: body.to_owned() }
}

/// Gets a page and goes wherever it leads.
pub fn visit(url: &Url) -> Page {
    let mut page = get(url);
    for _ in 0..5 {
        match page.location() {
            Some(target) => page = get(&target),
            None => return page,
        }
    }
    panic!("{url} leads round and round");
}

/// `imctl link` while it waits for the sign-in.
pub struct SigningIn {
    child: Child,
    stderr: BufReader<ChildStderr>,
    told: String,
    /// The address to sign in at.
    pub url: Url,
}

impl SigningIn {
    /// Starts `imctl link --no-browser`, with more arguments, and waits for the address.
    pub fn start(firm: &Firm, arguments: &[&str]) -> Self {
        let all = [&["link", "--no-browser"], arguments].concat();
        SigningIn::of(&mut firm.command(&all))
    }

    /// Starts a command that asks for a sign-in, and waits for the address.
    pub fn of(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("imctl starts");
        let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut told = String::new();
        let Some(url) = read_address(&mut stderr, &mut told) else {
            let status = child.wait().expect("it ends");
            panic!("it ended without showing an address ({status}): {told}");
        };
        SigningIn { child, stderr, told, url }
    }

    /// The parameter of the address to sign in at.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.url.query_pairs().find(|(own, _)| own == name).map(|(_, value)| value.into_owned())
    }

    /// The address that the browser is to come back to, with these parameters.
    pub fn callback(&self, parameters: &[(&str, &str)]) -> Url {
        let mut url = Url::parse(&self.parameter("redirect_uri").expect("a redirect URI")).expect("an address");
        url.query_pairs_mut().extend_pairs(parameters);
        url
    }

    /// The process, for signals.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the end.
    pub fn finish(mut self) -> Ran {
        self.stderr.read_to_string(&mut self.told).expect("UTF-8");
        let output = self.child.wait_with_output().expect("it ends");
        Ran { stderr: self.told, ..Ran::from(output) }
    }
}

/// Reads lines up to one that is an address.
fn read_address(stderr: &mut impl BufRead, told: &mut String) -> Option<Url> {
    loop {
        let before = told.len();
        if stderr.read_line(told).expect("UTF-8") == 0 {
            return None;
        }
        let line = told[before..].trim();
        if line.starts_with("http") {
            return Some(Url::parse(line).expect("an address"));
        }
    }
}
