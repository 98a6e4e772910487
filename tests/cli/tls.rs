//! The whole way over TLS, with certificates made here.

#[cfg(target_os = "linux")]
use crate::parts;
use crate::support::Firm;
#[cfg(target_os = "linux")]
use crate::support::Ran;
use crate::support::tls::{Authority, TlsFront};
#[cfg(target_os = "linux")]
use crate::support::tracer::{log, traced};

/// A firm that is reached over TLS, trusting an authority of its own.
fn over_tls() -> (Firm, TlsFront, Authority) {
    over_tls_preferring(&[])
}

/// The same, of a server that would choose among these protocols, the first of them rather.
fn over_tls_preferring(protocols: &[&str]) -> (Firm, TlsFront, Authority) {
    let firm = Firm::new().encrypted();
    let authority = Authority::new("The firm's own authority");
    authority.write(&firm.path("ca.pem"));
    let mut server = authority.server(|_| {});
    server.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
    let front = TlsFront::start(server, &firm.server.url());
    firm.write("imctl.toml", &firm.config(&front.url()));
    (firm, front, authority)
}

#[test]
fn a_service_is_linked_resolved_and_listed_over_tls() {
    let (firm, front, _) = over_tls();
    let ca = ["--ca-file", "ca.pem"];
    firm.imctl(&[&["link"][..], &ca].concat()).expect_code(0);
    let before = (front.connections(), firm.server.requests().len());
    let matter = ["resolve", "custom1=[a], custom2=[b]", "--set", "a=12345", "--set", "b=00001"];
    let ran = firm.imctl(&[&matter[..], &ca].concat()).expect_code(0);
    assert!(ran.stdout.starts_with("one\tACTIVE!427\t"), "{}", ran.stdout);
    let after = (front.connections(), firm.server.requests().len());
    assert_eq!((after.0 - before.0, after.1 - before.1), (1, 1), "one connection, one request");
    firm.imctl(&[&["ls-workspace", "ACTIVE!427"][..], &ca].concat()).expect_code(0);
}

#[test]
fn an_authority_that_nobody_named_is_not_trusted_and_hears_no_word_of_http() {
    let (firm, _front, _) = over_tls();
    let requests = firm.server.requests().len();
    firm.imctl(&["link"]).expect_code(6).expect_told(&["is not trusted", "--ca-file"]);
    Authority::new("Another authority").write(&firm.path("ca.pem"));
    firm.imctl(&["link", "--ca-file", "ca.pem"]).expect_code(6).expect_told(&["is not trusted"]);
    assert_eq!(firm.server.requests().len(), requests);
}

#[test]
fn a_server_that_would_rather_speak_http_2_is_spoken_to_in_the_protocol_that_is_agreed_on() {
    let (firm, front, _) = over_tls_preferring(&["h2", "http/1.1"]);
    firm.imctl(&["link", "--ca-file", "ca.pem"]).expect_code(0);
    firm.imctl(&["resolve", "Shared Administration", "--ca-file", "ca.pem"]).expect_code(0);
    firm.imctl(&["check-prereqs", "--only", "network", "--ca-file", "ca.pem"]);
    let protocols = front.protocols();
    assert!(protocols.len() >= 3, "{protocols:?}");
    assert!(protocols.iter().all(|protocol| protocol.as_deref() == Some(b"http/1.1")), "{protocols:?}");
}

#[test]
fn a_certificate_file_that_is_none_is_named() {
    let (firm, _front, _) = over_tls();
    firm.write("ca.pem", "no certificate");
    firm.imctl(&["link", "--ca-file", "ca.pem"]).expect_code(5).expect_told(&["ca.pem", "no certificate in PEM form"]);
    firm.imctl(&["link", "--ca-file", "none.pem"]).expect_code(5).expect_told(&["none.pem"]);
}

/// A run that takes what stands in a file for what the system trusts.
#[cfg(target_os = "linux")]
fn trusting(firm: &Firm, roots: &str, arguments: &[&str]) -> Ran {
    let mut command = firm.command(arguments);
    Ran::from(command.env("SSL_CERT_FILE", firm.path(roots)).env_remove("SSL_CERT_DIR").output().expect("imctl runs"))
}

#[cfg(target_os = "linux")]
#[test]
fn what_the_system_trusts_is_trusted_beside_the_firms_own_authority_unless_that_alone_is_to_be() {
    let (firm, _front, authority) = over_tls();
    authority.write(&firm.path("system.pem"));
    Authority::new("Another authority").write(&firm.path("ca.pem"));
    let link = |roots, ca: &[&str]| trusting(&firm, roots, &[&["link"], ca].concat());
    link("system.pem", &[]).expect_code(0);
    link("system.pem", &["--ca-file", "ca.pem"]).expect_code(0);
    link("ca.pem", &[]).expect_code(6).expect_told(&["is not trusted"]);
    firm.configure("[linked_service]\n", "[linked_service]\nhttp.ca_mode = \"only\"\n");
    link("system.pem", &["--ca-file", "ca.pem"]).expect_code(6).expect_told(&["is not trusted"]);
    authority.write(&firm.path("ca.pem"));
    link("none.pem", &["--ca-file", "ca.pem"]).expect_code(0);
}

#[cfg(target_os = "linux")]
#[test]
fn what_the_system_trusts_is_read_once_and_only_where_tls_is_spoken() {
    let Some(strace) = parts::program("strace") else { return };
    let reads = |firm: &Firm, arguments: &[&str]| {
        let mut command = traced(&strace, firm, arguments, &["-e", "trace=open,openat"]);
        let output = command.env("SSL_CERT_FILE", firm.path("system.pem")).env_remove("SSL_CERT_DIR").output();
        let output = output.expect("strace runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        let told = std::fs::read_to_string(log(firm)).expect("the log");
        told.lines().filter(|line| line.contains("system.pem")).count()
    };
    let rows: String = (0..50).map(|_| "{\"a\": \"12345\", \"b\": \"00001\"}\n").collect();
    let list = ["resolve", "custom1=[a], custom2=[b]", "--from", "rows.ndjson", "--strategy", "search"];
    let (over_tls, _front, authority) = over_tls();
    authority.write(&over_tls.path("system.pem"));
    over_tls.write("rows.ndjson", &rows);
    assert_eq!(reads(&over_tls, &list), 1);
    assert_eq!(reads(&over_tls, &["encryption", "status"]), 0, "nothing is asked of a server");
    let plain = Firm::new();
    authority.write(&plain.path("system.pem"));
    plain.write("rows.ndjson", &rows);
    assert_eq!(reads(&plain, &list), 0);
}
