//! The real program: what the list of processes shows of it and of its children, and the two subcommands that start processes or
//! serve.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

use imctl::sandbox::{Sandbox, Settings};

use crate::parrot::Echo;
use crate::searcher::{Canary, Searcher};
use crate::worlds::{CLIENT_SECRET, NEXT_SEED, Template, belongs, files, private_scalar, variables};

/// The program in a folder, with that world's variables and nothing else.
fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_imctl"));
    command.args(arguments).current_dir(folder).env_clear().stdin(Stdio::null()).envs(variables(folder));
    command
}

/// Fails where a secret stands in one of the texts, or in a file that it does not belong in.
#[track_caller]
fn expect_clean(searcher: &Searcher, texts: &[(&str, &[u8])], folder: &Path, belongs: impl Fn(&str, &str) -> bool) {
    for (place, bytes) in texts {
        assert_eq!(searcher.find(bytes), [], "in {place}");
    }
    for (name, path) in files(folder) {
        let found = searcher.find(&fs::read(path).expect("a file"));
        let found: Vec<_> = found.into_iter().filter(|found| !belongs(found.secret, &name)).collect();
        assert_eq!(found, [], "in {name}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_list_of_processes_shows_no_secret_and_children_get_none() {
    let sandbox = Sandbox::start(Settings::default().client_secret(CLIENT_SECRET)).expect("the sandbox starts");
    let template = Template::new(&sandbox.url(), Echo::Nothing).encrypted();
    let folder = template.copy();
    let _ = fs::remove_file(folder.path().join("children.txt"));
    let searcher = Searcher::new(&template.canaries);
    for (arguments, lines) in [
        (&["link", "-vvv"][..], 1),
        (&["status", "--check", "-vvv"], 1),
        (&["resolve", "Shared Administration", "-vvv", "-o", "json"], 1),
        (&["check-prereqs", "-vvv"], 1),
        (&["encryption", "rotate", "--make-certificate", "-vvv"], 1),
        (&["unlink", "-vvv"], 1),
    ] {
        let out = program(folder.path(), arguments).output().expect("imctl runs");
        let seen = fs::read_to_string(folder.path().join("children.txt")).expect("the command ran");
        assert!(seen.contains("HARMLESS=harmless"), "a child's environment was read: {seen}");
        assert!(seen.contains(&arguments.join(" ")), "imctl's own command line was read: {seen}");
        assert!(seen.matches("HARMLESS").count() >= lines, "{seen}");
        let texts = [("stdout", &out.stdout[..]), ("stderr", &out.stderr[..])];
        expect_clean(&searcher, &texts, folder.path(), belongs);
        fs::remove_file(folder.path().join("children.txt")).expect("removed");
    }
}

#[test]
fn the_demo_shows_none_of_the_secrets_it_makes() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = program(folder.path(), &["demo", "--keep", "kept", "-vvv"]).output().expect("imctl runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let kept = folder.path().join("kept");
    let text = |path: &Path| fs::read_to_string(path).expect("a secret").trim_end().to_owned();
    let found = files(&kept);
    let place = |ends: &str| found.iter().find(|(name, _)| name.ends_with(ends)).map(|(_, path)| path.clone());
    let seed = place("seed.txt").expect("the seed's file");
    let secret = found.iter().find(|(name, _)| name.contains("secret")).expect("the client secret's file").1.clone();
    let key = place("private-key.pem").expect("the private key's file");
    let canaries = [
        Canary::new("seed", text(&seed)),
        Canary::new("client secret", text(&secret)),
        Canary::new("private key", private_scalar(&key)),
    ];
    let own = |name: &str, path: &Path| kept.join(name) == path || folder.path().join(name) == path;
    let texts = [("stdout", &out.stdout[..]), ("stderr", &out.stderr[..])];
    expect_clean(&Searcher::new(&canaries), &texts, folder.path(), |canary, name| match canary {
        "seed" => own(name, &seed),
        "client secret" => own(name, &secret),
        _ => own(name, &key),
    });
}

#[test]
fn the_sandbox_logs_no_secret_that_it_is_told_and_none_that_it_gives() {
    for form in ["human", "json"] {
        let folder = tempfile::tempdir().expect("a folder");
        let arguments = ["sandbox", "-vvv", "-o", form, "--secret-out", "secret.txt"];
        let mut child = program(folder.path(), &arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("imctl starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let (mut told, mut url) = (String::new(), None);
        while url.is_none() {
            assert!(stdout.read_line(&mut told).expect("UTF-8") > 0, "no address was told: {told}");
            let rest = told.split("http://").nth(1);
            let address = rest.and_then(|rest| rest.split(|c: char| !c.is_ascii_digit() && !".:".contains(c)).next());
            url = address.map(str::to_owned);
        }
        let secret = fs::read_to_string(folder.path().join("secret.txt")).expect("the secret").trim_end().to_owned();
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", "imctl-sandbox"),
            ("client_secret", &secret),
            ("password", crate::worlds::PASSWORD),
        ];
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let ask = |request: String| {
            let mut stream = TcpStream::connect(url.as_deref().expect("an address")).expect("connected");
            stream.write_all(request.as_bytes()).expect("sent");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).expect("read");
            answer
        };
        let head = "Host: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded";
        let answer =
            ask(format!("POST /auth/oauth2/token HTTP/1.1\r\n{head}\r\nContent-Length: {}\r\n\r\n{form}", form.len()));
        let body: serde_json::Value =
            serde_json::from_str(answer.split("\r\n\r\n").nth(1).expect("a body")).expect("JSON");
        let token = body["access_token"].as_str().expect("a token");
        assert!(ask(format!("GET /api?x={NEXT_SEED} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).contains("40"));
        let request =
            format!("GET /api?t={form} HTTP/1.1\r\nHost: x\r\nX-Auth-Token: {token}\r\nConnection: close\r\n\r\n");
        assert!(ask(request).starts_with("HTTP/1.1 200"));

        let id = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(id, rustix::process::Signal::INT).expect("signalled");
        stdout.read_to_string(&mut told).expect("UTF-8");
        let out = child.wait_with_output().expect("ended");
        assert!(String::from_utf8_lossy(&out.stderr).contains("GET /api 200"), "requests are logged");
        let canaries = [
            Canary::new("client secret", &secret),
            Canary::new("access token", token),
            Canary::new("password", crate::worlds::PASSWORD),
            Canary::new("seed", NEXT_SEED),
        ];
        let texts = [("stdout", told.as_bytes()), ("stderr", &out.stderr[..])];
        expect_clean(&Searcher::new(&canaries), &texts, folder.path(), |_, name| name == "secret.txt");
    }
}
