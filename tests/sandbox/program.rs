//! The real program: what it prints, keeps and logs, and how it ends.

#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};

use super::*;

fn spawn(folder: &std::path::Path, arguments: &[&str]) -> (Child, Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_imctl"))
        .args(["sandbox", "-o", "json"])
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().expect("piped")).read_line(&mut line).expect("a line");
    (child, serde_json::from_str(&line).expect("JSON"))
}

fn interrupt(child: &Child) {
    let id = rustix::process::Pid::from_child(child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).expect("signalled");
}

fn ask(url: &str, head: &str) -> String {
    let mut stream = TcpStream::connect(url.strip_prefix("http://").expect("http")).expect("connected");
    stream.write_all(format!("{head}\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes()).expect("sent");
    let mut reply = String::new();
    stream.read_to_string(&mut reply).expect("read");
    reply
}

#[test]
fn it_prints_one_object_logs_without_secrets_and_ends_well_on_ctrl_c() {
    let folder = tempfile::tempdir().expect("a folder");
    let (child, told) = spawn(folder.path(), &["-v", "--client-id", "my-app"]);
    let url = told["url"].as_str().expect("a URL").to_owned();
    assert_eq!(told["client_id"], "my-app");
    assert!(told["client_secret"].as_str().is_some_and(|secret| secret.len() >= 40));
    assert_eq!(told["customer_id"], 4711);
    let config = told["config"].as_str().expect("a snippet");
    assert!(config.contains(&format!("base_url = \"{url}\"")), "{config}");
    std::fs::write(folder.path().join("imctl.toml"), config).expect("written");
    for arguments in [&["encryption", "init", "--generate-seed", "--seed-out", "seed.txt"][..], &["link"]] {
        let mut imctl = Command::new(env!("CARGO_BIN_EXE_imctl"));
        imctl.args(arguments).current_dir(folder.path()).env("IMCTL_DATA_DIR", folder.path().join("data"));
        imctl.env("IMCTL_CLIENT_SECRET", told["client_secret"].as_str().expect("a secret"));
        let output = imctl.output().expect("imctl runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(ask(&url, "GET /api?token=hush HTTP/1.1\r\nX-Auth-Token: hush").starts_with("HTTP/1.1 401"));
    interrupt(&child);
    let output = child.wait_with_output().expect("ended");
    let log = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{log}");
    assert!(log.contains("GET /api 401"), "{log}");
    assert!(!log.contains("hush"), "{log}");
}

#[test]
fn a_secret_written_to_a_file_is_private_and_not_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (child, told) = spawn(folder.path(), &["--secret-out", "secret.txt"]);
    interrupt(&child);
    let output = child.wait_with_output().expect("ended");
    assert!(output.status.success());
    let path = folder.path().join("secret.txt");
    let secret = std::fs::read_to_string(&path).expect("a secret");
    assert_eq!(path.metadata().expect("a file").permissions().mode() & 0o777, 0o600);
    assert_eq!(told["client_secret"], Value::Null);
    assert!(!told.to_string().contains(secret.trim()));
    assert!(told["config"].as_str().is_some_and(|config| config.contains("client_secret = { file = ")));
}

#[test]
fn what_the_options_say_of_sign_in_and_renewal_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = r#"{"libraries":[{"id":"ONE"}],"redirect_uris":["http://127.0.0.1:7/callback"]}"#;
    std::fs::write(folder.path().join("firm.json"), data).expect("written");
    let (child, told) = spawn(folder.path(), &["--data", "firm.json", "--exact-redirects", "--refresh-life", "1"]);
    let url = told["url"].as_str().expect("a URL");
    let authorize = |redirect: &str| {
        let query = format!("response_type=code&client_id=imctl-sandbox&redirect_uri={redirect}");
        ask(url, &format!("GET /auth/oauth2/authorize?{query} HTTP/1.1"))
    };
    assert!(authorize("http://127.0.0.1:7/callback").starts_with("HTTP/1.1 302"));
    assert!(authorize("http://127.0.0.1:8/callback").starts_with("HTTP/1.1 400"));
    let token = |form: &str| {
        let head = "POST /auth/oauth2/token HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded";
        let mut stream = TcpStream::connect(url.strip_prefix("http://").expect("http")).expect("connected");
        let length = form.len();
        write!(stream, "{head}\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{form}")
            .expect("sent");
        let mut reply = String::new();
        stream.read_to_string(&mut reply).expect("read");
        reply
    };
    let secret = told["client_secret"].as_str().expect("a secret");
    let tokens = token(&format!("grant_type=client_credentials&client_id=imctl-sandbox&client_secret={secret}"));
    let body: Value = serde_json::from_str(tokens.split("\r\n\r\n").nth(1).expect("a body")).expect("JSON");
    let refresh = url::form_urlencoded::byte_serialize(body["refresh_token"].as_str().expect("one").as_bytes());
    let form = format!("grant_type=refresh_token&refresh_token={}", refresh.collect::<String>());
    // Its second passes while it is used again and again.
    let started = std::time::Instant::now();
    while token(&form).starts_with("HTTP/1.1 200") {
        assert!(started.elapsed() < Duration::from_secs(20), "it never ended");
    }
    interrupt(&child);
    assert!(child.wait_with_output().expect("ended").status.success());
}

#[test]
fn a_data_file_is_served() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = r#"{"customer_id":7,"libraries":[{"id":"ONE"}],"workspaces":[{"library":"one","name":"Only"}]}"#;
    std::fs::write(folder.path().join("firm.json"), data).expect("written");
    let (child, told) = spawn(folder.path(), &["--data", "firm.json"]);
    interrupt(&child);
    assert!(child.wait_with_output().expect("ended").status.success());
    assert_eq!((&told["customer_id"], &told["preferred_library"]), (&json!(7), &json!("ONE")));
}

#[test]
fn the_data_file_in_the_document_can_be_served() {
    let document =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/sandbox.md")).expect("a document");
    let example = document.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("firm.json");
    std::fs::write(&path, example).expect("written");
    let firm = Firm::start(Settings::default().data_file(&path).expect("a good file"));
    assert_eq!(firm.search(&[("custom1", "12345"), ("custom2", "00001")]).list()[0]["id"], "ACTIVE!427");
    assert_eq!(
        firm.get("libraries/ACTIVE/documents?container_id=ACTIVE!427&include_subtree=true&limit=9999").list().len(),
        601
    );
    for (_, name) in Fault::ALL {
        assert!(document.contains(&format!("`{name}`")), "{name} is not documented");
    }
}
