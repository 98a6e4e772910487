//! Links with an OAuth server that nobody here wrote: Authlib's (`tests/cli/oauth_server.py`).

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use url::Url;

use crate::parts;
use crate::support::browser::{self, SigningIn, get};
use crate::support::{Firm, Ran};

const CLIENT_ID: &str = "third-party";
const CLIENT_SECRET: &str = "secret+/=&of a third party";

/// Python with the packages `authlib` and `flask`; named when they are missing.
fn python() -> Option<PathBuf> {
    let named = std::env::var_os("IMCTL_TEST_PYTHON").map(PathBuf::from);
    let python = named.unwrap_or_else(|| PathBuf::from("python3"));
    let can = Command::new(&python).args(["-c", "import authlib, flask"]).stderr(Stdio::null()).status();
    if can.is_ok_and(|status| status.success()) {
        return Some(python);
    }
    parts::missing("python3 with the packages `authlib` and `flask` (or its path in IMCTL_TEST_PYTHON)");
    None
}

/// The server, as long as it lives.
struct Server {
    child: Child,
    url: Url,
}

impl Server {
    fn start() -> Option<Self> {
        let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/oauth_server.py");
        let mut command = Command::new(python()?);
        command.arg(program).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("python starts");
        let mut port = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut port).expect("a line");
        let url = Url::parse(&format!("http://127.0.0.1:{}", port.trim())).expect("an address");
        Some(Server { child, url })
    }

    fn at(&self, path: &str) -> Url {
        self.url.join(path).expect("an address")
    }

    /// The token requests so far: grant, status, and the names of what was sent.
    fn log(&self) -> Vec<(String, u64, Vec<String>)> {
        let log: Value = serde_json::from_str(&get(&self.at("/test/log")).body).expect("JSON");
        serde_json::from_value(log).expect("the log")
    }

    fn grants(&self) -> Vec<String> {
        self.log().into_iter().map(|(grant, ..)| grant).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// A firm whose iManage is that server.
fn firm(server: &Server) -> Firm {
    let firm = Firm::new().by_person().encrypted();
    firm.configure(&firm.server.url(), server.url.as_str().trim_end_matches('/'));
    firm.configure(&format!("client_id = \"{}\"", firm.server.client_id), &format!("client_id = \"{CLIENT_ID}\""));
    firm.write_private("client-secret.txt", CLIENT_SECRET);
    firm
}

/// Presses a button on the page of consent, and follows where that leads.
fn consent(signing_in: &SigningIn, answer: &str) -> browser::Page {
    let page = get(&signing_in.url);
    assert!(page.status == 200 && page.body.contains("Allow"), "{page:?}");
    let page = browser::post(&signing_in.url, &format!("answer={answer}"));
    get(&page.location().expect("sent back"))
}

fn link(firm: &Firm) -> Ran {
    let signing_in = SigningIn::start(firm, &["-o", "json"]);
    assert_eq!(consent(&signing_in, "yes").status, 200);
    signing_in.finish()
}

#[test]
fn a_link_is_made_renewed_and_renewed_again_with_rotating_tokens() {
    let Some(server) = Server::start() else { return };
    let firm = firm(&server);
    let report = link(&firm).expect_code(0).json();
    assert_eq!(
        (&report["user"], &report["customer_id"], &report["refresh_token"]),
        (&"ADA".into(), &7.into(), &true.into())
    );
    let (grant, status, sent) = server.log().remove(0);
    assert_eq!((grant.as_str(), status), ("authorization_code", 200));
    assert_eq!(sent, ["client_id", "client_secret", "code", "code_verifier", "grant_type", "redirect_uri"]);

    firm.imctl(&["ls-workspace"]).expect_code(0);
    assert_eq!(server.log().len(), 1);
    for renewals in 1..=3 {
        assert_eq!(get(&server.at("/test/end-access-tokens")).status, 204);
        assert!(firm.imctl(&["ls-workspace"]).expect_code(0).stdout.contains("Only"));
        assert_eq!(server.log().len(), 1 + renewals);
    }
    let status = firm.imctl(&["status", "--check", "-o", "json"]).expect_code(0).json();
    assert_eq!((&status["renewals"], &status["refresh_works"]), (&4.into(), &true.into()));
    assert!(server.log().iter().all(|(_, status, _)| *status == 200), "{:?}", server.log());
}

#[test]
fn many_processes_renew_a_rotating_token_once() {
    let Some(server) = Server::start() else { return };
    let firm = firm(&server);
    link(&firm).expect_code(0);
    get(&server.at("/test/end-access-tokens"));
    let children: Vec<_> = (0..20).map(|_| firm.start(&["ls-workspace"])).collect();
    for child in children {
        Ran::from(child.wait_with_output().expect("it ends")).expect_code(0);
    }
    assert_eq!(server.grants(), ["authorization_code", "refresh_token"]);
}

#[test]
fn a_scope_that_is_asked_for_goes_along_to_the_consent() {
    let Some(server) = Server::start() else { return };
    let firm = firm(&server);
    firm.configure("[encryption]", "scope = \"user\"\n[encryption]");
    assert_eq!(link(&firm).expect_code(0).json()["scope"], "user");
    firm.imctl(&["status", "--check"]).expect_code(0);
}

#[test]
fn a_declined_consent_is_told_and_no_token_is_asked_for() {
    let Some(server) = Server::start() else { return };
    let firm = firm(&server);
    let signing_in = SigningIn::start(&firm, &["-o", "json"]);
    assert!(consent(&signing_in, "no").body.contains("Not signed in"));
    signing_in.finish().expect_code(4).expect_told(&["oauth.access-denied"]);
    assert_eq!(server.log(), []);
}

#[test]
fn an_intercepted_code_is_worth_nothing() {
    let Some(server) = Server::start() else { return };
    let firm = firm(&server);
    let signing_in = SigningIn::start(&firm, &["-o", "json"]);
    let sent_back = browser::post(&signing_in.url, "answer=yes").location().expect("sent back");
    let code = sent_back.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned();
    // Somebody else has the code, the client's secret even, and not the verifier.
    let exchange = |more: &str| {
        let redirect_uri = signing_in.parameter("redirect_uri").expect("one");
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", &redirect_uri),
            ("client_id", CLIENT_ID),
            ("client_secret", CLIENT_SECRET),
        ];
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        browser::post(&server.at("/auth/oauth2/token"), &format!("{form}{more}")).status
    };
    assert_eq!(exchange(""), 400);
    assert_eq!(exchange(&format!("&code_verifier={}", "v".repeat(50))), 400);
    get(&sent_back);
    signing_in.finish().expect_code(0);
}

#[test]
fn what_the_server_refuses_is_told_in_terms_of_the_set_up() {
    let Some(server) = Server::start() else { return };
    let firm = firm(&server);
    firm.write_private("client-secret.txt", "wrong");
    link(&firm).expect_code(4).expect_told(&["oauth.invalid-client"]);
    firm.write_private("client-secret.txt", CLIENT_SECRET);
    firm.configure("authorization_code", "client_credentials");
    firm.imctl(&["link", "-o", "json"]).expect_code(4).expect_told(&["oauth.grant-not-allowed"]);
}

#[test]
fn the_password_grant_works_with_odd_characters_in_both_secrets() {
    let Some(server) = Server::start() else { return };
    let firm = firm(&server);
    let password = "grant = \"password\"\nusername = \"ada\"\npassword = { env = \"ADAS_PASSWORD\" }";
    firm.configure("grant = \"authorization_code\"", password);
    let with = |password: &str, arguments: &[&str]| {
        Ran::from(firm.command(arguments).env("ADAS_PASSWORD", password).output().expect("imctl runs"))
    };
    with("wrong", &["link", "-o", "json"]).expect_code(4).expect_told(&["oauth.bad-user-or-password"]);
    with("pass word&=", &["link"]).expect_code(0);
    get(&server.at("/test/end-access-tokens"));
    with("pass word&=", &["ls-workspace"]).expect_code(0);
    assert_eq!(server.grants(), ["password", "password", "refresh_token"]);
}

#[test]
fn a_revocation_that_the_server_does_not_understand_is_no_success() {
    let Some(server) = Server::start() else { return };
    let firm = firm(&server);
    link(&firm).expect_code(0);
    // RFC 7009 wants the client to say who it is; iManage's own form does not.
    firm.imctl(&["unlink"]).expect_code(10).expect_told(&["could not be revoked", "--local"]);
    firm.imctl(&["status"]).expect_code(0);
    firm.imctl(&["unlink", "--local"]).expect_code(0);
}
